import { hopRowsIn, hopsOf } from "../device/diagnostics.ts";
import type { TransferObserved } from "./check.ts";

/** A diagnostic's own parameters after it has ended, by their names below its object. */
export type Results = Readonly<Record<string, string>>;

/** What results come to: proof that it works, proof that it does not, or neither. */
export type Judgement =
	| {
			readonly is: "plausible";
			readonly detail: string;
			readonly values: Readonly<Record<string, unknown>>;
			/** What it does not do as it was asked. */
			readonly lacks?: { readonly code: string; readonly text: string };
	  }
	| { readonly is: "emptyResult" | "error"; readonly detail: string }
	| { readonly is: "undecided"; readonly detail: string };

/** Clocks of device and server, and the way there and back. */
const SLACK_MS = 1_000;
const HOUR_MS = 3_600_000;
/** A test is no longer than from its request to the session that showed its end. */
const LENGTH_SLACK_MS = 60_000;
/** An hour, and the zone (up to 14 hours) that devices leave out, or add to some of their times and not to others. */
const CLOCK_SLACK_MS = 15 * HOUR_MS;
/** Times further off are those of a clock that was not set then, which say nothing. */
const OTHER_CLOCK_MS = 30 * 24 * HOUR_MS;
/** A device may count headers and retransmissions, never fewer bytes than went over. */
const LEAST_SHARE = 0.9;

/** How many probes a ping counts. */
export function probesIn({ SuccessCount, FailureCount }: Results): number {
	return (numberIn(SuccessCount) ?? 0) + (numberIn(FailureCount) ?? 0);
}

/** Counts and times in ms (quirks 81, 82). `elapsedMs`: from the request to the session that showed the end. */
export function judgePing(results: Results, probes: number, elapsedMs: number): Judgement {
	const successes = numberIn(results.SuccessCount) ?? 0;
	const failures = numberIn(results.FailureCount) ?? 0;
	const sent = probesIn(results);
	if (sent === 0) return { is: "emptyResult", detail: "it ends well and counts neither successes nor failures" };
	// One that keeps to a number of its own may show it; what it counts beyond that it can't have sent.
	if (sent > Math.max(probes, numberIn(results.NumberOfRepetitions) ?? 0)) {
		return { is: "error", detail: `it counts ${sent} probes, and ${probes} were asked for` };
	}
	if (successes < failures || successes === 0) {
		// The line may lose them, or somebody on the way may filter them: that is not the device's fault.
		return { is: "undecided", detail: `${failures} of ${sent} probes were lost: name a host in pingHost that answers` };
	}
	const average = numberIn(results.AverageResponseTime);
	const least = numberIn(results.MinimumResponseTime);
	const most = numberIn(results.MaximumResponseTime);
	const times = [average, least, most].filter((time) => time !== null);
	const values = { successes, failures, averageMs: average, leastMs: least, mostMs: most };
	const timeoutMs = numberIn(results.Timeout) || Number.POSITIVE_INFINITY;
	const longest = Math.max(...times);
	if (longest > timeoutMs || longest > elapsedMs + SLACK_MS) {
		return { is: "error", detail: `a response time of ${longest} ms is longer than the test was: its unit is another` };
	}
	if (average !== null && least !== null && most !== null && (average < least || average > most)) {
		return { is: "error", detail: `an average of ${average} ms is not between ${least} and ${most} ms` };
	}
	const detail = `${successes} of ${sent} probes were answered, in ${average ?? "?"} ms on average`;
	if (sent >= probes) return { is: "plausible", detail, values };
	const text = `The device sends ${sent} of ${probes} probes that were asked for.`;
	return { is: "plausible", detail, values, lacks: { code: "fewerProbes", text } };
}

/** At least one hop that is named; a time of 0 is a lost probe (quirk 84), or a hop next door. */
export function judgeTrace(results: Results, state: string): Judgement {
	const hops = hopsOf(results);
	if (hops.length === 0) return { is: "emptyResult", detail: `it ends as ${state} and names no hop` };
	const hosts = hops.map(({ host }) => host);
	const rows = hopRowsIn(results);
	// A counter that stands at 0 is one that is not kept.
	const counted = numberIn(results.RouteHopsNumberOfEntries ?? results.NumberOfRouteHops) || rows;
	if (counted !== rows) {
		return { is: "error", detail: `its counter says ${counted} hops, and its table has ${rows}` };
	}
	const last = hops.at(-1);
	if (last?.isUntimed && (last.errorCode ?? 0) !== 0) {
		const detail = `the last hop, ${last.host}, was answered with error ${last.errorCode} and has no time`;
		// With hops that have one it may be the line's fault: somebody on the way says that there is no way.
		return { is: hops.every(({ isUntimed }) => isUntimed) ? "error" : "undecided", detail };
	}
	return {
		is: "plausible",
		detail: `${hops.length} hops were named, the last is ${hosts.at(-1)}; it ended as ${state}`,
		values: { hops: hops.length, hosts: hosts.slice(0, 64), endState: state },
	};
}

/** TR-143: bytes and times. `observed`: what went over at the ACS's own address; `null` where another one was given. `asked`: bytes to be sent. */
export function judgeTransfer(
	results: Results,
	direction: "download" | "upload",
	observed: readonly TransferObserved[] | null,
	asked: number | null,
	clock: DeviceClock,
): Judgement {
	const [test, total] =
		direction === "download" ? ["TestBytesReceived", "TotalBytesReceived"] : ["TestBytesSent", "TotalBytesSent"];
	const bytes = numberIn(results[test as string]) || numberIn(results[total as string]) || 0;
	if (bytes === 0) return { is: "emptyResult", detail: "it ends well and counts no bytes" };
	const [begin, end] = [timeIn(results.BOMTime), timeIn(results.EOMTime)];
	if (begin === null || end === null)
		return { is: "emptyResult", detail: "it ends well without a time of its beginning or end" };
	const wrong = wrongTimes(results, begin, end, clock);
	if (wrong !== null) return { is: "error", detail: wrong };
	const seen = observed?.find((transfer) => transfer.direction === direction && transfer.completedAt !== null);
	if (observed && !seen) {
		const tries = observed.reduce((sum, { requests }) => sum + requests, 0);
		const what = direction === "download" ? "fetched" : "brought";
		const detail = `the device reports ${bytes} bytes, and ${tries === 0 ? `${what} nothing` : `${what} no whole body`}`;
		return { is: "error", detail };
	}
	if (seen && asked !== null && seen.bytes < asked * LEAST_SHARE && bytes > seen.bytes / LEAST_SHARE) {
		return { is: "error", detail: `the device reports ${bytes} bytes, and ${seen.bytes} of the ${asked} went over` };
	}
	if (seen && bytes < seen.bytes * LEAST_SHARE) {
		return { is: "error", detail: `the device reports ${bytes} bytes where ${seen.bytes} went over` };
	}
	const milliseconds = end - begin;
	const kilobitsPerSecond = milliseconds > 0 ? Math.round((bytes * 8) / milliseconds) : null;
	const rate = kilobitsPerSecond === null ? "" : `, at least ${kilobitsPerSecond} kbit/s`;
	return {
		is: "plausible",
		detail: `${bytes} bytes in ${milliseconds} ms${rate}${seen ? "; they were seen to go over" : ""}`,
		values: { bytes, milliseconds, kilobitsPerSecond, observedBytes: seen?.bytes ?? null },
	};
}

/** When the session that showed the end began: by the device's own clock, and since the request. */
export interface DeviceClock {
	readonly deviceTime?: string;
	readonly elapsedSeconds?: number;
}

/** What its times can't be; `null` where they can. Whole seconds, unknown times and clocks that are off are no fault. */
function wrongTimes(
	results: Results,
	begin: number,
	end: number,
	{ deviceTime, elapsedSeconds }: DeviceClock,
): string | null {
	if (end < begin) return "it ended before it began, by its own times";
	const [opening, opened] = [timeIn(results.TCPOpenRequestTime), timeIn(results.TCPOpenResponseTime)];
	if (opening !== null && opened !== null && opened < opening - SLACK_MS)
		return "its connection was answered before it was asked for, by its own times";
	if (opened !== null && opened > end + SLACK_MS) return "its connection was opened after the end, by its own times";
	if (elapsedSeconds === undefined) return null;
	const elapsedMs = elapsedSeconds * 1000;
	if (end - begin > elapsedMs + LENGTH_SLACK_MS) {
		const seconds = Math.round((end - begin) / 1000);
		return `by its own times it took ${seconds} s, and ${Math.round(elapsedSeconds)} s after the request it was over`;
	}
	const now = timeIn(deviceTime);
	if (now === null) return null;
	const off = Math.max(end - now, now - elapsedMs - begin);
	if (off <= CLOCK_SLACK_MS || off >= OTHER_CLOCK_MS) return null;
	const when = end > now ? "after its own Inform" : "before the request";
	return `its times are ${Math.round(off / HOUR_MS)} hours ${when}, by its own clock`;
}

function numberIn(text: string | undefined): number | null {
	const trimmed = text?.trim() ?? "";
	return /^\d{1,15}(\.\d{1,9})?$/.test(trimmed) ? Number(trimmed) : null;
}

/** Milliseconds; `null` for the unknown time (TR-106, 3.2) and for none. */
function timeIn(text: string | undefined): number | null {
	const trimmed = text?.trim() ?? "";
	const time = Date.parse(/\d(Z|[+-]\d\d:\d\d)$/.test(trimmed) ? trimmed : `${trimmed}Z`);
	return Number.isNaN(time) || trimmed.startsWith("0001-01-01") ? null : time;
}
