import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageFault, isImage } from "../../src/gate/image.ts";
import { nextStep, planOf, sizesOf, type WaveFacts, type WavePlan, waveOf } from "../../src/gate/waves.ts";
import { isOpen } from "../../src/gate/window.ts";
import type { MaintenanceWindow, WaveSize } from "../../src/shared/rollouts.ts";

const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);

describe("the waves of a plan", () => {
	test.each<[string, WaveSize[], number, number[]]>([
		["have their own sizes, and the last takes what is left", [1, 10, "10%", "100%"], 500, [1, 10, 50, 439]],
		["end where nothing is left", [1, 10, "10%", "100%"], 8, [1, 7]],
		["take what is left in the last one, however small it was asked for", [1, 2], 10, [1, 9]],
		["are at least one device", ["1%", "100%"], 5, [1, 4]],
		["may be one", ["100%"], 3, [3]],
	])("%s", (_title, waves, devices, expected) => {
		expect(sizesOf(waves, devices)).toEqual(expected);
	});

	test("hold every device once, and each knows its wave", () => {
		const size = fc.oneof(
			fc.integer({ min: 1, max: 50 }),
			fc.integer({ min: 1, max: 100 }).map((n) => `${n}%` as const),
		);
		fc.assert(
			fc.property(
				fc.array(size, { minLength: 1, maxLength: 8 }),
				fc.integer({ min: 1, max: 300 }),
				(waves, devices) => {
					const sizes = sizesOf(waves, devices);
					expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(devices);
					expect(Math.min(...sizes)).toBeGreaterThan(0);
					const places = Array.from({ length: devices }, (_, place) => waveOf(sizes, place));
					expect(sizes.map((_, wave) => places.filter((one) => one === wave).length)).toEqual(sizes);
				},
			),
		);
	});

	test("what may cut off goes to one device first, whatever was asked for", () => {
		expect(planOf({ waves: [5, "100%"] }, 20, true).sizes).toEqual([1, 5, 14]);
		expect(planOf({ waves: [5, "100%"] }, 20, false).sizes).toEqual([5, 15]);
		expect(planOf({ waves: ["5%", "100%"] }, 20, true).sizes).toEqual([1, 19]);
		expect(planOf({ waves: ["100%"] }, 1, true).sizes).toEqual([1]);
	});

	test("nothing has to be said of them", () => {
		expect(planOf({}, 500, false)).toMatchObject({ sizes: [1, 10, 50, 439], window: null, deadlineHours: 72 });
		const window = { from: "02:00", to: "05:00", days: ["sat" as const] };
		expect(planOf({ window }, 500, false).deadlineHours).toBe(168);
	});
});

const plan: WavePlan = {
	...{ sizes: [1, 4, 20], pauseMinutes: 10, deadlineHours: 1, stop: { failures: 2, of: 4 }, concurrency: 3 },
};
const facts: WaveFacts = {
	...{ now: at(100), paused: false, stopped: false, resumedAt: null, wave: 1, startedAt: at(90), endedAt: null },
	...{ waiting: 4, running: 0, applied: 0, failed: 0, appliedBefore: 1, recent: [false] },
};
const over = { waiting: 0, running: 0, endedAt: at(95) };

test.each<[string, Partial<WaveFacts>, object]>([
	["the first wave begins at once", { wave: 0, startedAt: null, appliedBefore: 0 }, { do: "startWave", wave: 0 }],
	["as many begin as may be under way", {}, { do: "begin", room: 3 }],
	["those under way count", { waiting: 2, running: 2 }, { do: "begin", room: 1 }],
	["no more begin than wait", { waiting: 1, running: 1 }, { do: "begin", room: 1 }],
	["nothing begins where all places are taken", { waiting: 1, running: 3 }, { do: "wait" }],
	["a wave ends with its last device", { waiting: 0, applied: 4 }, { do: "endWave" }],
	["it does not while one is under way", { waiting: 0, running: 1 }, { do: "wait" }],
	["the pause is kept", { ...over, applied: 4, now: at(104.9) }, { do: "wait" }],
	["after it the next wave begins", { ...over, applied: 4, now: at(105) }, { do: "startWave", wave: 2 }],
	["what was away for too long is skipped", { now: at(150) }, { do: "skipAway" }],
	["its time begins anew once the rollout goes on", { now: at(150), resumedAt: at(120) }, { do: "begin", room: 3 }],
	["failures hold it", { recent: [true, false, true] }, { do: "pause", reason: { code: "stopRule" } }],
	["those that are long past don't", { recent: [true, false, false, false, true] }, { do: "begin", room: 3 }],
	["nothing begins while it is held", { paused: true }, { do: "wait" }],
	["nor is anything skipped", { paused: true, now: at(1000) }, { do: "wait" }],
	["a wave that is through ends while it is held", { paused: true, waiting: 0 }, { do: "endWave" }],
	["a wave that all fail holds it", { ...over, failed: 1 }, { do: "pause", reason: { code: "waveFailed" } }],
	[
		"so does one that shows nothing, where nothing was shown before",
		{ ...over, appliedBefore: 0 },
		{ do: "pause", reason: { code: "nothingApplied" } },
	],
	[
		"somebody who has seen that lets it go on",
		{ ...over, failed: 1, resumedAt: at(96), now: at(105) },
		{ do: "startWave" },
	],
	["a stop waits for what is under way", { stopped: true, running: 1 }, { do: "wait" }],
	["and ends it then", { stopped: true }, { do: "end" }],
	["the last wave's end is the end, whatever it was like", { ...over, wave: 2, failed: 20 }, { do: "end" }],
])("%s", (_title, changes, expected) => {
	expect(nextStep(plan, { ...facts, ...changes })).toMatchObject(expected);
});

describe("over any schedule", () => {
	const anyPlan = fc.record({
		sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
		pauseMinutes: fc.integer({ min: 0, max: 30 }),
		deadlineHours: fc.integer({ min: 1, max: 3 }),
		stop: fc
			.integer({ min: 1, max: 5 })
			.chain((of) => fc.integer({ min: 1, max: of }).map((failures) => ({ failures, of }))),
		concurrency: fc.integer({ min: 1, max: 5 }),
	});
	type Happening = "comes" | "succeeds" | "fails" | "time" | "pause" | "resume" | "stop";
	const anyHappening = fc.constantFrom<Happening>("comes", "comes", "succeeds", "succeeds", "fails", "time", "resume");
	const rare = fc.constantFrom<Happening>("pause", "stop", "time");
	const anySchedule = fc.array(fc.oneof({ weight: 19, arbitrary: anyHappening }, { weight: 1, arbitrary: rare }), {
		maxLength: 200,
	});

	/** Walks a rollout by its own rules, and looks after each step whether others hold too. */
	function walk(given: WavePlan, schedule: readonly Happening[]) {
		let now = 0;
		let one: WaveFacts = {
			...{ now: at(0), paused: false, stopped: false, resumedAt: null, wave: 0, startedAt: null, endedAt: null },
			...{ waiting: 0, running: 0, applied: 0, failed: 0, appliedBefore: 0, recent: [] },
		};
		let ended = false;
		const begun: number[] = [];
		const settle = () => {
			for (let guard = 0; !ended; guard++) {
				if (guard > 20) throw new Error("it does not come to rest");
				one = { ...one, now: at(now) };
				const step = nextStep(given, one);
				if (step.do === "wait" || step.do === "begin") return step.do === "begin" ? step.room : 0;
				if (step.do === "end") ended = true;
				if (step.do === "endWave") one = { ...one, endedAt: at(now) };
				if (step.do === "pause") one = { ...one, paused: true };
				if (step.do === "skipAway") one = { ...one, waiting: 0 };
				if (step.do === "startWave") {
					expect([one.paused, one.stopped]).toEqual([false, false]);
					if (one.endedAt) expect(now).toBeGreaterThanOrEqual((+one.endedAt - +at(0)) / 60_000 + given.pauseMinutes);
					const appliedBefore = one.appliedBefore + one.applied;
					const size = given.sizes[step.wave] as number;
					one = { ...one, wave: step.wave, startedAt: at(now), endedAt: null, waiting: size, applied: 0, failed: 0 };
					one = { ...one, appliedBefore };
				}
			}
			return 0;
		};
		const end = (failed: boolean) => {
			if (one.running === 0) return;
			const count = failed ? { failed: one.failed + 1 } : { applied: one.applied + 1 };
			one = { ...one, ...count, running: one.running - 1, recent: [...one.recent, failed] };
		};
		for (const happens of schedule) {
			const room = settle();
			if (ended) break;
			if (happens === "comes" && room > 0) {
				expect(room).toBeLessThanOrEqual(one.waiting);
				const failures = one.recent.slice(-given.stop.of).filter(Boolean).length;
				expect(failures).toBeLessThan(given.stop.failures);
				expect([one.paused, one.stopped]).toEqual([false, false]);
				one = { ...one, waiting: one.waiting - 1, running: one.running + 1 };
				begun.push(one.wave);
			}
			if (happens === "succeeds" || happens === "fails") end(happens === "fails");
			if (happens === "time") now += 17;
			if (happens === "pause") one = { ...one, paused: true };
			if (happens === "resume" && one.paused) one = { ...one, paused: false, resumedAt: at(now), recent: [] };
			if (happens === "stop") one = { ...one, stopped: true, paused: false, waiting: 0 };
			expect(one.running).toBeLessThanOrEqual(given.concurrency);
		}
		settle();
		return { begun, ended, one };
	}

	test("never more are under way than may be, no wave is larger than it is, and none comes before its time", () => {
		fc.assert(
			fc.property(anyPlan, anySchedule, (given, schedule) => {
				const { begun } = walk(given, schedule);
				expect(begun).toEqual([...begun].sort((left, right) => left - right));
				given.sizes.forEach((size, wave) => {
					expect(begun.filter((one) => one === wave).length).toBeLessThanOrEqual(size);
				});
			}),
		);
	});

	test("between two words of a person no more fail than the rule lets, and those under way then", () => {
		fc.assert(
			fc.property(
				anyPlan,
				fc.array(fc.constantFrom<Happening>("comes", "fails"), { maxLength: 200 }),
				(given, schedule) => {
					const { one, begun } = walk({ ...given, pauseMinutes: 0 }, schedule);
					const most = given.stop.failures - 1 + given.concurrency;
					expect(begun.length).toBeLessThanOrEqual(most);
					expect(one.applied + one.appliedBefore).toBe(0);
				},
			),
		);
	});

	test("a stop is a stop", () => {
		fc.assert(
			fc.property(anyPlan, anySchedule, anySchedule, (given, before, after) => {
				const clean = before.filter((one) => one !== "stop");
				const upToThere = walk(given, clean).begun.length;
				const whole = walk(given, [...clean, "stop", ...after]);
				expect(whole.begun.length).toBe(upToThere);
			}),
		);
	});

	test("what nobody holds comes to its end", () => {
		fc.assert(
			fc.property(anyPlan, anySchedule, (given, schedule) => {
				const rest: Happening[] = Array.from(
					{ length: 100 },
					() => ["resume", "comes", "succeeds", "time"] as const,
				).flat();
				expect(walk(given, [...schedule, ...rest]).ended).toBe(true);
			}),
		);
	});
});

describe("the maintenance window", () => {
	const night: MaintenanceWindow = { from: "02:00", to: "05:00" };
	const late: MaintenanceWindow = { from: "23:00", to: "02:00", days: ["fri"] };
	test.each<[string, MaintenanceWindow, string | null, string, boolean]>([
		["is open from its first minute", night, null, "2026-01-10T02:00:00Z", true],
		["is closed before", night, null, "2026-01-10T01:59:59Z", false],
		["is open to its last", night, null, "2026-01-10T04:59:59Z", true],
		["is closed at its end", night, null, "2026-01-10T05:00:00Z", false],
		["goes by the device's own clock", night, "America/New_York", "2026-01-10T07:30:00Z", true],
		["and not by UTC then", night, "America/New_York", "2026-01-10T02:30:00Z", false],
		["else by its own time zone", { ...night, timeZone: "Asia/Tokyo" }, null, "2026-01-10T17:30:00Z", true],
		["the device's comes first", { ...night, timeZone: "Asia/Tokyo" }, "UTC", "2026-01-10T17:30:00Z", false],
		["a name that is none counts as none", night, "Mars/Olympus", "2026-01-10T02:30:00Z", true],
		["in winter Vienna is an hour ahead", night, "Europe/Vienna", "2026-01-10T01:00:00Z", true],
		["in summer two", night, "Europe/Vienna", "2026-07-10T00:00:00Z", true],
		["so that winter's hour is too late", night, "Europe/Vienna", "2026-07-10T03:00:00Z", false],
		// 29 March 2026: 01:00 UTC is 03:00 in Vienna, and 02:00 to 03:00 is no time at all.
		["an hour that summer takes is jumped over", night, "Europe/Vienna", "2026-03-29T00:59:00Z", false],
		["and it is open right after", night, "Europe/Vienna", "2026-03-29T01:00:00Z", true],
		// 25 October 2026: 02:00 to 03:00 comes twice, at 00:00 and at 01:00 UTC.
		["an hour that winter gives is open twice", night, "Europe/Vienna", "2026-10-25T00:30:00Z", true],
		["both times", night, "Europe/Vienna", "2026-10-25T01:30:00Z", true],
		["a day is the one on which it begins", late, null, "2026-01-09T23:30:00Z", true],
		["what is after midnight belongs to it", late, null, "2026-01-10T01:30:00Z", true],
		["another evening does not", late, null, "2026-01-10T23:30:00Z", false],
		["nor the night before", late, null, "2026-01-09T01:30:00Z", false],
		["the day goes by the device's clock too", late, "Asia/Tokyo", "2026-01-09T14:30:00Z", true],
	])("%s", (_title, window, own, now, expected) => {
		expect(isOpen(window, [own], new Date(now))).toBe(expected);
	});

	const vienna = "CET-1CEST,M3.5.0,M10.5.0/3";
	const gap: MaintenanceWindow = { from: "02:15", to: "02:45" };
	test.each<[string, MaintenanceWindow, readonly (string | null)[], string, boolean]>([
		["its subscriber's zone comes before the device's own", night, ["UTC", vienna], "2026-01-10T01:30:00Z", false],
		["the device's own comes next", night, [null, vienna], "2026-01-10T01:00:00Z", true],
		["where the subscriber's can't be understood too", night, ["home", vienna], "2026-01-10T01:00:00Z", true],
		["before the window's", { ...night, timeZone: "Asia/Tokyo" }, [null, vienna], "2026-01-10T17:30:00Z", false],
		[
			"which counts where neither says any",
			{ ...night, timeZone: "Asia/Tokyo" },
			["", "?"],
			"2026-01-10T17:30:00Z",
			true,
		],
		["UTC is last", night, [null, "(GMT+01:00) Vienna"], "2026-01-10T02:00:00Z", true],
		["a TZ string knows summer", night, [vienna], "2026-07-10T00:00:00Z", true],
		["and its end", night, [vienna], "2026-07-10T03:00:00Z", false],
		[
			"a factory's UTC leaves it to the window",
			{ ...night, timeZone: "Europe/Vienna" },
			["UTC0"],
			"2026-07-10T00:00:00Z",
			true,
		],
		["a person's UTC does not", { ...night, timeZone: "Europe/Vienna" }, ["UTC"], "2026-07-10T00:00:00Z", false],
		["without a summer there is none", night, ["<+03>-3"], "2026-07-10T23:00:00Z", true],
		["an offset is one all year", night, ["+01:00"], "2026-07-10T01:00:00Z", true],
		["days go by the device's clock", late, ["JST-9"], "2026-01-09T14:30:00Z", true],
		["and over midnight to its next day", late, ["JST-9"], "2026-01-09T16:30:00Z", true],
		["until its end there", late, ["JST-9"], "2026-01-09T17:00:00Z", false],
		["nor on the day before", late, ["JST-9"], "2026-01-08T14:30:00Z", false],
		["an hour that summer takes is jumped over", night, [vienna], "2026-03-29T00:59:00Z", false],
		["and it is open right after", night, [vienna], "2026-03-29T01:00:00Z", true],
		["to its own end", night, [vienna], "2026-03-29T03:00:00Z", false],
		["what lies in that hour waits", gap, [vienna], "2026-03-29T00:59:59Z", false],
		["is open at the next minute that there is", gap, [vienna], "2026-03-29T01:00:00Z", true],
		["for as long as it would have been", gap, [vienna], "2026-03-29T01:29:59Z", true],
		["and no longer", gap, [vienna], "2026-03-29T01:30:00Z", false],
		["by a name alike", gap, ["Europe/Vienna"], "2026-03-29T01:10:00Z", true],
		["all of the hour alike", { from: "02:00", to: "03:00" }, [vienna], "2026-03-29T01:59:00Z", true],
		["not on another day", { ...gap, days: ["sat", "mon"] }, [vienna], "2026-03-29T01:10:00Z", false],
		["nor in another night", gap, [vienna], "2026-03-30T01:10:00Z", false],
		["what began before has had its time", { from: "01:45", to: "02:15" }, [vienna], "2026-03-29T01:00:00Z", false],
		["what ends after it has its own", { from: "02:45", to: "03:15" }, [vienna], "2026-03-29T01:15:00Z", false],
		[
			"an hour before midnight is taken elsewhere",
			{ from: "23:30", to: "00:00" },
			["AAA0BBB,J100/23,J300"],
			"2026-04-10T23:10:00Z",
			true,
		],
		["the hour that winter gives is open twice", gap, [vienna], "2026-10-25T00:15:00Z", true],
		["both times", gap, [vienna], "2026-10-25T01:44:00Z", true],
		["and closed between", gap, [vienna], "2026-10-25T00:45:00Z", false],
		["in the south too", gap, ["AEST-10AEDT,M10.1.0,M4.1.0/3"], "2026-10-03T16:00:00Z", true],
	])("of several zones: %s", (_title, window, own, now, expected) => {
		expect(isOpen(window, own, new Date(now))).toBe(expected);
	});

	test("a window of half an hour is open for half an hour of every day, but for the hours that come twice", () => {
		for (const [from, to] of [
			["02:15", "02:45"],
			["01:30", "02:00"],
			["03:00", "03:30"],
			["23:45", "00:15"],
		] as const) {
			const openOn = (day: string) => {
				// From noon to noon, UTC.
				const noon = Date.parse(`${day}T12:00:00Z`);
				const minutes = Array.from({ length: 1_440 }, (_, minute) => new Date(noon + minute * 60_000));
				return minutes.filter((now) => isOpen({ from, to }, [vienna], now)).length;
			};
			expect([openOn("2026-03-27"), openOn("2026-03-28"), openOn("2026-03-29")]).toEqual([30, 30, 30]);
			expect([openOn("2026-10-23"), openOn("2026-10-24")]).toEqual([30, from === "02:15" ? 60 : 30]);
		}
	});
});

test.each([
	["firmware", "1 Firmware Upgrade Image", true],
	["firmware", "X 00D09E Image", true],
	["config", "1 Firmware Upgrade Image", true],
	["config", "3 Vendor Configuration File", false],
	["config", "10 Something", true],
])("a file kept as %s and sent as %s is an image: %s", (kind, fileType, expected) => {
	expect(isImage({ kind, fileType })).toBe(expected);
});

describe("an image", () => {
	const image = {
		...{ vendor: "Acme", model: "AC-1", hardwareVersions: ["A", "B"], fromVersions: ["1.0", "1.1"] },
		device: null as string | null,
	};
	const device = {
		id: "one",
		vendor: "Acme",
		model: "AC-1",
		productClass: "HG",
		hardwareVersion: "A",
		softwareVersion: "1.0",
	};
	test.each<[string, Partial<typeof image> | { fromVersions: null }, object, RegExp | null]>([
		["fits", {}, {}, null],
		["fits by the product class", { model: "HG" }, {}, null],
		["fits in another case", { vendor: "ACME " }, {}, null],
		["is not for another maker", {}, { vendor: "Other" }, /^vendor/],
		["is not for another model", {}, { model: "AC-2" }, /^model/],
		["is not for another revision", {}, { hardwareVersion: "C" }, /^hardwareVersions/],
		["is not for a revision that nobody knows", {}, { hardwareVersion: null }, /^hardwareVersions/],
		["may be for any revision", { hardwareVersions: ["*"] }, { hardwareVersion: null }, null],
		["is not to be put on any version", {}, { softwareVersion: "0.9" }, /^fromVersions/],
		["is not to be put on a version that nobody knows", {}, { softwareVersion: null }, /^fromVersions/],
		["of a backup goes back to its device", { device: "one" }, {}, null],
		["of a backup goes to no other device", { device: "one" }, { id: "another" }, /^device/],
		["may be put on any", { fromVersions: null }, { softwareVersion: null }, null],
	])("%s", (_title, changes, other, expected) => {
		const fault = imageFault({ ...image, ...changes }, { ...device, ...other });
		expect(fault ?? "").toMatch(expected ?? /^$/);
	});
});
