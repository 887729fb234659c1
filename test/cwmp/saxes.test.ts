/** The decoder beside saxes, which knows nothing of CWMP and everything of XML. */
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import type { ParameterValue } from "../../src/cwmp/messages.ts";
import { parametersOf } from "./wire.ts";

const soap = "http://schemas.xmlsoap.org/soap/envelope/";
const xsi = "http://www.w3.org/2001/XMLSchema-instance";

const prefix = fc.constantFrom("", "a:", "soap_env:", "SOAP-ENV:", "x.1:");
const space = fc.constantFrom("", " ", "\n", "\r\n\t ", "<!-- <Name> & -->", "<?pi <Value>?>");
const plain = fc.string({
	unit: fc.constantFrom("a", ".", "{", "é", "漢", "😀", " ", "\n", "\r", '"', "'", ">", "/"),
	maxLength: 12,
});
const reference = fc.constantFrom(
	"&lt;",
	"&gt;",
	"&amp;",
	"&quot;",
	"&apos;",
	"&#65;",
	"&#x1F600;",
	"&#13;",
	"&#x0000A;",
);
const section = fc
	.string({ unit: fc.constantFrom("<", "&", "a", "]", "\r", "&amp;", "é"), maxLength: 8 })
	.map((text) => `<![CDATA[${text}]]>`);
const content = fc
	.array(fc.oneof(plain, reference, section, fc.constant("<!-- c -->"), fc.constant("<?pi?>")), { maxLength: 5 })
	.map((pieces) => pieces.join(""));
const quote = fc.constantFrom('"', "'");

/** One struct; `uniform` ones repeat their markup, as a device's do. */
const struct = fc.record({
	p: prefix,
	s: space,
	q: quote,
	name: content,
	value: content,
	type: fc.constantFrom("string", "int", "unsignedInt"),
	valueFirst: fc.boolean(),
});

function structText({
	p,
	s,
	q,
	name,
	value,
	type,
	valueFirst,
}: typeof struct extends fc.Arbitrary<infer T> ? T : never): string {
	const names = `<${p}Name id=${q}<b>${q === '"' ? "'" : '"'}${q} >d${name}d</${p}Name >`.replace("<b>", "b>");
	const values = `<${p}Value xsi:type=${q}xsd:${type}${q}>${value}</${p}Value>`;
	return `${s}<${p}ParameterValueStruct>${s}${valueFirst ? values + s + names : names + s + values}${s}</${p}ParameterValueStruct>`;
}

const document = fc
	.record({
		p: prefix,
		s: space,
		structs: fc.array(fc.tuple(struct, fc.integer({ min: 1, max: 20 })), { maxLength: 6 }),
	})
	.map(({ p, s, structs }) => {
		const declared = ["a", "soap_env", "SOAP-ENV", "x.1"].map((name) => `xmlns:${name}="${soap}"`).join(" ");
		const list = structs.map(([one, times]) => structText(one).repeat(times)).join(s);
		return (
			`<?xml version="1.0" encoding="UTF-8"?>${s}<${p}Envelope xmlns="${soap}" ${declared} xmlns:xsi="${xsi}">${s}` +
			`<${p}Body>${s}<c:GetParameterValuesResponse xmlns:c='urn:dslforum-org:cwmp-1-0'>${s}<ParameterList>${list}${s}` +
			`</ParameterList></c:GetParameterValuesResponse>${s}</${p}Body></${p}Envelope>${s}`
		);
	});

function saxesValues(text: string): readonly ParameterValue[] {
	const found: ParameterValue[] = [];
	const parser = new SaxesParser({ xmlns: true });
	let [path, value, type, current] = ["", "", "", ""];
	parser.on("error", (error) => {
		throw error;
	});
	parser.on("opentag", (tag) => {
		current = "";
		if (tag.local === "Value") type = tag.attributes["xsi:type"]?.value ?? "";
	});
	parser.on("text", (piece) => {
		current += piece;
	});
	parser.on("cdata", (piece) => {
		current += piece;
	});
	parser.on("closetag", (tag) => {
		if (tag.local === "Name") path = current.trim();
		else if (tag.local === "Value") value = current;
		else if (tag.local === "ParameterValueStruct") found.push({ path, value, type });
		current = "";
	});
	parser.write(text).close();
	return found;
}

test("names, values and types are the same as those that saxes finds", () => {
	fc.assert(
		fc.property(document, (text) => {
			const { parameters, warnings } = parametersOf(Buffer.from(text));
			expect(parameters).toEqual(saxesValues(text));
			expect(warnings).toEqual([]);
		}),
		{ numRuns: 1_000 },
	);
});
