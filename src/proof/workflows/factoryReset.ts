import { eventName } from "../../cwmp/events.ts";
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
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { harmlessParameter } from "../harmless.ts";
import { readSettings, type Setting } from "./settings.ts";
import { answersRequests } from "./silence.ts";

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
			version: 2,
			title: "The device reports the reset with 0 BOOTSTRAP",
			essential: false,
			run: bootstrapReported,
		},
		{
			id: "settingsReset",
			version: 1,
			title: "What was set before is gone after the reset",
			essential: false,
			run: settingsReset,
		},
		{
			id: "reRegisters",
			version: 2,
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
	const mark = yield* leaveMark(context);
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
		return pass(told, { found, stood, mark });
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
	if (!hasReturned(seen)) return fail("no session followed the FactoryReset", [], { found: seen });
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

/**
 * A value that nobody needs, for the reset to take away; `null` where none could be set. What the run kept before stands
 * again when all is over.
 */
function* leaveMark(context: CheckContext): Generator<ProofStep, Setting | null, ProofAnswer> {
	if (!context.lab) return null;
	const choice = harmlessParameter(yield* currentTree(), context);
	const value = choice?.values[0];
	if (!choice || value === undefined) return null;
	const end = yield* operate("set", { values: [{ path: choice.path, value }] }, context.inputs.timeoutSeconds);
	if (end.status !== "succeeded") return null;
	const { read } = yield* readSettings([{ path: choice.path, value }], context);
	return read[0]?.same ? { path: choice.path, value } : null;
}

/** The event is a claim: what it takes away shows the reset (design, rules of proof, 1). */
function* settingsReset(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return skipped(context.inputs.allowFactoryReset ? NOT_SENT : "a factory reset was not allowed");
	if (!hasReturned(seen)) return skipped("the device has not come back");
	if (!seen.bootstrap && !seen.settingsLost) return skipped("nothing says that it was reset");
	const mark = (context.earlier.accepted?.mark ?? null) as Setting | null;
	if (!mark) {
		if (seen.settingsLost) return pass("settings of first contact were gone", { mark });
		return skipped("nothing could be set before that a reset would take away");
	}
	const { end, read } = yield* readSettings([mark], context);
	if (end.status !== "succeeded") return inconclusive(end.reason ?? "the device could not be read");
	if (!read[0]?.same) return pass(`${mark.path} was set before, and is gone`, { mark });
	return inconclusive(`${mark.path} was set before and still stands: a reset is claimed, and not seen`, { mark });
}

function* reRegisters(context: CheckContext): CheckRun {
	const seen = found(context);
	if (!seen) return skipped(context.inputs.allowFactoryReset ? NOT_SENT : "a factory reset was not allowed");
	if (!hasReturned(seen)) return noReturn();
	// Lets the session of the registration come to its own end: what follows is a session of its own.
	yield* informs(0, 0);
	const stood = (context.earlier.accepted?.stood ?? []) as readonly Setting[];
	const contact = yield* lastFirstContact();
	const renewed = stood.map(
		({ path, value }) => contact?.set.find((setting) => setting.path === path) ?? { path, value },
	);
	const { inputs } = context;
	const hasReset = seen.status === "succeeded";
	// One that shows no reset may only now go down: it has all the time of a return.
	const timeoutSeconds = hasReset ? inputs.timeoutSeconds : returnSeconds(context);
	const { end, read } = yield* readSettings(renewed, { ...context, inputs: { ...inputs, timeoutSeconds } });
	const awaySeconds = seen.awaySeconds ?? null;
	const values = { settings: read, awaySeconds };
	// What came before it went down has not come back.
	if (end.status === "expired" && !hasReset && (yield* answersRequests(context))) return noReturn();
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come again", values);
	if (end.status !== "succeeded")
		return fail(end.reason ?? "the device could not be read after its return", [], values, "unsafe");
	const lost = read.filter(({ same }) => !same).map(({ path }) => path);
	if (lost.length > 0) return fail(`what first contact set does not stand again: ${lost.join(", ")}`, [], values);
	const away = awaySeconds === null ? "" : ` after ${Math.round(awaySeconds)} s`;
	const again = read.length > 0 ? `${read.length} settings of first contact stand again` : "it can be read";
	return pass(`the device was back${away}, and ${again}`, values);
}

function returnSeconds({ inputs, profile }: CheckContext): number {
	return inputs.timeoutSeconds ?? profile.timeouts.factoryResetSeconds ?? DEFAULT_SECONDS;
}

function noReturn(): CheckResult {
	const text = "The device did not come back after FactoryReset.";
	return fail(text, [{ code: "factoryReset.noReturn", text }], {}, "unsafe");
}
