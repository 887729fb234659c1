import { type Scope, statement } from "./db.ts";
import type { Json } from "./operations.ts";

export interface ModelName {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
}

export interface CertificationRow extends ModelName {
	readonly id: string;
	readonly hardwareVersion: string;
	readonly versions: readonly string[];
	readonly parameterRoot: string | null;
	readonly cwmpVersion: string | null;
	readonly transport: "http" | "https";
	readonly workflows: readonly string[];
	readonly stage: string;
	readonly createdAt: Date;
}

export interface StepRow {
	readonly certification: string;
	readonly at: Date;
	readonly action: string;
	readonly actor: string;
	/** `null`: Certus itself. */
	/** The person, be it by a token of theirs; `null` for Certus itself. */
	readonly actorId: string | null;
	readonly detail: Json;
}

const COLUMNS = `id, vendor, model, product_class as "productClass", hardware_version as "hardwareVersion", versions,
	parameter_root as "parameterRoot", cwmp_version as "cwmpVersion", transport, workflows, stage, created_at as "createdAt"`;

const INSERT = statement(
	"certifications.insert",
	`insert into certification (tenant, id, vendor, model, product_class, hardware_version, versions, parameter_root,
		cwmp_version, transport, workflows, stage, created_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'intake', $12)`,
);

export async function insertCertification(scope: Scope, row: Omit<CertificationRow, "stage">): Promise<void> {
	await scope.query(INSERT, [
		row.id,
		row.vendor,
		row.model,
		row.productClass,
		row.hardwareVersion,
		row.versions,
		row.parameterRoot,
		row.cwmpVersion,
		row.transport,
		row.workflows,
		row.createdAt,
	]);
}

const ONE = statement("certifications.one", `select ${COLUMNS} from certification where tenant = $1 and id = $2`);

export async function findCertification(scope: Scope, id: string): Promise<CertificationRow | null> {
	return (await scope.query<CertificationRow>(ONE, [id]))[0] ?? null;
}

const LOCK = statement(
	"certifications.lock",
	`select ${COLUMNS} from certification where tenant = $1 and id = $2 for update`,
);

/** The same, held for the caller's transaction: its steps follow one another. */
export async function lockCertification(scope: Scope, id: string): Promise<CertificationRow | null> {
	return (await scope.query<CertificationRow>(LOCK, [id]))[0] ?? null;
}

const LIST = statement(
	"certifications.list",
	`select ${COLUMNS} from certification where tenant = $1
		and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
		and ($5::text is null or stage = $5) and ($6::text is null or model = $6)
	order by created_at desc, id desc limit $4`,
);

/** Newest first. */
export function listCertifications(
	scope: Scope,
	filter: { readonly stage?: string | undefined; readonly model?: string | undefined },
	page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<CertificationRow[]> {
	const { before, limit } = page;
	return scope.query(LIST, [before?.at ?? null, before?.id ?? null, limit, filter.stage ?? null, filter.model ?? null]);
}

const OF_MODEL = statement(
	"certifications.ofModel",
	`select ${COLUMNS} from certification where tenant = $1 and vendor = $2 and model = $3 and product_class = $4
	order by created_at, id`,
);

/** A model's certifications, oldest first. */
export function readCertificationsOf(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
): Promise<CertificationRow[]> {
	return scope.query(OF_MODEL, [vendor, model, productClass]);
}

const STEP = statement(
	"certifications.step",
	`with step as (
		insert into certification_step (tenant, certification, at, action, actor, actor_id, detail)
		values ($1, $2, $3, $4, $5, $6, $7)
	) update certification set stage = $8 where tenant = $1 and id = $2`,
);

/** Adds a step, and the stage that it leads to, in the caller's transaction. */
export async function insertStep(scope: Scope, step: StepRow, stage: string): Promise<void> {
	const { certification, at, action, actor, actorId, detail } = step;
	await scope.query(STEP, [certification, at, action, actor, actorId, JSON.stringify(detail), stage]);
}

const SET_BACK = statement(
	"certifications.setBack",
	`with affected as (
		select c.id from certification c where c.tenant = $1 and c.vendor = $2 and c.model = $3 and c.product_class = $4
			and $5 = any(c.workflows) and exists (
				select 1 from unnest($6::text[], $7::text[]) as p(hardware_version, software_version)
				where p.hardware_version = c.hardware_version and (
					c.stage = 'canary' and p.software_version = any((select k.versions from canary k
						where k.tenant = $1 and k.certification = c.id order by k.started_at desc limit 1)::text[])
					or c.stage = 'certified' and exists (
						select 1 from clearance l where l.tenant = $1 and l.vendor = $2 and l.model = $3 and l.product_class = $4
							and l.workflow = $5 and l.certification = c.id and l.hardware_version = p.hardware_version
							and l.software_version = p.software_version)))
		for update
	), steps as (
		insert into certification_step (tenant, certification, at, action, actor, actor_id, detail)
		select $1, id, $8, 'setback', $9, $10, $11 from affected
	) update certification c set stage = 'verification' from affected a where c.tenant = $1 and c.id = a.id returning c.id`,
);

/** Takes those back to verification that have cleared, or are about to clear, a cell which went down; their ids. */
export async function setBackOn(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	workflow: string,
	pairs: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[],
	step: Pick<StepRow, "at" | "actor" | "actorId" | "detail">,
): Promise<string[]> {
	const found = await scope.query<{ id: string }>(SET_BACK, [
		...[vendor, model, productClass, workflow],
		pairs.map(({ hardwareVersion }) => hardwareVersion),
		pairs.map(({ softwareVersion }) => softwareVersion),
		...[step.at, step.actor, step.actorId, JSON.stringify(step.detail)],
	]);
	return found.map(({ id }) => id);
}

const STEPS = statement(
	"certifications.steps",
	`select certification, at, action, actor, actor_id as "actorId", detail from certification_step
	where tenant = $1 and certification = any($2::uuid[]) order by seq`,
);

/** Oldest first. */
export function readSteps(scope: Scope, certifications: readonly string[]): Promise<StepRow[]> {
	return scope.query(STEPS, [certifications]);
}

const RUNS = statement(
	"certifications.runs",
	`select id, device, status, subject, result, created_at as "createdAt" from proof_run
	where tenant = $1 and id = any($2::uuid[])`,
);

export interface VerificationRunRow {
	readonly id: string;
	readonly device: string;
	readonly status: "queued" | "running" | "finished" | "cancelled";
	readonly subject: Json | null;
	readonly result: Json | null;
	readonly createdAt: Date;
}

export function readVerificationRuns(scope: Scope, ids: readonly string[]): Promise<VerificationRunRow[]> {
	return scope.query(RUNS, [ids]);
}

const OWNER = statement(
	"certifications.owner",
	`select name from (
		select u.email as name, 0 as place from account u
		where (u.email = lower($2) or u.id::text = $2)
			and exists (select 1 from user_role r where r.tenant = $1 and r.account = u.id)
		union all
		select name, case when tenant is null then 2 else 1 end from api_token
		where (tenant = $1 or tenant is null) and (name = $2 or id::text = $2) and (expires_at is null or expires_at > $3)
	) o order by place limit 1`,
);

/** Whoever is named by a user's email or id, or a token's name or id: email or name; `null` where there is nobody. */
export async function findOwner(scope: Scope, name: string, now: Date): Promise<string | null> {
	return (await scope.query<{ name: string }>(OWNER, [name, now]))[0]?.name ?? null;
}
