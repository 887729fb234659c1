import { describe, expect, test } from "vitest";
import { reportRpcs, type SeenMessage, seenRpcs } from "../../src/proof/rpcOutcomes.ts";

describe("an RPC", () => {
	const message = (direction: SeenMessage["direction"], name: string, body = "", sessionId = "s1"): SeenMessage => ({
		direction,
		name,
		sessionId,
		body: Buffer.from(body),
	});
	const asked = (name: string, sessionId?: string) => message("toDevice", name, "", sessionId);
	const answered = (name: string, sessionId?: string) => message("fromDevice", `${name}Response`, "", sessionId);
	const refused = (code: number) =>
		message(
			"fromDevice",
			"Fault",
			`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-0"><soap:Body><soap:Fault>
			<faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>${code}</FaultCode>
			<FaultString>no</FaultString></cwmp:Fault></detail></soap:Fault></soap:Body></soap:Envelope>`,
		);

	test.each<[string, SeenMessage[], [string, string, number | null][]]>([
		[
			"works where it was answered",
			[asked("GetRPCMethods"), answered("GetRPCMethods")],
			[["GetRPCMethods", "worked", null]],
		],
		["is refused with the fault's code", [asked("Upload"), refused(9000)], [["Upload", "fault", 9000]]],
		[
			"is refused with a fault that can't be read",
			[asked("Upload"), message("fromDevice", "Fault", "?")],
			[["Upload", "fault", null]],
		],
		[
			"has no answer where another follows",
			[asked("Upload"), asked("Reboot"), answered("Reboot")],
			[
				["Upload", "silence", null],
				["Reboot", "worked", null],
			],
		],
		["has no answer where the session ends", [asked("Reboot")], [["Reboot", "silence", null]]],
		[
			"has no answer where the ACS closes the session",
			[asked("Reboot"), message("toDevice", "empty")],
			[["Reboot", "silence", null]],
		],
		[
			"is the ACS's own: what the device asks is not",
			[
				message("fromDevice", "Inform"),
				message("toDevice", "InformResponse"),
				message("fromDevice", "empty"),
				message("toDevice", "empty"),
			],
			[],
		],
		[
			"is matched within its own session",
			[asked("Reboot", "s1"), asked("Upload", "s2"), answered("Upload", "s2"), answered("Reboot", "s1")],
			[
				["Upload", "worked", null],
				["Reboot", "worked", null],
			],
		],
		["is not answered by another's response", [asked("Reboot"), answered("Upload")], [["Reboot", "silence", null]]],
	])("%s", (_title, messages, expected) => {
		expect(seenRpcs(messages).map(({ name, outcome, fault }) => [name, outcome, fault])).toEqual(expected);
	});

	test("is reported as required, claimed and tried, the best that was seen of it", () => {
		const rpcs = reportRpcs(
			["GetRPCMethods", "Upload", "X_ACME_Dance"],
			[
				{ name: "Upload", outcome: "silence", fault: null },
				{ name: "Upload", outcome: "fault", fault: 9001 },
				{ name: "GetParameterNames", outcome: "worked", fault: null },
				{ name: "GetParameterNames", outcome: "fault", fault: 9005 },
				{ name: "FactoryReset", outcome: "fault", fault: 9000 },
			],
		);
		const of = (name: string) => rpcs.find((rpc) => rpc.name === name);
		expect(of("GetRPCMethods")).toEqual({
			name: "GetRPCMethods",
			required: true,
			claimed: true,
			outcome: null,
			fault: null,
		});
		expect(of("GetParameterNames")).toEqual({
			name: "GetParameterNames",
			required: true,
			claimed: false,
			outcome: "worked",
			fault: null,
		});
		expect(of("Upload")).toEqual({ name: "Upload", required: false, claimed: true, outcome: "fault", fault: 9001 });
		expect(of("FactoryReset")).toMatchObject({ required: false, claimed: false, outcome: "fault", fault: 9000 });
		expect(of("X_ACME_Dance")).toMatchObject({ required: false, claimed: true, outcome: null });
		expect(of("Reboot")).toMatchObject({ required: true, claimed: false, outcome: null });
	});

	test("is not known to be claimed where the device did not say which there are", () => {
		expect(reportRpcs(null, []).every(({ claimed }) => claimed === null)).toBe(true);
	});
});
