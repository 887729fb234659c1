import { expect, test } from "vitest";
import { addressesIn } from "../../src/device/addresses.ts";
import { treeRecord } from "../../src/device/treeRecord.ts";

test.each<[path: string, value: string, found: string]>([
	["Device.ManagementServer.ConnectionRequestURL", "http://100.64.1.2:7547/x", "100.64.1.2"],
	["Device.ManagementServer.ConnectionRequestURL", "http://[2001:DB8::7]:7547/", "2001:db8::7"],
	["Device.ManagementServer.ConnectionRequestURL", "http://cpe.example.net/", ""],
	["Device.ManagementServer.ConnectionRequestURL", "http://127.0.0.1:7547/", ""],
	["Device.ManagementServer.ConnectionRequestURL", "", ""],
	[
		"InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress",
		"192.0.2.1",
		"192.0.2.1",
	],
	["InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress", "0.0.0.0", ""],
	["Device.IP.Interface.1.IPv4Address.1.IPAddress", "192.0.2.1' or 1=1", ""],
	["Device.IP.Interface.1.IPv6Address.1.IPAddress", "2001:DB8::1", "2001:db8::1"],
	["Device.PPP.Interface.1.IPCP.LocalIPAddress", "192.0.2.1", "192.0.2.1"],
	["Device.PPP.Interface.1.IPCP.RemoteIPAddress", "192.0.2.1", ""],
	["Device.Hosts.Host.1.IPAddress", "192.0.2.1", ""],
	["Device.Ethernet.Interface.1.MACAddress", "02:aa:bb:cc:dd:01", "02AABBCCDD01"],
	["Device.Ethernet.Interface.1.MACAddress", "00:00:00:00:00:00", ""],
	["Device.Hosts.Host.1.MACAddress", "02:aa:bb:cc:dd:01", ""],
])("%s = %j is searched by %j", (path, value, found) => {
	expect(addressesIn([[path, value]])).toBe(found);
});

test("each stands there once, and a table of thousands is not a device's own", () => {
	const row = (n: number) => [`Device.IP.Interface.${n}.IPv4Address.1.IPAddress`, `10.0.${n >> 8}.${n & 255}`] as const;
	expect(addressesIn([row(1), row(1), row(2)])).toBe("10.0.0.1\n10.0.0.2");
	expect(addressesIn(Array.from({ length: 5000 }, (_, n) => row(n))).split("\n")).toHaveLength(64);
});

test("a tree is not searched by what the last Inform carries", () => {
	const path = "Device.IP.Interface.1.IPv4Address.1.IPAddress";
	const tree = new Map([[path, { value: "192.0.2.1", type: "xsd:string", writable: false, readAt: 1 }]]);
	expect(treeRecord(tree, [], new Date(0)).addresses).toBe("192.0.2.1");
	expect(treeRecord(tree, [[path, "192.0.2.2", "xsd:string"]], new Date(0)).addresses).toBe("");
});
