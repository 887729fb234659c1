/** Bytes as devices send them, written by hand. */
import { Buffer } from "node:buffer";
import { type Decoded, decode } from "../../src/cwmp/codec.ts";
import type { Envelope, RequestOf, ResponseOf, RpcName } from "../../src/cwmp/messages.ts";

const namespaces =
	'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" ' +
	'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
	'xmlns:cwmp="urn:dslforum-org:cwmp-1-0"';

/** An envelope as most devices write it, around a body of one's own. */
export function enveloped(body: string, header = '<cwmp:ID soap:mustUnderstand="1">42</cwmp:ID>'): string {
	return `<soap:Envelope ${namespaces}><soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

export function inform(
	parameters: string,
	events = "<EventStruct><EventCode>1 BOOT</EventCode><CommandKey/></EventStruct>",
) {
	return (
		"<cwmp:Inform><DeviceId><Manufacturer>M</Manufacturer><OUI>001122</OUI><ProductClass>P</ProductClass>" +
		`<SerialNumber>S1</SerialNumber></DeviceId><Event soapenc:arrayType="cwmp:EventStruct[1]">${events}</Event>` +
		"<MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2024-01-01T00:00:00Z</CurrentTime><RetryCount>0</RetryCount>" +
		`<ParameterList soapenc:arrayType="cwmp:ParameterValueStruct[1]">${parameters}</ParameterList></cwmp:Inform>`
	);
}

export function values(parameters: string): string {
	return `<cwmp:GetParameterValuesResponse><ParameterList>${parameters}</ParameterList></cwmp:GetParameterValuesResponse>`;
}

export type Good = Extract<Decoded, { ok: true }>;
export type Bad = Extract<Decoded, { ok: false }>;

export function good(bytes: string | Uint8Array, contentType?: string): Good {
	const decoded = decode(typeof bytes === "string" ? Buffer.from(bytes) : bytes, contentType);
	if (!decoded.ok) throw new Error(`${decoded.code}: ${decoded.reason}`);
	return decoded;
}

export function bad(bytes: string | Uint8Array): Bad {
	const decoded = decode(typeof bytes === "string" ? Buffer.from(bytes) : bytes);
	if (decoded.ok) throw new Error("was decoded");
	return decoded;
}

export function warningsOf(decoded: Decoded): readonly string[] {
	return decoded.warnings.map(({ code }) => code);
}

export function requestOf<N extends RpcName>(envelope: Envelope, rpc: N): RequestOf<N>["body"] {
	const { message } = envelope;
	if (message.kind !== "request" || message.rpc !== rpc) throw new Error(`not a ${rpc} request`);
	return message.body as RequestOf<N>["body"];
}

export function responseOf<N extends RpcName>(envelope: Envelope, rpc: N): ResponseOf<N>["body"] {
	const { message } = envelope;
	if (message.kind !== "response" || message.rpc !== rpc) throw new Error(`not a ${rpc} response`);
	return message.body as ResponseOf<N>["body"];
}

/** The parameters of an Inform or a GetParameterValuesResponse, and the codes of the warnings. */
export function parametersOf(bytes: string | Uint8Array, contentType?: string) {
	const decoded = good(bytes, contentType);
	const { message } = decoded.envelope;
	if (message.kind === "fault" || !("parameters" in message.body)) throw new Error("no parameters");
	return { parameters: message.body.parameters, warnings: warningsOf(decoded) };
}

export function faultOf(bytes: string) {
	const decoded = good(bytes);
	const { message } = decoded.envelope;
	if (message.kind !== "fault") throw new Error("no fault");
	return { fault: message.fault, warnings: warningsOf(decoded) };
}

/** Milliseconds of CPU that this thread spent: other work on the machine doesn't count. */
export function cpuMilliseconds(run: () => void): number {
	const before = process.threadCpuUsage();
	run();
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / 1_000;
}
