import {
	type Bounds,
	type EnumerationValue,
	formatBounds,
	isNumeric,
	parentOf,
	type StandardAccess,
	type StandardEntry,
	type StandardModel,
	type StandardObject,
	type StandardType,
	templatePath,
} from "./standard/model.ts";
import { parseTable } from "./standard/table.ts";
import { TR098_TABLE } from "./standard/tr098.ts";
import { TR104_TABLE } from "./standard/tr104.ts";
import { TR181_TABLE } from "./standard/tr181.ts";
import { TR181_LINKS } from "./standard/tr181Links.ts";
import { TR181_WIFI } from "./standard/tr181WiFi.ts";

/** What Certus knows of the standard without an import; the voice service stands below either root. */
export const BUILT_IN: StandardModel = new Map([
	...parseTable("Device.", TR181_TABLE),
	...parseTable("Device.", TR181_LINKS),
	...parseTable("Device.", TR181_WIFI),
	...parseTable("InternetGatewayDevice.", TR098_TABLE),
	...parseTable("Device.Services.", TR104_TABLE),
	...parseTable("InternetGatewayDevice.Services.", TR104_TABLE),
]);

/** What the standard says of a parameter, whichever instances its path has; `null` where the model has none of that name. */
export function standardEntry(path: string, model: StandardModel = BUILT_IN): StandardEntry | null {
	const object = model.get(templatePath(parentOf(path)));
	return object?.parameters.get(path.slice(path.lastIndexOf(".") + 1)) ?? null;
}

/** What the standard says of an object; of a table, the path of an instance or with `{i}`. */
export function standardObject(path: string, model: StandardModel = BUILT_IN): StandardObject | null {
	return model.get(templatePath(path)) ?? null;
}

export function accessOf(path: string, model: StandardModel = BUILT_IN): StandardAccess | null {
	return standardEntry(path, model)?.access ?? null;
}

/** Whose a name is; `null` where the model says no more than that something may be there. */
export type Standing = "standard" | "vendor" | "unknown" | null;

export function standingOf(path: string, model: StandardModel = BUILT_IN): Standing {
	if (path.includes(".X_")) return "vendor";
	const template = templatePath(path);
	if (path.endsWith(".") ? model.has(template) || isTable(template, model) : standardEntry(path, model))
		return "standard";
	for (let parent = parentOf(template); parent !== ""; parent = parentOf(parent)) {
		const object = model.get(parent);
		if (object) return object.complete ? "unknown" : null;
	}
	return "unknown";
}

/** A table's own path, `Hosts.Host.`, where the model has that of its instances. */
function isTable(template: string, model: StandardModel): boolean {
	return model.has(`${template}{i}.`);
}

/** How a value differs from the standard. */
export interface ValueDeviation {
	readonly kind: "badForm" | "outOfRange" | "badLength" | "notInEnumeration" | "notSettable";
	/** What the standard has: a type, `1:255`, `:64 characters`, the values that may be. */
	readonly standard: string;
	/** The value, or the one of a list, or how long it is. */
	readonly given: string;
}

/**
 * Why a value is none that may be set: its type, range, enumeration or length. `null` where the standard allows it, or
 * does not know the parameter. Whether the device lets it be set is the device's matter.
 */
export function validateValue(path: string, value: string, model: StandardModel = BUILT_IN): ValueDeviation | null {
	const entry = standardEntry(path, model);
	if (entry === null) return null;
	const { enumeration, list, type } = entry;
	const isText = type === "string" || type === "base64" || type === "hexBinary";
	// An empty text says that there is none of it, which an enumeration has a value of its own for.
	if (value === "" && (list !== null || (isText && enumeration === null))) return null;
	const taken = (list ? itemsOf(value) : [value]).find((item) =>
		enumeration?.some((allowed) => allowed.value === item && !allowed.settable),
	);
	const settable = enumeration?.filter((allowed) => allowed.settable) ?? [];
	if (taken !== undefined) return { kind: "notSettable", standard: namesOf(settable), given: taken };
	return valueDeviation(entry, value);
}

/** How a value that a device has differs from the standard. */
export function valueDeviation(entry: StandardEntry, value: string): ValueDeviation | null {
	const { list } = entry;
	if (list === null) return itemDeviation(entry, value);
	const items = itemsOf(value);
	return (
		outside(list.length, [...value].length, "badLength", " characters") ??
		outside(list.items, items.length, "badLength", " items") ??
		items.map((item) => itemDeviation(entry, item)).find((deviation) => deviation !== null) ??
		null
	);
}

function itemsOf(value: string): string[] {
	return value.trim() === "" ? [] : value.split(",").map((item) => item.trim());
}

function itemDeviation({ type, range, length, enumeration }: StandardEntry, value: string): ValueDeviation | null {
	const trimmed = value.trim();
	if (!hasForm(type, trimmed)) return { kind: "badForm", standard: type, given: value };
	if (isNumeric(type)) return outside(range, numberOf(type, trimmed), "outOfRange", "");
	if (enumeration !== null) {
		// A vendor may add values of its own, named as its parameters are (TR-106, 3.3).
		if (value.startsWith("X_") || enumeration.some((allowed) => allowed.value === value)) return null;
		return { kind: "notInEnumeration", standard: namesOf(enumeration), given: value };
	}
	const isBinary = type === "base64" || type === "hexBinary";
	return outside(length, sizeOf(type, trimmed, value), "badLength", isBinary ? " octets" : " characters");
}

function namesOf(values: readonly EnumerationValue[]): string {
	return values.map(({ value }) => value).join(", ");
}

const FORMS: Readonly<Partial<Record<StandardType, RegExp>>> = {
	boolean: /^(0|1|true|false)$/i,
	unsignedInt: /^\+?\d+$/,
	int: /^[+-]?\d+$/,
	unsignedLong: /^\+?\d+$/,
	long: /^[+-]?\d+$/,
	decimal: /^[+-]?(\d+(\.\d*)?|\.\d+)$/,
	// Without a zone, too; what the clock says is the device's matter (quirk 51).
	dateTime: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d/,
	hexBinary: /^([\da-f]{2})*$/i,
	base64: /^[A-Za-z\d+/]*={0,2}$/,
};

/** Smallest and largest of the whole numbers. */
const EXTREMES: Readonly<Partial<Record<StandardType, readonly [bigint, bigint]>>> = {
	unsignedInt: [0n, 2n ** 32n - 1n],
	int: [-(2n ** 31n), 2n ** 31n - 1n],
	unsignedLong: [0n, 2n ** 64n - 1n],
	long: [-(2n ** 63n), 2n ** 63n - 1n],
};
/** More digits than this are no number of a model. */
const MAX_DIGITS = 32;

/** Whether a text is one of a type, as XML Schema writes it. */
export function hasForm(type: StandardType, text: string): boolean {
	if (FORMS[type]?.test(type === "base64" ? text.replace(/\s/g, "") : text) === false) return false;
	if (!isNumeric(type)) return true;
	if (text.length > MAX_DIGITS) return false;
	const [min, max] = EXTREMES[type] ?? [null, null];
	return min === null || (BigInt(text.replace("+", "")) >= min && BigInt(text.replace("+", "")) <= max);
}

function numberOf(type: StandardType, text: string): number | bigint {
	return type === "decimal" ? Number(text) : BigInt(text.replace("+", ""));
}

/** In characters, or in the octets that are meant (TR-106, 3.2). */
function sizeOf(type: StandardType, trimmed: string, value: string): number {
	if (type === "hexBinary") return trimmed.length / 2;
	if (type === "base64") return Math.floor((trimmed.replace(/[\s=]/g, "").length * 3) / 4);
	return [...value].length;
}

function outside(
	bounds: readonly Bounds[],
	given: number | bigint,
	kind: ValueDeviation["kind"],
	unit: string,
): ValueDeviation | null {
	if (bounds.length === 0) return null;
	if (bounds.some(({ min, max }) => (min === null || given >= min) && (max === null || given <= max))) return null;
	return { kind, standard: formatBounds(bounds) + unit, given: String(given) };
}
