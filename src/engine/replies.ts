import { type EncodeHeader, encode } from "../cwmp/codec.ts";
import type { Credentials } from "../cwmp/digest.ts";
import type { AcsRequest, Envelope, Message } from "../cwmp/messages.ts";
import type { SessionInput, SessionReply } from "../cwmp/session.ts";
import { defaultNamespace } from "../cwmp/versions.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { HttpReply, LiveSession } from "./liveSession.ts";

const RETRY_AFTER_SECONDS = 60;

/** What a CPE has posted; of an empty POST it is the session that tells what it means. */
export type Posted = Exclude<SessionInput, { type: "empty" }> | { readonly type: "empty" };

export function inputOf(
	message: Exclude<Message, { kind: "request"; rpc: "Inform" }>,
	id: string | null,
): Exclude<SessionInput, { type: "empty" }> {
	if (message.kind === "fault") return { type: "fault", fault: message.fault, id };
	if (message.kind === "response") {
		return { type: "response", response: message as Extract<SessionInput, { type: "response" }>["response"], id };
	}
	return { type: "cpeRequest", request: message as Extract<SessionInput, { type: "cpeRequest" }>["request"] };
}

export function nameOf(input: { readonly type: string } & Partial<Record<string, unknown>>): string {
	const { request, response } = input as { request?: AcsRequest; response?: { rpc: string } };
	if (input.type === "response") return `${response?.rpc}Response`;
	if (input.type === "cpeRequest") return String(request?.rpc);
	return input.type === "fault" ? "Fault" : input.type;
}

export function sentName(reply: SessionReply): string {
	if (reply.send === "response") return `${reply.response.rpc}Response`;
	if (reply.send === "request") return reply.request.rpc;
	return reply.send === "fault" ? "Fault" : "empty";
}

export function fault(
	code: number,
	message: string,
	envelope: (Pick<Envelope, "id" | "namespace"> & Pick<EncodeHeader, "declaration">) | null,
): HttpReply {
	const body = encode(
		{
			kind: "fault",
			fault: { code, message, parameters: [], soapCode: code === 8002 || code === 8004 ? "Server" : "Client" },
		},
		{
			id: envelope?.id ?? null,
			namespace: envelope?.namespace ?? defaultNamespace,
			declaration: envelope?.declaration === true,
		},
	);
	return { status: 200, body };
}

/** To an Inform that does not say whose it is (8003: invalid arguments). */
export function unidentified(envelope: Pick<Envelope, "id" | "namespace">): HttpReply {
	const reason = "the Inform's DeviceId names no device";
	return { ...fault(8003, reason, envelope), refusal: { code: "device.unidentified", detail: reason } };
}

/** 503 with Retry-After before any work: the CPE tries again by itself (3.2.1.1, quirk 10). */
export function busy(): HttpReply {
	return {
		status: 503,
		body: "",
		headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
		refusal: { code: "busy", detail: "too much is waiting" },
	};
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
	return left.length === right.length && Buffer.compare(left, right) === 0;
}

/**
 * Whether this POST was answered before and the answer was lost (3.7.1.1). Without an ID two answers may be alike to
 * the byte, so what answers the awaited request is taken as its answer.
 */
export function isRetransmission(
	session: LiveSession,
	body: Uint8Array,
	input: Posted,
	sameConnection: boolean,
): boolean {
	if (sameConnection || !session.last || input.type === "empty") return false;
	if (!sameBytes(session.last.body, body)) return false;
	if (session.state.at !== "awaitingAnswer") return true;
	if (input.type !== "response" && input.type !== "fault") return true;
	if (input.id !== null && input.id !== "") return input.id !== session.state.id;
	return input.type === "response" && input.response.rpc !== session.state.request.rpc;
}

/** Runs what belongs to one key one after the other. */
export async function inTurn<T>(
	chains: Map<string, Promise<unknown>>,
	key: string,
	work: () => Promise<T>,
): Promise<T> {
	const before = chains.get(key);
	const turn = before === undefined ? work() : before.then(work);
	const settled = turn.catch(() => undefined);
	chains.set(key, settled);
	try {
		return await turn;
	} finally {
		if (chains.get(key) === settled) chains.delete(key);
	}
}

export function ownCredentials({ username, password }: KnownDevice): Credentials | null {
	return username !== null && password !== null ? { username, password } : null;
}

/** Runs one thing after the other in a session. */
export async function serialised<T>(session: LiveSession, work: () => Promise<T>): Promise<T> {
	const turn = session.waitingRequests++ === 0 ? work() : session.turn.then(work);
	session.turn = turn.catch(() => undefined);
	try {
		return await turn;
	} finally {
		session.waitingRequests--;
	}
}

/** A step of the session machine as it goes out. */
export function render(
	session: LiveSession,
	reply: SessionReply,
	envelope: Pick<Envelope, "id" | "namespace"> | null,
): HttpReply {
	const { namespace, declaration } = session;
	switch (reply.send) {
		case "response": {
			const useVersion = reply.response.rpc === "Inform" ? session.useVersion : undefined;
			const header = { id: envelope?.id ?? null, namespace, declaration, ...(useVersion && { useVersion }) };
			const body = encode(reply.response, header);
			return { status: 200, body, ...(reply.response.rpc === "Inform" && { cookie: session.cookie }) };
		}
		case "request":
			return { status: 200, body: encode(reply.request, { id: reply.id, namespace, declaration }) };
		case "fault":
			return fault(reply.faultCode, reply.reason, { id: envelope?.id ?? null, namespace, declaration });
		default:
			return { status: 204, body: "", close: reply.send === "nothing" };
	}
}
