import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AcsRequest } from "../../src/cwmp/messages.ts";
import { firstContact, isDueAgain } from "../../src/engine/firstContact.ts";
import { systemRandom } from "../../src/systemEdges.ts";
import { bench, countOf, type Device, fault, goodDevice, silence, treeOf } from "./scripted.ts";

const SERVER = "Device.ManagementServer.";
const SETTINGS = [
	"ConnectionRequestUsername",
	"ConnectionRequestPassword",
	"PeriodicInformEnable",
	"PeriodicInformInterval",
	"PeriodicInformTime",
];

const known = {
	id: "0f0e0d0c-0b0a-5908-8706-050403020100",
	informIntervalSeconds: 300,
	setup: {},
	previous: null,
};
const tree = () =>
	treeOf([
		...SETTINGS.map((name) => [SERVER + name] as const),
		["Device.DeviceInfo.SoftwareVersion", "1.0"],
		["Device.DeviceInfo.SerialNumber", "S"],
	]);

/** Refuses sets by what is in them. */
function refusing(refused: (names: readonly string[]) => boolean, answer = fault(9003)): Device {
	const good = goodDevice(tree());
	return (request, nth) =>
		request.rpc === "SetParameterValues" && refused(namesOf(request)) ? answer : good(request, nth);
}

function namesOf(request: AcsRequest): string[] {
	return request.rpc === "SetParameterValues"
		? request.body.parameters.map(({ path }) => path.slice(SERVER.length))
		: [];
}

function contact(device: Device, changes: Partial<Parameters<typeof firstContact>[0]> = {}) {
	const on = bench();
	return on.run(firstContact({ ...known, ...changes }, on.context, systemRandom), device);
}

const sets = (ran: ReturnType<typeof contact>) => ran.sent.map(namesOf).filter((names) => names.length > 0);

test("one set gives the device its credentials, its interval and its own moment, and its identity is read", () => {
	const ran = contact(goodDevice(tree()));
	expect(sets(ran)).toEqual([SETTINGS]);
	const [first] = ran.sent;
	if (first?.rpc !== "SetParameterValues") throw new Error("the first request is the set");
	const values = Object.fromEntries(first.body.parameters.map(({ path, value }) => [path.slice(SERVER.length), value]));
	expect(values).toMatchObject({ PeriodicInformEnable: "1", PeriodicInformInterval: "300" });
	expect(ran.outcome.facts).toEqual({
		parameterKey: first.body.parameterKey,
		setup: { settings: "done", identity: "done" },
		connectionRequestUsername: values.ConnectionRequestUsername,
		connectionRequestPassword: values.ConnectionRequestPassword,
		previousConnectionRequest: null,
		informIntervalSeconds: 300,
	});
	for (const credential of [values.ConnectionRequestUsername, values.ConnectionRequestPassword])
		expect(credential).toMatch(/^[A-Za-z0-9]{16,24}$/);
	expect(values.ConnectionRequestUsername).not.toBe(values.ConnectionRequestPassword);
	expect(first.body.parameterKey).toMatch(/^[\x20-\x7e]{1,32}$/);
});

test("the old credentials are kept until the new have worked", () => {
	const previous = { username: "old", password: "older" };
	expect(contact(goodDevice(tree()), { previous }).outcome.facts).toMatchObject({
		previousConnectionRequest: previous,
	});
});

test.each<[string, Device, string[][], object]>([
	[
		"one that takes no such set at once gets its parts",
		refusing((names) => names.length > 2),
		[SETTINGS, SETTINGS.slice(0, 2), ...SETTINGS.slice(2).map((name) => [name])],
		{ setup: { settings: "done" }, informIntervalSeconds: 300 },
	],
	[
		"one that lacks PeriodicInformTime keeps the rest",
		refusing((names) => names.includes("PeriodicInformTime")),
		[SETTINGS, SETTINGS.slice(0, 2), ...SETTINGS.slice(2).map((name) => [name])],
		{ setup: { settings: "done" }, informIntervalSeconds: 300 },
	],
	[
		"quirk 25: one that lacks the credentials keeps the interval",
		refusing((names) => names.includes("ConnectionRequestPassword")),
		[SETTINGS, SETTINGS.slice(0, 2), ...SETTINGS.slice(2).map((name) => [name])],
		{ setup: { settings: "refused", identity: "done" }, informIntervalSeconds: 300 },
	],
	[
		"one that refuses all of it is left as it is",
		refusing(() => true),
		[SETTINGS, SETTINGS.slice(0, 2), ...SETTINGS.slice(2).map((name) => [name])],
		{ setup: { settings: "refused", identity: "done" } },
	],
])("%s", (_title, device, expected, outcome) => {
	const ran = contact(device);
	expect(sets(ran)).toEqual(expected);
	expect(ran.outcome.facts).toMatchObject(outcome);
});

test("credentials that the device refused are not believed in", () => {
	const { facts: outcome } = contact(refusing(() => true)).outcome;
	for (const name of [
		"connectionRequestUsername",
		"connectionRequestPassword",
		"previousConnectionRequest",
		"informIntervalSeconds",
	])
		expect(outcome).not.toHaveProperty(name);
});

describe("quirk 16: a device that can't be configured for some minutes after its boot", () => {
	const NEVER = { setup: {} };
	const again = (code: number, before: Partial<Parameters<typeof firstContact>[0]> = NEVER) =>
		contact(
			refusing(() => true, fault(code)),
			before,
		).outcome.facts.setup;

	test.each([
		[9001, true],
		[9002, true],
		[9004, true],
		[9003, false],
		[9008, false],
	])("that refuses with %i is asked again later: %s", (code, isAsked) => {
		expect(again(code)?.again !== undefined).toBe(isAsked);
	});

	test("each time after twice as long, and not for ever", () => {
		const on = bench();
		const times: number[] = [];
		let setup = again(9002);
		for (let i = 0; setup?.again && i < 20; i++) {
			times.push((Date.parse(setup.again.at) - on.context.now().getTime()) / 60_000);
			setup = again(9002, { setup });
		}
		expect(times).toEqual([1, 2, 4, 8, 16, 32]);
		expect(setup).toMatchObject({ settings: "refused" });
	});

	test("is due from that moment on, and is done with once it was taken", () => {
		const setup = { settings: "refused", again: { times: 1, at: "2026-03-01T00:01:00.000Z" } } as const;
		expect(isDueAgain(setup, new Date("2026-03-01T00:00:59.000Z"))).toBe(false);
		expect(isDueAgain(setup, new Date("2026-03-01T00:01:00.000Z"))).toBe(true);
		expect(isDueAgain({ settings: "refused" }, new Date())).toBe(false);
		expect(contact(goodDevice(tree()), { setup }).outcome.facts.setup).toEqual({ settings: "done", identity: "done" });
	});
});

test("half of the credentials is never set without the other", () => {
	for (const device of [refusing(() => true), refusing((names) => names.length > 2), () => silence] as Device[]) {
		for (const names of sets(contact(device))) {
			expect(names.includes("ConnectionRequestUsername")).toBe(names.includes("ConnectionRequestPassword"));
		}
	}
});

describe("notification attributes", () => {
	test("are applied again where some were set before", () => {
		const ran = contact(goodDevice(tree()), { setup: { attributes: { "Device.X": 2 } } });
		expect(ran.sent.find(({ rpc }) => rpc === "SetParameterAttributes")?.body).toEqual({
			parameters: [{ path: "Device.X", notification: 2 }],
		});
		expect(ran.outcome.facts.setup).toMatchObject({ attributes: { "Device.X": 2 }, settings: "done" });
	});

	test("are not spoken of where there are none", () => {
		expect(countOf(contact(goodDevice(tree())), "SetParameterAttributes")).toBe(0);
	});
});

test("a device that answers no read has refused its identity", () => {
	const good = goodDevice(tree());
	const ran = contact((request, nth) => (request.rpc === "GetParameterValues" ? fault(9000) : good(request, nth)));
	expect(ran.outcome.facts.setup).toEqual({ settings: "done", identity: "refused" });
});

test("the fleet's moments are spread over the interval, each device's its own for ever", () => {
	const offsetOf = (id: string, informIntervalSeconds: number): number => {
		const [first] = contact(goodDevice(tree()), { id, informIntervalSeconds }).sent;
		if (first?.rpc !== "SetParameterValues") throw new Error("the first request is the set");
		const time = first.body.parameters.find(({ path }) => path.endsWith("Time"))?.value ?? "";
		expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		return (Date.parse(time) - Date.UTC(2020, 0, 1)) / 1000;
	};
	fc.assert(
		fc.property(fc.uuid(), fc.integer({ min: 1, max: 86_400 }), (id, interval) => {
			const offset = offsetOf(id, interval);
			expect(offset).toBe(offsetOf(id, interval));
			expect(offset).toBeGreaterThanOrEqual(0);
			expect(offset).toBeLessThan(interval);
		}),
		{ numRuns: 100 },
	);
	const offsets = Array.from({ length: 300 }, () => offsetOf(crypto.randomUUID(), 300));
	expect(new Set(offsets).size).toBeGreaterThan(120);
});
