/**
 * A pull reader over an XML document that is one string. One pass, no tree: the decoders ask for the next child,
 * for the text of an element, or skip it. Lenient where CPEs err, strict where leniency would be unsafe.
 */
import { fail, malformed, type Reader, skipSpace, truncated } from "./state.ts";
import { closeEmpty, closeTag, openTag } from "./tags.ts";
import { decodeReferences, withLineFeeds } from "./text.ts";

const [bang, slash, less, question] = [33, 47, 60, 63];

/** Opens the root element; what stands before it may only be white space, comments and instructions. */
export function openRoot(reader: Reader): void {
	const { text } = reader;
	for (;;) {
		const at = skipSpace(text, reader.position);
		if (at >= text.length) malformed(at, "no element");
		if (text.charCodeAt(at) !== less) malformed(at, "text before the first element");
		if (openOrPass(reader, at)) return;
	}
}

/** Reads what follows the root: anything but white space, comments and instructions is warned of and left alone. */
export function readTrailer(reader: Reader): void {
	const { text } = reader;
	for (;;) {
		const at = skipSpace(text, reader.position);
		if (at >= text.length) return;
		const mark = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : null;
		const end = mark === null ? -1 : text.indexOf(mark, at + 2);
		if (mark === null || end < 0) {
			reader.warn("body.trailing", `${text.length - at} characters after the document`);
			return;
		}
		reader.position = end + mark.length;
	}
}

/** Opens the next child of the element that is open, or closes that element and says `false`. */
export function nextChild(reader: Reader): boolean {
	return step(reader, true);
}

/** Leaves out the element that was opened last, with all that is in it. */
export function skip(reader: Reader): void {
	const outside = reader.depth - 1;
	while (reader.depth > outside) step(reader, false);
}

function step(reader: Reader, elementsOnly: boolean): boolean {
	if (reader.empty) return closeEmpty(reader);
	const { text } = reader;
	for (;;) {
		const at = text.indexOf("<", reader.position);
		if (at < 0) truncated(reader);
		if (elementsOnly && at !== reader.position && skipSpace(text, reader.position) < at)
			reader.warn("xml.strayText", text.slice(reader.position, Math.min(at, reader.position + 80)));
		if (text.charCodeAt(at + 1) === slash) {
			closeTag(reader, at + 2);
			return false;
		}
		if (openOrPass(reader, at)) return true;
	}
}

/** The text of the element that was opened last, which it closes. Elements inside are left out with a warning. */
export function readText(reader: Reader): string {
	return readContent(reader, false);
}

/** The text of the element that was opened last and of all elements inside. */
export function readDeepText(reader: Reader): string {
	return readContent(reader, true);
}

function readContent(reader: Reader, deep: boolean): string {
	if (reader.empty) {
		closeEmpty(reader);
		return "";
	}
	const { text } = reader;
	const outside = reader.depth - 1;
	let value: string | null = null;
	for (;;) {
		const from = reader.position;
		const at = text.indexOf("<", from);
		if (at < 0) truncated(reader);
		const piece = at === from ? "" : textBetween(reader, from, at);
		value = value === null ? piece : value + piece;
		const next = text.charCodeAt(at + 1);
		if (next === slash) {
			closeTag(reader, at + 2);
			if (reader.depth === outside) return value;
		} else if (next === bang && text.startsWith("[CDATA[", at + 2)) value += readCdata(reader, at);
		else if (openOrPass(reader, at)) {
			if (!deep) {
				reader.warn("xml.nestedElement", reader.name);
				skip(reader);
			} else if (reader.empty) closeEmpty(reader);
		}
	}
}

/** The characters from one position to another, references resolved and line ends as XML has them (2.11). */
export function textBetween(reader: Reader, from: number, to: number): string {
	const { text } = reader;
	let piece = text.slice(from, to);
	if (reader.nextReturn < from) reader.nextReturn = positionOrEnd(text, "\r", from);
	if (reader.nextReturn < to) piece = withLineFeeds(piece);
	if (reader.nextReference < from) reader.nextReference = positionOrEnd(text, "&", from);
	if (reader.nextReference < to) piece = decodeReferences(piece, reader);
	// A slice of thirteen characters or more holds the string it was cut from; what a concatenation yields does not.
	return reader.copies && piece.length > 12 ? ` ${piece}`.slice(1) : piece;
}

function positionOrEnd(text: string, search: string, from: number): number {
	const at = text.indexOf(search, from);
	return at < 0 ? text.length : at;
}

/** At a `<` that ends nothing: opens an element and says `true`, or passes a comment, CDATA or an instruction. */
function openOrPass(reader: Reader, at: number): boolean {
	const next = reader.text.charCodeAt(at + 1);
	if (next === question) reader.position = endOf(reader, "?>", at + 2);
	else if (next === bang) passMarkup(reader, at);
	else {
		openTag(reader, at + 1);
		return true;
	}
	return false;
}

function passMarkup(reader: Reader, at: number): void {
	const { text } = reader;
	if (text.startsWith("--", at + 2)) reader.position = endOf(reader, "-->", at + 4);
	else if (text.startsWith("[CDATA[", at + 2) && reader.depth > 0) reader.position = endOf(reader, "]]>", at + 9);
	else if (/^<!doctype/i.test(text.slice(at, at + 9))) fail("xml.doctype", "a document type is not accepted");
	else if (text.length - at < 9) truncated(reader);
	else malformed(at, "unknown markup");
}

function readCdata(reader: Reader, at: number): string {
	const end = endOf(reader, "]]>", at + 9);
	reader.position = end;
	const piece = reader.text.slice(at + 9, end - 3);
	return piece.includes("\r") ? withLineFeeds(piece) : piece;
}

function endOf(reader: Reader, mark: string, from: number): number {
	const at = reader.text.indexOf(mark, from);
	return at < 0 ? truncated(reader) : at + mark.length;
}
