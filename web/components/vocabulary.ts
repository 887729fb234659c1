import type { Certification, Stage } from "../../src/shared/certification.ts";
import type { Presence } from "../../src/shared/devices.ts";
import type { DeviationKind, RpcOutcome } from "../../src/shared/discoveryReport.ts";
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
	condition: "As it was found",
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

/** The pipeline's, in their order. */
export const STAGE_MEANS: Record<Stage, string> = {
	intake: "Taken in: model, firmware and scope are named.",
	discovery: "A device's whole tree and its RPCs are read.",
	verification: "Every workflow in scope is proven on a lab device.",
	canary: "Production operations on a few devices are counted.",
	certified: "Approved by another person: what was proven and cleared is green.",
};

export const STAGE_ORDER = Object.keys(STAGE_MEANS) as readonly Stage[];

type Action = Certification["history"][number]["action"];

export const CERTIFICATION_ACTIONS: Record<Action, string> = {
	intake: "Taken in",
	discovery: "Discovery started",
	verification: "Verification started",
	canary: "Canary started",
	canaryPaused: "Canary paused",
	canaryPassed: "Canary passed",
	approval: "Approved",
	setback: "Set back to verification",
};

type Canary = NonNullable<Certification["canary"]>;

export const CANARY_STATUS: Record<Canary["status"], { name: string; means: string; tone: Tone }> = {
	running: {
		name: "Running",
		means: "It counts operations until every workflow is decided or its time is over.",
		tone: "busy",
	},
	paused: {
		name: "Paused",
		means: "Its time is over and it has seen too little: somebody is to decide.",
		tone: "yellow",
	},
	passed: { name: "Passed", means: "Every workflow passed on every version.", tone: "green" },
	stopped: {
		name: "Stopped",
		means: "It fell below its floor: what it changed and can be is rolled back.",
		tone: "red",
	},
};

export const CANARY_OUTCOMES: Record<Canary["cells"][number]["outcome"], { name: string; tone: Tone }> = {
	passes: { name: "Passes", tone: "green" },
	fails: { name: "Fails", tone: "red" },
	inconclusive: { name: "Undecided", tone: "unproven" },
};

export const DEVIATIONS: Record<DeviationKind, string> = {
	wrongType: "Wrong type",
	badForm: "Malformed value",
	outOfRange: "Out of range",
	badLength: "Wrong length",
	notInEnumeration: "Not among the standard's values",
	unknownName: "Name unknown to the standard",
	malformedVendorName: "Malformed vendor name",
	readOnly: "Read-only, should be writable",
	writable: "Writable, should be read-only",
};

export const RPC_OUTCOMES: Record<RpcOutcome, { name: string; tone: Tone }> = {
	worked: { name: "Worked", tone: "green" },
	fault: { name: "Fault", tone: "yellow" },
	silence: { name: "No answer", tone: "red" },
};

export const RUN_STATUS: Record<ProofRun["status"], string> = {
	pendingApproval: "Awaiting approval",
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
