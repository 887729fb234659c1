import { describe, expect, test } from "vitest";
import type { LabModel } from "../../lab/model.ts";
import { MODELS } from "../../lab/models/index.ts";
import { ask, bodyOf, converse, openBench } from "./harness.ts";

const DIAGNOSTICS = ["ipPing", "traceRoute", "download", "upload"];

/** The limitation codes of the contract, section 5; beside them `fewerProbes` (quirk 81) and `settingsKept`. */
const LIMITATIONS = [
	...["setRejected", "sessionAborted"].map((code) => `provisioning.${code}`),
	...["bothRoots", "subtreeMissing", "readFault", "typeMismatch"].map((code) => `inventory.${code}`),
	...["objectMissing", "tableEmpty", "countMismatch", "clientMissing"].map((code) => `hosts.${code}`),
	...["objectMissing", "associatedEmpty", "clientMissing"].map((code) => `wifi.${code}`),
	...DIAGNOSTICS.flatMap((check) =>
		["unsupported", "stalled", "error", "emptyResult"].map((code) => `diagnostics.${check}.${code}`),
	),
	"diagnostics.ipPing.fewerProbes",
	...["notFetched", "stalled", "noTransferComplete", "versionUnchanged", "failureNotReported"].map(
		(code) => `firmware.${code}`,
	),
	...["rejected", "noReturn", "noMReboot", "notRebooted"].map((code) => `reboot.${code}`),
	...["rejected", "noReturn", "noBootstrap", "settingsKept"].map((code) => `factoryReset.${code}`),
	...["notApplied", "needsReboot", "notAtomic", "rollbackFailed"].map((code) => `config.${code}`),
	...["wrongCode", "sessionLost"].map((code) => `fault.${code}`),
	...["cadenceOff", "connectionRequestUnreachable", "noRecovery"].map((code) => `session.${code}`),
];
/** Worth saying of what works. */
const NO_FAILURES = ["inventory.bothRoots", "wifi.objectMissing", "diagnostics.ipPing.fewerProbes"];

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
		if (!truth) return;
		const verdicts: Readonly<Record<string, string>> = {
			...truth.workflows,
			hosts: truth.workflows.hostsWifi,
			wifi: truth.workflows.hostsWifi,
			fault: truth.traits.faultBehaviour,
			session: truth.traits.sessionReliability,
		};
		const failures = truth.limitations.filter((code) => !NO_FAILURES.includes(code));
		expect(
			failures.filter((code) => ["proven", "inconclusive"].includes(verdicts[code.split(".")[0] ?? ""] ?? "")),
		).toEqual([]);
		// A diagnostic that is not supported says why.
		for (const kind of DIAGNOSTICS) {
			const state = truth.diagnostics[kind as keyof typeof truth.diagnostics];
			expect(failures.some((code) => code.startsWith(`diagnostics.${kind}.`))).toBe(
				state === "unsupported" || state === "failing",
			);
		}
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
