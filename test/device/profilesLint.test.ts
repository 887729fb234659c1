import { describe, expect, test } from "vitest";
import { lintProfiles } from "../../src/device/profiles/lint.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import { FamilyFile } from "../../src/device/profiles/schema.ts";
import { suggestProfile } from "../../src/device/profiles/suggest.ts";
import { loadProfiles, MODELS_FOLDER, readProfiles } from "../../src/modelProfiles.ts";

const OWN = readProfiles(MODELS_FOLDER);
const GENERICS = OWN.filter(({ name }) => name.startsWith("generic-"));
const SOUND = {
	profile: "acme-hg",
	title: "Acme HG",
	extends: "generic-tr181",
	source: "made up",
	match: { vendors: ["acme*"], productClasses: ["HG"] },
	examples: [{ vendor: "Acme", oui: "02AC3E", productClass: "HG", model: "HG", softwareVersion: "1.0" }],
};
const candidate = (content: object, name = "acme-hg.yaml") => ({ name, content, problem: null });

test("the profiles of Certus have no fault", () => {
	expect(lintProfiles(OWN).complaints).toEqual([]);
	expect(lintProfiles([...GENERICS, candidate(SOUND)])).toMatchObject({ complaints: [], families: 1, generics: 2 });
});

const RANGE = { from: "2.0", to: "1.0" };
const recipe = (value: string, inputs = ["ssid"]) => ({
	writes: { wifiSsid: { inputs, steps: [{ set: [{ path: "{ssids}SSID", value }] }] } },
});

test.each<[string, object, string, string]>([
	["a name that is not the file's", { profile: "acme-hx" }, "profile", "the file of acme-hx is acme-hx.yaml"],
	["a key that nobody knows", { colour: "red" }, "", "colour"],
	["no match", { match: undefined }, "match", "expected object"],
	[
		"a path of the other root",
		{ facts: { hosts: [{ row: "InternetGatewayDevice.LANDevice.{i}." }] } },
		"facts.hosts[0].row",
		"is not below Device.",
	],
	[
		"a row that is no object",
		{ facts: { hosts: [{ row: "Device.Hosts.Host" }] } },
		"facts.hosts[0].row",
		"an object's path",
	],
	[
		"a field of another fact",
		{ facts: { hosts: [{ row: "Device.H.{i}.", fields: { signal: "Rssi" } }] } },
		"facts.hosts[0].fields",
		"signal",
	],
	[
		"a unit of another dimension",
		{ facts: { hosts: [{ row: "Device.H.{i}.", fields: { active: { path: "A", unit: "dBm" } } }] } },
		"facts.hosts[0].fields.active.unit",
		"Invalid option",
	],
	[
		"a counter of no table",
		{ facts: { optical: [{ row: "Device.Optical.", counter: "Number" }] } },
		"facts.optical[0].counter",
		"only a table",
	],
	[
		"a range the wrong way round",
		{ match: { ...SOUND.match, firmware: RANGE } },
		"match.firmware",
		"2.0 comes after 1.0",
	],
	[
		"one of a deviation",
		{ deviations: [{ code: "hostGhostRows", text: "x", firmware: RANGE }] },
		"deviations[0].firmware",
		"2.0 comes after 1.0",
	],
	[
		"a change of no firmware",
		{ deviations: [{ code: "hostGhostRows", text: "x", change: { settleSeconds: 1 } }] },
		"deviations[0].change",
		"belongs to the profile itself",
	],
	[
		"a deviation that nobody knows",
		{ deviations: [{ code: "haunted", text: "x" }] },
		"deviations[0].code",
		"Invalid option",
	],
	["an input that is not used", recipe("fixed"), "writes.wifiSsid.inputs", "ssid is not used"],
	["an input that is none", recipe("{ssid}{key}"), "writes.wifiSsid.steps", "{key} is no input"],
	[
		"an instance on two bands",
		{
			radioMap: [
				{ instances: [1, 2], band: "5GHz" },
				{ instances: [2], band: "2.4GHz" },
			],
		},
		"radioMap",
		"instance 2 is on two bands",
	],
	[
		"an example of another device",
		{ examples: [{ ...SOUND.examples[0], productClass: "AP" }] },
		"examples[0]",
		"it finds generic-tr181",
	],
])("%s is a fault", (_title, change, at, message) => {
	const { complaints } = lintProfiles([...GENERICS, candidate({ ...SOUND, ...change })]);
	expect(complaints).toHaveLength(1);
	expect(complaints[0]).toMatchObject({ file: "acme-hg.yaml", at });
	expect(complaints[0]?.message).toContain(message);
});

test("two families that match one device alike are a fault of both", () => {
	const other = { ...SOUND, profile: "acme-hh", match: { vendors: ["Ac*"], productClasses: ["HG"] } };
	const { complaints } = lintProfiles([...GENERICS, candidate(SOUND), candidate(other, "acme-hh.yaml")]);
	expect(complaints.map(({ file, message }) => [file, message])).toEqual([
		["acme-hg.yaml", "acme-hh matches it as well"],
		["acme-hh.yaml", "it finds acme-hg"],
	]);
});

test("a root without a generic profile is a fault, and so is what is no YAML", () => {
	const [gateway] = GENERICS;
	expect(lintProfiles(gateway ? [gateway] : []).complaints).toEqual([
		{ file: "generic-tr181.yaml", at: "", message: "there is no generic profile for Device." },
	]);
	const broken = { name: "b.yaml", content: null, problem: "a tab at line 3" };
	expect(lintProfiles([...GENERICS, broken]).complaints).toEqual([
		{ file: "b.yaml", at: "", message: "a tab at line 3" },
	]);
});

test("what a draft leaves open is told, by its place", () => {
	const open = {
		settleSeconds: "unknown",
		activeFlag: "unknown",
		writes: { lanDns: "unknown" },
		facts: { hosts: [{ row: "Device.H.{i}.", fields: { hostName: "unknown" } }] },
	};
	expect(lintProfiles([...GENERICS, candidate({ ...SOUND, ...open })])).toMatchObject({
		complaints: [],
		unknowns: { "acme-hg.yaml": ["settleSeconds", "writes.lanDns", "facts.hosts[0].fields.hostName"] },
	});
});

describe("a suggestion", () => {
	const LAN = "InternetGatewayDevice.LANDevice.1.";
	const subject = {
		vendor: "Acme Networks, Inc.",
		oui: "02AC3E",
		productClass: "HG",
		model: "HG 1/2",
		softwareVersion: "1.0",
		root: "InternetGatewayDevice.",
	} as const;
	const wlan = (number: number, channel: number) => [
		[`${LAN}WLANConfiguration.${number}.SSID`, `net-${number}`],
		[`${LAN}WLANConfiguration.${number}.Channel`, String(channel)],
	];
	const READ: [string, string][] = [
		[`${LAN}Hosts.HostNumberOfEntries`, "2"],
		[`${LAN}Hosts.Host.1.MACAddress`, "02:C0:FF:EE:00:01"],
		[`${LAN}Hosts.Host.2.MACAddress`, ""],
		...(wlan(1, 36) as [string, string][]),
		...(wlan(2, 6) as [string, string][]),
		[`${LAN}WLANConfiguration.1.AssociatedDevice.1.AssociatedDeviceMACAddress`, "02:C0:FF:EE:00:01"],
		[`${LAN}WLANConfiguration.1.AssociatedDevice.1.X_ACME_RSSI`, "-51"],
		[`${LAN}WLANConfiguration.2.TotalAssociations`, "1"],
		["InternetGatewayDevice.WANDevice.1.X_ACME_GponConfig.RXPower", "-19.5"],
		["InternetGatewayDevice.WANDevice.1.X_ACME_GponConfig.TXPower", "20000"],
		["InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.X_ACME_ServiceList", "INTERNET"],
	];
	const draft = (values: readonly (readonly [string, string])[], more: object = {}) =>
		suggestProfile(
			profileFor(
				loadProfiles().filter(({ generic }) => generic),
				subject,
			),
			{
				subject,
				values: new Map(values),
				writable: new Set(["InternetGatewayDevice.DeviceInfo.ProvisioningCode"]),
				modelName: "ModelName",
				source: "a test",
				...more,
			},
		);

	test("has what the readings show, and unknown for the rest", () => {
		expect(draft(READ)).toMatchObject({
			profile: "acme-hg-1-2",
			extends: "generic-tr098",
			match: { vendors: ["Acme Networks, Inc."], ouis: ["02AC3E"], productClasses: ["HG"], models: ["HG 1/2"] },
			facts: {
				associatedDevices: [{ fields: { signal: "X_ACME_RSSI" } }],
				wanConnections: [{ fields: { services: "X_ACME_ServiceList" } }],
				optical: [
					{
						row: "InternetGatewayDevice.WANDevice.{i}.X_ACME_GponConfig.",
						// 20000 of what?
						fields: { rxPower: "RXPower", txPower: "unknown" },
					},
				],
				voiceLines: "unknown",
			},
			radioMap: [
				{ instances: [1], band: "5GHz" },
				{ instances: [2], band: "2.4GHz" },
			],
			activeFlag: "unknown",
			settleSeconds: "unknown",
			writes: { lanDns: "unknown" },
			harmlessParameter: "InternetGatewayDevice.DeviceInfo.ProvisioningCode",
		});
		const codes = (draft(READ).deviations as { code: string }[]).map(({ code }) => code);
		expect(codes).toEqual(["modelNamePlaceholder", "hostGhostRows", "associatedDevicesEmpty"]);
	});

	test("is a sound profile, that finds its own device", () => {
		for (const values of [READ, []]) {
			const content = draft(values);
			expect(FamilyFile.safeParse(content).error?.issues).toBeUndefined();
			const { complaints } = lintProfiles([...GENERICS, candidate(content, `${content.profile}.yaml`)]);
			expect(complaints).toEqual([]);
		}
	});

	test("of nothing that was read says nothing but unknown", () => {
		const { facts, radioMap, harmlessParameter } = draft([], { writable: new Set() });
		expect(new Set(Object.values(facts as object))).toEqual(new Set(["unknown"]));
		expect([radioMap, harmlessParameter]).toEqual(["unknown", "unknown"]);
	});
});
