/** Where the reader is strict, and what hostile documents cost. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { decode, defaultDecodeLimits } from "../../src/cwmp/codec.ts";
import { bad, cpuMilliseconds, enveloped, good, inform, parametersOf, requestOf, values } from "./wire.ts";

const value =
	'<ParameterValueStruct><Name>Device.A</Name><Value xsi:type="xsd:string">1</Value></ParameterValueStruct>';

describe("what is refused, and with which fault", () => {
	test.each([
		["mismatched elements", enveloped("<cwmp:Reboot></cwmp:Rebook>"), "xml.malformed", 8003],
		[
			"mismatched elements behind the message",
			`${enveloped("<cwmp:Reboot/>").slice(0, -20)}</a>`,
			"xml.malformed",
			8003,
		],
		["an attribute without quotes", enveloped("<cwmp:Reboot a=1/>"), "xml.malformed", 8003],
		["an attribute without a value", enveloped("<cwmp:Reboot a/>"), "xml.malformed", 8003],
		["an element without a name", enveloped("< />"), "xml.malformed", 8003],
		["a less-than sign in a text", enveloped(values(value.replace(">1<", ">1 < 2<"))), "xml.malformed", 8003],
		["text before the document", `HTTP${enveloped("<cwmp:Reboot/>")}`, "xml.malformed", 8003],
		["no XML at all", "hello", "xml.malformed", 8003],
		["white space alone", " \r\n", "xml.malformed", 8003],
		["unknown markup", enveloped("<!ELEMENT a><cwmp:Reboot/>"), "xml.malformed", 8003],
		["a cut start tag", '<soap:Envelope xmlns:soap="http', "xml.truncated", 8005],
		["a cut comment", "<!-- <a>", "xml.truncated", 8005],
		["a page of HTML", "<html><body>no</body></html>", "soap.noEnvelope", 8003],
		["an envelope without a body", "<Envelope><Header/></Envelope>", "soap.noBody", 8003],
		["a body with nothing in it", "<Envelope><Body> </Body></Envelope>", "soap.emptyBody", 8003],
		["an unknown method", enveloped("<cwmp:X_Do><a/></cwmp:X_Do>"), "rpc.unknown", 8000],
		["a method named as a part of every object", enveloped("<cwmp:constructor/>"), "rpc.unknown", 8000],
		[
			"an operation of no kind",
			enveloped("<cwmp:ChangeDUState><Operations/></cwmp:ChangeDUState>"),
			"rpc.invalid",
			8003,
		],
		["elements 65 deep", `<Envelope>${"<a>".repeat(64)}`, "xml.tooDeep", 8004],
	])("%s", (_, body, code, faultCode) => {
		expect(bad(body)).toMatchObject({ ok: false, code, faultCode });
	});

	test("elements as deep as the limit are read", () => {
		const nested = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);
		expect(good(enveloped(`<cwmp:Reboot>${nested(61)}</cwmp:Reboot>`)).envelope.message.kind).toBe("request");
		expect(bad(enveloped(`<cwmp:Reboot>${nested(62)}</cwmp:Reboot>`)).code).toBe("xml.tooDeep");
	});

	test("the entries of all lists together are bounded", () => {
		const limits = { ...defaultDecodeLimits, maxParameters: 30 };
		const bytes = (count: number): Buffer => Buffer.from(enveloped(inform(value.repeat(count))));
		expect(decode(bytes(29), undefined, limits).ok).toBe(true);
		expect(decode(bytes(30), undefined, limits)).toMatchObject({ code: "limit.parameters", faultCode: 8004, id: "42" });
		const methods = `<cwmp:GetRPCMethodsResponse><MethodList>${"<string/>".repeat(31)}</MethodList></cwmp:GetRPCMethodsResponse>`;
		expect(decode(Buffer.from(enveloped(methods)), undefined, limits)).toMatchObject({ code: "limit.parameters" });
	});

	const valued = (text: string): string => enveloped(values(value.replace(">1<", `>${text}<`)));
	const numbered = (count: number, write: (i: number) => string): string =>
		Array.from({ length: count }, (_, i) => write(i)).join("");
	test.each([
		["references", valued("&lt;".repeat(250_000)), valued("&lt;".repeat(250_001)), "limit.references"],
		[
			"what begins as a reference and is none",
			valued("&".repeat(250_000)),
			valued("&".repeat(250_001)),
			"limit.references",
		],
		[
			"characters that XML has not",
			valued("\u0001".repeat(100_000)),
			valued("\u0001".repeat(100_001)),
			"limit.characters",
		],
		[
			"elements",
			enveloped(`<cwmp:Reboot>${"<a/>".repeat(999_000)}</cwmp:Reboot>`),
			enveloped(`<cwmp:Reboot>${"<a/>".repeat(1_000_000)}</cwmp:Reboot>`),
			"limit.elements",
		],
		[
			"prefixes declared at once",
			enveloped(`<cwmp:Reboot ${numbered(990, (i) => ` xmlns:p${i}="u"`)}/>`),
			enveloped(`<cwmp:Reboot ${numbered(1_001, (i) => ` xmlns:p${i}="u"`)}/>`),
			"limit.prefixes",
		],
		[
			"prefixes used",
			enveloped(`<cwmp:Reboot ${numbered(990, (i) => ` p${i}:a="1"`)}/>`),
			enveloped(`<cwmp:Reboot ${numbered(1_001, (i) => ` p${i}:a="1"`)}/>`),
			"limit.prefixes",
		],
	])("the %s of a message are bounded", (_, within, beyond, code) => {
		expect(good(within).ok).toBe(true);
		expect(bad(beyond)).toMatchObject({ code, faultCode: 8004 });
	});

	test("every line end in a value is one line feed", () => {
		const text = "a\r\nb\rc\n\r\r\n漢\r";
		expect(parametersOf(valued(text)).parameters).toMatchObject([{ value: "a\nb\nc\n\n\n漢\n" }]);
		expect(parametersOf(valued(`<![CDATA[${text}]]>`)).parameters).toMatchObject([{ value: "a\nb\nc\n\n\n漢\n" }]);
	});

	test("what was read before the failure can be answered with", () => {
		const decoded = bad(enveloped("<cwmp:X_Do/>", "<cwmp:ID>a &amp; b</cwmp:ID>"));
		expect(decoded).toMatchObject({ id: "a & b", namespace: "urn:dslforum-org:cwmp-1-0", rpcName: "X_Do" });
	});
});

describe("what is read", () => {
	test("the headers of CWMP", () => {
		const header =
			"<cwmp:ID/><cwmp:HoldRequests>TRUE</cwmp:HoldRequests><cwmp:SessionTimeout> 60 </cwmp:SessionTimeout>" +
			"<cwmp:SupportedCWMPVersions>1.0, 1.1,1.2</cwmp:SupportedCWMPVersions><cwmp:UseCWMPVersion>1.2</cwmp:UseCWMPVersion>" +
			"<cwmp:NoMoreRequests>1</cwmp:NoMoreRequests><x>1</x>";
		const decoded = good(enveloped("<cwmp:GetRPCMethods/>", header));
		expect(decoded.envelope).toMatchObject({
			id: "",
			holdRequests: true,
			sessionTimeoutSeconds: 60,
			supportedVersions: ["1.0", "1.1", "1.2"],
			useVersion: "1.2",
		});
		expect(decoded.warnings).toEqual([{ code: "soap.unknownHeader", detail: "x" }]);
	});

	test("no header, a header behind the body, instructions, comments and leading space", () => {
		const body =
			"\r\n <?xml version='1.0'?><!-- <a> --><?x <b?><Envelope><Body><!--c--><Reboot><CommandKey>k</CommandKey></Reboot></Body>";
		expect(good(`${body}</Envelope>`).envelope.id).toBeNull();
		expect(good(`${body}<Header><ID>9</ID></Header></Envelope>`).envelope.id).toBe("9");
	});

	test("the namespace of the method goes before others that are declared", () => {
		const decoded = good(
			'<Envelope xmlns:a="urn:dslforum-org:cwmp-1-0"><Body><b:Reboot xmlns:b="urn:dslforum-org:cwmp-1-2"/></Body></Envelope>',
		);
		expect(decoded.envelope.namespace).toBe("urn:dslforum-org:cwmp-1-2");
	});

	test("a prefix stands for what the nearest element binds it to, and no longer than that element", () => {
		const decoded = good(
			'<Envelope xmlns:a="urn:dslforum-org:cwmp-1-1"><Header xmlns:a="x"><ID xmlns:a="y">1</ID></Header><Body><a:Reboot/></Body></Envelope>',
		);
		expect(decoded.envelope.namespace).toBe("urn:dslforum-org:cwmp-1-1");
	});

	test("space around a name is not of it, space around a value is", () => {
		const spaced = value.replace("Device.A", "\n Device.A\t").replace(">1<", "> 1\r\n2 <");
		expect(parametersOf(enveloped(values(spaced.repeat(20)))).parameters.at(-1)).toEqual({
			path: "Device.A",
			value: " 1\n2 ",
			type: "xsd:string",
		});
	});

	test("a parameter without a name is left out, one beside its name in an element is not", () => {
		const body = values(
			`${value}<ParameterValueStruct><Value>1</Value></ParameterValueStruct>${value.replace("Device.A", "<b/>Device.B")}`,
		);
		const { parameters, warnings } = parametersOf(enveloped(body));
		expect(parameters.map(({ path }) => path)).toEqual(["Device.A", "Device.B"]);
		expect(warnings).toEqual(["parameter.nameMissing", "xml.nestedElement"]);
	});

	test("a struct in another form between many of one form is read all the same", () => {
		const odd = '<P><Value xsi:type="xsd:int">2</Value><Extra/><Name>Device.B</Name></P>';
		const half =
			'<ParameterValueStruct><Name>Device.C</Name><Value xsi:type="xsd:string"><![CDATA[<3>]]></Value></ParameterValueStruct>';
		const body = values([value.repeat(50), odd, value, half, value.repeat(3), "<!-- c -->", value].join("\n"));
		const { parameters, warnings } = parametersOf(enveloped(body));
		expect(parameters).toHaveLength(57);
		expect(parameters[50]).toEqual({ path: "Device.B", value: "2", type: "xsd:int" });
		expect(parameters[52]).toEqual({ path: "Device.C", value: "<3>", type: "xsd:string" });
		expect(warnings).toEqual(["element.unknown"]);
	});

	test("numbers are read from whatever begins with one", () => {
		const decoded = good(enveloped(inform(value).replace("<RetryCount>0<", "<RetryCount> 12 times<")));
		expect(requestOf(decoded.envelope, "Inform").retryCount).toBe(12);
		expect(decoded.warnings).toEqual([{ code: "number.invalid", detail: "RetryCount: 12 times" }]);
	});
});

describe("hostile documents end in time that grows with their length", () => {
	const million = 1_000_000;
	test.each([
		["deep nesting", `<Envelope>${"<a>".repeat(million)}`],
		["many attributes", `<a ${'b="c" '.repeat(million / 5)}`],
		["many attributes with prefixes", `<a ${Array.from({ length: 100_000 }, (_, i) => `p${i}:b="c"`).join(" ")}/>`],
		[
			"many namespaces and many headers",
			`<Envelope ${Array.from({ length: 50_000 }, (_, i) => `xmlns:p${i}="u"`).join(" ")}><Header>${"<a/>".repeat(200_000)}</Header>`,
		],
		["many less-than signs", "<".repeat(million)],
		["many ampersands", enveloped(values(value.replace(">1<", `>${"&".repeat(million)}<`)))],
		["ampersands in every value", enveloped(values(value.replace(">1<", ">&amp<").repeat(30_000)))],
		["one ampersand at the very end", enveloped(`${values(value.repeat(30_000))}<!--&-->`)],
		["open comments", "<!--".repeat(million / 4)],
		["open CDATA in a text", enveloped(values(value.replace(">1<", `>${"<![CDATA[".repeat(100_000)}<`)))],
		["many comments in a text", enveloped(values(value.replace(">1<", `>${"a<!---->".repeat(100_000)}<`)))],
		[
			"many lists",
			enveloped(`<cwmp:GetParameterValuesResponse>${`<ParameterList>${value}</ParameterList>`.repeat(20_000)}`),
		],
		["many results", enveloped(`<cwmp:DUStateChangeComplete>${"<Results/>".repeat(90_000)}`)],
		["many events in lists of their own", enveloped(`<cwmp:Inform>${"<Event><a/></Event>".repeat(90_000)}`)],
		["many details of a fault", enveloped(`<soap:Fault>${"<detail>a</detail>".repeat(90_000)}</soap:Fault>`)],
		["carriage returns", enveloped(values(value.replace(">1<", `>${"\r".repeat(million)}<`)))],
		["control characters", enveloped(values(value.replace(">1<", `>${"\u0001".repeat(million)}<`)))],
		["spaces", enveloped(values(" ".repeat(million)))],
		[
			"structs that are each of another form",
			enveloped(values(Array.from({ length: 10_000 }, (_, i) => value.replace("<Name>", `<Name a="${i}">`)).join(""))),
		],
	])("%s", (_, document) => {
		const bytes = Buffer.from(document);
		expect(cpuMilliseconds(() => void decode(bytes))).toBeLessThan(1_000);
	});
});
