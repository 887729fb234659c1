import type { Presence } from "../../src/shared/devices.ts";
import type { OperationStatus } from "../../src/shared/operations.ts";
import type { CellStatus, CheckOutcome, MatrixRow, ProofRun, Verdict, Workflow } from "../../src/shared/proof.ts";

/** What each term is called on the screen. Records, so that a new term does not compile until it has a name. */

export const WORKFLOW_NAMES: Record<Workflow, string> = {
	provisioning: "Provisioning",
	inventory: "Inventory",
	hostsWifi: "Hosts & Wi-Fi",
	diagnostics: "Diagnostics",
	firmware: "Firmware",
	reboot: "Reboot",
	factoryReset: "Factory reset",
	config: "Config",
};

export const WORKFLOW_ORDER = Object.keys(WORKFLOW_NAMES) as readonly Workflow[];

export function workflowName(workflow: string): string {
	return (WORKFLOW_NAMES as Readonly<Record<string, string>>)[workflow] ?? TRAIT_NAMES[workflow] ?? workflow;
}

const TRAIT_NAMES: Readonly<Record<string, string>> = {
	faultBehaviour: "Fault behaviour",
	sessionReliability: "Session reliability",
};

export const CELL_STATUS: Record<CellStatus, { name: string; means: string }> = {
	green: { name: "Green", means: "Proven, and a canary in the field has cleared it. May be used on many devices." },
	yellow: {
		name: "Yellow",
		means: "Proven in the lab but not cleared by a canary, or usable with limits. One device at a time, with approval.",
	},
	red: { name: "Red", means: "Unsupported, failed or unsafe on this firmware. Refused." },
	unproven: { name: "Unproven", means: "No evidence on this firmware. Neither good nor bad: unknown." },
};

export const VERDICTS: Record<Verdict, { name: string; means: string }> = {
	proven: { name: "proven", means: "Every check that applies passed." },
	partial: { name: "partial", means: "Usable: the essential checks passed, the rest is listed." },
	unsupported: { name: "unsupported", means: "The device says or shows that it lacks it." },
	failed: { name: "failed", means: "An essential check failed: a stall, a wrong result, a fault." },
	unsafe: {
		name: "unsafe",
		means: "It leaves the device unreachable, reset, or changed in a way that was not asked for.",
	},
	inconclusive: { name: "inconclusive", means: "The proof could not be carried out. The cell stays as it was." },
};

export const OUTCOMES: Record<CheckOutcome, string> = {
	pass: "Pass",
	fail: "Fail",
	skipped: "Skipped",
	inconclusive: "Inconclusive",
};

export const PRESENCES: Record<Presence, { name: string; means: string }> = {
	reachable: { name: "Reachable", means: "Confirmed live now." },
	recent: { name: "Recent", means: "Last Inform within two periodic intervals." },
	silent: { name: "Silent", means: "No Inform for more than two periodic intervals." },
	unknown: { name: "Unknown", means: "Nothing is known about its reachability yet." },
};

export const STAGES: Record<MatrixRow["stage"], string> = {
	seen: "Seen",
	intake: "Intake",
	discovery: "Discovery",
	verification: "Verification",
	canary: "Canary",
	certified: "Certified",
};

export const RUN_STATUS: Record<ProofRun["status"], string> = {
	queued: "Queued",
	running: "Running",
	finished: "Finished",
	cancelled: "Cancelled",
};

export const OPERATION_STATUS: Record<OperationStatus, string> = {
	pendingApproval: "Awaiting approval",
	queued: "Queued",
	running: "Running",
	succeeded: "Succeeded",
	failed: "Failed",
	unknown: "Unknown",
	expired: "Expired",
	cancelled: "Cancelled",
};

export type Tone = "green" | "yellow" | "red" | "unproven" | "busy";

export const VERDICT_TONE: Record<Verdict, Tone> = {
	proven: "green",
	partial: "yellow",
	unsupported: "red",
	failed: "red",
	unsafe: "red",
	inconclusive: "unproven",
};

export const OUTCOME_TONE: Record<CheckOutcome, Tone> = {
	pass: "green",
	fail: "red",
	skipped: "unproven",
	inconclusive: "yellow",
};

export const PRESENCE_TONE: Record<Presence, Tone> = {
	reachable: "green",
	recent: "green",
	silent: "yellow",
	unknown: "unproven",
};

export const OPERATION_TONE: Record<OperationStatus, Tone> = {
	pendingApproval: "yellow",
	queued: "busy",
	running: "busy",
	succeeded: "green",
	failed: "red",
	unknown: "yellow",
	expired: "yellow",
	cancelled: "unproven",
};

/** `deviceInfo` → `Device info`: for keys that the API may add without asking the console. */
export function humanise(key: string): string {
	const words = key
		.replace(/([a-z0-9])([A-Z])/g, "$1 $2")
		.replace(/[._-]+/g, " ")
		.trim()
		.toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
