import { lookup as resolve } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

export interface Posted {
	/** Of the answer; `null` where none came. */
	readonly status: number | null;
	/** Why none came. */
	readonly error: string | null;
	/** The beginning of the answer's body. */
	readonly text: string;
}

interface PostOptions {
	readonly allowPrivate: boolean;
	/** Until the answer has begun and what is kept of it is there. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

/** What is kept of an answer. */
const KEPT_BYTES = 1_024;

/**
 * Posts to an address that somebody else chose. Follows no redirect, takes a bounded part of the answer, ends in time.
 * Unless private addresses are allowed, only public ones are connected to: each connection is a new one, and what is
 * looked at is the address that it goes to, so that a name which resolves differently the next time gains nothing.
 */
export function postOutward(
	url: string,
	headers: Readonly<Record<string, string>>,
	body: string,
	{ allowPrivate, timeoutMs, signal }: PostOptions,
): Promise<Posted> {
	return new Promise((done) => {
		const fail = (error: string): void => done({ status: null, error, text: "" });
		const target = new URL(url);
		const refusal = refusalOf(target, allowPrivate);
		if (refusal !== null) return fail(refusal);
		const send = target.protocol === "https:" ? httpsRequest : httpRequest;
		const request = send(target, {
			method: "POST",
			agent: false,
			signal,
			headers: { ...headers, "content-length": Buffer.byteLength(body) },
			...(!allowPrivate && { lookup: lookupPublic }),
		});
		const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
		request.once("close", () => clearTimeout(timer));
		let answered = false;
		request.on("error", (error) => answered || fail(error.message));
		request.once("response", (response) => {
			// Whatever becomes of the rest, this is what it was answered.
			answered = true;
			const status = response.statusCode ?? 0;
			readStart(response).then((text) => {
				done({ status, error: null, text });
				request.destroy();
			}, fail);
		});
		request.end(body);
	});
}

/** The first bytes of an answer: as many as came before it ended or broke off. */
async function readStart(response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of response as AsyncIterable<Buffer>) {
			chunks.push(chunk);
			size += chunk.length;
			if (size >= KEPT_BYTES) break;
		}
	} catch {
		// The status stands.
	}
	return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString("utf8").replaceAll("\0", "\ufffd");
}

/** Why a URL is not posted to, as far as it can be told without asking for its name; `null`: it may be. */
export function refusalOf(target: URL, allowPrivate: boolean): string | null {
	if (target.protocol !== "https:" && !(allowPrivate && target.protocol === "http:")) return "only https is posted to";
	const host = target.hostname.replace(/^\[|\]$/g, "");
	return !allowPrivate && isIP(host) !== 0 && !isPublic(host) ? `${host} is not a public address` : null;
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** Not loopback, link-local, private, multicast, nor any other range that is kept for something. */
export function isPublic(address: string): boolean {
	if (!ipaddr.isValid(address)) return false;
	const parsed = ipaddr.process(address);
	if (parsed.range() !== "unicast") return false;
	return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

/** Resolves a name as `dns.lookup` does, and fails where any of its addresses is not public. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
	resolve(hostname, { ...options, all: true }, (error, addresses) => {
		if (error) return callback(error, "", 0);
		const refused = addresses.find(({ address }) => !isPublic(address));
		const [first] = addresses;
		if (refused || !first)
			return callback(new Error(`${hostname} is at ${refused?.address}, which is not public`), "", 0);
		if (options.all) callback(null, addresses);
		else callback(null, first.address, first.family);
	});
};
