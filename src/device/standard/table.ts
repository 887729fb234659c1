import {
	type Bounds,
	type EnumerationValue,
	formatBounds,
	isNumeric,
	type StandardAccess,
	type StandardEntry,
	type StandardModel,
	type StandardObject,
	type StandardStatus,
	type StandardType,
} from "./model.ts";

/**
 * The compact table of a model. A line an object: its path below the root (`.` is the root), then its
 * parameters by type.
 *
 *     WiFi.SSID.{i}.+@2.0 b:Enable! s:Status[Up|Down],SSID!(:32),LowerLayers!*{:1024} u:MaxFoo(1:7|15:15)@2.4
 *
 * Behind an object's path: `+` instances can be added and deleted, `…` more may be below it than is in the table. Behind a
 * name: `!` writable and `?` once, `*` a list and in braces its length and `#` its number of items, in parentheses the range of
 * numbers and the length of others, in brackets the enumeration (`value!` is the CPE's alone to set). Behind both: `@`
 * the version that brought it, a parameter's where it is not its object's, and `~` its way out of the model.
 */
const LETTERS = {
	string: "s",
	boolean: "b",
	unsignedInt: "u",
	int: "i",
	unsignedLong: "U",
	long: "l",
	dateTime: "d",
	base64: "6",
	hexBinary: "h",
	decimal: "f",
} as const satisfies Record<StandardType, string>;
const TYPES = new Map(Object.entries(LETTERS).map(([type, letter]) => [letter as string, type as StandardType]));

const ACCESS = { readOnly: "", readWrite: "!", writeOnceReadOnly: "?" } as const satisfies Record<
	StandardAccess,
	string
>;
const ACCESSES = new Map(Object.entries(ACCESS).map(([access, mark]) => [mark as string, access as StandardAccess]));

const MARKS = { deprecated: "~d", obsoleted: "~o", deleted: "~x" } as const;
const STATUSES = new Map<string | undefined, StandardStatus>(
	Object.entries(MARKS).map(([status, mark]) => [mark, status as StandardStatus]),
);

const OBJECT = /^(\.|(?:[\w-]+\.|\{i\}\.)+)(\+?)(…?)(?:@([\d.]+))?(~[dox])?(?= |$)/;
const LEAF =
	/([ ,])(?:(\w):)?([\w-]+)([!?]?)(\*(?:\{[^}]*\})?)?(?:\(([^)]*)\))?(?:\[([^\]]*)\])?(?:@([\d.]+))?(~[dox])?/y;

export function parseTable(root: string, table: string): StandardModel {
	const model = new Map<string, StandardObject>();
	for (const line of table.trim().split("\n")) {
		const object = parseLine(root, line);
		model.set(object.path, object);
	}
	return model;
}

function parseLine(root: string, line: string): StandardObject {
	const [head, below, plus, open, since = null, mark] = OBJECT.exec(line) ?? unreadable(line);
	const path = below === "." ? root : root + below;
	const parameters = new Map<string, StandardEntry>();
	const object = { path, creatable: plus !== "", complete: open === "", since, status: statusOf(mark), parameters };
	let type: StandardType | undefined;
	for (LEAF.lastIndex = head.length; LEAF.lastIndex < line.length; ) {
		const [, between, letter, name = "", access = "", list, size = "", values, version, end] =
			LEAF.exec(line) ?? unreadable(line);
		type = letter === undefined ? type : TYPES.get(letter);
		if (type === undefined || (between === " ") !== (letter !== undefined)) unreadable(line);
		const bounds = parseBounds(size);
		const numeric = isNumeric(type);
		parameters.set(name, {
			path: path + name,
			type,
			access: ACCESSES.get(access) ?? "readOnly",
			list: list === undefined ? null : parseList(list.slice(2, -1)),
			range: numeric ? bounds : [],
			length: numeric ? [] : bounds,
			enumeration: values === undefined ? null : values.split("|").map(parseValue),
			since: version ?? since,
			status: statusOf(end),
		});
	}
	return object;
}

function unreadable(line: string): never {
	throw new Error(`a line of a table of a data model can't be read: ${line.slice(0, 120)}`);
}

function statusOf(mark: string | undefined): StandardStatus {
	return STATUSES.get(mark) ?? "current";
}

function parseList(text: string): StandardEntry["list"] {
	const [length = "", items = ""] = text.split("#");
	return { length: parseBounds(length), items: parseBounds(items) };
}

function parseBounds(text: string): Bounds[] {
	if (text === "") return [];
	return text.split("|").map((part) => {
		const [min = "", max = ""] = part.split(":");
		return { min: min === "" ? null : Number(min), max: max === "" ? null : Number(max) };
	});
}

function parseValue(text: string): EnumerationValue {
	return text.endsWith("!") ? { value: text.slice(0, -1), settable: false } : { value: text, settable: true };
}

/** The table that `parseTable` reads, of the objects below a root. */
export function formatTable(root: string, model: StandardModel): string {
	return [...model.values()].map((object) => formatLine(root, object)).join("\n");
}

function formatLine(root: string, { path, creatable, complete, since, status, parameters }: StandardObject): string {
	const groups = Object.entries(LETTERS).flatMap(([type, letter]) => {
		const leaves = [...parameters].filter(([, entry]) => entry.type === type);
		return leaves.length === 0 ? [] : [`${letter}:${leaves.map((leaf) => formatLeaf(...leaf, since)).join(",")}`];
	});
	const marks = `${creatable ? "+" : ""}${complete ? "" : "…"}${since === null ? "" : `@${since}`}${markOf(status)}`;
	return [(path === root ? "." : path.slice(root.length)) + marks, ...groups].join(" ");
}

function formatLeaf(name: string, entry: StandardEntry, since: string | null): string {
	const { list, enumeration } = entry;
	const bounds = formatBounds(isNumeric(entry.type) ? entry.range : entry.length);
	const own =
		list === null ? "" : formatBounds(list.length) + (list.items.length === 0 ? "" : `#${formatBounds(list.items)}`);
	return [
		name,
		ACCESS[entry.access],
		list === null ? "" : own === "" ? "*" : `*{${own}}`,
		bounds === "" ? "" : `(${bounds})`,
		enumeration === null
			? ""
			: `[${enumeration.map(({ value, settable }) => `${value}${settable ? "" : "!"}`).join("|")}]`,
		entry.since === null || entry.since === since ? "" : `@${entry.since}`,
		markOf(entry.status),
	].join("");
}

function markOf(status: StandardStatus): string {
	return status === "current" ? "" : MARKS[status];
}
