/** What a lab tells of its CPEs, and what a session's record holds. */
import type { InformEvent, Message } from "../src/cwmp/messages.ts";
import type { Cpe } from "./cpe.ts";

/** `dark`: it took power and never spoke again. */
export type CpeState = "off" | "booting" | "idle" | "inSession" | "dark";

export interface Exchanged {
	readonly by: "cpe" | "acs";
	/** `null` for an empty POST, or an empty answer. */
	readonly message: Message | null;
	readonly text: string;
	/** Of an answer of the ACS. */
	readonly status: number | null;
}

export interface SessionRecord {
	readonly serialNumber: string;
	readonly events: readonly InformEvent[];
	readonly startedAt: Date;
	readonly endedAt: Date;
	/** `null`: the ACS ended it, as it should be. */
	readonly error: string | null;
	/** From a 503 with Retry-After. */
	readonly retryAfterSeconds: number | null;
	readonly messages: readonly Exchanged[];
}

export type CpeEvent =
	| { readonly type: "state"; readonly state: CpeState }
	| { readonly type: "session"; readonly record: SessionRecord }
	| { readonly type: "fetched"; readonly url: string; readonly status: number; readonly sizeBytes: number }
	| { readonly type: "connectionRequest"; readonly accepted: boolean };

export type LabEvent = CpeEvent & { readonly cpe: Cpe };
export type Listener = (event: LabEvent) => void;
