import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { digestOf } from "../../src/lib/hash.ts";
import { openBlobs } from "../../src/store/blobs.ts";

const dataDir = mkdtempSync(join(tmpdir(), "certus-blobs-"));
const blobs = openBlobs(dataDir);
const incoming = (): string[] => readdirSync(join(dataDir, "blobs", "incoming"));
afterAll(() => rmSync(dataDir, { recursive: true }));

async function* chunks(...parts: string[]): AsyncIterable<Uint8Array> {
	for (const part of parts) yield Buffer.from(part);
}

test("bytes are found under their digest, however they came", async () => {
	const digest = await blobs.put(Buffer.from("abc"));
	expect(digest).toBe(digestOf("abc"));
	expect(await blobs.putStream(chunks("a", "", "bc"), 3)).toEqual({ digest, sizeBytes: 3 });
	expect(await blobs.put(Buffer.from("abc"))).toBe(digest);
	expect(Buffer.from((await blobs.read(digest)) ?? []).toString()).toBe("abc");
	expect(await blobs.size(digest)).toBe(3);
	const range: Buffer[] = [];
	for await (const chunk of blobs.stream(digest, { start: 1, end: 1 })) range.push(chunk as Buffer);
	expect(Buffer.concat(range).toString()).toBe("b");
	expect(incoming()).toEqual([]);
});

test("an empty blob is one", async () => {
	const digest = await blobs.put(new Uint8Array());
	expect([await blobs.size(digest), (await blobs.read(digest))?.length]).toEqual([0, 0]);
});

test("what is too large or breaks off leaves nothing", async () => {
	await expect(blobs.putStream(chunks("abc", "d"), 3)).rejects.toMatchObject({ status: 413 });
	await expect(
		blobs.putStream(
			(async function* () {
				yield Buffer.from("x");
				throw new Error("gone");
			})(),
			10,
		),
	).rejects.toThrow("gone");
	expect(incoming()).toEqual([]);
});

test("what is not there is null, and what is no digest is refused", async () => {
	const missing = digestOf("never put");
	expect([await blobs.read(missing), await blobs.size(missing)]).toEqual([null, null]);
	expect(() => blobs.stream("sha256:../../etc/passwd")).toThrow("64 hexadecimal digits");
});

test("only what was not put within the hour is removed", async () => {
	const digest = await blobs.put(Buffer.from("removed"));
	await blobs.remove(digest, new Date());
	expect(await blobs.size(digest)).toBe(7);
	await blobs.remove(digest, new Date(Date.now() + 3_700_000));
	expect(await blobs.size(digest)).toBeNull();
	await blobs.remove(digest, new Date());
});
