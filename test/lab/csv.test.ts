import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { modelFromDump, parseCsv } from "../../lab/csv.ts";
import { Tree } from "../../lab/tree.ts";

describe("the CSV reader (RFC 4180)", () => {
	test.each<[string, string, string[][]]>([
		["commas, quotes and line ends in quotes", 'a,"b,""c""\r\nd",e\r\n', [["a", 'b,"c"\r\nd', "e"]]],
		[
			"the last line may lack its end",
			"a,b\nc,",
			[
				["a", "b"],
				["c", ""],
			],
		],
		[
			"empty fields and blank lines",
			"a,,\n\nb,,\n",
			[
				["a", "", ""],
				["b", "", ""],
			],
		],
		["a byte order mark is passed over", "\uFEFFa,b\n", [["a", "b"]]],
		["a quote inside a bare field is a quote", 'a,5" disk\n', [["a", '5" disk']]],
		["an empty quoted field at the end", 'a,""', [["a", ""]]],
	])("%s", (_title, text, records) => {
		expect(parseCsv(text)).toEqual(records);
	});

	test("a quoted field that does not end is an error", () => {
		expect(() => parseCsv('a,"b\n')).toThrow("does not end");
	});
});

describe("a dump without all that the protocol needs", () => {
	const dump = (lines: string) => modelFromDump("/x/odd-box.csv", `path,writable,type,value\n${lines}`);

	test("gets stand-ins for its identity", () => {
		const { identity, name, root } = dump("Device.,,,\nDevice.DeviceInfo.,,,\n");
		expect({ name, root, productClass: identity.productClass }).toEqual({
			name: "odd-box",
			root: "Device.",
			productClass: "odd-box",
		});
		expect(identity.oui).toMatch(/^[\dA-F]{6}$/);
	});

	test("gets ManagementServer's parameters only if it has the object", () => {
		const facts = (name: string) => (name === "acsUrl" ? "http://acs" : undefined);
		const without = new Tree(dump("Device.,,,\n").tree(), facts);
		const having = new Tree(dump("Device.,,,\nDevice.ManagementServer.,,,\n").tree(), facts);
		expect(without.value("Device.ManagementServer.URL")).toBeUndefined();
		expect(having.value("Device.ManagementServer.URL")).toBe("http://acs");
	});

	test("is refused where it is something else", () => {
		expect(() => modelFromDump("x.csv", "a,b\n1,2\n")).toThrow("not a dump");
		expect(() => dump("Foo.,,,\n")).toThrow("neither of the two roots");
	});
});

const folder = new URL("../../../shared/devices/", import.meta.url);
const isThere = existsSync(folder);

interface Known {
	readonly file: string;
	readonly root: string;
	readonly identity: { readonly manufacturer: string; readonly oui: string; readonly software: string };
	readonly counts: { readonly parameters: number };
	readonly hosts: { readonly instances: number; readonly reported: readonly number[] };
}

test.runIf(process.env.CI === "true")("the dumps of ../shared/devices are there in CI", () => {
	expect(isThere).toBe(true);
});

describe.skipIf(!isThere)("the dumps of ../shared/devices", () => {
	const read = (file: string) => readFileSync(new URL(file, folder), "utf8");
	const truth: readonly Known[] = isThere ? JSON.parse(read("truth.json")) : [];
	const files = isThere ? readdirSync(folder).filter((file) => file.endsWith(".csv")) : [];

	test("are all known", () => {
		expect(files).toHaveLength(truth.length);
	});

	test.each(truth.map((known) => [known.file, known] as const))("%s loads whole", (file, known) => {
		const model = modelFromDump(file, read(file));
		const tree = new Tree(model.tree(), () => undefined);
		const leaves = tree.values("") ?? [];
		const dumped = parseCsv(read(file)).slice(1);
		expect(model.root).toBe(known.root);
		expect(dumped.filter(([path]) => !path?.endsWith("."))).toHaveLength(known.counts.parameters);
		expect(leaves.length).toBeGreaterThanOrEqual(known.counts.parameters);
		expect(leaves.length).toBeLessThanOrEqual(known.counts.parameters + 10);
		expect(model.identity.manufacturer).toBe(known.identity.manufacturer);
		expect(model.identity.softwareVersion).toBe(known.identity.software);
		for (const [path = "", writable, , value] of dumped) {
			if (path.endsWith(".") || /DeviceInfo|ManagementServer/.test(path)) continue;
			expect(tree.leaf(path), path).toMatchObject({ value, writable: writable === "1" });
		}
	});
});
