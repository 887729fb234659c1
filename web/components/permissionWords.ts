import type { Permission } from "../../src/shared/common.ts";

/** What each permission lets somebody do. */
export const PERMISSION_WORDS: Record<Permission, string> = {
	read: "See devices, the matrix and what was done",
	operate: "Read from devices, wake them, run diagnostics",
	config: "Propose and apply changes of parameters; subscribers and sites",
	firmware: "Propose and apply firmware",
	reboot: "Reboot devices",
	factoryReset: "Propose and apply factory resets",
	suspend: "Suspend subscribers",
	restore: "Restore subscribers",
	approve: "Agree to what another person proposed",
	certify: "Prove and certify models",
	canary: "Start canaries",
	override: "Lift a refusal, with a reason",
	manageUsers: "Users, roles and tokens",
	manageTenant: "The tenant's settings and approval policy",
	audit: "Read the audit trail",
};

export const PERMISSION_ORDER = Object.keys(PERMISSION_WORDS) as readonly Permission[];
