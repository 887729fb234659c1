import type { Selector } from "../shared/changes.ts";
import { type Scope, statement } from "./db.ts";

/** A device with whose it is and where it stands. */
export interface SubjectRow {
	readonly id: string;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly oui: string;
	readonly serialNumber: string;
	readonly hardwareVersion: string | null;
	readonly softwareVersion: string | null;
	readonly mac: string | null;
	readonly tags: readonly string[];
	readonly subscriber: {
		readonly id: string;
		readonly externalId: string;
		readonly name: string;
		readonly plan: string | null;
		readonly variables: Readonly<Record<string, string>>;
	} | null;
	readonly site: { readonly id: string; readonly name: string; readonly address: string | null } | null;
}

/** Looked up row by row: a page of devices is short, and the tables are long. */
const COLUMNS = `d.id, d.vendor, d.model, d.product_class as "productClass", d.oui, d.serial_number as "serialNumber",
	d.hardware_version as "hardwareVersion", d.software_version as "softwareVersion", d.mac, d.tags,
	(select json_build_object('id', s.id, 'externalId', s.external_id, 'name', s.name, 'plan', s.plan,
		'variables', s.variables) from subscriber s where s.tenant = $1 and s.id = d.subscriber_id) as subscriber,
	(select json_build_object('id', t.id, 'name', t.name, 'address', t.address) from site t
		where t.tenant = $1 and t.id = d.site_id) as site`;

const ONE = statement("provisioning.subject", `select ${COLUMNS} from device d where d.tenant = $1 and d.id = $2`);

export async function findSubject(scope: Scope, device: string): Promise<SubjectRow | null> {
	return (await scope.query<SubjectRow>(ONE, [device]))[0] ?? null;
}

/** A device that a selector may mean, with those of the wanted values that its last Inform carried. */
export interface MeantDevice extends SubjectRow {
	/** By path: `[value, type]`; `null` where it carried none. */
	readonly carried: Readonly<Record<string, readonly [value: string, type: string]>> | null;
}

const MEANT = statement(
	"provisioning.meant",
	`select ${COLUMNS}, (select jsonb_object_agg(p->>0, jsonb_build_array(p->1, p->2))
		from jsonb_array_elements(d.inform_parameters) p where p->>0 = any($4::text[])) as carried
	from device d
	where d.tenant = $1 and d.id > $2::uuid and d.id <= $3::uuid
		and ($5::text is null or d.vendor = $5) and ($6::text is null or d.model = $6)
		and ($7::text is null or d.product_class = $7) and ($8::text is null or d.hardware_version = $8)
		and ($9::text is null or d.software_version = $9) and ($10::text is null or $10 = any(d.tags))
		and ($11::uuid is null or d.subscriber_id = $11) and ($12::uuid is null or d.site_id = $12)
	order by d.id`,
);

/** Before every other. */
const NO_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const PAGE_END = statement(
	"provisioning.pageEnd",
	`select id from device where tenant = $1 and id > $2::uuid order by id offset $3::integer - 1 limit 1`,
);

/** The last of the next so many devices of a tenant; `null` where there are not as many. */
export async function findPageEnd(scope: Scope, after: string | null, size: number): Promise<string | null> {
	return (await scope.query<{ id: string }>(PAGE_END, [after ?? NO_ID, size]))[0]?.id ?? null;
}

/** By id; those that the selector means by what they are themselves: the subscriber's plan is for the caller to look at. */
export function readMeantDevices(
	scope: Scope,
	selector: Selector,
	paths: readonly string[],
	page: { readonly after: string | null; readonly through: string | null },
): Promise<MeantDevice[]> {
	const { vendor, model, productClass, hardwareVersion, softwareVersion, tag, subscriberId, siteId } = selector;
	return scope.query(MEANT, [
		...[page.after ?? NO_ID, page.through ?? LAST_ID, paths, vendor ?? null, model ?? null, productClass ?? null],
		...[hardwareVersion ?? null, softwareVersion ?? null, tag ?? null, subscriberId ?? null, siteId ?? null],
	]);
}

const TREES = statement(
	"provisioning.trees",
	`select device, document from device_tree where tenant = $1 and device = any($2::uuid[])`,
);

export function readTreeDocuments(
	scope: Scope,
	devices: readonly string[],
): Promise<{ readonly device: string; readonly document: Uint8Array }[]> {
	return scope.query(TREES, [devices]);
}

const APPLICATION = statement(
	"provisioning.application",
	`insert into provisioning_application (tenant, change, device, trigger, profiles, at) values ($1, $2, $3, $4, $5, $6)`,
);

export interface ApplicationRow {
	readonly change: string;
	readonly device: string;
	readonly trigger: "bootstrap" | "drift";
	readonly profiles: readonly string[];
	readonly at: Date;
}

export async function insertApplication(scope: Scope, row: ApplicationRow): Promise<void> {
	await scope.query(APPLICATION, [row.change, row.device, row.trigger, row.profiles, row.at]);
}

/** What profiles have done to a device, and on devices of its model and firmware, lately. */
export interface AppliedLately {
	/** One is under way, or waits for somebody's agreement; corrections of drift that do that are told apart. */
	readonly isOpen: boolean;
	/** Changes that would correct drift, once somebody agrees. */
	readonly asked: readonly string[];
	/** Of drift, within a day. */
	readonly corrections: number;
	readonly lastCorrectionAt: Date | null;
	/** Profiles that correct it no more. */
	readonly stopped: readonly string[];
	/** On devices of the same model and firmware, but for what somebody had to agree to because it was drift. */
	readonly lastHour: number;
	readonly failedInARow: number;
}

const LATELY = statement(
	"provisioning.lately",
	`with mine as (
		select a.change, a.trigger, a.at, c.state from provisioning_application a
			join change c on c.tenant = a.tenant and c.id = a.change
		where a.tenant = $1 and a.device = $2
	), kin as (
		select a.at, x.state, a.trigger = 'drift' and c.approvals_needed > 0 as agreed from provisioning_application a
			join change c on c.tenant = a.tenant and c.id = a.change
			join device d on d.tenant = a.tenant and d.id = a.device
			join device me on me.tenant = a.tenant and me.id = $2 and (d.vendor, d.model, d.product_class) =
				(me.vendor, me.model, me.product_class) and d.software_version is not distinct from me.software_version
			join change_device x on x.tenant = a.tenant and x.change = a.change and x.device = a.device
		where a.tenant = $1 and a.at > $3::timestamptz - interval '1 day')
	select exists (select from mine where state in ('approved', 'applying')
			or state = 'pendingApproval' and trigger = 'bootstrap') as "isOpen",
		array(select change from mine where state = 'pendingApproval' and trigger = 'drift') as asked,
		(select count(*) from mine where trigger = 'drift' and at > $3::timestamptz - interval '1 day') as corrections,
		(select max(at) from mine where trigger = 'drift') as "lastCorrectionAt",
		array(select s.profile from provisioning_stop s where s.tenant = $1 and s.device = $2) as stopped,
		(select count(*) from kin where at > $3::timestamptz - interval '1 hour' and not agreed) as "lastHour",
		(select count(*) from kin where state in ('failed', 'rolledBack') and at > coalesce(
			(select max(at) from kin where state = 'applied'), '-infinity')) as "failedInARow"`,
);

export async function readAppliedLately(scope: Scope, device: string, now: Date): Promise<AppliedLately> {
	return (await scope.query<AppliedLately>(LATELY, [device, now]))[0] as AppliedLately;
}

const EDITORS = statement(
	"provisioning.editors",
	`select distinct on (entry#>>'{detail,profileId}') entry#>'{detail,people}' as people from audit
	where tenant = $1 and entry->>'action' in ('provisioningProfile.create', 'provisioningProfile.patch')
		and entry#>>'{detail,profileId}' = any($2) order by entry#>>'{detail,profileId}', seq desc`,
);

/** Who has edited each of these profiles last, with the makers of a token, as far as the trail still tells. */
export async function readLastEditors(scope: Scope, profiles: readonly string[]): Promise<string[]> {
	const rows = await scope.query<{ people: readonly string[] | null }>(EDITORS, [profiles]);
	return [...new Set(rows.flatMap(({ people }) => people ?? []))];
}

const STOP = statement(
	"provisioning.stop",
	`insert into provisioning_stop (tenant, device, profile, at)
	select $1, $2, profile, $4 from unnest($3::uuid[]) as profile on conflict do nothing returning profile`,
);

/** These profiles correct the device no more; those of them that did until now. */
export async function stopCorrecting(
	scope: Scope,
	device: string,
	profiles: readonly string[],
	at: Date,
): Promise<string[]> {
	return (await scope.query<{ profile: string }>(STOP, [device, profiles, at])).map(({ profile }) => profile);
}

const RESUME = statement("provisioning.resume", `delete from provisioning_stop where tenant = $1 and device = $2`);

/** A device that begins anew is corrected again. */
export async function resumeCorrecting(scope: Scope, device: string): Promise<void> {
	await scope.query(RESUME, [device]);
}
