import { isSecretVariable, REDACTED } from "../cwmp/redact.ts";
import type { Variables } from "../device/sealedProvisioning.ts";
import type { Random } from "../lib/edges.ts";
import { MAX_VARIABLES } from "../shared/subscribers.ts";
import type { SiteRow } from "../store/sites.ts";
import type { DeviceLink, LinkableDevice } from "../store/subscriberImport.ts";
import type { NewSubscriberRow } from "../store/subscribers.ts";
import type { ErrorList, ImportLine } from "./subscriberCsv.ts";

/** With its variables open. */
export type PlannedSubscriber = Omit<NewSubscriberRow, "variables"> & { readonly variables: Variables };

/** What is there already, of what an import names. */
export interface Existing {
	/** By external id. */
	readonly subscribers: ReadonlyMap<string, PlannedSubscriber>;
	/** By `siteKey`. */
	readonly sites: ReadonlyMap<string, SiteRow>;
	readonly bySerial: ReadonlyMap<string, readonly LinkableDevice[]>;
	readonly byMac: ReadonlyMap<string, readonly LinkableDevice[]>;
	readonly tenantIsLab: boolean;
}

interface Changes<Row> {
	readonly created: Row[];
	readonly updated: Row[];
	unchanged: number;
}

export interface ImportPlan {
	readonly subscribers: Changes<PlannedSubscriber>;
	readonly sites: Changes<SiteRow>;
	readonly links: DeviceLink[];
	linkedAlready: number;
}

export function siteKey(subscriberId: string, name: string): string {
	return `${subscriberId}\0${name}`;
}

/**
 * Finds what an import changes, line by line, so that others get their turn meanwhile; a subscriber may have several lines,
 * one for each of its sites or devices.
 */
export function createPlanner(
	existing: Existing,
	errors: ErrorList,
	{ random, now }: { readonly random: Random; readonly now: Date },
): { readonly plan: ImportPlan; take(line: ImportLine): void } {
	const plan: ImportPlan = {
		subscribers: { created: [], updated: [], unchanged: 0 },
		sites: { created: [], updated: [], unchanged: 0 },
		links: [],
		linkedAlready: 0,
	};
	const subscribers = new Map<string, { readonly id: string; readonly line: ImportLine }>();
	const sites = new Map<string, { readonly id: string; readonly line: ImportLine }>();
	const devices = new Map<string, { readonly siteId: string; readonly line: number }>();
	return { plan, take };

	function take(line: ImportLine): void {
		const subscriber = subscribers.get(line.externalId) ?? { id: planSubscriber(line), line };
		if (subscriber.line !== line) agree(line, subscriber.line);
		subscribers.set(line.externalId, subscriber);
		if (!line.siteName) return;
		const key = siteKey(subscriber.id, line.siteName);
		const site = sites.get(key) ?? { id: planSite(line, subscriber.id, line.siteName), line };
		if (site.line.address !== line.address) errors.add(line.line, "address", `differs from line ${site.line.line}`);
		sites.set(key, site);
		if (line.serialNumber || line.mac) planLink(line, subscriber.id, site.id);
	}

	function planSubscriber({ line, externalId, name, plan: wantedPlan, variables }: ImportLine): string {
		const known = existing.subscribers.get(externalId);
		if (!known && !name) errors.add(line, "name", "is needed for a subscriber that is new");
		const row: PlannedSubscriber = {
			id: known?.id ?? random.uuid(),
			externalId,
			name: name ?? known?.name ?? "",
			plan: wantedPlan === undefined ? (known?.plan ?? null) : wantedPlan,
			variables: merged(known?.variables ?? {}, variables),
			createdAt: known?.createdAt ?? now,
		};
		for (const [name, value] of Object.entries(row.variables)) {
			if (value === REDACTED && isSecretVariable(name))
				errors.add(line, `variables.${name}`, `${REDACTED} only stands for a value that is there`);
		}
		if (Object.keys(row.variables).length > MAX_VARIABLES)
			errors.add(line, "variables", `it would have more than ${MAX_VARIABLES} variables`);
		if (!known) plan.subscribers.created.push(row);
		else if (isSame(row, known)) plan.subscribers.unchanged++;
		else plan.subscribers.updated.push(row);
		return row.id;
	}

	function planSite(line: ImportLine, subscriberId: string, name: string): string {
		const known = existing.sites.get(siteKey(subscriberId, name));
		const address = line.address === undefined ? (known?.address ?? null) : line.address;
		const row: SiteRow = known
			? { ...known, address }
			: { id: random.uuid(), subscriberId, name, address, createdAt: now };
		if (!known) plan.sites.created.push(row);
		else if (known.address === address) plan.sites.unchanged++;
		else plan.sites.updated.push(row);
		return row.id;
	}

	function planLink(line: ImportLine, subscriberId: string, siteId: string): void {
		const device = findDevice(line, existing, errors);
		if (!device) return;
		const column = line.serialNumber ? "serialNumber" : "mac";
		const fail = (detail: string): void => errors.add(line.line, column, detail);
		const before = devices.get(device.id);
		if (before) {
			if (before.siteId !== siteId) fail(`the device stands in line ${before.line} already`);
			return;
		}
		devices.set(device.id, { siteId, line: line.line });
		if (device.subscriberId !== null && device.subscriberId !== subscriberId)
			fail("the device is another subscriber's");
		else if (device.lab ?? existing.tenantIsLab) fail("a lab device can't be linked to a site");
		else if (device.siteId === siteId) plan.linkedAlready++;
		else plan.links.push({ device: device.id, siteId, subscriberId });
	}

	/** Two lines of one subscriber say the same of it. */
	function agree(line: ImportLine, first: ImportLine): void {
		const fail = (column: string): void => errors.add(line.line, column, `differs from line ${first.line}`);
		for (const column of ["name", "plan"] as const) if (line[column] !== first[column]) fail(column);
		for (const [name, value] of Object.entries(line.variables))
			if (first.variables[name] !== value) fail(`variables.${name}`);
	}
}

/** The one device that a line names. */
function findDevice(
	{ line, serialNumber, oui, mac }: ImportLine,
	{ bySerial, byMac }: Existing,
	errors: ErrorList,
): LinkableDevice | null {
	const column = serialNumber ? "serialNumber" : "mac";
	let found = (serialNumber ? bySerial.get(serialNumber) : byMac.get(mac ?? "")) ?? [];
	if (found.length === 0) errors.add(line, column, "there is no such device yet");
	// What a device never told can't contradict the line.
	for (const [name, fits] of [
		["oui", (device: LinkableDevice) => !oui || device.oui.toUpperCase() === oui],
		["mac", (device: LinkableDevice) => !mac || device.mac === null || device.mac === mac],
	] as const) {
		const fitting = found.filter(fits);
		if (found.length > 0 && fitting.length === 0) errors.add(line, name, "the device has another one");
		found = fitting;
	}
	if (found.length > 1) errors.add(line, column, "several devices have it: give oui or mac too");
	return found.length === 1 ? (found[0] as LinkableDevice) : null;
}

/** With what the line says, and without what it says is empty. */
function merged(
	known: Readonly<Record<string, string>>,
	given: Readonly<Record<string, string | null>>,
): Record<string, string> {
	// What is shown in the place of a secret stands for the one that is there.
	const isMark = ([name, value]: [string, string | null]) =>
		value === REDACTED && isSecretVariable(name) && Object.hasOwn(known, name);
	const all = Object.entries({ ...known, ...Object.fromEntries(Object.entries(given).filter((one) => !isMark(one))) });
	return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function isSame(a: PlannedSubscriber, b: PlannedSubscriber): boolean {
	if (a.name !== b.name || a.plan !== b.plan) return false;
	const names = Object.keys(a.variables);
	return (
		names.length === Object.keys(b.variables).length && names.every((name) => a.variables[name] === b.variables[name])
	);
}
