import { describe, expect, test } from "vitest";
import { cleanTr098Gateway } from "../../lab/models/clean-tr098-gateway.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { digestChallenge, parseAuthorization, verifyAuthorization } from "../../src/cwmp/digest.ts";
import { answersOf, ask, bodyOf, codesOf, converse, modelWith, openBench, sessionWith } from "./harness.ts";

describe("a session", () => {
	test("goes from the Inform over the ACS's requests to the empty answer", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(cleanTr181Gateway);
		acs.requests.push(
			ask("GetRPCMethods", {}),
			ask("GetParameterNames", { path: "Device.", nextLevel: true }),
			ask("GetParameterValues", { paths: ["Device.DeviceInfo.SerialNumber", "Device.Time."] }),
		);
		const record = await cpe.powerOn();
		expect(record.error).toBeNull();
		expect(codesOf(record)).toEqual(["0 BOOTSTRAP", "1 BOOT"]);
		const [methods, names, values] = answersOf(record);
		expect(bodyOf(methods, "GetRPCMethods").methods).toContain("Reboot");
		expect(bodyOf(names, "GetParameterNames").parameters.map(({ path }) => path)).toContain("Device.Hosts.");
		expect(bodyOf(values, "GetParameterValues").parameters[0]).toEqual({
			path: "Device.DeviceInfo.SerialNumber",
			value: cpe.serialNumber,
			type: "xsd:string",
		});
		expect(acs.failures).toEqual([]);
		expect(acs.connections()).toBe(1);
	});

	test("starts without BOOTSTRAP from the second boot on", async () => {
		const { lab } = await openBench();
		const cpe = lab.add(cleanTr098Gateway);
		await cpe.powerOn();
		cpe.powerOff();
		expect(codesOf(await cpe.powerOn())).toEqual(["1 BOOT"]);
	});

	test("is retried with a RetryCount when the ACS is away, and waits what a 503 asks for", async () => {
		const { acs, lab } = await openBench();
		let refusals = 2;
		acs.intercept = (_request, response) => {
			if (refusals === 0) return false;
			refusals--;
			response.writeHead(503, { "retry-after": "0" }).end();
			return true;
		};
		const cpe = lab.add(cleanTr181Gateway);
		const first = await cpe.powerOn();
		expect(first).toMatchObject({ error: "the ACS answered HTTP 503", retryAfterSeconds: 0 });
		await cpe.waitFor((event) => event.type === "session" && event.record.error === null);
		const [inform] = acs.received;
		expect(inform?.envelope.message).toMatchObject({ rpc: "Inform", body: { retryCount: 2 } });
		expect(cpe.retryCount).toBe(0);
	});

	test("is not retried by a device that gives up, until somebody wakes it", async () => {
		const { acs, lab } = await openBench();
		let refuses = true;
		acs.intercept = (_request, response) => {
			if (refuses) response.writeHead(500).end();
			return refuses;
		};
		const cpe = lab.add(modelWith({ inform: { retries: false } }));
		expect((await cpe.powerOn()).error).toBe("the ACS answered HTTP 500");
		// A retry is counted as soon as it is due to come.
		expect(cpe.retryCount).toBe(0);
		refuses = false;
		const woken = sessionWith(cpe, "6 CONNECTION REQUEST");
		cpe.connectionRequested();
		expect((await woken).error).toBeNull();
	});

	test("tells of a connection request that came while it told of another", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(cleanTr181Gateway);
		await cpe.powerOn();
		const codes: string[][] = [];
		cpe.on((event) => {
			if (event.type === "session") codes.push(codesOf(event.record));
		});
		let asked = false;
		acs.intercept = () => {
			if (!asked) cpe.connectionRequested();
			asked = true;
			return false;
		};
		cpe.connectionRequested();
		await cpe.waitFor((event) => event.type === "session" && codes.length === 2);
		expect(codes).toEqual([["6 CONNECTION REQUEST"], ["6 CONNECTION REQUEST"]]);
	});

	test("is dropped by a device once it has answered some sets (quirk 91)", async () => {
		const { acs, lab } = await openBench();
		const path = "Device.Time.NTPServer1";
		const cpe = lab.add(modelWith({ set: { dropsAfter: [path] } }));
		await cpe.powerOn();
		const parameters = [{ path, value: "ntp.example", type: "xsd:string" }];
		acs.requests.push(ask("SetParameterValues", { parameters, parameterKey: "k" }));
		const record = await cpe.inform();
		expect([record.error, cpe.tree.value(path)]).toEqual(["the CPE dropped the connection", "ntp.example"]);
		expect(bodyOf(answersOf(record)[0], "SetParameterValues").status).toBe(0);
	});

	test("answers Digest when the ACS asks for it", async () => {
		const { acs, lab } = await openBench({ username: "cpe", password: "word" });
		const seen: boolean[] = [];
		acs.intercept = (request, response) => {
			const given = parseAuthorization(request.headers.authorization);
			if (given !== null) {
				seen.push(verifyAuthorization(given, "POST", { username: "cpe", password: "word" }));
				return false;
			}
			response.writeHead(401, { "www-authenticate": digestChallenge({ realm: "acs", nonce: "n1" }) }).end();
			return true;
		};
		expect((await lab.add(cleanTr181Gateway).powerOn()).error).toBeNull();
		expect(seen).toEqual([true, true]);
	});

	test("many wishes make one session", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(cleanTr181Gateway);
		const first = cpe.powerOn();
		const [two, three] = [cpe.inform(), cpe.inform()];
		await first;
		expect(await two).toBe(await three);
		expect(acs.received.length).toBe(1);
	});
});

describe("SetParameterValues", () => {
	const set = (path: string, value: string, type = "xsd:string") =>
		ask("SetParameterValues", { parameters: [{ path, value, type }], parameterKey: "k1" });

	test("takes effect, keeps the ParameterKey, and passwords read back empty", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(cleanTr181Gateway);
		await cpe.powerOn();
		const read = ["ConnectionRequestPassword", "ParameterKey"].map((name) => `Device.ManagementServer.${name}`);
		const answers = await converse(
			acs,
			cpe,
			set("Device.ManagementServer.ConnectionRequestPassword", "new"),
			ask("GetParameterValues", { paths: read }),
		);
		expect(bodyOf(answers[0], "SetParameterValues").status).toBe(0);
		expect(bodyOf(answers[1], "GetParameterValues").parameters.map(({ value }) => value)).toEqual(["", "k1"]);
		expect(cpe.management("ConnectionRequestPassword")).toBe("new");
	});

	test.each([
		["an unknown name", set("Device.Nothing", "1"), 9005],
		["a read-only one", set("Device.DeviceInfo.SerialNumber", "1"), 9008],
		["another type", set("Device.Time.Enable", "1", "xsd:string"), 9006],
		["a value that doesn't fit", set("Device.Time.Enable", "perhaps", "xsd:boolean"), 9007],
	])("refuses %s with the code of its own", async (_title, request, code) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(cleanTr181Gateway);
		await cpe.powerOn();
		const [answer] = await converse(acs, cpe, request);
		expect(answer).toMatchObject({ kind: "fault", fault: { code: 9003, parameters: [{ code }] } });
	});

	test.each([
		[true, "0.pool.ntp.org"],
		[false, "ntp.example.net"],
	])("atomic %s: a list with an error in it leaves NTPServer1 as %s", async (atomic, expected) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ set: { atomic } }));
		await cpe.powerOn();
		const parameters = [
			{ path: "Device.Time.NTPServer1", value: "ntp.example.net", type: "xsd:string" },
			{ path: "Device.Nothing", value: "1", type: "xsd:string" },
		];
		await converse(acs, cpe, ask("SetParameterValues", { parameters, parameterKey: "" }));
		expect(cpe.tree.value("Device.Time.NTPServer1")).toBe(expected);
	});

	test("Status 1 takes effect at the boot", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ set: { needsReboot: ["Device.Time."] } }));
		await cpe.powerOn();
		const booted = sessionWith(cpe, "M Reboot");
		const [answer] = await converse(acs, cpe, set("Device.Time.NTPServer1", "x"), ask("Reboot", { commandKey: "" }));
		expect(bodyOf(answer, "SetParameterValues").status).toBe(1);
		expect(cpe.tree.value("Device.Time.NTPServer1")).toBe("0.pool.ntp.org");
		await booted;
		expect(cpe.tree.value("Device.Time.NTPServer1")).toBe("x");
	});
});

test("AddObject and DeleteObject come and go with their rows", async () => {
	const { acs, lab } = await openBench();
	const cpe = lab.add(cleanTr098Gateway);
	await cpe.powerOn();
	const path = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.PortMapping.";
	const [added] = await converse(acs, cpe, ask("AddObject", { path, parameterKey: "" }));
	const { instanceNumber } = bodyOf(added, "AddObject");
	expect(cpe.tree.value(`${path}${instanceNumber}.PortMappingProtocol`)).toBe("TCP");
	const [, gone] = await converse(
		acs,
		cpe,
		ask("DeleteObject", { path: `${path}${instanceNumber}.`, parameterKey: "" }),
		ask("DeleteObject", { path: `${path}${instanceNumber}.`, parameterKey: "" }),
	);
	expect(gone).toMatchObject({ fault: { code: 9005 } });
});

test("an active notification calls the ACS with the value that changed", async () => {
	const { acs, lab } = await openBench();
	const cpe = lab.add(cleanTr181Gateway);
	await cpe.powerOn();
	const path = "Device.IP.Interface.1.Status";
	await converse(acs, cpe, ask("SetParameterAttributes", { parameters: [{ path, notification: 2 }] }));
	const told = sessionWith(cpe, "4 VALUE CHANGE");
	cpe.change(path, "Down");
	const [sent] = (await told).messages;
	expect(sent?.message).toMatchObject({
		body: { parameters: expect.arrayContaining([{ path, value: "Down", type: "xsd:string" }]) },
	});
});
