const OTHERS: readonly (readonly [separator: string, name: string])[] = [
	[";", "semicolons"],
	["\t", "tabs"],
	["|", "bars"],
];

/** What parts the columns of a table's first line, where it is no comma: spreadsheets write `;` in many countries. */
export function foreignSeparator(start: string): string | null {
	const [header = ""] = start.split(/\r\n|\n|\r/, 1);
	if (header.includes(",")) return null;
	return OTHERS.find(([separator]) => header.includes(separator))?.[1] ?? null;
}
