import { type BaseTree, Tree as DeviceTree } from "../../lab/tree.ts";
import { mergeNames, mergeValues, type Tree } from "../../src/device/tree.ts";

/** A lab device's whole tree as the ACS knows it after a walk at a time. */
export function treeOf(base: BaseTree, at: number): Tree {
	const device = new DeviceTree(base, () => undefined);
	const tree: Tree = new Map();
	mergeNames(tree, device.names("", false) ?? [], at);
	mergeValues(tree, device.values("") ?? [], at);
	return tree;
}
