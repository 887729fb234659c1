import { BEFORE_FIRST, type ChainVerdict, chainVerifier } from "../lib/auditChain.ts";
import { CertusError } from "../lib/errors.ts";
import { type AuditHead, type AuditRow, readAudit, readAuditHead } from "../store/audit.ts";
import type { Scope } from "../store/db.ts";

const PAGE = 500;
/** A trail whose beginning is cut again and again while it is read is not read for ever. */
const MAX_ATTEMPTS = 3;

/** Retention cut off what was about to be read. */
const CUT = "auditCut";

/** The whole trail as it stands at one moment, page by page, oldest first. Holds no connection while its reader is slow. */
export async function* readTrail(scope: Scope, head: AuditHead | null): AsyncGenerator<readonly AuditRow[]> {
	// Without a head there is no trail; what stands there nevertheless is shown.
	const end = head?.seq ?? Number.MAX_SAFE_INTEGER;
	let after = head?.cutSeq ?? 0;
	while (after < end) {
		const rows = (await readAudit(scope, { after, limit: Math.min(PAGE, end - after) })).filter(
			({ seq }) => seq <= end,
		);
		if (rows[0]?.seq !== after + 1 && ((await readAuditHead(scope))?.cutSeq ?? 0) > after) {
			throw new CertusError(503, CUT, "retention has cut the trail while it was read: ask again");
		}
		const last = rows.at(-1);
		if (!last) return;
		yield rows;
		after = last.seq;
	}
}

/** Verifies a tenant's trail, its end against where it is known to end. */
export async function verifyTrail(scope: Scope): Promise<ChainVerdict> {
	for (let attempt = 1; ; attempt++) {
		const head = await readAuditHead(scope);
		const verifier = chainVerifier({ head: head?.hash ?? BEFORE_FIRST });
		try {
			for await (const rows of readTrail(scope, head)) for (const { entry, hash } of rows) verifier.add(entry, hash);
			return verifier.end();
		} catch (error) {
			if (!(error instanceof CertusError) || error.code !== CUT || attempt === MAX_ATTEMPTS) throw error;
		}
	}
}
