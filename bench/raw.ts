/** One TCP connection that speaks just enough HTTP: writes bytes, and waits for one answer at a time. */
import { connect, type Socket } from "node:net";

export interface Reply {
	readonly status: number;
	readonly cookie: string;
	/** Latin-1: the bytes, one a character. */
	readonly body: string;
}

interface Waiting {
	readonly resolve: (reply: Reply) => void;
	readonly reject: (error: Error) => void;
}

const TIMEOUT_MS = 30_000;

export class Connection {
	bytesSent = 0;
	readonly #socket: Socket;
	#received = "";
	#waiting: Waiting | null = null;

	constructor(port: number) {
		this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
		this.#socket.setEncoding("latin1");
		this.#socket.setTimeout(TIMEOUT_MS, () => this.#socket.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
		this.#socket.on("data", (chunk: string) => this.#take(chunk));
		this.#socket.on("error", (error) => this.#fail(error));
		this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
	}

	exchange(request: string | Buffer): Promise<Reply> {
		this.bytesSent += request.length;
		return new Promise((resolve, reject) => {
			this.#waiting = { resolve, reject };
			if (typeof request === "string") this.#socket.write(request, "latin1");
			else this.#socket.write(request);
		});
	}

	end(): void {
		this.#socket.end();
	}

	#take(chunk: string): void {
		this.#received = this.#received === "" ? chunk : this.#received + chunk;
		const headEnd = this.#received.indexOf("\r\n\r\n");
		if (headEnd < 0) return;
		const head = this.#received.slice(0, headEnd);
		const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
		const end = headEnd + 4 + length;
		if (this.#received.length < end) return;
		const body = this.#received.slice(headEnd + 4, end);
		this.#received = this.#received.slice(end);
		const waiting = this.#waiting;
		this.#waiting = null;
		const cookie = /\r\nset-cookie: *([^;\r]+)/i.exec(head)?.[1] ?? "";
		waiting?.resolve({ status: Number(head.slice(9, 12)), cookie, body });
	}

	#fail(error: Error): void {
		this.#waiting?.reject(error);
		this.#waiting = null;
	}
}
