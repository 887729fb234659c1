import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tree } from "../../src/device/tree.ts";
import { isIntrusive } from "../../src/gate/gate.ts";
import type { CheckContext, OperationEnd, ProofAnswer, ProofStep } from "../../src/proof/check.ts";
import { actsInField, gravestOf, isAgreedTo } from "../../src/proof/fieldActs.ts";
import { DEFINITIONS } from "../../src/proof/workflows/all.ts";
import { type ProofInputs, WORKFLOWS } from "../../src/shared/proof.ts";
import { DEFAULTS, STARTED } from "./prove.ts";

const FILE = "00000000-0000-4000-8000-00000000f11e";
const INPUTS: ProofInputs = { allowFactoryReset: true, firmwareFileId: FILE, returnFirmwareFileId: FILE };
const named = (inputs: ProofInputs) =>
	actsInField(WORKFLOWS, inputs).map(({ workflow, check }) => `${workflow}.${check}`);

describe("what a run does to a field device", () => {
	test("is named check by check", () => {
		expect(named(INPUTS)).toEqual([
			"config.applied",
			"config.atomic",
			"config.rolledBack",
			"reboot.accepted",
			"factoryReset.accepted",
			"firmware.imageFetched",
			"firmware.badImageReported",
			"firmware.recovers",
		]);
	});

	test("is nothing of what the inputs leave out", () => {
		expect(named({ allowFactoryReset: false })).toEqual([
			"config.applied",
			"config.atomic",
			"config.rolledBack",
			"reboot.accepted",
		]);
	});

	test.each([
		[["factoryReset", "firmware"], "factoryReset"],
		[["firmware", "reboot"], "download"],
		[["config", "reboot"], "set"],
		[["reboot"], "reboot"],
		[["inventory", "hostsWifi", "diagnostics", "provisioning"], null],
	] as const)("of %j is judged as %s", (workflows, gravest) => {
		expect(gravestOf(actsInField(workflows, INPUTS))).toBe(gravest);
	});
});

const PATH = "Device.DeviceInfo.ProvisioningCode";
const VERSION = "Device.DeviceInfo.SoftwareVersion";
const TREE: Tree = new Map([
	[PATH, { value: "", type: "xsd:string", writable: true, readAt: STARTED.getTime() + 1 }],
	[VERSION, { value: "1.0.0", type: "xsd:string", writable: false, readAt: 1 }],
]);

/** A device that answers by dice: well, with a fault, with silence, or not at all. */
function answerTo(step: ProofStep, dice: number, stood: Map<string, string>): ProofAnswer {
	switch (step.ask) {
		case "tree":
			return { got: "tree", tree: TREE };
		case "transfers":
			return { got: "transfers", transfers: [] };
		case "firstContact":
			return { got: "firstContact", contact: null };
		case "namesakes":
			return { got: "namesakes", devices: [] };
		case "pastInforms":
			return { got: "pastInforms", informs: [] };
		case "wake":
			return { got: "wake", woken: { reachable: dice > 1, method: "http", elapsedMs: 9, reason: null, events: [] } };
		case "informs":
			return { got: "informs", informs: [] };
		case "operation":
			return { got: "operation", end: endOf(step, dice, stood) };
	}
}

function endOf(
	{ kind, input }: Extract<ProofStep, { ask: "operation" }>,
	dice: number,
	stood: Map<string, string>,
): OperationEnd {
	const end = { result: null, fault: null, reason: "by dice", sessionId: "s" };
	if (dice === 0) return { ...end, status: "expired" };
	if (dice === 1) return { ...end, status: "failed", fault: { code: 9001, message: "no" } };
	if (dice === 2) return { ...end, status: "unknown", result: { sessions: 1 } };
	if (kind === "set") {
		for (const { path, value } of input.values as { path: string; value: string }[]) stood.set(path, value);
		return { ...end, status: "succeeded", result: { status: dice === 3 ? 1 : 0 } };
	}
	if (kind === "download" && input.fileId) stood.set(VERSION, "2");
	const paths = (input.paths ?? []) as readonly string[];
	const values = paths.map((path) => ({ path, value: stood.get(path) ?? "", type: "xsd:string" }));
	const boot = {
		accepted: true,
		bootstrap: true,
		settingsLost: true,
		events: ["1 BOOT"],
		boot: true,
		softwareVersion: "2",
	};
	return { ...end, status: "succeeded", result: { values, ...boot } };
}

test("however a field device answers, no check asks for more than was named", () => {
	const acts = actsInField(WORKFLOWS, INPUTS);
	const asked = new Set<string>();
	fc.assert(
		fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (dice) => {
			const stood = new Map<string, string>();
			for (const definition of DEFINITIONS) {
				const earlier: Record<string, Readonly<Record<string, unknown>>> = {};
				for (const check of definition.checks) {
					const context: CheckContext = {
						...{ ...DEFAULTS, inputs: INPUTS, lab: false, workflows: WORKFLOWS, earlier: { ...earlier } },
						images: { there: { fileId: FILE, version: "2" }, back: { fileId: FILE, version: "1.0.0" } },
					};
					const program = check.run(context);
					try {
						let turn = program.next();
						for (let steps = 0; !turn.done && steps < 200; steps++) {
							const step = turn.value;
							if (step.ask === "operation" && isIntrusive(step.kind)) {
								asked.add(`${definition.id}.${check.id}`);
								expect(isAgreedTo(acts, definition.id, check.id, step.kind), `${check.id} ${step.kind}`).toBe(true);
							}
							turn = program.next(answerTo(step, dice.next().value as number, stood));
						}
						if (turn.done) earlier[check.id] = turn.value.values;
					} catch (error) {
						// Dice make answers that no device gives; what a check makes of those is its own tests' matter.
						if (error instanceof TypeError) continue;
						throw error;
					}
				}
			}
		}),
		{ numRuns: 300 },
	);
	// These judge sets that went out with the first one, so that nothing could come between.
	const sentBefore = ["config.atomic", "config.rolledBack"];
	expect([...asked].sort()).toEqual(
		named(INPUTS)
			.filter((name) => !sentBefore.includes(name))
			.sort(),
	);
});
