import { expect, test } from "vitest";
import { type Inform, introduce } from "../../src/engine/informs.ts";
import { createKnownDevices } from "../../src/engine/knownDevices.ts";
import type { TenantId } from "../../src/store/db.ts";
import type { KnownDevice } from "../../src/store/devices.ts";
import type { Tenant } from "../../src/store/tenants.ts";

const TENANT = "00000000-0000-0000-0000-000000000001" as TenantId;

const INFORM = {
	device: { manufacturer: "Maker", oui: "02BE0C", productClass: "HG", serialNumber: "S1" },
	events: [],
	maxEnvelopes: 1,
	currentTime: "",
	retryCount: 0,
	parameters: [],
} as unknown as Inform;
const IDENTITY = { id: "d", strong: true, aliases: [] };
const DEVICE: KnownDevice = {
	...introduce({ tenant: TENANT } as Tenant, INFORM, IDENTITY, new Date("2026-03-02T00:00:00.001Z")).device,
	lastInformAt: new Date("2026-03-02T00:00:00.002Z"),
	lastInformEvents: ["2 PERIODIC", "6 CONNECTION REQUEST"],
	informParameters: [
		["Device.DeviceInfo.UpTime", "1", "xsd:unsignedInt"],
		["Device.X_Ö.油", 'ä\u0001"', "xsd:string"],
		["Device.Long.".repeat(100), "", ""],
	],
	previousConnectionRequest: { username: "u", password: "p" },
	setup: { settings: "done", attributes: { "Device.": 2 } },
	tags: ["a"],
	lab: false,
	supportedVersions: ["1.0", "1.4"],
	version: "1",
};

/** More than are held as they are. */
const MANY = 4_500;

/** A store whose device changes its `model` under the memory. */
function openMemory() {
	const store = { model: "A", reads: 0 };
	const known = createKnownDevices(async (tenant, id) => {
		store.reads++;
		return id === "unknown" ? null : { ...DEVICE, tenant, id, model: store.model };
	});
	const find = async (id = "d") => {
		const found = await known.find(TENANT, id);
		if (!found) throw new Error("not there");
		return found;
	};
	return { store, known, find };
}

test("a device that was kept is not read again, and has the version that it was kept with", async () => {
	const { store, known, find } = openMemory();
	const { device, place } = await find();
	known.keep(place, device, "2", "s1");
	expect((await find()).device).toMatchObject({ model: "A", version: "2" });
	expect(store.reads).toBe(1);
});

test("a device that was only read is read again", async () => {
	const { store, find } = openMemory();
	await find();
	await find();
	expect(store.reads).toBe(2);
});

test("a device whose Inform is vast is not remembered", async () => {
	const { store, known, find } = openMemory();
	const vast = Array.from({ length: 10_000 }, (_, i) => [`Device.X.${i}`, "a".repeat(20), "xsd:string"] as const);
	for (const informParameters of [vast, [["Device.X", "a".repeat(300_000), "xsd:string"] as const]]) {
		const { device, place } = await find();
		known.keep(place, { ...device, informParameters }, "2", "s1");
		const reads = store.reads;
		await find();
		expect(store.reads).toBe(reads + 1);
	}
});

test("what was forgotten between reading and keeping is not kept", async () => {
	const { store, known, find } = openMemory();
	const { device, place } = await find();
	known.forget(TENANT, "d");
	store.model = "B";
	known.keep(place, device, "2", "s1");
	expect((await find()).device.model).toBe("B");
});

test("a device that is not there leaves nothing behind", async () => {
	const { known, store } = openMemory();
	expect([await known.find(TENANT, "unknown"), await known.find(TENANT, "unknown"), store.reads]).toEqual([
		null,
		null,
		2,
	]);
});

test("a session counts as unended until its own end is durable", async () => {
	const { known, find } = openMemory();
	const { device, place } = await find();
	expect(place.openSession).not.toBeNull();
	known.keep(place, device, "2", "s2");
	known.ended(TENANT, "d", "s1");
	expect((await find()).place.openSession).toBe("s2");
	known.ended(TENANT, "d", "s2");
	expect((await find()).place.openSession).toBeNull();
});

/** Sessions of so many other devices, to their ends. */
async function othersCall(
	known: ReturnType<typeof openMemory>["known"],
	count: number,
	more: Partial<KnownDevice> = {},
	name = "other",
) {
	for (let i = 0; i < count; i++) {
		const found = await known.find(TENANT, `${name}-${i}`);
		if (!found) throw new Error("not there");
		known.keep(found.place, { ...found.device, ...more }, "2", "s");
		known.ended(TENANT, `${name}-${i}`, "s");
	}
}

test("a device that others have followed is remembered whole", async () => {
	const { store, known, find } = openMemory();
	const { device, place } = await find();
	known.keep(place, { ...device, sessionCount: 7 }, "2", "s1");
	known.ended(TENANT, "d", "s1");
	await othersCall(known, MANY);
	const reads = store.reads;
	const again = await find();
	expect(again.device).toEqual({ ...DEVICE, model: "A", sessionCount: 7, version: "2" });
	expect(again.place.openSession).toBeNull();
	known.keep(again.place, again.device, "3", "s2");
	expect((await find()).device.version).toBe("3");
	expect(store.reads).toBe(reads);
});

test("of a device whose session had not ended when others followed nothing is taken from memory", async () => {
	const { store, known, find } = openMemory();
	const { device, place } = await find();
	known.keep(place, device, "2", "s1");
	await othersCall(known, MANY);
	store.model = "B";
	const again = await find();
	expect([again.device.model, again.place.openSession]).toEqual(["B", "unknown"]);
});

test("what others have followed is forgotten as well", async () => {
	const { store, known, find } = openMemory();
	const { device, place } = await find();
	known.keep(place, device, "2", "s1");
	known.ended(TENANT, "d", "s1");
	await othersCall(known, MANY);
	known.forget(TENANT, "d");
	store.model = "B";
	expect((await find()).device.model).toBe("B");
});

test("memory has a bound in bytes: what has no place is read again", async () => {
	const { store, known } = openMemory();
	const value = "x".repeat(250_000);
	const large = 600;
	await othersCall(known, large, { informParameters: [["Device.Large", value, "xsd:string"]] });
	await othersCall(known, MANY, {}, "small");
	const reads = store.reads;
	for (let i = 0; i < large; i++) await known.find(TENANT, `other-${i}`);
	const found = large - (store.reads - reads);
	expect(found).toBeGreaterThan(400);
	expect(found * value.length).toBeLessThan(128 * 1024 * 1024);
});
