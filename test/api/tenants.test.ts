import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootstrap } from "../../src/app/bootstrap.ts";
import { principalOfToken } from "../../src/app/principal.ts";
import { secretContext } from "../../src/lib/vault.ts";
import { readAudit } from "../../src/store/audit.ts";
import { readTenants, type Tenant } from "../../src/store/tenants.ts";
import { systemClock, systemRandom } from "../../src/systemEdges.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { openTestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

let api: TestApi;

const passwordOf = ({ tenant, cpePassword }: Tenant) =>
	testVault.open(cpePassword, secretContext(tenant, "tenant.cpePassword"));

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

describe("tenants", () => {
	test("one is made by those who are at home everywhere, and is there at once", async () => {
		const body = { slug: "north", name: "North", lab: true, unknownDevices: "reject", informIntervalSeconds: 600 };
		const answer = await api.ask("POST", "/tenants", { body });
		expect([answer.statusCode, answer.json()]).toMatchObject([
			201,
			{ ...body, simulated: false, deviceAuthentication: "auto" },
		]);
		expect(api.engine.calls.at(-1)).toEqual(["tenantsChanged"]);
		expect((await api.ask("GET", "/devices?tenant=north")).statusCode).toBe(200);
		expect((await api.ask("POST", "/tenants", { body })).json()).toMatchObject({ status: 409, code: "slugTaken" });
		const token = await api.token("admin");
		expect((await api.ask("POST", "/tenants", { token, body: { ...body, slug: "south" } })).statusCode).toBe(403);
		for (const slug of ["", "A", "-a", "a b", "x".repeat(64)]) {
			expect((await api.ask("POST", "/tenants", { body: { ...body, slug } })).statusCode).toBe(422);
		}
	});

	test("one is changed by its own admins, and seen by its own people", async () => {
		const token = await api.token("admin", "other");
		const changed = await api.ask("PATCH", "/tenants/other", {
			token,
			body: { unknownDevices: "quarantine", name: "Others" },
		});
		expect(changed.json()).toMatchObject({ slug: "other", unknownDevices: "quarantine", name: "Others" });
		expect((await api.ask("GET", "/tenants/other", { token })).json()).toEqual(changed.json());
		expect((await api.ask("GET", "/tenants", { token })).json().items).toEqual([changed.json()]);
		expect((await api.ask("PATCH", "/tenants/lab", { token, body: { name: "x" } })).json().code).toBe("tenantNotFound");
		expect((await api.ask("GET", "/tenants/lab", { token })).json().code).toBe("tenantNotFound");
		expect((await api.ask("PATCH", "/tenants/lab", { body: { simulated: false } })).statusCode).toBe(422);
		const last = (await readAudit(api.scope("other"), { after: 0, limit: 500 })).at(-1);
		expect(last?.entry).toMatchObject({ action: "tenant.patch", tenant: "other", detail: { name: "Others" } });
	});

	test("the list is in pages", async () => {
		const page = (await api.ask("GET", "/tenants?limit=1")).json();
		const next = (await api.ask("GET", `/tenants?limit=1&cursor=${page.nextCursor}`)).json();
		expect([page.items[0].slug, next.items[0].slug]).toEqual(["default", "lab"]);
	});

	test("new CPE credentials are told once, and only to the trail's reader that they changed", async () => {
		const answer = await api.ask("POST", "/tenants/lab/cpe-credentials");
		const { username, password } = answer.json();
		expect([username, password].every((text) => /^[A-Za-z0-9]{16,24}$/.test(text))).toBe(true);
		const stored = (await readTenants(api.database)).find(({ slug }) => slug === "lab");
		expect([stored?.cpeUsername, stored && passwordOf(stored)]).toEqual([username, password]);
		expect(stored?.cpePassword).not.toContain(password);
		expect((await api.ask("GET", "/tenants/lab")).body).not.toContain(password);
		expect(JSON.stringify(await readAudit(api.scope("lab"), { after: 0, limit: 500 }))).not.toContain(password);
	});
});

describe("tokens", () => {
	test("one is shown once, works, is listed without its secret, and ends", async () => {
		const body = { name: "ci", tenant: "lab", role: "noc", expiresAt: "2026-03-02T12:00:00+01:00" };
		const made = await api.ask("POST", "/tokens", { body });
		expect(made.statusCode).toBe(201);
		const { id, token } = made.json();
		expect((await api.ask("GET", "/me", { token })).json()).toMatchObject({
			id,
			name: "ci",
			tenants: [{ slug: "lab", role: "noc", permissions: expect.arrayContaining(["config"]) }],
		});
		const list = await api.ask("GET", "/tokens?tenant=lab");
		expect(list.json().items).toMatchObject([
			{ id, name: "ci", tenant: "lab", role: "noc", expiresAt: "2026-03-02T11:00:00.000Z" },
		]);
		expect(list.body).not.toContain(token);
		expect((await api.ask("DELETE", `/tokens/${id}`)).statusCode).toBe(404);
		expect((await api.ask("DELETE", `/tokens/${id}?tenant=lab`)).statusCode).toBe(204);
		expect((await api.ask("GET", "/me", { token })).statusCode).toBe(401);
	});

	test("one that expires is no longer good then", async () => {
		const begun = api.now;
		const body = { name: "short", tenant: "lab", role: "viewer", expiresAt: "2026-03-01T13:00:00Z" };
		const { token } = (await api.ask("POST", "/tokens", { body })).json();
		expect((await api.ask("GET", "/me", { token })).statusCode).toBe(200);
		api.now = new Date("2026-03-01T13:00:00Z");
		expect((await api.ask("GET", "/me", { token })).statusCode).toBe(401);
		api.now = begun;
		const past = await api.ask("POST", "/tokens", { body: { ...body, expiresAt: "2026-01-01T00:00:00Z" } });
		expect([past.statusCode, past.json().errors[0].pointer]).toEqual([422, "/expiresAt"]);
	});

	test("an admin of one tenant makes none for another", async () => {
		const token = await api.token("admin", "other");
		const body = { name: "x", tenant: "lab", role: "viewer" };
		expect((await api.ask("POST", "/tokens", { token, body })).json().code).toBe("tenantNotFound");
		expect((await api.ask("POST", "/tokens", { token, body: { ...body, tenant: "other" } })).statusCode).toBe(201);
	});
});

describe("the first start", () => {
	test("makes two tenants, their CPE credentials and a token, and changes nothing later", async () => {
		await using database = await openTestDatabase();
		const dataDir = mkdtempSync(join(tmpdir(), "certus-bootstrap-"));
		const start = (adminToken: string | null = null) =>
			bootstrap(database, { adminToken, dataDir, random: systemRandom, clock: systemClock, vault: testVault });
		await start();
		const tenants = await readTenants(database);
		expect(tenants).toMatchObject([
			{ slug: "default", lab: false, simulated: false },
			{ slug: "lab", lab: true, simulated: true },
		]);
		const files = ["admin-token", "cpe-credentials"].map((name) => join(dataDir, name)) as [string, string];
		for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
		const [token, credentials] = files.map((file) => readFileSync(file, "utf8")) as [string, string];
		for (const tenant of tenants) {
			expect(credentials.split("\n")).toContain(`${tenant.slug} ${tenant.cpeUsername} ${passwordOf(tenant)}`);
		}
		const admin = await principalOfToken(database, token.trim(), new Date());
		expect(admin).toMatchObject({ name: "admin", kind: "token", everywhere: { role: "admin" } });

		await start();
		expect(await readTenants(database)).toEqual(tenants);
		expect(files.map((file) => readFileSync(file, "utf8"))).toEqual([token, credentials]);

		await start("a-token-from-the-environment");
		expect(await principalOfToken(database, "a-token-from-the-environment", new Date())).toMatchObject({
			everywhere: { role: "admin" },
		});
		expect(await principalOfToken(database, token.trim(), new Date())).toBeNull();
		rmSync(dataDir, { recursive: true });
	});
});
