import { type Db, type Scope, statement } from "./db.ts";

export interface StoredAnswer {
	readonly fingerprint: string;
	/** `null` while the request is being carried out. */
	readonly status: number | null;
	readonly body: unknown;
}

const CLAIM = statement(
	"idempotency.claim",
	`insert into idempotency_key (tenant, actor, key, fingerprint, created_at) values ($1, $2, $3, $4, $5)
	on conflict (tenant, actor, key) do update set fingerprint = excluded.fingerprint, created_at = excluded.created_at
		where idempotency_key.status is null and idempotency_key.created_at < $6
	returning key`,
);

/**
 * True for the first request of a key. Within a transaction a second one waits here until the first has ended.
 * A claim from before `abandonedBefore` without an answer is that of a process that died, and may be taken over.
 */
export async function claimKey(
	scope: Scope,
	claim: {
		readonly actor: string;
		readonly key: string;
		readonly fingerprint: string;
		readonly now: Date;
		readonly abandonedBefore: Date;
	},
): Promise<boolean> {
	const { actor, key, fingerprint, now, abandonedBefore } = claim;
	return (await scope.query(CLAIM, [actor, key, fingerprint, now, abandonedBefore])).length === 1;
}

const READ = statement(
	"idempotency.read",
	`select fingerprint, status, body from idempotency_key where tenant = $1 and actor = $2 and key = $3`,
);

export async function readAnswer(scope: Scope, actor: string, key: string): Promise<StoredAnswer | null> {
	return (await scope.query<StoredAnswer>(READ, [actor, key]))[0] ?? null;
}

const ANSWER = statement(
	"idempotency.answer",
	`update idempotency_key set status = $4, body = $5 where tenant = $1 and actor = $2 and key = $3`,
);

export async function storeAnswer(
	scope: Scope,
	actor: string,
	key: string,
	answer: { readonly status: number; readonly body: unknown },
): Promise<void> {
	const body = answer.body === undefined ? null : JSON.stringify(answer.body);
	await scope.query(ANSWER, [actor, key, answer.status, body]);
}

const RELEASE = statement(
	"idempotency.release",
	`delete from idempotency_key where tenant = $1 and actor = $2 and key = $3 and status is null`,
);

/** Gives a key back whose request failed. */
export async function releaseKey(scope: Scope, actor: string, key: string): Promise<void> {
	await scope.query(RELEASE, [actor, key]);
}

const PURGE = statement("idempotency.purge", `delete from idempotency_key where created_at < $1`);

export async function purgeKeys(db: Db, before: Date): Promise<void> {
	await db.query(PURGE, [before]);
}
