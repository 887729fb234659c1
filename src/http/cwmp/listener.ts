import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { isVirtual } from "../../cwmp/virtual.ts";
import type { Engine } from "../../engine/engine.ts";
import type { HttpReply } from "../../engine/liveSession.ts";
import type { Clock } from "../../lib/edges.ts";
import type { Vault } from "../../lib/vault.ts";
import type { Blobs } from "../../store/blobs.ts";
import type { Database } from "../../store/db.ts";
import type { Tenant } from "../../store/tenants.ts";
import { peerOf } from "./addresses.ts";
import type { Authenticate } from "./authenticate.ts";
import { readBody } from "./body.ts";
import { sessionCookies, setCookie } from "./cookies.ts";
import { createRefusals } from "./refusals.ts";
import { pathOf } from "./target.ts";
import { createTransfers } from "./transfers.ts";

export interface CwmpListenerDependencies {
	readonly engine: Pick<Engine, "receive" | "openSessions" | "waitingEffects">;
	readonly database: Database;
	readonly blobs: Blobs;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly log: Logger;
	readonly metrics: Registry;
	readonly tenantBySlug: (slug: string) => Tenant | null;
	readonly authenticate: Authenticate;
	readonly isTrustedProxy: (address: string) => boolean;
	readonly bounds: CwmpListenerBounds;
	readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly clientCa: Buffer | null } | null;
}

export interface CwmpListenerBounds {
	readonly messageBytes: number;
	readonly headerBytes: number;
	/** First to last byte of a message. */
	readonly messageMs: number;
	readonly idleMs: number;
	readonly connections: number;
	readonly uploadBytes: number;
}

/** A connection on which more requests wait for their turn is dropped: no CPE has that many to send. */
const MAX_PIPELINED = 16;

/** How long a connection whose bytes are no HTTP may take to see its answer. */
const LINGER_MS = 2_000;

/** The listener that CPEs reach: CWMP, file downloads, uploads, and nothing else. */
export function createCwmpListener(deps: CwmpListenerDependencies): Server {
	const { engine, bounds, log } = deps;
	const { refused, posts, seconds } = instruments(deps);
	const refusals = createRefusals(log, refused, () => deps.clock().getTime());
	const transfers = createTransfers({ ...deps, maxUploadBytes: bounds.uploadBytes });

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const path = pathOf(request.url ?? "/");
		const slug = path === "/" || path === "" ? "default" : /^\/cwmp\/([a-z0-9-]+)\/?$/.exec(path)?.[1];
		if (slug === undefined) {
			if (!(await transfers(request, response, path))) {
				response.writeHead(404, { "Content-Length": 0, Connection: "close" }).end();
			}
			return;
		}
		const peer = peerOf(request, deps.isTrustedProxy);
		if (request.method !== "POST") {
			response.writeHead(405, { Allow: "POST", "Content-Length": 0 }).end();
			return;
		}
		const tenant = deps.tenantBySlug(slug);
		if (!tenant) {
			refusals.refuse(peer.address, "tenant.unknown", slug);
			response.writeHead(404, { "Content-Length": 0, Connection: "close" }).end();
			return;
		}
		// What is proven on a virtual CPE never stands among what real ones show (contract, section 5).
		if (!tenant.simulated && isVirtual(request.headers["user-agent"])) {
			refusals.refuse(peer.address, "device.virtual", slug);
			response.writeHead(403, { "Content-Length": 0, Connection: "close" }).end();
			return;
		}
		const started = performance.now();
		// A request that is destroyed lets go of its socket.
		const { socket } = request;
		const body = await readBody(request, bounds.messageBytes);
		if (!body.ok) {
			refusals.refuse(peer.address, body.code, body.detail);
			response.writeHead(body.status, { "Content-Length": 0, Connection: "close" }).end(() => socket.destroySoon());
			return;
		}
		const reply = await engine.receive({
			tenant,
			body: body.bytes,
			contentType: request.headers["content-type"],
			cookies: sessionCookies(request.headers.cookie),
			connection: request.socket,
			remoteAddress: peer.address,
			secure: peer.secure,
			authorize: (device, own) => deps.authenticate(request, peer, tenant, device, own),
		});
		if (reply.refusal) refusals.refuse(peer.address, reply.refusal.code, reply.refusal.detail);
		if (reply.cut) socket.destroy();
		else answer(response, reply);
		posts(reply.status);
		seconds.observe((performance.now() - started) / 1000);
	}

	/**
	 * What is to be answered last on a connection, for what comes before it is: pipelined requests (RFC 9112, 9.3.2), and
	 * the rest of a body that was cut short (quirk 115).
	 */
	const answering = new WeakMap<object, ServerResponse>();
	/** How many pipelined requests of a connection wait. */
	const pipelined = new WeakMap<object, number>();
	const handle = (request: IncomingMessage, response: ServerResponse): void => {
		const { socket } = request;
		const before = answering.get(socket);
		answering.set(socket, response);
		response.once("close", () => {
			if (answering.get(socket) === response) answering.delete(socket);
		});
		if (before === undefined) take(request, response);
		else inTurn(before, request, response);
	};
	/** Each of a connection's requests begins when the one before it is answered, unless that answer was the last. */
	const inTurn = (before: ServerResponse, request: IncomingMessage, response: ServerResponse): void => {
		const { socket } = request;
		const waiting = (pipelined.get(socket) ?? 0) + 1;
		if (waiting > MAX_PIPELINED) {
			refusals.refuse(socket.remoteAddress ?? "", "http.pipelined", `more than ${MAX_PIPELINED} requests at once`);
			socket.destroy();
			return;
		}
		pipelined.set(socket, waiting);
		before.once("close", () => {
			pipelined.set(socket, (pipelined.get(socket) ?? 1) - 1);
			if (socket.writable) take(request, response);
		});
	};
	const take = (request: IncomingMessage, response: ServerResponse): void => {
		serve(request, response).catch((error: NodeJS.ErrnoException) => {
			// A CPE that hangs up in the middle of its body costs its own session and nothing else.
			const aborted = !request.complete || error.code === "ECONNRESET" || error.code === "ERR_STREAM_PREMATURE_CLOSE";
			if (aborted) refusals.refuse(request.socket.remoteAddress ?? "", "http.aborted", error.message);
			else log.error({ err: error }, "a CPE's request failed");
			if (response.headersSent) response.destroy();
			else response.writeHead(503, { "Retry-After": "60", "Content-Length": 0, Connection: "close" }).end();
		});
	};
	const options = {
		maxHeaderSize: bounds.headerBytes,
		requestTimeout: bounds.messageMs,
		headersTimeout: bounds.messageMs,
		keepAliveTimeout: bounds.idleMs,
		connectionsCheckingInterval: Math.min(5_000, bounds.messageMs),
		noDelay: true,
	};
	const server = deps.tls
		? createHttpsServer(
				{
					...options,
					handshakeTimeout: bounds.messageMs,
					cert: deps.tls.cert,
					key: deps.tls.key,
					...(deps.tls.clientCa && { ca: deps.tls.clientCa, requestCert: true, rejectUnauthorized: false }),
				},
				handle,
			)
		: createHttpServer(options, handle);
	server.maxConnections = bounds.connections;
	server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
		if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
		refusals.refuse(socket.remoteAddress ?? "", "http.malformed", error.code ?? error.message);
		const pending = answering.get(socket);
		if (pending && error.code !== "ERR_HTTP_REQUEST_TIMEOUT") {
			// The request before it is whole: it gets its answer, then the connection ends.
			pending.shouldKeepAlive = false;
			return;
		}
		const status =
			error.code === "HPE_HEADER_OVERFLOW"
				? "431 Request Header Fields Too Large"
				: error.code === "ERR_HTTP_REQUEST_TIMEOUT"
					? "408 Request Timeout"
					: "400 Bad Request";
		socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
		// A peer that never closes its half would hold the socket for good; one that still sends is to see its answer first.
		if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") socket.destroySoon();
		else setTimeout(() => socket.destroy(), LINGER_MS).unref();
	});
	return server as Server;
}

/** A short text goes out in one piece with the header; a longer one as it is encoded already. */
const ONE_PIECE_BYTES = 4_096;

function answer(response: ServerResponse, reply: HttpReply): void {
	const headers: Record<string, string | number | readonly string[]> = { ...reply.headers };
	if (reply.cookie !== undefined) headers["Set-Cookie"] = setCookie(reply.cookie);
	if (reply.close) headers.Connection = "close";
	const length = reply.bytes?.length ?? Buffer.byteLength(reply.body);
	if (reply.status !== 204) headers["Content-Length"] = length;
	if (reply.body !== "") headers["Content-Type"] = 'text/xml; charset="utf-8"';
	response.writeHead(reply.status, headers as Record<string, string>);
	const body = length > ONE_PIECE_BYTES ? (reply.bytes ?? reply.body) : reply.body;
	response.end(reply.body === "" ? undefined : body);
}

function instruments({ metrics, engine }: CwmpListenerDependencies) {
	const registers = [metrics];
	const posts = new Counter({
		name: "certus_cwmp_posts_total",
		help: "POSTs of CPEs, by HTTP status",
		labelNames: ["status"],
		registers,
	});
	/** Labels are sorted and hashed each time: once for each status is enough. */
	const postsOf = new Map<number, Counter.Internal>();
	new Gauge({
		name: "certus_cwmp_sessions_open",
		help: "CWMP sessions that are open now",
		registers,
		collect() {
			this.set(engine.openSessions);
		},
	});
	new Gauge({
		name: "certus_store_effects_waiting",
		help: "Effects of sessions that wait for their commit",
		registers,
		collect() {
			this.set(engine.waitingEffects);
		},
	});
	return {
		refused: new Counter({
			name: "certus_cwmp_refusals_total",
			help: "What was refused on the CPE side, by reason",
			labelNames: ["reason"],
			registers,
		}),
		posts(status: number): void {
			const counter = postsOf.get(status) ?? posts.labels(String(status));
			postsOf.set(status, counter);
			counter.inc();
		},
		seconds: new Histogram({
			name: "certus_cwmp_post_seconds",
			help: "Last byte of a POST to its answer",
			buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
			registers,
		}),
	};
}
