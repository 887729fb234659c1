/** Base trees with something taken out, told otherwise or numbered otherwise: what makes a device lie or lack. */
import type { BaseTree, Branch } from "../tree.ts";

/** Without the objects and parameters whose paths begin so. */
export function without(base: BaseTree, ...prefixes: readonly string[]): BaseTree {
	const isKept = (path: string) => !prefixes.some((prefix) => path.startsWith(prefix));
	return {
		...base,
		leaves: new Map([...base.leaves].filter(([path]) => isKept(path))),
		branches: new Map(
			[...base.branches]
				.filter(([path]) => isKept(path))
				.map(([path, branch]) => [path, { ...branch, children: branch.children.filter(isKept) }]),
		),
	};
}

/** With other values in parameters that it has. */
export function saying(base: BaseTree, values: Readonly<Record<string, string>>): BaseTree {
	const leaves = new Map(base.leaves);
	for (const [path, value] of Object.entries(values)) {
		const leaf = leaves.get(path);
		if (!leaf) throw new Error(`the tree has no ${path}`);
		leaves.set(path, { ...leaf, value });
	}
	return { ...base, leaves };
}

/** With a table's instances numbered otherwise. */
export function renumbered(base: BaseTree, table: string, number: (was: number) => number): BaseTree {
	const rename = (path: string) => {
		const [, was] = path.startsWith(table) ? (/^(\d+)\./.exec(path.slice(table.length)) ?? []) : [];
		return was === undefined ? path : `${table}${number(Number(was))}${path.slice(table.length + was.length)}`;
	};
	const moved = ([path, branch]: readonly [string, Branch]) =>
		[rename(path), { ...branch, children: branch.children.map(rename) }] as const;
	return {
		...base,
		leaves: new Map([...base.leaves].map(([path, leaf]) => [rename(path), leaf])),
		branches: new Map([...base.branches].map(moved)),
	};
}
