/** What was said between the ACS and the device, from the messages of a run's evidence. */
import { type Decoded, decode } from "../../src/cwmp/codec.ts";
import type { AcsRequest, CpeResponse, FaultMessage, RequestOf } from "../../src/cwmp/messages.ts";
import type { Evidence } from "../bundle.ts";

/** A request of the ACS, and what followed it in its session. */
export interface Exchange {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly sessionId: string;
	/** Of the check that asked. */
	readonly check: string;
	readonly request: AcsRequest;
	/** `null`: nothing came in that session any more. */
	readonly answer: CpeResponse | FaultMessage | null;
	/** Until the answer; without one, until the device was heard again. */
	readonly elapsedMs: number;
}

/** What the device said by itself. */
export interface Report {
	readonly at: number;
	readonly sessionId: string;
	readonly check: string;
	readonly message: RequestOf<"Inform"> | RequestOf<"TransferComplete">;
}

/** A message of the device as it was written. */
export interface Written {
	readonly decoded: Extract<Decoded, { ok: true }>;
	readonly text: string;
}

export interface Conversation {
	/** In order of time, as everything here. */
	readonly exchanges: readonly Exchange[];
	readonly reports: readonly Report[];
	readonly written: readonly Written[];
}

interface Said extends Omit<Evidence["checks"][number]["messages"][number], "at"> {
	readonly at: number;
	readonly check: string;
}

/** Keeps apart what has one time in the evidence, in its order. */
const TICK_MS = 1e-6;

/** Bodies that can't be read, such as those left out for their size, are passed over. */
export function conversationOf({ checks }: Evidence): Conversation {
	const exchanges: Exchange[] = [];
	const reports: Report[] = [];
	const written: Written[] = [];
	const asked = new Map<string, Pick<Exchange, "at" | "check" | "request">>();
	const unanswered: (Pick<Exchange, "at" | "check" | "request"> & { readonly sessionId: string })[] = [];
	const heardAt: number[] = [];

	const giveUp = (sessionId: string) => {
		const open = asked.get(sessionId);
		asked.delete(sessionId);
		if (open !== undefined) unanswered.push({ ...open, sessionId });
	};
	for (const said of inOrder(checks)) {
		const { at, sessionId, check, direction, body } = said;
		if (direction === "fromDevice") heardAt.push(at);
		const decoded = body === "" ? null : decode(Buffer.from(body), 'text/xml; charset="utf-8"');
		if (!decoded?.ok) continue;
		const { message } = decoded.envelope;
		if (direction === "toDevice") {
			if (message.kind !== "request") continue;
			giveUp(sessionId);
			asked.set(sessionId, { at, check, request: message as AcsRequest });
			continue;
		}
		written.push({ decoded, text: body });
		if (message.kind === "request") {
			if (message.rpc === "Inform" || message.rpc === "TransferComplete") {
				reports.push({ at, sessionId, check, message: message as Report["message"] });
			}
			continue;
		}
		const open = asked.get(sessionId);
		asked.delete(sessionId);
		if (open !== undefined) {
			exchanges.push({ ...open, sessionId, answer: message as CpeResponse | FaultMessage, elapsedMs: at - open.at });
		}
	}
	for (const sessionId of [...asked.keys()]) giveUp(sessionId);
	for (const open of unanswered) {
		const next = heardAt.find((at) => at > open.at);
		exchanges.push({ ...open, answer: null, elapsedMs: next === undefined ? Infinity : next - open.at });
	}
	exchanges.sort((left, right) => left.at - right.at);
	return { exchanges, reports, written };
}

/** Each message once, though two checks may cite it. */
function inOrder(checks: Evidence["checks"]): Said[] {
	const all = new Map<string, Said>();
	for (const { check, messages } of checks) {
		for (const message of messages) {
			const key = JSON.stringify([message.at, message.direction, message.sessionId, message.body]);
			const said = { ...message, at: Date.parse(message.at), check: `${check.workflow}/${check.id}` };
			if (!all.has(key)) all.set(key, said);
		}
	}
	const sorted = [...all.values()].sort((left, right) => left.at - right.at);
	return sorted.map((said, index) => ({ ...said, at: said.at + index * TICK_MS }));
}
