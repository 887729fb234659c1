import { formatTime } from "./time.ts";
import { humanise } from "./vocabulary.ts";

/** An event's detail in one line of words: `Status: queued · Rpcs: 3`. */
export function detailText(detail: Readonly<Record<string, unknown>>): string {
	return Object.entries(detail)
		.map(([name, value]) => [name, inWords(value)] as const)
		.filter(([, words]) => words !== "")
		.map(([name, words]) => `${humanise(name)}: ${words}`)
		.join(" · ");
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function inWords(value: unknown): string {
	if (value === null || value === undefined) return "";
	if (Array.isArray(value)) return value.map(inWords).join(", ");
	if (typeof value === "object") return Object.values(value).map(inWords).join(" ");
	return RFC3339.test(String(value)) ? formatTime(String(value)) : String(value);
}
