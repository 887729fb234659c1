/**
 * The connection-request listener: one HTTP server for all CPEs of a process, a path for each (TR-069 3.2.2). Answers as
 * each CPE's model does, with the credentials that stand in its own tree.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basicChallenge, digestChallenge, parseAuthorization, verifyAuthorization } from "../src/cwmp/digest.ts";
import type { Cpe } from "./cpe.ts";

const REALM = "lab";
/** Nonces that may still come back; the oldest go first. */
const MAX_NONCES = 10_000;

export interface ConnectionRequestListener {
	/** Where the ACS knocks for a CPE. */
	readonly url: (cpe: Cpe) => string;
	readonly add: (cpe: Cpe) => void;
	readonly close: () => Promise<void>;
}

export async function listenForConnectionRequests(host: string): Promise<ConnectionRequestListener> {
	const cpes = new Map<string, Cpe>();
	const nonces = new Set<string>();
	const server = createServer((request, response) => {
		const cpe = cpes.get(request.url ?? "");
		if (cpe === undefined) response.writeHead(404).end();
		else knock(cpe, nonces, request, response);
	});
	await listen(server, host);
	const { port } = server.address() as AddressInfo;
	const base = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
	return {
		url: (cpe) =>
			cpe.behaviour.connectionRequest.kind === "unreachable"
				? `http://10.255.${(cpe.index >> 8) & 255}.${cpe.index & 255}:7547/cr`
				: base + pathOf(cpe),
		add: (cpe) => void cpes.set(pathOf(cpe), cpe),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function pathOf(cpe: Cpe): string {
	return `/cr/${cpe.index}`;
}

function listen(server: Server, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, host, () => resolve());
	});
}

function knock(cpe: Cpe, nonces: Set<string>, request: IncomingMessage, response: ServerResponse): void {
	const { kind } = cpe.behaviour.connectionRequest;
	if (!cpe.isOn || kind === "unreachable") {
		request.socket.destroy();
		return;
	}
	if (kind === "unavailable") {
		response.writeHead(503).end();
		return;
	}
	if (!isAuthorized(cpe, nonces, request)) {
		if (request.headers.authorization !== undefined) cpe.report({ type: "connectionRequest", accepted: false });
		refuse(cpe, nonces, response);
		return;
	}
	response.writeHead(200, { "content-length": 0 }).end();
	if (kind !== "noSession") cpe.connectionRequested();
}

/** The credentials are those of the CPE's own tree; a nonce holds once. */
function isAuthorized(cpe: Cpe, nonces: Set<string>, request: IncomingMessage): boolean {
	const { kind } = cpe.behaviour.connectionRequest;
	const given = parseAuthorization(request.headers.authorization);
	if (given === null || (kind === "basic") !== (given.scheme === "basic")) return false;
	if (given.scheme === "digest") {
		if (!nonces.delete(given.nonce) || given.uri !== request.url) return false;
		// Firmware of before RFC 2617 fails on what it doesn't know (quirk 21).
		if (kind === "digestWithoutQop" && given.qop !== null) return false;
	}
	const username = cpe.management("ConnectionRequestUsername");
	const password = cpe.management("ConnectionRequestPassword");
	return verifyAuthorization(given, request.method ?? "", { username, password });
}

function refuse(cpe: Cpe, nonces: Set<string>, response: ServerResponse): void {
	const { kind, closesAfter401 } = cpe.behaviour.connectionRequest;
	const nonce = kind === "basic" ? "" : remember(nonces);
	const challenge =
		kind === "basic"
			? basicChallenge(REALM)
			: digestChallenge({ realm: REALM, nonce, qop: kind !== "digestWithoutQop" });
	const { socket } = response;
	if (kind === "garbled401" && socket !== null) {
		// Bare line feeds and a folded header: not HTTP (quirk 123).
		socket.end(`HTTP/1.1 401 Unauthorized\nWWW-Authenticate: ${challenge.replaceAll(", ", ",\n ")}\n\n`);
		return;
	}
	response.writeHead(401, { "www-authenticate": challenge, "content-length": 0 });
	response.end(() => {
		// Closes without having said so (quirk 22).
		if (closesAfter401) socket?.destroySoon();
	});
}

function remember(nonces: Set<string>): string {
	const nonce = randomBytes(12).toString("hex");
	nonces.add(nonce);
	const [oldest] = nonces;
	if (nonces.size > MAX_NONCES && oldest !== undefined) nonces.delete(oldest);
	return nonce;
}
