import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import type { ChangeCause } from "../../proof/matrixHistory.ts";
import { templateOf } from "../../proof/subtrees.ts";
import { page, pageQuery } from "../../shared/common.ts";
import {
	CheckEvidence,
	ListedParameter,
	MatrixChange,
	MatrixParameter,
	type MatrixRow,
	type RunEvidence,
} from "../../shared/proof.ts";
import type { Blobs } from "../../store/blobs.ts";
import type { Scope } from "../../store/db.ts";
import { findMatrixRow } from "../../store/matrix.ts";
import { listMatrixChanges, type MatrixChangeRow } from "../../store/matrixHistory.ts";
import { findNewestRun } from "../../store/proofResults.ts";
import type { Tenant } from "../../store/tenants.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ByRowId } from "./params.ts";
import { addRead, type Kit } from "./route.ts";
import { absolute } from "./urls.ts";

const tag = "matrix";

/** What stands behind one row: how it came to be, and which parameters it is about. */
export function addMatrixRowParts(kit: Kit): void {
	const { blobs, settings } = kit.deps;

	addRead(kit, {
		url: "/matrix/:rowId/history",
		summary: "Every change of a cell's status or verdict on the row's versions, newest first",
		tag,
		permission: "read",
		params: ByRowId,
		query: z.strictObject(pageQuery),
		answer: page(MatrixChange),
		async handle({ params, query, scope, tenant }) {
			const row = await findRow(scope, params.rowId);
			const before = readCursor(z.int(), query.cursor);
			const found = await listMatrixChanges(scope, row, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ seq }) => seq);
			return { items: rows.map((change) => presentChange(change, tenant, settings.publicApiUrl())), nextCursor };
		},
	});

	addRead(kit, {
		url: "/matrix/:rowId/parameters",
		summary: "Which parameters are readable, writable and proven to be set, as the newest inventory run shows",
		tag,
		permission: "read",
		params: ByRowId,
		query: z.strictObject({ ...pageQuery, prefix: z.string().max(256).optional() }),
		answer: page(MatrixParameter),
		async handle({ params, query, scope, tenant }) {
			const row = await findRow(scope, params.rowId);
			const after = readCursor(z.string(), query.cursor);
			const seen = await readInventory(scope, blobs, row);
			if (!seen) return { items: [], nextCursor: null };
			// A path of a device's own means its kind here.
			const prefix = templateOf(query.prefix ?? "");
			const found = seen.parameters.filter(({ path }) => path.startsWith(prefix) && (after === null || path > after));
			const { rows, nextCursor } = pageOf(found.slice(0, query.limit + 1), query.limit, ({ path }) => path);
			const url = absolute(`/evidence/${seen.digest}`, tenant, settings.publicApiUrl());
			const evidence = [{ proofRunId: seen.proofRunId, digest: seen.digest, url }];
			const proven = new Set(row.workflows.config.provenPaths ?? []);
			return {
				items: rows.map((parameter) => ({ ...parameter, provenToSet: proven.has(parameter.path), evidence })),
				nextCursor,
			};
		},
	});
}

async function findRow(scope: Scope, id: string): Promise<MatrixRow> {
	const body = await findMatrixRow(scope, id);
	if (!body) throw notFound("matrix row");
	return body as unknown as MatrixRow;
}

interface Inventory {
	readonly proofRunId: string;
	readonly digest: string;
	/** By path, in order. */
	readonly parameters: readonly ListedParameter[];
}

/** `null` where no inventory run has listed parameters. */
async function readInventory(scope: Scope, blobs: Blobs, row: MatrixRow): Promise<Inventory | null> {
	const ids = row.workflows.inventory.evidence.map(({ proofRunId }) => proofRunId);
	const run = await findNewestRun(scope, ids);
	const { checks } = (run?.result ?? { checks: [] }) as Pick<RunEvidence, "checks">;
	const digest = checks.find(({ id, workflow }) => workflow === "inventory" && id === "subtreesReadable")?.evidence[0];
	const bytes = digest === undefined ? null : await blobs.read(digest);
	if (!run || digest === undefined || !bytes) return null;
	const { values } = CheckEvidence.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
	// The check's first version did not list them.
	const parameters = z.array(ListedParameter).safeParse(values.parameters);
	return parameters.success ? { proofRunId: run.id, digest, parameters: parameters.data } : null;
}

function presentChange(
	{ at, workflow, pairs, before, after, cause, reason }: MatrixChangeRow,
	tenant: Tenant,
	publicApiUrl: string,
): MatrixChange {
	return {
		at: at.toISOString(),
		workflow: workflow as MatrixChange["workflow"],
		covers: pairs.map((pair) => ({ ...pair })),
		before: before as MatrixChange["before"],
		after: after as MatrixChange["after"],
		cause: presentCause(cause as ChangeCause, tenant, publicApiUrl),
		reason,
	};
}

function presentCause(cause: ChangeCause, tenant: Tenant, publicApiUrl: string): MatrixChange["cause"] {
	if (cause.type === "proofRun") {
		return { ...cause, url: absolute(`/proof-runs/${cause.proofRunId}`, tenant, publicApiUrl) };
	}
	if (cause.type === "certification") {
		return { ...cause, url: absolute(`/certifications/${cause.certificationId}`, tenant, publicApiUrl) };
	}
	return cause;
}
