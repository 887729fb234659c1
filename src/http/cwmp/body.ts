import type { IncomingMessage } from "node:http";
import { createGunzip, createInflate } from "node:zlib";

export type Body =
	| { readonly ok: true; readonly bytes: Buffer }
	| { readonly ok: false; readonly status: 413 | 415 | 400; readonly code: string; readonly detail: string };

const EMPTY = Buffer.alloc(0);

/** Reads a request's body, inflated (quirk 9), up to a bound; what is larger is not read any further. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
	if (Number(request.headers["content-length"] ?? 0) > maxBytes) return tooLarge(maxBytes);
	const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
	// What is too large is answered before its connection goes, so the request outlives the reading of its body.
	if (encoding === "identity" || encoding === "")
		return await collect(request.iterator({ destroyOnReturn: false }), maxBytes);
	const inflate =
		encoding === "gzip" || encoding === "x-gzip" ? createGunzip() : encoding === "deflate" ? createInflate() : null;
	if (!inflate)
		return { ok: false, status: 415, code: "http.encoding", detail: `Content-Encoding ${encoding} is not known` };
	request.on("error", (error) => inflate.destroy(error));
	try {
		return await collect(request.pipe(inflate), maxBytes);
	} catch (error) {
		return { ok: false, status: 400, code: "http.inflate", detail: (error as Error).message };
	}
}

async function collect(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Body> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > maxBytes) return tooLarge(maxBytes);
		chunks.push(chunk);
	}
	const bytes = chunks.length === 0 ? EMPTY : chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
	// Some CPEs send a line end where others send nothing.
	return { ok: true, bytes: size <= 4 && bytes.toString("latin1").trim() === "" ? EMPTY : bytes };
}

function tooLarge(maxBytes: number): Body {
	return { ok: false, status: 413, code: "limit.message", detail: `a message has at most ${maxBytes} bytes` };
}
