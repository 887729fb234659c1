import { expect, test } from "vitest";
import { createKnownDevices } from "../../src/engine/knownDevices.ts";
import type { TenantId } from "../../src/store/db.ts";
import type { KnownDevice } from "../../src/store/devices.ts";

const TENANT = "00000000-0000-0000-0000-000000000001" as TenantId;

/** A store whose device changes its `model` under the memory. */
function openMemory() {
	const store = { model: "A", reads: 0 };
	const known = createKnownDevices(async (tenant, id) => {
		store.reads++;
		return id === "unknown"
			? null
			: ({
					tenant,
					id,
					model: store.model,
					version: "1",
					lastInformEvents: [],
					informParameters: [],
				} as unknown as KnownDevice);
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
