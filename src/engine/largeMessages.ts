import { setTimeout } from "node:timers/promises";
import type { CwmpPost, HttpReply } from "./liveSession.ts";
import { busy, inTurn } from "./replies.ts";

/** Above the largest messages that devices were seen to send (quirk 125). */
const LARGE_BYTES = 2 << 20;
/** Those that are taken or wait for it, 16 MiB each at most. */
const MAX_WAITING = 16;
/** Before each, so that other sessions come to more than one step between two of them. */
const PAUSE_MS = 20;

/** Takes large messages one after the other, and lets what else has come go first: each holds the process for a while. */
export function largeOnesInTurn(receive: (post: CwmpPost) => Promise<HttpReply>) {
	const turns = new Map<string, Promise<unknown>>();
	let waiting = 0;

	async function receiveLarge(post: CwmpPost): Promise<HttpReply> {
		if (waiting >= MAX_WAITING) return busy();
		waiting++;
		try {
			return await inTurn(turns, "", async () => {
				await setTimeout(PAUSE_MS);
				return await receive(post);
			});
		} finally {
			waiting--;
		}
	}

	return (post: CwmpPost): Promise<HttpReply> => (post.body.length < LARGE_BYTES ? receive(post) : receiveLarge(post));
}
