import type { Dimension } from "./fields.ts";

/**
 * How a device may write a value, by name: what it yields, and how. A text that is none of its unit yields `null`: a
 * wrong number is worse than none. Where a unit is not the standard models', its comment says where it was seen.
 */
export const UNITS = {
	text: { of: "text", read: (text: string) => (text === "" ? null : text) },
	/** A host's connection as a number: 0 by wire, 1 by Wi-Fi (seen in a dump: ports with 0, signal strengths with 1). */
	wireOrWifi: { of: "text", read: (text: string) => ({ "0": "Ethernet", "1": "802.11" })[text] ?? null },
	boolean: { of: "boolean", read: booleanOf },
	/** A boolean that means its opposite before some firmware (quirk 54). */
	invertedBoolean: { of: "boolean", read: inverted },
	mac: { of: "mac", read: macOf },
	reference: { of: "reference", read: (text: string) => (text === "" ? null : text.replace(/\.$/, "")) },
	list: { of: "list", read: listOf },
	count: { of: "count", read: wholeNumber },
	seconds: { of: "seconds", read: wholeNumber },
	/** TR-181 Device:2, WiFi…SignalStrength; with the unit as text: "-60dBm" (quirk 75). */
	dBm: { of: "power", read: (text: string) => withUnit(text, /^dbm?$/i) },
	/** A positive number that means its negative (quirk 75). */
	negatedDbm: { of: "power", read: negated },
	/** x/2 - 110 (quirk 75). */
	halfMinus110: { of: "power", read: (text: string) => scaled(text, (value) => value / 2 - 110) },
	/** TR-181 Device:2, Optical.Interface.{i}.OpticalSignalLevel: thousandths of a dBm. */
	milliDbm: { of: "power", read: (text: string) => scaled(text, (value) => value / 1000) },
	/** Optical power in 0.1 µW (quirk 76): 10 log10(0.1 µW / 1 mW). */
	tenthMicrowatt: { of: "power", read: (text: string) => logarithm(text, 10_000) },
	/** TR-098, Layer1…MaxBitRate. */
	bps: { of: "rate", read: (text: string) => scaled(text, (value) => value / 1000) },
	/** TR-181 Device:2, LastData…Rate. */
	kbps: { of: "rate", read: (text: string) => withUnit(text, /^k(bps|bit\/s)$/i) },
	/** Quirk 77; with the unit as text: "150Mbps", "150M". */
	Mbps: { of: "rate", read: (text: string) => thousandfold(text) },
	/** "2.4GHz", "5 GHz", "2.4G". */
	band: { of: "band", read: bandOf },
	celsius: { of: "temperature", read: (text: string) => withUnit(text, /^°?c$/i) },
	/** 1/256 °C: SFF-8472, 9.2. */
	celsius256th: { of: "temperature", read: (text: string) => scaled(text, (value) => value / 256) },
	millivolt: { of: "voltage", read: (text: string) => withUnit(text, /^mv$/i) },
	/** 100 µV: SFF-8472, 9.2. */
	tenthMillivolt: { of: "voltage", read: (text: string) => scaled(text, (value) => value / 10) },
	milliampere: { of: "current", read: (text: string) => withUnit(text, /^ma$/i) },
	/** 2 µA: SFF-8472, 9.2. */
	twoMicroampere: { of: "current", read: (text: string) => scaled(text, (value) => value / 500) },
} as const satisfies Readonly<
	Record<string, { of: Dimension; read: (text: string) => string | number | boolean | readonly string[] | null }>
>;

export type Unit = keyof typeof UNITS;
export const UNIT_NAMES = Object.keys(UNITS) as [Unit, ...Unit[]];

/** What a field is read as where the profile does not say. */
export const STANDARD_UNIT: Readonly<Record<Dimension, Unit>> = {
	text: "text",
	boolean: "boolean",
	mac: "mac",
	reference: "reference",
	list: "list",
	count: "count",
	seconds: "seconds",
	power: "dBm",
	rate: "kbps",
	band: "band",
	temperature: "celsius",
	voltage: "millivolt",
	current: "milliampere",
};

function booleanOf(text: string): boolean | null {
	if (/^(1|true|yes|up|enabled?)$/i.test(text)) return true;
	return /^(0|false|no|down|disabled?)$/i.test(text) ? false : null;
}

function inverted(text: string): boolean | null {
	const value = booleanOf(text);
	return value === null ? null : !value;
}

/** Upper case with colons; `null` for what names no station: an empty one, zeros, or the broadcast address. */
export function macOf(text: string): string | null {
	const digits = text.replace(/[:.\-\s]/g, "").toUpperCase();
	if (!/^[0-9A-F]{12}$/.test(digits) || /^(0{12}|F{12})$/.test(digits)) return null;
	return digits.replace(/..(?=.)/g, "$&:");
}

function listOf(text: string): readonly string[] | null {
	const parts = text.split(/[,\s]+/).filter((part) => part !== "");
	return parts.length > 0 ? parts : null;
}

function wholeNumber(text: string): number | null {
	return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

const NUMBER = /^([+-]?\d{1,15}(?:\.\d{1,9})?)\s*([^\d\s.].{0,15})?$/;

/** A number, alone or with its own unit behind it. */
function withUnit(text: string, unit: RegExp): number | null {
	const [, number, suffix = ""] = NUMBER.exec(text) ?? [];
	return number !== undefined && (suffix === "" || unit.test(suffix.trim())) ? Number(number) : null;
}

function scaled(text: string, convert: (value: number) => number): number | null {
	const value = withUnit(text, /^$/);
	return value === null ? null : round(convert(value));
}

function negated(text: string): number | null {
	return scaled(text, (value) => -Math.abs(value));
}

/** Power over 1 mW as a logarithm; `null` for no power at all. */
function logarithm(text: string, unitsInMilliwatt: number): number | null {
	const value = withUnit(text, /^$/);
	return value === null || value <= 0 ? null : round(10 * Math.log10(value / unitsInMilliwatt));
}

function thousandfold(text: string): number | null {
	const value = withUnit(text, /^m(bps|bit\/s)?$/i);
	return value === null ? null : round(value * 1000);
}

function bandOf(text: string): string | null {
	const [, number] = /^(2\.4|5|6)\s*g(?:hz)?$/i.exec(text) ?? [];
	return number === undefined ? null : `${number}GHz`;
}

/** Two places: no device measures finer. */
function round(value: number): number {
	return Math.round(value * 100) / 100;
}
