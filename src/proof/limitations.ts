import { type Limitation, WORKFLOWS } from "../shared/proof.ts";
import type { PairState } from "./matrix.ts";

/** What a row says of itself beside what its runs found: conflicts, what lowered a cell, and age. */
export function limitationsOf({ cells }: Pick<PairState, "cells">, evidenceMaxAgeDays: number): Limitation[] {
	const conflicts = WORKFLOWS.filter((workflow) => cells[workflow].conflicting).map((workflow) => ({
		code: "conflictingEvidence",
		workflow,
		text: `Proof runs contradict each other on ${workflow}; a second device or a repeat after a clean boot will decide.`,
	}));
	const lowered = WORKFLOWS.flatMap((workflow) =>
		cells[workflow].lowerings.map(({ code, reason }) => ({ code, workflow, text: reason })),
	);
	const aged = WORKFLOWS.filter((workflow) => cells[workflow].aged).map((workflow) => ({
		code: "evidenceExpired",
		workflow,
		text: `The ${workflow} evidence is older than ${evidenceMaxAgeDays} days.`,
	}));
	return [...conflicts, ...lowered, ...aged];
}
