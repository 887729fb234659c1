import { eventName } from "../../cwmp/events.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	comesLate,
	type FirstContactSeen,
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
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { cameUnderAnotherName } from "./anotherName.ts";
import { leaveMarks, lookForMarks, type Mark } from "./resetMarks.ts";
import { readSettings, type Setting } from "./settings.ts";
import { type Habit, habitOf, staysAway } from "./silence.ts";

const DEFAULT_SECONDS = 900;
const METHOD_NOT_SUPPORTED = 9000;

/** FactoryReset: acceptance, the reset itself, and the registration afterwards without a person. */
export const factoryReset: WorkflowDefinition = {
	id: "factoryReset",
	kind: "workflow",
	operations: ["factoryReset", "read", "set"],
	order: 90,
	checks: [
		{
			id: "accepted",
			version: 1,
			title: "The device accepts FactoryReset",
			essential: true,
			acts: ["factoryReset"],
			run: accepted,
		},
		{
			id: "bootstrapReported",
			version: 3,
			title: "The device reports the reset with 0 BOOTSTRAP",
			essential: false,
			run: bootstrapReported,
		},
		{
			id: "settingsReset",
			version: 2,
			title: "What was set before is gone after the reset",
			essential: false,
			run: settingsReset,
		},
		{
			id: "reRegisters",
			version: 5,
			title: "The device comes back by itself, is set up again and can be read",
			essential: true,
			run: reRegisters,
		},
	],
};

/** What the operation found, for the checks that follow. */
interface Found {
	readonly status: OperationEnd["status"];
	readonly accepted?: boolean;
	/** With FactoryResetResponse; else what followed shows that it was taken. */
	readonly answered?: boolean;
	readonly bootstrap?: boolean;
	readonly settingsLost?: boolean | null;
	readonly bootedAt?: string;
	readonly events?: readonly string[];
	readonly awaySeconds?: number;
	readonly sessionsWithoutBoot?: number;
}

function* accepted(context: CheckContext): CheckRun {
	const { inputs } = context;
	if (!inputs.allowFactoryReset) return skipped("a factory reset was not allowed: allowFactoryReset");
	const contact = yield* lastFirstContact();
	const before = yield* readSettings(contact?.set ?? [], context);
	if (notCarriedOut(before.end)) return inconclusive(before.end.reason ?? "the device did not come");
	// What did not stand before is not asked for afterwards.
	const stood: Setting[] = before.read.filter(({ same }) => same).map(({ path, value }) => ({ path, value }));
	const marks = yield* leaveMarks(context);
	const habit = yield* habitOf(context);
	const end = yield* operate("factoryReset", {}, returnSeconds(context));
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	if (end.fault) {
		const { code, message } = end.fault;
		const text = `The device answered fault ${code} to FactoryReset: ${message}`;
		const blame = code === METHOD_NOT_SUPPORTED ? "unsupported" : undefined;
		return fail(text, [{ code: "factoryReset.rejected", text }], { fault: code }, blame);
	}
	// Without a result it was not sent, or nobody followed it: that says nothing of the device.
	if (end.result === null) return inconclusive(end.reason ?? "FactoryReset could not be sent");
	const found: Found = { ...end.result, status: end.status };
	if (found.accepted) {
		const told =
			found.answered === false
				? "the device did not answer, and restarted"
				: "the device answered FactoryResetResponse";
		return pass(told, { found, stood, marks, habit });
	}
	return fail("the device did not answer FactoryReset", [], { found, stood });
}

function found({ earlier }: CheckContext): Found | null {
	return (earlier.accepted?.found as Found | undefined) ?? null;
}

const NOT_SENT = "FactoryReset was not accepted, so this could not be seen";

function hasReturned({ status, sessionsWithoutBoot }: Found): boolean {
	return status === "succeeded" || (sessionsWithoutBoot ?? 0) > 0;
}

function* bootstrapReported(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return skipped(context.inputs.allowFactoryReset ? NOT_SENT : "a factory reset was not allowed");
	if (!hasReturned(seen))
		return (yield* cameUnderAnotherName()) ?? fail("no session followed the FactoryReset", [], { found: seen });
	if (seen.bootstrap) return pass(`the device came with ${seen.events?.join(", ")}`, { found: seen });
	// It may restart only after a session with what the reset has left.
	const isTold = ({ events }: InformSeen) => events.some((code) => eventName(code) === "bootstrap");
	if (seen.status === "succeeded" && (yield* comesLate(isTold)))
		return pass("the device came with 0 BOOTSTRAP, in a session after the one that showed the reset", { found: seen });
	if (seen.settingsLost) {
		const text = "The reset is not reported with 0 BOOTSTRAP: only the settings that are gone show it.";
		return fail(text, [{ code: "factoryReset.noBootstrap", text }], { found: seen });
	}
	const text =
		seen.settingsLost === false
			? "The device accepted FactoryReset, came back without 0 BOOTSTRAP, and has its settings still."
			: "The device accepted FactoryReset and came back, and nothing shows that it was reset.";
	return fail(text, [{ code: "factoryReset.noBootstrap", text }], { found: seen }, "failed");
}

/** The event is a claim: what it takes away shows the reset (design, rules of proof, 1). */
function* settingsReset(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return skipped(context.inputs.allowFactoryReset ? NOT_SENT : "a factory reset was not allowed");
	if (!hasReturned(seen)) return skipped("the device has not come back");
	if (!seen.bootstrap && !seen.settingsLost) return skipped("nothing says that it was reset");
	const marks = (context.earlier.accepted?.marks ?? []) as readonly Mark[];
	if (marks.length === 0) {
		if (seen.settingsLost) return pass("settings of first contact were gone", { marks });
		return skipped("nothing could be set before that a reset would take away");
	}
	const { end, kept, gone } = yield* lookForMarks(marks, context);
	if (end.status !== "succeeded") return inconclusive(end.reason ?? "the device could not be read");
	const values = { marks, kept: namesOf(kept) };
	if (kept.length === 0) return pass(`set before, and gone: ${namesOf(gone)}`, values);
	if (gone.length === 0)
		return inconclusive(`set before, and still there: ${namesOf(kept)}; a reset is claimed, and not seen`, values);
	const text = `FactoryReset leaves what was set before: ${namesOf(kept)}.`;
	return fail(text, [{ code: "factoryReset.settingsKept", text }], values);
}

function namesOf(marks: readonly Mark[]): string {
	return marks.map(({ path }) => path).join(", ");
}

/** What stood before, as it was set last: of a device with both roots below whichever that was. */
function renewedBy(contact: FirstContactSeen | null, stood: readonly Setting[]): Setting[] {
	const below = (path: string) => path.slice(path.indexOf(".") + 1);
	return stood.map(
		({ path, value }) =>
			contact?.set.find((setting) => setting.path === path) ??
			contact?.set.find((setting) => below(setting.path) === below(path)) ?? { path, value },
	);
}

function* reRegisters(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return skipped(context.inputs.allowFactoryReset ? NOT_SENT : "a factory reset was not allowed");
	if (!hasReturned(seen)) return yield* noReturn();
	// Lets the session of the registration come to its own end: what follows is a session of its own.
	yield* informs(0, 0);
	const stood = (context.earlier.accepted?.stood ?? []) as readonly Setting[];
	const { inputs } = context;
	// One that shows no reset may only now go down: it has all the time of a return, as has one that comes when it is asked.
	const habit = yield* habitOf(context, context.earlier.accepted?.habit as Habit | undefined);
	const isAwaited = habit.answersRequests;
	const timeoutSeconds = isAwaited || seen.status !== "succeeded" ? returnSeconds(context) : inputs.timeoutSeconds;
	const contact = yield* lastFirstContact();
	let standing = yield* readSettings(renewedBy(contact, stood), { ...context, inputs: { ...inputs, timeoutSeconds } });
	const later = yield* lastFirstContact();
	// A session that came before the read has set it up once more, with other values.
	if (later?.at !== contact?.at && standing.end.status === "succeeded")
		standing = yield* readSettings(renewedBy(later, stood), context);
	const { end, read, softwareVersion } = standing;
	const awaySeconds = seen.awaySeconds ?? null;
	const values = { settings: read, awaySeconds };
	// What came before it went down has not come back.
	if (end.status === "expired" && isAwaited) return yield* noReturn();
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come again", values);
	if (end.status !== "succeeded")
		return fail(end.reason ?? "the device could not be read after its return", [], values, "unsafe");
	if (softwareVersion === null && read.every(({ stands }) => stands === null))
		return inconclusive("the device is back, and refuses every read", values);
	const lost = read.filter(({ same }) => !same).map(({ path }) => path);
	if (lost.length > 0) return fail(`what first contact set does not stand again: ${lost.join(", ")}`, [], values);
	if (yield* staysAway(habit, context, returnSeconds(context)))
		return yield* notBack("The device came back after FactoryReset, and never again.", values);
	const away = awaySeconds === null ? "" : ` after ${Math.round(awaySeconds)} s`;
	const again = read.length > 0 ? `${read.length} settings of first contact stand again` : "it can be read";
	return pass(`the device was back${away}, and ${again}`, values);
}

function returnSeconds({ inputs, profile }: CheckContext): number {
	return inputs.timeoutSeconds ?? profile.timeouts.factoryResetSeconds ?? DEFAULT_SECONDS;
}

function noReturn() {
	return notBack("The device did not come back after FactoryReset.");
}

function* notBack(text: string, values: CheckResult["values"] = {}): Generator<ProofStep, CheckResult, ProofAnswer> {
	return (yield* cameUnderAnotherName()) ?? fail(text, [{ code: "factoryReset.noReturn", text }], values, "unsafe");
}
