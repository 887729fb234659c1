import { Buffer, isAscii, isUtf8 } from "node:buffer";
import type { Warn } from "./warnings.ts";

/** What windows-1252 has where latin1 has the C1 control characters, 0x80 to 0x9f. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

const knownCharsets: Readonly<Record<string, "utf-8" | "utf-16" | "latin1" | "windows-1252">> = {
	"utf-8": "utf-8",
	utf8: "utf-8",
	"us-ascii": "utf-8",
	ascii: "utf-8",
	"utf-16": "utf-16",
	"utf-16le": "utf-16",
	"utf-16be": "utf-16",
	"iso-8859-1": "latin1",
	iso8859_1: "latin1",
	"iso8859-1": "latin1",
	latin1: "latin1",
	"latin-1": "latin1",
	"windows-1252": "windows-1252",
	cp1252: "windows-1252",
};

/**
 * A body as a string (quirk 34): byte order mark, then what is declared, then UTF-8, then one byte a character.
 * Never fails: a wrong letter in an SSID is better than a lost session.
 */
export function bytesToText(body: Uint8Array, contentType: string | undefined, warn: Warn): string {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	const [first, second, third] = [bytes[0], bytes[1], bytes[2]];
	if (first === 0xef && second === 0xbb && third === 0xbf) return eightBit(bytes.subarray(3), contentType, warn);
	if (first === 0xff && second === 0xfe) return utf16(bytes.subarray(2), false, warn);
	if (first === 0xfe && second === 0xff) return utf16(bytes.subarray(2), true, warn);
	if (first === 0x3c && second === 0) return utf16(bytes, false, warn);
	if (first === 0 && second === 0x3c) return utf16(bytes, true, warn);
	return eightBit(bytes, contentType, warn);
}

function eightBit(bytes: Buffer, contentType: string | undefined, warn: Warn): string {
	if (isAscii(bytes)) return bytes.toString("latin1");
	const declared = declaredCharset(bytes, contentType);
	const charset = declared === null ? "utf-8" : knownCharsets[declared];
	if (charset === "latin1") return bytes.toString("latin1");
	if (charset === "windows-1252") return withWindows1252(bytes.toString("latin1"));
	if (charset === undefined) warn("charset.unknown", declared ?? "");
	if (charset === "utf-16") warn("charset.wrong", "declared UTF-16, but it is not");
	if (isUtf8(bytes)) return bytes.toString("utf8");
	warn("charset.fallback", "not UTF-8: read with one byte a character");
	return bytes.toString("latin1");
}

function declaredCharset(bytes: Buffer, contentType: string | undefined): string | null {
	const head = bytes.toString("latin1", 0, 256);
	const inDocument = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']\s*([\w.:-]+)/i.exec(head);
	const inHeader = contentType === undefined ? null : /charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(contentType);
	return (inDocument?.[1] ?? inHeader?.[1] ?? null)?.toLowerCase() ?? null;
}

function withWindows1252(text: string): string {
	return text.replace(/[\u0080-\u009f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
}

function utf16(bytes: Buffer, bigEndian: boolean, warn: Warn): string {
	const whole = bytes.length - (bytes.length % 2);
	if (whole < bytes.length) warn("charset.wrong", "UTF-16 with an odd number of bytes");
	const even = bytes.subarray(0, whole);
	return (bigEndian ? Buffer.from(even).swap16() : even).toString("utf16le");
}
