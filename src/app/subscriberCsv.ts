import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type CsvError, parse } from "csv-parse";
import { z } from "zod";
import {
	Address,
	ExternalId,
	MAX_VARIABLES,
	Plan,
	SiteName,
	SubscriberName,
	VariableName,
	VariableValue,
} from "../shared/subscribers.ts";

/** What is wrong, and where: `line` as an editor counts them, from 1. */
export interface LineError {
	readonly line: number;
	readonly column: string;
	readonly detail: string;
}

/** Takes errors in; it keeps the first of them, and counts all. */
export interface ErrorList {
	readonly first: readonly LineError[];
	readonly count: number;
	add(line: number, column: string, detail: string): void;
}

/** Of a cell: what it holds; `null` where it is empty, `undefined` where there is no such column. */
type Cell = string | null | undefined;

export interface ImportLine {
	readonly line: number;
	readonly externalId: string;
	readonly name: Cell;
	readonly plan: Cell;
	readonly siteName: Cell;
	readonly address: Cell;
	readonly serialNumber: Cell;
	/** Six hexadecimal digits, upper case. */
	readonly oui: Cell;
	/** Twelve hexadecimal digits, upper case. */
	readonly mac: Cell;
	readonly variables: Readonly<Record<string, string | null>>;
}

export const MAX_IMPORT_BYTES = 32 * 1024 * 1024;
const MAX_ROWS = 100_000;
const MAX_ERRORS = 1_000;
/** So many rows are read before others get their turn. */
const ROWS_AT_ONCE = 500;
const CHUNK = 64 * 1024;
const VARIABLE = "variables.";

const COLUMNS: Readonly<Record<string, z.ZodType<string>>> = {
	externalId: ExternalId,
	name: SubscriberName,
	plan: Plan,
	siteName: SiteName,
	address: Address,
	serialNumber: z.string().trim().max(64),
	oui: z
		.string()
		.trim()
		.regex(/^[0-9A-Fa-f]{6}$/, "is six hexadecimal digits")
		.toUpperCase(),
	mac: z
		.string()
		.trim()
		.regex(/^[0-9A-Fa-f]{2}([:-]?[0-9A-Fa-f]{2}){5}$/, "is a MAC address")
		.transform((mac) => mac.replace(/[^0-9A-Fa-f]/g, "").toUpperCase()),
};

export function errorList(): ErrorList {
	const first: LineError[] = [];
	let count = 0;
	return {
		first,
		get count() {
			return count;
		},
		add(line, column, detail) {
			count++;
			if (first.length < MAX_ERRORS) first.push({ line, column, detail });
		},
	};
}

/**
 * Reads subscribers from CSV (RFC 4180, UTF-8, with or without BOM, any line ends) by the names of its first line. Cells are
 * data, whatever a spreadsheet would make of them. What is wrong goes into `errors`; such a line is left out.
 */
export async function readSubscriberCsv(bytes: Uint8Array, errors: ErrorList): Promise<ImportLine[]> {
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		errors.add(1, "", "the file is not UTF-8");
		return [];
	}
	const lines: ImportLine[] = [];
	let readCell: ReturnType<typeof cellReader> | null = null;
	let line = 1;
	let rows = 0;
	const parser = parse({
		raw: true,
		relax_column_count: true,
		record_delimiter: ["\r\n", "\n", "\r"],
		max_record_size: CHUNK,
	});
	Readable.from(chunksOf(text)).pipe(parser);
	try {
		for await (const { record, raw } of parser as AsyncIterable<{ record: string[]; raw: string }>) {
			const at = line;
			line += raw.match(/\r\n|\r|\n/g)?.length ?? 0;
			if (record.length === 1 && record[0]?.trim() === "") continue;
			if (!readCell) {
				readCell = cellReader(record, at, errors);
				if (!readCell) break;
				continue;
			}
			if (++rows > MAX_ROWS) {
				errors.add(at, "", `there are more than ${MAX_ROWS} rows`);
				break;
			}
			const read = readCell(record, at);
			if (read) lines.push(read);
			if (rows % ROWS_AT_ONCE === 0) await setImmediate();
		}
	} catch (error) {
		const { lines: at = 1, message } = error as CsvError & { readonly lines?: number };
		errors.add(Math.max(line, at), "", `this is no CSV: ${message.split(":")[0]?.toLowerCase()}`);
	}
	parser.destroy();
	if (!readCell && errors.count === 0) errors.add(1, "", "there is no line with the columns' names");
	return lines;
}

function* chunksOf(text: string): Iterable<string> {
	for (let at = 0; at < text.length; at += CHUNK) yield text.slice(at, at + CHUNK);
}

/** What reads lines under these names; `null` where they are not right. */
function cellReader(header: readonly string[], headerLine: number, errors: ErrorList) {
	const before = errors.count;
	const names = header.map((name) => name.trim());
	const fail = (name: string, detail: string): void => errors.add(headerLine, name, detail);
	for (const [i, name] of names.entries()) {
		if (names.indexOf(name) !== i) fail(name, "stands twice among the columns");
		else if (name.startsWith(VARIABLE)) {
			const { error } = VariableName.safeParse(name.slice(VARIABLE.length));
			if (error) fail(name, `a variable's name ${error.issues[0]?.message}`);
		} else if (!Object.hasOwn(COLUMNS, name)) fail(name, "is no column that is known");
	}
	if (!names.includes("externalId")) fail("externalId", "is missing among the columns");
	if (names.filter((name) => name.startsWith(VARIABLE)).length > MAX_VARIABLES)
		fail(VARIABLE, `there are at most ${MAX_VARIABLES} variables`);
	if (errors.count > before) return null;

	return function read(record: readonly string[], line: number): ImportLine | null {
		const known = errors.count;
		if (record.length !== names.length) {
			errors.add(line, "", `has ${record.length} fields, the first line has ${names.length}`);
			return null;
		}
		const cells: Record<string, Cell> = {};
		const variables: Record<string, string | null> = {};
		for (const [i, name] of names.entries()) {
			const text = record[i]?.trim() === "" ? null : (record[i] as string);
			const schema = COLUMNS[name] ?? VariableValue;
			const parsed = text === null ? null : schema.safeParse(text);
			if (parsed?.error) errors.add(line, name, parsed.error.issues[0]?.message ?? "is not right");
			const value = parsed?.data ?? null;
			if (name.startsWith(VARIABLE)) variables[name.slice(VARIABLE.length)] = value;
			else cells[name] = value;
		}
		if (cells.externalId === null && errors.count === known) errors.add(line, "externalId", "is empty");
		if (cells.address && !cells.siteName) errors.add(line, "address", "needs a siteName");
		const device = ["serialNumber", "mac", "oui"].find((name) => cells[name]);
		if (device && !cells.siteName) errors.add(line, device, "a device is linked to a site: it needs a siteName");
		if (device === "oui") errors.add(line, "oui", "needs a serialNumber or a mac");
		return errors.count > known ? null : ({ ...cells, line, variables } as unknown as ImportLine);
	};
}
