import { constants, inflateRawSync, inflateSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { createShortDeflate } from "../lib/shortDeflate.ts";
import type { Warning } from "./messages.ts";

/** One HTTP message of a session, as it was on the wire. */
export interface TranscriptMessage {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly direction: "fromDevice" | "toDevice";
	/** The RPC's name, with `Response` where it is one; `Fault`; `empty`; `unintelligible`. */
	readonly name: string;
	readonly httpStatus: number | null;
	readonly body: Uint8Array;
	readonly warnings: readonly Warning[];
}

/** The longest transcript that is kept whole; beyond it bodies are left out and their length stands instead. */
const MAX_TRANSCRIPT_BYTES = 8 * 1024 * 1024;

/** What envelopes have in common. This one and the next stand in what is stored: they may never change. */
const DICTIONARY = Buffer.from(
	["TransferComplete", "GetParameterNames", "GetParameterValues", "SetParameterValues", "Inform"]
		.map(
			(rpc) =>
				`<cwmp:${rpc}Response></cwmp:${rpc}Response><Name>InternetGatewayDevice.ManagementServer.</Name>` +
				`<Name>Device.DeviceInfo.</Name><EventStruct><EventCode>2 PERIODIC</EventCode><CommandKey></CommandKey></EventStruct>`,
		)
		.join("") +
		`<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soap-enc="http://schemas.xmlsoap.org/soap/encoding/" ` +
		`xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-0">` +
		`<soap-env:Header><cwmp:ID soap-env:mustUnderstand="1">1</cwmp:ID></soap-env:Header><soap-env:Body><cwmp:Inform><DeviceId><Manufacturer></Manufacturer>` +
		`<OUI></OUI><ProductClass></ProductClass><SerialNumber></SerialNumber></DeviceId><Event soap-enc:arrayType="cwmp:EventStruct[1]"></Event>` +
		`<MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-01-01T00:00:00Z</CurrentTime><RetryCount>0</RetryCount>` +
		`<ParameterList soap-enc:arrayType="cwmp:ParameterValueStruct[8]"><ParameterValueStruct><Name></Name><Value xsi:type="xsd:string"></Value></ParameterValueStruct>`,
);

/** The Inform parameters that every device sends (TR-098 2.4.1, TR-181 2), and what else a periodic session is made of. */
const SHORT_DICTIONARY = Buffer.from(
	[
		...[
			"Device.RootDataModelVersion",
			"Device.ManagementServer.AliasBasedAddressing",
			"Device.IP.Interface.1.IPv4Address.1.IPAddress",
		],
		...[
			"WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.ExternalIPAddress",
			"DeviceInfo.UpTime",
			"DeviceSummary",
		].map((name) => `InternetGatewayDevice.${name}`),
		...["InternetGatewayDevice.", "Device."].flatMap((root) =>
			[
				"DeviceInfo.SpecVersion",
				"DeviceInfo.HardwareVersion",
				"DeviceInfo.SoftwareVersion",
				"DeviceInfo.ProvisioningCode",
			]
				.concat("ManagementServer.ConnectionRequestURL", "ManagementServer.ParameterKey")
				.map((name) => root + name),
		),
	]
		.map(
			(name) =>
				`<ParameterValueStruct><Name>${name}</Name><Value xsi:type="xsd:string"></Value></ParameterValueStruct>`,
		)
		.join("") +
		'<Value xsi:type="xsd:unsignedInt"><Value xsi:type="xsd:boolean">0</ParameterList></cwmp:Inform>' +
		"</SOAP-ENV:Body></SOAP-ENV:Envelope></soap-env:Body></soap-env:Envelope>" +
		'<?xml version="1.0" encoding="UTF-8"?><soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/" ' +
		'xmlns:soap-enc="http://schemas.xmlsoap.org/soap/encoding/"><soap-env:Header><cwmp:ID soap-env:mustUnderstand="1">' +
		'</cwmp:ID></soap-env:Header><soap-env:Body><cwmp:Inform><Event soap-enc:arrayType="cwmp:EventStruct[1]">' +
		'<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" ' +
		'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
		'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:cwmp="urn:dslforum-org:cwmp-1-0"><SOAP-ENV:Header>' +
		'<cwmp:ID SOAP-ENV:mustUnderstand="1"></cwmp:ID></SOAP-ENV:Header><SOAP-ENV:Body><cwmp:Inform><DeviceId>' +
		"<Manufacturer></Manufacturer><OUI></OUI><ProductClass></ProductClass><SerialNumber></SerialNumber></DeviceId>" +
		'<Event SOAP-ENC:arrayType="cwmp:EventStruct[1]"><EventStruct><EventCode>2 PERIODIC</EventCode><CommandKey></CommandKey>' +
		"</EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-01-01T00:00:00Z</CurrentTime>" +
		'<RetryCount>0</RetryCount><ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[10]">' +
		'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
		'xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
		'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-0"><soapenv:Header>' +
		'<cwmp:ID soapenv:mustUnderstand="1"></cwmp:ID></soapenv:Header><soapenv:Body><cwmp:InformResponse>' +
		"<MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse></soapenv:Body></soapenv:Envelope>" +
		'[{"at":1790000000000,"d":0,"n":"Inform","s":null,"l":2000},{"at":1790000000000,"d":1,"n":"InformResponse","s":200,"l":500},' +
		'{"at":1790000000000,"d":0,"n":"empty","s":null,"l":0},{"at":1790000000000,"d":1,"n":"empty","s":204,"l":0}]',
);

/** A Zstandard context costs more than all that is in a periodic session: what is as short as that is deflated. */
const SHORT_BYTES = 8 * 1024;
const deflateShort = createShortDeflate(SHORT_DICTIONARY, SHORT_BYTES);
/** Before a raw deflate stream with that dictionary; a Zstandard frame begins with 0x28. */
const SHORT = Buffer.of(0x01);
/** The first byte of a zlib stream (RFC 1950, 2.2): so short ones were stored at first, with the other dictionary. */
const ZLIB = 0x58;

const OPTIONS = {
	dictionary: DICTIONARY,
	params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 17, [constants.ZSTD_c_hashLog]: 10 },
};

interface Head {
	readonly at: number;
	readonly d: 0 | 1;
	readonly n: string;
	readonly s: number | null;
	readonly l: number;
	readonly w?: readonly Warning[];
	/** The body was left out for its size. */
	readonly o?: 1;
}

/** Layout: length of the heads' JSON (4 bytes, big endian), the heads, then the bodies one after the other; compressed. */
export function packTranscript(messages: readonly TranscriptMessage[]): Uint8Array {
	let total = 0;
	const heads: Head[] = [];
	const bodies: Uint8Array[] = [];
	for (const { at, direction, name, httpStatus, body, warnings } of messages) {
		const omitted = total + body.length > MAX_TRANSCRIPT_BYTES;
		if (!omitted && body.length > 0) bodies.push(body);
		if (!omitted) total += body.length;
		const head: Head = { at, d: direction === "fromDevice" ? 0 : 1, n: name, s: httpStatus, l: body.length };
		heads.push(
			warnings.length > 0 || omitted
				? { ...head, ...(warnings.length > 0 && { w: warnings }), ...(omitted && { o: 1 }) }
				: head,
		);
	}
	const head = JSON.stringify(heads);
	const headBytes = Buffer.byteLength(head);
	const bytes = Buffer.allocUnsafe(4 + headBytes + total);
	bytes.writeUInt32BE(headBytes);
	let end = 4 + bytes.write(head, 4);
	for (const body of bodies) {
		bytes.set(body, end);
		end += body.length;
	}
	return bytes.length <= SHORT_BYTES ? Buffer.concat([SHORT, deflateShort(bytes)]) : zstdCompressSync(bytes, OPTIONS);
}

export function unpackTranscript(packed: Uint8Array): TranscriptMessage[] {
	const bytes = inflate(packed);
	let at = 4 + bytes.readUInt32BE(0);
	return (JSON.parse(bytes.toString("utf8", 4, at)) as Head[]).map((head) => {
		const length = head.o ? 0 : head.l;
		const body = head.o
			? Buffer.from(`[${head.l} bytes left out: the transcript's bound is ${MAX_TRANSCRIPT_BYTES}]`)
			: bytes.subarray(at, at + length);
		at += length;
		return {
			at: head.at,
			direction: head.d === 0 ? "fromDevice" : "toDevice",
			name: head.n,
			httpStatus: head.s,
			body,
			warnings: head.w ?? [],
		};
	});
}

function inflate(packed: Uint8Array): Buffer {
	const maxOutputLength = 4 * MAX_TRANSCRIPT_BYTES;
	if (packed[0] === SHORT[0])
		return inflateRawSync(packed.subarray(1), { dictionary: SHORT_DICTIONARY, maxOutputLength });
	const options = { dictionary: DICTIONARY, maxOutputLength };
	return packed[0] === ZLIB ? inflateSync(packed, options) : zstdDecompressSync(packed, options);
}
