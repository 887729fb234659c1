import { isSecretName } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { sameValue } from "../../device/sameValue.ts";
import type { Tree, TreeNode } from "../../device/tree.ts";
import type { Workflow } from "../../shared/proof.ts";
import {
	type CheckContext,
	type CheckRun,
	currentTree,
	fail,
	hasAllNames,
	inconclusive,
	notCarriedOut,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	skipped,
	type WorkflowDefinition,
} from "../check.ts";

/** What these do to a device is to be undone when the run is over. */
const INTRUSIVE: readonly Workflow[] = ["config", "diagnostics", "firmware", "reboot", "factoryReset"];
const MAX_KEPT = 5_000;
const MAX_VALUE_LENGTH = 1_000;
const MAX_LISTED = 200;
const MAX_SETS = 20;

const COMMON = { id: "condition", kind: "frame", operations: ["read", "discover", "set"] } as const;

/** What can be written on the device, and its values, before anything is done to it. */
export const conditionBefore: WorkflowDefinition = {
	...COMMON,
	order: 15,
	checks: [{ id: "before", version: 1, title: "What can be written is read and kept", essential: false, run: before }],
};

/** The same when all is over: design, rules of proof, 6. */
export const conditionAfter: WorkflowDefinition = {
	...COMMON,
	order: 100,
	checks: [{ id: "asFound", version: 1, title: "The device is left as it was found", essential: false, run: asFound }],
};

/** A parameter as it was kept: path, value, type. */
type Kept = readonly [path: string, value: string, type: string];

const NOTHING_DONE = "nothing that this run does changes the device";

function isIntrusive({ workflows }: CheckContext): boolean {
	return workflows.some((workflow) => INTRUSIVE.includes(workflow));
}

function* before(context: CheckContext): CheckRun {
	if (!isIntrusive(context)) return skipped(NOTHING_DONE);
	let tree = yield* currentTree();
	let all = context.hasAllNames;
	if (!wasWalked(tree, context)) {
		const end = yield* operate("discover", { path: "" }, context.inputs.timeoutSeconds);
		if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
		tree = yield* currentTree();
		all = hasAllNames(end);
	}
	const readable = writableOf(tree).filter(([, node]) => isFresh(node, context));
	const kept = readable
		.filter(
			([path, { value }]) => !isSecretName(path) && !isActionName(path) && (value ?? "").length <= MAX_VALUE_LENGTH,
		)
		.slice(0, MAX_KEPT)
		.map(([path, { value, type }]): Kept => [path, value ?? "", type ?? "xsd:string"]);
	if (kept.length === 0) return inconclusive("the device names nothing that can be written", { hasAllNames: all });
	const leftOut = readable.length - kept.length;
	const text = `${kept.length} parameters can be written, and were kept`;
	return pass(leftOut > 0 ? `${text}; ${leftOut} more are secrets, commands or too large` : text, {
		kept,
		leftOut,
		hasAllNames: all,
	});
}

function writableOf(tree: Tree): (readonly [string, TreeNode])[] {
	return [...tree].filter(([path, { writable, value }]) => writable === true && value !== null && !path.endsWith("."));
}

function isFresh({ readAt }: TreeNode, { runStartedAt }: CheckContext): boolean {
	return readAt !== null && readAt >= runStartedAt.getTime();
}

/** This run's inventory has walked the tree; Informs alone keep single parameters fresh. */
function wasWalked(tree: Tree, context: CheckContext): boolean {
	if (!context.workflows.includes("inventory")) return false;
	const writable = writableOf(tree);
	return writable.filter(([, node]) => isFresh(node, context)).length > writable.length / 2;
}

interface Difference {
	readonly path: string;
	readonly before: string;
	/** `null`: it is no longer there. */
	readonly after: string | null;
	readonly type: string;
}

function* asFound(context: CheckContext): CheckRun {
	if (!isIntrusive(context)) return skipped(NOTHING_DONE);
	const kept = context.earlier.before?.kept as readonly Kept[] | undefined;
	if (!kept) return inconclusive("what the device was like before is not known");
	const first = yield* compare(kept, context);
	if (typeof first === "string") return inconclusive(first);
	const { workflows, inputs, lab } = context;
	const wasReset = workflows.includes("factoryReset") && inputs.allowFactoryReset;
	// What a reset took, and what a set left behind that took effect when nobody looked any more.
	const lost = lab ? first.filter((one) => isSettable(one) && (wasReset || isWritten(one, context))) : [];
	if (lost.length > 0) yield* setBack(lost);
	const again = lost.length > 0 ? yield* compare(kept, context) : first;
	const left = typeof again === "string" ? first : again;
	const ours = left.filter((difference) => isWritten(difference, context) || (wasReset && !isManagement(difference)));
	const values = {
		compared: kept.length,
		differences: left.slice(0, MAX_LISTED),
		differenceCount: left.length,
		setBack: lost.filter(({ path }) => !left.some((other) => other.path === path)).map(({ path }) => path),
		changedByThisRun: ours.slice(0, MAX_LISTED).map(({ path }) => path),
	};
	if (ours.length > 0) {
		const shown = ours.slice(0, 3).map(({ path }) => path);
		return fail(
			`${ours.length} parameters are not as they were before this run, such as ${shown.join(", ")}`,
			[],
			values,
		);
	}
	const own = left.length > 0 ? `; ${left.length} others differ, which this run did not write` : "";
	return pass(`${kept.length - left.length} parameters are as they were${own}`, values);
}

type Steps<Result> = Generator<ProofStep, Result, ProofAnswer>;

/** Reads what was kept, in one session; what differs, or why that could not be seen. */
function* compare(kept: readonly Kept[], { inputs }: CheckContext): Steps<Difference[] | string> {
	const end = yield* operate("read", { paths: kept.map(([path]) => path) }, inputs.timeoutSeconds);
	if (end.status !== "succeeded") return end.reason ?? "the device could not be read";
	if (((end.result?.unanswered ?? []) as readonly string[]).length > 0)
		return "the device did not answer all of the reads";
	const values = (end.result?.values ?? []) as readonly { readonly path: string; readonly value: string }[];
	const now = new Map(values.map(({ path, value }) => [path, value]));
	return kept
		.map(([path, value, type]) => ({ path, before: value, after: now.get(path) ?? null, type }))
		.filter(({ before: was, after, type }) => !sameValue(after ?? undefined, was, type));
}

function isManagement({ path }: Difference): boolean {
	return /^(Device|InternetGatewayDevice)\.ManagementServer\./.test(path);
}

function isSettable(difference: Difference): boolean {
	return difference.after !== null && !isManagement(difference);
}

function isWritten({ path }: Difference, { written }: CheckContext): boolean {
	return written.some((one) => one === path || (one.endsWith(".") && path.startsWith(one)));
}

/** What stood before, in as few sets as the device takes: those that it refuses are left out. */
function* setBack(lost: readonly Difference[]): Steps<void> {
	const groups: (readonly Difference[])[] = [lost];
	for (let sets = 0; groups.length > 0 && sets < MAX_SETS; sets++) {
		const group = groups.shift() as readonly Difference[];
		const values = group.map(({ path, before: value, type }) => ({ path, value, type }));
		const end = yield* operate("set", { values });
		if (notCarriedOut(end)) return;
		if (!end.fault) continue;
		const named = new Set((end.fault.parameters ?? []).map(({ path }) => path));
		const rest = group.filter(({ path }) => !named.has(path));
		if (rest.length < group.length) groups.unshift(...(rest.length > 0 ? [rest] : []));
		else if (group.length > 1) groups.unshift(group.slice(0, group.length >> 1), group.slice(group.length >> 1));
	}
}
