/** Gateways and ONTs with the root `InternetGatewayDevice.` (TR-098 Amendment 2), in the standard's names. */
import type { Identity, Root } from "../model.ts";
import type { BaseTree } from "../tree.ts";
import { buildTree, parseTree } from "./build.ts";
import { clientMac, deviceInfo, managementServer, time, times } from "./parts.ts";
import { diagnostics098 } from "./tr098-diagnostics.ts";
import { wlan098 } from "./tr098-wlan.ts";
import { TREE_DEFAULTS, type TreeOptions } from "./tr181.ts";

const ROOT: Root = "InternetGatewayDevice.";
const LAN = `${ROOT}LANDevice.1.`;
const WAN = `${ROOT}WANDevice.1.`;
const CONNECTION = `${WAN}WANConnectionDevice.1.`;

export function tree098(options: Partial<TreeOptions> & Pick<TreeOptions, "identity">): BaseTree {
	return buildTree(parseTree(text098({ ...TREE_DEFAULTS, ...options })));
}

export function text098(options: TreeOptions): string {
	return [
		`${ROOT}
DeviceSummary s InternetGatewayDevice:1.4[](Baseline:1, EthernetLAN:1, WiFiLAN:1, PPPoE:1, IPPing:1, Time:1)
LANDeviceNumberOfEntries u
WANDeviceNumberOfEntries u
`,
		deviceInfo(ROOT, options.identity),
		specifics(options.identity),
		managementServer(ROOT, options.intervalSeconds),
		time(ROOT),
		USER_INTERFACE,
		LAYER3,
		`${ROOT}LANDevice. #\n${LAN}\nLANEthernetInterfaceNumberOfEntries u\nLANUSBInterfaceNumberOfEntries u 0\nLANWLANConfigurationNumberOfEntries u\n`,
		hostConfig(),
		hosts(options.hosts),
		`${LAN}LANEthernetInterfaceConfig. #\n`,
		times(4, ethernetPort),
		`${LAN}WLANConfiguration. #\n`,
		options.hasWifi ? wlan098(`${LAN}WLANConfiguration.`, options.wifiClients) : "",
		`${ROOT}WANDevice. #\n${WAN}\nWANConnectionNumberOfEntries u\n`,
		wanCommon(options.hasOptical),
		options.hasOptical ? OPTICAL : "",
		connections(),
		portMappings(options.portMappings),
		FIREWALL,
		QUEUES,
		options.hasVoice ? VOICE : "",
		diagnostics098(options.diagnostics),
	].join("\n");
}

const specifics = ({ modelName }: Identity) => `
${ROOT}DeviceInfo.
SpecVersion s 1.0
EnabledOptions s
ModemFirmwareVersion s ${modelName}-m1
DeviceLog s ready
DeviceStatus s Up
`;

const USER_INTERFACE = `
${ROOT}UserInterface.
PasswordRequired* b 1
PasswordUserSelectable* b 1
UpgradeAvailable* b 0
WarrantyDate d 2027-01-01T00:00:00Z
ISPName* s Example
ISPHelpDesk* s
ISPHomePage* s
CurrentLanguage* s en
AvailableLanguages s en,de,fr
`;

const forwarding = (row: string, target: string, mask: string, gateway: string, via: string) => `
${ROOT}Layer3Forwarding.Forwarding.${row}.
Enable* b ${row === "{i}" ? 0 : 1}
Status s ${row === "{i}" ? "Disabled" : "Enabled"}
Type* s Host
DestIPAddress* s ${target}
DestSubnetMask* s ${mask}
SourceIPAddress* s
SourceSubnetMask* s
GatewayIPAddress* s ${gateway}
Interface* s ${via}
ForwardingMetric* i -1
`;

const LAYER3 = `
${ROOT}Layer3Forwarding.
DefaultConnectionService* s ${CONNECTION}WANPPPConnection.1
ForwardNumberOfEntries u
${ROOT}Layer3Forwarding.Forwarding. +
${forwarding("1", "0.0.0.0", "0.0.0.0", "100.127.255.254", `${CONNECTION}WANPPPConnection.1`)}
${forwarding("2", "192.168.1.0", "255.255.255.0", "0.0.0.0", `${LAN}LANHostConfigManagement.IPInterface.1`)}
${forwarding("{i}", "", "", "", "")}`;

const hostConfig = () => `
${LAN}LANHostConfigManagement.
MACAddress s {mac:2}
DHCPServerConfigurable* b 1
DHCPServerEnable* b 1
DHCPRelay b 0
MinAddress* s 192.168.1.100
MaxAddress* s 192.168.1.249
ReservedAddresses* s
SubnetMask* s 255.255.255.0
DNSServers* s 192.168.1.1
DomainName* s lan
IPRouters* s 192.168.1.1
DHCPLeaseTime* i 86400
UseAllocatedWAN* s Normal
IPInterfaceNumberOfEntries u
${LAN}LANHostConfigManagement.IPInterface. +
${LAN}LANHostConfigManagement.IPInterface.1.
Enable* b 1
IPInterfaceIPAddress* s 192.168.1.1
IPInterfaceSubnetMask* s 255.255.255.0
IPInterfaceAddressingType* s Static
${LAN}LANHostConfigManagement.DHCPStaticAddress. +
${LAN}LANHostConfigManagement.DHCPStaticAddress.{i}.
Enable* b 0
Chaddr* s
Yiaddr* s
`;

const hosts = (count: number) => `
${LAN}Hosts.
HostNumberOfEntries u
${LAN}Hosts.Host. #
${times(
	count,
	(number) => `
${LAN}Hosts.Host.${number}.
IPAddress s 192.168.1.${99 + number}
AddressSource s DHCP
LeaseTimeRemaining i 43200
MACAddress s ${clientMac(number)}
HostName s host-${number}
InterfaceType s ${number <= 2 ? "802.11" : "Ethernet"}
Layer2Interface s ${number <= 2 ? `${LAN}WLANConfiguration.1` : `${LAN}LANEthernetInterfaceConfig.1`}
VendorClassID s
ClientID s
UserClassID s
Active b 1
`,
)}`;

const ethernetPort = (number: number) => `
${LAN}LANEthernetInterfaceConfig.${number}.
Enable* b 1
Status s ${number === 1 ? "Up" : "NoLink"}
MACAddress s {mac:${number + 2}}
MACAddressControlEnabled* b 0
MaxBitRate* s Auto
DuplexMode* s Auto
Name s eth${number}
${LAN}LANEthernetInterfaceConfig.${number}.Stats.
BytesSent u 18446744
BytesReceived u 92233720
PacketsSent u 140234
PacketsReceived u 212044
`;

const wanCommon = (isOptical: boolean) => `
${WAN}WANCommonInterfaceConfig.
EnabledForInternet* b 1
WANAccessType s ${isOptical ? "X_02AC3E_GPON" : "Ethernet"}
Layer1UpstreamMaxBitRate u 1000000000
Layer1DownstreamMaxBitRate u 1000000000
PhysicalLinkStatus s Up
WANAccessProvider s
TotalBytesSent u 184467440
TotalBytesReceived u 922337203
TotalPacketsSent u 1402344
TotalPacketsReceived u 2120445
MaximumActiveConnections u 4
NumberOfActiveConnections u 1
${
	isOptical
		? ""
		: `
${WAN}WANEthernetInterfaceConfig.
Enable* b 1
Status s Up
MACAddress s {mac:1}
MaxBitRate* s Auto
DuplexMode* s Auto
${WAN}WANEthernetInterfaceConfig.Stats.
BytesSent u 184467440
BytesReceived u 922337203
PacketsSent u 1402344
PacketsReceived u 2120445
`
}`;

/** TR-098 knows no optics: every vendor has names of its own. */
const OPTICAL = `
${WAN}X_02AC3E_GponInterfaceConfig.
Status s Up
TXPower s 2.3 dBm
RXPower s -18.5 dBm
TransceiverTemperature i 46
SupplyVoltage u 3300
BiasCurrent u 12
BytesSent l 184467440
BytesReceived l 922337203
PacketsSent l 1402344
PacketsReceived l 2120445
FECError u 0
HECError u 0
`;

const connections = () => `
${WAN}WANConnectionDevice. +
${CONNECTION}
WANIPConnectionNumberOfEntries u
WANPPPConnectionNumberOfEntries u
${CONNECTION}WANIPConnection. +
${CONNECTION}WANIPConnection.1.
Enable* b 0
ConnectionStatus s Disconnected
PossibleConnectionTypes s IP_Routed,IP_Bridged
ConnectionType* s IP_Routed
Name* s management
Uptime u 0
LastConnectionError s ERROR_NONE
AddressingType* s DHCP
ExternalIPAddress* s 0.0.0.0
SubnetMask* s 0.0.0.0
DefaultGateway* s 0.0.0.0
DNSEnabled* b 1
DNSOverrideAllowed* b 0
DNSServers* s
MACAddress s {mac:1}
ConnectionTrigger* s AlwaysOn
RouteProtocolRx* s Off
NATEnabled* b 1
RSIPAvailable b 0
${CONNECTION}WANPPPConnection. +
${CONNECTION}WANPPPConnection.1.
Enable* b 1
ConnectionStatus s Connected
PossibleConnectionTypes s IP_Routed,PPPoE_Bridged
ConnectionType* s IP_Routed
Name* s internet
Uptime u {upTime}
LastConnectionError s ERROR_NONE
AutoDisconnectTime* u 0
IdleDisconnectTime* u 0
WarnDisconnectDelay* u 0
RSIPAvailable b 0
NATEnabled* b 1
Username* s user@example.net
Password* s secret
PPPEncryptionProtocol s None
PPPCompressionProtocol s None
PPPAuthenticationProtocol s CHAP
ExternalIPAddress s {wanIp}
RemoteIPAddress s 100.127.255.254
MaxMRUSize* u 1492
CurrentMRUSize u 1492
DNSEnabled* b 1
DNSOverrideAllowed* b 0
DNSServers* s 192.0.2.53,198.51.100.53
MACAddress s {mac:1}
TransportType s PPPoE
PPPoEACName* s
PPPoEServiceName* s
ConnectionTrigger* s AlwaysOn
RouteProtocolRx* s Off
PPPLCPEcho u 30
PPPLCPEchoRetry u 3
PortMappingNumberOfEntries u
${CONNECTION}WANPPPConnection.1.Stats.
EthernetBytesSent u 184467440
EthernetBytesReceived u 922337203
EthernetPacketsSent u 1402344
EthernetPacketsReceived u 2120445
`;

const portMappings = (count: number) => `
${CONNECTION}WANPPPConnection.1.PortMapping. +
${times(count, (number) => portMapping(String(number), 8000 + number, `192.168.1.${99 + number}`))}
${portMapping("{i}", 0, "")}`;

const portMapping = (row: string, port: number, client: string) => `
${CONNECTION}WANPPPConnection.1.PortMapping.${row}.
PortMappingEnabled* b ${port === 0 ? 0 : 1}
PortMappingLeaseDuration* u 0
RemoteHost* s
ExternalPort* u ${port}
InternalPort* u ${port}
PortMappingProtocol* s TCP
InternalClient* s ${client}
PortMappingDescription* s
`;

const FIREWALL = `
${ROOT}X_02AC3E_Security.
FirewallEnable* b 1
FirewallLevel* s Normal
DMZEnable* b 0
DMZHost* s
UPnPEnable* b 1
`;

const QUEUES = `
${ROOT}QueueManagement.
Enable* b 0
MaxQueues u 4
MaxClassificationEntries u 16
ClassificationNumberOfEntries u 0
DefaultForwardingPolicy* u 0
DefaultTrafficClass* i 0
DefaultQueue* u 1
AvailableAppList s
`;

const LINE = `${ROOT}Services.VoiceService.1.VoiceProfile.1.`;
const VOICE = `
${ROOT}Services.
VoiceServiceNumberOfEntries u
${ROOT}Services.VoiceService. #
${ROOT}Services.VoiceService.1.
VoiceProfileNumberOfEntries u
${ROOT}Services.VoiceService.1.Capabilities.
MaxProfileCount u 1
MaxLineCount u 2
SignalingProtocols s SIP
${ROOT}Services.VoiceService.1.VoiceProfile. +
${LINE}
Enable* s Enabled
Name* s sip
SignalingProtocol* s SIP
DTMFMethod* s RFC2833
NumberOfLines u 2
${LINE}SIP.
ProxyServer* s sip.example.net
ProxyServerPort* u 5060
RegistrarServer* s sip.example.net
UserAgentDomain* s example.net
RegisterExpires* u 3600
${LINE}Line. +
${times(
	2,
	(number) => `
${LINE}Line.${number}.
Enable* s ${number === 1 ? "Enabled" : "Disabled"}
DirectoryNumber* s +4930123450${number}
Status s ${number === 1 ? "Up" : "Disabled"}
CallState s Idle
${LINE}Line.${number}.SIP.
AuthUserName* s line${number}
AuthPassword* s secret
URI* s sip:line${number}@example.net
`,
)}`;
