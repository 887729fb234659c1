import type { AcsRequest, AcsRpcName, CwmpFault, InformEvent, ParameterValue } from "../../cwmp/messages.ts";
import type { Answer, ResponseFor } from "../../cwmp/session.ts";

/**
 * An operation as a program of steps. Pure: it asks for RPCs by yielding them and is handed the answers, in this session
 * or, where a session was lost or had to end, in a later one.
 */
export type Program = Generator<Step, Outcome, StepResult>;

export type Step =
	/** `effect`: it changes the device, so that it is durable that it was sent before it is sent. */
	| { readonly do: "send"; readonly request: AcsRequest; readonly effect: boolean }
	/**
	 * Ends the session (contract, section 3, *After*) and waits for a later one. `phase` is durable: after a crash the
	 * program is begun again with it. `unknown`: sent, and no answer came.
	 */
	| {
			readonly do: "leave";
			readonly phase: unknown;
			readonly waitSeconds: number;
			readonly unknown: boolean;
			/** When to wake the device if it has not come by itself; it may have nothing to say. */
			readonly pollSeconds: number | null;
	  }
	/** Keeps a phase without leaving the session. */
	| { readonly do: "keep"; readonly phase: unknown };

export type StepResult =
	| Answer
	| { readonly kind: "session"; readonly session: SessionSeen }
	| { readonly kind: "deadline" }
	| { readonly kind: "kept" };

/** What a later session's Inform showed. */
export interface SessionSeen {
	readonly startedAt: Date;
	/** The device's own clock then, as its Inform says it. */
	readonly currentTime: string;
	readonly events: readonly InformEvent[];
	readonly parameters: readonly ParameterValue[];
	/** TransferCompletes that came in this session before the ACS's turn. */
	readonly transfers: readonly TransferSeen[];
}

export interface TransferSeen {
	readonly commandKey: string;
	readonly faultCode: number;
	readonly faultMessage: string;
	readonly startTime: string;
	readonly completeTime: string;
}

export type Outcome =
	| {
			readonly status: "succeeded";
			readonly result: Readonly<Record<string, unknown>>;
			/** What was acknowledged, and is seen to have another value all the same. */
			readonly differing?: readonly string[];
	  }
	| {
			readonly status: "failed";
			readonly reason: string;
			readonly fault?: CwmpFault;
			readonly result?: Readonly<Record<string, unknown>>;
	  }
	| { readonly status: "unknown"; readonly reason: string; readonly result?: Readonly<Record<string, unknown>> };

/** What a program may know when it begins. */
export interface ProgramContext {
	/** At most 32 ASCII letters and digits (contract, section 3). */
	readonly commandKey: string;
	readonly parameterKey: string;
	/** Resolved roots, the likelier first; never empty. */
	readonly roots: readonly string[];
	readonly hints: ModelHints;
	/** Overrides the kind's own waiting time. */
	readonly waitSeconds: number | null;
	readonly now: () => Date;
	/** What the device reported after this operation was sent and before a crash lost it: it is not reported twice. */
	readonly missed: { readonly boots: readonly MissedBoot[]; readonly transfers: readonly TransferSeen[] };
}

export interface MissedBoot {
	readonly startedAt: Date;
	readonly events: readonly InformEvent[];
}

/** What was learnt of a model in earlier sessions; programs write what they learn. */
export interface ModelHints {
	/** The most names that went well in one GetParameterValues. */
	batch: number;
	readonly poison: Set<string>;
	readonly unanswered: Set<AcsRpcName>;
}

const FIRST_BATCH = 64;
export const LARGEST_BATCH = 256;

export function newHints(): ModelHints {
	return { batch: FIRST_BATCH, poison: new Set(), unanswered: new Set() };
}

export type Reply<N extends AcsRpcName> =
	| { readonly kind: "response"; readonly body: ResponseFor<N>["body"] }
	| { readonly kind: "fault"; readonly fault: CwmpFault }
	| { readonly kind: "none" }
	/** Only after `leave`; here as none of a send. */
	| { readonly kind: "deadline" };

/** Sends one RPC and hands back its answer, typed by it. */
export function* call<N extends AcsRpcName>(
	request: Extract<AcsRequest, { rpc: N }>,
	effect = false,
): Generator<Step, Reply<N>, StepResult> {
	const answer = yield { do: "send", request, effect };
	if (answer.kind === "response") return { kind: "response", body: answer.response.body as ResponseFor<N>["body"] };
	if (answer.kind === "fault") return answer;
	return answer.kind === "deadline" ? answer : { kind: "none" };
}

/** Ends this session and waits for the next one, or for the deadline. */
export function* nextSession(
	phase: unknown,
	waitSeconds: number,
	unknown = false,
	pollSeconds: number | null = null,
): Generator<Step, SessionSeen | null, StepResult> {
	const result = yield { do: "leave", phase, waitSeconds, unknown, pollSeconds };
	return result.kind === "session" ? result.session : null;
}

export function failed(fault: CwmpFault): Outcome {
	return { status: "failed", fault, reason: `the device answered fault ${fault.code}: ${fault.message}` };
}

export function unanswered(what: string): Outcome {
	return { status: "unknown", reason: `${what} was sent, and no answer came` };
}
