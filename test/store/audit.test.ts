import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalJson } from "../../src/lib/canonicalJson.ts";
import { digestOf } from "../../src/lib/hash.ts";
import { appendAudit, readAudit } from "../../src/store/audit.ts";
import type { Tenant } from "../../src/store/tenants.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let first: Tenant;
let second: Tenant;

beforeAll(async () => {
	database = await openTestDatabase();
	first = await addTenant(database, { slug: "first" });
	second = await addTenant(database, { slug: "second" });
});
afterAll(() => database[Symbol.asyncDispose]());

const append = (tenant: Tenant, detail: Record<string, unknown>) =>
	database.transaction((tx) =>
		appendAudit(tx.scope(tenant.tenant), {
			at: new Date("2026-01-01T00:00:00Z"),
			tenant: tenant.slug,
			actor: "someone",
			actorId: null,
			action: "test",
			outcome: "done",
			detail,
		}),
	);

test("writers at once make one chain a tenant, without a gap", async () => {
	await Promise.all(
		Array.from({ length: 30 }, (_, n) => append(n % 2 ? first : second, { n, z: [1.5, null, "ü"], a: { b: 1e21 } })),
	);
	for (const tenant of [first, second]) {
		const rows = await readAudit(database.scope(tenant.tenant), { after: 0, limit: 100 });
		expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
		let previousHash = `sha256:${"0".repeat(64)}`;
		for (const { seq, entry, hash } of rows) {
			expect(entry).toMatchObject({ seq, previousHash, tenant: tenant.slug });
			expect(hash).toBe(digestOf(canonicalJson(entry)));
			previousHash = hash;
		}
	}
});

test("what a database can't hold does not break the chain", async () => {
	await append(first, { nul: "a\0b", half: "\ud800", at: new Date(0), nothing: undefined });
	const last = (await readAudit(database.scope(first.tenant), { after: 0, limit: 100 })).at(-1);
	expect(last?.entry.detail).toEqual({ nul: "a\ufffdb", half: "\ufffd", at: "1970-01-01T00:00:00.000Z" });
	expect(last?.hash).toBe(digestOf(canonicalJson(last?.entry)));
});

test("an entry goes with its transaction", async () => {
	const before = (await readAudit(database.scope(second.tenant), { after: 0, limit: 100 })).length;
	const scope = { at: new Date(), tenant: "second", actor: "x", actorId: null, action: "x", outcome: "x" };
	const failing = database.transaction(async (tx) => {
		await appendAudit(tx.scope(second.tenant), scope);
		throw new Error("no");
	});
	await expect(failing).rejects.toThrow("no");
	expect(await readAudit(database.scope(second.tenant), { after: 0, limit: 100 })).toHaveLength(before);
});
