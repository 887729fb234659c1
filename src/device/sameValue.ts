/**
 * Whether two values of a type (`xsd:…`) are the same: booleans, numbers and times have several spellings (quirks 49, 50),
 * and so have the texts of MAC and IPv6 addresses, and lists of addresses (TR-106, 3.2: white space around their commas).
 */
export function sameValue(actual: string | undefined, wanted: string, type: string | null): boolean {
	if (actual === undefined) return false;
	if (actual === wanted) return true;
	if (type === null) return false;
	const [left, right] = [actual.trim(), wanted.trim()];
	if (/boolean/i.test(type)) return booleanOf(left) === booleanOf(right);
	if (/int|long/i.test(type)) return isNumber(left) && isNumber(right) && BigInt(left) === BigInt(right);
	if (/dateTime/i.test(type)) return instantOf(left) !== null && instantOf(left) === instantOf(right);
	if (/hexBinary/i.test(type)) return left.toLowerCase() === right.toLowerCase();
	if (/base64/i.test(type)) return left.replace(/\s/g, "") === right.replace(/\s/g, "");
	if (/decimal|float|double/i.test(type)) return isDecimal(left) && isDecimal(right) && Number(left) === Number(right);
	const addresses = addressesOf(left);
	return addresses !== null && addresses === addressesOf(right);
}

function isDecimal(value: string): boolean {
	return /^[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/.test(value);
}

/** Addresses in one spelling; `null` where anything else stands there. */
function addressesOf(value: string): string | null {
	const parts = value.split(",").map((part) => addressOf(part.trim()));
	return parts.includes(null) ? null : parts.join();
}

function addressOf(text: string): string | null {
	if (/^[\da-f]{2}(?:([:-])[\da-f]{2})(?:\1[\da-f]{2}){4}$/i.test(text)) return text.toLowerCase();
	const [address, prefix] = text.split("/") as [string, string | undefined];
	if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
	const isVersion6 = address.includes(":");
	if (!isVersion6 && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return null;
	const url = `http://[${address}]`;
	if (isVersion6 && !URL.canParse(url)) return null;
	const spelt = isVersion6 ? new URL(url).hostname : address;
	return prefix === undefined ? spelt : `${spelt}/${prefix}`;
}

function booleanOf(value: string): boolean | string {
	const lower = value.toLowerCase();
	return lower === "1" || lower === "true" ? true : lower === "0" || lower === "false" ? false : lower;
}

function isNumber(value: string): boolean {
	return /^[+-]?\d{1,20}$/.test(value);
}

/** Milliseconds; a time without a zone counts as UTC (TR-106, 3.2). */
function instantOf(value: string): number | null {
	if (!/^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return null;
	const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`);
	return Number.isNaN(time) ? null : time;
}
