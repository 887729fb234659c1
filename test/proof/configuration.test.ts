import { describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import { configurationIn, isSteady } from "../../src/proof/workflows/configuration.ts";

const WAN = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1";
const LAN = "InternetGatewayDevice.LANDevice.1";

function treeOf(values: Readonly<Record<string, string>>, changes: Partial<TreeNode> = {}): Tree {
	const node = { type: "xsd:string", writable: true, readAt: 1, ...changes };
	return new Map(Object.entries(values).map(([path, value]) => [path, { ...node, value }]));
}

describe("a setting that stays until somebody sets it", () => {
	test.each([
		"Device.ManagementServer.URL",
		"Device.ManagementServer.Username",
		"Device.ManagementServer.ConnectionRequestUsername",
		"Device.WiFi.AccessPoint.1.Security.ModeEnabled",
		"Device.UserInterface.PasswordRequired",
		"Device.Time.LocalTimeZone",
		`${WAN}.WANPPPConnection.1.Username`,
		`${LAN}.WLANConfiguration.1.BeaconType`,
		`${LAN}.WLANConfiguration.1.BasicAuthenticationMode`,
		`${LAN}.LANHostConfigManagement.SubnetMask`,
		"Device.IP.Interface.1.IPv4Address.1.IPAddress",
	])("%s", (path) => {
		expect(configurationIn(treeOf({ [path]: "x" }))).toEqual([path]);
		expect(configurationIn(treeOf({ [path]: "x" }, { writable: false }))).toEqual([]);
		expect(configurationIn(treeOf({ [path]: "x" }, { writable: null }))).toEqual([]);
	});
});

describe("what may move by itself is none", () => {
	test.each([
		["a channel", "Device.WiFi.Radio.1.Channel"],
		["a secret", "Device.WiFi.AccessPoint.1.Security.KeyPassphrase"],
		["the state of a test", "Device.IP.Diagnostics.IPPing.NumberOfRepetitions"],
		["a test of TR-098", "InternetGatewayDevice.IPPingDiagnostics.Host"],
		["a host", "Device.Hosts.Host.1.HostName"],
		["what UPnP adds", "Device.NAT.PortMapping.1.Enable"],
		["a vendor's own", "Device.X_ACME_Load.Value"],
		["what the standard has as read-only", "Device.DeviceInfo.UpTime"],
		["the key of the last set", "Device.ManagementServer.ParameterKey"],
		["a command", "Device.ManagementServer.ScheduleReboot"],
		["a server of names from the lease", `${LAN}.LANHostConfigManagement.DNSServers`],
		["the peer's address", `${WAN}.WANPPPConnection.1.ExternalIPAddress`],
	])("%s: %s", (_title, path) => {
		expect(configurationIn(treeOf({ [path]: "x" }))).toEqual([]);
	});

	test("a time, and what reads back as asterisks", () => {
		expect(configurationIn(treeOf({ "Device.Time.LocalTimeZone": "x" }, { type: "xsd:dateTime" }))).toEqual([]);
		expect(configurationIn(treeOf({ "Device.Time.LocalTimeZone": "****" }))).toEqual([]);
	});

	test("an address that was leased, or may have been", () => {
		const row = "Device.IP.Interface.1.IPv4Address.1.";
		const of = (more: Readonly<Record<string, string>>) =>
			configurationIn(treeOf({ [`${row}IPAddress`]: "192.0.2.1", ...more })).includes(`${row}IPAddress`);
		expect(of({ [`${row}AddressingType`]: "Static" })).toBe(true);
		expect(of({ [`${row}AddressingType`]: "DHCP" })).toBe(false);
		expect(of({ "Device.DHCPv4.Client.1.Interface": "Device.IP.Interface.1" })).toBe(false);
	});
});

test("those that no firmware has a reason to choose anew come first", () => {
	const paths = configurationIn(treeOf({ "Device.Time.LocalTimeZone": "UTC", "Device.WiFi.SSID.1.SSID": "home" }));
	expect([paths, paths.map(isSteady)]).toEqual([
		["Device.WiFi.SSID.1.SSID", "Device.Time.LocalTimeZone"],
		[true, false],
	]);
});
