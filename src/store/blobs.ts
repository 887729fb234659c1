import { createHash, randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, type ReadStream } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { CertusError } from "../lib/errors.ts";

/** Bytes on disk under their own digest (`sha256:…`): files and evidence. What is there is never changed. */
export interface Blobs {
	put(bytes: Uint8Array): Promise<string>;
	/** Takes a stream of unknown length; beyond `maxBytes` nothing of it remains, and it fails with 413. */
	putStream(
		stream: AsyncIterable<Uint8Array>,
		maxBytes: number,
	): Promise<{ readonly digest: string; readonly sizeBytes: number }>;
	read(digest: string): Promise<Uint8Array | null>;
	/** `end` is the last byte that is read, as in an HTTP range. */
	stream(digest: string, range?: { readonly start: number; readonly end: number }): ReadStream;
	/** `null` where there is no such blob. */
	size(digest: string): Promise<number | null>;
	/** Removes a blob that nothing refers to, unless it was put again within the last hour. */
	remove(digest: string, now: Date): Promise<void>;
}

/** A blob that is put just before its row is written must not be removed in between. */
const YOUNG_MS = 3_600_000;

export function openBlobs(dataDir: string): Blobs {
	const root = join(dataDir, "blobs");
	const incoming = join(root, "incoming");
	mkdirSync(incoming, { recursive: true, mode: 0o700 });

	const store = async (stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maxBytes: number) => {
		const temporary = join(incoming, randomUUID());
		const file = await open(temporary, "wx", 0o600);
		try {
			const { digest, sizeBytes } = await copy(stream, file, maxBytes);
			await file.sync();
			await file.close();
			await settle(temporary, digest);
			return { digest, sizeBytes };
		} catch (error) {
			await file.close().catch(() => undefined);
			await rm(temporary, { force: true });
			throw error;
		}
	};
	const settle = async (temporary: string, digest: string): Promise<void> => {
		const directory = join(root, directoryOf(digest));
		const isNew = mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined;
		await rename(temporary, pathOf(digest));
		await syncDirectory(directory);
		if (isNew) await syncDirectory(root);
	};
	const pathOf = (digest: string): string => join(root, directoryOf(digest), hexOf(digest).slice(2));

	return {
		async put(bytes) {
			const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
			if ((await sizeAt(pathOf(digest))) === bytes.length) {
				const now = new Date();
				await utimes(pathOf(digest), now, now);
				return digest;
			}
			return (await store([bytes], bytes.length)).digest;
		},
		putStream: store,
		read: (digest) => readFile(pathOf(digest)).catch(nullIfMissing),
		stream: (digest, range) => createReadStream(pathOf(digest), range),
		size: (digest) => sizeAt(pathOf(digest)),
		async remove(digest, now) {
			const found = await stat(pathOf(digest)).catch(nullIfMissing);
			if (found && now.getTime() - found.mtimeMs > YOUNG_MS) await rm(pathOf(digest), { force: true });
		},
	};
}

async function copy(
	stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	file: FileHandle,
	maxBytes: number,
): Promise<{ digest: string; sizeBytes: number }> {
	const hash = createHash("sha256");
	let sizeBytes = 0;
	for await (const chunk of stream) {
		sizeBytes += chunk.length;
		if (sizeBytes > maxBytes) throw new CertusError(413, "fileTooLarge", `a file has at most ${maxBytes} bytes`);
		hash.update(chunk);
		await file.writeFile(chunk);
	}
	return { digest: `sha256:${hash.digest("hex")}`, sizeBytes };
}

function hexOf(digest: string): string {
	const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
	if (!hex) throw new CertusError(404, "notFound", "a digest is `sha256:` and 64 hexadecimal digits");
	return hex;
}

function directoryOf(digest: string): string {
	return hexOf(digest).slice(0, 2);
}

async function sizeAt(path: string): Promise<number | null> {
	return (await stat(path).catch(nullIfMissing))?.size ?? null;
}

/** A rename is durable once its directory is. */
async function syncDirectory(path: string): Promise<void> {
	const directory = await open(path, "r");
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
	if (error.code === "ENOENT") return null;
	throw error;
}
