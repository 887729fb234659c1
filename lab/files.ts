/** Fetching and sending files by HTTP, with Basic or Digest where the server asks for it. */
import { randomBytes } from "node:crypto";
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { answerChallenge, type Credentials } from "../src/cwmp/digest.ts";

/** Of a file that is fetched, this much is looked at: the version's line, or a whole configuration. */
const KEPT_BYTES = 1024 * 1024;

export interface Fetched {
	readonly status: number;
	readonly sizeBytes: number;
	readonly text: string;
}

export interface FileOptions {
	readonly timeoutMs: number;
	readonly ca?: string | undefined;
	readonly signal: AbortSignal;
}

function open(method: string, url: URL, headers: Record<string, string>, options: FileOptions): ClientRequest {
	const { timeoutMs, ca, signal } = options;
	const request = url.protocol === "https:" ? requestHttps : requestHttp;
	const settings = { method, headers, signal, agent: false as const, timeout: timeoutMs };
	const outgoing = request(url, url.protocol === "https:" && ca ? { ...settings, ca } : settings);
	outgoing.on("timeout", () => outgoing.destroy(new Error("the file server did not answer in time")));
	return outgoing;
}

function reply(outgoing: ClientRequest): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		outgoing.on("response", resolve);
		outgoing.on("error", reject);
	});
}

async function drain(incoming: IncomingMessage): Promise<{ sizeBytes: number; kept: Buffer }> {
	const kept: Buffer[] = [];
	let sizeBytes = 0;
	for await (const chunk of incoming as AsyncIterable<Buffer>) {
		if (sizeBytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - sizeBytes));
		sizeBytes += chunk.length;
	}
	return { sizeBytes, kept: Buffer.concat(kept) };
}

async function transfer(
	method: "GET" | "PUT",
	url: URL,
	body: Uint8Array | null,
	credentials: Credentials,
	options: FileOptions,
): Promise<Fetched> {
	let authorization: string | null = null;
	for (let attempt = 1; ; attempt++) {
		const headers: Record<string, string> = {};
		if (authorization !== null) headers.authorization = authorization;
		if (body !== null) headers["content-length"] = String(body.byteLength);
		const outgoing = open(method, url, headers, options);
		const answered = reply(outgoing);
		outgoing.end(body ?? undefined);
		const incoming = await answered;
		const { sizeBytes, kept } = await drain(incoming);
		const status = incoming.statusCode ?? 0;
		const challenge = incoming.headers["www-authenticate"];
		if (status === 401 && challenge !== undefined && attempt === 1 && credentials.username !== "") {
			const uri = url.pathname + url.search;
			const cnonce = randomBytes(8).toString("hex");
			const asked = { ...credentials, method, uri, cnonce, count: 1, allowBasic: true };
			authorization = answerChallenge(challenge, asked)?.header ?? null;
			if (authorization !== null) continue;
		}
		return { status, sizeBytes, text: kept.toString("utf8") };
	}
}

export function fetchFile(url: string, credentials: Credentials, options: FileOptions): Promise<Fetched> {
	return transfer("GET", new URL(url), null, credentials, options);
}

export function putFile(url: string, body: Uint8Array, credentials: Credentials, options: FileOptions) {
	return transfer("PUT", new URL(url), body, credentials, options);
}
