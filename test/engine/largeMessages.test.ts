import { expect, test, vi } from "vitest";
import { largeOnesInTurn } from "../../src/engine/largeMessages.ts";
import type { CwmpPost, HttpReply } from "../../src/engine/liveSession.ts";

const MEBIBYTE = 1 << 20;
const postOf = (bytes: number): CwmpPost => ({ body: new Uint8Array(bytes) }) as unknown as CwmpPost;

/** What takes a message, and is through with it when it is told so. */
function slow() {
	const taken: ((reply: HttpReply) => void)[] = [];
	const receive = largeOnesInTurn(() => new Promise((resolve) => taken.push(resolve)));
	const taking = async (count: number): Promise<void> => {
		await vi.waitFor(() => expect(taken.length).toBeGreaterThanOrEqual(count));
		expect(taken).toHaveLength(count);
	};
	return { receive, taking, answer: (i: number) => taken[i]?.({ status: 200, body: String(i) }) };
}

test("large messages are taken one after the other, and small ones beside them at once", async () => {
	const { receive, taking, answer } = slow();
	const replies = [2, 16, 2].map((size) => receive(postOf(size * MEBIBYTE)));
	await taking(1);
	void receive(postOf(2 * MEBIBYTE - 1));
	await taking(2);
	answer(0);
	expect((await replies[0])?.body).toBe("0");
	await taking(3);
	answer(2);
	await replies[1];
	await taking(4);
	answer(3);
	expect((await replies[2])?.body).toBe("3");
});

test("where many large messages wait, one more is turned away until there is room", async () => {
	const { receive, taking, answer } = slow();
	const replies = Array.from({ length: 16 }, () => receive(postOf(2 * MEBIBYTE)));
	expect((await receive(postOf(2 * MEBIBYTE))).status).toBe(503);
	await taking(1);
	answer(0);
	await replies[0];
	await taking(2);
	const next = receive(postOf(2 * MEBIBYTE));
	for (let i = 1; i <= 16; i++) {
		await taking(i + 1);
		answer(i);
	}
	expect((await next).status).toBe(200);
});
