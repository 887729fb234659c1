/** Gateways and ONTs with the root `Device.` (TR-181 Issue 2), in the standard's names. */
import type { DiagnosticKind, Identity } from "../model.ts";
import type { BaseTree } from "../tree.ts";
import { buildTree, parseTree } from "./build.ts";
import { clientMac, deviceInfo, managementServer, STATS, time, times } from "./parts.ts";
import { diagnostics181 } from "./tr181-diagnostics.ts";
import { wifi181 } from "./tr181-wifi.ts";

export interface TreeOptions {
	readonly identity: Identity;
	readonly intervalSeconds: number;
	readonly hosts: number;
	/** Clients of the first access point. */
	readonly wifiClients: number;
	readonly hasWifi: boolean;
	readonly hasOptical: boolean;
	readonly hasVoice: boolean;
	readonly diagnostics: readonly DiagnosticKind[];
	readonly portMappings: number;
	/** Firewall rules, routes and such: what makes a tree large. */
	readonly rules: number;
}

export const TREE_DEFAULTS = {
	intervalSeconds: 3600,
	hosts: 4,
	wifiClients: 2,
	hasWifi: true,
	hasOptical: false,
	hasVoice: false,
	diagnostics: ["ipPing", "traceRoute", "download", "upload"],
	portMappings: 2,
	rules: 2,
} as const satisfies Omit<TreeOptions, "identity">;

export function tree181(options: Partial<TreeOptions> & Pick<TreeOptions, "identity">): BaseTree {
	return buildTree(parseTree(text181({ ...TREE_DEFAULTS, ...options })), { addsCountersUnder: "Device." });
}

export function text181(options: TreeOptions): string {
	const wan = options.hasOptical ? "Device.Optical.Interface.1" : "Device.Ethernet.Interface.1";
	return [
		"Device.\nRootDataModelVersion s 2.16\n",
		deviceInfo("Device.", options.identity),
		managementServer("Device.", options.intervalSeconds),
		time("Device."),
		"Device.UserInterface.\nPasswordRequired* b 1\nCurrentLanguage* s en\nAvailableLanguages s en,de,fr\n",
		times(4, (number) => ethernetInterface(number)),
		links(wan),
		wanAndLan(),
		dhcpServer(options.hosts),
		hosts(options.hosts),
		nat(options.portMappings),
		firewall(options.rules),
		dns(),
		options.hasWifi ? wifi181(options.wifiClients) : "",
		options.hasOptical ? OPTICAL : "",
		options.hasVoice ? VOICE : "",
		diagnostics181(options.diagnostics),
	].join("\n");
}

const ethernetInterface = (number: number) => `
Device.Ethernet.Interface. #
Device.Ethernet.Interface.${number}.
Enable* b 1
Status s ${number < 3 ? "Up" : "Down"}
Alias* s eth${number - 1}
Name s eth${number - 1}
LastChange u 86400
LowerLayers* s
Upstream b ${number === 1 ? 1 : 0}
MACAddress s {mac:${number}}
MaxBitRate* i -1
CurrentBitRate u ${number < 3 ? 1000 : 0}
DuplexMode* s Auto
Device.Ethernet.Interface.${number}.Stats.
${STATS}`;

const links = (wan: string) => `
Device.Ethernet.Link. #
${["eth0", "br0"].map((name, index) => link(index + 1, name, index === 0 ? wan : "Device.Bridging.Bridge.1.Port.1")).join("")}
Device.Bridging.
MaxBridgeEntries u 4
MaxVLANEntries u 16
Device.Bridging.Bridge. +
Device.Bridging.Bridge.1.
Enable* b 1
Status s Enabled
Standard* s 802.1Q-2005
${times(
	4,
	(number) => `
Device.Bridging.Bridge.1.Port. +
Device.Bridging.Bridge.1.Port.${number}.
Enable* b 1
Status s Up
ManagementPort* b ${number === 1 ? 1 : 0}
LowerLayers* s ${number === 1 ? "" : `Device.Ethernet.Interface.${number}`}
PVID* i 1
TPID* u 33024`,
)}
Device.Bridging.Bridge.{i}.
Enable* b 0
Status s Disabled
Standard* s 802.1Q-2005
`;

const link = (number: number, name: string, lower: string) => `
Device.Ethernet.Link.${number}.
Enable* b 1
Status s Up
Name s ${name}
LastChange u 86400
LowerLayers* s ${lower}
MACAddress s {mac:${number + 4}}
`;

const wanAndLan = () => `
Device.IP.
IPv4Capable b 1
IPv4Enable* b 1
IPv4Status s Enabled
IPv6Capable b 1
IPv6Enable* b 0
IPv6Status s Disabled
Device.IP.Interface. #
${ipInterface(1, "wan", "Device.PPP.Interface.1", "{wanIp}", "255.255.255.255", "IPCP")}
${ipInterface(2, "lan", "Device.Ethernet.Link.2", "192.168.1.1", "255.255.255.0", "Static")}
Device.PPP.
SupportedNCPs s IPCP,IPv6CP
Device.PPP.Interface. #
Device.PPP.Interface.1.
Enable* b 1
Status s Up
Name s ppp0
LastChange u 86000
LowerLayers* s Device.Ethernet.Link.1
Reset* b 0
ConnectionStatus s Connected
LastConnectionError s ERROR_NONE
AutoDisconnectTime* u 0
IdleDisconnectTime* u 0
Username* s user@example.net
Password* s secret
EncryptionProtocol s None
CompressionProtocol s None
AuthenticationProtocol s CHAP
MaxMRUSize* u 1492
CurrentMRUSize u 1492
ConnectionTrigger* s AlwaysOn
Device.PPP.Interface.1.PPPoE.
SessionID u 4711
ACName* s
ServiceName* s
Device.PPP.Interface.1.IPCP.
LocalIPAddress s {wanIp}
RemoteIPAddress s 100.127.255.254
DNSServers s 192.0.2.53,198.51.100.53
Device.Routing.
Device.Routing.Router. #
Device.Routing.Router.1.
Enable* b 1
Status s Enabled
Device.Routing.Router.1.IPv4Forwarding. +
${route(1, "", "", "100.127.255.254", "Device.IP.Interface.1", 0)}
${route(2, "192.168.1.0", "255.255.255.0", "", "Device.IP.Interface.2", 1)}
Device.Routing.Router.1.IPv4Forwarding.{i}.
Enable* b 0
Status s Disabled
StaticRoute b 1
DestIPAddress* s
DestSubnetMask* s
GatewayIPAddress* s
Interface* s
Origin s Static
ForwardingMetric* i -1
`;

const ipInterface = (number: number, name: string, lower: string, ip: string, mask: string, type: string) => `
Device.IP.Interface.${number}.
Enable* b 1
IPv4Enable* b 1
Status s Up
Name s ${name}
LastChange u 86000
LowerLayers* s ${lower}
Router* s Device.Routing.Router.1
MaxMTUSize* u 1500
Type s Normal
Loopback* b 0
Device.IP.Interface.${number}.IPv4Address. +
Device.IP.Interface.${number}.IPv4Address.1.
Enable* b 1
Status s Enabled
IPAddress${type === "Static" ? "*" : ""} s ${ip}
SubnetMask${type === "Static" ? "*" : ""} s ${mask}
AddressingType s ${type}
Device.IP.Interface.${number}.Stats.
${STATS}`;

const route = (number: number, target: string, mask: string, gateway: string, via: string, metric: number) => `
Device.Routing.Router.1.IPv4Forwarding.${number}.
Enable* b 1
Status s Enabled
StaticRoute b 0
DestIPAddress* s ${target}
DestSubnetMask* s ${mask}
GatewayIPAddress* s ${gateway}
Interface* s ${via}
Origin s IPCP
ForwardingMetric* i ${metric}
`;

const dhcpServer = (leases: number) => `
Device.DHCPv4.
Device.DHCPv4.Server.
Enable* b 1
Device.DHCPv4.Server.Pool. +
Device.DHCPv4.Server.Pool.1.
Enable* b 1
Status s Enabled
Order* u 1
Interface* s Device.IP.Interface.2
MinAddress* s 192.168.1.100
MaxAddress* s 192.168.1.249
ReservedAddresses* s
SubnetMask* s 255.255.255.0
DNSServers* s 192.168.1.1
DomainName* s lan
IPRouters* s 192.168.1.1
LeaseTime* i 86400
Device.DHCPv4.Server.Pool.1.StaticAddress. +
Device.DHCPv4.Server.Pool.1.StaticAddress.{i}.
Enable* b 0
Chaddr* s
Yiaddr* s
Device.DHCPv4.Server.Pool.1.Client. #
${times(
	leases,
	(number) => `
Device.DHCPv4.Server.Pool.1.Client.${number}.
Chaddr s ${clientMac(number)}
Active b 1
Device.DHCPv4.Server.Pool.1.Client.${number}.IPv4Address. #
Device.DHCPv4.Server.Pool.1.Client.${number}.IPv4Address.1.
IPAddress s 192.168.1.${99 + number}
LeaseTimeRemaining d 2030-01-01T00:00:00Z
`,
)}`;

const hosts = (count: number) => `
Device.Hosts.
Device.Hosts.Host. #
${times(
	count,
	(number) => `
Device.Hosts.Host.${number}.
PhysAddress s ${clientMac(number)}
IPAddress s 192.168.1.${99 + number}
AddressSource s DHCP
DHCPClient s Device.DHCPv4.Server.Pool.1.Client.${number}
LeaseTimeRemaining i 43200
AssociatedDevice s ${number <= 2 ? `Device.WiFi.AccessPoint.1.AssociatedDevice.${number}` : ""}
Layer1Interface s ${number <= 2 ? "Device.WiFi.SSID.1" : "Device.Ethernet.Interface.2"}
Layer3Interface s Device.IP.Interface.2
InterfaceType s ${number <= 2 ? "802.11" : "Ethernet"}
HostName s host-${number}
Active b 1
`,
)}`;

const nat = (mappings: number) => `
Device.NAT.
Device.NAT.InterfaceSetting. #
Device.NAT.InterfaceSetting.1.
Enable* b 1
Status s Enabled
Interface* s Device.IP.Interface.1
Device.NAT.PortMapping. +
${times(mappings, (number) => portMapping(String(number), `80${number}`, `192.168.1.${99 + number}`, 1))}
${portMapping("{i}", "0", "", 0)}`;

const portMapping = (row: string, port: string, client: string, enable: number) => `
Device.NAT.PortMapping.${row}.
Enable* b ${enable}
Status s ${enable ? "Enabled" : "Disabled"}
Interface* s Device.IP.Interface.1
AllInterfaces* b 0
LeaseDuration* u 0
RemoteHost* s
ExternalPort* u ${port}
ExternalPortEndRange* u 0
InternalPort* u ${port}
Protocol* s TCP
InternalClient* s ${client}
Description* s
`;

const firewall = (rules: number) => `
Device.Firewall.
Enable* b 1
Config* s Advanced
AdvancedLevel* s Device.Firewall.Level.1
Type s Stateful
Version s 1.0
Device.Firewall.Level. +
Device.Firewall.Level.1.
Name* s Normal
Description* s
Order* u 1
Chain* s Device.Firewall.Chain.1
PortMappingEnabled* b 1
DefaultPolicy* s Drop
Device.Firewall.Chain. +
Device.Firewall.Chain.1.
Enable* b 1
Name* s inbound
Creator s Defaults
Device.Firewall.Chain.1.Rule. +
${times(rules, (number) => rule(String(number), number))}
${rule("{i}", 0)}`;

const rule = (row: string, order: number) => `
Device.Firewall.Chain.1.Rule.${row}.
Enable* b ${order === 0 ? 0 : 1}
Status s ${order === 0 ? "Disabled" : "Enabled"}
Order* u ${order}
Description* s
Target* s Drop
Log* b 0
SourceInterface* s Device.IP.Interface.1
DestInterface* s Device.IP.Interface.2
IPVersion* i 4
DestIP* s
DestMask* s
SourceIP* s
SourceMask* s
Protocol* i 6
DestPort* i ${order === 0 ? -1 : 1000 + order}
SourcePort* i -1
`;

const dns = () => `
Device.DNS.Client.
Enable* b 1
Status s Enabled
HostName* s gateway
Device.DNS.Client.Server. +
${times(2, (number) => `Device.DNS.Client.Server.${number}.\nEnable* b 1\nStatus s Enabled\nDNSServer* s 192.0.2.5${number}\nInterface* s Device.IP.Interface.1\nType s IPCP\n`)}
Device.DNS.Relay.
Enable* b 1
Status s Enabled
`;

const OPTICAL = `
Device.Optical.
Device.Optical.Interface. #
Device.Optical.Interface.1.
Enable* b 1
Status s Up
Name s pon0
LastChange u 86400
LowerLayers* s
Upstream b 1
OpticalSignalLevel i -18500
LowerOpticalThreshold i -28000
UpperOpticalThreshold i -8000
TransmitOpticalLevel i 2300
LowerTransmitPowerThreshold i 500
UpperTransmitPowerThreshold i 5000
Device.Optical.Interface.1.Stats.
${STATS}`;

const VOICE = `
Device.Services.
Device.Services.VoiceService. #
Device.Services.VoiceService.1.
Alias* s voice
Device.Services.VoiceService.1.VoiceProfile. +
Device.Services.VoiceService.1.VoiceProfile.1.
Enable* s Enabled
Name* s sip
SignalingProtocol* s SIP
DTMFMethod* s RFC4733
NumberOfLines u 2
Device.Services.VoiceService.1.VoiceProfile.1.SIP.
ProxyServer* s sip.example.net
ProxyServerPort* u 5060
RegistrarServer* s sip.example.net
UserAgentDomain* s example.net
RegisterExpires* u 3600
${times(
	2,
	(number) => `
Device.Services.VoiceService.1.VoiceProfile.1.Line. +
Device.Services.VoiceService.1.VoiceProfile.1.Line.${number}.
Enable* s ${number === 1 ? "Enabled" : "Disabled"}
DirectoryNumber* s +4930123450${number}
Status s ${number === 1 ? "Up" : "Disabled"}
CallState s Idle
Device.Services.VoiceService.1.VoiceProfile.1.Line.${number}.SIP.
AuthUserName* s line${number}
AuthPassword* s secret
URI* s sip:line${number}@example.net
`,
)}`;
