import { constants, deflateSync, inflateSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
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

/** What envelopes have in common, so that a session of two short messages compresses as well as a long one. */
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

/** A Zstandard context costs more than all that is in a periodic session: what is as short as that is deflated. */
const SHORT_BYTES = 8 * 1024;
const SHORT_OPTIONS = { dictionary: DICTIONARY, level: 1, windowBits: 13, memLevel: 5, chunkSize: SHORT_BYTES / 2 };
/** The first byte of a zlib stream with that window (RFC 1950, 2.2); a Zstandard frame begins with 0x28. */
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
		total += body.length;
		const omitted = total > MAX_TRANSCRIPT_BYTES;
		if (omitted) total -= body.length;
		else bodies.push(body);
		heads.push({
			at,
			d: direction === "fromDevice" ? 0 : 1,
			n: name,
			s: httpStatus,
			l: body.length,
			...(warnings.length > 0 && { w: warnings }),
			...(omitted && { o: 1 }),
		});
	}
	const head = Buffer.from(JSON.stringify(heads));
	const size = Buffer.alloc(4);
	size.writeUInt32BE(head.length);
	const bytes = Buffer.concat([size, head, ...bodies]);
	return bytes.length <= SHORT_BYTES ? deflateSync(bytes, SHORT_OPTIONS) : zstdCompressSync(bytes, OPTIONS);
}

export function unpackTranscript(packed: Uint8Array): TranscriptMessage[] {
	const options = { dictionary: DICTIONARY, maxOutputLength: 4 * MAX_TRANSCRIPT_BYTES };
	const bytes = packed[0] === ZLIB ? inflateSync(packed, options) : zstdDecompressSync(packed, options);
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
