import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/cwmp/codec.ts";
import type { AcsRequest, AcsResponse, CpeRequest, CpeResponse, CwmpFault, Message } from "../../src/cwmp/messages.ts";
import {
	awaitingInform,
	type EndReason,
	type SessionInput,
	type SessionReply,
	type SessionState,
	step,
} from "../../src/cwmp/session.ts";
import { type Exchange, replay } from "./replay.ts";

const reboot: AcsRequest = { kind: "request", rpc: "Reboot", body: { commandKey: "k" } };
const getMethods: AcsRequest = { kind: "request", rpc: "GetRPCMethods", body: {} };
const rebooted: CpeResponse = { kind: "response", rpc: "Reboot", body: {} };
const methods: CpeResponse = { kind: "response", rpc: "GetRPCMethods", body: { methods: ["Reboot"] } };
const refused: CwmpFault = { code: 9000, message: "no", parameters: [], soapCode: "Client" };
const transferComplete: CpeRequest = {
	kind: "request",
	rpc: "TransferComplete",
	body: { commandKey: "k", fault: { code: 0, message: "" }, startTime: "", completeTime: "" },
};

const states = {
	awaitingInform,
	cpeTurn: { at: "cpeTurn" },
	acsTurn: { at: "acsTurn" },
	awaitingAnswer: { at: "awaitingAnswer", request: reboot, id: "7" },
	ended: { at: "ended", why: "done" },
} as const satisfies Record<string, SessionState>;
type StateName = keyof typeof states;

const inputs = {
	inform: { type: "inform" },
	cpeRequest: { type: "cpeRequest", request: transferComplete },
	emptySame: { type: "empty", sameConnection: true },
	emptyOther: { type: "empty", sameConnection: false },
	response: { type: "response", response: rebooted, id: "7" },
	otherResponse: { type: "response", response: methods, id: "7" },
	fault: { type: "fault", fault: refused, id: "7" },
	unintelligible: { type: "unintelligible", faultCode: 8005, reason: "cut short" },
	work: { type: "work", request: getMethods, id: "8" },
	noWork: { type: "noWork" },
	end: { type: "end", why: "idle" },
} as const satisfies Record<string, SessionInput>;
type InputName = keyof typeof inputs;

/** What is sent, in short: what a fault's code is, what became of the awaited request. */
function short(reply: SessionReply): string {
	if (reply.send === "fault") return `fault ${reply.faultCode}`;
	if (reply.send === "request") return `request ${reply.id}`;
	if (reply.send === "response") return `${reply.response.rpc}Response`;
	if (reply.send === "end") return "end";
	return `${reply.send}, ${reply.answer === null ? "nothing asked" : `answer: ${reply.answer.kind}`}`;
}

/** Every state with every input: the state after it, and the reply. */
const TABLE: Readonly<Record<StateName, Readonly<Record<InputName, readonly [StateName, string]>>>> = {
	awaitingInform: {
		inform: ["cpeTurn", "InformResponse"],
		cpeRequest: ["awaitingInform", "fault 8003"],
		emptySame: ["awaitingInform", "end"],
		emptyOther: ["awaitingInform", "end"],
		response: ["awaitingInform", "fault 8003"],
		otherResponse: ["awaitingInform", "fault 8003"],
		fault: ["awaitingInform", "fault 8003"],
		unintelligible: ["awaitingInform", "fault 8005"],
		work: ["awaitingInform", "fault 8003"],
		noWork: ["awaitingInform", "fault 8003"],
		end: ["ended", "nothing, nothing asked"],
	},
	cpeTurn: {
		inform: ["cpeTurn", "fault 8003"],
		cpeRequest: ["cpeTurn", "TransferCompleteResponse"],
		emptySame: ["acsTurn", "decide, nothing asked"],
		emptyOther: ["acsTurn", "decide, nothing asked"],
		response: ["cpeTurn", "fault 8003"],
		otherResponse: ["cpeTurn", "fault 8003"],
		fault: ["cpeTurn", "fault 8003"],
		unintelligible: ["cpeTurn", "fault 8005"],
		work: ["cpeTurn", "fault 8003"],
		noWork: ["cpeTurn", "fault 8003"],
		end: ["ended", "nothing, nothing asked"],
	},
	acsTurn: {
		inform: ["acsTurn", "fault 8003"],
		cpeRequest: ["acsTurn", "fault 8003"],
		emptySame: ["acsTurn", "end"],
		emptyOther: ["acsTurn", "end"],
		response: ["acsTurn", "fault 8003"],
		otherResponse: ["acsTurn", "fault 8003"],
		fault: ["acsTurn", "fault 8003"],
		unintelligible: ["acsTurn", "fault 8005"],
		work: ["awaitingAnswer", "request 8"],
		noWork: ["ended", "end"],
		end: ["ended", "nothing, nothing asked"],
	},
	awaitingAnswer: {
		inform: ["awaitingAnswer", "fault 8003"],
		cpeRequest: ["awaitingAnswer", "TransferCompleteResponse"],
		emptySame: ["acsTurn", "decide, answer: none"],
		emptyOther: ["awaitingAnswer", "request 7"],
		response: ["acsTurn", "decide, answer: response"],
		otherResponse: ["awaitingAnswer", "fault 8003"],
		fault: ["acsTurn", "decide, answer: fault"],
		unintelligible: ["awaitingAnswer", "fault 8005"],
		work: ["awaitingAnswer", "fault 8003"],
		noWork: ["awaitingAnswer", "fault 8003"],
		end: ["ended", "nothing, answer: none"],
	},
	ended: {
		inform: ["ended", "fault 8003"],
		cpeRequest: ["ended", "fault 8003"],
		emptySame: ["ended", "end"],
		emptyOther: ["ended", "end"],
		response: ["ended", "fault 8003"],
		otherResponse: ["ended", "fault 8003"],
		fault: ["ended", "fault 8003"],
		unintelligible: ["ended", "fault 8005"],
		work: ["ended", "fault 8003"],
		noWork: ["ended", "fault 8003"],
		end: ["ended", "nothing, nothing asked"],
	},
};

describe.each(Object.entries(TABLE))("in the state %s", (from, row) => {
	test.each(Object.entries(row))("%s", (input, [to, sent]) => {
		const [state, reply] = step(states[from as StateName], inputs[input as InputName]);
		expect([state.at, short(reply)]).toEqual([to, sent]);
	});
});

test.each([
	["what could not be understood", inputs.unintelligible],
	[
		"a response to something else",
		{ type: "response", id: null, response: { kind: "response", rpc: "ScheduleInform", body: {} } },
	],
] as const)("a fault after %s was refused with one is none of the device's about the request", (_title, wrong) => {
	const asked = states.awaitingAnswer;
	const [refused, reply] = step(asked, wrong);
	expect(reply.send).toBe("fault");
	const [, after] = step(refused, inputs.fault);
	expect(after).toEqual({ send: "decide", answer: { kind: "none" } });
	// The right answer is taken all the same.
	expect(step(refused, inputs.response)).toEqual(step(asked, inputs.response));
});

test("quirk 13: what this ACS serves is answered under its own name, the rest with fault 8000", () => {
	const answerTo = (rpc: string) => {
		const [state, reply] = step(states.cpeTurn, {
			type: "cpeRequest",
			request: { kind: "request", rpc, body: {} } as CpeRequest,
		});
		expect(state).toEqual(states.cpeTurn);
		return short(reply);
	};
	const served = ["TransferComplete", "AutonomousTransferComplete", "RequestDownload", "DUStateChangeComplete"];
	for (const rpc of [...served, "AutonomousDUStateChangeComplete", "GetRPCMethods"])
		expect(answerTo(rpc)).toBe(`${rpc}Response`);
	expect(answerTo("Kicked")).toBe("fault 8000");
});

test("quirk 12: GetRPCMethods lists exactly the methods that are answered", () => {
	const [, reply] = step(states.cpeTurn, {
		type: "cpeRequest",
		request: { kind: "request", rpc: "GetRPCMethods", body: {} },
	});
	if (reply.send !== "response" || reply.response.rpc !== "GetRPCMethods") throw new Error("no answer");
	for (const rpc of reply.response.body.methods.filter((name) => name !== "Inform")) {
		const [, answer] = step(states.cpeTurn, {
			type: "cpeRequest",
			request: { kind: "request", rpc, body: {} } as CpeRequest,
		});
		expect([rpc, answer.send]).toEqual([rpc, "response"]);
	}
	expect(short(step(awaitingInform, { type: "inform" })[1])).toBe("InformResponse");
});

const anyInput: fc.Arbitrary<SessionInput> = fc.oneof(
	fc.constantFrom<SessionInput>(...Object.values(inputs)),
	fc.record({
		type: fc.constant("end" as const),
		why: fc.constantFrom<EndReason>("done", "superseded", "idle", "tooLong", "refused", "shutdown"),
	}),
	fc.record({ type: fc.constant("unintelligible" as const), faultCode: fc.integer(), reason: fc.string() }),
	fc.record({
		type: fc.constant("response" as const),
		response: fc.constantFrom(rebooted, methods),
		id: fc.option(fc.string()),
	}),
);

test("whatever comes in whatever order, requests go out in the ACS's turn alone, and nothing after the end", () => {
	fc.assert(
		fc.property(fc.array(anyInput, { maxLength: 60 }), (sequence) => {
			let state: SessionState = awaitingInform;
			let informed = 0;
			for (const input of sequence) {
				const before: SessionState = state;
				const [after, reply] = step(before, input);
				if (reply.send === "request") {
					const resent = before.at === "awaitingAnswer" && reply.request === before.request && reply.id === before.id;
					expect(before.at === "acsTurn" || resent).toBe(true);
					expect(after).toEqual({ at: "awaitingAnswer", request: reply.request, id: reply.id });
				}
				if (reply.send === "response" && reply.response.rpc === "Inform") informed++;
				if (reply.send === "decide") expect(after.at).toBe("acsTurn");
				if (before.at === "awaitingInform") expect(["request", "decide"]).not.toContain(reply.send);
				if (before.at === "ended") {
					expect(after.at).toBe("ended");
					expect(["end", "fault", "nothing"]).toContain(reply.send);
				}
				// What was asked is never lost without a word on it.
				if (before.at === "awaitingAnswer" && after.at !== "awaitingAnswer")
					expect("answer" in reply && reply.answer).toBeTruthy();
				state = after;
			}
			expect(informed).toBeLessThanOrEqual(1);
		}),
		{ numRuns: 1_000 },
	);
});

const wire = (message: Message, id: string | null) => encode(message, { id, namespace: "urn:dslforum-org:cwmp-1-2" });
const informMessage: CpeRequest = {
	kind: "request",
	rpc: "Inform",
	body: {
		device: { manufacturer: "Acme", oui: "00D09E", productClass: "HG", serialNumber: "S1" },
		events: [{ code: "7 TRANSFER COMPLETE", commandKey: "" }],
		maxEnvelopes: 1,
		currentTime: "2026-01-01T00:00:00Z",
		retryCount: 0,
		parameters: [{ path: "Device.DeviceInfo.SoftwareVersion", value: "1", type: "xsd:string" }],
	},
};
const acsInform: AcsResponse = { kind: "response", rpc: "Inform", body: { maxEnvelopes: 1 } };
/** A session as it went over the wire. */
const RECORDED: readonly Exchange[] = [
	[wire(informMessage, "a"), wire(acsInform, "a")],
	[wire(transferComplete, "b"), wire({ kind: "response", rpc: "TransferComplete", body: {} }, "b")],
	["", wire(getMethods, "1")],
	[wire(methods, "1"), wire(reboot, "2")],
	[
		wire(rebooted, "1 or another"),
		wire({ kind: "request", rpc: "GetParameterValues", body: { paths: ["Device.X"] } }, "3"),
	],
	[wire({ kind: "fault", fault: { ...refused, code: 9005 } }, "3"), ""],
];

test("a transcript that is fed again gives the same bytes", () => {
	expect(replay(RECORDED)).toEqual(RECORDED.map(([, toDevice]) => toDevice));
});

test("a transcript whose session was broken off gives the same bytes as far as it goes", () => {
	for (let length = 0; length <= RECORDED.length; length++) {
		const part = RECORDED.slice(0, length);
		expect(replay(part)).toEqual(part.map(([, toDevice]) => toDevice));
	}
});
