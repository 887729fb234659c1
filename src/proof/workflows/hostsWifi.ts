import type { Host } from "../../device/facts/hosts.ts";
import { type AssociatedDevice, associatedNow } from "../../device/facts/wifi.ts";
import { macOf } from "../../device/profiles/units.ts";
import type { ProofInputs } from "../../shared/proof.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	fail,
	inconclusive,
	pass,
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { type Reading, readTables } from "./hostsWifiReading.ts";

/** Hosts, radios, SSIDs, access points and associated devices, read through the model's profile. */
export const hostsWifi: WorkflowDefinition = {
	id: "hostsWifi",
	kind: "workflow",
	operations: ["read", "discover"],
	order: 20,
	checks: [
		{
			id: "hostsTable",
			version: 1,
			title: "The host table is there, and as long as the device says",
			essential: false,
			run: hostsTable,
		},
		{
			id: "hostsPopulated",
			version: 3,
			title: "The host table holds the hosts that are connected",
			essential: false,
			run: hostsPopulated,
		},
		{
			id: "accessPoints",
			version: 1,
			title: "Radios, SSIDs and access points are there",
			essential: false,
			run: accessPoints,
		},
		{
			id: "associatedDevices",
			version: 3,
			title: "The associated devices are the Wi-Fi clients that are connected",
			essential: false,
			run: associatedDevices,
		},
	],
};

const NOT_ASKED = "no row was read, and the device did not come to say whether the table is there";
const UNREAD = "the tables could not be read, so this could not be seen";

function readingOf({ earlier }: CheckContext): Reading | null {
	return (earlier.hostsTable?.reading as Reading | undefined) ?? null;
}

function* hostsTable(context: CheckContext): CheckRun {
	const read = yield* readTables(context);
	if ("result" in read) return read.result;
	const { reading } = read;
	const { table, tables, ghostRows } = reading.hosts;
	const values = { reading };
	if (table === "missing") {
		const text = "The device has no host table.";
		return fail(text, [{ code: "hosts.objectMissing", text }], values, "unsupported");
	}
	if (table === "unasked") return inconclusive(NOT_ASKED, values);
	if (table === "failed") return fail(`the host table can't be read: ${faultsIn(reading)}`, [], values);
	const wrong = tables.filter(({ rows, counter }) => counter !== null && counter !== rows);
	const ghosts = ghostRows === 0 ? "" : `, ${ghostRows} of them without an address`;
	if (wrong.length > 0) {
		const said = wrong.map(
			({ table: path, rows, counter }) => `${path} has ${numbered(rows, "row")}, its counter says ${counter}`,
		);
		const text = `${said.join("; ")}${ghosts}.`;
		return fail(text, [{ code: "hosts.countMismatch", text }], values);
	}
	const rows = tables.reduce((sum, one) => sum + one.rows, 0);
	const counted = tables.some(({ counter }) => counter !== null) ? ", as its counter says" : "";
	return pass(`the host table is there with ${numbered(rows, "row")}${counted}${ghosts}`, values);
}

function* hostsPopulated(context: CheckContext): CheckRun {
	const reading = readingOf(context);
	if (reading?.hosts.table !== "there") return skipped(reading ? "there is no host table to look into" : UNREAD);
	const { hosts, tables, activeFlag, contradicting } = reading.hosts;
	const count = tables.some(({ rows, counter }) => rows === 0 && counter !== null && counter > 0);
	// A flag that is off where it should be on is no evidence only where the model is known for it.
	const isThere = ({ active }: Host) => active !== false || activeFlag === "untrusted";
	const judged = judge(
		{ listed: hostMacs(hosts), there: hostMacs(hosts.filter(isThere)) },
		context.inputs.expectedHosts,
		count,
		{
			...{ away: "inactive" },
			...{ what: "host", empty: "hosts.tableEmpty", missing: "hosts.clientMissing", table: "The host table" },
			bare: tables.some(({ rows }) => rows > 0) ? "has no row with an address" : "is empty",
		},
	);
	const values = { activeFlag, contradicting, presence: countBy(hosts) };
	if (activeFlag !== "contradicted" && activeFlag !== "untrusted") return { ...judged, values };
	const why =
		activeFlag === "untrusted"
			? "Active is not to be trusted on this model"
			: `Active is not to be trusted: ${contradicting.length} active Wi-Fi hosts are on no access point`;
	return { ...judged, detail: `${judged.detail}; ${why}, so hosts count as seen, not online`, values };
}

function* accessPoints(context: CheckContext): CheckRun {
	const reading = readingOf(context);
	if (!reading) return skipped(UNREAD);
	const { object, radios, ssids, accessPoints: points } = reading.wifi;
	if (object === "unasked") return inconclusive(NOT_ASKED);
	if (object === "failed") return fail(`Wi-Fi can't be read: ${faultsIn(reading)}`);
	if (object === "missing") {
		const text = textOfMissing(reading);
		const limitation = { code: "wifi.objectMissing", text };
		// A device without Wi-Fi need not have it where no client is expected.
		if (expectsNone(context.inputs.expectedWifiClients)) return { ...skipped(text), limitations: [limitation] };
		return fail(text, [limitation], {}, "unsupported");
	}
	const bands = [...new Set(radios.flatMap(({ band }) => (band === null ? [] : [band])))].join(", ");
	const counts = `${radios.length} radios${bands === "" ? "" : ` (${bands})`}, ${ssids.length} SSIDs`;
	return pass(`${counts}, ${points.length} access points`, { radios: radios.length, bands: bands || null });
}

function textOfMissing({ wifi: { radios, ssids, accessPoints: points } }: Reading): string {
	if (radios.length + ssids.length + points.length === 0) return "The device has no Wi-Fi objects.";
	const lacking = [points.length === 0 ? "access points" : null, ssids.length === 0 ? "SSIDs" : null];
	return `The device shows no ${lacking.filter((name) => name !== null).join(" and no ")}.`;
}

function* associatedDevices(context: CheckContext): CheckRun {
	const reading = readingOf(context);
	if (!reading) return skipped(UNREAD);
	const { object, associatedTable, associatedDevices: devices, tables } = reading.wifi;
	if (object !== "there") return skipped("there are no access points to look into");
	if (associatedTable === "unasked") return inconclusive(NOT_ASKED);
	if (associatedTable === "failed") return fail(`the associated devices can't be read: ${faultsIn(reading)}`);
	if (associatedTable === "missing") {
		const text = "The device's access points have no table of associated devices.";
		return fail(text, [{ code: "wifi.objectMissing", text }], {}, "unsupported");
	}
	const countedIn = (list: typeof tables) => list.reduce((sum, { counter }) => sum + (counter ?? 0), 0);
	const counted = Math.max(countedIn(tables), countedIn(reading.wifi.multiLinkTables));
	const wrong = tables.filter(({ rows, counter }) => counter !== null && counter !== rows);
	const judged = judge(
		{ listed: clientsIn(devices), there: clientsIn(associatedNow(reading.wifi)) },
		context.inputs.expectedWifiClients,
		devices.length === 0 && counted > 0,
		{
			away: "inactive, or on an access point that is off",
			what: "Wi-Fi client",
			empty: "wifi.associatedEmpty",
			missing: "wifi.clientMissing",
			table: "The table of associated devices",
			bare: "is empty",
		},
	);
	if (judged.outcome !== "pass" || wrong.length === 0) return { ...judged, values: { counted } };
	const said = wrong.map(
		({ table, rows, counter }) => `${table} has ${numbered(rows, "row")}, its counter says ${counter}`,
	);
	const text = `${said.join("; ")}.`;
	return fail(text, [{ code: "wifi.countMismatch", text }], { counted });
}

interface Words {
	/** One of them: more have an s. */
	readonly what: string;
	readonly empty: string;
	readonly missing: string;
	/** What those are that the table lists, and that are not there now. */
	readonly away: string;
	readonly table: string;
	/** What is said of it where nothing is found in it. */
	readonly bare: string;
}

/** Whoever is there, by the addresses that each is known by. */
type Addresses = readonly (readonly string[])[];

function hostMacs(hosts: readonly Host[]): Addresses {
	return hosts.map(({ macAddress }) => [macAddress]);
}

/** One on several links is one, by whichever of its addresses it was expected. */
function clientsIn(devices: readonly AssociatedDevice[]): Addresses {
	const rows = Map.groupBy(devices, ({ client }) => client);
	return [...rows].map(([client, links]) => [...new Set([client, ...links.map(({ macAddress }) => macAddress)])]);
}

/**
 * What a table holds against what is connected: all that it lists where nobody said what that is, else those that are there
 * by the device's own word; `counts`: the device's own counter says that it should not be empty.
 */
function judge(
	{ listed, there }: { readonly listed: Addresses; readonly there: Addresses },
	expected: ProofInputs["expectedHosts"],
	counts: boolean,
	{ what, empty, missing, away, table, bare }: Words,
): CheckResult {
	const macs = expected === undefined ? listed : there;
	const lacking = Array.isArray(expected) ? expected.map((mac) => macOf(mac) ?? mac) : [];
	const absent = lacking.filter((mac) => !macs.some((addresses) => addresses.includes(mac)));
	const wanted = Array.isArray(expected) ? expected.length : (expected ?? null);
	const others = listed.length - macs.length;
	const aside = others === 0 ? "" : `; ${others} more it reports as ${away}`;
	const state =
		others === 0 ? bare : `has ${numbered(others, what)}, and reports ${others === 1 ? "it" : "all"} as ${away}`;
	const limitations: { code: string; text: string }[] = [];
	if (macs.length === 0 && ((wanted ?? 0) > 0 || counts)) {
		const why = wanted
			? `${wanted} ${wanted === 1 ? "is" : "are"} connected`
			: "the device's own counter says otherwise";
		limitations.push({ code: empty, text: `${table} ${state}, though ${why}.` });
	}
	if (absent.length > 0) limitations.push({ code: missing, text: `${table} lacks ${absent.join(", ")}${aside}.` });
	else if (wanted !== null && macs.length > 0 && macs.length < wanted) {
		const text = `${table} has ${macs.length} of the ${wanted} that are connected${aside}.`;
		limitations.push({ code: missing, text });
	}
	// Who is named is there, with others or without; more than were counted are too many for one of the two.
	if (wanted !== null && macs.length > wanted && (wanted === 0 || !Array.isArray(expected)))
		return inconclusive(
			`${table} has ${numbered(macs.length, what)}, and ${wanted || "none"} ${wanted > 1 ? "were" : "was"} expected: one of the two is wrong`,
		);
	if (limitations.length > 0) return fail(limitations.map(({ text }) => text).join(" "), limitations);
	if (macs.length > 0) return pass(`${numbered(macs.length, what)}${wanted === null ? "" : `, ${wanted} expected`}`);
	if (wanted === 0) return pass(`no ${what}s, and none expected`);
	return inconclusive(`${table} ${bare}, and nobody said how many ${what}s are connected`);
}

function numbered(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function expectsNone(expected: ProofInputs["expectedWifiClients"]): boolean {
	return expected === 0 || (Array.isArray(expected) && expected.length === 0);
}

function countBy(hosts: readonly Host[]): Readonly<Record<Host["presence"], number>> {
	const count = (presence: Host["presence"]) => hosts.filter((host) => host.presence === presence).length;
	return { online: count("online"), seen: count("seen"), offline: count("offline") };
}

function faultsIn({ faults }: Reading): string {
	const shown = faults.slice(0, 3).map(({ path, code }) => `${path}: ${code === 0 ? "no answer" : `fault ${code}`}`);
	return shown.length > 0 ? shown.join(", ") : "no answer";
}
