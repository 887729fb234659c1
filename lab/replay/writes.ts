/** How a recorded device answered SetParameterValues, and what each value came to: by the same values, else by values like them. */
import type { ParameterValue, Rpcs } from "../../src/cwmp/messages.ts";
import { isSecretName, REDACTED } from "../../src/cwmp/redact.ts";
import type { Cpe } from "../cpe.ts";
import type { Answer } from "../faults.ts";
import type { Conversation } from "./conversation.ts";
import { answerFrom, type Outcome, outcomeOf } from "./outcome.ts";
import { type Boots, type Reading, readingsOf, sameValue } from "./readings.ts";

type SetRequest = Rpcs["SetParameterValues"]["request"];
type Declared = (request: SetRequest) => Promise<Answer>;

/** What became of one value. */
type Effect =
	| { readonly when: "now" | "atBoot"; readonly value: string }
	| { readonly when: "never" }
	/** It was not read back. */
	| { readonly when: "unseen" };

interface Write {
	readonly at: number;
	readonly parameters: readonly ParameterValue[];
	readonly outcome: Outcome;
	readonly status: number;
	/** In the order of the parameters. */
	readonly effects: readonly Effect[];
}

export interface RecordedWrites {
	/** No refused set was seen to have taken a part of it (quirk 57). */
	readonly isAtomic: boolean;
	readonly set: (cpe: Cpe, request: SetRequest, declared: Declared) => Promise<Answer>;
}

export function recordedWrites(conversation: Conversation, boots: Boots): RecordedWrites {
	const writes = writesIn(conversation, boots);
	return {
		isAtomic: !writes.some(
			({ outcome, effects }) => outcome.does === "fault" && effects.some(({ when }) => when === "now"),
		),
		async set(cpe, request, declared) {
			const same = writes.findLast((write) => isSame(write.parameters, request.parameters));
			const like = same ?? likeFault(writes, request.parameters);
			const refused = like && answerFrom(like.outcome);
			if (like && refused) {
				// What a device that is not atomic had taken all the same.
				const taken = request.parameters.filter((_, index) => like.effects[index]?.when === "now");
				if (taken.length > 0) await declared({ ...request, parameters: taken });
				return refused;
			}
			const now: ParameterValue[] = [];
			const later: ParameterValue[] = [];
			for (const parameter of request.parameters) {
				const effect = effectOf(writes, parameter);
				if (effect.when === "unseen") now.push(parameter);
				else if (effect.when !== "never") {
					(effect.when === "now" ? now : later).push({ ...parameter, value: effect.value });
				}
			}
			const answer = await declared({ ...request, parameters: now });
			if (answer.does !== "send" || answer.message.kind === "fault") return answer;
			if (later.length > 0) cpe.atBoot(() => void declared({ ...request, parameters: later }));
			const status = same?.status ?? (later.length > 0 ? 1 : null);
			if (status === null) return answer;
			return { ...answer, message: { kind: "response", rpc: "SetParameterValues", body: { status } } };
		},
	};
}

function writesIn({ exchanges, reports }: Conversation, boots: Boots): Write[] {
	const requests = exchanges.flatMap((exchange) =>
		exchange.request.rpc === "SetParameterValues" ? [{ exchange, body: exchange.request.body }] : [],
	);
	const readings = readingsOf({ exchanges, reports });
	const writtenAt = Map.groupBy(
		requests.flatMap(({ exchange, body }) => body.parameters.map(({ path }) => ({ path, at: exchange.at }))),
		({ path }) => path,
	);
	return requests.map(({ exchange, body: { parameters } }): Write => {
		const { answer, at } = exchange;
		const status = answer?.kind === "response" && answer.rpc === "SetParameterValues" ? (answer.body.status ?? 0) : 0;
		const effects = parameters.map((parameter) => {
			const until = writtenAt.get(parameter.path)?.find((other) => other.at > at)?.at ?? Infinity;
			const read = readings.get(parameter.path) ?? [];
			return effectIn(parameter, at, until, read, boots, status);
		});
		return { at, parameters, outcome: outcomeOf(exchange), status, effects };
	});
}

function effectIn(
	{ path, value, type }: ParameterValue,
	at: number,
	until: number,
	read: readonly Reading[],
	boots: Boots,
	status: number,
): Effect {
	// A test ends by itself; what was taken out of the evidence can't be compared.
	if (path.endsWith(".DiagnosticsState") || value === REDACTED) return { when: "unseen" };
	const before = read.findLast((reading) => reading.at <= at);
	// It stood there already.
	if (before !== undefined && sameValue(before.value, value, type)) return { when: "unseen" };
	const after = read.filter((reading) => reading.at > at && reading.at < until && reading.value !== REDACTED);
	const boot = boots.find((one) => one > at && one < until) ?? Infinity;
	const [early] = after.filter((reading) => reading.at < boot);
	const [late] = after.filter((reading) => reading.at >= boot);
	const stayed = (reading: Reading) => before !== undefined && reading.value === before.value;
	if (early !== undefined && (sameValue(early.value, value, type) || !stayed(early))) {
		return { when: "now", value: sameValue(early.value, value, type) ? value : early.value };
	}
	if (late !== undefined && (sameValue(late.value, value, type) || !stayed(late))) {
		const when = early !== undefined || status === 1 ? "atBoot" : "now";
		return { when, value: sameValue(late.value, value, type) ? value : late.value };
	}
	// A secret that reads back empty tells nothing (quirk 52).
	const told = [early, late].filter(
		(reading) => reading !== undefined && !(reading.value === "" && isSecretName(path)),
	);
	return told.length > 0 ? { when: "never" } : { when: "unseen" };
}

/** What was recorded of this very value; else of every other of its parameter, where they agree. */
function effectOf(writes: readonly Write[], { path, value }: ParameterValue): Effect {
	const accepted = writes.filter(({ outcome }) => outcome.does === "declared");
	const all = accepted.flatMap(({ parameters, effects }) =>
		parameters.flatMap((parameter, index) => {
			const effect = effects[index];
			return parameter.path === path && effect !== undefined && effect.when !== "unseen"
				? [{ value: parameter.value, effect }]
				: [];
		}),
	);
	const exact = all.findLast((one) => one.value === value);
	if (exact !== undefined) return exact.effect;
	const [first] = all;
	if (first === undefined || !all.every(({ effect }) => effect.when === first.effect.when)) return { when: "unseen" };
	return first.effect.when === "now" || first.effect.when === "atBoot"
		? { when: first.effect.when, value }
		: first.effect;
}

/** The same parameters with the same values; one that was taken out of the evidence is any. */
function isSame(recorded: readonly ParameterValue[], asked: readonly ParameterValue[]): boolean {
	return isOf(recorded, asked, (one, other) => one.value === REDACTED || one.value === other.value);
}

/** A refusal of the same parameters with values of the same shape, where nothing of the kind was ever accepted. */
function likeFault(writes: readonly Write[], asked: readonly ParameterValue[]): Write | undefined {
	const alike = writes.filter(({ parameters }) =>
		isOf(parameters, asked, (one, other) => one.value === REDACTED || shapeOf(one) === shapeOf(other)),
	);
	return alike.every(({ outcome }) => outcome.does !== "declared") ? alike.at(-1) : undefined;
}

function isOf(
	recorded: readonly ParameterValue[],
	asked: readonly ParameterValue[],
	matches: (one: ParameterValue, other: ParameterValue) => boolean,
): boolean {
	return (
		recorded.length === asked.length &&
		recorded.every((one, index) => {
			const other = asked[index];
			return other !== undefined && one.path === other.path && one.type === other.type && matches(one, other);
		})
	);
}

/** What kind of text a value is, whatever type it goes under. */
function shapeOf({ value }: ParameterValue): string {
	if (value === "") return "empty";
	if (/^(0|1|true|false)$/i.test(value)) return "boolean";
	if (/^[+-]?\d+$/.test(value)) return "number";
	return /^\d{4}-\d\d-\d\dT/.test(value) ? "time" : "text";
}
