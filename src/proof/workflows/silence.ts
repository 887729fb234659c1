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

/**
 * Whether a device that is back stays away from then on, although it was sure to come within that time: it answers
 * connection requests, or comes by itself often enough. One session after a boot may be its last.
 */
export function* staysAway(context: CheckContext, seconds: number): Generator<ProofStep, boolean, ProofAnswer> {
	const pause = yield* longestPause(context);
	const answers = yield* answersRequests(context);
	if (!answers && (pause === null || pause * PATIENCE > seconds)) return false;
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
