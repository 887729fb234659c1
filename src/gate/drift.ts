/** How often a device was corrected back to what its profiles wish. */
export interface DriftFacts {
	/** Within the last day. */
	readonly corrections: number;
	readonly lastAt: Date | null;
	readonly now: Date;
}

/** Between two corrections of one device. */
export const DRIFT_PAUSE_MS = 600_000;
/** After so many within a day a device is corrected no more: who changes it back means it. */
export const MAX_CORRECTIONS = 3;

/** Whether a device that stands otherwise than wished is corrected now, later, or no more. */
export function driftVerdict({ corrections, lastAt, now }: DriftFacts): "correct" | "wait" | "stop" {
	if (corrections >= MAX_CORRECTIONS) return "stop";
	return lastAt !== null && now.getTime() - lastAt.getTime() < DRIFT_PAUSE_MS ? "wait" : "correct";
}
