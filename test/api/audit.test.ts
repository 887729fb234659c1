import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { chainVerifier } from "../../src/lib/auditChain.ts";
import { type AuditFacts, appendAudit } from "../../src/store/audit.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let device: string;
const subscriber = crypto.randomUUID();

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());

const append = (slug: "default" | "lab" | "other", entries: readonly Partial<AuditFacts>[]) =>
	api.database.transaction((tx) => {
		const common = {
			at: api.now,
			tenant: slug,
			actor: "someone",
			actorId: null,
			action: "webhook.test",
			outcome: "done",
		} as const;
		return appendAudit(tx.scope(api.tenant[slug].tenant), ...entries.map((entry) => ({ ...common, ...entry })));
	});

describe("the trail", () => {
	test("has what was done, to which device on which version, by whom", async () => {
		const operation = await api.ask("POST", `/devices/${device}/operations`, { body: { kind: "reboot", input: {} } });
		expect(operation.statusCode).toBe(202);
		const { items, nextCursor } = (await api.ask("GET", `/audit?deviceId=${device}`)).json();
		expect(nextCursor).toBeNull();
		expect(items).toEqual([
			{
				seq: 1,
				at: api.now.toISOString(),
				tenant: "default",
				actor: "admin",
				actorId: expect.any(String),
				action: "operation.create",
				outcome: expect.any(String),
				deviceId: device,
				subscriberId: null,
				hardwareVersion: "HW1",
				softwareVersion: "1.0.0",
				matrixRowId: null,
				detail: expect.objectContaining({ operationId: operation.json().id }),
				previousHash: `sha256:${"0".repeat(64)}`,
				hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
			},
		]);
	});

	test("is read newest first, page after page, by whom and what it is about", async () => {
		const day = (n: number): Date => new Date(Date.UTC(2026, 3, n));
		await append("lab", [
			{ at: day(1), actor: "ann", subscriberId: subscriber },
			{ at: day(2), actor: "bob", action: "webhook.resend" },
			{ at: day(3), actor: "ann" },
		]);
		const seqs = async (query: string) => {
			const { items } = (await api.ask("GET", `/audit?tenant=lab&${query}`)).json();
			return items.map(({ seq }: { seq: number }) => seq);
		};
		expect(await seqs("")).toEqual([3, 2, 1]);
		expect(await seqs("actor=ann")).toEqual([3, 1]);
		expect(await seqs("action=webhook.resend")).toEqual([2]);
		expect(await seqs(`subscriberId=${subscriber}`)).toEqual([1]);
		expect(await seqs("since=2026-04-02T02:00:00%2B02:00")).toEqual([3, 2]);
		const first = (await api.ask("GET", "/audit?tenant=lab&limit=2")).json();
		expect(await seqs(`limit=2&cursor=${first.nextCursor}`)).toEqual([1]);
	});

	test.each([
		["GET", "/audit?since=yesterday", "invalidQuery"],
		["GET", "/audit?deviceId=x", "invalidQuery"],
		["GET", "/audit?color=red", "invalidQuery"],
		["GET", "/audit?cursor=x", "invalidCursor"],
		["GET", "/audit/verify?deep=yes", "invalidQuery"],
		["GET", "/audit.jsonl?actor=ann", "invalidQuery"],
	] as const)("%s %s is refused", async (method, path, code) => {
		const answer = await api.ask(method, path);
		expect([answer.statusCode, answer.json().code]).toEqual([400, code]);
	});

	test.each(["/audit", "/audit/verify", "/audit.jsonl"])(
		"is for those who hold `audit`, in their tenant: %s",
		async (path) => {
			const statusFor = async (token: string | null, query = "") =>
				(await api.ask("GET", path + query, { token })).statusCode;
			expect(await statusFor(null)).toBe(401);
			for (const role of ["viewer", "support"] as const) expect(await statusFor(await api.token(role))).toBe(403);
			for (const role of ["noc", "engineer", "approver", "admin"] as const) {
				expect(await statusFor(await api.token(role))).toBe(200);
			}
			expect(await statusFor(await api.token("admin", "other"), "?tenant=lab")).toBe(404);
		},
	);
});

describe("the export", () => {
	test("is the whole trail, oldest first, which verifies by itself", async () => {
		await append(
			"other",
			Array.from({ length: 1_234 }, (_, n) => ({ detail: { n, text: "ü \u2028 \n" } })),
		);
		const answer = await api.ask("GET", "/audit.jsonl?tenant=other");
		expect(answer.headers).toMatchObject({
			"content-type": "application/jsonl",
			"content-disposition": 'attachment; filename="certus-audit-other.jsonl"',
		});
		const lines = answer.body.split("\n");
		expect(lines.pop()).toBe("");
		const verifier = chainVerifier({ head: String(answer.headers["certus-audit-head"]) });
		for (const line of lines) verifier.addLine(line);
		const verdict = verifier.end();
		expect(verdict).toMatchObject({ ok: true, entries: 1_234 });
		expect((await api.ask("GET", "/audit/verify?tenant=other")).json()).toEqual(verdict);
	});

	test("of a trail that has no entry yet has no line", async () => {
		await api.ask("POST", "/tenants", { body: { slug: "empty", name: "Empty" } });
		const answer = await api.ask("GET", "/audit.jsonl?tenant=empty");
		expect([answer.statusCode, answer.body]).toEqual([200, ""]);
		const zeros = `sha256:${"0".repeat(64)}`;
		const verdict = (await api.ask("GET", "/audit/verify?tenant=empty")).json();
		expect(verdict).toEqual({ ok: true, entries: 0, from: zeros, head: zeros });
	});

	test("may be asked for again and again", async () => {
		for (let i = 0; i < 10; i++) {
			expect((await api.ask("GET", "/audit.jsonl?tenant=other")).statusCode).toBe(200);
			expect(
				(
					await api.app.inject({
						method: "HEAD",
						url: "/api/v1/audit.jsonl?tenant=other",
						headers: { authorization: `Bearer ${api.adminToken}` },
					})
				).statusCode,
			).toBe(200);
		}
	});
});

test("a reader that leaves early makes room for the next", async () => {
	// More than fits between a server and a client that reads no further.
	await append(
		"lab",
		Array.from({ length: 24 }, () => ({ detail: { text: "x".repeat(500_000) } })),
	);
	await api.app.listen({ host: "127.0.0.1", port: 0 });
	const { port } = api.app.server.address() as AddressInfo;
	for (let i = 0; i < 6; i++) {
		const left = new AbortController();
		const headers = { authorization: `Bearer ${api.adminToken}` };
		const ask = () => fetch(`http://127.0.0.1:${port}/api/v1/audit.jsonl?tenant=lab`, { headers, signal: left.signal });
		// Until those that left before are seen to be gone.
		const answer = await vi.waitFor(async () => {
			const one = await ask();
			if (one.status !== 200) throw new Error(`answered ${one.status}`);
			return one;
		});
		await answer.body?.getReader().read();
		left.abort();
	}
	await vi.waitFor(async () => expect((await api.ask("GET", "/audit/verify?tenant=lab")).statusCode).toBe(200));
});

test("a trail that was meddled with says where", async () => {
	const sql = (name: string, text: string) => api.database.query({ name, text });
	await sql("test.off", "alter table audit disable trigger user");
	const text = `update audit set entry = entry || '{"actor":"nobody"}' where seq = 700
		and tenant = '${api.tenant.other.tenant}'`;
	await sql("test.meddle", text);
	await sql("test.on", "alter table audit enable trigger user");
	expect((await api.ask("GET", "/audit/verify?tenant=other")).json()).toEqual({
		ok: false,
		entries: 1_234,
		seq: 700,
		tampering: "changed",
		detail: "entry 700 was changed: its hash is not that of what it says",
	});
});

test("how long a tenant keeps its trail is a setting, for ever unless it is given", async () => {
	const patch = async (auditRetentionDays: unknown) =>
		api.ask("PATCH", "/tenants/lab", { body: { auditRetentionDays } });
	expect((await api.ask("GET", "/tenants/lab")).json().auditRetentionDays).toBeNull();
	expect((await patch(365)).json().auditRetentionDays).toBe(365);
	await api.ask("PATCH", "/tenants/lab", { body: { name: "Lab" } });
	expect((await api.ask("GET", "/tenants/lab")).json().auditRetentionDays).toBe(365);
	expect((await patch(null)).json().auditRetentionDays).toBeNull();
	for (const wrong of [0, -1, 1.5, "7"]) expect((await patch(wrong)).statusCode).toBe(422);
});
