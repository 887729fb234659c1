import { isTimeZone, offsetMinutesAt } from "../lib/timeZone.ts";
import { type MaintenanceWindow, WEEKDAYS } from "../shared/rollouts.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** What a clock on the wall shows at an instant, as if that were UTC; both in milliseconds since the epoch. */
type Wall = (at: number) => number;

/** What stands on a device whose time zone nobody has set: no more than UTC, which counts where nothing else is known. */
const UNSET = /^(?:(?:UTC|GMT)[+-]?0{1,2}(?::00)?|[+-]00:00)$/i;

/**
 * Whether the window is open by the clock on the wall. `own`: what is known of the device's time zone, in the order in
 * which it counts; what can't be understood doesn't, nor what a device has from its factory.
 */
export function isOpen(window: MaintenanceWindow, own: readonly (string | null)[], now: Date): boolean {
	const zone = [...own, window.timeZone ?? null].find(isTold) ?? "UTC";
	const wall: Wall = (at) => at + (offsetMinutesAt(zone, new Date(at)) ?? 0) * MINUTE_MS;
	return isWithin(window, wall(now.getTime())) || isMadeUpFor(window, wall, now.getTime());
}

function isTold(zone: string | null): zone is string {
	return zone !== null && !UNSET.test(zone.trim()) && isTimeZone(zone);
}

function isWithin(window: MaintenanceWindow, shown: number): boolean {
	const time = new Date(shown).toISOString().slice(11, 16);
	if (window.from < window.to) return begins(window, shown) && window.from <= time && time < window.to;
	// Over midnight: the later part belongs to the day before.
	return (begins(window, shown) && time >= window.from) || (begins(window, shown - DAY_MS) && time < window.to);
}

function begins({ days }: MaintenanceWindow, shown: number): boolean {
	const day = WEEKDAYS[(new Date(shown).getUTCDay() + 6) % 7] as (typeof WEEKDAYS)[number];
	return !days || days.includes(day);
}

/**
 * A clock that was put forward over the whole window, from its first minute to its last: that day it is open right after,
 * for as long as it would have been.
 */
function isMadeUpFor(window: MaintenanceWindow, wall: Wall, now: number): boolean {
	const from = millisecondsOf(window.from);
	const length = (millisecondsOf(window.to) - from + DAY_MS) % DAY_MS;
	let before = now - length;
	let after = now;
	const ahead = wall(now) - now;
	if (ahead - (wall(before) - before) < length) return false;
	while (after - before > 1) {
		const middle = Math.floor((before + after) / 2);
		if (wall(middle) - middle === ahead) after = middle;
		else before = middle;
	}
	const midnight = Math.floor(wall(before) / DAY_MS) * DAY_MS;
	return [midnight + from, midnight + DAY_MS + from].some(
		(begun) => begun > wall(before) && begun + length <= wall(after) && begins(window, begun),
	);
}

function millisecondsOf(time: string): number {
	const [hours = 0, minutes = 0] = time.split(":").map(Number);
	return (hours * 60 + minutes) * MINUTE_MS;
}
