import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CellStatus, type MatrixRow, WORKFLOWS } from "../../src/shared/proof.ts";
import { openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(2)>\u0007\u202e</style>`;
const digest = `sha256:${"b".repeat(64)}`;

let api: TestApi;
let webRoot: string;

function row(changes: Partial<MatrixRow> = {}, reboot: CellStatus = "yellow"): MatrixRow {
	const id = crypto.randomUUID();
	const unproven = { status: "unproven", verdict: null, provenOn: [], provenAt: null, evidence: [] } as const;
	const evidence = [{ proofRunId: crypto.randomUUID(), digest, url: `/evidence/${digest}` }];
	const workflows = Object.fromEntries(WORKFLOWS.map((workflow) => [workflow, { ...unproven }]));
	return {
		id,
		protocol: "cwmp",
		vendor: "Acme",
		model: "AC-1",
		productClass: "HomeGateway",
		ouis: ["00D09E"],
		hardwareVersions: ["HW1"],
		firmwareRange: { from: "1.0.0", to: "1.0.0", versions: ["1.0.0"] },
		covers: [{ hardwareVersion: "HW1", softwareVersion: "1.0.0" }],
		parameterRoot: "Device.",
		cwmpVersion: "1.2",
		workflows: {
			...workflows,
			reboot: { ...unproven, status: reboot, verdict: "partial", evidence },
		} as unknown as MatrixRow["workflows"],
		diagnostics: { ipPing: "unproven", traceRoute: "unproven", download: "unproven", upload: "unproven" },
		coverage: { deviceInfo: 98.7, wifi: null },
		traits: { faultBehaviour: null, sessionReliability: null },
		limitations: [{ code: "reboot.noMReboot", workflow: "reboot", text: "The restart was reported without M Reboot." }],
		stage: "seen",
		status: reboot,
		evidenceUrl: `/matrix/${id}`,
		simulated: false,
		updatedAt: "2026-03-01T12:00:00.000Z",
		...changes,
	};
}

const insert = (slug: "default" | "lab", body: MatrixRow) =>
	api.scope(slug).query(
		{
			name: "test.row",
			text: `insert into matrix_row (tenant, id, vendor, model, product_class, status, body, updated_at)
				values ($1, $2, $3, $4, $5, $6, $7, now())`,
		},
		[body.id, body.vendor, body.model, body.productClass, body.status, body],
	);

const plain = row();
const hostile = row({ vendor: HOSTILE, model: "M<b>", productClass: HOSTILE }, "red");
const simulated = row({ simulated: true, model: "Virtual" }, "green");

beforeAll(async () => {
	webRoot = mkdtempSync(join(tmpdir(), "certus-web-"));
	writeFileSync(join(webRoot, "index.html"), "<title>the console</title>");
	api = await openTestApi({ webRoot });
	await insert("default", plain);
	await insert("default", { ...hostile, limitations: [{ code: "x", workflow: "reboot", text: HOSTILE }] });
	await insert("default", row({ simulated: true, model: "Stray" }));
	await insert("lab", simulated);
});
afterAll(async () => {
	await api[Symbol.asyncDispose]();
	rmSync(webRoot, { recursive: true, force: true });
});

describe("the matrix as a page", () => {
	test("needs nothing from anywhere, and runs nothing but its own", async () => {
		const answer = await api.ask("GET", "/matrix.html");
		expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
		const policy = String(answer.headers["content-security-policy"]);
		const hashOf = (tag: string): string => {
			const [, text = ""] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(answer.body) ?? [];
			expect(text).not.toBe("");
			return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
		};
		expect(policy).toBe(
			`default-src 'none'; style-src ${hashOf("style")}; script-src ${hashOf("script")}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
		);
		// A copy that was saved keeps its policy.
		expect(answer.body).toContain(`<meta http-equiv="content-security-policy" content="default-src &#39;none&#39;;`);
		expect(answer.body).not.toMatch(
			/<(?:link|img|iframe|object|embed|base)\b|<[a-z][^>]*\s(?:src|style|on\w+)=|@import|url\(/,
		);
		expect(answer.body.match(/<script/g)).toHaveLength(1);
	});

	test("shows each row in words, shape and colour, with what stands behind it", async () => {
		const { body } = await api.ask("GET", "/matrix.html");
		const shown = body.slice(body.indexOf(`id="${plain.id}"`)).split("</tbody>")[0] ?? "";
		expect(shown).toContain(`data-status="yellow"`);
		expect(shown).toContain(`<span class="status yellow"><span aria-hidden="true">▲</span> yellow</span>`);
		expect(shown).toContain(`<td data-name="Reboot">`);
		expect(shown).toContain("reboot.noMReboot");
		expect(shown).toContain("98.7 %");
		expect(shown).toContain(`href="${PUBLIC_URL}/evidence/${digest}?tenant=default"`);
		expect(shown).toContain(digest);
		for (const word of ["Tenant <bdi>default</bdi>", "2026-03-01T12:00:00.000Z", "Legend", "prefers-color-scheme"])
			expect(body).toContain(word);
	});

	test("shows what devices say, and obeys none of it", async () => {
		const { body } = await api.ask("GET", "/matrix.html");
		expect(body).not.toContain("<img");
		expect(body).not.toContain("<b>");
		expect(body).toContain("&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;");
	});

	test("keeps simulated rows to simulated tenants, and says so there", async () => {
		const field = (await api.ask("GET", "/matrix.html")).body;
		expect(field).not.toContain("Stray");
		expect(field).not.toContain("proven on virtual CPEs");
		const lab = (await api.ask("GET", "/matrix.html?tenant=lab")).body;
		expect(lab).toContain("Simulated: every row here was proven on virtual CPEs");
		expect(lab).toContain(`<bdi>Acme Virtual</bdi> <span class="mark">simulated</span>`);
	});

	test("takes the matrix's filters", async () => {
		const { body } = await api.ask("GET", "/matrix.html?status=red");
		expect(body.match(/<tbody/g)).toHaveLength(1);
		expect((await api.ask("GET", "/matrix.html?model=none")).body).toContain("No model has been seen");
		expect((await api.ask("GET", "/matrix.html?published=maybe")).statusCode).toBe(400);
	});

	test("stands outside the API too, for browsers that are signed in", async () => {
		const get = (headers: Record<string, string>) =>
			api.app.inject({ url: "/matrix.html", headers: { accept: "text/html", ...headers } });
		expect((await get({ authorization: `Bearer ${api.adminToken}` })).body).toContain("<h1>Compatibility matrix</h1>");
		expect((await get({})).statusCode).toBe(401);
	});
});

describe("a row's badge", () => {
	const ask = (id: string, query = "") => api.ask("GET", `/matrix/${id}/badge.svg?${query}`);
	const text = (svg: string): string => {
		let words = "";
		const parser = new SaxesParser({ xmlns: true });
		parser.on("error", (error) => {
			throw error;
		});
		parser.on("text", (part) => (words += part));
		parser.write(svg).close();
		return words;
	};

	test("tells its status in words, shape and colour", async () => {
		const answer = await ask(plain.id);
		expect(answer.headers["content-type"]).toBe("image/svg+xml");
		expect(answer.headers["content-security-policy"]).toBe("default-src 'none'; sandbox");
		expect(text(answer.body)).toContain("AC-1 1.0.0");
		expect(text(answer.body)).toContain("▲ yellow");
		expect(answer.body).toContain("#7d5200");
		expect(text((await ask(plain.id, "workflow=config")).body)).toContain("AC-1 1.0.0 Configuration○ unproven");
		expect(text((await ask(simulated.id, "tenant=lab")).body)).toContain("● green (simulated)");
	});

	test("is sound XML whatever the device calls itself", async () => {
		const { body } = await ask(hostile.id);
		expect(text(body)).toContain("<script>alert(1)</script>");
		expect(body).not.toContain("<script");
	});

	test("is one of a row that is there", async () => {
		expect((await ask(crypto.randomUUID())).statusCode).toBe(404);
		expect((await ask(plain.id, "workflow=flying")).statusCode).toBe(400);
	});
});
