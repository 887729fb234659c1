import type { TreeNode } from "./tree.ts";

type Known = ReadonlyMap<string, Pick<TreeNode, "value">>;

/** What the way between a device and its ACS stands on. */
export interface ManagementWay {
	/** The objects that bear the address, and those that they stand on; each ends in `.`. */
	readonly objects: ReadonlySet<string>;
	/** The rows of addresses that have it; each ends in `.`. */
	readonly addresses: ReadonlySet<string>;
}

/** Where an interface or a WAN connection has its own address, after the object that bears it (TR-181, TR-098). */
const ADDRESS = new RegExp(
	[
		/^(Device\.IP\.Interface\.\d+\.)(IPv[46]Address\.\d+\.)IPAddress$/,
		/^(Device\.PPP\.Interface\.\d+\.)(IPCP\.)LocalIPAddress$/,
		/^(InternetGatewayDevice\.(?:WANDevice\.\d+\.WANConnectionDevice\.\d+\.)?WAN(?:IP|PPP)Connection\.\d+\.)()ExternalIPAddress$/,
		/^(InternetGatewayDevice\.LANDevice\.\d+\.LANHostConfigManagement\.)(IPInterface\.\d+\.)IPInterfaceIPAddress$/,
	]
		.map(({ source }) => source)
		.join("|"),
);
/** A client whose lease is the address of the interface that it is bound to (TR-181). */
const CLIENT = /^(Device\.DHCPv[46]\.Client\.\d+\.)Interface$/;
/** What a WAN connection of TR-098 stands on, and the objects that configure that. */
const WAN_DEVICE = /^(InternetGatewayDevice\.WANDevice\.\d+\.)(WANConnectionDevice\.\d+\.)/;
const LINKS = /^(?:WANConnectionDevice\.\d+\.WAN\w*LinkConfig|WAN\w*InterfaceConfig)\./;

/**
 * What bears the address to which the ACS sends its connection requests, and what that stands on, as far as it was read;
 * `null` where no object is known to bear it.
 */
export function managementWay(known: Known, connectionRequestUrl: string | null): ManagementWay | null {
	const host = connectionRequestUrl === null ? null : hostOf(connectionRequestUrl);
	if (host === null) return null;
	const objects = new Set<string>();
	const addresses = new Set<string>();
	for (const [path, { value }] of known) {
		if (value === null || !path.endsWith("Address") || spelled(value) !== host) continue;
		const [object, row] = (ADDRESS.exec(path) ?? []).slice(1).filter((part) => part !== undefined);
		if (object === undefined) continue;
		objects.add(object);
		if (row) addresses.add(object + row);
	}
	if (objects.size === 0) return null;
	// A set takes in what is added to it while it is walked.
	for (const object of objects) for (const lower of layersBelow(known, object)) objects.add(lower);
	for (const lower of wanBelow(known, objects)) objects.add(lower);
	for (const [path, { value }] of known) {
		const [, client] = CLIENT.exec(path) ?? [];
		if (client !== undefined && value !== null && objects.has(objectOf(value))) objects.add(client);
	}
	return { objects, addresses };
}

function layersBelow(known: Known, object: string): string[] {
	const layers = known.get(`${object}LowerLayers`)?.value ?? "";
	return layers.split(",").flatMap((one) => (one.trim() === "" ? [] : [objectOf(one.trim())]));
}

function wanBelow(known: Known, objects: ReadonlySet<string>): string[] {
	const found: string[] = [];
	for (const object of objects) {
		const [whole, device, connection] = WAN_DEVICE.exec(object) ?? [];
		if (whole === undefined) continue;
		for (const path of known.keys()) {
			const [link] = (path.startsWith(device as string) && LINKS.exec(path.slice((device as string).length))) || [];
			const isOthers = link?.startsWith("WANConnectionDevice.") && !link.startsWith(connection as string);
			if (link !== undefined && !isOthers) found.push(`${device}${link}`);
		}
		found.push(whole);
	}
	return found;
}

function objectOf(reference: string): string {
	return reference.endsWith(".") ? reference : `${reference}.`;
}

function hostOf(url: string): string | null {
	return URL.canParse(url) ? new URL(url).hostname : null;
}

/** An address as the host of a URL is spelled. */
function spelled(address: string): string {
	if (!address.includes(":")) return address;
	return hostOf(`http://[${address}]/`) ?? address;
}

const SWITCH = /^(?:Enable|IPv[46]Enable|EnabledForInternet)$|_Enabled?$/;
/** What a connection is addressed or carried by. */
const ADDRESSING =
	/^(?:ExternalIPAddress|SubnetMask|DefaultGateway|AddressingType|ConnectionType|LowerLayers|Interface|DestinationAddress|IPInterface(?:IPAddress|SubnetMask|AddressingType))$|vlan/i;
const OF_AN_ADDRESS = /^(?:IPAddress|LocalIPAddress|SubnetMask|AddressingType|PrefixLength|Prefix)$/;

/** Whether it is for some object that this value loses the way. */
export function maybeLosesWay(path: string, value: string): boolean {
	const name = path.slice(path.lastIndexOf(".") + 1);
	return ADDRESSING.test(name) || OF_AN_ADDRESS.test(name) || isSwitchedOff(name, value);
}

function isSwitchedOff(name: string, value: string): boolean {
	return SWITCH.test(name) && !/^(?:1|true|enabled)$/i.test(value.trim());
}

/** Whether a device that takes this value may lose the way: what bears it is switched off or given another address. */
export function valueLosesWay({ objects, addresses }: ManagementWay, path: string, value: string): boolean {
	const at = path.lastIndexOf(".") + 1;
	const object = path.slice(0, at);
	const name = path.slice(at);
	if (isSwitchedOff(name, value)) return addresses.has(object) || isOrHolds(object, objects);
	return (objects.has(object) && ADDRESSING.test(name)) || (addresses.has(object) && OF_AN_ADDRESS.test(name));
}

/** Whether with an object the way is removed. */
export function removalLosesWay({ objects, addresses }: ManagementWay, path: string): boolean {
	return isOrHolds(path, objects) || isOrHolds(path, addresses);
}

function isOrHolds(path: string, objects: ReadonlySet<string>): boolean {
	for (const object of objects) if (object.startsWith(path)) return true;
	return false;
}
