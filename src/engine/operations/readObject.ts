import { leavesByLevel } from "./names.ts";
import type { ModelHints, Step, StepResult } from "./program.ts";
import { readValues, type ValuesRead } from "./readValues.ts";

/** What an object holds, its rows as well; devices that read leaves alone (quirk 61) are asked level by level. */
export function* readObject(object: string, hints: ModelHints): Generator<Step, ValuesRead, StepResult> {
	const whole = yield* readValues([object], hints);
	if (whole.refused || whole.values.some(({ path }) => path.startsWith(object))) return whole;
	const leaves = yield* leavesByLevel(object);
	return leaves ? { ...(yield* readValues(leaves, hints)), byNames: true } : whole;
}
