import { type Scope, statement } from "./db.ts";
import { DEVICE_COLUMNS, type KnownDevice } from "./devices.ts";

// A MAC that a device of another serial has too tells nothing.
const ALIKE = statement(
	"deviceLinks.alike",
	`select ${DEVICE_COLUMNS} from device known join device d on d.tenant = known.tenant and d.serial_number = known.serial_number
		and d.mac = known.mac and d.id <> known.id
	where known.tenant = $1 and known.id = $2 and not exists (
		select from device o where o.tenant = known.tenant and o.mac = known.mac and o.serial_number <> known.serial_number)
	and not exists (select from device_apart a where a.tenant = known.tenant
		and a.device = least(d.id, known.id) and a.other = greatest(d.id, known.id))
	order by d.created_at, d.id limit $3`,
);

/** Devices of the same serial and MAC, unless somebody has said that they are others. */
export function readAlike(scope: Scope, id: string, limit: number): Promise<KnownDevice[]> {
	return scope.query(ALIKE, [id, limit]);
}

const NAMESAKES = statement(
	"deviceLinks.namesakes",
	`select ${DEVICE_COLUMNS} from device known join device d on d.tenant = known.tenant and d.serial_number = known.serial_number
		and d.id <> known.id and (d.mac = known.mac or d.mac is null or known.mac is null)
	where known.tenant = $1 and known.id = $2 and d.last_inform_at > greatest($3, known.last_inform_at)
	and not exists (select from device_apart a where a.tenant = known.tenant
		and a.device = least(d.id, known.id) and a.other = greatest(d.id, known.id))
	order by d.last_inform_at desc, d.id limit $4`,
);

/** Devices of the same serial that were heard since, and since this one was heard last, unless they have another MAC, or somebody has said that they are others. */
export function readNamesakes(scope: Scope, id: string, since: Date, limit: number): Promise<KnownDevice[]> {
	return scope.query(NAMESAKES, [id, since, limit]);
}

const LOCK = statement(
	"deviceLinks.lock",
	`select id from device where tenant = $1 and id = any($2) order by id for update`,
);

/** Held until the transaction's end; their Informs wait. */
export async function lockDevices(scope: Scope, ids: readonly string[]): Promise<void> {
	await scope.query(LOCK, [ids]);
}

const BUSY = statement(
	"deviceLinks.busy",
	`select exists (select from operation where tenant = $1 and device = $2
			and status in ('pendingApproval', 'queued', 'running', 'unknown') and finished_at is null)
		or exists (select from proof_run where tenant = $1 and device = $2 and status in ('queued', 'running')) as busy`,
);

/** Whether anything is asked of it that has not ended. */
export async function isBusy(scope: Scope, id: string): Promise<boolean> {
	return (await scope.query<{ busy: boolean }>(BUSY, [id]))[0]?.busy ?? false;
}

const MOVES = [
	...["device_alias", "timeline", "operation", "proof_run", "transfer_token"].map((table) =>
		statement(`deviceLinks.move.${table}`, `update ${table} set device = $2 where tenant = $1 and device = $3`),
	),
	statement(
		"deviceLinks.move.changes",
		`insert into parameter_change (tenant, device, at, path, before, after)
		select tenant, $2, at, path, before, after from parameter_change where tenant = $1 and device = $3
		on conflict do nothing`,
	),
	statement(
		"deviceLinks.move.signIns",
		`insert into sign_in (tenant, about, at, session, actor, method)
		select tenant, $2, at, session, actor, method from sign_in where tenant = $1 and about = $3 on conflict do nothing`,
	),
	statement(
		"deviceLinks.move.tree",
		`insert into device_tree (tenant, device, document, parameters, objects, addresses, updated_at)
		select tenant, $2, document, parameters, objects, addresses, updated_at from device_tree where tenant = $1 and device = $3
		on conflict (tenant, device) do update set document = excluded.document, parameters = excluded.parameters,
			objects = excluded.objects, addresses = excluded.addresses, updated_at = excluded.updated_at`,
	),
	// What stands on it is known as the newer one's.
	statement(
		"deviceLinks.forget.secrets",
		`delete from held_secret where tenant = $1 and device = $2 and $3::uuid is not null`,
	),
	statement("deviceLinks.move.secrets", `update held_secret set device = $2 where tenant = $1 and device = $3`),
	// What it is and what was set on it is as the newer one has it; whose it is and what people said of it stays.
	statement(
		"deviceLinks.become",
		`update device o set oui = n.oui, product_class = n.product_class, vendor = n.vendor, model = n.model,
			hardware_version = n.hardware_version, software_version = n.software_version, parameter_root = n.parameter_root,
			cwmp_namespace = n.cwmp_namespace, supported_versions = n.supported_versions,
			session_count = o.session_count + n.session_count, last_inform_at = n.last_inform_at,
			last_inform_events = n.last_inform_events, last_boot_at = coalesce(n.last_boot_at, o.last_boot_at),
			inform_interval_seconds = n.inform_interval_seconds, inform_parameters = n.inform_parameters,
			inform_parameters_at = n.inform_parameters_at, connection_request_url = n.connection_request_url,
			connection_request_username = n.connection_request_username,
			connection_request_password = n.connection_request_password,
			previous_connection_request = n.previous_connection_request, username = coalesce(n.username, o.username),
			password = coalesce(n.password, o.password), parameter_key = n.parameter_key, setup = n.setup,
			wan_username = coalesce(n.wan_username, o.wan_username), time_zone = coalesce(n.time_zone, o.time_zone),
			other_place = n.other_place,
			session = null, session_slot = null, session_address = n.session_address, addresses = n.addresses
		from device n where o.tenant = $1 and o.id = $2 and n.tenant = $1 and n.id = $3`,
	),
];

const SLOT = `case when $4::integer is null then s.slot + o.session_count else (s.slot + o.session_count) % $4 end`;

// Sessions go on being counted: each stands in the slot that it would have had.
const SESSION_MOVES = [
	statement(
		"deviceLinks.overwritten",
		`delete from cwmp_session k using cwmp_session s, device o where o.tenant = $1 and o.id = $2
			and s.tenant = $1 and s.device = $3 and k.tenant = $1 and k.device = $2 and k.slot = ${SLOT}`,
	),
	statement(
		"deviceLinks.move.sessions",
		`update cwmp_session s set device = $2, slot = ${SLOT} from device o
		where o.tenant = $1 and o.id = $2 and s.tenant = $1 and s.device = $3`,
	),
];

/**
 * The older device goes on as the newer one is, and is called by its names too; the newer one can go then. `ring`: how many
 * sessions are kept of it, `null` where all are.
 */
export async function becomeOne(scope: Scope, older: string, newer: string, ring: number | null): Promise<void> {
	for (const move of SESSION_MOVES) await scope.query(move, [older, newer, ring]);
	for (const move of MOVES) await scope.query(move, [older, newer]);
}

const KEEP_APART = statement(
	"deviceLinks.keepApart",
	`insert into device_apart (tenant, device, other) values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid))
	on conflict do nothing`,
);

export async function keepApart(scope: Scope, id: string, other: string): Promise<void> {
	await scope.query(KEEP_APART, [id, other]);
}
