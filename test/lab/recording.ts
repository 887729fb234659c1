/** A proof run's bundle out of a conversation that a test writes down, unsigned: the lab does not look at signatures. */
import { encode } from "../../src/cwmp/codec.ts";
import type { AcsRequest, InformEvent, Message, ParameterValue, Rpcs } from "../../src/cwmp/messages.ts";
import { redactXml } from "../../src/cwmp/redact.ts";

export const DEVICE = {
	...{ oui: "02AC3E", productClass: "HG-9", serialNumber: "SN0001", vendor: "Acme Networks", model: "HG-9" },
	...{ hardwareVersion: "1.0", softwareVersion: "2.1.0" },
};

export type Said =
	/** A request of the ACS with what the device answered; `null`: nothing. */
	| { readonly asked: AcsRequest; readonly answered: Message | null }
	| { readonly informed: readonly InformEvent[]; readonly parameters?: readonly ParameterValue[] }
	| { readonly reported: Rpcs["TransferComplete"]["request"] }
	/** Time passes, and the session is over. */
	| { readonly seconds: number };

export interface RecordingOptions {
	readonly check?: { readonly workflow: string; readonly id: string };
	readonly outcome?: string;
	readonly values?: Readonly<Record<string, unknown>>;
	readonly written?: (xml: string) => string;
}

const START = Date.parse("2026-03-01T12:00:00.000Z");
const STEP_MS = 10;

/** One check's evidence: the conversation, as the ACS kept it. */
export function recording(said: readonly Said[], options: RecordingOptions = {}): Record<string, unknown> {
	const messages: Record<string, unknown>[] = [];
	let at = START;
	let session = 1;
	const say = (direction: "fromDevice" | "toDevice", message: Message) => {
		const xml = encode(message, { id: String(messages.length), namespace: "urn:dslforum-org:cwmp-1-2" });
		const text = direction === "fromDevice" ? (options.written?.(xml) ?? xml) : xml;
		const name = message.kind === "fault" ? "Fault" : message.rpc;
		const stamped = { at: new Date(at).toISOString(), sessionId: `session-${session}` };
		messages.push({ ...stamped, direction, name, body: redactXml(text) });
		at += STEP_MS;
	};
	for (const one of said) {
		if ("seconds" in one) {
			at += one.seconds * 1000;
			session++;
		} else if ("asked" in one) {
			say("toDevice", one.asked);
			if (one.answered !== null) say("fromDevice", one.answered);
		} else if ("reported" in one) {
			say("fromDevice", { kind: "request", rpc: "TransferComplete", body: one.reported });
		} else {
			const { vendor: manufacturer, oui, productClass, serialNumber } = DEVICE;
			const device = { manufacturer, oui, productClass, serialNumber };
			const times = { maxEnvelopes: 1, currentTime: "2026-03-01T12:00:00Z", retryCount: 0 };
			const body = { device, events: one.informed, ...times, parameters: one.parameters ?? [] };
			say("fromDevice", { kind: "request", rpc: "Inform", body });
		}
	}
	return {
		format: "certus.evidence.check/1",
		check: options.check ?? { workflow: "inventory", id: "rootResolved" },
		...{ outcome: options.outcome ?? "pass", device: DEVICE, values: options.values ?? {}, messages },
		startedAt: new Date(START).toISOString(),
		finishedAt: new Date(at).toISOString(),
	};
}

/** Of checks' evidence, or whatever else stands in for it. */
export function bundleFrom(documents: readonly unknown[]): Uint8Array {
	const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
	const statement = {
		_type: "https://in-toto.io/Statement/v1",
		predicate: {
			documents: documents.map((document, index) => ({ name: `${index}.json`, content: base64(document) })),
		},
	};
	return Buffer.from(JSON.stringify({ payload: base64(statement), payloadType: "application/vnd.in-toto+json" }));
}

export function recorded(said: readonly Said[], options: RecordingOptions = {}): Uint8Array {
	return bundleFrom([recording(said, options)]);
}

export const namesOf = (...names: readonly string[]): Message => ({
	...{ kind: "response", rpc: "GetParameterNames" },
	body: { parameters: names.map((name) => ({ path: name.replace("*", ""), writable: name.endsWith("*") })) },
});

export const valuesOf = (...values: readonly (readonly [path: string, value: string, type?: string])[]): Message => ({
	...{ kind: "response", rpc: "GetParameterValues" },
	body: { parameters: values.map(([path, value, type = "xsd:string"]) => ({ path, value, type })) },
});

export const faulted = (
	code: number,
	message = "no",
	parameters: readonly [path: string, code: number][] = [],
): Message => ({
	kind: "fault",
	fault: {
		...{ code, message, soapCode: "Client" },
		parameters: parameters.map(([path, inner]) => ({ path, code: inner, message: "no" })),
	},
});
