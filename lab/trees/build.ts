/** Base trees from text that reads like the standard's tables, and from lists of parameters. */
import { type BaseTree, type Branch, counterOf, isInstance, type Leaf, parentOf, type Template } from "../tree.ts";

export interface Entry {
	/** Objects end in `.`. */
	readonly path: string;
	readonly writable: boolean;
	/** Of a parameter: `xsd:…`. */
	readonly type: string;
	readonly value: string;
}

const TYPES: Readonly<Record<string, string>> = {
	s: "xsd:string",
	b: "xsd:boolean",
	u: "xsd:unsignedInt",
	i: "xsd:int",
	l: "xsd:unsignedLong",
	d: "xsd:dateTime",
	x: "xsd:hexBinary",
	"6": "xsd:base64",
};

const SECRET = /(Password|Passphrase|PreSharedKey|WEPKey|SharedSecret)$/;

/**
 * A tree in text. A line that ends in `.` names the object that the following lines belong to, whole path; ` +` behind
 * it makes the table take AddObject (and its instances DeleteObject), ` #` declares a table that may be empty. A
 * parameter is `Name type value`, `Name* type value` where it can be written. Types: s b u i l d x 6. An object with
 * `{i}` as its last instance is the template of new rows. `{serialNumber}` and the like are filled in per CPE.
 */
export function parseTree(text: string): Entry[] {
	const entries: Entry[] = [];
	let object = "";
	for (const raw of text.split("\n")) {
		const line = raw.trim();
		if (line === "") continue;
		const head = /^(\S+\.)(?: ([+#]))?$/.exec(line);
		if (head) {
			object = head[1] ?? "";
			entries.push({ path: object, writable: head[2] === "+", type: "", value: head[2] === undefined ? "" : "table" });
			continue;
		}
		const match = /^([\w-]+)(\*?) (\w)(?: (.*))?$/.exec(line);
		const type = TYPES[match?.[3] ?? ""];
		if (!match || type === undefined) throw new Error(`a tree's line that can't be read: ${line}`);
		entries.push({ path: object + match[1], writable: match[2] === "*", type, value: match[4] ?? "" });
	}
	return entries;
}

/** The same tree with some values of its own. */
export function withValues(base: BaseTree, values: Readonly<Record<string, string>>): BaseTree {
	const leaves = new Map(base.leaves);
	for (const [path, value] of Object.entries(values)) {
		const leaf = leaves.get(path);
		if (leaf === undefined) throw new Error(`the tree has no ${path}`);
		leaves.set(path, { ...leaf, value });
	}
	return { ...base, leaves };
}

export interface BuildOptions {
	/** Add `…NumberOfEntries` to every table below here that lacks it, as TR-181 has it. */
	readonly addsCountersUnder?: string;
	readonly lyingCounters?: readonly string[];
	/** Instances may be deleted where their table takes AddObject, unless a dump says it of each object. */
	readonly inheritsWritable?: boolean;
	/** Counters stay as they are given until a row comes or goes: dumps. */
	readonly keepsCounters?: boolean;
	/** Secrets are known by their names; a dump hides only those that it shows empty. */
	readonly secretsByName?: boolean;
}

type Growing = { writable: boolean; children: string[] };

export function buildTree(entries: readonly Entry[], options: BuildOptions = {}): BaseTree {
	const leaves = new Map<string, Leaf>();
	const branches = new Map<string, Growing>([["", { writable: false, children: [] }]]);
	const templates = new Map<string, Template[number][]>();
	const tables = new Set<string>();
	const { secretsByName = true, inheritsWritable = true } = options;

	const branchAt = (path: string): Growing => {
		const known = branches.get(path);
		if (known) return known;
		const parent = parentOf(path);
		const holder = branchAt(parent);
		const inherits = isInstance(path);
		if (inherits) tables.add(parent);
		const made = { writable: inheritsWritable && inherits && holder.writable, children: [] };
		branches.set(path, made);
		holder.children.push(path);
		return made;
	};
	const leafOf = ({ path, type, value, writable }: Entry): Leaf => {
		const secret = SECRET.test(path) && (secretsByName || value === "" || value.startsWith("{"));
		return { value, type, writable, secret };
	};
	const putLeaf = (entry: Entry) => {
		if (!leaves.has(entry.path)) branchAt(parentOf(entry.path)).children.push(entry.path);
		leaves.set(entry.path, leafOf(entry));
	};

	for (const entry of entries) {
		const at = entry.path.lastIndexOf("{i}.");
		if (at >= 0) {
			const table = entry.path.slice(0, at).replace(/\.\d+(?=\.)/g, ".{i}");
			const name = entry.path.slice(at + 4);
			const template = templates.get(table) ?? [];
			templates.set(table, template);
			const isLeaf = !entry.path.endsWith(".");
			if (name !== "") template.push({ name, writable: entry.writable, leaf: isLeaf ? leafOf(entry) : null });
		} else if (entry.path.endsWith(".")) {
			const branch = branchAt(entry.path);
			branch.writable ||= entry.writable;
			if (entry.value === "table") tables.add(entry.path);
		} else putLeaf(entry);
	}

	const lying = new Set(options.lyingCounters);
	for (const table of tables) {
		if (lying.has(table) || options.keepsCounters) continue;
		const value = String((branches.get(table)?.children ?? []).filter(isInstance).length);
		const counters = counterOf(table);
		for (const path of counters) {
			const leaf = leaves.get(path);
			if (leaf) leaves.set(path, { ...leaf, value });
		}
		const [regular] = counters;
		const { addsCountersUnder } = options;
		if (addsCountersUnder && regular?.startsWith(addsCountersUnder) && !leaves.has(regular)) {
			putLeaf({ path: regular, writable: false, type: "xsd:unsignedInt", value });
		}
	}
	const frozen = new Map<string, Branch>(branches);
	return { leaves, branches: frozen, templates, lyingCounters: lying };
}
