import type { SealedParameters } from "../lib/vault.ts";
import type { Selector } from "../shared/changes.ts";
import { type Db, type Scope, statement, type TenantId } from "./db.ts";

export interface ProvisioningProfileRow {
	readonly id: string;
	readonly name: string;
	readonly priority: number;
	readonly enabled: boolean;
	readonly selector: Selector;
	/** Secrets that stand in them are sealed. */
	readonly parameters: SealedParameters;
	readonly onDrift: boolean;
	/** Devices that it corrects no more. */
	readonly stoppedDevices: number;
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

const COLUMNS = `p.id, p.name, p.priority, p.enabled, p.selector, p.parameters, p.on_drift as "onDrift",
	p.created_at as "createdAt", p.updated_at as "updatedAt", (select count(*) from provisioning_stop x
		where x.tenant = p.tenant and x.profile = p.id) as "stoppedDevices"`;

const INSERT = statement(
	"provisioningProfiles.insert",
	`insert into provisioning_profile (tenant, id, name, priority, enabled, selector, parameters, on_drift, created_at,
		updated_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

/** Fails with SQLSTATE 23505 where another has the name. */
export async function insertProvisioningProfile(
	scope: Scope,
	row: Omit<ProvisioningProfileRow, "stoppedDevices">,
): Promise<void> {
	await scope.query(INSERT, [
		...[row.id, row.name, row.priority, row.enabled, JSON.stringify(row.selector), JSON.stringify(row.parameters)],
		...[row.onDrift, row.createdAt, row.updatedAt],
	]);
}

const UPDATE = statement(
	"provisioningProfiles.update",
	`update provisioning_profile set name = $3, priority = $4, enabled = $5, selector = $6, parameters = $7, on_drift = $8,
		updated_at = $9
	where tenant = $1 and id = $2`,
);

/** Fails with SQLSTATE 23505 where another has the name. */
export async function updateProvisioningProfile(
	scope: Scope,
	row: Omit<ProvisioningProfileRow, "stoppedDevices" | "createdAt">,
): Promise<void> {
	await scope.query(UPDATE, [
		...[row.id, row.name, row.priority, row.enabled, JSON.stringify(row.selector), JSON.stringify(row.parameters)],
		...[row.onDrift, row.updatedAt],
	]);
}

const ONE = statement(
	"provisioningProfiles.one",
	`select ${COLUMNS} from provisioning_profile p where p.tenant = $1 and p.id = $2`,
);

export async function findProvisioningProfile(scope: Scope, id: string): Promise<ProvisioningProfileRow | null> {
	return (await scope.query<ProvisioningProfileRow>(ONE, [id]))[0] ?? null;
}

const LIST = statement(
	"provisioningProfiles.list",
	`select ${COLUMNS} from provisioning_profile p where p.tenant = $1 and p.name > $2 order by p.name limit $3`,
);

/** By name. */
export function listProvisioningProfiles(
	scope: Scope,
	page: { readonly after: string; readonly limit: number },
): Promise<ProvisioningProfileRow[]> {
	return scope.query(LIST, [page.after, page.limit]);
}

const ENABLED = statement(
	"provisioningProfiles.enabled",
	`select p.tenant, ${COLUMNS} from provisioning_profile p where p.enabled`,
);

/** Those that count, of all tenants. */
export function readEnabledProfiles(db: Db): Promise<(ProvisioningProfileRow & { readonly tenant: TenantId })[]> {
	return db.query(ENABLED);
}

const DELETE = statement(
	"provisioningProfiles.delete",
	`delete from provisioning_profile where tenant = $1 and id = $2 returning id`,
);
const FORGET_STOPS = statement(
	"provisioningProfiles.forgetStops",
	`delete from provisioning_stop where tenant = $1 and profile = $2`,
);

/** Whether it was there. */
export async function removeProvisioningProfile(scope: Scope, id: string): Promise<boolean> {
	await forgetStops(scope, id);
	return (await scope.query(DELETE, [id])).length > 0;
}

/** It is another one now: devices that it has given up are corrected again. */
export async function forgetStops(scope: Scope, id: string): Promise<void> {
	await scope.query(FORGET_STOPS, [id]);
}
