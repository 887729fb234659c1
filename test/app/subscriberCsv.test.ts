import fc from "fast-check";
import { expect, test } from "vitest";
import { errorList, readSubscriberCsv } from "../../src/app/subscriberCsv.ts";

async function read(text: string | Uint8Array) {
	const errors = errorList();
	const lines = await readSubscriberCsv(typeof text === "string" ? Buffer.from(text) : text, errors);
	return { lines, errors: errors.first.map(({ line, column, detail }) => `${line} ${column}: ${detail}`) };
}

test("lines are read by their columns' names, with any line ends, quotes and a BOM; cells are data", async () => {
	const text = '\ufeffname, externalId ,variables.vlan\r\n"Ada ""L"", Lady",A-1,7\n\n=1+1,A-2,\r"@x",A-3,-1';
	expect(await read(text)).toMatchObject({
		errors: [],
		lines: [
			{ line: 2, externalId: "A-1", name: 'Ada "L", Lady', variables: { vlan: "7" } },
			{ line: 4, externalId: "A-2", name: "=1+1", variables: { vlan: null } },
			{ line: 5, externalId: "A-3", name: "@x", variables: { vlan: "-1" } },
		],
	});
});

test("an OUI and a MAC are read however they are written", async () => {
	const { lines } = await read(
		"externalId,siteName,oui,mac,serialNumber\nA,home,aabbcc,aa-bb:cc.dd,x\n".replace("cc.dd", "ccDDeeff"),
	);
	expect(lines).toMatchObject([{ oui: "AABBCC", mac: "AABBCCDDEEFF" }]);
});

test.each<[string, string | Uint8Array, string[]]>([
	["nothing at all", "", ["1 : there is no line with the columns' names"]],
	["only empty lines", "\r\n \n", ["1 : there is no line with the columns' names"]],
	["no UTF-8", Uint8Array.of(0x65, 0xff), ["1 : the file is not UTF-8"]],
	[
		"columns that are not known, or stand twice",
		"externalId,name,name,foo\nA,,,",
		["1 name: stands twice among the columns", "1 foo: is no column that is known"],
	],
	["no column for the external id", "name\nA", ["1 externalId: is missing among the columns"]],
	[
		"a variable without a proper name",
		"externalId,variables.1 x\nA,1",
		["1 variables.1 x: a variable's name is a letter, then up to 63 letters, digits, `_`, `.` or `-`"],
	],
	["a line with too many fields", "externalId\nA\nB,C\n", ["3 : has 2 fields, the first line has 1"]],
	["an external id that is empty", "externalId,name\n ,A\n", ["2 externalId: is empty"]],
	[
		"a line end in a cell, counted as one line",
		'externalId\n"A\r\nB"\n"C\nD"\n',
		[
			"2 externalId: is one line of text, without control characters",
			"4 externalId: is one line of text, without control characters",
		],
	],
	["a quote that is never closed", 'externalId\nA\n"B', ["3 : this is no CSV: quote not closed"]],
	["text behind a quote", 'externalId\n"A"x\nB\n', ["2 : this is no CSV: invalid closing quote"]],
	[
		"what is no OUI and no MAC",
		"externalId,siteName,oui,mac\nA,home,12,001122\n",
		["2 oui: is six hexadecimal digits", "2 mac: is a MAC address"],
	],
	["an address without a site", "externalId,address\nA,Main St\n", ["2 address: needs a siteName"]],
	[
		"a device without a site",
		"externalId,serialNumber\nA,SN\n",
		["2 serialNumber: a device is linked to a site: it needs a siteName"],
	],
	["an OUI alone", "externalId,siteName,oui\nA,home,001122\n", ["2 oui: needs a serialNumber or a mac"]],
])("is told with its line and column: %s", async (_title, text, errors) => {
	expect((await read(text)).errors).toEqual(errors);
});

test("of many errors all are counted, and the first thousand kept", async () => {
	const errors = errorList();
	await readSubscriberCsv(Buffer.from(`externalId\n${"a,b\n".repeat(1_500)}`), errors);
	expect([errors.count, errors.first.length, errors.first.at(-1)?.line]).toEqual([1_500, 1_000, 1_001]);
});

test("more than 100,000 rows are not read", async () => {
	const { lines, errors } = await read(`externalId\n${"a\n".repeat(100_001)}`);
	expect([lines.length, errors]).toEqual([100_000, ["100002 : there are more than 100000 rows"]]);
});

test("whatever is quoted comes back as it was", async () => {
	const cell = fc
		.string({ unit: "grapheme", minLength: 1, maxLength: 60 })
		.map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, "").trim());
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				cell.filter((text) => text !== ""),
				{ minLength: 1, maxLength: 20 },
			),
			async (names) => {
				const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
				const { lines, errors } = await read(
					`externalId,name\r\n${names.map((name) => `A,${quoted(name)}\r\n`).join("")}`,
				);
				expect([errors, lines.map(({ name }) => name)]).toEqual([[], names]);
			},
		),
	);
});
