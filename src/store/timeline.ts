import { type Scope, statement } from "./db.ts";

export interface TimelineRow {
	readonly at: Date;
	readonly type: string;
	readonly detail: Readonly<Record<string, unknown>>;
	/** Orders what has the same time. */
	readonly key: string;
}

const LIST = statement(
	"timeline.list",
	`select at, type, detail, key from (
		(select at, type, detail, ('t' || lpad(seq::text, 19, '0')) collate "C" as key
		from timeline where tenant = $1 and device = $2 and ($3::timestamptz is null or at <= $3)
		order by at desc, seq desc limit $5 + (
			select count(*) from timeline where tenant = $1 and device = $2 and at = $3))
		union all
		(select started_at as at, 'session' as type, jsonb_build_object('sessionId', id, 'events', events,
			'outcome', outcome, 'endedAt', to_char(ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
			'rpcs', rpcs, 'remoteAddress', remote_address) as detail, ('s' || id::text) collate "C" as key
		from device_session where tenant = $1 and device = $2 and ($3::timestamptz is null or started_at <= $3)
		order by started_at desc, id desc limit $5 + (
			select count(*) from device_session where tenant = $1 and device = $2 and started_at = $3))
	) as entries
	where $3::timestamptz is null or (at, key) < ($3, $4::text collate "C")
	order by at desc, key desc limit $5`,
);

/** Everything that happened to a device, its sessions among it, newest first. */
export function listTimeline(
	scope: Scope,
	device: string,
	page: { readonly before: { readonly at: Date; readonly key: string } | null; readonly limit: number },
): Promise<TimelineRow[]> {
	return scope.query(LIST, [device, page.before?.at ?? null, page.before?.key ?? null, page.limit]);
}

const OF_SUBSCRIBER = statement(
	"timeline.ofSubscriber",
	`select e.at, e.type, e.detail, e.key, d.id as device from device d cross join lateral (
		(select at, type, detail, ('t' || lpad(seq::text, 19, '0')) collate "C" as key
		from timeline where tenant = $1 and device = d.id
			and ($3::timestamptz is null or (at, ('t' || lpad(seq::text, 19, '0')) collate "C") < ($3, $4::text collate "C"))
		order by at desc, seq desc limit $5)
		union all
		(select started_at as at, 'session' as type, jsonb_build_object('sessionId', id, 'events', events,
			'outcome', outcome, 'endedAt', to_char(ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
			'rpcs', rpcs, 'remoteAddress', remote_address) as detail, ('s' || id::text) collate "C" as key
		from device_session where tenant = $1 and device = d.id
			and ($3::timestamptz is null or (started_at, ('s' || id::text) collate "C") < ($3, $4::text collate "C"))
		order by started_at desc, id desc limit $5)
	) as e
	where d.tenant = $1 and d.subscriber_id = $2
	order by e.at desc, e.key desc limit $5`,
);

/** The same of all devices that a subscriber has now, each entry with its device. */
export function listSubscriberTimeline(
	scope: Scope,
	subscriber: string,
	page: { readonly before: { readonly at: Date; readonly key: string } | null; readonly limit: number },
): Promise<(TimelineRow & { readonly device: string })[]> {
	return scope.query(OF_SUBSCRIBER, [subscriber, page.before?.at ?? null, page.before?.key ?? null, page.limit]);
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
