import { expect, test } from "vitest";
import { presenceSeconds } from "../../src/engine/proofSteps.ts";

test.each<[string, Parameters<typeof presenceSeconds>, number]>([
	["five minutes where nothing is said", [{ kind: "read" }, {}], 300],
	["as long as the run's input says", [{ kind: "read" }, { timeoutSeconds: 15 }], 15],
	["for a read as long as a return may take", [{ kind: "read", waitSeconds: 600 }, {}], 600],
	["for what is waited for afterwards no longer than for any other", [{ kind: "reboot", waitSeconds: 600 }, {}], 300],
])("a device may take %s to come for a step", (_title, given, seconds) => {
	expect(presenceSeconds(...given)).toBe(seconds);
});
