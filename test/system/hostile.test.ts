import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
	envelope,
	faultCodeOf,
	headerOf,
	openSystem,
	RawConnection,
	type RawCpe,
	rpcOf,
	type TestSystem,
	transferComplete,
	until,
	valuesResponse,
} from "./support.ts";

const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_PARAMETERS = 50;
/** What a good session may take while the others do their worst. */
const AT_ONCE_MS = 1_500;

let at: TestSystem;
let good: RawCpe & { readonly deviceId: string };
beforeAll(async () => {
	at = await openSystem({
		CERTUS_MAX_MESSAGE_BYTES: String(MAX_MESSAGE_BYTES),
		CERTUS_MAX_HEADER_BYTES: String(MAX_HEADER_BYTES),
		CERTUS_MAX_PARAMETERS: String(MAX_PARAMETERS),
		CERTUS_MESSAGE_SECONDS: "1",
	});
	good = await at.knownCpe();
});
afterAll(() => at[Symbol.asyncDispose]());

afterEach(async () => {
	const begun = performance.now();
	good.hangUp();
	expect(await good.session()).toEqual([]);
	expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
});

/** What a request is refused for grows by at least one. */
async function counted(reason: string, act: () => Promise<void>): Promise<void> {
	const before = await at.api.refusals(reason);
	await act();
	await until(`a refusal ${reason} in /metrics`, async () => (await at.api.refusals(reason)) > before);
}

const head = (lines: readonly string[]): string =>
	`${["POST /cwmp/lab HTTP/1.1", "Host: x", ...lines].join("\r\n")}\r\n\r\n`;

describe("messages that are too large", () => {
	test("a Content-Length above the bound gets 413 before its body comes, and is dropped", async () => {
		await counted("limit.message", async () => {
			const connection = new RawConnection(at.port);
			connection.send(head([`Content-Length: ${MAX_MESSAGE_BYTES + 1}`]));
			expect((await connection.reply()).status).toBe(413);
			await connection.closed();
		});
	});

	test("a chunked body that grows above the bound gets 413 and is dropped, however much follows", async () => {
		await counted("limit.message", async () => {
			const connection = new RawConnection(at.port);
			connection.send(head(["Transfer-Encoding: chunked"]));
			const chunk = `1000\r\n${"a".repeat(0x1000)}\r\n`;
			for (let sent = 0; sent <= 4 * MAX_MESSAGE_BYTES && !connection.isClosed; sent += 0x1000) connection.send(chunk);
			const reply = await connection.replyOrEnd();
			if (reply) expect(reply.status).toBe(413);
			await connection.closed();
		});
	});

	test("a gzip bomb is not inflated beyond the bound", async () => {
		await counted("limit.message", async () => {
			const cpe = at.cpe();
			const bomb = gzipSync(Buffer.alloc(50 << 20));
			expect(bomb.length).toBeLessThan(MAX_MESSAGE_BYTES);
			const reply = await cpe.post(bomb, { headers: { "Content-Encoding": "gzip" } });
			expect(reply.status).toBe(413);
		});
	});

	test("gzip that is none gets 400, and an encoding that nobody knows 415", async () => {
		const cpe = at.cpe();
		const broken = await cpe.post("not gzip", { headers: { "Content-Encoding": "gzip" } });
		expect(broken.status).toBe(400);
		cpe.hangUp();
		expect((await cpe.post("x", { headers: { "Content-Encoding": "br" } })).status).toBe(415);
	});

	test("more parameters than the bound get a fault, and the session goes on", async () => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: ["Device.DeviceInfo.ModelName"] });
		await cpe.inform();
		const asked = await cpe.post("");
		const many = Array.from({ length: MAX_PARAMETERS + 1 }, (_, i) => [`Device.X.${i}`, "1", "xsd:string"] as const);
		await counted("limit.parameters", async () => {
			expect(faultCodeOf((await cpe.post(cpe.answerTo(asked.body, valuesResponse(many)))).body)).toBe(8004);
		});
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
	});

	test("a header above the bound gets 431 and is dropped", async () => {
		await counted("http.malformed", async () => {
			const connection = new RawConnection(at.port);
			connection.send(head([`X-Long: ${"a".repeat(2 * MAX_HEADER_BYTES)}`, "Content-Length: 0"]));
			expect((await connection.reply()).status).toBe(431);
			await connection.closed();
		});
	});

	test("many headers above the bound get 431 and are dropped", async () => {
		const connection = new RawConnection(at.port);
		connection.send(head(Array.from({ length: 5_000 }, (_, i) => `X-${i}: ${i}`)));
		expect((await connection.replyOrEnd())?.status).toBe(431);
		await connection.closed();
	});
});

describe("messages that do not come to their end", () => {
	test("a body that breaks off with its connection costs nobody anything", async () => {
		await counted("http.aborted", async () => {
			const cpe = at.cpe();
			const request = cpe.request(cpe.informXml());
			const { connection } = cpe;
			connection.send(request.subarray(0, request.length - 200));
			await until("the bytes to be sent", () => connection.socket.bytesWritten > 0 && !connection.socket.connecting);
			connection.close();
		});
	});

	test("a session whose body breaks off goes on over a new connection", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: ["Device.DeviceInfo.ModelName"] });
		await cpe.inform();
		const asked = await cpe.post("");
		const request = cpe.request(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)));
		await counted("http.aborted", async () => {
			cpe.connection.send(request.subarray(0, request.length - 50));
			cpe.connection.socket.end();
		});
		cpe.hangUp();
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
		await at.api.reaches("lab", id, "succeeded");
	});

	test.each([
		["of its header", (_xml: string) => "POST /cwmp/lab HTTP/1.1\r\nHost: x\r\nX-Drip: "],
		["of its body", (xml: string) => head([`Content-Length: ${xml.length}`])],
	])("a message that comes a byte at a time is dropped after its time: %s", async (_name, beginning) => {
		const xml = at.cpe().informXml();
		const connection = new RawConnection(at.port);
		connection.send(beginning(xml));
		const begun = Date.now();
		const drip = setInterval(() => connection.socket.writable && connection.send("a"), 50);
		try {
			await connection.closed(8_000);
		} finally {
			clearInterval(drip);
		}
		expect(Date.now() - begun).toBeGreaterThan(900);
		expect(Date.now() - begun).toBeLessThan(4_000);
	});

	test("a connection that says nothing at all is dropped", async () => {
		const connection = new RawConnection(at.port);
		await connection.closed(8_000);
	});

	test("a connection that begins a message and never closes its own half does not stay", async () => {
		const socket = connect({ port: at.port, host: "127.0.0.1", allowHalfOpen: true });
		socket.on("error", () => undefined).resume();
		socket.write(head(["Content-Length: 5000"]));
		await once(socket, "end");
		// What is written to a half that is gone is refused by the other system.
		await until("the socket to be gone", () => {
			if (!socket.destroyed) socket.write("x");
			return socket.destroyed;
		});
	});
});

describe("XML with intentions", () => {
	const nested = (depth: number): string =>
		envelope(`<c:TransferComplete>${"<a>".repeat(depth)}${"</a>".repeat(depth)}</c:TransferComplete>`);
	const entities =
		'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>';

	test.each<[string, string, string]>([
		["deeper than the bound", nested(5_000), "xml.tooDeep"],
		["with a DOCTYPE", `<!DOCTYPE x>${envelope("<c:GetRPCMethods/>")}`, "xml.doctype"],
		["with entities of its own", entities + envelope(transferComplete("&c;")), "xml.doctype"],
		[
			"with an external entity",
			`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${envelope(transferComplete("&e;"))}`,
			"xml.doctype",
		],
	])("a message %s gets a fault and is counted, and its session goes on", async (_name, xml, reason) => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		await counted(reason, async () => {
			const reply = await cpe.post(xml);
			expect([reply.status, rpcOf(reply.body)]).toEqual([200, "Fault"]);
			expect(reply.body).not.toContain("root:");
		});
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("very many attributes, and very many namespaces, are answered at once", async () => {
		for (const attribute of [
			(i: number) => ` a${i}="1"`,
			(i: number) => ` xmlns:a${i}="u"`,
			() => ' same="1"',
			(i: number) => ` c:a${i}="1"`,
		]) {
			let attributes = "";
			for (let i = 0; attributes.length < MAX_MESSAGE_BYTES - 4_000; i++) attributes += attribute(i);
			const cpe = await at.knownCpe();
			await cpe.inform();
			const begun = performance.now();
			const reply = await cpe.post(envelope(`<c:GetRPCMethods${attributes}/>`));
			expect(reply.status).toBe(200);
			expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
			expect(await cpe.toTheEnd()).toEqual([]);
		}
	});

	test("many namespaces on many elements are answered at once", async () => {
		const inner = Array.from({ length: 1_000 }, (_, i) => `<c:x xmlns:n${i}="u${i}"><y/></c:x>`).join("");
		const cpe = await at.knownCpe();
		await cpe.inform();
		const begun = performance.now();
		expect((await cpe.post(envelope(`<c:TransferComplete>${inner}</c:TransferComplete>`))).status).toBe(200);
		expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
	});

	test("a message of nothing but opening angles, ampersands or comments is answered at once", async () => {
		const cpe = at.cpe();
		for (const bytes of ["<", "&", "<!--", "<![CDATA[", "<a ", "\0", "<?x "]) {
			const begun = performance.now();
			const reply = await cpe.post(bytes.repeat(Math.floor((MAX_MESSAGE_BYTES - 1) / bytes.length)));
			expect([bytes, reply.status]).toEqual([bytes, 200]);
			expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
		}
	});

	test("quirk 107: what a device says is kept as data: a script in its serial, its values and its events stays text", async () => {
		const evil = "&lt;script&gt;alert(1)&lt;/script&gt;'; drop table device; --";
		const cpe = at.cpe({ serialNumber: `X${evil}`, productClass: evil, values: [] });
		expect(rpcOf((await cpe.inform([`2 PERIODIC${evil}`])).body)).toBe("InformResponse");
		await cpe.toTheEnd();
		const found = (await at.api.devices("lab")).find(({ serialNumber }) => serialNumber.startsWith("X<script>"));
		expect(found?.serialNumber).toBe("X<script>alert(1)</script>'; drop table device; --");
	});

	test("NUL and other control characters in values do not cost the session", async () => {
		const cpe = await at.knownCpe({ values: [["Device.X.Y", "a", "xsd:string"]] });
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: ["Device.X.Y"] });
		await cpe.inform();
		const asked = await cpe.post("");
		const answer = cpe.answerTo(
			asked.body,
			valuesResponse([["Device.X.Y", "a\u0000b\u0002c&#0;&#x1F;\ud83d", "xsd:string"]]),
		);
		expect((await cpe.post(answer)).status).toBe(204);
		await at.api.reaches("lab", id, "succeeded");
	});
});

describe("sessions of others", () => {
	test("a session's cookie under another tenant's path gets nothing", async () => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: ["Device.DeviceInfo.ModelName"] });
		await cpe.inform();
		const path = "/cwmp/default";
		expect((await cpe.post("", { path })).status).toBe(204);
		const other = at.cpe({ tenant: "default" });
		expect((await other.post("", { cookie: cpe.cookie })).status).toBe(204);
		expect(faultCodeOf((await other.post(envelope(transferComplete("x")), { cookie: cpe.cookie })).body)).toBe(8003);
		expect((await cpe.toTheEnd()).map(rpcOf)).toEqual(["GetParameterValues"]);
	});

	test("another device's cookie with an Inform makes a session of its own and leaves the other's alone", async () => {
		const victim = await at.knownCpe();
		await at.api.queue("lab", victim.deviceId, "read", { paths: ["Device.DeviceInfo.ModelName"] });
		await victim.inform();
		const thief = await at.knownCpe();
		const reply = await thief.inform(["2 PERIODIC"], { cookie: victim.cookie });
		expect(headerOf(reply, "Set-Cookie")[0]).not.toContain(victim.cookie as string);
		expect(await thief.toTheEnd()).toEqual([]);
		expect((await victim.toTheEnd()).map(rpcOf)).toEqual(["GetParameterValues"]);
	});

	test("cookies that nobody has are no session, however they are written", async () => {
		const cpe = at.cpe();
		for (const cookie of [
			"certus=AAAAAAAAAAAAAAAAAAAAAA",
			"certus=",
			"certus",
			"certus=__proto__",
			"certus=constructor",
			`certus=${"A".repeat(4_000)}`,
			";;;,,,===",
		]) {
			cpe.hangUp();
			expect((await cpe.post("", { cookie })).status).toBe(204);
			expect(faultCodeOf((await cpe.post(envelope(transferComplete("x")), { cookie })).body)).toBe(8003);
		}
		expect(await at.api.refusals("session.none")).toBeGreaterThan(0);
	});
});

describe("requests out of order", () => {
	test("answers, faults and requests before any Inform get a fault, and make no device", async () => {
		const before = (await at.api.devices("lab")).length;
		const cpe = at.cpe();
		for (const inner of [
			transferComplete("x"),
			"<c:GetRPCMethods/>",
			"<c:SetParameterValuesResponse><Status>0</Status></c:SetParameterValuesResponse>",
			"<SOAP-ENV:Fault><faultcode>Client</faultcode></SOAP-ENV:Fault>",
			"<c:InformResponse><MaxEnvelopes>1</MaxEnvelopes></c:InformResponse>",
			"<c:Reboot><CommandKey/></c:Reboot>",
		]) {
			const reply = await cpe.post(envelope(inner));
			expect([inner, reply.status, rpcOf(reply.body)]).toEqual([inner, 200, "Fault"]);
		}
		expect((await at.api.devices("lab")).length).toBe(before);
	});

	test("a CPE that answers faults with faults is not answered without end: its session ends as refused", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		const fault = envelope("<SOAP-ENV:Fault><faultcode>Client</faultcode></SOAP-ENV:Fault>");
		for (let i = 0; i < 3; i++) expect(faultCodeOf((await cpe.post(fault)).body)).toBe(8003);
		const { connection } = cpe;
		const last = await cpe.post(fault);
		expect([last.status, headerOf(last, "Connection")]).toEqual([204, ["close"]]);
		await connection.closed();
		expect(await at.api.endedSession("lab", cpe.deviceId)).toMatchObject({ outcome: "refused" });
		// Without a session it gets one fault a connection.
		cpe.cookie = null;
		expect(headerOf(await cpe.post(fault), "Connection")).toEqual(["close"]);
		expect(await cpe.session()).toEqual([]);
	});

	test("three faults of ours, one right after the other, do not end a session that goes on well", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		for (let round = 0; round < 2; round++) {
			for (let i = 0; i < 3; i++) expect(faultCodeOf((await cpe.post("hello")).body)).toBe(8003);
			expect((await cpe.post(envelope("<c:GetRPCMethods/>"))).status).toBe(200);
		}
		for (let i = 0; i < 8; i++) expect(faultCodeOf((await cpe.post(envelope(`<c:X_ACME_${i}/>`))).body)).toBe(8000);
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("requests of one session that come all at once are served one after the other, in order", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		const { connection } = cpe;
		const keys = ["a", "b", "c"];
		for (const key of keys) connection.send(cpe.request(envelope(transferComplete(key), { id: key })));
		for (const key of keys) expect((await connection.reply()).body).toContain(`>${key}<`);
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("a connection that sends on and on without waiting is dropped", async () => {
		await counted("http.pipelined", async () => {
			const cpe = await at.knownCpe();
			await cpe.inform();
			const { connection } = cpe;
			connection.send(Buffer.concat(Array.from({ length: 200 }, () => cpe.request(envelope(transferComplete("k"))))));
			await connection.closed();
		});
	});

	test("one session's requests over many connections at once are turned away beyond a few, and it goes on", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		const others = Array.from({ length: 30 }, () => new RawConnection(at.port));
		for (const [i, other] of others.entries())
			other.send(cpe.request(envelope(transferComplete(`${i}`), { id: `${i}` })));
		const statuses = await Promise.all(others.map(async (other) => (await other.reply()).status));
		for (const status of statuses) expect([200, 503]).toContain(status);
		expect(statuses).toContain(200);
		for (const other of others) other.close();
		cpe.hangUp();
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("other methods and other paths get nothing", async () => {
		for (const [request, status] of [
			["GET / HTTP/1.1", 405],
			["GET /cwmp/lab HTTP/1.1", 405],
			["PUT /cwmp/lab HTTP/1.1", 405],
			["GET /api/v1/devices HTTP/1.1", 404],
			["GET /metrics HTTP/1.1", 404],
			["POST /cwmp/lab/../../etc HTTP/1.1", 404],
			["GET /files/x/y HTTP/1.1", 404],
			["GET /files/%00/%ff HTTP/1.1", 404],
			["PUT /uploads/x/y HTTP/1.1", 404],
		] as const) {
			const connection = new RawConnection(at.port);
			connection.send(`${request}\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
			expect([request, (await connection.reply()).status]).toEqual([request, status]);
			connection.close();
		}
	});
});

describe("a great many", () => {
	test("a thousand connections of rubbish leave good CPEs alone", async () => {
		const rubbish = Array.from({ length: 1_000 }, (_, i) => {
			const connection = new RawConnection(at.port);
			if (i % 5 === 0) connection.send(randomBytes(200));
			else if (i % 5 === 1) connection.send("GET /../../etc/passwd HTTP/9.9\r\n\r\n");
			else if (i % 5 === 2) connection.send("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n");
			else if (i % 5 === 3) connection.send(head(["Content-Length: 100000"]));
			else connection.send("POST /cwmp/lab HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n");
			return connection;
		});
		const begun = performance.now();
		expect(await good.session()).toEqual([]);
		expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
		await Promise.all(rubbish.map((connection) => connection.closed(10_000)));
		expect(await at.api.refusals("http.malformed")).toBeGreaterThan(100);
	});

	test("a thousand connections that hold their breath in the middle of a message are all let go", async () => {
		const silent = Array.from({ length: 1_000 }, () => {
			const connection = new RawConnection(at.port);
			connection.send(`${head(["Content-Length: 5000"])}<`);
			return connection;
		});
		const begun = performance.now();
		expect(await good.session()).toEqual([]);
		expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
		await Promise.all(silent.map((connection) => connection.closed(10_000)));
	});

	test("connections above the bound are refused, and those that are served go on", async () => {
		await using small = await openSystem({ CERTUS_MAX_CONNECTIONS: "5" });
		const cpe = await small.knownCpe();
		const many = Array.from({ length: 20 }, () => new RawConnection(small.port));
		await until("the refused ones to be closed", () => many.filter(({ isClosed }) => isClosed).length >= 16);
		expect(await cpe.session()).toEqual([]);
		for (const connection of many) connection.close();
	});

	test("sessions above the bound get 503 with Retry-After before any work, and a place that is free is taken", async () => {
		await using small = await openSystem({ CERTUS_MAX_SESSIONS: "2" });
		const [one, two, three] = [small.cpe(), small.cpe(), small.cpe()];
		await one.inform();
		await two.inform();
		const refused = await three.inform();
		expect([refused.status, headerOf(refused, "Retry-After")]).toEqual([503, ["60"]]);
		expect(await small.api.devices("lab", three.serialNumber)).toEqual([]);
		expect(await small.api.refusals("busy")).toBe(1);
		await one.toTheEnd();
		expect((await three.inform()).status).toBe(200);
	});
});
