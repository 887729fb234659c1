import { expect, test } from "vitest";
import { periodicWaitMs } from "../../lab/timing.ts";

const GRID = "2020-01-01T00:00:00Z";
const at = (ms: number): Date => new Date(Date.parse(GRID) + ms);

test.each<[string, number, number, string, number]>([
	["until the next moment of the grid", 2_000, 10, GRID, 8_000],
	["a whole interval on the grid itself", 20_000, 10, GRID, 10_000],
	["a whole interval where a timer fired early", 9_990, 10, GRID, 10_010],
	["a whole interval without a reference", 2_000, 10, "0001-01-01T00:00:00Z", 10_000],
])("waits %s", (_title, now, interval, reference, wait) => {
	expect(periodicWaitMs(at(now), interval, reference)).toBe(wait);
});
