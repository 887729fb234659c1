import { type Db, type Scope, statement, type TenantId } from "./db.ts";

export interface KeptTrail {
	readonly tenant: TenantId;
	readonly slug: string;
	readonly retentionDays: number;
}

const KEPT = statement(
	"auditRetention.tenants",
	`select tenant, slug, audit_retention_days as "retentionDays" from tenant
	where audit_retention_days is not null and closed_at is null`,
);

/** The tenants that don't keep their trail for ever. */
export function readKeptTrails(db: Db): Promise<KeptTrail[]> {
	return db.query(KEPT);
}

const EXPIRED = statement(
	"auditRetention.expired",
	`with oldest as (
		select seq, hash, (entry->>'at')::timestamptz as at, entry->>'action' as action from audit
		where tenant = $1 and seq > (select cut_seq from audit_head where tenant = $1) order by seq limit $4
	), expired as (
		select seq, hash, action from oldest
		where seq < coalesce((select min(seq) from oldest where at >= $2), 9223372036854775807)
	)
	select max(seq) as seq, (array_agg(hash order by seq desc))[1] as hash, count(*) as entries from expired
	having bool_or(action <> $3)`,
);

export interface ExpiredEntries {
	/** The last of them. */
	readonly seq: number;
	readonly hash: string;
	readonly entries: number;
}

/**
 * The entries at the chain's beginning, at most `limit`, that are all older than `before`; `null` where there are none but
 * those of an `action`, which alone are not worth a cut.
 */
export async function findExpired(
	scope: Scope,
	{ before, action, limit }: { readonly before: Date; readonly action: string; readonly limit: number },
): Promise<ExpiredEntries | null> {
	return (await scope.query<ExpiredEntries>(EXPIRED, [before, action, limit]))[0] ?? null;
}

const CUT = statement(
	"auditRetention.cut",
	`update audit_head set cut_seq = $2 where tenant = $1 and cut_seq < $2 returning cut_seq`,
);

/** Says up to where the chain is cut; false where it is already. */
export async function setCut(scope: Scope, seq: number): Promise<boolean> {
	return (await scope.query(CUT, [seq])).length === 1;
}

const DELETE = statement(
	"auditRetention.delete",
	`delete from audit where tenant = $1 and seq in (
		select seq from audit where tenant = $1 and seq <= (select cut_seq from audit_head where tenant = $1)
		order by seq limit $2)
	returning seq`,
);

/** Deletes what was cut, the oldest first; how many entries. */
export async function deleteCut(scope: Scope, limit: number): Promise<number> {
	return (await scope.query(DELETE, [limit])).length;
}
