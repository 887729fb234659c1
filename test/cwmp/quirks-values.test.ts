/** What real devices send, by the lines of `quirks.md`: values, and third-party clients. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/cwmp/codec.ts";
import { hasEvent } from "../../src/cwmp/events.ts";
import { booleanLiteral, dateTimeLiteral } from "../../src/cwmp/values.ts";
import {
	bad,
	cpuMilliseconds,
	enveloped,
	faultOf,
	good,
	inform,
	parametersOf,
	requestOf,
	responseOf,
	values,
	warningsOf,
} from "./wire.ts";

const plainValue =
	'<ParameterValueStruct><Name>Device.A</Name><Value xsi:type="xsd:string">1</Value></ParameterValueStruct>';
const plain = { path: "Device.A", value: "1", type: "xsd:string" };
const acs = { id: "1", namespace: "urn:dslforum-org:cwmp-1-0" };

describe("types and values", () => {
	test("quirk 49: a boolean is written 1 or 0, and a literal of the caller's as it is", () => {
		expect([booleanLiteral(true), booleanLiteral(false)]).toEqual(["1", "0"]);
		const parameters = [{ path: "Device.A", value: "true", type: "xsd:boolean" }];
		const body = encode({ kind: "request", rpc: "SetParameterValues", body: { parameters, parameterKey: "" } }, acs);
		expect(body).toContain('<Value xsi:type="xsd:boolean">true</Value>');
	});

	test("quirk 49: a boolean is read in any spelling", () => {
		const struct = (literal: string): string =>
			`<ParameterInfoStruct><Name>Device.A</Name><Writable>${literal}</Writable></ParameterInfoStruct>`;
		const spellings = ["1", "true", "TRUE", " True\n", "0", "false", "False", "", "yes"];
		const decoded = good(
			enveloped(
				`<cwmp:GetParameterNamesResponse><ParameterList>${spellings.map(struct).join("")}</ParameterList></cwmp:GetParameterNamesResponse>`,
			),
		);
		expect(responseOf(decoded.envelope, "GetParameterNames").parameters.map(({ writable }) => writable)).toEqual([
			true,
			true,
			true,
			true,
			false,
			false,
			false,
			false,
			false,
		]);
		expect(warningsOf(decoded)).toEqual(["boolean.invalid", "boolean.invalid"]);
	});

	test("quirk 50: a time is written without milliseconds", () => {
		expect(dateTimeLiteral(new Date("2024-02-29T12:34:56.789Z"))).toBe("2024-02-29T12:34:56Z");
	});

	test.each(["0001-01-01T00:03:00", "2024-01-01T00:00:00.123456+02:00", "never", "2011-07-04T12:00:00"])(
		"quirks 50 and 51: the time %s stays in the form in which it came",
		(time) => {
			const decoded = good(enveloped(inform(plainValue).replace("2024-01-01T00:00:00Z", time)));
			expect(requestOf(decoded.envelope, "Inform").currentTime).toBe(time);
		},
	);

	test("quirk 52: a password that reads blank is an empty value, not a missing one", () => {
		const blank = plainValue.replace(">1<", "><");
		const closed = plainValue.replace(">1</Value>", "/>");
		const { parameters, warnings } = parametersOf(enveloped(values(blank + closed)));
		expect(parameters).toEqual([
			{ ...plain, value: "" },
			{ ...plain, value: "" },
		]);
		expect(warnings).toEqual([]);
	});

	test("quirk 60: NextLevel is written 1 or 0", () => {
		const body = (nextLevel: boolean): string =>
			encode({ kind: "request", rpc: "GetParameterNames", body: { path: "Device.", nextLevel } }, acs);
		expect(body(true)).toContain("<NextLevel>1</NextLevel>");
		expect(body(false)).toContain("<NextLevel>0</NextLevel>");
	});
});

describe("third-party clients", () => {
	test("quirk 108: no XML declaration unless it is asked for, and a prefix at once", () => {
		const message = { kind: "response", rpc: "Inform", body: { maxEnvelopes: 1 } } as const;
		expect(encode(message, acs)).toMatch(/^<soapenv:Envelope /);
		expect(encode(message, { ...acs, declaration: true })).toMatch(
			/^<\?xml version="1.0" encoding="UTF-8"\?>\n<soapenv:/,
		);
	});

	test("quirk 114: a fault under a prefix that nobody declared is a fault", () => {
		const { fault, warnings } = faultOf(
			enveloped(
				"<SOAP-ENV:Fault><faultcode>Server</faultcode><faultstring>CWMP fault</faultstring><detail><c:Fault>" +
					"<FaultCode>9000</FaultCode><FaultString>Method not supported</FaultString></c:Fault></detail></SOAP-ENV:Fault>",
			),
		);
		expect(fault).toEqual({ code: 9000, message: "Method not supported", parameters: [], soapCode: "Server" });
		expect(warnings).toEqual(["xml.undeclaredPrefix", "xml.undeclaredPrefix"]);
	});

	test("quirk 115: a tail that is cut off behind the message does no harm", () => {
		const whole = enveloped(values(plainValue));
		const end = whole.indexOf("</soap:Body>");
		for (let length = end; length < whole.length; length++) {
			const decoded = good(whole.slice(0, length));
			expect(decoded.truncatedTail).toBe(true);
			expect(warningsOf(decoded)).toEqual(["body.truncatedTail"]);
			expect(responseOf(decoded.envelope, "GetParameterValues").parameters).toEqual([plain]);
		}
		expect(good(whole).truncatedTail).toBe(false);
	});

	test("quirk 115: a message that is itself cut is to be sent again", () => {
		const whole = enveloped(inform(plainValue));
		const end = whole.indexOf("</cwmp:Inform>") + "</cwmp:Inform>".length;
		for (let length = whole.indexOf("<cwmp:Inform>") + 13; length < end; length++)
			expect(bad(whole.slice(0, length))).toMatchObject({
				code: "xml.truncated",
				faultCode: 8005,
				id: "42",
				namespace: "urn:dslforum-org:cwmp-1-0",
				rpcName: "Inform",
			});
	});

	test("quirk 115: bytes behind the envelope are told of", () => {
		const decoded = good(`${enveloped("<cwmp:RebootResponse/>")}\r\n <!-- a --> ope>`);
		expect(decoded.warnings).toEqual([{ code: "body.trailing", detail: "4 characters after the document" }]);
		expect(decoded.truncatedTail).toBe(false);
		expect(good(`${enveloped("<cwmp:RebootResponse/>")}\n<!-- a -->\n`).warnings).toEqual([]);
	});

	test.each([
		["", []],
		["<ParameterInfoStruct><Name>Device.</Name><Writable>0</Writable></ParameterInfoStruct>", ["Device."]],
	])("quirk 116: a list of names %j is as long as it is", (list, paths) => {
		const body = `<cwmp:GetParameterNamesResponse><ParameterList>${list}</ParameterList></cwmp:GetParameterNamesResponse>`;
		const { parameters } = responseOf(good(enveloped(body)).envelope, "GetParameterNames");
		expect(parameters.map(({ path }) => path)).toEqual(paths);
	});

	test("quirk 117: an instance 0 with status 9005 is given as it was written", () => {
		const body =
			"<cwmp:AddObjectResponse><Status>9005</Status><InstanceNumber>0</InstanceNumber></cwmp:AddObjectResponse>";
		expect(responseOf(good(enveloped(body)).envelope, "AddObject")).toEqual({ instanceNumber: 0, status: 9005 });
	});

	test("quirk 118: an empty list for unknown names is an empty list", () => {
		expect(parametersOf(enveloped(values("")))).toEqual({ parameters: [], warnings: [] });
		expect(parametersOf(enveloped("<cwmp:GetParameterValuesResponse/>"))).toEqual({
			parameters: [],
			warnings: ["element.missing"],
		});
	});

	test("quirk 119: the children of a TransferComplete may come in another order", () => {
		const body =
			"<cwmp:TransferComplete><CompleteTime>b</CompleteTime><StartTime>a</StartTime><FaultStruct>" +
			"<FaultString>no</FaultString><FaultCode>9010</FaultCode></FaultStruct><CommandKey> k </CommandKey></cwmp:TransferComplete>";
		expect(requestOf(good(enveloped(body)).envelope, "TransferComplete")).toEqual({
			commandKey: " k ",
			fault: { code: 9010, message: "no" },
			startTime: "a",
			completeTime: "b",
		});
	});

	test("quirk 124: one Inform may bring all events at once", () => {
		const codes = ["7 TRANSFER COMPLETE", "M Download", "4 VALUE CHANGE", "1 BOOT"];
		const events = codes.map((code) => `<EventStruct><EventCode>${code}</EventCode></EventStruct>`).join("");
		const found = requestOf(good(enveloped(inform(plainValue, events))).envelope, "Inform").events;
		for (const name of ["boot", "valueChange", "download", "transferComplete"] as const)
			expect(hasEvent([...found].reverse(), name)).toBe(true);
	});

	test("quirk 125: 4,400 values in 1.3 MB, and 5,200 names, take less than 50 ms", () => {
		const value = plainValue.replace(">1<", `>${"x".repeat(200)}<`);
		const response = Buffer.from(enveloped(values(value.repeat(4_400))));
		const name = "<ParameterInfoStruct><Name>Device.A</Name><Writable>1</Writable></ParameterInfoStruct>";
		const names = Buffer.from(
			enveloped(
				`<cwmp:GetParameterNamesResponse><ParameterList>${name.repeat(5_200)}</ParameterList></cwmp:GetParameterNamesResponse>`,
			),
		);
		expect(response.length).toBeGreaterThan(1_300_000);
		for (const [body, count] of [
			[response, 4_400],
			[names, 5_200],
		] as const) {
			let best = Number.POSITIVE_INFINITY;
			for (let round = 0; round < 3; round++) {
				const spent = cpuMilliseconds(() => expect(parametersOf(body).parameters).toHaveLength(count));
				best = Math.min(best, spent);
			}
			expect(best).toBeLessThan(50);
		}
	});
});
