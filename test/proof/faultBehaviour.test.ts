import { describe, expect, test } from "vitest";
import type { Tree } from "../../src/device/tree.ts";
import type { OperationEnd } from "../../src/proof/check.ts";
import { faultBehaviour } from "../../src/proof/workflows/faultBehaviour.ts";
import { prove } from "./prove.ts";

const CODE = "Device.DeviceInfo.ProvisioningCode";
const VERSION = "Device.DeviceInfo.SoftwareVersion";
const leaf = (value: string, writable: boolean) => ({ value, type: "xsd:string", writable, readAt: 1 });
const TREE: Tree = new Map([
	[CODE, leaf("c", true)],
	[VERSION, leaf("2", false)],
]);

const done = (result: Record<string, unknown> = {}): Partial<OperationEnd> => ({ result });
const faulted = (code: number, inner: readonly number[] = []): Partial<OperationEnd> => ({
	status: "failed",
	fault: { code, message: "no", parameters: inner.map((one) => ({ path: "x", code: one })) },
	reason: `the device answered fault ${code}: no`,
});
const unknown = (faults: object[], sessionId = "session-1"): Partial<OperationEnd> => ({
	result: { values: [], missing: ["x"], faults },
	sessionId,
});
const reads = (path: string, value: string): Partial<OperationEnd> =>
	done({ values: [{ path, value, type: "xsd:string" }] });
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const mute: Partial<OperationEnd> = {
	status: "failed",
	reason: "the device did not answer",
	result: { answered: null },
};

/** How each of its operations ends, by the check that asks. */
const GOOD = {
	unknownParameterFault: [unknown([{ code: 9005 }])],
	sessionSurvivesFault: [done()],
	unknownMethodFault: [done({ methods: ["GetRPCMethods", "GetParameterValues"] }), faulted(9000)],
	wrongTypeFault: [reads(CODE, "c"), faulted(9003, [9006])],
	readOnlyFault: [reads(VERSION, "2"), faulted(9003, [9008])],
} as const satisfies Record<string, readonly Partial<OperationEnd>[]>;

function proving(
	changes: Partial<Record<keyof typeof GOOD, readonly Partial<OperationEnd>[]>> = {},
	context = {},
	tree = TREE,
) {
	const ends = Object.values({ ...GOOD, ...changes }).flat();
	return prove(faultBehaviour, { ends, tree, context });
}

test("every fault is the right one, and the session goes on: proven", () => {
	const { verdict, codes, outcomes, asked } = proving();
	expect([verdict, codes, Object.values(outcomes)]).toEqual(["proven", [], Array(5).fill("pass")]);
	expect(asked.map(([kind, input]) => [kind, input])).toEqual([
		["read", { paths: ["Device.DeviceInfo.X_CERTUS_NoSuchParameter"] }],
		["read", { paths: [VERSION] }],
		["getRpcMethods", {}],
		["getRpcMethods", { unclaimed: "GetOptions" }],
		["read", { paths: [CODE] }],
		["set", { values: [{ path: CODE, value: "c", type: "xsd:unsignedInt" }] }],
		["read", { paths: [VERSION] }],
		["set", { values: [{ path: VERSION, value: "2", type: "xsd:string" }] }],
	]);
});

describe("an unknown name", () => {
	const SILENT: Partial<OperationEnd> = { status: "failed", reason: "the device answered none of the reads" };

	test.each<[string, Parameters<typeof proving>[0], string[], string[], string]>([
		[
			"another code",
			{ unknownParameterFault: [unknown([{ code: 9003 }])] },
			["fail", "pass"],
			["fault.wrongCode"],
			"partial",
		],
		[
			"quirk 118: an empty list",
			{ unknownParameterFault: [unknown([])] },
			["fail", "pass"],
			["fault.wrongCode"],
			"partial",
		],
		[
			"9000 to the whole method",
			{ unknownParameterFault: [faulted(9000)] },
			["fail", "pass"],
			["fault.wrongCode"],
			"partial",
		],
		[
			"the session ends with the fault",
			{
				sessionSurvivesFault: [
					{ ...done(), sessionId: "session-2" },
					unknown([{ code: 9005 }], "session-3"),
					{ ...done(), sessionId: "session-4" },
				],
			},
			["pass", "fail"],
			["fault.sessionLost"],
			"partial",
		],
		[
			"quirk 113: the device vanishes",
			{ unknownParameterFault: [SILENT], sessionSurvivesFault: [] },
			["fail", "fail"],
			["fault.sessionLost"],
			"partial",
		],
		[
			"the next read is not answered",
			{ sessionSurvivesFault: [SILENT] },
			["pass", "fail"],
			["fault.sessionLost"],
			"partial",
		],
		[
			"the device does not come for the next read",
			{ sessionSurvivesFault: [expired] },
			["pass", "inconclusive"],
			[],
			"inconclusive",
		],
	])("%s", (_title, changes, outcomes, codes, verdict) => {
		const proof = proving(changes);
		expect([Object.values(proof.outcomes).slice(0, 2), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test.each([
		["Device.", "Device."],
		["InternetGatewayDevice.", "InternetGatewayDevice."],
		["both", "Device."],
		[null, "Device."],
	] as const)("under the root %s it is asked for below %s", (root, below) => {
		expect(
			proving({}, { root })
				.asked.slice(0, 2)
				.map(([, input]) => input),
		).toEqual([
			{ paths: [`${below}DeviceInfo.X_CERTUS_NoSuchParameter`] },
			{ paths: [`${below}DeviceInfo.SoftwareVersion`] },
		]);
	});
});

describe("an RPC that is not claimed", () => {
	const claims = (...methods: string[]) => done({ methods });

	test.each<[string, readonly Partial<OperationEnd>[], string, string[]]>([
		["another code", [claims(), faulted(9003)], "fail", ["fault.wrongCode"]],
		["quirk 112: no answer, ever", [claims(), mute], "fail", ["fault.sessionLost"]],
		["the device does not come", [claims(), expired], "inconclusive", []],
		["it knows the first all the same", [claims(), done({ answered: "GetOptions" }), faulted(9000)], "pass", []],
		[
			"it knows them all",
			[claims("GetOptions", "GetAllQueuedTransfers"), done({ answered: "GetQueuedTransfers" })],
			"skipped",
			[],
		],
		["it claims them all", [claims("GetOptions", "GetAllQueuedTransfers", "GetQueuedTransfers")], "skipped", []],
		["it does not say what it has", [faulted(9000)], "skipped", []],
	])("%s", (_title, unknownMethodFault, outcome, codes) => {
		const proof = proving({ unknownMethodFault });
		expect([proof.outcomes.unknownMethodFault, proof.codes]).toEqual([outcome, codes]);
	});
});

describe("writes", () => {
	test("are not tried on a device that is none of the lab's", () => {
		const { outcomes, asked, verdict } = proving({}, { lab: false });
		expect([outcomes.wrongTypeFault, outcomes.readOnlyFault, verdict]).toEqual(["skipped", "skipped", "proven"]);
		expect(asked.map(([kind]) => kind)).not.toContain("set");
	});

	test("are not tried where nothing harmless is known, or nothing read-only", () => {
		const { outcomes, asked } = proving({}, {}, new Map([[VERSION, leaf("2", true)]]));
		expect([outcomes.wrongTypeFault, outcomes.readOnlyFault]).toEqual(["skipped", "skipped"]);
		expect(asked.map(([kind]) => kind)).not.toContain("set");
	});

	test.each<[string, readonly Partial<OperationEnd>[], string, string[]]>([
		["9007 is right as well", [reads(CODE, "c"), faulted(9007)], "pass", []],
		["another code", [reads(CODE, "c"), faulted(9003, [9001])], "fail", ["fault.wrongCode"]],
		[
			"it is taken for what it is",
			[reads(CODE, "c"), done({ status: 0 }), reads(CODE, "c")],
			"fail",
			["fault.wrongCode"],
		],
		[
			"no answer",
			[reads(CODE, "c"), { ...mute, result: { settledByReadBack: true } }, reads(CODE, "c")],
			"fail",
			["fault.sessionLost"],
		],
		["it could not be read before", [expired], "inconclusive", []],
	])("under a wrong type: %s", (_title, wrongTypeFault, outcome, codes) => {
		const proof = proving({ wrongTypeFault });
		expect([proof.outcomes.wrongTypeFault, proof.codes]).toEqual([outcome, codes]);
	});

	test("a value that the wrong type has changed is put back under its own", () => {
		const wrongTypeFault = [reads(CODE, "c"), done({ status: 0 }), reads(CODE, "0"), done({ status: 0 })];
		const { asked, outcomes } = proving({ wrongTypeFault });
		expect(outcomes.wrongTypeFault).toBe("fail");
		const sets = asked.filter(([kind]) => kind === "set").map(([, { values }]) => values);
		expect(sets[1]).toEqual([{ path: CODE, value: "c", type: "xsd:string" }]);
	});

	test.each<[string, readonly Partial<OperationEnd>[], string, string[]]>([
		["9008 by itself", [reads(VERSION, "2"), faulted(9008)], "pass", []],
		["another code", [reads(VERSION, "2"), faulted(9003, [9005])], "fail", ["fault.wrongCode"]],
		["it is accepted", [reads(VERSION, "2"), done({ status: 0 })], "fail", ["fault.wrongCode"]],
		["the device does not come", [reads(VERSION, "2"), expired], "inconclusive", []],
	])("of what is read-only: %s", (_title, readOnlyFault, outcome, codes) => {
		const proof = proving({ readOnlyFault });
		expect([proof.outcomes.readOnlyFault, proof.codes]).toEqual([outcome, codes]);
	});
});

test("a session that ended once, and not again, is not the device's fault", () => {
	const { verdict, outcomes } = proving({
		sessionSurvivesFault: [
			{ ...done(), sessionId: "session-2" },
			unknown([{ code: 9005 }], "session-3"),
			{ ...done(), sessionId: "session-3" },
		],
	});
	expect([verdict, outcomes.sessionSurvivesFault]).toEqual(["proven", "pass"]);
});
