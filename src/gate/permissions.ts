import { PERMISSIONS, type Permission, Role } from "../shared/common.ts";
import type { OperationKind } from "../shared/operations.ts";

const VIEWER = ["read"] as const;
const SUPPORT = [...VIEWER, "operate", "reboot"] as const;
const NOC = [...SUPPORT, "config", "firmware", "suspend", "restore", "audit"] as const;
const ENGINEER = [...NOC, "factoryReset", "certify", "canary"] as const;
const APPROVER = ["read", "approve", "audit"] as const;

/** What each built-in role may do within its tenant (contract, section 7). */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
	viewer: VIEWER,
	support: SUPPORT,
	noc: NOC,
	engineer: ENGINEER,
	approver: APPROVER,
	admin: PERMISSIONS,
};

/** What a role may do: a built-in one by its name, a custom one by what it was given. Of one that is gone nothing is left. */
export function permissionsOfRole(name: string, custom: readonly string[] | null): ReadonlySet<Permission> {
	const builtIn = Role.safeParse(name);
	if (builtIn.success) return permissionsOf(builtIn.data);
	return new Set(PERMISSIONS.filter((permission) => custom?.includes(permission)));
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
	return new Set(ROLE_PERMISSIONS[role]);
}

/** What a person must hold to ask for an operation. */
export const OPERATION_PERMISSION: Readonly<Record<OperationKind, Permission>> = {
	read: "operate",
	discover: "operate",
	getRpcMethods: "operate",
	getAttributes: "operate",
	diagnostic: "operate",
	upload: "operate",
	scheduleInform: "operate",
	set: "config",
	setAttributes: "config",
	addObject: "config",
	deleteObject: "config",
	download: "firmware",
	reboot: "reboot",
	factoryReset: "factoryReset",
};
