import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD, signInAs, trailOf } from "../support/people.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const make = (name: string, permissions: string[], tenant = "default") =>
	api.ask("POST", "/roles", { body: { tenant, name, permissions } });

describe("roles of a tenant's own", () => {
	test("stand beside the built-in ones, in their tenant only", async () => {
		expect((await make("fieldTech", ["read", "reboot", "read"])).json()).toEqual({
			name: "fieldTech",
			builtIn: false,
			permissions: ["read", "reboot"],
		});
		const { items } = (await api.ask("GET", "/roles")).json();
		expect(items.map(({ name }: { name: string }) => name)).toEqual([
			...["viewer", "support", "noc", "engineer", "approver", "admin"],
			"fieldTech",
		]);
		expect(items[0]).toEqual({ name: "viewer", builtIn: true, permissions: ["read"] });
		expect((await api.ask("GET", "/roles?tenant=other")).json().items).toHaveLength(6);
		const token = await api.token("admin", "other");
		expect((await api.ask("DELETE", "/roles/fieldTech", { token })).statusCode).toBe(404);
		const body = { name: "n", tenant: "other", role: "fieldTech" };
		expect((await api.ask("POST", "/tokens", { body })).json()).toMatchObject({ status: 422, code: "unknownRole" });
		expect((await trailOf(api, "default")).at(-1)).toMatchObject({
			action: "role.created",
			detail: { role: "fieldTech", permissions: ["read", "reboot"] },
		});
	});

	test("are listed page by page", async () => {
		await make("paged", ["read"]);
		const names: string[] = [];
		let cursor = "";
		for (;;) {
			const page = (await api.ask("GET", `/roles?limit=2${cursor}`)).json();
			expect(page.items.length).toBeLessThanOrEqual(2);
			names.push(...page.items.map(({ name }: { name: string }) => name));
			if (page.nextCursor === null) break;
			cursor = `&cursor=${page.nextCursor}`;
		}
		const all = (await api.ask("GET", "/roles")).json().items.map(({ name }: { name: string }) => name);
		expect(names).toEqual(all);
		expect((await api.ask("GET", "/roles?cursor=x")).statusCode).toBe(400);
	});

	test.each([
		["a built-in name", "admin", ["read"], 409, "builtInRole"],
		["a name that is taken", "taken", ["read"], 409, "roleTaken"],
		["no permission", "empty", [], 422, "invalidBody"],
		["a permission that is none", "odd", ["fly"], 422, "invalidBody"],
		["a name with a space", "a b", ["read"], 422, "invalidBody"],
	])("%s is refused", async (_title, name, permissions, status, code) => {
		await make("taken", ["read"]);
		expect((await make(name, permissions)).json()).toMatchObject({ status, code });
	});

	test("built-in roles are never changed or removed", async () => {
		for (const [method, body] of [
			["PATCH", { permissions: ["read"] }],
			["DELETE", undefined],
		] as const) {
			const answer = await api.ask(method, "/roles/viewer", { ...(body && { body }) });
			expect([answer.statusCode, answer.json().code]).toEqual([409, "builtInRole"]);
		}
	});

	test("tokens and users hold them, and a change is felt at once", async () => {
		await make("shift", ["read"]);
		const body = { name: "n", tenant: "default", role: "shift" };
		const { token } = (await api.ask("POST", "/tokens", { body })).json();
		const roles = [{ tenant: "default", role: "shift" }];
		const user = { email: "shift@example.org", name: "n", password: PASSWORD, roles };
		expect((await api.ask("POST", "/users", { body: user })).statusCode).toBe(201);
		const cookie = await signInAs(api, user.email);
		const asked = async () => [
			(await api.ask("GET", "/users", { token })).statusCode,
			(await api.ask("GET", "/users", { token: null, headers: { cookie } })).statusCode,
		];
		expect(await asked()).toEqual([403, 403]);
		const patch = (permissions: string[]) => api.ask("PATCH", "/roles/shift", { body: { permissions } });
		expect((await patch(["read", "manageUsers"])).json().permissions).toEqual(["read", "manageUsers"]);
		expect(await asked()).toEqual([200, 200]);
		await patch(["read"]);
		expect(await asked()).toEqual([403, 403]);
		expect((await trailOf(api, "default")).filter(({ action }) => action === "role.changed")).toMatchObject([
			{ detail: { role: "shift", before: ["read"], after: ["read", "manageUsers"] } },
			{ detail: { role: "shift", before: ["read", "manageUsers"], after: ["read"] } },
		]);
	});

	test("a token is read, renamed and given another end, by who could make it anew", async () => {
		const body = { name: "n", tenant: "default", role: "noc" };
		const { id, token } = (await api.ask("POST", "/tokens", { body })).json();
		const at = `/tokens/${id}`;
		expect((await api.ask("GET", at)).json()).toMatchObject({ id, name: "n", role: "noc", expiresAt: null });
		const patch = (changes: object, by?: string) => api.ask("PATCH", at, { body: changes, ...(by && { token: by }) });
		const soon = new Date(api.now.getTime() + 60_000).toISOString();
		expect((await patch({ name: "night desk", expiresAt: soon })).json()).toMatchObject({
			name: "night desk",
			expiresAt: soon,
		});
		expect((await patch({ expiresAt: null })).json()).toMatchObject({ name: "night desk", expiresAt: null });
		expect((await patch({ expiresAt: "2001-01-01T00:00:00Z" })).statusCode).toBe(422);
		expect((await patch({ role: "admin" })).statusCode).toBe(422);
		await make("desk-head", ["manageUsers"]);
		const head = (await api.ask("POST", "/tokens", { body: { ...body, role: "desk-head" } })).json().token;
		expect((await patch({ expiresAt: null }, head)).statusCode).toBe(403);
		expect((await api.ask("GET", "/me", { token })).statusCode).toBe(200);
		expect((await api.ask("GET", `${at}?tenant=lab`)).statusCode).toBe(404);
	});

	test("one goes when nobody has it", async () => {
		await make("brief", ["read"]);
		const body = { name: "n", tenant: "default", role: "brief" };
		const { id } = (await api.ask("POST", "/tokens", { body })).json();
		const refused = await api.ask("DELETE", "/roles/brief");
		expect([refused.statusCode, refused.json().code]).toEqual([409, "roleInUse"]);
		expect(refused.json().detail).toContain("1 tokens");
		await api.ask("DELETE", `/tokens/${id}`);
		expect((await api.ask("DELETE", "/roles/brief")).statusCode).toBe(204);
		expect((await api.ask("DELETE", "/roles/brief")).statusCode).toBe(404);
	});
});
