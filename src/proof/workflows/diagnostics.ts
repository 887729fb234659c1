import type { DiagnosticKind } from "../../device/diagnostics.ts";
import {
	type CheckContext,
	type CheckDefinition,
	type CheckResult,
	type CheckRun,
	fail,
	inconclusive,
	notCarriedOut,
	type OperationEnd,
	operate,
	pass,
	transfersOfLast,
	type WorkflowDefinition,
} from "../check.ts";
import { type Judgement, judgePing, judgeTrace, judgeTransfer, type Results } from "../diagnosticResults.ts";
import { faultCodes } from "../faultCodes.ts";

const PROBES = 4;
/** Where a test's results may be those of an earlier one. */
const OTHER_PROBES = 5;
const OTHER_TRIES = 2;
const UPLOAD_BYTES = 1024 * 1024;
const LENGTH = { TestFileLength: UPLOAD_BYTES };
/** What a test ends as where nobody answers at the address: with one that a person gave, that may be the address. */
const NOBODY_THERE = /ResolveHostName|NoRoute|InitConnection|NoResponse|Login|Password|Timeout/i;

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
	return { id: kind, version: 2, title: TITLES[kind], essential: false, run };
}

/** What the operation shows of a diagnostic that was carried out. */
interface Seen {
	/** Whether the device has it at all. */
	readonly present?: boolean;
	readonly answered?: boolean;
	readonly sessions?: number;
	readonly ended?: boolean;
	readonly state?: string;
	readonly results?: Results;
	readonly elapsedSeconds?: number;
	readonly indistinct?: boolean;
	/** The results are to the letter those that stood there before the request. */
	readonly unchanged?: boolean;
}

function* prove(kind: DiagnosticKind, context: CheckContext): CheckRun {
	const given = addressGiven(kind, context);
	let probes = PROBES;
	const ask = () => {
		const counts = { ...(kind === "ipPing" && { NumberOfRepetitions: probes }), ...(kind === "upload" && LENGTH) };
		const tries = kind === "traceRoute" && probes !== PROBES ? { NumberOfTries: OTHER_TRIES } : {};
		const parameters = { ...given, ...counts, ...tries };
		return operate("diagnostic", { diagnostic: kind, parameters }, context.inputs.timeoutSeconds);
	};
	let end = yield* ask();
	// Its own server was not there to answer it.
	if (end.interrupted) end = yield* ask();
	if (end.status === "succeeded" && end.result?.unchanged === true) {
		// The same results again may be chance, or those of an earlier test: asked otherwise, they must differ.
		probes = OTHER_PROBES;
		end = yield* ask();
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
	if (seen.unchanged) {
		const detail = `it ends as ${seen.state}, and what stands there stood there before the request`;
		return concluded(kind, { is: "emptyResult", detail }, values);
	}
	const { results = {}, state = "", elapsedSeconds = 0 } = seen;
	if (kind === "ipPing") return concluded(kind, judgePing(results, probes, elapsedSeconds * 1000), values);
	if (kind === "traceRoute") return concluded(kind, judgeTrace(results, state), values);
	return concluded(kind, judgeTransfer(results, kind, observed, kind === "upload" ? UPLOAD_BYTES : null), values);
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
	{ state = "", sessions, ended, indistinct }: Seen,
	values: CheckResult["values"],
	given: string | undefined,
): CheckResult {
	if (sessions === 0) return inconclusive(reason ?? "the device did not come again", values);
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
