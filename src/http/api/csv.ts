/** RFC 4180: a header, a line a row, lists joined by semicolons. */
export function csvOf<Row>(
	columns: readonly (readonly [name: string, of: (row: Row) => unknown])[],
	rows: readonly Row[],
): string {
	const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, of]) => field(of(row))))];
	return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

function field(value: unknown): string {
	const text = Array.isArray(value)
		? value.join("; ")
		: value instanceof Date
			? value.toISOString()
			: String(value ?? "");
	// Names come from devices: what a spreadsheet would take for a formula is made text.
	const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
