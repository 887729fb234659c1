import type { SealedInput } from "../lib/vault.ts";
import type { ChangeAction, ChangeKind, ChangeState, Failure, Risk } from "../shared/changes.ts";
import type { Override } from "../shared/operations.ts";
import { type Db, type Scope, statement, type TenantId } from "./db.ts";
import type { Json } from "./operations.ts";

export interface ChangeRow {
	readonly id: string;
	readonly seq: number;
	readonly state: ChangeState;
	readonly action: ChangeAction;
	readonly kind: ChangeKind;
	/** With the values of secret parameters sealed, as it is stored. */
	readonly input: Json;
	readonly reason: string;
	readonly author: string;
	readonly authorPerson: string;
	/** The tokens that the author's was made with. */
	readonly authorMakers: readonly string[];
	readonly override: Override | null;
	readonly previewDigest: string;
	readonly risks: readonly Risk[];
	readonly approvalsNeeded: number;
	readonly presenceTimeoutSeconds: number;
	readonly devices: number;
	readonly undoes: string | null;
	readonly rollingBack: boolean;
	readonly subscriber: string | null;
	readonly operation: string | null;
	readonly failure: Failure | null;
	readonly createdAt: Date;
	readonly submittedAt: Date | null;
	readonly approvedAt: Date | null;
	readonly appliedAt: Date | null;
	readonly expiresAt: Date;
	readonly finishedAt: Date | null;
	/** Provisioning profiles have asked for it. */
	readonly isProvisioning: boolean;
	/** The proof run that waits for it, and does what it names. */
	readonly proofRun: string | null;
	/** Its backups have the devices' own configuration files as well, where they come. */
	readonly withFile: boolean;
}

const COLUMNS = `id, seq, state, action, kind, input, reason, author, author_person as "authorPerson",
	author_makers as "authorMakers", override,
	preview_digest as "previewDigest", risks, approvals_needed as "approvalsNeeded",
	presence_timeout_seconds as "presenceTimeoutSeconds", devices, undoes, rolling_back as "rollingBack", subscriber,
	operation, failure, created_at as "createdAt", submitted_at as "submittedAt", approved_at as "approvedAt",
	applied_at as "appliedAt", expires_at as "expiresAt", finished_at as "finishedAt",
	exists (select from provisioning_application a where a.tenant = $1 and a.change = id) as "isProvisioning",
	(select p.id from proof_run p where p.tenant = $1 and p.change = change.id) as "proofRun", with_file as "withFile"`;

const INSERT = statement(
	"changes.insert",
	`insert into change (tenant, id, state, action, kind, input, reason, author, author_person, override, preview_digest,
		risks, approvals_needed, presence_timeout_seconds, devices, undoes, subscriber, operation, created_at, submitted_at,
		approved_at, applied_at, expires_at, author_makers, with_file)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
		$25)`,
);

export type NewChangeRow = Omit<
	ChangeRow,
	| "authorMakers"
	| "seq"
	| "rollingBack"
	| "failure"
	| "finishedAt"
	| "isProvisioning"
	| "proofRun"
	| "input"
	| "withFile"
> & { readonly input: SealedInput; readonly authorMakers?: readonly string[]; readonly withFile?: boolean };

export async function insertChange(scope: Scope, change: NewChangeRow): Promise<void> {
	await scope.query(INSERT, [
		...[change.id, change.state, change.action, change.kind, JSON.stringify(change.input), change.reason],
		...[change.author, change.authorPerson, change.override, change.previewDigest, change.risks],
		...[change.approvalsNeeded, change.presenceTimeoutSeconds, change.devices, change.undoes, change.subscriber],
		...[change.operation, change.createdAt, change.submittedAt, change.approvedAt, change.appliedAt, change.expiresAt],
		...[change.authorMakers ?? [], change.withFile ?? false],
	]);
}

const ONE = statement("changes.one", `select ${COLUMNS} from change where tenant = $1 and id = $2`);

export async function findChange(scope: Scope, id: string): Promise<ChangeRow | null> {
	return (await scope.query<ChangeRow>(ONE, [id]))[0] ?? null;
}

const LOCK = statement("changes.lock", `select ${COLUMNS} from change where tenant = $1 and id = $2 for update`);

/** Held until the transaction ends: of two who decide at once the second sees what the first did. */
export async function lockChange(scope: Scope, id: string): Promise<ChangeRow | null> {
	return (await scope.query<ChangeRow>(LOCK, [id]))[0] ?? null;
}

const LIST = statement(
	"changes.list",
	`select ${COLUMNS} from change where tenant = $1 and ($2::bigint is null or seq < $2)
		and ($4::text is null or state = $4) and ($5::text is null or action = $5) and ($6::uuid is null or subscriber = $6)
		and ($7::uuid is null or exists (select from change_device d where d.tenant = $1 and d.change = change.id and d.device = $7))
	order by seq desc limit $3`,
);

export interface ChangeFilter {
	readonly state?: string | undefined;
	readonly action?: string | undefined;
	readonly subscriberId?: string | undefined;
	readonly deviceId?: string | undefined;
}

/** Newest first. */
export function listChanges(
	scope: Scope,
	{ state, action, subscriberId, deviceId }: ChangeFilter,
	page: { readonly before: number | null; readonly limit: number },
): Promise<ChangeRow[]> {
	const filter = [state ?? null, action ?? null, subscriberId ?? null, deviceId ?? null];
	return scope.query(LIST, [page.before, page.limit, ...filter]);
}

const MOVE = statement(
	"changes.move",
	`update change set state = $3, submitted_at = coalesce($4, submitted_at), approved_at = coalesce($5, approved_at),
		applied_at = coalesce($6, applied_at), expires_at = coalesce($7, expires_at), finished_at = $8,
		input = case when $8::timestamptz is null then input else certus_without_sealed(input) end,
		failure = $9, override = coalesce($10, override), rolling_back = $11
	where tenant = $1 and id = $2`,
);

export interface ChangeMove {
	readonly submittedAt?: Date;
	readonly approvedAt?: Date;
	readonly appliedAt?: Date;
	readonly expiresAt?: Date;
	readonly finishedAt?: Date;
	readonly failure?: Failure | null;
	readonly override?: Override | null;
	readonly rollingBack?: boolean;
}

/** To the next state, which `gate` has allowed; the row is locked. */
export async function moveChange(scope: Scope, id: string, state: ChangeState, move: ChangeMove): Promise<void> {
	const { submittedAt, approvedAt, appliedAt, expiresAt, finishedAt, failure, override, rollingBack } = move;
	await scope.query(MOVE, [
		...[id, state, submittedAt ?? null, approvedAt ?? null, appliedAt ?? null, expiresAt ?? null],
		...[finishedAt ?? null, failure ?? null, override ?? null, rollingBack ?? false],
	]);
}

const DECIDE = statement(
	"changes.decide",
	`insert into change_decision (tenant, change, person, name, decision, comment, at) values ($1, $2, $3, $4, $5, $6, $7)
	on conflict do nothing`,
);

export interface DecisionRow {
	readonly person: string;
	readonly name: string;
	readonly decision: "approve" | "reject";
	readonly comment: string;
	readonly at: Date;
}

/** Nobody decides twice: the first word stands. */
export async function insertDecision(scope: Scope, change: string, one: DecisionRow): Promise<void> {
	await scope.query(DECIDE, [change, one.person, one.name, one.decision, one.comment, one.at]);
}

const DECISIONS = statement(
	"changes.decisions",
	`select change, person, name, decision, comment, at from change_decision
	where tenant = $1 and change = any($2::uuid[]) order by at`,
);

/** In their order. */
export function readDecisions(
	scope: Scope,
	changes: readonly string[],
): Promise<(DecisionRow & { readonly change: string })[]> {
	return scope.query(DECISIONS, [changes]);
}

const EXPIRED = statement(
	"changes.expired",
	`select tenant, id from change where state in ('previewed', 'pendingApproval', 'approved') and expires_at < $1 limit 500`,
);

/** Of all tenants: those whose time is over. */
export function readExpiredChanges(db: Db, now: Date): Promise<{ tenant: TenantId; id: string }[]> {
	return db.query(EXPIRED, [now]);
}

const APPLYING = statement(
	"changes.applying",
	`select tenant, id from change c where state = 'applying'
		and not exists (select from proof_run p where p.tenant = c.tenant and p.change = c.id)
	order by seq`,
);

/** Of all tenants: those that are under way, but for what proof runs do. */
export function readApplyingChanges(db: Db): Promise<{ tenant: TenantId; id: string }[]> {
	return db.query(APPLYING);
}
