import type { ModelProfile } from "../device/profiles/profile.ts";
import type { Tree } from "../device/tree.ts";
import type { Clock } from "../lib/edges.ts";
import type { Vault } from "../lib/vault.ts";
import type { Cut } from "../proof/check.ts";
import type { Wake } from "../shared/devices.ts";
import type { Subject } from "../shared/proof.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { ProofRunRow } from "../store/proofRuns.ts";
import type { Tenant } from "../store/tenants.ts";
import type { Holding } from "./holds.ts";
import type { LiveSession } from "./liveSession.ts";

export interface ProofRunDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly blobs: Blobs;
	readonly vault: Vault;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	/** What is known of the device's family. */
	readonly profileOf: (device: KnownDevice) => ModelProfile;
	/** Wakes a device for what stands in its queue. */
	readonly wake: (tenant: TenantId, device: string) => void;
	/** One connection request, and whether a session followed. */
	readonly knock: (tenant: TenantId, device: string, timeoutMs: number) => Promise<Wake>;
	readonly sessionEnded: (tenant: TenantId, device: string) => Promise<void>;
	/** A run has ended: the rows of its model follow. */
	readonly onFinished: (tenant: TenantId, subject: Subject) => Promise<void>;
	/** A device did not come back: should it do so later, `lateReturn` is to be told. */
	readonly awaitReturn: (tenant: TenantId, device: string, run: string) => Promise<void>;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

/** A proof run that is under way in this process. */
export interface Execution extends Holding {
	readonly tenant: Tenant;
	readonly scope: Scope;
	readonly run: ProofRunRow;
	readonly key: string;
	cancelled: boolean;
	/** The operation before that, whose transfers may be asked for. */
	lastOperation: string | null;
	/** Its step waits for the device to come by itself, or for a connection request: sessions get no work. */
	standsBack: boolean;
	/** Told of each session that begins while a step waits for some. */
	onSession: ((session: LiveSession) => void) | null;
	/** Where the next session's connection is to be cut. */
	cut: Cut | null;
	/** Ends what its step waits for. */
	interrupt: (() => void) | null;
}

export function executionOf(tenant: Tenant, scope: Scope, run: ProofRunRow, key: string): Execution {
	return {
		...{
			tenant,
			scope,
			run,
			key,
			cancelled: false,
			operation: null,
			isQueued: false,
			lastOperation: null,
			standsBack: false,
		},
		...{ onSession: null, cut: null, holder: null, interrupt: null },
	};
}
