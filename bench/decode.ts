/** The decoder beside saxes on the same bytes in the same run: the ratio travels from machine to machine. */
import { Buffer } from "node:buffer";
import { SaxesParser } from "saxes";
import { decode, encode } from "../src/cwmp/codec.ts";
import type { ParameterValue } from "../src/cwmp/messages.ts";

export interface DecodeBench {
	readonly bytes: number;
	readonly certusMegabytesPerSecond: number;
	readonly saxesMegabytesPerSecond: number;
	readonly ratio: number;
	/** A warm Inform with ten parameters. */
	readonly informMicroseconds: number;
	readonly informResponseMicroseconds: number;
}

const roundMilliseconds = 300;
const rounds = 5;

export function benchDecode(): DecodeBench {
	const body = responseOf(1_000);
	const inform = informOf(10);
	if (names(decodeValues(body)) !== names(saxesValues(body))) throw new Error("the two parsers disagree");
	let certus = 0;
	let saxes = 0;
	// In turns, so that a busy moment of the machine hits both; the best round of each counts.
	for (let round = 0; round < rounds; round++) {
		certus = Math.max(
			certus,
			perSecond(() => decodeValues(body)),
		);
		saxes = Math.max(
			saxes,
			perSecond(() => saxesValues(body)),
		);
	}
	let informs = 0;
	let answers = 0;
	for (let round = 0; round < rounds; round++) {
		informs = Math.max(
			informs,
			perSecond(() => decode(inform)),
		);
		answers = Math.max(answers, perSecond(encodeAnswer));
	}
	const result = {
		bytes: body.length,
		certusMegabytesPerSecond: (certus * body.length) / 1e6,
		saxesMegabytesPerSecond: (saxes * body.length) / 1e6,
		ratio: certus / saxes,
		informMicroseconds: 1e6 / informs,
		informResponseMicroseconds: 1e6 / answers,
	};
	print(result);
	return result;
}

function print(result: DecodeBench): void {
	const line = (name: string, value: number, unit: string): string => `${name.padEnd(34)}${value.toFixed(1)} ${unit}`;
	process.stdout.write(
		`${[
			`GetParameterValuesResponse, 1,000 parameters, ${result.bytes} bytes`,
			line("  decode()", result.certusMegabytesPerSecond, "MB/s"),
			line("  saxes with namespaces", result.saxesMegabytesPerSecond, "MB/s"),
			line("  ratio", result.ratio, ""),
			line("Inform, 10 parameters, decode()", result.informMicroseconds, "µs"),
			line("InformResponse, encode()", result.informResponseMicroseconds, "µs"),
		].join("\n")}\n`,
	);
}

/** Calls in a second. */
function perSecond(run: () => unknown): number {
	const start = performance.now();
	let calls = 0;
	let elapsed = 0;
	while (elapsed < roundMilliseconds) {
		run();
		calls++;
		elapsed = performance.now() - start;
	}
	return (calls * 1_000) / elapsed;
}

function names(values: readonly ParameterValue[]): string {
	return values.map(({ path, value, type }) => `${path}=${value}:${type}`).join("\n");
}

function decodeValues(body: Uint8Array): readonly ParameterValue[] {
	const decoded = decode(body);
	if (!decoded.ok || decoded.envelope.message.kind !== "response") throw new Error("not decoded");
	if (decoded.envelope.message.rpc !== "GetParameterValues") throw new Error("not the message");
	return decoded.envelope.message.body.parameters;
}

function saxesValues(body: Buffer): readonly ParameterValue[] {
	const values: ParameterValue[] = [];
	const parser = new SaxesParser({ xmlns: true });
	let text = "";
	let path = "";
	let type = "";
	parser.on("opentag", (tag) => {
		text = "";
		if (tag.local === "Value") type = tag.attributes["xsi:type"]?.value ?? "";
	});
	parser.on("text", (piece) => {
		text += piece;
	});
	parser.on("closetag", (tag) => {
		if (tag.local === "Name") path = text;
		else if (tag.local === "Value") values.push({ path, value: text, type });
	});
	parser.write(body.toString()).close();
	return values;
}

function encodeAnswer(): string {
	return encode(
		{ kind: "response", rpc: "Inform", body: { maxEnvelopes: 1 } },
		{ id: "1851680043", namespace: "urn:dslforum-org:cwmp-1-0" },
	);
}

const leaves: readonly (readonly [string, string, string])[] = [
	["WANDevice.1.WANConnectionDevice.{i}.WANPPPConnection.1.ExternalIPAddress", "203.0.113.{i}", "string"],
	["WANDevice.1.WANConnectionDevice.{i}.WANPPPConnection.1.Enable", "1", "boolean"],
	["WANDevice.1.WANConnectionDevice.{i}.WANPPPConnection.1.Stats.EthernetBytesReceived", "39184{i}", "unsignedInt"],
	["LANDevice.1.WLANConfiguration.{i}.SSID", "Home &amp; Garden {i}", "string"],
	["LANDevice.1.WLANConfiguration.{i}.AssociatedDevice.1.AssociatedDeviceMACAddress", "00:11:22:33:44:55", "string"],
	["LANDevice.1.WLANConfiguration.{i}.AssociatedDevice.1.X_LastDataTransmitRate", "-{i}", "int"],
	["LANDevice.1.Hosts.Host.{i}.HostName", "android-{i}", "string"],
	["LANDevice.1.Hosts.Host.{i}.LeaseTimeRemaining", "{i}", "int"],
	["LANDevice.1.Hosts.Host.{i}.VendorClassID", "", "string"],
	["Time.X_LastSynchronised.{i}", "2024-03-01T12:30:00Z", "dateTime"],
];

function structs(count: number): string {
	let out = "";
	for (let i = 0; i < count; i++) {
		const [path, value, type] = leaves[i % leaves.length] ?? ["", "", "string"];
		const number = String(Math.floor(i / leaves.length) + 1);
		out +=
			"        <ParameterValueStruct>\n" +
			`          <Name>InternetGatewayDevice.${path.replace("{i}", number)}</Name>\n` +
			`          <Value xsi:type="xsd:${type}">${value.replace("{i}", number)}</Value>\n` +
			"        </ParameterValueStruct>\n";
	}
	return out;
}

function envelope(body: string): Buffer {
	return Buffer.from(
		'<?xml version="1.0" encoding="UTF-8"?>\n' +
			'<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" ' +
			'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" ' +
			'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
			'xmlns:cwmp="urn:dslforum-org:cwmp-1-0">\n' +
			'  <SOAP-ENV:Header>\n    <cwmp:ID SOAP-ENV:mustUnderstand="1">1851680043</cwmp:ID>\n  </SOAP-ENV:Header>\n' +
			`  <SOAP-ENV:Body>\n${body}  </SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n`,
	);
}

function parameterList(count: number): string {
	return (
		`      <ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[${count}]">\n` +
		`${structs(count)}      </ParameterList>\n`
	);
}

function responseOf(count: number): Buffer {
	return envelope(
		`    <cwmp:GetParameterValuesResponse>\n${parameterList(count)}    </cwmp:GetParameterValuesResponse>\n`,
	);
}

function informOf(count: number): Buffer {
	return envelope(
		"    <cwmp:Inform>\n      <DeviceId>\n        <Manufacturer>Example</Manufacturer>\n        <OUI>001122</OUI>\n" +
			"        <ProductClass>HG-1</ProductClass>\n        <SerialNumber>SN0000000000001</SerialNumber>\n      </DeviceId>\n" +
			'      <Event SOAP-ENC:arrayType="cwmp:EventStruct[1]">\n        <EventStruct>\n' +
			"          <EventCode>2 PERIODIC</EventCode>\n          <CommandKey></CommandKey>\n        </EventStruct>\n" +
			"      </Event>\n      <MaxEnvelopes>1</MaxEnvelopes>\n      <CurrentTime>2024-03-01T12:30:00Z</CurrentTime>\n" +
			`      <RetryCount>0</RetryCount>\n${parameterList(count)}    </cwmp:Inform>\n`,
	);
}

if (import.meta.main) benchDecode();
