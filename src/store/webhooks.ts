import { type Db, type Scope, statement, type TenantId } from "./db.ts";

export interface WebhookRow {
	readonly id: string;
	readonly url: string;
	readonly events: readonly string[];
	readonly description: string | null;
	readonly enabled: boolean;
	readonly disabledReason: string | null;
	/** Sealed. */
	readonly secret: string;
	readonly previousSecret: string | null;
	readonly previousUntil: Date | null;
	readonly createdAt: Date;
}

const COLUMNS = `w.id, w.url, w.events, w.description, w.enabled, w.disabled_reason as "disabledReason", w.secret,
	w.previous_secret as "previousSecret", w.previous_until as "previousUntil", w.created_at as "createdAt"`;

const INSERT = statement(
	"webhooks.insert",
	`insert into webhook (tenant, id, url, events, description, enabled, secret, created_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export async function insertWebhook(
	scope: Scope,
	{ id, url, events, description, enabled, secret, createdAt }: WebhookRow,
): Promise<void> {
	await scope.query(INSERT, [id, url, events, description, enabled, secret, createdAt]);
}

const COUNT = statement("webhooks.count", `select count(*) as n from webhook where tenant = $1`);

export async function countWebhooks(scope: Scope): Promise<number> {
	return (await scope.query<{ n: number }>(COUNT))[0]?.n ?? 0;
}

const ONE = statement("webhooks.one", `select ${COLUMNS} from webhook w where w.tenant = $1 and w.id = $2`);

export async function findWebhook(scope: Scope, id: string): Promise<WebhookRow | null> {
	return (await scope.query<WebhookRow>(ONE, [id]))[0] ?? null;
}

const LOCK = statement(
	"webhooks.lock",
	`select ${COLUMNS} from webhook w where w.tenant = $1 and w.id = $2 for no key update`,
);

/** Held until the transaction's end. */
export async function lockWebhook(scope: Scope, id: string): Promise<WebhookRow | null> {
	return (await scope.query<WebhookRow>(LOCK, [id]))[0] ?? null;
}

const LIST = statement(
	"webhooks.list",
	`select ${COLUMNS} from webhook w where w.tenant = $1 and w.id > $2 order by w.id limit $3`,
);

const FIRST = "00000000-0000-0000-0000-000000000000";

/** By id. */
export function listWebhooks(
	scope: Scope,
	page: { readonly after: string | null; readonly limit: number },
): Promise<WebhookRow[]> {
	return scope.query(LIST, [page.after ?? FIRST, page.limit]);
}

// Who is enabled anew begins anew: with what is published from now on, and with no dead deliveries behind.
const UPDATE = statement(
	"webhooks.update",
	`update webhook set url = coalesce($3, url), events = coalesce($4, events),
		description = case when $5 then $6 else description end, enabled = coalesce($7, enabled),
		disabled_reason = case when $7 is null then disabled_reason end,
		dead_in_a_row = case when $7 and not enabled then 0 else dead_in_a_row end,
		since = case when $7 and not enabled then pg_current_xact_id() else since end
	where tenant = $1 and id = $2`,
);

export interface WebhookChanges {
	readonly url?: string | undefined;
	readonly events?: readonly string[] | undefined;
	readonly description?: string | null | undefined;
	readonly enabled?: boolean | undefined;
}

export async function updateWebhook(scope: Scope, id: string, changes: WebhookChanges): Promise<void> {
	const { url, events, description, enabled } = changes;
	const values = [url ?? null, events ?? null, description !== undefined, description ?? null, enabled ?? null];
	await scope.query(UPDATE, [id, ...values]);
}

const ROTATE = statement(
	"webhooks.rotate",
	`update webhook set previous_secret = secret, previous_until = $4, secret = $3 where tenant = $1 and id = $2`,
);

/** A new secret; the one that it had signs beside it for a while. */
export async function rotateSecret(scope: Scope, id: string, secret: string, previousUntil: Date): Promise<void> {
	await scope.query(ROTATE, [id, secret, previousUntil]);
}

const DELETES = [
	statement("webhooks.delete.deliveries", `delete from webhook_delivery where tenant = $1 and webhook = $2`),
	statement("webhooks.delete", `delete from webhook where tenant = $1 and id = $2`),
];

export async function removeWebhook(scope: Scope, id: string): Promise<void> {
	for (const deletion of DELETES) await scope.query(deletion, [id]);
}

/** A webhook that takes events, from the transaction `since` on. */
export interface Listening {
	readonly tenant: TenantId;
	readonly id: string;
	readonly events: readonly string[];
	readonly since: number;
}

const LISTENING = statement(
	"webhooks.listening",
	`select tenant, id, events, since::text::bigint as since from webhook where enabled`,
);

/** Of all tenants. */
export function readListening(db: Db): Promise<Listening[]> {
	return db.query(LISTENING);
}

const DELIVERED = statement(
	"webhooks.delivered",
	`update webhook set dead_in_a_row = 0 where tenant = $1 and id = $2 and dead_in_a_row > 0`,
);

export async function resetDead(scope: Scope, id: string): Promise<void> {
	await scope.query(DELIVERED, [id]);
}

const DEAD = statement(
	"webhooks.dead",
	`update webhook set dead_in_a_row = dead_in_a_row + 1 where tenant = $1 and id = $2 returning dead_in_a_row as n`,
);

/** How many deliveries have died since one arrived. */
export async function countDead(scope: Scope, id: string): Promise<number> {
	return (await scope.query<{ n: number }>(DEAD, [id]))[0]?.n ?? 0;
}

const DISABLE = statement(
	"webhooks.disable",
	`update webhook set enabled = false, disabled_reason = $3 where tenant = $1 and id = $2 and enabled returning id`,
);

/** Whether this was what disabled it. */
export async function disableWebhook(scope: Scope, id: string, reason: string): Promise<boolean> {
	return (await scope.query(DISABLE, [id, reason])).length > 0;
}
