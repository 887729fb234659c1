import { type Dimension, FACT_FIELDS, type Fact, type FieldOf, type ValueOf } from "../profiles/fields.ts";
import { expressionOf, instanceOf, parentOf, tableOf } from "../profiles/paths.ts";
import type { FactSource, FieldSource, ModelProfile } from "../profiles/profile.ts";
import { UNITS } from "../profiles/units.ts";
import type { Tree } from "../tree.ts";

/** What was read, by path. */
export type Values = ReadonlyMap<string, string>;

export type FieldsOf<F extends Fact> = {
	readonly [K in FieldOf<F>]: ValueOf<(typeof FACT_FIELDS)[F][K] & Dimension> | null;
};

export interface Row<F extends Fact> {
	/** As the device numbers it now; it ends in a full stop. */
	readonly path: string;
	readonly source: FactSource<F>;
	readonly instance: number | null;
	readonly fields: FieldsOf<F>;
}

/** One table of the device: how many rows it shows, and how many it says that it has. */
export interface TableSeen {
	readonly table: string;
	readonly rows: number;
	readonly counter: number | null;
}

export function valuesOfTree(tree: Tree): Values {
	const values = new Map<string, string>();
	for (const [path, { value }] of tree) if (value !== null && !path.endsWith(".")) values.set(path, value);
	return values;
}

/** When the newest value of these facts was read, or their tables' counters. */
export function newestReading(tree: Tree, profile: ModelProfile, facts: readonly Fact[]): number | null {
	const expressions = facts.flatMap((fact) =>
		profile.facts[fact].flatMap(({ row, counter }) => {
			const table = tableOf(row);
			const rows = expressionOf(row);
			return counter === null || table === null ? [rows] : [rows, expressionOf(parentOf(table) + counter)];
		}),
	);
	let newest: number | null = null;
	for (const [path, { value, readAt }] of tree) {
		if (value === null || readAt === null || (newest !== null && readAt <= newest)) continue;
		if (expressions.some((expression) => expression.test(path))) newest = readAt;
	}
	return newest;
}

/** Every row of a fact, in the device's order: whatever its instances are numbered. */
export function rowsOf<F extends Fact>(values: Values, profile: ModelProfile, fact: F): Row<F>[] {
	return profile.facts[fact].flatMap((source) => rowsOfSource(values, fact, source));
}

function rowsOfSource<F extends Fact>(values: Values, fact: F, source: FactSource<F>): Row<F>[] {
	const paths = new Map<string, string[]>();
	const expression = expressionOf(source.row);
	for (const path of values.keys()) {
		const [, row] = expression.exec(path) ?? [];
		if (row === undefined) continue;
		const below = paths.get(row);
		if (below) below.push(path);
		else paths.set(row, [path]);
	}
	const sources = source.fields as Readonly<Record<string, FieldSource | undefined>>;
	return [...paths].map(([path, below]) => {
		const fields = Object.keys(FACT_FIELDS[fact]).map((name) => [name, fieldOf(values, path, below, sources[name])]);
		return { path, source, instance: instanceOf(path), fields: Object.fromEntries(fields) as FieldsOf<F> };
	});
}

function fieldOf(values: Values, row: string, below: readonly string[], source: FieldSource | undefined) {
	if (!source) return null;
	const unit = UNITS[source.unit];
	const paths = source.path.includes("{i}") ? instancesOf(below, row, source.path) : [row + source.path];
	const texts = paths.flatMap((path) => values.get(path) ?? []).map((text) => text.trim());
	const text = unit.of === "list" && texts.length > 1 ? texts.join(",") : texts[0];
	return text === undefined ? null : unit.read(text);
}

function instancesOf(below: readonly string[], row: string, template: string): string[] {
	const expression = new RegExp(`${expressionOf(row + template).source}$`);
	return below.filter((path) => expression.test(path));
}

/** The tables of a fact, each with its rows and the device's own counter, where either was read. */
export function tablesOf<F extends Fact>(values: Values, profile: ModelProfile, fact: F): TableSeen[] {
	return profile.facts[fact].flatMap((source) => {
		const template = tableOf(source.row);
		if (template === null) return [];
		const rows = new Map<string, number>();
		for (const { path } of rowsOfSource(values, fact, source)) {
			const table = parentOf(path);
			rows.set(table, (rows.get(table) ?? 0) + 1);
		}
		const counters = countersOf(values, template, source.counter);
		return [...new Set([...rows.keys(), ...counters.keys()])].map((table) => ({
			table,
			rows: rows.get(table) ?? 0,
			counter: counters.get(table) ?? null,
		}));
	});
}

/** By table: what its counter says. */
function countersOf(values: Values, table: string, counter: string | null): Map<string, number> {
	const found = new Map<string, number>();
	if (counter === null) return found;
	const parent = parentOf(table);
	const expression = new RegExp(`${expressionOf(parent + counter).source}$`);
	for (const [path, value] of values) {
		if (!expression.test(path) || !/^\d{1,9}$/.test(value.trim())) continue;
		found.set(path.slice(0, -counter.length) + table.slice(parent.length), Number(value));
	}
	return found;
}
