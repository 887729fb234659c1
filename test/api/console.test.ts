import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertEvidence } from "../../src/store/evidence.ts";
import { openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
const webRoot = mkdtempSync(join(tmpdir(), "certus-web-"));

beforeAll(async () => {
	mkdirSync(join(webRoot, "assets"));
	writeFileSync(join(webRoot, "index.html"), "<!doctype html><title>Certus</title>");
	writeFileSync(join(webRoot, "assets", "app-1a2b3c.js"), "export {};");
	api = await openTestApi({ webRoot });
});
afterAll(async () => {
	await api[Symbol.asyncDispose]();
	rmSync(webRoot, { recursive: true });
});

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const get = (url: string, headers: Record<string, string> = {}) => api.app.inject({ url, headers });

test("the console's pages answer to anyone, wherever its history leads", async () => {
	for (const url of ["/", "/devices", "/devices/abc?tenant=lab", "/matrix/x", "/proof-runs/x", "/evidence/sha256:x"]) {
		const answer = await get(url, html);
		expect([url, answer.statusCode, answer.headers["content-type"]]).toEqual([url, 200, "text/html; charset=utf-8"]);
		expect(answer.headers["content-security-policy"]).toBe(
			"default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
		);
		expect(answer.headers["x-content-type-options"]).toBe("nosniff");
		expect(answer.headers["cache-control"]).toBe("no-cache");
	}
});

test("built assets are kept for ever, and missing ones are missing", async () => {
	const asset = await get("/assets/app-1a2b3c.js");
	expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
	expect((await get("/assets/app-gone.js")).statusCode).toBe(404);
	expect((await get("/../package.json")).statusCode).toBe(404);
});

test("no page stands in the API's place", async () => {
	for (const url of ["/api/v1/nothing", "/api", "/api/v2/devices"]) {
		const answer = await get(url, html);
		expect([answer.statusCode, answer.json().code]).toEqual([404, "notFound"]);
	}
	expect((await get("/devices")).statusCode).toBe(404);
	expect((await api.app.inject({ method: "POST", url: "/devices", headers: html })).statusCode).toBe(404);
	expect((await api.ask("GET", "/me")).headers["cache-control"]).toBe("no-store");
});

test("the URLs of evidence answer what the API answers to those that don't ask for a page", async () => {
	const digest = await api.blobs.put(Buffer.from("{}"));
	await insertEvidence(api.scope("lab"), {
		digest,
		mediaType: "application/json",
		sizeBytes: 2,
		run: null,
		createdAt: api.now,
	});
	const url = `/evidence/${digest}?tenant=lab`;
	expect((await get(url)).json()).toMatchObject({ status: 401 });
	const headers = { authorization: `Bearer ${api.adminToken}`, accept: "application/json" };
	expect((await get(url, headers)).body).toBe("{}");
	expect((await get(url, { ...headers, accept: "*/*" })).body).toBe("{}");
	for (const path of [`/matrix/${crypto.randomUUID()}`, `/proof-runs/${crypto.randomUUID()}`]) {
		expect((await get(path, headers)).json()).toMatchObject({ status: 404, code: "notFound" });
	}
});

test("without a built console there is the API alone", async () => {
	await using bare = await openTestApi();
	const answer = await bare.app.inject({ url: "/", headers: html });
	expect([answer.statusCode, answer.json().code]).toEqual([404, "notFound"]);
});
