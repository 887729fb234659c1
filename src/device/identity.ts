import { v5 } from "uuid";
import type { DeviceIdentity, ParameterValue } from "../cwmp/messages.ts";

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
): Identification {
	const oui = device.oui.trim().toUpperCase();
	const serial = device.serialNumber.trim();
	const mac = placeholder(serial) ? macOf(parameters) : null;
	const evidence = mac ? `mac:${mac}` : `serial:${oui}:${serial}`;
	return {
		id: v5(evidence, tenant),
		strong: mac !== null || !placeholder(serial),
		// Asked for only at first contact.
		get aliases() {
			return [
				...(placeholder(serial) ? [] : [{ kind: "ouiSerial" as const, value: `${oui}-${serial}` }]),
				...(mac ? [{ kind: "mac" as const, value: mac }] : []),
				{
					kind: "genieacs" as const,
					value: [oui, device.productClass, serial].filter(Boolean).map(escapePart).join("-"),
				},
			];
		},
	};
}

/** The id that a device of this serial has or will have: how a replacement names its successor. */
export function idOfSerial(tenant: string, oui: string, serialNumber: string): string {
	return v5(`serial:${oui.trim().toUpperCase()}:${serialNumber.trim()}`, tenant);
}

/** However it is written: `00:11:22:33:44:55` is as good as without colons. */
export function placeholder(serial: string): boolean {
	return PLACEHOLDER.test(serial) || PLACEHOLDER.test(serial.replace(/[\s:._-]/g, ""));
}

/** A MAC of the device itself, as twelve hexadecimal digits; `null` where it tells none of its own. */
export function macOf(parameters: readonly ParameterValue[]): string | null {
	for (const { path, value } of parameters) {
		if (!path.endsWith("MACAddress") || OF_ANOTHER.test(path) || !MAC.test(value.trim())) continue;
		const mac = value.replace(/[^0-9a-f]/gi, "").toUpperCase();
		if (!placeholder(mac)) return mac;
	}
	return null;
}

/** As other ACSs escape an id's parts, so that their ids can be looked up (quirk 105). */
function escapePart(part: string): string {
	return part.replace(/[^A-Za-z0-9_]/g, (character) =>
		[...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
	);
}
