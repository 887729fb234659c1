import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { BUILT_IN_TENANTS } from "../shared/builtInTenants.ts";
import { lockAuditHead, readAuditHead } from "../store/audit.ts";
import { closeTenant, countRemaining, lockTenant, type Remaining } from "../store/closedTenants.ts";
import type { Command } from "./command.ts";
import { plural } from "./conflicts.ts";
import { tenantsChanged } from "./createTenant.ts";
import { DEFAULT_SLUG, type TenantDirectory } from "./tenants.ts";

/**
 * Closes the command's tenant once an operator has emptied it: its settings, roles, tokens and webhooks go, nobody reaches
 * it any more, and what was proven there stays, with its trail, whose end stands in the trail of `default`.
 */
export async function deleteTenant(
	command: Command,
	{ engine, tenants }: { readonly engine: EnginePort; readonly tenants: TenantDirectory },
): Promise<void> {
	const { scope, tx, tenant, now } = command;
	const { slug, name } = tenant;
	const home = tenants.bySlug(DEFAULT_SLUG);
	if (home === null || BUILT_IN_TENANTS.includes(slug)) {
		const detail = `the tenant ${slug} belongs to every installation: it can't be deleted`;
		throw new CertusError(409, "tenantBuiltIn", detail);
	}
	if (!(await lockTenant(scope))) throw new CertusError(404, "tenantNotFound", `there is no tenant ${slug}`);
	// Both trails in the order in which everybody takes them. Who writes here meanwhile is seen, or finds it closed.
	for (const id of [tenant.tenant, home.tenant].toSorted()) await lockAuditHead(tx.scope(id));
	const inUse = remainingText(await countRemaining(scope));
	if (inUse !== null) {
		throw new CertusError(409, "tenantInUse", `this tenant still has ${inUse}: end, remove or move them first`);
	}
	await command.audit("tenant.delete", { detail: { slug, name } });
	const trail = await readAuditHead(scope);
	await closeTenant(scope, now);
	const entries = trail && trail.seq - trail.cutSeq;
	await command.auditIn([home], "tenant.delete", () => ({ slug, name, entries, head: trail?.hash }));
	command.afterCommit(() => tenantsChanged(engine, tenants));
	command.afterCommit(() => engine.provisioningChanged());
}

/** What is left, with its counts; `null`: nothing. */
function remainingText(left: Remaining): string | null {
	const words = [
		plural(left.devices, "device"),
		plural(left.subscribers, "subscriber"),
		plural(left.changes, "open change"),
		plural(left.proofRuns, "open proof run"),
		plural(left.canaries, "open canary", "open canaries"),
		plural(left.files, "file"),
		plural(left.users, "user with a role only here", "users with a role only here"),
	].filter((part) => part !== null);
	const last = words.pop();
	if (last === undefined) return null;
	return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}
