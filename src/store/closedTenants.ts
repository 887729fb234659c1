import { type Db, type Scope, statement } from "./db.ts";

const LOCK = statement(
	"closedTenants.lock",
	`select tenant from tenant where tenant = $1 and closed_at is null for update`,
);

/** Holds a tenant's row, so that no device becomes known meanwhile; false where it is closed already. */
export async function lockTenant(scope: Scope): Promise<boolean> {
	return (await scope.query(LOCK)).length === 1;
}

const REMAINING = statement(
	"closedTenants.remaining",
	`select (select count(*) from device where tenant = $1) as devices,
		(select count(*) from subscriber where tenant = $1) as subscribers,
		(select count(*) from change where tenant = $1 and state in ('pendingApproval', 'approved', 'applying')) as changes,
		(select count(*) from proof_run where tenant = $1 and status in ('pendingApproval', 'queued', 'running')) as "proofRuns",
		(select count(*) from canary where tenant = $1 and status in ('running', 'paused')) as canaries,
		(select count(*) from file where tenant = $1) as files,
		(select count(*) from user_role r where r.tenant = $1
			and not exists (select from user_role o where o.account = r.account and o.tenant <> $1)) as users`,
);

/** What an operator ends, removes or moves before a tenant goes. `users`: with a role nowhere else. */
export type Remaining = Readonly<
	Record<"devices" | "subscribers" | "changes" | "proofRuns" | "canaries" | "files" | "users", number>
>;

export async function countRemaining(scope: Scope): Promise<Remaining> {
	return (await scope.query<Remaining>(REMAINING))[0] as Remaining;
}

const SETTINGS = [
	statement(
		"closedTenants.previews",
		`update change set state = 'cancelled', finished_at = $2, input = certus_without_sealed(input)
		where tenant = $1 and state = 'previewed'`,
	),
	statement(
		"closedTenants.sessions",
		`delete from console_session where $2::timestamptz is not null
			and token in (select id from api_token where tenant = $1)`,
	),
	...[
		"api_token",
		"user_role",
		"custom_role",
		"webhook_delivery",
		"webhook",
		"service_profile",
		"provisioning_application",
		"provisioning_stop",
		"provisioning_profile",
		"loosened_policy",
		"model_version",
	].map((table) =>
		statement(
			`closedTenants.forget.${table}`,
			`delete from ${table} where tenant = $1 and $2::timestamptz is not null`,
		),
	),
	statement("closedTenants.close", `update tenant set closed_at = $2 where tenant = $1`),
	statement("closedTenants.closeTrail", `update audit_head set closed_at = $2 where tenant = $1`),
];

/** Ends a tenant and what is mere setting of it. What was proven there, and its trail, stay. */
export async function closeTenant(scope: Scope, at: Date): Promise<void> {
	for (const ending of SETTINGS) await scope.query(ending, [at]);
}

const IS_CLOSED = statement(
	"closedTenants.isClosed",
	`select tenant from tenant where slug = $1 and closed_at is not null`,
);

/** Whether a slug was that of a tenant which was deleted. */
export async function isClosedSlug(db: Db, slug: string): Promise<boolean> {
	return (await db.query(IS_CLOSED, [slug])).length === 1;
}
