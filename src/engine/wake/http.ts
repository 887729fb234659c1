import { randomBytes } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { answerChallenge, type Credentials } from "../../cwmp/digest.ts";

/** What the connection request itself came to; whether the device is there, only a session says (quirk 29). */
export type Knock =
	| { readonly outcome: "accepted" }
	/** 503: it is in a session already, or its proxy can't reach it (quirk 30). */
	| { readonly outcome: "busy" }
	| { readonly outcome: "denied"; readonly reason: string }
	| { readonly outcome: "unreachable"; readonly reason: string };

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024;

/**
 * A connection request over HTTP or HTTPS (TR-069 Amendment 6, 3.2.2): a GET, answered by digest, or by basic where the
 * device offers nothing else. Redirects are not followed: the address is the device's own word.
 */
export async function knock(url: string, credentials: readonly Credentials[], signal: AbortSignal): Promise<Knock> {
	let target: URL;
	try {
		target = new URL(url);
	} catch {
		return { outcome: "unreachable", reason: "the device's ConnectionRequestURL is not an address" };
	}
	try {
		const first = await get(target, null, signal);
		if (first.status !== 401) return meaning(first.status);
		for (const { username, password } of credentials) {
			const answer = answerChallenge(first.challenges, {
				method: "GET",
				uri: `${target.pathname}${target.search}`,
				cnonce: randomBytes(8).toString("hex"),
				count: 1,
				allowBasic: true,
				username,
				password,
			});
			if (!answer) return { outcome: "denied", reason: "the device asks for an authentication that is not known" };
			const second = await get(target, answer.header, signal);
			if (second.status !== 401) return meaning(second.status);
		}
		return { outcome: "denied", reason: "the device refused the connection request's credentials" };
	} catch (error) {
		return { outcome: "unreachable", reason: describe(error as NodeJS.ErrnoException) };
	}
}

function meaning(status: number): Knock {
	if (status >= 200 && status < 300) return { outcome: "accepted" };
	return status === 503 ? { outcome: "busy" } : { outcome: "denied", reason: `the device answered HTTP ${status}` };
}

/** Each on a connection of its own: some devices close theirs after a 401 (quirk 22). */
function get(
	target: URL,
	authorization: string | null,
	signal: AbortSignal,
): Promise<{ status: number; challenges: string[] }> {
	return new Promise((resolve, reject) => {
		const secure = target.protocol === "https:";
		const options = {
			method: "GET",
			agent: false,
			timeout: TIMEOUT_MS,
			signal,
			headers: { Connection: "close", ...(authorization && { Authorization: authorization }) },
			// CPEs show certificates that they made themselves; what counts is the session that follows.
			...(secure && { rejectUnauthorized: false }),
		};
		const request = (secure ? httpsRequest : httpRequest)(target, options, (response: IncomingMessage) => {
			const challenges = response.rawHeaders.filter(
				(_, i) => i % 2 === 1 && response.rawHeaders[i - 1]?.toLowerCase() === "www-authenticate",
			);
			let received = 0;
			response.on("data", (chunk: Buffer) => {
				received += chunk.length;
				if (received > MAX_ANSWER_BYTES) response.destroy();
			});
			response.on("error", () => undefined);
			resolve({ status: response.statusCode ?? 0, challenges });
		});
		request.on("timeout", () => request.destroy(new Error("no answer in time")));
		request.on("error", reject);
		request.end();
	});
}

function describe(error: NodeJS.ErrnoException): string {
	const reasons: Readonly<Record<string, string>> = {
		ECONNREFUSED: "nothing listens at the device's ConnectionRequestURL",
		EHOSTUNREACH: "the device's address can't be reached",
		ENETUNREACH: "the device's address can't be reached",
		ENOTFOUND: "the name in the device's ConnectionRequestURL is not known",
		ETIMEDOUT: "the device's address does not answer",
	};
	if (error.code?.startsWith("HPE_")) return "the device's answer is not HTTP";
	return (error.code && reasons[error.code]) || error.message;
}
