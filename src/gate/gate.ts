import type { Permission } from "../shared/common.ts";
import type { OperationKind } from "../shared/operations.ts";
import { OPERATION_PERMISSION } from "./permissions.ts";

export type Authority = "user" | "run" | "rollout" | "provisioning" | "system";

/** Everything the gate looks at: `app` gives the facts of the request, `engine` those of the moment before sending. */
export interface GateFacts {
	readonly kind: OperationKind;
	readonly authority: Authority;
	/** What the person who asks holds; `null` where no person asks, or it was judged on admission. */
	readonly held: ReadonlySet<Permission> | null;
	/** Whether the device is one of the tenant's. */
	readonly deviceKnown: boolean;
	readonly quarantined: boolean;
	/** The device's own setting, else its tenant's. */
	readonly lab: boolean;
	/** A firmware transfer was sent, and how it ended is not known yet. */
	readonly transferUnresolved: boolean;
	/** One was given up at its deadline, and no boot has followed; `null` where that was judged on admission. */
	readonly transferUndecided: boolean | null;
	/** `null` on admission: the device may be asleep then. */
	readonly presence: {
		readonly now: Date;
		readonly acceptedAt: Date;
		readonly expiresAt: Date;
		readonly sessionOpenedAt: Date;
	} | null;
}

export type GateAnswer =
	| { readonly allowed: true }
	| { readonly allowed: false; readonly status: 403 | 404 | 409; readonly code: string; readonly detail: string };

const READS: readonly OperationKind[] = ["read", "discover", "getRpcMethods", "getAttributes"];
const WRITES: readonly OperationKind[] = ["set", "setAttributes", "addObject", "deleteObject"];
/** What changes a device or takes it away for a while. */
const INTRUSIVE: readonly OperationKind[] = [...WRITES, "download", "reboot", "factoryReset"];
const EVERYTHING: readonly OperationKind[] = [...READS, ...INTRUSIVE, "diagnostic", "upload", "scheduleInform"];

const KINDS_OF_AUTHORITY: Readonly<Record<Authority, readonly OperationKind[]>> = {
	user: EVERYTHING,
	run: EVERYTHING,
	rollout: [...READS, ...WRITES, "download", "upload", "reboot"],
	provisioning: [...READS, ...WRITES],
	// First-contact settings (contract, section 3).
	system: [...READS, "set", "setAttributes"],
};

function isRead(kind: OperationKind): boolean {
	return READS.includes(kind);
}

/** The one place that says whether something may be done to a device, and if not, why. Pure. */
export function askGate(facts: GateFacts): GateAnswer {
	const { kind, authority, held, presence } = facts;
	if (held && !held.has(OPERATION_PERMISSION[kind])) {
		return refuse(403, "forbidden", `${kind} needs the permission ${OPERATION_PERMISSION[kind]}`);
	}
	if (!facts.deviceKnown) return refuse(404, "notFound", "there is no such device");
	if (!KINDS_OF_AUTHORITY[authority].includes(kind)) {
		return refuse(403, "authorityForbidden", `${kind} is nothing that the authority ${authority} may do`);
	}
	if (facts.quarantined && !isRead(kind)) {
		return refuse(409, "quarantined", "the device is in quarantine: it may only be read");
	}
	if (facts.transferUnresolved && !isRead(kind)) {
		return refuse(
			409,
			"transferInProgress",
			"a firmware transfer is unresolved: until then the device may only be read",
		);
	}
	if (facts.transferUndecided && kind === "download") {
		return refuse(
			409,
			"transferInProgress",
			"how the last firmware transfer ended is not known: reboot the device before another one",
		);
	}
	if (authority === "run" && !facts.lab && INTRUSIVE.includes(kind)) {
		return refuse(409, "notLab", "a proof run writes and reboots on lab devices only");
	}
	if (presence && presence.now > presence.expiresAt) {
		return refuse(409, "expired", "the device did not come in time");
	}
	if (presence && presence.sessionOpenedAt <= presence.acceptedAt) {
		return refuse(409, "sessionTooOld", "the session was open before the request was accepted");
	}
	return { allowed: true };
}

function refuse(status: 403 | 404 | 409, code: string, detail: string): GateAnswer {
	return { allowed: false, status, code, detail };
}
