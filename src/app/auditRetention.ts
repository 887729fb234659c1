import { type Cut, RETENTION_ACTION } from "../lib/auditChain.ts";
import { appendAudit, lockAuditHead } from "../store/audit.ts";
import { deleteCut, findExpired, type KeptTrail, readKeptTrails, setCut } from "../store/auditRetention.ts";
import type { Database } from "../store/db.ts";

const ACTOR = "certus";
const DAY_MS = 24 * 3_600_000;
/** The most that one cut takes off, and one transaction deletes. */
const MAX_CUT = 500_000;
const DELETED_AT_ONCE = 2_000;

/**
 * Cuts off the beginnings of the trails what is older than their tenants keep, by whole days (UTC), so that a trail is cut
 * at most once a day. An entry of the chain itself says up to where, with the hash that the rest goes on from.
 */
export async function cutAuditTrails(database: Database, now: Date): Promise<void> {
	for (const trail of await readKeptTrails(database)) {
		await recordCut(database, trail, now);
		// Also what an earlier run left, which ended before its time.
		const scope = database.scope(trail.tenant);
		while ((await deleteCut(scope, DELETED_AT_ONCE)) === DELETED_AT_ONCE);
	}
}

async function recordCut(database: Database, { tenant, slug, retentionDays }: KeptTrail, now: Date): Promise<void> {
	const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
	const before = new Date(today - retentionDays * DAY_MS);
	const expired = await findExpired(database.scope(tenant), { before, action: RETENTION_ACTION, limit: MAX_CUT });
	if (!expired) return;
	await database.transaction(async (tx) => {
		const scope = tx.scope(tenant);
		await lockAuditHead(scope);
		// Another process has been here meanwhile.
		if (!(await setCut(scope, expired.seq))) return;
		const cut: Cut = { throughSeq: expired.seq, throughHash: expired.hash };
		await appendAudit(scope, {
			at: now,
			tenant: slug,
			actor: ACTOR,
			actorId: null,
			action: RETENTION_ACTION,
			outcome: "done",
			detail: { ...cut, entries: expired.entries, before: before.toISOString(), retentionDays },
		});
	});
}
