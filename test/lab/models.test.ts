import { describe, expect, test } from "vitest";
import type { LabModel } from "../../lab/model.ts";
import { MODELS } from "../../lab/models/index.ts";
import { ask, bodyOf, converse, openBench } from "./harness.ts";

/** The limitation codes of the contract, section 5, for what the truths speak of. */
const LIMITATIONS = [
	"inventory.bothRoots",
	"inventory.subtreeMissing",
	"inventory.readFault",
	"inventory.typeMismatch",
	"reboot.rejected",
	"reboot.noReturn",
	"reboot.noMReboot",
	"reboot.notRebooted",
	"fault.wrongCode",
	"fault.sessionLost",
];

const models = MODELS.map((model): [string, LabModel] => [model.name, model]);

test("there are at least sixteen models, each with a name and an identity of its own", () => {
	expect(MODELS.length).toBeGreaterThanOrEqual(16);
	expect(new Set(MODELS.map(({ name }) => name)).size).toBe(MODELS.length);
	expect(new Set(MODELS.map(({ identity }) => identity.modelName)).size).toBe(MODELS.length);
});

describe.each(models)("%s", (_name, model) => {
	test("has a tree of its size, in which its own client's parameters are", () => {
		const { leaves } = model.tree();
		const [least, most] = model.name === "large-gateway" ? [2000, 2100] : [250, 750];
		const size = model.name === "both-roots" ? leaves.size / 2 : leaves.size;
		expect(size).toBeGreaterThanOrEqual(least);
		expect(size).toBeLessThanOrEqual(most);
		expect(model.informParameters.filter((path) => !leaves.has(path))).toEqual([]);
		for (const name of ["URL", "ConnectionRequestURL", "PeriodicInformInterval"]) {
			expect(leaves.has(`${model.root}ManagementServer.${name}`)).toBe(true);
		}
		expect(model.behaviour.values.poisoned.filter((path) => !leaves.has(path))).toEqual([]);
	});

	test("has a truth in the contract's words", () => {
		const { truth } = model;
		expect(truth?.limitations.filter((code) => !LIMITATIONS.includes(code))).toEqual([]);
		const spoiled = Object.entries({ ...truth?.workflows, fault: truth?.traits.faultBehaviour })
			.filter(([, verdict]) => verdict !== "proven")
			.map(([workflow]) => workflow);
		// Both roots are worth saying, and no failure.
		const failures = truth?.limitations.filter((code) => code !== "inventory.bothRoots");
		expect(new Set(failures?.map((code) => code.split(".")[0]))).toEqual(new Set(spoiled));
	});

	test("makes its first contact, and answers for its root", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(model);
		const record = await cpe.powerOn();
		expect(record.error).toBeNull();
		expect(acs.failures).toEqual([]);
		expect(acs.received[0]?.envelope.message).toMatchObject({
			rpc: "Inform",
			body: { device: { ...cpe.identity, serialNumber: cpe.serialNumber } },
		});
		const [names] = await converse(acs, cpe, ask("GetParameterNames", { path: model.root, nextLevel: true }));
		const paths = bodyOf(names, "GetParameterNames").parameters.map(({ path }) => path);
		expect(paths).toContain(`${model.root}DeviceInfo.`);
	});
});
