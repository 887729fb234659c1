/** What people did to a device or a subscriber, and when they had signed in, on timelines. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TOLD_BY_ENTRIES } from "../../src/shared/auditActions.ts";
import { appendAudit } from "../../src/store/audit.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";
import { PASSWORD, signInAs } from "../support/people.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

interface Entry {
	readonly at: string;
	readonly type: string;
	readonly detail: Readonly<Record<string, unknown>>;
	readonly deviceId?: string | null;
}

const pageOf = async (path: string, query = "", token?: string): Promise<{ items: Entry[]; nextCursor: string }> => {
	const answer = await api.ask("GET", `${path}/timeline?limit=500${query}`, { ...(token && { token }) });
	expect([answer.statusCode, answer.body]).toEqual([200, expect.anything()]);
	return answer.json();
};
const actionsOf = ({ items }: { items: readonly Entry[] }) =>
	items.filter(({ type }) => type === "act").map(({ detail }) => detail.action);

let count = 0;
async function household(): Promise<{ subscriber: string; site: string; device: string }> {
	const body = { externalId: `T-${++count}`, name: "Ada" };
	const subscriber = (await api.ask("POST", "/subscribers", { body })).json().id;
	const site = (await api.ask("POST", "/sites", { body: { subscriberId: subscriber, name: "home" } })).json().id;
	const device = await addDevice(api.database, api.tenant.default.tenant);
	expect((await api.ask("PATCH", `/devices/${device}`, { body: { siteId: site } })).statusCode).toBe(200);
	return { subscriber, site, device };
}

describe("acts", () => {
	test("stand on their device's timeline with who did what, for whom may not read the trail too, and nothing more", async () => {
		const device = await addDevice(api.database, api.tenant.default.tenant);
		await api.ask("PATCH", `/devices/${device}`, { body: { tags: ["between-us"] } });
		await api.ask("POST", `/devices/${device}/wake`);
		const support = await api.token("support");
		expect((await api.ask("GET", `/audit?deviceId=${device}`, { token: support })).statusCode).toBe(403);
		const { items } = await pageOf(`/devices/${device}`, "", support);
		const detail = { actor: "admin", seq: expect.any(Number) };
		expect(items).toEqual([
			{ at: expect.any(String), type: "act", detail: { ...detail, action: "device.wake", outcome: "reachable" } },
			{ at: expect.any(String), type: "act", detail: { ...detail, action: "device.patch", outcome: "done" } },
		]);
		expect(JSON.stringify(items)).not.toContain("between-us");
	});

	test("that have entries of their own are not told twice", async () => {
		const device = await addDevice(api.database, api.tenant.default.tenant);
		const asked = await api.ask("POST", `/devices/${device}/operations`, {
			body: { kind: "read", input: { paths: ["Device."] } },
		});
		expect(asked.statusCode).toBe(202);
		expect((await pageOf(`/devices/${device}`)).items).toEqual([]);
		await api.ask("POST", `/operations/${asked.json().id}/cancel`);
		expect(actionsOf(await pageOf(`/devices/${device}`))).toEqual(["operation.cancel"]);
	});

	test("on a subscriber and its sites stand on its timeline, with those on its devices, each once", async () => {
		const { subscriber, site, device } = await household();
		await api.ask("PATCH", `/subscribers/${subscriber}`, { body: { name: "Ada L." } });
		await api.ask("PATCH", `/sites/${site}`, { body: { name: "attic" } });
		await api.ask("PATCH", `/devices/${device}`, { body: { siteId: null } });
		const acts = (page: { items: readonly Entry[] }) =>
			page.items.map(({ detail, deviceId }) => [detail.action, deviceId]).toReversed();
		const told = [
			["subscriber.create", null],
			["site.create", null],
			["device.patch", device],
			["subscriber.patch", null],
			["site.patch", null],
			["device.patch", device],
		];
		expect(acts(await pageOf(`/subscribers/${subscriber}`))).toEqual(told);
		await api.ask("PATCH", `/devices/${device}`, { body: { siteId: site } });
		expect(acts(await pageOf(`/subscribers/${subscriber}`))).toEqual([...told, ["device.patch", device]]);
		await api.ask("DELETE", `/devices/${device}`);
		expect(acts(await pageOf(`/subscribers/${subscriber}`)).at(-1)).toEqual(["device.delete", device]);
	});

	test("of another tenant's are not there", async () => {
		const { subscriber, device } = await household();
		for (const path of [`/devices/${device}`, `/subscribers/${subscriber}`]) {
			const token = await api.token("admin", "other");
			expect((await api.ask("GET", `${path}/timeline?tenant=other`, { token })).statusCode).toBe(404);
		}
	});

	test("are found by indexes that hold just what timelines tell by the trail", async () => {
		const rows = await api.database.query<{ predicate: string }>({
			name: "test.actIndexes",
			text: "select pg_get_expr(indpred, indrelid) as predicate from pg_index where indexrelid::regclass::text in ('audit_act_device', 'audit_act_subscriber')",
		});
		expect(rows).toHaveLength(2);
		for (const { predicate } of rows) {
			const left = [...predicate.matchAll(/'(\w+\.\w+)'/g)].map(([, action]) => action);
			expect(left.toSorted()).toEqual(TOLD_BY_ENTRIES.toSorted());
		}
	});
});

describe("a timeline, page by page", () => {
	const MOMENTS = [0, 1, 2].map((n) => Date.UTC(2026, 2, 1) + n);
	const cases = fc.record({
		entries: fc.array(
			fc.record({ kind: fc.constantFrom("act", "own", "session", "signIn"), at: fc.constantFrom(...MOMENTS) }),
			{ minLength: 1, maxLength: 14 },
		),
		limit: fc.integer({ min: 1, max: 4 }),
	});

	test("loses and repeats nothing, whatever happened at the same moment", async () => {
		const { tenant } = api.tenant.lab;
		await fc.assert(
			fc.asyncProperty(cases, async ({ entries, limit }) => {
				const body = { tenant: "lab", externalId: `P-${++count}`, name: "P" };
				const subscriber = (await api.ask("POST", "/subscribers", { body })).json().id;
				const device = await addDevice(api.database, tenant);
				const text = "update device set subscriber_id = $2 where tenant = $1 and id = $3";
				await api.scope("lab").query({ name: "test.moveDevice", text }, [subscriber, device]);
				for (const [n, { kind, at }] of entries.entries()) await add(device, subscriber, kind, new Date(at), n);
				for (const path of [`/devices/${device}`, `/subscribers/${subscriber}`]) {
					const whole = (await pageOf(path, "&tenant=lab")).items;
					expect(whole).toHaveLength(entries.length + (path.startsWith("/sub") ? 1 : 0));
					const paged: Entry[] = [];
					let cursor = "";
					do {
						const page = (await api.ask("GET", `${path}/timeline?tenant=lab&limit=${limit}${cursor}`)).json();
						paged.push(...page.items);
						cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
					} while (cursor !== "");
					expect(paged).toEqual(whole);
					expect(paged.map(({ at }) => at)).toEqual(
						paged
							.map(({ at }) => at)
							.toSorted()
							.toReversed(),
					);
				}
			}),
			{ numRuns: 25 },
		);
	});

	async function add(device: string, subscriber: string, kind: string, at: Date, n: number): Promise<void> {
		const { tenant } = api.tenant.lab;
		const own = { tenant, device };
		const id = crypto.randomUUID();
		if (kind === "own") {
			await keepEffects(api.database, [{ ...own, timeline: [{ at: at.toISOString(), type: "own", detail: { n } }] }]);
		} else if (kind === "session") {
			const text =
				"insert into cwmp_session (tenant, device, slot, id, started_at, events, remote_address) values ($1, $2, $3, $4, $5, '{1 BOOT}', '::1')";
			await api.scope("lab").query({ name: "test.session", text }, [device, n, id, at]);
		} else if (kind === "signIn") {
			const text =
				"insert into sign_in (tenant, about, at, session, actor, method) values ($1, $2, $3, $4, $5, 'token')";
			const values = [at, id, `n${n}`];
			await api.scope("lab").query({ name: "test.signIn", text }, [device, ...values]);
			await api.scope("lab").query({ name: "test.signIn", text }, [subscriber, ...values]);
		} else {
			const facts = {
				at,
				tenant: "lab",
				actor: `n${n}`,
				actorId: null,
				action: "device.wake",
				outcome: "done",
			} as const;
			await api.database.transaction((tx) =>
				appendAudit(tx.scope(tenant), { ...facts, deviceId: device, subscriberId: subscriber }),
			);
		}
	}

	test("takes no place that it did not give", async () => {
		const device = await addDevice(api.database, api.tenant.default.tenant);
		for (const key of ["i", "a1", "t9999999999999999999", "snone", ""]) {
			const cursor = Buffer.from(JSON.stringify([new Date(0).toISOString(), key])).toString("base64url");
			const answer = await api.ask("GET", `/devices/${device}/timeline?cursor=${cursor}`);
			expect([key, answer.statusCode]).toEqual([key, 400]);
		}
	});
});

describe("sign-ins", () => {
	async function agent(role = "noc"): Promise<{
		email: string;
		ask: (method: "POST" | "PATCH" | "GET", path: string, body?: unknown) => Promise<number>;
	}> {
		const email = `agent${++count}@example.net`;
		const roles = [{ tenant: "default", role }];
		const made = await api.ask("POST", "/users", { body: { email, name: "Agent", password: PASSWORD, roles } });
		expect(made.statusCode).toBe(201);
		const cookie = await signInAs(api, email);
		return {
			email,
			ask: async (method, path, body) => {
				const headers = { cookie, origin: PUBLIC_URL };
				return (await api.ask(method, path, { token: null, headers, ...(body !== undefined && { body }) })).statusCode;
			},
		};
	}
	const signInsOf = async (path: string) =>
		(await pageOf(path)).items.filter(({ type }) => type === "signIn").map(({ at, detail }) => ({ at, ...detail }));

	test("stand once on what somebody then acted on, however often, at the time of the sign-in", async () => {
		const { subscriber, site, device } = await household();
		const untouched = await household();
		const at = api.now.toISOString();
		const { email, ask } = await agent();
		const before = api.now;
		api.now = new Date(before.getTime() + 5_000);
		for (const tags of [["a"], ["b"], ["c"]]) expect(await ask("PATCH", `/devices/${device}`, { tags })).toBe(200);
		expect(await ask("PATCH", `/sites/${site}`, { name: "attic" })).toBe(200);
		expect(await ask("GET", `/devices/${untouched.device}`)).toBe(200);
		api.now = before;
		const signIn = { at, actor: email, method: "password" };
		expect(await signInsOf(`/devices/${device}`)).toEqual([signIn]);
		expect(await signInsOf(`/subscribers/${subscriber}`)).toEqual([signIn]);
		expect(await signInsOf(`/devices/${untouched.device}`)).toEqual([]);
		expect(await signInsOf(`/subscribers/${untouched.subscriber}`)).toEqual([]);
	});

	test("are told of operations too, and of acts at the same moment once", async () => {
		const { device } = await household();
		const { email, ask } = await agent();
		const body = { kind: "read", input: { paths: ["Device."] } };
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => ask("POST", `/devices/${device}/operations`, body)),
		);
		expect(answers).toEqual(Array(6).fill(202));
		expect(await signInsOf(`/devices/${device}`)).toEqual([expect.objectContaining({ actor: email })]);
	});

	test("stand on the devices of a subscriber whom somebody suspends", async () => {
		const { subscriber, device } = await household();
		const suspend = [{ path: "Device.IP.Interface.1.Enable", value: "0" }];
		await api.ask("PUT", "/tenants/default/service-profile", { body: { suspend } });
		const { email, ask } = await agent();
		expect(await ask("POST", `/subscribers/${subscriber}/suspend`, { reason: "unpaid" })).toBe(200);
		for (const path of [`/devices/${device}`, `/subscribers/${subscriber}`]) {
			expect(await signInsOf(path)).toEqual([expect.objectContaining({ actor: email })]);
		}
	});

	test("stand on each device of a change of several", async () => {
		const [one, other, untouched] = [await household(), await household(), await household()];
		const { email, ask } = await agent("admin");
		const body = { deviceIds: [one.device, other.device], operation: { kind: "reboot" }, reason: "a storm" };
		expect(await ask("POST", "/changes", { ...body, override: { reason: "both of them" } })).toBe(201);
		for (const { device } of [one, other]) {
			expect(await signInsOf(`/devices/${device}`)).toEqual([expect.objectContaining({ actor: email })]);
		}
		expect(await signInsOf(`/devices/${untouched.device}`)).toEqual([]);
	});

	test("of an API token in the console say so, and a request by token alone has none", async () => {
		const { subscriber } = await household();
		const token = await api.token("noc");
		await api.ask("PATCH", `/subscribers/${subscriber}`, { token, body: { name: "by token" } });
		expect(await signInsOf(`/subscribers/${subscriber}`)).toEqual([]);
		const opened = await api.ask("POST", "/session", { token: null, body: { token } });
		const headers = { cookie: (opened.headers["set-cookie"] as string).split(";")[0] as string, origin: PUBLIC_URL };
		const patched = await api.ask("PATCH", `/subscribers/${subscriber}`, { token: null, headers, body: { name: "x" } });
		expect(patched.statusCode).toBe(200);
		expect(await signInsOf(`/subscribers/${subscriber}`)).toEqual([expect.objectContaining({ method: "token" })]);
		expect(await signInsOf(`/subscribers/${subscriber}`)).toHaveLength(1);
	});

	test("go with the subscriber or the device", async () => {
		const { subscriber, site, device } = await household();
		const { ask } = await agent();
		await ask("PATCH", `/devices/${device}`, { siteId: null });
		for (const path of [`/devices/${device}`, `/sites/${site}`, `/subscribers/${subscriber}`]) {
			expect((await api.ask("DELETE", path)).statusCode).toBe(204);
		}
		const text = "select about from sign_in where tenant = $1 and about = any($2)";
		expect(await api.scope("default").query({ name: "test.left", text }, [[device, subscriber]])).toEqual([]);
	});
});
