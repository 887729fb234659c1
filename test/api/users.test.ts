import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Role } from "../../src/shared/common.ts";
import { statement } from "../../src/store/db.ts";
import { openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { cookieOf, PASSWORD, signInAs, trailOf } from "../support/people.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

let serial = 0;
let email: string;
beforeEach(() => {
	email = `person${++serial}@example.org`;
});

type Roles = { tenant: string; role: string }[];

const newUser = (roles: Roles, changes: object = {}) => ({
	email,
	name: "A Person",
	password: PASSWORD,
	roles,
	...changes,
});

async function make(roles: Roles, changes: object = {}): Promise<string> {
	const answer = await api.ask("POST", "/users", { body: newUser(roles, changes) });
	expect([answer.statusCode, answer.body]).toEqual([201, expect.anything()]);
	return answer.json().id;
}

/** A cookie of a new user with these roles. */
async function person(...roles: [tenant: string, role: string][]): Promise<Record<string, string>> {
	const own = `somebody${++serial}@example.org`;
	await make(
		roles.map(([tenant, role]) => ({ tenant, role })),
		{ email: own },
	);
	return { cookie: await signInAs(api, own), origin: PUBLIC_URL };
}

describe("making a user", () => {
	test("answers the user and never the password, nor does the store or the trail hold it", async () => {
		const roles = [
			{ tenant: "default", role: "noc" },
			{ tenant: "lab", role: "viewer" },
		];
		const answer = await api.ask("POST", "/users", { body: newUser(roles, { email: ` ${email.toUpperCase()} ` }) });
		expect(answer.statusCode).toBe(201);
		expect(answer.json()).toEqual({
			id: expect.any(String),
			email,
			name: "A Person",
			totp: false,
			roles,
			createdAt: api.now.toISOString(),
		});
		expect(answer.body).not.toContain("argon2");
		const [stored] = await api.database.query<{ password: string }>(
			statement("test.password", "select password from account where email = $1"),
			[email],
		);
		expect(stored?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
		for (const slug of ["default", "lab"] as const) {
			const role = slug === "lab" ? "viewer" : "noc";
			expect((await trailOf(api, slug)).at(-1)).toMatchObject({
				action: "user.created",
				actor: "admin",
				detail: { userId: answer.json().id, email, role },
			});
			expect(JSON.stringify(await trailOf(api, slug))).not.toContain(PASSWORD);
		}
	});

	test.each<[string, object, string]>([
		["a short password", { password: "elevenchars" }, "/password"],
		["too long a password", { password: "x".repeat(129) }, "/password"],
		["no email", { email: "nobody" }, "/email"],
		["no name", { name: " " }, "/name"],
		["no role", { roles: [] }, "/roles"],
		["a role that is none", { roles: [{ tenant: "default", role: "emperor" }] }, "/roles/0/role"],
		[
			"two roles in a tenant",
			{
				roles: [
					{ tenant: "default", role: "noc" },
					{ tenant: "default", role: "viewer" },
				],
			},
			"/roles/1/tenant",
		],
		["something more", { admin: true }, "/admin"],
	])("%s is pointed at", async (_title, changes, pointer) => {
		const answer = await api.ask("POST", "/users", { body: newUser([{ tenant: "default", role: "noc" }], changes) });
		expect([answer.statusCode, answer.json().errors?.[0].pointer]).toEqual([422, pointer]);
	});

	test("twelve characters of any kind do, and 128", async () => {
		await make([{ tenant: "default", role: "viewer" }], { password: "aaaaaaaaaaaa" });
		email = `other${email}`;
		await make([{ tenant: "default", role: "viewer" }], { password: "ä".repeat(128) });
	});

	test("an email is one user's, in whatever case", async () => {
		await make([{ tenant: "default", role: "viewer" }]);
		const body = newUser([{ tenant: "lab", role: "viewer" }], { email: email.toUpperCase() });
		expect((await api.ask("POST", "/users", { body })).json()).toMatchObject({ status: 409, code: "emailTaken" });
	});

	test("the same key makes one user; its fingerprint says nothing of the password", async () => {
		const headers = { "idempotency-key": `key-${email}` };
		const body = newUser([{ tenant: "default", role: "viewer" }]);
		const first = await api.ask("POST", "/users", { body, headers });
		const second = await api.ask("POST", "/users", { body, headers });
		expect([second.statusCode, second.headers["idempotent-replayed"]]).toEqual([201, "true"]);
		expect(second.json()).toEqual(first.json());
		const changed = await api.ask("POST", "/users", { body: { ...body, password: `${PASSWORD}!` }, headers });
		expect(changed.json().code).toBe("idempotencyKeyReused");
		// Two callers' fingerprints of the same body differ: it can't be guessed from the body alone.
		const other = await api.token("admin");
		expect((await api.ask("POST", "/users", { body, headers, token: other })).json().code).toBe("emailTaken");
		await api.ask("POST", "/users", { body: { ...body, email: `x${email}` }, headers, token: other });
		await api.ask("POST", "/users", {
			body: { ...body, email: `x${email}` },
			headers: { "idempotency-key": `y${email}` },
			token: other,
		});
		const rows = await api.database.query<{ fingerprint: string }>(
			statement("test.fingerprints", "select fingerprint from idempotency_key where key like '%' || $1"),
			[email],
		);
		expect(new Set(rows.map(({ fingerprint }) => fingerprint)).size).toBe(rows.length);
	});
});

describe("who manages whom", () => {
	test("a tenant's administrator sees and gives roles there only", async () => {
		const id = await make([
			{ tenant: "default", role: "noc" },
			{ tenant: "other", role: "viewer" },
		]);
		const inLab = await make([{ tenant: "lab", role: "viewer" }], { email: `lab-${email}` });
		const token = await api.token("admin");
		expect((await api.ask("GET", `/users/${id}`, { token })).json().roles).toEqual([
			{ tenant: "default", role: "noc" },
		]);
		const listed = (await api.ask("GET", "/users?limit=500", { token })).json().items;
		expect(listed.find((one: { id: string }) => one.id === id).roles).toEqual([{ tenant: "default", role: "noc" }]);
		expect(listed.some((one: { id: string }) => one.id === inLab)).toBe(false);
		for (const method of ["GET", "PATCH", "DELETE"] as const) {
			const answer = await api.ask(method, `/users/${inLab}`, { token, ...(method === "PATCH" && { body: {} }) });
			expect([method, answer.statusCode]).toEqual([method, 404]);
		}
		expect((await api.ask("GET", `/users/${inLab}/sessions`, { token })).statusCode).toBe(404);
		const body = newUser([{ tenant: "lab", role: "viewer" }], { email: `x${email}` });
		expect((await api.ask("POST", "/users", { token, body })).json().code).toBe("tenantNotFound");
		const roles = [{ tenant: "default", role: "viewer" }];
		expect((await api.ask("PATCH", `/users/${id}`, { token, body: { roles } })).json().roles).toEqual(roles);
		// The role in the other tenant stands, for those who see it.
		expect((await api.ask("GET", `/users/${id}`)).json().roles).toEqual([
			...roles,
			{ tenant: "other", role: "viewer" },
		]);
	});

	test("a user of two tenants manages users only where the role says so", async () => {
		const headers = await person(["default", "viewer"], ["other", "admin"]);
		const ask = (tenant: string) =>
			api.ask("POST", "/users", { token: null, headers, body: newUser([{ tenant, role: "viewer" }]) });
		const refused = await ask("default");
		expect([refused.statusCode, refused.json().detail]).toEqual([
			403,
			"this needs the permission manageUsers in the tenant default; the role viewer lacks it",
		]);
		expect((await ask("lab")).statusCode).toBe(404);
		expect((await ask("other")).statusCode).toBe(201);
		const both = newUser([
			{ tenant: "other", role: "viewer" },
			{ tenant: "default", role: "viewer" },
		]);
		expect((await api.ask("POST", "/users", { token: null, headers, body: both })).statusCode).toBe(403);
		expect((await api.ask("GET", "/users?tenant=default", { token: null, headers })).statusCode).toBe(403);
		expect((await api.ask("GET", "/users?tenant=lab", { token: null, headers })).statusCode).toBe(404);
		expect((await api.ask("GET", "/users?tenant=other", { token: null, headers })).statusCode).toBe(200);
	});

	test("a missing permission in the tenant answers 403 before the body is looked at", async () => {
		const headers = await person(["default", "viewer"], ["other", "admin"]);
		const ask = (tenant: string) =>
			api.ask("POST", `/tokens?tenant=${tenant}`, { token: null, headers, body: { nonsense: true } });
		expect([(await ask("default")).statusCode, (await ask("other")).statusCode]).toEqual([403, 422]);
	});

	test("nobody gives, takes or takes over what holds more than their own role", async () => {
		await api.ask("POST", "/roles", { body: { name: "keeper", permissions: ["read", "manageUsers"] } });
		const admin = await make([{ tenant: "default", role: "admin" }], { email: `admin-${email}` });
		const second = await make([{ tenant: "default", role: "admin" }], { email: `second-${email}` });
		const headers = await person(["default", "keeper"]);
		const ask = (method: "POST" | "PATCH" | "DELETE", path: string, body?: object) =>
			api.ask(method, path, { token: null, headers, ...(body && { body }) });
		const roles = (role: string) => [{ tenant: "default", role }];
		for (const answer of [
			await ask("POST", "/users", newUser(roles("noc"))),
			await ask("PATCH", `/users/${admin}`, { roles: roles("viewer") }),
			await ask("PATCH", `/users/${admin}`, { password: `${PASSWORD}2` }),
			await ask("DELETE", `/users/${second}`),
			await ask("DELETE", `/users/${second}/totp`),
			await ask("POST", "/tokens", { name: "mine", tenant: "default", role: "admin" }),
			await ask("POST", "/roles", { name: "bigger", permissions: ["read", "override"] }),
			await ask("PATCH", "/roles/keeper", { permissions: ["read", "audit"] }),
		]) {
			expect([answer.statusCode, answer.json().code]).toEqual([403, "moreThanOwn"]);
			expect(answer.json().detail).toMatch(/needs the permission [a-zA-Z]/);
		}
		expect((await ask("POST", "/users", newUser(roles("viewer")))).statusCode).toBe(201);
		expect((await ask("POST", "/tokens", { name: "mine", tenant: "default", role: "viewer" })).statusCode).toBe(201);
	});

	test("a password is set by those who manage all of the user's tenants", async () => {
		const id = await make([
			{ tenant: "default", role: "viewer" },
			{ tenant: "other", role: "viewer" },
		]);
		const token = await api.token("admin");
		const body = { password: `${PASSWORD}2` };
		const refused = await api.ask("PATCH", `/users/${id}`, { token, body });
		expect(refused.json()).toMatchObject({ status: 403, code: "otherTenants" });
		expect(refused.body).not.toContain('other"');
		expect((await api.ask("PATCH", `/users/${id}`, { body })).statusCode).toBe(200);
		await signInAs(api, email, body.password);
	});
});

describe("leaving", () => {
	test("a user leaves a tenant with its role, and is gone with the last one", async () => {
		const id = await make([
			{ tenant: "default", role: "viewer" },
			{ tenant: "other", role: "viewer" },
		]);
		const cookie = await signInAs(api, email);
		const token = await api.token("admin");
		expect((await api.ask("DELETE", `/users/${id}`, { token })).statusCode).toBe(204);
		expect((await api.ask("GET", `/users/${id}`, { token })).statusCode).toBe(404);
		expect((await api.ask("GET", "/me", { token: null, headers: { cookie } })).statusCode).toBe(401);
		expect((await api.ask("GET", `/users/${id}`)).json().roles).toEqual([{ tenant: "other", role: "viewer" }]);
		expect((await trailOf(api, "default")).at(-1)).toMatchObject({ action: "user.deleted", detail: { email } });
		expect((await api.ask("DELETE", `/users/${id}`)).statusCode).toBe(204);
		expect((await api.ask("GET", `/users/${id}`)).statusCode).toBe(404);
		const answer = await api.ask("POST", "/session", { token: null, body: { email, password: PASSWORD } });
		expect([answer.statusCode, answer.json().code]).toEqual([401, "wrongCredentials"]);
	});

	test("the last administrator of a tenant goes only by the installation's own token", async () => {
		await using own = await openTestApi();
		const roles = [{ tenant: "other", role: "admin" }];
		const make = async (email: string) =>
			(await own.ask("POST", "/users", { body: { email, name: "n", password: PASSWORD, roles } })).json().id;
		const [first, second] = [await make("first@example.org"), await make("second@example.org")];
		const token = await own.token("admin", "other");
		const demote = (id: string, as?: string) =>
			own.ask("PATCH", `/users/${id}`, {
				...(as && { token: as }),
				body: { roles: [{ tenant: "other", role: "viewer" }] },
			});
		expect((await demote(first, token)).statusCode).toBe(200);
		expect((await demote(second, token)).json()).toMatchObject({ status: 409, code: "lastAdministrator" });
		expect((await own.ask("DELETE", `/users/${second}`, { token })).json().code).toBe("lastAdministrator");
		expect((await demote(second)).statusCode).toBe(200);
	});

	test("of two administrators who remove each other at once one stays", async () => {
		await using own = await openTestApi();
		const roles = [{ tenant: "other", role: "admin" }];
		const make = async (email: string) =>
			(await own.ask("POST", "/users", { body: { email, name: "n", password: PASSWORD, roles } })).json().id;
		const ids = [await make("first@example.org"), await make("second@example.org")];
		const token = await own.token("admin", "other");
		const answers = await Promise.all(ids.map((id) => own.ask("DELETE", `/users/${id}`, { token })));
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409]);
	});
});

describe("sessions of a user", () => {
	test("are listed without what they are shown by, and end at once", async () => {
		const id = await make([{ tenant: "default", role: "viewer" }]);
		const cookies = [await signInAs(api, email), await signInAs(api, email)];
		const list = await api.ask("GET", `/users/${id}/sessions`);
		expect(list.json().items).toHaveLength(2);
		expect(list.json().items[0]).toEqual({
			id: expect.any(String),
			startedAt: api.now.toISOString(),
			lastUsedAt: api.now.toISOString(),
			expiresAt: new Date(api.now.getTime() + 12 * 3600_000).toISOString(),
			address: "127.0.0.1",
		});
		for (const cookie of cookies) expect(list.body).not.toContain(cookie.split("=")[1]);
		expect((await api.ask("DELETE", `/users/${id}/sessions`)).statusCode).toBe(204);
		for (const cookie of cookies) {
			expect((await api.ask("GET", "/me", { token: null, headers: { cookie } })).statusCode).toBe(401);
		}
		expect((await trailOf(api, "default")).at(-1)).toMatchObject({
			action: "session.revoked",
			detail: { sessions: 2 },
		});
	});

	test.each<[string, object, number]>([
		["a new name leaves them", { name: "Another" }, 200],
		[
			"one more role leaves them",
			{
				roles: [
					["default", "viewer"],
					["lab", "viewer"],
				],
			},
			200,
		],
		["a new password ends them", { password: "another password" }, 401],
		["another role ends them", { roles: [["default", "noc"]] }, 401],
		["a lost role ends them", { roles: [["other", "viewer"]] }, 401],
	])("%s", async (_title, changes, status) => {
		const id = await make([{ tenant: "default", role: "viewer" }]);
		const cookie = await signInAs(api, email);
		const { roles, ...rest } = changes as { roles?: [string, Role][] };
		const body = { ...rest, ...(roles && { roles: roles.map(([tenant, role]) => ({ tenant, role })) }) };
		expect((await api.ask("PATCH", `/users/${id}`, { body })).statusCode).toBe(200);
		expect((await api.ask("GET", "/me", { token: null, headers: { cookie } })).statusCode).toBe(status);
	});
});

describe("one's own account", () => {
	test("a password is changed with the old one, and ends all sessions", async () => {
		await make([{ tenant: "other", role: "viewer" }]);
		const headers = {
			cookie: cookieOf(
				await api.ask("POST", "/session", {
					token: null,
					body: { email, password: PASSWORD },
				}),
			),
			origin: PUBLIC_URL,
		};
		const ask = (body: object) => api.ask("POST", "/me/password", { token: null, headers, body });
		const wrong = await ask({ currentPassword: "not the password", password: "a new password" });
		expect([wrong.statusCode, wrong.json().errors[0].pointer]).toEqual([422, "/currentPassword"]);
		expect((await ask({ currentPassword: PASSWORD, password: "short" })).statusCode).toBe(422);
		expect((await ask({ currentPassword: PASSWORD, password: "a new password" })).statusCode).toBe(204);
		expect((await api.ask("GET", "/me", { token: null, headers })).statusCode).toBe(401);
		await signInAs(api, email, "a new password");
		expect((await trailOf(api, "other")).at(-2)).toMatchObject({ action: "password.changed", actor: email });
	});

	test("one's own is not set without the old one, and a token has none", async () => {
		const headers = await person(["default", "admin"]);
		const { id } = (await api.ask("GET", "/me", { token: null, headers })).json();
		const body = { password: "another password" };
		const answer = await api.ask("PATCH", `/users/${id}`, { token: null, headers, body });
		expect(answer.json()).toMatchObject({ status: 403, code: "ownPassword" });
		const change = { currentPassword: PASSWORD, password: "another password" };
		expect((await api.ask("POST", "/me/password", { body: change })).json().code).toBe("notAUser");
		expect((await api.ask("POST", "/me/totp")).json().code).toBe("notAUser");
	});

	test("who am I: tenants, roles and what they allow in each", async () => {
		const headers = await person(["lab", "approver"], ["other", "viewer"]);
		expect((await api.ask("GET", "/me", { token: null, headers })).json()).toMatchObject({
			kind: "user",
			name: expect.stringMatching(/@example\.org$/),
			tenants: [
				{ slug: "lab", role: "approver", permissions: ["read", "approve", "audit"] },
				{ slug: "other", role: "viewer", permissions: ["read"] },
			],
			permissions: ["read", "approve", "audit"],
		});
	});
});

test("a token that a user made is worth no more than he is, and nothing once he is gone", async () => {
	const email = "maker@example.org";
	const roles = [{ tenant: "default", role: "admin" }];
	const made = await api.ask("POST", "/users", { body: { email, name: "n", password: PASSWORD, roles } });
	const headers = { cookie: await signInAs(api, email), origin: PUBLIC_URL };
	const minted = await api.ask("POST", "/tokens", {
		...{ token: null, headers },
		body: { name: "his", tenant: "default", role: "admin" },
	});
	const { token } = minted.json();
	const permissions = async () => (await api.ask("GET", "/me", { token })).json().permissions;
	expect(await permissions()).toContain("override");
	await api.ask("PATCH", `/users/${made.json().id}`, { body: { roles: [{ tenant: "default", role: "viewer" }] } });
	expect(await permissions()).toEqual(["read"]);
	await api.ask("DELETE", `/users/${made.json().id}`);
	expect((await permissions()) ?? []).toEqual([]);
});
