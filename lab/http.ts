/**
 * HTTP/1.x as a CPE's firmware speaks it: one socket, one request after the other, and every byte of the request in the
 * caller's hand, because some personalities get them wrong.
 */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const MAX_REPLY_BYTES = 32 * 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;

export interface HttpReply {
	readonly status: number;
	/** Values by lower-case name. */
	readonly headers: ReadonlyMap<string, readonly string[]>;
	readonly body: Uint8Array;
}

interface Waiting {
	readonly resolve: (reply: HttpReply) => void;
	readonly reject: (error: Error) => void;
}

export interface ConnectionOptions {
	readonly timeoutMs: number;
	/** Certificates that the CPE trusts instead of the system's, in PEM. */
	readonly ca?: string | undefined;
}

export class Connection {
	readonly #url: URL;
	readonly #options: ConnectionOptions;
	#socket: Socket | null = null;
	#received: Buffer = Buffer.alloc(0);
	#waiting: Waiting | null = null;
	#destroyed = false;

	constructor(url: URL, options: ConnectionOptions) {
		this.#url = url;
		this.#options = options;
	}

	/** Sends a whole request and answers with the reply; opens the socket if the last one is gone. */
	async exchange(head: string, body: Uint8Array): Promise<HttpReply> {
		const socket = await this.#open();
		return new Promise<HttpReply>((resolve, reject) => {
			this.#waiting = { resolve, reject };
			socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
		});
	}

	/** Closes after what was written has gone out. */
	end(): void {
		this.#socket?.end();
		this.#socket = null;
	}

	/** Vanishes. */
	destroy(): void {
		this.#destroyed = true;
		this.#drop(new Error("the CPE dropped the connection"));
	}

	#open(): Promise<Socket> {
		if (this.#destroyed) return Promise.reject(new Error("the CPE dropped the connection"));
		if (this.#socket !== null && !this.#socket.destroyed && this.#socket.writable) return Promise.resolve(this.#socket);
		this.#received = Buffer.alloc(0);
		const tls = this.#url.protocol === "https:";
		const host = this.#url.hostname.replace(/^\[|\]$/g, "");
		const port = Number(this.#url.port) || (tls ? 443 : 80);
		return new Promise((resolve, reject) => {
			const socket = tls
				? connectTls({ host, port, servername: isIP(host) ? "" : host, ca: this.#options.ca })
				: connectTcp({ host, port });
			this.#socket = socket;
			socket.setNoDelay(true);
			socket.setTimeout(this.#options.timeoutMs, () => socket.destroy(new Error("the ACS did not answer in time")));
			socket.once(tls ? "secureConnect" : "connect", () => resolve(socket));
			socket.on("data", (chunk) => this.#take(socket, chunk));
			socket.on("end", () => this.#finish(socket));
			socket.on("error", (error) => {
				reject(error);
				if (this.#socket === socket) this.#drop(error);
			});
			socket.on("close", () => {
				const error = new Error("the ACS closed the connection");
				reject(error);
				if (this.#socket === socket) this.#drop(error);
			});
		});
	}

	#drop(error: Error): void {
		const waiting = this.#waiting;
		const socket = this.#socket;
		this.#waiting = null;
		this.#socket = null;
		socket?.destroy();
		waiting?.reject(error);
	}

	#take(socket: Socket, chunk: Buffer): void {
		if (socket !== this.#socket) return;
		this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
		if (this.#received.length > MAX_REPLY_BYTES) this.#drop(new Error("the reply is too large"));
		else this.#deliver(false);
	}

	/** The server has closed its side: a body without a length ends here. */
	#finish(socket: Socket): void {
		if (socket !== this.#socket) return;
		this.#deliver(true);
		this.#drop(new Error("the ACS closed the connection"));
	}

	#deliver(ended: boolean): void {
		if (this.#waiting === null) return;
		let parsed: ReturnType<typeof parseReply>;
		try {
			parsed = parseReply(this.#received, ended);
		} catch (error) {
			this.#drop(error instanceof Error ? error : new Error(String(error)));
			return;
		}
		if (parsed === null) return;
		const { resolve } = this.#waiting;
		this.#waiting = null;
		this.#received = this.#received.subarray(parsed.length);
		if (parsed.closes) {
			this.#socket?.end();
			this.#socket = null;
		}
		resolve(parsed.reply);
	}
}

interface Parsed {
	readonly reply: HttpReply;
	/** Bytes that it took. */
	readonly length: number;
	readonly closes: boolean;
}

/** A reply, if all of it is there; interim ones (1xx) are passed over. */
function parseReply(bytes: Buffer, ended: boolean, from = 0): Parsed | null {
	const headEnd = bytes.indexOf("\r\n\r\n", from, "latin1");
	if (headEnd < 0) {
		if (bytes.length - from > MAX_HEAD_BYTES) throw new Error("the reply's header is too large");
		return null;
	}
	const [statusLine = "", ...lines] = bytes.toString("latin1", from, headEnd).split("\r\n");
	const match = /^HTTP\/1\.(\d) (\d{3})/.exec(statusLine);
	if (!match) throw new Error(`not a reply of HTTP: ${statusLine.slice(0, 60)}`);
	const status = Number(match[2]);
	const start = headEnd + 4;
	if (status >= 100 && status < 200) return parseReply(bytes, ended, start);
	const headers = new Map<string, string[]>();
	for (const line of lines) {
		const colon = line.indexOf(":");
		const name = line.slice(0, colon).trim().toLowerCase();
		headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
	}
	const connection = (headers.get("connection") ?? []).join().toLowerCase();
	const closes = connection.includes("close") || (match[1] === "0" && !connection.includes("keep-alive"));
	const done = (body: Buffer, length: number, close = closes): Parsed => {
		return { reply: { status, headers, body: new Uint8Array(body) }, length, closes: close };
	};
	if (status === 204 || status === 304) return done(Buffer.alloc(0), start);
	if ((headers.get("transfer-encoding") ?? []).join().toLowerCase().includes("chunked")) {
		const chunks = parseChunks(bytes, start);
		return chunks === null ? null : done(chunks.body, chunks.end);
	}
	const length = headers.get("content-length")?.[0];
	if (length === undefined) return ended ? done(bytes.subarray(start), bytes.length, true) : null;
	const end = start + Number(length);
	return bytes.length < end ? null : done(bytes.subarray(start, end), end);
}

function parseChunks(bytes: Buffer, from: number): { body: Buffer; end: number } | null {
	const parts: Buffer[] = [];
	let at = from;
	for (;;) {
		const lineEnd = bytes.indexOf("\r\n", at, "latin1");
		if (lineEnd < 0) return null;
		const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
		if (!Number.isInteger(size)) throw new Error("a chunk without a size");
		const start = lineEnd + 2;
		if (size === 0) {
			// Trailers end with an empty line, which follows at once where there are none.
			const end = bytes.indexOf("\r\n\r\n", lineEnd, "latin1");
			return end < 0 ? null : { body: Buffer.concat(parts), end: end + 4 };
		}
		if (bytes.length < start + size + 2) return null;
		parts.push(bytes.subarray(start, start + size));
		at = start + size + 2;
	}
}
