import { Readable } from "node:stream";
import { z } from "zod";
import { readTrail, verifyTrail } from "../../app/auditTrail.ts";
import { BEFORE_FIRST, lineOfEntry } from "../../lib/auditChain.ts";
import { CertusError } from "../../lib/errors.ts";
import { AuditEntry, AuditQuery, AuditVerdict } from "../../shared/audit.ts";
import { page } from "../../shared/common.ts";
import { type AuditHead, type AuditRow, readAuditHead } from "../../store/audit.ts";
import { listAudit } from "../../store/auditList.ts";
import type { Scope } from "../../store/db.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { addRead, type Kit } from "./route.ts";

const tag = "audit";
/** Whole trails that are read at once, to be verified or exported. */
const MAX_READERS = 4;

export function addAuditRoutes(kit: Kit): void {
	let readers = 0;
	const enter = (): void => {
		if (readers >= MAX_READERS) {
			throw new CertusError(503, "auditBusy", `${MAX_READERS} trails are being read already: ask again later`);
		}
		readers++;
	};
	const leave = (): void => {
		readers--;
	};

	addRead(kit, {
		url: "/audit",
		summary: "The audit trail, newest first",
		tag,
		permission: "audit",
		query: AuditQuery,
		answer: page(AuditEntry),
		async handle({ query, scope }) {
			const before = readCursor(z.int(), query.cursor);
			const filter = { ...query, since: query.since === undefined ? undefined : new Date(query.since) };
			const found = await listAudit(scope, filter, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ seq }) => seq);
			return { items: rows.map(presentEntry), nextCursor };
		},
	});

	addRead(kit, {
		url: "/audit/verify",
		summary: "Whether the audit trail is as it was written, else the first place that is not",
		tag,
		permission: "audit",
		answer: AuditVerdict,
		async handle({ scope }) {
			enter();
			try {
				return await verifyTrail(scope);
			} finally {
				leave();
			}
		},
	});

	addRead(kit, {
		url: "/audit.jsonl",
		summary: "The whole audit trail, oldest first: a line an entry in RFC 8785 form; Certus-Audit-Head names its end",
		tag,
		permission: "audit",
		answer: z.string(),
		produces: "application/jsonl",
		async handle({ scope, tenant, reply }) {
			enter();
			const head = await readAuditHead(scope).catch((error: unknown) => {
				leave();
				throw error;
			});
			const lines = Readable.from(exportLines(scope, head), { objectMode: false });
			// Also where the client goes before the end.
			lines.once("close", leave);
			return reply
				.type("application/jsonl")
				.header("content-disposition", `attachment; filename="certus-audit-${tenant.slug}.jsonl"`)
				.header("certus-audit-head", head?.hash ?? BEFORE_FIRST)
				.send(lines);
		},
	});
}

async function* exportLines(scope: Scope, head: AuditHead | null): AsyncGenerator<string> {
	for await (const rows of readTrail(scope, head)) {
		yield rows.map(({ entry, hash }) => `${lineOfEntry(entry, hash)}\n`).join("");
	}
}

function presentEntry({ entry, hash }: AuditRow): AuditEntry {
	return { ...entry, hash } as AuditEntry;
}
