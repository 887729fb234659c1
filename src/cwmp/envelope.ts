/** Reads a SOAP envelope. What was understood before something failed stays in the draft, so that an answer can echo it. */
import { readFault } from "./fault.ts";
import type { Message, RpcName } from "./messages.ts";
import { isRpcName, rpcOf } from "./rpcs.ts";
import { parseBoolean, parseNumber } from "./values.ts";
import { isCwmpNamespace, parseVersions } from "./versions.ts";
import { nextChild, openRoot, readText, readTrailer, skip } from "./xml/reader.ts";
import { fail, type Reader } from "./xml/state.ts";
import { namespaceOf } from "./xml/tags.ts";

export interface Draft {
	message: Message | null;
	rpcName: string | null;
	id: string | null;
	namespace: string | null;
	holdRequests: boolean;
	sessionTimeoutSeconds: number | null;
	supportedVersions: readonly string[] | null;
	useVersion: string | null;
}

export function emptyDraft(): Draft {
	return {
		message: null,
		rpcName: null,
		id: null,
		namespace: null,
		holdRequests: false,
		sessionTimeoutSeconds: null,
		supportedVersions: null,
		useVersion: null,
	};
}

/** Elements are known by their local names alone (quirk 40). */
export function readEnvelope(reader: Reader, draft: Draft): void {
	openRoot(reader);
	const root = reader.name;
	if (root !== "Envelope") fail("soap.noEnvelope", `the document is a ${root}`);
	let hasBody = false;
	noteNamespace(reader, draft);
	while (nextChild(reader)) {
		if (reader.name === "Header") readHeader(reader, draft);
		else if (reader.name === "Body") {
			hasBody = true;
			readBody(reader, draft);
		} else {
			reader.warn("soap.unknownElement", reader.name);
			skip(reader);
		}
	}
	if (!hasBody) fail("soap.noBody", "no Body in the Envelope");
	if (draft.message === null) fail("soap.emptyBody", "nothing in the Body");
	readTrailer(reader);
}

/** The CWMP namespace that some prefix is bound to here. */
function noteNamespace(reader: Reader, draft: Draft): void {
	if (draft.namespace !== null) return;
	for (const uri of reader.scope.values()) if (isCwmpNamespace(uri)) draft.namespace = uri;
}

function readHeader(reader: Reader, draft: Draft): void {
	while (nextChild(reader)) {
		const { name } = reader;
		if (name === "ID") draft.id = copy(readText(reader));
		else if (name === "HoldRequests") draft.holdRequests = parseBoolean(readText(reader), name, reader.warn);
		else if (name === "SessionTimeout") draft.sessionTimeoutSeconds = parseNumber(readText(reader), name, reader.warn);
		else if (name === "SupportedCWMPVersions") draft.supportedVersions = parseVersions(readText(reader));
		else if (name === "UseCWMPVersion") draft.useVersion = readText(reader).trim();
		else {
			// NoMoreRequests is an old one that asks for nothing (TR-069 Amendment 1).
			if (name !== "NoMoreRequests") reader.warn("soap.unknownHeader", name);
			skip(reader);
		}
	}
}

function readBody(reader: Reader, draft: Draft): void {
	while (nextChild(reader)) {
		if (draft.message === null) readMessage(reader, draft);
		else {
			reader.warn("soap.secondMessage", reader.name);
			skip(reader);
		}
	}
}

const responseSuffix = "Response";

function readMessage(reader: Reader, draft: Draft): void {
	const { name } = reader;
	const own = namespaceOf(reader);
	if (own !== undefined && isCwmpNamespace(own)) draft.namespace = own;
	else noteNamespace(reader, draft);
	draft.namespace = draft.namespace === null ? null : copy(draft.namespace);
	if (name === "Fault") {
		draft.message = { kind: "fault", fault: readFault(reader) };
		return;
	}
	draft.rpcName = name;
	const isResponse = name.endsWith(responseSuffix);
	const rpc = isResponse ? name.slice(0, -responseSuffix.length) : name;
	if (!isRpcName(rpc)) fail("rpc.unknown", `no method is called ${name.slice(0, 80)}`);
	draft.message = readRpc(reader, rpc, isResponse);
}

function readRpc(reader: Reader, rpc: RpcName, isResponse: boolean): Message {
	const codec = rpcOf(rpc);
	// The name and the codec belong together by `rpcs`; the compiler can't see that through a union.
	return (
		isResponse
			? { kind: "response", rpc, body: codec.response.read(reader) }
			: { kind: "request", rpc, body: codec.request.read(reader) }
	) as Message;
}

/** A slice would hold the whole body. */
function copy(text: string): string {
	return ` ${text}`.slice(1);
}
