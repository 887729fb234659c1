import { eventName } from "../../cwmp/events.ts";
import {
	type CheckContext,
	type CheckRun,
	fail,
	inconclusive,
	notCarriedOut,
	pass,
	type Woken,
	type WorkflowDefinition,
	wake,
} from "../check.ts";
import { cadence } from "./cadence.ts";
import { recoversDroppedSession } from "./droppedSession.ts";
import { readSettings } from "./settings.ts";

const DEFAULT_SECONDS = 120;
/** Some devices fail the first (quirk 22), and a session of the device's own may come between. */
const MAX_TRIES = 2;

/** Does the device call when it should, when it is asked to, and again after a session that was lost. */
export const sessionReliability: WorkflowDefinition = {
	id: "sessionReliability",
	kind: "trait",
	operations: ["read", "set"],
	order: 60,
	checks: [
		{
			id: "cadence",
			version: 1,
			title: "Periodic Informs come at PeriodicInformInterval",
			essential: false,
			run: cadence,
		},
		{
			id: "connectionRequest",
			version: 1,
			title: "A connection request is followed by a session with 6 CONNECTION REQUEST",
			essential: false,
			run: connectionRequest,
		},
		{
			id: "recoversDroppedSession",
			version: 1,
			title: "After a session that was dropped the device calls again by itself",
			essential: false,
			run: recoversDroppedSession,
		},
	],
};

function* connectionRequest(context: CheckContext): CheckRun {
	const seconds = Math.ceil((context.inputs.timeoutSeconds ?? DEFAULT_SECONDS) / MAX_TRIES);
	const tries: Woken[] = [];
	while (tries.length < MAX_TRIES) {
		const woken = yield* wake(seconds);
		tries.push(woken);
		const { elapsedMs, events } = woken;
		const values = { reachable: true, latencyMs: elapsedMs, tries };
		if (!woken.reachable || woken.method === "session") continue;
		if (events.some((code) => eventName(code) === "connectionRequest"))
			return pass(`the session came ${elapsedMs} ms after the connection request`, values);
		// A session with a reason of its own would have come anyway.
		if (events.length === 0)
			return pass(`a session came ${elapsedMs} ms after the connection request, without its event`, values);
	}
	const values = { reachable: false, latencyMs: null, tries };
	if (!tries.some(({ reachable }) => reachable)) {
		// Not being reachable is not being offline: that it is there has to be seen.
		const { end } = yield* readSettings([], context);
		if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come", { tries });
	}
	const reason = tries.find((one) => one.reason !== null)?.reason ?? "the sessions that came had other reasons";
	const text = `Connection requests do not reach the device, which calls by itself: ${reason}.`;
	return fail(text, [{ code: "session.connectionRequestUnreachable", text }], values);
}
