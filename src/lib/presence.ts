/** A device counts as live now for so long after a session of it began, beside those whose session is open. */
export const REACHABLE_MS = 30_000;
