import { describe, expect, test } from "vitest";
import type { Tree } from "../../src/device/tree.ts";
import type { CheckContext, OperationEnd, TransferObserved } from "../../src/proof/check.ts";
import { judgePing, judgeTrace, judgeTransfer } from "../../src/proof/diagnosticResults.ts";
import { diagnostics } from "../../src/proof/workflows/diagnostics.ts";
import { prove } from "./prove.ts";

const PING = {
	SuccessCount: "4",
	FailureCount: "0",
	AverageResponseTime: "7",
	MinimumResponseTime: "5",
	MaximumResponseTime: "9",
};
const TRACE = { "RouteHops.1.Host": "", "RouteHops.1.HostAddress": "192.0.2.1", "RouteHops.1.RTTimes": "3,4,0" };
/** A hop that nobody names, and one that answers with an error. */
const STAR = { "RouteHops.2.Host": "*", "RouteHops.2.RTTimes": "" };
const LOST = { ...TRACE, "RouteHops.1.ErrorCode": "11", "RouteHops.1.RTTimes": "" };
const TIMES = { BOMTime: "2026-03-01T12:00:01.000000Z", EOMTime: "2026-03-01T12:00:03.000000Z" };
const DOWNLOAD = { ...TIMES, TestBytesReceived: "10485760", TotalBytesReceived: "10600000" };
const UPLOAD = { ...TIMES, TotalBytesSent: "1048900" };

const ended = (results: object, state = "Complete"): Partial<OperationEnd> => ({
	result: { object: "Device.X.", sessions: 1, ended: true, state, results, elapsedSeconds: 5 },
});
const failed = (result: object | null, reason = "why"): Partial<OperationEnd> => ({
	status: "failed",
	result: result as OperationEnd["result"],
	reason,
});
const refused = (code: number, inner: readonly number[] = []): Partial<OperationEnd> => ({
	status: "failed",
	fault: { code, message: "no", parameters: inner.map((one) => ({ path: "x", code: one })) },
	reason: `the device answered fault ${code}: no`,
});
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };

function seen(
	direction: "download" | "upload",
	bytes: number,
	changes: Partial<TransferObserved> = {},
): TransferObserved {
	const at = "2026-03-01T12:00:03.000Z";
	return {
		...{ direction, content: "testPattern", requests: 1, firstRequestAt: at, completedAt: at, lastStatus: 200, bytes },
		...changes,
	};
}
const FETCHED = [seen("download", 10_485_760)];
const BROUGHT = [seen("upload", 1_048_576)];
const GOOD = [ended(PING), ended(TRACE), ended(DOWNLOAD), ended(UPLOAD)];

/** All four are good, but for one. */
function proving(
	at: number,
	end: Partial<OperationEnd>,
	transfers: readonly (readonly TransferObserved[])[] = [FETCHED, BROUGHT],
) {
	const ends = GOOD.map((good, index) => (index === at ? end : good));
	const proof = prove(diagnostics, { ends, transfers });
	const [id = ""] = Object.keys(proof.results).slice(at, at + 1);
	return { ...proof, check: proof.results[id], state: proof.results[id]?.values.state };
}

test("all four with results that can be: proven", () => {
	const { verdict, codes, results, asked } = prove(diagnostics, { ends: GOOD, transfers: [FETCHED, BROUGHT] });
	expect([verdict, codes]).toEqual(["proven", []]);
	expect(Object.values(results).map(({ values }) => values.state)).toEqual(Array(4).fill("supported"));
	expect(results.download?.values).toMatchObject({ kilobitsPerSecond: 41_943, observedBytes: 10_485_760 });
	expect(asked).toEqual([
		["diagnostic", { diagnostic: "ipPing", parameters: { NumberOfRepetitions: 4 } }, undefined],
		["diagnostic", { diagnostic: "traceRoute", parameters: {} }, undefined],
		["diagnostic", { diagnostic: "download", parameters: {} }, undefined],
		["diagnostic", { diagnostic: "upload", parameters: { TestFileLength: 1_048_576 } }, undefined],
	]);
});

test("inputs name host, addresses and time; what was given is not looked for at the ACS's own address", () => {
	const inputs = {
		allowFactoryReset: false,
		pingHost: "192.0.2.9",
		downloadUrl: "http://files.example/10M",
		uploadUrl: "http://files.example/up",
		timeoutSeconds: 42,
	};
	const { verdict, asked, other } = prove(diagnostics, { ends: GOOD, context: { inputs } });
	expect(verdict).toBe("proven");
	expect(other).toEqual([]);
	expect(asked).toEqual([
		["diagnostic", { diagnostic: "ipPing", parameters: { Host: "192.0.2.9", NumberOfRepetitions: 4 } }, 42],
		["diagnostic", { diagnostic: "traceRoute", parameters: { Host: "192.0.2.9" } }, 42],
		["diagnostic", { diagnostic: "download", parameters: { DownloadURL: "http://files.example/10M" } }, 42],
		[
			"diagnostic",
			{ diagnostic: "upload", parameters: { UploadURL: "http://files.example/up", TestFileLength: 1_048_576 } },
			42,
		],
	]);
});

test("one that was under way while Certus was down is asked for again", () => {
	const lost = { ...failed({ ended: true, sessions: 1, state: "Error_InitConnectionFailed" }), interrupted: true };
	const proof = prove(diagnostics, { ends: [...GOOD.slice(0, 3), lost, ended(UPLOAD)], transfers: [FETCHED, BROUGHT] });
	expect([proof.verdict, proof.asked.map(([, input]) => input.diagnostic)]).toEqual([
		...["proven", ["ipPing", "traceRoute", "download", "upload", "upload"]],
	]);
});

describe("results that stood there before the request", () => {
	const same = (end: Partial<OperationEnd> | undefined): Partial<OperationEnd> => ({
		...end,
		result: { ...end?.result, unchanged: true },
	});

	test("are asked for otherwise, and count where they are others then", () => {
		const five = { ...GOOD[0], result: { ...GOOD[0]?.result, results: { SuccessCount: "5", FailureCount: "0" } } };
		const ends = [same(GOOD[0]), five, same(GOOD[1]), ...GOOD.slice(1)] as Partial<OperationEnd>[];
		const { asked, verdict } = prove(diagnostics, { ends, transfers: [FETCHED, BROUGHT] });
		expect(asked.slice(1, 4).map(([, input]) => input.parameters)).toEqual([
			{ NumberOfRepetitions: 5 },
			{},
			{ NumberOfTries: 2 },
		]);
		expect(verdict).toBe("proven");
	});

	/** What stands there never changes; each is asked for this often. */
	const never = (at: number, results: object, times: number) =>
		GOOD.flatMap((end, index) => (index === at ? Array(times).fill(same(ended(results))) : [end]));
	const proven = (at: number, ends: readonly Partial<OperationEnd>[]) => {
		const proof = prove(diagnostics, { ends, transfers: [FETCHED, BROUGHT] });
		const asked = proof.asked.map(([, input]) => input.parameters).slice(at, at + ends.length - 3);
		return { ...proof, asked, check: Object.values(proof.results)[at] };
	};
	const ONE = {
		...PING,
		SuccessCount: "1",
		AverageResponseTime: "1",
		MinimumResponseTime: "1",
		MaximumResponseTime: "1",
	};
	const nobody = { Host: "192.0.2.1", Timeout: 1000 };

	test.each<[string, number, object]>([
		["a ping that shows more probes than it was asked for", 0, PING],
		[
			"a trace that shows more hops than it was asked for",
			1,
			{ ...TRACE, "RouteHops.2.Host": "second", "RouteHops.3.Host": "third" },
		],
	])("are no result: %s, to an address that nobody has", (_title, at, results) => {
		const { check, verdict, codes } = proven(at, never(at, results, 3));
		expect([check?.outcome, verdict, codes.map((code) => code.split(".").at(-1))]).toEqual([
			"fail",
			"partial",
			["emptyResult"],
		]);
	});

	test.each([2, 3])("are none of a transfer: its times can't be the same twice (%i)", (at) => {
		const { check, codes } = proven(at, never(at, at === 2 ? DOWNLOAD : UPLOAD, 2));
		expect([check?.outcome, codes.map((code) => code.split(".").at(-1))]).toEqual(["fail", ["emptyResult"]]);
	});

	test.each<[string, number, object]>([
		["one probe on a steady line (quirk 81)", 0, ONE],
		["one hop, the tries ignored", 1, TRACE],
	])("prove nothing, and are no fault: %s", (_title, at, results) => {
		const { check, verdict, codes } = proven(at, never(at, results, 3));
		expect([check?.outcome, verdict, codes]).toEqual(["inconclusive", "inconclusive", []]);
		expect(check?.detail).toMatch(/can't be told from new ones/);
	});

	test("count where an address that nobody has comes between", () => {
		const lost = ended({ SuccessCount: "0", FailureCount: "1" });
		const ping = proven(0, [same(ended(ONE)), same(ended(ONE)), lost, ended(ONE), ...GOOD.slice(1)]);
		expect([ping.verdict, ping.codes]).toEqual(["proven", ["diagnostics.ipPing.fewerProbes"]]);
		expect(ping.asked).toEqual([
			{ NumberOfRepetitions: 4 },
			{ NumberOfRepetitions: 5 },
			{ ...nobody, NumberOfRepetitions: 1 },
			{ NumberOfRepetitions: 4 },
		]);
		const far = failed({ sessions: 1, ended: true, state: "Error_MaxHopCountExceeded", results: {} });
		const [first, , ...others] = GOOD;
		const trace = proven(1, [
			first as Partial<OperationEnd>,
			...[same(ended(TRACE)), same(ended(TRACE)), far, ended(TRACE)],
			...others,
		]);
		expect(trace.verdict).toBe("proven");
		expect(trace.asked).toEqual([{}, { NumberOfTries: 2 }, { ...nobody, MaxHopCount: 2 }, {}]);
	});

	test.each<[string, Partial<OperationEnd>[]]>([
		["the device refuses the address that nobody has", [refused(9007)]],
		["it does not come for it", [expired]],
		["it ends that as an error, and leaves the same", [failed({ ended: true, unchanged: true, state: "Error_Other" })]],
		["it is again the same after it", [ended({ SuccessCount: "0", FailureCount: "1" }), same(ended(PING))]],
	])("prove nothing where %s", (_title, control) => {
		const { check, codes } = proven(0, [same(ended(PING)), same(ended(PING)), ...control, ...GOOD.slice(1)]);
		expect([check?.outcome, codes]).toEqual(["inconclusive", []]);
	});

	test("a device that refuses to be asked otherwise is asked against an address that nobody has", () => {
		const ends = [same(ended(PING)), refused(9007), ended({ FailureCount: "1" }), ...GOOD];
		expect(proven(0, ends).verdict).toBe("proven");
	});

	test("that can't be are none, and are not asked for again", () => {
		const nothing = same(ended({ SuccessCount: "0", FailureCount: "0" }));
		const { codes, asked } = proven(0, [nothing, ...GOOD.slice(1)]);
		expect([codes, asked.length]).toEqual([["diagnostics.ipPing.emptyResult"], 1]);
	});
});

describe("what the list of all its names lacks", () => {
	const named = (...paths: string[]): Tree =>
		new Map(paths.map((path) => [path, { value: null, type: "object", writable: false, readAt: 1 }]));
	const proven = (tree: Tree, context: Partial<CheckContext>) =>
		prove(diagnostics, { ends: GOOD, tree, transfers: [FETCHED, BROUGHT], context });
	const PINGS = named("Device.", "Device.IP.", "Device.IP.Diagnostics.", "Device.IP.Diagnostics.IPPing.");
	const UNSUPPORTED = ["traceRoute", "download", "upload"].map((kind) => `diagnostics.${kind}.unsupported`);

	test("the device is not asked for, and does not support", () => {
		const { asked, codes, verdict, results } = proven(PINGS, { hasAllNames: true });
		expect(asked.map(([, input]) => input.diagnostic)).toEqual(["ipPing"]);
		expect([codes, verdict, results.upload?.values.state]).toEqual([UNSUPPORTED, "partial", "unsupported"]);
	});

	test("is not lacking where it stands as TR-106 has it", () => {
		const names = named("Device.LAN.IPPingDiagnostics.", "Device.LAN.TraceRouteDiagnostics.");
		expect(proven(names, { hasAllNames: true }).codes).toEqual(UNSUPPORTED.slice(1));
	});

	test("is looked for by the names of both data models where it has both roots", () => {
		const old = named("InternetGatewayDevice.IPPingDiagnostics.DiagnosticsState");
		expect(proven(old, { hasAllNames: true, root: "both" }).codes).toEqual(UNSUPPORTED);
	});

	test.each<[string, Partial<CheckContext>]>([
		["some of its names may be unknown", { hasAllNames: false }],
		["its root is not known", { hasAllNames: true, root: null }],
	])("is asked for where %s", (_title, context) => {
		const { asked, verdict } = proven(PINGS, context);
		expect([asked.length, verdict]).toEqual([4, "proven"]);
	});
});

describe("each stands for itself", () => {
	test.each<[string, Partial<OperationEnd>, string, string | undefined, string[]]>([
		["an object that is not there", failed({ present: false }), "fail", "unsupported", ["unsupported"]],
		["9005 for the object", { ...refused(9005), result: { present: false } }, "fail", "unsupported", ["unsupported"]],
		["9005 for one of its parameters", refused(9003, [9005]), "fail", "unsupported", ["unsupported"]],
		["9000", refused(9000), "fail", "unsupported", ["unsupported"]],
		["another fault", refused(9001), "fail", "failing", ["error"]],
		["another fault for a parameter", refused(9003, [9007]), "fail", "failing", ["error"]],
		["no answer", failed({ answered: false }), "fail", "failing", ["stalled"]],
		["an object that is listed, and gives no values", failed({ readable: false }), "fail", "failing", ["error"]],
		["it never ends", failed({ sessions: 3, state: "Requested", results: {} }), "fail", "failing", ["stalled"]],
		[
			"it ends in an error",
			failed({ sessions: 1, ended: true, state: "Error_Other", results: {} }),
			"fail",
			"failing",
			["error"],
		],
		["the device does not come again", failed({ sessions: 0 }), "inconclusive", undefined, []],
		[
			"an old result that nothing tells from a new one",
			failed({ sessions: 3, state: "Complete", indistinct: true }),
			"inconclusive",
			undefined,
			[],
		],
		[
			"an old result, the set ignored",
			failed({ sessions: 3, state: "Complete", indistinct: false }),
			"fail",
			"failing",
			["stalled"],
		],
		["it was not sent", failed(null), "inconclusive", undefined, []],
		["nobody followed it", { status: "unknown", reason: "sent, and nothing followed" }, "inconclusive", undefined, []],
		["the device never came", expired, "inconclusive", undefined, []],
	])("%s", (_title, end, outcome, state, codes) => {
		for (const [at, kind] of ["ipPing", "traceRoute", "download", "upload"].entries()) {
			const proof = proving(at, end);
			expect(proof.check?.outcome, kind).toBe(outcome);
			expect(proof.state, kind).toBe(state);
			expect(proof.codes).toEqual(codes.map((code) => `diagnostics.${kind}.${code}`));
			expect(proof.verdict).toBe(outcome === "fail" ? "partial" : "inconclusive");
		}
	});

	test("none of them is there: unsupported; none of them works: failed", () => {
		const all = (end: Partial<OperationEnd>) => prove(diagnostics, { ends: Array(4).fill(end) }).verdict;
		expect(all(failed({ present: false }))).toBe("unsupported");
		expect(all(refused(9001))).toBe("failed");
		expect(all(expired)).toBe("inconclusive");
	});

	test("an error with an address that was given may be the address's", () => {
		const inputs = { allowFactoryReset: false, pingHost: "no.such.example" };
		const end = (state: string) => failed({ sessions: 1, ended: true, state, results: {} });
		const outcomes = (state: string) =>
			prove(diagnostics, { ends: [end(state), ...GOOD.slice(1)], transfers: [FETCHED, BROUGHT], context: { inputs } })
				.outcomes;
		expect(outcomes("Error_CannotResolveHostName").ipPing).toBe("inconclusive");
		expect(outcomes("Error_Internal").ipPing).toBe("fail");
	});

	test("a trace that ends at the hop limit says nothing of the device where the host was given", () => {
		const end = failed({ sessions: 1, ended: true, state: "Error_MaxHopCountExceeded", results: {} });
		const outcome = (inputs: object) =>
			prove(diagnostics, {
				...{ ends: [GOOD[0] as Partial<OperationEnd>, end, ...GOOD.slice(2)], transfers: [FETCHED, BROUGHT] },
				context: { inputs: { allowFactoryReset: false, ...inputs } },
			}).outcomes.traceRoute;
		expect([outcome({ pingHost: "192.0.2.9" }), outcome({})]).toEqual(["inconclusive", "fail"]);
	});

	test("a measure of another host than was asked for is none", () => {
		const end = failed({ sessions: 1, ended: true, state: "Complete", results: {}, stray: "10.0.0.1" });
		const proof = prove(diagnostics, { ends: [end, ...GOOD.slice(1)], transfers: [FETCHED, BROUGHT] });
		expect([proof.outcomes.ipPing, proof.codes]).toEqual(["fail", ["diagnostics.ipPing.error"]]);
	});
});

describe("a ping", () => {
	test.each<[string, object, string]>([
		[
			"times of 0 on a near line",
			{ AverageResponseTime: "0", MinimumResponseTime: "0", MaximumResponseTime: "0" },
			"plausible",
		],
		["counts of nothing", { SuccessCount: "0" }, "emptyResult"],
		["no counts at all", { SuccessCount: "", FailureCount: "" }, "emptyResult"],
		["all lost", { SuccessCount: "0", FailureCount: "4" }, "undecided"],
		["quirk 82: 90 % lost", { SuccessCount: "1", FailureCount: "9", NumberOfRepetitions: "10" }, "undecided"],
		["more than were asked for", { SuccessCount: "4", FailureCount: "4", NumberOfRepetitions: "4" }, "error"],
		["more than were asked for, lost as they are", { SuccessCount: "4", FailureCount: "400" }, "error"],
		["more, and it says that it was asked for them", { SuccessCount: "8", NumberOfRepetitions: "8" }, "plausible"],
		["one of four lost", { SuccessCount: "3", FailureCount: "1" }, "plausible"],
		["quirk 82: an average that is never updated", { AverageResponseTime: "0" }, "error"],
		[
			"quirk 82: microseconds",
			{ AverageResponseTime: "7000", MinimumResponseTime: "5000", MaximumResponseTime: "9000" },
			"error",
		],
		["longer than its own timeout", { Timeout: "8", MaximumResponseTime: "9" }, "error"],
	])("%s", (_title, changes, is) => {
		expect(judgePing({ ...PING, ...changes }, 4, 5_000).is).toBe(is);
	});

	test("quirk 81: one probe whatever was asked is a limitation of what works", () => {
		const proof = proving(0, ended({ ...PING, SuccessCount: "1" }));
		expect([proof.check?.outcome, proof.state, proof.codes, proof.verdict]).toEqual([
			"pass",
			"supported",
			["diagnostics.ipPing.fewerProbes"],
			"proven",
		]);
	});
});

describe("a traceroute", () => {
	test.each<[string, Record<string, string>, string]>([
		["TR-181's names", TRACE, "plausible"],
		[
			"TR-098's names",
			{ "RouteHops.1.HopHost": "hop", "RouteHops.1.HopHostAddress": "", "RouteHops.1.HopRTTimes": "0" },
			"plausible",
		],
		[
			"quirk 84: some probes lost on the way",
			{ ...TRACE, "RouteHops.2.HostAddress": "", "RouteHops.2.RTTimes": "0,0,0" },
			"plausible",
		],
		["no hops", { RouteHopsNumberOfEntries: "3" }, "emptyResult"],
		["a counter that says as many", { ...TRACE, RouteHopsNumberOfEntries: "1" }, "plausible"],
		["a counter that counts what is not named, too", { ...TRACE, ...STAR, RouteHopsNumberOfEntries: "2" }, "plausible"],
		["a counter that is not kept", { ...TRACE, RouteHopsNumberOfEntries: "0" }, "plausible"],
		["a counter that says more", { ...TRACE, RouteHopsNumberOfEntries: "7" }, "error"],
		["TR-098's counter, that says less", { ...TRACE, ...STAR, NumberOfRouteHops: "1" }, "error"],
		["an error and no time", { ...TRACE, "RouteHops.1.ErrorCode": "11", "RouteHops.1.RTTimes": "" }, "error"],
		["an error, and times", { ...TRACE, "RouteHops.1.ErrorCode": "3" }, "plausible"],
		[
			"an error, and a time of 0",
			{ ...TRACE, "RouteHops.1.ErrorCode": "3", "RouteHops.1.RTTimes": "0,0" },
			"plausible",
		],
		["an error, and no word of times", { "RouteHops.1.Host": "hop", "RouteHops.1.ErrorCode": "3" }, "plausible"],
		["no time, and no error", { ...TRACE, "RouteHops.1.ErrorCode": "0", "RouteHops.1.RTTimes": "" }, "plausible"],
		["no time, and no word of errors", { ...TRACE, "RouteHops.1.RTTimes": "*,*" }, "plausible"],
		["one probe lost", { ...TRACE, "RouteHops.1.ErrorCode": "11", "RouteHops.1.RTTimes": "*,2,*" }, "plausible"],
		["an error on the way", { ...LOST, "RouteHops.2.Host": "hop", "RouteHops.2.RTTimes": "7" }, "plausible"],
		[
			"an error at the end, behind hops with times",
			{ ...TRACE, "RouteHops.2.Host": "hop", "RouteHops.2.ErrorCode": "1", "RouteHops.2.RTTimes": "" },
			"undecided",
		],
		["hops without a name", { "RouteHops.1.Host": "*", "RouteHops.1.HostAddress": "0.0.0.0" }, "emptyResult"],
	])("%s", (_title, results, is) => {
		expect(judgeTrace(results, "Complete").is).toBe(is);
	});
});

/** Milliseconds after the test's beginning. */
function connected(askedAfter: number, answeredAfter: number) {
	const at = (ms: number) => new Date(Date.parse("2026-03-01T12:00:01Z") + ms).toISOString();
	return { TCPOpenRequestTime: at(askedAfter), TCPOpenResponseTime: at(answeredAfter) };
}

describe("a transfer", () => {
	test.each<[string, object, readonly TransferObserved[] | null, string]>([
		["as it was seen", {}, FETCHED, "plausible"],
		["elsewhere, where nobody sees it", {}, null, "plausible"],
		["zero bytes", { TestBytesReceived: "0", TotalBytesReceived: "0" }, FETCHED, "emptyResult"],
		["the unknown time", { BOMTime: "0001-01-01T00:00:00Z" }, FETCHED, "emptyResult"],
		["no time", { EOMTime: "" }, FETCHED, "emptyResult"],
		["times without a zone", { BOMTime: "2026-03-01T12:00:01", EOMTime: "2026-03-01T12:00:02" }, FETCHED, "plausible"],
		["it ends before it begins", { EOMTime: "2026-03-01T11:00:00Z" }, FETCHED, "error"],
		[
			"nothing was fetched",
			{},
			[seen("download", 0, { requests: 0, completedAt: null, firstRequestAt: null })],
			"error",
		],
		["it hung up in the middle", {}, [seen("download", 0, { completedAt: null })], "error"],
		["it was not even sent", {}, [], "error"],
		["fewer bytes than went over", { TestBytesReceived: "1000" }, FETCHED, "error"],
		["only the interface's count", { TestBytesReceived: "" }, FETCHED, "plausible"],
	])("%s", (_title, changes, observed, is) => {
		expect(judgeTransfer({ ...DOWNLOAD, ...changes }, "download", observed, null, {}).is).toBe(is);
	});

	/** The session that showed the end began 5 s after the request, and the device's clock said this. */
	test.each<[string, object, string | undefined, string]>([
		["as its own clock is", {}, "2026-03-01T12:00:04Z", "plausible"],
		["a clock that stands in 2011", {}, "2011-01-01T00:00:04Z", "plausible"],
		["a clock that is not known", {}, "0001-01-01T00:00:00Z", "plausible"],
		["no clock", {}, "", "plausible"],
		["a clock in another zone", {}, "2026-03-01T23:00:04", "plausible"],
		["times of the day before", {}, "2026-03-02T12:00:04Z", "error"],
		["times of the day after", {}, "2026-02-28T12:00:04Z", "error"],
		["whole seconds, all the same", { EOMTime: "2026-03-01T12:00:01Z" }, "2026-03-01T12:00:01Z", "plausible"],
		["an end an hour later", { EOMTime: "2026-03-01T13:00:01Z" }, undefined, "error"],
		["times of its connection, in order", connected(0, 10), undefined, "plausible"],
		["times of its connection within a second", connected(900, 0), undefined, "plausible"],
		["a connection answered before it was asked for", connected(10_000, 0), undefined, "error"],
		["a connection opened after the end", connected(0, 10_000), undefined, "error"],
		["a connection of the unknown time", { TCPOpenResponseTime: "0001-01-01T00:00:00Z" }, undefined, "plausible"],
	])("by %s", (_title, changes, deviceTime, is) => {
		const clock = { elapsedSeconds: 5, ...(deviceTime !== undefined && { deviceTime }) };
		expect(judgeTransfer({ ...DOWNLOAD, ...changes }, "download", FETCHED, null, clock).is).toBe(is);
	});

	test("its times are judged by the clock of the session that showed its end", () => {
		const late = ended(DOWNLOAD);
		const proof = proving(2, { result: { ...late.result, deviceTime: "2026-03-02T12:00:04Z" } });
		expect([proof.check?.outcome, proof.codes]).toEqual(["fail", ["diagnostics.download.error"]]);
	});

	test("what was brought counts for an upload alone", () => {
		expect(judgeTransfer(UPLOAD, "upload", BROUGHT, null, {}).is).toBe("plausible");
		expect(judgeTransfer(UPLOAD, "upload", FETCHED, null, {}).is).toBe("error");
	});

	test("one byte that was brought is no megabyte, whatever is reported", () => {
		const one = [seen("upload", 1)];
		expect(judgeTransfer(UPLOAD, "upload", one, 1_048_576, {}).is).toBe("error");
		// It says itself that it sent less than it was asked for.
		expect(judgeTransfer({ ...UPLOAD, TotalBytesSent: "1" }, "upload", one, 1_048_576, {}).is).toBe("plausible");
	});
});
