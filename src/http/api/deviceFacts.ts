import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { readParameters } from "../../app/parameters.ts";
import { hostsOf } from "../../device/facts/hosts.ts";
import { newestReading, type Values, valuesOfTree } from "../../device/facts/rows.ts";
import { wifiOf } from "../../device/facts/wifi.ts";
import type { Fact } from "../../device/profiles/fields.ts";
import type { ModelProfile } from "../../device/profiles/profile.ts";
import { pageQuery, Slug } from "../../shared/common.ts";
import { Hosts, Wifi } from "../../shared/deviceFacts.ts";
import type { Scope } from "../../store/db.ts";
import { findDevice } from "../../store/devices.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, type Kit } from "./route.ts";

export function addDeviceFactRoutes(kit: Kit): void {
	addRead(kit, {
		url: "/devices/:id/hosts",
		summary: "The hosts behind a device, as its last readings have them, in order of their addresses",
		tag: "devices",
		permission: "read",
		params: ById,
		query: z.strictObject(pageQuery),
		answer: Hosts,
		async handle({ params, query, scope }) {
			const after = readCursor(z.string().max(32), query.cursor);
			const { values, profile, read } = await readFacts(kit, scope, params.id, ["hosts"]);
			const { hosts, tables, ghostRows, activeFlag } = hostsOf(values, profile, wifiOf(values, profile));
			const left = hosts
				.filter(({ macAddress }) => after === null || macAddress > after)
				.sort((one, other) => (one.macAddress < other.macAddress ? -1 : 1));
			const { rows, nextCursor } = pageOf(left.slice(0, query.limit + 1), query.limit, ({ macAddress }) => macAddress);
			return { items: [...rows], nextCursor, ...read, activeFlag, tables: [...tables], ghostRows };
		},
	});

	addRead(kit, {
		url: "/devices/:id/wifi",
		summary: "A device's radios, SSIDs, access points and associated devices, as its last readings have them",
		tag: "devices",
		permission: "read",
		params: ById,
		query: z.strictObject({ tenant: Slug.optional() }),
		answer: Wifi,
		async handle({ params, scope }) {
			const facts = ["radios", "ssids", "accessPoints", "associatedDevices", "multiLinkDevices"] as const;
			const { values, profile, read } = await readFacts(kit, scope, params.id, facts);
			const { radios, ssids, accessPoints, associatedDevices } = wifiOf(values, profile);
			return {
				...read,
				radios: radios.map((radio) => ({ ...radio, standards: [...radio.standards] })),
				ssids: [...ssids],
				accessPoints: [...accessPoints],
				associatedDevices: [...associatedDevices],
			};
		},
	});
}

/** A device's known values, with the profile that reads them and the time of the newest. */
async function readFacts(
	{ deps }: Kit,
	scope: Scope,
	id: string,
	facts: readonly Fact[],
): Promise<{ values: Values; profile: ModelProfile; read: { profile: string; readAt: string | null } }> {
	const device = await findDevice(scope, id);
	if (!device) throw notFound("device");
	const tree = await readParameters(scope, device);
	const profile = deps.profileOf(device);
	const newest = newestReading(tree, profile, facts);
	const readAt = newest === null ? null : new Date(newest).toISOString();
	return { values: valuesOfTree(tree), profile, read: { profile: profile.id, readAt } };
}
