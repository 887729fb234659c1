import { type DecodeLimits, decode } from "../cwmp/codec.ts";
import type { Envelope, Warning } from "../cwmp/messages.ts";
import { tellsNoSecret } from "../cwmp/redact.ts";
import { type Answer, type EndReason, type SessionInput, type SessionReply, step } from "../cwmp/session.ts";
import { type Identification, identify, namesNobody } from "../device/identity.ts";
import { forgetValues, mergeValues } from "../device/tree.ts";
import { treeRecord } from "../device/treeRecord.ts";
import type { Clock, Random } from "../lib/edges.ts";
import type { Database } from "../store/db.ts";
import { findByAlias, type KnownDevice } from "../store/devices.ts";
import { isOutdated, type SessionEffect, type TreeRecord } from "../store/effects.ts";
import type { Tenant } from "../store/tenants.ts";
import { createEndings } from "./endings.ts";
import { consequencesOf, type Inform, type InformConsequences, introduce } from "./informs.ts";
import { packedMessages } from "./keptMessages.ts";
import type { KnownDevices } from "./knownDevices.ts";
import { largeOnesInTurn } from "./largeMessages.ts";
import type { CwmpPost, HttpReply, LiveSession } from "./liveSession.ts";
import { newSession } from "./newSession.ts";
import type { Observer } from "./observations.ts";
import { outOfPatience } from "./patience.ts";
import { quarantineAudit, sharedSerial } from "./quarantine.ts";
import {
	busy,
	fault,
	inputOf,
	inTurn,
	isRetransmission,
	nameOf,
	ownCredentials,
	type Posted,
	render,
	sameBytes,
	sentName,
	serialised,
	unidentified,
} from "./replies.ts";
import type { SessionTable } from "./sessionTable.ts";
import { findTwin } from "./twins.ts";
import type { Work } from "./work.ts";

export interface SessionBounds {
	readonly decode: DecodeLimits;
	readonly idleMs: number;
	readonly wholeMs: number;
	readonly openSessions: number;
	/** Effects that wait for their commit; beyond it new sessions are turned away. */
	readonly waitingEffects: number;
}

export interface SessionDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly bounds: SessionBounds;
	readonly table: SessionTable;
	readonly known: KnownDevices;
	/** Gives the version that the device's row has then. */
	readonly commit: (effect: SessionEffect) => Promise<string>;
	readonly waitingEffects: () => number;
	readonly work: Work;
	readonly wantsDeclaration: (device: KnownDevice) => boolean;
	readonly observer: Observer;
	/** A session has begun, durably: whoever waits for the device hears of it. */
	readonly onBegun: (session: LiveSession) => void;
	readonly onError: (error: unknown, session: LiveSession) => void;
}

/** A CPE that sends on without waiting for answers is not listened to for longer than this. */
const MAX_WAITING_REQUESTS = 4;
const MAX_RESENDS = 2;
/** What the ACS sends that never holds a secret. */
const SENT_OPEN: ReadonlySet<string> = new Set(["InformResponse", "GetParameterNames", "GetParameterValues"]);
const CUT: HttpReply = { status: 0, body: "", cut: true };

type Warnings = readonly Warning[];

export type Sessions = ReturnType<typeof createSessions>;

/** Runs the sessions: feeds the pure machine, performs its replies, and makes its effects durable before answering. */
export function createSessions(deps: SessionDependencies) {
	const { table, clock } = deps;
	const openings = new Map<string, Promise<unknown>>();
	const endings = createEndings(deps.bounds.idleMs);

	async function receive(post: CwmpPost): Promise<HttpReply> {
		if (post.body.length === 0) return await continueSession(post, { type: "empty" }, null, []);
		const decoded = decode(post.body, post.contentType, deps.bounds.decode);
		// Some CPEs send an envelope with nothing in its Body in place of the empty POST: neither asks for anything.
		if (!decoded.ok && decoded.code === "soap.emptyBody")
			return await continueSession(post, { type: "empty" }, null, decoded.warnings);
		if (!decoded.ok) {
			const input = { type: "unintelligible", faultCode: decoded.faultCode, reason: decoded.reason } as const;
			const reply = await continueSession(post, input, decoded, decoded.warnings);
			return { ...reply, refusal: { code: decoded.code, detail: decoded.reason } };
		}
		const { envelope, warnings, truncatedTail } = decoded;
		const { message } = envelope;
		const reply =
			message.kind === "request" && message.rpc === "Inform"
				? await open(post, envelope, message.body, warnings)
				: await continueSession(post, inputOf(message, envelope.id), envelope, warnings);
		// The rest of a body that was cut short would be taken for the next request (quirk 115).
		return truncatedTail ? { ...reply, close: true } : reply;
	}

	async function open(post: CwmpPost, envelope: Envelope, inform: Inform, warnings: Warnings): Promise<HttpReply> {
		const { tenant } = post;
		if (table.size >= deps.bounds.openSessions || deps.waitingEffects() > deps.bounds.waitingEffects) return busy();
		if (namesNobody(inform.device)) return unidentified(envelope);
		const identity = identify(tenant.tenant, inform.device, inform.parameters, post.remoteAddress);
		const retransmitted = retransmittedInform(post, inform, identity.id);
		if (retransmitted) return retransmitted;
		// One device has one live session: its Informs of the same moment are taken one after the other.
		return await inTurn(openings, `${tenant.tenant}/${identity.id}`, () =>
			admit(post, envelope, inform, warnings, identity, true),
		);
	}

	async function admit(
		post: CwmpPost,
		envelope: Envelope,
		inform: Inform,
		warnings: Warnings,
		identity: Identification,
		/** Whether it is refused where the device has changed since it was read: then it is read anew. */
		mayBeOutdated: boolean,
	): Promise<HttpReply> {
		const { tenant } = post;
		const now = clock();
		let found = await deps.known.find(tenant.tenant, identity.id);
		if (!found) {
			const alias = await findByAlias(deps.database.scope(tenant.tenant), identity.aliases);
			if (alias) found = await deps.known.find(tenant.tenant, alias);
		}
		const twin = found && (await findTwin(deps.known, found.device, inform));
		const shared = twin && found?.device;
		if (twin) found = twin.found;
		const known = found?.device ?? null;
		const own = known && ownCredentials(known);
		const unauthorized = post.authorize(inform.device, own);
		if (unauthorized) {
			// The credentials may be new.
			if (known && unauthorized.refusal?.code !== "authentication.missing") deps.known.forget(known.tenant, known.id);
			return unauthorized;
		}
		if (!known && tenant.unknownDevices === "reject") {
			const detail = `unknown device ${inform.device.oui}-${inform.device.serialNumber}`;
			return { ...fault(8001, "this device is not known here", envelope), refusal: { code: "device.unknown", detail } };
		}
		const introduced = known ? null : introduce(tenant, inform, twin?.identity ?? identity, now);
		const before = known ?? (introduced?.device as KnownDevice);
		if (shared && !shared.quarantined) await quarantine(tenant, shared, before.id, now);
		const superseded = table.ofDevice(tenant.tenant, before.id);
		if (superseded) await endFromOutside(superseded, "superseded");

		const seen = consequencesOf(before, envelope, inform, now);
		const session = newSession(post, envelope, inform, seen.device, now, deps);
		const [state, reply] = step(session.state, { type: "inform" });
		session.state = state;
		record(session, "fromDevice", "Inform", null, post.body, warnings);
		table.add(session);
		const version = mayBeOutdated && known && !known.hasOpenOperations ? known.version : null;
		try {
			const folded = await foldInto(before, seen, now);
			const written = await deps.commit({
				tenant: tenant.tenant,
				device: before.id,
				...(introduced && { created: introduced.created }),
				inform: {
					...seen.inform,
					...(version !== null && { version }),
					session: {
						id: session.id,
						slot: session.slot,
						remoteAddress: post.remoteAddress,
						afterUnended: found !== null && found.place.openSession !== null,
					},
				},
				...(seen.facts && { facts: seen.facts }),
				...(seen.modelVersion && { modelVersion: seen.modelVersion }),
				...(folded && { tree: folded }),
				secrets: seen.secrets,
				changes: seen.changes,
				timeline: seen.timeline,
				...(seen.facts?.quarantined && { audit: quarantineAudit(tenant, before, "twoAddresses", now) }),
				events: seen.events,
			});
			if (found && version !== null) deps.known.keep(found.place, seen.device, written, session.id);
		} catch (error) {
			table.remove(session);
			deps.known.forget(tenant.tenant, before.id);
			if (isOutdated(error)) return await admit(post, envelope, inform, warnings, identity, false);
			deps.onError(error, session);
			return busy();
		}
		deps.onBegun(session);
		if (session.cut === "beforeInformResponse") {
			await endFromOutside(session, "cut");
			return CUT;
		}
		return await serialised(session, () => perform(session, reply, envelope, post.body));
	}

	/** A device whose serial number another unit has too: nothing is written to either until somebody looks. */
	async function quarantine(tenant: Tenant, device: KnownDevice, otherId: string, now: Date): Promise<void> {
		const live = table.ofDevice(tenant.tenant, device.id);
		if (live) await endFromOutside(live, "superseded");
		deps.known.forget(tenant.tenant, device.id);
		await deps.commit(sharedSerial(tenant, device, otherId, now));
		deps.known.forget(tenant.tenant, device.id);
	}

	/** The same Inform once more, before anything followed it: its answer was lost on the way. */
	function retransmittedInform(post: CwmpPost, inform: Inform, id: string): HttpReply | null {
		const session = table.ofDevice(post.tenant.tenant, id);
		if (!session?.last || session.connection === post.connection || session.state.at !== "cpeTurn") return null;
		if (session.transcript.length > 2 || !sameBytes(session.last.body, post.body)) return null;
		if (post.authorize(inform.device, ownCredentials(session.device))) return null;
		table.moved(session, post.connection);
		session.lastActivityAt = clock().getTime();
		return session.last.reply;
	}

	async function continueSession(
		post: CwmpPost,
		input: Posted,
		envelope: Pick<Envelope, "id" | "namespace"> | null,
		warnings: Warnings,
	): Promise<HttpReply> {
		const session = table.find(post.tenant.tenant, post.cookies, post.connection);
		if (!session || session.state.at === "ended") {
			if (input.type === "empty") return { status: 204, body: "" };
			const ended = endings.find(post.cookies, post.body, clock().getTime());
			if (ended) return ended;
			if (input.type === "unintelligible") return fault(input.faultCode, input.reason, envelope);
			const detail = "a message outside any session";
			return {
				...fault(8003, "there is no session: begin with an Inform", envelope),
				refusal: { code: "session.none", detail },
				// A CPE that answers faults with faults would not come to an end.
				...(input.type === "fault" && { close: true }),
			};
		}
		if (session.waitingRequests >= MAX_WAITING_REQUESTS) return busy();
		if (session.cut === "afterInformResponse") {
			await endFromOutside(session, "cut");
			return CUT;
		}
		return await serialised(session, () => advance(session, post, input, envelope, warnings));
	}

	async function advance(
		session: LiveSession,
		post: CwmpPost,
		given: Posted,
		envelope: Pick<Envelope, "id" | "namespace"> | null,
		warnings: Warnings,
	): Promise<HttpReply> {
		const sameConnection = session.connection === post.connection;
		if (isRetransmission(session, post.body, given, sameConnection)) {
			table.moved(session, post.connection);
			session.lastActivityAt = clock().getTime();
			return (session.last as NonNullable<LiveSession["last"]>).reply;
		}
		table.moved(session, post.connection);
		session.lastActivityAt = clock().getTime();
		const isOpen = given.type === "response" && warnings.length === 0 && tellsNoSecret(given.response);
		record(session, "fromDevice", nameOf(given), null, post.body, warnings, isOpen);
		const resend = given.type === "empty" && session.state.at === "awaitingAnswer" && !sameConnection;
		if (resend) session.resent++;
		const input: SessionInput =
			given.type === "empty"
				? { type: "empty", sameConnection: sameConnection || session.resent > MAX_RESENDS }
				: given;
		if (!resend) session.resent = 0;
		if (input.type === "cpeRequest") await take(session, input.request);
		const stepped = step(session.state, input);
		const why = outOfPatience(session, stepped[1]);
		const [state, reply] = why ? step(session.state, { type: "end", why }) : stepped;
		session.state = state;
		return await perform(session, reply, envelope, post.body);
	}

	/** Makes what a CPE reports durable before it is acknowledged. */
	async function take(
		session: LiveSession,
		request: Extract<SessionInput, { type: "cpeRequest" }>["request"],
	): Promise<void> {
		const { device } = session;
		const at = clock().toISOString();
		if (request.rpc === "GetRPCMethods" || request.rpc === "Inform") return;
		if (request.rpc === "TransferComplete") {
			const { commandKey, fault: outcome, startTime, completeTime } = request.body;
			session.transfers.push({
				commandKey,
				faultCode: outcome.code,
				faultMessage: outcome.message,
				startTime,
				completeTime,
			});
		}
		const type = `${request.rpc.charAt(0).toLowerCase()}${request.rpc.slice(1)}`;
		await deps.commit({
			tenant: device.tenant,
			device: device.id,
			timeline: [{ at, type, detail: request.body as unknown as Record<string, unknown> }],
		});
	}

	async function perform(
		session: LiveSession,
		reply: SessionReply,
		envelope: Pick<Envelope, "id" | "namespace"> | null,
		body: Uint8Array,
	): Promise<HttpReply> {
		if (reply.send === "decide") {
			const [state, decided] = step(session.state, await decide(session, reply.answer));
			session.state = state;
			return await perform(session, decided, envelope, body);
		}
		const rendered = render(session, reply, envelope);
		const bytes = Buffer.from(rendered.body);
		const answer = { ...rendered, bytes };
		const name = sentName(reply);
		record(session, "toDevice", name, answer.status, bytes, [], SENT_OPEN.has(name));
		session.last = { body, reply: answer };
		if (session.state.at === "ended") {
			endings.keep(session.cookie, body, answer, clock().getTime());
			await end(session, session.state.why);
		}
		return answer;
	}

	async function decide(session: LiveSession, answer: Answer | null): Promise<SessionInput> {
		try {
			const request = await deps.work.next(session, answer);
			if (request) return { type: "work", request, id: String(session.nextId++) };
		} catch (error) {
			deps.onError(error, session);
		}
		return { type: "noWork" };
	}

	async function end(session: LiveSession, why: EndReason): Promise<void> {
		if (table.remove(session)) await conclude(session, why);
	}

	/** Ends a session that may be in the middle of a request of its own: that comes to its end first. */
	async function endFromOutside(session: LiveSession, why: EndReason): Promise<void> {
		if (!table.remove(session)) return;
		await session.turn;
		await conclude(session, why);
	}

	async function conclude(session: LiveSession, why: EndReason): Promise<void> {
		session.state = { at: "ended", why };
		try {
			await deps.work.lost(session);
			const learnt = await deps.observer.flush(session);
			const at = clock().toISOString();
			const { tenant, device } = session;
			await deps.commit({
				tenant: tenant.tenant,
				device: device.id,
				...learnt,
				sessionEnd: {
					slot: session.slot,
					id: session.id,
					startedAt: session.startedAt.toISOString(),
					endedAt: at,
					outcome: why,
					events: session.events.map(({ code }) => code),
					remoteAddress: session.remoteAddress,
					rpcs: session.rpcs,
					transcript: tenant.transcriptSessions > 0 || isLab(session) ? packedMessages(session) : null,
				},
			});
			deps.known.ended(tenant.tenant, device.id, session.id);
		} catch (error) {
			deps.onError(error, session);
		}
	}

	/** Ends what has been idle or open for too long. */
	async function sweep(): Promise<void> {
		const now = clock().getTime();
		for (const session of [...table.all()]) {
			if (now - session.startedAt.getTime() > deps.bounds.wholeMs) await endFromOutside(session, "tooLong");
			else if (session.waitingRequests === 0 && now - session.lastActivityAt > deps.bounds.idleMs)
				await endFromOutside(session, "idle");
		}
	}

	async function shutdown(): Promise<void> {
		await Promise.all([...table.all()].map((session) => endFromOutside(session, "shutdown")));
	}

	/** What the Inform does to the tree: values that it no longer carries go there, and a reset empties it. */
	async function foldInto(device: KnownDevice, seen: InformConsequences, now: Date): Promise<TreeRecord | null> {
		if (seen.fold.length === 0 && !seen.reset) return null;
		const tree = await deps.observer.treeOf(device);
		if (seen.reset) forgetValues(tree);
		else mergeValues(tree, seen.fold, (device.informParametersAt ?? now).getTime());
		return treeRecord(tree, seen.device.informParameters, now);
	}

	function record(
		session: LiveSession,
		direction: "fromDevice" | "toDevice",
		name: string,
		httpStatus: number | null,
		body: Uint8Array,
		warnings: Warnings,
		isOpen = false,
	): void {
		const at = clock().getTime();
		session.transcript.push({ at, direction, name, httpStatus, body, warnings, isOpen });
		if (session.active?.operation?.authority === "run") {
			session.active.messages.push({ at, direction, name, sessionId: session.id, body });
		}
	}

	return { receive: largeOnesInTurn(receive), end: endFromOutside, sweep, shutdown };
}

function isLab({ device, tenant }: LiveSession): boolean {
	return device.lab ?? tenant.lab;
}
