import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Reply {
	readonly status: number;
	readonly headers: IncomingMessage["headers"];
	readonly body: Buffer;
}

export interface Served extends AsyncDisposable {
	readonly port: number;
	ask(
		method: string,
		path: string,
		headers?: Readonly<Record<string, string>>,
		body?: Uint8Array | Iterable<Uint8Array>,
	): Promise<Reply>;
}

/** A real server on a free port, around one handler. */
export async function serve(
	handler: (request: IncomingMessage, response: ServerResponse) => Promise<unknown> | undefined,
): Promise<Served> {
	const server = createServer((incoming, response) => {
		Promise.resolve(handler(incoming, response)).catch((error: Error & { status?: number }) => {
			if (!response.headersSent) response.writeHead(error.status ?? 500);
			response.end(error.message);
		});
	});
	return await around(server);
}

async function around(server: Server): Promise<Served> {
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		port,
		async ask(method, path, headers = {}, body = []) {
			const outgoing = request({ port, host: "127.0.0.1", method, path, headers, agent: false });
			// A server that has heard enough closes while the rest is still being written.
			outgoing.on("error", () => undefined);
			const answered = once(outgoing, "response");
			if (body instanceof Uint8Array) outgoing.end(body);
			else {
				for (const chunk of body) outgoing.write(chunk);
				outgoing.end();
			}
			const [response] = (await answered) as [IncomingMessage];
			const chunks: Buffer[] = [];
			for await (const chunk of response) chunks.push(chunk as Buffer);
			return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}
