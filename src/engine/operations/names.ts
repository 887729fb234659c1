import { call, type Step, type StepResult } from "./program.ts";

const MAX_LEVELS = 200;
const INVALID_PARAMETER_NAME = 9005;

/**
 * The parameters below an object by the device's own names; `null`: it names none. At once, or, where it takes
 * NextLevel=true alone or answers one level whatever it is asked, level by level.
 */
export function* leavesBelow(object: string): Generator<Step, string[] | null, StepResult> {
	const answer = yield* names(object, false);
	// Silence costs a session each time; 9005 has said that nothing is there.
	if (answer.kind === "none" || (answer.kind === "fault" && answer.fault.code === INVALID_PARAMETER_NAME)) return null;
	if (answer.kind === "fault") return yield* leavesByLevel(object);
	const below = answer.body.parameters.map((info) => info.path).filter((name) => isBelow(name, object));
	const leaves = below.filter((name) => !name.endsWith("."));
	const isDeep = below.some((name) => /\../.test(name.slice(object.length)));
	if (isDeep || leaves.length === below.length) return leaves.length > 0 ? leaves : null;
	return yield* leavesByLevel(object);
}

export function* leavesByLevel(object: string): Generator<Step, string[] | null, StepResult> {
	const leaves: string[] = [];
	const objects = [object];
	for (let level = 0; level < MAX_LEVELS; level++) {
		const path = objects.shift();
		if (path === undefined) break;
		for (const name of (yield* namesIn(path)) ?? []) (name.endsWith(".") ? objects : leaves).push(name);
	}
	return leaves.length > 0 ? leaves : null;
}

/** The names right below an object; `null` where the device does not tell. */
export function* namesIn(path: string): Generator<Step, string[] | null, StepResult> {
	const answer = yield* names(path, true);
	if (answer.kind !== "response") return null;
	return answer.body.parameters.map((info) => info.path).filter((name) => isBelow(name, path));
}

function* names(path: string, nextLevel: boolean) {
	const answer = yield* call<"GetParameterNames">({
		kind: "request",
		rpc: "GetParameterNames",
		body: { path, nextLevel },
	});
	return answer.kind === "deadline" ? ({ kind: "none" } as const) : answer;
}

function isBelow(name: string, object: string): boolean {
	return name !== object && name.startsWith(object);
}
