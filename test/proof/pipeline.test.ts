import { describe, expect, test } from "vitest";
import {
	type CertificationFacts,
	missingFor,
	progressOf,
	type StepAction,
	stageOf,
	type Verification,
} from "../../src/proof/pipeline.ts";
import type { Verdict } from "../../src/shared/proof.ts";
import { dayOf, pair } from "./evidence.ts";

const steps = (...actions: StepAction[]) => actions.map((action, day) => ({ action, at: dayOf(day) }));

const verification = (
	day: number,
	verdicts: Partial<Record<"reboot" | "config", Verdict>>,
	changes: Partial<Verification> & { version?: string } = {},
): Verification => ({
	startedAt: dayOf(day),
	status: "finished",
	told: [{ ...pair(changes.version ?? "1.0"), verdicts }],
	...changes,
});
const GOOD = { reboot: "proven", config: "partial" } as const;

const facts = (changes: Partial<CertificationFacts> = {}): CertificationFacts => ({
	hardwareVersion: "HW1",
	versions: ["1.0"],
	workflows: ["reboot", "config"],
	steps: steps("intake"),
	discovery: null,
	verifications: [],
	canary: null,
	cleared: [],
	...changes,
});
const canary = (
	status: NonNullable<CertificationFacts["canary"]>["status"],
	passed: NonNullable<CertificationFacts["canary"]>["passed"] = [],
): NonNullable<CertificationFacts["canary"]> => ({ status, versions: ["1.0"], passed });
const PASSED = [{ workflow: "reboot", softwareVersion: "1.0" }] as const;

const discovered = facts({ steps: steps("intake", "discovery"), discovery: "succeeded" });
const verified = facts({
	steps: steps("intake", "discovery", "verification"),
	discovery: "succeeded",
	verifications: [verification(2, GOOD)],
});
const inCanary = (status: "running" | "paused" | "passed", passed = canary(status).passed) => ({
	...verified,
	steps: steps("intake", "discovery", "verification", "canary"),
	canary: canary(status, passed),
});

test.each<[StepAction[], string]>([
	[[], "intake"],
	[["intake"], "intake"],
	[["intake", "discovery"], "discovery"],
	[["intake", "discovery", "verification"], "verification"],
	[["intake", "discovery", "verification", "canary"], "canary"],
	[["intake", "discovery", "verification", "canary", "canaryPaused"], "canary"],
	[["intake", "discovery", "verification", "canary", "canaryPassed"], "canary"],
	[["intake", "discovery", "verification", "canary", "setback"], "verification"],
	[["intake", "discovery", "verification", "canary", "canaryPassed", "approval"], "certified"],
	[["intake", "discovery", "verification", "canary", "canaryPassed", "approval", "setback"], "verification"],
])("after %s the stage is %s", (actions, stage) => {
	expect(stageOf(steps(...actions))).toBe(stage);
});

describe("no stage is skipped: what is missing is said in words", () => {
	test.each<[string, Parameters<typeof missingFor>[0], CertificationFacts, string[]]>([
		["a discovery after intake", "discovery", facts(), []],
		["a second discovery", "discovery", discovered, []],
		["a discovery too late", "discovery", verified, ["its stage is verification already"]],
		["a verification after intake", "verification", facts(), ["the discovery of a device"]],
		[
			"a verification during discovery",
			"verification",
			{ ...discovered, discovery: "running" },
			["the end of the discovery that is under way"],
		],
		[
			"a verification after a discovery that failed",
			"verification",
			{ ...discovered, discovery: "failed" },
			["a discovery that succeeded: the last one failed"],
		],
		["a verification after discovery", "verification", discovered, []],
		["a second verification", "verification", verified, []],
		[
			"a verification during a canary",
			"verification",
			inCanary("running"),
			["the canary is running: it has to come to its end"],
		],
		["a verification while a canary is paused", "verification", inCanary("paused"), []],
		[
			"a canary after intake",
			"canary",
			facts(),
			["the discovery of a device", "the verification of every workflow in scope"],
		],
		["a canary after discovery", "canary", discovered, ["the verification of every workflow in scope"]],
		["a canary after verification", "canary", verified, []],
		[
			"a canary during verification",
			"canary",
			{ ...verified, verifications: [verification(2, GOOD, { status: "running", told: [] })] },
			["the end of the verification that is under way, for 1.0"],
		],
		[
			"a canary after a run that was cancelled",
			"canary",
			{ ...verified, verifications: [verification(2, GOOD, { status: "cancelled", told: [] })] },
			["a verification on 1.0"],
		],
		[
			"a canary on a version that was not verified",
			"canary",
			{ ...verified, versions: ["1.0", "1.1"] },
			["a verification on 1.1"],
		],
		[
			"a canary with a workflow that failed",
			"canary",
			{ ...verified, verifications: [verification(2, { reboot: "proven", config: "failed" })] },
			["config proven on 1.0: it is failed"],
		],
		[
			"a canary with a workflow that was not verified",
			"canary",
			{ ...verified, verifications: [verification(2, { reboot: "inconclusive" })] },
			["reboot proven on 1.0: it is inconclusive", "config proven on 1.0: it is not verified"],
		],
		[
			"a canary where a later run made it good",
			"canary",
			{
				...verified,
				verifications: [verification(2, { reboot: "proven", config: "failed" }), verification(3, { config: "proven" })],
			},
			[],
		],
		["a canary beside one that runs", "canary", inCanary("running"), ["the canary is running already"]],
		["a further canary after one that is paused", "canary", inCanary("paused"), []],
		["a further canary after one that passed", "canary", inCanary("passed"), ["the approval: the canary has passed"]],
		["an approval without a canary", "approval", verified, ["a canary"]],
		["an approval while it runs", "approval", inCanary("running"), ["the end of the canary"]],
		["an approval of one that passed", "approval", inCanary("passed", PASSED), []],
		["an approval of what a paused one has seen enough of", "approval", inCanary("paused", PASSED), []],
		[
			"an approval of nothing",
			"approval",
			inCanary("paused"),
			["a workflow that the canary exercised often enough on enough devices"],
		],
		[
			"anything once it is certified",
			"verification",
			{ ...verified, steps: steps("intake", "approval") },
			["it is certified already: a new certification renews it"],
		],
	])("%s", (_title, step, given, missing) => {
		expect(missingFor(step, given)).toEqual(missing);
	});

	test("after a setback only a verification since then counts", () => {
		const back = {
			...verified,
			steps: steps("intake", "discovery", "verification", "canary", "setback"),
			canary: canary("stopped"),
		};
		expect(stageOf(back.steps)).toBe("verification");
		expect(missingFor("canary", back)).toEqual(["a verification on 1.0 since the setback"]);
		expect(missingFor("approval", back)).toEqual(["a verification on 1.0 since the setback", "a canary"]);
		expect(missingFor("verification", back)).toEqual([]);
		expect(missingFor("canary", { ...back, verifications: [...back.verifications, verification(5, GOOD)] })).toEqual(
			[],
		);
	});

	test("a canary asks only for the versions that it is to run on", () => {
		expect(missingFor("canary", { ...verified, versions: ["1.0", "1.1"] }, ["1.0"])).toEqual([]);
	});
});

describe("a version is no further than what was done on it itself", () => {
	const two = { ...verified, versions: ["1.0", "1.1"] };
	const stages = (given: CertificationFacts) => progressOf(given).map(({ stage }) => stage);
	test.each<[string, CertificationFacts, string[]]>([
		["at intake", facts({ versions: ["1.0", "1.1"] }), ["intake", "intake"]],
		["in discovery", { ...discovered, versions: ["1.0", "1.1"] }, ["discovery", "discovery"]],
		["in verification", two, ["verification", "discovery"]],
		["in a canary", { ...two, steps: steps("intake", "canary"), canary: canary("running") }, ["canary", "discovery"]],
		["certified", { ...two, steps: steps("intake", "approval"), cleared: PASSED }, ["certified", "discovery"]],
		["set back", { ...two, steps: steps("intake", "setback"), cleared: PASSED }, ["verification", "discovery"]],
	])("%s", (_title, given, expected) => {
		expect(stages(given)).toEqual(expected);
	});
});
