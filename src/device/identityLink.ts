import { placeholder } from "./identity.ts";

/** What speaks for two devices being one. */
export interface Identified {
	readonly oui: string;
	readonly productClass: string;
	readonly serialNumber: string;
	/** Twelve hexadecimal digits. */
	readonly mac: string | null;
	readonly quarantined: boolean;
	readonly createdAt: Date;
	readonly lastInformAt: Date | null;
}

/**
 * Whether two devices may be one, that calls under another OUI or product class since a firmware: the same serial and MAC,
 * neither of them a maker's placeholder nor known to be shared, and the one was never heard since the other appeared.
 * It speaks for it and proves nothing: a person decides.
 */
export function linkOf<Device extends Identified>(
	a: Device,
	b: Device,
): { readonly older: Device; readonly newer: Device } | null {
	const [older, newer] = a.createdAt <= b.createdAt ? [a, b] : [b, a];
	const serial = older.serialNumber.trim();
	if (serial !== newer.serialNumber.trim() || placeholder(serial)) return null;
	if (older.mac === null || older.mac !== newer.mac || placeholder(older.mac)) return null;
	const isSame = older.oui.toUpperCase() === newer.oui.toUpperCase() && older.productClass === newer.productClass;
	// Quarantine is where units stand whose serial lives twice.
	if (isSame || older.quarantined || newer.quarantined) return null;
	if (older.lastInformAt === null || newer.lastInformAt === null) return null;
	return older.lastInformAt < newer.createdAt ? { older, newer } : null;
}
