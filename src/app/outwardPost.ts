import { Resolver } from "node:dns/promises";
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

/** What asks the DNS for a name's addresses of one family; fails where there are none. */
type Asked = Pick<Resolver, "resolve4" | "resolve6">;

/**
 * Looks names up for a connection, and fails where any of a name's addresses is not public. The DNS is asked itself, as the
 * system's lookups share few threads: a name that is slow to resolve would hold up everybody else's.
 */
export function lookupBy(asked: Asked): LookupFunction {
	const find = async (hostname: string): Promise<{ address: string; family: number }[]> => {
		const [four, six] = await Promise.allSettled([asked.resolve4(hostname), asked.resolve6(hostname)]);
		const found = [four, six].flatMap((answer, i) =>
			answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: i === 0 ? 4 : 6 })) : [],
		);
		if (found.length === 0) throw four.status === "rejected" ? four.reason : new Error(`${hostname} has no address`);
		// Which one it is, is not told: it may be nobody's business outside.
		if (!found.every(({ address }) => isPublic(address))) throw new Error(`${hostname} is not at a public address`);
		return found;
	};
	return (hostname, { all }, callback) => {
		find(hostname).then(
			(found) => {
				const [first] = found as [{ address: string; family: number }];
				if (all) callback(null, found);
				else callback(null, first.address, first.family);
			},
			(error) => callback(error, "", 0),
		);
	};
}

const RESOLVE_MS = 3_000;
const lookupPublic = lookupBy(new Resolver({ timeout: RESOLVE_MS, tries: 2 }));
