/** What real devices send, by the lines of `quirks.md`: XML and SOAP. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/cwmp/codec.ts";
import { hasAnyEvent, hasEvent } from "../../src/cwmp/events.ts";
import {
	bad,
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

describe("XML and SOAP", () => {
	test("quirk 33: control characters are replaced and told of, raw or as a reference", () => {
		const { parameters, warnings } = parametersOf(
			enveloped(values(plainValue.replace(">1<", ">a\u0002b\u0000c&#2;d&#xFFFF;e&#x1F600;<"))),
		);
		expect(parameters[0]).toMatchObject({ value: "a\ufffdb\ufffdc\ufffdd\ufffde😀" });
		expect(warnings).toContain("xml.controlCharacter");
		const [first] = good(enveloped(values(plainValue.replace(">1<", ">\u0002<")))).warnings;
		expect(first).toEqual({ code: "xml.controlCharacter", detail: "U+0002" });
	});

	test("quirk 33: half a surrogate pair, in UTF-16 or as a reference, is replaced", () => {
		const { parameters, warnings } = parametersOf(
			Buffer.from(`\ufeff${enveloped(values(plainValue.replace(">1<", ">a\ud800b&#xD800;<")))}`, "utf16le"),
		);
		expect(parameters[0]).toMatchObject({ value: "a\ufffdb\ufffd" });
		expect(warnings).toContain("xml.loneSurrogate");
	});

	describe("quirk 34: undeclared or wrong charset", () => {
		const named = (declaration: string): string =>
			declaration + enveloped(values(plainValue.replace(">1<", ">Gar\u00e7on \u0080<")));
		test.each([
			["latin1 that is declared", Buffer.from(named('<?xml version="1.0" encoding="ISO-8859-1"?>'), "latin1"), []],
			["latin1 that is declared in the header", Buffer.from(named(""), "latin1"), [], "text/xml; charset=iso-8859-1"],
			["UTF-8 that is declared", Buffer.from(named("<?xml version='1.0' encoding='utf-8'?>")), []],
			["UTF-8 that is not declared", Buffer.from(named("")), []],
			["UTF-8 with a byte order mark", Buffer.from(`\ufeff${named("")}`), []],
			["UTF-16 with a byte order mark", Buffer.from(`\ufeff${named("")}`, "utf16le"), []],
			["UTF-16, big end first", Buffer.from(`\ufeff${named("")}`, "utf16le").swap16(), []],
			["UTF-16 without a byte order mark", Buffer.from(named(""), "utf16le"), []],
			[
				"latin1 that is declared as UTF-8",
				Buffer.from(named('<?xml encoding="UTF-8"?>'), "latin1"),
				["charset.fallback"],
			],
			["latin1 that is not declared", Buffer.from(named(""), "latin1"), ["charset.fallback"]],
			[
				"UTF-8 that is declared as what nobody knows",
				Buffer.from(named('<?xml encoding="x-0"?>')),
				["charset.unknown"],
			],
			[
				"latin1 that is declared as what nobody knows",
				Buffer.from(named('<?xml encoding="gb2312"?>'), "latin1"),
				["charset.unknown", "charset.fallback"],
			],
			["UTF-8 that is declared as UTF-16", Buffer.from(named('<?xml encoding="UTF-16"?>')), ["charset.wrong"]],
		])("%s is read", (_, bytes, expected, contentType = undefined) => {
			const { parameters, warnings } = parametersOf(bytes, contentType);
			expect(parameters[0]).toMatchObject({ value: "Gar\u00e7on \u0080" });
			expect(warnings).toEqual(expected);
		});

		test("windows-1252 has letters where latin1 has none", () => {
			const { parameters } = parametersOf(
				Buffer.from(named('<?xml version="1.0" encoding="windows-1252"?>'), "latin1"),
			);
			expect(parameters[0]).toMatchObject({ value: "Gar\u00e7on €" });
		});
	});

	test("quirk 35: a value that is missing is empty", () => {
		const { parameters, warnings } = parametersOf(
			enveloped(values(`<ParameterValueStruct><Name>Device.DeviceLog</Name></ParameterValueStruct>${plainValue}`)),
		);
		expect(parameters).toEqual([{ path: "Device.DeviceLog", value: "", type: "xsd:string" }, plain]);
		expect(warnings).toEqual(["value.missing"]);
	});

	test("quirk 36: a value without a type is a string", () => {
		const { parameters, warnings } = parametersOf(
			enveloped(inform("<ParameterValueStruct><Name>Device.A</Name><Value>1</Value></ParameterValueStruct>")),
		);
		expect(parameters).toEqual([plain]);
		expect(warnings).toEqual(["value.typeMissing"]);
	});

	test("quirk 36: ten thousand values without a type make a handful of warnings", () => {
		const untyped = "<ParameterValueStruct><Name>Device.A</Name><Value>1</Value></ParameterValueStruct>";
		const decoded = good(enveloped(values(untyped.repeat(10_000))));
		expect(decoded.warnings).toHaveLength(9);
		expect(decoded.warnings.at(-1)).toEqual({ code: "value.typeMissing", detail: "and 9992 more" });
	});

	test.each([
		["xsd:json", "xsd:json", ["value.typeUnknown"]],
		["xsd:", "xsd:", ["value.typeUnknown"]],
		["", "xsd:string", ["value.typeMissing"]],
		["xs:unsignedInt", "xsd:unsignedInt", []],
		["string", "xsd:string", []],
		["n1:dateTime", "xsd:dateTime", []],
		["SOAP-ENC:base64", "xsd:base64", []],
	])("quirk 37: the type %j is kept as %s", (written, type, expected) => {
		const { parameters, warnings } = parametersOf(enveloped(values(plainValue.replace("xsd:string", written))));
		expect(parameters).toEqual([{ ...plain, type }]);
		expect(warnings).toEqual(expected);
	});

	test("quirk 38: a type on the name and other quotes make no difference", () => {
		const { parameters, warnings } = parametersOf(
			enveloped(
				values(
					"<ParameterValueStruct><Name xsi:type='xsd:string' id = \"a>b\">Device.A</Name>" +
						"<Value xsi:type = 'xsd:string' >1</Value></ParameterValueStruct>",
				),
			),
		);
		expect(parameters).toEqual([plain]);
		expect(warnings).toEqual([]);
	});

	test.each(["[0009]", "[0008]", "[1]", "[]", ""])("quirk 39: the size %j of an array is not looked at", (size) => {
		const list = `<ParameterList soapenc:arrayType="cwmp:ParameterValueStruct${size}">`;
		const body = values(plainValue.repeat(2)).replace("<ParameterList>", list);
		expect(parametersOf(enveloped(body)).parameters).toEqual([plain, plain]);
	});

	test("quirk 40: elements are known by local name, whatever their prefix is bound to", () => {
		const decoded = good(
			'<soap_env:Envelope xmlns:soap_env="http://schemas.xmlsoap.org/soap/envelope/" ' +
				'xmlns:soap="http://schemas.xmlsoap.org/soap/encoding/" xmlns:a="urn:dslforum-org:cwmp-1-1" ' +
				'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://www.w3.org/2001/XMLSchema">' +
				"<soap_env:Header><a:ID>7</a:ID></soap_env:Header><soap_env:Body><a:GetParameterValuesResponse>" +
				'<a:ParameterList soap:arrayType="a:ParameterValueStruct[1]"><a:ParameterValueStruct>' +
				'<a:Name>Device.A</a:Name><a:Value i:type="s:string">1</a:Value></a:ParameterValueStruct>' +
				"</a:ParameterList></a:GetParameterValuesResponse></soap_env:Body></soap_env:Envelope>",
		);
		expect(decoded.envelope).toMatchObject({ id: "7", namespace: "urn:dslforum-org:cwmp-1-1" });
		expect(responseOf(decoded.envelope, "GetParameterValues").parameters).toEqual([plain]);
		expect(decoded.warnings).toEqual([]);
	});

	test("quirk 40: no prefixes at all, and such as nobody declared, are tolerated", () => {
		const bare = good(
			'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>' +
				'<RebootResponse xmlns="urn:dslforum-org:cwmp-1-0"/></Body></Envelope>',
		);
		expect(bare.envelope).toMatchObject({ id: null, namespace: "urn:dslforum-org:cwmp-1-0" });
		const undeclared = good("<s:Envelope><s:Body><c:RebootResponse/></s:Body></s:Envelope>");
		expect(undeclared.envelope).toMatchObject({ namespace: null, message: { rpc: "Reboot", kind: "response" } });
		expect(undeclared.warnings.map(({ detail }) => detail)).toEqual(["s", "c"]);
	});

	test("quirk 41: namespaces that only the Envelope declares hold for all of it", () => {
		const decoded = good(enveloped(inform(plainValue)));
		expect(decoded.envelope).toMatchObject({ id: "42", namespace: "urn:dslforum-org:cwmp-1-0" });
		expect(decoded.warnings).toEqual([]);
	});

	test.each(["1-0", "1-1", "1-2", "1-3", "1-4", "1-9"])("quirk 42: the namespace of cwmp-%s is echoed", (version) => {
		const body = enveloped("<cwmp:GetRPCMethods/>").replace("cwmp-1-0", `cwmp-${version}`);
		const namespace = `urn:dslforum-org:cwmp-${version}`;
		expect(good(body).envelope.namespace).toBe(namespace);
		const answer = encode(
			{ kind: "response", rpc: "GetRPCMethods", body: { methods: ["Inform"] } },
			{ ...acs, namespace },
		);
		expect(answer).toContain(`xmlns:cwmp="${namespace}"`);
	});

	test("quirk 43: CDATA is text, and comments are none", () => {
		const { parameters, warnings } = parametersOf(
			enveloped(values(plainValue.replace(">1<", "> a<![CDATA[<b> &amp; ]]&gt;]]><!-- <c> -->&lt;d <"))),
		);
		expect(parameters).toEqual([{ ...plain, value: " a<b> &amp; ]]&gt;<d " }]);
		expect(warnings).toEqual([]);
	});

	test("quirk 43: a document type is refused, entities of its own with it", () => {
		const decoded = bad(`<!DOCTYPE a [<!ENTITY b "c">]>${enveloped("<cwmp:GetRPCMethods/>")}`);
		expect(decoded).toMatchObject({ code: "xml.doctype", faultCode: 8003 });
		expect(bad(enveloped("<cwmp:GetRPCMethods><!doctype a></cwmp:GetRPCMethods>")).code).toBe("xml.doctype");
	});

	test("quirk 43: an entity that is none stays as it is written", () => {
		const { parameters, warnings } = parametersOf(
			enveloped(values(plainValue.replace(">1<", ">a & b &nbsp; &&amp; &#x; &constructor;<"))),
		);
		expect(parameters).toEqual([{ ...plain, value: "a & b &nbsp; && &#x; &constructor;" }]);
		expect(warnings).toContain("xml.unknownEntity");
	});

	describe("quirk 44: faults", () => {
		const soapFault = (inner: string): string =>
			enveloped(
				`<soap:Fault><faultcode>soap:Client</faultcode><faultstring>CWMP fault</faultstring>${inner}</soap:Fault>`,
			);
		const detail = (code: string): string =>
			`<detail><cwmp:Fault><FaultCode>${code}</FaultCode><FaultString>Invalid</FaultString></cwmp:Fault></detail>`;

		test("a fault with a CWMP detail has its code and text", () => {
			expect(faultOf(soapFault(detail(" 9003 ")))).toEqual({
				fault: { code: 9003, message: "Invalid", parameters: [], soapCode: "Client" },
				warnings: [],
			});
		});

		test("a fault of SetParameterValues names the parameters", () => {
			const list =
				"<SetParameterValuesFault><FaultCode>9007</FaultCode><ParameterName> Device.A </ParameterName>" +
				"<FaultString>no</FaultString></SetParameterValuesFault>";
			const { fault } = faultOf(soapFault(detail("9003").replace("</cwmp:Fault>", `${list.repeat(2)}</cwmp:Fault>`)));
			expect(fault.parameters).toEqual([
				{ path: "Device.A", code: 9007, message: "no" },
				{ path: "Device.A", code: 9007, message: "no" },
			]);
		});

		test.each([
			["no detail", "", "CWMP fault"],
			["an empty detail", "<detail/>", "CWMP fault"],
			["text for a detail", "<detail>out of <b>memory</b></detail>", "CWMP fault; out of memory"],
			["a code that is none", detail("cwmp."), "CWMP fault; cwmp. Invalid"],
			["a code out of range", detail("12"), "CWMP fault; 12 Invalid"],
			["two details that disagree", detail("9003") + detail("9005"), "CWMP fault; 9003 Invalid; 9005 Invalid"],
		])("a fault with %s is malformed and keeps its text", (_, inner, message) => {
			const { fault, warnings } = faultOf(soapFault(inner));
			expect(fault).toEqual({ code: 0, message, parameters: [], soapCode: "Client" });
			expect(warnings).toContain("fault.malformed");
		});

		test("several details that agree are one", () => {
			const { fault, warnings } = faultOf(soapFault(detail("9003") + detail("9003")));
			expect(fault).toMatchObject({ code: 9003, message: "Invalid" });
			expect(warnings).toEqual(["fault.severalDetails"]);
		});

		test("a CWMP fault in the place of the SOAP fault is understood", () => {
			const body = "<cwmp:Fault><FaultCode>9002</FaultCode><FaultString>Internal</FaultString></cwmp:Fault>";
			const { fault, warnings } = faultOf(enveloped(body));
			expect(fault).toMatchObject({ code: 9002, message: "Internal", soapCode: "" });
			expect(warnings).toEqual(["fault.noDetail"]);
		});
	});

	test("quirk 45: a fault of SetParameterValues without its list has an empty one", () => {
		const { fault } = faultOf(
			enveloped(
				"<soap:Fault><faultcode>soap:Server</faultcode><faultstring/><detail><cwmp:Fault>" +
					"<FaultCode>9003</FaultCode></cwmp:Fault></detail></soap:Fault>",
			),
		);
		expect(fault).toEqual({ code: 9003, message: "", parameters: [], soapCode: "Server" });
	});

	test.each([
		"<cwmp:SetParameterValuesResponse/>",
		"<cwmp:SetParameterValuesResponse></cwmp:SetParameterValuesResponse>",
	])("quirk 46: %s has no status", (body) => {
		const decoded = good(enveloped(body));
		expect(responseOf(decoded.envelope, "SetParameterValues")).toEqual({ status: null });
		expect(warningsOf(decoded)).toEqual(["element.missing"]);
	});

	test("a transfer's answer without a status is none of a transfer that is done", () => {
		const decoded = good(enveloped("<cwmp:DownloadResponse/>"));
		expect(responseOf(decoded.envelope, "Download")).toMatchObject({ status: 1 });
	});

	test("quirk 47: what the DeviceId lacks is empty", () => {
		const decoded = good(enveloped(inform(plainValue).replace(/<SerialNumber>.*<\/SerialNumber>/, "")));
		expect(requestOf(decoded.envelope, "Inform").device).toEqual({
			manufacturer: "M",
			oui: "001122",
			productClass: "P",
			serialNumber: "",
		});
		expect(decoded.warnings).toEqual([{ code: "element.missing", detail: "SerialNumber" }]);
		expect(good(enveloped("<cwmp:Inform/>")).warnings).toHaveLength(6);
	});

	test("quirk 48: events come in any order and in any form", () => {
		const struct = (code: string, key: string): string =>
			`<EventStruct><CommandKey>${key}</CommandKey><EventCode> ${code}\n</EventCode></EventStruct>`;
		for (const events of [
			struct("7 TRANSFER COMPLETE", "") + struct("M Download", "k"),
			struct("M  Download", "k") + struct("7 Transfer Complete", ""),
			"<EventCode>M Download</EventCode><CommandKey>k</CommandKey><EventCode>7 TRANSFER COMPLETE</EventCode>",
			"<e><EventCode>M Download</EventCode></e></Event><Event><e><EventCode>7 TRANSFER COMPLETE</EventCode></e>",
		]) {
			const found = requestOf(good(enveloped(inform("", events))).envelope, "Inform").events;
			expect(found).toHaveLength(2);
			expect(hasEvent(found, "transferComplete") && hasEvent(found, "download")).toBe(true);
			expect(hasAnyEvent(found, ["boot", "bootstrap"])).toBe(false);
		}
	});
});
