import { isHiddenValue } from "../../cwmp/redact.ts";
import {
	isBelow,
	type Moved,
	matchRows,
	movedPath,
	movedReferences,
	type Names,
	referenceNow,
	rowsBelow,
	rowsOf,
	standsElsewhere,
	tellingMoves,
	toSetAnew,
} from "../../device/madeAnew.ts";
import { instanceOf, parentOf } from "../../device/profiles/paths.ts";
import { sameValue } from "../../device/sameValue.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { NameTold } from "../operations/discover.ts";
import {
	type DeviceOutcome,
	failed,
	type Kept,
	NOTHING,
	operate,
	type Place,
	reasonOf,
	type Steps,
	typeAt,
	valuesOf,
} from "./steps.ts";

/** An object with more rows in it than these is not made anew. */
const MAX_ROWS = 256;
const LATE = { late: true, inverse: true } as const;

type How = { readonly late?: boolean; readonly inverse?: boolean };

/** An object that was made anew, with its rows. */
interface MadeAnew {
	/** The object first. */
	readonly moved: readonly Moved[];
	/** What the device shows of it now. */
	readonly names: Names;
	/** Rows that the device lets nobody add. */
	readonly missing: readonly string[];
}

interface Failing {
	readonly why: string;
	/** Of the operation that it failed with. */
	readonly status: OperationEnd["status"];
}

interface NotMade extends Failing {
	/** What was added on the way; `null` where nothing was. */
	readonly added: string | null;
}

/**
 * Adds an object that is gone, and the rows in it: those that the device makes by itself with what they stand in are taken
 * for those that stood there. Each is added once: where no answer comes, its operation compares the table's instances.
 */
function* makeAnew(
	object: string,
	held: Iterable<string>,
	{ first, how }: { readonly first: Place; readonly how: How },
): Steps<MadeAnew | NotMade> {
	const rows = rowsBelow(held, object).filter((row) => row !== object);
	if (rows.length > MAX_ROWS) {
		return { why: `${object} held more than ${MAX_ROWS} rows`, status: "failed", added: null };
	}
	const top = yield* addOne(first, parentOf(object), how);
	if (top.path === null) return { ...top, added: null };
	const moved: Moved[] = [{ path: object, now: top.path }];
	const missing: string[] = [];
	const seen = yield* lookAt(object, top.path, how);
	if ("why" in seen) return { ...seen, added: top.path };
	const names = new Map(seen);
	for (const [oldTable, own] of Map.groupBy(rows, parentOf)) {
		if (missing.some((row) => isBelow(oldTable, row))) {
			missing.push(...own);
			continue;
		}
		const table = movedPath(oldTable, moved);
		const matched = matchRows(own, rowsOf(names.keys(), table), table);
		for (const row of own) {
			const there = matched.get(row);
			if (there !== undefined) moved.push({ path: row, now: there });
			else if (names.get(table)?.writable !== true) missing.push(row);
			else {
				const added = yield* addOne(`add ${row}`, table, how);
				if (added.path === null) return { ...added, added: top.path };
				moved.push({ path: row, now: added.path });
				const below = yield* lookAt(row, added.path, how);
				if ("why" in below) return { ...below, added: top.path };
				for (const [path, node] of below) names.set(path, node);
			}
		}
	}
	return { moved, names, missing };
}

function* addOne(
	place: Place,
	table: string,
	how: How,
): Steps<{ readonly path: string } | ({ readonly path: null } & Failing)> {
	const end = yield* operate(place, "addObject", { path: table }, how);
	const path = end.status === "succeeded" ? end.result?.path : null;
	if (typeof path === "string") return { path };
	const what = end.status === "unknown" ? "it is not known whether an object was added to" : "nothing was added to";
	return { path: null, why: `${what} ${table}: ${reasonOf(end)}`, status: end.status };
}

/** What the device shows of what was just added. */
function* lookAt(old: string, path: string, how: How): Steps<Names | Failing> {
	const end = yield* operate(`look ${old}`, "discover", { path, tells: true }, how);
	const names = end.status === "succeeded" ? end.result?.names : null;
	if (Array.isArray(names)) return new Map((names as NameTold[]).map(({ path: name, ...node }) => [name, node]));
	return { why: `${path} was added and can't be read: ${reasonOf(end)}`, status: end.status };
}

/** Removes what was added; those that stay, and why, where the device does not let go of them. */
export function* removeAdded(
	added: readonly string[],
): Steps<{ readonly left: readonly string[]; readonly why: string | null }> {
	const left: string[] = [];
	const why: string[] = [];
	for (const path of added) {
		const end = yield* operate("remove", "deleteObject", { path }, LATE);
		if (end.status === "succeeded") continue;
		left.push(path);
		why.push(`${path}, which was added for it, could not be removed again: ${reasonOf(end)}`);
	}
	return { left, why: why.length > 0 ? why.join("; ") : null };
}

/** Several objects at once; whatever was added is removed again where one of them can't be made. */
export function* makeAllAnew(
	gone: readonly string[],
	held: readonly string[],
): Steps<MadeAnew | (Failing & { readonly left: readonly Moved[] })> {
	const moved: Moved[] = [];
	const names = new Map<string, NonNullable<ReturnType<Names["get"]>>>();
	const missing: string[] = [];
	for (const [index, object] of gone.entries()) {
		// The first is what begins the change on the device.
		const made = yield* makeAnew(object, held, { first: index === 0 ? "apply" : `add ${object}`, how: {} });
		if ("why" in made) {
			const tops = gone.flatMap((path) => moved.filter((one) => one.path === path));
			if (made.added !== null) tops.push({ path: object, now: made.added });
			const { left, why } = yield* removeAdded(tops.map(({ now }) => now).toReversed());
			return {
				status: made.status,
				why: why === null ? made.why : `${made.why}; and ${why}`,
				left: tops.filter(({ now }) => left.includes(now)),
			};
		}
		moved.push(...made.moved);
		missing.push(...made.missing);
		for (const [path, node] of made.names) names.set(path, node);
	}
	return { moved, names, missing };
}

/** Brings back an object that the change has removed, as its backup has it. */
export function* bringBack(object: string): Steps<DeviceOutcome> {
	const notUndone = (why: string): DeviceOutcome => ({ ...failed("rollbackFailed", why), sent: true });
	if (instanceOf(object) === null) return notUndone(`which instance ${object} was is not known`);
	const answer = yield { ask: "lost", object };
	if (answer.got !== "lost" || answer.lost === null) return notUndone("its backup is no longer there");
	const { kept, secrets, hidden, takesNew } = answer.lost;
	const table = parentOf(object);
	if (takesNew === false) return notUndone(`the device lets nobody add to ${table}`);
	const own = new Map([...kept, ...secrets].filter(([path]) => isBelow(path, object)));
	const now = valuesOf(yield* operate("undoLook", "read", { paths: [table] }, LATE));
	if (now === null) return notUndone(`${table} could not be read`);
	const back: DeviceOutcome = { ...NOTHING, state: "rolledBack", failure: null };
	if ([...now.keys()].some((path) => isBelow(path, object))) {
		const differing = [...own.keys()].filter((path) => !stands(path, own, now));
		// It never went, or somebody has made one with its number.
		if (differing.length === 0) return back;
		return notUndone(
			`${object} stands there, otherwise than it was (${differing.join(", ")}): it is left as it stands`,
		);
	}
	const elsewhere = standsElsewhere(object, kept, now);
	if (elsewhere !== null) return { ...back, broughtBack: [{ path: object, now: elsewhere }] };
	const made = yield* makeAnew(object, [...own.keys(), ...hidden], { first: `add ${object}`, how: LATE });
	if ("why" in made) return made.added === null ? notUndone(made.why) : yield* givenUp(object, made.added, made.why);
	const { moved, names, missing } = made;
	const added = movedPath(object, moved);
	const isIn = (path: string) => !missing.some((row) => isBelow(path, row));
	const lost = {
		values: new Map([...own].filter(([path]) => isIn(path))),
		hidden: hidden.filter(isIn),
	};
	const { values: fresh, leaves } = toSetAnew(lost, names, moved);
	const references = yield* danglingReferences(object, kept, moved);
	const values = [...fresh, ...references.values];
	const broughtBack = tellingMoves(moved);
	const leftAlone = [...leaves, ...missing, ...references.unread];
	const done: DeviceOutcome = { ...back, broughtBack, leftAlone };
	if (values.length > 0) {
		const end = yield* operate("undo", "set", { values }, LATE);
		if (end.status !== "succeeded" && end.status !== "unknown") return yield* givenUp(object, added, reasonOf(end));
		const paths = values.map(({ path }) => path);
		const read = yield* operate("undoReadBack", "read", { paths }, LATE);
		const after = valuesOf(read);
		const short = (why: string, unverified: readonly string[] = []): DeviceOutcome => ({
			...{ ...done, ...notUndone(`${added} was added for ${object}, and ${why}`), broughtBack, leftAlone, unverified },
		});
		if (after === null) return short(`whether it is what that was could not be read: ${reasonOf(read)}`);
		const unverified = paths.filter((path) => isHiddenValue(path, after.get(path)?.value));
		const wanted = new Map(values.map(({ path, value, type }) => [path, { value, type }]));
		const wrong = paths.filter((path) => !unverified.includes(path) && !stands(path, wanted, after));
		const pendingReboot = (end.result as { status?: unknown } | null)?.status === 1;
		if (wrong.length > 0 && !pendingReboot)
			return short(`${wrong.join(", ")} does not read back as it was`, unverified);
		if (end.status === "unknown" && unverified.length > 0) {
			return short(`whether ${unverified.join(", ")} was set is not known: ${reasonOf(end)}`, unverified);
		}
		if (leftAlone.length > 0) return short(notPutBack(leftAlone), unverified);
		return { ...done, unverified, pendingReboot };
	}
	if (leftAlone.length > 0) {
		return { ...notUndone(`${added} was added for ${object}, and ${notPutBack(leftAlone)}`), broughtBack, leftAlone };
	}
	return done;
}

function notPutBack(paths: readonly string[]): string {
	return `${paths.join(", ")} can't be put back: it is a secret or hidden value that Certus does not hold for sure, or the device does not let it be set`;
}

/** Half of it is none: what was added goes again. */
function* givenUp(object: string, added: string, why: string): Steps<DeviceOutcome> {
	const { left, why: stays } = yield* removeAdded([added]);
	const detail = `${object} could not be brought back: ${why}; ${stays ?? `${added}, which was added for it, was removed again`}`;
	return {
		...{ ...failed("rollbackFailed", detail), sent: true },
		broughtBack: left.map((now) => ({ path: object, now })),
	};
}

/** What named the object, and names it no longer or by the path that it had. */
function* danglingReferences(
	object: string,
	kept: Kept,
	moved: readonly Moved[],
): Steps<{
	readonly values: readonly { readonly path: string; readonly value: string; readonly type: string }[];
	readonly unread: readonly string[];
}> {
	const named = [...kept].filter(([path, { value }]) => !isBelow(path, object) && namesIt(value, object));
	const paths = named.map(([path]) => path);
	if (paths.length === 0) return { values: [], unread: [] };
	const now = valuesOf(yield* operate("references", "read", { paths }, LATE));
	if (now === null) return { values: [], unread: paths };
	const values = named.flatMap(([path, { value: before, type }]) => {
		const shown = now.get(path);
		const value = shown === undefined ? null : referenceNow(before, shown.value, moved);
		return value === null ? [] : [{ path, value, type: shown?.type ?? type ?? "xsd:string" }];
	});
	return { values, unread: [] };
}

function namesIt(value: string, object: string): boolean {
	return value.includes(object.slice(0, -1)) && movedReferences(value, [{ path: object, now: object }]) !== null;
}

/** Whether what the device shows is what it was; of what it hides nothing can be said. */
function stands(path: string, wanted: Kept, now: Kept): boolean {
	const shown = now.get(path)?.value;
	return isHiddenValue(path, shown) || sameValue(shown, wanted.get(path)?.value as string, typeAt(path, now, wanted));
}
