import { eventName } from "../../cwmp/events.ts";
import { parentOf } from "../../device/profiles/paths.ts";
import { sameValue } from "../../device/sameValue.ts";
import {
	type CheckContext,
	type CheckResult,
	informs,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
	pastInforms,
	wake,
} from "../check.ts";
import { faultCodes } from "../faultCodes.ts";
import { answersRequests } from "./silence.ts";
import { comparedNow, type Stood } from "./steady.ts";

type Steps<Result> = Generator<ProofStep, Result, ProofAnswer>;

/** One parameter of a change: what stood there, and what is set. JSON. */
export interface Item {
	readonly path: string;
	readonly type: string;
	readonly before: string;
	readonly after: string;
}

/** How a set ended. */
export interface SetSeen {
	readonly how: "accepted" | "refused" | "silent" | "notSent";
	readonly status: number | null;
	readonly codes: readonly number[];
	readonly reason: string | null;
}

/** What stood on the device, by path; `null` where it could not be read. */
export type Standing = Readonly<Record<string, string>> | null;

export interface RebootSeen {
	readonly accepted: boolean;
	readonly returned: boolean;
	readonly reason: string | null;
}

/** What a set led to, followed to its end. */
export interface Effect {
	readonly set: SetSeen;
	/** When what stands there was read: in the same session, in a later one, or after a reboot. */
	readonly when: "atOnce" | "later" | "reboot";
	readonly reboot: RebootSeen | null;
	readonly standing: Standing;
}

/** All that a change, a set with a bad name and the way back showed; JSON. */
export interface Story {
	readonly there: Effect;
	/** What the set does not name, and has other values while what it names stands there. */
	readonly beside: readonly string[];
	/** In a later session; `null` where there was none to look in. */
	readonly lasts: Standing;
	readonly probe: { readonly set: SetSeen; readonly standing: Standing } | null;
	/** The last try; `null` where nothing had changed. */
	readonly back: Effect | null;
	/** It restarted, and nothing had asked it to. */
	readonly restarted: boolean;
}

export const NOT_SET = "nothing was seen to be set, so this could not be seen";

/** What the change showed, for the checks that follow it; `null` where it was not made. */
export function storyOf({ earlier }: CheckContext): { readonly items: readonly Item[]; readonly story: Story } | null {
	return earlier.applied?.story === undefined
		? null
		: (earlier.applied as { items: Item[]; story: Story } & CheckResult["values"]);
}

const LATER_SECONDS = 30;
const REBOOT_SECONDS = 600;
/** Some take a part of what they have refused when their session is over. */
const SETTLE_SECONDS = 3;
/** More than a device opens while it settles. */
const MANY_INFORMS = 1_000;
const TRIES_BACK = 2;
/** Below a root: an extension of nobody's. */
const UNKNOWN_NAME = "DeviceInfo.X_CERTUS_NoSuchParameter";

/**
 * Sets, reads back, sets with a bad name among the good, puts back and reads again; whatever happens, it puts back.
 * `others` is what stands on the device beside the items.
 */
export function* changeAndBack(items: readonly Item[], others: Stood, context: CheckContext): Steps<Story> {
	let owes = true;
	const since = (yield* pastInforms([])).at(-1)?.at ?? "";
	// Another session costs nothing where the device comes for a connection request.
	const canLookAgain = yield* answersRequests(context);
	try {
		const there = yield* change(items, "after", context);
		const { set, reboot, standing, when } = there;
		const isLost = reboot !== null && !reboot.returned;
		const hasChanged = stands(items, "after", standing);
		const apart = Object.fromEntries(Object.entries(others).filter(([path, value]) => isApart(path, value, items)));
		const beside = hasChanged ? ((yield* comparedNow(apart, context))?.changed ?? []) : [];
		const lasts = hasChanged && when === "atOnce" && canLookAgain ? yield* readAnew(items, context) : null;
		const isLasting = lasts === null || stands(items, "after", lasts);
		const probe = hasChanged && isLasting ? yield* badSet(items, when, canLookAgain, context) : null;
		// What was never seen to change needs no way back; what could not be read may have changed.
		owes = set.how !== "notSent" && !isLost && (hasChanged || !stands(items, "before", standing));
		let back: Effect | null = null;
		for (let tries = 0; owes && tries < TRIES_BACK; tries++) {
			back = yield* change(items, "before", context);
			const { set: last, reboot: restarted, standing: now } = back;
			if (last.how === "notSent" || restarted !== null) break;
			if (!stands(items, "before", now)) continue;
			const later = canLookAgain ? yield* readAnew(items, context) : null;
			if (later === null || stands(items, "before", later)) break;
			back = { ...back, standing: later };
		}
		owes = false;
		const restarted = !there.reboot && !back?.reboot && (yield* bootedSince(since));
		return { there, beside, lasts, probe, back, restarted };
	} finally {
		if (owes) yield* send(valuesOf(items, "before"));
	}
}

/** What belongs to the object of an item may depend on it, and the same name with the same value may be its twin under the other root. */
function isApart(path: string, value: string, items: readonly Item[]): boolean {
	const name = path.slice(path.lastIndexOf("."));
	return !items.some(
		(item) => path.startsWith(parentOf(item.path)) || (item.path.endsWith(name) && item.before === value),
	);
}

export function* bootedSince(since: string): Steps<boolean> {
	return (yield* pastInforms([])).some(
		({ at, events }) => at > since && events.some((code) => eventName(code) === "boot"),
	);
}

/**
 * One set, and what stands there then. Status 1 says that it takes a reboot: what stands at once may be an echo, so only
 * what came to stand in between took effect by itself.
 */
export function* change(items: readonly Item[], which: "before" | "after", context: CheckContext): Steps<Effect> {
	const set = yield* send(valuesOf(items, which));
	const atOnce = set.how === "notSent" ? null : yield* read(items, context);
	if (set.status !== 1) return { set, when: "atOnce", reboot: null, standing: atOnce };
	if (!stands(items, which, atOnce)) {
		const later = yield* readLater(items, context);
		if (stands(items, which, later)) return { set, when: "later", reboot: null, standing: later };
	}
	const reboot = yield* restart(context);
	return { set, when: "reboot", reboot, standing: reboot.returned ? yield* read(items, context) : null };
}

/** In a session of its own, for which the device is woken. */
function* readAnew(items: readonly Item[], context: CheckContext): Steps<Standing> {
	yield* informs(0, 0);
	return yield* read(items, context);
}

/** In another session: it is waited for, whether the device can be woken or not. */
function* readLater(items: readonly Item[], context: CheckContext): Steps<Standing> {
	yield* wake(LATER_SECONDS);
	return yield* read(items, context);
}

/** One SetParameterValues, and how it ended. */
export function* send(values: readonly Readonly<Record<string, string>>[]): Steps<SetSeen> {
	const end = yield* operate("set", { values });
	const seen = { status: null, codes: faultCodes(end.fault), reason: end.reason };
	if (end.fault) return { ...seen, how: "refused" };
	if (end.status === "succeeded") return { ...seen, how: "accepted", status: Number(end.result?.status ?? 0) };
	// Refused by the gate, or never sent: a result stands where the device was seen to stay silent.
	return {
		...seen,
		how: notCarriedOut(end) || (end.status === "failed" && end.result === null) ? "notSent" : "silent",
	};
}

export function valuesOf(
	items: readonly Item[],
	which: "before" | "after",
): { path: string; value: string; type: string }[] {
	return items.map(({ path, type, [which]: value }) => ({ path, value, type }));
}

export function* read(items: readonly Item[], { inputs }: CheckContext): Steps<Standing> {
	const end = yield* operate("read", { paths: items.map(({ path }) => path) }, inputs.timeoutSeconds);
	return standingOf(end);
}

export function standingOf(end: OperationEnd): Standing {
	if (end.status !== "succeeded") return null;
	const values = (end.result?.values ?? []) as readonly { readonly path: string; readonly value: string }[];
	return Object.fromEntries(values.map(({ path, value }) => [path, value]));
}

/** Whether all of the values stand there. */
export function stands(items: readonly Item[], which: "before" | "after", standing: Standing): boolean {
	return standing !== null && differing(items, which, standing).length === 0;
}

export function differing(items: readonly Item[], which: "before" | "after", standing: Standing): string[] {
	return items
		.filter(({ path, type, [which]: value }) => !sameValue(standing?.[path], value, type))
		.map(({ path }) => path);
}

/**
 * A good name and one that nobody has, in one set: none of it may change. The good one carries what stood there before,
 * so that a device which takes it is on its way back.
 */
function* badSet(
	items: readonly Item[],
	when: Effect["when"],
	canLookAgain: boolean,
	context: CheckContext,
): Steps<NonNullable<Story["probe"]>> {
	const [first] = items as readonly [Item];
	const root = first.path.slice(0, first.path.indexOf(".") + 1);
	const bad = { path: root + UNKNOWN_NAME, value: "0", type: "xsd:string" };
	const set = yield* send([...valuesOf([first], "before"), bad]);
	const standing = when === "later" ? yield* readLater(items, context) : yield* read(items, context);
	if (!canLookAgain || set.how !== "refused" || !stands(items, "after", standing)) return { set, standing };
	yield* informs(MANY_INFORMS, SETTLE_SECONDS);
	return { set, standing: (yield* read(items, context)) ?? standing };
}

function* restart({ inputs, profile }: CheckContext): Steps<RebootSeen> {
	const end = yield* operate("reboot", {}, inputs.timeoutSeconds ?? profile.timeouts.rebootSeconds ?? REBOOT_SECONDS);
	const sessions = Number(end.result?.sessionsWithoutBoot ?? 0);
	const accepted = end.result?.accepted === true;
	const returned = end.status === "succeeded" || sessions > 0 || !accepted;
	// Some can't be configured for a while after a boot (quirk 16).
	if (end.status === "succeeded" && profile.settleSeconds > 0) yield* informs(MANY_INFORMS, profile.settleSeconds);
	return { accepted, returned, reason: end.reason };
}
