import type { AcsRequest, AcsResponse, AcsRpcName, CpeRequest, CpeResponse, CwmpFault } from "./messages.ts";

/**
 * One CWMP session as the ACS sees it (TR-069 Amendment 6, 3.7). Pure: no sockets, no clock, no database.
 * A transcript replayed through `step` gives the same replies.
 */
export type SessionState =
	| { readonly at: "awaitingInform" }
	/** The CPE may send requests of its own; an empty POST gives the turn away (3.7.1.4). */
	| { readonly at: "cpeTurn" }
	/** The ACS has the turn: what it sends next is being decided. */
	| { readonly at: "acsTurn" }
	| {
			readonly at: "awaitingAnswer";
			readonly request: AcsRequest;
			readonly id: string;
			/** What came for an answer was answered with a fault: one of the CPE's may be about that. */
			readonly refused?: true;
	  }
	| { readonly at: "ended"; readonly why: EndReason };

export type EndReason = "done" | "superseded" | "idle" | "tooLong" | "refused" | "shutdown" | "cut";

export type SessionInput =
	| { readonly type: "inform" }
	| { readonly type: "cpeRequest"; readonly request: CpeRequest }
	| { readonly type: "empty"; readonly sameConnection: boolean }
	| { readonly type: "response"; readonly response: CpeResponse; readonly id: string | null }
	| { readonly type: "fault"; readonly fault: CwmpFault; readonly id: string | null }
	/** A message that could not be understood: what to answer, by A.5.1. */
	| { readonly type: "unintelligible"; readonly faultCode: number; readonly reason: string }
	/** The engine's decision in the ACS's turn: a request, or nothing more. */
	| { readonly type: "work"; readonly request: AcsRequest; readonly id: string }
	| { readonly type: "noWork" }
	| { readonly type: "end"; readonly why: EndReason };

/** What became of the request that was awaiting its answer. */
export type Answer =
	| { readonly kind: "response"; readonly response: CpeResponse }
	| { readonly kind: "fault"; readonly fault: CwmpFault }
	/** The session went on, or ended, without an answer: whether the device acted is not known. */
	| { readonly kind: "none" };

/** The response that answers one of the ACS's RPCs. */
export type ResponseFor<N extends AcsRpcName> = Extract<CpeResponse, { rpc: N }>;

export type SessionReply =
	| { readonly send: "response"; readonly response: AcsResponse }
	| { readonly send: "fault"; readonly faultCode: number; readonly reason: string }
	| { readonly send: "request"; readonly request: AcsRequest; readonly id: string }
	/** The turn is the ACS's: hand the answer on and feed `work` or `noWork`. */
	| { readonly send: "decide"; readonly answer: Answer | null }
	/** 204: the clean end (3.7.2.4). */
	| { readonly send: "end" }
	| { readonly send: "nothing"; readonly answer: Answer | null };

/** The methods this ACS serves to a CPE: what GetRPCMethods answers (A.3.1.1, quirk 12). */
const SERVED_METHODS = [
	"Inform",
	"GetRPCMethods",
	"TransferComplete",
	"AutonomousTransferComplete",
	"RequestDownload",
	"DUStateChangeComplete",
	"AutonomousDUStateChangeComplete",
] as const;

const INFORM_RESPONSE: AcsResponse = { kind: "response", rpc: "Inform", body: { maxEnvelopes: 1 } };

export const awaitingInform: SessionState = { at: "awaitingInform" };

export function step(state: SessionState, input: SessionInput): readonly [SessionState, SessionReply] {
	switch (input.type) {
		case "inform":
			return state.at === "awaitingInform"
				? [{ at: "cpeTurn" }, { send: "response", response: INFORM_RESPONSE }]
				: outOfOrder(state, "a new Inform opens a new session");
		case "end":
			return [
				{ at: "ended", why: input.why },
				{ send: "nothing", answer: state.at === "awaitingAnswer" ? { kind: "none" } : null },
			];
		case "unintelligible":
			return [refused(state), { send: "fault", faultCode: input.faultCode, reason: input.reason }];
		case "cpeRequest":
			return state.at === "cpeTurn" || state.at === "awaitingAnswer"
				? [state, answerCpe(input.request)]
				: outOfOrder(state, "a request before the Inform or after the end");
		case "empty":
			return empty(state, input.sameConnection);
		case "response":
		case "fault":
			return answered(state, input);
		case "work":
			return state.at === "acsTurn"
				? [
						{ at: "awaitingAnswer", request: input.request, id: input.id },
						{ send: "request", request: input.request, id: input.id },
					]
				: outOfOrder(state, "work outside the ACS's turn");
		case "noWork":
			return state.at === "acsTurn"
				? [{ at: "ended", why: "done" }, { send: "end" }]
				: outOfOrder(state, "work outside the ACS's turn");
	}
}

function empty(state: SessionState, sameConnection: boolean): readonly [SessionState, SessionReply] {
	if (state.at === "cpeTurn") return [{ at: "acsTurn" }, { send: "decide", answer: null }];
	if (state.at === "awaitingAnswer") {
		// On a new connection it is the retransmission of the POST that our request answered (3.7.1.1);
		// on the same one the CPE passes over a request that it does not know (quirk 112).
		return sameConnection
			? [{ at: "acsTurn" }, { send: "decide", answer: { kind: "none" } }]
			: [state, { send: "request", request: state.request, id: state.id }];
	}
	// After the 204 some CPEs send one more empty POST (quirk 6); before any Inform there is nothing to end.
	return [state, { send: "end" }];
}

function answered(
	state: SessionState,
	input: Extract<SessionInput, { type: "response" | "fault" }>,
): readonly [SessionState, SessionReply] {
	if (state.at !== "awaitingAnswer") return outOfOrder(state, "an answer to nothing that was asked");
	if (input.type === "fault") {
		// Some answer a fault as if it were a method that they do not know: that says nothing of what was asked.
		const answer: Answer = state.refused ? { kind: "none" } : { kind: "fault", fault: input.fault };
		return [{ at: "acsTurn" }, { send: "decide", answer }];
	}
	if (input.response.rpc !== state.request.rpc) {
		return outOfOrder(refused(state), `a ${input.response.rpc} response, a ${state.request.rpc} response was awaited`);
	}
	return [{ at: "acsTurn" }, { send: "decide", answer: { kind: "response", response: input.response } }];
}

function refused(state: SessionState): SessionState {
	return state.at === "awaitingAnswer" ? { ...state, refused: true } : state;
}

/** A.5.1: 8003 to what the CPE may not send now; the session's state stays. */
function outOfOrder(state: SessionState, reason: string): readonly [SessionState, SessionReply] {
	return [state, { send: "fault", faultCode: 8003, reason }];
}

function answerCpe(request: CpeRequest): SessionReply {
	if (request.rpc === "GetRPCMethods") {
		return {
			send: "response",
			response: { kind: "response", rpc: "GetRPCMethods", body: { methods: SERVED_METHODS } },
		};
	}
	// Kicked is deprecated and asks for a page to send the subscriber to: this ACS has none (A.4.1.1).
	if (request.rpc === "Kicked" || request.rpc === "Inform") {
		return { send: "fault", faultCode: 8000, reason: `${request.rpc} is not supported` };
	}
	return { send: "response", response: { kind: "response", rpc: request.rpc, body: {} } };
}
