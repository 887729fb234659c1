/** Variables as they are typed, a line each: `name = value`. */
export function linesOfVariables(variables: Readonly<Record<string, string>>): string {
	return Object.entries(variables)
		.map(([name, value]) => `${name} = ${value}`)
		.join("\n");
}

/** What stands behind the first `=` is the value. */
export function variablesOf(lines: string): Record<string, string> {
	return Object.fromEntries(
		lines
			.split("\n")
			.filter((line) => line.trim() !== "")
			.map((line) => {
				const [name = "", ...rest] = line.split("=");
				return [name.trim(), rest.join("=").trim()];
			}),
	);
}
