import { macIn } from "./identity.ts";

/** Addresses that an object of the device itself has; what it tells of clients and neighbours is told apart by `macIn`. */
const ADDRESS = /(?:\.ExternalIPAddress|\.IPv[46]Address\.\d+\.IPAddress|\.IPCP\.LocalIPAddress)$/;
const CONNECTION_REQUEST_URL = /\.ManagementServer\.ConnectionRequestURL$/;
const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;
/** Nobody's: no address yet, and a device's own loopback. */
const NOBODYS = /^(?:0\.0\.0\.0|127\.|::1?$)/;
/** More would be a table of something else. */
const MOST = 64;

/** A device's own IP addresses and MACs among values, in lines: what it is searched by. */
export function addressesIn(values: Iterable<readonly [path: string, value: string | null]>): string {
	const found = new Set<string>();
	for (const [path, value] of values) {
		if (value === null || found.size === MOST) continue;
		const address = ADDRESS.test(path) ? ipIn(value) : (hostOf(path, value) ?? macIn(path, value));
		if (address !== null) found.add(address);
	}
	return [...found].join("\n");
}

function hostOf(path: string, value: string): string | null {
	if (!CONNECTION_REQUEST_URL.test(path) || !URL.canParse(value)) return null;
	return ipIn(new URL(value).hostname.replace(/^\[|\]$/g, ""));
}

function ipIn(value: string): string | null {
	const address = value.trim().toLowerCase();
	return IP.test(address) && !NOBODYS.test(address) ? address : null;
}
