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

// A name, whatever attributes and prefix its element carries, up to the value that belongs to it.
const STRUCT =
	/(<(?:[\w-]+:)?Name\b[^>]*>\s*)([^<]*?)(\s*<\/(?:[\w-]+:)?Name\s*>\s*<(?:[\w-]+:)?Value\b[^>]*>)((?:(?!<\/(?:[\w-]+:)?Value\s*>)[\s\S])*)/g;
const ELEMENT = /(<(?:[\w-]+:)?(Password)\b[^>]*>)([^<]+)/g;

/** A SOAP body without its secrets: values of secret parameters and transfer passwords; what was taken out is marked. */
export function redactXml(xml: string): string {
	return xml
		.replace(STRUCT, (whole, open: string, name: string, between: string, value: string) =>
			value !== "" && isSecretName(name.trim()) ? `${open}${name}${between}${REDACTED}` : whole,
		)
		.replace(ELEMENT, (_whole, open: string) => `${open}${REDACTED}`);
}
