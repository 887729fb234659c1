import { type Db, type Scope, statement, type TenantId } from "./db.ts";

export interface DeliveryAttempt {
	/** RFC 3339. */
	readonly at: string;
	readonly status: number | null;
	readonly error: string | null;
	readonly elapsedMs: number;
}

export interface DeliveryRow {
	/** The event's. */
	readonly id: string;
	readonly seq: number;
	readonly type: string;
	readonly body: string;
	readonly status: "pending" | "delivered" | "dead";
	readonly createdAt: Date;
	readonly nextAttemptAt: Date | null;
	readonly attempts: readonly DeliveryAttempt[];
	readonly answer: string | null;
}

export interface NewDelivery {
	readonly tenant: TenantId;
	readonly webhook: string;
	readonly id: string;
	readonly type: string;
	readonly body: string;
	/** RFC 3339. */
	readonly at: string;
}

const COLUMNS = `d.id, d.seq, d.type, d.body, d.status, d.created_at as "createdAt", d.next_attempt_at as "nextAttemptAt",
	d.attempts, d.answer`;

const INSERT = statement(
	"webhookDeliveries.insert",
	`insert into webhook_delivery (tenant, webhook, id, type, body, created_at, queued_at, next_attempt_at)
	select r.tenant, r.webhook, r.id, r.type, r.body, r.at, r.at, r.at
	from json_to_recordset($1::json) as r(tenant uuid, webhook uuid, id uuid, type text, body text, at timestamptz)
		join webhook w on w.tenant = r.tenant and w.id = r.webhook
	on conflict (tenant, webhook, id) do nothing`,
);

/** Of events that a webhook has already, nothing; nor for one that is gone. */
export async function insertDeliveries(db: Db, deliveries: readonly NewDelivery[]): Promise<void> {
	if (deliveries.length > 0) await db.query(INSERT, [JSON.stringify(deliveries)]);
}

const WAITING = statement(
	"webhookDeliveries.waiting",
	`select count(*) as n from (select from webhook_delivery where tenant = $1 and webhook = $2 and status = 'pending' limit $3) w`,
);

/** How many wait for a webhook, counted up to a limit. */
export async function countWaiting(scope: Scope, webhook: string, limit: number): Promise<number> {
	return (await scope.query<{ n: number }>(WAITING, [webhook, limit]))[0]?.n ?? 0;
}

const ONE = statement(
	"webhookDeliveries.one",
	`select ${COLUMNS} from webhook_delivery d where d.tenant = $1 and d.webhook = $2 and d.id = $3`,
);

export async function findDelivery(scope: Scope, webhook: string, id: string): Promise<DeliveryRow | null> {
	return (await scope.query<DeliveryRow>(ONE, [webhook, id]))[0] ?? null;
}

const LIST = statement(
	"webhookDeliveries.list",
	`select ${COLUMNS} from webhook_delivery d where d.tenant = $1 and d.webhook = $2 and d.seq < $3 order by d.seq desc limit $4`,
);

const BY_STATUS = statement(
	"webhookDeliveries.byStatus",
	`select ${COLUMNS} from webhook_delivery d where d.tenant = $1 and d.webhook = $2 and d.seq < $3 and d.status = $5
	order by d.seq desc limit $4`,
);

/** Newest first. */
export function listDeliveries(
	scope: Scope,
	webhook: string,
	status: string | undefined,
	page: { readonly before: number | null; readonly limit: number },
): Promise<DeliveryRow[]> {
	const place = [webhook, page.before ?? Number.MAX_SAFE_INTEGER, page.limit];
	return status === undefined ? scope.query(LIST, place) : scope.query(BY_STATUS, [...place, status]);
}

const REQUEUE = statement(
	"webhookDeliveries.requeue",
	`update webhook_delivery set status = 'pending', queued_at = $4, next_attempt_at = $4
	where tenant = $1 and webhook = $2 and id = $3`,
);

/** It is sent once more, and tried for a day from now on. */
export async function requeueDelivery(scope: Scope, webhook: string, id: string, at: Date): Promise<void> {
	await scope.query(REQUEUE, [webhook, id, at]);
}

const DUE = statement(
	"webhookDeliveries.due",
	`select w.tenant, w.id from webhook w, lateral (
		select next_attempt_at from webhook_delivery d
		where d.tenant = w.tenant and d.webhook = w.id and d.status = 'pending' and d.next_attempt_at <= $1
		order by d.next_attempt_at limit 1
	) first where w.enabled order by first.next_attempt_at`,
);

/** The webhooks for which something is due, of all tenants; whose waits for the longest first. */
export function readDueWebhooks(
	db: Db,
	now: Date,
): Promise<readonly { readonly tenant: TenantId; readonly id: string }[]> {
	return db.query(DUE, [now]);
}

export interface ClaimedDelivery {
	readonly id: string;
	readonly body: string;
	readonly queuedAt: Date;
	readonly attempts: readonly DeliveryAttempt[];
}

const CLAIM = statement(
	"webhookDeliveries.claim",
	`with due as materialized (
		select id from webhook_delivery c
		where c.tenant = $1 and c.webhook = $2 and c.status = 'pending' and c.next_attempt_at <= $3
		order by c.next_attempt_at, c.seq limit $5 for update skip locked
	)
	update webhook_delivery d set next_attempt_at = $4 from due where d.tenant = $1 and d.webhook = $2 and d.id = due.id
	returning d.id, d.body, d.queued_at as "queuedAt", d.attempts`,
);

/** Takes what is due; whoever dies over it leaves it to others from `until` on. */
export function claimDeliveries(
	scope: Scope,
	webhook: string,
	{ now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<ClaimedDelivery[]> {
	return scope.query(CLAIM, [webhook, now, until, limit]);
}

const SETTLE = statement(
	"webhookDeliveries.settle",
	`update webhook_delivery set status = $4, next_attempt_at = $5, attempts = attempts || $6::jsonb, answer = $7
	where tenant = $1 and webhook = $2 and id = $3 and status = 'pending' returning id`,
);

/** What an attempt came to; not where it is settled already. */
export async function settleDelivery(
	scope: Scope,
	webhook: string,
	id: string,
	outcome: {
		readonly status: DeliveryRow["status"];
		readonly nextAttemptAt: Date | null;
		readonly attempt: DeliveryAttempt;
		readonly answer: string | null;
	},
): Promise<boolean> {
	const { status, nextAttemptAt, attempt, answer } = outcome;
	const values = [webhook, id, status, nextAttemptAt, JSON.stringify([attempt]), answer];
	return (await scope.query(SETTLE, values)).length > 0;
}

const PURGE = statement(
	"webhookDeliveries.purge",
	`delete from webhook_delivery where created_at < $1 and status = 'delivered' or created_at < $2`,
);

export async function purgeDeliveries(db: Db, deliveredBefore: Date, before: Date): Promise<void> {
	await db.query(PURGE, [deliveredBefore, before]);
}
