/** Which version a device is known by, where its Informs and its tree say different things. */
import { expect, test } from "vitest";
import { carriedIdentity, factsFrom } from "../../src/engine/observations.ts";
import type { KnownDevice } from "../../src/store/devices.ts";

const AT = "2026-03-01T12:00:00.000Z";
const VERSION = "Device.DeviceInfo.SoftwareVersion";
const HARDWARE = "Device.DeviceInfo.HardwareVersion";

const device = (softwareVersion: string | null, carried: Readonly<Record<string, string>>) =>
	({
		tenant: "00000000-0000-4000-8000-000000000001",
		...{ vendor: "Acme", oui: "00D09E", model: "HG", productClass: "HG", hardwareVersion: "1", softwareVersion },
		informParameters: Object.entries(carried).map(([path, value]) => [path, value, "xsd:string"] as const),
		parameterRoot: "Device.",
		...{ mac: null, timeZone: "UTC0" },
	}) as unknown as KnownDevice;

test.each<[string, string | null, Readonly<Record<string, string>>, object]>([
	["its Informs carry another: theirs stays", "1.0", { [VERSION]: "1.0" }, {}],
	["it was stored before: theirs comes back", "9.9", { [VERSION]: "1.0" }, { softwareVersion: "1.0" }],
	["its Informs carry none: the tree's", "1.0", {}, { softwareVersion: "9.9" }],
	["its Informs carry an empty one: the tree's", null, { [VERSION]: " " }, { softwareVersion: "9.9" }],
	["the hardware's alike", "9.9", { [HARDWARE]: "2" }, { hardwareVersion: "2" }],
])("the tree says 9.9, and %s", (_title, stored, carried, facts) => {
	const known = device(stored, carried);
	const read = [{ path: VERSION, value: "9.9", type: "xsd:string" }];
	const seen = factsFrom(known, read, AT, carriedIdentity(known));
	expect(seen.facts).toEqual(facts);
	expect(seen.modelVersion !== undefined).toBe(Object.keys(facts).length > 0);
});

test.each([
	["another", "CET-1CEST,M3.5.0,M10.5.0/3", { timeZone: "CET-1CEST,M3.5.0,M10.5.0/3" }],
	["the same", "UTC0", {}],
	["none any more", "", { timeZone: "" }],
])("a device tells a time zone: %s", (_title, value, facts) => {
	const told = [{ path: "Device.Time.LocalTimeZone", value, type: "xsd:string" }];
	expect(factsFrom(device("9.9", {}), told, AT).facts).toEqual(facts);
});

test("its Informs carry a model's name: the tree's, which is another, does not make it another model", () => {
	const name = "Device.DeviceInfo.ModelName";
	const read = [{ path: name, value: "HG-2", type: "xsd:string" }];
	const known = device("1.0", { [name]: "HG" });
	expect(factsFrom(known, read, AT, carriedIdentity(known)).facts).toEqual({});
	const unnamed = device("1.0", {});
	expect(factsFrom(unnamed, read, AT, carriedIdentity(unnamed)).facts).toEqual({ model: "HG-2" });
});
