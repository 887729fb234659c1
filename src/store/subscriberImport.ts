import { type Scope, statement } from "./db.ts";
import type { SiteRow } from "./sites.ts";
import type { NewSubscriberRow } from "./subscribers.ts";

/*
 * Reads and writes of many at once. Callers hand over some thousands at a time.
 */

const LOCK = statement(
	"import.lock",
	`select pg_advisory_xact_lock(hashtextextended('certus import ' || $1::uuid, 0))`,
);

/** One import of a tenant follows the other, until the transaction's end. */
export async function lockImports(scope: Scope): Promise<void> {
	await scope.query(LOCK);
}

const SUBSCRIBERS = statement(
	"import.subscribers",
	`select s.id, s.external_id as "externalId", s.name, s.plan, s.variables, s.created_at as "createdAt"
	from unnest($2::text[]) as k(external_id) join subscriber s on s.tenant = $1 and s.external_id = k.external_id`,
);

export function readSubscribersBy(scope: Scope, externalIds: readonly string[]): Promise<NewSubscriberRow[]> {
	return scope.query(SUBSCRIBERS, [externalIds]);
}

const SITES = statement(
	"import.sites",
	`select s.id, s.subscriber_id as "subscriberId", s.name, s.address, s.created_at as "createdAt"
	from unnest($2::uuid[], $3::text[]) as k(subscriber_id, name)
		join site s on s.tenant = $1 and s.subscriber_id = k.subscriber_id and s.name = k.name`,
);

export function readSitesBy(
	scope: Scope,
	keys: readonly { readonly subscriberId: string; readonly name: string }[],
): Promise<SiteRow[]> {
	return scope.query(SITES, [keys.map(({ subscriberId }) => subscriberId), keys.map(({ name }) => name)]);
}

export interface LinkableDevice {
	readonly id: string;
	readonly serialNumber: string;
	readonly oui: string;
	readonly mac: string | null;
	readonly subscriberId: string | null;
	readonly siteId: string | null;
	readonly lab: boolean | null;
}

const DEVICE = `d.id, d.serial_number as "serialNumber", d.oui, d.mac, d.subscriber_id as "subscriberId", d.site_id as "siteId", d.lab`;

const BY_SERIAL = statement(
	"import.devicesBySerial",
	`select ${DEVICE} from unnest($2::text[]) as k(serial) join device d on d.tenant = $1 and d.serial_number = k.serial`,
);

const BY_MAC = statement(
	"import.devicesByMac",
	`select ${DEVICE} from unnest($2::text[]) as k(mac) join device d on d.tenant = $1 and d.mac = k.mac`,
);

export function readDevicesBySerial(scope: Scope, serials: readonly string[]): Promise<LinkableDevice[]> {
	return scope.query(BY_SERIAL, [serials]);
}

export function readDevicesByMac(scope: Scope, macs: readonly string[]): Promise<LinkableDevice[]> {
	return scope.query(BY_MAC, [macs]);
}

const INSERT_SUBSCRIBERS = statement(
	"import.insertSubscribers",
	`insert into subscriber (tenant, id, external_id, name, plan, variables, created_at)
	select $1, r.* from json_to_recordset($2::json) as r(id uuid, "externalId" text, name text, plan text, variables jsonb,
		"createdAt" timestamptz)`,
);

/** Fails with SQLSTATE 23505 where one is there by now. */
export async function insertSubscribers(scope: Scope, rows: readonly NewSubscriberRow[]): Promise<void> {
	await scope.query(INSERT_SUBSCRIBERS, [JSON.stringify(rows)]);
}

const UPDATE_SUBSCRIBERS = statement(
	"import.updateSubscribers",
	`update subscriber s set name = r.name, plan = r.plan, variables = r.variables
	from json_to_recordset($2::json) as r(id uuid, name text, plan text, variables jsonb)
	where s.tenant = $1 and s.id = r.id`,
);

export async function updateSubscribers(scope: Scope, rows: readonly NewSubscriberRow[]): Promise<void> {
	await scope.query(UPDATE_SUBSCRIBERS, [JSON.stringify(rows)]);
}

// The subscriber is held, so that nobody removes it meanwhile; one that is gone gets no site.
const INSERT_SITES = statement(
	"import.insertSites",
	`with held as materialized (
		select s.id from json_to_recordset($2::json) as r("subscriberId" uuid)
			join subscriber s on s.tenant = $1 and s.id = r."subscriberId" for key share of s
	)
	insert into site (tenant, id, subscriber_id, name, address, created_at)
	select $1, r.* from json_to_recordset($2::json) as r(id uuid, "subscriberId" uuid, name text, address text,
		"createdAt" timestamptz)
	where r."subscriberId" in (select id from held) returning id`,
);

/** How many there are now; fails with SQLSTATE 23505 where one is there by now. */
export async function insertSites(scope: Scope, rows: readonly SiteRow[]): Promise<number> {
	return (await scope.query(INSERT_SITES, [JSON.stringify(rows)])).length;
}

const UPDATE_SITES = statement(
	"import.updateSites",
	`update site s set address = r.address from json_to_recordset($2::json) as r(id uuid, address text)
	where s.tenant = $1 and s.id = r.id`,
);

export async function updateSites(scope: Scope, rows: readonly SiteRow[]): Promise<void> {
	await scope.query(UPDATE_SITES, [JSON.stringify(rows)]);
}

export interface DeviceLink {
	readonly device: string;
	readonly siteId: string;
	readonly subscriberId: string;
}

// Asked once more here: a device may have come to somebody else meanwhile.
const LINK = statement(
	"import.link",
	`with held as materialized (
		select s.id from json_to_recordset($2::json) as r("siteId" uuid)
			join site s on s.tenant = $1 and s.id = r."siteId" for key share of s
	)
	update device d set site_id = r."siteId", subscriber_id = r."subscriberId"
	from json_to_recordset($2::json) as r(device uuid, "siteId" uuid, "subscriberId" uuid)
	where d.tenant = $1 and d.id = r.device and (d.subscriber_id is null or d.subscriber_id = r."subscriberId")
		and not coalesce(d.lab, $3) and r."siteId" in (select id from held)
	returning d.id`,
);

/** How many were linked: all, unless something has changed meanwhile. */
export async function linkDevices(scope: Scope, links: readonly DeviceLink[], tenantIsLab: boolean): Promise<number> {
	return (await scope.query(LINK, [JSON.stringify(links), tenantIsLab])).length;
}
