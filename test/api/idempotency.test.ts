import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit } from "../../src/store/audit.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let device: string;

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());

const reboot = (key: string, body: object = { kind: "reboot" }) =>
	api.ask("POST", `/devices/${device}/operations`, { body, headers: { "idempotency-key": key } });

test("the same request with the same key is answered again, and acts once", async () => {
	const calls = api.engine.calls.length;
	const first = await reboot("once");
	const second = await reboot("once");
	expect([first.statusCode, second.statusCode]).toEqual([202, 202]);
	expect(second.json()).toEqual(first.json());
	expect(second.headers["idempotent-replayed"]).toBe("true");
	expect(api.engine.calls.length - calls).toBe(1);
});

test("requests that come at once act once", async () => {
	const answers = await Promise.all(Array.from({ length: 20 }, () => reboot("at once")));
	expect(answers.every(({ statusCode }) => statusCode === 400)).toBe(true);
	const good = await Promise.all(Array.from({ length: 20 }, () => reboot("at-once")));
	expect(new Set(good.map((answer) => answer.json().id)).size).toBe(1);
	expect(good.filter(({ headers }) => headers["idempotent-replayed"] === undefined)).toHaveLength(1);
	const { items } = (await api.ask("GET", `/operations?deviceId=${device}`)).json();
	expect(items.filter((item: { id: string }) => item.id === good[0]?.json().id)).toHaveLength(1);
});

test("the same key for another request is refused", async () => {
	await reboot("twice");
	const other = await reboot("twice", { kind: "discover" });
	expect([other.statusCode, other.json().code]).toEqual([409, "idempotencyKeyReused"]);
});

test("keys of different people and tenants don't meet", async () => {
	await reboot("mine");
	const token = await api.token("support");
	const options = { token, body: { kind: "discover" }, headers: { "idempotency-key": "mine" } };
	expect((await api.ask("POST", `/devices/${device}/operations`, options)).statusCode).toBe(202);
});

test("a request that failed may be tried again", async () => {
	const missing = "00000000-0000-4000-8000-000000000abc";
	const options = { body: { kind: "reboot" }, headers: { "idempotency-key": "later" } };
	expect((await api.ask("POST", `/devices/${missing}/operations`, options)).statusCode).toBe(404);
	await addDevice(api.database, api.tenant.default.tenant, { id: missing });
	expect((await api.ask("POST", `/devices/${missing}/operations`, options)).statusCode).toBe(202);
});

test("an answer that is shown once is replayed to its asker, and lies nowhere in clear", async () => {
	const options = { body: { name: "ci", tenant: "lab", role: "viewer" }, headers: { "idempotency-key": "token-1" } };
	const first = (await api.ask("POST", "/tokens", options)).json();
	expect((await api.ask("POST", "/tokens", options)).json()).toEqual(first);
	const kept = await api.database.query<{ all: string }>({
		name: "test.keys",
		text: "select string_agg(k::text, '') as all from idempotency_key k",
	});
	expect(kept[0]?.all).not.toContain(first.token);
	const trail = await readAudit(api.scope("lab"), { after: 0, limit: 100 });
	expect(JSON.stringify(trail)).not.toContain(first.token);
	expect(trail.filter(({ entry }) => entry.action === "token.create")).toHaveLength(1);
});

test("a deletion is answered again too", async () => {
	const id = await addDevice(api.database, api.tenant.default.tenant);
	const options = { headers: { "idempotency-key": "gone" } };
	expect((await api.ask("DELETE", `/devices/${id}`, options)).statusCode).toBe(204);
	const again = await api.ask("DELETE", `/devices/${id}`, options);
	expect([again.statusCode, again.body]).toEqual([204, ""]);
	expect((await api.ask("DELETE", `/devices/${id}`)).statusCode).toBe(404);
});

test("a wake that takes its time is not begun twice", async () => {
	let release = (): void => undefined;
	api.engine.beforeWake = new Promise((resolve) => {
		release = resolve;
	});
	const calls = api.engine.calls.length;
	const wake = () => api.ask("POST", `/devices/${device}/wake`, { headers: { "idempotency-key": "wake-1" } });
	const first = wake();
	await expect.poll(() => api.engine.calls.length).toBe(calls + 1);
	expect((await wake()).json().code).toBe("idempotencyKeyInProgress");
	release();
	expect((await first).json()).toMatchObject({ reachable: true });
	expect((await wake()).headers["idempotent-replayed"]).toBe("true");
	expect(api.engine.calls.length).toBe(calls + 1);
});
