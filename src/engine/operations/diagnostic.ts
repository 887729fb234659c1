import type { ParameterValue } from "../../cwmp/messages.ts";
import { type DiagnosticKind, diagnosticObjects, hopsOf, phaseOf, strayHost } from "../../device/diagnostics.ts";
import { sha256 } from "../../lib/hash.ts";
import type { OperationInput } from "../../shared/operations.ts";
import { namesIn } from "./names.ts";
import {
	call,
	failed,
	nextSession,
	type Outcome,
	type Program,
	type ProgramContext,
	type Reply,
	type SessionSeen,
	type Step,
	type StepResult,
} from "./program.ts";
import { readObject } from "./readObject.ts";

type Given = OperationInput<"diagnostic">["parameters"];
type Steps<Result> = Generator<Step, Result, StepResult>;

const WAIT_SECONDS: Readonly<Record<DiagnosticKind, number>> = {
	ipPing: 120,
	traceRoute: 600,
	download: 120,
	upload: 120,
};
/** Pauses between two looks at a state whose event does not come (quirk 80): a fast device is seen fast. */
const POLL_SECONDS = [2, 4, 8, 15, 30, 60] as const;
/** The last look is at the deadline: the device may take so long to come for it. */
const GRACE_SECONDS = 15;
const STATE = "DiagnosticsState";
const DONE_EVENT = "8 DIAGNOSTICS COMPLETE";
const NOT_THERE: readonly number[] = [9003, 9005];

/** What some devices have at zero, which no diagnostic can run with: what is set then. */
const USABLE: Readonly<Record<string, string>> = {
	NumberOfRepetitions: "4",
	NumberOfTries: "3",
	Timeout: "5000",
	DataBlockSize: "64",
	MaxHopCount: "30",
	TestFileLength: "1048576",
};

/** How an object stood at some moment: its state, and a digest over what a test leaves in it. */
interface Standing {
	readonly state: string;
	readonly results: string;
}

/** Nothing is asked for yet: it may be begun again. */
interface Preparing {
	readonly stage: "preparing";
	readonly parameters: Given;
}

interface Asked {
	readonly stage: "asked";
	readonly object: string;
	readonly sentAt: string;
	/** Before the request: what still stands so is not of this request. */
	readonly before: Standing;
	readonly set: readonly ParameterValue[];
	/** Goes back when the diagnostic is over, which ends one that is not, too. */
	readonly restore: readonly ParameterValue[];
	/** It was seen running, or has reported its end. */
	readonly begun: boolean;
	readonly sessions: number;
}

/**
 * Asks for a diagnostic: its parameters, then `DiagnosticsState` last, in one SetParameterValues; then the session ends,
 * as some devices start only then. The end shows by event or by polling in later sessions. What stood in the object
 * before is never taken for the result; the parameters are put back.
 */
export function* diagnostic(input: OperationInput<"diagnostic">, context: ProgramContext, phase: unknown): Program {
	const known = phase as Preparing | Asked | null;
	if (known?.stage === "asked") return yield* follow(input.diagnostic, known, context);
	const asked = yield* ask(input.diagnostic, known?.parameters ?? input.parameters, context);
	return "status" in asked ? asked : yield* follow(input.diagnostic, asked, context);
}

function* ask(kind: DiagnosticKind, given: Given, context: ProgramContext): Steps<Asked | Outcome> {
	yield { do: "keep", phase: { stage: "preparing", parameters: given } satisfies Preparing };
	const found = yield* locate(kind, context);
	if ("status" in found) return found;
	const { object, values } = found;
	const current = new Map(values.map((value) => [value.path, value]));
	const parameters = parametersOf(object, given, current);
	const changed = parameters.filter(({ path, value }) => current.get(path)?.value !== value);
	const restore = changed.flatMap(({ path }) => current.get(path) ?? []);
	let before = standing(object, values, parameters);
	const { parameterKey } = context;
	// A parameter that changes takes the state back to None: what is Complete afterwards is of this request.
	const resets = phaseOf(before.state) !== "idle" && changed.length > 0;
	if (resets) {
		const answer = yield* set(changed, parameterKey);
		if (answer.kind === "fault") return failed(answer.fault);
		const read = yield* readObject(object, context.hints);
		if (read.values.length > 0) before = standing(object, read.values, parameters);
	}
	const sentAt = context.now().toISOString();
	const asked: Asked = { stage: "asked", object, sentAt, before, set: parameters, restore, begun: false, sessions: 0 };
	yield { do: "keep", phase: asked };
	const state = { path: object + STATE, value: "Requested", type: current.get(object + STATE)?.type ?? "xsd:string" };
	const answer = yield* set([...parameters, state], parameterKey);
	if (answer.kind !== "fault") return asked;
	if (resets) yield* set(restore, parameterKey);
	return failed(answer.fault);
}

/** Where the device has the diagnostic, and what stands there; how the operation ends where it has it nowhere. */
function* locate(
	kind: DiagnosticKind,
	{ roots, hints }: ProgramContext,
): Steps<{ object: string; values: readonly ParameterValue[] } | Outcome> {
	let absence: Outcome | null = null;
	for (const object of diagnosticObjects(kind, roots)) {
		const read = yield* readObject(object, hints);
		if (read.refused) return failed(read.refused);
		if (read.values.some(({ path }) => path === object + STATE)) return { object, values: read.values };
		const [{ code, message }] = [...read.missing, { code: 0, message: "" }];
		if (code === 0 && message === "no answer") {
			const reason = `the device did not answer for ${object}`;
			return { status: "failed", reason, result: { answered: false } };
		}
		const fault = code === 0 ? null : { code, message, parameters: [], soapCode: "" };
		if (fault && !NOT_THERE.includes(fault.code) && (yield* isListed(object)) !== false) return failed(fault);
		if (!fault && !read.values.some(({ path }) => path.startsWith(object)) && (yield* isListed(object)) === true) {
			const reason = `the device lists ${object}, and gives none of its values`;
			return { status: "failed", reason, result: { readable: false } };
		}
		const reason = `the device does not have ${object}`;
		absence ??= { status: "failed", reason, ...(fault && { fault }), result: { present: false } };
	}
	return absence ?? { status: "failed", reason: "the device has no root to look under" };
}

/** Whether the device's own names have an object; `null` where it does not tell. */
function* isListed(object: string): Steps<boolean | null> {
	for (let child = object; child.includes("."); ) {
		const parent = child.slice(0, child.lastIndexOf(".", child.length - 2) + 1);
		if (parent === "") return null;
		const names = yield* namesIn(parent);
		if (names !== null && names.length > 0) return names.includes(child) ? (child === object ? true : null) : false;
		child = parent;
	}
	return null;
}

/** By the device's own types; what it has at zero and nobody gave is made usable. */
function parametersOf(
	object: string,
	given: Given,
	current: ReadonlyMap<string, ParameterValue>,
): readonly ParameterValue[] {
	const parameters = Object.entries(given).map(([name, value]) => ({
		path: object + name,
		value: String(value),
		type:
			current.get(object + name)?.type ??
			(typeof value === "number" ? "xsd:unsignedInt" : typeof value === "boolean" ? "xsd:boolean" : "xsd:string"),
	}));
	for (const [name, value] of Object.entries(USABLE)) {
		const known = current.get(object + name);
		if (known && !(name in given) && /^0*$/.test(known.value.trim())) parameters.push({ ...known, value });
	}
	return parameters;
}

function standing(object: string, values: readonly ParameterValue[], set: readonly ParameterValue[]): Standing {
	const state = values.find(({ path }) => path === object + STATE)?.value.trim() ?? "";
	const inputs = new Set([object + STATE, ...set.map(({ path }) => path)]);
	const results = values.filter(({ path }) => !inputs.has(path)).map(({ path, value }) => `${path}=${value}`);
	return { state, results: sha256(results.sort().join("\n")) };
}

function* set(parameters: readonly ParameterValue[], parameterKey: string): Steps<Reply<"SetParameterValues">> {
	const body = { parameters, parameterKey };
	return yield* call<"SetParameterValues">({ kind: "request", rpc: "SetParameterValues", body }, true);
}

/** Looks at the state in later sessions until it has ended, or the time is over. */
function* follow(kind: DiagnosticKind, first: Asked, context: ProgramContext): Program {
	const { object, sentAt, before } = first;
	const seconds = context.waitSeconds ?? WAIT_SECONDS[kind];
	const elapsed = (now: Date) => (now.getTime() - Date.parse(sentAt)) / 1000;
	let asked = first;
	let last: Readonly<Record<string, unknown>> = {};
	for (;;) {
		const left = Math.max(0, seconds - elapsed(context.now()));
		const poll = POLL_SECONDS[Math.min(asked.sessions, POLL_SECONDS.length - 1)] as number;
		const session = yield* nextSession(asked, left + GRACE_SECONDS, false, Math.min(poll, left));
		if (!session) return neverEnded(seconds, { object, sessions: asked.sessions, ...last });
		asked = { ...asked, sessions: asked.sessions + 1, begun: asked.begun || reportsEnd(session) };
		let read = yield* readObject(object, context.hints);
		// It may have ended while its names were read, and then the rows of its result were not there yet; an event that the
		// session brings may be that of the test before.
		if (read.byNames && isEnded(object, read.values)) read = yield* readObject(object, context.hints);
		if (read.refused) return failed(read.refused);
		const over = elapsed(context.now()) >= seconds;
		const now = standing(object, read.values, asked.set);
		const results = Object.fromEntries(read.values.map(({ path, value }) => [path.slice(object.length), value]));
		const where = phaseOf(now.state);
		const isRead = read.values.some(({ path }) => path === object + STATE);
		const isChanged = now.results !== before.results;
		if (isRead) {
			last = { state: now.state, results };
			asked = { ...asked, begun: asked.begun || where === "running" };
		}
		// The first look may come before the device has begun: what stood there before says nothing yet.
		const isOwn = asked.begun || isChanged || now.state !== before.state;
		const hasHops = kind === "traceRoute" && isChanged && hopsOf(results).length > 0;
		const hasEnded = isRead && where !== "running" && (where === "idle" ? asked.begun || hasHops : isOwn);
		if (!hasEnded && !over) continue;
		const restored = yield* putBack(asked, context.parameterKey);
		const seen = { object, sessions: asked.sessions, ...last, ...(restored !== null && { restored }) };
		if (!hasEnded)
			return neverEnded(seconds, isRead && where !== "running" ? leftOver(asked, read.values, seen) : seen);
		const result = {
			...seen,
			ended: true,
			...(!isChanged && { unchanged: true }),
			event: reportsEnd(session),
			deviceTime: session.currentTime,
			elapsedSeconds: elapsed(session.startedAt),
		};
		const host = asked.set.find(({ path }) => path === `${object}Host`)?.value;
		const stray = host === undefined ? null : strayHost(host, results);
		if (stray !== null)
			return {
				status: "failed",
				reason: `${host} was to be tested, and the device has tested ${stray}`,
				result: { ...result, stray },
			};
		// A trace that ran into the hop limit is told in many ways (quirk 83): its hops are its result.
		if (where === "complete" || hasHops) return { status: "succeeded", result };
		return { status: "failed", reason: `the diagnostic ended as ${now.state}`, result };
	}
}

function isEnded(object: string, values: readonly ParameterValue[]): boolean {
	const state = values.find(({ path }) => path === object + STATE);
	return state !== undefined && !["running", "idle"].includes(phaseOf(state.value.trim()));
}

function reportsEnd({ events }: SessionSeen): boolean {
	return events.some(({ code }) => code === DONE_EVENT);
}

/** The parameters as they were, which ends a test that still runs (TR-181, DiagnosticsState); `null`: none was changed. */
function* putBack({ restore }: Asked, parameterKey: string): Steps<boolean | null> {
	if (restore.length === 0) return null;
	return (yield* set(restore, parameterKey)).kind === "response";
}

/** The object stands as before the request: with the parameters that were set, an old result can't be told from a new one. */
function leftOver(
	{ set: wanted, before }: Asked,
	values: readonly ParameterValue[],
	seen: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const now = new Map(values.map(({ path, value }) => [path, value]));
	const taken = wanted.every(({ path, value }) => now.get(path) === value);
	return { ...seen, indistinct: phaseOf(before.state) !== "idle" && taken };
}

function neverEnded(seconds: number, result: Readonly<Record<string, unknown>>): Outcome {
	const { sessions, state } = result;
	const reason =
		sessions === 0
			? `the device opened no session within ${seconds} s of the request`
			: `the diagnostic did not end within ${seconds} s${state === undefined ? "" : `: its state is ${state || "empty"}`}`;
	return { status: "failed", reason, result };
}
