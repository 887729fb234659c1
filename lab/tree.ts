/**
 * The parameter tree of a CPE. All CPEs of a model share one `BaseTree`; what a CPE changed lies in an overlay of its
 * own, so a factory reset is the overlay thrown away, and a thousand idle CPEs cost a thousand small objects.
 */
import type { ParameterInfo, ParameterValue } from "../src/cwmp/messages.ts";

export interface Leaf {
	readonly value: string;
	/** `xsd:string`, `xsd:boolean`, … */
	readonly type: string;
	readonly writable: boolean;
	/** Reads back empty (quirk 52). */
	readonly secret: boolean;
}

export interface Branch {
	/** AddObject allowed on a table, DeleteObject on an instance (A.3.2.3). */
	readonly writable: boolean;
	/** Full paths, in the order the device lists them. */
	readonly children: readonly string[];
}

/** What a new instance of a table holds: names relative to the instance; objects end in `.`. */
export type Template = readonly { readonly name: string; readonly leaf: Leaf | null; readonly writable: boolean }[];

export interface BaseTree {
	readonly leaves: ReadonlyMap<string, Leaf>;
	/** `""` stands above the roots. */
	readonly branches: ReadonlyMap<string, Branch>;
	/** By table, with `{i}` for instances: `Device.NAT.PortMapping.`. */
	readonly templates: ReadonlyMap<string, Template>;
	/** Tables whose `…NumberOfEntries` does not follow what happens to them. */
	readonly lyingCounters: ReadonlySet<string>;
}

/** Answers `{serialNumber}`, `{mac:1}`, … in the values of a base tree; `undefined` leaves the value as it stands. */
export type Facts = (name: string) => string | undefined;

/** Counters whose name is not the table's own, by the table's last name (TR-098). */
const IRREGULAR_COUNTERS: Readonly<Record<string, string>> = {
	WANConnectionDevice: "WANConnectionNumberOfEntries",
	WLANConfiguration: "LANWLANConfigurationNumberOfEntries",
	LANEthernetInterfaceConfig: "LANEthernetInterfaceNumberOfEntries",
	AssociatedDevice: "TotalAssociations",
	Forwarding: "ForwardNumberOfEntries",
};

/** The object that holds a parameter or object: `Device.` for `Device.Hosts.`, `""` for `Device.`. */
export function parentOf(path: string): string {
	return path.slice(0, path.lastIndexOf(".", path.length - 2) + 1);
}

/** The last name of a path, without its dot. */
function lastName(path: string): string {
	const end = path.endsWith(".") ? path.length - 1 : path.length;
	return path.slice(path.lastIndexOf(".", end - 1) + 1, end);
}

export function isInstance(path: string): boolean {
	return path.endsWith(".") && /^\d+$/.test(lastName(path));
}

/** Where the number of a table's rows stands, if the device has such a parameter. */
export function counterOf(table: string): readonly string[] {
	const name = lastName(table);
	const irregular = IRREGULAR_COUNTERS[name];
	const parent = parentOf(table);
	return [`${parent}${name}NumberOfEntries`, ...(irregular === undefined ? [] : [parent + irregular])];
}

const EMPTY_BY_TYPE: Readonly<Record<string, string>> = {
	"xsd:boolean": "0",
	"xsd:int": "0",
	"xsd:unsignedInt": "0",
	"xsd:long": "0",
	"xsd:unsignedLong": "0",
	"xsd:dateTime": "0001-01-01T00:00:00Z",
};

export class Tree {
	readonly #base: BaseTree;
	readonly #facts: Facts;
	readonly #reusesNumbers: boolean;
	/** `null` marks what was removed. */
	#leaves: Map<string, Leaf | null> | null = null;
	#branches: Map<string, Branch | null> | null = null;
	#lastNumbers: Map<string, number> | null = null;

	constructor(base: BaseTree, facts: Facts, reusesNumbers = false) {
		this.#base = base;
		this.#facts = facts;
		this.#reusesNumbers = reusesNumbers;
	}

	/** The number of parameters and objects that differ from the base. */
	get overlaySize(): number {
		return (this.#leaves?.size ?? 0) + (this.#branches?.size ?? 0);
	}

	get roots(): readonly string[] {
		return this.branch("")?.children ?? [];
	}

	leaf(path: string): Leaf | undefined {
		const own = this.#leaves?.get(path);
		if (own !== undefined) return own ?? undefined;
		const leaf = this.#base.leaves.get(path);
		if (leaf === undefined || !leaf.value.startsWith("{")) return leaf;
		const fact = this.#facts(leaf.value.slice(1, -1));
		return fact === undefined ? leaf : { ...leaf, value: fact };
	}

	branch(path: string): Branch | undefined {
		const own = this.#branches?.get(path);
		return own === undefined ? this.#base.branches.get(path) : (own ?? undefined);
	}

	/** The value as the device knows it, secrets included. */
	value(path: string): string | undefined {
		return this.leaf(path)?.value;
	}

	/** Every parameter under a partial path, or the one that is named; `null` where there is nothing of that name. */
	values(path: string): ParameterValue[] | null {
		const found: ParameterValue[] = [];
		const leaf = this.leaf(path);
		if (leaf !== undefined) return [read(path, leaf)];
		if (this.branch(path) === undefined) return null;
		for (const below of this.#walk(path)) {
			const parameter = below.endsWith(".") ? undefined : this.leaf(below);
			if (parameter !== undefined) found.push(read(below, parameter));
		}
		return found;
	}

	/**
	 * GetParameterNames (A.3.2.3): with `nextLevel` the direct children alone, else the object itself and all below.
	 * `""` is above the roots and is never listed itself. `null` where there is nothing of that name.
	 */
	names(path: string, nextLevel: boolean): ParameterInfo[] | null {
		const leaf = this.leaf(path);
		if (leaf !== undefined) return [{ path, writable: leaf.writable }];
		const branch = this.branch(path);
		if (branch === undefined) return null;
		const paths = nextLevel ? branch.children : this.#walk(path);
		const found: ParameterInfo[] = [];
		for (const below of paths) {
			if (below === "") continue;
			found.push({ path: below, writable: (this.leaf(below) ?? this.branch(below))?.writable ?? false });
		}
		return found;
	}

	/** Writes a value whatever `writable` says; unknown parameters are left alone. */
	set(path: string, value: string): boolean {
		const leaf = this.leaf(path);
		if (leaf === undefined) return false;
		this.#own(path, { ...leaf, value });
		return true;
	}

	/** Numbers of the instances of a table, in the device's order. */
	instances(table: string): number[] {
		return (this.branch(table)?.children ?? []).filter(isInstance).map((child) => Number(lastName(child)));
	}

	/** A new instance, or `null` where the table takes none (`force` for the device's own rows). */
	add(table: string, force = false): number | null {
		const branch = this.branch(table);
		if (branch === undefined || isInstance(table) || !(force || branch.writable)) return null;
		const number = this.#nextNumber(table);
		const instance = `${table}${number}.`;
		this.#branch(table, { writable: branch.writable, children: [...branch.children, instance] });
		this.#branch(instance, { writable: branch.writable, children: [] });
		for (const entry of this.#template(table)) this.#insert(instance, entry);
		this.#count(table);
		return number;
	}

	/** Removes an instance with all below it; false where it is not there or may not go (`force` as in `add`). */
	delete(instance: string, force = false): boolean {
		const branch = this.branch(instance);
		if (branch === undefined || !isInstance(instance) || !(force || branch.writable)) return false;
		const table = parentOf(instance);
		const parent = this.branch(table);
		if (parent === undefined) return false;
		this.#nextNumber(table, false);
		for (const path of [...this.#walk(instance)]) {
			if (path.endsWith(".")) this.#branch(path, null);
			else this.#own(path, null);
		}
		this.#branch(table, { ...parent, children: parent.children.filter((child) => child !== instance) });
		this.#count(table);
		return true;
	}

	/** Back to what the factory put there, but for these parameters, and what is set below these objects. */
	reset(kept: readonly string[]): void {
		const leaves = [...(this.#leaves ?? [])].filter(([path]) =>
			kept.some((one) => path === one || (one.endsWith(".") && path.startsWith(one))),
		);
		this.#leaves = leaves.length > 0 ? new Map(leaves) : null;
		this.#branches = null;
		this.#lastNumbers = null;
	}

	*#walk(path: string): Generator<string> {
		yield path;
		for (const child of this.branch(path)?.children ?? []) {
			if (child.endsWith(".")) yield* this.#walk(child);
			else yield child;
		}
	}

	#own(path: string, leaf: Leaf | null): void {
		this.#leaves ??= new Map();
		this.#leaves.set(path, leaf);
	}

	#branch(path: string, branch: Branch | null): void {
		this.#branches ??= new Map();
		this.#branches.set(path, branch);
	}

	#insert(instance: string, { name, leaf, writable }: Template[number]): void {
		const path = instance + name;
		const parent = parentOf(path);
		const holder = this.branch(parent) ?? { writable: false, children: [] };
		this.#branch(parent, { ...holder, children: [...holder.children, path] });
		if (leaf === null) this.#branch(path, { writable, children: [] });
		else this.#own(path, leaf);
	}

	/** The next number of a table; numbers are not used again, unless the model does (A.3.2.6). */
	#nextNumber(table: string, take = true): number {
		const numbers = this.instances(table);
		if (this.#reusesNumbers) {
			let free = 1;
			while (numbers.includes(free)) free++;
			return free;
		}
		const last = Math.max(this.#lastNumbers?.get(table) ?? 0, 0, ...numbers);
		this.#lastNumbers ??= new Map();
		this.#lastNumbers.set(table, take ? last + 1 : last);
		return last + 1;
	}

	/** The declared template, else the shape of the first instance with empty values. */
	#template(table: string): Template {
		const declared = this.#base.templates.get(table.replace(/\.\d+(?=\.)/g, ".{i}"));
		if (declared !== undefined) return declared;
		const [first] = (this.branch(table)?.children ?? []).filter(isInstance);
		if (first === undefined) return [];
		const template: Template[number][] = [];
		for (const path of this.#walk(first)) {
			const name = path.slice(first.length);
			if (name === "" || /(^|\.)\d+\./.test(name)) continue;
			const leaf = this.leaf(path);
			const writable = this.branch(path)?.writable ?? false;
			template.push({ name, writable, leaf: leaf ? { ...leaf, value: EMPTY_BY_TYPE[leaf.type] ?? "" } : null });
		}
		return template;
	}

	#count(table: string): void {
		if (this.#base.lyingCounters.has(table)) return;
		const count = String(this.instances(table).length);
		for (const counter of counterOf(table)) this.set(counter, count);
	}
}

function read(path: string, leaf: Leaf): ParameterValue {
	return { path, value: leaf.secret ? "" : leaf.value, type: leaf.type };
}
