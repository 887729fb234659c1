import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { MAX_CONFIGURATION_BYTES } from "../../device/configurationFile.ts";
import type { Clock } from "../../lib/edges.ts";
import { digestOf, sha256 } from "../../lib/hash.ts";
import { openSealedFile, sealFile } from "../../lib/sealedFile.ts";
import type { Vault } from "../../lib/vault.ts";
import type { Blobs } from "../../store/blobs.ts";
import { keepConfigurationFile, readSealedFile } from "../../store/configurationFiles.ts";
import type { Database } from "../../store/db.ts";
import { findTransferGrant, noteRequest, noteTransferred, type TransferGrant } from "../../store/transferTokens.ts";
import { readBody } from "./body.ts";
import { createCoverage } from "./coverage.ts";
import { countBytes, TEST_PATTERN_BYTES, testPattern } from "./testPattern.ts";

export interface TransferDependencies {
	readonly database: Database;
	readonly blobs: Blobs;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly maxUploadBytes: number;
}

/** `GET|HEAD /files/<token>/<name>` and `PUT|POST /uploads/<token>/<name>`: a device's own, for a while (contract, section 3). */
export function createTransfers(deps: TransferDependencies) {
	const sent = createCoverage();

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
		const { content, fileDigest } = grant;
		const scope = deps.database.scope(grant.tenant);
		const opened = grant.sealed ? await open(grant) : null;
		const pattern = content === "testPattern" ? TEST_PATTERN_BYTES : (opened?.length ?? null);
		const size = pattern ?? (fileDigest === null ? null : await deps.blobs.size(fileDigest));
		if (size === null) {
			await noteRequest(scope, digest, deps.clock(), 404);
			response.writeHead(404, { "Content-Length": 0 }).end();
			return;
		}
		const range = parseRange(request.headers.range, size);
		const headers = {
			"Content-Type": "application/octet-stream",
			"Accept-Ranges": "bytes",
			ETag: `"${fileDigest ?? content}"`,
		};
		if (range === "unsatisfiable") {
			response.writeHead(416, { ...headers, "Content-Range": `bytes */${size}`, "Content-Length": 0 }).end();
			return;
		}
		const { start, end } = range ?? { start: 0, end: size - 1 };
		const status = range ? 206 : 200;
		const isHead = request.method === "HEAD";
		// Before the body: a device may report its transfer the moment that it has it.
		if (!isHead) await noteRequest(scope, digest, deps.clock(), status);
		response.writeHead(status, {
			...headers,
			"Content-Length": end - start + 1,
			...(range && { "Content-Range": `bytes ${start}-${end}/${size}` }),
		});
		if (isHead || size === 0) response.end();
		if (isHead) return;
		// A device goes on where it broke off, and hangs up on the last byte: what was handed over counts.
		let next = start;
		try {
			if (opened) {
				response.end(opened.subarray(start, end + 1));
				next = end + 1;
			} else if (size > 0) {
				const body = fileDigest === null ? testPattern(start, end) : deps.blobs.stream(fileDigest, { start, end });
				body.on("data", (chunk: Buffer) => {
					next += chunk.length;
				});
				await pipeline(body, response);
			}
		} finally {
			if (next > start) sent.add(digest, { start, end: next - 1 });
			const isWhole = size === 0 || sent.isWhole(digest, size);
			if (isWhole) await noteTransferred(scope, digest, deps.clock(), size, null);
		}
	}

	/** A configuration on its way back; `null` where it is gone. */
	async function open({ tenant, file }: TransferGrant): Promise<Buffer | null> {
		const sealed = file === null ? null : await readSealedFile(deps.database.scope(tenant), file);
		return sealed === null ? null : openSealedFile(deps.vault, tenant, sealed, MAX_CONFIGURATION_BYTES);
	}

	async function receive(
		request: IncomingMessage,
		response: ServerResponse,
		grant: TransferGrant,
		digest: string,
	): Promise<void> {
		const scope = deps.database.scope(grant.tenant);
		await noteRequest(scope, digest, deps.clock(), 200);
		if (grant.content === "configuration") return await receiveConfiguration(request, response, grant, digest);
		// What a diagnostic sends to be measured, and a configuration that no backup asked for, is counted and not kept.
		const { sizeBytes: bytes, digest: received } =
			grant.content === "testPattern" || grant.content === "counted"
				? { sizeBytes: await countBytes(request, deps.maxUploadBytes), digest: null }
				: await deps.blobs.putStream(request, deps.maxUploadBytes);
		await noteTransferred(scope, digest, deps.clock(), bytes, received);
		response.writeHead(200, { "Content-Length": 0 }).end();
	}

	/** Its passwords stand in it in clear: sealed before it is kept. A form's parts are not what the device would take back. */
	async function receiveConfiguration(
		request: IncomingMessage,
		response: ServerResponse,
		{ tenant, device, operation, file }: TransferGrant,
		digest: string,
	): Promise<void> {
		const body = await readBody(request, MAX_CONFIGURATION_BYTES);
		if (!body.ok) {
			response.writeHead(body.status, { "Content-Length": 0, Connection: "close" }).end();
			return;
		}
		const { bytes } = body;
		const scope = deps.database.scope(tenant);
		const at = deps.clock();
		const isForm = /^multipart\//i.test(request.headers["content-type"] ?? "");
		if (file !== null && bytes.length > 0 && !isForm) {
			const taken = at.toISOString().replace(/[-:]|\..*/g, "");
			await keepConfigurationFile(scope, {
				...{ device, operation, id: file, name: `configuration-${taken}.cfg`, at },
				...{ sizeBytes: bytes.length, digest: digestOf(bytes), sealed: sealFile(deps.vault, tenant, bytes) },
			});
		}
		await noteTransferred(scope, digest, at, bytes.length, null);
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
