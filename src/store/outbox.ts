import { type Db, type Scope, statement, type TenantId } from "./db.ts";
import type { LiveEvent } from "./effects.ts";

/**
 * A place in the outbox. Numbers are drawn before transactions commit, so a lower `seq` may appear after a higher one:
 * the order is that of the transactions, and only those are read before which none is still open.
 */
export interface OutboxPosition {
	readonly xact: number;
	readonly seq: number;
}

export interface OutboxRow extends OutboxPosition {
	readonly tenant: TenantId;
	readonly at: Date;
	readonly events: readonly LiveEvent[];
}

const COLUMNS = `xact::text::bigint as xact, seq, tenant, at, events`;

// The oldest open transaction of this database, else the next. A snapshot's own xmin would do, but for transactions
// of the server's other databases, which may be open for hours. `backend_xid` is without its epoch: that of xmax.
const HORIZON = statement(
	"outbox.horizon",
	`select coalesce(min(next - mod(next, 4294967296) + open
			- case when open > mod(next, 4294967296) then 4294967296 else 0 end), min(next)) as xact
	from (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next) n
		left join (select backend_xid::text::bigint as open from pg_stat_activity
			where datname = current_database() and backend_xid is not null) o on true`,
);

/** The place before which nothing can appear any more. What is read up to it is read by a later statement. */
export async function outboxHorizon(db: Db): Promise<OutboxPosition> {
	const [horizon] = await db.query<{ xact: number }>(HORIZON);
	return { xact: horizon?.xact ?? 0, seq: 0 };
}

const BETWEEN = statement(
	"outbox.between",
	`select ${COLUMNS} from outbox where (xact, seq) > ($1::text::xid8, $2::bigint) and (xact, seq) < ($3::text::xid8, $4::bigint)
	order by xact, seq limit $5`,
);

/** What stands between two places, of all tenants. */
export function readOutbox(db: Db, after: OutboxPosition, before: OutboxPosition, limit: number): Promise<OutboxRow[]> {
	return db.query(BETWEEN, [String(after.xact), after.seq, String(before.xact), before.seq, limit]);
}

const OF_TENANT = statement(
	"outbox.ofTenant",
	`select ${COLUMNS} from outbox where tenant = $1 and (xact, seq) >= ($2::text::xid8, $3::bigint)
		and (xact, seq) <= ($4::text::xid8, $5::bigint) order by xact, seq limit $6`,
);

/** What one tenant had from one place up to another, both with them. */
export function readTenantOutbox(
	scope: Scope,
	from: OutboxPosition,
	upTo: OutboxPosition,
	limit: number,
): Promise<OutboxRow[]> {
	return scope.query(OF_TENANT, [String(from.xact), from.seq, String(upTo.xact), upTo.seq, limit]);
}

const BEYOND = statement(
	"outbox.beyond",
	`select exists (select 1 from outbox where (xact, seq) > ($1::text::xid8, $2::bigint)) as waiting`,
);

/** Whether rows stand beyond a place. */
export async function hasBeyond(db: Db, place: OutboxPosition): Promise<boolean> {
	return (await db.query<{ waiting: boolean }>(BEYOND, [String(place.xact), place.seq]))[0]?.waiting ?? false;
}

const PLACE = statement(
	"outbox.place",
	`select xact::text::bigint as xact, seq from outbox where tenant = $1 and seq = $2`,
);

/** Where a row stands; one that is purged already stands before all that are left. */
export async function placeOf(scope: Scope, seq: number): Promise<OutboxPosition> {
	return (await scope.query<OutboxPosition>(PLACE, [seq]))[0] ?? { xact: 0, seq };
}

// Kept for readers that must miss nothing, if there are any: the cursor of what webhooks were told.
const PURGE = statement(
	"outbox.purge",
	`with cut as (
		delete from outbox o where at < $1 and (at < $2 or not exists (select from webhook where enabled)
			or (o.xact, o.seq) <= (select c.xact, c.seq from outbox_cursor c where c.reader = 'webhooks'))
		returning at, xact, seq
	)
	select count(*) as n from cut where exists (select from webhook where enabled) and not exists (
		select from outbox_cursor c where c.reader = 'webhooks' and (cut.xact, cut.seq) <= (c.xact, c.seq))`,
);

/** Gives how many rows went that webhooks were not told of, as they waited for longer than `unreadBefore`. */
export async function purgeOutbox(db: Db, before: Date, unreadBefore = before): Promise<number> {
	return (await db.query<{ n: number }>(PURGE, [before, unreadBefore]))[0]?.n ?? 0;
}

const OF_TENANTS = statement(
	"outbox.ofTenants",
	`select ${COLUMNS} from outbox where (xact, seq) > ($1::text::xid8, $2::bigint) and (xact, seq) < ($3::text::xid8, $4::bigint)
		and tenant = any($6) order by xact, seq limit $5`,
);

/** What stands between two places, of some tenants. */
export function readOutboxOf(
	db: Db,
	tenants: readonly TenantId[],
	after: OutboxPosition,
	before: OutboxPosition,
	limit: number,
): Promise<OutboxRow[]> {
	const places = [String(after.xact), after.seq, String(before.xact), before.seq];
	return db.query(OF_TENANTS, [...places, limit, tenants]);
}

const CURSOR = statement(
	"outbox.cursor",
	`select xact::text::bigint as xact, seq from outbox_cursor where reader = 'webhooks'`,
);

/** Up to where webhooks were told; `null` where they never were. */
export async function readOutboxCursor(db: Db): Promise<OutboxPosition | null> {
	return (await db.query<OutboxPosition>(CURSOR))[0] ?? null;
}

const ADVANCE = statement(
	"outbox.advance",
	`insert into outbox_cursor (reader, xact, seq) values ('webhooks', $1::text::xid8, $2)
	on conflict (reader) do update set xact = excluded.xact, seq = excluded.seq
	where (outbox_cursor.xact, outbox_cursor.seq) < (excluded.xact, excluded.seq)`,
);

/** All before this place was told; another process may be further. */
export async function advanceOutboxCursor(db: Db, { xact, seq }: OutboxPosition): Promise<void> {
	await db.query(ADVANCE, [String(xact), seq]);
}
