import { BEFORE_FIRST, hashOfEntry } from "../lib/auditChain.ts";
import { CertusError } from "../lib/errors.ts";
import type { AuditAction } from "../shared/auditActions.ts";
import { type Scope, statement } from "./db.ts";

/** What happened, as its author tells it; the chain's own fields are added when it is appended. */
export interface AuditFacts {
	readonly at: Date;
	/** The tenant's slug. */
	readonly tenant: string;
	readonly actor: string;
	/** The token's or user's id: names may be given again. */
	readonly actorId: string | null;
	readonly action: AuditAction;
	readonly outcome: string;
	readonly deviceId?: string | null;
	readonly subscriberId?: string | null;
	readonly hardwareVersion?: string | null;
	readonly softwareVersion?: string | null;
	readonly matrixRowId?: string | null;
	readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditHead {
	readonly seq: number;
	readonly hash: string;
	/** The newest time in the chain. */
	readonly latestAt: Date;
	/** Up to which entry retention has cut the chain; 0: it is whole. */
	readonly cutSeq: number;
}

const HEAD_COLUMNS = `seq, hash, latest_at as "latestAt", cut_seq as "cutSeq"`;

const HEAD = statement("audit.head", `select ${HEAD_COLUMNS} from audit_head where tenant = $1`);

const LOCK = statement(
	"audit.lock",
	`select ${HEAD_COLUMNS}, closed_at is not null as closed from audit_head where tenant = $1 for no key update`,
);

const BEGIN = statement(
	"audit.begin",
	`insert into audit_head (tenant, seq, hash, latest_at) values ($1, 0, $2, 'epoch') on conflict do nothing`,
);

const APPEND = statement(
	"audit.append",
	`with appended as (
		insert into audit (tenant, seq, entry, hash, latest_at)
		select $1, seq, entry, hash, "latestAt"
		from json_to_recordset($2::json) as r(seq bigint, entry jsonb, hash text, "latestAt" timestamptz)
	)
	update audit_head set seq = $3, hash = $4, latest_at = $5 where tenant = $1`,
);

/** `null` where nothing was ever appended. */
export async function readAuditHead(scope: Scope): Promise<AuditHead | null> {
	return (await scope.query<AuditHead>(HEAD))[0] ?? null;
}

/** The chain's end, held until the caller's transaction ends: writers of one tenant follow one another. */
export async function lockAuditHead(scope: Scope): Promise<AuditHead> {
	const [head] = await scope.query<LockedHead>(LOCK);
	if (head) return opened(head);
	await scope.query(BEGIN, [BEFORE_FIRST]);
	const [begun] = await scope.query<LockedHead>(LOCK);
	return opened(begun as LockedHead);
}

interface LockedHead extends AuditHead {
	readonly closed: boolean;
}

/** Of a tenant that was deleted nothing more is written. */
function opened({ closed, ...head }: LockedHead): AuditHead {
	if (closed) throw new CertusError(404, "tenantNotFound", "there is no such tenant any more");
	return head;
}

/** Appends to the tenant's chain, in the caller's transaction. */
export async function appendAudit(
	scope: Scope,
	...given: readonly (AuditFacts | Promise<AuditFacts>)[]
): Promise<void> {
	const [head, ...entries] = await Promise.all([lockAuditHead(scope), ...given]);
	let { seq, hash, latestAt } = head;
	const rows = entries.map((facts) => {
		const entry = storable(entryOf(facts, ++seq, hash));
		hash = hashOfEntry(entry);
		if (facts.at > latestAt) latestAt = facts.at;
		return { seq, entry, hash, latestAt };
	});
	await scope.query(APPEND, [JSON.stringify(rows), seq, hash, latestAt]);
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
	`select seq, entry, hash from (
		select seq, entry, hash,
			sum(octet_length(entry::text)) over (order by seq rows between unbounded preceding and 1 preceding) as before
		from (select seq, entry, hash from audit where tenant = $1 and seq > $2 order by seq limit $3) page
	) measured where coalesce(before, 0) < $4 order by seq`,
);

export interface AuditRow {
	readonly seq: number;
	readonly entry: Readonly<Record<string, unknown>>;
	readonly hash: string;
}

/** What one page of a trail takes in memory: an entry holds up to what a request's body may. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** Oldest first; fewer than `limit` where they are large, but one at least. */
export function readAudit(scope: Scope, page: { after: number; limit: number }): Promise<AuditRow[]> {
	return scope.query(READ, [page.after, page.limit, PAGE_BYTES]);
}
