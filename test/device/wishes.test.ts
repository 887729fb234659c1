import { expect, test } from "vitest";
import type { ModelProfile } from "../../src/device/profiles/profile.ts";
import { mergeValues, type Tree } from "../../src/device/tree.ts";
import { resolveWishes } from "../../src/device/wishes.ts";
import { loadProfiles } from "../../src/modelProfiles.ts";

const profiles = loadProfiles();
const generic = (id: string) => profiles.find((profile) => profile.id === id) as ModelProfile;
const tr181 = generic("generic-tr181");
const tr098 = generic("generic-tr098");

function treeOf(values: Readonly<Record<string, string>>, type = "xsd:string"): Tree {
	const tree: Tree = new Map();
	const list = Object.entries(values).map(([path, value]) => ({ path, value, type }));
	mergeValues(tree, list, 1);
	return tree;
}

const WAN = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.";
/** The ACS reaches it by the one, its subscriber the internet by the other. */
const twoConnections = treeOf({
	[`${WAN}1.WANIPConnection.1.Enable`]: "1",
	[`${WAN}1.WANIPConnection.1.ExternalIPAddress`]: "10.0.0.9",
	[`${WAN}2.WANPPPConnection.1.Enable`]: "1",
	[`${WAN}2.WANPPPConnection.1.DNSServers`]: "192.0.2.1",
	[`${WAN}2.WANPPPConnection.1.ExternalIPAddress`]: "192.0.2.77",
	"InternetGatewayDevice.Layer3Forwarding.DefaultConnectionService": `${WAN}2.WANPPPConnection.1`,
});
const lines = treeOf({
	"Device.Services.VoiceService.1.VoiceProfile.1.Line.1.Enable": "Enabled",
	"Device.Services.VoiceService.1.VoiceProfile.1.Line.2.Enable": "Disabled",
});

test.each<[string, { path: string; value: string }, Tree, ModelProfile, readonly (readonly [string, string])[]]>([
	[
		"the connection of the subscriber's traffic, and no other",
		{ path: "wan.internet.enabled", value: "false" },
		twoConnections,
		tr098,
		[[`${WAN}2.WANPPPConnection.1.Enable`, "0"]],
	],
	[
		"its name servers",
		{ path: "wan.internet.dnsServers", value: "198.51.100.1" },
		twoConnections,
		tr098,
		[[`${WAN}2.WANPPPConnection.1.DNSServers`, "198.51.100.1"]],
	],
	[
		"a boolean in the words that the device has",
		{ path: "voice.enabled", value: "0" },
		lines,
		tr181,
		[
			["Device.Services.VoiceService.1.VoiceProfile.1.Line.1.Enable", "Disabled"],
			["Device.Services.VoiceService.1.VoiceProfile.1.Line.2.Enable", "Disabled"],
		],
	],
	[
		"every instance of a template",
		{ path: `${WAN}{i}.WANPPPConnection.{i}.Enable`, value: "0" },
		twoConnections,
		tr098,
		[[`${WAN}2.WANPPPConnection.1.Enable`, "0"]],
	],
	["a path as it is, known or not", { path: "Device.X.Y", value: "0" }, new Map(), tr181, [["Device.X.Y", "0"]]],
	["nothing, of the other root", { path: "Device.X.Y", value: "0" }, twoConnections, tr098, []],
])("a wish means %s", (_title, wish, tree, profile, expected) => {
	const { values, unresolved } = resolveWishes([wish], tree, profile, null);
	expect(values.map(({ path, value }) => [path, value])).toEqual(expected);
	expect(unresolved).toEqual([]);
});

test.each([
	["a template without an instance", "Device.IP.Interface.{i}.Enable"],
	["a fact that can't be told", "wan.internet.enabled"],
])("%s is told as unresolved", (_title, path) => {
	expect(resolveWishes([{ path, value: "0" }], lines, tr181, null)).toMatchObject({ values: [], unresolved: [path] });
});

test("what the connection is that the ACS reaches the device by is told", () => {
	const wishes = [1, 2].map((number) => ({ path: `${WAN}${number}.WANIPConnection.1.Enable`, value: "0" }));
	const { cutsOff } = resolveWishes(wishes, twoConnections, tr098, "http://10.0.0.9:7547/cr");
	expect(cutsOff).toEqual([`${WAN}1.WANIPConnection.1.Enable`]);
});
