/** What a standard data model says: its objects by path, each with its parameters by name (TR-106's terms). */

/** As XML Schema names it; what derives from one of these counts as that one. */
export const STANDARD_TYPES = [
	"string",
	"boolean",
	"unsignedInt",
	"int",
	"unsignedLong",
	"long",
	"dateTime",
	"base64",
	"hexBinary",
	"decimal",
] as const;
export type StandardType = (typeof STANDARD_TYPES)[number];

/** Both ends are allowed; `null` is open. */
export interface Bounds {
	readonly min: number | null;
	readonly max: number | null;
}

/** `1:255`; an open end is empty, and where there are more they have `|` between them. */
export function formatBounds(bounds: readonly Bounds[]): string {
	return bounds.map(({ min, max }) => `${min ?? ""}:${max ?? ""}`).join("|");
}

export interface EnumerationValue {
	readonly value: string;
	/** The ACS may set it; else the CPE alone does, as with `Complete` of a diagnostic, or nobody does any more. */
	readonly settable: boolean;
}

/** `current`, or on its way out of the model. */
export type StandardStatus = "current" | "deprecated" | "obsoleted" | "deleted";

/** `writeOnceReadOnly`: fixed after it was first set, as an alias that the ACS may give or the CPE. */
export type StandardAccess = "readOnly" | "readWrite" | "writeOnceReadOnly";

export interface StandardEntry {
	/** With `{i}` for instances. */
	readonly path: string;
	/** Of a list: of its items. On the wire a list is a string. */
	readonly type: StandardType;
	readonly access: StandardAccess;
	/** Items with commas between them; `length` in characters of the whole, `items` their number. */
	readonly list: { readonly length: readonly Bounds[]; readonly items: readonly Bounds[] } | null;
	/** Of the number, or of each number of a list; one of them must hold. */
	readonly range: readonly Bounds[];
	/** Of a string in characters, of base64 and hexBinary in the octets that they stand for; one of them must hold. */
	readonly length: readonly Bounds[];
	readonly enumeration: readonly EnumerationValue[] | null;
	/** The version of the model that brought it, `2.4`; `null` where the model's document does not say. */
	readonly since: string | null;
	readonly status: StandardStatus;
}

export interface StandardObject {
	/** With `{i}` for instances and the dot at its end. */
	readonly path: string;
	/** The ACS may add and delete its instances. */
	readonly creatable: boolean;
	/** All that the model has right below it is known; else there may be more. */
	readonly complete: boolean;
	readonly since: string | null;
	readonly status: StandardStatus;
	readonly parameters: ReadonlyMap<string, StandardEntry>;
}

/** Objects by path. */
export type StandardModel = ReadonlyMap<string, StandardObject>;

export function isNumeric(type: StandardType): boolean {
	return type === "unsignedInt" || type === "int" || type === "unsignedLong" || type === "long" || type === "decimal";
}

/** A path with its instances as `{i}`, whether the device numbers them or gives them aliases. */
export function templatePath(path: string): string {
	return path.replace(/\.(?:\d+|\[[^\]]*\])(?=\.)/g, ".{i}");
}

/** The object that a parameter's or an object's path stands in. */
export function parentOf(path: string): string {
	return path.slice(0, path.lastIndexOf(".", path.length - 2) + 1);
}
