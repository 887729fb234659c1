import { addressesIn } from "./addresses.ts";
import { countTree, packTree, type Tree } from "./tree.ts";

/** A tree as it is stored; what the last Inform carries is newer there, and searched by from there. */
export function treeRecord(tree: Tree, carried: readonly (readonly [path: string, ...rest: string[]])[], at: Date) {
	const newer = new Set(carried.map(([path]) => path));
	const own = [...tree].flatMap(([path, { value }]) => (newer.has(path) ? [] : [[path, value] as const]));
	return { document: packTree(tree), ...countTree(tree), addresses: addressesIn(own), at: at.toISOString() };
}
