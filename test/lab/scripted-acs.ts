/** An ACS of a few lines: answers Informs, sends what it was told to, keeps what came. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Decoded, decode, encode } from "../../src/cwmp/codec.ts";
import type { AcsRequest, CpeRequest, Message } from "../../src/cwmp/messages.ts";

type Received = Extract<Decoded, { ok: true }>;

export interface ScriptedAcs {
	readonly url: string;
	readonly origin: string;
	/** Requests for the sessions to come, in order; each session takes what is there. */
	readonly requests: AcsRequest[];
	readonly received: Received[];
	readonly failures: Decoded[];
	/** Files by path, and what was put. */
	readonly files: Map<string, string>;
	readonly connections: () => number;
	/** Answers instead of the script where it answers true. */
	intercept: ((request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean) | null;
	readonly close: () => Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks);
}

export async function startAcs(): Promise<ScriptedAcs> {
	let connections = 0;
	let nextId = 0;
	const server = createServer((request, response) => void serve(request, response));
	server.on("connection", () => connections++);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const acs: ScriptedAcs = {
		url: `${origin}/cwmp/lab`,
		origin,
		requests: [],
		received: [],
		failures: [],
		files: new Map(),
		connections: () => connections,
		intercept: null,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};

	function answer(response: ServerResponse, message: Message, id: string | null, namespace: string | null): void {
		const text = encode(message, { id, namespace: namespace ?? "urn:dslforum-org:cwmp-1-0" });
		const headers = { "content-type": "text/xml", "set-cookie": "session=abc; Path=/" };
		// Chunked, but to clients of HTTP/1.0, who know a length alone.
		const length = response.req.httpVersion === "1.0" ? { "content-length": Buffer.byteLength(text) } : {};
		response.writeHead(200, { ...headers, ...length }).end(text);
	}

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await bodyOf(request);
		if (acs.intercept?.(request, response, body)) return;
		const path = request.url ?? "";
		if (request.method === "PUT") {
			acs.files.set(path, body.toString());
			response.writeHead(201).end();
			return;
		}
		if (request.method === "GET") {
			const file = acs.files.get(path);
			response.writeHead(file === undefined ? 404 : 200).end(file);
			return;
		}
		let namespace: string | null = null;
		if (body.length > 0) {
			const decoded = decode(body, request.headers["content-type"]);
			if (!decoded.ok) {
				acs.failures.push(decoded);
				response.writeHead(400).end();
				return;
			}
			acs.received.push(decoded);
			const { message, id } = decoded.envelope;
			namespace = decoded.envelope.namespace;
			if (message.kind === "request") {
				const { rpc } = message as CpeRequest;
				if (rpc === "Inform") answer(response, { kind: "response", rpc, body: { maxEnvelopes: 1 } }, id, namespace);
				else answer(response, { kind: "response", rpc: "TransferComplete", body: {} }, id, namespace);
				return;
			}
		}
		const next = acs.requests.shift();
		if (next === undefined) response.writeHead(204).end();
		else answer(response, next, String(++nextId), namespace);
	}
	return acs;
}
