/** What all CPEs of a lab share. */
import type { Cpe } from "./cpe.ts";
import type { LabEvent } from "./events.ts";

export interface LabContext {
	readonly acsUrl: string;
	readonly now: () => Date;
	readonly random: () => number;
	/** Shrinks a model's own delays. */
	readonly timeScale: number;
	/** Shrinks the waits between tries of a session (3.2.1.1). */
	readonly retryScale: number;
	/** How long a CPE waits for an answer of the ACS, and for a file. */
	readonly timeoutMs: number;
	/** A certificate authority that the CPEs trust, in PEM. */
	readonly ca: string | undefined;
	readonly connectionRequestUrl: (cpe: Cpe) => string;
	readonly emit: (event: LabEvent) => void;
}
