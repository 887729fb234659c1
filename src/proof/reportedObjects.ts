import { parentOf, type StandardModel, type StandardObject, templatePath } from "../device/standard/model.ts";
import type { Tree } from "../device/tree.ts";
import type { ReportedObject, WritableShare } from "../shared/discoveryReport.ts";
import { subtreesOf } from "./subtrees.ts";

/** What a walk could not see: the templates of the branches that were refused; `null` where it did not go through. */
export type Unseen = readonly string[] | null;

/** What the tree has of one object, all instances together. */
interface Seen {
	/** The paths of its instances; of an object that is no table, where it stands. */
	readonly instances: Set<string>;
	/** Its parameters by name, with what the device says of each one's writability. */
	readonly parameters: Map<string, (boolean | null)[]>;
	/** A table's own path is there, whether or not it has instances. */
	table: boolean;
}

/** The expected subtrees' objects below the roots that the device has, and what else of the standard it has. */
export function reportObjects(
	tree: Tree,
	roots: readonly string[],
	unseen: Unseen,
	model: StandardModel,
): ReportedObject[] {
	const seen = gather(tree);
	const reported: ReportedObject[] = [];
	for (const object of model.values()) {
		if (!roots.some((root) => object.path.startsWith(root))) continue;
		const subtrees = subtreesOf(object.path.replaceAll("{i}", "1"));
		const found = seen.get(object.path);
		if (found || subtrees.length > 0) reported.push(reportObject(object, found, subtrees, { seen, unseen, tree }));
	}
	return reported;
}

function gather(tree: Tree): Map<string, Seen> {
	const seen = new Map<string, Seen>();
	const at = (template: string): Seen => {
		const known = seen.get(template);
		if (known) return known;
		const fresh: Seen = { instances: new Set(), parameters: new Map(), table: false };
		seen.set(template, fresh);
		return fresh;
	};
	for (const [path, { writable }] of tree) {
		const object = path.endsWith(".") ? path : parentOf(path);
		const template = templatePath(object);
		const of = at(template);
		of.instances.add(object);
		if (path.endsWith(".")) {
			at(`${template}{i}.`).table = true;
			continue;
		}
		const name = path.slice(object.length);
		const told = of.parameters.get(name);
		if (told) told.push(writable);
		else of.parameters.set(name, [writable]);
	}
	return seen;
}

function reportObject(
	{ path, parameters }: StandardObject,
	found: Seen | undefined,
	subtrees: string[],
	{ seen, unseen, tree }: { readonly seen: ReadonlyMap<string, Seen>; readonly unseen: Unseen; readonly tree: Tree },
): ReportedObject {
	const isTable = path.endsWith(".{i}.");
	const instances = found?.instances.size ?? 0;
	const isHidden = unseen === null || unseen.some((branch) => path.startsWith(branch));
	const isThere = instances > 0 || found?.table === true;
	const supported = isThere ? true : isHidden || !hasParent(path, seen) ? null : false;
	const names = [...(found?.parameters.keys() ?? [])].filter((name) => parameters.has(name));
	const told = names.flatMap((name) => found?.parameters.get(name) ?? []);
	return {
		path,
		subtrees,
		supported,
		instances: isTable && supported !== null && !(isHidden && instances === 0) ? instances : null,
		reported: isTable ? reportedCount(path, seen, tree) : null,
		// Of a table without instances nobody knows what they would have.
		present: supported === false ? 0 : instances === 0 || (isHidden && names.length === 0) ? null : names.length,
		defined: parameters.size,
		writable: shareOf(told),
	};
}

/** Whether there is anything that the object could stand in: without an instance of its table it can't be seen. */
function hasParent(path: string, seen: ReadonlyMap<string, Seen>): boolean {
	const table = path.endsWith(".{i}.") ? parentOf(path) : path;
	const above = parentOf(table);
	if (!above.includes("{i}")) return true;
	const nearest = above.slice(0, above.lastIndexOf("{i}.") + 4);
	return (seen.get(nearest)?.instances.size ?? 0) > 0;
}

/** The sum of what the tables of one kind say of their own length. */
function reportedCount(path: string, seen: ReadonlyMap<string, Seen>, tree: Tree): number | null {
	const table = parentOf(path);
	const above = parentOf(table);
	const name = `${table.slice(above.length, -1)}NumberOfEntries`;
	const holder = seen.get(above);
	if (!holder?.parameters.has(name)) return null;
	let sum = 0;
	for (const instance of holder.instances) {
		const node = tree.get(instance + name);
		if (node === undefined) continue;
		if (node.value === null || !/^\d{1,9}$/.test(node.value.trim())) return null;
		sum += Number(node.value);
	}
	return sum;
}

/** Of parameters by what the device says of their writability. */
export function shareOf(told: readonly (boolean | null)[]): WritableShare {
	const known = told.filter((writable) => writable !== null);
	const writable = known.filter((is) => is).length;
	return {
		parameters: told.length,
		writable: known.length === 0 ? null : writable,
		percent: known.length === 0 ? null : Math.round((1000 * writable) / known.length) / 10,
	};
}
