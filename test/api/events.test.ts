import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { TenantId } from "../../src/store/db.ts";
import { type LiveEvent, publish } from "../../src/store/effects.ts";
import { purgeOutbox } from "../../src/store/outbox.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let base: string;

beforeAll(async () => {
	api = await openTestApi();
	base = await api.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => api[Symbol.asyncDispose]());

interface Received {
	readonly id: string;
	readonly event: string;
	readonly data: { type: string; tenant: string; deviceId: string | null; data: Record<string, unknown> };
}

interface Stream extends AsyncDisposable {
	readonly received: Received[];
	readonly response: Response;
	/** Resolves once so many events came. */
	until(count: number): Promise<Received[]>;
}

async function listen(query: string, headers: Record<string, string> = {}): Promise<Stream> {
	const abort = new AbortController();
	const response = await fetch(`${base}/api/v1/events?${query}`, {
		headers: { authorization: `Bearer ${api.adminToken}`, ...headers },
		signal: abort.signal,
	});
	const received: Received[] = [];
	const read = async (): Promise<void> => {
		let text = "";
		for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
			text += Buffer.from(chunk).toString("utf8");
			for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
				const lines = Object.fromEntries(
					text
						.slice(0, end)
						.split("\n")
						.map((line) => line.split(/: (.*)/s, 2)),
				);
				text = text.slice(end + 2);
				if (lines.id) received.push({ id: lines.id, event: lines.event, data: JSON.parse(lines.data) });
			}
		}
	};
	const done = read().catch(() => undefined);
	return {
		received,
		response,
		async until(count) {
			await expect.poll(() => received.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(count);
			return received;
		},
		async [Symbol.asyncDispose]() {
			abort.abort();
			await done;
		},
	};
}

const send = (tenant: TenantId, ...events: LiveEvent[]) =>
	api.database.transaction((tx) => publish(tx, [{ tenant, events }]));
const event = (n: number, more: Partial<LiveEvent> = {}): LiveEvent => ({
	type: "device.informed",
	data: { n },
	...more,
});
const numbers = (received: readonly Received[]) => received.map(({ data }) => data.data.n);

describe("live events", () => {
	test("come as they are committed, to their own tenant", async () => {
		await using stream = await listen("tenant=lab");
		expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
		await send(api.tenant.other.tenant, event(0));
		await send(api.tenant.lab.tenant, event(1), event(2));
		const received = await stream.until(2);
		expect(numbers(received)).toEqual([1, 2]);
		expect(received[0]).toMatchObject({ event: "device.informed", data: { tenant: "lab", deviceId: null } });
		expect(received.map(({ id }) => id.split(".")[1])).toEqual(["0", "1"]);
	});

	test("what a person does is among them", async () => {
		const device = await addDevice(api.database, api.tenant.lab.tenant);
		await using stream = await listen(`tenant=lab&deviceId=${device}`);
		await api.ask("POST", `/devices/${device}/operations?tenant=lab`, { body: { kind: "reboot" } });
		expect((await stream.until(1))[0]).toMatchObject({
			event: "operation.changed",
			data: { deviceId: device, data: { kind: "reboot", status: "queued" } },
		});
	});

	test("are filtered by device and by proof run", async () => {
		const [deviceId, proofRunId] = [crypto.randomUUID(), crypto.randomUUID()];
		await using byDevice = await listen(`tenant=lab&deviceId=${deviceId}`);
		await using byRun = await listen(`tenant=lab&proofRunId=${proofRunId}`);
		await send(api.tenant.lab.tenant, event(1, { deviceId }), event(2), event(3, { deviceId, proofRunId }));
		expect(numbers(await byDevice.until(2))).toEqual([1, 3]);
		expect(numbers(await byRun.until(1))).toEqual([3]);
	});

	test("resume where the reader was, within a row too, without a gap or a double", async () => {
		const ids: string[] = [];
		{
			await using stream = await listen("tenant=lab");
			await send(api.tenant.lab.tenant, event(1), event(2), event(3));
			ids.push(...(await stream.until(3)).map(({ id }) => id));
		}
		for (let n = 4; n < 600; n++) await send(api.tenant.lab.tenant, event(n));
		await using again = await listen("tenant=lab", { "last-event-id": ids[1] as string });
		for (let n = 600; n < 620; n++) await send(api.tenant.lab.tenant, event(n));
		expect(numbers(await again.until(617))).toEqual(Array.from({ length: 617 }, (_, i) => i + 3));
	});

	test("a transaction that drew its number earlier but ends later is not lost", async () => {
		await using stream = await listen("tenant=lab");
		let finish = (): void => undefined;
		const held = new Promise<void>((resolve) => {
			finish = resolve;
		});
		const slow = api.database.transaction(async (tx) => {
			await publish(tx, [{ tenant: api.tenant.lab.tenant, events: [event(1)] }]);
			await held;
		});
		await new Promise((resolve) => setTimeout(resolve, 50));
		await send(api.tenant.lab.tenant, event(2));
		finish();
		await slow;
		expect(numbers(await stream.until(2)).sort()).toEqual([1, 2]);
	});

	test("an open transaction in another database of the server holds nothing back", async () => {
		await using stream = await listen("tenant=lab");
		const other = new pg.Client({ connectionString: inject("testServer").url });
		await other.connect();
		await other.query("begin");
		await other.query("select pg_current_xact_id()");
		await send(api.tenant.lab.tenant, event(1));
		expect(numbers(await stream.until(1))).toEqual([1]);
		await other.end();
	});

	test("of before the purge, what is left is sent", async () => {
		await send(api.tenant.lab.tenant, event(1));
		await purgeOutbox(api.database, new Date(Date.now() + 1000));
		await send(api.tenant.lab.tenant, event(2));
		await using stream = await listen("tenant=lab", { "last-event-id": "1.0" });
		expect(numbers(await stream.until(1))).toEqual([2]);
	});

	test("an id that we never sent is none", async () => {
		await using stream = await listen("tenant=lab", { "last-event-id": "rubbish" });
		await send(api.tenant.lab.tenant, event(7));
		expect(numbers(await stream.until(1))).toEqual([7]);
	});

	test("need a permission, a tenant of one's own and known filters", async () => {
		const status = async (query: string, headers: Record<string, string>): Promise<number> => {
			const abort = new AbortController();
			const answer = await fetch(`${base}/api/v1/events?${query}`, { headers, signal: abort.signal });
			abort.abort();
			return answer.status;
		};
		const viewer = { authorization: `Bearer ${await api.token("viewer", "other")}` };
		expect(await status("", {})).toBe(401);
		expect(await status("", viewer)).toBe(200);
		expect(await status("tenant=lab", viewer)).toBe(404);
		expect(await status("colour=red", viewer)).toBe(400);
	});

	test("come to a browser by its cookie", async () => {
		const signIn = await api.ask("POST", "/session", { token: null, body: { token: api.adminToken } });
		const cookie = (signIn.headers["set-cookie"] as string).split(";")[0] as string;
		const abort = new AbortController();
		const answer = await fetch(`${base}/api/v1/events`, { headers: { cookie }, signal: abort.signal });
		expect(answer.status).toBe(200);
		abort.abort();
	});

	test("many listen on one connection", async () => {
		const streams = await Promise.all(Array.from({ length: 20 }, () => listen("tenant=lab")));
		const rows = await api.database.query<{ n: number }>({
			name: "test.listeners",
			text: "select count(*) as n from pg_stat_activity where datname = current_database() and query = 'listen certus_outbox'",
		});
		expect(rows[0]?.n).toBe(1);
		await send(api.tenant.lab.tenant, event(9));
		for (const stream of streams) expect(numbers(await stream.until(1))).toEqual([9]);
		for (const stream of streams) await stream[Symbol.asyncDispose]();
	});
});

test("the server closes while somebody listens", async () => {
	const own = await openTestApi();
	const url = await own.app.listen({ port: 0, host: "127.0.0.1" });
	const headers = { authorization: `Bearer ${own.adminToken}` };
	const answer = await fetch(`${url}/api/v1/events`, { headers });
	expect(answer.status).toBe(200);
	await own[Symbol.asyncDispose]();
	await answer.text().catch(() => undefined);
});
