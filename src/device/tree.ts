import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { ParameterInfo, ParameterValue } from "../cwmp/messages.ts";

/** One node of a device's last known tree; objects end in `.` and have the type `object`. */
export interface TreeNode {
	readonly value: string | null;
	/** `xsd:…` as the device gave it, `object`, or `null` while only the name is known. */
	readonly type: string | null;
	readonly writable: boolean | null;
	/** When the value, or for objects and unread names the name, was read: milliseconds since the epoch. */
	readonly readAt: number | null;
}

/** The last known tree, by path. */
export type Tree = Map<string, TreeNode>;

export interface TreeChange {
	readonly path: string;
	readonly before: string | null;
	readonly after: string | null;
}

const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

/** The document that is stored: columns of the same order as the paths, compressed. */
interface Columns {
	readonly paths: string[];
	readonly values: (string | null)[];
	/** Indexes into `names`. */
	readonly types: number[];
	readonly names: (string | null)[];
	readonly writable: (0 | 1 | null)[];
	/** Differences to the one before. */
	readonly readAt: (number | null)[];
}

export function packTree(tree: Tree): Uint8Array {
	const columns: Columns = { paths: [], values: [], types: [], names: [], writable: [], readAt: [] };
	const indexes = new Map<string | null, number>();
	let previous = 0;
	for (const [path, node] of tree) {
		columns.paths.push(path);
		columns.values.push(node.value);
		let index = indexes.get(node.type);
		if (index === undefined) {
			index = columns.names.push(node.type) - 1;
			indexes.set(node.type, index);
		}
		columns.types.push(index);
		columns.writable.push(node.writable === null ? null : node.writable ? 1 : 0);
		columns.readAt.push(node.readAt === null ? null : node.readAt - previous);
		if (node.readAt !== null) previous = node.readAt;
	}
	return zstdCompressSync(JSON.stringify(columns), { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

/** Some values of a packed tree, as `[value, type]` by path: the columns are looked into, no tree is made of them. */
export function valuesIn(
	document: Uint8Array,
	paths: readonly string[],
): Map<string, readonly [value: string, type: string | null]> {
	const json = zstdDecompressSync(document, { maxOutputLength: MAX_DOCUMENT_BYTES }).toString("utf8");
	const { paths: all, values, types, names } = JSON.parse(json) as Columns;
	const found = new Map<string, readonly [string, string | null]>();
	for (const path of paths) {
		const index = all.indexOf(path);
		const value = index < 0 ? null : (values[index] ?? null);
		if (value !== null) found.set(path, [value, names[types[index] as number] ?? null]);
	}
	return found;
}

export function unpackTree(document: Uint8Array): Tree {
	const json = zstdDecompressSync(document, { maxOutputLength: MAX_DOCUMENT_BYTES }).toString("utf8");
	const { paths, values, types, names, writable, readAt } = JSON.parse(json) as Columns;
	const tree: Tree = new Map();
	let previous = 0;
	for (let i = 0; i < paths.length; i++) {
		const step = readAt[i] ?? null;
		if (step !== null) previous += step;
		const flag = writable[i] ?? null;
		tree.set(paths[i] as string, {
			value: values[i] ?? null,
			type: names[types[i] as number] ?? null,
			writable: flag === null ? null : flag === 1,
			readAt: step === null ? null : previous,
		});
	}
	return tree;
}

/** Takes values that were read at a time into the tree; returns what differs from what was known. */
export function mergeValues(tree: Tree, values: readonly ParameterValue[], at: number): TreeChange[] {
	const changes: TreeChange[] = [];
	for (const { path, value, type } of values) {
		if (path === "" || path.endsWith(".")) continue;
		const known = tree.get(path);
		if (known && known.value !== null && known.value !== value)
			changes.push({ path, before: known.value, after: value });
		tree.set(path, { value, type, writable: known?.writable ?? null, readAt: at });
	}
	return changes;
}

/** The tree with what the last Inform carried laid over it, where that is newer. */
export function withCarried(
	tree: Tree,
	carried: readonly (readonly [path: string, value: string, type: string])[],
	at: Date | null,
): Tree {
	if (at === null) return tree;
	const newer = carried.filter(([path]) => (tree.get(path)?.readAt ?? 0) <= at.getTime());
	mergeValues(
		tree,
		newer.map(([path, value, type]) => ({ path, value, type })),
		at.getTime(),
	);
	return tree;
}

/** After a reset: the names are likely the same, the values are unread. */
export function forgetValues(tree: Tree): void {
	for (const [path, node] of tree) {
		if (!path.endsWith(".")) tree.set(path, { ...node, value: null, readAt: null });
	}
}

/** Takes names into the tree, with what they say of writability. */
export function mergeNames(tree: Tree, names: readonly ParameterInfo[], at: number): void {
	for (const { path, writable } of names) {
		if (path === "") continue;
		const known = tree.get(path);
		if (path.endsWith(".")) tree.set(path, { value: null, type: "object", writable, readAt: at });
		else tree.set(path, known ? { ...known, writable } : { value: null, type: null, writable, readAt: null });
	}
}

/** Drops what a whole walk below `prefix` no longer showed; returns it as changes. */
export function pruneMissing(tree: Tree, prefix: string, seen: ReadonlySet<string>): TreeChange[] {
	const changes: TreeChange[] = [];
	for (const [path, node] of tree) {
		if (!path.startsWith(prefix) || seen.has(path)) continue;
		tree.delete(path);
		if (node.value !== null) changes.push({ path, before: node.value, after: null });
	}
	return changes;
}

export function countTree(tree: Tree): { parameters: number; objects: number } {
	let objects = 0;
	for (const path of tree.keys()) if (path.endsWith(".")) objects++;
	return { parameters: tree.size - objects, objects };
}
