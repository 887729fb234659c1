import { rowsOf, type Values, valuesOfTree } from "./facts/rows.ts";
import { wanOf } from "./facts/wan.ts";
import { managementWay, valueLosesWay } from "./managementWay.ts";
import type { Fact } from "./profiles/fields.ts";
import { expressionOf } from "./profiles/paths.ts";
import type { FieldSource, ModelProfile } from "./profiles/profile.ts";
import type { Tree, TreeNode } from "./tree.ts";

/** A value that is wanted at a path, at every instance that `{i}` stands for, or of a normalised fact. */
export interface Wish {
	readonly path: string;
	readonly value: string;
	readonly type?: string | undefined;
}

/** The same on one device. */
export interface ResolvedWish {
	readonly path: string;
	readonly value: string;
	readonly type?: string;
}

export interface Resolution {
	readonly values: readonly ResolvedWish[];
	/** Wishes that could not be told on this device. */
	readonly unresolved: readonly string[];
	/** Of `values`: those of the connection that the ACS reaches the device by, or of what that stands on. */
	readonly cutsOff: readonly string[];
}

interface Place {
	readonly row: string;
	readonly source: FieldSource;
}

type FactName = "wan.internet.enabled" | "wan.internet.dnsServers" | "wifi.enabled" | "voice.enabled";

/** Normalised facts that can be wished for, each with where it stands on a device. */
const PLACES: Readonly<Record<FactName, (values: Values, profile: ModelProfile) => Place[]>> = {
	"wan.internet.enabled": (values, profile) => internet(values, profile, "enabled"),
	"wan.internet.dnsServers": (values, profile) => internet(values, profile, "dnsServers"),
	"wifi.enabled": (values, profile) => everywhere(values, profile, "ssids", "enabled"),
	"voice.enabled": (values, profile) => everywhere(values, profile, "voiceLines", "enabled"),
};

function isFactName(path: string): path is FactName {
	return Object.hasOwn(PLACES, path);
}

const ROOTED = /^(Device|InternetGatewayDevice)\./;

/** Whether it is a parameter's path, one with `{i}`, or the name of a fact. */
export function canBeWished(path: string): boolean {
	return isFactName(path) || (ROOTED.test(path) && !path.endsWith("."));
}

/**
 * What wishes mean on one device, by its last known tree and its model's profile; paths of the other root are not meant
 * for it. `connectionRequestUrl` tells by which connection the ACS reaches it.
 */
export function resolveWishes(
	wishes: readonly Wish[],
	tree: Tree,
	profile: ModelProfile,
	connectionRequestUrl: string | null,
): Resolution {
	const values = valuesOfTree(tree);
	const found = new Map<string, ResolvedWish>();
	const unresolved: string[] = [];
	for (const wish of wishes) {
		if (ROOTED.test(wish.path) && !wish.path.startsWith(profile.root)) continue;
		const resolved = resolve(wish, values, tree, profile);
		if (resolved.length === 0) unresolved.push(wish.path);
		for (const one of resolved) found.set(one.path, one);
	}
	const managed = managingConnection(values, profile, connectionRequestUrl);
	const way = managementWay(tree, connectionRequestUrl);
	const resolved = [...found.values()];
	const cutting = resolved.filter(
		({ path, value }) =>
			(managed !== null && path.startsWith(managed)) || (way !== null && valueLosesWay(way, path, value)),
	);
	return { values: resolved, unresolved, cutsOff: cutting.map(({ path }) => path) };
}

function resolve({ path, value, type }: Wish, values: Values, tree: Tree, profile: ModelProfile): ResolvedWish[] {
	const typed = type === undefined ? {} : { type };
	if (isFactName(path)) {
		return PLACES[path](values, profile).flatMap(({ row, source }) => {
			const at = row + source.path;
			const node = tree.get(at);
			if (!node) return [];
			return [{ path: at, value: path.endsWith("enabled") ? spelled(value, source, node) : value, ...typed }];
		});
	}
	if (!path.includes("{i}")) return [{ path, value, ...typed }];
	const expression = new RegExp(`${expressionOf(path).source}$`);
	return [...tree.keys()].filter((name) => expression.test(name)).map((name) => ({ path: name, value, ...typed }));
}

/** A boolean as this parameter has it: some mean its opposite, some are words. */
function spelled(value: string, { unit }: FieldSource, { value: now, type }: TreeNode): string {
	const isOn = /^(1|true|enabled)$/i.test(value) !== (unit === "invertedBoolean");
	if (!/boolean$/.test(type ?? "boolean") && /^(en|dis)abled$/i.test(now ?? "")) return isOn ? "Enabled" : "Disabled";
	return isOn ? "1" : "0";
}

function internet(values: Values, profile: ModelProfile, field: "enabled" | "dnsServers"): Place[] {
	const carrying = new Set(
		wanOf(values, profile)
			.connections.filter((connection) => connection.internet === true)
			.map(({ path }) => path),
	);
	return everywhere(values, profile, "wanConnections", field).filter(({ row }) => carrying.has(row));
}

function everywhere(values: Values, profile: ModelProfile, fact: Fact, field: string): Place[] {
	return rowsOf(values, profile, fact).flatMap(({ path, source }) => {
		const at = (source.fields as Readonly<Record<string, FieldSource | undefined>>)[field];
		return at && !at.path.includes("{i}") ? [{ row: path, source: at }] : [];
	});
}

/** The connection that has the address to which connection requests go; `null` where that can't be told. */
function managingConnection(values: Values, profile: ModelProfile, url: string | null): string | null {
	if (url === null || !URL.canParse(url)) return null;
	const { hostname } = new URL(url);
	return wanOf(values, profile).connections.find(({ ipAddress }) => ipAddress === hostname)?.path ?? null;
}
