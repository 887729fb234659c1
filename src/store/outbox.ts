import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { type Database, type Db, type Scope, statement, type TenantId } from "./db.ts";
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

const PURGE = statement("outbox.purge", `delete from outbox where at < $1`);

export async function purgeOutbox(db: Db, before: Date): Promise<void> {
	await db.query(PURGE, [before]);
}

const RELISTEN_MS = 500;

/** Calls whenever something was added, and when the connection was lost and is back; until it is closed. */
export async function listenToOutbox(
	database: Database,
	onChange: () => void,
): Promise<{ readonly close: () => Promise<void> }> {
	let closed = false;
	let client: pg.Client;
	const listen = async (): Promise<void> => {
		client = await database.dedicated();
		client.on("notification", onChange);
		client.once("end", () => void relisten());
		await client.query("listen certus_outbox");
	};
	const relisten = async (): Promise<void> => {
		while (!closed) {
			await delay(RELISTEN_MS);
			try {
				if (!closed) await listen();
				onChange();
				return;
			} catch {
				// The database is away; it is asked again until it is back.
			}
		}
	};
	await listen();
	return {
		async close() {
			closed = true;
			await client.end().catch(() => undefined);
		},
	};
}
