import { TOLD_BY_ENTRIES } from "../shared/auditActions.ts";
import { type Scope, statement } from "./db.ts";

export interface TimelineRow {
	readonly at: Date;
	readonly type: string;
	readonly detail: Readonly<Record<string, unknown>>;
	/** Orders what has the same time. */
	readonly key: string;
}

/** Where a page ends: the next one begins with what is older. */
export interface TimelinePlace {
	readonly at: Date;
	readonly key: string;
}

interface TimelinePage {
	readonly before: TimelinePlace | null;
	readonly limit: number;
}

const SESSION_DETAIL = `jsonb_build_object('sessionId', id, 'events', events, 'outcome', outcome,
	'endedAt', to_char(ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
	'rpcs', rpcs, 'remoteAddress', remote_address)`;

// As the indexes say it, so that they are used.
const UNTOLD = `entry->>'action' not in (${TOLD_BY_ENTRIES.map((action) => `'${action}'`).join(", ")})`;

/**
 * What people did, as the trail has it: of its details nothing, they are for who may read the trail. `$6` and `$7`: time and
 * place in the trail that they are before.
 */
const actsOf = (column: "deviceId" | "subscriberId", id: string): string =>
	`(select (entry->>'at')::timestamptz as at, 'act' as type, jsonb_build_object('action', entry->'action',
		'actor', entry->'actor', 'outcome', entry->'outcome', 'seq', seq) as detail,
		('a' || lpad(seq::text, 19, '0')) collate "C" as key, entry->>'deviceId' as device
	from audit where tenant = $1 and entry->>'${column}' = ${id}::text and entry->>'${column}' is not null and ${UNTOLD}
		and ((entry->>'at') collate "C", seq) < ($6::text collate "C", $7::bigint)
	order by (entry->>'at') collate "C" desc, seq desc limit $5)`;

/** When they had signed in. `$8` and `$9`: time and session that they are before. */
const signInsOf = (id: string): string =>
	`(select at, 'signIn' as type, jsonb_build_object('actor', actor, 'method', method) as detail,
		('i' || session::text) collate "C" as key, null as device
	from sign_in where tenant = $1 and about = ${id} and (at, session) < ($8::timestamptz, $9::uuid)
	order by at desc, session desc limit $5)`;

const LIST = statement(
	"timeline.list",
	`select at, type, detail, key from (
		(select at, type, detail, ('t' || lpad(seq::text, 19, '0')) collate "C" as key, device::text
		from timeline where tenant = $1 and device = $2 and ($3::timestamptz is null or at <= $3)
		order by at desc, seq desc limit $5 + (
			select count(*) from timeline where tenant = $1 and device = $2 and at = $3))
		union all
		(select started_at as at, 'session' as type, ${SESSION_DETAIL} as detail, ('s' || id::text) collate "C" as key, device::text
		from device_session where tenant = $1 and device = $2 and ($3::timestamptz is null or started_at <= $3)
		order by started_at desc, id desc limit $5 + (
			select count(*) from device_session where tenant = $1 and device = $2 and started_at = $3))
		union all ${actsOf("deviceId", "$2::uuid")}
		union all ${signInsOf("$2::uuid")}
	) as entries
	where $3::timestamptz is null or (at, key) < ($3, $4::text collate "C")
	order by at desc, key desc limit $5`,
);

/** Everything that happened to a device, its sessions among it, newest first. */
export function listTimeline(scope: Scope, device: string, page: TimelinePage): Promise<TimelineRow[]> {
	return scope.query(LIST, [device, ...placeOf(page)]);
}

// What concerns the subscriber and one of its devices is found by both, and is one.
const OF_SUBSCRIBER = statement(
	"timeline.ofSubscriber",
	`select at, type, detail, key, device from (
		select e.at, e.type, e.detail, e.key, e.device from device d cross join lateral (
			(select at, type, detail, ('t' || lpad(seq::text, 19, '0')) collate "C" as key, device::text
			from timeline where tenant = $1 and device = d.id
				and ($3::timestamptz is null or (at, ('t' || lpad(seq::text, 19, '0')) collate "C") < ($3, $4::text collate "C"))
			order by at desc, seq desc limit $5)
			union all
			(select started_at as at, 'session' as type, ${SESSION_DETAIL} as detail, ('s' || id::text) collate "C" as key, device::text
			from device_session where tenant = $1 and device = d.id
				and ($3::timestamptz is null or (started_at, ('s' || id::text) collate "C") < ($3, $4::text collate "C"))
			order by started_at desc, id desc limit $5)
			union all ${actsOf("deviceId", "d.id")}
			union all ${signInsOf("d.id")}
		) as e
		where d.tenant = $1 and d.subscriber_id = $2
		union ${actsOf("subscriberId", "$2::uuid")}
		union ${signInsOf("$2::uuid")}
	) as entries
	order by at desc, key desc limit $5`,
);

/** `device` is `null` of what concerns none, or more than one. */
export type SubscriberTimelineRow = TimelineRow & { readonly device: string | null };

/** The same of all devices that a subscriber has now, each entry with its device, and what was done with the subscriber. */
export function listSubscriberTimeline(
	scope: Scope,
	subscriber: string,
	page: TimelinePage,
): Promise<SubscriberTimelineRow[]> {
	return scope.query(OF_SUBSCRIBER, [subscriber, ...placeOf(page)]);
}

const NEWEST_PLACE = ["9999-12-31T23:59:59.999Z", Number.MAX_SAFE_INTEGER] as const;
const LEAST_UUID = "00000000-0000-0000-0000-000000000000";
const GREATEST_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * `$3` and on. Of the same time, acts come after sign-ins and these after all else: by their keys; so where a page ends
 * says where in each index the next one begins.
 */
function placeOf({ before, limit }: TimelinePage): readonly unknown[] {
	if (before === null) return [null, null, limit, ...NEWEST_PLACE, "infinity", GREATEST_UUID];
	const { at, key } = before;
	const rest = key.slice(1);
	const act = key.startsWith("a") ? Number(rest) : NEWEST_PLACE[1];
	const session = key.startsWith("i") ? rest : key.startsWith("a") ? LEAST_UUID : GREATEST_UUID;
	return [at, key, limit, at.toISOString(), act, at, session];
}

const NEWEST = statement(
	"timeline.newest",
	`select at, detail from timeline where tenant = $1 and device = $2 and type = $3 order by seq desc limit $4`,
);

/** The newest entries of a type, the newest first. */
export function readNewestEntries(
	scope: Scope,
	device: string,
	type: string,
	limit: number,
): Promise<{ at: Date; detail: Readonly<Record<string, unknown>> }[]> {
	return scope.query(NEWEST, [device, type, limit]);
}

const SINCE = statement(
	"timeline.since",
	`select at, type, detail from timeline where tenant = $1 and device = $2 and type = any($3) and at > $4
	order by seq limit 100`,
);

/** What a device reported since a moment, oldest first: it was acknowledged, so the device will not report it again. */
export function readReportsSince(
	scope: Scope,
	device: string,
	types: readonly string[],
	since: Date,
): Promise<{ at: Date; type: string; detail: Readonly<Record<string, unknown>> }[]> {
	return scope.query(SINCE, [device, types, since]);
}

const INSERT = statement(
	"timeline.insert",
	`insert into timeline (tenant, device, at, type, detail) values ($1, $2, $3, $4, $5)`,
);

/** What somebody or something did with a device. */
export async function insertTimeline(
	scope: Scope,
	device: string,
	entry: { readonly at: Date; readonly type: string; readonly detail: Readonly<Record<string, unknown>> },
): Promise<void> {
	await scope.query(INSERT, [device, entry.at, entry.type, JSON.stringify(entry.detail)]);
}
