/** What the form of a rollout makes of what is typed, and what a rollout's page tells. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Model } from "../../src/shared/devices.ts";
import { NewRollout } from "../../src/shared/rollouts.ts";
import { fitOf, modelsOf, NEW_ROLLOUT, rolloutOf, wavesOf } from "../../web/features/rollouts/draft.ts";
import {
	deadlineOf,
	hoursWords,
	isOpenAt,
	stopWords,
	wavesWords,
	windowWords,
} from "../../web/features/rollouts/words.ts";

describe("waves as they are typed", () => {
	test.each([
		["1, 10, 10%, 100%", [1, 10, "10%", "100%"]],
		["5 50%", [5, "50%"]],
		["0.5%;100%", ["0.5%", "100%"]],
		["", null],
		["0, 10", null],
		["0%", null],
		["101%", null],
		["ten", null],
		["-1", null],
	] as const)("%s", (text, waves) => {
		expect(wavesOf(text)).toEqual(waves);
	});

	test("whatever is read, the server takes", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[0-9%., ]{1,12}$/), (waves) => {
				const rollout = rolloutOf({ ...NEW_ROLLOUT, waves });
				if (rollout !== null) expect(NewRollout.safeParse(rollout).success, waves).toBe(true);
			}),
		);
	});
});

describe("the waves of a preview", () => {
	const sized = (...sizes: number[]) => ({ sizes }) as Parameters<typeof wavesWords>[0];
	test.each([
		["of firmware, one device first", sized(1, 2, 10, 22), "firmware", [], "1, 2, 10, 22 devices; what may cut"],
		["of what may cut off, too", sized(1, 20), "config", ["losesConnectivity"], "1, 20 devices; what may cut"],
		["of anything else as they are", sized(1, 2000), "config", [], "1, 2,000 devices"],
		["of one device", sized(1), "firmware", [], "1 device"],
	] as const)("%s", (_name, rollout, action, risks, words) => {
		const told = wavesWords(rollout, { action, risks: [...risks] });
		expect([told.startsWith(words), told.includes("first")]).toEqual([true, words.includes("what may")]);
	});
});

describe("a rollout's plan", () => {
	test("says what the server would take by itself, where nothing was changed", () => {
		expect(NewRollout.parse(rolloutOf(NEW_ROLLOUT))).toEqual({
			...{ waves: [1, 10, "10%", "100%"], pauseMinutes: 0, concurrency: 20, deadlineHours: 72 },
			stop: { failures: 3, of: 20 },
		});
	});

	test.each([
		["every day where none or all are chosen", [], { from: "02:00", to: "05:00", timeZone: "Europe/Vienna" }],
		["its days", ["sat", "sun"], { from: "02:00", to: "05:00", days: ["sat", "sun"], timeZone: "Europe/Vienna" }],
	] as const)("has a window on %s", (_name, days, window) => {
		const draft = { ...NEW_ROLLOUT, hasWindow: true, days, timeZone: " Europe/Vienna " };
		expect(NewRollout.parse(rolloutOf(draft)).window).toEqual(window);
	});
});

const image = { vendor: "Acme", model: "HG-1", hardwareVersions: ["1.0"], fromVersions: ["1.0.0"], version: "2.0.0" };
const seen = (more: Partial<Model>) =>
	({
		...{ vendor: "ACME", model: "HG-1", productClass: "HG", hardwareVersion: "1.0", softwareVersion: "1.0.0" },
		...more,
	}) as Model;

test.each([
	["what it is for", {}, "fits"],
	["what has it already", { softwareVersion: "2.0.0" }, "there"],
	["another version", { softwareVersion: "1.1.0" }, "otherVersion"],
	["other hardware, whatever it runs", { hardwareVersion: "2.0", softwareVersion: "2.0.0" }, "otherHardware"],
] as const)("an image and %s", (_name, more, fit) => {
	expect(fitOf(image, seen(more))).toBe(fit);
});

test("an image names models by their name or product class, however the maker is spelt", () => {
	const models = [seen({}), seen({ model: "X", productClass: "hg-1" }), seen({ model: "HG-2" }), seen({ vendor: "B" })];
	expect(modelsOf(image, models)).toEqual(models.slice(0, 2));
});

test("a plan is told in words", () => {
	expect(windowWords({ from: "23:00", to: "04:00", days: ["mon", "tue"] })).toBe(
		"23:00 to 04:00 of the next day, Mon, Tue, by the clock of the subscriber's variable timeZone, else the device's own zone, else UTC",
	);
	expect(stopWords({ failures: 1, of: 5 })).toBe("pauses at 1 failure among the last 5 devices");
	expect(deadlineOf("2026-11-23T12:00:00.000Z", 1.5)).toBe("2026-11-23T13:30:00.000Z");
	expect([hoursWords(72), hoursWords(1.5)]).toEqual(["3 days", "1.5 h"]);
});

test.each([
	["in its middle", { from: "02:00", to: "05:00" }, "2026-11-23T03:00:00Z", true],
	["at its beginning", { from: "02:00", to: "05:00" }, "2026-11-23T02:00:00Z", true],
	["at its end", { from: "02:00", to: "05:00" }, "2026-11-23T05:00:00Z", false],
	["by the clock of its zone", { from: "02:00", to: "05:00", timeZone: "Europe/Vienna" }, "2026-11-23T01:00:00Z", true],
	["at midnight of one over night", { from: "23:00", to: "01:00" }, "2026-11-23T00:00:00Z", true],
	// A Monday.
	["on another day", { from: "02:00", to: "05:00", days: ["tue"] as const }, "2026-11-23T03:00:00Z", false],
	["in the night after its day", { from: "23:00", to: "01:00", days: ["sun"] as const }, "2026-11-23T00:30:00Z", true],
	["in the night before it", { from: "23:00", to: "01:00", days: ["mon"] as const }, "2026-11-23T00:30:00Z", false],
] as const)("a window is open or closed %s", (_name, window, at, isOpen) => {
	expect(isOpenAt({ ...window, days: "days" in window ? [...window.days] : undefined }, new Date(at))).toBe(isOpen);
});
