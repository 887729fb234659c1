import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { cancelProofRun } from "../../app/cancelProofRun.ts";
import { createProofRun } from "../../app/createProofRun.ts";
import { Id, page, pageQuery, Time } from "../../shared/common.ts";
import {
	type Check,
	Limitation,
	NewProofRun,
	ProofRun,
	ProofRunStatus,
	Traits,
	Verdict,
	WORKFLOWS,
	type Workflow,
} from "../../shared/proof.ts";
import type { Scope } from "../../store/db.ts";
import {
	findProofRun,
	listProofRuns,
	type ProofCheckRow,
	type ProofRunRow,
	readProofChecks,
} from "../../store/proofRuns.ts";
import type { Tenant } from "../../store/tenants.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";
import { absolute } from "./urls.ts";

const tag = "proof runs";

const ListQuery = z.strictObject({
	...pageQuery,
	deviceId: Id.optional(),
	status: ProofRunStatus.optional(),
});

const Place = z.tuple([Time, z.uuid()]);

export function addProofRunRoutes(kit: Kit): void {
	const { engine } = kit.deps;
	const present = async (scope: Scope, tenant: Tenant, rows: readonly ProofRunRow[]): Promise<ProofRun[]> => {
		const checks = await readProofChecks(
			scope,
			rows.map(({ id }) => id),
		);
		return rows.map((row) =>
			presentProofRun(
				row,
				checks.filter(({ run }) => run === row.id),
				tenant,
				kit.deps.settings.publicApiUrl(),
			),
		);
	};
	const presentOne = async (scope: Scope, tenant: Tenant, row: ProofRunRow): Promise<ProofRun> =>
		(await present(scope, tenant, [row]))[0] as ProofRun;

	addWrite(kit, {
		method: "POST",
		url: "/proof-runs",
		summary: "Prove workflows on a device",
		tag,
		permission: "certify",
		body: NewProofRun,
		status: 202,
		answer: ProofRun,
		async handle(command, { body }) {
			const run = await createProofRun(command, engine, body);
			return presentOne(command.scope, command.tenant, run);
		},
	});

	addRead(kit, {
		url: "/proof-runs",
		summary: "Proof runs, newest first",
		tag,
		permission: "read",
		query: ListQuery,
		answer: page(ProofRun),
		async handle({ query, scope, tenant }) {
			const place = readCursor(Place, query.cursor);
			const before = place && { at: new Date(place[0]), id: place[1] };
			const found = await listProofRuns(scope, query, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ createdAt, id }) => [createdAt, id]);
			return { items: await present(scope, tenant, rows), nextCursor };
		},
	});

	addRead(kit, {
		url: "/proof-runs/:id",
		alsoAt: "/proof-runs/:id",
		summary: "One proof run: what was checked, and what came of it",
		tag,
		permission: "read",
		params: ById,
		answer: ProofRun,
		async handle({ params, scope, tenant }) {
			const run = await findProofRun(scope, params.id);
			if (!run) throw notFound("proof run");
			return presentOne(scope, tenant, run);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/proof-runs/:id/cancel",
		summary: "End a proof run with what it has",
		tag,
		permission: "certify",
		params: ById,
		status: 200,
		answer: ProofRun,
		async handle(command, { params }) {
			const run = await cancelProofRun(command, engine, params.id);
			return presentOne(command.scope, command.tenant, run);
		},
	});
}

/** What a run has come to so far; all of it is missing until then. */
const Result = z.object({
	verdicts: z.partialRecord(z.enum(WORKFLOWS), Verdict).default({}),
	traits: Traits.default({ faultBehaviour: null, sessionReliability: null }),
	limitations: z.array(Limitation).default([]),
});

function presentProofRun(
	row: ProofRunRow,
	checks: readonly ProofCheckRow[],
	tenant: Tenant,
	publicApiUrl: string,
): ProofRun {
	const { verdicts, traits, limitations } = Result.parse(row.result ?? {});
	const workflows = row.workflows as Workflow[];
	const checksOf = (name: string): Check[] =>
		checks.filter(({ workflow }) => workflow === name).map(({ body }) => body as Check);
	const traitNames = [...new Set(checks.map(({ workflow }) => workflow))].filter(
		(name) => !(workflows as string[]).includes(name),
	);
	return {
		id: row.id,
		deviceId: row.device,
		status: row.status,
		changeId: row.change,
		requestedBy: row.requestedBy,
		subject: row.subject as ProofRun["subject"],
		workflows: workflows.map((workflow) => ({
			workflow,
			verdict: verdicts[workflow] ?? null,
			checks: checksOf(workflow),
		})),
		traitChecks: traitNames.map((trait) => ({ trait, checks: checksOf(trait) })),
		traits,
		limitations,
		simulated: tenant.simulated,
		createdAt: row.createdAt.toISOString(),
		startedAt: row.startedAt?.toISOString() ?? null,
		finishedAt: row.finishedAt?.toISOString() ?? null,
		url: absolute(`/proof-runs/${row.id}`, tenant, publicApiUrl),
	};
}
