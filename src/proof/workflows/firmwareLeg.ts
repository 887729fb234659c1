import { eventName } from "../../cwmp/events.ts";
import {
	type CheckResult,
	fail,
	type Image,
	type InformSeen,
	inconclusive,
	informs,
	type Namesake,
	namesakes,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	skipped,
	type TransferObserved,
	transfersOfLast,
} from "../check.ts";
import { perhapsBack } from "./anotherName.ts";

/** One Download of an image, from the version that runs to another, and what was seen of it. */
export interface Leg {
	readonly image: Image;
	/** The version that it started from. */
	readonly from: string | null;
	readonly status: OperationEnd["status"];
	/** The device answered Download with this fault. */
	readonly refused: { readonly code: number; readonly message: string } | null;
	readonly reason: string | null;
	/** `null` where it was refused, or never sent. */
	readonly found: Found | null;
	readonly transfers: readonly TransferObserved[];
	/** Faults of tries before this one (quirk 98). */
	readonly earlierFaults: readonly number[];
	readonly waitSeconds: number;
	/** Certus was down meanwhile: what it then sent of the image is not known. */
	readonly interrupted?: boolean;
	/** It has not come since, and this one has: it may be the same, on a firmware that names it otherwise (quirk 106). */
	readonly namesake?: Namesake;
}

interface Found {
	/** Of DownloadResponse; `null` where it did not come. */
	readonly status: 0 | 1 | null;
	readonly transferComplete: { readonly faultCode: number; readonly faultMessage: string } | null;
	readonly matchedBy: "commandKey" | "event" | "single" | "status" | null;
	readonly version: string | null;
	/** That followed. */
	readonly sessions: number;
	/** From sending to the last of them. */
	readonly afterSeconds: number | null;
}

const METHOD_NOT_SUPPORTED = 9000;
/** Of the transfer itself, not of what was asked: the next try may succeed (TR-069 A.5.1, quirk 98). */
const RETRYABLE: readonly number[] = [9010, 9015, 9016, 9017, 9020];
const MAX_TRIES = 2;
/** How long a report may come after the new version. */
const REPORT_SECONDS = 120;
/** One may come for its period alone. */
const SESSIONS_FOR_REPORT = 2;

/** Asks for the image; once more after a fault that may pass, which ends the first try. */
export function* fetchImage(
	image: Image,
	from: string | null,
	waitSeconds: number,
): Generator<ProofStep, Leg, ProofAnswer> {
	const earlierFaults: number[] = [];
	for (;;) {
		const end = yield* operate("download", { fileId: image.fileId }, waitSeconds);
		const transfers = yield* transfersOfLast();
		const code = end.fault?.code ?? 0;
		const found = end.result as Found | null;
		if (RETRYABLE.includes(code) && !isActive({ image, from, found }) && earlierFaults.length < MAX_TRIES - 1) {
			earlierFaults.push(code);
			continue;
		}
		const refused = found === null ? end.fault : null;
		const { status, reason } = end;
		const [namesake] = found?.sessions === 0 ? yield* namesakes() : [];
		return {
			...{ image, from, status, refused, reason, found, transfers, earlierFaults, waitSeconds },
			...(end.interrupted && { interrupted: true }),
			...(namesake && { namesake }),
		};
	}
}

/** Whether it says anything of the device. */
export function isCarriedOut(leg: Leg): boolean {
	return !notCarriedOut(leg) && (leg.refused !== null || leg.found !== null);
}

/** Sent, and how it ended is not known: no Download may follow on a deadline alone (contract, section 3, *After*). */
export function isUnresolved({ status }: Pick<Leg, "status">): boolean {
	return status === "unknown";
}

/** The image's version runs, and did not before, whatever was reported of it. */
export function isActive({ image, from, found }: Pick<Leg, "image" | "from" | "found">): boolean {
	return found?.version === image.version && image.version !== from;
}

function isWhole({ transfers }: Leg): boolean {
	return transfers.some(({ content, completedAt }) => content === "file" && completedAt !== null);
}

export function judgeFetched(leg: Leg): CheckResult {
	const { refused, transfers, earlierFaults, found } = leg;
	const values = { leg };
	if (!isCarriedOut(leg)) return inconclusive(leg.reason ?? "Download could not be sent", values);
	if (isWhole(leg)) {
		const tries = earlierFaults.length > 0 ? ` at try ${earlierFaults.length + 1}, after fault ${earlierFaults}` : "";
		return pass(`the whole image was fetched from the ACS${tries}`, values);
	}
	if (refused) {
		const text = `The device refused Download with fault ${refused.code}: ${refused.message}`;
		const blame = refused.code === METHOD_NOT_SUPPORTED ? "unsupported" : undefined;
		return fail(text, [{ code: "firmware.notFetched", text }], values, blame);
	}
	if (leg.interrupted)
		return inconclusive("Certus was down meanwhile: what the device fetched is not known whole", values);
	const requests = transfers.reduce((sum, transfer) => sum + transfer.requests, 0);
	const did = requests > 0 ? "began to fetch the image and did not finish" : "never asked for the image";
	const text = `The device ${found?.status === null ? "did not answer Download and" : "accepted Download and"} ${did}.`;
	return fail(text, [{ code: "firmware.notFetched", text }], values);
}

/** The report may come in a session after the one that showed the new version. */
export function* judgeReported(leg: Leg): Generator<ProofStep, CheckResult, ProofAnswer> {
	const { found, refused, status, image, waitSeconds, namesake } = leg;
	if (!isCarriedOut(leg)) return skipped("Download was not carried out");
	if (refused || !found) return skipped("Download was refused");
	if (namesake) return perhapsBack(namesake);
	const { transferComplete, matchedBy } = found;
	if (transferComplete) {
		const { faultCode, faultMessage } = transferComplete;
		if (faultCode !== 0 && isActive(leg))
			return fail(`the device runs ${image.version}, and reported fault ${faultCode}: ${faultMessage}`, [], {
				transferComplete,
				matchedBy,
			});
		const how = faultCode === 0 ? "success" : `fault ${faultCode}, ${faultMessage}`;
		return pass(`the device reported ${how}, ${MATCHED[matchedBy ?? "single"]}`, { transferComplete, matchedBy });
	}
	if (status === "succeeded") {
		const later: InformSeen[] = [];
		for (let left = SESSIONS_FOR_REPORT; left > 0; left--) {
			const [next] = yield* informs(1, Math.min(waitSeconds, REPORT_SECONDS));
			if (!next) break;
			later.push(next);
			if (next.events.some((code) => ["transferComplete", "download"].includes(eventName(code) ?? "")))
				return pass("the device reported the transfer in a session after the new version's", { later });
		}
		const text = `The device runs ${image.version} and never told of the transfer with TransferComplete.`;
		return fail(text, [{ code: "firmware.noTransferComplete", text }], { later });
	}
	if (!isUnresolved(leg)) {
		const text = "The device never told of the transfer with TransferComplete.";
		return fail(text, [{ code: "firmware.noTransferComplete", text }]);
	}
	const text = `Within ${waitSeconds} s after Download came neither TransferComplete nor the new version.`;
	return fail(text, [{ code: "firmware.stalled", text }]);
}

const MATCHED = {
	commandKey: "with its CommandKey",
	event: "without its CommandKey, which came with M Download",
	single: "without its CommandKey, as the only transfer that was open",
	status: "with Status 0",
} as const;

export function judgeActive(leg: Leg): CheckResult {
	const { found, refused, status, image, from, namesake } = leg;
	if (!isCarriedOut(leg)) return skipped("Download was not carried out");
	if (refused || !found) return skipped("Download was refused");
	if (namesake) return perhapsBack(namesake);
	const { version, transferComplete, afterSeconds } = found;
	const values = { from, expected: image.version, version, afterSeconds };
	if (status === "succeeded" || isActive(leg)) {
		const after = afterSeconds === null ? "" : ` after ${Math.round(afterSeconds)} s`;
		return pass(`the device runs ${image.version}${after}; before it was ${from}`, values);
	}
	if (version !== null && version !== from && version !== image.version) {
		return fail(`the device runs ${version}, not the image's ${image.version}`, [], values);
	}
	const fault = transferComplete?.faultCode ?? 0;
	if (fault !== 0 && !isWhole(leg))
		return fail(`the device reported fault ${fault} before it had the image`, [], values);
	if (!transferComplete) return fail(`the device does not run ${image.version}`, [], values);
	const text =
		fault === 0
			? `The device reported success, and does not run ${image.version} but ${version ?? from}.`
			: `The device fetched the image, reported fault ${fault}, and still runs ${version ?? from}.`;
	return fail(text, [{ code: "firmware.versionUnchanged", text }], values);
}
