import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let device: string;

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };
const ABSENT = "00000000-0000-4000-8000-00000000dead";

describe("errors are problems", () => {
	test.each<[string, "GET" | "POST", string, { body?: unknown; headers?: Record<string, string> }, number, string]>([
		["an unknown route", "GET", "/nothing", {}, 404, "notFound"],
		["an unknown method of a known path", "POST", "/me", {}, 405, "methodNotAllowed"],
		["malformed JSON", "POST", "/tokens", { body: "{", headers: json }, 400, "malformedJson"],
		["a prototype in JSON", "POST", "/tokens", { body: '{"__proto__":{}}', headers: json }, 400, "malformedJson"],
		["no body at all", "POST", "/tokens", { headers: json, body: "" }, 422, "invalidBody"],
		["a body that is no object", "POST", "/tokens", { headers: json, body: "[]" }, 422, "invalidBody"],
		[
			"a body of another type",
			"POST",
			"/tokens",
			{ body: "x", headers: { "content-type": "text/plain" } },
			415,
			"unsupportedMediaType",
		],
		["XML", "POST", "/tokens", { body: "<a/>", headers: { "content-type": "text/xml" } }, 415, "unsupportedMediaType"],
		[
			"too large a body",
			"POST",
			"/tokens",
			{ body: JSON.stringify({ name: "x".repeat(1_100_000) }), headers: json },
			413,
			"bodyTooLarge",
		],
		["an unknown query parameter", "GET", "/devices?colour=red", {}, 400, "invalidQuery"],
		["an unknown query parameter of one thing", "GET", `/devices/${ABSENT}?expand=1`, {}, 400, "invalidQuery"],
		["a parameter given twice", "GET", "/devices?limit=1&limit=2", {}, 400, "invalidQuery"],
		["a limit of 0", "GET", "/devices?limit=0", {}, 400, "invalidQuery"],
		["a limit above 500", "GET", "/devices?limit=501", {}, 400, "invalidQuery"],
		["a cursor of rubbish", "GET", "/devices?cursor=%21%21", {}, 400, "invalidCursor"],
		["a cursor of another list", "GET", "/devices?cursor=NDI", {}, 400, "invalidCursor"],
		["an id that is none", "GET", "/devices/abc", {}, 404, "notFound"],
		["an id that nobody has", "GET", `/devices/${ABSENT}`, {}, 404, "notFound"],
		["an unknown tenant", "GET", "/devices?tenant=nowhere", {}, 404, "tenantNotFound"],
		[
			"two tenants",
			"POST",
			"/tokens?tenant=lab",
			{ body: { name: "x", tenant: "other", role: "viewer" } },
			422,
			"tenantConflict",
		],
	])("%s", async (_title, method, path, options, status, code) => {
		const answer = await api.ask(method, path, options);
		expect(answer.headers["content-type"]).toBe("application/problem+json");
		expect({ status: answer.statusCode, code: answer.json().code }).toEqual({ status, code });
		expect(answer.json()).toMatchObject({
			status,
			type: expect.any(String),
			title: expect.any(String),
			detail: expect.any(String),
		});
	});

	test("where a method is not taken, those that are stand in Allow", async () => {
		const put = { method: "PUT", url: `/api/v1/devices/${ABSENT}?x=1` } as const;
		const answer = await api.app.inject(put);
		expect([answer.statusCode, answer.headers.allow]).toEqual([405, "DELETE, GET, HEAD, PATCH"]);
		expect(answer.headers["content-type"]).toContain("application/problem+json");
		expect((await api.app.inject({ ...put, url: `/api/v1/devices/${ABSENT}/nothing` })).statusCode).toBe(404);
	});

	test("each thing that is wrong is pointed at", async () => {
		const answer = await api.ask("POST", "/proof-runs", {
			body: { deviceId: "x", workflows: ["flying"], inputs: { timeoutSeconds: -1, colour: 1 }, extra: true },
		});
		expect(answer.statusCode).toBe(422);
		const pointers = answer.json().errors.map((error: { pointer: string }) => error.pointer);
		expect(pointers.sort()).toEqual([
			"/deviceId",
			"/extra",
			"/inputs/colour",
			"/inputs/timeoutSeconds",
			"/workflows/0",
		]);
	});

	test("what fails inside tells nothing of it", async () => {
		const broken = await openTestApi();
		await broken.database.query({ name: "test.drop", text: "alter table device rename to device_gone" });
		const answer = await broken.ask("GET", "/devices");
		expect(answer.statusCode).toBe(500);
		expect(answer.body).not.toContain("relation");
		await broken[Symbol.asyncDispose]();
	});
});

describe("permissions", () => {
	test("without a token it is 401, with the way to sign in", async () => {
		const answer = await api.ask("GET", "/devices", { token: null });
		expect([answer.statusCode, answer.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="certus"']);
		expect((await api.ask("GET", "/devices", { token: "wrong" })).statusCode).toBe(401);
		expect(
			(await api.ask("GET", "/devices", { token: null, headers: { authorization: "Basic eA==" } })).statusCode,
		).toBe(401);
	});

	test("a missing permission answers 403 before the body is looked at", async () => {
		const viewer = await api.token("viewer");
		const writes = [
			["POST", `/devices/${device}/operations`],
			["POST", `/devices/${ABSENT}/wake`],
			["PATCH", `/devices/${ABSENT}`],
			["DELETE", `/devices/${ABSENT}`],
			["POST", `/devices/${ABSENT}/replace`],
			["POST", "/proof-runs"],
			["POST", `/proof-runs/${ABSENT}/cancel`],
			["POST", `/operations/${ABSENT}/cancel`],
			["POST", "/files"],
			["DELETE", `/files/${ABSENT}`],
			["POST", "/tenants"],
			["PATCH", "/tenants/default"],
			["POST", "/tenants/default/cpe-credentials"],
			["POST", "/tokens"],
			["DELETE", `/tokens/${ABSENT}`],
		] as const;
		for (const [method, path] of writes) {
			const answer = await api.ask(method, path, { token: viewer, body: "{ not json", headers: json });
			expect([path, answer.statusCode, answer.json().code]).toEqual([path, 403, "forbidden"]);
		}
		expect((await api.ask("GET", "/tokens", { token: viewer })).statusCode).toBe(403);
	});

	test("what an operation needs follows from its kind, before its input is judged", async () => {
		const support = await api.token("support");
		for (const [kind, status] of [
			["reboot", 202],
			["read", 422],
			["set", 403],
			["addObject", 403],
			["download", 403],
			["factoryReset", 403],
		] as const) {
			const answer = await api.ask("POST", `/devices/${device}/operations`, {
				token: support,
				body: { kind, input: {}, presenceTimeoutSeconds: kind === "set" ? -1 : 60 },
			});
			expect([kind, answer.statusCode]).toEqual([kind, status]);
		}
	});
});

describe("tenants", () => {
	test("a token of one tenant works there by default, and nowhere else", async () => {
		const token = await api.token("admin", "other");
		expect((await api.ask("GET", "/me", { token })).json().tenants).toMatchObject([{ slug: "other", role: "admin" }]);
		expect((await api.ask("GET", "/devices", { token })).json().items).toEqual([]);
		expect((await api.ask("GET", "/devices?tenant=default", { token })).json().code).toBe("tenantNotFound");
		expect((await api.ask("GET", `/devices/${device}`, { token })).statusCode).toBe(404);
		const operation = await api.ask("POST", `/devices/${device}/operations`, { token, body: { kind: "reboot" } });
		expect(operation.statusCode).toBe(404);
	});

	test("a token of every tenant works in `default` unless told otherwise", async () => {
		expect((await api.ask("GET", "/devices")).json().items).toHaveLength(1);
		expect((await api.ask("GET", "/devices?tenant=lab")).json().items).toHaveLength(0);
	});

	test("a list's cursor leads through all of it, once", async () => {
		for (let i = 0; i < 7; i++) await addDevice(api.database, api.tenant.lab.tenant);
		const seen: string[] = [];
		let cursor: string | null = "";
		while (cursor !== null) {
			const path: string = `/devices?tenant=lab&limit=3${cursor && `&cursor=${cursor}`}`;
			const page: { items: { id: string }[]; nextCursor: string | null } = (await api.ask("GET", path)).json();
			seen.push(...page.items.map(({ id }) => id));
			cursor = page.nextCursor;
		}
		expect(seen).toHaveLength(7);
		expect(new Set(seen).size).toBe(7);
	});
});

describe("health", () => {
	test("liveness, readiness and metrics ask for nobody", async () => {
		expect((await api.app.inject("/health")).json()).toEqual({ status: "ok" });
		expect((await api.app.inject("/ready")).json()).toEqual({ status: "ready" });
		expect((await api.app.inject("/metrics")).headers["content-type"]).toContain("text/plain");
	});

	test("it is not ready without its database", async () => {
		const lone = await openTestApi();
		await lone.database.close();
		const answer = await lone.app.inject("/ready");
		expect([answer.statusCode, answer.json().code]).toEqual([503, "notReady"]);
		await lone.app.close();
	});
});

test("the OpenAPI document describes every route, with its permission", async () => {
	const answer = await api.ask("GET", "/openapi.json", { token: null });
	const document = answer.json();
	expect(document.openapi).toBe("3.1.0");
	const operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(
		([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
	);
	expect(operations.length).toBeGreaterThan(30);
	for (const { path, method, operation } of operations) {
		expect([path, method, operation["x-permission"]]).toEqual([path, method, expect.anything()]);
	}
	expect(document.paths["/api/v1/proof-runs"].post["x-permission"]).toBe("certify");
	expect(document.paths["/api/v1/devices/{id}/operations"].post.requestBody).toBeDefined();
});
