import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatXml } from "../../web/components/xml.ts";

function printed(source: string): string[] {
	return formatXml(source).map(({ depth, tokens }) => "  ".repeat(depth) + tokens.map(({ text }) => text).join(""));
}

describe("the XML pretty printer", () => {
	test("indents elements and keeps an element that holds only text on one line", () => {
		expect(printed('<a x="1"><b>text</b><c/><d></d></a>')).toEqual([
			'<a x="1">',
			"  <b>text</b>",
			"  <c/>",
			"  <d></d>",
			"</a>",
		]);
	});

	test("drops blank text between elements, and never within one", () => {
		expect(printed("<a>\n  <b>  </b>\n\t<c>\n x \n</c>\n</a>")).toEqual([
			"<a>",
			"  <b>  </b>",
			"  <c>\n x \n</c>",
			"</a>",
		]);
	});

	test.each<[string, string, string[]]>([
		[
			"a declaration and a comment stand on lines of their own",
			"<?xml version='1.0'?><!-- < > --><a/>",
			["<?xml version='1.0'?>", "<!-- < > -->", "<a/>"],
		],
		["a > within quotes does not end a tag", "<a b='1>2'><c/></a>", ["<a b='1>2'>", "  <c/>", "</a>"]],
		["CDATA is shown as it was sent", "<a><![CDATA[<b>]]></a>", ["<a><![CDATA[<b>]]></a>"]],
		["mixed content keeps its order", "<a>x<b/>y</a>", ["<a>", "  x", "  <b/>", "  y", "</a>"]],
		["entities are not resolved", "<a>&lt;script&gt;</a>", ["<a>&lt;script&gt;</a>"]],
		["an attribute without a value stays", "<a checked b=c>", ["<a checked b=c>"]],
		["what is not XML is shown as text", "not < xml > at all", ["not ", "< xml > at all"]],
		["a message that breaks off is shown to its end", "<a><b>text</b><c x=", ["<a>", "  <b>text</b>", "  <c x="]],
		["end tags without a start don't count below zero", "</a></b><c/>", ["</a>", "</b>", "<c/>"]],
		["nothing is nothing", "", []],
	])("%s", (_title, source, lines) => {
		expect(printed(source)).toEqual(lines);
	});

	test("names the kinds of tokens", () => {
		expect(formatXml('<a x="1">t</a>')[0]?.tokens.map(({ kind }) => kind)).toEqual([
			"punctuation",
			"tag",
			"punctuation",
			"attribute",
			"punctuation",
			"value",
			"punctuation",
			"text",
			"punctuation",
			"tag",
			"punctuation",
		]);
	});

	test("loses no character but white space, whatever it is given", () => {
		const pieces = fc.constantFrom(
			"<",
			">",
			"/",
			"=",
			'"',
			"'",
			" ",
			"a",
			"b:c",
			"<!--",
			"-->",
			"<![CDATA[",
			"]]>",
			"<?",
			"?>",
			"\n",
			"\u0000",
		);
		fc.assert(
			fc.property(
				fc.array(pieces, { maxLength: 60 }).map((list) => list.join("")),
				(source) => {
					const shown = formatXml(source)
						.flatMap(({ tokens }) => tokens.map(({ text }) => text))
						.join("");
					expect(shown.replace(/\s/g, "")).toBe(source.replace(/\s/g, ""));
				},
			),
			{ numRuns: 2_000 },
		);
	});

	test("is linear: a megabyte of unclosed quotes takes no time to speak of", () => {
		const before = performance.now();
		formatXml("<a b='".repeat(170_000));
		formatXml("<".repeat(1_000_000));
		expect(performance.now() - before).toBeLessThan(5_000);
	});
});
