import type { ModelProfile } from "../profiles/profile.ts";
import { type Row, rowsOf, type TableSeen, tablesOf, type Values } from "./rows.ts";
import { associatedNow, type Wifi } from "./wifi.ts";

export interface Host {
	readonly path: string;
	readonly macAddress: string;
	readonly ipAddress: string | null;
	readonly hostName: string | null;
	readonly connection: "wifi" | "ethernet" | null;
	/** As the device names it, put right where the profile knows better. */
	readonly interface: string | null;
	readonly addressSource: string | null;
	readonly leaseSeconds: number | null;
	readonly active: boolean | null;
	/** `online`: there now; `seen`: the device says so, and nothing bears it out; `offline`: not there now. */
	readonly presence: "online" | "seen" | "offline";
}

/**
 * What `Active` is worth (quirk 73): `trusted` and `untrusted` as the profile says; `contradicted`: Wi-Fi hosts are
 * active that no access point knows; `borneOut`: it is off for some, and nothing contradicts it; else `unknown`.
 */
export type ActiveFlag = "trusted" | "untrusted" | "contradicted" | "borneOut" | "unknown";

export interface Hosts {
	readonly hosts: readonly Host[];
	readonly tables: readonly TableSeen[];
	/** Rows without an address: they name nobody. */
	readonly ghostRows: number;
	readonly activeFlag: ActiveFlag;
	/** Active Wi-Fi hosts that no access point knows. */
	readonly contradicting: readonly string[];
}

/** The host tables in one list, a host once: by its MAC address. */
export function hostsOf(values: Values, profile: ModelProfile, wifi: Wifi): Hosts {
	const rows = rowsOf(values, profile, "hosts");
	const listed = new Set(wifi.associatedDevices.flatMap(({ macAddress, client }) => [macAddress, client]));
	const associated = new Set(associatedNow(wifi).flatMap(({ macAddress, client }) => [macAddress, client]));
	const drafts = new Map<string, Omit<Host, "presence">>();
	let ghostRows = 0;
	for (const row of rows) {
		const { macAddress } = row.fields;
		if (macAddress === null) ghostRows++;
		else if (!drafts.has(macAddress) || row.fields.active) {
			drafts.set(macAddress, draftOf(row, macAddress, profile, listed.has(macAddress)));
		}
	}
	const known = [...drafts.values()];
	const contradicting = tellsItsClients(wifi)
		? known.filter((host) => host.active && host.connection === "wifi" && !associated.has(host.macAddress))
		: [];
	const activeFlag = flagOf(profile, known, contradicting.length);
	return {
		hosts: known.map((host) => ({ ...host, presence: presenceOf(host, associated.has(host.macAddress), activeFlag) })),
		tables: tablesOf(values, profile, "hosts"),
		ghostRows,
		activeFlag,
		contradicting: contradicting.map(({ macAddress }) => macAddress),
	};
}

function draftOf(row: Row<"hosts">, macAddress: string, profile: ModelProfile, isAssociated: boolean) {
	const { ipAddress, hostName, addressSource, leaseSeconds, active, interfaceType } = row.fields;
	const alias = profile.interfaceAliases.find(({ says }) => says === `${row.fields.interface}.`);
	const through = alias ? alias.is.slice(0, -1) : row.fields.interface;
	return {
		...{ path: row.path, macAddress, ipAddress, hostName, addressSource, leaseSeconds, active },
		interface: through,
		connection: isAssociated ? ("wifi" as const) : connectionOf(interfaceType ?? "", through ?? ""),
	};
}

function connectionOf(type: string, path: string): Host["connection"] {
	if (/802\.?11|wi-?fi|wlan|wireless/i.test(type)) return "wifi";
	if (/ethernet|802\.3|^(lan|eth)/i.test(type)) return "ethernet";
	if (/\.(WLANConfiguration|WiFi)\./.test(`.${path}.`)) return "wifi";
	return /\.(Ethernet|LANEthernetInterfaceConfig)\./.test(`.${path}.`) ? "ethernet" : null;
}

/** Whether the lists of associated devices are worth a comparison: there, and as long as they say themselves. */
function tellsItsClients({ tables }: Wifi): boolean {
	return tables.length > 0 && tables.every(({ rows, counter }) => counter === null || counter === rows);
}

function flagOf(profile: ModelProfile, hosts: readonly Omit<Host, "presence">[], contradicting: number): ActiveFlag {
	if (contradicting > 0) return "contradicted";
	if (profile.activeFlag !== "unknown") return profile.activeFlag;
	return hosts.some(({ active }) => active === false) ? "borneOut" : "unknown";
}

function presenceOf({ active }: Omit<Host, "presence">, isAssociated: boolean, flag: ActiveFlag): Host["presence"] {
	if (isAssociated) return "online";
	if (active === false) return "offline";
	return active && (flag === "trusted" || flag === "borneOut") ? "online" : "seen";
}
