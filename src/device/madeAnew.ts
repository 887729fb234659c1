import { isHiddenValue } from "../cwmp/redact.ts";
import { isActionName } from "./actions.ts";
import { isLoginName } from "./heldSecrets.ts";
import { instanceOf, parentOf } from "./profiles/paths.ts";
import { sameValue } from "./sameValue.ts";

/** An object that was made anew: what stood at `path` stands at `now`. */
export interface Moved {
	readonly path: string;
	readonly now: string;
}

type Values = ReadonlyMap<string, { readonly value: string; readonly type: string | null }>;

/** Names as a device gives them, with what it holds there. */
export type Names = ReadonlyMap<
	string,
	{ readonly writable: boolean | null; readonly value: string | null; readonly type: string | null }
>;

export function isBelow(path: string, object: string): boolean {
	return path.startsWith(object);
}

/** Where a path is to be found now; the same where nothing above it has moved. */
export function movedPath(path: string, moved: readonly Moved[]): string {
	const [last] = moved
		.filter((one) => isBelow(path, one.path))
		.toSorted((left, right) => right.path.length - left.path.length);
	return last ? last.now + path.slice(last.path.length) : path;
}

/**
 * A value that names objects: a path, with or without the full stop at its end, or several with commas between them
 * (TR-106, 3.2). The same with what has moved as it is called now; `null`: it names nothing of that.
 */
export function movedReferences(value: string, moved: readonly Moved[]): string | null {
	const parts = value.split(",");
	if (!parts.some((part) => namesMoved(part, moved))) return null;
	return parts
		.map((part) => {
			if (!namesMoved(part, moved)) return part;
			const name = part.trim();
			const now = name.endsWith(".") ? movedPath(name, moved) : movedPath(`${name}.`, moved).slice(0, -1);
			return part.replace(name, () => now);
		})
		.join(",");
}

function namesMoved(part: string, moved: readonly Moved[]): boolean {
	const name = part.trim();
	const object = name.endsWith(".") ? name : `${name}.`;
	return moved.some(({ path }) => isBelow(object, path));
}

/** What a reference is to be now that its object has come back; `null` where somebody else has set it, or it stands so. */
export function referenceNow(before: string, stands: string, moved: readonly Moved[]): string | null {
	const shown = movedReferences(stands, moved);
	if (shown !== null) return shown === stands ? null : shown;
	// Devices take what is no longer there out of their references (TR-181, 4.2).
	const left = listOf(before).filter((part) => !namesMoved(part, moved));
	return listOf(stands).join() === left.join() ? movedReferences(before, moved) : null;
}

function listOf(value: string): string[] {
	return value
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "");
}

/** The instances that stand in an object, at any depth, by what is known below them: those that hold others first. */
export function rowsBelow(paths: Iterable<string>, object: string): string[] {
	const rows = new Set<string>();
	for (const path of paths) {
		if (!isBelow(path, object)) continue;
		for (const { index, 0: number } of path.slice(object.length).matchAll(/(?<=\.|^)\d+\./g)) {
			rows.add(path.slice(0, object.length + index + number.length));
		}
	}
	const depth = (path: string) => path.split(".").length;
	return [...rows].toSorted(
		(left, right) =>
			depth(left) - depth(right) ||
			(parentOf(left) < parentOf(right) ? -1 : parentOf(left) > parentOf(right) ? 1 : 0) ||
			(instanceOf(left) ?? 0) - (instanceOf(right) ?? 0),
	);
}

/** The instances of one table, by what is known below it. */
export function rowsOf(paths: Iterable<string>, table: string): string[] {
	return rowsBelow(paths, table).filter((row) => parentOf(row) === table);
}

/**
 * Which of a table's rows are those that stood there: by their numbers, and what is left in its order. Those that have no
 * fellow are to be added.
 */
export function matchRows(
	rows: readonly string[],
	there: readonly string[],
	table: string,
): ReadonlyMap<string, string> {
	const sameNumber = (row: string) => `${table}${instanceOf(row)}.`;
	const matched = new Map(rows.filter((row) => there.includes(sameNumber(row))).map((row) => [row, sameNumber(row)]));
	const free = there.filter((row) => ![...matched.values()].includes(row));
	for (const row of rows) {
		const next = matched.has(row) ? undefined : free.shift();
		if (next !== undefined) matched.set(row, next);
	}
	return matched;
}

/**
 * The row that holds all that a row which is gone held, under a number that was not taken then: somebody has brought it
 * back already. What both hide can't be told apart; `null` where there is none, or nothing to tell it by.
 */
export function standsElsewhere(object: string, before: Values, now: Values): string | null {
	const own = [...before].filter(([path, { value }]) => isBelow(path, object) && !isHiddenValue(path, value));
	const rows = rowsOf(now.keys(), parentOf(object));
	const since = rows.filter((row) => ![...before.keys()].some((path) => isBelow(path, row)));
	if (own.length === 0) return null;
	return (
		since.find((row) => {
			const moved = [{ path: object, now: row }];
			return own.every(([path, { value, type }]) => {
				const stands = now.get(movedPath(path, moved));
				return (
					stands !== undefined && sameValue(stands.value, movedReferences(value, moved) ?? value, stands.type ?? type)
				);
			});
		}) ?? null
	);
}

/** What an object held, as far as a backup tells. */
export interface LostValues {
	/** Secrets as well, where they are known. */
	readonly values: Values;
	/** What the device hid, and nobody knows. */
	readonly hidden: readonly string[];
}

export interface ToSet {
	readonly values: readonly { readonly path: string; readonly value: string; readonly type: string }[];
	/** What stays as the device made it, by its old path. */
	readonly leaves: readonly string[];
}

/**
 * What is to be set on objects that were made anew, so that they hold what they held: what stands there by itself is not set.
 * A login name stays as it is where its secret is not known: with a wrong one it would lock out who has both.
 */
export function toSetAnew({ values, hidden }: LostValues, names: Names, moved: readonly Moved[]): ToSet {
	const lost = hidden.filter((path) => !isActionName(path));
	const beside = new Set(lost.map(parentOf));
	const leaves = [...lost];
	const set: { path: string; value: string; type: string }[] = [];
	for (const [old, { value: before, type: oldType }] of values) {
		if (isActionName(old)) continue;
		const path = movedPath(old, moved);
		const value = movedReferences(before, moved) ?? before;
		const node = names.get(path);
		const type = node?.type ?? oldType ?? "xsd:string";
		const stands = node?.value ?? null;
		if (stands !== null && !isHiddenValue(path, stands) && sameValue(stands, value, type)) continue;
		const isSettable = node?.writable === true && !(isLoginName(old) && beside.has(parentOf(old)));
		if (isSettable) set.push({ path, value, type });
		else leaves.push(old);
	}
	return { values: set, leaves };
}

/** Of all that has moved what does not follow from the rest. */
export function tellingMoves(moved: readonly Moved[]): Moved[] {
	return moved.filter((one) => {
		const others = moved.filter(({ path }) => path !== one.path && isBelow(one.path, path));
		return others.length === 0 || movedPath(one.path, others) !== one.now;
	});
}
