/** What a hand-made CPE answers to whatever the ACS asks: accepts every setting, and shows one tree. */
import { envelope, type Parameter, parameterList } from "./messages.ts";

/** The answer to a request of the ACS, as a body. */
export function answerTo(request: string, tree: readonly Parameter[]): string {
	const id = /<[\w-]+:ID[^>]*>([^<]*)</.exec(request)?.[1] ?? "";
	const rpc = /<[\w-]+:Body[^>]*>\s*<(?:[\w-]+:)?(\w+)/.exec(request)?.[1] ?? "";
	return envelope(id, responseOf(rpc, request, tree));
}

function responseOf(rpc: string, request: string, tree: readonly Parameter[]): string {
	switch (rpc) {
		case "SetParameterValues":
			return "<cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse>";
		case "GetParameterValues":
			return `<cwmp:GetParameterValuesResponse>\n${parameterList(valuesOf(request, tree))}\n</cwmp:GetParameterValuesResponse>`;
		case "GetParameterNames":
			return `<cwmp:GetParameterNamesResponse>${namesOf(request, tree)}</cwmp:GetParameterNamesResponse>`;
		case "SetParameterAttributes":
			return "<cwmp:SetParameterAttributesResponse></cwmp:SetParameterAttributesResponse>";
		default:
			return "<SOAP-ENV:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>9000</FaultCode><FaultString>Method not supported</FaultString></cwmp:Fault></detail></SOAP-ENV:Fault>";
	}
}

function valuesOf(request: string, tree: readonly Parameter[]): Parameter[] {
	const asked = [...request.matchAll(/<string>([^<]*)<\/string>/g)].map((match) => match[1] ?? "");
	return asked.flatMap((path) =>
		path.endsWith(".")
			? tree.filter((parameter) => parameter.path.startsWith(path))
			: (tree.find((parameter) => parameter.path === path) ?? { path, value: "", type: "string" }),
	);
}

function namesOf(request: string, tree: readonly Parameter[]): string {
	const path = /<ParameterPath>([^<]*)</.exec(request)?.[1] ?? "";
	const nextLevel = /<NextLevel>(?:1|true)</.test(request);
	const names = new Set<string>();
	for (const parameter of tree) {
		if (!parameter.path.startsWith(path)) continue;
		const parts = parameter.path.slice(path.length).split(".");
		const depth = nextLevel ? 1 : parts.length;
		for (let level = 1; level <= depth; level++) {
			names.add(path + parts.slice(0, level).join(".") + (level < parts.length ? "." : ""));
		}
	}
	const structs = [...names].map(
		(name) => `<ParameterInfoStruct><Name>${name}</Name><Writable>0</Writable></ParameterInfoStruct>`,
	);
	return `<ParameterList SOAP-ENC:arrayType="cwmp:ParameterInfoStruct[${names.size}]">${structs.join("")}</ParameterList>`;
}
