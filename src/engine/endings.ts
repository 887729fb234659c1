import type { HttpReply } from "./liveSession.ts";
import { sameBytes } from "./replies.ts";

const MAX_ENDINGS = 20_000;
/** A longer message is not kept: its repetition is answered as outside any session. */
const MAX_BODY_BYTES = 4 * 1024;

interface Ending {
	readonly body: Uint8Array;
	readonly reply: HttpReply;
	readonly until: number;
}

/** The last message of sessions that have ended, and its answer: a CPE that did not get it sends the message again. */
export function createEndings(keepMs: number) {
	const byCookie = new Map<string, Ending>();
	return {
		keep(cookie: string, body: Uint8Array, reply: HttpReply, now: number): void {
			// To an empty POST outside any session the answer is the same 204 anyway.
			if (body.length === 0 || body.length > MAX_BODY_BYTES) return;
			for (const [oldest, { until }] of byCookie) {
				if (byCookie.size < MAX_ENDINGS && until > now) break;
				byCookie.delete(oldest);
			}
			byCookie.set(cookie, { body: Uint8Array.from(body), reply, until: now + keepMs });
		},
		find(cookies: readonly string[], body: Uint8Array, now: number): HttpReply | null {
			for (const cookie of cookies) {
				const ending = byCookie.get(cookie);
				if (ending && ending.until > now && sameBytes(ending.body, body)) return ending.reply;
			}
			return null;
		},
	};
}
