import { isHiddenValue, isSecretName } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { accessOf } from "../../device/standardModel.ts";
import type { Tree, TreeNode } from "../../device/tree.ts";

/** How often it calls its server. */
const CADENCE = /\.ManagementServer\.PeriodicInform(Enable|Interval)$/;
/** What a person or a provider chose, and no version of a firmware has a reason to choose anew. */
const STEADY = [
	/\.(SSID|NTPServer[1-5]|ProvisioningCode|FriendlyName)$/,
	/\.ManagementServer\.(URL|Username)$/,
	/\.WiFi\.(Radio|SSID|AccessPoint)\.\d+\.Enable$/,
	/\.WiFi\.AccessPoint\.\d+\.Security\.ModeEnabled$/,
	/\.WLANConfiguration\.\d+\.(BeaconType|(Basic|WPA|IEEE11i)(Authentication|Encryption)Modes?)$/,
	/\.(IP|PPP|Ethernet)\.Interface\.\d+\.Enable$/,
	/\.(WLANConfiguration|WANIPConnection|WANPPPConnection)\.\d+\.Enable$/,
	/\.(PPP\.Interface|WANPPPConnection)\.\d+\.Username$/,
	/\.(LANHostConfigManagement\.DHCPServerEnable|DHCPv4\.Server\.Enable)$/,
	/\.UserInterface\.PasswordRequired$/,
	CADENCE,
] as const;

/** Objects whose rows come and go, or that hold what a device was asked to do once. */
const MOVING_OBJECT =
	/\.(\w*Diagnostics?\w*|Hosts|AssociatedDevice|Layer3Forwarding|IPv[46]Forwarding|PortMapping|IPv6(Address|Prefix)|InterfaceStack|SoftwareModules|PeriodicStatistics|Cellular|Storage\w*|USB\w*)\./;
/** Settings that a device may choose anew by itself: channels, rates, what it numbers. */
const MOVING_NAME =
	/\.(\w*Channel|\w*Bandwidth|TransmitPower\w*|\w*DataTransmitRates|MCS|MaxBitRate|DuplexMode|LowerLayers|Alias|ParameterKey|\w*Reboot|DefaultConnectionService)$/;
const ADDRESS_NAME = /(IPAddress|SubnetMask|Gateway|DNSServers?)$/;
const OWN_LAN = /\.(LANHostConfigManagement|DHCPv4\.Server(\.Pool\.\d+)?)\.(?!DNSServers$)\w+$/;
/** What gives a device addresses that nobody has set (TR-181). */
const GIVES_ADDRESSES = /^Device\.(DHCPv4\.Client|PPP\.Interface)\.\d+\./;

export function isSteady(path: string): boolean {
	return STEADY.some((pattern) => pattern.test(path));
}

/** What first contact sets anew after a bootstrap. */
export function isFirstContacts(path: string): boolean {
	return /\.ManagementServer\.(PeriodicInform|ConnectionRequest)\w+$/.test(path);
}

/**
 * The parameters that hold a setting which stays until somebody sets it: both the device and the standard call them
 * writable, and nothing about them moves by itself. The steady ones first.
 */
export function configurationIn(tree: Tree): string[] {
	const givesAddresses = [...tree.keys()].some((path) => GIVES_ADDRESSES.test(path));
	const paths = [...tree]
		.filter(([path, node]) => isReadable(path, node) && (isSteady(path) || isLasting(path, node)))
		.filter(([path]) => !isGivenAddress(path, tree, givesAddresses))
		.map(([path]) => path);
	return [...paths.filter(isSteady), ...paths.filter((path) => !isSteady(path))];
}

function isReadable(path: string, { writable, value }: TreeNode): boolean {
	if (writable !== true || value === null || path.endsWith(".")) return false;
	return !isSecretName(path) && !isHiddenValue(path, value);
}

function isLasting(path: string, { type }: TreeNode): boolean {
	if (MOVING_OBJECT.test(path) || MOVING_NAME.test(path) || isActionName(path)) return false;
	return !/dateTime/i.test(type ?? "") && accessOf(path) === "readWrite";
}

/** An address that a lease or a peer gave it, or may have given: its own LAN's are set, others where it says `Static`. */
function isGivenAddress(path: string, tree: Tree, givesAddresses: boolean): boolean {
	const isRow = /\.IPv4Address\.\d+\.\w+$/.test(path);
	if ((!isRow && !ADDRESS_NAME.test(path)) || OWN_LAN.test(path)) return false;
	const object = path.slice(0, path.lastIndexOf(".") + 1);
	const how = [`${object}AddressingType`, `${object}IPInterfaceAddressingType`].map((name) => tree.get(name)?.value);
	const said = how.find((value) => value != null);
	return said == null ? !isRow || givesAddresses : said !== "Static";
}
