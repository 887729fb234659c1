import type { Warn } from "./warnings.ts";

/** The simple types of XML Schema that data models use, and `base64` as TR-106 calls it. */
const schemaTypes = [
	"string boolean int unsignedInt long unsignedLong dateTime base64 base64Binary hexBinary decimal float double",
	"integer nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger short byte unsignedShort",
	"unsignedByte anyURI token normalizedString date time duration anySimpleType language",
].flatMap((line) => line.split(" "));

const known: ReadonlyMap<string, string> = new Map(schemaTypes.map((type) => [type, `xsd:${type}`]));

/** A type as the device wrote it, under the prefix `xsd` where it is one of XML Schema's; `null` where it is odd. */
function knownType(written: string): string | null {
	return known.get(written.slice(written.indexOf(":") + 1)) ?? null;
}

/** Quirks 36 and 37: no type means string, an odd one stays as it is; both are worth a word. */
export function readType(written: string | null, path: string, warn: Warn): string {
	if (written === null || written === "") {
		warn("value.typeMissing", path);
		return "xsd:string";
	}
	const type = knownType(written);
	if (type !== null) return type;
	warn("value.typeUnknown", `${written} of ${path}`);
	return written;
}

/** The type that an ACS writes: `base64` is SOAP's (A.2.1), and what no schema knows is sent as a string. */
export function strictType(type: string): string {
	const name = knownType(type);
	if (name === "xsd:base64") return "soapenc:base64";
	return name ?? "xsd:string";
}

export function parseNumber(text: string, element: string, warn: Warn): number {
	const trimmed = text.trim();
	const number = trimmed === "" ? Number.NaN : Number(trimmed);
	if (Number.isFinite(number)) return number;
	const leading = Number.parseFloat(trimmed);
	warn("number.invalid", `${element}: ${trimmed}`);
	return Number.isFinite(leading) ? leading : 0;
}

export function parseBoolean(text: string, element: string, warn: Warn): boolean {
	if (text === "1" || text === "true") return true;
	if (text === "0" || text === "false") return false;
	const lower = text.trim().toLowerCase();
	if (lower === "1" || lower === "true") return true;
	if (lower !== "0" && lower !== "false") warn("boolean.invalid", `${element}: ${text}`);
	return false;
}

/** 1 and 0 are the literals that every device takes (quirks 49 and 60). */
export function booleanLiteral(value: boolean): string {
	return value ? "1" : "0";
}

/** Without milliseconds, which some devices refuse (quirk 50). */
export function dateTimeLiteral(time: Date): string {
	return `${time.toISOString().slice(0, 19)}Z`;
}
