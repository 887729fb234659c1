import type { ApprovalPolicyPatch } from "../shared/changes.ts";
import { type Db, statement, type TenantId } from "./db.ts";

export interface Tenant {
	readonly tenant: TenantId;
	readonly slug: string;
	readonly name: string;
	readonly lab: boolean;
	readonly simulated: boolean;
	readonly unknownDevices: "accept" | "quarantine" | "reject";
	readonly informIntervalSeconds: number;
	readonly deviceAuthentication: "auto" | "none" | "basic" | "digest" | "tls";
	readonly cpeUsername: string;
	/** Sealed, as it is stored; the directory of tenants has it open. */
	readonly cpePassword: string;
	readonly transcriptSessions: number;
	/** Older evidence counts no more for green. */
	readonly evidenceMaxAgeDays: number;
	/** The share of production operations that must succeed for a cell to stay as it is. */
	readonly fieldSuccessFloor: number;
	/** Older entries of the audit trail are cut off; `null`: kept for ever. */
	readonly auditRetentionDays: number | null;
	/** Where it differs from the policy as shipped. */
	readonly approvalPolicy: Readonly<Partial<ApprovalPolicyPatch>>;
	/** When that was last made less strict; `null`: never. */
	readonly policyLoosenedAt: Date | null;
	readonly createdAt: Date;
}

const COLUMNS = `tenant, slug, name, lab, simulated, unknown_devices as "unknownDevices",
	inform_interval_seconds as "informIntervalSeconds", device_authentication as "deviceAuthentication",
	cpe_username as "cpeUsername", cpe_password as "cpePassword", transcript_sessions as "transcriptSessions",
	evidence_max_age_days as "evidenceMaxAgeDays", field_success_floor as "fieldSuccessFloor",
	audit_retention_days as "auditRetentionDays", approval_policy as "approvalPolicy",
	policy_loosened_at as "policyLoosenedAt", created_at as "createdAt"`;

const ALL = statement("tenants.all", `select ${COLUMNS} from tenant where closed_at is null order by slug`);

/** Every tenant that is not closed; they are few and kept in memory by their readers. */
export function readTenants(db: Db): Promise<Tenant[]> {
	return db.query(ALL);
}

const INSERT = statement(
	"tenants.insert",
	`insert into tenant (tenant, slug, name, lab, simulated, unknown_devices, inform_interval_seconds, cpe_username, cpe_password)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (slug) do nothing returning tenant`,
);

export interface NewTenant {
	readonly id: string;
	readonly slug: string;
	readonly name: string;
	readonly lab: boolean;
	readonly simulated: boolean;
	readonly unknownDevices: Tenant["unknownDevices"];
	readonly informIntervalSeconds: number;
	readonly cpeUsername: string;
	readonly cpePassword: string;
}

/** False where the slug is taken, or was. */
export async function insertTenant(db: Db, tenant: NewTenant): Promise<boolean> {
	const { id, slug, name, lab, simulated, unknownDevices, informIntervalSeconds, cpeUsername, cpePassword } = tenant;
	const values = [id, slug, name, lab, simulated, unknownDevices, informIntervalSeconds, cpeUsername, cpePassword];
	return (await db.query(INSERT, values)).length === 1;
}

const PATCH = statement(
	"tenants.patch",
	`update tenant set name = coalesce($2, name), lab = coalesce($3, lab), unknown_devices = coalesce($4, unknown_devices),
		inform_interval_seconds = coalesce($5, inform_interval_seconds),
		device_authentication = coalesce($6, device_authentication), transcript_sessions = coalesce($7, transcript_sessions),
		evidence_max_age_days = coalesce($8, evidence_max_age_days),
		field_success_floor = coalesce($9, field_success_floor),
		audit_retention_days = case when $10 then $11 else audit_retention_days end
	where slug = $1`,
);

export interface TenantPatch {
	readonly name?: string | undefined;
	readonly lab?: boolean | undefined;
	readonly unknownDevices?: Tenant["unknownDevices"] | undefined;
	readonly informIntervalSeconds?: number | undefined;
	readonly deviceAuthentication?: Tenant["deviceAuthentication"] | undefined;
	readonly transcriptSessions?: number | undefined;
	readonly evidenceMaxAgeDays?: number | undefined;
	readonly fieldSuccessFloor?: number | undefined;
	readonly auditRetentionDays?: number | null | undefined;
}

export async function patchTenant(db: Db, slug: string, patch: TenantPatch): Promise<void> {
	await db.query(PATCH, [
		slug,
		patch.name ?? null,
		patch.lab ?? null,
		patch.unknownDevices ?? null,
		patch.informIntervalSeconds ?? null,
		patch.deviceAuthentication ?? null,
		patch.transcriptSessions ?? null,
		patch.evidenceMaxAgeDays ?? null,
		patch.fieldSuccessFloor ?? null,
		patch.auditRetentionDays !== undefined,
		patch.auditRetentionDays ?? null,
	]);
}

const CREDENTIALS = statement(
	"tenants.credentials",
	`update tenant set cpe_username = $2, cpe_password = $3 where slug = $1`,
);

export async function setCpeCredentials(db: Db, slug: string, username: string, password: string): Promise<void> {
	await db.query(CREDENTIALS, [slug, username, password]);
}

const POLICY = statement(
	"tenants.policy",
	`update tenant set approval_policy = $2, policy_loosened_at = coalesce($3, policy_loosened_at) where slug = $1`,
);

export async function setApprovalPolicy(
	db: Db,
	slug: string,
	policy: Tenant["approvalPolicy"],
	/** Where this made it less strict. */
	loosenedAt: Date | null,
): Promise<void> {
	await db.query(POLICY, [slug, JSON.stringify(policy), loosenedAt]);
}
