import type { Clock } from "../lib/edges.ts";
import type { Subject } from "../shared/proof.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import type { ProofRunRow } from "../store/proofRuns.ts";
import type { Tenant } from "../store/tenants.ts";

export interface ProofRunDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly blobs: Blobs;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly wake: (tenant: TenantId, device: string) => void;
	/** A run has ended: the rows of its model follow. */
	readonly onFinished: (tenant: TenantId, subject: Subject) => Promise<void>;
	/** A device did not come back: should it do so later, `lateReturn` is to be told. */
	readonly awaitReturn: (tenant: TenantId, device: string, run: string) => Promise<void>;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

/** A proof run that is under way in this process. */
export interface Execution {
	readonly tenant: Tenant;
	readonly scope: Scope;
	readonly run: ProofRunRow;
	readonly key: string;
	cancelled: boolean;
	/** The operation that its current step waits for. */
	operation: string | null;
	/** Told when there is a next step, or the run is over. */
	holder: ((hasWork: boolean) => void) | null;
}
