import { isSecretName } from "../cwmp/redact.ts";
import { parentOf } from "./profiles/paths.ts";

/** What holds the device to its ACS is the ACS's own, and newer than any backup. */
const OWN = /^(?:Device|InternetGatewayDevice)\.ManagementServer\./;
/** What a secret goes with: who changes the one changes the other. */
const LOGIN_NAME = /\.[^.]*(?:user(?:name|id)?|login(?:name)?|auth(?:name|id))$/i;

/** What makes a device choose its secrets anew, whatever is written to it: `Reset`, `X_GenerateKey`, `InitiateWPSPBC`. */
const REPLACES = /\.[^.]*(?:reset|restor|default|factory|generat|random|rekey|wps|apply|import)[^.]*$/i;
/** WPS hands out what stands beside its own object. */
const WPS_OBJECT = /[^.]*wps[^.]*\.$/i;

/** The object whose secrets may be others once this was set; `null`: it leaves them as they are, or is one itself. */
export function replacedBy(path: string): string | null {
	if (!REPLACES.test(path) || isSecretName(path) || isOwnOfAcs(path)) return null;
	return parentOf(path).replace(WPS_OBJECT, "");
}

export function isOwnOfAcs(path: string): boolean {
	return OWN.test(path);
}

/** Whether an instance is named by its alias (TR-069, 3.6.1). */
export function hasAlias(path: string): boolean {
	return path.includes("[");
}

/** Whether Certus holds what it sets there; what only a device's mask tells to be a secret is not sealed on its way either. */
export function canBeHeld(path: string): boolean {
	return isSecretName(path) && !isOwnOfAcs(path) && !hasAlias(path);
}

/** The objects of these; one that stands beside all objects tells nothing of them. */
export function objectsOf(paths: readonly string[]): string[] {
	return paths.map(parentOf).filter((object) => object !== "Device." && object !== "InternetGatewayDevice.");
}

export function isLoginName(path: string): boolean {
	return LOGIN_NAME.test(path) && !isSecretName(path);
}

/** The login names of the objects that have these secrets, as far as they are known: `{path: value}` by object. */
export function namesBeside(
	secrets: readonly string[],
	known: Iterable<readonly [path: string, value: string | null]>,
): ReadonlyMap<string, Readonly<Record<string, string>>> {
	const found = new Map<string, Record<string, string>>(secrets.map((path) => [parentOf(path), {}]));
	for (const [path, value] of known) {
		const names = isLoginName(path) && value !== null ? found.get(parentOf(path)) : undefined;
		if (names) names[path] = value as string;
	}
	return found;
}

/** Whether the login names stand as they did when the secret was set; what is not known says no. */
export function standsBeside(
	names: Readonly<Record<string, string>>,
	standing: (path: string) => string | null | undefined,
): boolean {
	return Object.entries(names).every(([path, value]) => standing(path) === value);
}
