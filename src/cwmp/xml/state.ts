/** What a reader knows of the document it is in, and how it refuses to go on. */
import { CertusError } from "../../lib/errors.ts";
import type { Warn } from "../warnings.ts";

export interface ReaderLimits {
	readonly maxDepth: number;
	readonly maxParameters: number;
}

export interface Reader {
	readonly text: string;
	readonly limits: ReaderLimits;
	readonly warn: Warn;
	/** Behind the last tag that was read. */
	position: number;
	/** How many elements are open. */
	depth: number;
	/** Local name of the element that was opened last, and its `type` attribute. */
	name: string;
	type: string | null;
	/** The element that was opened last closed itself. */
	empty: boolean;
	/** Entries of lists so far. */
	items: number;
	/** Elements opened one by one and references resolved so far. */
	elements: number;
	references: number;
	/** Copy texts out of the document, so that a kept serial number does not keep the whole body. */
	copies: boolean;
	/** Start and end of the qualified names of the open elements. */
	readonly spans: number[];
	/** Prefixes in scope, and what to put back when the element that declared one closes. */
	readonly scope: Map<string, string>;
	readonly shadowed: { readonly depth: number; readonly prefix: string; readonly before: string | undefined }[];
	/** Prefixes met, each judged once; `unjudged` waits for the declarations of its own tag. */
	readonly prefixes: Set<string>;
	unjudged: string[];
	lastPrefix: string;
	/** The next `&` and the next carriage return, or past the end. */
	nextReference: number;
	nextReturn: number;
}

export function openReader(text: string, limits: ReaderLimits, warn: Warn): Reader {
	return {
		text,
		limits,
		warn,
		position: 0,
		depth: 0,
		name: "",
		type: null,
		empty: false,
		items: 0,
		elements: 0,
		references: 0,
		copies: false,
		spans: [],
		scope: new Map(),
		shadowed: [],
		prefixes: new Set(["xml", "xmlns"]),
		unjudged: [],
		lastPrefix: "xml",
		nextReference: -1,
		nextReturn: -1,
	};
}

export function fail(code: string, reason: string): never {
	throw new CertusError(400, code, reason);
}

export function truncated(reader: Reader): never {
	return fail("xml.truncated", `the document ends ${reader.depth} elements deep`);
}

export function malformed(position: number, what: string): never {
	return fail("xml.malformed", `${what} at character ${position}`);
}

/** Counts an entry of a list against the bound. */
export function countItem(reader: Reader): void {
	if (++reader.items > reader.limits.maxParameters)
		fail("limit.parameters", `more than ${reader.limits.maxParameters} entries`);
}

export function skipSpace(text: string, from: number): number {
	let at = from;
	for (let code = text.charCodeAt(at); isSpace(code); code = text.charCodeAt(at)) at++;
	return at;
}

const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32];

function isSpace(code: number): boolean {
	return code === space || code === lineFeed || code === tab || code === carriageReturn;
}
