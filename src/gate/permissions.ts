import { PERMISSIONS, type Permission, type Role } from "../shared/common.ts";
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
