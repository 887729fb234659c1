/** One CWMP session from the CPE's side (TR-069 Amd 6, 3.7.1): Inform, own requests, empty POST, the ACS's requests. */
import { randomBytes } from "node:crypto";
import { decode, encode } from "../src/cwmp/codec.ts";
import { answerChallenge } from "../src/cwmp/digest.ts";
import type { AcsRequest, Envelope, InformEvent, Message } from "../src/cwmp/messages.ts";
import { VIRTUAL_AGENT } from "../src/cwmp/virtual.ts";
import type { Cpe } from "./cpe.ts";
import type { Exchanged, SessionRecord } from "./events.ts";
import { type Answer, fault } from "./faults.ts";
import { Connection, type HttpReply } from "./http.ts";
import { answer, unknownRpc } from "./rpcs.ts";
import { withDeviations } from "./sloppy.ts";

/** The ACS's requests in one session; a lab CPE gives up on one that asks for ever. */
const MAX_REQUESTS = 100_000;

interface Session {
	readonly cpe: Cpe;
	readonly url: URL;
	readonly connection: Connection;
	readonly messages: Exchanged[];
	cookie: string;
	challenges: readonly string[];
	requestCount: number;
	nextId: number;
	retryAfterSeconds: number | null;
	readonly after: (() => void)[];
}

/** Runs a session to its end; what the RPCs set going begins after it, by `after`. */
export async function runSession(
	cpe: Cpe,
	events: readonly InformEvent[],
): Promise<{ readonly record: SessionRecord; readonly after: readonly (() => void)[] }> {
	const startedAt = cpe.lab.now();
	const url = new URL(cpe.acsUrl);
	const session: Session = {
		...{ cpe, url, messages: [], challenges: [], requestCount: 0, nextId: 1, retryAfterSeconds: null },
		connection: new Connection(url, { timeoutMs: cpe.lab.timeoutMs, ca: cpe.lab.ca }),
		cookie: cpe.behaviour.transport.cookies === "stale" ? cpe.lastCookie : "",
		after: [],
	};
	const vanish = () => session.connection.destroy();
	cpe.signal.addEventListener("abort", vanish, { once: true });
	let error: string | null = null;
	try {
		await converse(session, events);
		session.connection.end();
	} catch (caught) {
		error = caught instanceof Error ? caught.message : String(caught);
		vanish();
	} finally {
		cpe.signal.removeEventListener("abort", vanish);
	}
	cpe.lastCookie = session.cookie;
	const { messages, retryAfterSeconds } = session;
	const { serialNumber } = cpe;
	const record = { serialNumber, events, startedAt, endedAt: cpe.lab.now(), error, retryAfterSeconds, messages };
	return { record, after: session.after };
}

async function converse(session: Session, events: readonly InformEvent[]): Promise<void> {
	const { cpe } = session;
	const informed = await call(session, {
		...{ kind: "request", rpc: "Inform" },
		body: {
			device: cpe.identity,
			events,
			maxEnvelopes: 1,
			currentTime: cpe.timestamp(),
			retryCount: cpe.retryCount,
			parameters: cpe.informParameters(),
		},
	});
	if (informed.message.kind !== "response" || informed.message.rpc !== "Inform") throw unexpected(informed.message);
	cpe.informed(events);
	for (const completion of [...cpe.completions]) {
		const { message } = await call(session, { kind: "request", rpc: "TransferComplete", body: completion });
		if (message.kind !== "response" || message.rpc !== "TransferComplete") throw unexpected(message);
		cpe.completions = cpe.completions.filter((other) => other !== completion);
	}
	let reply = await post(session, "", null);
	for (let count = 0; count < MAX_REQUESTS; count++) {
		if (reply.body.length === 0) return;
		const { result, id } = await answerTo(session, reply);
		if (result.does === "drop") throw new Error("the CPE dropped the connection");
		if (result.does === "silence") throw new Error(await silence(cpe));
		if (result.after !== undefined) session.after.push(result.after);
		const text = render(session, result.message, id);
		if (result.message.kind === "fault" && cpe.behaviour.faults.endsSession) {
			await post(session, text, result.message).catch(() => null);
			throw new Error("the CPE ended the session after a fault");
		}
		reply = await post(session, text, result.message);
		if (result.drops) throw new Error("the CPE dropped the connection");
	}
	throw new Error("the ACS never ends the session");
}

/** Never answers: the ACS has to give up, or close. */
async function silence(cpe: Cpe): Promise<string> {
	await cpe.pause(cpe.lab.timeoutMs / 1000, true);
	return "the CPE does not answer";
}

async function answerTo(session: Session, reply: HttpReply): Promise<{ result: Answer; id: string | null }> {
	const decoded = decode(reply.body, reply.headers.get("content-type")?.[0]);
	const acs = (message: Message | null): number =>
		session.messages.push({ by: "acs", message, text: text(reply.body), status: reply.status });
	if (!decoded.ok) {
		acs(null);
		return { result: decoded.code === "rpc.unknown" ? unknownRpc(session.cpe) : fault(9003), id: decoded.id };
	}
	const { message, id } = decoded.envelope;
	acs(message);
	if (message.kind !== "request") throw unexpected(message);
	return { result: await answer(session.cpe, message as AcsRequest), id };
}

/** Sends a request of the CPE's own and decodes what comes back. */
async function call(session: Session, message: Message): Promise<Envelope> {
	const id = String(session.nextId++);
	const reply = await post(session, render(session, message, id), message);
	if (reply.body.length === 0) throw new Error(`the ACS answered with nothing, HTTP ${reply.status}`);
	const decoded = decode(reply.body, reply.headers.get("content-type")?.[0]);
	const envelope = decoded.ok ? decoded.envelope : null;
	session.messages.push({
		...{ by: "acs", message: envelope?.message ?? null, text: text(reply.body), status: reply.status },
	});
	if (!decoded.ok) throw new Error(`the ACS answered what can't be read: ${decoded.reason}`);
	return decoded.envelope;
}

function render(session: Session, message: Message, id: string | null): string {
	const { xml, faults } = session.cpe.behaviour;
	return withDeviations(encode(message, { id, namespace: xml.namespace }), xml, faults);
}

function text(body: Uint8Array): string {
	return new TextDecoder().decode(body);
}

function unexpected(message: Message): Error {
	const what = message.kind === "fault" ? `fault ${message.fault.code}` : `${message.rpc} ${message.kind}`;
	return new Error(`not what the CPE waits for: ${what}`);
}

async function post(session: Session, body: string, message: Message | null): Promise<HttpReply> {
	session.messages.push({ by: "cpe", message, text: body, status: null });
	let reply = await send(session, body);
	const challenges = reply.headers.get("www-authenticate");
	if (reply.status === 401 && challenges !== undefined) {
		session.challenges = challenges;
		session.requestCount = 0;
		reply = await send(session, body);
	}
	if (reply.status === 200 || reply.status === 204) {
		if (reply.body.length === 0) session.messages.push({ by: "acs", message: null, text: "", status: reply.status });
		return reply;
	}
	const retryAfter = Number(reply.headers.get("retry-after")?.[0]);
	if (reply.status === 503 && Number.isFinite(retryAfter)) session.retryAfterSeconds = retryAfter;
	session.messages.push({ by: "acs", message: null, text: text(reply.body), status: reply.status });
	throw new Error(`the ACS answered HTTP ${reply.status}`);
}

async function send(session: Session, body: string): Promise<HttpReply> {
	const { cpe, url, connection } = session;
	const { transport } = cpe.behaviour;
	const http10 = transport.connection === "http10";
	const path = url.pathname + url.search;
	const bytes = Buffer.from(body, "utf8");
	const isChunked = transport.chunked && !http10 && body !== "";
	const lines = [
		`POST ${path} HTTP/1.${http10 ? 0 : 1}`,
		`Host: ${url.host}`,
		`User-Agent: ${VIRTUAL_AGENT}`,
		isChunked
			? "Transfer-Encoding: chunked"
			: `Content-Length: ${transport.lengthInCharacters ? body.length : bytes.length}`,
	];
	if (body !== "") {
		lines.push('SOAPAction: ""');
		if (transport.contentType !== null) lines.push(`Content-Type: ${transport.contentType}`);
		if (transport.expectContinue) lines.push("Expect: 100-continue");
	}
	if (transport.connection === "perRequest") lines.push("Connection: close");
	if (http10) lines.push("Connection: keep-alive");
	if (session.cookie !== "" && transport.cookies !== "none") lines.push(`Cookie: ${session.cookie}`);
	if (session.challenges.length > 0) {
		const cnonce = randomBytes(8).toString("hex");
		const asked = { ...cpe.credentials, method: "POST", uri: path, cnonce, count: ++session.requestCount };
		const authorization = answerChallenge(session.challenges, { ...asked, allowBasic: true });
		if (authorization !== null) lines.push(`Authorization: ${authorization.header}`);
	}
	const sent = isChunked ? chunks(bytes) : bytes;
	const reply = await connection.exchange(`${lines.join("\r\n")}\r\n\r\n`, sent);
	keepCookies(session, reply.headers.get("set-cookie") ?? []);
	return reply;
}

const CHUNK_BYTES = 1000;

function chunks(bytes: Buffer): Buffer {
	const parts: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
		const part = bytes.subarray(at, at + CHUNK_BYTES);
		parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
	}
	return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

function keepCookies(session: Session, setCookies: readonly string[]): void {
	const jar = new Map(session.cookie.split("; ").map((pair) => [pair.split("=")[0], pair]));
	jar.delete("");
	for (const line of setCookies) {
		const pair = line.split(";")[0]?.trim() ?? "";
		jar.set(pair.split("=")[0], pair);
	}
	session.cookie = [...jar.values()].join("; ");
}
