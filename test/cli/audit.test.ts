import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyExport } from "../../src/cli/auditLines.ts";
import { BEFORE_FIRST, hashOfEntry, lineOfEntry } from "../../src/lib/auditChain.ts";
import { appendAudit } from "../../src/store/audit.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { bareEnvironment } from "../support/bareEnvironment.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const NODE = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));

let directory: string;
const file = (name: string): string => join(directory, name);

/** A trail of ten entries, whose texts hold what Unicode calls line separators. */
const lines: string[] = [];
const hashes: string[] = [];
for (let seq = 1, previousHash = BEFORE_FIRST; seq <= 10; seq++) {
	const entry = {
		action: "test",
		detail: { text: `ü \u2028 \ufffd\r ${seq}` },
		hardwareVersion: null,
		seq,
		previousHash,
	};
	previousHash = hashOfEntry(entry);
	hashes.push(previousHash);
	lines.push(lineOfEntry(entry, previousHash));
}
const [head, fourth] = [hashes[9] as string, hashes[3] as string];
const text = (some: readonly string[]): string => some.map((line) => `${line}\n`).join("");

beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), "certus-audit-"));
	writeFileSync(file("whole.jsonl"), text(lines));
	writeFileSync(file("changed.jsonl"), text(lines).replace(' 7"', ' 8"'));
	writeFileSync(file("removed.jsonl"), text(lines.toSpliced(6, 2)));
	writeFileSync(file("reordered.jsonl"), text(lines.with(6, lines[8] as string).with(8, lines[6] as string)));
	writeFileSync(file("beginning.jsonl"), text(lines.slice(4)));
	writeFileSync(file("end.jsonl"), text(lines.slice(0, 8)));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function certus(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
	// Nothing of this machine's own Certus: the command must do without.
	const env = { ...bareEnvironment(), CERTUS_DATA_DIR: directory, NO_COLOR: "1" };
	const child = spawn(NODE, [MAIN, "audit", ...argv], { env, stdio: ["ignore", "pipe", "pipe"] });
	let [out, err] = ["", ""];
	child.stdout.setEncoding("utf8").on("data", (chunk) => (out += chunk));
	child.stderr.setEncoding("utf8").on("data", (chunk) => (err += chunk));
	const [code] = await once(child, "close");
	return { code, out, err };
}

describe("an exported trail", () => {
	test("that is whole verifies offline, and the head to note down is printed", async () => {
		const intact = { code: 0, out: `intact: 10 entries\nhead ${head}\n`, err: "" };
		expect(await certus("verify", file("whole.jsonl"))).toEqual(intact);
		expect(await certus("verify", file("whole.jsonl"), "--head", head, "--from", fourth)).toEqual(intact);
	});

	test.each([
		["changed.jsonl", [], "changed at entry 7: entry 7 was changed: its hash is not that of what it says"],
		["removed.jsonl", [], "removed at entry 7: entries 7 to 8 were removed"],
		["reordered.jsonl", [], "reordered at entry 7: entry 9 stands where entry 7 belongs: they were reordered"],
		["beginning.jsonl", [], "removed at entry 1: entries 1 to 4 were removed"],
		["end.jsonl", ["--head", head], "removed at entry 9: the trail is not whole: it ends before entry 9"],
		["beginning.jsonl", ["--from", hashes[2] as string], "removed at entry 4: the trail is not whole"],
	] as const)("%s %j is told apart, with its first place", async (name, options, reason) => {
		const { code, out, err } = await certus("verify", file(name), ...options);
		expect([code, out]).toEqual([1, ""]);
		expect(err).toContain(`certus: ${file(name)} is not intact: ${reason}`);
	});

	test("may begin and end where was noted that it does", async () => {
		const beginning = await certus("verify", file("beginning.jsonl"), "--from", fourth);
		expect(beginning).toEqual({ code: 0, out: `intact: 6 entries\nfrom ${fourth}\nhead ${head}\n`, err: "" });
		expect((await certus("verify", file("end.jsonl"), "--head", hashes[7] as string)).code).toBe(0);
	});

	test.each([
		[],
		["check"],
		["verify", "a", "b"],
		["verify", "a", "--head", "abc"],
		["verify", "a", "--from", `sha256:${"g".repeat(64)}`],
		["verify", "a", "--deep"],
		["export", "a", "--head", BEFORE_FIRST],
	])("bad usage exits with 64: %s %s %s %s", async (...argv) => {
		expect((await certus(...argv)).code).toBe(64);
	});

	test("that is not there, or a folder, is one line", async () => {
		for (const name of ["absent.jsonl", "."]) {
			const { code, err } = await certus("verify", file(name));
			expect([code, err]).toEqual([1, expect.stringMatching(/^certus: .* can't be read: [^\n]*\n$/)]);
		}
	});

	test("--help tells of both", async () => {
		for (const argv of [["--help"], ["verify", "--help"], ["export", "--help"]]) {
			const { code, out } = await certus(...argv);
			expect([code, out]).toEqual([
				0,
				expect.stringMatching(/audit verify \[FILE\][\s\S]*--head[\s\S]*--from[\s\S]*audit export/),
			]);
		}
	});
});

describe("however its bytes come", () => {
	const verify = (bytes: Uint8Array, size: number) =>
		verifyExport(
			(async function* () {
				for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
			})(),
			{},
		);

	test.each([1, 2, 7, 100, 1_000, 1_000_000])("%i at once, it is read the same", async (size) => {
		const bytes = Buffer.from(text(lines));
		expect(await verify(bytes, size)).toMatchObject({ ok: true, entries: 10, head });
		expect(await verify(bytes.subarray(0, -1), size)).toMatchObject({ ok: true, entries: 10 });
		expect(await verify(bytes.subarray(0, -2), size)).toMatchObject({ ok: false, seq: 10, tampering: "changed" });
	});

	test("bytes that are no UTF-8 are a change, also where they would be read as the character that stood there", async () => {
		const bytes = Buffer.from(text(lines));
		const at = bytes.indexOf("\ufffd", Buffer.byteLength(text(lines.slice(0, 2))));
		const changed = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]);
		expect(await verify(changed, 100)).toMatchObject({ ok: false, seq: 3, tampering: "changed" });
		expect(await verify(changed, 1_000_000)).toMatchObject({ ok: false, seq: 3, tampering: "changed" });
	});

	test("an empty line is no entry, nor is a byte order mark", async () => {
		expect(await verify(Buffer.from(text(lines.toSpliced(4, 0, ""))), 100)).toMatchObject({ ok: false, seq: 5 });
		expect(await verify(Buffer.from(`\ufeff${text(lines)}`), 100)).toMatchObject({ ok: false, seq: 1 });
	});
});

describe("the trail of a running Certus", () => {
	let api: TestApi;
	let connection: string[];

	beforeAll(async () => {
		api = await openTestApi();
		await api.app.listen({ host: "127.0.0.1", port: 0 });
		const { port } = api.app.server.address() as AddressInfo;
		connection = ["--url", `http://127.0.0.1:${port}`, "--token", await api.token("approver", "lab")];
		const facts = {
			at: api.now,
			tenant: "lab",
			actor: "x",
			actorId: null,
			action: "webhook.test",
			outcome: "done",
		} as const;
		const entries = Array.from({ length: 1_500 }, (_, n) => ({ ...facts, detail: { n } }));
		await api.database.transaction((tx) => appendAudit(tx.scope(api.tenant.lab.tenant), ...entries));
	});
	afterAll(() => api[Symbol.asyncDispose]());

	test("is verified, and exported to a file or to standard output", async () => {
		const verified = await certus("verify", ...connection);
		expect(verified).toMatchObject({
			code: 0,
			out: expect.stringMatching(/^intact: 1500 entries\nhead sha256:\w+\n$/),
		});
		const exported = await certus("export", file("export.jsonl"), ...connection);
		expect(exported).toMatchObject({ code: 0, out: verified.out.split("\n").slice(1).join("\n") });
		expect(await certus("verify", file("export.jsonl"))).toEqual(verified);
		const printed = await certus("export", ...connection);
		expect(printed.out).toBe(readFileSync(file("export.jsonl"), "utf8"));
		const foreign = await certus("verify", ...connection, "--head", head);
		expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining("does not hold the head given") });
	});

	test("whose end is gone is noticed without a note of it", async () => {
		const sql = (name: string, statement: string) => api.database.query({ name, text: statement });
		await sql("test.off", "alter table audit disable trigger user");
		await sql("test.cut", `delete from audit where seq > 1400 and tenant = '${api.tenant.lab.tenant}'`);
		expect(await certus("verify", ...connection)).toMatchObject({
			code: 1,
			err: expect.stringContaining("the trail is not intact: removed at entry 1401"),
		});
	});

	test("is not there for others, and leaves no file behind", async () => {
		const token = await api.token("viewer");
		const refused = await certus("export", file("refused.jsonl"), ...connection.slice(0, 3), token);
		expect([refused.code, existsSync(file("refused.jsonl"))]).toEqual([1, false]);
		expect((await certus("verify")).code).toBe(69);
	});
});
