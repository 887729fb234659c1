import type { CwmpFault, ParameterValue } from "../../cwmp/messages.ts";
import { isHiddenValue, isSecretName, keptValue, withoutTexts } from "../../cwmp/redact.ts";
import { sameValue } from "../../device/sameValue.ts";
import type { OperationInput } from "../../shared/operations.ts";
import {
	call,
	failed,
	type ModelHints,
	nextSession,
	type Outcome,
	type Program,
	type ProgramContext,
	type Step,
	type StepResult,
	unanswered,
} from "./program.ts";
import { readValues } from "./readValues.ts";

/** How long a write that was not answered may wait for the session in which it is settled. */
const SETTLE_SECONDS = 600;
const SETTLE_POLL_SECONDS = 1;
const INVALID_PARAMETER_NAME = 9005;

/** A device that refuses a value may repeat it. */
function withoutSecretsOf({ values }: OperationInput<"set">, fault: CwmpFault): CwmpFault {
	const secrets = values.filter(({ path }) => isSecretName(path)).map(({ value }) => value);
	const shown = <Part extends { readonly message: string }>(part: Part): Part => ({
		...part,
		message: withoutTexts(part.message, secrets),
	});
	return { ...shown(fault), parameters: fault.parameters.map(shown) };
}

interface AnsweredSet {
	readonly status: number;
}

/**
 * One atomic SetParameterValues; without an answer it is settled by reading back, never by sending it again. `readsBack`:
 * also what was answered is, so that the outcome names the paths that have other values.
 */
export function* set(
	input: OperationInput<"set">,
	context: ProgramContext,
	typeOf: (path: string) => string | null,
	phase: unknown,
	readsBack = false,
): Program {
	// It was answered before a crash or the end of its session: what stands would be another moment's.
	if (isAnswered(phase)) return { status: "succeeded", result: { status: phase.status } };
	const types = new Map(input.values.map(({ path, type }) => [path, type ?? typeOf(path)]));
	const untyped = [...types].filter(([, type]) => type === null).map(([path]) => path);
	// A device may refuse a value under another type than its own: what was never read is read first.
	if (phase === null && untyped.length > 0) {
		const read = yield* readValues(untyped, context.hints);
		for (const { path, type } of read.values) if (types.has(path)) types.set(path, type);
	}
	const parameters: ParameterValue[] = input.values.map(({ path, value }) => ({
		path,
		value,
		type: types.get(path) ?? "xsd:string",
	}));
	if (phase === null) {
		const answer = yield* call<"SetParameterValues">(
			{ kind: "request", rpc: "SetParameterValues", body: { parameters, parameterKey: context.parameterKey } },
			true,
		);
		if (answer.kind === "fault") return failed(withoutSecretsOf(input, answer.fault));
		if (answer.kind === "response") {
			// Status missing is taken as 0 (quirk 46).
			const status = answer.body.status ?? 0;
			// With Status 1 the values are there after a reboot.
			if (!readsBack || status !== 0) return { status: "succeeded", result: { status } };
			yield { do: "keep", phase: { status } satisfies AnsweredSet };
			const { differing } = yield* standing(parameters, types, context);
			const others = differing.map(({ path }) => path);
			return { status: "succeeded", result: { status }, ...(others.length > 0 && { differing: others }) };
		}
	}
	if (!(yield* nextSession({ sent: true }, SETTLE_SECONDS, true, SETTLE_POLL_SECONDS)))
		return unanswered("SetParameterValues");
	const { differing, told } = yield* standing(parameters, types, context);
	if (told === 0) return unanswered("SetParameterValues");
	if (differing.length === told) {
		const reason = "no answer came, and none of the values stands on the device";
		return { status: "failed", reason, result: { settledByReadBack: true } };
	}
	if (differing.length > 0)
		return { status: "unknown", reason: `no answer came, and ${differing.length} of the values differ` };
	const untold = parameters.length - told;
	return untold > 0
		? { status: "unknown", reason: `no answer came, and ${untold} of the values can't be read back` }
		: { status: "succeeded", result: { status: 0, settledByReadBack: true } };
}

function isAnswered(phase: unknown): phase is AnsweredSet {
	return phase !== null && typeof (phase as Partial<AnsweredSet>).status === "number";
}

/** Which of the values are others now; `told`: of how many it can be said. */
function* standing(
	parameters: readonly ParameterValue[],
	types: ReadonlyMap<string, string | null>,
	context: ProgramContext,
): Generator<Step, { differing: ParameterValue[]; told: number }, StepResult> {
	const read = yield* readValues(
		parameters.map(({ path }) => path),
		context.hints,
	);
	const now = new Map(read.values.map((parameter) => [parameter.path, parameter]));
	// What was not read, or is hidden, empty or masked (quirk 52), tells nothing.
	const told = parameters.filter(({ path, value }) => {
		const actual = now.get(path);
		return actual !== undefined && (actual.value === value || !isHiddenValue(path, actual.value));
	});
	const differing = told.filter(({ path, value }) => {
		const actual = now.get(path);
		// Begun again after a crash, only the device knows the type.
		return !sameValue(actual?.value, value, types.get(path) ?? actual?.type ?? "xsd:string");
	});
	return { differing, told: told.length };
}

/**
 * AddObject, settled by comparing the instances before and after, whatever was answered: a number that was there before
 * names somebody else's object. An answer stands by itself where the device does not list its instances, or not yet.
 */
export function* addObject(input: OperationInput<"addObject">, context: ProgramContext, phase: unknown): Program {
	const { path } = input;
	const before = phase === null ? yield* instances(path) : (phase as { instances: number[] | null }).instances;
	const made = (instanceNumber: number, status: number): Outcome => ({
		status: "succeeded",
		result: { instanceNumber, path: `${path}${instanceNumber}.`, status },
	});
	if (phase === null) {
		yield { do: "keep", phase: { instances: before } };
		const answer = yield* call<"AddObject">(
			{ kind: "request", rpc: "AddObject", body: { path, parameterKey: context.parameterKey } },
			true,
		);
		if (answer.kind === "fault") return failed(answer.fault);
		if (answer.kind === "response") {
			const { instanceNumber, status } = answer.body;
			// A success by form, a failure by sense (quirk 117).
			if (instanceNumber <= 0 || status > 1) {
				return { status: "failed", reason: `the device answered instance ${instanceNumber}, status ${status}` };
			}
			if (before === null) return made(instanceNumber, status);
			const added = ((yield* instances(path)) ?? []).filter((instance) => !before.includes(instance));
			if (added.includes(instanceNumber)) return made(instanceNumber, status);
			const [only, ...others] = added;
			if (only === undefined && !before.includes(instanceNumber)) return made(instanceNumber, status);
			const said = `the device answered instance ${instanceNumber}`;
			if (only === undefined)
				return { status: "failed", reason: `${said}, which was there before, and no instance was added` };
			if (others.length === 0) return made(only, status);
			return { status: "unknown", reason: `${said}, and instances ${added.join(", ")} are new` };
		}
	}
	if (!(yield* nextSession({ instances: before }, SETTLE_SECONDS, true, SETTLE_POLL_SECONDS)))
		return unanswered("AddObject");
	const after = yield* instances(path);
	if (before === null || after === null) return unanswered("AddObject");
	const added = after.filter((instance) => !before.includes(instance));
	const [instanceNumber] = added;
	if (instanceNumber === undefined) return { status: "failed", reason: "no answer came, and no instance was added" };
	if (added.length > 1)
		return { status: "unknown", reason: `no answer came, and instances ${added.join(", ")} are new` };
	return made(instanceNumber, 0);
}

interface DeletePhase {
	/** Of the answer; `null`: none came. */
	readonly status: number | null;
}

/**
 * DeleteObject, settled by whether the instance is still listed, whatever was answered. One that is may go as the session
 * ends, so it is looked for again in another.
 */
export function* deleteObject(input: OperationInput<"deleteObject">, context: ProgramContext, phase: unknown): Program {
	const { path } = input;
	const table = path.replace(/\d+\.$/, "");
	const instance = Number(/(\d+)\.$/.exec(path)?.[1]);
	const deleted = (status: number): Outcome => ({
		status: "succeeded",
		result: { instanceNumber: instance, path, status },
	});
	let at: DeletePhase = { status: (phase as Partial<DeletePhase> | null)?.status ?? null };
	if (phase === null) {
		const answer = yield* call<"DeleteObject">(
			{ kind: "request", rpc: "DeleteObject", body: { path, parameterKey: context.parameterKey } },
			true,
		);
		if (answer.kind === "fault") return failed(answer.fault);
		if (answer.kind === "response") {
			const { status } = answer.body;
			// With Status 1 it goes with a reboot.
			if (status !== 0) return deleted(status);
			at = { status };
			yield { do: "keep", phase: at };
			if (!(yield* instances(table))?.includes(instance)) return deleted(status);
		}
	}
	const told = at.status === null ? "no answer came" : `the device answered Status ${at.status}`;
	const came = yield* nextSession(at, SETTLE_SECONDS, true, SETTLE_POLL_SECONDS);
	const left = came ? yield* instances(table) : null;
	if (left === null) return at.status === null ? unanswered("DeleteObject") : deleted(at.status);
	return left.includes(instance)
		? { status: "failed", reason: `${told}, and the instance is still there` }
		: deleted(at.status ?? 0);
}

/** The rows of a table; `null` where the device does not tell. A table that it says is not there has none. */
function* instances(table: string): Generator<Step, number[] | null, StepResult> {
	const answer = yield* call<"GetParameterNames">({
		kind: "request",
		rpc: "GetParameterNames",
		body: { path: table, nextLevel: true },
	});
	if (answer.kind === "fault" && answer.fault.code === INVALID_PARAMETER_NAME) return [];
	if (answer.kind !== "response") return null;
	return answer.body.parameters
		.filter(({ path }) => path.startsWith(table))
		.map(({ path }) => Number(/^(\d+)\.$/.exec(path.slice(table.length))?.[1]))
		.filter(Number.isInteger);
}

/** SetParameterAttributes; settled by reading the attributes. */
export function* setAttributes(
	input: OperationInput<"setAttributes">,
	_context: ProgramContext,
	phase: unknown,
): Program {
	const parameters = input.attributes.map(({ path, notification, accessList }) => ({
		path,
		...(notification !== undefined && { notification }),
		...(accessList !== undefined && { accessList }),
	}));
	if (phase === null) {
		const answer = yield* call<"SetParameterAttributes">(
			{ kind: "request", rpc: "SetParameterAttributes", body: { parameters } },
			true,
		);
		if (answer.kind === "fault") return failed(answer.fault);
		if (answer.kind === "response") return { status: "succeeded", result: {} };
	}
	if (!(yield* nextSession({ sent: true }, SETTLE_SECONDS, true, SETTLE_POLL_SECONDS)))
		return unanswered("SetParameterAttributes");
	const answer = yield* call<"GetParameterAttributes">({
		kind: "request",
		rpc: "GetParameterAttributes",
		body: { paths: parameters.map(({ path }) => path) },
	});
	if (answer.kind !== "response") return unanswered("SetParameterAttributes");
	const now = new Map(answer.body.parameters.map((attribute) => [attribute.path, attribute]));
	const stands = input.attributes.every(({ path, notification, accessList }) => {
		const actual = now.get(path);
		return (
			(notification === undefined || actual?.notification === notification) &&
			(accessList === undefined || actual?.accessList.join() === accessList.join())
		);
	});
	return stands
		? { status: "succeeded", result: {} }
		: { status: "failed", reason: "no answer came, and the attributes are not as they were to be" };
}

/** Reads names and partial paths. */
export function* read(input: OperationInput<"read">, hints: ModelHints): Program {
	const outcome = yield* readValues(input.paths, hints);
	if (outcome.refused) return failed(outcome.refused);
	const faults = outcome.missing.filter(({ code }) => code !== 0);
	const unheard = outcome.missing.filter(({ code, message }) => code === 0 && message === "no answer");
	if (outcome.values.length === 0 && unheard.length === outcome.missing.length) {
		return { status: "failed", reason: "the device answered none of the reads" };
	}
	return {
		status: "succeeded",
		result: {
			values: outcome.values.map(({ path, value, type }) => ({ path, value: keptValue(path, value), type })),
			missing: outcome.missing.map(({ path }) => path),
			faults: faults.map(({ path, code, message }) => ({ path, code, message })),
			unanswered: unheard.map(({ path }) => path),
		},
	} satisfies Outcome;
}
