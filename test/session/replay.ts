import { decode, encode } from "../../src/cwmp/codec.ts";
import type { AcsRequest, CpeRequest, CpeResponse, Envelope } from "../../src/cwmp/messages.ts";
import {
	awaitingInform,
	type SessionInput,
	type SessionReply,
	type SessionState,
	step,
} from "../../src/cwmp/session.ts";

/** What a CPE posted, and the body that it was answered; `""` for nothing. */
export type Exchange = readonly [fromDevice: string, toDevice: string];

/** Feeds the pure machine what the CPE sent; what the engine decided then is read off the recorded answers. */
export function replay(recorded: readonly Exchange[]): string[] {
	let state: SessionState = awaitingInform;
	return recorded.map(([fromDevice, toDevice]) => {
		const posted = fromDevice === "" ? null : decode(Buffer.from(fromDevice));
		const answered = toDevice === "" ? null : envelopeOf(toDevice);
		let [after, reply] = step(state, inputOf(posted));
		if (reply.send === "decide") [after, reply] = step(after, decided(answered));
		state = after;
		return render(reply, posted?.ok ? posted.envelope : null, answered);
	});
}

function envelopeOf(body: string): Envelope {
	const decoded = decode(Buffer.from(body));
	if (!decoded.ok) throw new Error(decoded.reason);
	return decoded.envelope;
}

function inputOf(posted: ReturnType<typeof decode> | null): SessionInput {
	if (posted === null) return { type: "empty", sameConnection: true };
	if (!posted.ok) return { type: "unintelligible", faultCode: posted.faultCode, reason: posted.reason };
	const { message, id } = posted.envelope;
	if (message.kind === "fault") return { type: "fault", fault: message.fault, id };
	if (message.kind === "response") return { type: "response", response: message as CpeResponse, id };
	return message.rpc === "Inform" ? { type: "inform" } : { type: "cpeRequest", request: message as CpeRequest };
}

function decided(answered: Envelope | null): SessionInput {
	if (answered === null) return { type: "noWork" };
	return { type: "work", request: answered.message as AcsRequest, id: answered.id ?? "" };
}

function render(reply: SessionReply, posted: Envelope | null, answered: Envelope | null): string {
	const namespace = answered?.namespace ?? posted?.namespace ?? "";
	if (reply.send === "request") return encode(reply.request, { id: reply.id, namespace });
	if (reply.send === "response") {
		const useVersion = answered?.useVersion;
		return encode(reply.response, { id: posted?.id ?? null, namespace, ...(useVersion && { useVersion }) });
	}
	return reply.send === "end" ? "" : JSON.stringify(reply);
}
