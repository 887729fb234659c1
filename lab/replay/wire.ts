/** How a recorded device writes its messages. */
import type { Behaviour } from "../model.ts";
import type { Conversation, Written } from "./conversation.ts";

type Wire = Pick<Behaviour, "xml" | "transport" | "faults">;

const OWN_PREFIX = "soapenv";
const WITH_VALUES = /<Value\b/;

export function recordedWire({ written }: Conversation): {
	readonly xml: Partial<Wire["xml"]>;
	readonly transport: Partial<Wire["transport"]>;
	readonly faults: Partial<Wire["faults"]>;
} {
	const texts = written.map(({ text }) => text);
	const values = texts.filter((text) => WITH_VALUES.test(text));
	const namespace = written.map(({ decoded }) => decoded.envelope.namespace).find((one) => one !== null);
	const prefix = texts.map((text) => /<([\w-]+):Envelope\b/.exec(text)?.[1]).find((one) => one !== undefined);
	const answers = written.filter(({ decoded }) => decoded.envelope.message.kind !== "request");
	const faults = written.filter(({ decoded }) => decoded.envelope.message.kind === "fault");
	const refusedSets = faults.filter(({ decoded }) => codeOf(decoded) === 9003);
	return {
		xml: {
			...(namespace && { namespace }),
			...(prefix !== undefined && prefix !== OWN_PREFIX && { soapPrefix: prefix }),
			cdata: values.some((text) => text.includes("<![CDATA[")),
			omitsId: answers.length > 0 && answers.every(({ decoded }) => decoded.envelope.id === null),
			omitsTypes: values.length > 0 && values.every((text) => !/<Value\s[^>]*:type\s*=/.test(text)),
			arrayCounts: arrayCounts(written),
		},
		transport: { lengthInCharacters: written.some(({ decoded }) => decoded.truncatedTail) },
		faults: {
			detail: faults.length === 0 || !faults.every(({ text }) => !/<(?:[\w-]+:)?detail\b/i.test(text)),
			listsParameters:
				refusedSets.length === 0 || refusedSets.some(({ text }) => text.includes("SetParameterValuesFault")),
		},
	};
}

function codeOf({ envelope: { message } }: Written["decoded"]): number | null {
	return message.kind === "fault" ? message.fault.code : null;
}

/** By the lists of values and names, each against the number of its entries. */
function arrayCounts(written: readonly Written[]): Wire["xml"]["arrayCounts"] {
	for (const { decoded, text } of written) {
		const count = /Parameter(?:Value|Info)Struct\[(\d+)\]/.exec(text)?.[1];
		const { message } = decoded.envelope;
		if (count === undefined || message.kind === "fault" || !("parameters" in message.body)) continue;
		if (Number(count) !== message.body.parameters.length) return "wrong";
		if (/^0\d/.test(count)) return "padded";
	}
	return "right";
}
