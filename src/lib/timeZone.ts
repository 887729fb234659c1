/** A time zone as a POSIX TZ string, an IANA name or a plain offset: what a clock on a wall there shows. */

/** Milliseconds that a zone's clock is ahead of UTC at an instant, in milliseconds since the epoch. */
type Zone = (at: number) => number;

/** What is longer is no time zone. */
export const MAX_ZONE_LENGTH = 128;
const MAX_ZONES = 1_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** By its text; `null` where that can't be understood. */
const zones = new Map<string, Zone | null>();

/** Minutes that the zone's clock is ahead of UTC; `null` where the zone can't be understood. */
export function offsetMinutesAt(zone: string, at: Date): number | null {
	const known = zoneOf(zone);
	return known && known(at.getTime()) / MINUTE;
}

export function isTimeZone(zone: string): boolean {
	return zoneOf(zone) !== null;
}

const PLAIN = /^[+-]\d{2}:?\d{2}$/;

/** Whether it is an offset alone, which knows nothing of summer. */
export function isPlainOffset(zone: string): boolean {
	return PLAIN.test(zone) && isTimeZone(zone);
}

function zoneOf(zone: string): Zone | null {
	if (zone.length > MAX_ZONE_LENGTH) return null;
	const known = zones.get(zone);
	if (known !== undefined) return known;
	if (zones.size >= MAX_ZONES) zones.clear();
	// TR-181's own example has a space in it: `EST+5 EDT,M4.1.0/2,M10.5.0/2`. Of a name, POSIX has a colon before it.
	const text = zone.replace(/\s+/g, "").replace(/^:/, "");
	const found = plainZone(text) ?? posixZone(text) ?? namedZone(text);
	zones.set(zone, found);
	return found;
}

function plainZone(text: string): Zone | null {
	const offset = PLAIN.test(text) ? spanOf(text.replace(/^(...):?/, "$1:"), 24) : null;
	return offset === null ? null : () => offset;
}

/** By Intl's own list of names. */
function namedZone(timeZone: string): Zone | null {
	// Offsets in forms of Intl's own are no names.
	if (!/^[A-Za-z]/.test(timeZone)) return null;
	let format: Intl.DateTimeFormat;
	try {
		format = new Intl.DateTimeFormat("en-US", {
			...{ timeZone, year: "numeric", month: "numeric", day: "numeric" },
			...{ hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" },
		});
	} catch {
		return null;
	}
	return (at) => {
		const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
		const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
		const day = Date.UTC(part("year"), part("month") - 1, part("day"));
		const shown = day + part("hour") * HOUR + part("minute") * MINUTE + part("second") * SECOND;
		return shown - Math.floor(at / SECOND) * SECOND;
	};
}

const NAME = "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)";
const SPAN = String.raw`[+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?`;
const DATE = String.raw`J\d{1,3}|\d{1,3}|M\d{1,2}\.\d\.\d`;
const RULE = `,(${DATE})(?:/(${SPAN}))?`;
const POSIX = new RegExp(`^${NAME}(${SPAN})(?:(${NAME})(${SPAN})?(?:${RULE}${RULE})?)?$`);
/** Where summer time is named and nothing says when it is: as in the USA since 2007 (glibc, tzset). */
const USUAL = [
	["M3.2.0", "2"],
	["M11.1.0", "2"],
] as const;

/** IEEE 1003.1, 8.3: `std offset [dst [offset] [,start[/time],end[/time]]]`, offsets west of UTC. */
function posixZone(text: string): Zone | null {
	const match = POSIX.exec(text);
	if (!match) return null;
	const [, west, summerName, summerWest, startDate, startTime, endDate, endTime] = match;
	const westSpan = spanOf(west as string, 24);
	if (westSpan === null) return null;
	const standard = 0 - westSpan;
	if (summerName === undefined) return () => standard;
	const summerSpan = summerWest === undefined ? westSpan - HOUR : spanOf(summerWest, 24);
	const start = startDate === undefined ? ruleOf(...USUAL[0]) : ruleOf(startDate, startTime);
	const end = endDate === undefined ? ruleOf(...USUAL[1]) : ruleOf(endDate, endTime);
	if (summerSpan === null || !start || !end) return null;
	const summer = 0 - summerSpan;
	return (at) => {
		const year = new Date(at).getUTCFullYear();
		// In the south a summer ends in the year after.
		const isSummer = [year - 1, year, year + 1].some((one) => {
			const from = start(one) - standard;
			const until = end(one) - summer;
			return from <= at && at < (until >= from ? until : end(one + 1) - summer);
		});
		return isSummer ? summer : standard;
	};
}

/** Of a year the moment by the clock that was in use until then, as if that were UTC. */
type Rule = (year: number) => number;

function ruleOf(date: string, time = "2"): Rule | null {
	// A week either way (RFC 8536, 3.3.1).
	const span = spanOf(time, 167);
	const day = dayOf(date);
	return span === null || !day ? null : (year) => day(year) + span;
}

/** The midnight that a date means in a year. */
function dayOf(date: string): Rule | null {
	if (date.startsWith("M")) {
		const [month = 0, week = 0, weekday = 0] = date.slice(1).split(".").map(Number);
		if (month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6) return null;
		return (year) => {
			const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
			const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
			let day = 1 + ((weekday - first + 7) % 7) + (week - 1) * 7;
			// The fifth is the last one.
			if (day > days) day -= 7;
			return Date.UTC(year, month - 1, day);
		};
	}
	const number = Number(date.replace("J", ""));
	if (number > 365) return null;
	if (!date.startsWith("J")) return (year) => Date.UTC(year, 0, 1) + number * DAY;
	// Of a year without its 29 February: 2001 was one.
	const counted = new Date(Date.UTC(2001, 0, number));
	return number < 1 ? null : (year) => Date.UTC(year, counted.getUTCMonth(), counted.getUTCDate());
}

/** `[+-]h[:mm[:ss]]` in milliseconds. */
function spanOf(text: string, maxHours: number): number | null {
	const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, "").split(":").map(Number);
	if (hours > maxHours || minutes > 59 || seconds > 59) return null;
	const span = hours * HOUR + minutes * MINUTE + seconds * SECOND;
	return text.startsWith("-") ? 0 - span : span;
}
