/**
 * HTTP Digest and Basic (RFC 2617, RFC 7616, RFC 7617) as CPEs speak them, for both sides. Nonces are handed in;
 * whether a nonce was used before is the caller's to know: some devices send `nc=00000001` every time (quirk 120).
 */
import { Buffer, isUtf8 } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { type Challenge, parseChallenges, quoted } from "./http-challenges.ts";

const algorithms = {
	md5: { name: "MD5", hash: "md5", session: false },
	"md5-sess": { name: "MD5-sess", hash: "md5", session: true },
	"sha-256": { name: "SHA-256", hash: "sha256", session: false },
	"sha-256-sess": { name: "SHA-256-sess", hash: "sha256", session: true },
} as const;

type Algorithm = (typeof algorithms)[keyof typeof algorithms];
export type AlgorithmName = Algorithm["name"];

function algorithmOf(written: string | null): Algorithm | null {
	const name = (written ?? "md5").toLowerCase();
	return Object.hasOwn(algorithms, name) ? algorithms[name as keyof typeof algorithms] : null;
}

// What a server sends

export interface ServerChallenge {
	readonly realm: string;
	readonly nonce: string;
	readonly algorithm?: AlgorithmName;
	/** Off for devices of RFC 2069 that fail on it. */
	readonly qop?: boolean;
	readonly opaque?: string;
	/** The nonce was too old, but the password was right. */
	readonly stale?: boolean;
}

export function digestChallenge({
	realm,
	nonce,
	algorithm = "MD5",
	qop = true,
	opaque,
	stale,
}: ServerChallenge): string {
	const parts = [`realm=${quoted(realm)}`];
	if (qop) parts.push('qop="auth"');
	parts.push(`nonce=${quoted(nonce)}`);
	if (opaque !== undefined) parts.push(`opaque=${quoted(opaque)}`);
	parts.push(`algorithm=${algorithm}`);
	if (stale === true) parts.push("stale=true");
	return `Digest ${parts.join(", ")}`;
}

export function basicChallenge(realm: string): string {
	return `Basic realm=${quoted(realm)}`;
}

// What a server reads

export interface BasicAuthorization {
	readonly scheme: "basic";
	readonly username: string;
	readonly password: string;
	readonly nonce: null;
	readonly nc: null;
}

export interface DigestAuthorization {
	readonly scheme: "digest";
	readonly username: string;
	readonly realm: string;
	readonly nonce: string;
	/** As written, `00000001`; `null` without qop. */
	readonly nc: string | null;
	readonly uri: string;
	readonly response: string;
	readonly algorithm: string | null;
	readonly qop: string | null;
	readonly cnonce: string | null;
	readonly opaque: string | null;
}

export type Authorization = BasicAuthorization | DigestAuthorization;

/** Reads an Authorization header, or says `null` where there is nothing to check. */
export function parseAuthorization(header: string | undefined): Authorization | null {
	if (header === undefined) return null;
	const basic = /^\s*basic\s+([\w+/=-]+)\s*$/i.exec(header);
	if (basic !== null) return parseBasic(basic[1] ?? "");
	const [challenge] = parseChallenges(header);
	if (challenge?.scheme !== "digest") return null;
	const get = (name: string): string | null => challenge.parameters.get(name) ?? null;
	const [username, nonce, uri, response] = [usernameOf(challenge), get("nonce"), get("uri"), get("response")];
	if (username === null || nonce === null || uri === null || response === null) return null;
	return {
		scheme: "digest",
		username,
		realm: fromHeader(get("realm") ?? ""),
		nonce,
		nc: get("nc"),
		uri,
		response: response.toLowerCase(),
		algorithm: get("algorithm"),
		qop: get("qop"),
		cnonce: get("cnonce"),
		opaque: get("opaque"),
	};
}

function parseBasic(encoded: string): BasicAuthorization | null {
	const pair = decodeBytes(Buffer.from(encoded, "base64"));
	const split = pair.indexOf(":");
	if (split < 0) return null;
	return { scheme: "basic", username: pair.slice(0, split), password: pair.slice(split + 1), nonce: null, nc: null };
}

/** Node hands headers out as latin1; devices mean UTF-8 more often. */
function fromHeader(value: string): string {
	return decodeBytes(Buffer.from(value, "latin1"));
}

function decodeBytes(bytes: Buffer): string {
	return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
}

function usernameOf({ parameters }: Challenge): string | null {
	const plain = parameters.get("username");
	if (plain !== undefined) return fromHeader(plain);
	const extended = /^utf-8'[^']*'(.*)$/i.exec(parameters.get("username*") ?? "")?.[1];
	if (extended === undefined) return null;
	try {
		return decodeURIComponent(extended);
	} catch {
		return null;
	}
}

export interface Credentials {
	readonly username: string;
	readonly password: string;
}

/** Whether the authorization proves these credentials. Takes the same time whatever part of it is wrong. */
export function verifyAuthorization(authorization: Authorization, method: string, credentials: Credentials): boolean {
	if (authorization.scheme === "basic") {
		const name = sameText(authorization.username, credentials.username);
		return sameText(authorization.password, credentials.password) && name;
	}
	const { username, realm, nonce, uri, response, qop, nc, cnonce } = authorization;
	// A device that names no algorithm goes by the one it was offered; the length of its answer says which.
	const algorithm = algorithmOf(authorization.algorithm ?? (response.length === 64 ? "SHA-256" : "MD5"));
	if (algorithm === null || (qop !== null && qop.toLowerCase() !== "auth")) return false;
	const input = { algorithm, realm, nonce, uri, method, qop, nc, cnonce, ...credentials };
	const name = sameText(username, credentials.username);
	const utf8 = sameText(response, digestResponse(input, "utf8"));
	const latin1 = sameText(response, digestResponse(input, "latin1"));
	return (utf8 || latin1) && name;
}

function sameText(left: string, right: string): boolean {
	return timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());
}

interface DigestInput extends Credentials {
	readonly algorithm: Algorithm;
	readonly realm: string;
	readonly nonce: string;
	readonly uri: string;
	readonly method: string;
	readonly qop: string | null;
	readonly nc: string | null;
	readonly cnonce: string | null;
}

/** RFC 7616, 3.4.1; without qop as RFC 2069 has it. */
function digestResponse(input: DigestInput, encoding: "utf8" | "latin1"): string {
	const { algorithm, realm, nonce, uri, method, qop, nc, cnonce, username, password } = input;
	const hash = (...parts: readonly string[]): string =>
		createHash(algorithm.hash)
			.update(Buffer.from(parts.join(":"), encoding))
			.digest("hex");
	const secret = hash(username, realm, password);
	const a1 = algorithm.session ? hash(secret, nonce, cnonce ?? "") : secret;
	const a2 = hash(method, uri);
	return qop === null ? hash(a1, nonce, a2) : hash(a1, nonce, nc ?? "", cnonce ?? "", qop, a2);
}

// What a client sends

export interface ClientRequest extends Credentials {
	readonly method: string;
	readonly uri: string;
	/** Fresh for each answer; used only where the server asks for qop. */
	readonly cnonce: string;
	/** How often this nonce has been answered, this time included. */
	readonly count: number;
	/** Basic is never fallen back to unasked (quirk 23). */
	readonly allowBasic: boolean;
}

export interface ClientAnswer {
	readonly scheme: "basic" | "digest";
	/** The value of the Authorization header. */
	readonly header: string;
}

/** Answers the strongest challenge that can be answered, or says `null`. */
export function answerChallenge(headers: string | readonly string[], request: ClientRequest): ClientAnswer | null {
	const challenges = parseChallenges(headers);
	const rank = (challenge: Challenge): number => {
		const algorithm = answerable(challenge);
		return algorithm === null ? 0 : algorithm.hash === "sha256" ? 2 : 1;
	};
	const best = challenges.reduce<Challenge | null>(
		(best, one) => (rank(one) > (best === null ? 0 : rank(best)) ? one : best),
		null,
	);
	if (best !== null) return { scheme: "digest", header: digestAuthorization(best, request) };
	if (!request.allowBasic || !challenges.some(({ scheme }) => scheme === "basic")) return null;
	return { scheme: "basic", header: basicAuthorization(request) };
}

function basicAuthorization({ username, password }: Credentials): string {
	return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function answerable({ scheme, parameters }: Challenge): Algorithm | null {
	if (scheme !== "digest" || !parameters.has("nonce")) return null;
	const qop = parameters.get("qop");
	return qop === undefined || qopOf(qop) !== null ? algorithmOf(parameters.get("algorithm") ?? null) : null;
}

function qopOf(written: string | undefined): "auth" | null {
	return written
		?.toLowerCase()
		.split(/[\s,]+/)
		.includes("auth")
		? "auth"
		: null;
}

function digestAuthorization({ parameters }: Challenge, request: ClientRequest): string {
	const { username, password, method, uri, cnonce } = request;
	const written = parameters.get("algorithm");
	const algorithm = algorithmOf(written ?? null) ?? algorithms.md5;
	const realm = parameters.get("realm") ?? "";
	const nonce = parameters.get("nonce") ?? "";
	const opaque = parameters.get("opaque");
	const qop = qopOf(parameters.get("qop"));
	const nc = request.count.toString(16).padStart(8, "0");
	const response = digestResponse(
		{ algorithm, username, password, realm, nonce, uri, method, qop, nc, cnonce },
		"utf8",
	);
	const parts = [
		`username=${quoted(username)}`,
		`realm=${quoted(realm)}`,
		`nonce=${quoted(nonce)}`,
		`uri=${quoted(uri)}`,
		`response="${response}"`,
	];
	if (written !== undefined) parts.push(`algorithm=${algorithm.name}`);
	if (opaque !== undefined) parts.push(`opaque=${quoted(opaque)}`);
	// Quirk 21: a server of RFC 2069 must not see these. A session key is made of the cnonce and can't do without.
	if (qop !== null) parts.push(`qop=${qop}`, `nc=${nc}`);
	if (qop !== null || algorithm.session) parts.push(`cnonce=${quoted(cnonce)}`);
	return `Digest ${parts.join(", ")}`;
}
