import { describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import type {
	CheckContext,
	CheckResult,
	OperationEnd,
	ProofAnswer,
	WorkflowDefinition,
} from "../../src/proof/check.ts";
import { verdictOf } from "../../src/proof/verdict.ts";
import { DEFINITIONS } from "../../src/proof/workflows/all.ts";
import { faultBehaviour } from "../../src/proof/workflows/faultBehaviour.ts";
import { inventory } from "../../src/proof/workflows/inventory.ts";
import { reboot } from "../../src/proof/workflows/reboot.ts";
import type { OperationKind } from "../../src/shared/operations.ts";

const STARTED = new Date("2026-03-01T12:00:00.000Z");

interface Seen {
	/** How each operation that is asked for ends, in order. */
	readonly ends: readonly Partial<OperationEnd>[];
	readonly tree?: Tree;
	readonly context?: Partial<CheckContext>;
}

const DEFAULTS: CheckContext = {
	inputs: { allowFactoryReset: false },
	root: "Device.",
	identity: { oui: "00D09E", serialNumber: "S1", productClass: "HG" },
	runStartedAt: STARTED,
	earlier: {},
};

/** A workflow's checks one after the other, as a run takes them. */
function prove(workflow: WorkflowDefinition, { ends, tree = new Map(), context = {} }: Seen) {
	const left = [...ends];
	const asked: [OperationKind, Readonly<Record<string, unknown>>, number | undefined][] = [];
	const earlier: Record<string, CheckResult["values"]> = {};
	const results: Record<string, CheckResult> = {};
	for (const check of workflow.checks) {
		const steps = check.run({ ...DEFAULTS, ...context, earlier });
		let turn = steps.next();
		while (!turn.done) {
			let answer: ProofAnswer = { got: "tree", tree };
			if (turn.value.ask === "operation") {
				asked.push([turn.value.kind, turn.value.input, turn.value.waitSeconds]);
				answer = { got: "operation", end: endOf(left.shift()) };
			}
			turn = steps.next(answer);
		}
		results[check.id] = turn.value;
		// Values are evidence: they are JSON.
		expect(JSON.parse(JSON.stringify(turn.value.values))).toEqual(turn.value.values);
		earlier[check.id] = turn.value.values;
	}
	const outcomes = Object.fromEntries(Object.entries(results).map(([id, { outcome }]) => [id, outcome]));
	const codes = Object.values(results).flatMap(({ limitations }) => limitations.map(({ code }) => code));
	const verdict = verdictOf(
		workflow.checks.map(({ id, essential }) => {
			const { outcome, blame } = results[id] as CheckResult;
			return { id, essential, outcome, blame };
		}),
	);
	return { results, outcomes, codes, verdict, asked };
}

function endOf(
	end: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" },
): OperationEnd {
	return { status: "succeeded", result: null, fault: null, reason: null, sessionId: "session-1", ...end };
}

const done = (result: Record<string, unknown> = {}): Partial<OperationEnd> => ({ result });
const faulted = (code: number): Partial<OperationEnd> => ({
	status: "failed",
	fault: { code, message: "no" },
	reason: `the device answered fault ${code}: no`,
});
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const cancelled: Partial<OperationEnd> = { status: "cancelled", reason: "cancelled" };

describe("every definition", () => {
	test("has ids and titles of its own, and the destructive come last", () => {
		expect(new Set(DEFINITIONS.map(({ id }) => id)).size).toBe(DEFINITIONS.length);
		for (const { checks } of DEFINITIONS) expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
		expect(DEFINITIONS.map(({ id }) => id)).toEqual(["inventory", "faultBehaviour", "reboot"]);
	});

	test.each(DEFINITIONS)("$id asks for no operation but those that it names", (workflow) => {
		const { asked } = prove(workflow, {
			ends: Array.from({ length: 5 }, () => done({ accepted: true, values: [], missing: [] })),
		});
		for (const [kind] of asked) expect(workflow.operations).toContain(kind);
	});

	test.each(DEFINITIONS)("$id is inconclusive where the device never comes", (workflow) => {
		for (const end of [expired, cancelled])
			expect(prove(workflow, { ends: Array.from({ length: 5 }, () => end) }).verdict).toBe("inconclusive");
	});
});

const FULL = {
	status: "succeeded",
	accepted: true,
	boot: true,
	mReboot: true,
	commandKeyReturned: true,
	events: ["1 BOOT", "M Reboot"],
	awaySeconds: 110,
	uptimeBeforeSeconds: 1_000,
	uptimeAfterSeconds: 20,
	bootedAt: "2026-03-01T12:01:50.000Z",
} as const;
const failed = (result: Record<string, unknown> | null): Partial<OperationEnd> => ({
	status: "failed",
	result,
	reason: "why",
});
const unknown = (result: Record<string, unknown> | null): Partial<OperationEnd> => ({
	status: "unknown",
	result,
	reason: "why",
});

describe("reboot", () => {
	test.each<[string, Partial<OperationEnd>[], string[], string[], string]>([
		["a clean restart", [done(FULL), done({ values: [] })], ["pass", "pass", "pass", "pass"], [], "proven"],
		[
			"a restart without M Reboot",
			[done({ ...FULL, mReboot: false, commandKeyReturned: false }), done()],
			["pass", "pass", "fail", "pass"],
			["reboot.noMReboot"],
			"partial",
		],
		[
			"M Reboot with another key",
			[done({ ...FULL, commandKeyReturned: false }), done()],
			["pass", "pass", "fail", "pass"],
			["reboot.noMReboot"],
			"partial",
		],
		[
			"fault 9000: the device lacks it",
			[faulted(9000)],
			["fail", "skipped", "skipped", "skipped"],
			["reboot.rejected"],
			"unsupported",
		],
		["another fault", [faulted(9001)], ["fail", "skipped", "skipped", "skipped"], ["reboot.rejected"], "failed"],
		[
			"no return",
			[failed({ accepted: true, sessionsWithoutBoot: 0 })],
			["pass", "fail", "skipped", "fail"],
			["reboot.noReturn"],
			"unsafe",
		],
		[
			"sessions without a restart",
			[failed({ accepted: true, sessionsWithoutBoot: 2 }), done()],
			["pass", "fail", "skipped", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"no answer, and no return",
			[unknown({ accepted: false, sessionsWithoutBoot: 0 })],
			["fail", "fail", "skipped", "fail"],
			["reboot.noReturn"],
			"unsafe",
		],
		[
			"no answer, and sessions without a restart",
			[unknown({ accepted: false, sessionsWithoutBoot: 1 }), done()],
			["fail", "fail", "skipped", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"a return after which it can't be read",
			[done(FULL), failed(null)],
			["pass", "pass", "pass", "fail"],
			[],
			"unsafe",
		],
		[
			"a return after which it does not come again",
			[done(FULL), expired],
			["pass", "pass", "pass", "inconclusive"],
			[],
			"inconclusive",
		],
	])("%s", (_title, ends, outcomes, codes, verdict) => {
		const proof = prove(reboot, { ends });
		expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test.each([
		["what was refused before it was sent", failed(null)],
		["what nobody followed to its end", unknown(null)],
	])("%s is inconclusive, and nothing follows from it", (_title, end) => {
		const proof = prove(reboot, { ends: [end] });
		expect(proof.verdict).toBe("inconclusive");
		expect(Object.values(proof.outcomes)).toEqual(["inconclusive", "skipped", "skipped", "skipped"]);
	});

	test("waits as long as the run's input says, else ten minutes", () => {
		expect(prove(reboot, { ends: [done(FULL), done()] }).asked[0]).toEqual(["reboot", {}, 600]);
		const context = { inputs: { allowFactoryReset: false, timeoutSeconds: 42 } };
		expect(prove(reboot, { ends: [done(FULL), done()], context }).asked[0]?.[2]).toBe(42);
	});
});

describe("faultBehaviour", () => {
	const readOf = (faults: object[], sessionId = "session-1"): Partial<OperationEnd> => ({
		result: { values: [], missing: ["x"], faults },
		sessionId,
	});
	const silent: Partial<OperationEnd> = { status: "failed", reason: "the device answered none of the reads" };

	test.each<[string, Partial<OperationEnd>[], string[], string[], string]>([
		["9005, and the session goes on", [readOf([{ code: 9005 }]), done()], ["pass", "pass"], [], "proven"],
		["another code", [readOf([{ code: 9003 }]), done()], ["fail", "pass"], ["fault.wrongCode"], "partial"],
		[
			"quirk 118: no fault at all, an empty list",
			[readOf([]), done()],
			["fail", "pass"],
			["fault.wrongCode"],
			"partial",
		],
		["9000 to the whole method", [faulted(9000), done()], ["fail", "pass"], ["fault.wrongCode"], "partial"],
		[
			"the session ends with the fault",
			[readOf([{ code: 9005 }]), { ...done(), sessionId: "session-2" }],
			["pass", "fail"],
			["fault.sessionLost"],
			"partial",
		],
		["quirk 113: the device vanishes", [silent], ["fail", "fail"], ["fault.sessionLost"], "failed"],
		[
			"the next read is not answered",
			[readOf([{ code: 9005 }]), silent],
			["pass", "fail"],
			["fault.sessionLost"],
			"partial",
		],
		[
			"the device does not come for the next read",
			[readOf([{ code: 9005 }]), expired],
			["pass", "inconclusive"],
			[],
			"inconclusive",
		],
	])("%s", (_title, ends, outcomes, codes, verdict) => {
		const proof = prove(faultBehaviour, { ends });
		expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test.each([
		["Device.", "Device."],
		["InternetGatewayDevice.", "InternetGatewayDevice."],
		["both", "Device."],
		[null, "Device."],
	] as const)("under the root %s asks below %s for a name that nobody has", (root, below) => {
		const { asked } = prove(faultBehaviour, { ends: [readOf([{ code: 9005 }]), done()], context: { root } });
		expect(asked.map(([, input]) => input)).toEqual([
			{ paths: [`${below}DeviceInfo.X_CERTUS_NoSuchParameter`] },
			{ paths: [`${below}DeviceInfo.SoftwareVersion`] },
		]);
	});
});

describe("inventory", () => {
	const fresh = STARTED.getTime() + 1_000;
	const node = (value: string | null, type: string | null = "xsd:string", readAt: number | null = fresh): TreeNode => ({
		value,
		type,
		writable: false,
		readAt,
	});
	const IDENTITY = {
		Manufacturer: "Acme",
		ManufacturerOUI: "00D09E",
		ModelName: "AC-1",
		SerialNumber: "S1",
		HardwareVersion: "1",
		SoftwareVersion: "2",
	};

	/** A tree that passes, with changes: `null` takes a name away. */
	function tree(changes: Readonly<Record<string, TreeNode | null>> = {}, root = "Device."): Tree {
		const made: Tree = new Map([
			[`${root}DeviceInfo.`, node(null, "object")],
			...Object.entries(IDENTITY).map(([name, value]) => [`${root}DeviceInfo.${name}`, node(value)] as const),
			[`${root}ManagementServer.PeriodicInformInterval`, node("300", "xsd:unsignedInt")],
			[`${root}ManagementServer.URL`, node("http://acs/")],
		]);
		for (const [path, changed] of Object.entries(changes)) {
			if (changed) made.set(path, changed);
			else made.delete(path);
		}
		return made;
	}

	const walked = done({ parameters: 8, missing: [] });
	const unread = done({
		missing: [
			{ path: "Device.X.A", code: 9005 },
			{ path: "Device.Y.", code: 9005 },
		],
	});
	const onlyInfo = new Map([...tree()].filter(([path]) => !path.includes("ManagementServer")));
	const both = new Map([...tree(), ...tree({}, "InternetGatewayDevice.")]);
	const P = "pass";

	test.each<[string, Partial<OperationEnd>, Tree, string[], string[], string]>([
		["a whole tree", walked, tree(), [P, P, P, P], [], "proven"],
		["a whole tree under the other root", walked, tree({}, "InternetGatewayDevice."), [P, P, P, P], [], "proven"],
		["both roots", walked, both, [P, P, P, P], ["inventory.bothRoots"], "proven"],
		["a listed parameter that can't be read", unread, tree(), [P, "fail", P, P], ["inventory.readFault"], "partial"],
		[
			"a required subtree that is not there",
			walked,
			onlyInfo,
			[P, "fail", P, P],
			["inventory.subtreeMissing"],
			"failed",
		],
		[
			"a wrong type",
			walked,
			tree({ "Device.ManagementServer.PeriodicInformInterval": node("300", "xsd:string") }),
			[P, P, P, "fail"],
			["inventory.typeMismatch"],
			"partial",
		],
		[
			"a value that is none of its type",
			walked,
			tree({ "Device.ManagementServer.PeriodicInformInterval": node("often", "xsd:unsignedInt") }),
			[P, P, P, "fail"],
			["inventory.typeMismatch"],
			"partial",
		],
		[
			"another serial than the Inform's",
			walked,
			tree({ "Device.DeviceInfo.SerialNumber": node("S2") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		["no model's name", walked, tree({ "Device.DeviceInfo.ModelName": null }), [P, P, "fail", P], [], "partial"],
		[
			"an empty model's name",
			walked,
			tree({ "Device.DeviceInfo.ModelName": node(" ") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		[
			"the unknown time is a valid one",
			walked,
			tree({ "Device.DeviceInfo.FirstUseDate": node("0001-01-01T00:00:00Z", "xsd:dateTime") }),
			[P, P, P, P],
			[],
			"proven",
		],
		["nothing could be read", walked, new Map(), ["fail", "fail", "fail", P], ["inventory.subtreeMissing"], "failed"],
		[
			"what was read before the run counts for nothing",
			walked,
			new Map([...tree()].map(([path, one]) => [path, { ...one, readAt: STARTED.getTime() - 1 }])),
			["fail", "fail", "fail", P],
			["inventory.subtreeMissing"],
			"failed",
		],
		[
			"the device lacks GetParameterNames and GetParameterValues",
			faulted(9000),
			new Map(),
			["fail", "fail", "fail", P],
			["inventory.subtreeMissing"],
			"unsupported",
		],
		["the walk fails", faulted(9002), new Map(), ["fail", "fail", "fail", P], ["inventory.subtreeMissing"], "failed"],
	])("%s", (_title, end, known, outcomes, codes, verdict) => {
		const proof = prove(inventory, { ends: [end], tree: known });
		expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test("coverage is what could be read of what is named, by subtree; a subtree that is not there has none", () => {
		const known = tree({
			"Device.WiFi.SSID.1.SSID": node("home"),
			"Device.WiFi.SSID.1.Enable": node(null, null, null),
			"Device.WiFi.SSID.2.SSID": node(null, null, null),
		});
		expect(prove(inventory, { ends: [walked], tree: known }).results.subtreesReadable?.values).toMatchObject({
			coverage: { deviceInfo: 100, managementServer: 100, wifi: 33.3, hosts: null, optical: null },
		});
	});

	test("wrong types are counted by kind, not by instance", () => {
		const known = tree({
			"Device.WiFi.SSID.1.Enable": node("1", "xsd:string"),
			"Device.WiFi.SSID.2.Enable": node("1", "xsd:string"),
		});
		expect(prove(inventory, { ends: [walked], tree: known }).results.typesValid?.values).toMatchObject({
			wrong: 1,
			examples: [{ path: "Device.WiFi.SSID.{i}.Enable" }],
		});
	});
});
