import { isHiddenValue } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { parentOf } from "../../device/profiles/paths.ts";
import { sameValue } from "../../device/sameValue.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { ChangeItem, ChangeKind, Failure } from "../../shared/changes.ts";
import type { OperationInput, OperationKind } from "../../shared/operations.ts";
import type { ValueRead } from "../ports.ts";

/** What is to happen to one device. */
export interface DevicePlan {
	readonly kind: ChangeKind;
	readonly input: Readonly<Record<string, unknown>>;
	readonly items: readonly Omit<ChangeItem, "deviceId">[];
	/** Somebody has seen `items`: where the device stands otherwise, nothing is sent. */
	readonly compares: boolean;
	/** What `items` tell was read then; else what is unknown there is no difference. */
	readonly live: boolean;
	/** It may cut the device off: done once the device has come back after it. */
	readonly mayCutOff: boolean;
}

/** What was kept of a device before it was changed. */
export type Kept = ReadonlyMap<string, ValueRead>;

/** Secrets of the same, each with the login names that stood beside it when it was last set. */
export type Held = ReadonlyMap<string, ValueRead & { readonly names: Readonly<Record<string, string>> }>;

/** Names one step of a device's change: with it a resumed change finds what it had asked before. */
export type Place =
	| "apply"
	| "readBack"
	| "return"
	| "undo"
	| "undoLook"
	| "takeBackLook"
	| "undoReadBack"
	| "attributes";

export type ChangeStep =
	| {
			readonly ask: "operation";
			readonly place: Place;
			readonly kind: OperationKind;
			readonly input: Readonly<Record<string, unknown>>;
			/** It goes out whenever the device comes next. */
			readonly late?: boolean;
			/** It takes back what the change did. */
			readonly inverse?: boolean;
			/** In a session that the device opens from now on, in the time in which it is known to come by itself. */
			readonly apart?: boolean;
	  }
	/** Keeps the writable configuration, with these paths read now; or only these, whenever the device comes. */
	| { readonly ask: "backup"; readonly paths: readonly string[]; readonly touchedOnly?: boolean }
	/** What the backup of this change holds, with the secrets of it that may go back now. */
	| { readonly ask: "kept" }
	/** The device stands as it was previewed: from here on something is sent. */
	| { readonly ask: "checked" };

export type ChangeAnswer =
	| { readonly got: "operation"; readonly end: OperationEnd }
	/** `held`: what the device hides, and Certus knows to have stood there. */
	| { readonly got: "backup"; readonly kept: Kept; readonly held?: Held }
	| { readonly got: "backup"; readonly kept: null; readonly code: string; readonly reason: string }
	| { readonly got: "checked" };

export interface DeviceOutcome {
	readonly state: "applied" | "failed" | "rolledBack";
	readonly failure: Failure | null;
	readonly pendingReboot: boolean;
	readonly unverified: readonly string[];
	/** Whether the device may be another than before. */
	readonly sent: boolean;
	/** What a restore found changed by others, and did not put back. */
	readonly leftAlone: readonly string[];
}

export type Steps<Result> = Generator<ChangeStep, Result, ChangeAnswer>;

export const NOTHING = { pendingReboot: false, unverified: [], sent: false, leftAlone: [] } as const;
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
	const end = yield* operate("apply", kind, input);
	if (end.status === "expired" || end.status === "cancelled") return failed(end.status, reasonOf(end));
	if (kind !== "set") {
		if (end.status === "succeeded") return { ...NOTHING, state: "applied", failure: null, sent: true };
		// A fault says that nothing happened; silence says nothing.
		const sent = end.status === "unknown" || end.fault === null;
		return { ...failed(end.status === "unknown" ? "unknown" : "failed", reasonOf(end)), sent };
	}
	const outcome = yield* readBack(plan, kept, end);
	if (!plan.mayCutOff || outcome.state !== "applied" || outcome.pendingReboot) return outcome;
	// Many put it into effect once the session is over: only its return shows that it was not cut off.
	const paths = wantedOf(plan).map(({ path }) => path);
	const back = yield* operate("return", "read", { paths }, { apart: true });
	if (back.status !== "expired") return outcome;
	return yield* takeBack(wantedOf(plan), kept, "notSeenAgain", "the device did not report back after the change");
}

/** After a set: what stands there decides, whatever the device has answered. */
export function* readBack(plan: DevicePlan, kept: Kept, end: OperationEnd): Steps<DeviceOutcome> {
	const wanted = wantedOf(plan);
	const isRefused = end.status === "failed";
	const read = yield* operate("readBack", "read", { paths: wanted.map(({ path }) => path) });
	const now = valuesOf(read);
	if (now === null) {
		// A fault says that nothing was taken; a device that is not atomic may have taken some all the same.
		if (isRefused) return { ...failed("failed", `${reasonOf(end)}; nothing could be read back`), sent: true };
		return yield* takeBack(wanted, kept, "notSeenAgain", `the values could not be read back: ${reasonOf(read)}`);
	}
	const stands = (path: string, value: string) => sameValue(now.get(path)?.value, value, typeAt(path, now, kept));
	const changed = wanted.filter(({ path }) => {
		const before = kept.get(path);
		return before !== undefined && !stands(path, before.value);
	});
	if (isRefused) {
		if (changed.length === 0) return failed("failed", reasonOf(end));
		const detail = `${reasonOf(end)}, and ${changed.map(({ path }) => path).join(", ")} changed all the same`;
		return yield* takeBack(wanted, kept, "notAtomic", detail);
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
	return yield* takeBack(wanted, kept, "readBackDiffers", detail);
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

/** Takes back a change that was made: what it touched, as the backup has it. */
export function* undo(plan: DevicePlan): Steps<DeviceOutcome> {
	const done: DeviceOutcome = { ...NOTHING, state: "rolledBack", failure: null };
	const notUndone = (why: string): DeviceOutcome => ({ ...failed("rollbackFailed", why), sent: true });
	const { kind, input } = plan;
	if (kind === "set") {
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
			? { ...done, unverified }
			: notUndone(`${others.join(", ")} was changed since by others, and is left as it stands`);
	}
	if (kind === "addObject") {
		// What it answered before: the same place again sends nothing.
		const added = yield* operate("apply", kind, input);
		const path = (added.result as { path?: unknown } | null)?.path;
		if (typeof path !== "string") return notUndone("which object was added is not known");
		const end = yield* operate("undo", "deleteObject", { path }, { late: true, inverse: true });
		return end.status === "succeeded" ? done : notUndone(reasonOf(end));
	}
	if (kind === "setAttributes") {
		const before = yield* operate("attributes", "getAttributes", { paths: attributePaths(plan) });
		const attributes = (before.result as { attributes?: unknown } | null)?.attributes;
		if (!Array.isArray(attributes) || attributes.length === 0) return notUndone("what they were is not known");
		const end = yield* operate("undo", "setAttributes", { attributes }, { late: true, inverse: true });
		return end.status === "succeeded" ? done : notUndone(reasonOf(end));
	}
	return notUndone(`a ${kind} can't be taken back`);
}

export function* operate(
	place: Place,
	kind: OperationKind,
	input: Readonly<Record<string, unknown>>,
	how: { readonly late?: boolean; readonly inverse?: boolean; readonly apart?: boolean } = {},
): Steps<OperationEnd> {
	const answer = yield { ask: "operation", place, kind, input, ...how };
	if (answer.got !== "operation") throw new Error(`an operation was asked for, and ${answer.got} came`);
	return answer.end;
}

function wantedOf({ input }: DevicePlan): OperationInput<"set">["values"] {
	return (input as OperationInput<"set">).values;
}

function attributePaths({ input }: DevicePlan): string[] {
	return (input as OperationInput<"setAttributes">).attributes.map(({ path }) => path);
}

/** What is to be read before it is sent. */
function pathsOf(plan: DevicePlan): string[] {
	if (plan.kind === "set") return wantedOf(plan).map(({ path }) => path);
	return plan.kind === "deleteObject" ? [(plan.input as OperationInput<"deleteObject">).path] : [];
}

/** Where the device stands otherwise than somebody saw it. */
function differingFrom({ items, live }: DevicePlan, kept: Kept): string[] {
	return items
		.filter(({ path, before, type }) => {
			const stands = kept.get(path);
			if (before === null) return live && stands !== undefined && !isHiddenValue(path, stands.value);
			return !sameValue(stands?.value, before, type ?? stands?.type ?? null);
		})
		.map(({ path }) => path);
}

export function typeAt(path: string, now: Kept, kept: Kept): string | null {
	return now.get(path)?.type ?? kept.get(path)?.type ?? null;
}

export function valuesOf({ status, result }: OperationEnd): Kept | null {
	if (status !== "succeeded" || !Array.isArray(result?.values)) return null;
	const values = result.values as readonly { path: string; value: string; type: string | null }[];
	return new Map(values.map(({ path, value, type }) => [path, { value, type }]));
}

export function reasonOf({ reason, status }: OperationEnd): string {
	return reason ?? `it ended as ${status}`;
}

export function failed(code: string, detail: string): DeviceOutcome {
	return { ...NOTHING, state: "failed", failure: { code, detail } };
}
