import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { isLoopback, parseNetworks, peerOf } from "../../src/http/cwmp/addresses.ts";

/** A request as node hands it over, from an address; only its own fields are looked at. */
function from(
	remoteAddress: string | undefined,
	headers: IncomingMessage["headers"] = {},
	encrypted = false,
): IncomingMessage {
	return { socket: { remoteAddress, ...(encrypted && { encrypted }) }, headers } as unknown as IncomingMessage;
}

describe("networks", () => {
	test.each([
		["192.0.2.7", "192.0.2.7", true],
		["192.0.2.7", "192.0.2.8", false],
		["192.0.2.0/24", "192.0.2.255", true],
		["192.0.2.0/24", "192.0.3.0", false],
		["192.0.2.7", "::ffff:192.0.2.7", true],
		["::ffff:192.0.2.7", "192.0.2.7", true],
		["2001:db8::/32", "2001:db8:1::1", true],
		["2001:db8::/32", "192.0.2.7", false],
		["0.0.0.0/0", "2001:db8::1", false],
		["192.0.2.0/24", "not an address", false],
		["192.0.2.0/24", "", false],
	])("%s holds %s: %s", (network, address, holds) => {
		expect(parseNetworks([network])(address)).toBe(holds);
	});

	test.each(["", "proxy.example", "192.0.2.0/33", "192.0.2", "10/8", "::1/129", "10.0.0.0/-1"])(
		"%j is none",
		(entry) => {
			expect(() => parseNetworks([entry])).toThrow();
		},
	);

	test("no network holds nothing", () => {
		expect(parseNetworks([])("127.0.0.1")).toBe(false);
	});
});

describe("who a request is from", () => {
	const trusts = parseNetworks(["10.0.0.0/8", "::1"]);

	test.each<[string, IncomingMessage, object]>([
		[
			"the connection's own address",
			from("192.0.2.1"),
			{ address: "192.0.2.1", secure: false, forwarded: false, fromProxy: false },
		],
		["an IPv4 address in IPv6's clothes", from("::ffff:192.0.2.1"), { address: "192.0.2.1" }],
		[
			"forwarding headers of anybody do not count, and are seen",
			from("192.0.2.1", { "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https" }),
			{ address: "192.0.2.1", secure: false, forwarded: true, fromProxy: false },
		],
		[
			"RFC 7239's header is seen",
			from("192.0.2.1", { forwarded: "for=127.0.0.1" }),
			{ address: "192.0.2.1", forwarded: true },
		],
		...["x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"].map((name): [string, IncomingMessage, object] => [
			`${name} by itself is seen`,
			from("127.0.0.1", { [name]: "x" }),
			{ address: "127.0.0.1", secure: false, forwarded: true },
		]),
		["X-Real-IP is seen", from("192.0.2.1", { "x-real-ip": "127.0.0.1" }), { address: "192.0.2.1", forwarded: true }],
		[
			"a trusted proxy's word counts",
			from("10.0.0.1", { "x-forwarded-for": "192.0.2.9", "x-forwarded-proto": "https" }),
			{ address: "192.0.2.9", secure: true, forwarded: true, fromProxy: true },
		],
		[
			"of several hops the nearest that no proxy of ours is",
			from("10.0.0.1", { "x-forwarded-for": "127.0.0.1, 192.0.2.9, 10.0.0.2" }),
			{ address: "192.0.2.9" },
		],
		[
			"hops that are no addresses are passed over",
			from("10.0.0.1", { "x-forwarded-for": "unknown, 192.0.2.9, _hidden" }),
			{ address: "192.0.2.9" },
		],
		[
			"where all hops are ours the first is the one",
			from("10.0.0.1", { "x-forwarded-for": "10.0.0.7, 10.0.0.2" }),
			{ address: "10.0.0.7" },
		],
		[
			"a trusted proxy that says nothing stands for itself",
			from("10.0.0.1"),
			{ address: "10.0.0.1", forwarded: false, fromProxy: true },
		],
		["TLS of the connection itself", from("192.0.2.1", {}, true), { secure: true }],
		["a connection that is gone", from(undefined), { address: "" }],
	])("%s", (_title, request, expected) => {
		expect(peerOf(request, trusts)).toMatchObject(expected);
	});
});

test.each([
	["127.0.0.1", true],
	["127.8.9.10", true],
	["::1", true],
	["::ffff:127.0.0.1", true],
	["0.0.0.0", false],
	["10.0.0.1", false],
	["localhost", false],
	["", false],
])("%j is loopback: %s", (address, loopback) => {
	expect(isLoopback(address)).toBe(loopback);
});
