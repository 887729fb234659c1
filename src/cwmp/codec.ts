/** CWMP messages from and to bytes (TR-069 Amendment 6, 3.4 and Annex A). Lenient in, strict out; never throws on input. */
import { CertusError } from "../lib/errors.ts";
import { bytesToText } from "./charset.ts";
import { type Draft, emptyDraft, readEnvelope } from "./envelope.ts";
import { writeFault } from "./fault.ts";
import type { Struct } from "./fields.ts";
import type { Envelope, Message, Warning } from "./messages.ts";
import { rpcOf } from "./rpcs.ts";
import { soapEncodingNamespace, soapEnvelopeNamespace } from "./versions.ts";
import { openWarningLog } from "./warnings.ts";
import { openReader } from "./xml/state.ts";
import { cleanText, isCleanBytes } from "./xml/text.ts";
import { escapeAttribute, escapeXml } from "./xml/write.ts";

export interface DecodeLimits {
	readonly maxDepth: number;
	/** Entries of all lists of a message together. */
	readonly maxParameters: number;
}

export const defaultDecodeLimits: DecodeLimits = { maxDepth: 64, maxParameters: 100_000 };

export type Decoded =
	| {
			readonly ok: true;
			readonly envelope: Envelope;
			readonly warnings: readonly Warning[];
			/** The bytes end behind the message, but before the envelope does (quirk 115). */
			readonly truncatedTail: boolean;
	  }
	| {
			readonly ok: false;
			/** What to answer (A.5.2). */
			readonly faultCode: number;
			/** A stable reason: `xml.malformed`, `soap.noBody`, `rpc.unknown`, … */
			readonly code: string;
			readonly reason: string;
			/** As far as they were read before it failed. */
			readonly id: string | null;
			readonly namespace: string | null;
			readonly rpcName: string | null;
			readonly warnings: readonly Warning[];
	  };

/** Whatever is not here is the sender's fault: 8003. */
const faultCodes: Readonly<Record<string, number>> = {
	"rpc.unknown": 8000,
	"limit.parameters": 8004,
	"limit.characters": 8004,
	"limit.elements": 8004,
	"limit.prefixes": 8004,
	"limit.references": 8004,
	"xml.tooDeep": 8004,
	"xml.truncated": 8005,
};

export function decode(body: Uint8Array, contentType?: string, limits: DecodeLimits = defaultDecodeLimits): Decoded {
	const log = openWarningLog();
	const raw = bytesToText(body, contentType, log.warn);
	const draft = emptyDraft();
	let truncatedTail = false;
	try {
		const text = isCleanBytes(body) ? raw : cleanText(raw, log.warn);
		readEnvelope(openReader(text, limits, log.warn), draft);
	} catch (error) {
		if (!(error instanceof CertusError)) throw error;
		if (error.code !== "xml.truncated" || draft.message === null) return failure(error, draft, log.list());
		log.warn("body.truncatedTail", error.message);
		truncatedTail = true;
	}
	const { message, rpcName: _, ...header } = draft;
	if (message === null) return failure(new CertusError(400, "soap.emptyBody", "no message"), draft, log.list());
	return { ok: true, envelope: { message, ...header }, warnings: log.list(), truncatedTail };
}

function failure(error: CertusError, draft: Draft, warnings: readonly Warning[]): Decoded {
	const { id, namespace, rpcName } = draft;
	const faultCode = faultCodes[error.code] ?? 8003;
	return { ok: false, faultCode, code: error.code, reason: error.message, id, namespace, rpcName, warnings };
}

export interface EncodeHeader {
	/** Echoed as it is; `null` sends no ID. */
	readonly id: string | null;
	readonly namespace: string;
	readonly holdRequests?: boolean;
	readonly useVersion?: string;
	readonly supportedVersions?: readonly string[];
	readonly sessionTimeoutSeconds?: number;
	/** An XML declaration in front: off, for a client that chokes on it (quirk 108). */
	readonly declaration?: boolean;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const envelopeOpen =
	`<soapenv:Envelope xmlns:soapenv="${soapEnvelopeNamespace}" xmlns:soapenc="${soapEncodingNamespace}"` +
	' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
	' xmlns:cwmp="';
const envelopeClose = "</soapenv:Body></soapenv:Envelope>";

export function encode(message: Message, header: EncodeHeader): string {
	return `${header.declaration ? declaration : ""}${envelopeOpen}${escapeAttribute(header.namespace)}">${writeHeader(header)}<soapenv:Body>${writeMessage(message)}${envelopeClose}`;
}

function writeHeader(header: EncodeHeader): string {
	let out = "";
	if (header.id !== null) out += `<cwmp:ID soapenv:mustUnderstand="1">${escapeXml(header.id)}</cwmp:ID>`;
	if (header.holdRequests === true) out += '<cwmp:HoldRequests soapenv:mustUnderstand="1">1</cwmp:HoldRequests>';
	if (header.sessionTimeoutSeconds !== undefined)
		out += `<cwmp:SessionTimeout>${Math.trunc(header.sessionTimeoutSeconds)}</cwmp:SessionTimeout>`;
	if (header.supportedVersions !== undefined)
		out += `<cwmp:SupportedCWMPVersions>${escapeXml(header.supportedVersions.join(","))}</cwmp:SupportedCWMPVersions>`;
	if (header.useVersion !== undefined)
		out += `<cwmp:UseCWMPVersion soapenv:mustUnderstand="1">${escapeXml(header.useVersion)}</cwmp:UseCWMPVersion>`;
	return out === "" ? "" : `<soapenv:Header>${out}</soapenv:Header>`;
}

function writeMessage(message: Message): string {
	if (message.kind === "fault") return writeFault(message.fault);
	const rpc = rpcOf(message.rpc);
	const name = `cwmp:${message.rpc}${message.kind === "response" ? "Response" : ""}`;
	// The body is that of the RPC by the type of Message; the compiler can't see that through a union.
	const half = (message.kind === "request" ? rpc.request : rpc.response) as Struct<typeof message.body>;
	const inner = half.write(message.body);
	return inner === "" ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}
