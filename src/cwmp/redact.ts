/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/**
 * Parameters whose values are secrets, by the last part of their name: those that TR-181 and TR-098 mark hidden,
 * and the spellings that vendors give the same things.
 */
const SECRET_NAME =
	/(password|passphrase|presharedkey|wepkey\d*|secret|\bpsk|_key|privatekey|authkey|pin|devicepassword)$/i;

export function isSecretName(path: string): boolean {
	return SECRET_NAME.test(path);
}

const NAME = /<(?:[\w.-]+:)?Name\b[^>]*>\s*([^<]*?)\s*<\/(?:[\w.-]+:)?Name\s*>\s*<((?:[\w.-]+:)?Value)\b[^>]*>/g;
const PASSWORD = /(<(?:[\w.-]+:)?Password\b[^>]*>)[^<]+/g;

/** A SOAP body without its secrets: values of secret parameters and transfer passwords; what was taken out is marked. */
export function redactXml(xml: string): string {
	let out = "";
	let kept = 0;
	for (const match of xml.matchAll(NAME)) {
		const [whole, name = "", element = ""] = match;
		if (whole.endsWith("/>") || !isSecretName(name)) continue;
		const start = match.index + whole.length;
		const end = xml.indexOf(`</${element}`, start);
		if (end <= start) continue;
		out += xml.slice(kept, start) + REDACTED;
		kept = end;
	}
	return (out + xml.slice(kept)).replace(PASSWORD, (_whole, open: string) => `${open}${REDACTED}`);
}
