import type { Certification, Stage } from "../../../src/shared/certification.ts";
import { STAGE_ORDER } from "../../components/vocabulary.ts";

export type StageState = "done" | "current" | "ahead";

export interface StageStep {
	readonly stage: Stage;
	readonly state: StageState;
	/** The newest step that brought it there. */
	readonly entry: Certification["history"][number] | null;
}

/** What brings a certification to each stage. */
const BROUGHT_BY: Readonly<Record<Stage, readonly Certification["history"][number]["action"][]>> = {
	intake: ["intake"],
	discovery: ["discovery"],
	verification: ["verification", "setback"],
	canary: ["canary", "canaryPaused", "canaryPassed"],
	certified: ["approval"],
};

/** The five stages as they stand. What lies ahead after a setback was reached once, and does not count any more. */
export function stepsOf({ stage, history }: Pick<Certification, "stage" | "history">): StageStep[] {
	const at = STAGE_ORDER.indexOf(stage);
	return STAGE_ORDER.map((each, index) => {
		const isDone = index < at || stage === "certified";
		return {
			stage: each,
			state: isDone ? "done" : index === at ? "current" : "ahead",
			entry: index > at ? null : (history.findLast(({ action }) => BROUGHT_BY[each].includes(action)) ?? null),
		};
	});
}

export type NextStep = "discovery" | "verification" | "canary" | "approval";

/**
 * The steps that a stage leads to, the one that leads on first. Whether nothing is missing for it says the API, and its
 * refusal is shown as it is.
 */
export function nextSteps({ stage, canary }: Pick<Certification, "stage" | "canary">): NextStep[] {
	if (stage === "intake") return ["discovery"];
	if (stage === "discovery") return ["verification", "discovery"];
	if (stage === "verification") return ["canary", "verification"];
	if (stage === "certified" || canary?.status === "running") return [];
	return canary?.status === "paused" ? ["approval", "canary", "verification"] : ["approval", "verification"];
}

/** The one to take next; `null` while something is missing for it. */
export function leadingStep(certification: Pick<Certification, "stage" | "canary" | "missing">): NextStep | null {
	const [first = null] = nextSteps(certification);
	// Discovery and verification are what is missing themselves.
	const needsAll = first === "canary" || first === "approval";
	return needsAll && certification.missing.length > 0 ? null : first;
}

/** Which step leads on from a stage: the one that `missing` is about. */
export const NEXT_STEP: Readonly<Record<Stage, NextStep | null>> = {
	intake: "discovery",
	discovery: "verification",
	verification: "canary",
	canary: "approval",
	certified: null,
};
