import { sameValue } from "../../device/sameValue.ts";
import { type CheckContext, currentTree, informs, operate, type ProofAnswer, type ProofStep } from "../check.ts";
import { configurationIn, isFirstContacts, isSteady } from "./configuration.ts";

/** Settings by path. JSON. */
export type Stood = Readonly<Record<string, string>>;

/** Of the settings that stood before, those that do not stand now. JSON. */
export interface Since {
	/** They have other values. */
	readonly changed: readonly string[];
	/** The device says that it has none of that name, or leaves them out of its answers. */
	readonly gone: readonly string[];
	/** Faults that say nothing of them, or silence. */
	readonly unread: readonly string[];
	/** Something could be read at all. */
	readonly hasRead: boolean;
}

type Steps<Result> = Generator<ProofStep, Result, ProofAnswer>;

/** So that no device is long read for it: some four messages. */
const MAX_KEPT = 1_000;
/** For what comes up late after a boot. */
const GRACE_SECONDS = 15;
/** More than a device opens in that time. */
const MANY_INFORMS = 1_000;
const INVALID_NAME = 9005;

interface Read {
	readonly values: readonly { readonly path: string; readonly value: string; readonly type: string }[];
	readonly missing: readonly string[];
	readonly faults: readonly { readonly path: string; readonly code: number }[];
	readonly unanswered: readonly string[];
}

/**
 * The settings as they stand now: what was read long ago may have been changed by anybody. What has changed by itself
 * since the reading before is none, but for those that no device changes.
 */
export function* settingsNow({ inputs }: CheckContext): Steps<Stood> {
	const tree = yield* currentTree();
	const paths = configurationIn(tree).slice(0, MAX_KEPT);
	if (paths.length === 0) return {};
	const end = yield* operate("read", { paths }, inputs.timeoutSeconds);
	const { values = [] } = (end.result ?? {}) as Partial<Read>;
	const asked = new Set(paths);
	const kept = values.filter(
		({ path, value, type }) =>
			asked.has(path) && (isSteady(path) || sameValue(tree.get(path)?.value ?? undefined, value, type)),
	);
	return Object.fromEntries(kept.map(({ path, value }) => [path, value]));
}

/** Of these the ones that no firmware has a reason to choose anew. */
export function steadyOf(settings: Stood): Stood {
	return Object.fromEntries(Object.entries(settings).filter(([path]) => isSteady(path)));
}

/** Without what the ACS sets anew after a bootstrap. */
export function withoutFirstContacts(settings: Stood): Stood {
	return Object.fromEntries(Object.entries(settings).filter(([path]) => !isFirstContacts(path)));
}

/** What does not stand as before; looked at again in a later session, for which a device is given a while. */
export function* changedSince(stood: Stood, context: CheckContext): Steps<Since> {
	const none = { changed: [], gone: [], unread: Object.keys(stood), hasRead: false };
	const first = (yield* comparedNow(stood, context)) ?? none;
	const differing = new Set([...first.changed, ...first.gone, ...first.unread]);
	if (differing.size === 0) return first;
	yield* informs(MANY_INFORMS, GRACE_SECONDS);
	const left = Object.fromEntries(Object.entries(stood).filter(([path]) => differing.has(path)));
	const again = yield* comparedNow(left, context);
	return again ? { ...again, hasRead: first.hasRead || again.hasRead } : first;
}

/** The same as it is at this moment; `null` where it was not read. */
export function* comparedNow(stood: Stood, { inputs }: CheckContext): Steps<Since | null> {
	const paths = Object.keys(stood);
	if (paths.length === 0) return { changed: [], gone: [], unread: [], hasRead: false };
	const end = yield* operate("read", { paths }, inputs.timeoutSeconds);
	if (end.status !== "succeeded") return null;
	const { values = [], missing = [], faults = [], unanswered = [] } = (end.result ?? {}) as Partial<Read>;
	const wrong = values.filter(({ path, value, type }) => !sameValue(value, stood[path] ?? value, type));
	const silent = new Set(unanswered);
	const codes = new Map(faults.map(({ path, code }) => [path, code]));
	const isGone = (path: string) => !silent.has(path) && (codes.get(path) ?? INVALID_NAME) === INVALID_NAME;
	return {
		changed: wrong.map(({ path }) => path),
		gone: missing.filter(isGone),
		unread: missing.filter((path) => !isGone(path)),
		hasRead: values.length > 0,
	};
}

/** `other values: 3, such as …; gone: 2, such as …`; empty where all stand, as far as they could be read. */
export function toldOf({ changed, gone }: Pick<Since, "changed" | "gone">): string {
	const parts = [
		...(changed.length > 0 ? [`other values: ${changed.length}, such as ${changed[0]}`] : []),
		...(gone.length > 0 ? [`gone: ${gone.length}, such as ${gone[0]}`] : []),
	];
	return parts.join("; ");
}
