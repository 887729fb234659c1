import type { CwmpFault, ParameterValue } from "../../cwmp/messages.ts";
import { leavesBelow } from "./names.ts";
import { call, LARGEST_BATCH, type ModelHints, type Step, type StepResult } from "./program.ts";

export interface Missing {
	readonly path: string;
	/** The device's fault; 0 where it said nothing: an empty list, or no answer. */
	readonly code: number;
	readonly message: string;
}

export interface ValuesRead {
	readonly values: readonly ParameterValue[];
	readonly missing: readonly Missing[];
	/** The device does not know GetParameterValues at all. */
	readonly refused: CwmpFault | null;
	/** Names first, then values: what came to be in between is missing. */
	readonly byNames: boolean;
}

/** So that one operation ends, whatever a device answers. */
const MAX_RPCS = 5_000;
const METHOD_NOT_SUPPORTED = 9000;
/** Internal error and resources exceeded: what devices answer to more names than they take (quirks 63, 64). */
const OVERLOADED: readonly number[] = [9002, 9004];

/**
 * Reads names and partial paths in adaptive batches: 9002, 9004 or a silence halves the batch, any other fault isolates
 * the name it is about (quirks 61–64, 113), and a name that is left out of the answer is missing, not empty (118). A
 * partial path that yields nothing is read by the names below it.
 */
export function* readValues(paths: readonly string[], hints: ModelHints): Generator<Step, ValuesRead, StepResult> {
	const values = new Map<string, ParameterValue>();
	const missing: Missing[] = [];
	const groups = initialGroups([...new Set(paths)], hints);
	const expanded = new Set<string>();
	/** The parameters below a partial path that the device would not read as such (quirk 61). */
	function* namesOnce(path: string): Generator<Step, string[] | null, StepResult> {
		if (!path.endsWith(".") || expanded.has(path)) return null;
		expanded.add(path);
		return yield* leavesBelow(path);
	}
	const retried = new Set<string>();
	/** Not tried again: a device that is silent to so many names loses its session each time. */
	let tooMany = Number.POSITIVE_INFINITY;

	for (let rpcs = 0; groups.length > 0 && rpcs < MAX_RPCS; rpcs++) {
		const group = takeGroup(groups, hints.batch);
		const answer = yield* call<"GetParameterValues">({
			kind: "request",
			rpc: "GetParameterValues",
			body: { paths: group },
		});
		if (answer.kind === "response") {
			const given = answer.body.parameters.filter(({ path }) => !path.endsWith("."));
			for (const parameter of given) values.set(parameter.path, parameter);
			for (const path of leftOut(group, given)) {
				// Nothing, the object itself or what stands elsewhere is no answer where it names what is below.
				const names = yield* namesOnce(path);
				if (names) groups.unshift(names);
				else missing.push({ path, code: 0, message: "not in the device's answer" });
			}
			const larger = Math.min(hints.batch * 2, LARGEST_BATCH);
			if (group.length >= hints.batch && larger < tooMany) hints.batch = larger;
			continue;
		}
		if (answer.kind === "deadline") break;
		const fault = answer.kind === "fault" ? answer.fault : null;
		if (fault?.code === METHOD_NOT_SUPPORTED)
			return { values: [...values.values()], missing, refused: fault, byNames: expanded.size > 0 };
		const overloaded = fault === null || OVERLOADED.includes(fault.code);
		if (group.length > 1) {
			if (overloaded) {
				tooMany = Math.min(tooMany, group.length);
				hints.batch = Math.max(1, group.length >> 1);
			}
			groups.unshift(...split(group, fault));
			continue;
		}
		const path = group[0] as string;
		const names = yield* namesOnce(path);
		if (names) {
			groups.unshift(names);
			continue;
		}
		// Silence may be the network's: once more, then it is the device's.
		if (fault === null && !retried.has(path)) {
			retried.add(path);
			groups.unshift([path]);
			continue;
		}
		hints.poison.add(path);
		// It was this name then, not how many there were.
		if (overloaded) tooMany = Number.POSITIVE_INFINITY;
		missing.push({ path, code: fault?.code ?? 0, message: fault?.message ?? "no answer" });
	}
	for (const path of groups.flat()) missing.push({ path, code: 0, message: "not asked for: too many requests" });
	return { values: [...values.values()], missing, refused: null, byNames: expanded.size > 0 };
}

/** Names that harmed a batch on this model before are asked for one by one. */
function initialGroups(paths: readonly string[], hints: ModelHints): string[][] {
	const clean = paths.filter((path) => !hints.poison.has(path));
	const poison = paths.filter((path) => hints.poison.has(path)).map((path) => [path]);
	return clean.length > 0 ? [clean, ...poison] : poison;
}

/** The next group, no larger than the batch; the rest of a larger one stays at the head. */
function takeGroup(groups: string[][], batch: number): string[] {
	const group = groups.shift() as string[];
	if (group.length <= batch) return group;
	groups.unshift(group.slice(batch));
	return group.slice(0, batch);
}

/** In two halves, or, where the fault names names, with those alone. */
function split(group: readonly string[], fault: CwmpFault | null): string[][] {
	const named = new Set(fault?.parameters.map(({ path }) => path));
	const guilty = group.filter((path) => named.has(path));
	if (guilty.length > 0 && guilty.length < group.length) {
		return [group.filter((path) => !named.has(path)), ...guilty.map((path) => [path])];
	}
	const half = group.length >> 1;
	return [group.slice(0, half), group.slice(half)];
}

function leftOut(group: readonly string[], parameters: readonly ParameterValue[]): string[] {
	const answered = new Set(parameters.map(({ path }) => path));
	return group.filter((path) =>
		path.endsWith(".") ? !parameters.some((parameter) => parameter.path.startsWith(path)) : !answered.has(path),
	);
}
