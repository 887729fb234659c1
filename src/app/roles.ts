import { permissionsOfRole } from "../gate/permissions.ts";
import { CertusError } from "../lib/errors.ts";
import { type Permission, Role } from "../shared/common.ts";
import {
	type CustomRole,
	countHolders,
	insertRole,
	listRoles,
	lockRole,
	deleteRole as remove,
	setRolePermissions,
	shareRole,
} from "../store/roles.ts";
import type { Tenant } from "../store/tenants.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";
import { type Actor, grantIn } from "./principal.ts";

/** Of a tenant's own roles; they are listed whole. */
const MAX_ROLES = 100;

/** Makes a role of the command's tenant, out of permissions that its maker holds. */
export async function createRole(
	command: Command,
	wanted: { readonly name: string; readonly permissions: readonly Permission[] },
): Promise<CustomRole> {
	const { scope, tenant, now } = command;
	refuseBuiltIn(wanted.name);
	refuseMore(command.actor, tenant, wanted.permissions, `the role ${wanted.name}`);
	if ((await listRoles(scope)).length >= MAX_ROLES) {
		throw new CertusError(409, "tooManyRoles", `a tenant has at most ${MAX_ROLES} roles of its own`);
	}
	const role = { name: wanted.name, permissions: [...new Set(wanted.permissions)], createdAt: now };
	if (!(await insertRole(scope, role))) {
		throw new CertusError(409, "roleTaken", `there is a role ${role.name} already`);
	}
	await command.audit("role.created", { detail: { role: role.name, permissions: role.permissions } });
	return role;
}

/** Changes what a role allows, at once for all who have it; neither before nor after may it be more than one's own. */
export async function patchRole(
	command: Command,
	name: string,
	permissions: readonly Permission[],
): Promise<CustomRole> {
	const before = await requireOwnRole(command, name);
	const after = [...new Set(permissions)];
	refuseMore(command.actor, command.tenant, after, `the role ${name}`);
	await setRolePermissions(command.scope, name, after);
	await command.audit("role.changed", { detail: { role: name, before: before.permissions, after } });
	return { ...before, permissions: after };
}

/** Removes a role that nobody has. */
export async function deleteRole(command: Command, name: string): Promise<void> {
	await requireOwnRole(command, name);
	const { users, tokens } = await countHolders(command.scope, name);
	if (users + tokens > 0) {
		const message = `the role ${name} is held by ${users} users and ${tokens} tokens: give them another one first`;
		throw new CertusError(409, "roleInUse", message);
	}
	await remove(command.scope, name);
	await command.audit("role.deleted", { detail: { role: name } });
}

async function requireOwnRole(command: Command, name: string): Promise<CustomRole> {
	refuseBuiltIn(name);
	const role = await lockRole(command.scope, name);
	if (!role) throw notFound("role");
	refuseMore(command.actor, command.tenant, permissionsOfRole(name, role.permissions), `the role ${name}`);
	return role;
}

/** A role that the actor may give in a tenant: it exists there, and holds nothing that the actor lacks there. */
export async function requireGrantable(command: Command, tenant: Tenant, role: string, pointer: string): Promise<void> {
	const builtIn = Role.safeParse(role).success;
	const custom = builtIn ? null : await shareRole(command.tx.scope(tenant.tenant), role);
	if (!builtIn && !custom) {
		const detail = `there is no role ${role} in the tenant ${tenant.slug}`;
		throw new CertusError(422, "unknownRole", detail, { errors: [{ pointer, detail }] });
	}
	refuseMore(command.actor, tenant, permissionsOfRole(role, custom?.permissions ?? null), `the role ${role}`);
}

/** Nobody gives, changes or takes over what holds more than they do. */
export function refuseMore(actor: Actor, tenant: Tenant, wanted: Iterable<Permission>, what: string): void {
	const held = grantIn(actor, tenant.tenant)?.held;
	const lacking = [...wanted].filter((permission) => !held?.has(permission));
	if (lacking.length === 0) return;
	throw new CertusError(
		403,
		"moreThanOwn",
		`${what} holds more in the tenant ${tenant.slug} than you do: this needs the permission ${lacking.join(" and ")}`,
	);
}

function refuseBuiltIn(name: string): void {
	if (!Role.safeParse(name).success) return;
	throw new CertusError(409, "builtInRole", `the role ${name} is built in: it is in every tenant and never changes`);
}
