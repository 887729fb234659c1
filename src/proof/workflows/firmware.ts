import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	fail,
	inconclusive,
	informs,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	skipped,
	type TransferObserved,
	transfersOfLast,
	type WorkflowDefinition,
} from "../check.ts";
import { verdictOf } from "../verdict.ts";
import { cameUnderAnotherName } from "./anotherName.ts";
import {
	fetchImage,
	isActive,
	isCarriedOut,
	isUnresolved,
	judgeActive,
	judgeFetched,
	judgeReported,
	type Leg,
} from "./firmwareLeg.ts";
import { readSettings } from "./settings.ts";
import { answersRequests } from "./silence.ts";
import { changedSince, type Stood, settingsNow, steadyOf, toldOf } from "./steady.ts";

const DEFAULT_SECONDS = 1_800;
const REBOOT_SECONDS = 600;
const FAILURE_SECONDS = 120;
/** Of the transfer of a file (TR-069 A.5.1), the first and the last. */
const TRANSFER_FAULTS = [9010, 9019] as const;
const SERVER_NOT_CONTACTED = 9015;
/** Request denied, internal error, resources exceeded: a device that is busy after an image may answer otherwise later. */
const PASSING: readonly number[] = [9001, 9002, 9004];

/** Download of an image from the ACS's own file server, its effect, and the way back; each leg counts for where it began. */
export const firmware: WorkflowDefinition = {
	id: "firmware",
	kind: "workflow",
	operations: ["download", "read", "reboot"],
	order: 97,
	checks: [
		{
			id: "imageFetched",
			version: 2,
			title: "The device fetches the whole image from the ACS",
			essential: true,
			acts: ["download"],
			run: imageFetched,
		},
		{
			id: "transferReported",
			version: 2,
			title: "The device reports the transfer: TransferComplete, or Status 0",
			essential: false,
			run: transferReported,
		},
		{
			id: "versionActive",
			version: 2,
			title: "The device runs the image's version",
			essential: true,
			run: versionActive,
		},
		{
			id: "badImageReported",
			version: 5,
			title: "A file that can't be fetched (404) is reported as failed; this does not prove that images are validated",
			essential: false,
			acts: ["download", "reboot"],
			run: badImageReported,
		},
		{
			id: "recovers",
			version: 4,
			title:
				"The device comes back by itself and can be read; and back to the version before, where its image was given",
			essential: true,
			acts: ["download", "reboot"],
			run: recovers,
		},
	],
};

function legOf({ earlier }: CheckContext): Leg | null {
	return (earlier.imageFetched?.leg as Leg | undefined) ?? null;
}

function secondsOf({ inputs, profile }: CheckContext): number {
	return inputs.timeoutSeconds ?? profile.timeouts.firmwareSeconds ?? DEFAULT_SECONDS;
}

function* imageFetched(context: CheckContext): CheckRun {
	const { images, device } = context;
	if (!images.there) return skipped("no image was given: firmwareFileId");
	if (images.there.version === device.softwareVersion) {
		return inconclusive(`the image is of the version that runs, ${images.there.version}: it would prove nothing`);
	}
	// The names of a version are its own, and so are the values of what a person seldom sets.
	const stood = steadyOf(yield* settingsNow(context));
	const fetched = judgeFetched(yield* fetchImage(images.there, device.softwareVersion, secondsOf(context)));
	return { ...fetched, values: { ...fetched.values, stood } };
}

function* transferReported(context: CheckContext): CheckRun {
	const leg = legOf(context);
	return leg ? yield* judgeReported(leg) : skipped(NO_TRANSFER);
}

const NO_TRANSFER = "no image was sent";

// biome-ignore lint/correctness/useYield: it looks at what the first check found
function* versionActive(context: CheckContext): CheckRun {
	const leg = legOf(context);
	return leg ? judgeActive(leg) : skipped(NO_TRANSFER);
}

/** Nothing follows an unresolved transfer but after a boot (contract, section 3, *After*). */
function* boots({ inputs, profile }: CheckContext): Generator<ProofStep, boolean, ProofAnswer> {
	const seconds = inputs.timeoutSeconds ?? profile.timeouts.rebootSeconds ?? REBOOT_SECONDS;
	return (yield* operate("reboot", {}, seconds)).status === "succeeded";
}

function* badImageReported(context: CheckContext): CheckRun {
	const leg = legOf(context);
	if (!leg || !isCarriedOut(leg)) return skipped(NO_TRANSFER);
	if (leg.refused) return skipped("the device refuses Download");
	if (isUnresolved(leg)) {
		if (leg.found?.sessions === 0) return skipped("the device has not come since the Download");
		if (!(yield* boots(context))) return skipped("the transfer is unresolved, and the device showed no boot since");
	}
	const before = yield* readSettings([], context);
	if (notCarriedOut(before.end)) return inconclusive(before.end.reason ?? "the device did not come");
	let { end, transfers } = yield* askForAbsent(context);
	if (end.result === null && PASSING.includes(end.fault?.code ?? 0) && requestsIn(transfers) === 0) {
		yield* informs(0, 0);
		({ end, transfers } = yield* askForAbsent(context));
	}
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const requests = requestsIn(transfers);
	const gone = isUnresolved(end) && end.result?.sessions === 0;
	const was = { softwareVersion: before.softwareVersion };
	const values = { transfers, fault: end.fault?.code ?? null, unresolved: isUnresolved(end), gone, was };
	if (end.fault) {
		const told = `fault ${end.fault.code}: ${end.fault.message}`;
		if (requests > 0) return pass(`the device reported ${told}`, values);
		return judgeUntried(end.result === null, end.fault.code, told, values);
	}
	if (end.result === null) return inconclusive(end.reason ?? "Download could not be sent", values);
	const text =
		end.status === "succeeded"
			? "The device reports success for a file that is not there (404)."
			: `The device ${requests > 0 ? "was answered 404" : "did not fetch the file"} and reported nothing.`;
	const limitation = { code: "firmware.failureNotReported", text };
	return fail(text, [limitation], { ...values, limitation });
}

function* askForAbsent({
	inputs,
}: CheckContext): Generator<ProofStep, { end: OperationEnd; transfers: readonly TransferObserved[] }, ProofAnswer> {
	const end = yield* operate("download", { absentFile: true }, inputs.timeoutSeconds ?? FAILURE_SECONDS);
	return { end, transfers: yield* transfersOfLast() };
}

function requestsIn(transfers: readonly TransferObserved[]): number {
	return transfers.reduce((sum, { requests }) => sum + requests, 0);
}

/** A fault for a file that the device never asked the ACS for. */
function judgeUntried(isRefusal: boolean, code: number, told: string, values: CheckResult["values"]): CheckResult {
	const [least, most] = TRANSFER_FAULTS;
	// It took the Download before, of a file that is there.
	if (isRefusal && code >= least && code <= most)
		return pass(`the device refused this Download at once with ${told}; it was not seen to ask for the file`, values);
	if (isRefusal) {
		// A fault means that it failed (contract, section 5): this one tells of a request that is as the one that it took.
		const text = `The device refuses a Download of a file that is not there, untried, with ${told}: that does not tell of the file.`;
		const limitation = { code: "firmware.failureNotReported", text };
		return fail(text, [limitation], { ...values, limitation });
	}
	if (code === SERVER_NOT_CONTACTED)
		return pass(`the device reported ${told}; it did not ask for the file, as that says`, values);
	return inconclusive(`the device reported ${told}, and never asked for the file: it can't know of it`, values);
}

function* recovers(context: CheckContext): CheckRun {
	const leg = legOf(context);
	if (!leg || !isCarriedOut(leg)) return skipped(NO_TRANSFER);
	const back = yield* readBack(context, leg, context.earlier.badImageReported);
	if (back.outcome !== "pass") return back;
	const running = back.values.softwareVersion;
	const { back: image } = context.images;
	if (!image || typeof running !== "string" || image.version === running || running !== leg.image.version) return back;
	if (context.earlier.badImageReported?.unresolved === true && !(yield* boots(context))) {
		return { ...back, detail: `${back.detail}; no way back, for the last transfer is unresolved` };
	}
	const returned = yield* wayBack(context, yield* fetchImage(image, running, secondsOf(context)));
	const detail = `${back.detail}; and back to ${image.version}: ${returned.verdict}`;
	return { ...back, detail, values: { ...back.values, ...(returned.verdict !== "inconclusive" && { returned }) } };
}

function* readBack(
	context: CheckContext,
	leg: Leg,
	/** The try with a file that is not there, which came after the leg. */
	bad: CheckResult["values"] | undefined,
): Generator<ProofStep, CheckResult, ProofAnswer> {
	const { status, found } = leg;
	const was = (bad?.was as { readonly softwareVersion: string | null } | undefined) ?? null;
	// Of one that comes when it is asked to, silence after what may have harmed it says as much as never coming.
	const gone = bad?.gone === true || (was !== null && (yield* answersRequests(context)));
	const { end, softwareVersion } = yield* readSettings([], gone ? withReturnTime(context) : context);
	const afterSeconds = found?.afterSeconds ?? null;
	const { image } = leg;
	if (
		end.status === "succeeded" &&
		was?.softwareVersion &&
		softwareVersion &&
		softwareVersion !== was.softwareVersion
	) {
		const text = `After a file that can't be fetched (404) the device runs ${softwareVersion}, and no longer ${was.softwareVersion}.`;
		return fail(text, [], { softwareVersion }, "unsafe");
	}
	if (end.status === "succeeded" && isActive(leg) && softwareVersion !== null && softwareVersion !== image.version) {
		const text = `The device's Inform says ${image.version}, and it reads as ${softwareVersion}.`;
		return fail(text, [{ code: "firmware.versionUnchanged", text }], { softwareVersion }, "failed");
	}
	if (end.status === "succeeded") {
		const stood = (context.earlier.imageFetched?.stood ?? {}) as Stood;
		const { changed, unread } = yield* changedSince(stood, context);
		if (changed.length > 0) {
			const text = `The transfer of an image changes settings: ${toldOf({ changed, gone: [] })}.`;
			return fail(text, [], { softwareVersion, changed }, "unsafe");
		}
		if (unread.length > 0)
			return inconclusive(`${unread.length} settings can't be read any more, such as ${unread[0]}`, { unread });
		const after = afterSeconds === null ? "" : `, ${Math.round(afterSeconds)} s after Download`;
		return pass(`the device is back${after}, and can be read`, { softwareVersion, afterSeconds });
	}
	if (!notCarriedOut(end)) return fail(end.reason ?? "the device can't be read any more", [], {}, "unsafe");
	if (gone && end.status !== "cancelled") {
		const text = "the device has not come since the Download that can't be fetched";
		return (yield* cameUnderAnotherName()) ?? fail(text, [], { noReturn: true }, "unsafe");
	}
	// It was here with its new version, or somebody stopped it.
	if (status === "succeeded" || isActive(leg) || end.status === "cancelled")
		return inconclusive(end.reason ?? "the device did not come");
	const text = "the device did not come back after Download";
	return (yield* cameUnderAnotherName()) ?? fail(text, [], { noReturn: true }, "unsafe");
}

/** As long as for a device that restarts. */
function withReturnTime(context: CheckContext): CheckContext {
	const { inputs, profile } = context;
	const timeoutSeconds = inputs.timeoutSeconds ?? profile.timeouts.rebootSeconds ?? REBOOT_SECONDS;
	return { ...context, inputs: { ...inputs, timeoutSeconds } };
}

/** The way back as a leg of its own, for the version that it starts from. */
function* wayBack(context: CheckContext, leg: Leg) {
	const fetched = judgeFetched(leg);
	const reported = yield* judgeReported(leg);
	const active = judgeActive(leg);
	const back = isCarriedOut(leg) ? yield* readBack(context, leg, undefined) : skipped(NO_TRANSFER);
	// It was that version's own answer to the file that is not there.
	const bad = context.earlier.badImageReported?.limitation as CheckResult["limitations"][number] | undefined;
	const results = { imageFetched: fetched, transferReported: reported, versionActive: active, recovers: back };
	const verdict = verdictOf([
		...Object.entries(results).map(([id, { outcome, blame }]) => ({
			...{ id, outcome, blame },
			essential: id !== "transferReported",
		})),
		...(bad ? [{ id: "badImageReported", outcome: "fail" as const, essential: false }] : []),
	]);
	const limitations = [...Object.values(results).flatMap((result) => result.limitations), ...(bad ? [bad] : [])];
	return { softwareVersion: leg.from, verdict, limitations, leg };
}
