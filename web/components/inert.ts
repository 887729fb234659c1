/** A run of text as a device sent it, or one character that would be invisible or change how the rest is read. */
export interface TextPart {
	readonly kind: "text" | "hidden";
	readonly text: string;
	/** How it is announced, for hidden characters. */
	readonly name: string;
}

/** Controls but tab and line feed; soft hyphen, zero-width and bidirectional formatting; line separators; BOM; tags. */
const HIDDEN =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: showing them is the purpose
	/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Splits a device's text so that nothing in it stays invisible. */
export function visibleParts(source: string): TextPart[] {
	const parts: TextPart[] = [];
	let from = 0;
	for (const match of source.matchAll(HIDDEN)) {
		if (match.index > from) parts.push({ kind: "text", text: source.slice(from, match.index), name: "" });
		parts.push(hiddenPart(match[0].codePointAt(0) ?? 0));
		from = match.index + match[0].length;
	}
	if (from < source.length) parts.push({ kind: "text", text: source.slice(from), name: "" });
	return parts;
}

function hiddenPart(code: number): TextPart {
	const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
	return { kind: "hidden", text: C0_NAMES[code] ?? (code === 0x7f ? "DEL" : name), name };
}

/** ECMA-48's abbreviations. Letters, since hardly a font has the control pictures. */
const C0_NAMES =
	"NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
		" ",
	);

/** The same in one string, for where no element can stand: an option, a title. */
export function visibleText(source: string, max = 120): string {
	const cut = clip(source, max);
	return visibleParts(cut.length < source.length ? `${cut}…` : cut)
		.map(({ kind, text }) => (kind === "text" ? text : `[${text}]`))
		.join("");
}

/** Cuts without splitting a surrogate pair. */
export function clip(source: string, max: number): string {
	if (source.length <= max) return source;
	const last = source.charCodeAt(max - 1);
	return source.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
