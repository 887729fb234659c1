import { describe, expect, test } from "vitest";
import { risksOfObject, risksOfValue } from "../../src/device/changeRisks.ts";
import { managementWay, maybeLosesWay } from "../../src/device/managementWay.ts";
import { mergeValues, type Tree } from "../../src/device/tree.ts";

function treeOf(values: Readonly<Record<string, string>>): Tree {
	const tree: Tree = new Map();
	const list = Object.entries(values).map(([path, value]) => ({ path, value, type: "xsd:string" }));
	mergeValues(tree, list, 1);
	return tree;
}

const tr181 = treeOf({
	"Device.IP.Interface.1.Enable": "1",
	"Device.IP.Interface.1.IPv4Address.1.IPAddress": "100.64.1.2",
	"Device.IP.Interface.1.LowerLayers": "Device.PPP.Interface.1.",
	"Device.IP.Interface.2.Enable": "1",
	"Device.IP.Interface.2.IPv4Address.1.IPAddress": "192.168.1.1",
	"Device.IP.Interface.2.LowerLayers": "Device.Bridging.Bridge.1.Port.1.",
	"Device.PPP.Interface.1.LowerLayers": "Device.Ethernet.VLANTermination.1",
	"Device.Ethernet.VLANTermination.1.LowerLayers": "Device.Ethernet.Link.1., Device.DSL.Channel.1.",
	// Some go round in a circle.
	"Device.Ethernet.Link.1.LowerLayers": "Device.IP.Interface.1.",
	"Device.DHCPv4.Client.1.Interface": "Device.IP.Interface.1",
	"Device.DHCPv4.Client.2.Interface": "Device.IP.Interface.2",
	// No address of its own.
	"Device.DNS.Client.Server.1.DNSServer": "100.64.1.2",
	"Device.Hosts.Host.1.IPAddress": "100.64.1.2",
});
const WAN = "InternetGatewayDevice.WANDevice.1.";
const tr098 = treeOf({
	[`${WAN}WANCommonInterfaceConfig.EnabledForInternet`]: "1",
	[`${WAN}WANDSLInterfaceConfig.Enable`]: "1",
	[`${WAN}WANConnectionDevice.1.WANDSLLinkConfig.Enable`]: "1",
	[`${WAN}WANConnectionDevice.1.WANPPPConnection.1.ExternalIPAddress`]: "100.64.1.2",
	[`${WAN}WANConnectionDevice.2.WANDSLLinkConfig.Enable`]: "1",
	[`${WAN}WANConnectionDevice.2.WANIPConnection.1.ExternalIPAddress`]: "192.0.2.9",
	"InternetGatewayDevice.WANDevice.2.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress": "192.0.2.10",
});
const v6 = treeOf({ "Device.IP.Interface.3.IPv6Address.1.IPAddress": "2001:DB8:0:0::7" });
const URL = "http://100.64.1.2:7547/";

const management = (tree: Tree, path: string, value: string, url: string | null = URL) =>
	risksOfValue(path, value, undefined, tree.get(path), managementWay(tree, url)).includes("losesManagement");

describe("the interface that the ACS reaches a device by", () => {
	test.each<[string, Tree, string, string, boolean]>([
		["is switched off", tr181, "Device.IP.Interface.1.Enable", "0", true],
		["is switched off in words", tr181, "Device.IP.Interface.1.Enable", "false", true],
		["is left on", tr181, "Device.IP.Interface.1.Enable", "true", false],
		["is not the one that is switched off", tr181, "Device.IP.Interface.2.Enable", "0", false],
		["gets another address", tr181, "Device.IP.Interface.1.IPv4Address.1.IPAddress", "100.64.1.3", true],
		["gets the address that it has", tr181, "Device.IP.Interface.1.IPv4Address.1.IPAddress", "100.64.1.2", false],
		["loses its address", tr181, "Device.IP.Interface.1.IPv4Address.1.Enable", "0", true],
		["has another address that goes", tr181, "Device.IP.Interface.1.IPv4Address.2.Enable", "0", false],
		["is put on other layers", tr181, "Device.IP.Interface.1.LowerLayers", "Device.Ethernet.Link.9.", true],
		["loses its session", tr181, "Device.PPP.Interface.1.Enable", "0", true],
		["is tagged otherwise", tr181, "Device.Ethernet.VLANTermination.1.VLANID", "7", true],
		["loses its link, by a way without a last dot", tr181, "Device.Ethernet.Link.1.Enable", "0", true],
		["loses its line", tr181, "Device.DSL.Channel.1.Enable", "0", true],
		["loses its lease", tr181, "Device.DHCPv4.Client.1.Enable", "0", true],
		["is not the one of that lease", tr181, "Device.DHCPv4.Client.2.Enable", "0", false],
		["goes with all of IPv4", tr181, "Device.IP.IPv4Enable", "0", true],
		["is named", tr181, "Device.IP.Interface.1.Alias", "wan", false],
		["gets other credentials", tr181, "Device.PPP.Interface.1.Username", "a@isp", false],
		["is switched off", tr098, `${WAN}WANConnectionDevice.1.WANPPPConnection.1.Enable`, "0", true],
		[
			"gets another address",
			tr098,
			`${WAN}WANConnectionDevice.1.WANPPPConnection.1.ExternalIPAddress`,
			"1.2.3.4",
			true,
		],
		["is another", tr098, `${WAN}WANConnectionDevice.2.WANIPConnection.1.Enable`, "0", false],
		["loses its link", tr098, `${WAN}WANConnectionDevice.1.WANDSLLinkConfig.Enable`, "0", true],
		["does not stand on another's link", tr098, `${WAN}WANConnectionDevice.2.WANDSLLinkConfig.Enable`, "0", false],
		["loses its line", tr098, `${WAN}WANDSLInterfaceConfig.Enable`, "0", true],
		["is for the internet no more", tr098, `${WAN}WANCommonInterfaceConfig.EnabledForInternet`, "0", true],
	])("%s", (_, tree, path, value, loses) => {
		expect(management(tree, path, value)).toBe(loses);
		if (loses) expect(maybeLosesWay(path, value)).toBe(true);
	});

	test.each<[string, Tree, string, boolean]>([
		["itself", tr181, "Device.IP.Interface.1.", true],
		["its address", tr181, "Device.IP.Interface.1.IPv4Address.1.", true],
		["another address of it", tr181, "Device.IP.Interface.1.IPv4Address.2.", false],
		["what it stands on", tr181, "Device.Ethernet.VLANTermination.1.", true],
		["another", tr181, "Device.IP.Interface.2.", false],
		["what holds it", tr098, `${WAN}WANConnectionDevice.1.`, true],
		["its neighbour", tr098, `${WAN}WANConnectionDevice.2.`, false],
		["a mapping of its ports", tr098, `${WAN}WANConnectionDevice.1.WANPPPConnection.1.PortMapping.1.`, false],
	])("is lost or not when an object is removed: %s", (_, tree, path, loses) => {
		const risks = risksOfObject(path, true, true, managementWay(tree, URL));
		expect(risks.includes("losesManagement")).toBe(loses);
		expect(risksOfObject(path, true, false, managementWay(tree, URL))).not.toContain("losesManagement");
	});

	test("is known by an IPv6 address, however that is spelled", () => {
		expect(management(v6, "Device.IP.Interface.3.Enable", "0", "http://[2001:db8::7]:7547/")).toBe(true);
	});

	test.each([
		["a name", "http://cpe.example.net:7547/"],
		["an address that no object is known to bear", "http://198.51.100.1/"],
		["no URL", "x"],
		["nothing", null],
	])("is not known by %s: then it is a risk of connectivity, as before", (_, url) => {
		expect(managementWay(tr181, url)).toBeNull();
		const path = "Device.IP.Interface.1.Enable";
		expect(risksOfValue(path, "0", undefined, tr181.get(path), null)).toEqual(["losesConnectivity"]);
	});
});
