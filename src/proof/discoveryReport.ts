import { rootOf } from "../device/facts.ts";
import { type StandardModel, templatePath } from "../device/standard/model.ts";
import { BUILT_IN, standardEntry, standingOf } from "../device/standardModel.ts";
import type { Tree } from "../device/tree.ts";
import type { DiscoveryReport } from "../shared/discoveryReport.ts";
import { type Compared, gatherDeviations, vendorPrefix } from "./deviations.ts";
import { reportObjects, shareOf, type Unseen } from "./reportedObjects.ts";
import { reportRpcs, type SeenRpc } from "./rpcOutcomes.ts";

const MAX_DEVIATIONS = 500;
const MAX_REFUSED = 100;
/** A discovery's allowance for every 2,000 parameters begun. */
const BUDGET = { parameters: 2_000, rpcs: 300, seconds: 600 };

/** What is known of a device after its discovery; `null` is what nobody asked or nobody answered. */
export interface DiscoveryFacts {
	/** As the walk left it. */
	readonly tree: Tree;
	/** Values that were read before are not the walk's: milliseconds since the epoch. */
	readonly since: number;
	/** The operation `discover` of the whole tree. */
	readonly walk: {
		readonly status: "succeeded" | "failed" | "unknown" | "expired" | "cancelled";
		readonly result: Readonly<Record<string, unknown>> | null;
		readonly rpcs: number | null;
		readonly durationSeconds: number | null;
	} | null;
	/** What GetRPCMethods answered. */
	readonly methods: readonly string[] | null;
	readonly seen: readonly SeenRpc[];
	/** The standard; the built-in one where no other was imported. */
	readonly model?: StandardModel;
}

/** What a device's discovery shows, beside the standard. */
export function reportOf(facts: DiscoveryFacts): DiscoveryReport {
	const { tree, since, methods, seen, model = BUILT_IN } = facts;
	const root = rootOf(tree.keys());
	const roots = root === null ? [] : root === "both" ? ["Device.", "InternetGatewayDevice."] : [root];
	const compared = compare(tree, since, model);
	const walk = walkOf(facts, compared);
	const unseen: Unseen = facts.walk?.status === "succeeded" ? walk.refused.map(({ path }) => templatePath(path)) : null;
	const { all, counts } = gatherDeviations(compared, model);
	return {
		root,
		walk: { ...walk, refused: walk.refused.slice(0, MAX_REFUSED) },
		parameters: compared.length,
		objectCount: tree.size - compared.length,
		writable: shareOf(compared.map(({ node }) => node.writable)),
		names: namesOf(compared),
		objects: reportObjects(tree, roots, unseen, model),
		vendorExtensions: vendorExtensions(tree),
		deviationCounts: counts,
		deviations: all.slice(0, MAX_DEVIATIONS),
		rpcs: reportRpcs(methods, seen),
	};
}

function compare(tree: Tree, since: number, model: StandardModel): Compared[] {
	const compared: Compared[] = [];
	for (const [path, node] of tree) {
		if (path.endsWith(".")) continue;
		const isFresh = node.readAt !== null && node.readAt >= since;
		compared.push({
			path,
			node: isFresh ? node : { ...node, value: null },
			standing: standingOf(path, model),
			entry: standardEntry(path, model),
		});
	}
	return compared;
}

function walkOf({ walk }: DiscoveryFacts, compared: readonly Compared[]): DiscoveryReport["walk"] {
	const unread = compared.filter(({ node }) => node.value === null).length;
	if (walk?.status !== "succeeded")
		return { complete: walk === null ? null : false, refused: [], unread, ...costOf(walk, compared.length) };
	const listed = (walk.result?.refused ?? []) as readonly { readonly path: string; readonly code: number }[];
	// That the device does not name its roots together says nothing of what is below them.
	const refused = listed
		.filter(({ path }) => path !== "")
		.map(({ path, code }) => ({ path, fault: code === 0 ? null : code }));
	return { complete: refused.length === 0, refused, unread, ...costOf(walk, compared.length) };
}

function costOf(
	walk: DiscoveryFacts["walk"],
	parameters: number,
): Pick<DiscoveryReport["walk"], "rpcs" | "durationSeconds" | "withinBudget"> {
	const { rpcs = null, durationSeconds = null } = walk ?? {};
	const times = Math.max(1, Math.ceil(parameters / BUDGET.parameters));
	const withinBudget =
		rpcs === null || durationSeconds === null
			? null
			: rpcs <= times * BUDGET.rpcs && durationSeconds <= times * BUDGET.seconds;
	return { rpcs, durationSeconds, withinBudget };
}

function namesOf(compared: readonly Compared[]): DiscoveryReport["names"] {
	const names = { standard: 0, vendor: 0, unknown: 0, undetermined: 0 };
	for (const { standing } of compared) names[standing ?? "undetermined"]++;
	return names;
}

function vendorExtensions(tree: Tree): DiscoveryReport["vendorExtensions"] {
	const extensions = new Map<string, { prefix: string; parameters: number; objects: number; example: string }>();
	for (const path of tree.keys()) {
		const segment = /\.(X_[^.]*)/.exec(path)?.[1];
		if (segment === undefined) continue;
		const prefix = vendorPrefix(segment) ?? segment;
		const extension = extensions.get(prefix) ?? { prefix, parameters: 0, objects: 0, example: templatePath(path) };
		extensions.set(prefix, extension);
		if (path.endsWith(".")) extension.objects++;
		else extension.parameters++;
	}
	return [...extensions.values()].sort((left, right) => right.parameters - left.parameters);
}
