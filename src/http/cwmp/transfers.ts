import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../../lib/edges.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Blobs } from "../../store/blobs.ts";
import type { Database } from "../../store/db.ts";
import { findTransferGrant, markTransferUsed, type TransferGrant } from "../../store/transferTokens.ts";

export interface TransferDependencies {
	readonly database: Database;
	readonly blobs: Blobs;
	readonly clock: Clock;
	readonly maxUploadBytes: number;
}

/** `GET|HEAD /files/<token>/<name>` and `PUT|POST /uploads/<token>/<name>`: a device's own, for a while (contract, section 3). */
export function createTransfers(deps: TransferDependencies) {
	return async function serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
		const [, area, token = "", name = ""] = path.split("/");
		if (area !== "files" && area !== "uploads") return false;
		const allowed = area === "files" ? ["GET", "HEAD"] : ["PUT", "POST"];
		if (!allowed.includes(request.method ?? "")) {
			response.writeHead(405, { Allow: allowed.join(", "), "Content-Length": 0 }).end();
			return true;
		}
		const digest = sha256(token);
		const grant = await findTransferGrant(deps.database, digest, deps.clock());
		const direction = area === "files" ? "download" : "upload";
		if (!grant || grant.direction !== direction || grant.name !== decodeName(name)) {
			response.writeHead(404, { "Content-Length": 0, Connection: "close" }).end();
			return true;
		}
		if (direction === "download") await send(request, response, grant, digest);
		else await receive(request, response, grant, digest);
		return true;
	};

	async function send(
		request: IncomingMessage,
		response: ServerResponse,
		grant: TransferGrant,
		digest: string,
	): Promise<void> {
		const size = grant.fileDigest === null ? null : await deps.blobs.size(grant.fileDigest);
		if (grant.fileDigest === null || size === null) {
			response.writeHead(404, { "Content-Length": 0 }).end();
			return;
		}
		const range = parseRange(request.headers.range, size);
		const headers = {
			"Content-Type": "application/octet-stream",
			"Accept-Ranges": "bytes",
			ETag: `"${grant.fileDigest}"`,
		};
		if (range === "unsatisfiable") {
			response.writeHead(416, { ...headers, "Content-Range": `bytes */${size}`, "Content-Length": 0 }).end();
			return;
		}
		const { start, end } = range ?? { start: 0, end: size - 1 };
		response.writeHead(range ? 206 : 200, {
			...headers,
			"Content-Length": end - start + 1,
			...(range && { "Content-Range": `bytes ${start}-${end}/${size}` }),
		});
		if (request.method === "HEAD") {
			response.end();
			return;
		}
		if (size === 0) response.end();
		else await pipeline(deps.blobs.stream(grant.fileDigest, { start, end }), response);
		await markTransferUsed(deps.database.scope(grant.tenant), digest, deps.clock(), null);
	}

	async function receive(
		request: IncomingMessage,
		response: ServerResponse,
		grant: TransferGrant,
		digest: string,
	): Promise<void> {
		const stored = await deps.blobs.putStream(request, deps.maxUploadBytes);
		await markTransferUsed(deps.database.scope(grant.tenant), digest, deps.clock(), stored.digest);
		response.writeHead(200, { "Content-Length": 0 }).end();
	}
}

function decodeName(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}

/** A single byte range (RFC 9110, 14.1.2); several, or another unit, mean the whole. */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | "unsatisfiable" | null {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
	if (!match || (match[1] === "" && match[2] === "")) return null;
	const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
	const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
	return start > end || start >= size ? "unsatisfiable" : { start, end };
}
