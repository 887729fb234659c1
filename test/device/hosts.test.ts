import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostsOf } from "../../src/device/facts/hosts.ts";
import { newestReading } from "../../src/device/facts/rows.ts";
import { wanOf } from "../../src/device/facts/wan.ts";
import { wifiOf } from "../../src/device/facts/wifi.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import type { ModelProfile } from "../../src/device/profiles/profile.ts";
import type { Tree } from "../../src/device/tree.ts";
import { loadProfiles } from "../../src/modelProfiles.ts";

const PROFILES = loadProfiles();
const NOBODY = { vendor: "", oui: "", productClass: "", model: "", softwareVersion: "" };
const TR181 = profileFor(PROFILES, { ...NOBODY, root: "Device." });
const TR098 = profileFor(PROFILES, { ...NOBODY, root: "InternetGatewayDevice." });
const LAN = "InternetGatewayDevice.LANDevice.1.";

const values = (entries: Readonly<Record<string, string | number>>) =>
	new Map(Object.entries(entries).map(([path, value]) => [path, String(value)]));

/** Parameters below one object. */
const below = (object: string, entries: Readonly<Record<string, string | number>>) =>
	Object.fromEntries(Object.entries(entries).map(([name, value]) => [object + name, value]));

const mac = (number: number) => `02:C0:FF:EE:00:0${number}`;
const host = (number: number, more: Readonly<Record<string, string | number>> = {}) =>
	below(`Device.Hosts.Host.${number}.`, { PhysAddress: mac(number), Active: 1, ...more });
const client = (number: number, point = 1) => ({
	[`Device.WiFi.AccessPoint.${point}.AssociatedDevice.${number}.MACAddress`]: mac(number).toLowerCase(),
});
const count = (clients: number, point = 1) => ({
	[`Device.WiFi.AccessPoint.${point}.AssociatedDeviceNumberOfEntries`]: clients,
});
const onWifi = { InterfaceType: "Wi-Fi" };

function hostsIn(entries: Readonly<Record<string, string | number>>, profile: ModelProfile = TR181) {
	const map = values(entries);
	return hostsOf(map, profile, wifiOf(map, profile));
}

describe("hosts", () => {
	test.each<[string, Record<string, string | number>, Partial<ModelProfile>, string, string[]]>([
		["nothing to compare with: seen, not online", { ...host(1), ...host(2) }, {}, "unknown", ["seen", "seen"]],
		[
			"Active that is off for some is worth something",
			{ ...host(1), ...host(2, { Active: 0 }) },
			{},
			"borneOut",
			["online", "offline"],
		],
		[
			"a client of an access point is online",
			{ ...host(1, onWifi), ...client(1), ...count(1) },
			{},
			"unknown",
			["online"],
		],
		[
			"an active Wi-Fi host that no access point knows contradicts Active",
			{ ...host(1, onWifi), ...host(2, onWifi), ...host(3), ...client(1), ...count(1) },
			{},
			"contradicted",
			["online", "seen", "seen"],
		],
		[
			"a list of clients that is shorter than its counter contradicts nothing",
			{ ...host(1, onWifi), ...host(2, onWifi), ...client(1), ...count(2) },
			{},
			"unknown",
			["online", "seen"],
		],
		[
			"a family may say that Active is trusted",
			{ ...host(1), ...host(2) },
			{ activeFlag: "trusted" },
			"trusted",
			["online", "online"],
		],
		[
			"what contradicts it outweighs what a family says",
			{ ...host(1, onWifi), ...count(0) },
			{ activeFlag: "trusted" },
			"contradicted",
			["seen"],
		],
		[
			"a family may say that it is not, whatever varies",
			{ ...host(1), ...host(2, { Active: 0 }) },
			{ activeFlag: "untrusted" },
			"untrusted",
			["seen", "offline"],
		],
		["without an Active at all a host is seen", { "Device.Hosts.Host.1.PhysAddress": mac(1) }, {}, "unknown", ["seen"]],
	])("%s", (_title, entries, says, flag, presence) => {
		const { hosts, activeFlag } = hostsIn(entries, { ...TR181, ...says });
		expect([activeFlag, hosts.map((one) => one.presence)]).toEqual([flag, presence]);
	});

	test("rows without an address are ghosts: counted, and nobody (73)", () => {
		const { hosts, ghostRows, tables } = hostsIn({
			...host(1),
			...host(2, { PhysAddress: "" }),
			...host(3, { PhysAddress: "00:00:00:00:00:00" }),
			"Device.Hosts.HostNumberOfEntries": 1,
		});
		expect([hosts.length, ghostRows, tables]).toEqual([1, 2, [{ table: "Device.Hosts.Host.", rows: 3, counter: 1 }]]);
	});

	test("a host of two rows is one host, as its active row has it", () => {
		const { hosts } = hostsIn({
			...host(1, { Active: 0, IPAddress: "192.0.2.1" }),
			...below("Device.Hosts.Host.9.", { PhysAddress: mac(1), Active: 1, IPAddress: "192.0.2.9" }),
		});
		expect(hosts.map(({ ipAddress, active }) => [ipAddress, active])).toEqual([["192.0.2.9", true]]);
	});

	test("each LAN's table is counted by itself", () => {
		const table = (lan: number) => `InternetGatewayDevice.LANDevice.${lan}.Hosts.`;
		const { tables } = hostsIn(
			{
				[`${table(1)}HostNumberOfEntries`]: 2,
				[`${table(1)}Host.4.MACAddress`]: mac(1),
				[`${table(2)}HostNumberOfEntries`]: 0,
			},
			TR098,
		);
		expect(tables).toEqual([
			{ table: `${table(1)}Host.`, rows: 1, counter: 2 },
			{ table: `${table(2)}Host.`, rows: 0, counter: 0 },
		]);
	});

	test.each([
		[{ InterfaceType: "802.11" }, "wifi"],
		[{ InterfaceType: "Ethernet" }, "ethernet"],
		[{ Layer1Interface: "Device.WiFi.SSID.1" }, "wifi"],
		[{ Layer1Interface: "Device.Ethernet.Interface.2." }, "ethernet"],
		[{}, null],
	])("%j is reached by %s", (entries, connection) => {
		expect(hostsIn(host(1, entries)).hosts[0]?.connection).toBe(connection);
	});

	test("an interface that the family knows by another number is put right (72)", () => {
		const interfaceAliases = [{ says: `${LAN}WLANConfiguration.6.`, is: `${LAN}WLANConfiguration.2.` }];
		for (const named of [`${LAN}WLANConfiguration.6`, `${LAN}WLANConfiguration.6.`]) {
			const { hosts } = hostsIn(below(`${LAN}Hosts.Host.1.`, { MACAddress: mac(1), Layer2Interface: named }), {
				...TR098,
				interfaceAliases,
			});
			expect(hosts[0]).toMatchObject({ interface: `${LAN}WLANConfiguration.2`, connection: "wifi" });
		}
	});

	test("the same hosts are found whatever their rows are numbered (67, 68)", () => {
		const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 8 });
		const rows = (of: readonly number[]) =>
			values(
				Object.assign(
					{},
					...of.map((number, i) => below(`Device.Hosts.Host.${number}.`, { PhysAddress: mac(i), Active: 1 })),
				),
			);
		fc.assert(
			fc.property(numbers, (of) => {
				const map = rows(of);
				const found = hostsOf(map, TR181, wifiOf(map, TR181)).hosts.map(({ macAddress }) => macAddress);
				expect(found.sort()).toEqual(of.map((_, i) => mac(i)).sort());
			}),
		);
	});
});

describe("Wi-Fi", () => {
	const wlan = (number: number, entries: Readonly<Record<string, string | number>>) =>
		below(`${LAN}WLANConfiguration.${number}.`, { SSID: `net-${number}`, Enable: 1, ...entries });

	test.each<[string, Record<string, string | number>, string | null]>([
		["channel 6", { Channel: 6 }, "2.4GHz"],
		["channel 149", { Channel: 149 }, "5GHz"],
		["channel 0, possible 36-165", { Channel: 0, PossibleChannels: "36-165" }, "5GHz"],
		["standard 11bgn", { Channel: 0, Standard: "11bgn" }, "2.4GHz"],
		["standard b/g/n", { Standard: "b/g/n" }, "2.4GHz"],
		["standard a,n,ac", { Standard: "a,n,ac" }, "5GHz"],
		["standard 802.11ac", { Standard: "802.11ac" }, "5GHz"],
		["standard n, of both bands", { Standard: "n" }, null],
		["standard ax, of both bands", { Standard: "ax" }, null],
		["nothing", {}, null],
	])("the band of a row with %s", (_title, entries, band) => {
		expect(wifiOf(values(wlan(3, entries)), TR098).ssids[0]?.band).toBe(band);
	});

	test("a family's map goes before what a channel seems to say, and the device's own word before the map (72)", () => {
		const radioMap = [{ instances: [1], band: "5GHz" as const }];
		const entries = values(wlan(1, { Channel: 6, X_Band: "2.4GHz" }));
		expect(wifiOf(entries, { ...TR098, radioMap }).ssids[0]?.band).toBe("5GHz");
		const radios = TR098.facts.radios.map((one) => ({
			...one,
			fields: { ...one.fields, band: { path: "X_Band", unit: "band" as const } },
		}));
		expect(wifiOf(entries, { ...TR098, radioMap, facts: { ...TR098.facts, radios } }).ssids[0]?.band).toBe("2.4GHz");
	});

	test("TR-098: rows of one band are one radio, each its own SSID and access point", () => {
		const wifi = wifiOf(
			values({ ...wlan(1, { Channel: 6 }), ...wlan(2, { Channel: 6 }), ...wlan(5, { Channel: 44 }) }),
			TR098,
		);
		expect(wifi.radios.map(({ band, channel }) => [band, channel])).toEqual([
			["2.4GHz", 6],
			["5GHz", 44],
		]);
		expect(wifi.ssids.map(({ radio }) => radio)).toEqual([1, 1, 5].map((n) => `${LAN}WLANConfiguration.${n}.`));
		expect(wifi.accessPoints.map(({ ssid }) => ssid)).toEqual(["net-1", "net-2", "net-5"]);
	});

	test("TR-181: references are followed, with or without a full stop, and lead nowhere where nothing is", () => {
		const wifi = wifiOf(
			values({
				...below("Device.WiFi.Radio.7.", { OperatingFrequencyBand: "5GHz", Channel: 0 }),
				...below("Device.WiFi.SSID.3.", { SSID: "a", LowerLayers: "Device.WiFi.Radio.7" }),
				...below("Device.WiFi.SSID.4.", { SSID: "b", LowerLayers: "Device.WiFi.Radio.8." }),
				...below("Device.WiFi.AccessPoint.1.", { SSIDReference: "Device.WiFi.SSID.3." }),
				...below("Device.WiFi.AccessPoint.2.", { SSIDReference: "" }),
				...client(1),
			}),
			TR181,
		);
		expect(wifi.radios[0]?.channel).toBeNull();
		expect(wifi.ssids.map(({ radio, band }) => [radio, band])).toEqual([
			["Device.WiFi.Radio.7.", "5GHz"],
			[null, null],
		]);
		expect(wifi.accessPoints.map(({ ssid, band, clients }) => [ssid, band, clients])).toEqual([
			["a", "5GHz", 1],
			[null, null, 0],
		]);
		expect(wifi.associatedDevices[0]).toMatchObject({ macAddress: mac(1), ssid: "a", band: "5GHz" });
	});
});

describe("WAN", () => {
	const ip = (number: number, lower: string, address = "0.0.0.0") => ({
		...below(`Device.IP.Interface.${number}.`, { Enable: 1, Status: "Up", LowerLayers: lower }),
		[`Device.IP.Interface.${number}.IPv4Address.3.IPAddress`]: address,
	});
	const stack = {
		"Device.Ethernet.Link.1.LowerLayers": "Device.Bridging.Bridge.1.Port.1.",
		"Device.Ethernet.Link.2.LowerLayers": "Device.Ethernet.Interface.4.",
		"Device.PPP.Interface.1.LowerLayers": "Device.Ethernet.Link.2.",
		"Device.Ethernet.Interface.4.Upstream": "true",
		"Device.Ethernet.Interface.1.Upstream": "false",
	};
	const connections = (entries: Readonly<Record<string, string | number>>, profile = TR181) =>
		wanOf(values(entries), profile).connections.map(({ path, internet, ipAddress }) => [
			path.split(".").at(-2),
			internet,
			ipAddress,
		]);

	test("what lies on a bridge is the LAN, what leads to an upstream interface is the WAN (71)", () => {
		const entries = {
			...ip(1, "Device.Ethernet.Link.1.", "192.168.0.1"),
			...ip(2, "Device.PPP.Interface.1.", "203.0.113.9"),
			...ip(3, "Device.USB.Interface.1."),
			...stack,
		};
		expect(connections(entries)).toEqual([
			["2", true, "203.0.113.9"],
			["3", false, null],
		]);
		expect(wanOf(values(entries), TR181).links.map(({ path }) => path)).toEqual(["Device.Ethernet.Interface.4."]);
	});

	test("of several default routes the one with an address carries the internet", () => {
		const route = (number: number, to: number) =>
			below(`Device.Routing.Router.1.IPv4Forwarding.${number}.`, {
				DestIPAddress: "",
				Interface: `Device.IP.Interface.${to}.`,
			});
		expect(
			connections({
				...ip(2, "Device.PPP.Interface.1."),
				...ip(3, "Device.PPP.Interface.1.", "203.0.113.9"),
				...ip(4, "Device.PPP.Interface.1.", "203.0.113.10"),
				...stack,
				...route(1, 2),
				...route(2, 3),
			}).map(([, internet]) => internet),
		).toEqual([false, true, false]);
	});

	test("layers that lie in a circle end", () => {
		const circle = { "Device.Ethernet.Link.1.LowerLayers": "Device.Ethernet.Link.1" };
		expect(connections({ ...ip(1, "Device.Ethernet.Link.1", "192.0.2.1"), ...circle })).toEqual([
			["1", true, "192.0.2.1"],
		]);
	});

	test("TR-098: the default connection service, in either spelling, says which carries the internet", () => {
		const wan = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.";
		for (const end of ["", "."]) {
			expect(
				connections(
					{
						[`${wan}1.WANIPConnection.1.ExternalIPAddress`]: "10.0.0.2",
						[`${wan}2.WANIPConnection.4.ExternalIPAddress`]: "203.0.113.9",
						"InternetGatewayDevice.Layer3Forwarding.DefaultConnectionService": `${wan}2.WANIPConnection.4${end}`,
					},
					TR098,
				),
			).toEqual([
				["1", false, "10.0.0.2"],
				["4", true, "203.0.113.9"],
			]);
		}
	});
});

test("the newest reading is that of the facts that were asked for, not of the whole tree", () => {
	const tree: Tree = new Map(
		(
			[
				["Device.Hosts.HostNumberOfEntries", "1", 5],
				["Device.Hosts.Host.1.PhysAddress", mac(1), 3],
				["Device.Hosts.Host.1.HostName", null, 9],
				["Device.DeviceInfo.UpTime", "7", 8],
			] as const
		).map(([path, value, readAt]) => [path, { value, type: "xsd:string", writable: false, readAt }]),
	);
	expect(newestReading(tree, TR181, ["hosts"])).toBe(5);
	expect(newestReading(tree, TR181, ["radios"])).toBeNull();
});
