import { setImmediate } from "node:timers/promises";
import { isSecretName, REDACTED } from "../../cwmp/redact.ts";
import { means } from "../../device/provisioning/subject.ts";
import {
	type ProfileSource,
	type ReadyProfile,
	readyProfiles,
	type WishedValue,
	wishedState,
} from "../../device/provisioning/wishedState.ts";
import { sameValue } from "../../device/sameValue.ts";
import { openParameters, openSubject } from "../../device/sealedProvisioning.ts";
import { valuesIn } from "../../device/tree.ts";
import type { Vault } from "../../lib/vault.ts";
import type { Selector } from "../../shared/changes.ts";
import type { ProvisioningOutcome, ProvisioningPreview } from "../../shared/provisioning.ts";
import type { Scope } from "../../store/db.ts";
import { findPageEnd, type MeantDevice, readMeantDevices, readTreeDocuments } from "../../store/provisioning.ts";
import { listProvisioningProfiles } from "../../store/provisioningProfiles.ts";

interface Opener {
	readonly scope: Scope;
	readonly vault: Vault;
}

type Item = ProvisioningPreview["items"][number];
type Previewed = ProfileSource & { readonly selector: Selector };

/** So many devices are looked at with one query. */
const BATCH = 2_000;
/** After so many devices others have their turn. */
const DEVICES_AT_ONCE = 200;
/** After so many trees others have their turn: each takes a part of a millisecond. */
const TREES_AT_ONCE = 20;
/** Each is some KiB long. */
const TREES_AT_QUERY = 250;
const MAX_PROFILES = 1_000;
/** What happens to a device is the first of these that happens to any of its parameters. */
const ORDER: readonly ProvisioningOutcome[] = ["changes", "unknown", "overruled", "stands", "lacking"];

/**
 * What a profile would change in the fleet, from what is stored; the profile need not be. What the last Informs carried
 * is told by the database; trees are looked into for what those did not carry alone.
 */
export async function previewProvisioning(
	{ scope, vault }: Opener,
	profile: Previewed,
	page: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly counts: ProvisioningPreview["counts"]; readonly items: Item[] }> {
	const ready = await rivalsOf({ scope, vault }, profile);
	const paths = profile.parameters.map(({ path }) => path);
	const counts: { total: number } & Partial<Record<ProvisioningOutcome, number>> = { total: 0 };
	const items: Item[] = [];
	let { after } = page;
	// The first page counts them all, the others look at their own devices.
	const isFirst = page.after === null;
	for (;;) {
		const through = await findPageEnd(scope, after, BATCH);
		const found = await readMeantDevices(scope, profile.selector, paths, { after, through });
		const devices = found.filter((device) => means(profile.selector, device));
		const trees = await treeValues(scope, isFirst ? devices : devices.slice(0, page.limit), paths);
		for (const device of devices) {
			if (!isFirst && items.length === page.limit) break;
			const item = itemOf(profile, ready, openSubject(vault, scope.tenant, device), trees.get(device.id));
			counts.total++;
			counts[item.outcome] = (counts[item.outcome] ?? 0) + 1;
			if (items.length < page.limit) items.push(item);
			if (counts.total % DEVICES_AT_ONCE === 0) await setImmediate();
		}
		after = through;
		if (through === null || (!isFirst && items.length === page.limit)) break;
	}
	return { counts: isFirst ? counts : null, items };
}

/** The profile among those that have one of its paths too. */
async function rivalsOf({ scope, vault }: Opener, profile: Previewed): Promise<ReadyProfile[]> {
	const others = await listProvisioningProfiles(scope, { after: "", limit: MAX_PROFILES });
	const own = new Set(profile.parameters.map(({ path }) => path));
	const rivals = others.filter(
		({ id, enabled, parameters }) => enabled && id !== profile.id && parameters.some(({ path }) => own.has(path)),
	);
	const opened = rivals.map((one) => ({ ...one, parameters: openParameters(vault, scope.tenant, one.parameters) }));
	return readyProfiles([profile, ...opened]);
}

type Known = ReadonlyMap<string, readonly [value: string, type: string | null]>;

/** Of devices whose last Inform did not carry all of it: what their trees have. */
async function treeValues(
	scope: Scope,
	devices: readonly MeantDevice[],
	paths: readonly string[],
): Promise<ReadonlyMap<string, Known>> {
	const lacking = devices.filter(({ carried }) => paths.some((path) => carried?.[path] === undefined));
	if (lacking.length === 0) return new Map();
	const found = new Map<string, Known>();
	for (let from = 0; from < lacking.length; from += TREES_AT_QUERY) {
		const ids = lacking.slice(from, from + TREES_AT_QUERY).map(({ id }) => id);
		for (const { device, document } of await readTreeDocuments(scope, ids)) {
			found.set(device, valuesIn(document, paths));
			if (found.size % TREES_AT_ONCE === 0) await setImmediate();
		}
	}
	return found;
}

function itemOf(
	profile: ProfileSource,
	ready: readonly ReadyProfile[],
	device: MeantDevice,
	tree: Known | undefined,
): Item {
	const { values, lacking } = wishedState(ready, device);
	const ids = { deviceId: device.id, serialNumber: device.serialNumber };
	const missing = lacking.find((one) => one.profile.id === profile.id)?.missing ?? null;
	if (missing !== null) return { ...ids, outcome: "lacking", missing, parameters: [] };
	const parameters = profile.parameters.map(({ path }) =>
		parameterOf(profile.id, values.get(path) as WishedValue, device.carried?.[path] ?? tree?.get(path)),
	);
	const outcome = ORDER.find((one) => parameters.some((parameter) => parameter.outcome === one)) ?? "stands";
	return { ...ids, outcome, missing, parameters };
}

function parameterOf(
	own: string,
	{ path, value, type, profile }: WishedValue,
	known: readonly [value: string, type: string | null] | undefined,
): Item["parameters"][number] {
	const isSecret = isSecretName(path);
	const before = isSecret ? null : (known?.[0] ?? null);
	const after = isSecret ? REDACTED : value;
	if (profile.id !== own) {
		return { path, before, after, outcome: "overruled", by: { id: profile.id, name: profile.name } };
	}
	const stands = before !== null && sameValue(before, value, known?.[1] ?? type);
	return { path, before, after, outcome: before === null ? "unknown" : stands ? "stands" : "changes", by: null };
}
