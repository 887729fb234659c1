export { templatePath as templateOf } from "../device/standard/model.ts";

/** The expected subtrees by their names relative to each root; `{i}` stands for any instance (TR-181 2.x, TR-106, TR-098 1.x). */
export const SUBTREES = {
	deviceInfo: { tr181: ["DeviceInfo."], tr098: ["DeviceInfo."] },
	managementServer: { tr181: ["ManagementServer."], tr098: ["ManagementServer."] },
	time: { tr181: ["Time."], tr098: ["Time."] },
	wan: { tr181: ["IP.Interface.", "PPP.", "DSL.", "Cellular."], tr098: ["WANDevice."] },
	lan: {
		tr181: ["DHCPv4.", "Ethernet.", "Bridging."],
		tr098: ["LANDevice.{i}.LANHostConfigManagement.", "LANDevice.{i}.LANEthernetInterfaceConfig."],
	},
	hosts: { tr181: ["Hosts."], tr098: ["LANDevice.{i}.Hosts."] },
	wifi: { tr181: ["WiFi."], tr098: ["LANDevice.{i}.WLANConfiguration."] },
	firewallNat: {
		tr181: ["Firewall.", "NAT."],
		tr098: [
			"Firewall.",
			"WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.",
			"WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnection.{i}.PortMapping.",
		],
	},
	routing: { tr181: ["Routing."], tr098: ["Layer3Forwarding."] },
	voice: { tr181: ["Services.VoiceService."], tr098: ["Services.VoiceService."] },
	optical: { tr181: ["Optical."], tr098: [] },
	diagnostics: {
		tr181: ["IP.Diagnostics.", "LAN.IPPingDiagnostics.", "LAN.TraceRouteDiagnostics."],
		tr098: ["IPPingDiagnostics.", "TraceRouteDiagnostics.", "DownloadDiagnostics.", "UploadDiagnostics."],
	},
} as const;

export type Subtree = keyof typeof SUBTREES;
export const REQUIRED_SUBTREES: readonly Subtree[] = ["deviceInfo", "managementServer"];

/** TR-098 knows no optical interface: where one is, it stands in an extension of the WAN device. */
const OPTICAL_EXTENSION = /^InternetGatewayDevice\.(?:WANDevice\.\d+\.)?X_[^.]*(?:PON|Optical)[^.]*\./i;

const PATTERNS = Object.entries(SUBTREES).map(([name, { tr181, tr098 }]) => {
	const parts = [
		...tr181.map((path) => `Device\\.${pattern(path)}`),
		...tr098.map((path) => `(?:InternetGatewayDevice|Device)\\.${pattern(path)}`),
	];
	return [name as Subtree, new RegExp(`^(?:${parts.join("|")})`)] as const;
});

function pattern(path: string): string {
	return path.replaceAll(".", "\\.").replaceAll("{i}", "\\d+");
}

/** The subtrees that a path belongs to. */
export function subtreesOf(path: string): Subtree[] {
	const found = PATTERNS.filter(([, expression]) => expression.test(path)).map(([name]) => name);
	return OPTICAL_EXTENSION.test(path) ? [...found, "optical"] : found;
}
