/** How a recorded device keeps to its sessions: over faults, over sets, when it was dropped, and when it calls. */
import { hasEvent } from "../../src/cwmp/events.ts";
import type { Evidence } from "../bundle.ts";
import type { Behaviour } from "../model.ts";
import { callsIn } from "./boots.ts";
import { checkOf, valuesOf } from "./checks.ts";
import type { Conversation, Exchange } from "./conversation.ts";
import type { RecordedTree } from "./tree.ts";

export interface RecordedSessions {
	/** The request after each fault got no answer in its session. */
	readonly endsAtFaults: boolean;
	/** Parameters after whose set none came either. */
	readonly dropsAfter: readonly string[];
	/** Without requests that were not answered only because the device had left the session over the one before. */
	readonly heard: readonly Exchange[];
}

const SHORTEST_INTERVAL_SECONDS = 10;

/** A request, and the one that came next in its session. */
interface Pair {
	readonly before: Exchange;
	readonly next: Exchange;
}

export function recordedSessions(exchanges: readonly Exchange[]): RecordedSessions {
	const pairs = exchanges.flatMap((next, index): Pair[] => {
		const before = exchanges[index - 1];
		return before?.sessionId === next.sessionId ? [{ before, next }] : [];
	});
	const afterFaults = pairs.filter(({ before }) => before.answer?.kind === "fault");
	const endsAtFaults = afterFaults.length > 0 && afterFaults.every(isLost);
	const afterSets = pairs.filter(
		({ before: { request, answer } }) => request.rpc === "SetParameterValues" && answer?.kind === "response",
	);
	const survived = new Set(afterSets.filter((pair) => !isLost(pair)).flatMap(pathsSet));
	const lostOverSets = afterSets.filter((pair) => isLost(pair) && pathsSet(pair).some((path) => !survived.has(path)));
	const dropsAfter = [...new Set(lostOverSets.flatMap(pathsSet))].filter((path) => !survived.has(path));
	const explained = new Set(
		[...(endsAtFaults ? afterFaults : []), ...lostOverSets].filter(isLost).map(({ next }) => next),
	);
	return { endsAtFaults, dropsAfter, heard: exchanges.filter((exchange) => !explained.has(exchange)) };
}

function isLost({ next }: Pair): boolean {
	return next.answer === null;
}

function pathsSet({ before: { request } }: Pair): string[] {
	return request.rpc === "SetParameterValues" ? request.body.parameters.map(({ path }) => path) : [];
}

export function recordedInforms(
	evidence: Evidence,
	conversation: Conversation,
	{ hidden, root }: RecordedTree,
): Partial<Behaviour["inform"]> {
	const { checks } = evidence;
	const recovers = valuesOf(checks, "sessionReliability/recoversDroppedSession")?.recovers;
	const isHidden = hidden.some((prefix) => `${root}ManagementServer.PeriodicInformInterval`.startsWith(prefix));
	const fixedSeconds = isHidden ? longestWait(evidence, conversation) : ownInterval(evidence, conversation);
	return {
		...(recovers === false && { retries: false }),
		...(fixedSeconds !== null && { fixedSeconds }),
		...(neverBootstraps(conversation) && { bootstrap: false }),
	};
}

/** It was set up after a boot, and neither then nor in any other Inform said `0 BOOTSTRAP` (quirk 121). */
function neverBootstraps(conversation: Conversation): boolean {
	const contacts = new Set(conversation.exchanges.filter(setsCredentials).map(({ sessionId }) => sessionId));
	const calls = callsIn(conversation);
	return (
		calls.some(({ sessionId, events }) => contacts.has(sessionId) && hasEvent(events, "boot")) &&
		!calls.some(({ events }) => hasEvent(events, "bootstrap"))
	);
}

/** What the ACS does at a first contact, and after a reset. */
function setsCredentials({ request }: Exchange): boolean {
	return (
		request.rpc === "SetParameterValues" &&
		request.body.parameters.some(({ path }) => path.endsWith(".ManagementServer.ConnectionRequestPassword"))
	);
}

/** Of a device that did not keep to its interval: the distance that it kept instead; where none was seen, how long it was waited for. */
function ownInterval({ checks }: Evidence, conversation: Conversation): number | null {
	const check = checkOf(checks, "sessionReliability/cadence");
	if (check?.outcome !== "fail") return null;
	const measured = Array.isArray(check.values.distances) ? check.values.distances.map(Number) : [];
	const distances = (measured.length > 0 ? measured : periodicDistances(conversation)).sort(
		(one, other) => one - other,
	);
	const median = measured.length > 0 ? distances[distances.length >> 1] : distances[0];
	const waited = (Date.parse(check.finishedAt) - Date.parse(check.startedAt)) / 1000;
	return Math.max(1, Math.round(median ?? waited));
}

/** Seconds between periodic Informs, wherever they stand in the evidence: some may be missing between two. */
function periodicDistances(conversation: Conversation): number[] {
	const periodic = callsIn(conversation).filter(
		({ events, retryCount }) => retryCount === 0 && hasEvent(events, "periodic"),
	);
	return periodic.slice(1).map(({ at }, index) => (at - (periodic[index]?.at ?? at)) / 1000);
}

/** The longest that the device was waited for and came: at most so far apart it calls by itself. */
function longestWait({ checks }: Evidence, { exchanges }: Conversation): number {
	const waits = checks.flatMap(({ check, startedAt }) => {
		const first = exchanges.find((exchange) => exchange.check === `${check.workflow}/${check.id}`);
		return first === undefined ? [] : [(first.at - Date.parse(startedAt)) / 1000];
	});
	return Math.max(SHORTEST_INTERVAL_SECONDS, ...waits.map(Math.ceil));
}

/** As the check `connectionRequest` found it. */
export function recordedConnectionRequest({ checks }: Evidence): Partial<Behaviour["connectionRequest"]> {
	return valuesOf(checks, "sessionReliability/connectionRequest")?.reachable === false ? { kind: "unreachable" } : {};
}
