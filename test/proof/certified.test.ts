/** How clearances, lowerings and age colour a cell, and which rows pairs share then. */
import { describe, expect, test } from "vitest";
import type { Clearance, Lowering, Run } from "../../src/proof/cells.ts";
import { isLower, judgeModel, type ModelEvidence, oldestGreenOf, rowsOf } from "../../src/proof/matrix.ts";
import { changesOf } from "../../src/proof/matrixHistory.ts";
import type { MatrixRow, RunEvidence, Workflow } from "../../src/shared/proof.ts";
import { MatrixRow as MatrixRowSchema } from "../../src/shared/proof.ts";
import { dayOf, evidenceOf, NOW, pair, rowId, runOf } from "./evidence.ts";

const CERTIFICATION = rowId("certification");

const clearance = (day: number, softwareVersion = "1.0", workflow: Workflow = "reboot"): Clearance => ({
	...pair(softwareVersion),
	certificationId: CERTIFICATION,
	workflow,
	at: dayOf(day),
});
const lowering = (day: number, changes: Partial<Lowering> = {}): Lowering => ({
	...pair("1.0"),
	id: rowId(`lowering ${day}`),
	workflow: "reboot",
	to: "yellow",
	cause: "person",
	code: "loweredByPerson",
	reason: "it stutters",
	by: "somebody",
	at: dayOf(day),
	...changes,
});
const rowsFrom = (changes: Partial<ModelEvidence>): MatrixRow[] => {
	const rows = rowsOf(evidenceOf(changes), rowId, NOW);
	for (const row of rows) expect(MatrixRowSchema.safeParse(row).error?.message).toBeUndefined();
	return rows;
};
const reboot = (changes: Partial<ModelEvidence>) => rowsFrom(changes)[0]?.workflows.reboot;
const statusOf = (changes: Partial<ModelEvidence>) => reboot(changes)?.status;
const run = (day: number, verdict: RunEvidence["verdicts"]["reboot"], version = "1.0"): Run =>
	runOf(day, version, { reboot: verdict as "proven" });

describe("a cell is green", () => {
	test.each<[string, Partial<ModelEvidence>, string]>([
		["where it is proven and cleared", { runs: [run(1, "proven")], clearances: [clearance(2)] }, "green"],
		["not where it is only proven", { runs: [run(1, "proven")] }, "yellow"],
		["not where it is partial, cleared or not", { runs: [run(1, "partial")], clearances: [clearance(2)] }, "yellow"],
		["not where nothing is proven", { seen: [pair("1.0")], clearances: [clearance(2)] }, "unproven"],
		["not where another version is cleared", { runs: [run(1, "proven")], clearances: [clearance(2, "1.1")] }, "yellow"],
		[
			"not where another workflow is cleared",
			{ runs: [run(1, "proven")], clearances: [clearance(2, "1.0", "config")] },
			"yellow",
		],
		["not where it is unsafe", { runs: [run(1, "proven"), run(3, "unsafe")], clearances: [clearance(2)] }, "red"],
		[
			"not while a run contradicts",
			{ runs: [run(1, "proven"), run(3, "failed")], clearances: [clearance(2)] },
			"yellow",
		],
		[
			"again where that was one of several",
			{ runs: [run(1, "proven"), run(3, "failed"), run(4, "proven")], clearances: [clearance(2)] },
			"green",
		],
		[
			"not again once it was red",
			{ runs: [run(1, "proven"), run(3, "failed"), run(4, "failed"), run(5, "proven")], clearances: [clearance(2)] },
			"yellow",
		],
		[
			"again where it was cleared after that",
			{
				runs: [run(1, "proven"), run(3, "unsafe"), run(5, "proven")],
				clearances: [clearance(2), clearance(6)],
			},
			"green",
		],
		[
			"after an inconclusive run too",
			{ runs: [run(1, "proven"), run(3, "inconclusive")], clearances: [clearance(2)] },
			"green",
		],
	])("%s", (_title, changes, status) => {
		expect(statusOf(changes)).toBe(status);
	});

	test("and names what cleared it, until that is void", () => {
		expect(reboot({ runs: [run(1, "proven")], clearances: [clearance(2)] })?.cleared).toEqual({
			certificationId: CERTIFICATION,
			at: dayOf(2),
		});
		const lowered = { runs: [run(1, "proven")], clearances: [clearance(2)], lowerings: [lowering(3)] };
		expect(reboot(lowered)).not.toHaveProperty("cleared");
	});
});

describe("a cell goes down", () => {
	const green = { runs: [run(1, "proven")], clearances: [clearance(2)] };
	test.each<[string, Partial<ModelEvidence>, string, boolean]>([
		["from green to yellow", { ...green, lowerings: [lowering(3)] }, "yellow", true],
		["from green to red", { ...green, lowerings: [lowering(3, { to: "red" })] }, "red", true],
		["from yellow to red", { runs: [run(1, "proven")], lowerings: [lowering(3, { to: "red" })] }, "red", true],
		["from unproven to red", { seen: [pair("1.0")], lowerings: [lowering(3, { to: "red" })] }, "red", true],
		["not from unproven to yellow", { seen: [pair("1.0")], lowerings: [lowering(3)] }, "unproven", true],
		["not where it was cleared afterwards", { ...green, lowerings: [lowering(1.5)] }, "green", false],
		[
			"for good, whatever a later run says",
			{ runs: [run(1, "proven"), run(4, "proven")], clearances: [clearance(2)], lowerings: [lowering(3)] },
			"yellow",
			true,
		],
		[
			"until a later clearance",
			{ ...green, clearances: [clearance(2), clearance(4)], lowerings: [lowering(3)] },
			"green",
			false,
		],
		[
			"from red to yellow by a later run",
			{ ...green, runs: [run(1, "proven"), run(4, "proven")], lowerings: [lowering(3, { to: "red" })] },
			"yellow",
			true,
		],
		[
			"not for ever where it was never cleared",
			{ runs: [run(1, "proven"), run(4, "proven")], lowerings: [lowering(3, { to: "red" })] },
			"yellow",
			false,
		],
		[
			"not by a run that failed",
			{ runs: [run(1, "proven"), run(4, "failed")], lowerings: [lowering(3, { to: "red" })] },
			"red",
			true,
		],
		["on its own version only", { ...green, lowerings: [lowering(3, pair("1.1"))] }, "green", false],
		["on its own workflow only", { ...green, lowerings: [lowering(3, { workflow: "config" })] }, "green", false],
	])("%s", (_title, changes, status, holds) => {
		expect(statusOf(changes)).toBe(status);
		expect(reboot(changes)?.lowered !== undefined).toBe(holds);
		const reasons = rowsFrom(changes)[0]?.limitations.filter(({ workflow }) => workflow === "reboot") ?? [];
		expect(reasons.some(({ code, text }) => code === "loweredByPerson" && text === "it stutters")).toBe(holds);
	});

	test("shows of several what weighs most, and lists all", () => {
		const field = lowering(4, { cause: "field", code: "fieldUnsupportedFault", reason: "3 devices", by: "certus" });
		const [row] = rowsFrom({ ...green, lowerings: [lowering(3, { to: "red" }), field] });
		expect(row?.workflows.reboot).toMatchObject({ status: "red", lowered: { to: "red", at: dayOf(3) } });
		expect(row?.limitations.map(({ code }) => code)).toEqual(["loweredByPerson", "fieldUnsupportedFault"]);
	});

	test.each<["yellow" | "red", MatrixRow["status"], boolean]>([
		["yellow", "green", true],
		["red", "green", true],
		["red", "yellow", true],
		["red", "unproven", true],
		["yellow", "yellow", false],
		["yellow", "unproven", false],
		["yellow", "red", false],
		["red", "red", false],
	])("%s is lower than %s: %s", (to, from, lower) => {
		expect(isLower(to, from)).toBe(lower);
	});
});

describe("evidence grows old", () => {
	const green = { runs: [run(1, "proven")], clearances: [clearance(2)] };
	test("a green cell falls back to yellow, with the reason", () => {
		expect(statusOf({ ...green, evidenceMaxAgeDays: 60 })).toBe("green");
		const [row] = rowsFrom({ ...green, evidenceMaxAgeDays: 30 });
		expect(row?.workflows.reboot.status).toBe("yellow");
		expect(row?.limitations).toEqual([
			{ code: "evidenceExpired", workflow: "reboot", text: "The reboot evidence is older than 30 days." },
		]);
	});

	test("a newer run makes it young again", () => {
		expect(statusOf({ ...green, runs: [run(1, "proven"), run(50, "proven")], evidenceMaxAgeDays: 30 })).toBe("green");
	});

	test("it says nothing of cells that are not cleared", () => {
		expect(rowsFrom({ runs: [run(1, "proven")], evidenceMaxAgeDays: 1 })[0]?.limitations).toEqual([]);
	});

	test("the oldest that something is green by is told, so that it is looked at in time", () => {
		const runs = [run(5, "proven", "1.0"), run(3, "proven", "1.1"), run(1, "proven", "1.2")];
		const clearances = [clearance(6), clearance(6, "1.1")];
		expect(oldestGreenOf(judgeModel(evidenceOf({ runs, clearances }), NOW))).toBe(dayOf(3));
		expect(oldestGreenOf(judgeModel(evidenceOf({ runs }), NOW))).toBeNull();
	});
});

describe("rows of several versions", () => {
	const versions = (rows: readonly MatrixRow[]) => rows.map(({ firmwareRange }) => firmwareRange.versions);
	const both = [run(1, "proven", "1.0"), run(2, "proven", "1.1")];

	test("join where both have the same clearance, and part where one loses it", () => {
		const clearances = [clearance(3), clearance(3, "1.1")];
		expect(versions(rowsFrom({ runs: both, clearances }))).toEqual([["1.0", "1.1"]]);
		expect(versions(rowsFrom({ runs: both, clearances: [clearance(3)] }))).toEqual([["1.0"], ["1.1"]]);
		expect(versions(rowsFrom({ runs: both, clearances, lowerings: [lowering(4)] }))).toEqual([["1.0"], ["1.1"]]);
		const other = { ...clearance(3, "1.1"), certificationId: rowId("another") };
		expect(versions(rowsFrom({ runs: both, clearances: [clearance(3), other] }))).toEqual([["1.0"], ["1.1"]]);
	});

	test("give as coverage what each of them gives at least", () => {
		const covering = (day: number, version: string, coverage: RunEvidence["coverage"]) =>
			runOf(day, version, { inventory: "proven" }, { coverage });
		const [row, ...others] = rowsFrom({
			runs: [
				covering(1, "1.0", { wan: 50, lan: 80, wifi: 100, voice: null }),
				covering(2, "1.1", { wan: 70, lan: 60, voice: null, optical: 10 }),
			],
		});
		expect(others).toEqual([]);
		expect(row?.coverage).toEqual({ wan: 50, lan: 60, wifi: null, voice: null, optical: null });
	});

	test("have as proven paths what all of them take", () => {
		const taking = (day: number, version: string, ...provenPaths: string[]) =>
			runOf(day, version, { config: "proven" }, { provenPaths });
		const [row] = rowsFrom({
			runs: [taking(1, "1.0", "a", "b"), taking(2, "1.0", "c"), taking(3, "1.1", "b", "c", "d")],
		});
		expect(row?.workflows.config.provenPaths).toEqual(["b", "c"]);
		const failed = rowsFrom({ runs: [taking(1, "1.0", "a"), runOf(2, "1.0", { config: "unsafe" })] });
		expect(failed[0]?.workflows.config.provenPaths).toEqual([]);
	});

	test("part where a diagnostic differs", () => {
		const showing = (day: number, version: string, ipPing: "supported" | "failing") =>
			runOf(day, version, { diagnostics: "partial" }, { diagnostics: { ipPing } });
		const rows = rowsFrom({ runs: [showing(1, "1.0", "supported"), showing(2, "1.1", "failing")] });
		expect(rows.map(({ diagnostics }) => diagnostics.ipPing)).toEqual(["supported", "failing"]);
		expect(rows[0]?.diagnostics).toMatchObject({ upload: "unproven" });
	});

	test("share a row whatever their measured cadence, but not where one can't be woken", () => {
		const reliable = (day: number, version: string, cadenceSeconds: number, connectionRequestReachable = true) =>
			runOf(
				day,
				version,
				{ reboot: "proven" },
				{
					traits: {
						faultBehaviour: null,
						sessionReliability: { verdict: "proven", cadenceSeconds, connectionRequestReachable, recovers: true },
					},
				},
			);
		const [row, ...others] = rowsFrom({ runs: [reliable(1, "1.0", 300.2), reliable(2, "1.1", 299.7)] });
		expect(others).toEqual([]);
		expect(row?.traits.sessionReliability?.cadenceSeconds).toBe(299.7);
		expect(rowsFrom({ runs: [reliable(1, "1.0", 300), reliable(2, "1.1", 300, false)] })).toHaveLength(2);
	});

	test("stand alone where one was only tried in vain", () => {
		const runs = [runOf(1, "1.0", { reboot: "inconclusive" }), runOf(2, "1.1", { reboot: "inconclusive" })];
		expect(versions(rowsFrom({ runs }))).toEqual([["1.0"], ["1.1"]]);
	});
});

test("an upgrade and the way back are evidence of the version that each began on", () => {
	const there = runOf(
		1,
		"1.0",
		{ firmware: "proven", reboot: "proven" },
		{
			parameterRoot: "Device.",
			firmwareReturn: {
				subject: { vendor: "Acme", model: "AC-1", productClass: "HG", ...pair("2.0") },
				verdict: "failed",
				limitations: [{ code: "firmware.stalled", workflow: "firmware", text: "it stalled" }],
			},
		},
	);
	const rows = rowsFrom({ runs: [there], seen: [pair("1.0"), pair("2.0")] });
	expect(
		rows.map(({ firmwareRange, workflows, limitations }) => [
			firmwareRange.from,
			workflows.firmware.verdict,
			workflows.reboot.verdict,
			limitations.length,
		]),
	).toEqual([
		["1.0", "proven", "proven", 0],
		["2.0", "failed", null, 1],
	]);
	expect(rows[1]?.workflows.firmware.evidence).toEqual(rows[0]?.workflows.firmware.evidence);
	expect(
		changesOf([], rows, [there]).map(({ workflow, pairs, cause }) => [workflow, pairs[0]?.softwareVersion, cause.type]),
	).toEqual([
		["firmware", "1.0", "proofRun"],
		["reboot", "1.0", "proofRun"],
		["firmware", "2.0", "proofRun"],
	]);
});

describe("a version without evidence", () => {
	const runs = [run(1, "proven", "1.2"), run(2, "failed", "2.0")];
	const suggested = (version: string, hardwareVersion = "HW1") =>
		rowsFrom({ runs, seen: [...runs.map(({ summary }) => summary.subject), pair(version, hardwareVersion)] }).find(
			({ covers }) => covers.some((one) => one.softwareVersion === version && one.hardwareVersion === hardwareVersion),
		);

	test("is unproven in every cell, and shows the nearest version's as a suggestion", () => {
		const row = suggested("1.10");
		expect(new Set(Object.values(row?.workflows ?? {}).map(({ status }) => status))).toEqual(new Set(["unproven"]));
		expect(row).toMatchObject({ status: "unproven", suggestion: { softwareVersion: "1.2", hardwareVersion: "HW1" } });
		expect(row?.suggestion?.nearest.reboot).toEqual({ status: "yellow", verdict: "proven" });
		const nearest = rowsFrom({ runs }).find(({ id }) => id === row?.suggestion?.rowId);
		expect(nearest?.firmwareRange.versions).toEqual(["1.2"]);
	});

	test.each<[string, string]>([
		["1.10", "1.2"],
		["1.0", "1.2"],
		["2.0.1", "2.0"],
		["9", "2.0"],
	])("%s is suggested what %s is: the next older, else the next newer", (version, nearest) => {
		expect(suggested(version)?.suggestion?.softwareVersion).toBe(nearest);
	});

	test("of other hardware is suggested what there is", () => {
		expect(suggested("1.2", "HW2")?.suggestion).toMatchObject({ softwareVersion: "1.2", hardwareVersion: "HW1" });
	});

	test("is suggested nothing where nothing is proven, and one with evidence neither", () => {
		expect(rowsFrom({ seen: [pair("1.0"), pair("1.1")] }).map(({ suggestion }) => suggestion)).toEqual([
			undefined,
			undefined,
		]);
		expect(rowsFrom({ runs })[0]).not.toHaveProperty("suggestion");
	});
});

describe("stage and scope follow the certification", () => {
	const at = (stage: "intake" | "canary" | "certified", ...workflows: Workflow[]) => ({
		...pair("1.0"),
		stage,
		workflows,
	});
	const runs = [runOf(1, "1.0", { reboot: "proven", config: "unsupported" })];

	test("the row has its stage, and only its workflows make the status", () => {
		expect(rowsFrom({ runs })[0]).toMatchObject({ stage: "seen", status: "red" });
		expect(rowsFrom({ runs, progress: [at("canary", "reboot")] })[0]).toMatchObject({
			stage: "canary",
			status: "yellow",
		});
	});

	test("one that is certified counts before one that has just begun", () => {
		const progress = [at("certified", "config"), at("intake", "reboot")];
		expect(rowsFrom({ runs, progress })[0]).toMatchObject({ stage: "certified", status: "red" });
		expect(rowsFrom({ runs, progress: progress.slice(1) })[0]).toMatchObject({ stage: "intake", status: "yellow" });
	});

	test("versions at different stages stand in rows of their own", () => {
		const two = [run(1, "proven", "1.0"), run(1, "proven", "1.1")];
		expect(rowsFrom({ runs: two, progress: [at("canary", "reboot")] }).map(({ stage }) => stage)).toEqual([
			"canary",
			"seen",
		]);
	});
});

describe("the history of a cell says why it changed", () => {
	const proven = { runs: [run(1, "proven")] };
	const cleared = { ...proven, clearances: [clearance(2)] };
	const why = (before: Partial<ModelEvidence>, after: Partial<ModelEvidence>) =>
		changesOf(rowsFrom(before), rowsFrom(after), after.runs ?? []).map(({ before: from, after: to, cause, reason }) => [
			`${from?.status} to ${to.status}`,
			cause,
			reason,
		]);

	test.each<[string, Partial<ModelEvidence>, Partial<ModelEvidence>, unknown[]]>([
		[
			"cleared by a certification",
			proven,
			cleared,
			[
				"yellow to green",
				{ type: "certification", certificationId: CERTIFICATION },
				"A canary exercised reboot in production, and its certification was approved.",
			],
		],
		[
			"lowered by a person",
			cleared,
			{ ...cleared, lowerings: [lowering(3)] },
			["green to yellow", { type: "person", by: "somebody" }, "it stutters"],
		],
		[
			"lowered by the fleet",
			cleared,
			{ ...cleared, lowerings: [lowering(3, { cause: "field", by: "certus", reason: "3 devices" })] },
			["green to yellow", { type: "field" }, "3 devices"],
		],
		[
			"too old",
			cleared,
			{ ...cleared, evidenceMaxAgeDays: 30 },
			["green to yellow", { type: "age" }, "The reboot evidence has become too old."],
		],
		[
			"lowered where it stays as it is",
			proven,
			{ ...proven, lowerings: [lowering(3)] },
			["yellow to yellow", { type: "person", by: "somebody" }, "it stutters"],
		],
	])("%s", (_title, before, after, expected) => {
		expect(why(before, after)).toEqual([expected]);
	});
});
