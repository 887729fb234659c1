import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ImportedModel, importDataModel } from "../../src/device/standard/import.ts";
import { formatBounds, parentOf, type StandardEntry } from "../../src/device/standard/model.ts";
import { formatTable, parseTable } from "../../src/device/standard/table.ts";
import { BUILT_IN } from "../../src/device/standardModel.ts";

const folder = new URL("../../../shared/datamodel/", import.meta.url);
const isThere = existsSync(folder);
const PUBLISHED = [
	["tr-181", "tr-181-2-17-0-cwmp-full", "Device:2.17", "Device."],
	["tr-098", "tr-098-1-8-0-full", "InternetGatewayDevice:1.14", "InternetGatewayDevice."],
] as const;
const cache = new Map<string, ImportedModel>();

function published(name: string): ImportedModel {
	const known = cache.get(name) ?? importDataModel(readFileSync(new URL(`xml/${name}.xml`, folder), "utf8"));
	cache.set(name, known);
	return known;
}

/** Lists of lists: the compiled table has the type of the innermost items. */
const NESTED = /^Device\.(DSL\.Diagnostics\.SELT(UER|P)\.|Ghn\.Interface\.\{i\}\.PSM$)/;

/** A model's document with what stands before its model, and in it. */
const documentOf = (types: string, model: string, name = "Device:2.99"): string =>
	`<?xml version="1.0"?><!-- of a test --><dm:document xmlns:dm="urn:x" xmlns:dmr="urn:y" spec="s" file="f">
	<description>Text &amp; {{enum}} with <b>markup</b></description>${types}
	<bibliography><reference id="R"><name>R</name></reference></bibliography>
	<model name="${name}">${model}<profile name="P:1"><object ref="X."/></profile></model></dm:document>`;

const parameterOf = (syntax: string, attributes = 'access="readOnly"', types = ""): StandardEntry | undefined =>
	importDataModel(
		documentOf(
			types,
			`<object name="Device.A.{i}." access="readWrite" version="2.3"><uniqueKey><parameter ref="P"/></uniqueKey>
			<parameter name="P" ${attributes}><description>of P</description><syntax>${syntax}</syntax></parameter></object>`,
		),
	)
		.objects.get("Device.A.{i}.")
		?.parameters.get("P");

const TYPES = `<dataType name="Name"><string><size maxLength="64"/></string></dataType>
	<dataType name="Short" base="Name"><size maxLength="8"/></dataType>
	<dataType name="State"><string><enumeration value="None" access="readOnly"/><enumeration value="Requested"/>
	<enumeration value="Done" access="readOnly"/><enumeration value="Old" status="deleted"/></string></dataType>
	<dataType name="Pair"><list minItems="2" maxItems="2"/><int/></dataType>
	<dataType name="Order"><unsignedInt><range minInclusive="1"/></unsignedInt></dataType>`;

describe("a model's document, read", () => {
	test.each<[string, string, Partial<StandardEntry>]>([
		["a plain type", "<boolean/>", { type: "boolean", list: null, range: [], length: [], enumeration: null }],
		[
			"units and default are left out",
			'<int><units value="s"/></int><default value="1" type="object"/>',
			{ type: "int" },
		],
		["a range", '<int><range minInclusive="-1" maxInclusive="5"/></int>', { range: [{ min: -1, max: 5 }] }],
		[
			"more ranges than one",
			'<unsignedInt><range minInclusive="2" maxInclusive="2"/><range minInclusive="4"/></unsignedInt>',
			{
				range: [
					{ min: 2, max: 2 },
					{ min: 4, max: null },
				],
			},
		],
		["a size", '<hexBinary><size minLength="3" maxLength="3"/></hexBinary>', { length: [{ min: 3, max: 3 }] }],
		["a size without an end is none", "<string><size/></string>", { length: [] }],
		["a size that was deleted is none", '<string><size maxLength="9" status="deleted"/></string>', { length: [] }],
		[
			"a list with its own length and its items'",
			'<list maxItems="4"><size maxLength="100"/></list><string><size maxLength="20"/></string>',
			{
				type: "string",
				list: { length: [{ min: null, max: 100 }], items: [{ min: null, max: 4 }] },
				length: [{ min: null, max: 20 }],
			},
		],
		[
			"a list of lists, of whose items nothing can be said",
			'<list maxItems="4" nestedBrackets="required"/><int><range minInclusive="1"/></int>',
			{ type: "string", range: [], list: { length: [], items: [{ min: null, max: 4 }] } },
		],
		["a named type", '<dataType ref="Name"/>', { type: "string", length: [{ min: null, max: 64 }] }],
		["a type derived from a named one", '<dataType ref="Short"/>', { type: "string", length: [{ min: null, max: 8 }] }],
		[
			"a named type, restricted",
			'<dataType ref="Order"><range minInclusive="3"/></dataType>',
			{ range: [{ min: 3, max: null }] },
		],
		[
			"a named type by its other attribute",
			'<dataType base="Order"/>',
			{ type: "unsignedInt", range: [{ min: 1, max: null }] },
		],
		[
			"a named type that is a list",
			'<dataType ref="Pair"/>',
			{ type: "int", list: { length: [], items: [{ min: 2, max: 2 }] } },
		],
		[
			"an enumeration with values that only the CPE sets, or nobody any more",
			'<dataType ref="State"/>',
			{
				enumeration: [
					{ value: "None", settable: false },
					{ value: "Requested", settable: true },
					{ value: "Done", settable: false },
					{ value: "Old", settable: false },
				],
			},
		],
	])("%s", (_title, syntax, expected) => {
		expect(parameterOf(syntax, undefined, TYPES)).toMatchObject(expected);
	});

	test.each<[string, string, Partial<StandardEntry>]>([
		["the version of its object", 'access="readOnly"', { since: "2.3", access: "readOnly", status: "current" }],
		["a version of its own", 'access="readWrite" version="2.4"', { since: "2.4", access: "readWrite" }],
		["a version that the report tool wrote", 'access="readWrite" dmr:version="2.5"', { since: "2.5" }],
		["what may be set once", 'access="writeOnceReadOnly"', { access: "writeOnceReadOnly" }],
		["single quotes and references", "access='readWrite' status='obsoleted' id='a&quot;b'", { status: "obsoleted" }],
	])("a parameter with %s", (_title, attributes, expected) => {
		expect(parameterOf("<string/>", attributes)).toMatchObject({ path: "Device.A.{i}.P", ...expected });
	});

	test("a model of services stands below either root, with the number of its instances beside it", () => {
		const model = `<parameter name="ToyServiceNumberOfEntries" access="readOnly"><syntax><unsignedInt/></syntax></parameter>
			<object name="ToyService.{i}." access="readOnly"><parameter name="Name" access="readWrite"><syntax><string/></syntax></parameter></object>`;
		const imported = importDataModel(documentOf("", model, "ToyService:1.0"));
		expect(imported).toMatchObject({ name: "ToyService:1.0", root: "Services." });
		expect(imported.objects.get("Services.")?.parameters.has("ToyServiceNumberOfEntries")).toBe(true);
		expect(imported.objects.get("Services.ToyService.{i}.")?.parameters.get("Name")?.since).toBeNull();
		expect(formatTable("Services.", imported.objects)).toBe(".… u:ToyServiceNumberOfEntries\nToyService.{i}. s:Name!");
	});

	test.each<[string, string, RegExp]>([
		["what is no XML", "Device.", /text before the first element/],
		["what ends early", documentOf("", "").slice(0, -20), /ends 2 elements deep/],
		["another document", "<html></html>", /html, not a data model/],
		["a document type", "<!DOCTYPE x><document/>", /document type/],
		["a document that imports others", "<document><import file='x.xml'/></document>", /imports others/],
		["a document without a model", "<document></document>", /no model/],
		["a model without objects", documentOf("", ""), /no objects/],
		["an object's path that is none", documentOf("", `<object name="Device.A"></object>`), /Device\.A$/],
		[
			"a parameter's name that is none",
			documentOf("", `<object name="Device."><parameter name="P Q"/></object>`),
			/P Q$/,
		],
		[
			"a value that a table can't hold",
			documentOf(
				"",
				`<object name="Device."><parameter name="P"><syntax><string><enumeration value="a|b"/></string></syntax></parameter></object>`,
			),
			/a\|b$/,
		],
		[
			"a type that derives from itself",
			documentOf(
				'<dataType name="T" base="T"/>',
				`<object name="Device."><parameter name="P"><syntax><dataType ref="T"/></syntax></parameter></object>`,
			),
			/derives from itself/,
		],
		[
			"a type that is not there",
			documentOf(
				"",
				`<object name="Device."><parameter name="P"><syntax><dataType ref="T"/></syntax></parameter></object>`,
			),
			/Device\.P has a type that is not known/,
		],
	])("%s is refused with why", (_title, xml, why) => {
		expect(() => importDataModel(xml)).toThrow(why);
	});
});

test.runIf(process.env.CI === "true")("the models of ../shared/datamodel are there in CI", () => {
	expect(isThere).toBe(true);
});

describe.skipIf(!isThere).each(PUBLISHED)("%s of ../shared/datamodel", (tsv, xml, name, root) => {
	const rows = isThere
		? readFileSync(new URL(`${tsv}.tsv`, folder), "utf8")
				.trimEnd()
				.split("\n")
				.slice(2)
				.map((line) => line.split("\t"))
		: [];

	// TR-098's document states no versions, for which the compiled table has the first.
	const sinceOf = (version: string | undefined) => (root === "Device." ? version : null);

	test("is the model it says, with every object and parameter", () => {
		const { objects, ...head } = published(xml);
		expect(head).toEqual({ name, root });
		const paths = [...objects.values()].flatMap(({ path, parameters }) => [
			path,
			...[...parameters.values()].map((entry) => entry.path),
		]);
		// Some names are published with a space at their end.
		expect(paths.sort()).toEqual(rows.map(([path = ""]) => path.trim()).sort());
	});

	test("says of every parameter what the compiled table says", () => {
		const { objects } = published(xml);
		const wrong: object[] = [];
		for (const [
			path = "",
			kind,
			access,
			type,
			list = "",
			values = "",
			,
			range = "",
			size = "",
			,
			,
			,
			version,
			,
			,
			status,
		] of rows) {
			if (kind === "O") {
				const object = objects.get(path);
				const right = { creatable: access === "readWrite", since: sinceOf(version), status: status || "current" };
				const is = object && { creatable: object.creatable, since: object.since, status: object.status };
				if (JSON.stringify(is) !== JSON.stringify(right)) wrong.push({ path, is, right });
				continue;
			}
			const entry = objects.get(parentOf(path))?.parameters.get(path.slice(parentOf(path).length).trim());
			const isNested = entry?.list && NESTED.test(path) && entry.type === "string";
			const right = {
				access,
				type: isNested ? "string" : type,
				// Steps within a range are left out.
				range: isNested ? "" : range.replace(/\/\d+/g, ""),
				values: values.split("|").map((value) => value.replace(/![rod]/g, "")),
				since: sinceOf(version),
				status: status || "current",
			};
			const is = entry && {
				access: entry.access,
				type: entry.type,
				range: formatBounds(entry.range),
				values: entry.enumeration?.map(({ value }) => value) ?? [""],
				since: entry.since,
				status: entry.status,
			};
			if (JSON.stringify(is) !== JSON.stringify(right)) wrong.push({ path, is, right });
			// The compiled table leaves out that a value of a named type is a list, and keeps sizes that were deleted.
			if (list.startsWith("list") && !entry?.list) wrong.push({ path, list });
			if (entry && entry.length.length > 0 && formatBounds(entry.length) !== size.replace(/\|:$/, ""))
				wrong.push({ path, size });
		}
		expect(wrong).toEqual([]);
	});

	test("comes out of its compact table as it went in", () => {
		const { objects } = published(xml);
		const again = parseTable(root, formatTable(root, objects));
		expect([...again.keys()]).toEqual([...objects.keys()]);
		for (const [path, { parameters, ...facts }] of objects) {
			const after = again.get(path);
			expect({ ...after, parameters: Object.fromEntries(after?.parameters ?? []) }).toEqual({
				...facts,
				parameters: Object.fromEntries(parameters),
			});
		}
	});

	test("the built-in table agrees on everything it has", () => {
		const { objects } = published(xml);
		const below = [...BUILT_IN.values()].filter(
			({ path }) => path.startsWith(root) && !path.startsWith(`${root}Services.`),
		);
		expect(below.length).toBeGreaterThan(150);
		for (const { path, parameters, complete, ...facts } of below) {
			const object = objects.get(path);
			expect({ path, ...facts }).toMatchObject({
				path,
				creatable: object?.creatable,
				since: object?.since,
				status: object?.status,
			});
			// What is left open says nothing wrong; what is not left open says all.
			const all = Object.fromEntries(object?.parameters ?? []);
			if (complete) expect(Object.fromEntries(parameters)).toEqual(all);
			else expect(all).toMatchObject(Object.fromEntries(parameters));
		}
	});
});
