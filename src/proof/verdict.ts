import type { Blame, CheckOutcome, Verdict } from "../shared/proof.ts";

/** Not a step of a run: added when a device that was given up comes back after all. */
export const LATE_RETURN = "lateReturn";

export interface JudgedCheck {
	readonly id: string;
	readonly outcome: CheckOutcome;
	readonly essential: boolean;
	readonly blame?: Blame | undefined;
}

/** A workflow's verdict from its checks (contract, section 5, *How they are judged*). */
export function verdictOf(checks: readonly JudgedCheck[]): Verdict {
	const failures = checks.filter(({ outcome }) => outcome === "fail");
	// A late return revises `unsafe` to `partial` (contract, section 5).
	if (checks.some(({ id, outcome }) => id === LATE_RETURN && outcome === "pass")) return "partial";
	if (failures.some(({ blame }) => blame === "unsafe")) return "unsafe";
	// Without an essential one each check stands for itself: what passes is usable (`hostsWifi`, `diagnostics`, traits).
	const each = !checks.some((check) => check.essential) && !failures.some(({ blame }) => blame === "failed");
	if (failures.length > 0 && each) {
		if (checks.some(({ outcome }) => outcome === "pass")) return "partial";
		return failures.every(({ blame }) => blame === "unsupported") ? "unsupported" : "failed";
	}
	const essential = failures.filter((check) => check.essential || check.blame !== undefined);
	if (essential.length > 0) return essential.some(({ blame }) => blame === "unsupported") ? "unsupported" : "failed";
	const open = checks.filter(({ outcome }) => outcome === "inconclusive");
	// `partial` says that the essential checks passed: whatever else failed, that was not seen.
	if (open.some((check) => check.essential) || (failures.length === 0 && open.length > 0)) return "inconclusive";
	// Without a single pass nothing was shown.
	if (!checks.some(({ outcome }) => outcome === "pass")) return failures.length > 0 ? "failed" : "inconclusive";
	return failures.length > 0 ? "partial" : "proven";
}
