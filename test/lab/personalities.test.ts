import { describe, expect, test } from "vitest";
import type { Deviations } from "../../lab/model.ts";
import { cutBodies } from "../../lab/models/cut-bodies.ts";
import { decode } from "../../src/cwmp/codec.ts";
import type { AcsRequest } from "../../src/cwmp/messages.ts";
import { answersOf, ask, bodyOf, converse, modelWith, openBench } from "./harness.ts";

const names = (path: string, nextLevel = false) => ask("GetParameterNames", { path, nextLevel });
const values = (...paths: string[]) => ask("GetParameterValues", { paths });
const SOFTWARE = "Device.DeviceInfo.SoftwareVersion";
const NOTHING = "Device.DeviceInfo.Nothing";

describe("what it answers", () => {
	test.each<[string, Deviations, AcsRequest, object]>([
		["GPN of the root refused (58)", { names: { root: "refused" } }, names(""), { fault: { code: 9005 } }],
		["an empty list for it (59)", { names: { root: "emptyList" } }, names(""), { body: { parameters: [] } }],
		[
			"the root itself (116)",
			{ names: { root: "selfOnly" } },
			names(""),
			{ body: { parameters: [{ path: "Device.", writable: false }] } },
		],
		["one level at a time", { names: { oneLevelOnly: true } }, names("Device.Time."), { fault: { code: 9003 } }],
		["9003 for NextLevel with a name (A.3.2.3)", {}, names(SOFTWARE, true), { fault: { code: 9003 } }],
		["9005 for an unknown name", {}, values(SOFTWARE, NOTHING), { fault: { code: 9005, soapCode: "Client" } }],
		["another code", { faults: { unknownNameCode: 9003 } }, values(NOTHING), { fault: { code: 9003 } }],
		[
			"nothing for what is unknown (118)",
			{ faults: { unknownName: "emptyList" } },
			values(NOTHING),
			{ body: { parameters: [] } },
		],
		["9004 for many names (63)", { values: { maxNames: 1 } }, values(SOFTWARE, SOFTWARE), { fault: { code: 9004 } }],
		["9004 for many values (64)", { values: { maxValues: 100 } }, values("Device."), { fault: { code: 9004 } }],
		["no partial paths (61)", { values: { partialPaths: false } }, values("Device.Time."), { fault: { code: 9005 } }],
		[
			"9005 for a name of its own (66)",
			{ values: { poisoned: [SOFTWARE] } },
			values(SOFTWARE),
			{ fault: { code: 9005 } },
		],
		[
			"9005 for what it hides",
			{ values: { hidden: ["Device.ManagementServer."] } },
			values("Device.ManagementServer.URL"),
			{ fault: { code: 9005 } },
		],
		["9000 for an RPC it does not know", {}, ask("SetVouchers", { vouchers: [] }), { fault: { code: 9000 } }],
	])("%s", async (_title, deviations, request, expected) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith(deviations));
		await cpe.powerOn();
		expect(await converse(acs, cpe, request)).toMatchObject([expected]);
	});

	test("a hidden subtree is in no list, and Informs know of it", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ values: { hidden: ["Device.ManagementServer."] } }));
		const record = await cpe.powerOn();
		const [all] = await converse(acs, cpe, names("Device."));
		const listed = bodyOf(all, "GetParameterNames").parameters.filter(({ path }) => path.includes("ManagementServer"));
		expect(listed).toEqual([]);
		expect(record.messages[0]?.text).toContain("ConnectionRequestURL");
	});

	test.each<[string, Deviations, string]>([
		["vanishes on an unknown name (113)", { faults: { unknownName: "drop" } }, "the CPE dropped the connection"],
		["ends the session after its fault", { faults: { endsSession: true } }, "the CPE ended the session after a fault"],
	])("%s, and calls again without events", async (_title, deviations, error) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith(deviations));
		await cpe.powerOn();
		acs.requests.push(values(NOTHING));
		const again = cpe.waitFor((event) => event.type === "session" && event.record.error === null);
		expect((await cpe.inform()).error).toBe(error);
		const event = await again;
		expect(event).toMatchObject({ record: { events: [], error: null } });
	});

	test("nothing at all, until the ACS gives up (112)", async () => {
		const { acs, lab } = await openBench({ timeoutMs: 50 });
		const cpe = lab.add(modelWith({ rpcs: { unknown: ["GetRPCMethods"], answer: "silence" } }));
		acs.requests.push(ask("GetRPCMethods", {}));
		const record = await cpe.powerOn();
		expect(record.error).toBe("the CPE does not answer");
		expect(answersOf(record)).toEqual([]);
	});
});

describe("sloppy XML is read by the codec, and says the same", () => {
	const deviations: Record<string, Deviations["xml"] & object> = {
		"another prefix (40)": { soapPrefix: "soap_env" },
		"CDATA (43)": { cdata: true },
		"no ID": { omitsId: true },
		"no types (36)": { omitsTypes: true },
		"wrong counts (39)": { arrayCounts: "wrong" },
		"padded counts (39)": { arrayCounts: "padded" },
		"CWMP 1.0": { namespace: "urn:dslforum-org:cwmp-1-0" },
		"all of it": { soapPrefix: "s", cdata: true, omitsId: true, omitsTypes: true, arrayCounts: "wrong" },
	};

	test.each(Object.entries(deviations))("%s", async (_title, xml) => {
		const { acs, lab } = await openBench();
		const awkward = "a <b> & ]]> \"c\" 'd' ç";
		const cpe = lab.add(modelWith({ xml }));
		cpe.tree.set("Device.Time.NTPServer1", awkward);
		acs.requests.push(values("Device.Time.", "Device.NAT."));
		expect((await cpe.powerOn()).error).toBeNull();
		expect(acs.failures).toEqual([]);
		const received = acs.received.at(-1)?.envelope;
		if (received?.message.kind !== "response" || received.message.rpc !== "GetParameterValues") throw new Error("none");
		const { parameters } = received.message.body;
		const expected = ["Device.Time.", "Device.NAT."].flatMap((path) => cpe.tree.values(path) ?? []);
		const untyped = xml.omitsTypes ? expected.map((value) => ({ ...value, type: "xsd:string" })) : expected;
		expect(parameters).toEqual(untyped);
		expect(received.id === null).toBe(xml.omitsId ?? false);
	});

	test("is other XML than the right one", async () => {
		const { lab } = await openBench();
		const xml = { soapPrefix: "s", cdata: true, omitsId: true, omitsTypes: true, arrayCounts: "wrong" } as const;
		const [inform] = (await lab.add(modelWith({ xml })).powerOn()).messages;
		expect(inform?.text).toMatch(/^<s:Envelope xmlns:s="/);
		expect(inform?.text).toContain("<![CDATA[");
		expect(inform?.text).toContain("[14]");
		expect(inform?.text).not.toMatch(/ID>|xsi:type/);
	});

	test("wrong types in bulk keep the values", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ xml: { reportsType: "xsd:string" } }));
		acs.requests.push(values("Device.Time.Enable"));
		await cpe.powerOn();
		expect(acs.received.at(-1)?.envelope.message).toMatchObject({
			body: { parameters: [{ path: "Device.Time.Enable", value: "1", type: "xsd:string" }] },
		});
	});

	test("a fault without detail is code 0 (44)", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ faults: { detail: false } }));
		acs.requests.push(values(NOTHING));
		await cpe.powerOn();
		expect(acs.received.at(-1)?.envelope.message).toMatchObject({ kind: "fault", fault: { code: 0 } });
	});
});

describe("odd transport", () => {
	test.each<[string, Deviations["transport"] & object, number]>([
		["a new connection for each request (4)", { connection: "perRequest" }, 3],
		["HTTP/1.0", { connection: "http10" }, 1],
		["chunks, and no Content-Type (8)", { chunked: true, contentType: null }, 1],
		["Expect: 100-continue (8)", { expectContinue: true }, 1],
	])("%s", async (_title, transport, connections) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ transport }));
		acs.requests.push(values("Device.Time."));
		const record = await cpe.powerOn();
		expect(record.error).toBeNull();
		expect(acs.received).toHaveLength(2);
		expect(acs.connections()).toBe(connections);
	});

	test.each<[string, Deviations["transport"] & object, (string | undefined)[]]>([
		["kept", {}, [undefined, "session=abc", undefined, "session=abc"]],
		["none (1)", { cookies: "none" }, [undefined, undefined, undefined, undefined]],
		["stale (110)", { cookies: "stale" }, [undefined, "session=abc", "session=abc", "session=abc"]],
	])("cookies %s", async (_title, transport, expected) => {
		const { acs, lab } = await openBench();
		const seen: (string | undefined)[] = [];
		acs.intercept = (request) => {
			seen.push(request.headers.cookie);
			return false;
		};
		const cpe = lab.add(modelWith({ transport }));
		await cpe.powerOn();
		await cpe.inform();
		expect(seen).toEqual(expected);
	});

	test("a body that its Content-Length cuts short still has its message whole (115)", async () => {
		const { acs, lab } = await openBench();
		const bodies: Buffer[] = [];
		acs.intercept = (_request, response, body) => {
			bodies.push(body);
			if (bodies.length < 3) return false;
			response.writeHead(204, { connection: "close" }).end();
			return true;
		};
		acs.requests.push(values("InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.SSID"));
		await lab.add(cutBodies).powerOn();
		expect(bodies.at(-1)?.toString()).not.toMatch(/Envelope>$/);
		const decoded = decode(bodies.at(-1) ?? new Uint8Array());
		expect(decoded).toMatchObject({
			ok: true,
			truncatedTail: true,
			envelope: { message: { rpc: "GetParameterValues" } },
		});
	});
});
