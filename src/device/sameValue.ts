/** Whether two values of a type (`xsd:…`) are the same: booleans, numbers and times have several spellings (quirks 49, 50). */
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
	return false;
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
