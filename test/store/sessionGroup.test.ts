import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sealInput } from "../../src/device/sealedInput.ts";
import { statement, type TenantId } from "../../src/store/db.ts";
import { deleteDevice, findDevice, patchDevice } from "../../src/store/devices.ts";
import {
	isOutdated,
	type SessionEffect,
	type SessionEnd,
	sessionGroup,
	writeEffects,
} from "../../src/store/effects.ts";
import { type GroupCommit, openGroupCommit } from "../../src/store/groupCommit.ts";
import { insertQueued } from "../../src/store/queue.ts";
import { listSessions } from "../../src/store/sessions.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

let database: TestDatabase;
let group: GroupCommit<SessionEffect, string>;
let tenant: TenantId;
let device: string;
beforeAll(async () => {
	database = await openTestDatabase();
	group = await openGroupCommit(database, writeEffects, sessionGroup, () => false, isOutdated);
	({ tenant } = await addTenant(database, { slug: "sessions" }));
});
afterAll(async () => {
	await group.close();
	await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
	device = await addDevice(database, tenant);
});

const known = async (id = device) => await findDevice(database.scope(tenant), id);
const minute = (n: number): string => new Date(Date.UTC(2026, 2, 2, 0, n)).toISOString();
const ids = { first: crypto.randomUUID(), second: crypto.randomUUID() };

function began(
	at: string,
	{ id = crypto.randomUUID() as string, slot = 0, version = undefined as string | undefined, on = device } = {},
): SessionEffect {
	const session = { id, slot, remoteAddress: "::1", afterUnended: true };
	return {
		tenant,
		device: on,
		inform: { at, events: ["2 PERIODIC"], count: 2, parameters: null, session, ...(version && { version }) },
	};
}

function ended(id: string, startedAt: string, slot = 0): SessionEffect {
	const sessionEnd: SessionEnd = {
		...{ id, slot, startedAt, endedAt: minute(59), outcome: "done", events: ["2 PERIODIC"], remoteAddress: "::1" },
		...{ rpcs: 3, transcript: Buffer.from("t") },
	};
	return { tenant, device, sessionEnd };
}

const sessions = async () =>
	(await listSessions(database.scope(tenant), device, { before: null, limit: 50 })).map(({ id, outcome }) => [
		id,
		outcome,
	]);

describe("an Inform of a device as it was known", () => {
	test("is written, and gives the version that the row has then", async () => {
		const version = (await known())?.version as string;
		const next = await group.commit(began(minute(1), { version }));
		expect(next).not.toBe(version);
		expect(await known()).toMatchObject({ version: next, sessionCount: 2, lastInformAt: new Date(minute(1)) });
		await group.commit(began(minute(2), { version: next }));
		expect(await known()).toMatchObject({ lastInformAt: new Date(minute(2)) });
	});

	const CHANGES: readonly [string, () => Promise<unknown>][] = [
		["was changed", () => patchDevice(database.scope(tenant), device, { tags: ["x"] })],
		["has had another Inform", () => group.commit(began(minute(1)))],
		["was removed", () => deleteDevice(database.scope(tenant), device)],
		["has something in its queue", () => queueRead()],
	];
	test.each(CHANGES)("is refused where the device %s, and the rest of its group is written", async (_title, change) => {
		const version = (await known())?.version as string;
		const other = await addDevice(database, tenant);
		const otherVersion = (await known(other))?.version as string;
		await change();
		const before = await known();
		const [refused, written] = await Promise.allSettled([
			group.commit(began(minute(5), { version })),
			group.commit(began(minute(5), { version: otherVersion, on: other })),
		]);
		expect(refused.status === "rejected" && isOutdated(refused.reason)).toBeTruthy();
		expect(written.status).toBe("fulfilled");
		expect(await known()).toEqual(before);
		expect(await known(other)).toMatchObject({ lastInformAt: new Date(minute(5)) });
	});

	test("that says nothing of a version is written whatever stands there", async () => {
		await queueRead();
		await group.commit(began(minute(3)));
		expect(await known()).toMatchObject({ lastInformAt: new Date(minute(3)) });
	});

	async function queueRead(): Promise<void> {
		const id = crypto.randomUUID();
		const at = new Date(minute(0));
		await insertQueued(database.scope(tenant), {
			...{
				id,
				device,
				kind: "read",
				input: sealInput(testVault, tenant, {}),
				authority: "user",
				request: id,
				requestedBy: "test",
			},
			...{ createdAt: at, acceptedAt: at, expiresAt: new Date(minute(59)), waitSeconds: null },
		});
	}
});

describe("a session's row", () => {
	test("stands from its Inform on, once, and takes its end", async () => {
		await group.commit(began(minute(1), { id: ids.first }));
		expect(await sessions()).toEqual([[ids.first, null]]);
		await group.commit(ended(ids.first, minute(1)));
		expect(await sessions()).toEqual([[ids.first, "done"]]);
	});

	test("stays where the session never ended and the next one begins", async () => {
		await group.commit(began(minute(1), { id: ids.first, slot: 1 }));
		await group.commit(began(minute(2), { id: ids.second, slot: 2 }));
		expect(await sessions()).toEqual([
			[ids.second, null],
			[ids.first, null],
		]);
	});

	test("takes an end that comes together with the next session's beginning", async () => {
		await group.commit(began(minute(1), { id: ids.first, slot: 1 }));
		await Promise.all([
			group.commit(ended(ids.first, minute(1), 1)),
			group.commit(began(minute(2), { id: ids.second, slot: 2 })),
		]);
		expect(await sessions()).toEqual([
			[ids.second, null],
			[ids.first, "done"],
		]);
	});

	test("gives its slot to a newer session, and not back to an older one", async () => {
		await group.commit(began(minute(1), { id: ids.first }));
		await group.commit(began(minute(2), { id: ids.second }));
		await group.commit(ended(ids.second, minute(2)));
		await group.commit(ended(ids.first, minute(1)));
		expect(await sessions()).toEqual([[ids.second, "done"]]);
	});

	test("is not made for a device that was removed meanwhile", async () => {
		const ALL = statement("test.sessions", "select id from cwmp_session where tenant = $1 and device = $2");
		await group.commit(began(minute(1), { id: ids.first }));
		await deleteDevice(database.scope(tenant), device);
		await group.commit(ended(ids.first, minute(1)));
		expect(await database.scope(tenant).query(ALL, [device])).toEqual([]);
	});
});
