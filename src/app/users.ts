import { permissionsOfRole } from "../gate/permissions.ts";
import { CertusError } from "../lib/errors.ts";
import { endSessionsOfUser } from "../store/consoleSessions.ts";
import type { Db } from "../store/db.ts";
import type { Tenant } from "../store/tenants.ts";
import { clearTotp } from "../store/totp.ts";
import {
	deleteUserRole,
	findUser,
	insertUser,
	lockAdministrators,
	lockUser,
	patchUser as patch,
	putUserRole,
	deleteUser as remove,
	type User,
} from "../store/users.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";
import { grantIn, type Principal } from "./principal.ts";
import { refuseMore, requireGrantable } from "./roles.ts";
import type { TenantDirectory } from "./tenants.ts";

/** A role in a tenant, as its slug. */
export interface WantedRole {
	readonly tenant: string;
	readonly role: string;
}

/** Whether somebody gives and takes roles there, and sees who has them. */
function managesUsers(principal: Principal, tenant: Tenant): boolean {
	return grantIn(principal, tenant.tenant)?.held.has("manageUsers") ?? false;
}

/** Those of a user's roles that somebody may see, by tenant. */
export function rolesSeenBy(principal: Principal, tenants: TenantDirectory, user: User): Map<Tenant, string> {
	const seen = user.roles.flatMap(({ tenant, role }): [Tenant, string][] => {
		const found = tenants.byId(tenant);
		return found && managesUsers(principal, found) ? [[found, role]] : [];
	});
	return new Map(seen);
}

/** A user, if somebody may see one of their roles: any, or the one in the tenant that was named. */
export async function requireUser(
	db: Db,
	who: { readonly principal: Principal; readonly tenants: TenantDirectory; readonly named: string | undefined },
	id: string,
	read: typeof findUser = findUser,
): Promise<User> {
	const user = await read(db, id);
	const seen = user ? [...rolesSeenBy(who.principal, who.tenants, user).keys()] : [];
	const within = seen.some(({ slug }) => who.named === undefined || slug === who.named);
	if (!user || !within) throw notFound("user");
	return user;
}

/** The user that a command changes; nobody else does meanwhile. */
interface Target {
	readonly id: string;
	readonly tenants: TenantDirectory;
	/** The tenant that the request named. */
	readonly named: string | undefined;
}

function lockTarget(command: Command, { id, tenants, named }: Target): Promise<User> {
	return requireUser(command.tx, { principal: command.actor, tenants, named }, id, lockUser);
}

/** Makes a user with roles that the actor may give; `password` is hashed already. */
export async function createUser(
	command: Command,
	tenants: TenantDirectory,
	wanted: {
		readonly email: string;
		readonly name: string;
		readonly password: string;
		readonly roles: readonly WantedRole[];
	},
): Promise<User> {
	const { tx, now, random } = command;
	const roles = resolveRoles(command, tenants, wanted.roles);
	for (const [tenant, { role, pointer }] of roles) await requireGrantable(command, tenant, role, pointer);
	const { email, name, password } = wanted;
	const id = random.uuid();
	if (!(await insertUser(tx, { id, email, name, password, createdAt: now }))) {
		throw new CertusError(409, "emailTaken", `there is a user ${email} already`);
	}
	for (const [tenant, { role }] of roles) await putUserRole(tx.scope(tenant.tenant), id, role);
	await command.auditIn([...roles.keys()], "user.created", (tenant) => ({
		userId: id,
		email,
		role: roles.get(tenant)?.role,
	}));
	return (await findUser(tx, id)) as User;
}

export interface UserChanges {
	readonly name?: string | undefined;
	/** Hashed already. */
	readonly password?: string | undefined;
	/** All of the user's roles in the tenants that the actor manages. */
	readonly roles?: readonly WantedRole[] | undefined;
}

/** Changes a user; a new password or a lost role ends their sessions at once. */
export async function patchUser(command: Command, target: Target, changes: UserChanges): Promise<User> {
	const { tx, actor } = command;
	const { tenants, id } = target;
	const user = await lockTarget(command, target);
	const concerned = rolesSeenBy(actor, tenants, user);
	if (changes.name !== undefined || changes.password !== undefined) {
		if (changes.password !== undefined && id === actor.account) {
			throw new CertusError(403, "ownPassword", "your own password is changed by POST /me/password, with the old one");
		}
		requireOver(command, tenants, user);
		await patch(tx, id, changes);
	}
	const roles = changes.roles && (await changeRoles(command, tenants, user, changes.roles));
	if (changes.password !== undefined || roles?.lost) await endSessionsOfUser(tx, id);
	const audited = new Set([...concerned.keys(), ...(roles?.after.keys() ?? [])]);
	await command.auditIn([...audited], "user.changed", (tenant) => ({
		userId: id,
		email: user.email,
		...(changes.name !== undefined && { name: changes.name }),
		...(changes.password !== undefined && { password: "changed" }),
		...(roles && { roleBefore: concerned.get(tenant) ?? null, roleAfter: roles.after.get(tenant)?.role ?? null }),
	}));
	return (await findUser(tx, id)) as User;
}

/** Takes a user out of the tenants that the actor manages; with the last role the user goes. */
export async function deleteUser(command: Command, target: Target): Promise<void> {
	const { tx, actor } = command;
	const user = await lockTarget(command, target);
	const seen = rolesSeenBy(actor, target.tenants, user);
	for (const tenant of seen.keys()) await takeRole(command, tenant, user);
	await endSessionsOfUser(tx, user.id);
	if (seen.size === user.roles.length) await remove(tx, user.id);
	await command.auditIn([...seen.keys()], "user.deleted", () => ({ userId: user.id, email: user.email }));
}

/** Ends all of a user's console sessions. */
export async function endSessions(command: Command, target: Target): Promise<void> {
	const user = await lockTarget(command, target);
	const ended = await endSessionsOfUser(command.tx, user.id);
	await command.auditIn([...rolesSeenBy(command.actor, target.tenants, user).keys()], "session.revoked", () => ({
		userId: user.id,
		email: user.email,
		sessions: ended,
	}));
}

/** Takes a user's second factor away, for one who lost it. */
export async function resetTotp(command: Command, target: Target): Promise<void> {
	const user = await lockTarget(command, target);
	requireOver(command, target.tenants, user);
	if (!(await clearTotp(command.tx, user.id))) throw new CertusError(409, "totpMissing", "there is no second factor");
	await endSessionsOfUser(command.tx, user.id);
	await command.auditIn([...rolesSeenBy(command.actor, target.tenants, user).keys()], "totp.disabled", () => ({
		userId: user.id,
		email: user.email,
	}));
}

/** The roles by their tenants; each tenant one of the actor's, where they manage users. */
function resolveRoles(
	{ actor }: Command,
	tenants: TenantDirectory,
	wanted: readonly WantedRole[],
): Map<Tenant, { readonly role: string; readonly pointer: string }> {
	const roles = new Map<Tenant, { readonly role: string; readonly pointer: string }>();
	for (const [index, { tenant: slug, role }] of wanted.entries()) {
		const tenant = tenants.bySlug(slug);
		const grant = tenant && grantIn(actor, tenant.tenant);
		if (!tenant || !grant) {
			throw new CertusError(404, "tenantNotFound", `there is no tenant ${slug} for this ${actor.kind}`);
		}
		if (!managesUsers(actor, tenant)) {
			const message = `this needs the permission manageUsers in the tenant ${slug}; the role ${grant.role} lacks it`;
			throw new CertusError(403, "forbidden", message);
		}
		if (roles.has(tenant)) {
			const pointer = `/roles/${index}/tenant`;
			throw new CertusError(422, "invalidBody", "a user has one role in a tenant", {
				errors: [{ pointer, detail: `${slug} is named twice` }],
			});
		}
		roles.set(tenant, { role, pointer: `/roles/${index}/role` });
	}
	return roles;
}

async function changeRoles(command: Command, tenants: TenantDirectory, user: User, wanted: readonly WantedRole[]) {
	const before = rolesSeenBy(command.actor, tenants, user);
	const after = resolveRoles(command, tenants, wanted);
	let lost = false;
	for (const [tenant, role] of before) {
		if (after.get(tenant)?.role === role) continue;
		lost = true;
		await takeRole(command, tenant, user);
	}
	for (const [tenant, { role, pointer }] of after) {
		if (before.get(tenant) === role) continue;
		await requireGrantable(command, tenant, role, pointer);
		await putUserRole(command.tx.scope(tenant.tenant), user.id, role);
	}
	return { after, lost };
}

/** Takes a role that holds no more than the actor's; a tenant keeps an administrator, unless who is over all says so. */
async function takeRole(command: Command, tenant: Tenant, user: User): Promise<void> {
	const { tx, actor } = command;
	const scope = tx.scope(tenant.tenant);
	const admins = await lockAdministrators(scope);
	if (admins.length === 1 && admins[0] === user.id && actor.everywhere === null) {
		throw new CertusError(
			409,
			"lastAdministrator",
			`${user.email} is the last administrator of the tenant ${tenant.slug}: this needs another one first, or the installation's admin token`,
		);
	}
	const held = user.roles.find((role) => role.tenant === tenant.tenant);
	if (held) refuseMore(actor, tenant, permissionsOfRole(held.role, held.permissions), `the role ${held.role}`);
	await deleteUserRole(scope, user.id);
}

/** What is a user's everywhere is changed only by who manages all their tenants and holds no less than they. */
function requireOver({ actor }: Command, tenants: TenantDirectory, user: User): void {
	for (const { tenant: id, role, permissions } of user.roles) {
		const tenant = tenants.byId(id);
		if (!tenant || !managesUsers(actor, tenant)) {
			throw new CertusError(
				403,
				"otherTenants",
				"the user has a role in tenants that are not yours: this needs the permission manageUsers in all of them",
			);
		}
		refuseMore(actor, tenant, permissionsOfRole(role, permissions), `the user's role ${role}`);
	}
}
