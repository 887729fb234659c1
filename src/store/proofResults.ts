import { type Db, type Scope, statement, type TenantId } from "./db.ts";
import { COLUMNS, type ProofRunRow } from "./proofRuns.ts";

const OPEN = statement(
	"proofResults.open",
	`select tenant, ${COLUMNS} from proof_run where status in ('queued', 'running') order by created_at limit 10000`,
);

/** The runs of all tenants that are not at their end: what a start takes up again. */
export function readOpenRuns(db: Db): Promise<(ProofRunRow & { readonly tenant: TenantId })[]> {
	return db.query(OPEN);
}

const START = statement(
	"proofResults.start",
	`update proof_run set status = 'running', subject = $3, started_at = coalesce(started_at, $4)
	where tenant = $1 and id = $2 and status in ('queued', 'running') returning id`,
);

/** False where it was cancelled meanwhile. */
export async function startRun(scope: Scope, id: string, subject: object | null, at: Date): Promise<boolean> {
	return (await scope.query(START, [id, subject && JSON.stringify(subject), at])).length === 1;
}

export interface CheckRecord {
	readonly run: string;
	readonly ordinal: number;
	readonly workflow: string;
	readonly checkId: string;
	readonly body: object;
	readonly facts: object;
}

const CHECK = statement(
	"proofResults.check",
	`insert into proof_check (tenant, run, ordinal, workflow, check_id, body, facts) values ($1, $2, $3, $4, $5, $6, $7)
	on conflict (tenant, run, ordinal) do nothing`,
);

export async function insertCheck(scope: Scope, check: CheckRecord): Promise<void> {
	const { run, ordinal, workflow, checkId, body, facts } = check;
	await scope.query(CHECK, [run, ordinal, workflow, checkId, JSON.stringify(body), JSON.stringify(facts)]);
}

const CHECKS = statement(
	"proofResults.checks",
	`select run, ordinal, workflow, check_id as "checkId", body, facts from proof_check
	where tenant = $1 and run = $2 order by ordinal`,
);

export function readCheckRecords(scope: Scope, run: string): Promise<CheckRecord[]> {
	return scope.query(CHECKS, [run]);
}

const FINISH = statement(
	"proofResults.finish",
	`update proof_run set status = 'finished', result = $3, finished_at = coalesce(finished_at, $4)
	where tenant = $1 and id = $2 and status in ('running', 'finished') returning id`,
);

export async function finishRun(scope: Scope, id: string, result: object, at: Date): Promise<boolean> {
	return (await scope.query(FINISH, [id, JSON.stringify(result), at])).length === 1;
}

const OF_MODEL = statement(
	"proofResults.ofModel",
	`select id, subject, result, device, finished_at as "finishedAt" from proof_run
	where tenant = $1 and status = 'finished' and subject ->> 'vendor' = $2 and subject ->> 'model' = $3
		and subject ->> 'productClass' = $4
	order by finished_at, id`,
);

export interface FinishedRunRow {
	readonly id: string;
	readonly device: string;
	readonly subject: object;
	readonly result: object;
	readonly finishedAt: Date;
}

/** Every finished run on a model, oldest first. */
export function readFinishedRuns(
	scope: Scope,
	vendor: string,
	model: string,
	productClass: string,
): Promise<FinishedRunRow[]> {
	return scope.query(OF_MODEL, [vendor, model, productClass]);
}

const NEWEST = statement(
	"proofResults.newest",
	`select id, subject, result, device, finished_at as "finishedAt" from proof_run
	where tenant = $1 and status = 'finished' and id = any($2::uuid[]) order by finished_at desc, id desc limit 1`,
);

/** The one of these runs that ended last. */
export async function findNewestRun(scope: Scope, ids: readonly string[]): Promise<FinishedRunRow | null> {
	return (await scope.query<FinishedRunRow>(NEWEST, [ids]))[0] ?? null;
}

const FARES = statement(
	"proofResults.fares",
	`select workflow, check_id as check, count(distinct model) as models,
		count(distinct model) filter (where outcome = 'pass') as "passedOn", count(distinct run) as runs
	from (select c.workflow, c.check_id, c.run, c.body->>'outcome' as outcome,
			jsonb_build_array(r.subject->'vendor', r.subject->'model', r.subject->'productClass') as model
		from proof_check c join proof_run r on r.tenant = c.tenant and r.id = c.run
		where c.tenant = $1 and r.status = 'finished') as told
	where outcome in ('pass', 'fail') group by workflow, check_id order by workflow, check_id`,
);

/** How each check fared over the models that it told anything of. */
export function readCheckFares(
	scope: Scope,
): Promise<{ workflow: string; check: string; models: number; passedOn: number; runs: number }[]> {
	return scope.query(FARES);
}
