import { setImmediate } from "node:timers/promises";
import { openVariables, sealVariables } from "../device/sealedProvisioning.ts";
import type { Random } from "../lib/edges.ts";
import { CertusError } from "../lib/errors.ts";
import type { Vault } from "../lib/vault.ts";
import type { SubscriberImport } from "../shared/subscribers.ts";
import type { Scope } from "../store/db.ts";
import type { LiveEvent } from "../store/effects.ts";
import {
	insertSites,
	insertSubscribers,
	linkDevices,
	lockImports,
	readDevicesByMac,
	readDevicesBySerial,
	readSitesBy,
	readSubscribersBy,
	updateSites,
	updateSubscribers,
} from "../store/subscriberImport.ts";
import type { Tenant } from "../store/tenants.ts";
import type { Command, SubscriberNote } from "./command.ts";
import { createPlanner, type Existing, type ImportPlan, type PlannedSubscriber, siteKey } from "./importPlan.ts";
import { type ErrorList, errorList, type ImportLine, readSubscriberCsv } from "./subscriberCsv.ts";

/** What one statement takes. */
const AT_ONCE = 5_000;
/** What is planned before others get their turn. */
const LINES_AT_ONCE = 1_000;
/** Where more devices change, it is told once of all. */
const MAX_EVENTS = 500;
const UNIQUE_VIOLATION = "23505";

/** A file as it was read: what could not be made out is among the errors. */
export interface ReadImport {
	readonly lines: readonly ImportLine[];
	readonly errors: ErrorList;
	/** Of the file's bytes. */
	readonly digest: string;
}

export async function readImport(bytes: Uint8Array, digest: string): Promise<ReadImport> {
	const errors = errorList();
	return { lines: await readSubscriberCsv(bytes, errors), errors, digest };
}

interface Planning {
	readonly scope: Scope;
	readonly tenant: Tenant;
	readonly random: Random;
	readonly now: Date;
	readonly vault: Vault;
}

/** What the import would come to; nothing is changed. */
export async function tryImport(planning: Planning, read: ReadImport): Promise<SubscriberImport> {
	return reportOf(await planOf(planning, read), read, true);
}

/** Adds and changes subscribers and sites, and links devices: all that the file says, or nothing. */
export async function importSubscribers(command: Command, read: ReadImport): Promise<SubscriberImport> {
	const { scope, tenant, vault } = command;
	const sealed = (rows: readonly PlannedSubscriber[]) =>
		rows.map((row) => ({ ...row, variables: sealVariables(vault, scope.tenant, row.variables) }));
	await lockImports(scope);
	const plan = await planOf(command, read);
	const report = reportOf(plan, read, false);
	try {
		await each(plan.subscribers.created, (rows) => insertSubscribers(scope, sealed(rows)));
		await each(plan.subscribers.updated, (rows) => updateSubscribers(scope, sealed(rows)));
		await each(plan.sites.created, async (rows) => requireAll(await insertSites(scope, rows), rows));
		await each(plan.sites.updated, (rows) => updateSites(scope, rows));
		// Last, as devices that are being changed wait with their Informs.
		await each(plan.links, async (links) => requireAll(await linkDevices(scope, links, tenant.lab), links));
	} catch (error) {
		if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) throw changedMeanwhile(error);
		throw error;
	}
	const { dryRun: _, ...counts } = report;
	await command.audit("subscriber.import", { detail: { digest: read.digest, ...counts } });
	await each(notesOf(plan, read.digest), (notes) => command.auditSubscribers(notes));
	if (plan.links.length > 0) await command.publish(...eventsOf(plan));
	return report;
}

/** Each subscriber that the import touches has an entry of its own: the trail and the timeline find it by that. */
function notesOf({ subscribers, sites, links }: ImportPlan, digest: string): SubscriberNote[] {
	const created = new Set(subscribers.created.map(({ id }) => id));
	const changed = new Map([...subscribers.created, ...subscribers.updated].map((row) => [row.id, row]));
	const devices = Map.groupBy(links, ({ subscriberId }) => subscriberId);
	const owners = [...sites.created, ...sites.updated].map(({ subscriberId }) => subscriberId);
	return [...new Set([...changed.keys(), ...owners, ...devices.keys()])].map((subscriberId) => {
		const row = changed.get(subscriberId);
		const linked = devices.get(subscriberId)?.map(({ device }) => device);
		return {
			action: created.has(subscriberId) ? "subscriber.create" : "subscriber.patch",
			subscriberId,
			detail: {
				import: digest,
				...(row && { externalId: row.externalId, name: row.name, plan: row.plan }),
				...(linked && { devices: linked }),
			},
		};
	});
}

/** Fails with all that is wrong, as far as it is kept: nothing is imported then. */
async function planOf(planning: Planning, { lines, errors }: ReadImport): Promise<ImportPlan> {
	const all = errorList();
	for (const { line, column, detail } of errors.first) all.add(line, column, detail);
	const { plan, take } = createPlanner(await readExisting(planning, lines), all, planning);
	await each(
		lines,
		async (some) => {
			for (const line of some) take(line);
			await setImmediate();
		},
		LINES_AT_ONCE,
	);
	// Counted there, kept here only as far as they are told.
	const count = all.count + errors.count - errors.first.length;
	if (count === 0) return plan;
	const what = count === 1 ? "1 error" : `${count} errors`;
	const rest = count > all.first.length ? `, of which these are the first ${all.first.length}` : "";
	throw new CertusError(
		422,
		"importRefused",
		`there ${count === 1 ? "is" : "are"} ${what}${rest}: nothing is imported`,
		{
			errors: all.first
				.toSorted((a, b) => a.line - b.line)
				.map(({ line, column, detail }) => ({
					pointer: `/${line}/${column.replaceAll("~", "~0").replaceAll("/", "~1")}`,
					detail: `line ${line}${column && `, ${column}`}: ${detail}`,
				})),
		},
	);
}

async function readExisting({ scope, tenant, vault }: Planning, lines: readonly ImportLine[]): Promise<Existing> {
	const subscribers = new Map<string, PlannedSubscriber>();
	await each([...new Set(lines.map(({ externalId }) => externalId))], async (ids) => {
		for (const row of await readSubscribersBy(scope, ids)) {
			subscribers.set(row.externalId, { ...row, variables: openVariables(vault, scope.tenant, row.variables) });
		}
	});
	const places = new Map<string, { subscriberId: string; name: string }>();
	for (const { externalId, siteName } of lines) {
		const subscriberId = subscribers.get(externalId)?.id;
		if (subscriberId && siteName) places.set(siteKey(subscriberId, siteName), { subscriberId, name: siteName });
	}
	const sites = new Map<string, Awaited<ReturnType<typeof readSitesBy>>[number]>();
	await each([...places.values()], async (keys) => {
		for (const row of await readSitesBy(scope, keys)) sites.set(siteKey(row.subscriberId, row.name), row);
	});
	const serials = new Set(lines.flatMap(({ serialNumber }) => serialNumber || []));
	const macs = new Set(lines.flatMap(({ serialNumber, mac }) => (!serialNumber && mac) || []));
	const found = { serial: [] as LinkableDevices, mac: [] as LinkableDevices };
	await each([...serials], async (some) => void found.serial.push(...(await readDevicesBySerial(scope, some))));
	await each([...macs], async (some) => void found.mac.push(...(await readDevicesByMac(scope, some))));
	return {
		subscribers,
		sites,
		bySerial: Map.groupBy(found.serial, ({ serialNumber }) => serialNumber),
		byMac: Map.groupBy(found.mac, ({ mac }) => mac as string),
		tenantIsLab: tenant.lab,
	};
}

type LinkableDevices = Awaited<ReturnType<typeof readDevicesBySerial>>;

function reportOf({ subscribers, sites, links, linkedAlready }: ImportPlan, { lines }: ReadImport, dryRun: boolean) {
	const countsOf = ({ created, updated, unchanged }: ImportPlan["subscribers"] | ImportPlan["sites"]) => ({
		created: created.length,
		updated: updated.length,
		unchanged,
	});
	return {
		dryRun,
		rows: lines.length,
		subscribers: countsOf(subscribers),
		sites: countsOf(sites),
		devices: { linked: links.length, unchanged: linkedAlready },
	};
}

function eventsOf({ links }: ImportPlan): LiveEvent[] {
	const event = { type: "device.changed", data: {} };
	if (links.length > MAX_EVENTS) return [event];
	return links.map(({ device }) => ({ ...event, deviceId: device }));
}

/** Some at a time. */
async function each<Item>(
	items: readonly Item[],
	act: (some: Item[]) => Promise<unknown>,
	atOnce = AT_ONCE,
): Promise<void> {
	for (let from = 0; from < items.length; from += atOnce) await act(items.slice(from, from + atOnce));
}

function requireAll(count: number, wanted: readonly unknown[]): void {
	if (count !== wanted.length) throw changedMeanwhile();
}

function changedMeanwhile(cause?: unknown): CertusError {
	return new CertusError(409, "changedMeanwhile", "somebody has changed what the file names: try again", {}, cause);
}
