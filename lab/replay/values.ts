/** How a recorded device answered GetParameterValues, beyond what its tree says. */
import type { Cpe } from "../cpe.ts";
import { type Answer, send } from "../faults.ts";
import type { Exchange } from "./conversation.ts";
import { answerFrom, createExamples, faultCode, type Outcome, outcomeOf } from "./outcome.ts";
import type { RecordedTree } from "./tree.ts";

export interface RecordedValues {
	/** Named by the device, and refused with 9005 when read. */
	readonly poisoned: readonly string[];
	/** What became of a name that it does not have; `null` where none was asked for. */
	readonly unknownName: Outcome | "emptyList" | null;
	readonly answer: (
		cpe: Cpe,
		paths: readonly string[],
		declared: (paths: readonly string[]) => Promise<Answer>,
	) => Promise<Answer>;
}

const INVALID_NAME = 9005;

interface Asked {
	readonly paths: readonly string[];
	readonly outcome: Outcome;
	/** What was answered; `null` where it was not. */
	readonly given: readonly string[] | null;
}

export function recordedValues(exchanges: readonly Exchange[], { tree, hidden }: RecordedTree): RecordedValues {
	const isHidden = (path: string) => hidden.some((prefix) => path.startsWith(prefix));
	const isKnown = (path: string) => !isHidden(path) && (tree.leaves.has(path) || tree.branches.has(path));
	const asked = askedIn(exchanges);
	const examples = createExamples();
	for (const { paths, outcome } of asked) if (paths.length === 1) examples.note(keyOf(paths), outcome);
	const isBad = (path: string) => !isKnown(path) || examples.recorded(path) !== null;
	const { limit, odd } = limitOf(asked, isBad);
	for (const { paths, outcome } of odd) examples.note(keyOf(paths), outcome);
	const partial = partialOutcome(asked, isKnown);
	const leftOut = leftOutOf(asked, isKnown);
	const unknownName = unknownOutcome(asked, isKnown);

	return {
		poisoned: [...tree.leaves.keys()].filter((path) =>
			examples.recorded(path)?.every((outcome) => faultCode(outcome) === INVALID_NAME),
		),
		unknownName,
		async answer(cpe, paths, declared) {
			const example = paths.length > 1 ? answerFrom(examples.next(cpe, keyOf(paths))) : null;
			if (example !== null) return example;
			for (const path of paths) {
				const isUnknown = cpe.tree.leaf(path) === undefined && cpe.tree.branch(path) === undefined;
				const silent = isUnknown && unknownName !== "emptyList" && unknownName?.does === "silence" ? unknownName : null;
				const answer = answerFrom(examples.next(cpe, path) ?? (path.endsWith(".") ? partial : null) ?? silent);
				if (answer !== null) return answer;
			}
			const tooMany = limit !== null && paths.length > limit.names ? answerFrom(limit.outcome) : null;
			if (tooMany !== null) return tooMany;
			const shown = paths.filter((path) => !leftOut.has(path));
			if (shown.length > 0 || paths.length === 0) return await declared(shown);
			return send({ kind: "response", rpc: "GetParameterValues", body: { parameters: [] } });
		},
	};
}

function askedIn(exchanges: readonly Exchange[]): Asked[] {
	return exchanges.flatMap((exchange) => {
		const { request, answer } = exchange;
		if (request.rpc !== "GetParameterValues") return [];
		const isGiven = answer?.kind === "response" && answer.rpc === "GetParameterValues";
		const given = isGiven ? answer.body.parameters.map(({ path }) => path) : null;
		return [{ paths: request.body.paths, outcome: outcomeOf(exchange), given }];
	});
}

function keyOf(paths: readonly string[]): string {
	return [...paths].sort().join("\n");
}

/** How many names went well at most, where more did not; and batches that failed for no reason that is seen. */
function limitOf(asked: readonly Asked[], isBad: (path: string) => boolean) {
	const failed = asked.filter(({ paths, given }) => given === null && paths.length > 1 && !paths.some(isBad));
	const names = Math.max(1, ...asked.filter(({ given }) => given !== null).map(({ paths }) => paths.length));
	const over = failed.find(({ paths }) => paths.length > names);
	return {
		limit: over === undefined ? null : { names, outcome: over.outcome },
		odd: failed.filter(({ paths }) => paths.length <= names),
	};
}

/** What became of partial paths, where none of an object that is there was answered (quirk 61). */
function partialOutcome(asked: readonly Asked[], isKnown: (path: string) => boolean): Outcome | null {
	const partial = asked.filter(({ paths }) => paths.some((path) => path.endsWith(".") && isKnown(path)));
	return partial.every(({ given }) => given === null) ? (partial[0]?.outcome ?? null) : null;
}

/** In its own names, and missing from an answer without a fault (quirk 118). */
function leftOutOf(asked: readonly Asked[], isKnown: (path: string) => boolean): ReadonlySet<string> {
	const answered = asked.filter(({ given }) => given !== null);
	const given = new Set(answered.flatMap((one) => one.given ?? []));
	const named = answered.flatMap(({ paths }) => paths);
	return new Set(named.filter((path) => !path.endsWith(".") && isKnown(path) && !given.has(path)));
}

function unknownOutcome(asked: readonly Asked[], isKnown: (path: string) => boolean): RecordedValues["unknownName"] {
	const [single] = asked.filter(({ paths }) => paths.length === 1 && !isKnown(paths[0] ?? ""));
	if (single === undefined) return null;
	return single.given === null ? single.outcome : "emptyList";
}
