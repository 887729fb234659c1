/** The grammar of WWW-Authenticate and Authorization (RFC 7235), as loosely as devices write it. */

export interface Challenge {
	/** In lower case. */
	readonly scheme: string;
	/** Names in lower case, values without quotes. */
	readonly parameters: ReadonlyMap<string, string>;
}

/** A header this long is no challenge. */
const maxHeaderLength = 8_192;

/** Reads one or several headers, each with one or several challenges; order is kept. */
export function parseChallenges(headers: string | readonly string[]): readonly Challenge[] {
	const list = typeof headers === "string" ? [headers] : headers;
	return list.flatMap((header) => (header.length > maxHeaderLength ? [] : parseHeader(header)));
}

function parseHeader(header: string): Challenge[] {
	const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
	let at = skip(header, 0, /[\s,]/);
	while (at < header.length) {
		const start = at;
		at = skip(header, at, /[^\s,=]/);
		const word = header.slice(start, at).toLowerCase();
		at = skip(header, at, /\s/);
		if (header[at] !== "=") {
			challenges.push({ scheme: word, parameters: new Map() });
		} else {
			const [value, end] = readValue(header, skip(header, at + 1, /\s/));
			const { parameters } = challenges.at(-1) ?? {};
			if (parameters !== undefined && !parameters.has(word)) parameters.set(word, value);
			at = end;
		}
		at = skip(header, at, /[\s,]/);
	}
	return challenges;
}

/** A quoted string, with `\` before what is meant as it is, or whatever stands before a comma or a space. */
function readValue(header: string, from: number): readonly [string, number] {
	if (header[from] !== '"') {
		const end = skip(header, from, /[^\s,]/);
		return [header.slice(from, end), Math.max(end, from)];
	}
	let value = "";
	let at = from + 1;
	for (; at < header.length && header[at] !== '"'; at++) {
		if (header[at] === "\\" && at + 1 < header.length) at++;
		value += header[at] ?? "";
	}
	return [value, at + 1];
}

function skip(header: string, from: number, over: RegExp): number {
	let at = from;
	while (at < header.length && over.test(header[at] ?? "")) at++;
	return at;
}

/** A value in quotes. */
export function quoted(value: string): string {
	return `"${value.replace(/["\\]/g, "\\$&")}"`;
}
