import type { Change } from "../../../src/shared/changes.ts";
import { isReversible } from "./steps.ts";

/** What somebody can do about a refusal or a failure of a change, by the API's code. */
const ADVICE: Readonly<Record<string, string>> = {
	overrideNeeded: "Give a reason for the override, if it has to be. Only somebody with the permission override can.",
	sameApprover: "Ask another person with the permission approve to open this page.",
	wrongApprover: "Ask somebody with one of these roles.",
	notApproved: "Ask the people who may agree to open this page.",
	previewOutdated: "Make a new preview: it shows what the device holds now.",
	previewChanged: "Reload this page, and read the preview again before it is applied.",
	wrongState: "Somebody was faster: the page shows the state by now.",
	notSupported: "Look at the matrix row for why. Somebody with the permission override can propose it all the same.",
	notProven: "Propose it for one device, prove it on this model and firmware, or run a canary.",
	oneDeviceAtATime: "Propose it for one device, or have the model certified first.",
	quarantined: "End the device's quarantine first, once it is known what it is.",
	transferInProgress: "Wait until its firmware transfer is settled, or reboot it.",
	queueFull: "Wait until the device has worked off what it was asked, or cancel some of it under Operations.",
	expired: "Make a new preview.",
	deviceAway: "Wake the device first: its page says when it was last seen.",
	away: "It did not come in time. Propose the change again when it is there.",
	readBackDiffers:
		"The device answered well and kept something else. Prove this on the model before it is tried again.",
	rollbackFailed: "Look at each device: what could not be put back has to be set by another change.",
	notAllApplied: "Look at the devices that failed; what was applied can be rolled back.",
	noBackup: "Discover the device's whole tree first, so that its configuration can be kept.",
	stopRule: "Look at the devices that failed, under Report, before it is resumed.",
	waveFailed: "Look at the devices that failed, under Report, before it is resumed.",
	nothingApplied: "See whether the image or the values are what these devices need, before it is resumed.",
	cellLowered: "Look at the matrix row for why. Resumed, it is asked again; what it refuses then needs an override.",
	byPerson: "Resume it when it may go on, or stop it.",
	noServiceProfile: "Say first how this tenant suspends its subscribers: Settings, Service profile.",
	noDevices: "Put a device at one of their sites first.",
	notResolved: "Read the device's whole tree, or name the parameters themselves in the service profile.",
	notSuspended: "Somebody was faster: there is nothing to restore.",
	wrongImage: "Narrow the devices down to those that the image is for, or upload one that is for these.",
	forbidden: "Ask somebody who has this permission.",
};

/** What was sent to devices can't be fetched back from them: the way on, and the way back, is another change. */
const ONE_WAY_ADVICE =
	"Look at the devices that failed, under Devices. What was applied stays: propose it again for those that failed, or set by another change what should be otherwise.";
const IMAGE_ADVICE =
	"Look at the devices that failed, under Report, which names them. The others keep the image: roll it out again to those that failed, or roll another image out to go back.";

/** What there is to do about the end of a change. */
export function adviceForEnd(change: Change): string | null {
	if (change.failure === null) return null;
	const { code } = change.failure;
	if (code !== "notAllApplied" || isReversible(change)) return adviceFor(code);
	return change.kind === "download" && change.rollout !== null ? IMAGE_ADVICE : ONE_WAY_ADVICE;
}

export function adviceFor(code: string): string | null {
	return ADVICE[code] ?? null;
}
