import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChangeEvent, type ChangeFacts, endingOf, transition } from "../../src/gate/changeStates.ts";
import type { ChangeState } from "../../src/shared/changes.ts";

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const DIGEST = `sha256:${"a".repeat(64)}`;

const proposed: ChangeFacts = {
	state: "previewed",
	author: "ann",
	authorMakers: ["root"],
	approvalsNeeded: 1,
	approvedBy: [],
	previewDigest: DIGEST,
	expiresAt: at(100),
	changedSomething: false,
	withdrawalFault: null,
};

test.each<[string, Partial<ChangeFacts>, ChangeEvent, string]>([
	["a preview is submitted", {}, { do: "submit" }, "pendingApproval"],
	["one that needs nobody is approved at once", { approvalsNeeded: 0 }, { do: "submit" }, "approved"],
	["nothing is submitted twice", { state: "pendingApproval" }, { do: "submit" }, "wrongState"],
	["another person agrees", { state: "pendingApproval" }, { do: "approve", person: "bob", makers: [] }, "approved"],
	["the author does not", { state: "pendingApproval" }, { do: "approve", person: "ann", makers: [] }, "sameApprover"],
	[
		"nor does a token that he made",
		{ state: "pendingApproval" },
		{ do: "approve", person: "bot", makers: ["root", "ann"] },
		"sameApprover",
	],
	[
		"nor who made his token",
		{ state: "pendingApproval" },
		{ do: "approve", person: "root", makers: [] },
		"sameApprover",
	],
	["nor does he refuse", { state: "pendingApproval" }, { do: "reject", person: "ann", makers: [] }, "sameApprover"],
	[
		"the first of two is not enough",
		{ state: "pendingApproval", approvalsNeeded: 2 },
		{ do: "approve", person: "bob", makers: [] },
		"pendingApproval",
	],
	[
		"the same one twice is one",
		{ state: "pendingApproval", approvalsNeeded: 2, approvedBy: ["bob"] },
		{ do: "approve", person: "bob", makers: [] },
		"pendingApproval",
	],
	[
		"the second of two is enough",
		{ state: "pendingApproval", approvalsNeeded: 2, approvedBy: ["bob"] },
		{ do: "approve", person: "eve", makers: [] },
		"approved",
	],
	["another person refuses", { state: "pendingApproval" }, { do: "reject", person: "bob", makers: [] }, "rejected"],
	["a preview is not applied", {}, { do: "apply", previewDigest: DIGEST }, "notApproved"],
	[
		"nor is what waits for agreement",
		{ state: "pendingApproval" },
		{ do: "apply", previewDigest: DIGEST },
		"notApproved",
	],
	["what was agreed to is", { state: "approved" }, { do: "apply", previewDigest: DIGEST }, "applying"],
	[
		"but nothing else than was previewed",
		{ state: "approved" },
		{ do: "apply", previewDigest: DIGEST.replace("a", "b") },
		"previewChanged",
	],
	["nothing twice", { state: "applying" }, { do: "apply", previewDigest: DIGEST }, "wrongState"],
	[
		"nothing after its time",
		{ state: "approved", expiresAt: at(-1) },
		{ do: "apply", previewDigest: DIGEST },
		"expired",
	],
	["what was applied is taken back", { state: "applied" }, { do: "rollback" }, "applying"],
	["what failed half way too", { state: "failed", changedSomething: true }, { do: "rollback" }, "applying"],
	["where nothing changed there is nothing to take back", { state: "failed" }, { do: "rollback" }, "wrongState"],
	["nor from what was never applied", { state: "approved" }, { do: "rollback" }, "wrongState"],
	["what is open is cancelled", { state: "approved" }, { do: "cancel" }, "cancelled"],
	[
		"what is under way goes on to its end, without what was not sent",
		{ state: "applying" },
		{ do: "cancel" },
		"applying",
	],
	[
		"where all was sent there is nothing to cancel",
		{ state: "applying", withdrawalFault: "it was sent" },
		{ do: "cancel" },
		"wrongState",
	],
	["what is at its end stays there", { state: "applied" }, { do: "expire" }, "wrongState"],
])("%s", (_title, changes, event, expected) => {
	const answer = transition({ ...proposed, ...changes }, event, at(0));
	expect(answer.ok ? answer.state : answer.code).toBe(expected);
});

const person = fc.constantFrom("ann", "bob", "eve");
const event: fc.Arbitrary<ChangeEvent> = fc.oneof(
	fc.constant({ do: "submit" } as const),
	fc.record({
		do: fc.constantFrom("approve", "approve", "reject"),
		person,
		makers: fc.constant([]),
	}) as fc.Arbitrary<ChangeEvent>,
	fc.record({ do: fc.constant("apply" as const), previewDigest: fc.constantFrom(DIGEST, "sha256:other") }),
	fc.constant({ do: "cancel" } as const),
	fc.constant({ do: "rollback" } as const),
	fc.record({ do: fc.constant("end" as const), with: fc.constantFrom("applied", "failed", "rolledBack") }),
	fc.constant({ do: "expire" } as const),
) as fc.Arbitrary<ChangeEvent>;

const FINAL: readonly ChangeState[] = ["rejected", "cancelled", "expired"];

test("over any order of events: nothing is applied without its approvals, by others, in time, as it was previewed", () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(event, fc.integer({ min: 0, max: 30 })), { maxLength: 40 }),
			fc.integer({ min: 0, max: 3 }),
			(events, approvalsNeeded) => {
				let facts: ChangeFacts = { ...proposed, approvalsNeeded };
				let now = 0;
				for (const [one, later] of events) {
					now += later;
					const answer = transition(facts, one, at(now));
					if (!answer.ok) continue;
					const agreed = new Set(facts.approvedBy.filter((name) => name !== facts.author));
					if (one.do === "approve" || one.do === "reject") expect(one.person).not.toBe(facts.author);
					if (one.do === "apply") {
						expect(agreed.size).toBeGreaterThanOrEqual(approvalsNeeded);
						expect(one.previewDigest).toBe(facts.previewDigest);
						expect(now).toBeLessThanOrEqual(100);
					}
					if (one.do === "rollback") expect(["applied", "failed"]).toContain(facts.state);
					expect(FINAL).not.toContain(facts.state);
					facts = {
						...facts,
						state: answer.state,
						approvedBy: one.do === "approve" ? [...facts.approvedBy, one.person] : facts.approvedBy,
						changedSomething: facts.changedSomething || one.do === "end",
					};
				}
			},
		),
		{ numRuns: 3_000 },
	);
});

test.each([
	[{ applied: 3 }, false, "applied"],
	[{ applied: 2, failed: 1 }, false, "failed"],
	[{ applied: 2, skipped: 1 }, false, "failed"],
	[{ rolledBack: 1 }, false, "rolledBack"],
	[{ rolledBack: 1, applied: 1 }, false, "failed"],
	[{ rolledBack: 2 }, true, "rolledBack"],
	[{ rolledBack: 1, failed: 1 }, true, "failed"],
	[{ rolledBack: 1, skipped: 4 }, true, "rolledBack"],
] as const)("devices %j, taken back: %s, make it %s", (counts, rollingBack, expected) => {
	expect(endingOf(counts, rollingBack).state).toBe(expected);
});

test.each([
	[{ skipped: 3 }, "cancelled", "cancelled"],
	[{ skipped: 2, applied: 1 }, "cancelled", "failed"],
	[{ skipped: 3 }, "stopped", "failed"],
	[{ applied: 3 }, "cancelled", "applied"],
] as const)("devices %j of one that was %s under way make it %s", (counts, code, expected) => {
	expect(endingOf(counts, false, { code, detail: "why" }).state).toBe(expected);
});
