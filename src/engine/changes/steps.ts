import type { Moved } from "../../device/madeAnew.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { ChangeItem, ChangeKind, Failure } from "../../shared/changes.ts";
import type { OperationKind } from "../../shared/operations.ts";
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
	/** Of a backup that goes back, and holds what the device has no more. */
	readonly goesBack?: GoesBack;
}

export interface GoesBack {
	/** The objects that are to be made anew; `input` tells by their old paths what they held. */
	readonly gone: readonly string[];
	/** What stays as it is, as the preview tells. */
	readonly leaves: readonly string[];
	/** Of a change that was made: where they stand now. */
	readonly broughtBack: readonly Moved[];
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
	| "attributes"
	| "references"
	| "fill"
	| "remove"
	/** By the path that the object had. */
	| `add ${string}`
	| `look ${string}`;

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
	/** What that holds of an object which the change has removed, and of all else. */
	| { readonly ask: "lost"; readonly object: string }
	/** The device stands as it was previewed: from here on something is sent. */
	| { readonly ask: "checked" };

export type ChangeAnswer =
	| { readonly got: "operation"; readonly end: OperationEnd }
	/** `held`: what the device hides, and Certus knows to have stood there. */
	| { readonly got: "backup"; readonly kept: Kept; readonly held?: Held }
	| { readonly got: "backup"; readonly kept: null; readonly code: string; readonly reason: string }
	| { readonly got: "lost"; readonly lost: Lost | null }
	| { readonly got: "checked" };

/** What a backup holds of an object that its change has removed. */
export interface Lost {
	/** All that the backup holds and that can be set, beyond that object as well. */
	readonly kept: Kept;
	/** Secrets of the object that stood there as it was removed. */
	readonly secrets: Kept;
	/** What the device hides of the object, and Certus does not hold. */
	readonly hidden: readonly string[];
	/** Whether the object's table takes new ones; `null`: that is not known. */
	readonly takesNew: boolean | null;
}

export interface DeviceOutcome {
	readonly state: "applied" | "failed" | "rolledBack";
	readonly failure: Failure | null;
	readonly pendingReboot: boolean;
	readonly unverified: readonly string[];
	/** Whether the device may be another than before. */
	readonly sent: boolean;
	/** What was not put back: others have changed it, or nobody knows what it was. */
	readonly leftAlone: readonly string[];
	/** Objects that were made anew for those that are gone. */
	readonly broughtBack: readonly Moved[];
}

export type Steps<Result> = Generator<ChangeStep, Result, ChangeAnswer>;

export const NOTHING = { pendingReboot: false, unverified: [], sent: false, leftAlone: [], broughtBack: [] } as const;

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
