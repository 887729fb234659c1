import canonicalize from "canonicalize";

/** The one form of a JSON value that digests are taken over (RFC 8785). Members that are `undefined` are left out. */
export function canonicalJson(value: unknown): string {
	const text = canonicalize(value);
	if (text === undefined) throw new TypeError("the value has no JSON form");
	return text;
}
