/** A small, lenient pretty printer: XML in, lines of inert tokens out. It shows what was sent, and repairs nothing. */

type XmlTokenKind = "punctuation" | "tag" | "attribute" | "value" | "text" | "comment" | "declaration";

interface XmlToken {
	readonly kind: XmlTokenKind;
	readonly text: string;
}

export interface XmlLine {
	readonly depth: number;
	readonly tokens: readonly XmlToken[];
}

type Piece =
	| { readonly type: "open" | "close" | "empty"; readonly tokens: readonly XmlToken[]; readonly isBlank?: never }
	| { readonly type: "other" | "text"; readonly tokens: readonly XmlToken[]; readonly isBlank: boolean };

/** Text between a tag and its own end tag stays exactly as it is, on their line; blank text between elements goes. */
export function formatXml(source: string): XmlLine[] {
	const pieces = split(source);
	const lines: XmlLine[] = [];
	let depth = 0;
	for (let i = 0; i < pieces.length; i++) {
		const piece = pieces[i];
		if (piece === undefined) break;
		if (piece.type === "close") {
			depth = Math.max(0, depth - 1);
			lines.push({ depth, tokens: piece.tokens });
		} else if (piece.type === "open") {
			const leaf = leafAt(pieces, i);
			lines.push({ depth, tokens: leaf?.tokens ?? piece.tokens });
			if (leaf) i += leaf.length - 1;
			else depth++;
		} else if (piece.type === "empty" || !piece.isBlank) {
			lines.push({ depth, tokens: piece.tokens });
		}
	}
	return lines;
}

/** `<a>text</a>` and `<a></a>`: how many pieces belong on this line. */
function leafAt(pieces: readonly Piece[], start: number): { tokens: XmlToken[]; length: number } | null {
	const tokens = [...(pieces[start]?.tokens ?? [])];
	const next = pieces[start + 1];
	if (next?.type === "close") return { tokens: [...tokens, ...next.tokens], length: 2 };
	const afterNext = pieces[start + 2];
	if (next?.type !== "text" || afterNext?.type !== "close") return null;
	return { tokens: [...tokens, ...next.tokens, ...afterNext.tokens], length: 3 };
}

function split(source: string): Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	while (at < source.length) {
		const piece = pieceAt(source, at);
		pieces.push(piece.piece);
		at = piece.end;
	}
	return pieces;
}

function pieceAt(source: string, at: number): { piece: Piece; end: number } {
	if (source[at] !== "<") {
		const next = source.indexOf("<", at);
		return textPiece(source, at, next === -1 ? source.length : next);
	}
	if (source.startsWith("<!--", at)) return other(source, at, "-->", "comment");
	if (source.startsWith("<![CDATA[", at)) return other(source, at, "]]>", "text");
	if (source.startsWith("<?", at)) return other(source, at, "?>", "declaration");
	if (source.startsWith("<!", at)) return other(source, at, ">", "declaration");
	const end = tagEnd(source, at);
	// No end, or not a name behind it: whatever it is, it is shown as it stands.
	if (end === -1) return textPiece(source, at, source.length);
	if (!/[\p{L}_:/]/u.test(source[at + 1] ?? "")) {
		const next = source.indexOf("<", at + 1);
		return textPiece(source, at, next === -1 ? source.length : next);
	}
	return { piece: tagPiece(source.slice(at, end)), end };
}

function textPiece(source: string, at: number, end: number): { piece: Piece; end: number } {
	const text = source.slice(at, end);
	return { piece: { type: "text", tokens: [{ kind: "text", text }], isBlank: text.trim() === "" }, end };
}

function other(source: string, at: number, closer: string, kind: XmlTokenKind): { piece: Piece; end: number } {
	const found = source.indexOf(closer, at + 2);
	const end = found === -1 ? source.length : found + closer.length;
	// CDATA counts as text, so that an element that holds nothing else stays on one line.
	const type = kind === "text" ? "text" : "other";
	return { piece: { type, tokens: [{ kind, text: source.slice(at, end) }], isBlank: false }, end };
}

/** A `>` inside quotes does not end a tag. */
function tagEnd(source: string, at: number): number {
	let quote = "";
	for (let i = at + 1; i < source.length; i++) {
		const char = source[i];
		if (quote !== "") {
			if (char === quote) quote = "";
		} else if (char === '"' || char === "'") quote = char;
		else if (char === ">") return i + 1;
	}
	return -1;
}

const ATTRIBUTE = /(\s+)([^\s=]+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s"']+))?/gy;

function tagPiece(raw: string): Piece {
	const isClose = raw.startsWith("</");
	const isEmpty = !isClose && raw.endsWith("/>");
	const opener = isClose ? "</" : "<";
	const closer = isEmpty ? "/>" : ">";
	const inside = raw.slice(opener.length, raw.length - closer.length);
	const name = /^[^\s]*/.exec(inside)?.[0] ?? "";
	const tokens: XmlToken[] = [
		{ kind: "punctuation", text: opener },
		{ kind: "tag", text: name },
	];
	ATTRIBUTE.lastIndex = name.length;
	let end = name.length;
	for (let match = ATTRIBUTE.exec(inside); match !== null; match = ATTRIBUTE.exec(inside)) {
		end = ATTRIBUTE.lastIndex;
		tokens.push({ kind: "punctuation", text: " " }, { kind: "attribute", text: match[2] ?? "" });
		if (match[3] !== undefined)
			tokens.push({ kind: "punctuation", text: "=" }, { kind: "value", text: match[4] ?? "" });
	}
	const rest = inside.slice(end);
	if (rest.trim() !== "") tokens.push({ kind: "text", text: rest });
	tokens.push({ kind: "punctuation", text: closer });
	return { type: isClose ? "close" : isEmpty ? "empty" : "open", tokens };
}
