import type { ModelProfile } from "../profiles/profile.ts";
import { rowsOf, type Values } from "./rows.ts";

export interface WanConnection {
	readonly path: string;
	readonly name: string | null;
	readonly enabled: boolean | null;
	readonly status: string | null;
	readonly type: string | null;
	readonly ipAddress: string | null;
	readonly macAddress: string | null;
	readonly uptimeSeconds: number | null;
	readonly gateway: string | null;
	readonly dnsServers: readonly string[];
	readonly services: readonly string[];
	/** The one that carries a subscriber's traffic, where that can be told (quirk 71). */
	readonly internet: boolean | null;
}

export interface WanLink {
	readonly path: string;
	readonly type: string | null;
	readonly status: string | null;
	readonly downlinkKbps: number | null;
	readonly uplinkKbps: number | null;
	readonly bytesSent: number | null;
	readonly bytesReceived: number | null;
}

export interface Wan {
	readonly connections: readonly WanConnection[];
	readonly links: readonly WanLink[];
}

const NO_ADDRESS: readonly (string | null)[] = [null, "", "0.0.0.0"];

/** The connections and links that lead outside. */
export function wanOf(values: Values, profile: ModelProfile): Wan {
	const rows = rowsOf(values, profile, "wanConnections").filter(
		({ fields }) => leadsOut(values, fields.lowerLayers) !== false,
	);
	const drafts = rows.map(({ path, fields }) => {
		const { name, enabled, status, type, ipAddress, macAddress, uptime, gateway, dnsServers, services } = fields;
		return {
			...{ path, name, enabled, status, type, macAddress },
			ipAddress: NO_ADDRESS.includes(ipAddress) ? null : ipAddress,
			gateway: NO_ADDRESS.includes(gateway) ? null : gateway,
			uptimeSeconds: uptime,
			dnsServers: dnsServers ?? [],
			services: (services ?? []).flatMap((service) => service.split("_")).filter((service) => service !== ""),
		};
	});
	const defaults = defaultsIn(values);
	const links = rowsOf(values, profile, "wanLinks").filter(({ fields }) => fields.upstream !== false);
	return {
		connections: drafts.map((draft) => ({ ...draft, internet: carriesInternet(draft, drafts, defaults) })),
		links: links.map(({ path, fields }) => {
			const { type, status, downlink, uplink, bytesSent, bytesReceived } = fields;
			return { path, type, status, downlinkKbps: downlink, uplinkKbps: uplink, bytesSent, bytesReceived };
		}),
	};
}

/** Services say it; else the default route; else that it is the only one with an address. */
function carriesInternet(
	connection: Omit<WanConnection, "internet">,
	all: readonly Omit<WanConnection, "internet">[],
	defaults: ReadonlySet<string>,
): boolean | null {
	const serves = ({ services }: Omit<WanConnection, "internet">) => services.some((name) => /^internet$/i.test(name));
	for (const told of [all.filter(serves), all.filter(({ path }) => defaults.has(path))]) {
		const addressed = told.filter(({ ipAddress }) => ipAddress !== null);
		if (told.length > 0) return (addressed.length > 0 ? addressed : told).includes(connection);
	}
	const addressed = all.filter(({ ipAddress }) => ipAddress !== null);
	return addressed.length === 1 ? addressed[0] === connection : null;
}

const DEFAULT_ROUTE = /^(Device\.Routing\.Router\.\d+\.IPv4Forwarding\.\d+\.)DestIPAddress$/;

/** The interfaces of default routes: TR-181 has routes, TR-098 a default connection. */
function defaultsIn(values: Values): Set<string> {
	const found = new Set<string>();
	const take = (path: string | undefined) => {
		if (path) found.add(`${path.replace(/\.$/, "")}.`);
	};
	take(values.get("InternetGatewayDevice.Layer3Forwarding.DefaultConnectionService"));
	for (const [path, value] of values) {
		const [, route] = DEFAULT_ROUTE.exec(path) ?? [];
		if (route !== undefined && NO_ADDRESS.includes(value)) take(values.get(`${route}Interface`));
	}
	return found;
}

const MOST_LAYERS = 64;

/**
 * Whether what lies below an interface leads outside (TR-181, 4.2: LowerLayers, Upstream); `null` where it does not
 * say. A bridge is a LAN's.
 */
function leadsOut(values: Values, lowerLayers: readonly string[] | null): boolean | null {
	const queue = [...(lowerLayers ?? [])];
	let answer: boolean | null = null;
	for (let looked = 0; queue.length > 0 && looked < MOST_LAYERS; looked++) {
		const path = (queue.shift() as string).replace(/\.$/, "");
		const upstream = values.get(`${path}.Upstream`);
		if (upstream !== undefined && /^(1|true)$/i.test(upstream)) return true;
		if (upstream !== undefined || path.startsWith("Device.Bridging.")) answer = false;
		queue.push(...(values.get(`${path}.LowerLayers`) ?? "").split(",").filter((one) => one !== ""));
	}
	return answer;
}
