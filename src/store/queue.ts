import type { SealedInput } from "../lib/vault.ts";
import type { OperationKind } from "../shared/operations.ts";
import { type Db, type Scope, statement, type TenantId } from "./db.ts";

/** An operation as the engine works on it. */
export interface QueuedOperation {
	readonly tenant: TenantId;
	readonly id: string;
	readonly device: string;
	readonly kind: OperationKind;
	/** With the values of secret parameters sealed, as it is stored. */
	readonly input: Readonly<Record<string, unknown>>;
	readonly authority: "user" | "run" | "rollout" | "provisioning" | "system";
	/** The request that it is a step of; its own id where it is none. */
	readonly request: string;
	/** `unknown` that is finished is an end: then it is no longer here. */
	readonly status: "queued" | "running" | "unknown";
	readonly phase: unknown;
	readonly acceptedAt: Date;
	readonly expiresAt: Date;
	readonly sentAt: Date | null;
	readonly waitSeconds: number | null;
	readonly deadlineAt: Date | null;
	/** The change that it is a step of. */
	readonly change: string | null;
	/** It takes back what that change did. */
	readonly inverse: boolean;
}

const COLUMNS = `tenant, id, device, kind, input, authority, request, status, phase, accepted_at as "acceptedAt",
	expires_at as "expiresAt", sent_at as "sentAt", wait_seconds as "waitSeconds", deadline_at as "deadlineAt",
	change, inverse`;

const OPEN = statement(
	"queue.open",
	`select ${COLUMNS} from operation where tenant = $1 and device = $2 and status in ('queued', 'running', 'unknown')
		and finished_at is null
	-- What takes a change back goes before what is only asked for.
	order by inverse desc, seq limit 200`,
);

/** A device's operations that are not at their end, in order. */
export function readQueue(scope: Scope, device: string): Promise<QueuedOperation[]> {
	return scope.query(OPEN, [device]);
}

const DUE = statement(
	"queue.due",
	`select ${COLUMNS} from operation
	where status in ('queued', 'running', 'unknown') and finished_at is null
		and case when status = 'queued' then expires_at else coalesce(deadline_at, expires_at) end <= $1
	limit 500`,
);

/** Operations of all tenants whose time is over. */
export function readDueOperations(db: Db, now: Date): Promise<QueuedOperation[]> {
	return db.query(DUE, [now]);
}

const AWAITED = statement(
	"queue.awaited",
	`select distinct tenant, device from operation
	where (status = 'queued' or status = 'running' and deadline_at is null) and expires_at > $1 limit 10000`,
);

/** The devices that something waits for, to be woken after a restart. */
export function readAwaitedDevices(db: Db, now: Date): Promise<{ tenant: TenantId; device: string }[]> {
	return db.query(AWAITED, [now]);
}

const INSERT = statement(
	"queue.insert",
	`insert into operation (tenant, id, device, kind, input, authority, request, requested_by, status, created_at,
		accepted_at, expires_at, wait_seconds, change, inverse, waived_for)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $13, $9, $10, $11, $12, $14, $15,
		case when $16 then (select certus_firmware_of(d) from device d where d.tenant = $1 and d.id = $3) end)`,
);

export interface NewQueuedOperation {
	readonly id: string;
	readonly device: string;
	readonly kind: OperationKind;
	readonly input: SealedInput;
	readonly authority: QueuedOperation["authority"];
	readonly request: string;
	readonly requestedBy: string;
	readonly createdAt: Date;
	readonly acceptedAt: Date;
	readonly expiresAt: Date;
	readonly waitSeconds: number | null;
	readonly change?: string;
	readonly inverse?: boolean;
	/** Policy needs nobody's agreement to it. */
	readonly waived?: boolean;
	/** It waits for its change to be agreed to. */
	readonly pendingApproval?: boolean;
}

export async function insertQueued(scope: Scope, operation: NewQueuedOperation): Promise<void> {
	const { id, device, kind, authority, request, requestedBy, createdAt, acceptedAt, expiresAt } = operation;
	await scope.query(INSERT, [
		...[id, device, kind, JSON.stringify(operation.input), authority, request, requestedBy, createdAt, acceptedAt],
		...[expiresAt, operation.waitSeconds, operation.pendingApproval ? "pendingApproval" : "queued"],
		...[operation.change ?? null, operation.inverse ?? false, operation.waived ?? false],
	]);
}

const CLAIM_SAMPLE = statement(
	"queue.claimSample",
	`update model_version set sampled_device = $3, sampled_at = $4
	where tenant = $1 and id = $2 and sampled_at is null returning id`,
);

/** Whether this device is the one of its version to be walked whole. */
export async function claimSample(scope: Scope, version: string, device: string, at: Date): Promise<boolean> {
	return (await scope.query(CLAIM_SAMPLE, [version, device, at])).length === 1;
}
