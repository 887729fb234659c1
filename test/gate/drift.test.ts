import { expect, test } from "vitest";
import { DRIFT_PAUSE_MS, driftVerdict, MAX_CORRECTIONS } from "../../src/gate/drift.ts";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);

test.each([
	["what was never corrected is", 0, null, "correct"],
	["what was corrected just now waits", 1, ago(DRIFT_PAUSE_MS - 1), "wait"],
	["what was a while ago is again", 1, ago(DRIFT_PAUSE_MS), "correct"],
	["the last one of a day is made", MAX_CORRECTIONS - 1, ago(DRIFT_PAUSE_MS), "correct"],
	["after that it is corrected no more", MAX_CORRECTIONS, ago(DRIFT_PAUSE_MS), "stop"],
	["and need not wait to be given up", MAX_CORRECTIONS, ago(1), "stop"],
] as const)("%s", (_title, corrections, lastAt, expected) => {
	expect(driftVerdict({ corrections, lastAt, now })).toBe(expected);
});
