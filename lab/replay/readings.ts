/** Every value that was seen of each parameter, with its time. */
import type { ParameterValue } from "../../src/cwmp/messages.ts";
import type { Conversation } from "./conversation.ts";

export interface Reading {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly value: string;
}

/** When the device told of a boot, in order. */
export type Boots = readonly number[];

export function readingsOf({
	exchanges,
	reports,
}: Pick<Conversation, "exchanges" | "reports">): ReadonlyMap<string, readonly Reading[]> {
	const readings = new Map<string, Reading[]>();
	const take = (at: number, parameters: readonly ParameterValue[]) => {
		for (const { path, value } of parameters) {
			const known = readings.get(path);
			if (known) known.push({ at, value });
			else readings.set(path, [{ at, value }]);
		}
	};
	for (const { at, elapsedMs, answer } of exchanges) {
		if (answer?.kind === "response" && answer.rpc === "GetParameterValues")
			take(at + elapsedMs, answer.body.parameters);
	}
	for (const { at, message } of reports) if (message.rpc === "Inform") take(at, message.body.parameters);
	for (const known of readings.values()) known.sort((left, right) => left.at - right.at);
	return readings;
}

/** By type: booleans and numbers have several spellings (quirk 49). */
export function sameValue(read: string, written: string, type: string): boolean {
	if (read === written) return true;
	const [one, other] = [read.trim().toLowerCase(), written.trim().toLowerCase()];
	if (type === "xsd:boolean") return isTrue(one) === isTrue(other);
	return /int|long/i.test(type) && one !== "" && other !== "" && Number(one) === Number(other);
}

function isTrue(text: string): boolean {
	return text === "1" || text === "true";
}
