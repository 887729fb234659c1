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
const SETTLED = `xact < pg_snapshot_xmin(pg_current_snapshot())`;

const AFTER = statement(
	"outbox.after",
	`select ${COLUMNS} from outbox where (xact, seq) > ($1::text::xid8, $2::bigint) and ${SETTLED} order by xact, seq limit $3`,
);

/** What became final after a place, of all tenants. */
export function readOutbox(db: Db, after: OutboxPosition, limit: number): Promise<OutboxRow[]> {
	return db.query(AFTER, [String(after.xact), after.seq, limit]);
}

const OF_TENANT = statement(
	"outbox.ofTenant",
	`select ${COLUMNS} from outbox where tenant = $1 and (xact, seq) >= ($2::text::xid8, $3::bigint)
		and (xact, seq) <= ($4::text::xid8, $5::bigint) and ${SETTLED} order by xact, seq limit $6`,
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

const WAITING = statement("outbox.waiting", `select exists (select 1 from outbox where not ${SETTLED}) as waiting`);

/** Whether rows stand there that may not be read yet, because an older transaction is open. */
export async function hasUnsettled(db: Db): Promise<boolean> {
	return (await db.query<{ waiting: boolean }>(WAITING))[0]?.waiting ?? false;
}

const END = statement("outbox.end", `select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xact, 0 as seq`);

/** The place after all that is final now. */
export async function outboxEnd(db: Db): Promise<OutboxPosition> {
	const [end] = await db.query<OutboxPosition>(END);
	return end ?? { xact: 0, seq: 0 };
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
