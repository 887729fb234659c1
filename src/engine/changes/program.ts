import { isHiddenValue } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { isBelow, type Moved, movedReferences, tellingMoves, toSetAnew } from "../../device/madeAnew.ts";
import { parentOf } from "../../device/profiles/paths.ts";
import { sameValue } from "../../device/sameValue.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { ChangeKind } from "../../shared/changes.ts";
import type { OperationInput } from "../../shared/operations.ts";
import { bringBack, makeAllAnew, removeAdded } from "./madeAnew.ts";
import {
	type ChangeAnswer,
	type DeviceOutcome,
	type DevicePlan,
	failed,
	type GoesBack,
	type Held,
	type Kept,
	NOTHING,
	operate,
	type Place,
	reasonOf,
	type Steps,
	typeAt,
	valuesOf,
} from "./steps.ts";

const WRITES_NOTHING: readonly ChangeKind[] = ["reboot"];

/**
 * One device's change: keep, compare, send, read back; and back again where it does not stand there (contract, section
 * 7). Pure: it asks for operations, and is handed how they ended; after a crash it is walked again with the same answers.
 */
export function* applyTo(plan: DevicePlan): Steps<DeviceOutcome> {
	const { kind, input } = plan;
	let kept: Kept = new Map();
	if (!WRITES_NOTHING.includes(kind)) {
		const answer = yield { ask: "backup", paths: pathsOf(plan) };
		if (answer.got !== "backup") throw new Error(`a backup was asked for, and ${answer.got} came`);
		if (answer.kept === null) return failed(answer.code, answer.reason);
		kept = answer.kept;
		const moved = plan.compares && kind === "set" ? differingFrom(plan, kept) : [];
		if (moved.length > 0) {
			return failed(
				"previewOutdated",
				`${moved.join(", ")} no longer stands as it was previewed: nothing was sent, make a new preview`,
			);
		}
	}
	yield { ask: "checked" };
	if (kind === "setAttributes") yield* operate("attributes", "getAttributes", { paths: attributePaths(plan) });
	if (kind === "set") return yield* setAll(plan, kept);
	const end = yield* operate("apply", kind, input);
	if (end.status === "succeeded") return { ...NOTHING, state: "applied", failure: null, sent: true };
	if (end.status === "expired" || end.status === "cancelled") return failed(end.status, reasonOf(end));
	// A fault says that nothing happened; silence says nothing.
	const sent = end.status === "unknown" || end.fault === null;
	return { ...failed(end.status === "unknown" ? "unknown" : "failed", reasonOf(end)), sent };
}

/** A set, on a device that has all objects of it: some may have been made anew for it. */
interface Setting {
	readonly place: Place;
	readonly plan: DevicePlan;
	readonly kept: Kept;
	/** What was added for it; what stands there goes with it. */
	readonly added: readonly Moved[];
	readonly told: Partial<Pick<DeviceOutcome, "leftAlone" | "broughtBack">>;
}

function* setAll(plan: DevicePlan, kept: Kept): Steps<DeviceOutcome> {
	const setting = yield* withGone(plan, kept);
	if ("state" in setting) return setting;
	const { added, told } = setting;
	const outcome = yield* setAndRead(setting);
	if (added.length === 0) return outcome;
	if (outcome.state === "applied" || outcome.failure?.code === "unknown") return { ...outcome, ...told };
	const { left, why } = yield* removeAdded(added.map(({ now }) => now).toReversed());
	if (why === null) return { ...outcome, leftAlone: plan.goesBack?.leaves ?? [] };
	const { code = "failed", detail = "" } = outcome.failure ?? {};
	const broughtBack = added.filter(({ now }) => left.includes(now));
	return { ...failed(code, `${detail}; and ${why}`), sent: true, leftAlone: plan.goesBack?.leaves ?? [], broughtBack };
}

/** Objects of a backup that the device has no more are made anew before its values go back. */
function* withGone(plan: DevicePlan, kept: Kept): Steps<Setting | DeviceOutcome> {
	const { gone, leaves } = plan.goesBack ?? NONE_GONE;
	if (gone.length === 0) return { place: "apply", plan, kept, added: [], told: {} };
	const lost = wantedOf(plan).filter(({ path }) => isIn(path, gone));
	const made = yield* makeAllAnew(
		gone,
		lost.map(({ path }) => path),
	);
	if ("why" in made) {
		const { status, left, why } = made;
		const code = left.length === 0 && (status === "expired" || status === "cancelled") ? status : "failed";
		const sent = left.length > 0 || status === "unknown";
		return { ...failed(code, why), sent, leftAlone: leaves, broughtBack: left };
	}
	const { moved, names, missing } = made;
	const there = lost.filter(({ path }) => !isIn(path, missing));
	const held = new Map(there.map(({ path, value, type }) => [path, { value, type: type ?? null }]));
	const anew = toSetAnew({ values: held, hidden: [] }, names, moved);
	const values = [...ownOf(plan, moved), ...anew.values];
	const before = anew.values.flatMap(({ path }) => {
		const { value = null, type = null } = names.get(path) ?? {};
		return value === null ? [] : [[path, { value, type }] as const];
	});
	return {
		...{ place: "fill", plan: { ...plan, input: { values } }, kept: new Map([...kept, ...before]) },
		added: moved.filter(({ path }) => gone.includes(path)),
		told: { leftAlone: [...leaves, ...anew.leaves, ...missing], broughtBack: tellingMoves(moved) },
	};
}

function* setAndRead({ place, plan, kept, added }: Setting): Steps<DeviceOutcome> {
	// The device made all of it as it was.
	if (wantedOf(plan).length === 0) return { ...NOTHING, state: "applied", failure: null, sent: true };
	const end = yield* operate(place, "set", plan.input);
	if (end.status === "expired" || end.status === "cancelled") return failed(end.status, reasonOf(end));
	const objects = added.map(({ now }) => now);
	const outcome = yield* readBack(plan, kept, end, objects);
	if (!plan.mayCutOff || outcome.state !== "applied" || outcome.pendingReboot) return outcome;
	// Many put it into effect once the session is over: only its return shows that it was not cut off.
	const paths = wantedOf(plan).map(({ path }) => path);
	const back = yield* operate("return", "read", { paths }, { apart: true });
	if (back.status !== "expired") return outcome;
	const touched = wantedOf(plan).filter(({ path }) => !isIn(path, objects));
	return yield* takeBack(touched, kept, "notSeenAgain", "the device did not report back after the change");
}

/** After a set: what stands there decides, whatever the device has answered. What was `added` for it goes as a whole. */
export function* readBack(
	plan: DevicePlan,
	kept: Kept,
	end: OperationEnd,
	added: readonly string[] = [],
): Steps<DeviceOutcome> {
	const wanted = wantedOf(plan);
	const touched = wanted.filter(({ path }) => !isIn(path, added));
	const isRefused = end.status === "failed";
	const read = yield* operate("readBack", "read", { paths: wanted.map(({ path }) => path) });
	const now = valuesOf(read);
	if (now === null) {
		// A fault says that nothing was taken; a device that is not atomic may have taken some all the same.
		if (isRefused) return { ...failed("failed", `${reasonOf(end)}; nothing could be read back`), sent: true };
		return yield* takeBack(touched, kept, "notSeenAgain", `the values could not be read back: ${reasonOf(read)}`);
	}
	const stands = (path: string, value: string) => sameValue(now.get(path)?.value, value, typeAt(path, now, kept));
	const changed = wanted.filter(({ path }) => {
		const before = kept.get(path);
		return before !== undefined && !stands(path, before.value);
	});
	if (isRefused) {
		if (changed.length === 0) return failed("failed", reasonOf(end));
		const detail = `${reasonOf(end)}, and ${changed.map(({ path }) => path).join(", ")} changed all the same`;
		return yield* takeBack(touched, kept, "notAtomic", detail);
	}
	const hidden = wanted.filter(({ path }) => isHiddenValue(path, now.get(path)?.value)).map(({ path }) => path);
	const pendingReboot = (end.result as { status?: unknown } | null)?.status === 1;
	const wrong = wanted.filter(({ path, value }) => !hidden.includes(path) && !stands(path, value));
	// What stands as wished because it stood so before tells nothing of what was set with it.
	const tells = wanted.some(
		(one) =>
			now.has(one.path) &&
			!hidden.includes(one.path) &&
			(wrong.includes(one) || changed.includes(one) || !kept.has(one.path)),
	);
	if (end.status === "unknown" && hidden.length > 0 && !tells) {
		// Nor is it known what would be taken back.
		const detail = `it is not known whether ${hidden.join(", ")} was taken: ${reasonOf(end)}, and it can't be read back`;
		return { ...failed("unknown", detail), unverified: hidden, sent: true };
	}
	const waits = pendingReboot && wrong.every(({ path }) => !changed.some((one) => one.path === path));
	if (wrong.length === 0 || waits) {
		return { ...NOTHING, state: "applied", failure: null, pendingReboot, unverified: hidden, sent: true };
	}
	const detail = `${wrong.map(({ path }) => path).join(", ")} does not read back as it was set`;
	return yield* takeBack(touched, kept, "readBackDiffers", detail);
}

/** Puts back what the change touched, and nothing else. */
function* takeBack(
	wanted: readonly { readonly path: string }[],
	kept: Kept,
	code: string,
	detail: string,
): Steps<DeviceOutcome> {
	const held = yield* heldNow("takeBackLook", wanted, kept);
	const { why, unverified } = yield* restore(wanted, kept, held);
	if (why === null) return { ...NOTHING, state: "rolledBack", unverified, failure: { code, detail } };
	return { ...NOTHING, state: "failed", unverified, sent: true, failure: { code, detail: `${detail}; and ${why}` } };
}

/**
 * The secrets that may go back: asked for once the device is here, as it may have been away for days, and reset. One beside
 * which another login name stands, that the change did not touch, is not one of them.
 */
function* heldNow(
	place: "undoLook" | "takeBackLook",
	wanted: readonly { readonly path: string }[],
	kept: Kept,
): Steps<Kept> {
	if (wanted.every(({ path }) => isKept(path, kept))) return new Map();
	const touched = new Set(wanted.map(({ path }) => path));
	const before = [...heldIn(yield { ask: "kept" })].filter(([path]) => touched.has(path));
	if (before.length === 0) return new Map();
	const names = before.flatMap(([, secret]) => Object.keys(secret.names));
	const look = yield* operate(
		place,
		"read",
		{ paths: [...new Set([...touched, ...names])] },
		{ late: true, inverse: true },
	);
	const now = valuesOf(look);
	if (now === null) return new Map();
	return new Map(
		[...heldIn(yield { ask: "kept" })].filter(([, secret]) =>
			Object.entries(secret.names).every(([path, value]) => touched.has(path) || now.get(path)?.value === value),
		),
	);
}

function heldIn(answer: ChangeAnswer): Held {
	return (answer.got === "backup" && answer.kept !== null && answer.held) || new Map();
}

/** What the device hides is not what it was, and an action is no setting. */
function isKept(path: string, kept: Kept): boolean {
	return !isActionName(path) && !isHiddenValue(path, kept.get(path)?.value);
}

/** `why` it is not as it was: `null` where it is, as far as can be read; `unverified`: what was put back and is hidden. */
interface Restored {
	readonly why: string | null;
	readonly unverified: readonly string[];
}

function* restore(wanted: readonly { readonly path: string }[], kept: Kept, held: Kept): Steps<Restored> {
	const known = wanted.flatMap(({ path }) => {
		const before = isKept(path, kept) ? kept.get(path) : isActionName(path) ? undefined : held.get(path);
		return before ? [{ path, value: before.value, ...(before.type && { type: before.type }) }] : [];
	});
	const isKnown = (path: string) => known.some((value) => value.path === path);
	const hidden = wanted.filter(({ path }) => !isKnown(path) && !isActionName(path)).map(({ path }) => parentOf(path));
	// A name without its password would cut off who has both: they stay together.
	const values = known.filter(({ path }) => !hidden.includes(parentOf(path)));
	const lost = wanted.map(({ path }) => path).filter((path) => !values.some((value) => value.path === path));
	const unverified: string[] = [];
	if (values.length > 0) {
		const end = yield* operate("undo", "set", { values }, { late: true, inverse: true });
		if (end.status !== "succeeded" && end.status !== "unknown") {
			return { why: `it could not be taken back: ${reasonOf(end)}`, unverified: [] };
		}
		const paths = values.map(({ path }) => path);
		const read = yield* operate("undoReadBack", "read", { paths }, { late: true });
		const now = valuesOf(read);
		if (now === null) return { why: `whether it was taken back could not be read: ${reasonOf(read)}`, unverified: [] };
		const isHidden = (path: string) => held.has(path) && isHiddenValue(path, now.get(path)?.value);
		unverified.push(...paths.filter(isHidden));
		const seen = values.filter(({ path }) => !isHidden(path));
		const wrong = seen.filter(({ path, value }) => !sameValue(now.get(path)?.value, value, typeAt(path, now, kept)));
		const isPending = (end.result as { status?: unknown } | null)?.status === 1;
		if (wrong.length > 0 && !isPending) {
			return { why: `${wrong.map(({ path }) => path).join(", ")} did not go back to what it was`, unverified };
		}
		// Without an answer only what can be read tells.
		if (end.status === "unknown" && unverified.length > 0) {
			return { why: `whether ${unverified.join(", ")} was taken back is not known: ${reasonOf(end)}`, unverified };
		}
	}
	const notHeld = "what it, or its password, was is a secret or hidden, and Certus does not hold that for sure";
	return { why: lost.length > 0 ? `${lost.join(", ")} can't be put back: ${notHeld}` : null, unverified };
}

/** What stands neither as the change set it nor as it was before: somebody else has set it since. */
function* changedSince(plan: DevicePlan, kept: Kept): Steps<string[]> {
	const paths = wantedOf(plan).map(({ path }) => path);
	const now = valuesOf(yield* operate("undoLook", "read", { paths }, { late: true, inverse: true }));
	if (now === null) return [];
	return wantedOf(plan).flatMap(({ path, value }) => {
		const [stands, before] = [now.get(path)?.value, kept.get(path)?.value];
		if (stands === undefined || before === undefined || isHiddenValue(path, stands)) return [];
		const type = typeAt(path, now, kept);
		return sameValue(stands, value, type) || sameValue(stands, before, type) ? [] : [path];
	});
}

/** Puts back what a set has touched; the objects that were made anew for it go again. */
function* undoSet(plan: DevicePlan): Steps<DeviceOutcome> {
	const { gone, broughtBack } = plan.goesBack ?? NONE_GONE;
	const own = { ...plan, input: { values: ownOf(plan, broughtBack) } };
	const outcome = wantedOf(own).length === 0 ? DONE : yield* undoValues(own);
	const added = broughtBack.filter(({ path }) => gone.includes(path));
	const { left, why } = yield* removeAdded(added.map(({ now }) => now).toReversed());
	if (why === null) return outcome;
	const detail = outcome.failure === null ? why : `${outcome.failure.detail}; and ${why}`;
	return { ...outcome, ...notUndone(detail), broughtBack: added.filter(({ now }) => left.includes(now)) };
}

function* undoValues(plan: DevicePlan): Steps<DeviceOutcome> {
	const answer = yield { ask: "kept" };
	if (answer.got !== "backup" || answer.kept === null) return notUndone("its backup is no longer there");
	const others = yield* changedSince(plan, answer.kept);
	const mine = wantedOf(plan).filter(({ path }) => !others.includes(path));
	// Beside what others have set, a password would be the wrong one.
	const objects = new Set(others.map(parentOf));
	const all = yield* heldNow("undoLook", wantedOf(plan), answer.kept);
	const held = new Map([...all].filter(([path]) => !objects.has(parentOf(path))));
	const { why, unverified } = yield* restore(mine, answer.kept, held);
	if (why !== null) return { ...notUndone(why), unverified };
	return others.length === 0
		? { ...DONE, unverified }
		: notUndone(`${others.join(", ")} was changed since by others, and is left as it stands`);
}

const DONE: DeviceOutcome = { ...NOTHING, state: "rolledBack", failure: null };

function notUndone(why: string): DeviceOutcome {
	return { ...failed("rollbackFailed", why), sent: true };
}

/** Takes back a change that was made: what it touched, as the backup has it. */
export function* undo(plan: DevicePlan): Steps<DeviceOutcome> {
	const { kind, input } = plan;
	if (kind === "set") return yield* undoSet(plan);
	if (kind === "deleteObject") return yield* bringBack((input as OperationInput<"deleteObject">).path);
	if (kind === "addObject") {
		// What it answered before: the same place again sends nothing.
		const added = yield* operate("apply", kind, input);
		const path = (added.result as { path?: unknown } | null)?.path;
		if (typeof path !== "string") return notUndone("which object was added is not known");
		const end = yield* operate("undo", "deleteObject", { path }, { late: true, inverse: true });
		return end.status === "succeeded" ? DONE : notUndone(reasonOf(end));
	}
	if (kind === "setAttributes") {
		const before = yield* operate("attributes", "getAttributes", { paths: attributePaths(plan) });
		const attributes = (before.result as { attributes?: unknown } | null)?.attributes;
		if (!Array.isArray(attributes) || attributes.length === 0) return notUndone("what they were is not known");
		const end = yield* operate("undo", "setAttributes", { attributes }, { late: true, inverse: true });
		return end.status === "succeeded" ? DONE : notUndone(reasonOf(end));
	}
	return notUndone(`a ${kind} can't be taken back`);
}

function wantedOf({ input }: DevicePlan): OperationInput<"set">["values"] {
	return (input as OperationInput<"set">).values;
}

const NONE_GONE: GoesBack = { gone: [], leaves: [], broughtBack: [] };

function isIn(path: string, objects: readonly string[]): boolean {
	return objects.some((object) => isBelow(path, object));
}

/** What is set on what the device has by itself: what names an object that has moved names it as it is called now. */
function ownOf(plan: DevicePlan, moved: readonly Moved[]): OperationInput<"set">["values"] {
	const { gone } = plan.goesBack ?? NONE_GONE;
	return wantedOf(plan)
		.filter(({ path }) => !isIn(path, gone))
		.map((one) => ({ ...one, value: movedReferences(one.value, moved) ?? one.value }));
}

function attributePaths({ input }: DevicePlan): string[] {
	return (input as OperationInput<"setAttributes">).attributes.map(({ path }) => path);
}

/** What is to be read before it is sent. */
function pathsOf(plan: DevicePlan): string[] {
	if (plan.kind === "set") {
		const { gone } = plan.goesBack ?? NONE_GONE;
		return [...ownOf(plan, []).map(({ path }) => path), ...gone];
	}
	return plan.kind === "deleteObject" ? [(plan.input as OperationInput<"deleteObject">).path] : [];
}

/** Where the device stands otherwise than somebody saw it. */
function differingFrom({ items, live, goesBack }: DevicePlan, kept: Kept): string[] {
	const { gone } = goesBack ?? NONE_GONE;
	const there = gone.filter((object) => [...kept.keys()].some((path) => isBelow(path, object)));
	if (there.length > 0) return there;
	return items
		.filter(({ path, before, type }) => {
			const stands = kept.get(path);
			if (before === null) return live && stands !== undefined && !isHiddenValue(path, stands.value);
			return !sameValue(stands?.value, before, type ?? stands?.type ?? null);
		})
		.map(({ path }) => path);
}
