import { type Db, type Scope, statement, type TenantId } from "./db.ts";
import type { DeviceSetup, OtherPlace } from "./effects.ts";

/** What a session needs to know of its device, in one indexed read. */
export interface KnownDevice {
	readonly tenant: TenantId;
	readonly id: string;
	readonly oui: string;
	readonly productClass: string;
	readonly serialNumber: string;
	readonly vendor: string;
	readonly model: string;
	readonly hardwareVersion: string | null;
	readonly softwareVersion: string | null;
	readonly parameterRoot: "Device." | "InternetGatewayDevice." | "both" | null;
	readonly namespace: string;
	readonly supportedVersions: readonly string[] | null;
	readonly sessionCount: number;
	readonly lastInformAt: Date | null;
	readonly lastInformEvents: readonly string[];
	readonly lastBootAt: Date | null;
	readonly informIntervalSeconds: number | null;
	readonly informParameters: readonly (readonly [path: string, value: string, type: string])[];
	readonly informParametersAt: Date | null;
	readonly connectionRequestUrl: string | null;
	readonly connectionRequestUsername: string | null;
	/** Sealed, as are the two passwords below. */
	readonly connectionRequestPassword: string | null;
	readonly previousConnectionRequest: { readonly username: string; readonly password: string } | null;
	readonly username: string | null;
	readonly password: string | null;
	readonly parameterKey: string;
	readonly setup: DeviceSetup;
	readonly quarantined: boolean;
	readonly tags: readonly string[];
	readonly lab: boolean | null;
	readonly subscriberId: string | null;
	readonly siteId: string | null;
	/** Twelve hexadecimal digits; `null` until an Inform or a reading shows it. */
	readonly mac: string | null;
	/** Of its PPP connection. */
	readonly wanUsername: string | null;
	/** As it tells it: a POSIX TZ string, an IANA name or an offset, or what nobody understands. */
	readonly timeZone: string | null;
	/** Where else it was heard before it came to where it is. */
	readonly otherPlace: OtherPlace | null;
	readonly createdAt: Date;
	/** Of its row: another one after each change. */
	readonly version: string;
	/** Whether anything stands in its queue that is not at its end. */
	readonly hasOpenOperations: boolean;
}

/** Of `device d`. */
export const DEVICE_COLUMNS = `d.tenant, d.id, d.oui, d.product_class as "productClass", d.serial_number as "serialNumber", d.vendor, d.model,
	d.hardware_version as "hardwareVersion", d.software_version as "softwareVersion", d.parameter_root as "parameterRoot",
	d.cwmp_namespace as namespace, d.supported_versions as "supportedVersions", d.session_count as "sessionCount",
	d.last_inform_at as "lastInformAt", d.last_inform_events as "lastInformEvents", d.last_boot_at as "lastBootAt",
	d.inform_interval_seconds as "informIntervalSeconds", d.inform_parameters as "informParameters",
	d.inform_parameters_at as "informParametersAt", d.connection_request_url as "connectionRequestUrl",
	d.connection_request_username as "connectionRequestUsername",
	d.connection_request_password as "connectionRequestPassword",
	d.previous_connection_request as "previousConnectionRequest", d.username, d.password, d.parameter_key as "parameterKey",
	d.setup, d.quarantined, d.tags, d.lab, d.subscriber_id as "subscriberId", d.site_id as "siteId",
	d.mac, d.wan_username as "wanUsername", d.time_zone as "timeZone", d.other_place as "otherPlace",
	d.created_at as "createdAt",
	d.xmin::text as version,
	exists (select 1 from operation o where o.tenant = d.tenant and o.device = d.id
		and o.status in ('queued', 'running', 'unknown') and o.finished_at is null) as "hasOpenOperations"`;

const KNOWN = statement(
	"devices.known",
	`select ${DEVICE_COLUMNS} from unnest($1::uuid[], $2::uuid[]) as k(tenant, id) join device d using (tenant, id)`,
);

/** The devices of several sessions at once; those that are not known are left out. */
export function readKnownDevices(
	db: Db,
	keys: readonly { readonly tenant: TenantId; readonly id: string }[],
): Promise<KnownDevice[]> {
	return db.query(KNOWN, [keys.map(({ tenant }) => tenant), keys.map(({ id }) => id)]);
}

const ONE = statement("devices.one", `select ${DEVICE_COLUMNS} from device d where d.tenant = $1 and d.id = $2`);

export async function findDevice(scope: Scope, id: string): Promise<KnownDevice | null> {
	return (await scope.query<KnownDevice>(ONE, [id]))[0] ?? null;
}

const NAMES = statement(
	"devices.names",
	`select id, oui, product_class as "productClass", serial_number as "serialNumber" from device
	where tenant = $1 and id = any($2)`,
);

export type DeviceName = Pick<KnownDevice, "id" | "oui" | "productClass" | "serialNumber">;

/** What devices are called; of those that are there. */
export function readDeviceNames(scope: Scope, ids: readonly string[]): Promise<DeviceName[]> {
	return scope.query(NAMES, [ids]);
}

const BY_ALIAS = statement(
	"devices.byAlias",
	`select device from device_alias where tenant = $1 and (kind, value) in (select * from unnest($2::text[], $3::text[]))
	order by kind, value limit 1`,
);

/** The device that an alias already stands for. */
export async function findByAlias(
	scope: Scope,
	aliases: readonly { readonly kind: string; readonly value: string }[],
): Promise<string | null> {
	const values = [aliases.map(({ kind }) => kind), aliases.map(({ value }) => value)];
	return (await scope.query<{ device: string }>(BY_ALIAS, values))[0]?.device ?? null;
}

const PATCH = statement(
	"devices.patch",
	`update device set tags = coalesce($3, tags), lab = case when $4 then $5 else lab end,
		site_id = case when $6 then $7 else site_id end, subscriber_id = case when $6 then $8 else subscriber_id end,
		quarantined = quarantined and not $9, other_place = case when $9 then null else other_place end
	where tenant = $1 and id = $2 returning lab, site_id as "siteId"`,
);

export interface DevicePatch {
	readonly tags?: readonly string[] | undefined;
	readonly lab?: boolean | null | undefined;
	/** Out of quarantine. */
	readonly quarantined?: false | undefined;
	/** With the subscriber whose it is. */
	readonly site?: { readonly id: string; readonly subscriberId: string } | null | undefined;
}

/** Gives what it is then, as others may have changed it meanwhile; `null` where it is gone. */
export async function patchDevice(
	scope: Scope,
	id: string,
	patch: DevicePatch,
): Promise<{ readonly lab: boolean | null; readonly siteId: string | null } | null> {
	const [found] = await scope.query<{ lab: boolean | null; siteId: string | null }>(PATCH, [
		id,
		patch.tags ?? null,
		patch.lab !== undefined,
		patch.lab ?? null,
		patch.site !== undefined,
		patch.site?.id ?? null,
		patch.site?.subscriberId ?? null,
		patch.quarantined === false,
	]);
	return found ?? null;
}

const DELETES = [
	"device_alias:device",
	"device_silence:device",
	"device_apart:device",
	"device_apart:other",
	"device_tree:device",
	"parameter_change:device",
	"cwmp_session:device",
	"timeline:device",
	"sign_in:about",
	"operation:device",
	"suspension:device",
	"provisioning_application:device",
	"provisioning_stop:device",
	"transfer_token:device",
	"held_secret:device",
	"backup_secret:device",
	"file:device",
	"sealed_file:device",
	"device:id",
].map((entry) => {
	const [table, column] = entry.split(":") as [string, string];
	return statement(`devices.delete.${table}.${column}`, `delete from ${table} where tenant = $1 and ${column} = $2`);
});

/** Removes a device and what is only its own; proof runs and evidence stay, they belong to the model's rows. */
export async function deleteDevice(scope: Scope, id: string): Promise<void> {
	for (const deletion of DELETES) await scope.query(deletion, [id]);
}

const REPLACE = statement(
	"devices.replace",
	`with old as (
		update device set subscriber_id = null, site_id = null where tenant = $1 and id = $2
		returning vendor, model, product_class
	), before as (select subscriber_id, site_id, tags from device where tenant = $1 and id = $2)
	insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, created_at,
		subscriber_id, site_id, tags)
	select $1, $3, $4, old.product_class, $5, old.vendor, old.model, '', $6, before.subscriber_id, before.site_id, before.tags
	from old, before
	on conflict (tenant, id) do update set subscriber_id = excluded.subscriber_id, site_id = excluded.site_id,
		tags = excluded.tags`,
);

/** Hands subscriber, site and tags on to the device that takes this one's place. */
export async function replaceDevice(
	scope: Scope,
	id: string,
	successor: { readonly id: string; readonly oui: string; readonly serialNumber: string; readonly at: Date },
): Promise<void> {
	await scope.query(REPLACE, [id, successor.id, successor.oui, successor.serialNumber, successor.at]);
}
