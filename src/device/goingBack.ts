import type { BackedUpValue } from "./backup.ts";
import { isLoginName, isOwnOfAcs } from "./heldSecrets.ts";
import { parentOf } from "./profiles/paths.ts";
import { sameValue } from "./sameValue.ts";

/** A secret as it stood when a backup was taken, opened. */
export interface BackedUpSecret {
	readonly path: string;
	readonly value: string;
}

/** The same as it is held now. */
export interface StandingSecret extends BackedUpSecret {
	readonly sure: boolean;
}

export interface GoingBack {
	readonly values: readonly { readonly path: string; readonly value: string; readonly type: string }[];
	/** Of `values`: secrets that stand there already, unless their login names are others by now. */
	readonly standing: readonly string[];
	/** What stays as it is on the device, for nobody knows what it was, or what stands beside it. */
	readonly leaves: readonly string[];
}

/**
 * What of a backup goes back. A secret does that was kept with it, unless somebody else may have set another since: of a
 * device that was reset nothing is held any more, and what was kept is what it needs. A login name goes with its secret:
 * where that is not known, the name stays as it is.
 */
export function goingBack(
	backup: readonly BackedUpValue[],
	secrets: readonly BackedUpSecret[],
	held: readonly StandingSecret[],
): GoingBack {
	const own = backup.filter(({ path, readOnly }) => !readOnly && !isOwnOfAcs(path));
	const kept = new Map(secrets.map((secret) => [secret.path, secret]));
	const now = new Map(held.map((secret) => [secret.path, secret]));
	const values: { path: string; value: string; type: string }[] = [];
	const standing: string[] = [];
	const leaves: string[] = [];
	for (const { path, value, type } of own) {
		const secret = kept.get(path);
		const stands = now.get(path);
		if (value !== null) values.push({ path, value, type });
		else if (secret && stands?.sure !== false) {
			values.push({ path, value: secret.value, type });
			if (stands?.value === secret.value) standing.push(path);
		} else leaves.push(path);
	}
	const unknown = new Set(leaves.map(parentOf));
	const stays = ({ path }: { readonly path: string }) => isLoginName(path) && unknown.has(parentOf(path));
	leaves.push(...values.filter(stays).map(({ path }) => path));
	return { values: values.filter((one) => !stays(one)), standing, leaves };
}

/** Of that: what the device holds otherwise. */
export function differing(
	{ values, standing }: Pick<GoingBack, "values" | "standing">,
	live: ReadonlyMap<string, { readonly value: string; readonly type: string | null }>,
): GoingBack["values"] {
	const others = values.filter(({ path, value, type }) => {
		const now = live.get(path);
		return now !== undefined && !sameValue(now.value, value, now.type ?? type);
	});
	const renamed = new Set(others.filter(({ path }) => isLoginName(path)).map(({ path }) => parentOf(path)));
	return others.filter(({ path }) => !standing.includes(path) || renamed.has(parentOf(path)));
}

/** What the device has no more: an object that was there has to be added again before its values can go back. */
export function goneSince(
	{ values }: Pick<GoingBack, "values">,
	live: ReadonlyMap<string, { readonly value: string }>,
): string[] {
	return values.flatMap(({ path }) => (live.has(path) ? [] : [path]));
}
