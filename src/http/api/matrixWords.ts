import type { CellStatus, Verdict, Workflow } from "../../shared/proof.ts";

/** A status is told by colour, by shape and in words. */
export const STATUSES: Readonly<Record<CellStatus, { readonly shape: string; readonly means: string }>> = {
	green: { shape: "●", means: "proven, and cleared by a canary" },
	yellow: { shape: "▲", means: "proven or usable with limits, not yet cleared" },
	red: { shape: "■", means: "does not work, or is not safe" },
	unproven: { shape: "○", means: "nothing is known: it was not tried on these versions" },
};

export const VERDICT_MEANINGS: Readonly<Record<Verdict, string>> = {
	proven: "every check that applies passed",
	partial: "usable: the essential checks passed, the rest is listed",
	unsupported: "the device says or shows that it lacks it",
	failed: "an essential check failed",
	unsafe: "it leaves the device unreachable, reset or changed in a way that was not asked for",
	inconclusive: "the proof could not be carried out",
};

export const WORKFLOW_NAMES: Readonly<Record<Workflow, string>> = {
	provisioning: "Provisioning",
	inventory: "Inventory",
	hostsWifi: "Hosts and Wi-Fi",
	diagnostics: "Diagnostics",
	firmware: "Firmware",
	reboot: "Reboot",
	factoryReset: "Factory reset",
	config: "Configuration",
};
