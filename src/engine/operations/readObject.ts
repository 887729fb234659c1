import { call, type ModelHints, type Step, type StepResult } from "./program.ts";
import { readValues, type ValuesRead } from "./readValues.ts";

const MAX_LEVELS = 200;

export interface ObjectRead extends ValuesRead {
	/** Names first, then values: what came to be in between is missing. */
	readonly byLevel: boolean;
}

/** What an object holds, its rows as well; devices that read leaves alone (quirk 61) are asked level by level. */
export function* readObject(object: string, hints: ModelHints): Generator<Step, ObjectRead, StepResult> {
	const whole = yield* readValues([object], hints);
	if (whole.values.length > 0 || whole.refused) return { ...whole, byLevel: false };
	const leaves = yield* leavesBelow(object);
	return { ...(leaves.length > 0 ? yield* readValues(leaves, hints) : whole), byLevel: leaves.length > 0 };
}

function* leavesBelow(object: string): Generator<Step, string[], StepResult> {
	const leaves: string[] = [];
	const objects = [object];
	for (let level = 0; level < MAX_LEVELS; level++) {
		const path = objects.shift();
		if (path === undefined) break;
		const names = yield* namesIn(path);
		for (const name of names ?? []) (name.endsWith(".") ? objects : leaves).push(name);
	}
	return leaves;
}

/** The names right below an object; `null` where the device does not tell. */
export function* namesIn(path: string): Generator<Step, string[] | null, StepResult> {
	const answer = yield* call<"GetParameterNames">({
		kind: "request",
		rpc: "GetParameterNames",
		body: { path, nextLevel: true },
	});
	if (answer.kind !== "response") return null;
	return answer.body.parameters.map((info) => info.path).filter((name) => name !== path && name.startsWith(path));
}
