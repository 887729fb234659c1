import { type Hosts, hostsOf } from "../../device/facts/hosts.ts";
import type { Values } from "../../device/facts/rows.ts";
import { type AssociatedDevice, type Wifi, wifiOf } from "../../device/facts/wifi.ts";
import type { Fact } from "../../device/profiles/fields.ts";
import { expressionOf, fixedPartOf, outermost, parentOf, tableOf } from "../../device/profiles/paths.ts";
import type { ModelProfile } from "../../device/profiles/profile.ts";
import { macOf } from "../../device/profiles/units.ts";
import {
	type CheckContext,
	type CheckResult,
	currentTree,
	fail,
	inconclusive,
	notCarriedOut,
	operate,
	type ProofAnswer,
	type ProofStep,
} from "../check.ts";

/** `failed`: it could not be read, and nothing says that it is missing; `unasked`: the device did not come to say. */
type Presence = "there" | "missing" | "failed" | "unasked";

/** What one session showed of hosts and Wi-Fi; JSON, as the later checks get it. */
export interface Reading {
	readonly profile: string;
	readonly hosts: Hosts & { readonly table: Presence };
	readonly wifi: Wifi & { readonly object: Presence; readonly associatedTable: Presence };
	/** What the device would not read, of the facts that were asked for. */
	readonly faults: readonly Fault[];
}

interface Fault {
	readonly path: string;
	/** 0 where there was no answer, or none to this. */
	readonly code: number;
}

const ASKED = ["hosts", "radios", "ssids", "accessPoints", "associatedDevices"] as const satisfies readonly Fact[];
type Asked = (typeof ASKED)[number];
const INVALID_PARAMETER_NAME = 9005;
const METHOD_NOT_SUPPORTED = 9000;
const MOST_NAMES = 10_000;

interface ReadResult {
	readonly values: readonly { readonly path: string; readonly value: string }[];
	readonly missing: readonly string[];
	readonly faults: readonly { readonly path: string; readonly code: number }[];
	readonly unanswered: readonly string[];
}

/** Reads all tables at once, so that what is compared is of one session; a result where nothing could be read. */
export function* readTables(
	context: CheckContext,
): Generator<ProofStep, { readonly reading: Reading } | { readonly result: CheckResult }, ProofAnswer> {
	const { profile } = context;
	const paths = pathsOf(profile);
	if (paths.length === 0) return { result: inconclusive(`the profile ${profile.id} names no tables`) };
	const first = yield* read(paths, context);
	if ("outcome" in first) return { result: first };
	const named = yield* readByName(paths, first, context);
	if ("outcome" in named) return { result: named };
	const second = yield* withMultiLink(named, context);

	const values = valuesOf(second);
	const faults = faultsOf(second);
	const wifi = wifiOf(values, profile);
	const hosts = hostsOf(values, profile, wifi);
	const hasPoints = wifi.accessPoints.length > 0 && wifi.ssids.length > 0;
	// Counters stand beside their table: they alone show that it is there where they say that it is empty.
	const hasAssociated =
		[...wifi.tables, ...wifi.multiLinkTables].some(({ rows }) => rows > 0) ||
		(wifi.tables.length > 0 && wifi.tables.every(({ counter }) => counter === 0));
	const hasHosts = hosts.tables.length > 0 && !isUnreadable("hosts", profile, values, faults);
	const table = hasHosts ? "there" : yield* emptyOrMissing("hosts", context, faults);
	const object = hasPoints ? "there" : yield* missingOrFailed("accessPoints", context, faults);
	const associatedTable = hasAssociated
		? "there"
		: hasPoints
			? yield* emptyOrMissing("associatedDevices", context, faults)
			: "missing";
	return {
		reading: { profile: profile.id, hosts: { ...hosts, table }, wifi: { ...wifi, object, associatedTable }, faults },
	};
}

function* read(
	paths: readonly string[],
	{ inputs }: CheckContext,
): Generator<ProofStep, ReadResult | CheckResult, ProofAnswer> {
	const end = yield* operate("read", { paths }, inputs.timeoutSeconds);
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	if (end.status !== "succeeded") {
		const isLacking = end.fault?.code === METHOD_NOT_SUPPORTED;
		const values = { fault: end.fault?.code ?? null };
		return fail(end.reason ?? "the read failed", [], values, isLacking ? "unsupported" : undefined);
	}
	const { values = [], missing = [], faults = [], unanswered = [] } = (end.result ?? {}) as Partial<ReadResult>;
	return { values, missing, faults, unanswered };
}

/** With what it names, and leaves out of its answers; a partial path may be left out because it is empty. */
function faultsOf({ faults, unanswered, missing }: ReadResult): Fault[] {
	const codes = new Map(faults.map(({ path, code }) => [path, code]));
	const leftOut = missing.filter((path) => !path.endsWith("."));
	for (const path of [...unanswered, ...leftOut]) if (!codes.has(path)) codes.set(path, 0);
	return [...codes].map(([path, code]) => ({ path, code }));
}

/** A device that refuses partial paths may still give what it names below them (quirk 61); all of it once more then. */
function* readByName(
	paths: readonly string[],
	first: ReadResult,
	context: CheckContext,
): Generator<ProofStep, ReadResult | CheckResult, ProofAnswer> {
	const refused = paths.filter((path) => first.missing.includes(path));
	if (refused.length === 0) return first;
	const names = yield* namesBelow(refused, context);
	const leaves = names?.leaves.slice(0, MOST_NAMES) ?? [];
	if (leaves.length === 0) return first;
	return yield* read([...paths.filter((path) => !refused.includes(path)), ...leaves], context);
}

function valuesOf({ values }: ReadResult): Values {
	return new Map(values.map(({ path, value }) => [path, value]));
}

/**
 * And the tables of clients on several links, which few devices have: asked for only where the names that are known have
 * them, or those that are asked for because the tables of the access points alone may not tell who is there.
 */
function* withMultiLink(first: ReadResult, context: CheckContext): Generator<ProofStep, ReadResult, ProofAnswer> {
	const { profile, inputs } = context;
	const tables = profile.facts.multiLinkDevices.flatMap(({ row }) => tableOf(row) ?? []);
	if (tables.length === 0) return first;
	const holders = tables.map((table) => tableOf(parentOf(table)) ?? parentOf(table));
	const namedIn = (names: Iterable<string>) =>
		[...names].filter((path) => holders.some((holder) => whole(holder).test(path)));
	let named = namedIn((yield* currentTree()).keys());
	const { accessPoints, associatedDevices } = wifiOf(valuesOf(first), profile);
	if (named.length === 0 && accessPoints.length > 0 && leavesOpen(associatedDevices, inputs)) {
		const above = profile.facts.accessPoints
			.map(({ row }) => parentOf(fixedPartOf(row)))
			.filter((object) => holders.some((holder) => holder.startsWith(object)));
		named = namedIn((yield* namesBelow([...new Set(above)], context))?.objects ?? []);
	}
	if (named.length === 0) return first;
	const more = yield* read(named, context);
	if ("outcome" in more) return first;
	return {
		values: [...first.values, ...more.values],
		missing: [...first.missing, ...more.missing],
		faults: [...first.faults, ...more.faults],
		unanswered: [...first.unanswered, ...more.unanswered],
	};
}

/** Clients that should be there are in no row; or the rows of several access points may be links of one client. */
function leavesOpen(
	devices: readonly AssociatedDevice[],
	{ expectedWifiClients: expected }: CheckContext["inputs"],
): boolean {
	const macs = new Set(devices.map(({ macAddress }) => macAddress));
	if (Array.isArray(expected)) return expected.some((mac) => !macs.has(macOf(mac) ?? mac));
	const points = new Set(devices.map(({ accessPoint }) => accessPoint));
	return macs.size < (expected ?? 1) || (expected !== undefined && points.size > 1);
}

/** The partial paths that hold the tables, whatever their instances are numbered today (quirk 67). */
function pathsOf(profile: ModelProfile): string[] {
	return outermost(ASKED.flatMap((fact) => holdersOf(fact, profile)));
}

/** The counter of the hosts stands beside their table, that of the associated devices in its access point's row. */
function holdersOf(fact: Asked, profile: ModelProfile): string[] {
	const rows = profile.facts[fact].map(({ row }) => (fact === "hosts" ? parentOf(tableOf(row) ?? row) : row));
	return [...new Set(rows.map(fixedPartOf))];
}

interface Names {
	readonly objects: readonly string[];
	readonly leaves: readonly string[];
}

/** What the device names below some objects; `null` where it did not come to say. */
function* namesBelow(
	holders: readonly string[],
	{ runStartedAt, inputs }: CheckContext,
): Generator<ProofStep, Names | null, ProofAnswer> {
	const isFresh = (readAt: number | null) => readAt !== null && readAt >= runStartedAt.getTime();
	let tree = yield* currentTree();
	// A walk of this run may have shown its names already, or that there are none.
	const isWalked = (holder: string) =>
		isFresh(tree.get(holder.slice(0, holder.indexOf(".") + 1))?.readAt ?? null) ||
		[...tree].some(([path, { readAt }]) => path.endsWith(".") && path.startsWith(holder) && isFresh(readAt));
	for (const holder of holders.filter((one) => !isWalked(one))) {
		const end = yield* operate("discover", { path: holder }, inputs.timeoutSeconds);
		if (notCarriedOut(end)) return null;
	}
	tree = yield* currentTree();
	const below = [...tree].filter(([path]) => holders.some((holder) => path.startsWith(holder)));
	return {
		objects: below.filter(([path, { readAt }]) => path.endsWith(".") && isFresh(readAt)).map(([path]) => path),
		leaves: below.map(([path]) => path).filter((path) => !path.endsWith(".")),
	};
}

/** A table of which no row was read: its names tell whether it is there. */
function* emptyOrMissing(
	fact: "hosts" | "accessPoints" | "associatedDevices",
	context: CheckContext,
	faults: readonly Fault[],
): Generator<ProofStep, Presence, ProofAnswer> {
	const { profile } = context;
	const names = yield* namesBelow(holdersOf(fact, profile), context);
	if (names === null) return "unasked";
	const isNamed = (template: string) => names.objects.some((path) => whole(template).test(path));
	// Rows that it names and does not read: that is no empty table.
	if (profile.facts[fact].some(({ row }) => isNamed(row))) return "failed";
	if (profile.facts[fact].some(({ row }) => isNamed(tableOf(row) ?? row))) return "there";
	return concerned(fact, profile, faults).some(({ code }) => code !== INVALID_PARAMETER_NAME) ? "failed" : "missing";
}

/** An object of which nothing was read, and that means nothing where it is empty. */
function* missingOrFailed(
	fact: "accessPoints",
	context: CheckContext,
	faults: readonly Fault[],
): Generator<ProofStep, Presence, ProofAnswer> {
	if (concerned(fact, context.profile, faults).length === 0) return "missing";
	const presence = yield* emptyOrMissing(fact, context, faults);
	return presence === "there" ? "missing" : presence;
}

function whole(template: string): RegExp {
	return new RegExp(`${expressionOf(template).source}$`);
}

/** A table with a counter of which every row that was asked for is refused. */
function isUnreadable(fact: Asked, profile: ModelProfile, values: Values, faults: readonly Fault[]): boolean {
	return profile.facts[fact].some(({ row }) => {
		const below = expressionOf(row);
		return faults.some(({ path }) => below.test(path)) && ![...values.keys()].some((path) => below.test(path));
	});
}

/** The faults and silences where a fact stands. */
function concerned(fact: Asked, profile: ModelProfile, faults: readonly Fault[]): readonly Fault[] {
	const holders = holdersOf(fact, profile);
	const rows = profile.facts[fact].map(({ row }) => expressionOf(row));
	return faults.filter(
		({ path }) => holders.some((holder) => holder.startsWith(path)) || rows.some((row) => row.test(path)),
	);
}
