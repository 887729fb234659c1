import type { Parameter } from "../../../src/shared/devices.ts";

export interface TreeRow {
	readonly path: string;
	/** The last step of the path; an object's keeps its full stop. */
	readonly name: string;
	readonly level: number;
	readonly isObject: boolean;
	/** `null` for an object that was not reported itself but has something below it. */
	readonly parameter: Parameter | null;
	readonly leaves: number;
}

/** Instances by number, names by letters: `Host.2.` before `Host.10.`. */
const compareSteps = new Intl.Collator("en", { numeric: true }).compare;

/** All rows in the order of the tree, parents before what is below them, with missing parents filled in. */
export function treeOf(parameters: readonly Parameter[]): TreeRow[] {
	const known = new Map<string, Parameter | null>();
	const leaves = new Map<string, number>();
	for (const parameter of parameters) {
		known.set(parameter.path, parameter);
		const isLeaf = !parameter.path.endsWith(".");
		for (const parent of parentsOf(parameter.path)) {
			if (!known.has(parent)) known.set(parent, null);
			if (isLeaf) leaves.set(parent, (leaves.get(parent) ?? 0) + 1);
		}
	}
	const entries = [...known].map(([path, parameter]) => ({ path, parameter, steps: stepsOf(path) }));
	entries.sort((a, b) => compare(a.steps, b.steps));
	return entries.map(({ path, parameter, steps }) => {
		const isObject = path.endsWith(".");
		return {
			path,
			name: `${steps.at(-1) ?? path}${isObject ? "." : ""}`,
			level: steps.length - 1,
			isObject,
			parameter,
			leaves: leaves.get(path) ?? 0,
		};
	});
}

/** What is left on the screen when these objects are folded. Rows come in the tree's order. */
export function unfoldedRows(rows: readonly TreeRow[], folded: ReadonlySet<string>): TreeRow[] {
	const shown: TreeRow[] = [];
	let hiddenBelow: string | null = null;
	for (const row of rows) {
		if (hiddenBelow !== null && row.path.startsWith(hiddenBelow)) continue;
		hiddenBelow = folded.has(row.path) ? row.path : null;
		shown.push(row);
	}
	return shown;
}

/** Leaves whose path or value holds all of the words. */
export function searchRows(rows: readonly TreeRow[], text: string): TreeRow[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return rows.filter(({ path, parameter }) => {
		if (parameter === null) return false;
		const haystack = `${path} ${parameter.value ?? ""}`.toLowerCase();
		return words.every((word) => haystack.includes(word));
	});
}

function stepsOf(path: string): string[] {
	const steps = path.split(".");
	if (steps.at(-1) === "") steps.pop();
	return steps;
}

function parentsOf(path: string): string[] {
	const parents: string[] = [];
	for (let dot = path.indexOf("."); dot !== -1 && dot < path.length - 1; dot = path.indexOf(".", dot + 1)) {
		parents.push(path.slice(0, dot + 1));
	}
	return parents;
}

function compare(a: readonly string[], b: readonly string[]): number {
	for (let i = 0; i < Math.min(a.length, b.length); i++) {
		const difference = compareSteps(a[i] ?? "", b[i] ?? "");
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}
