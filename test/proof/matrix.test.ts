import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Run } from "../../src/proof/cells.ts";
import { type ModelEvidence, rowsOf } from "../../src/proof/matrix.ts";
import { MatrixRow, type RunEvidence, type Verdict, type Workflow } from "../../src/shared/proof.ts";
import { dayOf, evidenceOf, NOW, pair, rowId, runOf } from "./evidence.ts";

const NO_TRAITS = { faultBehaviour: null, sessionReliability: null };

type Verdicts = RunEvidence["verdicts"];
const MINUTES_A_DAY = 1_440;
let runs = 0;

/** One a minute, in the order in which they are made. */
const run = (softwareVersion: string, verdicts: Verdicts, changes: Partial<RunEvidence> = {}): Run =>
	runOf(++runs / MINUTES_A_DAY, softwareVersion, verdicts, changes);

const evidence = (list: readonly Run[], changes: Partial<ModelEvidence> = {}) => evidenceOf({ runs: list, ...changes });
const rows = (list: readonly Run[], changes: Partial<ModelEvidence> = {}) =>
	rowsOf(evidence(list, changes), rowId, NOW);
const versionsOf = (list: readonly MatrixRow[]) => list.map(({ firmwareRange }) => firmwareRange.versions);
const only = (list: readonly MatrixRow[]): MatrixRow => {
	expect(list).toHaveLength(1);
	return list[0] as MatrixRow;
};

const ALL: Verdicts = { inventory: "proven", reboot: "proven" };

describe("rows and the pairs in them", () => {
	test("a pair without evidence stands alone as unproven, however near it is", () => {
		const list = rows([run("1.0.0", ALL)], { seen: [pair("1.0.0"), pair("1.0.1"), pair("1.0.2")] });
		expect(versionsOf(list)).toEqual([["1.0.0"], ["1.0.1"], ["1.0.2"]]);
		expect(list.map(({ workflows }) => workflows.inventory.status)).toEqual(["yellow", "unproven", "unproven"]);
		expect(new Set(list.map(({ id }) => id)).size).toBe(3);
	});

	test("another hardware version is another pair", () => {
		expect(rows([run("1.0", ALL)], { seen: [pair("1.0"), pair("1.0", "HW2")] }).map(({ covers }) => covers)).toEqual([
			[pair("1.0")],
			[pair("1.0", "HW2")],
		]);
	});

	test("pairs with the same verdicts, limitations, traits and root share a row", () => {
		const list = rows([run("1.0", ALL), run("1.1", ALL), run("2.0", ALL)]);
		expect(only(list)).toMatchObject({
			firmwareRange: { from: "1.0", to: "2.0", versions: ["1.0", "1.1", "2.0"] },
			workflows: { reboot: { provenOn: ["1.0", "1.1", "2.0"] } },
		});
		expect(only(list).workflows.reboot.evidence).toHaveLength(3);
	});

	const noMReboot = { code: "reboot.noMReboot", workflow: "reboot", text: "" };
	test.each<[string, Verdicts, Partial<RunEvidence>]>([
		["another verdict", { ...ALL, reboot: "partial" }, {}],
		["a workflow more", { ...ALL, config: "proven" }, {}],
		["a workflow less", { inventory: "proven" }, {}],
		["another limitation", ALL, { limitations: [noMReboot] }],
		["another root", ALL, { parameterRoot: "InternetGatewayDevice." }],
		[
			"another trait",
			ALL,
			{
				traits: {
					...NO_TRAITS,
					faultBehaviour: { verdict: "proven", unknownParameterFault: 9005, sessionSurvives: true },
				},
			},
		],
	])("%s makes a row of its own", (_title, verdicts, changes) => {
		expect(versionsOf(rows([run("1.0", ALL), run("1.1", verdicts, changes)]))).toEqual([["1.0"], ["1.1"]]);
	});

	test("what a limitation says in words does not part rows", () => {
		const worded = (text: string) => ({ limitations: [{ ...noMReboot, text }] });
		expect(rows([run("1.0", ALL, worded("one")), run("1.1", ALL, worded("other"))])).toHaveLength(1);
	});

	test("a row keeps its id as runs are added, and as pairs join it", () => {
		const list = [run("1.0", ALL), run("1.1", ALL), run("1.0", ALL), run("1.1", { reboot: "failed" })];
		const ids = list.map(
			(_run, length) => rows(list.slice(0, length + 1), { seen: [pair("1.0"), pair("1.1")] })[0]?.id,
		);
		expect(new Set(ids).size).toBe(1);
	});
});

describe("a cell", () => {
	const cell = (...verdicts: (Verdict | undefined)[]) => {
		const row = only(rows(verdicts.map((reboot) => run("1.0", reboot === undefined ? {} : { reboot }))));
		const { status, verdict, evidence: shown } = row.workflows.reboot;
		return [status, verdict, shown.length, row.limitations.some(({ code }) => code === "conflictingEvidence")];
	};

	test.each<[string, (Verdict | undefined)[], unknown[]]>([
		["is unproven without evidence", [undefined], ["unproven", null, 0, false]],
		["is yellow once proven: no canary has cleared it", ["proven"], ["yellow", "proven", 1, false]],
		["is yellow where it is partial", ["partial"], ["yellow", "partial", 1, false]],
		["is red where the device lacks it", ["unsupported"], ["red", "unsupported", 1, false]],
		["is red where it failed from the beginning", ["failed"], ["red", "failed", 1, false]],
		["is red at once where it is unsafe", ["proven", "proven", "unsafe"], ["red", "unsafe", 1, false]],
		["stays as it was after an inconclusive run", ["proven", "inconclusive"], ["yellow", "proven", 1, false]],
		["stays red after an inconclusive run", ["failed", "inconclusive"], ["red", "failed", 1, false]],
		["stays unproven after an inconclusive run", ["inconclusive"], ["unproven", null, 0, false]],
		["is in conflict where a run contradicts", ["proven", "failed"], ["yellow", "failed", 2, true]],
		["is red where a repeat confirms that", ["proven", "failed", "failed"], ["red", "failed", 2, false]],
		[
			"is red where a repeat fails in another way",
			["proven", "failed", "unsupported"],
			["red", "unsupported", 2, false],
		],
		["is good again after a run that is", ["failed", "proven"], ["yellow", "proven", 1, false]],
		["is good again where the repeat does not confirm", ["proven", "failed", "proven"], ["yellow", "proven", 2, false]],
		["is in conflict again after that", ["proven", "failed", "proven", "failed"], ["yellow", "failed", 3, true]],
		[
			"does not count an inconclusive run as the repeat",
			["proven", "failed", "inconclusive"],
			["yellow", "failed", 2, true],
		],
		[
			"does not count a run without the workflow as the repeat",
			["proven", "failed", undefined],
			["yellow", "failed", 2, true],
		],
	])("%s", (_title, verdicts, expected) => {
		expect(cell(...verdicts)).toEqual(expected);
	});

	test.each<[string, string | null, string | undefined, unknown[]]>([
		["after a boot since confirms", dayOf(3), undefined, ["red", false]],
		["without a boot since does not", dayOf(1), undefined, ["yellow", true]],
		["of a device that tells of no boot does not", null, undefined, ["yellow", true]],
		["of another device confirms without one", null, "device 2", ["red", false]],
	])("that failed is in conflict until it is repeated: a repeat %s", (_title, lastBootAt, device, expected) => {
		const boots = (boot: string | null, failedAt: string | null = null) => ({
			boots: { reboot: { lastBootAt: boot, failedAt } },
		});
		const row = only(
			rows([
				run("1.0", { reboot: "proven" }, boots(dayOf(0))),
				run("1.0", { reboot: "failed" }, boots(dayOf(1), dayOf(2))),
				run(
					"1.0",
					{ reboot: "failed" },
					{ ...boots(lastBootAt, dayOf(4)), ...(device && { deviceId: rowId(device) }) },
				),
			]),
		);
		const { status, verdict } = row.workflows.reboot;
		expect([status, row.limitations.some(({ code }) => code === "conflictingEvidence")]).toEqual(expected);
		expect(verdict).toBe("failed");
	});

	test("is confirmed by a second device as by a repeat", () => {
		const list = [
			run("1.0", { reboot: "proven" }),
			run("1.0", { reboot: "failed" }),
			run("1.0", { reboot: "failed" }, { deviceId: rowId("device 2") }),
		];
		expect(only(rows(list)).workflows.reboot).toMatchObject({ status: "red", verdict: "failed", provenOn: [] });
	});

	test.each<[string, [device: number, verdict: Verdict][], unknown[]]>([
		[
			"what one device denied stands against another's good run",
			[
				[1, "failed"],
				[2, "proven"],
			],
			["yellow", "failed", true],
		],
		[
			"so does what was unsafe",
			[
				[1, "unsafe"],
				[2, "proven"],
			],
			["yellow", "unsafe", true],
		],
		[
			"and a further run of that other one",
			[
				[1, "proven"],
				[2, "failed"],
				[1, "proven"],
				[1, "proven"],
			],
			["yellow", "failed", true],
		],
		[
			"until it shows otherwise itself",
			[
				[2, "failed"],
				[1, "proven"],
				[2, "proven"],
			],
			["yellow", "proven", false],
		],
		[
			"or a second device does since",
			[
				[2, "failed"],
				[1, "proven"],
				[3, "proven"],
			],
			["yellow", "proven", false],
		],
		[
			"a second device is red at once",
			[
				[1, "proven"],
				[2, "failed"],
				[3, "failed"],
			],
			["red", "failed", false],
		],
		[
			"what was confirmed and then contradicted is in conflict",
			[
				[1, "failed"],
				[1, "failed"],
				[2, "proven"],
			],
			["yellow", "failed", true],
		],
		[
			"of two usable ones the lesser counts",
			[
				[1, "partial"],
				[2, "proven"],
			],
			["yellow", "partial", false],
		],
		[
			"whichever came first",
			[
				[1, "proven"],
				[2, "partial"],
				[1, "proven"],
			],
			["yellow", "partial", false],
		],
		[
			"what could not be carried out says nothing",
			[
				[1, "failed"],
				[2, "inconclusive"],
			],
			["red", "failed", false],
		],
	])("of several devices: %s", (_title, list, expected) => {
		const all = list.map(([device, verdict]) =>
			run("1.0", { reboot: verdict }, { deviceId: rowId(`device ${device}`) }),
		);
		const row = only(rows(all));
		const { status, verdict } = row.workflows.reboot;
		const conflicting = row.limitations.some(({ code }) => code === "conflictingEvidence");
		expect([status, verdict, conflicting]).toEqual(expected);
	});

	test("of several devices: what each lacks is said, and a diagnostic is as the worse one has it", () => {
		const lacks = (code: string) => ({ code: `diagnostics.${code}.unsupported`, workflow: "diagnostics", text: "" });
		const row = only(
			rows([
				run(
					"1.0",
					{ diagnostics: "partial" },
					{ diagnostics: { ipPing: "unsupported" }, limitations: [lacks("ipPing")] },
				),
				run(
					"1.0",
					{ diagnostics: "partial" },
					{
						deviceId: rowId("device 2"),
						...{ diagnostics: { ipPing: "supported", download: "failing" }, limitations: [lacks("upload")] },
					},
				),
			]),
		);
		expect(row.diagnostics).toMatchObject({ ipPing: "unsupported", download: "failing", traceRoute: "unproven" });
		expect(row.limitations.map(({ code }) => code).sort()).toEqual([
			"diagnostics.ipPing.unsupported",
			"diagnostics.upload.unsupported",
		]);
	});

	test("of several devices: what is too old speaks no more beside what is younger", () => {
		const list = [
			run("1.0", { reboot: "failed" }, { finishedAt: "2024-01-01T00:00:00.000Z" }),
			run("1.0", { reboot: "proven" }, { deviceId: rowId("device 2") }),
		];
		expect(only(rows(list)).workflows.reboot).toMatchObject({ status: "yellow", verdict: "proven" });
	});

	test("names its evidence by the digest of the run, with a URL", () => {
		const one = run("1.0", ALL);
		expect(only(rows([one])).workflows.inventory).toMatchObject({
			provenAt: one.summary.finishedAt,
			evidence: [{ proofRunId: one.summary.proofRunId, digest: one.digest, url: `/evidence/${one.digest}` }],
		});
	});

	test("in conflict parts its version from those without", () => {
		const list = [run("1.0", ALL), run("1.1", ALL), run("1.1", { reboot: "failed" })];
		expect(versionsOf(rows(list))).toEqual([["1.0"], ["1.1"]]);
	});
});

describe("the status of a row is the worst in scope", () => {
	const SCOPE: readonly Workflow[] = [
		"provisioning",
		"inventory",
		"hostsWifi",
		"diagnostics",
		"firmware",
		"reboot",
		"config",
	];
	const scope = (changes: Verdicts): Verdicts => ({
		...Object.fromEntries(SCOPE.map((workflow) => [workflow, "proven"])),
		...changes,
	});

	test.each<[string, Verdicts, string]>([
		["all are yellow", scope({}), "yellow"],
		["one is unproven", scope({ firmware: "inconclusive" }), "unproven"],
		["one is red", scope({ firmware: "failed" }), "red"],
		["red comes before unproven", { reboot: "unsupported" }, "red"],
		["factory reset is not in scope", scope({ factoryReset: "unsafe" }), "yellow"],
	])("%s", (_title, verdicts, status) => {
		expect(only(rows([run("1.0", verdicts)])).status).toBe(status);
	});
});

test("what is said beside the cells is from the newest run that says it", () => {
	const limited = { code: "inventory.readFault", workflow: "inventory", text: "" };
	const fault = (code: number) => ({
		...NO_TRAITS,
		faultBehaviour: { verdict: "partial" as const, unknownParameterFault: code, sessionSurvives: true },
	});
	const row = only(
		rows([
			run("1.0", ALL, { coverage: { wan: 50 }, limitations: [limited], traits: fault(9000) }),
			run("1.0", { reboot: "proven" }, { traits: fault(9003), coverage: { wan: 0 } }),
			run("1.0", { reboot: "proven" }),
		]),
	);
	expect(row).toMatchObject({ coverage: { wan: 50 }, limitations: [limited], traits: fault(9003) });
	const healed = only(rows([run("1.0", ALL, { limitations: [limited] }), run("1.0", ALL)]));
	expect(healed.limitations).toEqual([]);
});

test("evidence of virtual CPEs says so", () => {
	expect(only(rows([run("1.0", ALL)], { simulated: true })).simulated).toBe(true);
	expect(only(rows([run("1.0", ALL)])).simulated).toBe(false);
});

const anyRun = fc.record({
	version: fc.constantFrom("1.0", "1.1", "2.0"),
	verdicts: fc.dictionary(
		fc.constantFrom<Workflow>("inventory", "reboot", "factoryReset"),
		fc.constantFrom<Verdict>("proven", "partial", "unsupported", "failed", "unsafe", "inconclusive"),
	),
});

test("whatever the evidence: the same rows each time, every pair in exactly one, the colours in their bounds", () => {
	fc.assert(
		fc.property(
			fc.array(anyRun, { maxLength: 15 }),
			fc.uniqueArray(fc.constantFrom("0.9", "1.0", "2.0")),
			(list, seen) => {
				const given = list.map(({ version, verdicts }) => run(version, verdicts as Verdicts));
				const made = rows(given, { seen: seen.map((version) => pair(version)) });
				expect(rows(given, { seen: seen.map((version) => pair(version)) })).toEqual(made);
				for (const row of made) expect(MatrixRow.safeParse(row).error?.message).toBeUndefined();
				const covered = made.flatMap(({ covers }) => covers.map(({ softwareVersion }) => softwareVersion));
				expect(covered.sort()).toEqual([...new Set([...seen, ...list.map(({ version }) => version)])].sort());
				expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
				for (const { workflows, status } of made) {
					// Nothing but a canary makes green.
					expect(Object.values(workflows).map((cell) => cell.status)).not.toContain("green");
					expect(status).not.toBe("green");
					for (const cell of Object.values(workflows))
						expect(cell.status === "unproven").toBe(cell.evidence.length === 0);
				}
			},
		),
		{ numRuns: 300 },
	);
});

test("the order in which pairs were seen does not change what a pair's cells are", () => {
	const cells = (made: readonly MatrixRow[]) =>
		Object.fromEntries(
			made.flatMap(({ covers, workflows }) =>
				covers.map(({ softwareVersion }) => [
					softwareVersion,
					Object.values(workflows).map(({ status, verdict }) => [status, verdict]),
				]),
			),
		);
	const versions = ["0.9", "1.0", "1.1", "2.0"];
	fc.assert(
		fc.property(fc.array(anyRun, { maxLength: 10 }), fc.shuffledSubarray(versions, { minLength: 4 }), (list, order) => {
			const given = list.map(({ version, verdicts }) => run(version, verdicts as Verdicts));
			const seenIn = (some: readonly string[]) => cells(rows(given, { seen: some.map((version) => pair(version)) }));
			expect(seenIn(order)).toEqual(seenIn(versions));
		}),
		{ numRuns: 200 },
	);
});

test("a row of several versions is as old as its newest evidence, in whatever order they were seen", () => {
	const [newer, older] = [run("1.1", ALL), run("1.0", ALL)].reverse() as [Run, Run];
	const row = only(rows([older, newer], { seen: [pair("1.0"), pair("1.1")] }));
	expect(row.workflows.inventory.provenAt).toBe(newer.summary.finishedAt);
});
