import { type CanaryRow, readNewestCanaries } from "./canaries.ts";
import {
	type CertificationRow,
	readSteps,
	readVerificationRuns,
	type StepRow,
	type VerificationRunRow,
} from "./certifications.ts";
import { type ClearanceRow, readClearancesBy } from "./clearances.ts";
import type { Scope } from "./db.ts";
import { type OperationRow, readOperations } from "./operations.ts";

/** A certification with all that its stage follows from. */
export interface CertificationParts {
	readonly row: CertificationRow;
	/** Oldest first. */
	readonly steps: readonly StepRow[];
	/** Its verification runs, in the order of their steps. */
	readonly runs: readonly VerificationRunRow[];
	/** The operations of its newest discovery. */
	readonly operations: readonly OperationRow[];
	/** The newest. */
	readonly canary: CanaryRow | null;
	/** Oldest first. */
	readonly clearances: readonly ClearanceRow[];
}

/** Several at once, in their order, with as many queries as one. */
export async function readCertificationParts(
	scope: Scope,
	rows: readonly CertificationRow[],
): Promise<CertificationParts[]> {
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const stepsOf = Map.groupBy(await readSteps(scope, ids), ({ certification }) => certification);
	const wanted = rows.map((row) => {
		const steps = stepsOf.get(row.id) ?? [];
		const discovery = steps.findLast(({ action }) => action === "discovery");
		return {
			row,
			steps,
			runIds: steps.filter(({ action }) => action === "verification").map(({ detail }) => detail.proofRunId as string),
			operationIds: (discovery?.detail.operations ?? []) as readonly string[],
		};
	});
	const runs = await readVerificationRuns(
		scope,
		wanted.flatMap(({ runIds }) => runIds),
	);
	const operations = await readOperations(
		scope,
		wanted.flatMap(({ operationIds }) => operationIds),
	);
	const canaries = await readNewestCanaries(scope, ids);
	const clearances = await readClearancesBy(scope, ids);
	return wanted.map(({ row, steps, runIds, operationIds }) => ({
		row,
		steps,
		runs: runIds.flatMap((id) => runs.find((run) => run.id === id) ?? []),
		operations: operations.filter(({ id }) => operationIds.includes(id)),
		canary: canaries.find(({ certification }) => certification === row.id) ?? null,
		clearances: clearances.filter(({ certificationId }) => certificationId === row.id),
	}));
}
