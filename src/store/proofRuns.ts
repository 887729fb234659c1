import type { ProofRunStatus } from "../shared/proof.ts";
import { type Scope, statement } from "./db.ts";
import type { Json } from "./operations.ts";

export interface ProofRunRow {
	readonly id: string;
	readonly device: string;
	readonly status: ProofRunStatus;
	readonly workflows: readonly string[];
	readonly inputs: Json;
	readonly requestedBy: string;
	/** The versions it was begun on: `{vendor, model, productClass, hardwareVersion, softwareVersion}`. */
	readonly subject: Json | null;
	/** `{verdicts: {<workflow>: verdict}, traits, limitations}`, as far as they are known. */
	readonly result: Json | null;
	/** What had to be agreed to before it was queued. */
	readonly change: string | null;
	readonly createdAt: Date;
	/** Sessions from before get nothing of it; `null` until it is agreed to. */
	readonly acceptedAt: Date | null;
	readonly startedAt: Date | null;
	readonly finishedAt: Date | null;
}

/** One check's outcome; `workflow` names a workflow or a trait, `body` is the check as the API shows it. */
export interface ProofCheckRow {
	readonly run: string;
	readonly workflow: string;
	readonly body: Json;
}

export const COLUMNS = `id, device, status, workflows, inputs, requested_by as "requestedBy", subject, result, change,
	created_at as "createdAt", accepted_at as "acceptedAt", started_at as "startedAt", finished_at as "finishedAt"`;

const INSERT = statement(
	"proofRuns.insert",
	`insert into proof_run (tenant, id, device, status, workflows, inputs, requested_by, created_at, change, accepted_at)
	values ($1, $2, $3, case when $8::uuid is null then 'queued' else 'pendingApproval' end, $4, $5, $6, $7, $8,
		case when $8::uuid is null then $7::timestamptz end) returning ${COLUMNS}`,
);

export interface NewProofRunRow {
	readonly id: string;
	readonly device: string;
	readonly workflows: readonly string[];
	readonly inputs: Json;
	readonly requestedBy: string;
	readonly createdAt: Date;
	/** It waits until this is agreed to. */
	readonly change?: string | null;
}

export async function insertProofRun(scope: Scope, run: NewProofRunRow): Promise<ProofRunRow> {
	const { id, device, workflows, inputs, requestedBy, createdAt, change } = run;
	const values = [id, device, workflows, JSON.stringify(inputs), requestedBy, createdAt, change ?? null];
	return (await scope.query<ProofRunRow>(INSERT, values))[0] as ProofRunRow;
}

const ONE = statement("proofRuns.one", `select ${COLUMNS} from proof_run where tenant = $1 and id = $2`);

export async function findProofRun(scope: Scope, id: string): Promise<ProofRunRow | null> {
	return (await scope.query<ProofRunRow>(ONE, [id]))[0] ?? null;
}

const LIST = statement(
	"proofRuns.list",
	`select ${COLUMNS} from proof_run where tenant = $1
		and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
		and ($5::uuid is null or device = $5) and ($6::text is null or status = $6)
	order by created_at desc, id desc limit $4`,
);

/** Newest first. */
export function listProofRuns(
	scope: Scope,
	filter: { readonly deviceId?: string | undefined; readonly status?: string | undefined },
	page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<ProofRunRow[]> {
	const { before, limit } = page;
	return scope.query(LIST, [
		before?.at ?? null,
		before?.id ?? null,
		limit,
		filter.deviceId ?? null,
		filter.status ?? null,
	]);
}

const CHECKS = statement(
	"proofRuns.checks",
	`select run, workflow, body from proof_check where tenant = $1 and run = any($2::uuid[]) order by run, ordinal`,
);

export function readProofChecks(scope: Scope, runs: readonly string[]): Promise<ProofCheckRow[]> {
	return scope.query(CHECKS, [runs]);
}

const CANCEL = statement(
	"proofRuns.cancel",
	`update proof_run set status = 'cancelled', finished_at = $3
	where tenant = $1 and id = $2 and status in ('pendingApproval', 'queued', 'running') returning ${COLUMNS}`,
);

/** `null` where it was at its end already. */
export async function cancelProofRun(scope: Scope, id: string, now: Date): Promise<ProofRunRow | null> {
	return (await scope.query<ProofRunRow>(CANCEL, [id, now]))[0] ?? null;
}

const RELEASE = statement(
	"proofRuns.release",
	`update proof_run set status = 'queued', accepted_at = $3
	where tenant = $1 and id = $2 and status = 'pendingApproval' returning ${COLUMNS}`,
);

/** Enough people have agreed to it; `null` where it does not wait for that any more. */
export async function releaseProofRun(scope: Scope, id: string, at: Date): Promise<ProofRunRow | null> {
	return (await scope.query<ProofRunRow>(RELEASE, [id, at]))[0] ?? null;
}

const OPEN = statement(
	"proofRuns.open",
	`select count(*) as open from proof_run where tenant = $1 and device = $2
		and status in ('pendingApproval', 'queued', 'running')`,
);

export async function countOpenProofRuns(scope: Scope, device: string): Promise<number> {
	return (await scope.query<{ open: number }>(OPEN, [device]))[0]?.open ?? 0;
}
