import type { DeviceIdentity, ParameterValue } from "../cwmp/messages.ts";
import { nameId } from "../lib/nameId.ts";

/** Serials that makers left on many units (quirk 101): no evidence of anything. */
const PLACEHOLDER = /^(0+|9+|f+|x+|none|null|unknown|default|serial(number)?|n\/?a|1234567890*|001122334455)?$/i;
/** Rows that tell of clients and neighbours. */
const OF_ANOTHER = /\.(Hosts?|AssociatedDevice|Client|Neighbor|ARP)\./;
const MAC = /^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$/i;

export interface Identification {
	/** UUIDv5 in the tenant's namespace of the first strong evidence (contract, section 4). */
	readonly id: string;
	/** Whether there was strong evidence at all: a serial of its own, or a MAC. */
	readonly strong: boolean;
	readonly aliases: readonly { readonly kind: "ouiSerial" | "mac" | "genieacs"; readonly value: string }[];
}

export function identify(
	tenant: string,
	device: DeviceIdentity,
	parameters: readonly ParameterValue[],
	/** Where it calls from; told apart by this where there is nothing better. */
	remoteAddress = "",
): Identification {
	const oui = device.oui.trim().toUpperCase();
	const serial = device.serialNumber.trim();
	const mac = placeholder(serial) ? macOf(parameters) : null;
	if (mac) return ofMac(tenant, mac, true);
	if (placeholder(serial)) {
		// Units that nothing else tells apart are not made one of: each place is another.
		const place = placeOf(parameters) ?? remoteAddress;
		return {
			id: nameId(`weak:${oui}:${device.productClass.trim()}:${serial}:${place}`, tenant),
			strong: false,
			aliases: [],
		};
	}
	return {
		id: nameId(`serial:${oui}:${serial}`, tenant),
		strong: true,
		// Asked for only at first contact.
		get aliases() {
			return [
				{ kind: "ouiSerial" as const, value: `${oui}-${serial}` },
				{
					kind: "genieacs" as const,
					value: [oui, device.productClass, serial].filter(Boolean).map(escapePart).join("-"),
				},
			];
		},
	};
}

/** Without a serial number and an OUI there is nothing that would be the same the next time. */
export function namesNobody({ oui, serialNumber }: DeviceIdentity): boolean {
	return oui.trim() === "" && serialNumber.trim() === "";
}

function ofMac(tenant: string, mac: string, strong: boolean): Identification {
	return { id: nameId(`mac:${mac}`, tenant), strong, aliases: [{ kind: "mac", value: mac }] };
}

/**
 * The other unit that an Inform under a known serial number shows: a path of the last Inform has another MAC, on the same
 * firmware (which may number its interfaces anew). Not strong, as its serial is not its own. `null`: it is the known one.
 */
export function twinOf(
	tenant: string,
	known: {
		readonly softwareVersion: string | null;
		readonly informParameters: readonly (readonly [path: string, value: string, type: string])[];
	},
	parameters: readonly ParameterValue[],
): Identification | null {
	const { informParameters } = known;
	let byPath: ReadonlyMap<string, string> | null = null;
	for (const [i, parameter] of parameters.entries()) {
		if (!parameter.path.endsWith("MACAddress")) continue;
		// Most stand where they stood; a search for each of the others would cost a square.
		const [path, value] = informParameters[i] ?? [];
		if (path !== parameter.path) byPath ??= new Map(informParameters.map(([one, held]) => [one, held]));
		const before = path === parameter.path ? value : byPath?.get(parameter.path);
		if (before === undefined || before === parameter.value) continue;
		const [mac, old] = [macOf([parameter]), macOf([{ ...parameter, value: before }])];
		if (mac === null || old === null || mac === old) continue;
		const version = parameters.find(({ path }) => path.endsWith(".DeviceInfo.SoftwareVersion"))?.value.trim();
		return version === known.softwareVersion ? ofMac(tenant, mac, false) : null;
	}
	return null;
}

/** Host and port at which it takes connection requests; `null` where it names none. */
function placeOf(parameters: readonly ParameterValue[]): string | null {
	const url = parameters.find(({ path }) => path.endsWith(".ManagementServer.ConnectionRequestURL"))?.value;
	return url === undefined ? null : placeOfUrl(url);
}

export function placeOfUrl(url: string): string | null {
	return /^https?:\/\/([^/?#\s]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? null;
}

/** The id that a device of this serial has or will have: how a replacement names its successor. */
export function idOfSerial(tenant: string, oui: string, serialNumber: string): string {
	return nameId(`serial:${oui.trim().toUpperCase()}:${serialNumber.trim()}`, tenant);
}

/** A PON serial number whose first four letters, the maker's, are written as eight hexadecimal digits. */
const PON_SERIAL = /^((?:4[1-9a-f]|5[0-9a]){4})([0-9a-f]{8})$/i;

/** Whether two texts are one serial number; of PON devices some write it in one way here and in the other there (quirk 104). */
export function isSameSerial(one: string, other: string): boolean {
	const [a, b] = [one.trim(), other.trim()];
	return a === b || ([a, b].some((serial) => PON_SERIAL.test(serial)) && spelledOut(a) === spelledOut(b));
}

function spelledOut(serial: string): string {
	const [, maker = "", rest = serial] = PON_SERIAL.exec(serial) ?? [];
	return Buffer.from(maker, "hex").toString("latin1") + rest.toUpperCase();
}

/** However it is written: `00:11:22:33:44:55` is as good as without colons. */
export function placeholder(serial: string): boolean {
	return PLACEHOLDER.test(serial) || PLACEHOLDER.test(serial.replace(/[\s:._-]/g, ""));
}

/** A MAC of the device itself, as twelve hexadecimal digits; `null` where it tells none of its own. */
export function macOf(parameters: readonly ParameterValue[]): string | null {
	for (const { path, value } of parameters) {
		const mac = macIn(path, value);
		if (mac !== null) return mac;
	}
	return null;
}

/** The same of one parameter. */
export function macIn(path: string, value: string): string | null {
	if (!path.endsWith("MACAddress") || OF_ANOTHER.test(path) || !MAC.test(value.trim())) return null;
	const mac = value.replace(/[^0-9a-f]/gi, "").toUpperCase();
	return placeholder(mac) ? null : mac;
}

/** As other ACSs escape an id's parts, so that their ids can be looked up (quirk 105). */
function escapePart(part: string): string {
	return part.replace(/[^A-Za-z0-9_]/g, (character) =>
		[...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
	);
}
