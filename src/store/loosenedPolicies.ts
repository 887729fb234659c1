import type { ApprovalPolicy } from "../shared/changes.ts";
import { type Db, type Scope, statement } from "./db.ts";

const INSERT = statement(
	"loosenedPolicies.insert",
	`insert into loosened_policy (tenant, person, at, before)
	select $1, person, $3, $4 from unnest($2::text[]) as r(person) on conflict do nothing`,
);

/** Somebody, by whichever of these names, made the policy less strict than it was. */
export async function insertLoosening(
	scope: Scope,
	persons: readonly string[],
	at: Date,
	before: ApprovalPolicy,
): Promise<void> {
	await scope.query(INSERT, [persons, at, JSON.stringify(before)]);
}

const SINCE = statement(
	"loosenedPolicies.since",
	`select before from loosened_policy where tenant = $1 and person = any($2::text[]) and at > $3 order by at`,
);

/** What somebody has loosened since then, as it was before each time. */
export async function readLoosenings(scope: Scope, persons: readonly string[], since: Date): Promise<ApprovalPolicy[]> {
	return (await scope.query<{ before: ApprovalPolicy }>(SINCE, [persons, since])).map(({ before }) => before);
}

const PURGE = statement("loosenedPolicies.purge", `delete from loosened_policy where at < $1`);

/** Of all tenants: what no change that is still open can be asked by. */
export async function purgeLoosenings(db: Db, before: Date): Promise<void> {
	await db.query(PURGE, [before]);
}
