import { REACHABLE_MS } from "../lib/presence.ts";
import { type Scope, statement } from "./db.ts";
import { DEVICE_COLUMNS, type KnownDevice } from "./devices.ts";
import { asMac, containing } from "./search.ts";

export interface DeviceFilter {
	readonly serialNumber?: string | undefined;
	readonly oui?: string | undefined;
	readonly productClass?: string | undefined;
	readonly model?: string | undefined;
	readonly softwareVersion?: string | undefined;
	readonly subscriberId?: string | undefined;
	readonly siteId?: string | undefined;
	readonly tag?: string | undefined;
	/** A part of what it is called, of its MACs and addresses, a username, or its subscriber's name or external id. */
	readonly q?: string | undefined;
	readonly presence?: "reachable" | "recent" | "silent" | "unknown" | undefined;
	/** Devices whose session is open now; with `presence`. */
	readonly inSession?: readonly string[] | undefined;
}

/** Each filter alone in SQL, so that its index serves it; `next` puts a value in and gives its place. */
type Condition = (value: never, next: (value: unknown) => string) => string;

/** As `device_search` has it. */
const SEARCHED = `(d.serial_number || E'\\n' || d.oui || E'\\n' || d.vendor || E'\\n' || d.model || E'\\n' || d.product_class
	|| E'\\n' || coalesce(d.software_version, '') || E'\\n' || coalesce(d.mac, '') || E'\\n' || coalesce(d.session_address, '')
	|| E'\\n' || coalesce(d.username, '') || E'\\n' || coalesce(d.wan_username, '')
	|| E'\\n' || coalesce(d.addresses, ''))`;

/** What tells one unit, of that. */
const OF_ONE = `(d.serial_number || E'\\n' || coalesce(d.mac, '') || E'\\n' || coalesce(d.session_address, '') || E'\\n'
	|| coalesce(d.username, '') || E'\\n' || coalesce(d.wan_username, '') || E'\\n' || coalesce(d.addresses, ''))`;

/** The ids of subscribers with a device of which this is a serial, MAC, address or username, or a part; of two patterns' places. */
export function subscribersByDevice(pattern: string, mac: string): string {
	// The first condition has the index.
	return `select d.subscriber_id from device d where d.tenant = $1 and d.subscriber_id is not null
			and (${SEARCHED} ilike ${pattern} or ${SEARCHED} ilike ${mac}) and (${OF_ONE} ilike ${pattern} or ${OF_ONE} ilike ${mac})
		union
		select d.subscriber_id from device_tree t join device d on d.tenant = t.tenant and d.id = t.device
			where t.tenant = $1 and d.subscriber_id is not null and (t.addresses ilike ${pattern} or t.addresses ilike ${mac})`;
}

const CONDITIONS = {
	serialNumber: (value: string, next) => `d.serial_number = ${next(value)}`,
	oui: (value: string, next) => `d.oui = ${next(value)}`,
	productClass: (value: string, next) => `d.product_class = ${next(value)}`,
	model: (value: string, next) => `d.model = ${next(value)}`,
	softwareVersion: (value: string, next) => `d.software_version = ${next(value)}`,
	subscriberId: (value: string, next) => `d.subscriber_id = ${next(value)}`,
	siteId: (value: string, next) => `d.site_id = ${next(value)}`,
	tag: (value: string, next) => `${next(value)} = any(d.tags)`,
} satisfies Record<string, Condition>;

/** Devices, or their subscribers, that hold this text; materialised, as the planner can't know how few they are. */
function hits(q: string, next: (value: unknown) => string): string {
	const pattern = next(containing(q));
	const mac = next(containing(asMac(q)));
	return `with hit as materialized (
		select d.id from device d where d.tenant = $1 and (${SEARCHED} ilike ${pattern} or ${SEARCHED} ilike ${mac})
		union
		select t.device from device_tree t where t.tenant = $1 and (t.addresses ilike ${pattern} or t.addresses ilike ${mac})
		union
		select d.id from (select s.id from subscriber s where s.tenant = $1 and (s.external_id || E'\\n' || s.name) ilike ${pattern}
			offset 0) as s join device d on d.tenant = $1 and d.subscriber_id = s.id
	)
	`;
}

const FIRST = "00000000-0000-0000-0000-000000000000";

/** By id. A statement for each set of filters: one for all would be planned without the indexes. */
export function listDevices(
	scope: Scope,
	filter: DeviceFilter,
	page: { readonly after: string | null; readonly limit: number },
	now: Date,
): Promise<KnownDevice[]> {
	const values: unknown[] = [page.after ?? FIRST, page.limit];
	const next = (value: unknown): string => `$${values.push(value) + 1}`;
	const used: string[] = [];
	const conditions = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
		const value = filter[name as keyof typeof CONDITIONS];
		if (value === undefined) return [];
		used.push(name);
		return [condition(value, next)];
	});
	if (filter.presence !== undefined) {
		used.push("presence");
		const reachable = `d.id = any(${next(filter.inSession ?? [])}::uuid[]) or d.last_inform_at >= ${next(new Date(now.getTime() - REACHABLE_MS))}`;
		conditions.push(`${next(filter.presence)} = case when ${reachable} then 'reachable'
			when d.last_inform_at is null then 'unknown'
			when d.last_inform_at >= ${next(now)}::timestamptz
				- 2 * make_interval(secs => coalesce(d.inform_interval_seconds, t.inform_interval_seconds)) then 'recent'
			else 'silent' end`);
	}
	if (filter.q !== undefined) used.push("q");
	const found = filter.q === undefined ? "" : hits(filter.q, next);
	const use = statement(
		["devices.list", ...used].join("."),
		`${found}select ${DEVICE_COLUMNS} from ${found && "hit join "}device d ${found && "using (id)"} join tenant t using (tenant)
		where ${["d.tenant = $1", "d.id > $2", ...conditions].join(" and ")} order by d.id limit $3`,
	);
	return scope.query(use, values);
}
