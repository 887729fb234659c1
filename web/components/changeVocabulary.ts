import type { ChangeAction, ChangeKind, ChangeState, ItemState, Risk } from "../../src/shared/changes.ts";
import type { Tone } from "./vocabulary.ts";

/** What each term of controlled change is called on the screen. */

export const CHANGE_STATES: Record<ChangeState, { name: string; means: string; tone: Tone }> = {
	previewed: {
		name: "Preview",
		means: "Nothing was sent but reads. It has to be submitted before anybody can agree to it.",
		tone: "unproven",
	},
	pendingApproval: { name: "Waiting for approval", means: "Another person has to agree to it.", tone: "yellow" },
	approved: { name: "Approved", means: "It may be applied; nothing was sent yet.", tone: "busy" },
	applying: { name: "Applying", means: "It is on its way to the devices.", tone: "busy" },
	applied: { name: "Applied", means: "Every device was changed, and what it holds was read back.", tone: "green" },
	failed: { name: "Failed", means: "Not every device is as it should be; each one says why.", tone: "red" },
	rolledBack: { name: "Rolled back", means: "What it had changed is as it was before.", tone: "unproven" },
	rejected: { name: "Rejected", means: "Another person refused it. Nothing was sent.", tone: "red" },
	cancelled: { name: "Cancelled", means: "It was taken back before anything was sent.", tone: "unproven" },
	expired: { name: "Expired", means: "Its time was over before anything was sent.", tone: "unproven" },
};

export const CHANGE_ACTIONS: Record<ChangeAction, string> = {
	config: "Configuration",
	firmware: "Firmware",
	reboot: "Reboot",
	factoryReset: "Factory reset",
	suspend: "Suspend",
	restore: "Restore",
};

export const ACTION_ORDER = Object.keys(CHANGE_ACTIONS) as readonly ChangeAction[];

const CHANGE_KINDS: Record<ChangeKind, string> = {
	set: "Set parameters",
	setAttributes: "Set attributes",
	addObject: "Add an object",
	deleteObject: "Remove an object",
	download: "Install a file",
	reboot: "Reboot",
	factoryReset: "Factory reset",
};

/** What a change is called: a suspend is more than the parameters that it sets. */
export function changeName({ kind, action }: { readonly kind: ChangeKind; readonly action: ChangeAction }): string {
	return action === "suspend" || action === "restore" ? CHANGE_ACTIONS[action] : CHANGE_KINDS[kind];
}

export const ITEM_STATES: Record<ItemState, { name: string; tone: Tone }> = {
	waiting: { name: "Waiting", tone: "unproven" },
	running: { name: "Running", tone: "busy" },
	applied: { name: "Applied", tone: "green" },
	failed: { name: "Failed", tone: "red" },
	rolledBack: { name: "Rolled back", tone: "unproven" },
	skipped: { name: "Not begun", tone: "yellow" },
};

/** The grave ones may leave somebody without a way back. */
export const RISK_WORDS: Record<Risk, { name: string; means: string; isGrave: boolean }> = {
	losesManagement: {
		name: "May lose management",
		means: "The device may not find its ACS again: then nothing can be taken back from here.",
		isGrave: true,
	},
	losesConnectivity: {
		name: "May lose connectivity",
		means: "The subscriber may be cut off from the internet.",
		isGrave: true,
	},
	notReversible: {
		name: "Not reversible",
		means: "What stood there before can't be put back.",
		isGrave: true,
	},
	unknownParameter: {
		name: "Unknown parameter",
		means: "The device was never seen to have it.",
		isGrave: false,
	},
	readOnly: { name: "Read-only", means: "The device says that it can't be written.", isGrave: false },
	typeMismatch: { name: "Wrong type", means: "The value does not have the form of its type.", isGrave: false },
	notProven: {
		name: "Not proven",
		means: "The matrix has no green for this on the device's model and firmware.",
		isGrave: false,
	},
};

/** The grave ones first. */
export const RISK_ORDER = Object.keys(RISK_WORDS) as readonly Risk[];
