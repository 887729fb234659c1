import type { FastifyReply } from "fastify";
import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { page, pageQuery, Slug } from "../../shared/common.ts";
import { CellStatus, MatrixRow, Workflow } from "../../shared/proof.ts";
import type { Scope } from "../../store/db.ts";
import { findMatrixRow, listMatrixRows, type MatrixBody, type MatrixFilter } from "../../store/matrix.ts";
import type { Tenant } from "../../store/tenants.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { badge } from "./matrixBadge.ts";
import { toCsv } from "./matrixCsv.ts";
import { matrixPage, PAGE_POLICY } from "./matrixPage.ts";
import { ByRowId } from "./params.ts";
import { addRead, type Kit } from "./route.ts";
import { absolute } from "./urls.ts";

const tag = "matrix";

const filters = {
	vendor: z.string().max(256).optional(),
	model: z.string().max(256).optional(),
	/** Of the row; with `workflow`, of that workflow's cell. */
	status: CellStatus.optional(),
	/** Only rows with evidence for this workflow, unless `status` asks for others. */
	workflow: Workflow.optional(),
};
const ListQuery = z.strictObject({ ...pageQuery, ...filters });
const BadgeQuery = z.strictObject({ tenant: Slug.optional(), workflow: Workflow.optional() });
const ExportQuery = z.strictObject({ tenant: Slug.optional(), ...filters });

/** The most rows of one export: beyond it the paged list is the way. */
const MAX_EXPORT_ROWS = 20_000;

export function addMatrixRoutes(kit: Kit): void {
	const present = (body: MatrixBody, tenant: Tenant): MatrixRow =>
		presentRow(body, tenant, kit.deps.settings.publicApiUrl());
	const readAll = async (scope: Scope, tenant: Tenant, filter: MatrixFilter): Promise<MatrixRow[]> =>
		(await listMatrixRows(scope, filter, { after: null, limit: MAX_EXPORT_ROWS })).map(({ body }) =>
			present(body, tenant),
		);

	addRead(kit, {
		url: "/matrix",
		summary: "The compatibility matrix",
		tag,
		permission: "read",
		query: ListQuery,
		answer: page(MatrixRow),
		async handle({ query, scope, tenant }) {
			const after = readCursor(z.uuid(), query.cursor);
			const found = await listMatrixRows(scope, query, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ id }) => id);
			return { items: rows.map(({ body }) => present(body, tenant)), nextCursor };
		},
	});

	addRead(kit, {
		url: "/matrix.json",
		summary: "The whole matrix in one document",
		tag,
		permission: "read",
		query: ExportQuery,
		answer: page(MatrixRow),
		async handle({ query, scope, tenant, reply }) {
			download(reply, `certus-matrix-${tenant.slug}.json`);
			return { items: await readAll(scope, tenant, query), nextCursor: null };
		},
	});

	addRead(kit, {
		url: "/matrix.csv",
		summary: "The whole matrix as a table",
		tag,
		permission: "read",
		query: ExportQuery,
		answer: z.string(),
		produces: "text/csv; charset=utf-8",
		async handle({ query, scope, tenant, reply }) {
			download(reply, `certus-matrix-${tenant.slug}.csv`);
			reply.type("text/csv; charset=utf-8");
			return toCsv(await readAll(scope, tenant, query));
		},
	});

	addRead(kit, {
		url: "/matrix.html",
		alsoAt: "/matrix.html",
		isPage: true,
		summary: "The whole matrix as one page that needs nothing else",
		tag,
		permission: "read",
		query: ExportQuery,
		answer: z.string(),
		produces: "text/html; charset=utf-8",
		async handle({ query, scope, tenant, reply }) {
			const rows = (await readAll(scope, tenant, query))
				// Virtual devices never stand among real ones (contract, section 5).
				.filter(({ simulated }) => tenant.simulated || !simulated);
			reply.type("text/html; charset=utf-8").header("content-security-policy", PAGE_POLICY);
			return matrixPage(rows, tenant, kit.deps.clock());
		},
	});

	addRead(kit, {
		url: "/matrix/:rowId/badge.svg",
		summary: "A row's status, or that of one workflow on it, as a badge",
		tag,
		permission: "read",
		params: ByRowId,
		query: BadgeQuery,
		answer: z.string(),
		produces: "image/svg+xml",
		async handle({ params, query, scope, reply }) {
			const body = await findMatrixRow(scope, params.rowId);
			if (!body) throw notFound("matrix row");
			reply.type("image/svg+xml").header("content-security-policy", "default-src 'none'; sandbox");
			return badge(body as unknown as MatrixRow, query.workflow);
		},
	});

	addRead(kit, {
		url: "/matrix/:rowId",
		alsoAt: "/matrix/:rowId",
		summary: "One row of the matrix",
		tag,
		permission: "read",
		params: ByRowId,
		answer: MatrixRow,
		async handle({ params, scope, tenant }) {
			const body = await findMatrixRow(scope, params.rowId);
			if (!body) throw notFound("matrix row");
			return present(body, tenant);
		},
	});
}

/** The stored row with its paths made into URLs. */
function presentRow(body: MatrixBody, tenant: Tenant, publicApiUrl: string): MatrixRow {
	const row = body as unknown as MatrixRow;
	const url = (path: string): string => (path.startsWith("/") ? absolute(path, tenant, publicApiUrl) : path);
	const workflows = Object.fromEntries(
		Object.entries(row.workflows).map(([name, cell]) => [
			name,
			{ ...cell, evidence: cell.evidence.map((evidence) => ({ ...evidence, url: url(evidence.url) })) },
		]),
	) as MatrixRow["workflows"];
	return { ...row, workflows, evidenceUrl: url(row.evidenceUrl) };
}

function download(reply: FastifyReply, name: string): void {
	reply.header("content-disposition", `attachment; filename="${name}"`);
}
