import type { Permission } from "../shared/common.ts";
import type { OperationKind } from "../shared/operations.ts";
import type { CellStatus } from "../shared/proof.ts";
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
	/** It takes back a suspend that is on record: a subscriber is not held to what he has paid for by a doubt about his device. */
	readonly restoresSuspend: boolean;
	/** The device's own setting, else its tenant's. */
	readonly lab: boolean;
	/** Of a proof run on a field device: what it would do there; `null` where nothing is asked for or agreed to. */
	readonly fieldRun: FieldRun | null;
	/** A firmware transfer was sent, and how it ended is not known yet. */
	readonly transferUnresolved: boolean;
	/** One was given up at its deadline, and no boot has followed; `null` where that was judged on admission. */
	readonly transferUndecided: boolean | null;
	/** Why the image, or the configuration, that would be sent is not for this device; `null` where it is, or none is sent. */
	readonly wrongImage: string | null;
	/** What the row says of the cell that this belongs to; `null` where none gates it, or it was judged before. */
	readonly matrix: MatrixFacts | null;
	/** `null` where none is asked for: of reads, and where the authority stands for it. */
	readonly approval: { readonly needed: number; readonly given: number } | null;
	/** `null` on admission: the device may be asleep then. */
	readonly presence: {
		readonly now: Date;
		readonly acceptedAt: Date;
		readonly expiresAt: Date;
		readonly sessionOpenedAt: Date;
	} | null;
	/** Whether what the device is now was kept; `null` where nothing can be lost, or on admission. */
	readonly backup: boolean | null;
}

export interface FieldRun {
	/** Its approval is asked for, on admission, or on record and names this, before sending. */
	readonly isAgreed: boolean;
	/** Those of its checks that write or reboot, by name. */
	readonly checks: readonly string[];
}

/** How far the matrix lets an action go (contract, section 7). */
export interface MatrixFacts {
	/** What the cell is of: the workflow, and the row's model and firmware as people read them. */
	readonly of: string;
	readonly cell: CellStatus;
	/** How many devices the request is about. */
	readonly devices: number;
	/** A running canary covers them all. */
	readonly inCanary: boolean;
	/** Somebody with that permission has taken the refusal upon himself. */
	readonly overridden: boolean;
	/** It takes back a change that is on record. */
	readonly isInverse: boolean;
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

/** Whether it changes a device or takes it away for a while. */
export function isIntrusive(kind: OperationKind): boolean {
	return INTRUSIVE.includes(kind);
}

function notLab(checks: readonly string[]): string {
	const named = checks.length === 0 ? "" : ` (here ${checks.join(", ")})`;
	return `a proof run writes and reboots on lab devices, and elsewhere only what other people have agreed to${named}: set the device's lab, or give requestApproval with a reason`;
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
	if (facts.quarantined && !facts.restoresSuspend && !isRead(kind)) {
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
	if (authority === "run" && !facts.lab && isIntrusive(kind) && facts.fieldRun?.isAgreed !== true) {
		return refuse(409, "notLab", notLab(facts.fieldRun?.checks ?? []));
	}
	// A wrong image may leave nothing to go back to: nobody can lift this.
	if (facts.wrongImage !== null) return refuse(409, "wrongImage", facts.wrongImage);
	const { matrix, approval, backup } = facts;
	const told = matrix && askMatrix(matrix);
	if (told) return told;
	if (approval && approval.given < approval.needed) {
		const detail = `it needs the agreement of ${approval.needed} other${approval.needed === 1 ? " person" : " people"}`;
		return refuse(409, "notApproved", detail);
	}
	if (presence && presence.now > presence.expiresAt) {
		return refuse(409, "expired", "the device did not come in time");
	}
	if (presence && presence.sessionOpenedAt <= presence.acceptedAt) {
		return refuse(409, "sessionTooOld", "the session was open before the request was accepted");
	}
	if (backup === false) return refuse(409, "noBackup", "what the device is now was not kept: there is no way back");
	return { allowed: true };
}

/** Red refuses; what is not green is tried on one device at a time, or in a canary. */
function askMatrix({ of, cell, devices, inCanary, overridden, isInverse }: MatrixFacts): GateAnswer | null {
	if (isInverse || overridden) return null;
	if (cell === "red") {
		const detail = `the matrix has ${of} as red, not supported: a proof run that shows it otherwise lifts this, or somebody with the permission override who gives a reason`;
		return refuse(409, "notSupported", detail);
	}
	if (cell === "green" || devices === 1 || inCanary) return null;
	const detail = `the matrix has ${of} as ${cell}, not green: ask for one device at a time, or make it green first by its certification, whose canary may cover them`;
	return refuse(409, "notProven", detail);
}

function refuse(status: 403 | 404 | 409, code: string, detail: string): GateAnswer {
	return { allowed: false, status, code, detail };
}
