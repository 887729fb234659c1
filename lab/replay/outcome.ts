/** What a recorded device did with a request, to be done again with one like it. */
import type { CpeResponse, FaultMessage } from "../../src/cwmp/messages.ts";
import type { Cpe } from "../cpe.ts";
import type { Answer } from "../faults.ts";
import type { Exchange } from "./conversation.ts";

export type Outcome =
	| { readonly does: "fault"; readonly message: FaultMessage }
	| { readonly does: "respond"; readonly message: CpeResponse }
	| { readonly does: "silence" | "drop" }
	/** Nothing that the model's tree and declared behaviour don't do by themselves. */
	| { readonly does: "declared" };

/**
 * A device that is heard of again sooner than this had dropped the session: its first retry comes within 10 s (TR-069
 * 3.2.1.1). Who waits for a timeout waits longer.
 */
const SILENT_MS = 12_000;

export function outcomeOf({ answer, elapsedMs }: Pick<Exchange, "answer" | "elapsedMs">): Outcome {
	if (answer === null) return { does: elapsedMs < SILENT_MS ? "drop" : "silence" };
	return answer.kind === "fault" ? { does: "fault", message: answer } : { does: "declared" };
}

/** `null`: as declared. */
export function answerFrom(outcome: Outcome | null): Answer | null {
	if (outcome === null || outcome.does === "declared") return null;
	return "message" in outcome ? { does: "send", message: outcome.message } : { does: outcome.does };
}

export function faultCode(outcome: Outcome): number | null {
	return outcome.does === "fault" ? outcome.message.fault.code : null;
}

export interface Examples {
	readonly note: (key: string, outcome: Outcome) => void;
	/** All that was recorded for a key; `null` where nothing was, or nothing but what is declared. */
	readonly recorded: (key: string) => readonly Outcome[] | null;
	/** For a CPE's next request of this key: in the recorded order, and from the start again, for a flaky device is flaky. */
	readonly next: (cpe: Cpe, key: string) => Outcome | null;
}

export function createExamples(): Examples {
	const outcomes = new Map<string, Outcome[]>();
	const taken = new WeakMap<Cpe, Map<string, number>>();
	const recorded = (key: string): readonly Outcome[] | null => {
		const found = outcomes.get(key);
		return found?.some(({ does }) => does !== "declared") ? found : null;
	};
	return {
		note(key, outcome) {
			const found = outcomes.get(key);
			if (found) found.push(outcome);
			else outcomes.set(key, [outcome]);
		},
		recorded,
		next(cpe, key) {
			const found = recorded(key);
			if (found === null) return null;
			const counts = taken.get(cpe) ?? new Map<string, number>();
			taken.set(cpe, counts);
			const count = counts.get(key) ?? 0;
			counts.set(key, count + 1);
			return found[count % found.length] ?? null;
		},
	};
}
