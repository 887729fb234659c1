/** What Informs say of the secrets that are held of their devices. */
import { expect, test } from "vitest";
import { consequencesOf, introduce } from "../../src/engine/informs.ts";
import type { Tenant } from "../../src/store/tenants.ts";

const WORD = "Device.PPP.Interface.1.Password";
const KEY = "Device.ManagementServer.ParameterKey";
const AT = new Date("2026-03-01T12:00:00Z");
const IDENTITY = { manufacturer: "Acme", oui: "00D09E", productClass: "HG", serialNumber: "S1" };
const inform = (events: readonly string[], parameters: readonly (readonly [string, string])[]) => ({
	device: IDENTITY,
	events: events.map((code) => ({ code, commandKey: "" })),
	maxEnvelopes: 1,
	currentTime: AT.toISOString(),
	retryCount: 0,
	parameters: parameters.map(([path, value]) => ({ path, value, type: "xsd:string" })),
});
const envelope = { id: "1", namespace: "urn:dslforum-org:cwmp-1-0", supportedVersions: null } as unknown as Parameters<
	typeof consequencesOf
>[1];
const identity = { id: crypto.randomUUID(), aliases: [], strong: true } as unknown as Parameters<typeof introduce>[2];
const tenant = { tenant: crypto.randomUUID(), unknownDevices: "accept" } as unknown as Tenant;
const known = {
	...introduce(tenant, inform([], []), identity, AT).device,
	parameterKey: "key",
	setup: { settings: "done" },
	lastInformAt: AT,
	informParameters: [[KEY, "key", "xsd:string"]],
} as Parameters<typeof consequencesOf>[0];

const gone = [{ word: "forgotten", meant: { under: "" } }];
test.each([
	["a bootstrap forgets all of them", ["0 BOOTSTRAP", "1 BOOT"], [[KEY, "key"]], gone],
	["so does a reset that only a lost key tells of", ["1 BOOT"], [[KEY, ""]], gone],
	[
		"a change of one that is told of puts it in doubt",
		["4 VALUE CHANGE"],
		[[WORD, ""]],
		[{ word: "doubted", why: "valueChange", meant: { paths: [WORD], objects: ["Device.PPP.Interface.1."] } }],
	],
	[
		"a key that Certus has not set puts all of them in doubt",
		["2 PERIODIC"],
		[[KEY, "other"]],
		[{ word: "doubted", why: "parameterKey", meant: { under: "" } }],
	],
	["a reset says more than another's key", ["0 BOOTSTRAP"], [[KEY, "other"]], gone],
	["no key in an Inform says nothing", ["2 PERIODIC"], [], []],
	["one that is only carried says nothing", ["2 PERIODIC"], [[WORD, "x"]], []],
	["nor does a change of something else, or a boot", ["4 VALUE CHANGE", "1 BOOT"], [[KEY, "key"]], []],
] as const)("%s", (_title, events, parameters, secrets) => {
	expect(consequencesOf(known, envelope, inform(events, parameters), AT).secrets).toEqual(secrets);
});

test("a key says nothing of a device that Certus has never set one on", () => {
	const fresh = { ...known, parameterKey: "", setup: {} };
	expect(consequencesOf(fresh, envelope, inform(["2 PERIODIC"], [[KEY, "other"]]), AT).secrets).toEqual([]);
});

test("nor does one that the device always has of its own", () => {
	const own = { ...known, informParameters: [[KEY, "other", "xsd:string"]] } as typeof known;
	expect(consequencesOf(own, envelope, inform(["2 PERIODIC"], [[KEY, "other"]]), AT).secrets).toEqual([]);
});

test("what it is searched by is another where its addresses are, and else nothing is written of it", () => {
	const address = "Device.IP.Interface.1.IPv4Address.1.IPAddress";
	const after = (device: typeof known, value: string, time: string) =>
		consequencesOf(
			device,
			envelope,
			inform(
				["2 PERIODIC"],
				[
					[address, value],
					["Device.X.Time", time],
				],
			),
			AT,
		);
	const first = after({ ...known, parameterKey: "" }, "192.0.2.1", "1");
	expect(first.facts?.addresses).toBe("192.0.2.1");
	expect(after(first.device, "192.0.2.1", "2").facts ?? {}).not.toHaveProperty("addresses");
	expect(after(first.device, "192.0.2.2", "1").facts?.addresses).toBe("192.0.2.2");
	expect(after(first.device, "0.0.0.0", "1").facts?.addresses).toBe("");
});
