import fc from "fast-check";
import { expect, test } from "vitest";
import { fellByRestart, wentOn } from "../../src/device/uptime.ts";

test.each<[string, number | null, number | null, number, boolean]>([
	["to what a boot leaves", 5_000, 30, 110, true],
	["to as much as has gone by", 5_000, 112, 110, true],
	["to more than has gone by", 100_000, 50_000, 110, false],
	["not at all", 30, 140, 110, false],
	["from nobody knows what", null, 30, 110, false],
	["to nobody knows what", 5_000, null, 110, false],
])("an uptime that fell %s", (_title, before, after, elapsed, fell) => {
	expect(fellByRestart(before, after, elapsed)).toBe(fell);
});

test.each<[string, number, boolean]>([
	["by the seconds that went by", 110, true],
	["by fewer, as it is counted by the minute", 60, true],
	["by nothing", 0, true],
	["by hundredths of them", 11_000, true],
	["by thousandths of them", 110_000, true],
	["by some hours", 20_000, false],
	["by years", 900_000_000, false],
	["by less than nothing", -1, false],
])("an uptime that grew %s", (_title, growth, went) => {
	expect(wentOn(10_000, 10_000 + growth, 110)).toBe(went);
});

test("no pair of readings shows both a restart and that there was none", () => {
	const reading = fc.nat({ max: 2 ** 32 - 1 });
	fc.assert(
		fc.property(reading, reading, fc.nat({ max: 86_400 }), (before, after, elapsed) => {
			expect(fellByRestart(before, after, elapsed) && wentOn(before, after, elapsed)).toBe(false);
		}),
	);
});
