import type { CpeResponse } from "./messages.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/**
 * Parameters whose values are secrets, by the last part of their name: those that TR-181 and TR-098 mark hidden,
 * and the spellings that vendors give the same things.
 */
const SECRET_NAME =
	/(password|passwd|pwd|passphrase|presharedkey|wepkey\d*|secret|\bpsk|_key|privatekey|authkey|pin|devicepassword)$/i;

/** No such name is longer, but for a key's number. */
const LONGEST_NAME = 24;

export function isSecretName(path: string): boolean {
	return SECRET_NAME.test(path.length > LONGEST_NAME ? path.slice(-LONGEST_NAME) : path);
}

/** Whether an answer that was understood without a warning tells no secret: its bytes need not be searched. */
export function tellsNoSecret(response: CpeResponse): boolean {
	if (response.rpc === "GetParameterNames") return true;
	if (response.rpc !== "GetParameterValues") return false;
	return response.body.parameters.every(({ path, value }) => value === "" || !isSecretName(path.trim()));
}

/** The same of the names that people give subscribers' variables: `pppPassword`, `wifi_psk`, `voice.key2`. */
export function isSecretVariable(name: string): boolean {
	const bare = name.replace(/[\d_.-]+$/, "");
	return isSecretName(bare) || /(?:psk|key|pass|token)$/i.test(bare);
}

/** Devices give secrets back empty, or as so many asterisks (TR-069, A.3.2.2; quirk 52), whatever their names. */
export function isHiddenValue(path: string, value: string | undefined): boolean {
	if (value !== undefined && MASK.test(value)) return true;
	return isSecretName(path) && (value === undefined || value === "" || value === REDACTED);
}

const MASK = /^\*{3,}$/;

/** A value as it is kept and shown: of a secret only whether there is one. */
export function keptValue(path: string, value: string): string {
	return value !== "" && isSecretName(path) ? REDACTED : value;
}

/** Parameters as they are kept and shown. */
export function withoutSecretValues<Entry extends { readonly path: string; readonly value: string }>(
	parameters: readonly Entry[],
): Entry[] {
	return parameters.map((entry) => {
		const value = keptValue(entry.path, entry.value);
		return value === entry.value ? entry : { ...entry, value };
	});
}

/** Devices write what is searched by these: nothing in them may be matched in two ways, and comments and CDATA are bounded. */
const NAME =
	/<(?:[\w.-]+:)?Name\b[^<>]*>([^<]*)<\/(?:[\w.-]+:)?Name\s*>(?:\s|<!--(?:(?!-->)[\s\S]){0,256}-->)*<((?:[\w.-]+:)?Value)\b[^<>]*>/g;
/** What an element's name before its end looks like, and no parameter's name before its element's end does. */
const HAS_PASSWORD = /Password[^\w<]/;
const PASSWORD = /(<(?:[\w.-]+:)?Password\b(?:[^<>]*[^<>/])?>)(?:<!\[CDATA\[(?:(?!\]\]>)[\s\S]){0,256}\]\]>|[^<])+/g;

/** Shorter texts stand in too many others to be told as secrets there. */
const SHORTEST_REPEATED = 4;

/** A text that may repeat secrets, as devices' faults do, without them. */
export function withoutTexts(text: string, secrets: Iterable<string>): string {
	let kept = text;
	for (const secret of secrets) if (secret.length >= SHORTEST_REPEATED) kept = kept.replaceAll(secret, REDACTED);
	return kept;
}

/**
 * A SOAP body without its secrets: values of secret parameters and transfer passwords; what was taken out is marked, and
 * added to `found`.
 */
export function redactXml(xml: string, found?: Set<string>): string {
	let out = "";
	let kept = 0;
	for (const match of xml.matchAll(NAME)) {
		const [whole, name = "", element = ""] = match;
		const start = match.index + whole.length;
		if (start < kept || whole.endsWith("/>") || !isSecretName(name.trim())) continue;
		const close = xml.indexOf(`</${element}`, start);
		// Of a message that was cut off, the rest is the value.
		const end = close < 0 ? xml.length : close;
		if (end === start) continue;
		found?.add(xml.slice(start, end));
		out += xml.slice(kept, start) + REDACTED;
		kept = end;
	}
	const rest = kept === 0 ? xml : out + xml.slice(kept);
	return HAS_PASSWORD.test(rest) ? rest.replace(PASSWORD, (_whole, open: string) => `${open}${REDACTED}`) : rest;
}

/** The same for a message's bytes, in any encoding in which XML's own characters have one byte, or in UTF-16. */
export function redactBody(body: Uint8Array, found?: Set<string>): Uint8Array {
	return rewritten(body, (xml) => redactXml(xml, found));
}

/** A message's bytes without secrets that stand in others. */
export function withoutTextsIn(body: Uint8Array, secrets: ReadonlySet<string>): Uint8Array {
	return rewritten(body, (xml) => withoutTexts(xml, secrets));
}

function rewritten(body: Uint8Array, change: (xml: string) => string): Uint8Array {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	const order = byteOrderOf(bytes);
	const readable = order === "bigEndian" ? swapped(bytes) : bytes;
	const encoding = order === null ? "latin1" : "utf16le";
	const text = readable.toString(encoding);
	const redacted = change(text);
	if (redacted === text) return body;
	const written = Buffer.from(redacted, encoding);
	return order === "bigEndian" ? swapped(written) : written;
}

function byteOrderOf([first, second]: Uint8Array): "littleEndian" | "bigEndian" | null {
	if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "littleEndian";
	if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "bigEndian";
	return null;
}

function swapped(bytes: Buffer): Buffer {
	return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}
