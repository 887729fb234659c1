import type { Cell, CellState, MatrixRow, Workflow } from "../shared/proof.ts";
import { WORKFLOWS } from "../shared/proof.ts";
import { keyOfPair, type Pair, type Run } from "./cells.ts";
import { testimoniesOf } from "./matrix.ts";

export type ChangeCause =
	| { readonly type: "proofRun"; readonly proofRunId: string }
	| { readonly type: "certification"; readonly certificationId: string }
	| { readonly type: "field" }
	| { readonly type: "person"; readonly by: string }
	| { readonly type: "age" }
	| { readonly type: "recomputed" };

/** One cell's change, on the pairs of versions that changed alike. */
export interface CellChange {
	readonly workflow: Workflow;
	readonly pairs: readonly Pair[];
	readonly before: CellState | null;
	readonly after: CellState;
	readonly cause: ChangeCause;
	readonly reason: string;
}

/** What changed between two computations of a model's rows, pair by pair: rows come and go, the pairs they cover stay. */
export function changesOf(
	before: readonly MatrixRow[],
	after: readonly MatrixRow[],
	/** Every run that the later computation is from, oldest first. */
	given: readonly Run[],
): CellChange[] {
	const runs = given.flatMap(testimoniesOf);
	const previous = new Map(before.flatMap((row) => row.covers.map((pair) => [keyOfPair(pair), row] as const)));
	return after.flatMap((row) =>
		WORKFLOWS.flatMap((workflow) => {
			const cell = row.workflows[workflow];
			// Pairs that stood in different rows may come to the same from different ends.
			const groups = new Map<MatrixRow | null, Pair[]>();
			for (const pair of row.covers) {
				const from = previous.get(keyOfPair(pair)) ?? null;
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
	const old: Pick<Cell, "status" | "verdict" | "evidence" | "cleared" | "lowered"> = from ?? {
		status: "unproven",
		verdict: null,
		evidence: [],
	};
	const isLowered = cell.lowered !== undefined && cell.lowered.id !== old.lowered?.id;
	if (old.status === cell.status && old.verdict === cell.verdict && !isLowered) return null;
	return {
		workflow,
		pairs,
		before: from && { status: from.status, verdict: from.verdict },
		after: { status: cell.status, verdict: cell.verdict },
		...causeOf(row, workflow, cell, old, pairs, runs),
	};
}

function causeOf(
	row: MatrixRow,
	workflow: Workflow,
	cell: Cell,
	old: Pick<Cell, "status" | "verdict" | "evidence" | "cleared" | "lowered">,
	pairs: readonly Pair[],
	runs: readonly Run[],
): Pick<CellChange, "cause" | "reason"> {
	const { lowered, cleared } = cell;
	if (lowered && lowered.id !== old.lowered?.id) {
		const cause: ChangeCause = lowered.cause === "field" ? { type: "field" } : { type: "person", by: lowered.by };
		return { cause, reason: lowered.reason };
	}
	const known = new Set(old.evidence.map(({ digest }) => digest));
	const keys = new Set(pairs.map(keyOfPair));
	const counted = new Set(cell.evidence.map(({ digest }) => digest));
	const run = runs.findLast(
		({ summary, digest }) => counted.has(digest) && !known.has(digest) && keys.has(keyOfPair(summary.subject)),
	);
	if (run) {
		const { proofRunId } = run.summary;
		const conflicting = hasLimitation(row, workflow, "conflictingEvidence");
		const revises = old.evidence.some((evidence) => evidence.proofRunId === proofRunId);
		return { cause: { type: "proofRun", proofRunId }, reason: reasonOf(workflow, old, cell, conflicting, revises) };
	}
	if (cleared && cleared.at !== old.cleared?.at) {
		const { certificationId } = cleared;
		return {
			cause: { type: "certification", certificationId },
			reason: `A canary exercised ${workflow} in production, and its certification was approved.`,
		};
	}
	if (old.status === "green" && hasLimitation(row, workflow, "evidenceExpired")) {
		return { cause: { type: "age" }, reason: `The ${workflow} evidence has become too old.` };
	}
	return { cause: { type: "recomputed" }, reason: "The row was computed again." };
}

function hasLimitation(row: MatrixRow, workflow: Workflow, code: string): boolean {
	return row.limitations.some((limitation) => limitation.code === code && limitation.workflow === workflow);
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
		return `Proof runs contradict each other on ${workflow}, which one found ${after.verdict}; a second device or a repeat after a clean boot will decide.`;
	}
	if (before.verdict === null) return `A proof run found ${workflow} ${after.verdict}.`;
	if (before.verdict === after.verdict) return `A further proof run confirmed that ${workflow} is ${after.verdict}.`;
	return `A proof run found ${workflow} ${after.verdict}; before it was ${before.verdict}.`;
}
