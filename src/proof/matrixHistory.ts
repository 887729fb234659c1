import type { Cell, CellState, MatrixRow, Workflow } from "../shared/proof.ts";
import { WORKFLOWS } from "../shared/proof.ts";
import type { Pair, Run } from "./matrix.ts";

/** One cell's change, on the pairs of versions that changed alike. */
export interface CellChange {
	readonly workflow: Workflow;
	readonly pairs: readonly Pair[];
	readonly before: CellState | null;
	readonly after: CellState;
	readonly cause: { readonly type: "proofRun"; readonly proofRunId: string } | { readonly type: "recomputed" };
	readonly reason: string;
}

/** What changed between two computations of a model's rows, pair by pair: rows come and go, the pairs they cover stay. */
export function changesOf(
	before: readonly MatrixRow[],
	after: readonly MatrixRow[],
	/** Every run that the later computation is from, oldest first. */
	runs: readonly Run[],
): CellChange[] {
	const previous = new Map(before.flatMap((row) => row.covers.map((pair) => [keyOf(pair), row] as const)));
	return after.flatMap((row) =>
		WORKFLOWS.flatMap((workflow) => {
			const cell = row.workflows[workflow];
			// Pairs that stood in different rows may come to the same from different ends.
			const groups = new Map<MatrixRow | null, Pair[]>();
			for (const pair of row.covers) {
				const from = previous.get(keyOf(pair)) ?? null;
				groups.set(from, [...(groups.get(from) ?? []), pair]);
			}
			return [...groups].flatMap(([from, pairs]) => {
				const change = changeOf(row, workflow, cell, from?.workflows[workflow] ?? null, pairs, runs);
				return change ? [change] : [];
			});
		}),
	);
}

function changeOf(
	row: MatrixRow,
	workflow: Workflow,
	cell: Cell,
	from: Cell | null,
	pairs: readonly Pair[],
	runs: readonly Run[],
): CellChange | null {
	// A pair that is new, and of which nothing is known, has changed nothing.
	const old = from ?? { status: "unproven", verdict: null, evidence: [] };
	if (old.status === cell.status && old.verdict === cell.verdict) return null;
	const known = new Set(old.evidence.map(({ digest }) => digest));
	const keys = new Set(pairs.map(keyOf));
	const counted = new Set(cell.evidence.map(({ digest }) => digest));
	const cause = runs.findLast(
		({ summary, digest }) => counted.has(digest) && !known.has(digest) && keys.has(keyOf(summary.subject)),
	);
	const conflicting = row.limitations.some(
		(limitation) => limitation.code === "conflictingEvidence" && limitation.workflow === workflow,
	);
	const revises = old.evidence.some(({ proofRunId }) => proofRunId === cause?.summary.proofRunId);
	return {
		workflow,
		pairs,
		before: from && { status: from.status, verdict: from.verdict },
		after: { status: cell.status, verdict: cell.verdict },
		cause: cause ? { type: "proofRun", proofRunId: cause.summary.proofRunId } : { type: "recomputed" },
		reason: cause ? reasonOf(workflow, old, cell, conflicting, revises) : "The row was computed again.",
	};
}

function reasonOf(
	workflow: Workflow,
	before: Pick<Cell, "status" | "verdict">,
	after: Cell,
	conflicting: boolean,
	revises: boolean,
): string {
	if (revises) return `The device came back late: the run's verdict on ${workflow} is now ${after.verdict}.`;
	if (conflicting) {
		return `A proof run found ${workflow} ${after.verdict}, against earlier evidence; a second device or a repeat will decide.`;
	}
	if (before.verdict === null) return `A proof run found ${workflow} ${after.verdict}.`;
	if (before.verdict === after.verdict) return `A further proof run confirmed that ${workflow} is ${after.verdict}.`;
	return `A proof run found ${workflow} ${after.verdict}; before it was ${before.verdict}.`;
}

function keyOf({ hardwareVersion, softwareVersion }: Pair): string {
	return JSON.stringify([hardwareVersion, softwareVersion]);
}
