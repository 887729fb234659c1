import { expect, test } from "vitest";
import type { SessionReply } from "../../src/cwmp/session.ts";
import type { LiveSession } from "../../src/engine/liveSession.ts";
import { outOfPatience } from "../../src/engine/patience.ts";

const fault = (faultCode: number): SessionReply => ({ send: "fault", faultCode, reason: "no" });
const served: SessionReply = { send: "response", response: { kind: "response", rpc: "TransferComplete", body: {} } };

function sessionOf(messages: number): LiveSession {
	return { faultsInARow: 0, transcript: Array.from({ length: messages }) } as unknown as LiveSession;
}

test.each([
	["the fourth fault in a row", [8003, 8003, 8005, 8003], "refused"],
	["three in a row", [8003, 8003, 8003], null],
	["any number with an answer among them", [8003, 8003, 8003, null, 8003, 8003, 8003], null],
	["methods that are not served, however many", Array.from({ length: 50 }, () => 8000), null],
])("%s", (_name, replies, ends) => {
	const session = sessionOf(2);
	expect(replies.map((code) => outOfPatience(session, code === null ? served : fault(code))).at(-1)).toBe(ends);
});

test("a session of more messages than any walk needs has taken too long", () => {
	expect(outOfPatience(sessionOf(39_999), served)).toBeNull();
	expect(outOfPatience(sessionOf(40_000), served)).toBe("tooLong");
});
