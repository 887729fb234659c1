/** The pattern for `ilike` of what holds this text. */
export function containing(text: string): string {
	return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

const MAC_WITH_SEPARATORS = /^[0-9a-f]{2}([:-][0-9a-f]{2})+$/i;

/** MACs are kept without separators. */
export function asMac(text: string): string {
	return MAC_WITH_SEPARATORS.test(text.trim()) ? text.replace(/[^0-9a-f]/gi, "") : text;
}
