import { describe, expect, test } from "vitest";
import { SUBTREES, type Subtree, subtreesOf } from "../../src/proof/subtrees.ts";

test.each<[string, Subtree[]]>([
	["Device.DeviceInfo.SerialNumber", ["deviceInfo"]],
	["InternetGatewayDevice.DeviceInfo.SerialNumber", ["deviceInfo"]],
	["Device.ManagementServer.URL", ["managementServer"]],
	["Device.Time.Enable", ["time"]],
	["Device.PPP.Interface.1.Enable", ["wan"]],
	["Device.IP.Interface.2.Status", ["wan"]],
	["Device.IP.Diagnostics.IPPing.DiagnosticsState", ["diagnostics"]],
	["InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.Enable", ["wan"]],
	[
		"InternetGatewayDevice.WANDevice.1.WANConnectionDevice.2.WANIPConnection.1.PortMapping.3.Enable",
		["wan", "firewallNat"],
	],
	[
		"InternetGatewayDevice.WANDevice.1.WANConnectionDevice.2.WANPPPConnection.1.PortMapping.3.Enable",
		["wan", "firewallNat"],
	],
	["Device.NAT.PortMapping.1.Enable", ["firewallNat"]],
	["Device.Ethernet.Interface.1.Enable", ["lan"]],
	["InternetGatewayDevice.LANDevice.1.LANHostConfigManagement.DHCPServerEnable", ["lan"]],
	["InternetGatewayDevice.LANDevice.1.Hosts.Host.1.MACAddress", ["hosts"]],
	["InternetGatewayDevice.LANDevice.12.WLANConfiguration.5.SSID", ["wifi"]],
	["Device.Hosts.Host.1.Active", ["hosts"]],
	["Device.WiFi.SSID.1.SSID", ["wifi"]],
	["Device.Routing.Router.1.Enable", ["routing"]],
	["InternetGatewayDevice.Layer3Forwarding.DefaultConnectionService", ["routing"]],
	["Device.Services.VoiceService.1.Capabilities.MaxLineCount", ["voice"]],
	["Device.Optical.Interface.1.OpticalSignalLevel", ["optical"]],
	["InternetGatewayDevice.WANDevice.1.X_GponInterafceConfig.RXPower", ["wan", "optical"]],
	["InternetGatewayDevice.X_ACME_EPON.Power", ["optical"]],
	["InternetGatewayDevice.IPPingDiagnostics.Host", ["diagnostics"]],
	["Device.DeviceInfoX.SerialNumber", []],
	["Device.X_ACME.DeviceInfo.SerialNumber", []],
	["InternetGatewayDevice.LANDevice.1.X_Hosts.Count", []],
	["Device.UserInterface.Enable", []],
])("%s belongs to %j", (path, expected) => {
	expect(subtreesOf(path)).toEqual(expected);
});

test("quirk 69: TR-098 subtrees under Device. are found as well", () => {
	expect(subtreesOf("Device.WANDevice.1.WANConnectionDevice.1.Enable")).toEqual(["wan"]);
	expect(subtreesOf("Device.LANDevice.1.Hosts.Host.1.IPAddress")).toEqual(["hosts"]);
});

describe.each(Object.entries(SUBTREES))("%s", (name, { tr181, tr098 }) => {
	test("is found by each of its own paths, under its root, as a whole name", () => {
		for (const [root, paths] of [
			["Device.", tr181],
			["InternetGatewayDevice.", tr098],
		] as const) {
			for (const path of paths) {
				const instance = root + path.replaceAll("{i}", "3");
				expect(subtreesOf(`${instance}X`)).toContain(name);
				expect(subtreesOf(`X${instance}X`)).not.toContain(name);
			}
		}
	});
});
