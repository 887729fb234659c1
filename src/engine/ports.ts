import type { Failure } from "../shared/changes.ts";
import type { Presence, Wake } from "../shared/devices.ts";
import type { Workflow } from "../shared/proof.ts";
import type { ModelName } from "../store/certifications.ts";
import type { TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { Tenant } from "../store/tenants.ts";

/** A cell of some versions of a model that went down. */
export interface LoweredOn extends ModelName {
	readonly workflow: Workflow;
	readonly pairs: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[];
	readonly reason: string;
}

/** What a preview wants to know of a device. */
export interface PreviewAsk {
	readonly device: string;
	readonly paths: readonly string[];
	/** Of a second question to the same device. */
	readonly place?: string;
}

/** A value as the device gave it. */
export interface ValueRead {
	readonly value: string;
	readonly type: string | null;
}

/** What the API and the app's commands may ask of the running engine; everything else goes through the store. */
export interface EnginePort {
	/** `reachable` only while it is confirmed: a session is open, or one began a moment ago. */
	presenceOf(device: KnownDevice, tenant: Tenant): Presence;
	/** Devices of a tenant whose session is open now. */
	devicesInSession(tenant: TenantId): readonly string[];
	/** Sends a connection request and waits for the session that shows that it worked. */
	wake(tenant: TenantId, deviceId: string, timeoutMs: number): Promise<Wake>;
	/** Something new stands in a device's queue, and is committed: wake the device for it. */
	operationQueued(tenant: TenantId, deviceId: string): void;
	/** An open operation was cancelled. */
	operationCancelled(tenant: TenantId, operationId: string): void;
	/** A proof run was added or cancelled, and is committed. */
	proofRunChanged(tenant: TenantId, runId: string): void;
	/** A certification came to another stage, and that is committed: its canary and the rows of its model follow. */
	certificationChanged(tenant: TenantId, certificationId: string): Promise<void>;
	/** Somebody lowered a cell on these versions, and that is committed: the rows follow, and what relied on it stops. */
	cellLowered(tenant: TenantId, lowered: LoweredOn): Promise<void>;
	/** How old evidence may be has changed: rows follow. */
	matrixPolicyChanged(tenant: TenantId): Promise<void>;
	/** What devices hold now, as far as they come in time; nothing but reads is sent. By device, then by path. */
	previewChange(
		tenant: TenantId,
		changeId: string,
		asks: readonly PreviewAsk[],
		requestedBy: string,
		timeoutMs: number,
	): Promise<ReadonlyMap<string, ReadonlyMap<string, ValueRead>>>;
	/** A change is to be applied or taken back, and that is committed. */
	changeBegun(tenant: TenantId, changeId: string): void;
	/** Resolves once a change's one device stands as it was previewed or is through, or the time is over. */
	changeChecked(changeId: string, timeoutMs: number): Promise<void>;
	/** What a change has not sent yet it is not to send any more, and that is committed. */
	changeWithdrawn(tenant: TenantId, changeId: string, why: Failure): void;
	/** A provisioning profile was added, changed or removed. */
	provisioningChanged(): Promise<void>;
	/** A tenant was added or changed. */
	tenantsChanged(): Promise<void>;
	/** A device was removed or replaced: its live session ends. */
	deviceRemoved(tenant: TenantId, deviceId: string): void;
}
