import type { Random } from "../lib/edges.ts";

const FIRST_MS = 5_000;
const LONGEST_MS = 3_600_000;
/** A delivery is tried for so long, then it is dead. */
export const TRIED_MS = 24 * 3_600_000;
/** Each pause is up to this part shorter or longer, so that what failed together doesn't come again together. */
const JITTER = 0.2;

/**
 * When an attempt is followed by another: after 5 s, 10 s, 20 s, … up to an hour, for a day; the last one is made as the
 * day ends. `null`: none follows.
 */
export function nextAttempt(failed: number, queuedAt: Date, now: Date, random: Random): Date | null {
	const end = queuedAt.getTime() + TRIED_MS;
	if (now.getTime() >= end) return null;
	const pause = Math.min(FIRST_MS * 2 ** (failed - 1), LONGEST_MS);
	const [high = 0, low = 0] = random.bytes(2);
	const jittered = pause * (1 - JITTER + 2 * JITTER * ((high * 256 + low) / 65_535));
	return new Date(Math.min(now.getTime() + Math.round(jittered), end));
}
