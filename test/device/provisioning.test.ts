import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { means, type ProvisioningSubject, type SubjectSelector } from "../../src/device/provisioning/subject.ts";
import { parseTemplate, render, type Template } from "../../src/device/provisioning/template.ts";
import { type ProfileSource, readyProfiles, wishedState } from "../../src/device/provisioning/wishedState.ts";
import { mergeValues, packTree, type Tree, valuesIn } from "../../src/device/tree.ts";

const subscriber = { id: "s-1", externalId: "C-7", name: "Ada", plan: "gold", variables: { vlan: "700", empty: "" } };
const subject: ProvisioningSubject = {
	...{ vendor: "Acme", model: "AC-1", productClass: "HG", oui: "00D09E", serialNumber: "SN1" },
	...{ hardwareVersion: "HW1", softwareVersion: "1.10", mac: null, tags: ["pilot"] },
	...{ subscriber, site: { id: "t-1", name: "home", address: null } },
};

describe("a template", () => {
	test.each([
		["plain text", "plain text"],
		["", ""],
		["{{subscriber.externalId}}", "C-7"],
		["vlan-{{ subscriber.variables.vlan }}-{{site.name}}", "vlan-700-home"],
		["{{subscriber.variables.empty}}", ""],
		["{{device.serialNumber}}{{device.softwareVersion}}", "SN11.10"],
		["a } b }} c {", "a } b }} c {"],
	])("%j is filled in", (text, expected) => {
		expect(render(parseTemplate(text) as Template, subject)).toEqual({ text: expected });
	});

	test.each([
		["{{subscriber.password}}", "{{subscriber.password}}"],
		["{{}}", "{{}}"],
		["{{constructor}}", "{{constructor}}"],
		["{{subscriber.variables.}}", "{{subscriber.variables.}}"],
		["a {{site.name", "not closed"],
	])("%j is refused", (text, word) => {
		expect(parseTemplate(text)).toEqual({ fault: expect.stringContaining(word) });
	});

	test.each([
		["{{site.address}}", "site.address"],
		["x{{device.mac}}", "device.mac"],
		["{{subscriber.variables.vpi}}", "subscriber.variables.vpi"],
		["{{subscriber.variables.constructor}}", "subscriber.variables.constructor"],
	])("%j lacks a value", (text, missing) => {
		expect(render(parseTemplate(text) as Template, subject)).toEqual({ missing });
	});

	test("never throws, and what has no braces stays as it is", () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const template = parseTemplate(text);
				if (!text.includes("{{")) expect(render(template as Template, subject)).toEqual({ text });
			}),
		);
	});
});

test.each<[SubjectSelector, boolean]>([
	[{ model: "AC-1" }, true],
	[{ model: "AC-2" }, false],
	[{ softwareVersion: "1.10", tag: "pilot", plan: "gold" }, true],
	[{ tag: "field" }, false],
	[{ plan: "silver" }, false],
	[{ siteId: "t-1", subscriberId: "s-1" }, true],
	[{ siteId: "t-2" }, false],
])("a selector %j means the device: %s", (selector, expected) => {
	expect(means(selector, subject)).toBe(expected);
	if ("plan" in selector || "siteId" in selector) {
		expect(means(selector, { ...subject, subscriber: null, site: null })).toBe(false);
	}
});

const profile = (name: string, priority: number, values: Record<string, string>): ProfileSource => ({
	...{ id: name, name, priority, selector: { vendor: "Acme" }, onDrift: false },
	parameters: Object.entries(values).map(([path, value]) => ({ path, value })),
});

describe("what a device is wished to hold", () => {
	test("of two profiles with one path the higher priority counts, and the other is told", () => {
		const ready = readyProfiles([profile("low", 0, { a: "1", b: "1" }), profile("high", 5, { a: "2" })]);
		const { values } = wishedState(ready, subject);
		expect([...values.values()].map(({ path, value, profile: { name } }) => [path, value, name])).toEqual([
			["a", "2", "high"],
			["b", "1", "low"],
		]);
		expect(values.get("a")?.overrules.map(({ name }) => name)).toEqual(["low"]);
	});

	test("a profile that lacks a value applies to nothing of the device, and overrules nobody", () => {
		const lacking = profile("high", 5, { b: "1", a: "{{site.address}}" });
		const state = wishedState(readyProfiles([lacking, profile("low", 0, { a: "1" })]), subject);
		expect([...state.values.values()].map(({ path, value }) => [path, value])).toEqual([["a", "1"]]);
		expect(state.lacking.map(({ profile: { name }, missing }) => [name, missing])).toEqual([["high", "site.address"]]);
	});

	test("does not hang on the order in which profiles are given", () => {
		const all = ["a", "b", "c", "d"].map((name, index) => profile(name, index % 2, { x: name, [name]: name }));
		const valuesOf = (list: readonly ProfileSource[]) =>
			[...wishedState(readyProfiles(list), subject).values].map(([path, { value }]) => [path, value]).sort();
		fc.assert(
			fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
				expect(valuesOf(shuffled)).toEqual(valuesOf(all));
			}),
		);
	});
});

test("values of a packed tree are found as they were packed", () => {
	const tree: Tree = new Map([["Device.", { value: null, type: "object", writable: false, readAt: 1 }]]);
	mergeValues(
		tree,
		[
			{ path: "Device.A", value: "1", type: "xsd:int" },
			{ path: "Device.B", value: "", type: "xsd:string" },
		],
		1,
	);
	tree.set("Device.C", { value: null, type: null, writable: true, readAt: null });
	expect([...valuesIn(packTree(tree), ["Device.B", "Device.C", "Device.", "Device.X", "Device.A"])]).toEqual([
		["Device.B", ["", "xsd:string"]],
		["Device.A", ["1", "xsd:int"]],
	]);
});
