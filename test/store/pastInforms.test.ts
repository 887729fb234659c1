import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TenantId } from "../../src/store/db.ts";
import { type SessionEffect, writeEffects } from "../../src/store/effects.ts";
import { readInformsSince } from "../../src/store/sessions.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

const INTERVAL = "Device.ManagementServer.PeriodicInformInterval";

let database: TestDatabase;
let tenant: TenantId;
let device: string;
beforeAll(async () => {
	database = await openTestDatabase();
	({ tenant } = await addTenant(database, { slug: "past-informs" }));
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
	device = await addDevice(database, tenant);
});

const minute = (n: number): string => new Date(Date.UTC(2026, 2, 2, 0, n)).toISOString();

async function write(effect: Partial<SessionEffect>, on = device): Promise<void> {
	await database.transaction((tx) => writeEffects(tx, [{ tenant, device: on, ...effect }]));
}

function session(n: number, slot: number, on = device): Promise<void> {
	const sessionEnd = {
		...{ id: crypto.randomUUID(), slot, startedAt: minute(n), endedAt: minute(n), outcome: "done" },
		...{ events: ["2 PERIODIC"], remoteAddress: "::1", rpcs: 0, transcript: null },
	};
	return write({ sessionEnd }, on);
}

const minutesSince = async (paths: readonly string[], limit = 10) =>
	(await readInformsSince(database.scope(tenant), device, paths, limit)).map(({ at }) => at.getUTCMinutes());

test("the newest sessions, oldest first, of this device alone", async () => {
	const other = await addDevice(database, tenant);
	for (const n of [1, 2, 3]) await session(n, n);
	await session(4, 0, other);
	expect(await minutesSince([INTERVAL])).toEqual([1, 2, 3]);
	expect(await minutesSince([INTERVAL], 2)).toEqual([2, 3]);
	expect((await readInformsSince(database.scope(tenant), device, [], 1))[0]?.events).toEqual(["2 PERIODIC"]);
});

test("only what came after the last change of one of the parameters", async () => {
	for (const n of [1, 3, 5]) await session(n, n);
	const changed = (n: number, path: string) => ({ path, before: "300", after: "60", at: minute(n) });
	await write({ changes: [changed(2, INTERVAL), changed(4, "Device.DeviceInfo.UpTime")] });
	expect(await minutesSince([INTERVAL])).toEqual([3, 5]);
	expect(await minutesSince(["Device.DeviceInfo.UpTime"])).toEqual([5]);
	expect(await minutesSince(["Device.ManagementServer.PeriodicInformTime"])).toEqual([1, 3, 5]);
});

test("only what came after first contact, which sets them", async () => {
	for (const n of [1, 3]) await session(n, n);
	await write({ timeline: [{ at: minute(2), type: "firstContact", detail: {} }] });
	expect(await minutesSince([INTERVAL])).toEqual([3]);
	await write({ timeline: [{ at: minute(4), type: "boot", detail: {} }] });
	expect(await minutesSince([INTERVAL])).toEqual([3]);
});
