/** A tenant that is deleted is closed: gone for everybody, with what was proven in it and its trail kept. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTrail } from "../../src/app/auditTrail.ts";
import { readAudit, readAuditHead } from "../../src/store/audit.ts";
import type { TenantId } from "../../src/store/db.ts";
import { readTenants } from "../../src/store/tenants.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD, signInAs } from "../support/people.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

async function tenantNamed(slug: string): Promise<TenantId> {
	const answer = await api.ask("POST", "/tenants", { body: { slug, name: slug, simulated: true } });
	expect([answer.statusCode, answer.json()]).toMatchObject([201, { slug }]);
	return api.tenants.bySlug(slug)?.tenant as TenantId;
}

const deletion = (slug: string, token?: string) => api.ask("DELETE", `/tenants/${slug}`, { ...(token && { token }) });

async function made(path: string, body: object): Promise<string> {
	const answer = await api.ask("POST", path, { body });
	expect([answer.statusCode, answer.json()]).toMatchObject([201, { id: expect.any(String) }]);
	return answer.json().id;
}

const user = (email: string, ...tenants: string[]) =>
	made("/users", {
		email,
		name: "n",
		password: PASSWORD,
		roles: tenants.map((tenant) => ({ tenant, role: "viewer" })),
	});

const sql = (name: string, text: string, values: unknown[]) =>
	api.database.query({ name: `test.${name}`, text }, values);

describe("a tenant", () => {
	test.each(["default", "lab"])("that every installation has stays: %s", async (slug) => {
		expect((await deletion(slug)).json()).toMatchObject({ status: 409, code: "tenantBuiltIn" });
		expect((await api.ask("GET", `/tenants/${slug}`)).statusCode).toBe(200);
	});

	test("of others is not there to be deleted", async () => {
		await tenantNamed("theirs");
		expect((await deletion("theirs", await api.token("admin", "other"))).json().code).toBe("tenantNotFound");
		expect((await deletion("nowhere")).json().code).toBe("tenantNotFound");
	});

	test("that is in use stays, and the answer says what is left, until somebody has emptied it", async () => {
		const tenant = await tenantNamed("used");
		const device = await addDevice(api.database, tenant);
		const subscribers = [];
		for (const externalId of ["a", "b"])
			subscribers.push(await made("/subscribers", { tenant: "used", externalId, name: "n" }));
		const here = await user("here@example.net", "used");
		await user("both@example.net", "used", "default");
		const refused = (await deletion("used")).json();
		expect(refused).toMatchObject({ status: 409, code: "tenantInUse" });
		expect(refused.detail).toContain("1 device, 2 subscribers and 1 user with a role only here");
		const change = { deviceIds: [device], set: [{ path: "Device.X", value: "1" }], reason: "r", tenant: "used" };
		const { id } = (await api.ask("POST", "/changes", { body: { ...change, override: { reason: "t" } } })).json();
		await sql("open", "update change set state = 'applying' where id = $1", [id]);
		await api.ask("DELETE", `/devices/${device}?tenant=used`);
		for (const one of subscribers) await api.ask("DELETE", `/subscribers/${one}?tenant=used`);
		await api.ask("PATCH", `/users/${here}`, { body: { roles: [{ tenant: "default", role: "viewer" }] } });
		expect((await deletion("used")).json().detail).toContain("still has 1 open change:");
		await sql("ended", "update change set state = 'failed' where id = $1", [id]);
		expect((await deletion("used")).statusCode).toBe(204);
	});

	test("is gone for everybody then, with its tokens, roles and settings; its slug is not given again", async () => {
		const tenant = await tenantNamed("north");
		const body = { name: "ci", tenant: "north", role: "admin" };
		const { token } = (await api.ask("POST", "/tokens", { body })).json();
		const opened = await api.ask("POST", "/session", { token: null, body: { token } });
		const cookie = (opened.headers["set-cookie"] as string).split(";")[0] as string;
		await user("two@example.net", "north", "other");
		const session = await signInAs(api, "two@example.net");
		await made("/webhooks", { tenant: "north", url: "https://hooks.example.net/", events: ["device.seen"] });
		expect((await deletion("north", token)).statusCode).toBe(204);
		expect(api.engine.calls.map(([name]) => name)).toContain("tenantsChanged");

		for (const path of ["/tenants/north", "/devices?tenant=north", "/audit?tenant=north", "/matrix?tenant=north"]) {
			expect([path, (await api.ask("GET", path)).json().code]).toEqual([path, "tenantNotFound"]);
		}
		expect((await deletion("north")).json().code).toBe("tenantNotFound");
		const slugs = (await api.ask("GET", "/tenants")).json().items.map(({ slug }: { slug: string }) => slug);
		expect(slugs).not.toContain("north");
		expect((await api.ask("GET", "/me", { token })).statusCode).toBe(401);
		expect((await api.ask("GET", "/me", { token: null, headers: { cookie } })).statusCode).toBe(401);
		const me = (await api.ask("GET", "/me", { token: null, headers: { cookie: session } })).json();
		expect(me.tenants.map(({ slug }: { slug: string }) => slug)).toEqual(["other"]);
		for (const table of ["api_token", "user_role", "webhook"]) {
			expect(await sql(`left.${table}`, `select from ${table} where tenant = $1`, [tenant])).toEqual([]);
		}
		const again = await api.ask("POST", "/tenants", { body: { slug: "north", name: "North" } });
		expect(again.json()).toMatchObject({ status: 409, code: "slugTaken" });
		expect(again.json().detail).toContain("not given again");
	});

	test("keeps its evidence and its trail, whose end stands in the trail of `default`", async () => {
		const tenant = await tenantNamed("proven");
		await api.ask("PATCH", "/tenants/proven", { body: { name: "Proven", auditRetentionDays: 1 } });
		const digest = `sha256:${"1".repeat(64)}`;
		const text =
			"insert into evidence (tenant, digest, media_type, size_bytes, created_at) values ($1, $2, 'x', 1, now())";
		await sql("evidence", text, [tenant, digest]);
		expect((await deletion("proven")).statusCode).toBe(204);
		expect(await sql("kept", "select from evidence where tenant = $1", [tenant])).toHaveLength(1);
		const scope = api.database.scope(tenant);
		const own = await readAudit(scope, { after: 0, limit: 10 });
		expect(own.map(({ entry }) => entry.action)).toEqual(["tenant.patch", "tenant.delete"]);
		const head = (await readAuditHead(scope))?.hash;
		expect(await verifyTrail(scope)).toMatchObject({ ok: true, entries: 2, head });
		const home = (await api.ask("GET", "/audit?action=tenant.delete&limit=1")).json().items[0];
		expect(home).toMatchObject({ tenant: "default", detail: { slug: "proven", name: "Proven", entries: 2, head } });
	});
});

describe("while a tenant is closed", () => {
	test("a device that was first is seen, and the tenant stays", async () => {
		const tenant = await tenantNamed("enrolling");
		let answer: ReturnType<typeof deletion> | null = null;
		await api.database.transaction(async (tx) => {
			const text = `insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, created_at)
				values ($1, $2, '00D09E', 'H', 'S', 'V', 'M', '', now())`;
			await tx.query({ name: "test.enrol", text }, [tenant, crypto.randomUUID()]);
			answer = deletion("enrolling");
			await untilWaiting();
		});
		const { status, detail } = (await (answer as unknown as ReturnType<typeof deletion>)).json();
		expect([status, detail]).toEqual([409, expect.stringContaining("1 device")]);
	});

	test("a device that comes later is not taken", async () => {
		const tenant = await tenantNamed("late");
		expect((await deletion("late")).statusCode).toBe(204);
		await expect(addDevice(api.database, tenant)).rejects.toThrow("takes no device");
		expect(await sql("late", "select from device where tenant = $1", [tenant])).toEqual([]);
	});

	test("what people write at the same moment is seen or refused", async () => {
		for (let round = 0; round < 5; round++) {
			const slug = `raced-${round}`;
			const tenant = await tenantNamed(slug);
			const write = (n: number) =>
				api.ask("POST", "/subscribers", { body: { tenant: slug, externalId: `${n}`, name: "n" } });
			const answers = await Promise.all([write(0), deletion(slug), write(1), write(2)]);
			const [first, deleted, ...others] = answers.map(({ statusCode }) => statusCode);
			const written = [first, ...others].filter((status) => status === 201).length;
			expect([201, 404]).toEqual(expect.arrayContaining([first, ...others]));
			const left = await sql("raced", "select from subscriber where tenant = $1", [tenant]);
			expect(left).toHaveLength(written);
			const isOpen = (await readTenants(api.database)).some((one) => one.slug === slug);
			expect([deleted, isOpen]).toEqual(written > 0 ? [409, true] : [204, false]);
		}
	});

	test("two who close it close it once", async () => {
		await tenantNamed("twice");
		const answers = await Promise.all([deletion("twice"), deletion("twice")]);
		expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([204, 404]);
		const { items } = (await api.ask("GET", "/audit?action=tenant.delete")).json();
		expect(items.filter(({ detail }: { detail: { slug: string } }) => detail.slug === "twice")).toHaveLength(1);
	});

	/** Resolves once somebody waits for a lock. */
	async function untilWaiting(): Promise<void> {
		const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
			and $1::text is not null`;
		while ((await sql("waiting", text, ["x"])).length === 0);
	}
});
