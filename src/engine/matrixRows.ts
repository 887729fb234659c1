import { v5 } from "uuid";
import type { Clock } from "../lib/edges.ts";
import { rowsOf } from "../proof/matrix.ts";
import type { RunEvidence } from "../shared/proof.ts";
import type { Database, TenantId } from "../store/db.ts";
import { publish } from "../store/effects.ts";
import { lockModel, readOuis, readSeenPairs, replaceRows } from "../store/matrixRows.ts";
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
			const now = deps.clock();
			const rows = rowsOf(
				{
					vendor,
					model,
					productClass,
					ouis: await readOuis(scope, vendor, model, productClass),
					seen: await readSeenPairs(scope, vendor, model, productClass),
					runs: finished.map(({ result }) => {
						const { digest, ...summary } = result as RunEvidence & { digest: string };
						return { summary, digest };
					}),
					simulated,
				},
				(seed) => v5(seed, tenant),
				now.toISOString(),
			);
			await replaceRows(scope, vendor, model, productClass, rows, now);
			const data = { vendor, model, productClass, rows: rows.map(({ id, status }) => ({ id, status })) };
			await publish(tx, [{ tenant, events: [{ type: "matrix.changed", data }] }]);
		});
	};
}
