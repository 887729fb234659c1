import { v5 } from "uuid";
import type { Clock } from "../lib/edges.ts";
import { rowsOf } from "../proof/matrix.ts";
import { changesOf } from "../proof/matrixHistory.ts";
import type { MatrixRow, RunEvidence } from "../shared/proof.ts";
import type { Database, TenantId } from "../store/db.ts";
import { publish } from "../store/effects.ts";
import { insertMatrixChanges } from "../store/matrixHistory.ts";
import { lockModel, readModelRows, readOuis, readSeenPairs, replaceRows } from "../store/matrixRows.ts";
import { readFinishedRuns } from "../store/proofResults.ts";
import type { Tenant } from "../store/tenants.ts";

export interface ModelKey {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
}

/** Derives a model's rows again from its evidence and the versions seen. */
export function createMatrixRows(deps: {
	readonly database: Database;
	readonly clock: Clock;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
}) {
	return async function derive(tenant: TenantId, { vendor, model, productClass }: ModelKey): Promise<void> {
		const simulated = deps.tenantOf(tenant)?.simulated ?? false;
		await deps.database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			await lockModel(scope, vendor, model, productClass);
			const finished = await readFinishedRuns(scope, vendor, model, productClass);
			const runs = finished.map(({ result }) => {
				const { digest, ...summary } = result as RunEvidence & { digest: string };
				return { summary, digest };
			});
			const before = (await readModelRows(scope, vendor, model, productClass)) as unknown as MatrixRow[];
			const now = deps.clock();
			const rows = rowsOf(
				{
					vendor,
					model,
					productClass,
					ouis: await readOuis(scope, vendor, model, productClass),
					seen: await readSeenPairs(scope, vendor, model, productClass),
					runs,
					simulated,
				},
				(seed) => v5(seed, tenant),
				now.toISOString(),
			);
			await replaceRows(scope, vendor, model, productClass, rows, now);
			await insertMatrixChanges(scope, vendor, model, productClass, changesOf(before, rows, runs), now);
			const data = { vendor, model, productClass, rows: rows.map(({ id, status }) => ({ id, status })) };
			await publish(tx, [{ tenant, events: [{ type: "matrix.changed", data }] }]);
		});
	};
}
