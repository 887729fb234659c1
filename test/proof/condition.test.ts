import { describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import { writtenBy } from "../../src/engine/proofWrites.ts";
import type { CheckContext, OperationEnd } from "../../src/proof/check.ts";
import { conditionAfter, conditionBefore } from "../../src/proof/workflows/condition.ts";
import { prove, STARTED } from "./prove.ts";

const FRESH = STARTED.getTime() + 1;
const CODE = "Device.DeviceInfo.ProvisioningCode";
const SERVER = "Device.Time.NTPServer1";
const ENABLE = "Device.Time.Enable";
const URL = "Device.ManagementServer.URL";

function node(value: string | null, changes: Partial<TreeNode> = {}): TreeNode {
	return { value, type: "xsd:string", writable: true, readAt: FRESH, ...changes };
}

const TREE: Tree = new Map([
	["Device.Time.", node(null, { type: "object" })],
	[CODE, node("c")],
	[SERVER, node("ntp")],
	[ENABLE, node("1", { type: "xsd:boolean" })],
	[URL, node("http://acs/")],
	["Device.DeviceInfo.UpTime", node("7", { writable: false })],
	["Device.WiFi.AccessPoint.1.Security.KeyPassphrase", node("")],
	["Device.IP.Diagnostics.IPPing.DiagnosticsState", node("None")],
	["Device.X.Reboot", node("0")],
	["Device.X.Large", node("x".repeat(1_001))],
]);
const KEPT = [
	[CODE, "c", "xsd:string"],
	[SERVER, "ntp", "xsd:string"],
	[ENABLE, "1", "xsd:boolean"],
	[URL, "http://acs/", "xsd:string"],
];
const CONFIG = { workflows: ["inventory", "config"] } as const;
const GONE: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };

describe("before", () => {
	const before = (context: Partial<CheckContext>, tree = TREE, ends: Partial<OperationEnd>[] = []) =>
		prove(conditionBefore, { ends, tree, context });

	test("what can be written is kept: no secrets, no commands, nothing that is read-only", () => {
		const { results, asked } = before(CONFIG);
		expect(results.before).toMatchObject({ outcome: "pass", values: { kept: KEPT, leftOut: 4 } });
		expect(asked).toEqual([]);
	});

	test.each<[string, Partial<CheckContext>, Tree]>([
		["the run takes no inventory", { workflows: ["config"] }, TREE],
		[
			"the inventory did not walk it",
			CONFIG,
			new Map([...TREE].map(([path, one]) => [path, { ...one, readAt: path === CODE ? FRESH : 1 }])),
		],
	])("the tree is walked where %s", (_title, context, tree) => {
		expect(before(context, tree, [{ result: {} }]).asked).toEqual([["discover", { path: "" }, undefined]]);
		expect(before(context, tree, [GONE]).outcomes).toEqual({ before: "inconclusive" });
	});

	test.each<[string, Partial<CheckContext>, Partial<OperationEnd>[], boolean]>([
		["its own walk was refused nothing", { workflows: ["config"] }, [{ result: { refused: [] } }], true],
		[
			"its own walk was refused a branch",
			{ workflows: ["config"], hasAllNames: true },
			[{ result: { refused: [{ path: "Device.X.", code: 9002 }] } }],
			false,
		],
		["the inventory's walk was refused nothing", { ...CONFIG, hasAllNames: true }, [], true],
		["the inventory's walk was refused something", { ...CONFIG, hasAllNames: false }, [], false],
	])("whether all names are known: %s", (_title, context, ends, all) => {
		expect(before(context, TREE, ends).results.before?.values.hasAllNames).toBe(all);
	});

	test("what was not read in this run is not kept", () => {
		const stale = new Map([...TREE].map(([path, one]) => [path, path === SERVER ? { ...one, readAt: 1 } : one]));
		expect(before(CONFIG, stale).results.before?.values.kept).toEqual(KEPT.filter(([path]) => path !== SERVER));
	});

	test("runs that change nothing keep nothing", () => {
		const { outcomes, asked } = before({ workflows: ["inventory", "hostsWifi"] });
		expect([outcomes, asked]).toEqual([{ before: "skipped" }, []]);
	});
});

describe("as found", () => {
	type Standing = Readonly<Record<string, string>>;
	const AS_BEFORE: Standing = { [CODE]: "c", [SERVER]: "ntp", [ENABLE]: "1", [URL]: "http://acs/" };
	const reads = (values: Standing): Partial<OperationEnd> => ({
		result: {
			values: Object.entries(values).map(([path, value]) => ({ path, value, type: "xsd:string" })),
			unanswered: [],
		},
	});
	/** As a run has it: what the check before kept stands in `earlier`. */
	function after(ends: readonly Partial<OperationEnd>[], context: Partial<CheckContext> = {}) {
		const both = { ...conditionAfter, checks: [...conditionBefore.checks, ...conditionAfter.checks] };
		const proof = prove(both, { ends, tree: TREE, context: { ...CONFIG, ...context } });
		return { ...proof, check: proof.results.asFound };
	}

	test("nothing differs, however it is spelt", () => {
		const { check, asked } = after([reads({ ...AS_BEFORE, [ENABLE]: "true" })]);
		expect(check).toMatchObject({ outcome: "pass", values: { compared: 4, differenceCount: 0 } });
		expect(asked).toEqual([["read", { paths: KEPT.map(([path]) => path) }, undefined]]);
	});

	const SET_BACK = ["set", { values: [{ path: CODE, value: "c", type: "xsd:string" }] }, undefined];

	test("what this run wrote and still stands is put back", () => {
		const { check, asked } = after([reads({ ...AS_BEFORE, [CODE]: "new" }), {}, reads(AS_BEFORE)], { written: [CODE] });
		expect(asked[1]).toEqual(SET_BACK);
		expect(check).toMatchObject({ outcome: "pass", values: { setBack: [CODE], changedByThisRun: [] } });
	});

	test.each<[string, Partial<OperationEnd>[]]>([
		["does not go back", [{}, reads({ ...AS_BEFORE, [CODE]: "new" })]],
		["can't be seen to go back", [GONE]],
	])("what this run wrote and %s fails it", (_title, ends) => {
		const { check } = after([reads({ ...AS_BEFORE, [CODE]: "new" }), ...ends], { written: [CODE] });
		expect(check).toMatchObject({ outcome: "fail", limitations: [], values: { changedByThisRun: [CODE] } });
	});

	test("on a field device it is told, and left", () => {
		const { check, asked } = after([reads({ ...AS_BEFORE, [CODE]: "new" })], { written: [CODE], lab: false });
		expect([check?.outcome, asked.length]).toEqual(["fail", 1]);
	});

	test("below an object that this run wrote as well", () => {
		expect(after([reads({ ...AS_BEFORE, [SERVER]: "" })], { written: ["Device.Time."] }).outcomes.asFound).toBe("fail");
	});

	test("what the device changed by itself is listed", () => {
		const { check } = after([reads({ ...AS_BEFORE, [SERVER]: "other" })], { written: [CODE] });
		expect(check).toMatchObject({
			outcome: "pass",
			values: {
				differences: [{ path: SERVER, before: "ntp", after: "other", type: "xsd:string" }],
				changedByThisRun: [],
			},
		});
	});

	test("what is no longer there differs", () => {
		const { [CODE]: _, ...rest } = AS_BEFORE;
		expect(after([reads(rest)], { written: [CODE] }).check?.values.differences).toMatchObject([
			{ path: CODE, after: null },
		]);
	});

	test.each<[string, Partial<OperationEnd>]>([
		["the device does not come", GONE],
		["it answers a part", { result: { values: [], unanswered: [CODE] } }],
	])("it is inconclusive where %s", (_title, end) => {
		expect(after([end]).outcomes.asFound).toBe("inconclusive");
	});

	test("and where nothing was kept", () => {
		expect(prove(conditionAfter, { ends: [], context: CONFIG }).outcomes).toEqual({ asFound: "inconclusive" });
	});

	describe("after a factory reset", () => {
		const RESET = { workflows: ["inventory", "factoryReset"], inputs: { allowFactoryReset: true } } as const;
		const taken: Standing = { ...AS_BEFORE, [CODE]: "", [SERVER]: "", [URL]: "http://default/" };
		const setsOf = (asked: ReturnType<typeof after>["asked"]) =>
			asked
				.filter(([kind]) => kind === "set")
				.map(([, { values }]) => (values as { path: string }[]).map(({ path }) => path));

		test("its settings are put back, but what holds it to its server", () => {
			const { check, asked } = after(
				[reads(taken), { result: { status: 0 } }, reads({ ...AS_BEFORE, [URL]: "http://default/" })],
				RESET,
			);
			expect(setsOf(asked)).toEqual([[CODE, SERVER]]);
			expect(check).toMatchObject({
				outcome: "pass",
				values: { setBack: [CODE, SERVER], differences: [{ path: URL }] },
			});
		});

		test("a refusal leaves out what it names, or finds it by halves", () => {
			const refusal = (parameters: { path: string; code: number }[]): Partial<OperationEnd> => ({
				status: "failed",
				fault: { code: 9003, message: "no", parameters },
			});
			const named = after(
				[reads(taken), refusal([{ path: CODE, code: 9001 }]), { result: {} }, reads({ ...AS_BEFORE, [CODE]: "" })],
				RESET,
			);
			expect(setsOf(named.asked)).toEqual([[CODE, SERVER], [SERVER]]);
			expect(named.check).toMatchObject({ outcome: "fail", values: { setBack: [SERVER], changedByThisRun: [CODE] } });
			const bare = after(
				[reads(taken), refusal([]), refusal([]), { result: {} }, reads({ ...AS_BEFORE, [CODE]: "" })],
				RESET,
			);
			expect(setsOf(bare.asked)).toEqual([[CODE, SERVER], [CODE], [SERVER]]);
		});

		test("not on a device that is none of the lab's", () => {
			expect(setsOf(after([reads(taken)], { ...RESET, lab: false }).asked)).toEqual([]);
		});

		test("not where the reset was not allowed", () => {
			const inputs = { allowFactoryReset: false };
			expect(setsOf(after([reads(taken)], { ...RESET, inputs }).asked)).toEqual([]);
		});
	});
});

test("what operations write: sets, objects and diagnostics that were carried out", () => {
	const operation = (kind: string, input: object, result: object | null = null, status = "succeeded") => ({
		...{ kind, status, reason: null },
		input: input as Record<string, unknown>,
		result: result as Record<string, unknown> | null,
	});
	expect(
		writtenBy([
			operation("read", { paths: ["Device.A"] }),
			operation("set", { values: [{ path: "Device.B", value: "1" }] }, null, "unknown"),
			operation("set", { values: [{ path: "Device.C", value: "1" }] }, null, "expired"),
			operation("addObject", { path: "Device.D." }),
			operation("diagnostic", { diagnostic: "ipPing" }, { object: "Device.E." }, "failed"),
			operation("diagnostic", { diagnostic: "ipPing" }, { present: false }, "failed"),
		]),
	).toEqual(["Device.B", "Device.D.", "Device.E."]);
});
