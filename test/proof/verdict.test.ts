import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JudgedCheck, LATE_RETURN, verdictOf } from "../../src/proof/verdict.ts";
import type { Verdict } from "../../src/shared/proof.ts";

type Written =
	`${"!" | ""}${"pass" | "fail" | "skipped" | "inconclusive"}${"" | ":failed" | ":unsupported" | ":unsafe"}`;

/** `!` marks an essential check; behind the colon stands what a failure says of the workflow. */
function check(written: Written, index: number): JudgedCheck {
	const [, essential, outcome, blame] = /^(!?)(\w+)(?::(\w+))?$/.exec(written) as unknown as [
		string,
		string,
		JudgedCheck["outcome"],
		JudgedCheck["blame"],
	];
	return { id: `check${index}`, outcome, essential: essential === "!", blame };
}

test.each<[string, Written[], Verdict]>([
	["every check that applies passed", ["!pass", "pass"], "proven"],
	["a check that was skipped does not apply", ["!pass", "skipped"], "proven"],
	["the essential ones passed, the rest is listed", ["!pass", "fail"], "partial"],
	["an essential check failed", ["!fail", "pass"], "failed"],
	["the device lacks it", ["!fail:unsupported"], "unsupported"],
	[
		"an essential failure beside it does not hide that the device lacks it",
		["!fail:unsupported", "!fail"],
		"unsupported",
	],
	["a failure that says more than its check counts as essential", ["pass", "fail:failed"], "failed"],
	["it leaves the device in a bad way", ["!pass", "fail:unsafe"], "unsafe"],
	["unsafe is worse than anything else", ["!fail:unsupported", "!fail", "fail:unsafe"], "unsafe"],
	["an inconclusive check and none failed", ["!pass", "inconclusive"], "inconclusive"],
	["an inconclusive check beside a lesser failure", ["!pass", "inconclusive", "fail"], "partial"],
	["an inconclusive check beside an essential failure", ["inconclusive", "!fail"], "failed"],
	["failures alone, without a single pass", ["fail", "fail"], "failed"],
	["where none is essential, what passes is usable though another is lacking", ["pass", "fail:unsupported"], "partial"],
	["where none is essential, all are lacking", ["fail:unsupported", "fail:unsupported"], "unsupported"],
	["where none is essential, one is lacking and one fails", ["fail:unsupported", "fail"], "failed"],
	["nothing was carried out", ["!skipped", "skipped"], "inconclusive"],
	["no check at all", [], "inconclusive"],
])("%s", (_title, checks, verdict) => {
	expect(verdictOf(checks.map(check))).toBe(verdict);
});

describe("a late return", () => {
	const late = (outcome: JudgedCheck["outcome"]): JudgedCheck => ({ id: LATE_RETURN, outcome, essential: false });

	test("revises unsafe to partial", () => {
		const gone = (["!pass", "!fail:failed", "!fail:unsafe"] as const).map(check);
		expect(verdictOf(gone)).toBe("unsafe");
		expect(verdictOf([...gone, late("pass")])).toBe("partial");
	});

	test("that has not come revises nothing", () => {
		expect(verdictOf([check("!fail:unsafe", 0), late("fail")])).toBe("unsafe");
	});
});

test("the order of the checks does not matter", () => {
	const written = fc.constantFrom<Written>(
		"pass",
		"!pass",
		"fail",
		"!fail",
		"fail:unsafe",
		"!fail:unsupported",
		"fail:failed",
		"skipped",
		"inconclusive",
	);
	fc.assert(
		fc.property(fc.array(written, { maxLength: 8 }), (list) => {
			const checks = list.map(check);
			expect(verdictOf(checks)).toBe(verdictOf([...checks].reverse()));
			// A failure never makes a verdict better than without it.
			if (verdictOf(checks) === "proven") expect(checks.some(({ outcome }) => outcome === "fail")).toBe(false);
		}),
	);
});
