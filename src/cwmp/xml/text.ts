import { Buffer } from "node:buffer";
import type { Warn } from "../warnings.ts";
import { fail } from "./state.ts";

/** Stands for every character that XML 1.0 (2.2) or PostgreSQL cannot hold. */
const replacement = "\ufffd";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 excludes
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const everyForbidden = new RegExp(forbidden.source, "g");

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** `&#x0010FFFF;` with a few zeros: nobody writes longer ones. */
const maxReferenceLength = 16;

/** A document with more of these is not a device's text with a fault in it. */
const maxForbidden = 100_000;

function boundForbidden(text: string): void {
	everyForbidden.lastIndex = 0;
	for (let count = 0; everyForbidden.test(text); )
		if (++count > maxForbidden) {
			everyForbidden.lastIndex = 0;
			fail("limit.characters", `more than ${maxForbidden} characters that XML has not`);
		}
}

/** Replaces control characters, non-characters and lone surrogates (quirk 33); the raw bytes stay in the transcript. */
export function cleanText(text: string, warn: Warn): string {
	let clean = text;
	if (forbidden.test(clean)) {
		boundForbidden(clean);
		const found = new Set<string>();
		clean = clean.replace(everyForbidden, (character) => {
			if (found.size < 8) found.add(hex(character.charCodeAt(0)));
			return replacement;
		});
		warn("xml.controlCharacter", [...found].join(", "));
	}
	if (!clean.isWellFormed()) {
		clean = clean.toWellFormed();
		warn("xml.loneSurrogate", "half of a surrogate pair");
	}
	return clean;
}

/**
 * Whether the bytes of a body surely hold nothing that `cleanText` would replace: no control characters, and no
 * 0xef, with which U+FFFE and U+FFFF begin. Four bytes at a time: three times as fast as the expression.
 */
export function isCleanBytes(bytes: Uint8Array): boolean {
	const head = Math.min(bytes.length, -bytes.byteOffset & 3);
	const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2);
	if (hasControl(bytes, 0, head) || hasControl(bytes, head + 4 * words.length, bytes.length)) return false;
	for (let i = 0; i < words.length; i++) {
		const word = words[i] ?? 0;
		// The high bit of every byte below 0x20, and of some above such a one.
		if (((word - 0x20202020) & ~word & 0x80808080) !== 0 && hasControl(bytes, head + 4 * i, head + 4 * i + 4))
			return false;
	}
	return !bytes.includes(0xef);
}

function hasControl(bytes: Uint8Array, from: number, to: number): boolean {
	for (let i = from; i < to; i++) {
		const byte = bytes[i] ?? 0;
		if (byte < 32 && byte !== 10 && byte !== 13 && byte !== 9) return true;
	}
	return false;
}

/** What may stand in a document: as `cleanText`, without a word about it. */
export function storableText(text: string): string {
	const clean = forbidden.test(text) ? text.replace(everyForbidden, replacement) : text;
	return clean.isWellFormed() ? clean : clean.toWellFormed();
}

/** Line ends as XML has them (2.11). Over code units: an expression takes twenty times as long where they are many. */
export function withLineFeeds(text: string): string {
	const bytes = Buffer.from(text, "utf16le");
	const units = new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
	let to = 0;
	for (let at = 0; at < units.length; at++) {
		const unit = units[at] ?? 0;
		if (unit === 13 && units[at + 1] === 10) at++;
		units[to++] = unit === 13 ? 10 : unit;
	}
	return bytes.toString("utf16le", 0, 2 * to);
}

/** So many references take some hundredths of a second; a megabyte of XML in a value has a third of it. */
const maxReferences = 250_000;

/** Resolves the five entities and numeric references; what is neither stays as it was written. */
export function decodeReferences(text: string, reader: { readonly warn: Warn; references: number }): string {
	const { warn } = reader;
	let out = "";
	let from = 0;
	for (let amp = text.indexOf("&"); amp >= 0; amp = text.indexOf("&", from)) {
		if (++reader.references > maxReferences) fail("limit.references", `more than ${maxReferences} references`);
		out += text.slice(from, amp);
		const end = referenceEnd(text, amp + 1);
		const resolved = end < 0 ? undefined : resolve(text.slice(amp + 1, end), warn);
		if (resolved === undefined) {
			warn("xml.unknownEntity", text.slice(amp, end < 0 ? amp + maxReferenceLength : end + 1));
			out += "&";
			from = amp + 1;
		} else {
			out += resolved;
			from = end + 1;
		}
	}
	return out + text.slice(from);
}

/** The position of the `;`, searched for no further than a reference is long: many `&` must not cost a square. */
function referenceEnd(text: string, from: number): number {
	const limit = Math.min(text.length, from + maxReferenceLength);
	for (let i = from; i < limit; i++) if (text.charCodeAt(i) === 59) return i;
	return -1;
}

function resolve(name: string, warn: Warn): string | undefined {
	if (name.charCodeAt(0) !== 35) return Object.hasOwn(named, name) ? named[name] : undefined;
	const hexadecimal = name.charCodeAt(1) === 120;
	const digits = name.slice(hexadecimal ? 2 : 1);
	if (!(hexadecimal ? /^[0-9a-f]+$/i : /^[0-9]+$/).test(digits)) return undefined;
	const code = Number.parseInt(digits, hexadecimal ? 16 : 10);
	const character = code <= 0x10ffff ? String.fromCodePoint(code) : replacement;
	if (code <= 0x10ffff && character.isWellFormed() && !forbidden.test(character)) return character;
	warn("xml.controlCharacter", `&${name};`);
	return replacement;
}

function hex(code: number): string {
	return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
