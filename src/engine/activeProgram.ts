import type { AcsRequest } from "../cwmp/messages.ts";
import type { Clock, Random } from "../lib/edges.ts";
import type { Vault } from "../lib/vault.ts";
import type { OperationEnd } from "../proof/check.ts";
import type { Database, TenantId } from "../store/db.ts";
import type { SessionEffect } from "../store/effects.ts";
import type { QueuedOperation } from "../store/queue.ts";
import type { Refusal } from "./admits.ts";
import type { FieldOutcomes } from "./fieldOutcomes.ts";
import type { LiveSession } from "./liveSession.ts";
import type { Observer } from "./observations.ts";
import type { Step, StepResult } from "./operations/program.ts";

/** An operation, or the engine's own first contact, as it runs: across sessions where it has to. */
export interface ActiveProgram {
	readonly tenant: TenantId;
	readonly deviceId: string;
	readonly operation: QueuedOperation | null;
	readonly program: Generator<Step, unknown, StepResult>;
	/** Asked for, and not sent: what the next session begins with. */
	pending: AcsRequest | null;
	pendingEffect: boolean;
	phase: unknown;
	started: boolean;
	/** Kept for proof runs: their evidence. */
	readonly messages: OperationMessage[];
	session: string | null;
	/** The session in which it changed the device: after that nothing more is sent there. */
	effectIn: string | null;
	away: { readonly deadlineAt: number; pollAt: number | null } | null;
	finish(outcome: unknown, session: LiveSession | null): Promise<void>;
}

/** How an operation ended, with what was exchanged over it where it was a proof run's. */
export interface FinishedOperation extends OperationEnd {
	readonly messages: readonly OperationMessage[];
}

export interface OperationMessage {
	readonly at: number;
	readonly direction: "fromDevice" | "toDevice";
	readonly name: string;
	readonly sessionId: string;
	readonly body: Uint8Array;
}

export interface WorkDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly vault: Vault;
	readonly commit: (effect: SessionEffect) => Promise<unknown>;
	readonly observer: Observer;
	readonly filesUrl: () => string;
	readonly uploadsUrl: () => string;
	/**
	 * Asks the gate with the facts of this moment; the reason where it says no. No operation: first contact. One that is
	 * under way has come in time.
	 */
	readonly admits: (
		session: LiveSession,
		operation: QueuedOperation | null,
		isUnderWay?: boolean,
	) => Promise<Refusal | null>;
	/** A queued operation is about to begin: what it is begun on, and what it counts for. */
	readonly begin: FieldOutcomes["begin"];
	/** What its end says of its row's cells; `sent`: something that changes the device went out. */
	readonly outcomesOf: FieldOutcomes["outcomesOf"];
	/** An operation has come to its end, durably. */
	readonly onFinished: (operation: QueuedOperation, end: FinishedOperation) => void;
	readonly wake: (tenant: TenantId, deviceId: string) => void;
	/** Something else wants this device's session to go on: waits for it, or says no. */
	readonly hold: (session: LiveSession) => Promise<boolean>;
	/** Whether this device is the one of its version to be walked whole, now; adds the operation. */
	readonly sample: (session: LiveSession) => Promise<boolean>;
}
