import { canonicalJson } from "../lib/canonicalJson.ts";
import { digestOf } from "../lib/hash.ts";
import { type Scope, statement } from "./db.ts";

/** What happened, as its author tells it; the chain's own fields are added when it is appended. */
export interface AuditFacts {
	readonly at: Date;
	/** The tenant's slug. */
	readonly tenant: string;
	readonly actor: string;
	/** The token's or user's id: names may be given again. */
	readonly actorId: string | null;
	readonly action: string;
	readonly outcome: string;
	readonly deviceId?: string | null;
	readonly subscriberId?: string | null;
	readonly hardwareVersion?: string | null;
	readonly softwareVersion?: string | null;
	readonly matrixRowId?: string | null;
	readonly detail?: Readonly<Record<string, unknown>>;
}

/** What the first entry of a chain has before it. */
const BEFORE_FIRST = `sha256:${"0".repeat(64)}`;

const LOCK = statement("audit.lock", `select pg_advisory_xact_lock(7547003, hashtext($1::uuid::text))`);

const LAST = statement("audit.last", `select seq, hash from audit where tenant = $1 order by seq desc limit 1`);

const APPEND = statement(
	"audit.append",
	`insert into audit (tenant, seq, entry, hash)
	select $1, seq, entry, hash from json_to_recordset($2::json) as r(seq bigint, entry jsonb, hash text)`,
);

/** Appends to the tenant's chain, in the caller's transaction; writers of one tenant follow one another. */
export async function appendAudit(scope: Scope, ...entries: readonly AuditFacts[]): Promise<void> {
	await scope.query(LOCK);
	const last = (await scope.query<{ seq: number; hash: string }>(LAST))[0];
	let seq = last?.seq ?? 0;
	let previousHash = last?.hash ?? BEFORE_FIRST;
	const rows = entries.map((facts) => {
		const entry = storable(entryOf(facts, ++seq, previousHash));
		previousHash = digestOf(canonicalJson(entry));
		return { seq, entry, hash: previousHash };
	});
	await scope.query(APPEND, [JSON.stringify(rows)]);
}

function entryOf(facts: AuditFacts, seq: number, previousHash: string) {
	return {
		seq,
		at: facts.at.toISOString(),
		tenant: facts.tenant,
		actor: facts.actor,
		actorId: facts.actorId,
		action: facts.action,
		outcome: facts.outcome,
		deviceId: facts.deviceId ?? null,
		subscriberId: facts.subscriberId ?? null,
		hardwareVersion: facts.hardwareVersion ?? null,
		softwareVersion: facts.softwareVersion ?? null,
		matrixRowId: facts.matrixRowId ?? null,
		detail: facts.detail ?? {},
		previousHash,
	};
}

/** The entry as jsonb will give it back: no NUL and no lone surrogate, which it can't hold. */
function storable<T>(value: T): T {
	return JSON.parse(JSON.stringify(value), (_key, part) =>
		typeof part === "string" ? part.replaceAll("\0", "\ufffd").toWellFormed() : part,
	) as T;
}

const READ = statement(
	"audit.read",
	`select seq, entry, hash from audit where tenant = $1 and seq > $2 order by seq limit $3`,
);

export interface AuditRow {
	readonly seq: number;
	readonly entry: Readonly<Record<string, unknown>>;
	readonly hash: string;
}

export function readAudit(scope: Scope, page: { after: number; limit: number }): Promise<AuditRow[]> {
	return scope.query(READ, [page.after, page.limit]);
}
