import { TR098_TYPES } from "./standard/tr098.ts";
import { TR181_TYPES } from "./standard/tr181.ts";

const NAMES: Readonly<Record<string, string>> = {
	s: "string",
	b: "boolean",
	u: "unsignedInt",
	i: "int",
	U: "unsignedLong",
	l: "long",
	d: "dateTime",
	"6": "base64",
	h: "hexBinary",
};

const LEXICAL: Readonly<Record<string, RegExp>> = {
	boolean: /^(0|1|true|false)$/i,
	unsignedInt: /^\+?\d+$/,
	int: /^[+-]?\d+$/,
	unsignedLong: /^\+?\d+$/,
	long: /^[+-]?\d+$/,
	// Without a zone, too; what the clock says is the device's matter (quirk 51).
	dateTime: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d/,
};

/** By path with `{i}` for instances, under its root. */
const TYPES: ReadonlyMap<string, string> = new Map([
	...parse("Device.", TR181_TYPES),
	...parse("InternetGatewayDevice.", TR098_TYPES),
]);

function parse(root: string, text: string): (readonly [string, string])[] {
	return text
		.trim()
		.split("\n")
		.flatMap((line) => {
			const [object = "", ...groups] = line.split(" ");
			return groups.flatMap((group) => {
				const type = NAMES[group[0] as string] as string;
				return group
					.slice(2)
					.split(",")
					.map((name) => [root + object + name, type] as const);
			});
		});
}

/** The type that the standard model gives a parameter, `unsignedInt`, …; `null` where it is not one of the table. */
function standardType(path: string): string | null {
	return TYPES.get(path.replace(/\.\d+(?=\.)/g, ".{i}")) ?? null;
}

/**
 * How a parameter's type, or the form of its value, differs from the standard model: `undefined` where the model does
 * not have it, `null` where it does not differ.
 */
export function typeDeviation(path: string, type: string, value: string): string | null | undefined {
	const standard = standardType(path);
	if (standard === null) return undefined;
	const given = type.replace(/^.*:/, "");
	// Counters were 32 bits wide in earlier versions of the models: a device of such a version is right.
	if (standard === "unsignedLong" && given === "unsignedInt") return null;
	if (given.toLowerCase().replace(/binary$/, "") !== standard.toLowerCase().replace(/binary$/, "")) {
		return `the model has ${standard}, the device ${given === "" ? "none" : given}`;
	}
	if (value !== "" && LEXICAL[standard]?.test(value.trim()) === false) return `${standard} with a value that is none`;
	return null;
}
