import type { Tree, TreeNode } from "../device/tree.ts";
import { unpackTree, withCarried } from "../device/tree.ts";
import type { Scope } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { readTreeDocument } from "../store/trees.ts";

/** What is known of a device's parameters: the stored tree, with what its last Inform carried laid over it. */
export async function readParameters(scope: Scope, device: KnownDevice): Promise<Tree> {
	const document = await readTreeDocument(scope, device.id);
	const tree: Tree = document ? unpackTree(document) : new Map();
	return withCarried(tree, device.informParameters, device.informParametersAt);
}

/** A page of a tree below a prefix, in order of the paths. */
export function pageOfTree(
	tree: Tree,
	prefix: string,
	after: string | null,
	limit: number,
): (readonly [path: string, node: TreeNode])[] {
	const paths = [...tree.keys()].filter(
		(path) => path.startsWith(prefix) && (after === null || comparePaths(path, after) > 0),
	);
	return paths
		.sort(comparePaths)
		.slice(0, limit)
		.map((path) => [path, tree.get(path) as TreeNode] as const);
}

/** Part by part; instance numbers by their value, so that `2.` comes before `10.`. */
export function comparePaths(left: string, right: string): number {
	const [ours, theirs] = [left.split("."), right.split(".")];
	for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
		const [a, b] = [ours[i] as string, theirs[i] as string];
		if (a === b) continue;
		const [m, n] = [instanceNumber(a), instanceNumber(b)];
		if (m !== null && n !== null && m !== n) return m - n;
		return a < b ? -1 : 1;
	}
	return ours.length - theirs.length;
}

function instanceNumber(part: string): number | null {
	return /^\d{1,15}$/.test(part) ? Number(part) : null;
}
