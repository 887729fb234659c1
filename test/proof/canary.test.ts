import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type CanaryDevice,
	type CanaryPolicy,
	coversDevice,
	judgeCanary,
	type RunningCanary,
	sequentialTest,
	type Tally,
} from "../../src/proof/canary.ts";
import { irreversibleEffects } from "../../src/shared/irreversible.ts";

const NOON = "2026-03-01T12:00:00.000Z";
const EVENING = "2026-03-01T18:00:00.000Z";

describe("the sequential test", () => {
	const test95 = (successes: number, failures: number) =>
		sequentialTest({ successFloor: 0.95, minOperations: 20 }, successes, failures);

	test.each<[number, number, string]>([
		[0, 0, "inconclusive"],
		[19, 0, "inconclusive"],
		[20, 0, "passes"],
		[0, 1, "inconclusive"],
		[0, 2, "fails"],
		[3, 2, "inconclusive"],
		[30, 2, "inconclusive"],
		// A failure costs 19 successes.
		[38, 1, "inconclusive"],
		[39, 1, "passes"],
		[10, 5, "fails"],
	])("over 0.95, with 20 operations at least: %i successes and %i failures: %s", (successes, failures, outcome) => {
		expect(test95(successes, failures)).toBe(outcome);
	});

	test("a floor of 1 allows no failure", () => {
		expect(sequentialTest({ successFloor: 1, minOperations: 5 }, 1_000, 1)).toBe("fails");
		expect(sequentialTest({ successFloor: 1, minOperations: 5 }, 5, 0)).toBe("passes");
	});

	test("nothing but failures fails, whatever the floor, and soon", () => {
		for (const successFloor of [0.5, 0.6, 0.7, 0.8, 0.9, 0.99]) {
			expect(sequentialTest({ successFloor, minOperations: 20 }, 0, 8), `floor ${successFloor}`).toBe("fails");
		}
	});

	const outcomes = (rate: number, seed: number, length: number): boolean[] => {
		// A generator of its own, so that every run is the same (Numerical Recipes, ranqd1).
		let state = seed >>> 0;
		return Array.from({ length }, () => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return state / 2 ** 32 < rate;
		});
	};
	const shareOf = (wanted: string, rate: number, length = 400, trials = 500): number => {
		let count = 0;
		for (let trial = 0; trial < trials; trial++) {
			let [successes, failures] = [0, 0];
			for (const succeeded of outcomes(rate, trial * 7_919 + 13, length)) {
				if (succeeded) successes++;
				else failures++;
				const outcome = test95(successes, failures);
				if (outcome === "inconclusive") continue;
				if (outcome === wanted) count++;
				break;
			}
		}
		return count / trials;
	};

	test("a rate that is as good as the floor is seldom stopped, however often one looks", () => {
		expect(shareOf("fails", 0.95)).toBeLessThan(0.05);
		expect(shareOf("fails", 0.99)).toBeLessThan(0.02);
	});

	test("a rate far below the floor is stopped before it passes", () => {
		expect(shareOf("fails", 0.7)).toBeGreaterThan(0.97);
		expect(shareOf("passes", 0.7)).toBeLessThan(0.03);
	});

	test("more successes never speak against it, more failures never for it", () => {
		const rank = { fails: 0, inconclusive: 1, passes: 2 };
		const floor = fc.double({ min: 0.05, max: 1, noNaN: true });
		const count = fc.nat(300);
		fc.assert(
			fc.property(floor, fc.integer({ min: 1, max: 50 }), count, count, (successFloor, minOperations, s, f) => {
				const policy = { successFloor, minOperations };
				const now = rank[sequentialTest(policy, s, f)];
				expect(rank[sequentialTest(policy, s + 1, f)]).toBeGreaterThanOrEqual(now);
				expect(rank[sequentialTest(policy, s, f + 1)]).toBeLessThanOrEqual(now);
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe("a canary", () => {
	const policy: CanaryPolicy = {
		workflows: ["reboot"],
		versions: ["1.0"],
		successFloor: 0.95,
		minOperations: 20,
		minDevices: 5,
		endsAt: EVENING,
	};
	const tally = (successes: number, failures: number, devices: number, softwareVersion = "1.0"): Tally => ({
		...{ workflow: "reboot", softwareVersion },
		...{ successes, failures, devices },
	});
	const judge = (
		tallies: readonly Tally[],
		{ available = 100, now = NOON, ...changes }: Partial<CanaryPolicy> & { available?: number; now?: string } = {},
	) => judgeCanary({ ...policy, ...changes }, tallies, () => available, now);

	test.each<[string, readonly Tally[], Parameters<typeof judge>[1], string]>([
		["goes on before anything has happened", [], {}, "running"],
		["goes on with too few operations", [tally(19, 0, 5)], {}, "running"],
		["goes on with too few devices", [tally(40, 0, 4)], {}, "running"],
		["passes with enough of both", [tally(20, 0, 5)], {}, "passed"],
		["passes with all the devices there are", [tally(20, 0, 3)], { available: 3 }, "passed"],
		["does not pass without a device", [tally(20, 0, 0)], { available: 0 }, "running"],
		["stops by itself below its floor", [tally(1, 3, 1)], {}, "stopped"],
		["is paused when its time is over and it has seen too little", [tally(19, 0, 5)], { now: EVENING }, "paused"],
		["is paused when nothing was done on it", [], { now: EVENING }, "paused"],
		["stops at its end below its floor", [tally(27, 3, 5)], { now: EVENING }, "stopped"],
		["goes on with the same before its end", [tally(27, 3, 5)], {}, "running"],
		["does not pass on one version for another", [tally(50, 0, 5)], { versions: ["1.0", "1.1"] }, "running"],
		[
			"passes where every version does",
			[tally(20, 0, 5), tally(20, 0, 5, "1.1")],
			{ versions: ["1.0", "1.1"] },
			"passed",
		],
		[
			"stops where one version fails",
			[tally(99, 0, 5), tally(0, 3, 0, "1.1")],
			{ versions: ["1.0", "1.1"] },
			"stopped",
		],
		["does not pass on one workflow for another", [tally(50, 0, 5)], { workflows: ["reboot", "config"] }, "running"],
	])("%s", (_title, tallies, changes, status) => {
		expect(judge(tallies, changes).status).toBe(status);
	});

	test("says in words what it lacks", () => {
		expect(judge([tally(4, 0, 2)]).reason).toBe(
			"reboot on 1.0: 4 of 4 operations succeeded; successes on 2 devices: needed are 20 successes on 5 devices",
		);
		expect(judge([tally(1, 3, 1)]).reason).toBe(
			"reboot on 1.0: 1 of 4 operations succeeded; successes on 1 device: below the floor of 95 %",
		);
	});

	test("says at the start what it can't take back", () => {
		expect(irreversibleEffects(["inventory"])).toEqual([]);
		expect(irreversibleEffects(["inventory", "reboot", "firmware"]).join(" ")).toMatch(/reboot.*image/);
	});
});

describe("a canary's scope", () => {
	const canary: RunningCanary = {
		tenant: "t1",
		vendor: "Acme",
		model: "AC-1",
		productClass: "HG",
		hardwareVersion: "HW1",
		versions: ["1.0", "1.1"],
		deviceIds: null,
		maxDevices: 2,
		status: "running",
		joined: new Set(["d1"]),
	};
	const device: CanaryDevice = {
		...{ tenant: "t1", id: "d2", vendor: "Acme", model: "AC-1", productClass: "HG" },
		...{ hardwareVersion: "HW1", softwareVersion: "1.1" },
	};

	test.each<[string, Partial<RunningCanary>, Partial<CanaryDevice>, boolean]>([
		["a device that it has room for", {}, {}, true],
		["one that it acts on already", { joined: new Set(["d2", "d3"]) }, {}, true],
		["none beyond its bound", { joined: new Set(["d1", "d3"]) }, {}, false],
		["none of another tenant", {}, { tenant: "t2" }, false],
		["none of another model", {}, { model: "AC-2" }, false],
		["none of another product class", {}, { productClass: "X" }, false],
		["none of another vendor", {}, { vendor: "Other" }, false],
		["none of another hardware", {}, { hardwareVersion: "HW2" }, false],
		["none of a version near by", {}, { softwareVersion: "1.1.1" }, false],
		["one that it names", { deviceIds: ["d2"] }, {}, true],
		["none that it does not name", { deviceIds: ["d9"] }, {}, false],
		["none once it is paused", { status: "paused" }, {}, false],
		["none once it has passed", { status: "passed" }, {}, false],
		["none once it is stopped", { status: "stopped", joined: new Set(["d2"]) }, {}, false],
	])("covers %s", (_title, scope, changes, covered) => {
		expect(coversDevice({ ...canary, ...scope }, { ...device, ...changes })).toBe(covered);
	});
});
