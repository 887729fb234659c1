/**
 * RPC arguments as data: one literal says the element, the type and the order, and gives both directions.
 * Decoding takes the elements in any order; encoding writes them in the order of the literal, which is the schema's.
 */
import { booleanLiteral, parseBoolean, parseNumber } from "./values.ts";
import { nextChild, readText, skip } from "./xml/reader.ts";
import { countItem, fail, type Reader } from "./xml/state.ts";
import { element, escapeXml } from "./xml/write.ts";

export interface Field<T> {
	readonly element: string;
	/** What stands for an element that is missing. */
	readonly absent: T;
	readonly optional: boolean;
	/** Reads the element that was opened last; `before` is what an earlier one of the same name gave. */
	readonly read: (reader: Reader, before: T) => T;
	readonly write: (value: T) => string;
}

export interface Struct<T> {
	readonly absent: T;
	readonly read: (reader: Reader) => T;
	readonly write: (value: T) => string;
}

/** The absent list of every field. */
export const noEntries: readonly never[] = [];

type FieldsOf<T> = { readonly [K in keyof T]-?: Field<T[K]> };

export function struct<T extends object>(fields: FieldsOf<T>): Struct<T> {
	const list = Object.entries(fields) as [string & keyof T, Field<unknown>][];
	const byElement = new Map(list.map(([key, field], index) => [field.element, { key, field, bit: 1 << index }]));
	const required = list.reduce((bits, [, field], index) => (field.optional ? bits : bits | (1 << index)), 0);
	const absent = Object.fromEntries(list.map(([key, field]) => [key, field.absent])) as T;

	const read = (reader: Reader): T => {
		const result = { ...absent } as Record<string, unknown>;
		let seen = 0;
		while (nextChild(reader)) {
			const entry = byElement.get(reader.name);
			if (entry === undefined) {
				reader.warn("element.unknown", reader.name);
				skip(reader);
			} else {
				result[entry.key] = entry.field.read(reader, result[entry.key]);
				seen |= entry.bit;
			}
		}
		if ((seen & required) !== required)
			for (const [name, { bit }] of byElement) if ((required & ~seen & bit) !== 0) reader.warn("element.missing", name);
		return result as T;
	};
	const write = (value: T): string => {
		let out = "";
		for (const [key, field] of list) out += field.write(value[key]);
		return out;
	};
	return { absent, read, write };
}

export const nothing: Struct<Readonly<Record<never, never>>> = struct({});

export function text(name: string): Field<string> {
	return {
		element: name,
		absent: "",
		optional: false,
		read: readText,
		write: (value) => element(name, value),
	};
}

/** Text that white space around it does not belong to: event codes, paths. */
export function token(name: string): Field<string> {
	return { ...text(name), read: (reader) => readText(reader).trim() };
}

/** The schema gives what a device is known by 64 characters at most (A.3.3.1). */
const MAX_IDENTIFIER = 1_024;

/** Text that tells what a device is, as `token`. One that can't be such a thing is refused before it is resolved. */
export function identifier(name: string): Field<string> {
	return {
		...text(name),
		read: (reader) => {
			const written = reader.text.indexOf("<", reader.position) - reader.position;
			const value = !reader.empty && written > MAX_IDENTIFIER ? null : readText(reader).trim();
			if (value === null || value.length > MAX_IDENTIFIER)
				return fail("limit.identifier", `${name} has more than ${MAX_IDENTIFIER} characters`);
			return value;
		},
	};
}

/** Text whose element is left out where it is empty. */
export function optionalText(name: string): Field<string> {
	return { ...text(name), optional: true, write: (value) => (value === "" ? "" : element(name, value)) };
}

/** A time in its lexical form (quirks 50 and 51). An empty one is sent as the unknown time (A.2.1). */
export function dateTime(name: string): Field<string> {
	return {
		...text(name),
		read: (reader) => readText(reader).trim(),
		write: (value) => element(name, value === "" ? "0001-01-01T00:00:00Z" : value),
	};
}

export function integer(name: string): Field<number> {
	return {
		element: name,
		absent: 0,
		optional: false,
		read: (reader) => parseNumber(readText(reader), name, reader.warn),
		write: (value) => element(name, integerLiteral(value)),
	};
}

/** Of DownloadResponse and UploadResponse: left out, TransferComplete is to tell (A.3.2.8). */
export const transferStatus: Field<number> = { ...integer("Status"), absent: 1 };

export function boolean(name: string): Field<boolean> {
	return {
		element: name,
		absent: false,
		optional: false,
		read: (reader) => parseBoolean(readText(reader), name, reader.warn),
		write: (value) => element(name, booleanLiteral(value)),
	};
}

export function nested<T>(name: string, inner: Struct<T>): Field<T> {
	return {
		element: name,
		absent: inner.absent,
		optional: false,
		read: inner.read,
		write: (value) => `<${name}>${inner.write(value)}</${name}>`,
	};
}

/** The opening tag of a SOAP array. What a device says of the size is not looked at (quirk 39). */
export function arrayTag(name: string, type: string, count: number): string {
	return `<${name} soapenc:arrayType="${type}[${count}]">`;
}

/** A SOAP array of structs: every child is an entry, whatever it is called. */
export function array<T>(name: string, item: string, inner: Struct<T>, type = `cwmp:${item}`): Field<readonly T[]> {
	return {
		element: name,
		absent: noEntries,
		optional: false,
		read: (reader, before) => {
			const list = listAfter(before);
			while (nextChild(reader)) {
				countItem(reader);
				list.push(inner.read(reader));
			}
			return list;
		},
		write: (values) => {
			let out = arrayTag(name, type, values.length);
			for (const value of values) out += `<${item}>${inner.write(value)}</${item}>`;
			return `${out}</${name}>`;
		},
	};
}

export function strings(name: string, item = "string", type = "xsd:string"): Field<readonly string[]> {
	return {
		element: name,
		absent: noEntries,
		optional: false,
		read: (reader, before) => {
			const list = listAfter(before);
			while (nextChild(reader)) {
				countItem(reader);
				list.push(readText(reader).trim());
			}
			return list;
		},
		write: (values) => {
			let out = arrayTag(name, type, values.length);
			for (const value of values) out += `<${item}>${escapeXml(value)}</${item}>`;
			return `${out}</${name}>`;
		},
	};
}

/** An element that stands once for each entry, without an array around it (`Results`, `Operations`). */
export function repeated<T>(name: string, inner: Struct<T>): Field<readonly T[]> {
	return {
		element: name,
		absent: noEntries,
		optional: false,
		read: (reader, before) => {
			countItem(reader);
			const list = listAfter(before);
			list.push(inner.read(reader));
			return list;
		},
		write: (values) => values.map((value) => `<${name}>${inner.write(value)}</${name}>`).join(""),
	};
}

/** The list to go on with when a list's element comes again; a copy each time would cost a square. */
export function listAfter<T>(before: readonly T[]): T[] {
	return before === noEntries ? [] : (before as T[]);
}

export function integerLiteral(value: number): string {
	return Number.isFinite(value) ? String(BigInt(Math.trunc(value))) : "0";
}
