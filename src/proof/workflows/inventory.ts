import { eventName } from "../../cwmp/events.ts";
import { rootOf } from "../../device/facts.ts";
import { isSameSerial } from "../../device/identity.ts";
import { typeDeviation } from "../../device/standardTypes.ts";
import type { Tree } from "../../device/tree.ts";
import type { ListedParameter } from "../../shared/proof.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	currentTree,
	fail,
	hasAllNames,
	inconclusive,
	notCarriedOut,
	operate,
	pass,
	pastInforms,
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { REQUIRED_SUBTREES, SUBTREES, type Subtree, subtreesOf, templateOf } from "../subtrees.ts";

const MAX_EXAMPLES = 50;
const INVALID_NAME = 9005;
/** So many while a tree is walked are no chance (quirk 65): it may have come with one, and each silence is asked twice. */
const BOOTS_OF_READS = 2;
const OTHER_SUBTREES = (Object.keys(SUBTREES) as Subtree[]).filter((name) => !REQUIRED_SUBTREES.includes(name));
/** The most parameters that the evidence lists, instances counted once. */
const MAX_LISTED = 20_000;

/** GetParameterValues across the expected subtrees of the resolved root. */
export const inventory: WorkflowDefinition = {
	id: "inventory",
	kind: "workflow",
	operations: ["discover"],
	order: 10,
	checks: [
		{
			id: "rootResolved",
			version: 1,
			title: "The parameter root is resolved from the device's own names",
			essential: true,
			run: rootResolved,
		},
		{
			id: "subtreesReadable",
			version: 4,
			title: "The expected subtrees can be read",
			essential: false,
			run: subtreesReadable,
		},
		{
			id: "identityComplete",
			version: 3,
			title: "The device names its maker, model, serial and versions, as it did before and as its Informs do",
			essential: false,
			run: identityComplete,
		},
		{
			id: "typesValid",
			version: 3,
			title: "Types are as the standard data model has them",
			essential: false,
			run: typesValid,
		},
	],
};

function* rootResolved(context: CheckContext): CheckRun {
	const before = (yield* pastInforms([])).at(-1)?.at ?? "";
	const end = yield* operate("discover", { path: "" }, context.inputs.timeoutSeconds);
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	if (end.status !== "succeeded") {
		const unsupported = end.fault?.code === 9000;
		return fail(
			end.reason ?? "the walk failed",
			[],
			{ fault: end.fault?.code ?? null },
			unsupported ? "unsupported" : undefined,
		);
	}
	const tree = yield* currentTree();
	const read = [...tree].filter(([, node]) => isFresh(node, context)).map(([path]) => path);
	const root = rootOf(read);
	const boots = (yield* pastInforms([])).filter(
		({ at, events }) => at > before && events.some((code) => eventName(code) === "boot"),
	).length;
	const values = { root, discovery: end.result ?? {}, hasAllNames: hasAllNames(end), boots };
	if (root === null) return fail("nothing below Device. or InternetGatewayDevice. could be read", [], values);
	if (root !== "both") return pass(`the root is ${root}`, values);
	return pass("both Device. and InternetGatewayDevice. are there", values, [
		{ code: "inventory.bothRoots", text: "The device shows both parameter roots." },
	]);
}

/** A device that did not come shows nothing of its tree: what follows the walk is not judged without it. */
function wasWalked({ earlier }: CheckContext): boolean {
	const walk = earlier.rootResolved;
	return walk !== undefined && ("discovery" in walk || "fault" in walk);
}

const NOT_WALKED: CheckResult = {
	outcome: "skipped",
	detail: "the tree was not walked, so this could not be seen",
	limitations: [],
	values: {},
};

interface Coverage {
	named: number;
	read: number;
}

function* subtreesReadable(context: CheckContext): CheckRun {
	if (!wasWalked(context)) return NOT_WALKED;
	const tree = yield* currentTree();
	const counts = countBySubtree(tree, context);
	const coverage = Object.fromEntries(
		Object.keys(SUBTREES).map((name) => {
			const found = counts.get(name as Subtree);
			return [name, found && found.named > 0 ? Math.round((1000 * found.read) / found.named) / 10 : null];
		}),
	);
	const lacking = REQUIRED_SUBTREES.filter((name) => (counts.get(name)?.read ?? 0) === 0);
	const discovery = context.earlier.rootResolved?.discovery as Discovery | undefined;
	const unread = (discovery?.missing ?? []).map(({ path }) => path).filter((path) => !path.endsWith("."));
	// What the device refused to name may be there all the same.
	const refused = lacking.filter((name) => isRefused(name, discovery));
	const missing = lacking.filter((name) => !refused.includes(name));
	const others = OTHER_SUBTREES.filter(
		(name) => (counts.get(name)?.read ?? 0) === 0 && isRefused(name, withFaults(discovery)),
	);
	const listed = listParameters(tree, context, discovery !== undefined);
	const values = {
		coverage,
		lacking,
		refused,
		unread: unread.slice(0, MAX_EXAMPLES),
		unreadCount: unread.length,
		parameters: listed.slice(0, MAX_LISTED),
		parameterCount: listed.length,
	};
	const faults = readFaults(unread, [...refused, ...others]);
	// How the walk failed stands in its own check.
	if (discovery === undefined) return fail("the walk failed, so no subtree could be read", [], values, "failed");
	if (lacking.length > 0) {
		const text = `Required subtrees can't be read: ${lacking.join(", ")}.`;
		const absent = `Required subtrees can't be read: ${missing.join(", ")}.`;
		const limitations = missing.length > 0 ? [{ code: "inventory.subtreeMissing", text: absent }, ...faults] : faults;
		return fail(text, limitations, values, "failed");
	}
	const boots = Number(context.earlier.rootResolved?.boots ?? 0);
	if (boots >= BOOTS_OF_READS) {
		const text = `The device restarts when it is read: it did so ${boots} times while its tree was walked.`;
		return fail(text, [{ code: "inventory.readFault", text }, ...faults], values, "failed");
	}
	if (others.length > 0) return fail(`the device refuses the names of ${others.join(", ")}`, faults, values);
	if (unread.length > 0) return fail(`${unread.length} parameters that the device lists can't be read`, faults, values);
	const present = Object.values(coverage).filter((percent) => percent !== null).length;
	return pass(`${present} of ${Object.keys(SUBTREES).length} expected subtrees are there and can be read`, values);
}

interface Discovery {
	readonly missing?: readonly { readonly path: string }[];
	readonly refused?: readonly { readonly path: string; readonly code?: number }[];
}

/** Of what it refused: branches that it listed itself, and did not take back as not there. */
function withFaults(discovery: Discovery | undefined): Discovery {
	const refused = discovery?.refused ?? [];
	return { refused: refused.filter(({ path, code }) => code !== INVALID_NAME && path.indexOf(".") < path.length - 1) };
}

/** Whether the names of a subtree, or of what it stands in, were refused under the roots that the walk asked for. */
function isRefused(name: Subtree, discovery: Discovery | undefined): boolean {
	const { tr181, tr098 } = SUBTREES[name];
	const paths = [...tr181.map((path) => `Device.${path}`), ...tr098.map((path) => `InternetGatewayDevice.${path}`)];
	// A device that does not list its roots together may still name what is below them.
	const branches = (discovery?.refused ?? []).map(({ path }) => path).filter((path) => path !== "");
	return branches.some((branch) => paths.some((path) => path.startsWith(branch)));
}

function readFaults(unread: readonly string[], refused: readonly Subtree[]) {
	const texts = [
		...(unread.length > 0
			? [`${unread.length} listed parameters can't be read, such as ${unread.slice(0, 3).join(", ")}.`]
			: []),
		...(refused.length > 0 ? [`The device refuses the names of ${refused.join(", ")}.`] : []),
	];
	return texts.length > 0 ? [{ code: "inventory.readFault", text: texts.join(" ") }] : [];
}

/**
 * What this run saw of each parameter, its instances together: readable where every one of them was read; type and
 * writability where they agree, else `null`. Names alone count only where the walk of this run gave them.
 */
function listParameters(tree: Tree, context: CheckContext, walked: boolean): ListedParameter[] {
	const seen = new Map<string, { types: Set<string | null>; writable: Set<boolean | null>; readable: boolean }>();
	for (const [path, node] of tree) {
		const fresh = isFresh(node, context);
		if (path.endsWith(".") || (!fresh && !walked)) continue;
		const template = templateOf(path);
		const parameter = seen.get(template) ?? { types: new Set(), writable: new Set(), readable: true };
		seen.set(template, parameter);
		if (fresh) parameter.types.add(node.type);
		else parameter.readable = false;
		parameter.writable.add(node.writable);
	}
	return [...seen]
		.map(([path, { types, readable, writable }]) => ({ path, type: only(types), readable, writable: only(writable) }))
		.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function only<Value>(values: ReadonlySet<Value>): Value | null {
	const [first = null] = values;
	return values.size === 1 ? first : null;
}

function countBySubtree(tree: Tree, context: CheckContext): Map<Subtree, Coverage> {
	const counts = new Map<Subtree, Coverage>();
	for (const [path, node] of tree) {
		if (path.endsWith(".")) continue;
		for (const name of subtreesOf(path)) {
			const count = counts.get(name) ?? { named: 0, read: 0 };
			counts.set(name, count);
			count.named++;
			if (isFresh(node, context)) count.read++;
		}
	}
	return counts;
}

/** Read in this run: what stands in the tree from before proves nothing now. */
function isFresh(
	node: { readonly value: string | null; readonly readAt: number | null },
	context: CheckContext,
): boolean {
	return node.value !== null && node.readAt !== null && node.readAt >= context.runStartedAt.getTime();
}

const IDENTITY = ["Manufacturer", "ManufacturerOUI", "ModelName", "SerialNumber", "HardwareVersion", "SoftwareVersion"];
const WORDS: Readonly<Record<string, string>> = {
	SerialNumber: "serial",
	HardwareVersion: "hardware version",
	SoftwareVersion: "software version",
};

function* identityComplete(context: CheckContext): CheckRun {
	if (!wasWalked(context)) return NOT_WALKED;
	const tree = yield* currentTree();
	const values: Record<string, string | null> = {};
	for (const name of IDENTITY) {
		const nodes = ["Device.", "InternetGatewayDevice."].map((root) => tree.get(`${root}DeviceInfo.${name}`));
		values[name] = nodes.find((node) => node && isFresh(node, context) && node.value?.trim())?.value ?? null;
	}
	const lacking = IDENTITY.filter((name) => values[name] === null);
	if (lacking.length > 0) return fail(`DeviceInfo lacks ${lacking.join(", ")}`, [], { identity: values });
	const { identity, device, model } = context;
	// Versions are known by the Informs that carry them: a tree that names others contradicts them.
	const informs = {
		SerialNumber: identity.serialNumber,
		HardwareVersion: device.hardwareVersion,
		SoftwareVersion: device.softwareVersion,
	};
	const isSame = (name: string, said: string, read: string) =>
		name === "SerialNumber" ? isSameSerial(said, read) : said.trim() === read.trim();
	const other = Object.entries(informs).filter(
		([name, said]) => said !== null && !isSame(name, said, values[name] ?? ""),
	);
	const shown = other.map(([name, said]) => `${WORDS[name]} ${values[name]?.trim()}, the Inform ${said}`);
	// Its row is that of the name by which it was known; one that is the product class may stand for none.
	if (model !== identity.productClass.trim() && model !== values.ModelName?.trim())
		shown.push(`model ${values.ModelName?.trim()}, and before it was ${model}`);
	if (shown.length > 0)
		return fail(`DeviceInfo names the ${shown.join("; the ")}`, [], { identity: values, informs, model });
	return pass("maker, model, serial and versions are there", { identity: values });
}

function* typesValid(context: CheckContext): CheckRun {
	if (!wasWalked(context)) return NOT_WALKED;
	const tree = yield* currentTree();
	const wrong = new Map<string, string>();
	let checked = 0;
	for (const [path, node] of tree) {
		if (path.endsWith(".") || node.type === null || !isFresh(node, context)) continue;
		const deviation = typeDeviation(path, node.type, node.value ?? "");
		if (deviation === undefined) continue;
		checked++;
		if (deviation !== null) wrong.set(templateOf(path), deviation);
	}
	const examples = [...wrong].slice(0, MAX_EXAMPLES).map(([path, deviation]) => ({ path, deviation }));
	if (checked === 0) return skipped("no parameter of the standard data models was read");
	if (wrong.size === 0) return pass(`${checked} parameters of the standard model have its types`, { checked });
	const text = `${wrong.size} kinds of parameters have other types than the standard model, such as ${examples[0]?.path}: ${examples[0]?.deviation}.`;
	return fail(text, [{ code: "inventory.typeMismatch", text }], { checked, wrong: wrong.size, examples });
}
