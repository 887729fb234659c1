import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_CONFIGURATION_BYTES } from "../../src/device/configurationFile.ts";
import { TEST_PATTERN_BYTES } from "../../src/http/cwmp/testPattern.ts";
import { createTransfers } from "../../src/http/cwmp/transfers.ts";
import { digestOf, sha256 } from "../../src/lib/hash.ts";
import { type Blobs, openBlobs } from "../../src/store/blobs.ts";
import { readSealedFile } from "../../src/store/configurationFiles.ts";
import type { Scope } from "../../src/store/db.ts";
import { statement } from "../../src/store/db.ts";
import { findFile, insertFile } from "../../src/store/files.ts";
import { insertTransferToken, readTransfersOf, type TransferContent } from "../../src/store/transferTokens.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";
import { type Served, serve } from "./serve.ts";

const CONTENT = Buffer.from("0123456789abcdefghij");
const MAX_UPLOAD = 100;
/** For what comes in its own time. */
const AT_LENGTH = { timeout: 10_000 };

let now = new Date("2026-03-01T12:00:00.000Z");
let database: TestDatabase;
let blobs: Blobs;
let scope: Scope;
let at: Served;
const dataDir = mkdtempSync(join(tmpdir(), "certus-transfers-"));
const fileId = crypto.randomUUID();

beforeAll(async () => {
	database = await openTestDatabase();
	blobs = openBlobs(dataDir);
	scope = database.scope((await addTenant(database, { slug: "files" })).tenant);
	await insertFile(scope, {
		id: fileId,
		kind: "firmware",
		name: "image 1.bin",
		vendor: "Acme",
		model: "AC-1",
		hardwareVersions: ["*"],
		version: "2.0",
		fromVersions: null,
		fileType: "1 Firmware Upgrade Image",
		sizeBytes: CONTENT.length,
		digest: await blobs.put(CONTENT),
		createdAt: now,
	});
	const transfers = createTransfers({
		database,
		blobs,
		vault: testVault,
		clock: () => now,
		maxUploadBytes: MAX_UPLOAD,
	});
	at = await serve(async (request, response) => {
		if (!(await transfers(request, response, request.url ?? ""))) response.writeHead(418).end();
	});
});
afterAll(async () => {
	await at[Symbol.asyncDispose]();
	await database[Symbol.asyncDispose]();
	rmSync(dataDir, { recursive: true });
});

let tokens = 0;

async function grant(
	direction: "download" | "upload",
	name = "image.bin",
	file: string | null = fileId,
	content: TransferContent = "file",
): Promise<string> {
	const token = `token${++tokens}`;
	await insertTransferToken(scope, {
		digest: sha256(token),
		device: crypto.randomUUID(),
		operation: crypto.randomUUID(),
		direction,
		file: direction === "download" ? file : null,
		name,
		content,
		expiresAt: new Date("2026-03-02T12:00:00.000Z"),
	});
	return token;
}

const OPERATION = statement("test.operation", "select operation from transfer_token where tenant = $1 and digest = $2");
const USED = statement(
	"test.used",
	"select used_at as used, received_digest as digest from transfer_token where tenant = $1 and digest = $2",
);

const DEVICE = statement(
	"test.device",
	`insert into device (tenant, id, oui, product_class, serial_number, vendor, model, hardware_version, software_version,
		cwmp_namespace, created_at) values ($1, $2, '00D09E', 'AC', 'S1', 'Acme', 'AC-1', 'A', '1.0', '', $3)`,
);
const ASKED = statement(
	"test.asked",
	`insert into operation (tenant, id, device, kind, input, authority, request, requested_by, status, created_at,
		accepted_at, expires_at) values ($1, $2, $3, 'upload', '{}', 'user', $2, 'somebody', 'running', $4, $4, $4)`,
);
const OVER = statement("test.over", "update operation set finished_at = $3 where tenant = $1 and id = $2");

describe("a download", () => {
	test.each<[string, string | null, number, string, string | undefined]>([
		["the whole", null, 200, "0123456789abcdefghij", undefined],
		["a part in the middle", "bytes=5-9", 206, "56789", "bytes 5-9/20"],
		["from somewhere to the end", "bytes=15-", 206, "fghij", "bytes 15-19/20"],
		["the last bytes", "bytes=-3", 206, "hij", "bytes 17-19/20"],
		["more last bytes than there are", "bytes=-99", 206, "0123456789abcdefghij", "bytes 0-19/20"],
		["an end beyond the end", "bytes=18-1000", 206, "ij", "bytes 18-19/20"],
		["the first byte", "bytes=0-0", 206, "0", "bytes 0-0/20"],
		["a beginning beyond the end", "bytes=20-", 416, "", "bytes */20"],
		["an end before its beginning", "bytes=9-5", 416, "", "bytes */20"],
		["no last bytes at all", "bytes=-0", 416, "", "bytes */20"],
		["several parts mean the whole", "bytes=0-1,5-6", 200, "0123456789abcdefghij", undefined],
		["another unit means the whole", "lines=1-2", 200, "0123456789abcdefghij", undefined],
		["no range at all means the whole", "bytes=-", 200, "0123456789abcdefghij", undefined],
	])("%s", async (_title, range, status, content, contentRange) => {
		const path = `/files/${await grant("download")}/image.bin`;
		const headers: Record<string, string> = range === null ? {} : { Range: range };
		const got = await at.ask("GET", path, headers);
		expect([got.status, got.body.toString(), got.headers["content-range"]]).toEqual([status, content, contentRange]);
		expect(got.headers["accept-ranges"]).toBe("bytes");
		const head = await at.ask("HEAD", path, headers);
		expect([head.status, head.headers["content-length"], head.body.length]).toEqual([
			status,
			got.headers["content-length"],
			0,
		]);
	});

	test("quirk 100: goes on where it broke off, as often as it takes, with the same tag", async () => {
		const path = `/files/${await grant("download")}/image.bin`;
		let content = "";
		const tags = new Set<string | undefined>();
		while (content.length < CONTENT.length) {
			const { body, headers } = await at.ask("GET", path, { Range: `bytes=${content.length}-${content.length + 6}` });
			content += body.toString();
			tags.add(headers.etag);
		}
		expect([content, tags.size]).toEqual([CONTENT.toString(), 1]);
	});

	test("is marked as used by GET, not by HEAD", async () => {
		const token = await grant("download");
		const used = async () => (await scope.query<{ used: Date | null }>(USED, [sha256(token)]))[0]?.used;
		await at.ask("HEAD", `/files/${token}/image.bin`);
		expect(await used()).toBeNull();
		await at.ask("GET", `/files/${token}/image.bin`);
		// After the last byte: the device has its answer by then.
		await expect.poll(used).toEqual(now);
	});

	test.each<[string, readonly string[], boolean]>([
		["the last byte alone", ["bytes=-1"], false],
		["its tail alone", ["bytes=5-"], false],
		["its head and its tail", ["bytes=0-4", "bytes=-5"], false],
		["the same half twice", ["bytes=0-9", "bytes=0-9"], false],
		["all but the first byte", ["bytes=1-9", "bytes=10-"], false],
		["part after part", ["bytes=0-6", "bytes=7-13", "bytes=14-20"], true],
		["parts that overlap, in another order", ["bytes=12-", "bytes=0-4", "bytes=3-13"], true],
		["the last byte, and then the whole", ["bytes=-1", "bytes=0-"], true],
	])("by parts is whole once each byte was sent: %s", async (_title, ranges, isWhole) => {
		const [token, other] = [await grant("download"), await grant("download")];
		const fetchPart = (of: string, Range: string) => at.ask("GET", `/files/${of}/image.bin`, { Range });
		for (const range of ranges) await fetchPart(token, range);
		// What went over later at another address is noted later.
		await at.ask("GET", `/files/${other}/image.bin`);
		await expect.poll(() => seenAt(other), AT_LENGTH).toMatchObject({ completedAt: now });
		await expect
			.poll(() => seenAt(token), AT_LENGTH)
			.toMatchObject({
				...{ requests: ranges.length, bytes: isWhole ? CONTENT.length : 0, completedAt: isWhole ? now : null },
			});
	});

	test("that breaks off goes on, and is whole, though no response was", async () => {
		const token = await grant("download", "test.bin", null, "testPattern");
		const path = `/files/${token}/test.bin`;
		const abort = new AbortController();
		const broken = await fetch(`http://127.0.0.1:${at.port}${path}`, { signal: abort.signal });
		const { value: first } = (await broken.body?.getReader().read()) ?? {};
		abort.abort();
		// Its end is noted when the server's side of the connection has fallen.
		await at.ask("GET", path, { Range: `bytes=${first?.length}-` });
		await expect
			.poll(async () => {
				await at.ask("GET", path, { Range: "bytes=-1" });
				return await seenAt(token);
			}, AT_LENGTH)
			.toMatchObject({ completedAt: now, bytes: TEST_PATTERN_BYTES });
	});

	test("of a name with escapes is found", async () => {
		expect((await at.ask("GET", `/files/${await grant("download", "a b.bin")}/a%20b.bin`)).status).toBe(200);
	});
});

describe("nothing is served", () => {
	test.each<[string, string, (token: string) => string, number]>([
		["to a token that there is not", "GET", () => "/files/nobody/image.bin", 404],
		["under another name", "GET", (token) => `/files/${token}/other.bin`, 404],
		["to an upload's address", "PUT", (token) => `/uploads/${token}/image.bin`, 404],
		["by another method", "POST", (token) => `/files/${token}/image.bin`, 405],
		["to a name with broken escapes", "GET", (token) => `/files/${token}/%E0%A4%A`, 404],
		["outside both areas", "GET", (token) => `/other/${token}/image.bin`, 418],
	])("%s", async (_title, method, path, status) => {
		expect((await at.ask(method, path(await grant("download")))).status).toBe(status);
	});

	test("after the token has expired", async () => {
		const token = await grant("download");
		const before = now;
		now = new Date("2026-03-02T12:00:00.001Z");
		expect((await at.ask("GET", `/files/${token}/image.bin`)).status).toBe(404);
		now = before;
		expect((await at.ask("GET", `/files/${token}/image.bin`)).status).toBe(200);
	});

	test("where the file itself is gone", async () => {
		const token = await grant("download", "image.bin", crypto.randomUUID());
		expect((await at.ask("GET", `/files/${token}/image.bin`)).status).toBe(404);
	});
});

describe("an upload", () => {
	test.each(["PUT", "POST"])("by %s is kept under its digest", async (method) => {
		const token = await grant("upload", "log.bin");
		expect((await at.ask(method, `/uploads/${token}/log.bin`, {}, Buffer.from("a log"))).status).toBe(200);
		const [row] = await scope.query<{ digest: string }>(USED, [sha256(token)]);
		expect(Buffer.from((await blobs.read(row?.digest ?? "")) ?? []).toString()).toBe("a log");
	});

	test("beyond the bound is refused and leaves nothing", async () => {
		const token = await grant("upload", "log.bin");
		const reply = await at.ask("PUT", `/uploads/${token}/log.bin`, {}, Buffer.alloc(MAX_UPLOAD + 1));
		expect(reply.status).toBe(413);
		expect(await scope.query(USED, [sha256(token)])).toEqual([{ used: null, digest: null }]);
	});

	test("is not fetched by anybody", async () => {
		const token = await grant("upload", "log.bin");
		expect((await at.ask("GET", `/uploads/${token}/log.bin`)).status).toBe(405);
		expect((await at.ask("GET", `/files/${token}/log.bin`)).status).toBe(404);
	});
});

describe("what was seen at an address", () => {
	test("an address where nothing stands answers 404, and the device's attempt is on record", async () => {
		const token = await grant("download", "absent.bin", null, "absent");
		expect((await at.ask("GET", `/files/${token}/absent.bin`)).status).toBe(404);
		expect(await seenAt(token)).toMatchObject({ requests: 1, lastStatus: 404, bytes: 0, completedAt: null });
	});

	test("the test pattern is whole, and its parts fit together", async () => {
		const token = await grant("download", "test.bin", null, "testPattern");
		const whole = (await at.ask("GET", `/files/${token}/test.bin`)).body;
		expect(whole.length).toBe(TEST_PATTERN_BYTES);
		const part = await at.ask("GET", `/files/${token}/test.bin`, { Range: "bytes=65530-131080" });
		expect(part.status).toBe(206);
		expect(part.body.equals(whole.subarray(65_530, 131_081))).toBe(true);
		await expect.poll(() => seenAt(token)).toMatchObject({ requests: 2, bytes: TEST_PATTERN_BYTES });
	});

	test.each(["testPattern", "counted"] as const)("what is uploaded as %s is counted, and not kept", async (content) => {
		const token = await grant("upload", "test.bin", null, content);
		expect((await at.ask("PUT", `/uploads/${token}/test.bin`, {}, Buffer.alloc(99))).status).toBe(200);
		expect(await seenAt(token)).toMatchObject({ requests: 1, lastStatus: 200, bytes: 99 });
		expect(await scope.query(USED, [sha256(token)])).toMatchObject([{ digest: null }]);
	});
});

describe("a configuration that a backup asked for", () => {
	const SECRET = "passphrase=Of-The-Subscriber";
	const [device, operation] = [crypto.randomUUID(), crypto.randomUUID()];

	beforeAll(async () => {
		await scope.query(DEVICE, [device, now]);
		await scope.query(ASKED, [operation, device, now]);
	});

	async function asked(): Promise<{ readonly id: string; readonly address: string }> {
		const [id, token] = [crypto.randomUUID(), `token${++tokens}`];
		await insertTransferToken(scope, {
			...{ digest: sha256(token), device, operation, direction: "upload", file: id, name: "c.bin" },
			...{ content: "configuration", expiresAt: new Date("2026-03-02T12:00:00.000Z") },
		});
		return { id, address: `/uploads/${token}/c.bin` };
	}

	async function sentBack(id: string, headers: Record<string, string> = {}) {
		const token = await grant("download", "c.cfg", id);
		return at.ask("GET", `/files/${token}/c.cfg`, headers);
	}

	test("is kept sealed, and goes back as it came, in parts as well", async () => {
		const { id, address } = await asked();
		expect((await at.ask("PUT", address, {}, Buffer.from(SECRET))).status).toBe(200);
		const sealed = await readSealedFile(scope, id);
		expect(sealed).toMatch(/^sealed1\./);
		expect(sealed).not.toContain(SECRET);
		expect(await findFile(scope, id)).toMatchObject({
			...{ device, kind: "config", vendor: "Acme", model: "AC-1", hardwareVersions: ["A"], fromVersions: ["1.0"] },
			...{ fileType: "3 Vendor Configuration File", sizeBytes: SECRET.length, digest: digestOf(Buffer.from(SECRET)) },
		});
		expect(await sentBack(id)).toMatchObject({ status: 200, body: Buffer.from(SECRET) });
		expect(await sentBack(id, { Range: "bytes=11-13" })).toMatchObject({ status: 206, body: Buffer.from("Of-") });
	});

	test("is the first that came whole", async () => {
		const { id, address } = await asked();
		for (const text of [SECRET, "another"]) await at.ask("POST", address, {}, Buffer.from(text));
		expect((await sentBack(id)).body.toString()).toBe(SECRET);
	});

	test("is inflated where the device says that it is deflated", async () => {
		const { id, address } = await asked();
		await at.ask("PUT", address, { "Content-Encoding": "gzip" }, gzipSync(SECRET));
		expect((await sentBack(id)).body.toString()).toBe(SECRET);
	});

	test.each<[string, Record<string, string>, Buffer, number]>([
		["an empty body", {}, Buffer.alloc(0), 200],
		["a form", { "Content-Type": "multipart/form-data; boundary=x" }, Buffer.from(SECRET), 200],
		["what is larger than a configuration", {}, Buffer.alloc(MAX_CONFIGURATION_BYTES + 1), 413],
	])("is not %s", async (_title, headers, body, status) => {
		const { id, address } = await asked();
		expect((await at.ask("PUT", address, headers, body)).status).toBe(status);
		expect(await findFile(scope, id)).toBeNull();
	});

	test("comes too late once the operation is over", async () => {
		const { id, address } = await asked();
		await scope.query(OVER, [operation, now]);
		expect((await at.ask("PUT", address, {}, Buffer.from(SECRET))).status).toBe(200);
		expect(await findFile(scope, id)).toBeNull();
	});
});

async function seenAt(token: string) {
	const [row] = await scope.query<{ operation: string }>(OPERATION, [sha256(token)]);
	return (await readTransfersOf(scope, row?.operation ?? ""))[0];
}
