import { parentOf } from "../profiles/paths.ts";
import type { Band, ModelProfile } from "../profiles/profile.ts";
import { macOf } from "../profiles/units.ts";
import { type Row, rowsOf, type TableSeen, tablesOf, type Values } from "./rows.ts";

export interface Radio {
	readonly path: string;
	readonly name: string | null;
	readonly band: Band | null;
	readonly enabled: boolean | null;
	readonly status: string | null;
	readonly channel: number | null;
	readonly autoChannel: boolean | null;
	readonly standards: readonly string[];
	readonly bandwidth: string | null;
}

export interface Ssid {
	readonly path: string;
	readonly name: string | null;
	readonly ssid: string | null;
	readonly bssid: string | null;
	readonly enabled: boolean | null;
	readonly status: string | null;
	readonly radio: string | null;
	readonly band: Band | null;
}

export interface AccessPoint {
	readonly path: string;
	readonly enabled: boolean | null;
	readonly status: string | null;
	readonly security: string | null;
	readonly advertised: boolean | null;
	/** The path of its row in `ssids`, and that row's name on the air. */
	readonly ssidPath: string | null;
	readonly ssid: string | null;
	readonly band: Band | null;
	readonly clients: number;
	/** What the device counts itself. */
	readonly countedClients: number | null;
}

export interface AssociatedDevice {
	readonly path: string;
	readonly macAddress: string;
	/** The address by which it is one client, on however many links, in however many tables. */
	readonly client: string;
	readonly ipAddress: string | null;
	readonly hostName: string | null;
	readonly active: boolean | null;
	readonly accessPoint: string;
	readonly ssid: string | null;
	readonly band: Band | null;
	readonly signalDbm: number | null;
	readonly downlinkKbps: number | null;
	readonly uplinkKbps: number | null;
	readonly bytesSent: number | null;
	readonly bytesReceived: number | null;
	readonly standard: string | null;
}

export interface Wifi {
	readonly radios: readonly Radio[];
	readonly ssids: readonly Ssid[];
	readonly accessPoints: readonly AccessPoint[];
	readonly associatedDevices: readonly AssociatedDevice[];
	/** The tables of associated devices, one an access point. */
	readonly tables: readonly TableSeen[];
	/** Those of clients on several links, whatever access points they are on. */
	readonly multiLinkTables: readonly TableSeen[];
}

/** Wi-Fi as the profile finds it: TR-181's four tables, or TR-098's one, in the same terms. */
export function wifiOf(values: Values, profile: ModelProfile): Wifi {
	const radioRows = rowsOf(values, profile, "radios");
	const ssidRows = rowsOf(values, profile, "ssids");
	const pointRows = rowsOf(values, profile, "accessPoints");
	const tables = tablesOf(values, profile, "associatedDevices");
	const bands = new Map(radioRows.map((row) => [row.path, bandOf(row, profile)]));

	const isOneTable = profile.facts.radios.some(({ row }) => profile.facts.ssids.some((ssid) => ssid.row === row));
	const radios = (isOneTable ? onePerBand(radioRows, bands) : radioRows).map((row) => radioOf(row, bands));
	const ssids = ssidRows.map((row): Ssid => {
		const radio = bands.has(row.path) ? row.path : rowAt(radioRows, row.fields.radio);
		const { name, ssid, bssid, enabled, status } = row.fields;
		const band = radio === null ? null : (bands.get(radio) ?? null);
		const shown = radios.some(({ path }) => path === radio) ? radio : radios.find((one) => one.band === band)?.path;
		return { path: row.path, name, ssid, bssid, enabled, status, radio: shown ?? null, band };
	});
	const points = pointRows.map((row) => {
		const reference = rowAt(ssidRows, row.fields.ssid);
		const name = row.fields.ssidName;
		const ssid = ssids.find((one) => one.path === row.path || one.path === reference || one.ssid === name) ?? null;
		const own = tables.filter(({ table }) => table.startsWith(row.path));
		return accessPointOf(row, ssid, own);
	});
	const associatedDevices = devicesOf(values, profile, points);
	const multiLinkTables = tablesOf(values, profile, "multiLinkDevices");
	return { radios, ssids, accessPoints: points, associatedDevices, tables, multiLinkTables };
}

/**
 * Those that are there now by all that the device says: none that it reports as inactive itself, or on an access point, SSID
 * or radio that is off. What it does not say counts for them.
 */
export function associatedNow({ radios, ssids, accessPoints, associatedDevices }: Wifi): AssociatedDevice[] {
	const isOneTable = radios.some(({ path }) => ssids.some((ssid) => ssid.path === path));
	return associatedDevices.filter(({ active, accessPoint }) => {
		const point = accessPoints.find(({ path }) => path === accessPoint);
		const ssid = ssids.find(({ path }) => path === point?.ssidPath);
		// Where each SSID carries its radio's settings, those of another one are not its own.
		const radio = radios.find(({ path }) => path === (isOneTable ? ssid?.path : ssid?.radio));
		return active !== false && [point, ssid, radio].every((one) => one?.enabled !== false);
	});
}

function radioOf({ path, fields }: Row<"radios">, bands: ReadonlyMap<string, Band | null>): Radio {
	const { name, enabled, status, channel, autoChannel, standards, bandwidth } = fields;
	const band = bands.get(path) ?? null;
	// 0 is no channel: the radio chooses one and does not say which.
	const own = channel === 0 ? null : channel;
	return { path, name, band, enabled, status, channel: own, autoChannel, standards: standards ?? [], bandwidth };
}

/** Where each SSID carries its radio's settings, the rows of one band are one radio. */
function onePerBand(rows: readonly Row<"radios">[], bands: ReadonlyMap<string, Band | null>): Row<"radios">[] {
	const seen = new Set<Band>();
	return rows.filter(({ path }) => {
		const band = bands.get(path) ?? null;
		if (band === null) return true;
		if (seen.has(band)) return false;
		seen.add(band);
		return true;
	});
}

function accessPointOf(row: Row<"accessPoints">, ssid: Ssid | null, tables: readonly TableSeen[]): AccessPoint {
	const { enabled, status, security, advertised } = row.fields;
	const counters = tables.flatMap(({ counter }) => (counter === null ? [] : [counter]));
	return {
		...{ path: row.path, enabled, status, security, advertised },
		ssidPath: ssid?.path ?? null,
		ssid: ssid?.ssid ?? null,
		band: ssid?.band ?? null,
		clients: tables.reduce((sum, { rows }) => sum + rows, 0),
		countedClients: counters.length === 0 ? null : counters.reduce((sum, counter) => sum + counter, 0),
	};
}

/** The access points' own rows, each with the client that it is a link of; and the clients that have no such row. */
function devicesOf(values: Values, profile: ModelProfile, points: readonly AccessPoint[]): AssociatedDevice[] {
	const clients = rowsOf(values, profile, "multiLinkDevices").flatMap(({ path, fields }) => {
		const { macAddress, links } = fields;
		const addresses = (links ?? []).flatMap((link) => macOf(link) ?? []);
		return macAddress === null ? [] : [{ path, fields, macAddress, addresses: [macAddress, ...addresses] }];
	});
	const rows = rowsOf(values, profile, "associatedDevices").flatMap(({ path, fields }): AssociatedDevice[] => {
		const { macAddress } = fields;
		// A row without an address is nobody.
		if (macAddress === null) return [];
		const point = points.find((one) => path.startsWith(one.path));
		return [
			{
				path,
				macAddress,
				client: clients.find(({ addresses }) => addresses.includes(macAddress))?.macAddress ?? macAddress,
				ipAddress: fields.ipAddress,
				hostName: fields.hostName,
				active: fields.active,
				accessPoint: point?.path ?? parentOf(parentOf(path)),
				ssid: point?.ssid ?? null,
				band: point?.band ?? null,
				signalDbm: fields.signal,
				downlinkKbps: fields.downlink,
				uplinkKbps: fields.uplink,
				bytesSent: fields.bytesSent,
				bytesReceived: fields.bytesReceived,
				standard: fields.standard,
			},
		];
	});
	const listed = new Set(rows.map(({ client }) => client));
	const others = clients.filter(({ macAddress }) => !listed.has(macAddress));
	return [
		...rows,
		...others.map(({ path, fields, macAddress }) => ({
			...{ path, macAddress, client: macAddress, ipAddress: fields.ipAddress, hostName: fields.hostName },
			...{ active: null, accessPoint: parentOf(parentOf(path)), ssid: null, band: null },
			...{ signalDbm: null, downlinkKbps: null, uplinkKbps: null },
			...{ bytesSent: fields.bytesSent, bytesReceived: fields.bytesReceived, standard: null },
		})),
	];
}

/** The row that a reference names, with or without its full stop. */
function rowAt(rows: readonly { readonly path: string }[], reference: string | null): string | null {
	if (reference === null) return null;
	const [first = ""] = reference.split(",");
	return rows.find(({ path }) => path === `${first.trim().replace(/\.$/, "")}.`)?.path ?? null;
}

const HIGHEST_LOW_CHANNEL = 14;
const LOWEST_HIGH_CHANNEL = 32;

/** What the device says of the band, else the profile's map, else what channel and standards allow (quirk 72). */
function bandOf({ fields, instance }: Row<"radios">, { radioMap }: ModelProfile): Band | null {
	if (fields.band !== null) return fields.band as Band;
	const mapped = radioMap.find(({ instances }) => instance !== null && instances.includes(instance));
	if (mapped) return mapped.band;
	return (
		bandOfChannel(fields.channel) ?? bandOfChannel(firstNumber(fields.possibleChannels)) ?? bandOfStandards(fields)
	);
}

function bandOfChannel(channel: number | null): Band | null {
	if (channel === null || channel === 0) return null;
	if (channel <= HIGHEST_LOW_CHANNEL) return "2.4GHz";
	return channel >= LOWEST_HIGH_CHANNEL ? "5GHz" : null;
}

function firstNumber(list: readonly string[] | null): number | null {
	const [, number] = /^(\d{1,3})/.exec(list?.[0] ?? "") ?? [];
	return number === undefined ? null : Number(number);
}

/** `b,g,n`, `11bgn`, `a/n/ac`: b and g are of the lower band, a and ac of the higher, the others of both. */
function bandOfStandards({ standards }: Row<"radios">["fields"]): Band | null {
	const letters = (standards ?? [])
		.flatMap((text) =>
			text
				.toLowerCase()
				.replace(/802\.11|11/g, " ")
				.split(/[^a-z]+/),
		)
		.flatMap((word) => (/^(ac|ax|be)$/.test(word) ? [word] : [...word]));
	const isLow = letters.some((letter) => letter === "b" || letter === "g");
	const isHigh = letters.some((letter) => letter === "a" || letter === "ac");
	return isLow === isHigh ? null : isLow ? "2.4GHz" : "5GHz";
}
