import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";

export type Body =
	| { readonly ok: true; readonly bytes: Buffer }
	| { readonly ok: false; readonly status: 413 | 415 | 400; readonly code: string; readonly detail: string };

const EMPTY = Buffer.alloc(0);
const NOTHING: Body = { ok: true, bytes: EMPTY };

/** Reads a request's body, inflated (quirk 9), up to a bound; what is larger is not read any further. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
	const announced = request.headers["content-length"];
	if (announced === "0") return NOTHING;
	if (Number(announced ?? 0) > maxBytes) return tooLarge(maxBytes);
	const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
	if (encoding === "identity" || encoding === "") return await collect(request, maxBytes);
	const inflate =
		encoding === "gzip" || encoding === "x-gzip" ? createGunzip() : encoding === "deflate" ? createInflate() : null;
	if (!inflate)
		return { ok: false, status: 415, code: "http.encoding", detail: `Content-Encoding ${encoding} is not known` };
	request.on("error", (error) => inflate.destroy(error));
	try {
		return await collect(request.pipe(inflate), maxBytes);
	} catch (error) {
		return { ok: false, status: 400, code: "http.inflate", detail: (error as Error).message };
	} finally {
		inflate.destroy();
	}
}

/** By events: an iterator over a stream costs more than all else that is done with a short body. */
function collect(stream: Readable, maxBytes: number): Promise<Body> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		const onData = (chunk: Buffer): void => {
			size += chunk.length;
			chunks.push(chunk);
			if (size <= maxBytes) return;
			// Not destroyed: what is too large is answered before its connection goes.
			stream.off("data", onData).pause();
			resolve(tooLarge(maxBytes));
		};
		stream.on("data", onData);
		stream.on("end", () => resolve({ ok: true, bytes: wholeOf(chunks, size) }));
		stream.on("error", reject);
		stream.on("close", () => {
			if (!stream.readableEnded) reject(new Error("the connection ended within the body"));
		});
	});
}

function wholeOf(chunks: readonly Buffer[], size: number): Buffer {
	const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
	// Some CPEs send a line end where others send nothing.
	return size <= 4 && bytes.toString("latin1").trim() === "" ? EMPTY : bytes;
}

function tooLarge(maxBytes: number): Body {
	return { ok: false, status: 413, code: "limit.message", detail: `a message has at most ${maxBytes} bytes` };
}
