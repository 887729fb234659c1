import type { RunEvidence } from "../shared/proof.ts";

/** So many devices speak for their model: those that were looked at last. */
const SPEAKING = 2;

interface Told {
	readonly summary: Pick<RunEvidence, "deviceId" | "finishedAt">;
}

/**
 * Of runs that tell something, oldest first, those that stand: the newest of each of the last devices. A device is shown
 * to be otherwise by itself alone, so that no run of another one wipes what it showed; once two others were looked at
 * since, it does not speak for its model any more, nor where its run is too old beside a younger one.
 */
export function standingOf<Run extends Told>(told: readonly Run[], notBefore: string): Run[] {
	const newest = [...new Map(told.map((run) => [run.summary.deviceId, run])).values()];
	const speaking = told.filter((run) => newest.includes(run)).slice(-SPEAKING);
	const young = speaking.filter(({ summary }) => summary.finishedAt >= notBefore);
	return young.length > 0 ? young : speaking;
}
