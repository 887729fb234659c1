import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	envelope,
	faultCodeOf,
	headerOf,
	idOf,
	namesIn,
	openSystem,
	RawConnection,
	rpcOf,
	setResponse,
	type TestSystem,
	transferComplete,
	until,
	valuesResponse,
} from "./support.ts";

const SSID = "Device.WiFi.SSID.1.SSID";
const NAME = "Device.DeviceInfo.ModelName";

let at: TestSystem;
beforeAll(async () => {
	at = await openSystem();
});
afterAll(() => at[Symbol.asyncDispose]());

describe("a session from its beginning to its end", () => {
	test("Inform, InformResponse, empty POST, first contact, 204: all of it is in the session's row", async () => {
		const cpe = at.cpe();
		const informed = await cpe.inform(["0 BOOTSTRAP", "1 BOOT"]);
		expect(informed.status).toBe(200);
		expect(rpcOf(informed.body)).toBe("InformResponse");
		expect(informed.body).toContain("<MaxEnvelopes>1</MaxEnvelopes>");
		expect(headerOf(informed, "Set-Cookie")).toEqual([expect.stringMatching(/^certus=[A-Za-z0-9]+; Path=\/$/)]);

		const asked = await cpe.toTheEnd();
		expect(asked.slice(0, 2).map(rpcOf)).toEqual(["SetParameterValues", "GetParameterValues"]);
		for (const name of [
			"ConnectionRequestUsername",
			"ConnectionRequestPassword",
			"PeriodicInformEnable",
			"PeriodicInformInterval",
			"PeriodicInformTime",
		])
			expect(namesIn(asked[0] ?? "")).toContain(`Device.ManagementServer.${name}`);
		for (const name of ["Username", "Password"])
			expect(cpe.values.get(`Device.ManagementServer.ConnectionRequest${name}`)?.[1]).toMatch(/^[A-Za-z0-9]{16,24}$/);

		const device = await at.api.device("lab", cpe.serialNumber);
		const session = await at.api.endedSession("lab", device.id);
		expect(session).toMatchObject({ outcome: "done", events: ["0 BOOTSTRAP", "1 BOOT"] });
		expect(session.messages.slice(0, 5).map(({ name, httpStatus }) => [name, httpStatus])).toEqual([
			["Inform", null],
			["InformResponse", 200],
			["empty", null],
			["SetParameterValues", 200],
			["SetParameterValuesResponse", null],
		]);
		expect(session.messages.at(-1)).toMatchObject({ name: "empty", direction: "toDevice", httpStatus: 204 });
		expect(session.messages).toHaveLength(2 + 2 * (asked.length + 1));
		const secret = cpe.values.get("Device.ManagementServer.ConnectionRequestPassword")?.[1] as string;
		expect(JSON.stringify(session)).not.toContain(secret);
	});

	test("what an Inform carries stands under the parameters at once, with its type and the time", async () => {
		const cpe = at.cpe({ softwareVersion: "3.1.4" });
		const before = Date.now();
		await cpe.inform(["1 BOOT"]);
		const device = await at.api.device("lab", cpe.serialNumber);
		expect(device).toMatchObject({ softwareVersion: "3.1.4", parameterRoot: "Device.", presence: "reachable" });
		const found = (await at.api.parameters("lab", device.id)).get("Device.DeviceInfo.SoftwareVersion");
		expect(found).toMatchObject({ value: "3.1.4", type: "xsd:string" });
		expect(Date.parse(found?.readAt ?? "")).toBeGreaterThanOrEqual(before - 1);
		expect((await at.api.sessions("lab", device.id))[0]).toMatchObject({ endedAt: null, events: ["1 BOOT"] });
		await cpe.toTheEnd();
	});

	test("a device that is known and has nothing queued gets 204 to its empty POST", async () => {
		const cpe = await at.knownCpe();
		expect(await cpe.session()).toEqual([]);
	});

	test("of a device that is no lab device the last five sessions keep their messages", async () => {
		const cpe = await at.knownCpe({ tenant: "default" });
		for (let i = 0; i < 7; i++) await cpe.session();
		const sessions = await until("the sessions' ends", async () => {
			const found = await at.api.sessions("default", cpe.deviceId);
			return found[0]?.endedAt ? found : null;
		});
		const kept = sessions.filter(({ messages }) => messages.length > 0);
		expect(kept).toHaveLength(5);
		expect(sessions.slice(0, 5)).toEqual(kept);
	});

	test("/ is the tenant default, and a tenant that is not there gets 404", async () => {
		const cpe = at.cpe({ tenant: "default" });
		expect((await cpe.post(cpe.informXml(), { path: "/" })).status).toBe(200);
		expect((await at.api.device("default", cpe.serialNumber)).serialNumber).toBe(cpe.serialNumber);
		cpe.hangUp();
		expect((await cpe.post(cpe.informXml(), { path: "/cwmp/nobody" })).status).toBe(404);
	});

	test.each(["//cwmp//lab/", "http://acs.example/cwmp/lab", "http://acs.example:7547//cwmp/lab?x=1"])(
		"the request target %s is the tenant's",
		async (path) => {
			const cpe = at.cpe();
			expect((await cpe.post(cpe.informXml(), { path })).status).toBe(200);
			expect((await cpe.post("", { path })).status).toBe(200);
			expect((await at.api.device("lab", cpe.serialNumber)).serialNumber).toBe(cpe.serialNumber);
		},
	);

	test("an empty POST without any session gets 204, and a message gets a fault", async () => {
		const cpe = at.cpe();
		expect((await cpe.post("")).status).toBe(204);
		const reply = await cpe.post(envelope(transferComplete("x")));
		expect([reply.status, faultCodeOf(reply.body)]).toEqual([200, 8003]);
	});
});

describe("what is sent again", () => {
	test("an answer that is sent again over a new connection gets the same bytes again", async () => {
		const cpe = await at.knownCpe();
		const first = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		const second = await at.api.queue("lab", cpe.deviceId, "read", { paths: ["Device.DeviceInfo.UpTime"] });
		await cpe.inform();
		const asked = await cpe.post("");
		const answer = cpe.answerTo(asked.body, cpe.ownAnswer(asked.body));
		const reply = await cpe.post(answer);
		expect(namesIn(reply.body)).toEqual(["Device.DeviceInfo.UpTime"]);
		for (let i = 0; i < 3; i++) {
			cpe.hangUp();
			expect((await cpe.post(answer)).body).toBe(reply.body);
		}
		expect(await cpe.toTheEnd(reply)).toHaveLength(1);
		await at.api.reaches("lab", first, "succeeded");
		await at.api.reaches("lab", second, "succeeded");
	});

	test("an Inform that is sent again over a new connection gets the same answer and makes no second session", async () => {
		const cpe = await at.knownCpe();
		const xml = cpe.informXml();
		const reply = await cpe.post(xml, { cookie: null });
		cpe.hangUp();
		const again = await cpe.post(xml, { cookie: null });
		expect(again.body).toBe(reply.body);
		expect(headerOf(again, "Set-Cookie")).toEqual(headerOf(reply, "Set-Cookie"));
		await cpe.toTheEnd();
		expect(await at.api.sessions("lab", cpe.deviceId)).toHaveLength(2);
	});

	test("an empty POST that is sent again over a new connection gets the same request again", async () => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		const asked = await cpe.post("");
		cpe.hangUp();
		expect((await cpe.post("")).body).toBe(asked.body);
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
	});

	test("the answer that ended the session, sent again, gets the 204 again", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		const asked = await cpe.post("");
		const answer = cpe.answerTo(asked.body, cpe.ownAnswer(asked.body));
		expect((await cpe.post(answer)).status).toBe(204);
		await at.api.reaches("lab", id, "succeeded");
		cpe.hangUp();
		expect((await cpe.post(answer)).status).toBe(204);
	});

	test("answers without an ID that are alike to the byte are taken one after the other", async () => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		await cpe.post("");
		const answer = envelope(valuesResponse([[NAME, "Raw", "xsd:string"]]), { id: null });
		expect(rpcOf((await cpe.post(answer)).body)).toBe("GetParameterValues");
		cpe.hangUp();
		expect((await cpe.post(answer)).status).toBe(204);
	});
});

describe("one live session a device", () => {
	test("quirk 111: a new Inform on the same connection, an RPC unanswered, drops the old session and goes on", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		expect(rpcOf((await cpe.post("")).body)).toBe("GetParameterValues");
		expect(rpcOf((await cpe.inform()).body)).toBe("InformResponse");
		expect((await cpe.toTheEnd()).map(rpcOf)).toEqual(["GetParameterValues"]);
		await at.api.reaches("lab", id, "succeeded");
		const sessions = await at.api.sessions("lab", cpe.deviceId);
		expect(sessions.map(({ outcome }) => outcome)).toEqual(["done", "superseded", "done"]);
	});

	test("quirk 5: a new Inform over another connection supersedes, and the old cookie is worth nothing any more", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		const old = cpe.cookie;
		const firstConnection = cpe.connection;
		const again = at.cpe({ serialNumber: cpe.serialNumber });
		await again.inform();
		expect(again.cookie).not.toBe(old);
		firstConnection.send(cpe.request(envelope(transferComplete("late")), { cookie: old }));
		expect(faultCodeOf((await firstConnection.reply()).body)).toBe(8003);
		expect(await again.toTheEnd()).toEqual([]);
		const sessions = await at.api.sessions("lab", cpe.deviceId);
		expect(sessions.map(({ outcome }) => outcome)).toEqual(["done", "superseded", "done"]);
	});

	test("quirk 110: the old session's cookie with a new Inform starts a new session, with a cookie of its own", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		await cpe.toTheEnd();
		const old = cpe.cookie;
		const reply = await cpe.inform(["2 PERIODIC"], { cookie: old });
		expect(rpcOf(reply.body)).toBe("InformResponse");
		expect(cpe.cookie).not.toBe(old);
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("of many Informs of one device at the same moment one session stays live", async () => {
		const cpe = await at.knownCpe();
		const open = at.system.engine.openSessions;
		const twins = Array.from({ length: 8 }, () => at.cpe({ serialNumber: cpe.serialNumber }));
		const replies = await Promise.all(
			twins.map((twin, i) => twin.post(twin.informXml(["2 PERIODIC"], { id: `twin-${i}` }))),
		);
		expect(replies.map(({ status }) => status)).toEqual(twins.map(() => 200));
		const sessions = await at.api.sessions("lab", cpe.deviceId);
		expect(sessions.filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
		expect(at.system.engine.openSessions).toBe(open + 1);
		expect(sessions).toHaveLength(9);
	});

	test("what a session was about to be asked when a new Inform superseded it is not lost", async () => {
		const cpe = await at.knownCpe();
		const twin = at.cpe({ serialNumber: cpe.serialNumber });
		const asked: string[] = [];
		for (let i = 0; i < 10; i++) {
			asked.push(await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] }));
			cpe.hangUp();
			await cpe.inform();
			const late = cpe.post("").catch(() => null);
			await twin.inform();
			await late;
			await twin.toTheEnd();
		}
		await cpe.session();
		await cpe.session();
		for (const id of asked) await at.api.reaches("lab", id, "succeeded");
	});

	test("quirk 3: two devices behind one connection, one after the other, have a session each", async () => {
		const [one, two] = [await at.knownCpe(), await at.knownCpe()];
		const connection = new RawConnection(at.port);
		for (const cpe of [one, two]) {
			connection.send(cpe.request(cpe.informXml(), { cookie: null }));
			expect(rpcOf((await connection.reply()).body)).toBe("InformResponse");
			connection.send(cpe.request("", { cookie: null }));
			expect((await connection.reply()).status).toBe(204);
		}
		connection.close();
		expect((await at.api.endedSession("lab", two.deviceId)).outcome).toBe("done");
	});
});

describe("a session that is left alone", () => {
	test("is ended as idle after its time, and the device's next Inform is served", async () => {
		await using quick = await openSystem({ CERTUS_SESSION_IDLE_SECONDS: "1" });
		const cpe = await quick.knownCpe();
		await cpe.inform();
		const session = await quick.api.endedSession("lab", cpe.deviceId);
		expect(session.outcome).toBe("idle");
		expect(session.messages.map(({ name }) => name)).toEqual(["Inform", "InformResponse"]);
		expect((await cpe.post("")).status).toBe(204);
		expect(await cpe.session()).toEqual([]);
	});

	test("is ended when it takes too long as a whole, however busy it is", async () => {
		await using quick = await openSystem({ CERTUS_SESSION_MAX_SECONDS: "1" });
		const cpe = await quick.knownCpe();
		await cpe.inform();
		const outcome = await until("the session's end", async () => {
			await cpe.post(envelope(transferComplete("again")));
			return (await quick.api.sessions("lab", cpe.deviceId))[0]?.outcome;
		});
		expect(outcome).toBe("tooLong");
	});
});

describe("cookies and connections", () => {
	test("quirk 4: a session goes on over a new connection by its cookie", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		cpe.hangUp();
		const asked = await cpe.post("");
		cpe.hangUp();
		expect((await cpe.post(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)))).status).toBe(204);
		await at.api.reaches("lab", id, "succeeded");
		expect((await at.api.sessions("lab", cpe.deviceId))[0]?.outcome).toBe("done");
	});

	test("quirk 109: no cookie at all, the session is known by its connection", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform(["2 PERIODIC"], { cookie: null });
		const asked = await cpe.post("", { cookie: null });
		expect(rpcOf(asked.body)).toBe("GetParameterValues");
		const end = await cpe.post(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)), { cookie: null });
		expect(end.status).toBe(204);
		await at.api.reaches("lab", id, "succeeded");
	});

	test.each<[string, (cookie: string) => string]>([
		["quirk 1: a quoted cookie", (cookie) => cookie.replace(/=(.*)/, '="$1"')],
		["quirk 2: two cookies with a comma between them", (cookie) => `other=1, ${cookie}`],
		["quirk 2: two cookies with a semicolon between them", (cookie) => `other=1; ${cookie}`],
		["quirk 110: an old session's cookie beside the new one", (cookie) => `certus=0000000000000000000000; ${cookie}`],
		["quirk 1: a cookie with its attributes", (cookie) => `$Version=1; ${cookie}; $Path=/`],
	])("%s", async (_name, write) => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		cpe.hangUp();
		const asked = await cpe.post("", { cookie: write(cpe.cookie as string) });
		expect(rpcOf(asked.body)).toBe("GetParameterValues");
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
	});

	test("a cookie that is unknown does no harm on the session's own connection", async () => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		expect(rpcOf((await cpe.post("", { cookie: "certus=nonsense" })).body)).toBe("GetParameterValues");
	});
});

describe("HTTP as CPEs speak it", () => {
	test("HTTP/1.0 with a connection for each request", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		const post = async (body: string) => {
			cpe.hangUp();
			const { connection } = cpe;
			const reply = await cpe.post(body, { httpVersion: "1.0" });
			await connection.closed();
			return reply;
		};
		await post(cpe.informXml());
		const asked = await post("");
		expect((await post(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)))).status).toBe(204);
		await at.api.reaches("lab", id, "succeeded");
	});

	test("HTTP/1.0 that keeps its connection, without cookies", async () => {
		const cpe = await at.knownCpe();
		const options = { httpVersion: "1.0", cookie: null, headers: { Connection: "keep-alive" } } as const;
		expect(rpcOf((await cpe.post(cpe.informXml(), options)).body)).toBe("InformResponse");
		expect((await cpe.post("", options)).status).toBe(204);
		expect((await at.api.sessions("lab", cpe.deviceId))[0]?.outcome).toBe("done");
	});

	test("a chunked body", async () => {
		const cpe = await at.knownCpe();
		expect(rpcOf((await cpe.post(cpe.informXml(), { chunked: true })).body)).toBe("InformResponse");
		expect((await cpe.post("", { chunked: true })).status).toBe(204);
	});

	test.each([null, "", "text/html", "application/octet-stream", "text/xml; charset=klingon", ";;;"])(
		"quirk 8: the Content-Type %j on a SOAP body",
		async (type) => {
			const cpe = await at.knownCpe();
			const reply = await cpe.post(cpe.informXml(), { headers: { "Content-Type": type, SOAPAction: null } });
			expect(rpcOf(reply.body)).toBe("InformResponse");
			expect(await cpe.toTheEnd()).toEqual([]);
		},
	);

	test("quirk 8: Expect: 100-continue is answered with 100 before the body comes", async () => {
		const cpe = await at.knownCpe();
		const { connection } = cpe;
		const xml = cpe.informXml();
		const request = cpe.request(xml, { headers: { Expect: "100-continue" } });
		const head = request.length - Buffer.byteLength(xml);
		connection.send(request.subarray(0, head));
		await connection.interim();
		connection.send(request.subarray(head));
		const reply = await connection.reply();
		expect([reply.interim, reply.status, rpcOf(reply.body)]).toEqual([[100], 200, "InformResponse"]);
	});

	test.each([
		["gzip", gzipSync],
		["x-gzip", gzipSync],
		["deflate", deflateSync],
	] as const)("quirk 9: a %s body", async (encoding, pack) => {
		const cpe = await at.knownCpe();
		const reply = await cpe.post(pack(cpe.informXml()), { headers: { "Content-Encoding": encoding } });
		expect(rpcOf(reply.body)).toBe("InformResponse");
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("RFC 9112, 9.3.2: an Inform and an empty POST in one write are answered one after the other, first contact too", async () => {
		const cpe = at.cpe();
		const { connection } = cpe;
		connection.send(Buffer.concat([cpe.request(cpe.informXml(["0 BOOTSTRAP"])), cpe.request("")]));
		expect(rpcOf((await connection.reply()).body)).toBe("InformResponse");
		const asked = await connection.reply();
		expect([asked.status, rpcOf(asked.body)]).toEqual([200, "SetParameterValues"]);
		expect((await cpe.toTheEnd(asked)).length).toBeGreaterThan(1);
		const { id } = await at.api.device("lab", cpe.serialNumber);
		expect(await at.api.endedSession("lab", id)).toMatchObject({ outcome: "done" });
	});

	test("what is pipelined behind an answer that closes the connection is not taken", async () => {
		const cpe = await at.knownCpe();
		const { connection } = cpe;
		connection.send(
			Buffer.concat([cpe.request(cpe.informXml(), { headers: { Connection: "close" } }), cpe.request("")]),
		);
		expect(rpcOf((await connection.reply()).body)).toBe("InformResponse");
		await connection.closed();
		expect(connection.rest).toBe("");
		expect((await at.api.sessions("lab", cpe.deviceId))[0]).toMatchObject({ endedAt: null });
		cpe.hangUp();
	});

	test("a line end where others send nothing is an empty POST", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		expect((await cpe.post("\r\n")).status).toBe(204);
	});
});

describe("an envelope with nothing in its Body", () => {
	const head = '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">';
	test.each([
		["closed at once", `${head}<s:Body/></s:Envelope>`],
		["opened and closed, under an empty Header", `${head}<s:Header/><s:Body></s:Body></s:Envelope>`],
		["with white space in it", `${head}<s:Header></s:Header><s:Body>\r\n\t <!-- nothing --></s:Body></s:Envelope>\n`],
		["with an ID", envelope("")],
	])("gives the turn away as an empty POST does: %s", async (_name, nothing) => {
		const cpe = at.cpe();
		expect([(await cpe.post(nothing)).status, cpe.cookie]).toEqual([204, null]);
		expect((await cpe.inform(["0 BOOTSTRAP"])).status).toBe(200);
		const asked = await cpe.post(nothing);
		expect(rpcOf(asked.body)).toBe("SetParameterValues");
		cpe.hangUp();
		// Sent again over a new connection, it gets what was asked again.
		const again = await cpe.post(nothing);
		expect(idOf(again.body)).toBe(idOf(asked.body));
		expect((await cpe.toTheEnd(again)).length).toBeGreaterThan(1);
		expect((await cpe.post(nothing)).status).toBe(204);
		const { id } = await at.api.device("lab", cpe.serialNumber);
		const session = await at.api.endedSession("lab", id);
		expect(session).toMatchObject({ outcome: "done" });
		expect(session.messages[2]).toMatchObject({ name: "empty", body: nothing });
	});
});

describe("XML as CPEs write it", () => {
	test.each<[string, (xml: string) => string | Buffer]>([
		["a byte order mark and white space before the declaration", (xml) => `\ufeff\r\n \t<?xml version="1.0"?>\n${xml}`],
		["white space alone", (xml) => `\n\n   ${xml}`],
		["quirk 34: a charset that nobody knows", (xml) => `<?xml version="1.0" encoding="x-router-8"?>${xml}`],
		["UTF-16 with a byte order mark", (xml) => Buffer.from(`\ufeff${xml}`, "utf16le")],
		["a comment in front", (xml) => `<!-- hello -->${xml}`],
	])("%s", async (_name, write) => {
		const cpe = await at.knownCpe();
		expect(rpcOf((await cpe.post(write(cpe.informXml()))).body)).toBe("InformResponse");
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test.each<[string, string, string]>([
		["declared in the document", '<?xml version="1.0" encoding="ISO-8859-1"?>', "text/xml"],
		["declared in the header", "", "text/xml; charset=iso-8859-1"],
		["quirk 34: not declared at all", "", "text/xml"],
		["quirk 34: declared as UTF-8", '<?xml version="1.0" encoding="UTF-8"?>', "text/xml; charset=utf-8"],
	])("ISO-8859-1 %s is read as what it is", async (_name, declaration, type) => {
		const cpe = await at.knownCpe({ values: [[SSID, "Café", "xsd:string"]] });
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [SSID] });
		await cpe.inform();
		const asked = await cpe.post("");
		const answer = Buffer.from(declaration + cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)), "latin1");
		expect((await cpe.post(answer, { headers: { "Content-Type": type } })).status).toBe(204);
		const { result } = await at.api.reaches("lab", id, "succeeded");
		expect(result).toMatchObject({ values: [{ path: SSID, value: "Café", type: "xsd:string" }] });
	});

	test("a missing cwmp:ID is answered without one", async () => {
		const cpe = await at.knownCpe();
		const reply = await cpe.post(cpe.informXml(["2 PERIODIC"], { id: null }));
		expect(rpcOf(reply.body)).toBe("InformResponse");
		expect(idOf(reply.body)).toBeNull();
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test("any cwmp:ID is echoed as it was", async () => {
		const cpe = await at.knownCpe();
		const reply = await cpe.post(cpe.informXml(["2 PERIODIC"], { id: "&lt;id&gt; 1&amp;2" }));
		expect(idOf(reply.body)).toBe("&lt;id&gt; 1&amp;2");
	});

	test.each(["soap_env", "SOAP-ENV", "S", "cwmp"])("quirk 40: the prefix %s for the envelope", async (prefix) => {
		const cpe = await at.knownCpe();
		expect(rpcOf((await cpe.post(cpe.informXml(["2 PERIODIC"], { prefix }))).body)).toBe("InformResponse");
	});

	test("quirk 114: a fault under a prefix that is not declared is a fault", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "addObject", { path: "Device.Test." });
		await cpe.inform();
		let asked = await cpe.post("");
		while (rpcOf(asked.body) !== "AddObject") {
			asked = await cpe.post(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)));
		}
		const fault =
			"<x:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><y:Fault>" +
			"<FaultCode>9005</FaultCode><FaultString>no</FaultString></y:Fault></detail></x:Fault>";
		expect((await cpe.post(cpe.answerTo(asked.body, fault))).status).toBe(204);
		expect((await at.api.reaches("lab", id, "failed")).fault).toMatchObject({ code: 9005 });
	});

	test("quirk 115: a body that is cut because its length was counted in characters is answered once", async () => {
		const cpe = await at.knownCpe({ values: [[SSID, "Cabaça çç", "xsd:string"]] });
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [SSID] });
		await cpe.inform();
		const asked = await cpe.post("");
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		const answer = cpe.answerTo(asked.body, cpe.ownAnswer(asked.body));
		expect(Buffer.byteLength(answer)).toBeGreaterThan(answer.length);
		const { connection } = cpe;
		connection.send(cpe.request(answer, { contentLength: answer.length }));
		const reply = await connection.reply();
		expect(reply.status).toBe(204);
		await connection.closed();
		expect(connection.rest).toBe("");
		const { result } = await at.api.reaches("lab", id, "succeeded");
		expect(result).toMatchObject({ values: [{ value: "Cabaça çç" }] });
	});

	test("quirk 115: an Inform that is cut so is answered once, and the session goes on over a new connection", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		const url = "Device.ManagementServer.ConnectionRequestURL";
		cpe.values.set(url, [url, "http://127.0.0.1:9/conexão", "xsd:string"]);
		const xml = cpe.informXml();
		const { connection } = cpe;
		connection.send(cpe.request(xml, { contentLength: xml.length }));
		const reply = await connection.reply();
		expect([reply.status, rpcOf(reply.body)]).toEqual([200, "InformResponse"]);
		expect(headerOf(reply, "Connection")).toEqual(["close"]);
		await connection.closed();
		expect(connection.rest).toBe("");
		cpe.cookie = headerOf(reply, "Set-Cookie")[0]?.split(";")[0] as string;
		cpe.hangUp();
		expect((await cpe.toTheEnd()).map(rpcOf)).toEqual(["GetParameterValues"]);
		await at.api.reaches("lab", id, "succeeded");
	});
});

describe("what the ACS writes", () => {
	test.each([
		["1.4,1.3,1.2,1.1,1.0", "1.4"],
		["1.0,1.1", "1.1"],
		["1.0, 1.1, 1.2, 9.9", "1.2"],
	])("UseCWMPVersion goes to a CPE that sends SupportedCWMPVersions %s: %s", async (supportedVersions, version) => {
		const cpe = at.cpe({ supportedVersions });
		expect((await cpe.inform()).body).toMatch(new RegExp(`<cwmp:UseCWMPVersion[^>]*>${version}<`));
	});

	test("no UseCWMPVersion goes to a CPE that sends no SupportedCWMPVersions", async () => {
		const cpe = at.cpe();
		expect((await cpe.inform()).body).not.toContain("UseCWMPVersion");
	});

	test.each(["urn:dslforum-org:cwmp-1-0", "urn:dslforum-org:cwmp-1-1", "urn:dslforum-org:cwmp-1-3"])(
		"quirk 42: the namespace %s is echoed in all answers and requests",
		async (namespace) => {
			const cpe = at.cpe({ namespace });
			const informed = await cpe.inform(["0 BOOTSTRAP"]);
			for (const body of [informed.body, ...(await cpe.toTheEnd())]) {
				expect([...body.matchAll(/urn:dslforum-org:cwmp-1-\d/g)].map(String)).toEqual([namespace]);
			}
		},
	);

	test("quirk 108: no answer begins with an XML declaration", async () => {
		const cpe = at.cpe();
		const bodies = [(await cpe.inform(["0 BOOTSTRAP"])).body, (await cpe.post("<nonsense")).body];
		for (const body of [...bodies, ...(await cpe.toTheEnd())]) expect(body).toMatch(/^<[\w-]+:Envelope /);
	});

	test("HoldRequests is never sent, and every write carries a ParameterKey of at most 32 characters", async () => {
		const cpe = at.cpe();
		await cpe.inform(["0 BOOTSTRAP"]);
		const asked = await cpe.toTheEnd();
		expect(asked.join("")).not.toContain("HoldRequests");
		expect(asked[0]).toMatch(/<ParameterKey>[A-Za-z0-9]{1,32}<\/ParameterKey>/);
	});
});

describe("what a CPE may say in its turn", () => {
	test("quirk 119: several TransferCompletes, without the event 7, are each answered and kept", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform(["2 PERIODIC"]);
		for (const key of ["first", "second", ""]) {
			const reply = await cpe.post(envelope(transferComplete(key), { id: `t-${key}` }));
			expect([rpcOf(reply.body), idOf(reply.body)]).toEqual(["TransferCompleteResponse", `t-${key}`]);
		}
		expect(await cpe.toTheEnd()).toEqual([]);
		const { items } = await at.api.get<{ items: { type: string; detail: { commandKey?: string } }[] }>(
			`/devices/${cpe.deviceId}/timeline?tenant=lab`,
		);
		const kept = items.filter(({ type }) => type === "transferComplete");
		expect(kept.map(({ detail }) => detail.commandKey).sort()).toEqual(["", "first", "second"]);
	});

	test("quirk 12: GetRPCMethods is answered with what this ACS serves, before and after the empty POST", async () => {
		const cpe = await at.knownCpe();
		await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		const ask = () => cpe.post(envelope("<c:GetRPCMethods/>", { id: "m" }));
		const reply = await ask();
		expect([rpcOf(reply.body), idOf(reply.body)]).toEqual(["GetRPCMethodsResponse", "m"]);
		for (const method of ["Inform", "GetRPCMethods", "TransferComplete"])
			expect(reply.body).toMatch(new RegExp(`<string[^>]*>${method}</string>`));
		expect(reply.body).not.toContain("Kicked");
		const asked = await cpe.post("");
		expect(rpcOf((await ask()).body)).toBe("GetRPCMethodsResponse");
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
	});

	test("quirk 13: what is not served gets 8000, what is gets its own response's name", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		const kicked = await cpe.post(
			envelope("<c:Kicked><Command>x</Command><Referer/><Arg/><Next>http://x/</Next></c:Kicked>", { id: "k" }),
		);
		expect([kicked.status, faultCodeOf(kicked.body), idOf(kicked.body)]).toEqual([200, 8000, "k"]);
		const unknown = await cpe.post(envelope("<c:X_ACME_Dance><Step>1</Step></c:X_ACME_Dance>", { id: "d" }));
		expect([unknown.status, faultCodeOf(unknown.body), idOf(unknown.body)]).toEqual([200, 8000, "d"]);
		const requested = await cpe.post(
			envelope("<c:RequestDownload><FileType>1 Firmware Upgrade Image</FileType><FileTypeArg/></c:RequestDownload>"),
		);
		expect(rpcOf(requested.body)).toBe("RequestDownloadResponse");
		expect(await cpe.toTheEnd()).toEqual([]);
	});

	test.each<[string, string, number]>([
		["what is not XML", "hello", 8003],
		["XML that is not SOAP", "<html><body>404</body></html>", 8003],
		[
			"an envelope without a body",
			'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"></e:Envelope>',
			8003,
		],
		["a message that breaks off", envelope(transferComplete("x")).slice(0, -150), 8005],
		["a method that nobody knows", envelope("<c:Nonsense/>"), 8000],
	])("%s gets a CWMP fault in HTTP 200, and the session goes on", async (_name, body, code) => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		const reply = await cpe.post(body);
		expect([reply.status, rpcOf(reply.body), faultCodeOf(reply.body)]).toEqual([200, "Fault", code]);
		const asked = await cpe.post("");
		expect(rpcOf(asked.body)).toBe("GetParameterValues");
		const inTheMiddle = await cpe.post(body);
		expect([inTheMiddle.status, faultCodeOf(inTheMiddle.body)]).toEqual([200, code]);
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
		await at.api.reaches("lab", id, "succeeded");
	});

	test("an answer to nothing gets a fault, and so does the answer to another request; the session goes on", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		expect(faultCodeOf((await cpe.post(envelope(setResponse))).body)).toBe(8003);
		const asked = await cpe.post("");
		expect(faultCodeOf((await cpe.post(envelope(setResponse))).body)).toBe(8003);
		expect(await cpe.toTheEnd(asked)).toHaveLength(1);
		await at.api.reaches("lab", id, "succeeded");
	});

	test("quirk 112: an RPC that is passed over with an empty POST has no answer, and the session goes on", async () => {
		const cpe = await at.knownCpe();
		const ignored = await at.api.queue("lab", cpe.deviceId, "getRpcMethods");
		const served = await at.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
		await cpe.inform();
		expect(rpcOf((await cpe.post("")).body)).toBe("GetRPCMethods");
		const next = await cpe.post("");
		expect(rpcOf(next.body)).toBe("GetParameterValues");
		expect(await cpe.toTheEnd(next)).toHaveLength(1);
		await at.api.reaches("lab", served, "succeeded");
		await at.api.reaches("lab", ignored, "failed");
	});

	test("quirk 6: one more empty POST after the 204 gets 204", async () => {
		const cpe = await at.knownCpe();
		await cpe.session();
		expect((await cpe.post("")).status).toBe(204);
	});
});
