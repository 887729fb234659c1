import { describe, expect, test } from "vitest";
import type { InformSeen, OperationEnd, PastInform, ProofStep, Woken } from "../../src/proof/check.ts";
import { sessionReliability } from "../../src/proof/workflows/sessionReliability.ts";
import { DEFAULTS, prove } from "./prove.ts";

const INTERVAL = "Device.ManagementServer.PeriodicInformInterval";
const ENABLE = "Device.ManagementServer.PeriodicInformEnable";

const period = (interval: string | null, enable = "1"): Partial<OperationEnd> => ({
	result: {
		values: [
			...(interval === null ? [] : [{ path: INTERVAL, value: interval, type: "xsd:unsignedInt" }]),
			{ path: ENABLE, value: enable, type: "xsd:boolean" },
		],
	},
});
const set: Partial<OperationEnd> = { result: { status: 0 } };
const refused: Partial<OperationEnd> = { status: "failed", reason: "fault 9007", fault: { code: 9007, message: "no" } };
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const read: Partial<OperationEnd> = { result: { values: [] } };

/** Informs so many seconds after the first. */
const at = (seconds: number, events: readonly string[] = ["2 PERIODIC"], retryCount = 0): InformSeen => ({
	at: new Date(Date.parse("2026-03-01T12:00:00.000Z") + seconds * 1000).toISOString(),
	events,
	retryCount,
});
const periodic = (...seconds: number[]): InformSeen[] => seconds.map((second) => at(second));

/** One check of the trait alone. */
function check(id: string, seen: Parameters<typeof prove>[1]) {
	const checks = sessionReliability.checks.filter((one) => one.id === id);
	const proof = prove({ ...sessionReliability, checks }, seen);
	const result = proof.results[id];
	if (!result) throw new Error(`there is no check ${id}`);
	return { ...proof, outcome: result.outcome, values: result.values, detail: result.detail };
}

describe("cadence", () => {
	const cadence = (seen: Parameters<typeof prove>[1]) => check("cadence", seen);

	test.each<[string, PastInform[], string, number | null]>([
		["that is kept to", periodic(0, 300, 601, 899), "pass", 299.7],
		["of ten per cent is kept to", periodic(0, 329, 658, 987), "pass", 329],
		["of its own", periodic(0, 60, 120, 180, 240), "fail", 60],
		["with one Inform that was lost", periodic(0, 300, 900, 1_200, 1_500), "pass", 375],
		[
			"with other sessions in between",
			[at(0), at(120, ["6 CONNECTION REQUEST"]), at(300), at(600), at(610, ["4 VALUE CHANGE"]), at(900)],
			"pass",
			300,
		],
		[
			"with a boot in between, which counts for nothing",
			[at(0), at(300), at(310, ["1 BOOT"]), at(410), at(710), at(1_010)],
			"pass",
			300,
		],
	])("on record %s", (_title, past, outcome, cadenceSeconds) => {
		const proof = cadence({ ends: [period("300")], past, context: { lab: false } });
		expect([proof.outcome, proof.values.cadenceSeconds]).toEqual([outcome, cadenceSeconds]);
		expect(proof.codes).toEqual(outcome === "fail" ? ["session.cadenceOff"] : []);
		expect(proof.asked.map(([kind]) => kind)).toEqual(["read"]);
	});

	test("on record counts since the interval, its switch or its time last changed", () => {
		const { other } = cadence({ ends: [period("300")], context: { lab: false } });
		expect(other).toEqual([
			{ ask: "pastInforms", unchanged: [INTERVAL, ENABLE, "Device.ManagementServer.PeriodicInformTime"] },
		]);
	});

	const measured = (ends: Partial<OperationEnd>[], ...informs: InformSeen[][]) => cadence({ ends, informs });

	test("on a lab device is measured at a temporary interval that is put back", () => {
		const proof = measured([period("300"), set, period("24"), set, period("300")], periodic(0, 3, 27, 51));
		expect([proof.outcome, proof.values]).toMatchObject([
			"pass",
			{ cadenceSeconds: 24, distances: [24, 24], interval: 300, measuredAt: 24, restored: true },
		]);
		expect(proof.asked.filter(([kind]) => kind === "set").map(([, input]) => input)).toEqual([
			{ values: [{ path: INTERVAL, value: "24", type: "xsd:unsignedInt" }] },
			{ values: [{ path: INTERVAL, value: "300", type: "xsd:unsignedInt" }] },
		]);
		expect(proof.other.at(-1)).toEqual({ ask: "informs", count: 4, waitSeconds: 120 });
	});

	test("changes nothing where the device's interval is short enough", () => {
		const proof = measured([period("20")], periodic(0, 20, 40, 60));
		expect([proof.outcome, proof.asked.map(([kind]) => kind)]).toEqual(["pass", ["read"]]);
	});

	test("is not measured on other devices", () => {
		const proof = cadence({ ends: [period("300")], past: periodic(0, 300, 600), context: { lab: false } });
		expect([proof.outcome, proof.asked.map(([kind]) => kind)]).toEqual(["skipped", ["read"]]);
	});

	test("is measured against the shortest interval that the device has", () => {
		const proof = measured([period("300"), set, period("30"), set, period("300")], periodic(0, 30, 60, 90));
		expect([proof.outcome, proof.values.measuredAt]).toEqual(["pass", 30]);
	});

	test.each<[string, InformSeen[]]>([
		["other sessions came between", [at(0), at(3, ["4 VALUE CHANGE"]), at(5, ["6 CONNECTION REQUEST"]), at(24)]],
		["an Inform was late", periodic(0, 3, 27, 60)],
		["an Inform was lost", periodic(0, 3, 51, 75)],
	])("is measured once more where %s", (_title, first) => {
		const ends = [period("300"), set, period("24"), set, period("300")];
		const proof = measured(ends, first, periodic(90, 114, 138, 162));
		expect([proof.outcome, proof.other.filter(({ ask }) => ask === "informs").length]).toEqual(["pass", 2]);
	});

	test("sessions for another reason take no periodic Inform's place", () => {
		const woken = at(30, ["6 CONNECTION REQUEST"]);
		const ends = [period("300"), set, period("24"), set, period("300")];
		const proof = measured(ends, [at(0), woken, at(24), woken], [at(48), at(72)]);
		expect([proof.outcome, proof.values.cadenceSeconds]).toEqual(["pass", 24]);
		expect(proof.other.slice(-2)).toEqual([
			{ ask: "informs", count: 4, waitSeconds: 120 },
			{ ask: "informs", count: 2, waitSeconds: 120 },
		]);
		// Somebody who wakes it without end is not waited for without end.
		const often = Array.from({ length: 40 }, (_, n) => [at(n * 10, ["6 CONNECTION REQUEST"])]).map((one) => [
			...one,
			...one,
			...one,
			...one,
		]);
		expect(measured(ends, ...often).outcome).toBe("fail");
	});

	test.each<[string, InformSeen[], number | null]>([
		["calls at another distance", periodic(0, 60, 120), 60],
		["calls once", periodic(0), null],
		["does not call", [], null],
	])("of a device that %s is off", (_title, informs, cadenceSeconds) => {
		const proof = measured([period("300"), set, period("24"), set, period("300")], informs, informs);
		expect([proof.outcome, proof.codes, proof.values.cadenceSeconds]).toEqual([
			"fail",
			["session.cadenceOff"],
			cadenceSeconds,
		]);
	});

	test.each<[string, Partial<OperationEnd>[], string, string, string[]]>([
		["the device is not there", [expired], "inconclusive", "inconclusive", ["read"]],
		["it shows no interval", [period(null)], "skipped", "inconclusive", ["read"]],
		["it is switched off", [period("300", "false")], "skipped", "inconclusive", ["read"]],
		["it refuses the interval", [period("300"), refused], "skipped", "inconclusive", ["read", "set"]],
		[
			"it takes the interval and keeps its own",
			[period("300"), set, period("300"), set, period("300")],
			"skipped",
			"inconclusive",
			["read", "set", "read", "set", "read"],
		],
		[
			"the interval needs a reboot",
			[period("300"), { result: { status: 1 } }, set, period("300")],
			"skipped",
			"inconclusive",
			["read", "set", "set", "read"],
		],
		[
			"it does not come for its interval to be put back",
			[period("300"), set, period("24"), expired, expired],
			"inconclusive",
			"inconclusive",
			["read", "set", "read", "set", "read"],
		],
		[
			"its interval can't be put back",
			[period("300"), set, period("24"), refused, period("24")],
			"fail",
			"unsafe",
			["read", "set", "read", "set", "read"],
		],
	])("where %s", (_title, ends, outcome, verdict, asked) => {
		const proof = measured(ends, periodic(0, 24, 48, 72));
		expect([proof.outcome, proof.verdict, proof.asked.map(([kind]) => kind)]).toEqual([outcome, verdict, asked]);
	});

	test("a run that is cancelled puts the interval back", () => {
		const steps = sessionReliability.checks[0]?.run(DEFAULTS);
		const asked: ProofStep[] = [];
		const answer = (end: Partial<OperationEnd>) => ({
			got: "operation" as const,
			end: { status: "succeeded" as const, result: null, fault: null, reason: null, sessionId: null, ...end },
		});
		const take = (turn: IteratorResult<ProofStep, unknown> | undefined) => {
			if (turn && !turn.done) asked.push(turn.value);
		};
		take(steps?.next());
		take(steps?.next(answer(period("300"))));
		take(steps?.next({ got: "pastInforms", informs: [] }));
		take(steps?.next(answer(set)));
		take(steps?.next(answer(period("24"))));
		expect(asked.at(-1)?.ask).toBe("informs");
		take(steps?.return({ outcome: "inconclusive", detail: "", limitations: [], values: {} }));
		expect(asked.at(-1)).toMatchObject({ kind: "set", input: { values: [{ path: INTERVAL, value: "300" }] } });
	});
});

describe("connectionRequest", () => {
	const woken = (events: string[], changes: Partial<Woken> = {}): Partial<Woken> => ({
		...{ reachable: true, elapsedMs: 80, reason: null, events, ...changes },
	});
	const silent: Partial<Woken> = { reachable: false, reason: "nobody answers" };
	const CODE = ["session.connectionRequestUnreachable"];

	test.each<[string, Partial<Woken>[], Partial<OperationEnd>[], string, boolean | undefined, string[]]>([
		["a session with its event", [woken(["6 CONNECTION REQUEST"])], [], "pass", true, []],
		["its event among others", [woken(["2 PERIODIC", "6 connection  request"])], [], "pass", true, []],
		["a session without any event", [woken([])], [], "pass", true, []],
		["quirk 22: the first fails", [silent, woken(["6 CONNECTION REQUEST"])], [], "pass", true, []],
		[
			"a session that came by itself, then its own",
			[woken(["2 PERIODIC"]), woken(["6 CONNECTION REQUEST"])],
			[],
			"pass",
			true,
			[],
		],
		[
			"quirk 29: only sessions that came by themselves",
			[woken(["2 PERIODIC"]), woken(["2 PERIODIC"])],
			[],
			"fail",
			false,
			CODE,
		],
		["quirk 26: nobody answers, and the device is there", [silent, silent], [read], "fail", false, CODE],
		["nobody answers, and the device is not there", [silent, silent], [expired], "inconclusive", undefined, []],
		[
			"a session that was open already says nothing",
			[woken(["6 CONNECTION REQUEST"], { method: "session" }), silent],
			[read],
			"fail",
			false,
			CODE,
		],
	])("%s", (_title, tries, ends, outcome, reachable, codes) => {
		const proof = check("connectionRequest", { ends, woken: tries });
		expect([proof.outcome, proof.values.reachable, proof.codes]).toEqual([outcome, reachable, codes]);
	});

	test("tells how long the session took, and why none came", () => {
		expect(check("connectionRequest", { ends: [], woken: [woken(["6 CONNECTION REQUEST"])] }).values.latencyMs).toBe(
			80,
		);
		expect(check("connectionRequest", { ends: [read], woken: [silent, silent] }).detail).toContain("nobody answers");
	});
});

describe("recoversDroppedSession", () => {
	const dropped = (informs: InformSeen[][], ends: Partial<OperationEnd>[] = [period("30")], lab = true) =>
		check("recoversDroppedSession", { ends, informs, context: { lab } });
	const cuts = (other: readonly ProofStep[]) =>
		other.map((step) => (step.ask === "informs" ? (step.cut ?? null) : step.ask));
	const again = at(35, [], 1);

	test("drops once before and once after an InformResponse, and waits for the device each time", () => {
		const proof = dropped([[at(30)], [at(35, ["2 PERIODIC"], 1)], [at(60)], [again]]);
		expect([proof.outcome, proof.values.recovers]).toEqual(["pass", true]);
		expect(cuts(proof.other)).toEqual(["beforeInformResponse", null, "afterInformResponse", null]);
		expect(proof.asked.map(([kind]) => kind)).toEqual(["read"]);
	});

	test("never drops a session that has something to tell", () => {
		const proof = dropped([[at(10, ["7 TRANSFER COMPLETE"])], [at(30)], [again], [at(60)], [again]]);
		expect([proof.outcome, cuts(proof.other).slice(0, 3)]).toEqual([
			"pass",
			["beforeInformResponse", "beforeInformResponse", null],
		]);
		const busy = dropped(Array.from({ length: 9 }, (_, n) => [at(n, ["4 VALUE CHANGE"])]));
		expect([busy.outcome, busy.other.length]).toEqual(["inconclusive", 4]);
	});

	test.each<[string, InformSeen[][], Partial<OperationEnd>[], string, boolean | undefined, string[]]>([
		["silence after the first", [[at(30)], []], [period("30")], "fail", false, ["session.noRecovery"]],
		[
			"silence after the second",
			[[at(30)], [again], [at(60)], []],
			[period("30")],
			"fail",
			false,
			["session.noRecovery"],
		],
		["no session that could be dropped", [[]], [period("30")], "inconclusive", undefined, []],
		["no second session that could be dropped", [[at(30)], [again], []], [period("30")], "inconclusive", undefined, []],
		[
			"silence of a device that does not say when it calls",
			[[at(30)], []],
			[period(null)],
			"inconclusive",
			undefined,
			[],
		],
		[
			"a return of a device that does not say when it calls",
			[[at(30)], [again], [at(60)], [again]],
			[period(null)],
			"pass",
			true,
			[],
		],
		["a device that is not there", [], [expired], "inconclusive", undefined, []],
		[
			"a device that calls too seldom, and can't be told otherwise",
			[],
			[period("300"), refused],
			"skipped",
			undefined,
			[],
		],
	])("%s", (_title, informs, ends, outcome, recovers, codes) => {
		const proof = dropped(informs, ends);
		expect([proof.outcome, proof.values.recovers, proof.codes]).toEqual([outcome, recovers, codes]);
	});

	test("a device that calls seldom is dropped at a temporary interval, which is put back", () => {
		const proof = dropped(
			[[at(24)], [again], [at(48)], [again]],
			[period("300"), set, period("24"), set, period("300")],
		);
		expect([proof.outcome, proof.values.restored]).toEqual(["pass", true]);
		expect(proof.asked.map(([kind]) => kind)).toEqual(["read", "set", "read", "set", "read"]);
	});

	test("drops nothing on devices that are not a lab's", () => {
		const proof = dropped([], [], false);
		expect([proof.outcome, proof.asked, proof.other]).toEqual(["skipped", [], []]);
	});
});
