import { describe, expect, test } from "vitest";
import type { Tree } from "../../lab/tree.ts";
import { diagnostic } from "../../src/engine/operations/diagnostic.ts";
import type { ProgramContext } from "../../src/engine/operations/program.ts";
import { bench, countOf, type Device, fault, goodDevice, type Later, response, silence, treeOf } from "./scripted.ts";

const PING = "Device.IP.Diagnostics.IPPing.";
const HOP = "Device.IP.Diagnostics.TraceRoute.RouteHops.1.";
const DONE = "8 DIAGNOSTICS COMPLETE";

type Values = Readonly<Record<string, string>>;

/** A ping's object, never run, but for what is named. */
function pingTree(changes: Values = {}, object = PING): Tree {
	const values: Values = {
		Host: "",
		NumberOfRepetitions: "3",
		Timeout: "1000",
		SuccessCount: "0",
		AverageResponseTime: "0",
		...changes,
	};
	return treeOf([
		[`${object}DiagnosticsState`, changes.DiagnosticsState ?? "None"],
		...Object.entries(values)
			.filter(([name]) => name !== "DiagnosticsState")
			.map(([name, value]) => [object + name, value, name === "Host" ? "xsd:string" : "xsd:unsignedInt"] as const),
	]);
}

/** The device has worked meanwhile: some of its parameters have other values. */
function after(tree: Tree, values: Values, object = PING): Device {
	let isDone = false;
	return (request, nth) => {
		if (!isDone) for (const [name, value] of Object.entries(values)) tree.set(object + name, value);
		isDone = true;
		return goodDevice(tree)(request, nth);
	};
}

const input = { diagnostic: "ipPing", parameters: { Host: "192.0.2.1", NumberOfRepetitions: 4 } } as const;
const FINISHED = { DiagnosticsState: "Complete", SuccessCount: "4", AverageResponseTime: "7" };

function run(tree: Tree, sessions: (tree: Tree) => Later[], device: Device = goodDevice(tree), context = {}) {
	const on = bench(context);
	return on.run(diagnostic(input, on.context, null), device, sessions(tree));
}

const setsOf = (ran: ReturnType<typeof run>) =>
	ran.sent.flatMap((request) =>
		request.rpc === "SetParameterValues"
			? [request.body.parameters.map(({ path, value }) => [path.slice(PING.length), value])]
			: [],
	);

test("the state is set last, in one set with the parameters, and nothing more is sent in that session", () => {
	const ran = run(pingTree(), () => []);
	expect(ran.sent.map(({ rpc }) => rpc)).toEqual(["GetParameterValues", "SetParameterValues"]);
	expect(ran.effects).toEqual(["SetParameterValues"]);
	expect(ran.sent[1]?.body).toEqual({
		parameters: [
			{ path: `${PING}Host`, value: "192.0.2.1", type: "xsd:string" },
			{ path: `${PING}NumberOfRepetitions`, value: "4", type: "xsd:unsignedInt" },
			{ path: `${PING}DiagnosticsState`, value: "Requested", type: "xsd:string" },
		],
		parameterKey: "pk1",
	});
});

test.each([
	["another address", "10.0.0.1", "failed"],
	["a name that was not asked for", "other.example", "failed"],
	["none", "", "succeeded"],
	["the same, with blanks", " 192.0.2.1 ", "succeeded"],
])("a result beside which the device names %s as its host: %s", (_title, Host, status) => {
	const ran = run(pingTree(), (tree) => [
		{ afterSeconds: 5, events: [DONE], device: after(tree, { ...FINISHED, Host }) },
	]);
	expect(ran.outcome.status).toBe(status);
	expect((ran.outcome.result as { stray?: string }).stray).toBe(status === "failed" ? Host : undefined);
});

test("parameters go out under the device's own types, and those that it has at zero are made usable", () => {
	const tree = treeOf([
		[`${PING}DiagnosticsState`, "None"],
		[`${PING}Host`, ""],
		[`${PING}NumberOfRepetitions`, "0", "xsd:int"],
		[`${PING}Timeout`, "0", "xsd:int"],
		[`${PING}DSCP`, "0", "xsd:int"],
	]);
	expect(run(tree, () => []).sent[1]?.body).toMatchObject({
		parameters: [
			{ path: `${PING}Host` },
			{ path: `${PING}NumberOfRepetitions`, value: "4", type: "xsd:int" },
			{ path: `${PING}Timeout`, value: "5000", type: "xsd:int" },
			{ path: `${PING}DiagnosticsState` },
		],
	});
});

test.each<["ipPing" | "traceRoute" | "download" | "upload", string[], string]>([
	["ipPing", ["Device."], "Device.IP.Diagnostics.IPPing."],
	["ipPing", ["InternetGatewayDevice."], "InternetGatewayDevice.IPPingDiagnostics."],
	["ipPing", ["Device.", "InternetGatewayDevice."], "InternetGatewayDevice.IPPingDiagnostics."],
	["traceRoute", ["Device."], "Device.IP.Diagnostics.TraceRoute."],
	["traceRoute", ["InternetGatewayDevice."], "InternetGatewayDevice.TraceRouteDiagnostics."],
	["traceRoute", ["Device."], "Device.TraceRouteDiagnostics."],
	// TR-106: an end device without an IP stack of TR-181.
	["ipPing", ["Device."], "Device.LAN.IPPingDiagnostics."],
	["traceRoute", ["Device."], "Device.LAN.TraceRouteDiagnostics."],
	["download", ["Device."], "Device.IP.Diagnostics.DownloadDiagnostics."],
	["upload", ["InternetGatewayDevice."], "InternetGatewayDevice.UploadDiagnostics."],
])("%s under %s is found at %s", (kind, roots, object) => {
	const on = bench({ roots });
	const tree = pingTree({}, object);
	const ran = on.run(diagnostic({ diagnostic: kind, parameters: {} }, on.context, null), goodDevice(tree), [
		{ afterSeconds: 30, events: [DONE], device: after(tree, FINISHED, object) },
	]);
	expect(ran.outcome).toMatchObject({ status: "succeeded", result: { object, results: { SuccessCount: "4" } } });
});

describe("quirk 79: the end is spelt in many ways", () => {
	test.each(["Complete", "Completed", "Complete\n", " complete ", "COMPLETED"])("%j is the end", (state) => {
		const { outcome } = run(pingTree(), (tree) => [
			{ afterSeconds: 20, device: after(tree, { ...FINISHED, DiagnosticsState: state }) },
		]);
		expect(outcome).toMatchObject({
			status: "succeeded",
			result: { state: state.trim(), results: { SuccessCount: "4", Host: "192.0.2.1" }, elapsedSeconds: 20 },
		});
	});

	test.each(["Error_CannotResolveHostName", "Error_Other", "Canceled", "Failed"])("%j is a failure", (state) => {
		const { outcome } = run(pingTree(), (tree) => [
			{ afterSeconds: 20, device: after(tree, { DiagnosticsState: state }) },
		]);
		const reason = `the diagnostic ended as ${state}`;
		expect(outcome).toMatchObject({ status: "failed", reason, result: { state, ended: true } });
	});

	test.each(["Requested", "InProgress", "Running"])("%j is not the end", (state) => {
		const { outcome } = run(pingTree(), (tree) => [
			{ afterSeconds: 20, device: after(tree, { ...FINISHED, DiagnosticsState: state }) },
			{ afterSeconds: 40, device: after(tree, FINISHED) },
		]);
		expect(outcome).toMatchObject({ status: "succeeded", result: { sessions: 2 } });
	});
});

describe("quirk 83: a trace's end is told by its hops", () => {
	const trace = "Device.IP.Diagnostics.TraceRoute.";
	const traced = (state: string, host: string) => {
		const tree = treeOf([
			[`${trace}DiagnosticsState`, "None"],
			[`${trace}Host`, ""],
			[`${HOP}Host`, ""],
			[`${HOP}HostAddress`, ""],
			[`${HOP}RTTimes`, ""],
		]);
		const values = { DiagnosticsState: state, "RouteHops.1.HostAddress": host, "RouteHops.1.RTTimes": "3,4,0" };
		const on = bench();
		return on.run(
			diagnostic({ diagnostic: "traceRoute", parameters: { Host: "192.0.2.9" } }, on.context, null),
			goodDevice(tree),
			[{ afterSeconds: 20, device: after(tree, values, trace) }],
		).outcome;
	};

	test.each([
		"Complete",
		"Completed",
		"None",
		"Error_Other",
		"Error_CannotResolveHostName",
		"Error_MaxHopCountExceeded",
	])("%s with hops is a result", (state) => {
		expect(traced(state, "192.0.2.1")).toMatchObject({ status: "succeeded", result: { state } });
	});

	test.each([
		["Error_Other", { status: "failed", result: { ended: true } }],
		["None", { status: "failed", reason: "the diagnostic did not end within 600 s: its state is None" }],
	])("%s without hops is none", (state, outcome) => {
		expect(traced(state, "")).toMatchObject(outcome);
	});
});

describe("quirk 80: without the event it is polled", () => {
	test("soon at first, then with longer pauses, the last time at the deadline", () => {
		const ran = run(pingTree(), (tree) =>
			[2, 6, 14, 29, 59, 119, 120].map((afterSeconds) => ({ afterSeconds, device: goodDevice(tree) })),
		);
		expect(ran.left.map(({ pollSeconds, waitSeconds, unknown }) => [pollSeconds, waitSeconds, unknown])).toEqual([
			[2, 135, false],
			[4, 133, false],
			[8, 129, false],
			[15, 121, false],
			[30, 106, false],
			[60, 76, false],
			[1, 16, false],
		]);
		expect(ran.outcome).toEqual({
			status: "failed",
			reason: "the diagnostic did not end within 120 s: its state is Requested",
			result: expect.objectContaining({ state: "Requested", sessions: 7 }),
		});
	});

	test("until it has ended; it is asked for once", () => {
		const ran = run(pingTree(), (tree) => [
			{ afterSeconds: 2 },
			{ afterSeconds: 6 },
			{ afterSeconds: 14, device: after(tree, FINISHED) },
		]);
		expect(ran.outcome).toMatchObject({ status: "succeeded", result: { event: false, sessions: 3 } });
		expect(setsOf(ran).filter((set) => set.some(([, value]) => value === "Requested"))).toHaveLength(1);
	});
});

describe("what stood there before is not the result", () => {
	const OLD = { DiagnosticsState: "Complete", SuccessCount: "4", AverageResponseTime: "7" };
	/** It takes what is set, but does not put its state back to None, and shows the same again and again. */
	const stubborn =
		(tree: Tree, state = "Complete"): Device =>
		(request, nth) => {
			tree.set(`${PING}DiagnosticsState`, state);
			const answer = goodDevice(tree)(request, nth);
			tree.set(`${PING}DiagnosticsState`, state);
			return answer;
		};
	const late = Array.from({ length: 7 }, (_, index) => ({ afterSeconds: 20 * (index + 1) }));

	test("a leftover Complete is cleared by the parameters, set by themselves before", () => {
		const tree = pingTree(OLD);
		const resetting: Device = (request, nth) => {
			const answer = goodDevice(tree)(request, nth);
			if (request.rpc !== "SetParameterValues") return answer;
			const asks = request.body.parameters.some(({ value }) => value === "Requested");
			tree.set(`${PING}DiagnosticsState`, asks ? "Requested" : "None");
			return answer;
		};
		const ran = run(tree, () => [{ afterSeconds: 5, device: after(tree, OLD) }], resetting);
		expect(setsOf(ran)[0]).toEqual([
			["Host", "192.0.2.1"],
			["NumberOfRepetitions", "4"],
		]);
		expect(ran.outcome).toMatchObject({ status: "succeeded", result: { state: "Complete" } });
	});

	test("a device that ignores the set: its old Complete is no end", () => {
		const tree = pingTree(OLD);
		const deaf: Device = (request, nth) =>
			request.rpc === "SetParameterValues"
				? response("SetParameterValues", { status: 0 })
				: goodDevice(tree)(request, nth);
		const { outcome } = run(tree, () => late, deaf);
		expect(outcome).toMatchObject({ status: "failed", result: { state: "Complete", indistinct: false } });
	});

	test("where nothing tells the new result from the old one, it says so", () => {
		const tree = pingTree(OLD);
		const { outcome } = run(tree, () => late, stubborn(tree));
		expect(outcome).toMatchObject({ status: "failed", result: { state: "Complete", indistinct: true } });
	});

	test.each<[string, (tree: Tree) => Later]>([
		["the event tells it", () => ({ afterSeconds: 5, events: [DONE] })],
		["another result tells it", (tree) => ({ afterSeconds: 5, device: after(tree, { AverageResponseTime: "8" }) })],
		["another end tells it", (tree) => ({ afterSeconds: 5, device: stubborn(tree, "Completed") })],
	])("%s", (_title, session) => {
		const tree = pingTree(OLD);
		expect(run(tree, () => [session(tree)], stubborn(tree)).outcome).toMatchObject({ status: "succeeded" });
	});

	test("having been seen running tells it", () => {
		const tree = pingTree(OLD);
		const sessions = [
			{ afterSeconds: 5, device: stubborn(tree, "Requested") },
			{ afterSeconds: 9, device: stubborn(tree) },
		];
		expect(run(tree, () => sessions, stubborn(tree)).outcome).toMatchObject({ status: "succeeded" });
	});
});

describe("the parameters are put back when it is over", () => {
	test.each<[string, (tree: Tree) => Later[], string]>([
		["at its end", (tree) => [{ afterSeconds: 20, device: after(tree, FINISHED) }], "succeeded"],
		["where it does not end, which stops it", () => [{ afterSeconds: 120 }], "failed"],
	])("%s", (_title, sessions, status) => {
		const ran = run(pingTree(), sessions);
		expect(ran.outcome).toMatchObject({ status, result: { restored: true } });
		expect(setsOf(ran).at(-1)).toEqual([
			["Host", ""],
			["NumberOfRepetitions", "3"],
		]);
	});

	test("a device that refuses that has its result all the same", () => {
		const tree = pingTree();
		const finished = after(tree, FINISHED);
		const stuck: Device = (request, nth) =>
			request.rpc === "SetParameterValues" ? fault(9007) : finished(request, nth);
		const { outcome } = run(tree, () => [{ afterSeconds: 20, device: stuck }]);
		expect(outcome).toMatchObject({ status: "succeeded", result: { restored: false, state: "Complete" } });
	});
});

const nothing = treeOf([["Device.DeviceInfo.UpTime", "1"]]);
const DEVICES: Readonly<Record<string, Device>> = {
	"the object is not there": goodDevice(nothing),
	"quirk 118: an empty list for what is not there": (request, nth) =>
		request.rpc === "GetParameterValues"
			? response("GetParameterValues", { parameters: [] })
			: goodDevice(nothing)(request, nth),
	"another code, and its own names lack it": (request, nth) =>
		request.rpc === "GetParameterValues" ? fault(9002) : goodDevice(nothing)(request, nth),
};

describe("a device without the diagnostic is not asked for it", () => {
	test.each(Object.entries(DEVICES))("%s", (_title, device) => {
		const on = bench();
		const ran = on.run(diagnostic(input, on.context, null), device);
		expect(ran.outcome).toMatchObject({ status: "failed", result: { present: false } });
		expect(ran.effects).toEqual([]);
	});
});

test.each<[string, Device, object]>([
	[
		"an object that can't be read, and is listed, is not missing",
		(request, nth) => (request.rpc === "GetParameterValues" ? fault(9002) : goodDevice(pingTree())(request, nth)),
		{ status: "failed", fault: { code: 9002 } },
	],
	[
		"a device that answers no read has not said that it lacks it",
		() => silence,
		{ status: "failed", result: { answered: false } },
	],
	[
		"an object that it lists and leaves out of every answer is not missing",
		(request, nth) =>
			request.rpc === "GetParameterValues"
				? response("GetParameterValues", { parameters: [{ path: "Device.Other", value: "", type: "xsd:string" }] })
				: goodDevice(pingTree())(request, nth),
		{ status: "failed", result: { readable: false } },
	],
	["the device lacks GetParameterValues", () => fault(9000), { status: "failed", fault: { code: 9000 } }],
	[
		"the set is refused",
		(request, nth) => (request.rpc === "SetParameterValues" ? fault(9001) : goodDevice(pingTree())(request, nth)),
		{ status: "failed", fault: { code: 9001 } },
	],
])("%s", (_title, device, outcome) => {
	const on = bench();
	expect(on.run(diagnostic(input, on.context, null), device).outcome).toMatchObject(outcome);
});

test("a partial path that answers the object itself, and nothing below it, is read by its names", () => {
	const tree = pingTree();
	const itself =
		(device: Device): Device =>
		(request, nth) => {
			if (request.rpc !== "GetParameterValues") return device(request, nth);
			const objects = request.body.paths.filter((path) => path.endsWith("."));
			if (objects.length === 0) return device(request, nth);
			return response("GetParameterValues", { parameters: objects.map((path) => ({ path, value: "", type: "" })) });
		};
	const ran = run(tree, () => [{ afterSeconds: 5, device: itself(after(tree, FINISHED)) }], itself(goodDevice(tree)));
	expect(ran.outcome).toMatchObject({ status: "succeeded", result: { results: { SuccessCount: "4" } } });
});

describe("quirk 61: a device that reads leaves alone, and names one level at a time", () => {
	const leavesOnly =
		(device: Device): Device =>
		(request, nth) => {
			if (request.rpc === "GetParameterValues" && request.body.paths.some((path) => path.endsWith(".")))
				return fault(9005);
			if (request.rpc === "GetParameterNames" && !request.body.nextLevel) return fault(9003);
			return device(request, nth);
		};

	test("is read level by level", () => {
		const tree = pingTree();
		const sessions = [{ afterSeconds: 5, device: leavesOnly(after(tree, FINISHED)) }];
		const ran = run(tree, () => sessions, leavesOnly(goodDevice(tree)));
		expect(ran.outcome).toMatchObject({ status: "succeeded", result: { results: { SuccessCount: "4" } } });
	});

	test("has its whole result where it ends while its names are read", () => {
		const tree = pingTree();
		const finished = pingTree({ ...FINISHED, Host: "192.0.2.1", NumberOfRepetitions: "4", MaximumResponseTime: "9" });
		let now = tree;
		const ending: Device = (request, nth) => {
			const answer = goodDevice(now)(request, nth);
			if (request.rpc === "GetParameterNames") now = finished;
			return answer;
		};
		const sessions = [{ afterSeconds: 5, device: leavesOnly(ending) }];
		const ran = run(tree, () => sessions, leavesOnly(goodDevice(tree)));
		expect(ran.outcome).toMatchObject({ status: "succeeded", result: { results: { MaximumResponseTime: "9" } } });
	});
});

test.each<[string, Later[], object]>([
	[
		"the device does not come again",
		[],
		{ reason: "the device opened no session within 120 s of the request", result: { sessions: 0 } },
	],
	["it comes once, and its state stays", [{ afterSeconds: 60 }], { result: { sessions: 1, state: "Requested" } }],
	["it is no longer there to be read", [{ afterSeconds: 20, device: () => fault(9000) }], { fault: { code: 9000 } }],
])("%s: it has failed", (_title, sessions, outcome) => {
	expect(run(pingTree(), () => sessions).outcome).toMatchObject({ status: "failed", ...outcome });
});

test("the set is not answered, and it ends all the same", () => {
	const tree = pingTree();
	const mute: Device = (request, nth) => {
		const answer = goodDevice(tree)(request, nth);
		return request.rpc === "SetParameterValues" ? silence : answer;
	};
	const { outcome } = run(tree, () => [{ afterSeconds: 20, device: after(tree, FINISHED) }], mute);
	expect(outcome).toMatchObject({ status: "succeeded" });
});

describe("quirk 86: begun again after a crash", () => {
	const resumed = (phase: unknown, tree: Tree, sessions: Later[], context: Partial<ProgramContext> = {}) => {
		const on = bench(context);
		return on.run(diagnostic({ diagnostic: "ipPing", parameters: {} }, on.context, phase), goodDevice(tree), sessions);
	};

	test("it is read, and not asked for again; its parameters are put back", () => {
		const tree = pingTree();
		const first = run(tree, () => []);
		const ran = resumed(first.phases[1], tree, [{ afterSeconds: 50, device: after(tree, FINISHED) }]);
		expect(ran.outcome).toMatchObject({ status: "succeeded" });
		expect(setsOf(ran)).toEqual([
			[
				["Host", ""],
				["NumberOfRepetitions", "3"],
			],
		]);
	});

	test("before it was asked for, it is, with the parameters that it was given", () => {
		const tree = pingTree();
		const first = run(tree, () => []);
		expect(setsOf(resumed(first.phases[0], tree, []))).toEqual(setsOf(first));
	});
});

test("only reads, and one request, before the session ends", () => {
	expect(
		countOf(
			run(pingTree(), () => []),
			"SetParameterValues",
		),
	).toBe(1);
});
