import { z } from "zod";
import { page, Time } from "./common.ts";

/** `online`: there now; `seen`: the device says so, and nothing bears it out; `offline`: not there now. */
const HostPresence = z.enum(["online", "seen", "offline"]);

const Host = z.object({
	macAddress: z.string(),
	ipAddress: z.string().nullable(),
	hostName: z.string().nullable(),
	connection: z.enum(["wifi", "ethernet"]).nullable(),
	/** The interface that the device names, without a full stop at its end. */
	interface: z.string().nullable(),
	addressSource: z.string().nullable(),
	leaseSeconds: z.number().nullable(),
	/** As the device says. */
	active: z.boolean().nullable(),
	presence: HostPresence,
	/** Where the row stood when it was read: instance numbers may change. */
	path: z.string(),
});
export type Host = z.infer<typeof Host>;

const ReadWith = {
	/** The model profile that told where to look. */
	profile: z.string(),
	/** The newest of the readings; `null` where nothing was read yet. */
	readAt: Time.nullable(),
};

export const Hosts = page(Host).extend({
	...ReadWith,
	/** What `active` is worth on this device. */
	activeFlag: z.enum(["trusted", "untrusted", "contradicted", "borneOut", "unknown"]),
	/** Rows of each table, beside the device's own counter. */
	tables: z.array(z.object({ table: z.string(), rows: z.int(), counter: z.int().nullable() })),
	/** Rows without an address: they are counted, and are nobody. */
	ghostRows: z.int(),
});
export type Hosts = z.infer<typeof Hosts>;

const Band = z.enum(["2.4GHz", "5GHz", "6GHz"]);

export const Wifi = z.object({
	...ReadWith,
	radios: z.array(
		z.object({
			path: z.string(),
			name: z.string().nullable(),
			band: Band.nullable(),
			enabled: z.boolean().nullable(),
			status: z.string().nullable(),
			channel: z.int().nullable(),
			autoChannel: z.boolean().nullable(),
			standards: z.array(z.string()),
			bandwidth: z.string().nullable(),
		}),
	),
	ssids: z.array(
		z.object({
			path: z.string(),
			name: z.string().nullable(),
			ssid: z.string().nullable(),
			bssid: z.string().nullable(),
			enabled: z.boolean().nullable(),
			status: z.string().nullable(),
			/** The path of its radio. */
			radio: z.string().nullable(),
			band: Band.nullable(),
		}),
	),
	accessPoints: z.array(
		z.object({
			path: z.string(),
			enabled: z.boolean().nullable(),
			status: z.string().nullable(),
			security: z.string().nullable(),
			advertised: z.boolean().nullable(),
			/** The path of its row in `ssids`. */
			ssidPath: z.string().nullable(),
			ssid: z.string().nullable(),
			band: Band.nullable(),
			clients: z.int(),
			/** What the device counts itself. */
			countedClients: z.int().nullable(),
		}),
	),
	associatedDevices: z.array(
		z.object({
			path: z.string(),
			macAddress: z.string(),
			ipAddress: z.string().nullable(),
			hostName: z.string().nullable(),
			active: z.boolean().nullable(),
			/** The path of its access point. */
			accessPoint: z.string(),
			ssid: z.string().nullable(),
			band: Band.nullable(),
			signalDbm: z.number().nullable(),
			downlinkKbps: z.number().nullable(),
			uplinkKbps: z.number().nullable(),
			bytesSent: z.number().nullable(),
			bytesReceived: z.number().nullable(),
			standard: z.string().nullable(),
		}),
	),
});
export type Wifi = z.infer<typeof Wifi>;
