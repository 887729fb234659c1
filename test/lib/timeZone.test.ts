/** What clocks show where a device says that it is: TZ strings, names and offsets. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPlainOffset, isTimeZone, offsetMinutesAt } from "../../src/lib/timeZone.ts";

const VIENNA = "CET-1CEST,M3.5.0,M10.5.0/3";
const NEW_YORK = "EST5EDT,M3.2.0,M11.1.0";
const SYDNEY = "AEST-10AEDT,M10.1.0,M4.1.0/3";

describe("the offset around each change of 2026, a second before it and at it", () => {
	test.each<[string, string, string, number, number]>([
		["Vienna", VIENNA, "2026-03-29T01:00:00Z", 60, 120],
		["Vienna", VIENNA, "2026-10-25T01:00:00Z", 120, 60],
		["New York", NEW_YORK, "2026-03-08T07:00:00Z", -300, -240],
		["New York", NEW_YORK, "2026-11-01T06:00:00Z", -240, -300],
		["a summer without rules", "EST5EDT", "2026-03-08T07:00:00Z", -300, -240],
		["a summer without rules", "EST5EDT", "2026-11-01T06:00:00Z", -240, -300],
		["with an offset of its own", "EST5EDT4:30", "2026-03-08T07:00:00Z", -300, -270],
		["TR-181's example", "EST+5 EDT,M4.1.0/2,M10.5.0/2", "2026-04-05T07:00:00Z", -300, -240],
		["TR-181's example", "EST+5 EDT,M4.1.0/2,M10.5.0/2", "2026-10-25T06:00:00Z", -240, -300],
		["Sydney", SYDNEY, "2026-04-04T16:00:00Z", 660, 600],
		["Sydney", SYDNEY, "2026-10-03T16:00:00Z", 600, 660],
		["half an hour", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00:00Z", 660, 630],
		["half an hour", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-03T15:30:00Z", 630, 660],
		["the evening before", "<-03>3<-02>,M3.5.0/-1,M10.5.0/0", "2026-03-29T02:00:00Z", -180, -120],
		["the evening before", "<-03>3<-02>,M3.5.0/-1,M10.5.0/0", "2026-10-25T02:00:00Z", -120, -180],
		["days later", "<-02>2<-01>,M3.4.4/50,M10.4.4/50", "2026-03-28T04:00:00Z", -120, -60],
		["days later", "<-02>2<-01>,M3.4.4/50,M10.4.4/50", "2026-10-24T03:00:00Z", -60, -120],
		["a winter that is the exception", "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z", 0, 60],
		["a winter that is the exception", "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00Z", 60, 0],
		["by the day of the year", "AAA0BBB,J60/0,J305/0", "2026-03-01T00:00:00Z", 0, 60],
		["which 29 February is none of", "AAA0BBB,J60/0,J305/0", "2028-03-01T00:00:00Z", 0, 60],
		["by the day of the year, from 0", "AAA0BBB,59/0,304/0", "2026-03-01T00:00:00Z", 0, 60],
		["where 29 February is one", "AAA0BBB,59/0,304/0", "2028-02-29T00:00:00Z", 0, 60],
		["to the second", "AAA-1BBB,M3.5.0/1:59:30,M10.5.0/3", "2026-03-29T00:59:30Z", 60, 120],
	])("%s: %s at %s", (_where, zone, change, before, after) => {
		const at = Date.parse(change);
		const found = [at - 60_000, at - 1, at, at + 60_000].map((time) => offsetMinutesAt(zone, new Date(time)));
		expect(found).toEqual([before, before, after, after]);
	});
});

test.each<[string, string, number | null]>([
	["UTC", "2026-07-01T00:00:00Z", 0],
	["UTC0", "2026-07-01T00:00:00Z", 0],
	["GMT0", "2026-07-01T00:00:00Z", 0],
	["<+03>-3", "2026-07-01T00:00:00Z", 180],
	["IST-5:30", "2026-07-01T00:00:00Z", 330],
	["<+0545>-5:45", "2026-07-01T00:00:00Z", 345],
	["AAA-0:00:30", "2026-07-01T00:00:00Z", 0.5],
	// Summer all year: it ends when the next one begins.
	["EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -240],
	["EST5EDT,0/0,J365/25", "2026-12-31T23:59:59Z", -240],
	["Europe/Vienna", "2026-07-01T00:00:00Z", 120],
	["europe/vienna", "2026-01-01T00:00:00Z", 60],
	[":Europe/Vienna", "2026-01-01T00:00:00Z", 60],
	["CET", "2026-07-01T00:00:00Z", 120],
	["Asia/Kathmandu", "2026-07-01T00:00:00Z", 345],
	["America/New_York", "2026-03-08T06:59:59.999Z", -300],
	["America/New_York", "2026-03-08T07:00:00Z", -240],
	["+01:00", "2026-07-01T00:00:00Z", 60],
	["-03:30", "2026-07-01T00:00:00Z", -210],
	["+0530", "2026-07-01T00:00:00Z", 330],
])("%s is understood: at %s", (zone, at, minutes) => {
	expect(offsetMinutesAt(zone, new Date(at))).toBe(minutes);
	expect(isTimeZone(zone)).toBe(true);
});

test.each([
	...["", " ", "0", "1", "Mars/Olympus", "(GMT+01:00) Amsterdam, Berlin, Vienna", "Central European Time"],
	...[
		"CET-25",
		"CET-1:60",
		"CE-1",
		"CET-1CEST,",
		"CET-1CEST,M3.5.0",
		"CET-1CEST,M3.5.0,M10.5.0/3,",
		"CET-1CEST,M3.5.0,",
	],
	...["CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0"],
	...["CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,J366,J300", "CET-1CEST,366,300", "CET-1CEST25"],
	...["CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0/2:60,M10.5.0", "CET-1CEST,M3.5,M10.5.0", "<+03-3", "<>-3"],
	...["+25:00", "+01:60", "+1", "01:00", "+01:00:00", `A${"a".repeat(200)}0`, "\u0000", "CET-1\u00a0CEST,M3"],
])("%j is no time zone", (zone) => {
	expect(offsetMinutesAt(zone, new Date("2026-07-01T00:00:00Z"))).toBe(null);
	expect(isTimeZone(zone)).toBe(false);
});

test.each([
	["Europe/Vienna", VIENNA],
	["America/New_York", NEW_YORK],
	["Australia/Sydney", SYDNEY],
	["Europe/Dublin", "IST-1GMT0,M10.5.0,M3.5.0/1"],
	["America/Santiago", "<-04>4<-03>,M9.1.6/24,M4.1.6/24"],
	["Asia/Kolkata", "IST-5:30"],
])("%s and %s show the same time, whenever", (name, posix) => {
	// Rules as they have been for some years, and as ICU goes on with them.
	const at = fc.date({
		min: new Date("2024-01-01T00:00:00Z"),
		max: new Date("2036-01-01T00:00:00Z"),
		noInvalidDate: true,
	});
	fc.assert(
		fc.property(at, (now) => {
			expect(offsetMinutesAt(posix, now)).toBe(offsetMinutesAt(name, now));
		}),
		{ numRuns: 300 },
	);
});

test("whatever a device says, it is an offset of hours, or none", () => {
	const piece = fc.constantFrom(
		"CET",
		"<+03>",
		"-1",
		"5",
		"CEST",
		",",
		"M3.5.0",
		"J60",
		"59",
		"/",
		"25",
		":30",
		"+",
		" ",
		":",
		"Z",
	);
	const text = fc.oneof(
		fc.string(),
		fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
	);
	fc.assert(
		fc.property(text, fc.date({ noInvalidDate: true, min: new Date(0) }), (zone, at) => {
			const found = offsetMinutesAt(zone, at);
			expect(found === null || Math.abs(found) < 26 * 60).toBe(true);
		}),
	);
});

test.each([
	["+01:00", true],
	["-0330", true],
	["+25:00", false],
	["UTC0", false],
	["<+03>-3", false],
])("%s is an offset alone: %s", (zone, expected) => {
	expect(isPlainOffset(zone)).toBe(expected);
});
