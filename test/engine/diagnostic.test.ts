import { describe, expect, test } from "vitest";
import { diagnostic } from "../../src/engine/operations/diagnostic.ts";
import { bench, countOf, type Device, fault, goodDevice, type Later, silence, treeOf } from "./scripted.ts";

const PING = "Device.IP.Diagnostics.IPPing.";

/** Its diagnostic stands at a state, with some results. */
function at(state: string | null, object = PING): Device {
	return goodDevice(
		treeOf([
			[`${object}Host`, "192.0.2.1"],
			[`${object}NumberOfRepetitions`, "4", "xsd:unsignedInt"],
			...(state === null ? [] : [[`${object}DiagnosticsState`, state] as const]),
			[`${object}SuccessCount`, "3", "xsd:unsignedInt"],
		]),
	);
}

const input = { diagnostic: "ipPing", parameters: { Host: "192.0.2.1", NumberOfRepetitions: 4 } } as const;

function run(device: Device, ...sessions: Later[]) {
	const on = bench();
	return on.run(diagnostic(input, on.context, null), device, sessions);
}

test("the state is set last, in one set with the parameters, and nothing more is sent in that session", () => {
	const ran = run(at("None"));
	expect(ran.sent).toHaveLength(1);
	expect(ran.effects).toEqual(["SetParameterValues"]);
	expect(ran.sent[0]?.body).toEqual({
		parameters: [
			{ path: `${PING}Host`, value: "192.0.2.1", type: "xsd:string" },
			{ path: `${PING}NumberOfRepetitions`, value: "4", type: "xsd:unsignedInt" },
			{ path: `${PING}DiagnosticsState`, value: "Requested", type: "xsd:string" },
		],
		parameterKey: "pk1",
	});
	expect(ran.left).toMatchObject([{ unknown: false, waitSeconds: 120, pollSeconds: 15 }]);
});

test.each([
	["ipPing", "Device.", "Device.IP.Diagnostics.IPPing."],
	["ipPing", "InternetGatewayDevice.", "InternetGatewayDevice.IPPingDiagnostics."],
	["traceRoute", "Device.", "Device.IP.Diagnostics.TraceRoute."],
	["traceRoute", "InternetGatewayDevice.", "InternetGatewayDevice.TraceRouteDiagnostics."],
	["download", "Device.", "Device.IP.Diagnostics.DownloadDiagnostics."],
	["upload", "InternetGatewayDevice.", "InternetGatewayDevice.UploadDiagnostics."],
] as const)("%s under %s stands at %s", (kind, root, object) => {
	const on = bench({ roots: [root] });
	const ran = on.run(diagnostic({ diagnostic: kind, parameters: {} }, on.context, null), at("None", object), [
		{ afterSeconds: 30, events: ["8 DIAGNOSTICS COMPLETE"], device: at("Complete", object) },
	]);
	expect(ran.sent[0]?.body).toMatchObject({ parameters: [{ path: `${object}DiagnosticsState` }] });
	expect(ran.outcome).toMatchObject({ status: "succeeded", result: { results: { SuccessCount: "3" } } });
});

describe("quirk 79: the end is spelt in many ways", () => {
	test.each(["Complete", "Completed", "Complete\n", " complete ", "COMPLETED"])("%j is the end", (state) => {
		const { outcome } = run(at("None"), { afterSeconds: 20, device: at(state) });
		expect(outcome).toMatchObject({
			status: "succeeded",
			result: { state: state.trim(), results: { SuccessCount: "3", Host: "192.0.2.1" } },
		});
	});

	test.each(["Error_CannotResolveHostName", "Error_Other", "None"])("%j is a failure", (state) => {
		const { outcome } = run(at("None"), { afterSeconds: 20, device: at(state) });
		expect(outcome).toMatchObject({ status: "failed", reason: `the diagnostic ended as ${state}`, result: { state } });
	});
});

test("quirk 80: without the event it is polled until it has ended", () => {
	const ran = run(
		at("None"),
		{ afterSeconds: 15, device: at("Requested") },
		{ afterSeconds: 30 },
		{ afterSeconds: 45, device: at("Complete") },
	);
	expect(ran.outcome).toMatchObject({ status: "succeeded" });
	expect([ran.left.length, countOf(ran, "SetParameterValues")]).toEqual([3, 1]);
});

test.each<[string, Device, Later[], object]>([
	[
		"it stays Requested",
		at("None"),
		[{ afterSeconds: 60, device: at("Requested") }],
		{ status: "failed", reason: "the diagnostic did not end within 120 s" },
	],
	["the device does not come", at("None"), [], { status: "failed" }],
	["the set is refused", () => fault(9005), [], { status: "failed", fault: { code: 9005 } }],
	[
		"the set is not answered, and it ends all the same",
		() => silence,
		[{ afterSeconds: 20, device: at("Complete") }],
		{ status: "succeeded" },
	],
	["the state is not there", at("None"), [{ afterSeconds: 20, device: at(null) }], { status: "unknown" }],
	[
		"the device does not read any more",
		at("None"),
		[{ afterSeconds: 20, device: () => fault(9000) }],
		{ status: "failed", fault: { code: 9000 } },
	],
])("%s", (_title, device, sessions, outcome) => {
	expect(run(device, ...sessions).outcome).toMatchObject(outcome);
});

test("quirk 86: begun again after a crash it is read, and not asked for again", () => {
	const first = run(at("None"));
	const on = bench();
	const ran = on.run(diagnostic(input, on.context, first.phases[0]), at("Complete"), [{ afterSeconds: 50 }]);
	expect(ran.outcome).toMatchObject({ status: "succeeded" });
	expect(countOf(ran, "SetParameterValues")).toBe(0);
});
