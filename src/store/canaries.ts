import type { ModelName } from "./certifications.ts";
import { type Db, type Scope, statement, type TenantId } from "./db.ts";
import type { Json } from "./operations.ts";

export interface CanaryRow extends ModelName {
	readonly id: string;
	readonly certification: string;
	readonly status: "running" | "paused" | "passed" | "stopped";
	readonly hardwareVersion: string;
	readonly workflows: readonly string[];
	readonly versions: readonly string[];
	/** `null`: any of the model's, up to `maxDevices`. */
	readonly deviceIds: readonly string[] | null;
	readonly maxDevices: number;
	readonly successFloor: number;
	readonly minOperations: number;
	readonly minDevices: number;
	readonly rollbackOwner: string;
	readonly irreversible: readonly string[];
	readonly startedAt: Date;
	readonly endsAt: Date;
	readonly endedAt: Date | null;
	/** How it was last judged: `{cells, reason}`. */
	readonly judgement: Json | null;
	/** Devices that it has acted on, in the order of joining. */
	readonly joined: readonly string[];
}

const COLUMNS = `k.id, k.certification, k.status, c.vendor, c.model, c.product_class as "productClass",
	c.hardware_version as "hardwareVersion", c.workflows, k.versions, k.device_ids as "deviceIds",
	k.max_devices as "maxDevices", k.success_floor as "successFloor", k.min_operations as "minOperations",
	k.min_devices as "minDevices", k.rollback_owner as "rollbackOwner", k.irreversible, k.started_at as "startedAt",
	k.ends_at as "endsAt", k.ended_at as "endedAt", k.judgement,
	array(select d.device from canary_device d where d.tenant = k.tenant and d.canary = k.id
		order by d.joined_at, d.device) as joined`;
const FROM = `from canary k join certification c on c.tenant = k.tenant and c.id = k.certification`;

const INSERT = statement(
	"canaries.insert",
	`insert into canary (tenant, id, certification, status, versions, device_ids, max_devices, success_floor,
		min_operations, min_devices, rollback_owner, irreversible, started_at, ends_at)
	values ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);

export type NewCanaryRow = Pick<
	CanaryRow,
	| "id"
	| "certification"
	| "versions"
	| "deviceIds"
	| "maxDevices"
	| "successFloor"
	| "minOperations"
	| "minDevices"
	| "rollbackOwner"
	| "irreversible"
	| "startedAt"
	| "endsAt"
>;

export async function insertCanary(scope: Scope, canary: NewCanaryRow): Promise<void> {
	await scope.query(INSERT, [
		canary.id,
		canary.certification,
		canary.versions,
		canary.deviceIds,
		canary.maxDevices,
		canary.successFloor,
		canary.minOperations,
		canary.minDevices,
		canary.rollbackOwner,
		canary.irreversible,
		canary.startedAt,
		canary.endsAt,
	]);
}

const NEWEST = statement(
	"canaries.newest",
	`select distinct on (k.certification) ${COLUMNS} ${FROM}
	where k.tenant = $1 and k.certification = any($2::uuid[]) order by k.certification, k.started_at desc, k.id`,
);

/** Each certification's newest canary. */
export function readNewestCanaries(scope: Scope, certifications: readonly string[]): Promise<CanaryRow[]> {
	return scope.query(NEWEST, [certifications]);
}

const RUNNING = statement(
	"canaries.running",
	`select k.tenant, ${COLUMNS} ${FROM} where k.status = 'running' order by k.started_at limit 1000`,
);

/** The canaries of all tenants that are running. */
export function readRunningCanaries(db: Db): Promise<(CanaryRow & { readonly tenant: TenantId })[]> {
	return db.query(RUNNING);
}

const RUNNING_ON = statement(
	"canaries.runningOn",
	`select k.id, k.certification, k.versions ${FROM}
	where k.tenant = $1 and k.status = 'running' and c.vendor = $2 and c.model = $3 and c.product_class = $4
		and c.hardware_version = $5 and k.versions && $6::text[]`,
);

/** Those that run on some of these versions. */
export function readCanariesOn(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	hardwareVersion: string,
	versions: readonly string[],
): Promise<Pick<CanaryRow, "id" | "certification" | "versions">[]> {
	return scope.query(RUNNING_ON, [vendor, model, productClass, hardwareVersion, versions]);
}

const LOCK = statement(
	"canaries.lock",
	`select id from canary where tenant = $1 and id = $2 and status = 'running' for update`,
);
const JOIN = statement(
	"canaries.join",
	`insert into canary_device (tenant, canary, device, joined_at)
	select $1, k.id, $3, $4 from canary k where k.tenant = $1 and k.id = $2
		and (select count(*) from canary_device d where d.tenant = $1 and d.canary = $2) < k.max_devices
	on conflict do nothing`,
);
const IS_IN = statement(
	"canaries.isIn",
	`select device from canary_device where tenant = $1 and canary = $2 and device = $3`,
);

/** Takes a device in while there is room; whether it is in. In a transaction of its own: joiners follow one another. */
export async function joinCanary(scope: Scope, canary: string, device: string, at: Date): Promise<boolean> {
	if ((await scope.query(LOCK, [canary])).length === 0) return false;
	await scope.query(JOIN, [canary, device, at]);
	return (await scope.query(IS_IN, [canary, device])).length === 1;
}

const WRITE = statement(
	"canaries.write",
	`insert into canary_write (tenant, canary, operation, device, before, unknown) values ($1, $2, $3, $4, $5, $6)
	on conflict do nothing`,
);

/** A parameter as it was before a canary's operation. */
export interface ValueBefore {
	readonly path: string;
	readonly value: string;
	readonly type: string | null;
}

export async function insertCanaryWrite(
	scope: Scope,
	write: {
		readonly canary: string;
		readonly operation: string;
		readonly device: string;
		readonly before: readonly ValueBefore[];
		readonly unknown: readonly string[];
	},
): Promise<void> {
	const { canary, operation, device, before, unknown } = write;
	await scope.query(WRITE, [canary, operation, device, JSON.stringify(before), unknown]);
}

const WRITES = statement(
	"canaries.writes",
	`select w.device, w.before, w.unknown from canary_write w
		join operation o on o.tenant = w.tenant and o.id = w.operation and o.sent_at is not null
	where w.tenant = $1 and w.canary = $2 order by w.seq`,
);

export interface CanaryWriteRow {
	readonly device: string;
	readonly before: readonly ValueBefore[];
	readonly unknown: readonly string[];
}

/** What a canary's operations overwrote, as far as they were sent, in their order. */
export function readCanaryWrites(scope: Scope, canary: string): Promise<CanaryWriteRow[]> {
	return scope.query(WRITES, [canary]);
}

const JUDGE = statement(
	"canaries.judge",
	`update canary set judgement = $3, status = $4, ended_at = $5
	where tenant = $1 and id = $2 and status = 'running' returning id`,
);

/** False where it was at its end already. */
export async function keepJudgement(
	scope: Scope,
	id: string,
	judgement: object,
	status: CanaryRow["status"],
	endedAt: Date | null,
): Promise<boolean> {
	return (await scope.query(JUDGE, [id, JSON.stringify(judgement), status, endedAt])).length === 1;
}

const DEVICES = statement(
	"canaries.devices",
	`select v.version as "softwareVersion", (select count(*) from device d where d.tenant = $1 and d.vendor = $2
		and d.model = $3 and d.product_class = $4 and coalesce(d.hardware_version, '') = $5
		and coalesce(d.software_version, '') = v.version) as devices
	from unnest($6::text[]) as v(version)`,
);

/** How many devices there are of each version. */
export async function countDevicesOf(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	hardwareVersion: string,
	versions: readonly string[],
): Promise<Map<string, number>> {
	const values = [vendor, model, productClass, hardwareVersion, versions];
	const found = await scope.query<{ softwareVersion: string; devices: number }>(DEVICES, values);
	return new Map(found.map(({ softwareVersion, devices }) => [softwareVersion, devices]));
}

const STRAYS = statement(
	"canaries.strays",
	`select d.id from unnest($2::uuid[]) as w(id) left join device d on d.tenant = $1 and d.id = w.id
		and d.vendor = $3 and d.model = $4 and d.product_class = $5 and coalesce(d.hardware_version, '') = $6
		and coalesce(d.software_version, '') = any($7::text[])`,
);

/** How many of these devices are not of the model and versions. */
export async function countStrays(
	scope: Scope,
	devices: readonly string[],
	{ vendor, model, productClass }: ModelName,
	hardwareVersion: string,
	versions: readonly string[],
): Promise<number> {
	const values = [devices, vendor, model, productClass, hardwareVersion, versions];
	return (await scope.query<{ id: string | null }>(STRAYS, values)).filter(({ id }) => id === null).length;
}
