import type { EnginePort } from "../engine/ports.ts";
import { isLoosened, policyFault, policyWith } from "../gate/policy.ts";
import { CertusError } from "../lib/errors.ts";
import { secretContext } from "../lib/vault.ts";
import type { ApprovalPolicy, ApprovalPolicyPatch } from "../shared/changes.ts";
import { insertLoosening } from "../store/loosenedPolicies.ts";
import {
	patchTenant as patch,
	setApprovalPolicy,
	setCpeCredentials,
	type Tenant,
	type TenantPatch,
} from "../store/tenants.ts";
import { cpeCredentials } from "./bootstrap.ts";
import type { Command } from "./command.ts";
import { tenantsChanged } from "./createTenant.ts";
import type { TenantDirectory } from "./tenants.ts";

interface Readers {
	readonly engine: EnginePort;
	readonly tenants: TenantDirectory;
}

/** Changes the settings of the command's tenant. */
export async function patchTenant(command: Command, readers: Readers, changes: TenantPatch): Promise<Tenant> {
	await patch(command.tx, command.tenant.slug, changes);
	await command.audit("tenant.patch", { detail: { ...changes } });
	command.afterCommit(() => tenantsChanged(readers.engine, readers.tenants));
	if (changes.evidenceMaxAgeDays !== undefined) {
		command.afterCommit(() => readers.engine.matrixPolicyChanged(command.tenant.tenant));
	}
	const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
	return { ...command.tenant, ...given };
}

/** How actions are agreed to in the command's tenant; what is not given stays. What is less strict is on record. */
export async function changeApprovalPolicy(
	command: Command,
	readers: Readers,
	patch: Omit<ApprovalPolicyPatch, "tenant">,
): Promise<ApprovalPolicy> {
	const before = policyWith(command.tenant.approvalPolicy);
	const policy = policyWith(patch, before);
	const fault = policyFault(policy);
	if (fault) throw new CertusError(422, "policyForbidden", fault);
	const loosened = isLoosened(before, policy);
	await setApprovalPolicy(command.tx, command.tenant.slug, policy, loosened ? command.now : null);
	const { person, makers } = command.actor;
	if (loosened) await insertLoosening(command.scope, [person, ...makers], command.now, before);
	await command.audit("tenant.approvalPolicy", { detail: { ...patch, loosened } });
	command.afterCommit(() => tenantsChanged(readers.engine, readers.tenants));
	return policy;
}

/** New credentials for the CPEs that have none of their own; told once. */
export async function rotateCpeCredentials(
	command: Command,
	readers: Readers,
): Promise<{ readonly username: string; readonly password: string }> {
	const { cpeUsername: username, cpePassword: password } = cpeCredentials(command.random);
	const { tenant, slug } = command.tenant;
	const sealed = command.vault.seal(password, secretContext(tenant, "tenant.cpePassword"));
	await setCpeCredentials(command.tx, slug, username, sealed);
	await command.audit("tenant.rotateCpeCredentials", { detail: { username } });
	command.afterCommit(() => tenantsChanged(readers.engine, readers.tenants));
	return { username, password };
}
