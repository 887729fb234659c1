import { eventName } from "../../cwmp/events.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	type FirstContactSeen,
	fail,
	inconclusive,
	informs,
	lastFirstContact,
	notCarriedOut,
	pass,
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { readSettings } from "./settings.ts";

/** What first contact came to on this firmware: recorded when it was, never provoked by another ACS URL. */
export const provisioning: WorkflowDefinition = {
	id: "provisioning",
	kind: "workflow",
	operations: ["read"],
	order: 95,
	checks: [
		{
			id: "firstInform",
			version: 1,
			title: "A first contact on this firmware is on record",
			essential: false,
			run: firstInform,
		},
		{
			id: "setOnConnect",
			version: 1,
			title: "The device takes its settings when it first connects",
			essential: true,
			run: setOnConnect,
		},
		{
			id: "readBack",
			version: 1,
			title: "The settings of first contact stand on the device",
			essential: true,
			run: readBack,
		},
		{
			id: "sessionCompletes",
			version: 2,
			title: "The session of first contact comes to its end",
			essential: false,
			run: sessionCompletes,
		},
	],
};

function* firstInform({ device, runStartedAt }: CheckContext): CheckRun {
	const contact = yield* lastFirstContact();
	if (!contact) return inconclusive("no first contact is on record");
	const { softwareVersion, events, at } = contact;
	if (softwareVersion === null || softwareVersion !== device.softwareVersion) {
		return inconclusive(
			`the first contact on record was on ${softwareVersion ?? "an unknown version"}, not on ${device.softwareVersion}`,
		);
	}
	const wasReset = Date.parse(at) >= runStartedAt.getTime() && events.some((code) => eventName(code) === "bootstrap");
	const when = wasReset ? "after the reset of this run" : `at ${at}`;
	return pass(`first contact ${when}, with ${events.join(", ") || "no event"}`, { contact });
}

function contactOf({ earlier }: CheckContext): FirstContactSeen | null {
	return (earlier.firstInform?.contact as FirstContactSeen | undefined) ?? null;
}

const NOT_SEEN = "no first contact on this firmware is on record";

function* setOnConnect(context: CheckContext): CheckRun {
	const contact = contactOf(context);
	if (!contact) return skipped(NOT_SEEN);
	const { set, refused } = contact;
	const values = { set, refused };
	if (refused.length > 0) {
		const shown = refused.map(({ path, code }) => `${path} (${code === null ? "no answer" : `fault ${code}`})`);
		const text = `The device refused settings of first contact: ${shown.join(", ")}.`;
		return fail(text, [{ code: "provisioning.setRejected", text }], values);
	}
	if (set.length === 0) return fail("the session was lost over the settings of first contact", [], values);
	return pass(`the device took ${set.length} settings, and its credentials`, values);
}

function* readBack(context: CheckContext): CheckRun {
	const contact = contactOf(context);
	if (!contact) return skipped(NOT_SEEN);
	if (contact.set.length === 0) return skipped("nothing was set that could be read back");
	// Its session comes to its own end: what follows is a session of its own.
	if (contact.sessionOutcome === null) yield* informs(0, 0);
	const { end, read } = yield* readSettings(contact.set, context);
	const values = { settings: read };
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come", values);
	if (end.status !== "succeeded") return fail(end.reason ?? "the settings can't be read", [], values);
	const differing = read.filter(({ same }) => !same);
	if (differing.length > 0) {
		const shown = differing.map(({ path, value, stands }) => `${path} is ${stands ?? "not there"}, not ${value}`);
		return fail(`what was set does not stand: ${shown.join(", ")}`, [], values);
	}
	return pass(`all ${read.length} settings stand, secrets aside`, values);
}

function* sessionCompletes(context: CheckContext): CheckRun {
	const recorded = contactOf(context);
	if (!recorded) return skipped(NOT_SEEN);
	if (recorded.sessionOutcome === null) yield* informs(0, 0);
	const now = yield* lastFirstContact();
	const { sessionId } = recorded;
	const outcome = recorded.sessionOutcome ?? (now?.sessionId === sessionId ? now.sessionOutcome : null);
	const { lost } = recorded;
	const values = { sessionId, outcome, lost };
	if (lost > 0) {
		const times = lost === 1 ? "once" : `${lost} times`;
		return aborted(`it was lost ${times}, and only a later one was`, values);
	}
	switch (outcome) {
		case "done":
			return pass("the session ended in order", values);
		case null:
			return inconclusive("how the session ended is not on record", values);
		case "cut":
		case "shutdown":
			return inconclusive("the ACS itself ended the session", values);
		default:
			return aborted(ENDS[outcome] ?? outcome, values);
	}
}

function aborted(how: string, values: CheckResult["values"]): CheckResult {
	const text = `The session of first contact was not brought to its end: ${how}.`;
	return fail(text, [{ code: "provisioning.sessionAborted", text }], values);
}

const ENDS: Readonly<Record<string, string>> = {
	superseded: "the device began another instead",
	idle: "the device fell silent",
	tooLong: "it took too long",
	refused: "the device sent what can't be taken",
};
