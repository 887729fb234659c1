import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/cwmp/codec.ts";
import type { Message } from "../../src/cwmp/messages.ts";
import { afterTransport, samples } from "./samples.ts";
import { cpuMilliseconds } from "./wire.ts";

const header = { id: "1", namespace: "urn:dslforum-org:cwmp-1-2" };

/** Any text, the characters of XML itself more often than others. */
const anyText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 20 }),
	fc.string({
		unit: fc.constantFrom("<", ">", "&", '"', "'", "]]>", " ", "\n", "\r", "\t", "&amp;", "<!--", "é", "a"),
		maxLength: 20,
	}),
);
const solidText = anyText.map((text) => `a${text}z`);

/** Names of fields whose text white space around it does not belong to, or that must be of a form. */
const solid =
	/^(path|paths|code|methods|accessList|vouchers|startTime|completeTime|currentTime|startDate|manufacturer|oui|productClass|serialNumber)$/;
const types = ["string", "int", "unsignedInt", "boolean", "dateTime", "base64", "long"].map((type) => `xsd:${type}`);

/** Values in the likeness of one that is given: same shape, other texts, numbers and lengths. */
function like(value: unknown, name: string): fc.Arbitrary<unknown> {
	if (name === "type") return fc.constantFrom(...types);
	if (name === "operation") return fc.constant(value);
	if (name === "status" && value === null) return fc.constant(null);
	if (typeof value === "string") return solid.test(name) ? solidText : anyText;
	if (typeof value === "number") return fc.integer({ min: -(2 ** 31), max: 2 ** 32 });
	if (typeof value === "boolean") return fc.boolean();
	if (Array.isArray(value))
		return value.length === 0
			? fc.constant([])
			: fc.array(fc.oneof(...value.map((entry) => like(entry, name))), { maxLength: 20 });
	return fc.record(
		Object.fromEntries(Object.entries(value as object).map(([field, inner]) => [field, like(inner, field)])),
	);
}

function anyMessage(message: Message): fc.Arbitrary<Message> {
	if (message.kind !== "fault") return like(message.body, "").map((body) => ({ ...message, body }) as Message);
	return fc
		.record({
			code: fc.integer({ min: 8000, max: 9899 }).filter((code) => code < 8900 || code >= 9000),
			message: anyText,
			parameters: fc.array(
				fc.record({ path: solidText, code: fc.integer({ min: 9000, max: 9899 }), message: anyText }),
			),
			soapCode: fc.constantFrom("Client", "Server"),
		})
		.map((fault) => ({ kind: "fault", fault }));
}

const kinds = [
	...new Map(
		samples.map((sample) => {
			const { message } = sample;
			return [message.kind === "fault" ? "fault" : `${message.rpc} ${message.kind}`, message] as const;
		}),
	),
];

describe("what is encoded is decoded to the same", () => {
	test.each(samples.map(({ title, message }) => [title, message] as const))("%s", (_, message) => {
		const decoded = decode(Buffer.from(encode(message, header)));
		expect(decoded).toMatchObject({ ok: true, warnings: [], truncatedTail: false });
		if (decoded.ok) expect(decoded.envelope.message).toEqual(afterTransport(message));
	});

	test.each(kinds)("for any %s", (_, sample) => {
		fc.assert(
			fc.property(anyMessage(sample), (message) => {
				const decoded = decode(Buffer.from(encode(message, header)));
				expect(decoded.ok && decoded.envelope.message).toEqual(withoutControls(message));
			}),
			{ numRuns: 60 },
		);
	});

	test("for any header", () => {
		const arbitrary = fc.record(
			{
				id: fc.option(anyText),
				holdRequests: fc.boolean(),
				useVersion: fc.constantFrom("1.0", "1.4"),
				supportedVersions: fc.constant(["1.0", "1.1"]),
				sessionTimeoutSeconds: fc.nat(),
				declaration: fc.boolean(),
			},
			{ requiredKeys: ["id"] },
		);
		fc.assert(
			fc.property(arbitrary, (given) => {
				const message = { kind: "request", rpc: "FactoryReset", body: {} } as const;
				const decoded = decode(Buffer.from(encode(message, { ...given, namespace: header.namespace })));
				expect(decoded.ok && decoded.envelope).toEqual({
					message,
					namespace: header.namespace,
					id: withoutControls(given.id),
					holdRequests: given.holdRequests ?? false,
					useVersion: given.useVersion ?? null,
					supportedVersions: given.supportedVersions ?? null,
					sessionTimeoutSeconds: given.sessionTimeoutSeconds ?? null,
				});
			}),
		);
	});
});

function withoutControls<T>(value: T): T {
	if (typeof value === "string")
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML has no place for
		return value.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd") as T;
	if (Array.isArray(value)) return value.map(withoutControls) as T;
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutControls(inner)])) as T;
}

describe("the decoder never throws", () => {
	const wires = samples.map(({ message }) => Buffer.from(encode(message, header)));

	test("on any bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
				expect(decode(bytes)).toHaveProperty("ok");
			}),
			{ numRuns: 500 },
		);
	});

	test("on markup thrown together", () => {
		const piece = fc.constantFrom(
			...[
				"<a>",
				"</a>",
				"<a/>",
				"<Envelope>",
				"<Body>",
				"</Body>",
				"<Inform>",
				"<Event>",
				"<Value",
				' a="',
				'"',
				"'",
				">",
			],
			...[
				"<",
				"</",
				"&",
				"&#",
				";",
				"<![CDATA[",
				"]]>",
				"<!--",
				"-->",
				"<?",
				"?>",
				"<!",
				":",
				"xmlns:",
				"=",
				" ",
				"\n",
				"x",
			],
			...[
				"<Header>",
				"<Fault>",
				"<detail>",
				"<ParameterList>",
				"<ParameterValueStruct>",
				"<Name>",
				"</Name>",
				"</Value>",
			],
		);
		fc.assert(
			fc.property(fc.array(piece, { minLength: 1, maxLength: 60 }), (pieces) => {
				expect(decode(Buffer.from(pieces.join("")))).toHaveProperty("ok");
			}),
			{ numRuns: 2_000 },
		);
	});

	test("on messages that were cut, changed or doubled in places, and ends in time", () => {
		const place = fc.double({ min: 0, max: 1, noNaN: true });
		const mutation = fc.record({
			how: fc.constantFrom("cut", "flip", "double", "drop"),
			from: place,
			to: place,
			byte: fc.nat(255),
		});
		fc.assert(
			fc.property(fc.constantFrom(...wires), fc.array(mutation, { minLength: 1, maxLength: 5 }), (wire, mutations) => {
				let bytes: Buffer = Buffer.from(wire);
				for (const { how, from, to, byte } of mutations) {
					const start = Math.floor(Math.min(from, to) * bytes.length);
					const end = Math.floor(Math.max(from, to) * bytes.length);
					if (how === "cut") bytes = bytes.subarray(0, Math.max(1, end));
					else if (how === "flip") bytes[start] = byte;
					else if (how === "double") bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
					else bytes = Buffer.concat([bytes.subarray(0, Math.max(1, start)), bytes.subarray(end)]);
				}
				expect(cpuMilliseconds(() => expect(decode(bytes)).toHaveProperty("ok"))).toBeLessThan(500);
			}),
			{ numRuns: 2_000 },
		);
	});
});
