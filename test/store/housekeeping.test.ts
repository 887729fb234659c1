import { afterAll, beforeAll, expect, test } from "vitest";
import { keepHouse } from "../../src/app/housekeeping.ts";
import { insertConsoleSession } from "../../src/store/consoleSessions.ts";
import { publish } from "../../src/store/effects.ts";
import { claimKey, readAnswer } from "../../src/store/idempotency.ts";
import { lockAttempts } from "../../src/store/signInAttempts.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;

beforeAll(async () => {
	database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const count = async (table: string): Promise<number> => {
	const rows = await database.query<{ n: number }>({
		name: `test.count.${table}`,
		text: `select count(*) as n from ${table}`,
	});
	return rows[0]?.n ?? -1;
};

test("what has served its time is removed, and only that", async () => {
	const { tenant } = await addTenant(database, { slug: "default" });
	const now = new Date();
	const hours = (n: number): Date => new Date(now.getTime() + n * 3_600_000);
	await publish(database, [{ tenant, events: [{ type: "device.seen", data: {} }] }]);
	const claim = { actor: "a", fingerprint: "f", abandonedBefore: hours(-9) };
	await claimKey(database.scope(tenant), { ...claim, key: "old", now: hours(-25) });
	await claimKey(database.scope(tenant), { ...claim, key: "new", now: hours(-23) });
	for (const [digest, begun, ends] of [
		["over", -1, -0.5],
		["idle", -3, 9],
		["live", -1, 1],
	] as const) {
		await insertConsoleSession(database, {
			id: crypto.randomUUID(),
			digest,
			owner: { token: crypto.randomUUID() },
			method: "token",
			startedAt: hours(begun),
			expiresAt: hours(ends),
			address: "192.0.2.1",
		});
	}
	for (const [digest, at] of [
		["forgotten", -25],
		["recent", -1],
	] as const) {
		await lockAttempts(database, digest, hours(at));
	}

	await keepHouse(database, now);
	expect([await count("outbox"), await count("idempotency_key"), await count("console_session")]).toEqual([1, 1, 1]);
	expect(await count("sign_in_attempt")).toBe(1);
	expect(await readAnswer(database.scope(tenant), "a", "new")).toMatchObject({ status: null });
	await keepHouse(database, hours(1.1));
	expect([await count("outbox"), await count("console_session")]).toEqual([0, 0]);
});

test("a claim whose process died is taken over; one that is answered is not", async () => {
	const { tenant } = await addTenant(database, { slug: "claims" });
	const scope = database.scope(tenant);
	const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
	const claim = { actor: "a", key: "k", fingerprint: "f" };
	expect(await claimKey(scope, { ...claim, now: at(0), abandonedBefore: at(-10) })).toBe(true);
	expect(await claimKey(scope, { ...claim, now: at(5), abandonedBefore: at(-5) })).toBe(false);
	expect(await claimKey(scope, { ...claim, now: at(15), abandonedBefore: at(5) })).toBe(true);
});
