import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";
import type { TLSSocket } from "node:tls";
import ipaddr from "ipaddr.js";

/** Parses addresses and networks in CIDR form; throws with the one that is neither. */
export function parseNetworks(list: readonly string[]): (address: string) => boolean {
	const networks = list.map((entry) => {
		// `10.1` is an address to inet_aton(3), and not the one that was meant.
		const [host = ""] = entry.split("/", 1);
		if (!host.includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(host)) throw new Error(`${entry} is no address`);
		if (entry.includes("/")) return ipaddr.parseCIDR(entry);
		const single = ipaddr.process(entry);
		return [single, single.kind() === "ipv4" ? 32 : 128] as [ipaddr.IPv4 | ipaddr.IPv6, number];
	});
	return (address) => {
		if (networks.length === 0 || !ipaddr.isValid(address)) return false;
		const parsed = ipaddr.process(address);
		return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
	};
}

export interface Peer {
	/** The CPE's address: the connection's, or what a trusted proxy says. */
	readonly address: string;
	readonly secure: boolean;
	/** Whether any forwarding header was there, trusted or not. */
	readonly forwarded: boolean;
	readonly fromProxy: boolean;
}

/** Peers that no header speaks for, by their connection: an address is parsed once. */
const direct = new WeakMap<object, Peer>();

export function peerOf(request: IncomingMessage, isTrusted: (address: string) => boolean): Peer {
	const known = direct.get(request.socket);
	const {
		"x-forwarded-for": forwardedFor,
		forwarded,
		"x-real-ip": realIp,
		"x-forwarded-proto": proto,
		"x-forwarded-host": host,
		"x-forwarded-port": port,
	} = request.headers;
	const hasForwarding = [forwardedFor, forwarded, realIp, proto, host, port].some((header) => header !== undefined);
	if (known && !hasForwarding) return known;
	const socketAddress = request.socket.remoteAddress ?? "";
	const fromProxy = isTrusted(socketAddress);
	const encrypted = (request.socket as TLSSocket).encrypted === true;
	if (!fromProxy) {
		const peer = { address: plain(socketAddress), secure: encrypted, forwarded: hasForwarding, fromProxy };
		if (!hasForwarding) direct.set(request.socket, peer);
		return peer;
	}
	// The nearest address that no trusted proxy wrote for itself.
	const hops = String(forwardedFor ?? "")
		.split(",")
		.map((hop) => hop.trim())
		.filter((hop) => ipaddr.isValid(hop));
	const address = hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? socketAddress;
	return { address: plain(address), secure: encrypted || proto === "https", forwarded: hasForwarding, fromProxy };
}

export function isLoopback(address: string): boolean {
	if (isIPv4(address)) return address.startsWith("127.");
	return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

/** What one holder of addresses is given: an IPv4 address, the /64 of an IPv6 one. */
export function networkOf(address: string): string {
	if (!ipaddr.isValid(address)) return address;
	const parsed = ipaddr.process(address);
	if (parsed.kind() === "ipv4") return parsed.toString();
	return `${(parsed as ipaddr.IPv6).parts
		.slice(0, 4)
		.map((part) => part.toString(16))
		.join(":")}::/64`;
}

function plain(address: string): string {
	if (isIPv4(address)) return address;
	return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
