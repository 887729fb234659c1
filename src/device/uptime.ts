/** What two readings of a device's UpTime say of the time between them: it need not count seconds, nor without a jump. */

/** Some count hundredths of a second, as SNMP does, or milliseconds. */
const UNITS_A_SECOND = [1, 100, 1_000] as const;
/** Between a reading and the moment that it is taken to be of. */
const SLACK_SECONDS = 10;
const SLACK_SHARE = 0.1;

/**
 * It fell, to what a restart since the earlier reading would have left of it: one that fell to more was corrected, or
 * began again at the end of its 32 bits.
 */
export function fellByRestart(before: number | null, after: number | null, elapsedSeconds: number): boolean {
	return before !== null && after !== null && after < before && after <= elapsedSeconds + SLACK_SECONDS;
}

/** It grew by no more than the time that went by, in some unit: one that grew by more has jumped, and tells nothing. */
export function wentOn(before: number, after: number, elapsedSeconds: number): boolean {
	const growth = after - before;
	const slack = Math.max(SLACK_SECONDS, elapsedSeconds * SLACK_SHARE);
	if (growth < 0) return false;
	return UNITS_A_SECOND.some(
		(unit) => growth <= (elapsedSeconds + slack) * unit && (unit === 1 || growth >= (elapsedSeconds - slack) * unit),
	);
}

/** It went on, and is longer than the time since a restart would have been: there was none. */
export function ranOn(before: number | null, after: number | null, elapsedSeconds: number): boolean {
	if (before === null || after === null || after <= elapsedSeconds + SLACK_SECONDS) return false;
	return wentOn(before, after, elapsedSeconds);
}
