import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tree } from "../../lab/tree.ts";
import type { AcsRequest, ParameterInfo } from "../../src/cwmp/messages.ts";
import type { Answer } from "../../src/cwmp/session.ts";
import { discover, type Walk } from "../../src/engine/operations/discover.ts";
import { bench, type Device, fault, goodDevice, mute, response, silence, treeOf } from "./scripted.ts";

const ROOTS = ["Device.", "InternetGatewayDevice."];

type Asked = Extract<AcsRequest, { rpc: "GetParameterNames" }>["body"];

/** A device that answers GetParameterNames in a way of its own, and reads values by the book. */
function naming(
	tree: Tree,
	answer: (asked: Asked, names: (asked: Asked) => ParameterInfo[] | null) => Answer | null,
): Device {
	const good = goodDevice(tree);
	return (request, nth) =>
		(request.rpc === "GetParameterNames" &&
			answer(request.body, ({ path, nextLevel }) => tree.names(path, nextLevel))) ||
		good(request, nth);
}

const infos = (parameters: ParameterInfo[]): Answer => response("GetParameterNames", { parameters });
const rootsOf = (tree: Tree) => tree.roots.map((path) => ({ path, writable: false }));

/** How devices answer GetParameterNames (quirks 58, 59, 116). */
const MANNERS: Readonly<Record<string, (tree: Tree) => Device>> = {
	"by the book": goodDevice,
	"the root refused": (tree) => naming(tree, ({ path }) => (path === "" ? fault(9005) : null)),
	"the root as an empty list": (tree) => naming(tree, ({ path }) => (path === "" ? infos([]) : null)),
	"silence at the root": (tree) => naming(tree, ({ path }) => (path === "" ? silence : null)),
	"the root's own name at every level": (tree) =>
		naming(tree, ({ path }) => (path === "" ? infos(rootsOf(tree)) : null)),
	"the root's children where the roots are asked for": (tree) =>
		naming(tree, ({ path }) =>
			path === "" ? infos(tree.roots.flatMap((root) => tree.names(root, true) ?? [])) : null,
		),
	"each object itself in front of its children": (tree) =>
		naming(tree, (asked, names) => {
			const children = names({ ...asked });
			return children && asked.nextLevel && asked.path.endsWith(".")
				? infos([{ path: asked.path, writable: false }, ...children])
				: null;
		}),
	"only whole branches": (tree) => naming(tree, ({ nextLevel }) => (nextLevel ? fault(9003) : null)),
	"whole branches only, an empty list at NextLevel": (tree) =>
		naming(tree, ({ nextLevel }) => (nextLevel ? infos([]) : null)),
	"one level only, whatever it was asked": (tree) =>
		naming(tree, ({ path }, names) => {
			const level = names({ path, nextLevel: true });
			return level && infos(level);
		}),
	"everything below, whatever it was asked": (tree) =>
		naming(tree, ({ path }, names) => {
			const all = names({ path, nextLevel: false });
			return all && infos(all.filter((info) => info.path !== path));
		}),
	"whole branches refused": (tree) => naming(tree, ({ nextLevel }) => (nextLevel ? null : fault(9004))),
	"silence to whole branches": (tree) => naming(tree, ({ nextLevel }) => (nextLevel ? null : silence)),
};

function walked(device: Device, path = "", roots: readonly string[] = ROOTS) {
	let walk: Walk | null = null;
	const on = bench({ roots });
	const ran = on.run(
		discover({ path }, on.context, (seen) => {
			walk = seen;
		}),
		device,
	);
	if (walk === null) throw new Error("no walk was handed on");
	return { ...ran, walk: walk as Walk };
}

const SMALL = treeOf([
	["Device.DeviceInfo.SerialNumber", "S1"],
	["Device.DeviceInfo.UpTime", "5", "xsd:unsignedInt"],
	["Device.Hosts.Host."],
	["Device.WiFi.SSID.1.Name", "a"],
	["Device.WiFi.SSID.3.Name", "b"],
	["Device.WiFi.SSID.3.Stats.Bytes", "7"],
	["Device.Version", "2.16"],
]);
/** Every name of a tree but its roots', which some devices don't list. */
const namesOf = (tree: Tree) =>
	(tree.names("", false) ?? []).map(({ path }) => path).filter((path) => !tree.roots.includes(path));

describe.each(Object.entries(MANNERS))("a device that answers names with %s", (_manner, deviceOf) => {
	test("is walked whole, and every value is read", () => {
		const { outcome, walk } = walked(deviceOf(SMALL));
		expect([...walk.names.keys()].filter((path) => path !== "Device.").sort()).toEqual(namesOf(SMALL).sort());
		expect(outcome).toMatchObject({ status: "succeeded", result: { parameters: 6, values: 6, missing: [] } });
	});

	test("is walked below one path", () => {
		const { walk } = walked(deviceOf(SMALL), "Device.WiFi.");
		expect([...walk.names.keys()].filter((path) => path !== "Device.WiFi.").sort()).toEqual(
			namesOf(SMALL)
				.filter((path) => path.startsWith("Device.WiFi.") && path !== "Device.WiFi.")
				.sort(),
		);
	});
});

const segment = fc.constantFrom("A", "B", "Cc", "1", "2", "17", "X_ACME_Z");
const anyTree = fc
	.uniqueArray(fc.tuple(fc.constantFrom(...ROOTS), fc.array(segment, { minLength: 1, maxLength: 5 }), fc.boolean()), {
		minLength: 1,
		maxLength: 40,
		selector: ([root, segments]) => `${root}${segments.join(".")}`,
	})
	.map((entries) =>
		// A parameter and an object never share a name: parameters end in a letter that objects don't have.
		treeOf(
			entries.map(([root, segments, isObject]) => [`${root}${segments.join(".")}${isObject ? "." : ".p"}`] as const),
		),
	);

test("whatever the tree and whatever the manner, the walk finds every name, in a number of requests that follows the tree", () => {
	fc.assert(
		fc.property(anyTree, fc.constantFrom(...Object.keys(MANNERS)), (tree, manner) => {
			const { walk, sent } = walked((MANNERS[manner] as (tree: Tree) => Device)(tree));
			const all = namesOf(tree);
			expect([manner, all.filter((path) => !walk.names.has(path))]).toEqual([manner, []]);
			expect([...walk.names.keys()].filter((path) => !all.includes(path) && !tree.roots.includes(path))).toEqual([]);
			expect(sent.length).toBeLessThanOrEqual(20 + 4 * all.length);
		}),
		{ numRuns: 500 },
	);
});

test("what a walk says to be whole holds nothing that it did not see", () => {
	fc.assert(
		fc.property(anyTree, fc.constantFrom(...Object.keys(MANNERS)), (tree, manner) => {
			const { walk } = walked((MANNERS[manner] as (tree: Tree) => Device)(tree));
			const unseen = namesOf(tree).filter((path) => !walk.names.has(path));
			for (const prefix of walk.prefixes) expect(unseen.filter((path) => path.startsWith(prefix))).toEqual([]);
		}),
		{ numRuns: 200 },
	);
});

test("a branch that the device refuses is not said to be whole: what is known of it stays", () => {
	const { walk, outcome } = walked(
		naming(SMALL, ({ path }) => (path.startsWith("Device.WiFi.") ? fault(9002) : null)),
		"",
		["Device."],
	);
	expect(walk.prefixes).toContain("Device.DeviceInfo.");
	for (const prefix of walk.prefixes) expect("Device.WiFi.SSID.1.Name".startsWith(prefix)).toBe(false);
	expect(outcome).toMatchObject({ status: "succeeded", result: { refused: [{ path: "Device.WiFi.", code: 9002 }] } });
});

test("quirk 59: a device that gives no names at all still gives values by partial path", () => {
	const { outcome, walk } = walked(
		naming(SMALL, () => infos([])),
		"",
		["Device."],
	);
	expect(walk.names.size).toBe(0);
	expect(outcome).toMatchObject({ status: "succeeded", result: { parameters: 6, values: 6, roots: ["Device."] } });
});

test("a device that gives neither names nor values fails with its fault", () => {
	expect(walked(() => fault(9000)).outcome).toMatchObject({ status: "failed", fault: { code: 9000 } });
});

test("a device that answers nothing at all fails, and every silence was asked once more", () => {
	const { outcome, sent } = walked(mute(goodDevice(SMALL), "GetParameterNames", "GetParameterValues"), "Device.");
	expect(outcome).toMatchObject({ status: "failed", reason: "the device gave neither names nor values" });
	expect(sent.length).toBeLessThan(20);
});

test("a name that is listed and can't be read is missing, and the rest is read (quirk 66)", () => {
	const good = goodDevice(SMALL);
	const poisoned: Device = (request, nth) =>
		request.rpc === "GetParameterValues" && request.body.paths.includes("Device.Version")
			? fault(9005)
			: good(request, nth);
	expect(walked(poisoned).outcome).toMatchObject({
		status: "succeeded",
		result: { parameters: 6, values: 5, missing: [{ path: "Device.Version", code: 9005 }] },
	});
});

test("a device that lists an object below itself without end is walked to a bound, and not said to be whole", () => {
	const endless: Device = (request) => {
		if (request.rpc !== "GetParameterNames") return fault(9005);
		return infos([{ path: `${request.body.path || "Device."}1.`, writable: false }]);
	};
	const { walk, sent } = walked(endless, "Device.");
	expect(sent.length).toBeLessThan(2_000);
	expect(walk.refused.length).toBeGreaterThan(0);
});
