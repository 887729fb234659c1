import { v5 } from "uuid";
import { canonicalJson } from "../lib/canonicalJson.ts";
import type { Clock } from "../lib/edges.ts";
import type { Clearance, Lowering } from "../proof/cells.ts";
import { factsOf } from "../proof/certification.ts";
import { judgeModel, type ModelEvidence, oldestGreenOf, rowsOf } from "../proof/matrix.ts";
import { type CellChange, changesOf } from "../proof/matrixHistory.ts";
import { progressOf } from "../proof/pipeline.ts";
import type { MatrixRow, RunEvidence } from "../shared/proof.ts";
import { readCertificationParts } from "../store/certificationParts.ts";
import { type ModelName, readCertificationsOf } from "../store/certifications.ts";
import { readClearances, readLowerings } from "../store/clearances.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import { publish } from "../store/effects.ts";
import { insertMatrixChanges } from "../store/matrixHistory.ts";
import { lockModel, readModelRows, readOuis, readSeenPairs, replaceRows } from "../store/matrixRows.ts";
import { readFinishedRuns } from "../store/proofResults.ts";
import type { Tenant } from "../store/tenants.ts";

/** Derives a model's rows again from its evidence and the versions seen; answers which cells changed. */
export function createMatrixRows(deps: {
	readonly database: Database;
	readonly clock: Clock;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
}) {
	return async function derive(tenant: TenantId, { vendor, model, productClass }: ModelName): Promise<CellChange[]> {
		const settings = deps.tenantOf(tenant);
		if (!settings) return [];
		return deps.database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			// All in one go; what is read is seen as it is once the lock is had.
			const [, evidence, found] = await Promise.all([
				lockModel(scope, vendor, model, productClass),
				evidenceOf(scope, { vendor, model, productClass }, settings),
				readModelRows(scope, vendor, model, productClass),
			]);
			const before = found as unknown as MatrixRow[];
			const now = deps.clock();
			const rows = rowsOf(evidence, (seed) => v5(seed, tenant), now.toISOString());
			const oldestGreen = oldestGreenOf(judgeModel(evidence, now.toISOString()));
			const changes = changesOf(before, rows, evidence.runs);
			const data = {
				...{ vendor, model, productClass },
				rows: rows.map(({ id, status }) => ({ id, status })),
				changed: changedRows(before, rows),
			};
			await Promise.all([
				replaceRows(scope, vendor, model, productClass, rows, now, oldestGreen),
				insertMatrixChanges(scope, vendor, model, productClass, changes, now),
				publish(tx, [{ tenant, events: [{ type: "matrix.changed", data }] }]),
			]);
			return changes;
		});
	};
}

/** The ids of rows that are new, or say anything else than before. */
function changedRows(before: readonly MatrixRow[], after: readonly MatrixRow[]): string[] {
	const textOf = ({ updatedAt: _, ...row }: MatrixRow): string => canonicalJson(row);
	const known = new Map(before.map((row) => [row.id, textOf(row)]));
	return after.filter((row) => known.get(row.id) !== textOf(row)).map(({ id }) => id);
}

async function evidenceOf(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	{ simulated, evidenceMaxAgeDays }: Tenant,
): Promise<ModelEvidence> {
	const name = { vendor, model, productClass };
	const [finished, certifications, ouis, seen, clearances, lowerings] = await Promise.all([
		readFinishedRuns(scope, vendor, model, productClass),
		readCertificationsOf(scope, name).then((found) => readCertificationParts(scope, found)),
		readOuis(scope, vendor, model, productClass),
		readSeenPairs(scope, vendor, model, productClass),
		readClearances(scope, name),
		readLowerings(scope, name),
	]);
	return {
		...name,
		...{ ouis, seen },
		runs: finished.map(({ result }) => {
			const { digest, ...summary } = result as RunEvidence & { digest: string };
			return { summary, digest };
		}),
		simulated,
		progress: certifications.flatMap((parts) => progressOf(factsOf(parts))),
		clearances: clearances.map(withTime) as Clearance[],
		lowerings: lowerings.map(withTime) as Lowering[],
		evidenceMaxAgeDays,
	};
}

/** Rows have moments, evidence has what the wire has. */
function withTime<Row extends { readonly at: Date }>(row: Row) {
	return { ...row, at: row.at.toISOString() };
}
