import type { CwmpFault, ParameterInfo, ParameterValue } from "../../cwmp/messages.ts";
import { keptValue } from "../../cwmp/redact.ts";
import { call, failed, type Program, type ProgramContext, type Step, type StepResult } from "./program.ts";
import { readValues } from "./readValues.ts";

const MAX_NAMES = 200_000;
const MAX_RPCS = 20_000;
/** Names have at most 256 characters (TR-106, 3.1); a tree that goes deeper than this has no end. */
const MAX_PATH_LENGTH = 1_024;

/** What a walk found; handed to the tree by whoever runs the program. */
export interface Walk {
	/** Whole below these: what is not in `names` is no longer there. */
	readonly prefixes: string[];
	readonly names: Map<string, ParameterInfo>;
	/** Paths whose names could not be had, with the fault. */
	readonly refused: { path: string; fault: CwmpFault | null }[];
	/** Branches that came with one level only: all there is, or all that the device gives at once. */
	readonly shallow: string[];
	/** Some branch came with more than one level, so the device does give whole branches. */
	deep: boolean;
}

/** A name of a walk that tells them, with what stands there; of a secret only whether there is one. */
export interface NameTold {
	readonly path: string;
	readonly writable: boolean;
	readonly value: string | null;
	readonly type: string | null;
}

/**
 * Walks the names below `path` ("" for all), branch by branch, and reads every parameter. Copes with devices that refuse
 * the root, answer it with themselves or nothing, give only the whole tree, or only one level (quirks 58, 59, 116). `tells`: its result has
 * the names as well.
 */
export function* discover(
	{ path, tells = false }: { readonly path: string; readonly tells?: boolean },
	context: ProgramContext,
	onWalk: (walk: Walk) => void,
): Program {
	const walk: Walk = { prefixes: [], names: new Map(), refused: [], shallow: [], deep: false };
	const starts = path === "" ? yield* findRoots(context, walk) : [path];
	for (const start of starts) yield* walkBranches(start, walk);
	if (!walk.deep) yield* walkLevels(walk.shallow, walk);
	onWalk(walk.refused.length === 0 ? { ...walk, prefixes: starts } : walk);
	const leaves = [...walk.names.keys()].filter((name) => !name.endsWith("."));
	// Where no name could be had, a partial path may still give values (quirk 59).
	const wanted = leaves.length > 0 ? leaves : starts;
	const read = yield* readValues(wanted, context.hints);
	if (read.values.length === 0 && leaves.length === 0) {
		const fault = read.refused ?? walk.refused.find((refusal) => refusal.fault)?.fault;
		return fault ? failed(fault) : { status: "failed", reason: "the device gave neither names nor values" };
	}
	const objects = [...walk.names.keys()].filter((name) => name.endsWith(".")).length;
	const parameters = new Set([...leaves, ...read.values.map((value) => value.path)]).size;
	return {
		status: "succeeded",
		result: {
			parameters,
			objects,
			values: read.values.length,
			roots: starts,
			missing: read.missing.slice(0, 1_000),
			refused: walk.refused.map((refusal) => ({ path: refusal.path, code: refusal.fault?.code ?? 0 })).slice(0, 1_000),
			...(tells && { names: namesTold(walk, read.values) }),
		},
	};
}

function namesTold({ names }: Walk, values: readonly ParameterValue[]): NameTold[] {
	const read = new Map(values.map((one) => [one.path, one]));
	return [...names.values()].map(({ path, writable }) => {
		const { value = null, type = null } = read.get(path) ?? {};
		return { path, writable, value: value === null ? null : keptValue(path, value), type };
	});
}

/** The roots that the device shows, by asking for "" and then for each by name. */
function* findRoots(context: ProgramContext, walk: Walk): Generator<Step, string[], StepResult> {
	const top = yield* names("", true);
	const roots = new Set<string>();
	for (const { path } of top.names ?? []) {
		const root = path.slice(0, path.indexOf(".") + 1);
		if (root !== "") roots.add(root);
	}
	if (roots.size > 0) {
		take(walk, top.names ?? []);
		return [...roots];
	}
	walk.refused.push({ path: "", fault: top.fault });
	const tried: string[] = [];
	for (const root of new Set([...context.roots, "Device.", "InternetGatewayDevice."])) {
		const below = yield* names(root, true);
		if (below.names?.some(({ path }) => path.startsWith(root))) tried.push(root);
	}
	return tried.length > 0 ? tried : [...context.roots];
}

/** The branches below `start` one after the other, so that a device need not hold its whole tree in one answer. */
function* walkBranches(start: string, walk: Walk): Generator<Step, void, StepResult> {
	const first = yield* names(start, true);
	const children = (first.names ?? []).filter(({ path }) => path !== start && path.startsWith(start));
	if (children.length === 0) {
		// It may know only the whole tree.
		yield* walkWhole(start, walk);
		return;
	}
	take(walk, first.names ?? []);
	const branches = children.filter(({ path }) => path.endsWith(".") && isDirectChild(start, path));
	// A device that ignores NextLevel has given all of it already.
	if (children.some(({ path }) => !isDirectChild(start, path))) return;
	for (const { path } of branches) yield* walkWhole(path, walk);
}

/** A branch in one answer; where that is refused, too large or empty, level by level. */
function* walkWhole(branch: string, walk: Walk): Generator<Step, void, StepResult> {
	const whole = yield* names(branch, false);
	const below = (whole.names ?? []).filter(({ path }) => path !== branch);
	if (whole.names !== null && below.length > 0) {
		take(walk, whole.names);
		walk.prefixes.push(branch);
		if (below.some(({ path }) => !isDirectChild(branch, path))) walk.deep = true;
		else walk.shallow.push(...below.filter(({ path }) => path.endsWith(".")).map(({ path }) => path));
		return;
	}
	yield* walkLevels([branch], walk);
}

function* walkLevels(objects: readonly string[], walk: Walk): Generator<Step, void, StepResult> {
	const queue = [...objects];
	for (let rpcs = 0; rpcs < MAX_RPCS; rpcs++) {
		const path = queue.shift();
		if (path === undefined) return;
		if (walk.names.size > MAX_NAMES) break;
		const level = yield* names(path, true);
		if (level.names === null) {
			walk.refused.push({ path, fault: level.fault });
			continue;
		}
		walk.prefixes.push(path);
		const fresh = level.names.filter((info) => info.path !== path && !walk.names.has(info.path));
		take(walk, level.names);
		const below = fresh.map((info) => info.path).filter((name) => name.endsWith(".") && name.startsWith(path));
		for (const name of below) {
			if (name.length <= MAX_PATH_LENGTH) queue.push(name);
			else walk.refused.push({ path: name, fault: null });
		}
	}
	// What a bound left out was not seen, and is not gone.
	walk.refused.push(...queue.map((path) => ({ path, fault: null })));
}

function* names(
	path: string,
	nextLevel: boolean,
): Generator<Step, { names: readonly ParameterInfo[] | null; fault: CwmpFault | null }, StepResult> {
	const request = { kind: "request", rpc: "GetParameterNames", body: { path, nextLevel } } as const;
	const first = yield* call<"GetParameterNames">(request);
	// Silence may be the network's: once more, then it is the device's.
	const answer = first.kind === "none" ? yield* call<"GetParameterNames">(request) : first;
	if (answer.kind === "response") return { names: answer.body.parameters, fault: null };
	return { names: null, fault: answer.kind === "fault" ? answer.fault : null };
}

function take(walk: Walk, infos: readonly ParameterInfo[]): void {
	for (const info of infos) if (info.path !== "") walk.names.set(info.path, info);
}

function isDirectChild(parent: string, path: string): boolean {
	const rest = path.slice(parent.length);
	const dot = rest.indexOf(".");
	return path.startsWith(parent) && (dot === -1 || dot === rest.length - 1);
}
