import { eventName } from "../../cwmp/events.ts";
import { type CheckContext, type ProofAnswer, type ProofStep, pastInforms } from "../check.ts";

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
