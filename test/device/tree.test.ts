import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	countTree,
	forgetValues,
	mergeNames,
	mergeValues,
	packTree,
	pruneMissing,
	type Tree,
	type TreeNode,
	unpackTree,
} from "../../src/device/tree.ts";

const anyNode: fc.Arbitrary<TreeNode> = fc.record({
	value: fc.option(fc.string({ unit: "binary" })),
	type: fc.option(fc.constantFrom("xsd:string", "xsd:boolean", "object", "xsd:", "")),
	writable: fc.option(fc.boolean()),
	readAt: fc.option(fc.integer({ min: 0, max: 4_102_444_800_000 })),
});

test("a packed tree is the same tree, in the same order", () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.string({ unit: "binary" }), anyNode), { maxLength: 40 }), (entries) => {
			const tree: Tree = new Map(entries);
			// A lone surrogate is no text, and JSON's escapes carry it all the same.
			expect([...unpackTree(packTree(tree))]).toEqual([...tree]);
		}),
	);
});

test("a tree of a large gateway is packed to a small part of its names", () => {
	const tree: Tree = new Map(
		Array.from({ length: 5_000 }, (_, i) => [
			`Device.WiFi.AccessPoint.${i}.AssociatedDevice.1.Stats.BytesSent`,
			{ value: String(i), type: "xsd:unsignedLong", writable: false, readAt: 1_772_000_000_000 + i },
		]),
	);
	expect(packTree(tree).length).toBeLessThan(60_000);
	expect(unpackTree(packTree(tree))).toEqual(tree);
});

const AT = 1_000;
function known(): Tree {
	return new Map<string, TreeNode>([
		["Device.", { value: null, type: "object", writable: false, readAt: 1 }],
		["Device.A", { value: "1", type: "xsd:string", writable: true, readAt: 1 }],
		["Device.B", { value: null, type: null, writable: false, readAt: null }],
		["Device.T.", { value: null, type: "object", writable: true, readAt: 1 }],
		["Device.T.1.X", { value: "x", type: "xsd:string", writable: null, readAt: 1 }],
	]);
}

describe("values that were read", () => {
	test.each([
		["another value is a change", "Device.A", "2", [{ path: "Device.A", before: "1", after: "2" }]],
		["the same value is none", "Device.A", "1", []],
		["an empty value is a value", "Device.A", "", [{ path: "Device.A", before: "1", after: "" }]],
		["a first value is none", "Device.B", "b", []],
		["a name that was not known is none", "Device.New", "n", []],
	])("%s", (_title, path, value, changes) => {
		const tree = known();
		const before = tree.get(path);
		expect(mergeValues(tree, [{ path, value, type: "xsd:int" }], AT)).toEqual(changes);
		expect(tree.get(path)).toEqual({ value, type: "xsd:int", writable: before?.writable ?? null, readAt: AT });
	});

	test("objects and nameless values are not taken for parameters", () => {
		const tree = known();
		expect(
			mergeValues(
				tree,
				["", "Device.T."].map((path) => ({ path, value: "?", type: "xsd:string" })),
				AT,
			),
		).toEqual([]);
		expect(tree).toEqual(known());
	});
});

test("names bring what may be written, and keep values", () => {
	const tree = known();
	mergeNames(
		tree,
		[
			{ path: "", writable: true },
			{ path: "Device.A", writable: false },
			{ path: "Device.T.", writable: false },
			{ path: "Device.C", writable: true },
		],
		AT,
	);
	expect([tree.get("Device.A"), tree.get("Device.T."), tree.get("Device.C"), tree.has("")]).toEqual([
		{ value: "1", type: "xsd:string", writable: false, readAt: 1 },
		{ value: null, type: "object", writable: false, readAt: AT },
		{ value: null, type: null, writable: true, readAt: null },
		false,
	]);
});

test("after a reset the names stay, and every value is unread", () => {
	const tree = known();
	forgetValues(tree);
	expect([...tree.keys()]).toEqual([...known().keys()]);
	expect([...tree.values()].map(({ value }) => value)).toEqual([null, null, null, null, null]);
	expect(tree.get("Device.A")).toEqual({ value: null, type: "xsd:string", writable: true, readAt: null });
	expect(tree.get("Device.T.")?.readAt).toBe(1);
	// What is read then is no change: nobody knows what it was.
	expect(mergeValues(tree, [{ path: "Device.A", value: "2", type: "xsd:string" }], AT)).toEqual([]);
});

describe("pruning", () => {
	test("takes away what a whole walk no longer showed, below its prefix alone", () => {
		const tree = known();
		expect(pruneMissing(tree, "Device.T.", new Set(["Device.T."]))).toEqual([
			{ path: "Device.T.1.X", before: "x", after: null },
		]);
		expect([...tree.keys()]).toEqual(["Device.", "Device.A", "Device.B", "Device.T."]);
	});

	test("of what was never read is no change", () => {
		const tree = known();
		expect(pruneMissing(tree, "Device.B", new Set())).toEqual([]);
		expect(tree.has("Device.B")).toBe(false);
	});
});

test("parameters and objects are counted", () => {
	expect(countTree(known())).toEqual({ parameters: 3, objects: 2 });
	expect(countTree(new Map())).toEqual({ parameters: 0, objects: 0 });
});
