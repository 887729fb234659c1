import { type DiagnosticKind, diagnosticObjects, hopsOf } from "../../device/diagnostics.ts";
import {
	type CheckContext,
	type CheckDefinition,
	type CheckResult,
	type CheckRun,
	currentTree,
	fail,
	inconclusive,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	transfersOfLast,
	type WorkflowDefinition,
} from "../check.ts";
import { type Judgement, judgePing, judgeTrace, judgeTransfer, probesIn, type Results } from "../diagnosticResults.ts";
import { faultCodes } from "../faultCodes.ts";

const PROBES = 4;
/** Where a test's results may be those of an earlier one: what a device that measures answers otherwise. */
const OTHERWISE = { ipPing: { NumberOfRepetitions: 5 }, traceRoute: { NumberOfTries: 2 } } as const;
/** RFC 5737: an address that nobody has. */
const NOBODY = { Host: "192.0.2.1", Timeout: 1000 } as const;
/** A probe or two there, so that something else comes to stand in the results. */
const CONTROL = {
	ipPing: { ...NOBODY, NumberOfRepetitions: 1 },
	// Not every data model has NumberOfTries.
	traceRoute: { ...NOBODY, MaxHopCount: 2 },
} as const;
type Probing = keyof typeof CONTROL;
const UPLOAD_BYTES = 1024 * 1024;
const LENGTH = { TestFileLength: UPLOAD_BYTES };
/** What a test ends as where nobody answers at the address: with one that a person gave, that may be the address. */
const NOBODY_THERE = /ResolveHostName|NoRoute|MaxHopCount|InitConnection|NoResponse|Login|Password|Timeout/i;

const TITLES: Readonly<Record<DiagnosticKind, string>> = {
	ipPing: "A ping ends with counts and times that can be",
	traceRoute: "A traceroute names the hops on the way",
	download: "A download test (TR-143) fetches the file and measures it",
	upload: "An upload test (TR-143) sends the bytes and measures them",
};

/** Ping, traceroute, download and upload, each by itself. */
export const diagnostics: WorkflowDefinition = {
	id: "diagnostics",
	kind: "workflow",
	operations: ["diagnostic"],
	order: 30,
	checks: (["ipPing", "traceRoute", "download", "upload"] as const).map(checkOf),
};

function checkOf(kind: DiagnosticKind): CheckDefinition {
	const run = (context: CheckContext) => prove(kind, context);
	return { id: kind, version: 6, title: TITLES[kind], essential: false, run };
}

/** What the operation shows of a diagnostic that was carried out. */
interface Seen {
	/** Whether the device has it at all. */
	readonly present?: boolean;
	readonly answered?: boolean;
	/** `false`: its own names have it, and its values can't be had. */
	readonly readable?: boolean;
	readonly sessions?: number;
	readonly ended?: boolean;
	readonly state?: string;
	readonly results?: Results;
	readonly elapsedSeconds?: number;
	/** The device's own clock when the session began that showed the end. */
	readonly deviceTime?: string;
	readonly indistinct?: boolean;
	/** Which host it tested instead of the one that was asked for. */
	readonly stray?: string;
	/** The results are to the letter those that stood there before the request. */
	readonly unchanged?: boolean;
}

type Parameters = Readonly<Record<string, string | number>>;

function* prove(kind: DiagnosticKind, context: CheckContext): CheckRun {
	const lack = yield* lackOf(kind, context);
	if (lack) return lack;
	const given = addressGiven(kind, context);
	const ask = (more: Parameters = {}) => {
		const counts = { ...(kind === "ipPing" && { NumberOfRepetitions: PROBES }), ...(kind === "upload" && LENGTH) };
		const parameters = { ...given, ...counts, ...more };
		return operate("diagnostic", { diagnostic: kind, parameters }, context.inputs.timeoutSeconds);
	};
	let probes = PROBES;
	let end = yield* ask();
	// Its own server was not there to answer it.
	if (end.interrupted) end = yield* ask();
	if (isUntold(kind, end)) {
		const other: Parameters = isProbing(kind) ? OTHERWISE[kind] : {};
		const again = yield* ask(other);
		// A device may refuse to be asked otherwise: that says nothing of what it was asked first.
		if (!again.fault) [end, probes] = [again, Number(other.NumberOfRepetitions ?? PROBES)];
	}
	if (isProbing(kind) && isUntold(kind, end)) {
		const control = yield* ask(CONTROL[kind]);
		const untold = untoldBy(kind, control);
		if (untold) return untold;
		[end, probes] = [yield* ask(), PROBES];
		if (isUntold(kind, end)) return inconclusive(UNTOLD, { seen: end.result });
	}
	const ownAddress = (kind === "download" || kind === "upload") && Object.keys(given).length === 0;
	const observed = ownAddress ? yield* transfersOfLast() : null;
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const seen = (end.result ?? {}) as Seen;
	const codes = faultCodes(end.fault);
	const values = { seen, faults: codes, ...(observed && { observed }) };
	// Contract, section 5: 9000, an object that is not there, 9005 for its parameters, also within a 9003.
	if (seen.present === false || codes.includes(9000) || codes.includes(9005)) {
		return failed(kind, "unsupported", `The device has no ${kind}: ${end.reason}.`, values);
	}
	if (end.fault) return failed(kind, "error", `The device refuses ${kind}: ${end.reason}.`, values);
	// It was not sent, or nobody followed it: that says nothing of the device.
	if (end.result === null) return inconclusive(end.reason ?? "it could not be followed", values);
	if (end.status !== "succeeded") return unfinished(kind, end, seen, values, Object.values(given)[0]);
	// Of a transfer, times of day are results: no two tests have the same.
	if (seen.unchanged && !isProbing(kind)) {
		const detail = `it ends as ${seen.state}, and what stands there stood there before the request`;
		return concluded(kind, { is: "emptyResult", detail }, values);
	}
	const { results = {}, state = "", elapsedSeconds = 0 } = seen;
	if (kind === "ipPing") return concluded(kind, judgePing(results, probes, elapsedSeconds * 1000), values);
	if (kind === "traceRoute") return concluded(kind, judgeTrace(results, state), values);
	const asked = kind === "upload" ? UPLOAD_BYTES : null;
	return concluded(kind, judgeTransfer(results, kind, observed, asked, seen), values);
}

/** What the list of all its names lacks the device is not asked for: some lose their session over it (quirk 113). */
function* lackOf(
	kind: DiagnosticKind,
	{ hasAllNames, root }: CheckContext,
): Generator<ProofStep, CheckResult | null, ProofAnswer> {
	if (!hasAllNames || root === null) return null;
	const tree = yield* currentTree();
	const objects = diagnosticObjects(kind, root === "both" ? ["Device.", "InternetGatewayDevice."] : [root]);
	if ([...tree.keys()].some((path) => objects.some((object) => path.startsWith(object)))) return null;
	const text = `The device has no ${kind}: among all its names there is no ${objects.join(" and no ")}`;
	return failed(kind, "unsupported", text, { seen: { present: false }, faults: [] });
}

function isProbing(kind: DiagnosticKind): kind is Probing {
	return kind in CONTROL;
}

/**
 * Whether a result that could be stands there as it stood before the request, though the device has ended the test: it
 * may be steady, or an earlier test's. One that can't be is none, whatever stood there.
 */
function isUntold(kind: DiagnosticKind, { status, result }: OperationEnd): boolean {
	const { unchanged, results = {}, state = "" } = (result ?? {}) as Seen;
	if (status !== "succeeded" || unchanged !== true) return false;
	if (kind === "ipPing") return judgePing(results, PROBES, Number.POSITIVE_INFINITY).is === "plausible";
	return kind !== "traceRoute" || judgeTrace(results, state).is === "plausible";
}

const UNTOLD = "its results stay the same, whatever it is asked for: an earlier test's can't be told from new ones";

/** What a test of an address that nobody has comes to where it leaves the same results; `null`: it left others. */
function untoldBy(kind: Probing, control: OperationEnd): CheckResult | null {
	if (notCarriedOut(control)) return inconclusive(control.reason ?? "the device did not come");
	const seen = (control.result ?? {}) as Seen;
	const values = { seen, faults: faultCodes(control.fault) };
	if (seen.ended && !seen.unchanged) return null;
	if (!isUntold(kind, control)) return inconclusive(UNTOLD, values);
	const [counted, most] =
		kind === "ipPing"
			? [probesIn(seen.results ?? {}), CONTROL.ipPing.NumberOfRepetitions]
			: [hopsOf(seen.results ?? {}).length, CONTROL.traceRoute.MaxHopCount];
	if (counted <= most) return inconclusive(UNTOLD, values);
	const what = kind === "ipPing" ? "probes" : "hops";
	const detail = `asked for ${most} at the most, it shows the ${counted} ${what} that stood there before the request`;
	return concluded(kind, { is: "emptyResult", detail }, values);
}

/** Without one the engine gives the ACS's own. */
function addressGiven(kind: DiagnosticKind, { inputs }: CheckContext): Readonly<Record<string, string>> {
	const { pingHost, downloadUrl, uploadUrl } = inputs;
	if (kind === "download") return downloadUrl === undefined ? {} : { DownloadURL: downloadUrl };
	if (kind === "upload") return uploadUrl === undefined ? {} : { UploadURL: uploadUrl };
	return pingHost === undefined ? {} : { Host: pingHost };
}

/** It did not end, or not well. */
function unfinished(
	kind: DiagnosticKind,
	{ reason }: OperationEnd,
	{ state = "", sessions, ended, indistinct, readable, stray }: Seen,
	values: CheckResult["values"],
	given: string | undefined,
): CheckResult {
	if (readable === false) return failed(kind, "error", `The device's ${kind} can't be read: ${reason}.`, values);
	if (sessions === 0) return inconclusive(reason ?? "the device did not come again", values);
	if (stray !== undefined) return failed(kind, "error", `The result of ${kind} is another host's: ${reason}.`, values);
	if (indistinct) return inconclusive("what stands there may be an earlier test's: nothing of it has changed", values);
	if (!ended) return failed(kind, "stalled", `The device does not end ${kind}: ${reason}.`, values);
	if (given !== undefined && NOBODY_THERE.test(state)) {
		return inconclusive(`it ended as ${state}, with an address that was given: ${given}`, values);
	}
	return failed(kind, "error", `The device ends ${kind} as ${state || "nothing"}.`, values);
}

function concluded(kind: DiagnosticKind, judgement: Judgement, values: CheckResult["values"]): CheckResult {
	switch (judgement.is) {
		case "plausible": {
			const { lacks, detail } = judgement;
			const limitations = lacks ? [{ code: `diagnostics.${kind}.${lacks.code}`, text: lacks.text }] : [];
			return pass(detail, { ...values, ...judgement.values, state: "supported" }, limitations);
		}
		case "undecided":
			return inconclusive(judgement.detail, values);
		default:
			return failed(kind, judgement.is, `The result of ${kind} is none: ${judgement.detail}.`, values);
	}
}

function failed(
	kind: DiagnosticKind,
	code: "unsupported" | "stalled" | "error" | "emptyResult",
	text: string,
	values: CheckResult["values"],
): CheckResult {
	const isUnsupported = code === "unsupported";
	const limitations = [{ code: `diagnostics.${kind}.${code}`, text }];
	const state = isUnsupported ? "unsupported" : "failing";
	return fail(text, limitations, { ...values, state }, isUnsupported ? "unsupported" : undefined);
}
