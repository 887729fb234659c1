/** Opening and closing tags: names, attributes, and which prefixes are in scope. */
import { fail, malformed, type Reader, skipSpace, truncated } from "./state.ts";
import { decodeReferences } from "./text.ts";

const [doubleQuote, singleQuote, slash, colon, equals, greater] = [34, 39, 47, 58, 61, 62];

/** Three times as many as the longest list of parameters has. */
const maxElements = 1_000_000;
/** Devices use about six. */
const maxPrefixes = 1_000;

function tooManyPrefixes(): never {
	return fail("limit.prefixes", `more than ${maxPrefixes} prefixes`);
}

/** 1 for what may stand in a name, 2 for what may also begin one; beyond ASCII everything may. */
const nameCharacters = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
	const character = String.fromCharCode(code);
	nameCharacters[code] = /[A-Za-z_:]/.test(character) ? 2 : /[0-9.-]/.test(character) ? 1 : 0;
}

function isNameCharacter(code: number): boolean {
	return code > 127 || (nameCharacters[code] !== 0 && code <= 127);
}

export function openTag(reader: Reader, start: number): void {
	const { text } = reader;
	let at = start;
	let code = text.charCodeAt(at);
	if (at >= text.length) truncated(reader);
	if (code < 128 && nameCharacters[code] !== 2) malformed(at, "no name after <");
	let local = start;
	do {
		if (code === colon && local === start) local = at + 1;
		code = text.charCodeAt(++at);
	} while (isNameCharacter(code));
	if (reader.depth >= reader.limits.maxDepth) fail("xml.tooDeep", `more than ${reader.limits.maxDepth} elements deep`);
	reader.spans[2 * reader.depth] = start;
	reader.spans[2 * reader.depth + 1] = at;
	if (++reader.elements > maxElements) fail("limit.elements", `more than ${maxElements} elements`);
	reader.depth++;
	reader.type = null;
	reader.empty = false;
	if (local !== start) notePrefix(reader, start, local - 1);
	reader.position = code === greater ? at + 1 : readAttributes(reader, at);
	if (reader.unjudged.length > 0) judgePrefixes(reader);
	reader.name = text.slice(local, at);
}

/** Returns the position behind the tag. Attributes are looked at in passing; none is kept but the type. */
function readAttributes(reader: Reader, from: number): number {
	const { text } = reader;
	let at = from;
	for (;;) {
		at = skipSpace(text, at);
		if (at >= text.length) truncated(reader);
		let code = text.charCodeAt(at);
		if (code === greater) return at + 1;
		if (code === slash) {
			if (at + 1 >= text.length) truncated(reader);
			if (text.charCodeAt(at + 1) !== greater) malformed(at, "a stray /");
			reader.empty = true;
			return at + 2;
		}
		const start = at;
		let local = start;
		while (isNameCharacter(code)) {
			if (code === colon && local === start) local = at + 1;
			code = text.charCodeAt(++at);
		}
		const end = at;
		at = skipSpace(text, at);
		if (at >= text.length) truncated(reader);
		if (end === start || text.charCodeAt(at) !== equals) malformed(at, "no attribute");
		at = skipSpace(text, at + 1);
		const quote = text.charCodeAt(at);
		if (at >= text.length) truncated(reader);
		if (quote !== doubleQuote && quote !== singleQuote) malformed(at, "an attribute without quotes");
		const close = text.indexOf(quote === doubleQuote ? '"' : "'", at + 1);
		if (close < 0) truncated(reader);
		noteAttribute(reader, start, local, end, at + 1, close);
		at = close + 1;
	}
}

function noteAttribute(reader: Reader, start: number, local: number, end: number, from: number, to: number): void {
	const { text } = reader;
	if (text.startsWith("xmlns", start) && (local === start + 6 || end === start + 5))
		declare(reader, local === start ? "" : text.slice(local, end), attributeText(reader, from, to));
	else {
		if (local !== start) notePrefix(reader, start, local - 1);
		if (end - local === 4 && text.startsWith("type", local)) reader.type = attributeText(reader, from, to);
	}
}

function attributeText(reader: Reader, from: number, to: number): string {
	const value = reader.text.slice(from, to).trim();
	return value.includes("&") ? decodeReferences(value, reader) : value;
}

function declare(reader: Reader, prefix: string, uri: string): void {
	reader.shadowed.push({ depth: reader.depth, prefix, before: reader.scope.get(prefix) });
	reader.scope.set(prefix, uri);
	if (reader.scope.size > maxPrefixes) tooManyPrefixes();
}

function notePrefix(reader: Reader, from: number, to: number): void {
	const { text, lastPrefix } = reader;
	if (to - from === lastPrefix.length && text.startsWith(lastPrefix, from)) return;
	const prefix = text.slice(from, to);
	reader.lastPrefix = prefix;
	if (reader.prefixes.has(prefix)) return;
	reader.prefixes.add(prefix);
	if (reader.prefixes.size > maxPrefixes) tooManyPrefixes();
	reader.unjudged.push(prefix);
}

function judgePrefixes(reader: Reader): void {
	for (const prefix of reader.unjudged) if (!reader.scope.has(prefix)) reader.warn("xml.undeclaredPrefix", prefix);
	reader.unjudged = [];
}

export function closeTag(reader: Reader, from: number): void {
	const { text, spans } = reader;
	const start = spans[2 * reader.depth - 2] ?? 0;
	const length = (spans[2 * reader.depth - 1] ?? 0) - start;
	for (let i = 0; i < length; i++)
		if (text.charCodeAt(from + i) !== text.charCodeAt(start + i)) mismatched(reader, from, start, length);
	const at = skipSpace(text, from + length);
	if (text.charCodeAt(at) !== greater) mismatched(reader, from, start, length);
	reader.position = at + 1;
	leave(reader);
}

function mismatched(reader: Reader, from: number, start: number, length: number): never {
	const { text } = reader;
	if (text.indexOf(">", from) < 0) truncated(reader);
	return malformed(from, `</${text.slice(from, from + 40)} closes <${text.slice(start, start + length)}>`);
}

export function closeEmpty(reader: Reader): false {
	reader.empty = false;
	leave(reader);
	return false;
}

function leave(reader: Reader): void {
	const { shadowed } = reader;
	for (let last = shadowed.at(-1); last !== undefined && last.depth === reader.depth; last = shadowed.at(-1)) {
		if (last.before === undefined) reader.scope.delete(last.prefix);
		else reader.scope.set(last.prefix, last.before);
		shadowed.pop();
	}
	reader.depth--;
}
/** The namespace of the element that was opened last, or `undefined` where its prefix is not declared. */
export function namespaceOf(reader: Reader): string | undefined {
	const start = reader.spans[2 * reader.depth - 2] ?? 0;
	const end = reader.spans[2 * reader.depth - 1] ?? 0;
	const name = reader.text.slice(start, end);
	const split = name.indexOf(":");
	return reader.scope.get(split < 0 ? "" : name.slice(0, split));
}
