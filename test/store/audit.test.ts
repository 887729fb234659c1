import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTrail, verifyTrail } from "../../src/app/auditTrail.ts";
import { keepHouse } from "../../src/app/housekeeping.ts";
import { chainVerifier } from "../../src/lib/auditChain.ts";
import { canonicalJson } from "../../src/lib/canonicalJson.ts";
import { digestOf } from "../../src/lib/hash.ts";
import { type AuditFacts, appendAudit, readAudit, readAuditHead } from "../../src/store/audit.ts";
import { type AuditFilter, listAudit } from "../../src/store/auditList.ts";
import { deleteCut, setCut } from "../../src/store/auditRetention.ts";
import type { Scope } from "../../src/store/db.ts";
import { patchTenant, type Tenant } from "../../src/store/tenants.ts";
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
			action: "webhook.test",
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
	const scope = {
		at: new Date(),
		tenant: "second",
		actor: "x",
		actorId: null,
		action: "webhook.test",
		outcome: "x",
	} as const;
	const failing = database.transaction(async (tx) => {
		await appendAudit(tx.scope(second.tenant), scope);
		throw new Error("no");
	});
	await expect(failing).rejects.toThrow("no");
	expect(await readAudit(database.scope(second.tenant), { after: 0, limit: 100 })).toHaveLength(before);
});

const facts = (tenant: Tenant, changes: Partial<AuditFacts> = {}): AuditFacts => ({
	at: new Date("2026-01-01T00:00:00Z"),
	tenant: tenant.slug,
	actor: "someone",
	actorId: null,
	action: "webhook.test",
	outcome: "done",
	...changes,
});

const appendAll = (tenant: Tenant, entries: readonly Partial<AuditFacts>[]) =>
	database.transaction((tx) =>
		appendAudit(tx.scope(tenant.tenant), ...entries.map((changes) => facts(tenant, changes))),
	);

const sql = (text: string) => database.query({ name: `test.${digestOf(text).slice(7, 27)}`, text });

/** What was done to the database behind the triggers' back, as one who owns it may. */
async function tamper(text: string): Promise<void> {
	await sql("alter table audit disable trigger user");
	await sql(text);
	await sql("alter table audit enable trigger user");
}

describe("the database", () => {
	test.each([
		"update audit set hash = ''",
		"update audit set entry = entry where seq < 0",
		"delete from audit where seq = 2",
		"truncate audit",
		"delete from audit_head",
		"truncate audit_head",
		"update audit_head set seq = seq - 1",
	])("refuses: %s", async (text) => {
		await expect(sql(text)).rejects.toThrow("the audit trail is only added to");
	});

	test("lets go what retention has recorded as cut, and nothing beyond", async () => {
		const tenant = await addTenant(database, { slug: "cut" });
		await appendAll(
			tenant,
			Array.from({ length: 5 }, () => ({})),
		);
		const scope = database.scope(tenant.tenant);
		expect(await setCut(scope, 3)).toBe(true);
		expect(await setCut(scope, 3)).toBe(false);
		await expect(sql("delete from audit where seq <= 4")).rejects.toThrow("only added to");
		expect(await deleteCut(scope, 2)).toBe(2);
		expect(await deleteCut(scope, 2)).toBe(1);
		expect((await readAudit(scope, { after: 0, limit: 10 })).map(({ seq }) => seq)).toEqual([4, 5]);
		await expect(sql("update audit_head set cut_seq = 0")).rejects.toThrow("its head does not go back");
	});
});

describe("a tenant's trail", () => {
	const many = Array.from({ length: 40 }, (_, n) => ({ detail: { n } }));

	test("is verified up to where it is known to end", async () => {
		const tenant = await addTenant(database, { slug: "verified" });
		const scope = database.scope(tenant.tenant);
		expect(await verifyTrail(scope)).toMatchObject({ ok: true, entries: 0 });
		await appendAll(tenant, many);
		expect(await verifyTrail(scope)).toMatchObject({
			ok: true,
			entries: 40,
			head: (await readAuditHead(scope))?.hash,
		});
	});

	test.each([
		["changed", 7, `update audit set entry = entry || '{"actor":"nobody"}' where seq = 7 and TENANT`],
		["removed", 7, "delete from audit where seq in (7, 8) and TENANT"],
		["removed", 1, "delete from audit where seq < 4 and TENANT"],
		["removed", 39, "delete from audit where seq > 38 and TENANT"],
		["changed", 7, "update audit set entry = entry || jsonb_build_object('seq', 9) where seq = 7 and TENANT"],
	] as const)("that was %s at entry %i is found there", async (tampering, seq, text) => {
		const tenant = await addTenant(database, { slug: `tampered-${crypto.randomUUID()}` });
		await appendAll(tenant, many);
		await tamper(text.replace("TENANT", `tenant = '${tenant.tenant}'`));
		expect(await verifyTrail(database.scope(tenant.tenant))).toMatchObject({ ok: false, tampering, seq });
	});

	test("whose entries changed places is found at the first of them", async () => {
		const tenant = await addTenant(database, { slug: "reordered" });
		await appendAll(tenant, many);
		const swap = `update audit a set entry = b.entry, hash = b.hash from audit b where a.tenant = '${tenant.tenant}'
			and b.tenant = a.tenant and (a.seq, b.seq) in ((11, 20), (20, 11))`;
		await tamper(swap);
		const verdict = await verifyTrail(database.scope(tenant.tenant));
		expect(verdict).toMatchObject({ ok: false, tampering: "reordered", seq: 11 });
	});
});

test("a page of large entries is small, and the trail of them whole", async () => {
	const tenant = await addTenant(database, { slug: "large" });
	const scope = database.scope(tenant.tenant);
	const large = { detail: { text: "x".repeat(1024 * 1024) } };
	await appendAll(
		tenant,
		Array.from({ length: 12 }, () => large),
	);
	const page = await readAudit(scope, { after: 0, limit: 500 });
	expect(page.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
	expect(await verifyTrail(scope)).toMatchObject({ ok: true, entries: 12 });
});

describe("the list", () => {
	const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
	const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
	let tenant: Tenant;
	const seqs = async (filter: AuditFilter, before: number | null = null, limit = 100) =>
		(await listAudit(database.scope(tenant.tenant), filter, { before, limit })).map(({ seq }) => seq);

	beforeAll(async () => {
		tenant = await addTenant(database, { slug: "listed" });
		await appendAll(tenant, [
			{ at: minute(1), actor: "ann", action: "device.patch" },
			{ at: minute(4), actor: "bob", action: "device.wake", deviceId: one },
			// Written after the one before, but older: another process's clock.
			{ at: minute(2), actor: "ann", action: "device.wake", deviceId: two, subscriberId: "s" },
			{ at: minute(5), actor: "bob", action: "device.patch", deviceId: one },
			{ at: minute(3), actor: "ann", action: "device.wake", deviceId: one },
		]);
	});

	test.each<[string, AuditFilter, number[]]>([
		["all of it", {}, [5, 4, 3, 2, 1]],
		["of a device", { deviceId: one }, [5, 4, 2]],
		["of a subscriber", { subscriberId: "s" }, [3]],
		["by an actor", { actor: "ann" }, [5, 3, 1]],
		["of an action", { action: "device.wake" }, [5, 3, 2]],
		["by an actor, of an action", { actor: "ann", action: "device.wake" }, [5, 3]],
		["since a time", { since: minute(3) }, [5, 4, 2]],
		["since a time that nothing reaches", { since: minute(6) }, []],
		["of all at once", { deviceId: one, actor: "bob", action: "device.patch", since: minute(4) }, [4]],
		["of what there is not", { deviceId: crypto.randomUUID() }, []],
	])("%s, newest first", async (_title, filter, expected) => {
		expect(await seqs(filter)).toEqual(expected);
	});

	test("goes on from where a page ended", async () => {
		expect(await seqs({ actor: "ann" }, null, 2)).toEqual([5, 3]);
		expect(await seqs({ actor: "ann" }, 3, 2)).toEqual([1]);
	});

	test("takes an index for each filter", async () => {
		await sql("analyze audit");
		for (const [index, condition] of [
			["audit_device", `entry->>'deviceId' = '${one}'`],
			["audit_subscriber", "entry->>'subscriberId' = 's'"],
			["audit_actor", "entry->>'actor' = 'ann'"],
			["audit_action", "entry->>'action' = 'device.wake'"],
		]) {
			await database.transaction(async (tx) => {
				await tx.query({ name: "test.noSeqScan", text: "set local enable_seqscan = off" });
				await tx.query({ name: "test.noSort", text: "set local enable_sort = off" });
				const text = `explain select seq from audit where tenant = '${tenant.tenant}' and ${condition} order by seq desc limit 5`;
				const plan = await tx.query({ name: `test.plan.${index}`, text });
				expect(JSON.stringify(plan)).toContain(index);
			});
		}
	});
});

describe("retention", () => {
	const day = (n: number, hour = 0): Date => new Date(Date.UTC(2026, 5, n, hour));
	const keep = async (slug: string, auditRetentionDays: number | null) => {
		const tenant = await addTenant(database, { slug });
		await patchTenant(database, slug, { auditRetentionDays });
		return tenant;
	};
	const trailOf = async ({ tenant }: Tenant) => readAudit(database.scope(tenant), { after: 0, limit: 1_000 });
	const verify = ({ tenant }: Tenant) => verifyTrail(database.scope(tenant));

	test("keeps a trail for ever unless its tenant says how long", async () => {
		const tenant = await keep("for-ever", null);
		await appendAll(tenant, [{ at: new Date(0) }]);
		await keepHouse(database, day(20));
		expect(await trailOf(tenant)).toHaveLength(1);
	});

	test("cuts what is older off the beginning, says so in the trail, and the rest verifies", async () => {
		const tenant = await keep("ten-days", 10);
		await appendAll(
			tenant,
			[5, 6, 12, 9, 13].map((n) => ({ at: day(n, 12) })),
		);
		const before = await trailOf(tenant);
		await keepHouse(database, day(20, 3));
		const after = await trailOf(tenant);
		// What is old but stands behind something younger stays, so that the trail stays one piece.
		expect(after.map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
		expect(after.at(-1)?.entry).toMatchObject({
			at: day(20, 3).toISOString(),
			actor: "certus",
			action: "audit.retention",
			detail: {
				throughSeq: 2,
				throughHash: before[1]?.hash,
				entries: 2,
				before: day(10).toISOString(),
				retentionDays: 10,
			},
		});
		expect(await verify(tenant)).toMatchObject({ ok: true, entries: 4, from: before[1]?.hash });
	});

	test("goes on day by day, and comes to rest when nothing happens any more", async () => {
		const tenant = await keep("day-by-day", 1);
		await appendAll(
			tenant,
			[1, 2, 3].map((n) => ({ at: day(n, 12) })),
		);
		for (const n of [3, 4, 5, 6, 7, 8, 9]) {
			await keepHouse(database, day(n, 1));
			await keepHouse(database, day(n, 2));
			expect(await verify(tenant)).toMatchObject({ ok: true });
		}
		expect((await trailOf(tenant)).map(({ entry }) => [entry.seq, entry.action])).toEqual([
			[5, "audit.retention"],
			[6, "audit.retention"],
		]);
		await appendAll(tenant, [{ at: day(9, 5) }]);
		expect(await verify(tenant)).toMatchObject({ ok: true, entries: 3 });
	});

	test("leaves a trail that shows when more was removed than was cut", async () => {
		const tenant = await keep("more-removed", 10);
		await appendAll(
			tenant,
			[1, 2, 15, 16, 17].map((n) => ({ at: day(n) })),
		);
		await keepHouse(database, day(20));
		await tamper(`delete from audit where seq <= 4 and tenant = '${tenant.tenant}'`);
		const exported = chainVerifier();
		for (const { entry, hash } of await trailOf(tenant)) exported.add(entry, hash);
		for (const verdict of [await verify(tenant), exported.end()]) {
			expect(verdict).toMatchObject({ ok: false, tampering: "removed", seq: 3 });
		}
	});

	test("that cuts what is just being read is no tampering: a verification begins anew, an export breaks off", async () => {
		/** A trail between whose first page and second retention comes. */
		const disturbed = async (slug: string): Promise<Scope> => {
			const tenant = await keep(slug, 10);
			await appendAll(
				tenant,
				Array.from({ length: 1_200 }, (_, n) => ({ at: day(n < 1_000 ? 1 : 15) })),
			);
			const scope = database.scope(tenant.tenant);
			let pages = 0;
			return {
				tenant: tenant.tenant,
				async query(use, values) {
					if (use.name === "audit.read" && ++pages === 2) await keepHouse(database, day(20));
					return scope.query(use, values);
				},
			};
		};
		expect(await verifyTrail(await disturbed("while-verified"))).toMatchObject({ ok: true, entries: 201 });
		const scope = await disturbed("while-exported");
		const reading = readTrail(scope, await readAuditHead(scope));
		expect((await reading.next()).value).toHaveLength(500);
		await expect(reading.next()).rejects.toMatchObject({ code: "auditCut" });
	});

	test("finishes what a run before it had only recorded", async () => {
		const tenant = await keep("interrupted", 10);
		await appendAll(
			tenant,
			[1, 2, 15].map((n) => ({ at: day(n) })),
		);
		const rows = await trailOf(tenant);
		const cut = { throughSeq: 2, throughHash: rows[1]?.hash };
		await appendAll(tenant, [{ at: day(19), action: "audit.retention", detail: cut }]);
		await setCut(database.scope(tenant.tenant), 2);
		expect(await verify(tenant)).toMatchObject({ ok: true, entries: 2 });
		await keepHouse(database, day(20));
		expect((await trailOf(tenant)).map(({ seq }) => seq)).toEqual([3, 4]);
	});
});
