import { policyWith, strictest } from "../../gate/policy.ts";
import type { ApprovalPolicy } from "../../shared/changes.ts";
import type { Scope } from "../../store/db.ts";
import { readLoosenings } from "../../store/loosenedPolicies.ts";
import type { Tenant } from "../../store/tenants.ts";

/** So long before somebody proposes a change he must have left the policy as it is for the loosening to count for him. */
const OWN_LOOSENING_MS = 86_400_000;

/**
 * How what somebody proposes is agreed to: by the tenant's policy, in which what he has loosened himself within a day
 * before he proposed, or since, does not count. For everybody else it does at once.
 */
export async function policyFor(
	{ scope, tenant }: { readonly scope: Scope; readonly tenant: Tenant },
	/** By all the names that he has: his own, and the tokens that his was made with. */
	author: readonly string[],
	proposedAt: Date,
): Promise<ApprovalPolicy> {
	const since = new Date(proposedAt.getTime() - OWN_LOOSENING_MS);
	const policy = policyWith(tenant.approvalPolicy);
	if (tenant.policyLoosenedAt === null || tenant.policyLoosenedAt <= since) return policy;
	const loosened = await readLoosenings(scope, author, since);
	return loosened.reduce((strict, before) => strictest(strict, policyWith(before)), policy);
}
