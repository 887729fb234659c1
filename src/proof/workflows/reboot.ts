import { eventName } from "../../cwmp/events.ts";
import { wentOn } from "../../device/uptime.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	comesLate,
	currentTree,
	fail,
	type InformSeen,
	inconclusive,
	informs,
	lastFirstContact,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	type WorkflowDefinition,
} from "../check.ts";
import { cameUnderAnotherName } from "./anotherName.ts";
import { rootFor } from "./settings.ts";
import { type Habit, habitOf, staysAway } from "./silence.ts";
import { changedSince, type Stood, settingsNow, toldOf, withoutFirstContacts } from "./steady.ts";

const DEFAULT_SECONDS = 600;
/** From the session that tells of a boot to the reading of its uptime. */
const READ_SECONDS = 2;

/** Reboot: acceptance, the boot, the command key, and the return without a person. */
export const reboot: WorkflowDefinition = {
	id: "reboot",
	kind: "workflow",
	operations: ["read", "reboot"],
	order: 80,
	checks: [
		{
			id: "accepted",
			version: 1,
			title: "The device accepts Reboot",
			essential: true,
			acts: ["reboot"],
			run: accepted,
		},
		{ id: "bootReported", version: 5, title: "The device shows that it restarted", essential: true, run: bootReported },
		{
			id: "commandKeyReturned",
			version: 2,
			title: "M Reboot comes back with its CommandKey",
			essential: false,
			run: commandKeyReturned,
		},
		{
			id: "reRegisters",
			version: 5,
			title: "The device comes back by itself and can be read",
			essential: true,
			run: reRegisters,
		},
	],
};

/** What the operation found, for the checks that follow. */
interface Found {
	readonly status: OperationEnd["status"];
	readonly accepted?: boolean;
	/** With RebootResponse; else what followed shows that it was taken. */
	readonly answered?: boolean;
	readonly boot?: boolean;
	readonly bootstrap?: boolean;
	readonly mReboot?: boolean;
	/** That was sent. */
	readonly commandKey?: string;
	readonly commandKeyReturned?: boolean;
	readonly bootedAt?: string;
	readonly events?: readonly string[];
	readonly awaySeconds?: number;
	readonly uptimeBeforeSeconds?: number | null;
	readonly uptimeAfterSeconds?: number | null;
	/** From the sending of Reboot to that reading. */
	readonly uptimeReadAfterSeconds?: number;
	/** Whether the uptime was seen to go on before. */
	readonly uptimeRuns?: boolean;
	readonly sessionsWithoutBoot?: number;
	/** Of the last session that showed no restart, from the sending of Reboot. */
	readonly lastSeenAfterSeconds?: number | null;
}

function* accepted(context: CheckContext): CheckRun {
	const tree = yield* currentTree();
	const stood = yield* settingsNow(context);
	const contactAt = (yield* lastFirstContact())?.at ?? null;
	const habit = yield* habitOf(context);
	const uptime = Number(tree.get(`${rootFor(context)}DeviceInfo.UpTime`)?.value ?? Number.NaN);
	const end = yield* operate("reboot", {}, returnSeconds(context));
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	if (end.fault) {
		const text = `The device answered fault ${end.fault.code} to Reboot: ${end.fault.message}`;
		const values = { found: { status: end.status }, fault: end.fault.code };
		return fail(text, [{ code: "reboot.rejected", text }], values, end.fault.code === 9000 ? "unsupported" : undefined);
	}
	const seen: Found = { ...end.result, status: end.status };
	const found: Found = { ...seen, uptimeRuns: (seen.uptimeBeforeSeconds ?? Number.NaN) > uptime };
	if (found.accepted) {
		const told =
			found.answered === false ? "the device did not answer, and restarted" : "the device answered RebootResponse";
		return pass(told, { found, stood, contactAt, habit });
	}
	// Without a result it was not sent, or nobody followed it: that says nothing of the device.
	return end.result === null
		? inconclusive(end.reason ?? "Reboot could not be sent")
		: fail("the device did not answer Reboot", [], { found });
}

function found(context: CheckContext): Found | null {
	const values = context.earlier.accepted;
	// Nothing follows a Reboot that was not carried out or was refused.
	return values && values.fault === undefined && values.found ? (values.found as Found) : null;
}

/** It came with events of a restart, true or not. */
function isReported({ status, bootedAt }: Found): boolean {
	return status === "succeeded" || bootedAt !== undefined;
}

const NOT_SENT = "Reboot was not accepted, so this could not be seen";

function* bootReported(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return { outcome: "skipped", detail: NOT_SENT, limitations: [], values: {} };
	if (isReported(seen)) {
		const told = `the device came with ${seen.events?.join(", ")}`;
		const uptimes = `uptime ${seen.uptimeBeforeSeconds ?? "unknown"} s before, ${seen.uptimeAfterSeconds ?? "unknown"} s after`;
		if (isContradicted(seen)) {
			// What it shows outweighs what it claims; 1 BOOT and an uptime of some other clock can't be told apart.
			if (seen.boot || seen.bootstrap)
				return inconclusive(`${told}, and its uptime went on: ${uptimes}`, { found: seen });
			const text = `The device claims M Reboot without 1 BOOT, and went on running: ${uptimes}.`;
			return fail(text, [{ code: "reboot.notRebooted", text }], { found: seen });
		}
		return pass(`${told}; ${uptimes}`, { found: seen });
	}
	if ((seen.sessionsWithoutBoot ?? 0) > 0) {
		if (!ranOn(seen)) {
			return inconclusive(
				"the device came back without 1 BOOT and M Reboot, and gives no uptime that says whether it restarted",
				{ found: seen },
			);
		}
		const text = "The device accepted Reboot, came back, and showed no restart.";
		return fail(text, [{ code: "reboot.notRebooted", text }], { found: seen });
	}
	return (yield* cameUnderAnotherName()) ?? fail("no session followed the Reboot", [], { found: seen });
}

/** An uptime that went on, and is longer than the time since Reboot: it went on running. */
function ranOn(seen: Found): boolean {
	const [before, after] = [seen.uptimeBeforeSeconds ?? null, seen.uptimeAfterSeconds ?? null];
	const seconds = seen.uptimeReadAfterSeconds ?? seen.lastSeenAfterSeconds ?? 0;
	return before !== null && after !== null && after > seconds && wentOn(before, after, seconds);
}

/**
 * It came with the events of a restart, and by its uptime there was none. One that stands still says so of M Reboot, and
 * of 1 BOOT only where it did not stand still before; one that jumps says nothing.
 */
function isContradicted({
	boot,
	bootstrap,
	uptimeBeforeSeconds,
	uptimeAfterSeconds,
	uptimeRuns,
	awaySeconds = 0,
	uptimeReadAfterSeconds = awaySeconds + READ_SECONDS,
}: Found): boolean {
	const [before, after] = [uptimeBeforeSeconds ?? null, uptimeAfterSeconds ?? null];
	if (before === null || after === null || after <= uptimeReadAfterSeconds) return false;
	if ((boot || bootstrap) && !uptimeRuns && after === before) return false;
	return wentOn(before, after, uptimeReadAfterSeconds);
}

function* commandKeyReturned(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen || !isReported(seen)) {
		return {
			outcome: "skipped",
			detail: seen ? "the device showed no restart" : NOT_SENT,
			limitations: [],
			values: {},
		};
	}
	if (seen.commandKeyReturned) return pass("M Reboot came with the CommandKey that was sent");
	// Some tell of it in a session of its own, once the one after 1 BOOT is over.
	const isTold = ({ events, commandKeys = [] }: InformSeen) =>
		events.some((code) => eventName(code) === "reboot") && commandKeys.includes(seen.commandKey ?? "");
	if (!seen.mReboot && (yield* comesLate(isTold)))
		return pass("M Reboot came with the CommandKey that was sent, in a session after the restart's");
	const text = seen.mReboot
		? "M Reboot came without the CommandKey that was sent."
		: "The restart was reported without M Reboot.";
	return fail(text, [{ code: "reboot.noMReboot", text }]);
}

function* reRegisters(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return { outcome: "skipped", detail: NOT_SENT, limitations: [], values: {} };
	const hasRestarted = isReported(seen) && !isContradicted(seen);
	if (!isReported(seen) && (seen.sessionsWithoutBoot ?? 0) === 0) return yield* noReturn();
	const habit = yield* habitOf(context, context.earlier.accepted?.habit as Habit | undefined);
	const isAwaited = habit.answersRequests;
	// One that shows no restart may only now go down: it is asked in a session of its own.
	if (isAwaited && !hasRestarted) yield* informs(0, 0);
	const seconds = isAwaited ? returnSeconds(context) : context.inputs.timeoutSeconds;
	const end = yield* readVersion(context, seconds);
	if (isAwaited && end.status === "expired") return yield* hasRestarted ? goneAgain() : noReturn();
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come again");
	if (end.status !== "succeeded")
		return fail(end.reason ?? "the device could not be read after its return", [], {}, "unsafe");
	const stood = (context.earlier.accepted?.stood ?? {}) as Stood;
	const contactAt = (yield* lastFirstContact())?.at ?? null;
	const isSetAnew = seen.bootstrap || contactAt !== (context.earlier.accepted?.contactAt ?? null);
	const since = yield* changedSince(isSetAnew ? withoutFirstContacts(stood) : stood, context);
	const told = toldOf(since);
	if (told !== "") {
		const how = seen.bootstrap ? "resets the device, which came with 0 BOOTSTRAP" : "changes settings";
		return fail(`Reboot ${how}: ${told}.`, [], { ...since }, "unsafe");
	}
	if (yield* staysAway(habit, context, returnSeconds(context))) return yield* goneAgain();
	const read = (end.result?.values ?? []) as readonly unknown[];
	if (read.length === 0 && !since.hasRead) return inconclusive("the device is back, and refuses every read", { read });
	if (since.unread.length > 0) {
		const text = `the device is back, and ${since.unread.length} settings can't be read any more, such as ${since.unread[0]}`;
		return inconclusive(text, { ...since });
	}
	return pass(
		seen.awaySeconds === undefined
			? "the device is back"
			: `the device was back after ${Math.round(seen.awaySeconds)} s`,
		{ read, awaySeconds: seen.awaySeconds ?? null },
	);
}

function returnSeconds({ inputs, profile }: CheckContext): number {
	return inputs.timeoutSeconds ?? profile.timeouts.rebootSeconds ?? DEFAULT_SECONDS;
}

function goneAgain() {
	return notBack("The device came back after Reboot, and never again.");
}

function noReturn() {
	return notBack("The device did not come back after Reboot.");
}

function* notBack(text: string): Generator<ProofStep, CheckResult, ProofAnswer> {
	return (yield* cameUnderAnotherName()) ?? fail(text, [{ code: "reboot.noReturn", text }], {}, "unsafe");
}

/** Read once more where its session was lost: a device that has just started may lose one. */
function* readVersion(
	context: CheckContext,
	seconds: number | undefined,
): Generator<ProofStep, OperationEnd, ProofAnswer> {
	const input = { paths: [`${rootFor(context)}DeviceInfo.SoftwareVersion`] };
	const end = yield* operate("read", input, seconds);
	return end.status === "succeeded" || end.fault || notCarriedOut(end) ? end : yield* operate("read", input, seconds);
}
