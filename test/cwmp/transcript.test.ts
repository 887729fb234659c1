import { describe, expect, test } from "vitest";
import { packTranscript, type TranscriptMessage, unpackTranscript } from "../../src/cwmp/transcript.ts";

const at = Date.UTC(2026, 2, 2);

function message(body: Uint8Array, more: Partial<TranscriptMessage> = {}): TranscriptMessage {
	return { at, direction: "fromDevice", name: "Inform", httpStatus: null, body, warnings: [], ...more };
}

describe("a session's transcript", () => {
	test.each([
		["of nothing", []],
		["of short messages", [message(Buffer.from("<cwmp:Inform/>")), message(Buffer.alloc(0), { name: "empty" })]],
		["of bytes that are no text", [message(Uint8Array.from({ length: 256 }, (_, i) => i))]],
		[
			"with what is beyond ASCII in its warnings",
			[message(Buffer.from("x"), { warnings: [{ code: "a", detail: "Öl, 油" }] })],
		],
		["of an answer", [message(Buffer.from("<a/>"), { direction: "toDevice", httpStatus: 200, at: at + 7 })]],
		[
			"just short enough to be deflated, and just too long",
			[8_000, 8_191, 8_192, 8_193, 9_000].map((n) => message(Buffer.alloc(n, "y"))),
		],
		["of a long message", [message(Buffer.alloc(300_000, "<Name>Device.</Name>"))]],
	])("%s is read as it was kept", (_, messages) => {
		for (const list of [messages, ...messages.map((one) => [one])]) {
			const read = unpackTranscript(packTranscript(list));
			expect(read.map(({ body, ...rest }) => ({ ...rest, body: [...body] }))).toEqual(
				list.map(({ body, ...rest }) => ({ ...rest, body: [...body] })),
			);
		}
	});

	test("leaves out what is beyond its bound, and says so", () => {
		const [first, second, third] = unpackTranscript(
			packTranscript([
				message(Buffer.alloc(5_000_000)),
				message(Buffer.alloc(4_000_000)),
				message(Buffer.from("last")),
			]),
		);
		expect(first?.body.length).toBe(5_000_000);
		expect(Buffer.from(second?.body ?? []).toString()).toMatch(/^\[4000000 bytes left out/);
		expect(Buffer.from(third?.body ?? []).toString()).toBe("last");
	});

	test("is read as well where it was stored with the first dictionary", () => {
		const stored = Buffer.from(
			"WCg2U8dRddRBCsIwFIThnOVfPyQt1epbeJHSRTFZCEkVjNhScglPLDabgjgH+DYzjDHm3S0MCa3atm7s6WC/ERxqhRGlFIzwQMdnCEJAm6PwQruFy815lCmG3YTgfBquASWS+yy/9n61q2L7eE9zoWvbrLLN/b9hbWrfvtX5A3VLOEc=",
			"base64",
		);
		expect(unpackTranscript(stored).map(({ body, ...rest }) => [Buffer.from(body).toString(), rest])).toEqual([
			[
				"<cwmp:Inform><DeviceId></DeviceId></cwmp:Inform>",
				{ at, direction: "fromDevice", name: "Inform", httpStatus: null, warnings: [{ code: "xml.x", detail: "m" }] },
			],
			["", { at: at + 5, direction: "toDevice", name: "empty", httpStatus: 204, warnings: [] }],
		]);
	});

	test("of a periodic session takes a fraction of its bytes", () => {
		const inform = Buffer.from(
			"<ParameterValueStruct><Name>InternetGatewayDevice.DeviceInfo.SoftwareVersion</Name><Value>1</Value></ParameterValueStruct>".repeat(
				10,
			),
		);
		expect(packTranscript([message(inform)]).length).toBeLessThan(inform.length / 8);
	});
});
