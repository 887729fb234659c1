import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

async function signIn(to: TestApi = api): Promise<string> {
	const answer = await to.ask("POST", "/session", { token: null, body: { token: to.adminToken } });
	expect(answer.statusCode).toBe(200);
	return (answer.headers["set-cookie"] as string).split(";")[0] as string;
}

test("a token is exchanged for a cookie that scripts and other sites don't get", async () => {
	const answer = await api.ask("POST", "/session", { token: null, body: { token: api.adminToken } });
	expect(answer.json()).toMatchObject({ name: "admin" });
	const cookie = answer.headers["set-cookie"];
	for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(cookie).toContain(part);
	expect(cookie).not.toContain("Secure");
	expect(cookie).not.toContain(api.adminToken);
});

test("the cookie is for TLS only where the API's public URL is", async () => {
	await using secure = await openTestApi({ publicUrl: "https://certus.test" });
	const answer = await secure.ask("POST", "/session", { token: null, body: { token: secure.adminToken } });
	expect(answer.headers["set-cookie"]).toContain("Secure");
});

test("a wrong token gets no cookie", async () => {
	const answer = await api.ask("POST", "/session", { token: null, body: { token: "wrong" } });
	expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([401, undefined]);
});

test("who signs in again ends the session that was there", async () => {
	const before = await signIn();
	const headers = { cookie: before };
	const me = async () => (await api.ask("GET", "/me", { token: null, headers })).statusCode;
	const refused = await api.ask("POST", "/session", { token: null, headers, body: { token: "wrong" } });
	expect([refused.statusCode, await me()]).toEqual([401, 200]);
	const answer = await api.ask("POST", "/session", { token: null, headers, body: { token: api.adminToken } });
	expect([answer.statusCode, await me()]).toEqual([200, 401]);
});

test("another site's page can't sign anybody in", async () => {
	const headers = { origin: "http://evil.test" };
	const answer = await api.ask("POST", "/session", { token: null, headers, body: { token: api.adminToken } });
	expect(answer.json().code).toBe("originMismatch");
});

test("the cookie reads by itself, and writes only from our own pages", async () => {
	const cookie = await signIn();
	expect((await api.ask("GET", "/me", { token: null, headers: { cookie } })).statusCode).toBe(200);
	const body = { name: "x", tenant: "default", role: "viewer" };
	for (const [origin, status] of [
		[undefined, 403],
		["null", 403],
		["http://evil.test", 403],
		[PUBLIC_URL, 201],
		["http://localhost:80", 403],
		["http://localhost", 403],
	] as const) {
		const headers = { cookie, host: "certus.test", ...(origin !== undefined && { origin }) };
		const answer = await api.ask("POST", "/tokens", { token: null, headers, body });
		expect([origin, answer.statusCode]).toEqual([origin, status]);
	}
	const headers = { cookie, host: "localhost:8080", origin: "http://localhost:8080" };
	expect((await api.ask("POST", "/tokens", { token: null, headers, body })).statusCode).toBe(201);
});

test("a bearer outweighs a cookie", async () => {
	const cookie = await signIn();
	expect((await api.ask("GET", "/me", { token: "wrong", headers: { cookie } })).statusCode).toBe(401);
});

test("signing out ends the session; a second time changes nothing", async () => {
	const headers = { cookie: await signIn(), origin: PUBLIC_URL };
	expect((await api.ask("DELETE", "/session", { token: null, headers })).statusCode).toBe(204);
	expect((await api.ask("GET", "/me", { token: null, headers })).statusCode).toBe(401);
	expect((await api.ask("DELETE", "/session", { token: null, headers })).statusCode).toBe(204);
});

test("a session ends with its time, and with its token", async () => {
	const begun = api.now;
	const cookie = await signIn();
	api.now = new Date(begun.getTime() + 13 * 3600_000);
	expect((await api.ask("GET", "/me", { token: null, headers: { cookie } })).statusCode).toBe(401);
	api.now = begun;

	const made = (await api.ask("POST", "/tokens", { body: { name: "t", tenant: "lab", role: "noc" } })).json();
	const answer = await api.ask("POST", "/session", { token: null, body: { token: made.token } });
	const other = { cookie: (answer.headers["set-cookie"] as string).split(";")[0] as string };
	expect((await api.ask("GET", "/me", { token: null, headers: other })).json().tenants).toMatchObject([
		{ slug: "lab", role: "noc" },
	]);
	expect((await api.ask("DELETE", `/tokens/${made.id}?tenant=lab`)).statusCode).toBe(204);
	expect((await api.ask("GET", "/me", { token: null, headers: other })).statusCode).toBe(401);
	expect((await api.ask("GET", "/me", { token: made.token })).statusCode).toBe(401);
});
