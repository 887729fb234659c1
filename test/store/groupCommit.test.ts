import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Db, statement } from "../../src/store/db.ts";
import { type SessionEffect, sessionGroup, writeEffects } from "../../src/store/effects.ts";
import { type GroupCommit, openGroupCommit } from "../../src/store/groupCommit.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

/** Its queries go over connections of their own: what they see is committed. */
let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
	await database.query(
		statement("test.table", "create table committed (value integer primary key check (value >= 0))"),
	);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => database.query(statement("test.empty", "truncate committed")));

const ADD = statement("test.add", "insert into committed (value) select * from unnest($1::integer[])");
const PID = statement("test.pid", "select pg_backend_pid() as pid");
const VALUES = statement("test.values", "select value, xmin::text as transaction from committed order by value");
const KILL = statement("test.kill", "select pg_terminate_backend($1)");

async function values(): Promise<number[]> {
	return (await database.query<{ value: number }>(VALUES)).map(({ value }) => value);
}

interface Opened {
	readonly group: GroupCommit<number, void>;
	/** The groups that were tried, in order. */
	readonly tried: (readonly number[])[];
	readonly pid: () => number;
}

async function open(before: (effects: readonly number[]) => Promise<void> = async () => undefined): Promise<Opened> {
	const tried: (readonly number[])[] = [];
	let pid = 0;
	const write = async (db: Db, effects: readonly number[]) => {
		tried.push(effects);
		pid = (await db.query<{ pid: number }>(PID))[0]?.pid ?? 0;
		await db.query(ADD, [effects]);
		await before(effects);
	};
	const lost = (error: unknown) => /terminat|connection|ECONN|EPIPE/i.test(String((error as Error).message));
	return { group: await openGroupCommit(database, write, () => null, lost), tried, pid: () => pid };
}

test("one commit serves all that wait, in the order in which they came", async () => {
	const { group, tried } = await open();
	await Promise.all([3, 1, 2].map((value) => group.commit(value)));
	expect(tried).toEqual([[3, 1, 2]]);
	const rows = await database.query<{ transaction: string }>(VALUES);
	expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(1);
	await group.close();
});

test("while one group is written the next gathers", async () => {
	let release = (): void => undefined;
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	const { group, tried } = await open((effects) => (effects.includes(1) ? held : Promise.resolve()));
	const first = group.commit(1);
	await expect.poll(() => tried.length).toBe(1);
	const later = [2, 3, 4].map((value) => group.commit(value));
	expect(group.waiting).toBe(3);
	release();
	await Promise.all([first, ...later]);
	expect([tried, group.waiting]).toEqual([[[1], [2, 3, 4]], 0]);
	await group.close();
});

test("a group is bounded, and everything that waits is written", async () => {
	const { group, tried } = await open();
	await Promise.all(Array.from({ length: 1_201 }, (_, value) => group.commit(value)));
	expect(tried.map(({ length }) => length)).toEqual([500, 500, 201]);
	expect(await values()).toHaveLength(1_201);
	await group.close();
});

test("nothing resolves before it is durable", async () => {
	let release = (): void => undefined;
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	const { group, tried } = await open(() => held);
	let resolved = false;
	const committed = group.commit(1).then(async () => {
		resolved = true;
		return await values();
	});
	await expect.poll(() => tried.length).toBe(1);
	await delay(30);
	expect([resolved, await values()]).toEqual([false, []]);
	release();
	// What another connection sees at the very moment.
	expect(await committed).toEqual([1]);
	await group.close();
});

describe("a bad effect", () => {
	test("costs only itself", async () => {
		const { group, tried } = await open();
		const results = await Promise.allSettled([1, -1, 2].map((value) => group.commit(value)));
		expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
		expect(await values()).toEqual([1, 2]);
		expect(tried).toEqual([[1, -1, 2], [1], [-1], [2]]);
		await group.commit(3);
		expect(await values()).toEqual([1, 2, 3]);
		await group.close();
	});

	test("that is alone is tried once, and leaves nothing", async () => {
		const { group, tried } = await open();
		await expect(group.commit(-1)).rejects.toThrow("check constraint");
		expect([tried.length, await values()]).toEqual([1, []]);
		await group.close();
	});
});

test("a connection that is lost rejects what was in it, and the next goes over a new one", async () => {
	const { group, pid } = await open(async (effects) => {
		if (effects.includes(10)) await database.query(KILL, [pid()]);
	});
	await group.commit(1);
	const before = pid();
	const results = await Promise.allSettled([10, 11].map((value) => group.commit(value)));
	expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
	expect(await values()).toEqual([1]);
	await group.commit(12);
	expect(await values()).toEqual([1, 12]);
	expect(pid()).not.toBe(before);
	await group.close();
});

test("a connection that breaks while it is idle is known as lost at its next use", async () => {
	const { group, pid } = await open();
	await group.commit(1);
	await database.query(KILL, [pid()]);
	await delay(50);
	await Promise.allSettled([group.commit(2)]);
	await group.commit(3);
	expect(await values()).toContain(3);
	await group.close();
});

test("a group that is one statement is as durable, and a bad effect of it costs only itself", async () => {
	const never = async (): Promise<void> => {
		throw new Error("nothing is left to write");
	};
	const single = (effects: readonly number[]) => ({ use: ADD, values: [effects], resultOf: () => effects.length });
	const group = await openGroupCommit(database, never, single, () => false);
	const results = await Promise.allSettled([1, -1, 2].map((value) => group.commit(value).then(values)));
	expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
	expect(await values()).toEqual([1, 2]);
	await group.close();
});

test("closing commits what waits, and takes nothing any more", async () => {
	const { group } = await open();
	const waiting = [1, 2].map((value) => group.commit(value));
	await group.close();
	await Promise.all(waiting);
	expect(await values()).toEqual([1, 2]);
	await expect(group.commit(3)).rejects.toThrow("closing");
});

test("effects that an error names are refused, and the rest of their group is written at once", async () => {
	const tried: (readonly number[])[] = [];
	const write = async (db: Db, effects: readonly number[]): Promise<number> => {
		tried.push(effects);
		await db.query(ADD, [effects]);
		if (effects.some((value) => value > 9)) throw new Error("above nine");
		return effects.length;
	};
	const aboveNine = (error: unknown) =>
		(error as Error).message === "above nine" ? (value: number) => value > 9 : null;
	const group = await openGroupCommit(
		database,
		write,
		() => null,
		() => false,
		aboveNine,
	);
	const results = await Promise.allSettled([1, 10, 2, 11, 3].map((value) => group.commit(value)));
	expect(results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.message))).toEqual([
		3,
		"above nine",
		3,
		"above nine",
		3,
	]);
	expect([tried, await values()]).toEqual([
		[
			[1, 10, 2, 11, 3],
			[1, 2, 3],
		],
		[1, 2, 3],
	]);
	await group.close();
});

describe("effects of one device in one group", () => {
	const DEVICE = statement("test.device", "select to_jsonb(d) as row from device d where tenant = $1 and id = $2");

	test("are merged column by column: what only the first says stands, and of both the later counts", async () => {
		const { tenant } = await addTenant(database, { slug: "merged" });
		const device = await addDevice(database, tenant, { model: "AC-1", softwareVersion: "1.0" });
		const group = await openGroupCommit<SessionEffect, string>(database, writeEffects, sessionGroup, () => false);
		await Promise.all([
			group.commit({ tenant, device, facts: { parameterKey: "first", softwareVersion: "1.1" } }),
			group.commit({ tenant, device, facts: { softwareVersion: "2.0" } }),
			group.commit({ tenant, device, facts: { model: "AC-2" } }),
		]);
		await group.close();
		const [found] = await database.scope(tenant).query<{ row: object }>(DEVICE, [device]);
		expect(found?.row).toMatchObject({ parameter_key: "first", software_version: "2.0", model: "AC-2" });
	});
});
