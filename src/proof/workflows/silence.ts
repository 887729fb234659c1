import { eventName } from "../../cwmp/events.ts";
import { type CheckContext, informs, operate, type ProofAnswer, type ProofStep, pastInforms } from "../check.ts";
import { rootFor } from "./settings.ts";

/** Of so many of its own Informs, the last ones, the longest pause counts. */
const OWN_INFORMS = 5;
const FEWEST_INFORMS = 2;
/** A device may be late. */
const PATIENCE = 1.5;

/**
 * Whether the device has come for a connection request in this run. Then it can be asked for another session at any time,
 * and its silence says that it is gone; of one that comes only for its period it says nothing.
 */
export function* answersRequests({
	runStartedAt,
}: Pick<CheckContext, "runStartedAt">): Generator<ProofStep, boolean, ProofAnswer> {
	const since = runStartedAt.toISOString();
	return (yield* pastInforms([])).some(
		({ at, events }) => at >= since && events.some((code) => eventName(code) === "connectionRequest"),
	);
}

/** What makes a device come: seen before it is sent away, for what is on record begins anew with a bootstrap. JSON. */
export interface Habit {
	readonly answersRequests: boolean;
	/** The longest of its own pauses, in seconds; `null` where it is not known to come by itself. */
	readonly pauseSeconds: number | null;
}

/** `before`: what was seen earlier in the run. */
export function* habitOf(context: CheckContext, before: Habit | null = null): Generator<ProofStep, Habit, ProofAnswer> {
	return {
		answersRequests: before?.answersRequests || (yield* answersRequests(context)),
		pauseSeconds: before?.pauseSeconds ?? (yield* longestPause(context)),
	};
}

/**
 * Whether a device that is back stays away from then on, although it was sure to come within that time: it answers
 * connection requests, or comes by itself often enough. One session after a boot may be its last.
 */
export function* staysAway(
	{ answersRequests: answers, pauseSeconds }: Habit,
	context: CheckContext,
	seconds: number,
): Generator<ProofStep, boolean, ProofAnswer> {
	if (!answers && (pauseSeconds === null || pauseSeconds * PATIENCE > seconds)) return false;
	const paths = [`${rootFor(context)}DeviceInfo.SoftwareVersion`];
	// A request that came while it was here makes it come once more at once (TR-069, 3.2.2): that shows no more than that.
	for (let sessions = answers ? 2 : 1; sessions > 0; sessions--) {
		yield* informs(0, 0);
		if ((yield* operate("read", { paths }, seconds)).status === "expired") return true;
	}
	return false;
}

/** In seconds, before the Informs that came for its period alone; `null` where none are known. */
function* longestPause({ device }: CheckContext): Generator<ProofStep, number | null, ProofAnswer> {
	if (device.informIntervalSeconds === null) return null;
	const past = yield* pastInforms([]);
	const pauses = past
		.map(({ at, events }, index) => ({ events, pause: Date.parse(at) - Date.parse(past[index - 1]?.at ?? at) }))
		.filter(({ events }) => events.length > 0 && events.every((code) => eventName(code) === "periodic"))
		.slice(-OWN_INFORMS)
		.map(({ pause }) => pause / 1000);
	return pauses.length < FEWEST_INFORMS ? null : Math.max(device.informIntervalSeconds, ...pauses);
}
