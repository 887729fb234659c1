import { describe, expect, test } from "vitest";
import { factoryReset, reboot } from "../../src/engine/operations/boots.ts";
import { bench, countOf, type Device, fault, type Later, response, silence } from "./scripted.ts";

const M_REBOOT = { code: "M Reboot", commandKey: "key1" };

/** Gives its uptime (`null`: does not have it), and answers both RPCs unless told otherwise. */
function up(uptime: number | null, answer: ReturnType<Device> | null = null): Device {
	return (request) => {
		if (request.rpc === "GetParameterValues") {
			const [path] = request.body.paths as [string];
			return uptime === null || !path.endsWith(".UpTime")
				? fault(9005)
				: response("GetParameterValues", { parameters: [{ path, value: String(uptime), type: "xsd:unsignedInt" }] });
		}
		return answer ?? response(request.rpc as "Reboot", {});
	};
}

function rebooted(before: Device, ...sessions: Later[]) {
	const { context, run } = bench();
	return run(reboot(context, null), before, sessions);
}

describe("quirks 17, 18: any sign of a restart counts, and which came is recorded", () => {
	const cases = [false, true].flatMap((boot) =>
		(["none", "ours", "empty", "another's"] as const).flatMap((mReboot) =>
			(["falls", "rises", "is not given", "was not given before"] as const).map((uptime) => ({
				boot,
				mReboot,
				uptime,
			})),
		),
	);
	test.each(cases)("1 BOOT: $boot, M Reboot: $mReboot, the uptime $uptime", ({ boot, mReboot, uptime }) => {
		const key = { ours: "key1", empty: "", "another's": "other", none: "" }[mReboot];
		const events = [
			...(boot ? ["1 BOOT"] : ["2 PERIODIC"]),
			...(mReboot === "none" ? [] : [{ code: "M Reboot", commandKey: key }]),
		];
		const before = uptime === "was not given before" ? null : 1_000;
		const after = { falls: 30, rises: 1_100, "is not given": null, "was not given before": 30 }[uptime];
		const ran = rebooted(up(before), { afterSeconds: 110, events, device: up(after) });
		const restarted = boot || mReboot !== "none" || uptime === "falls";
		if (!restarted) {
			expect(ran.outcome).toMatchObject({ status: "failed", result: { accepted: true, sessionsWithoutBoot: 1 } });
			return;
		}
		// Its own uptime outweighs what it tells of M Reboot.
		const isClaim = !boot && uptime === "rises";
		expect(ran.outcome).toMatchObject({
			status: isClaim ? "failed" : "succeeded",
			result: {
				accepted: true,
				boot,
				bootstrap: false,
				mReboot: mReboot !== "none",
				commandKeyReturned: mReboot === "ours",
				uptimeBeforeSeconds: before,
				awaySeconds: 110,
				bootedAt: "2026-03-01T12:01:50.000Z",
			},
		});
		expect(countOf(ran, "Reboot")).toBe(1);
	});
});

test("events count however they are spaced and spelt", () => {
	const ran = rebooted(up(null), { afterSeconds: 60, events: [" 1 boot ", { code: "m reboot", commandKey: "key1" }] });
	expect(ran.outcome).toMatchObject({ status: "succeeded", result: { boot: true, commandKeyReturned: true } });
});

test("quirk 122: two restarts of one cause are one reboot", () => {
	const ran = rebooted(
		up(500),
		{ afterSeconds: 60, events: ["1 BOOT"], device: up(5) },
		{ afterSeconds: 120, events: ["1 BOOT"], device: up(5) },
	);
	expect(ran.outcome).toMatchObject({ status: "succeeded", result: { awaySeconds: 60 } });
	expect([ran.left.length, countOf(ran, "Reboot")]).toEqual([1, 1]);
});

test("sessions that come before the restart are counted, and the restart is waited for", () => {
	const ran = rebooted(
		up(1_000),
		{ afterSeconds: 20, device: up(1_020) },
		{ afterSeconds: 40, device: up(1_040) },
		{ afterSeconds: 200, events: ["1 BOOT", M_REBOOT], device: up(9) },
	);
	expect(ran.outcome).toMatchObject({ status: "succeeded", result: { awaySeconds: 200, commandKeyReturned: true } });
	expect(ran.phases.at(-1)).toMatchObject({ accepted: true, uptimeBefore: 1_000, sessionsWithoutBoot: 2 });
});

test.each<[string, Device, Later[], object]>([
	[
		"a device that accepts and does not return has failed",
		up(5),
		[],
		{
			status: "failed",
			reason: "the device did not come back within 600 s",
			result: { accepted: true, sessionsWithoutBoot: 0 },
		},
	],
	["one that returns too late has failed", up(5), [{ afterSeconds: 601, events: ["1 BOOT"] }], { status: "failed" }],
	[
		"one that accepts and comes without a restart has failed",
		up(5),
		[{ afterSeconds: 60, device: up(65) }],
		{ status: "failed", result: { sessionsWithoutBoot: 1 } },
	],
	["one that refuses has failed with its fault", up(5, fault(9001)), [], { status: "failed", fault: { code: 9001 } }],
	[
		"one that does not know it has failed with its fault",
		up(5, fault(9000)),
		[],
		{ status: "failed", fault: { code: 9000 } },
	],
	[
		"one that answers nothing and does not return is unknown",
		up(5, silence),
		[],
		{ status: "unknown", result: { accepted: false } },
	],
	[
		"one that answers nothing and comes without a restart is unknown",
		up(5, silence),
		[{ afterSeconds: 60, device: up(65) }],
		{ status: "unknown" },
	],
	[
		"one that answers nothing and restarts has done it",
		up(5, silence),
		[{ afterSeconds: 60, events: ["1 BOOT"] }],
		{ status: "succeeded", result: { accepted: true } },
	],
])("%s", (_title, device, sessions, outcome) => {
	expect(rebooted(device, ...sessions).outcome).toMatchObject(outcome);
});

test.each<[string, number, number]>([
	["is corrected", 1_000_000, 500_000],
	["wraps at 32 bits of milliseconds", 4_294_940_000, 12_704],
	["wraps at 32 bits of hundredths", 4_294_967_000, 5_704],
])("an uptime that falls as it %s shows no restart: the one that follows does", (_title, before, after) => {
	const jumped = { afterSeconds: 60, device: up(after) };
	const told = rebooted(up(before), jumped);
	expect(told.outcome).toMatchObject({ status: "failed", result: { accepted: true, sessionsWithoutBoot: 1 } });
	const later = rebooted(up(before), jumped, { afterSeconds: 110, events: ["1 BOOT"], device: up(after + 50_000) });
	expect(later.outcome).toMatchObject({ status: "succeeded", result: { boot: true, awaySeconds: 110 } });
});

test("a restart that is not shown is told with the uptime of the last session, and when that was", () => {
	const late = rebooted(up(1_000), { afterSeconds: 20, device: up(1_020) }, { afterSeconds: 60, device: up(1_060) });
	expect(late.outcome).toMatchObject({
		status: "failed",
		result: { uptimeBeforeSeconds: 1_000, uptimeAfterSeconds: 1_060, lastSeenAfterSeconds: 60 },
	});
	const untold = rebooted(up(null), { afterSeconds: 60, device: up(null) });
	expect(untold.outcome).toMatchObject({
		status: "failed",
		result: { uptimeBeforeSeconds: null, uptimeAfterSeconds: null, lastSeenAfterSeconds: 60 },
	});
});

test("before it is answered it is unknown, afterwards it is awaited", () => {
	expect(rebooted(up(5, silence)).left[0]).toMatchObject({ unknown: true });
	expect(rebooted(up(5)).left[0]).toMatchObject({ unknown: false, waitSeconds: 600 });
});

test("the waiting time may be given", () => {
	const { context, run } = bench({ waitSeconds: 7 });
	expect(run(reboot(context, null), up(5)).outcome).toMatchObject({ reason: expect.stringContaining("within 7 s") });
});

test("what is durable before Reboot is sent is enough to go on after a crash", () => {
	const ran = rebooted(up(77));
	expect(ran.effects).toEqual(["Reboot"]);
	expect(ran.phases[0]).toEqual({
		accepted: null,
		uptimeBefore: 77,
		settings: {},
		sentAt: "2026-03-01T12:00:00.000Z",
		sessionsWithoutBoot: 0,
		uptimeAfter: null,
		settingsLost: null,
		lastAfter: null,
	});
});

describe.each([
	["Reboot", reboot],
	["FactoryReset", factoryReset],
] as const)("%s begun again after a crash", (rpc, program) => {
	const crashed = (accepted: boolean | null) => ({
		accepted,
		uptimeBefore: 1_000,
		settings: {},
		sentAt: "2026-03-01T12:00:00.000Z",
		sessionsWithoutBoot: 0,
		uptimeAfter: null,
		settingsLost: null,
		lastAfter: null,
	});

	test.each<[string, boolean | null, Later[], string]>([
		["before the answer, and the device restarts", null, [{ afterSeconds: 90, events: ["1 BOOT"] }], "succeeded"],
		["before the answer, and the device comes as it was", null, [{ afterSeconds: 90, device: up(1_090) }], "unknown"],
		["before the answer, and the device does not come", null, [], "unknown"],
		["after the answer, and the device restarts", true, [{ afterSeconds: 90, device: up(3) }], "succeeded"],
		["after the answer, and the device does not come", true, [], "failed"],
	])("%s: it is never sent again", (_title, accepted, sessions, status) => {
		const { context, run } = bench();
		const ran = run(program(context, crashed(accepted)), up(1_000), sessions);
		expect([ran.outcome.status, countOf(ran, rpc)]).toEqual([status, 0]);
	});

	test("before the answer, and the device shows for ten seconds that it stays up: the waiting ends, without a result", () => {
		const { context, run } = bench();
		const sessions = [2, 3, 12].map((afterSeconds) => ({ afterSeconds, device: up(1_000 + afterSeconds) }));
		const ran = run(program(context, crashed(null)), up(1_000), sessions);
		expect(ran.outcome).toEqual({ status: "unknown", reason: expect.stringContaining("Certus was stopped") });
		expect(ran.left.map(({ pollSeconds }) => pollSeconds)).toEqual([10, 10, 10]);
		expect(ran.phases.at(-1)).toMatchObject({ sessionsWithoutBoot: 2, hereSince: "2026-03-01T12:00:02.000Z" });
	});

	test("before the answer, and again while the device is looked at: the ten seconds go on", () => {
		const { context, run } = bench();
		const hereSince = "2026-03-01T12:00:02.000Z";
		const again = { ...crashed(null), sessionsWithoutBoot: 1, hereSince };
		const ran = run(program(context, again), up(1_000), [{ afterSeconds: 12, device: up(1_012) }]);
		expect([ran.outcome.status, ran.left.length]).toEqual(["unknown", 1]);
	});

	test("before the answer, and the restart comes after a session: it counts", () => {
		const { context, run } = bench();
		const sessions = [
			{ afterSeconds: 2, device: up(1_002) },
			{ afterSeconds: 40, events: ["1 BOOT"], device: up(20) },
		];
		expect(run(program(context, crashed(null)), up(1_000), sessions).outcome).toMatchObject({ status: "succeeded" });
	});

	test("after the session was lost without an answer: that is the device's, and all its time is waited for", () => {
		const { context, run } = bench();
		const sessions = [2, 30].map((afterSeconds) => ({ afterSeconds, device: up(1_000 + afterSeconds) }));
		const ran = run(program(context, crashed(false)), up(1_000), sessions);
		expect(ran.outcome).toMatchObject({ status: "unknown", result: { accepted: false, sessionsWithoutBoot: 2 } });
	});

	test("a boot that was reported and acknowledged before the crash counts: the device will not report it again", () => {
		const { context, run } = bench();
		const startedAt = new Date("2026-03-01T12:00:30.000Z");
		const boots = [{ startedAt, events: [{ code: "1 BOOT", commandKey: "" }] }];
		const ran = run(program({ ...context, missed: { boots, transfers: [] } }, crashed(true)), up(1_060));
		expect(ran.outcome).toMatchObject({
			status: "succeeded",
			result: { boot: true, bootedAt: startedAt.toISOString() },
		});
		expect(countOf(ran, rpc)).toBe(0);
	});

	test("long after its time it ends at once, and is never sent again", () => {
		const { context, run } = bench();
		const ran = run(program(context, { ...crashed(true), sentAt: "2026-02-28T12:00:00.000Z" }), up(1));
		expect([ran.outcome.status, ran.sent, ran.left]).toEqual(["failed", [], []]);
	});
});

test.each<[string, Later, object]>([
	["0 BOOTSTRAP", { afterSeconds: 120, events: ["0 BOOTSTRAP", "1 BOOT"] }, { bootstrap: true, boot: true }],
	[
		"quirk 121: a restart without 0 BOOTSTRAP",
		{ afterSeconds: 120, events: ["1 BOOT"] },
		{ bootstrap: false, boot: true },
	],
	["quirk 19: neither, but its uptime fell", { afterSeconds: 120, device: up(3) }, { bootstrap: false, boot: false }],
])("a factory reset is over with %s", (_title, session, result) => {
	const { context, run } = bench();
	const ran = run(factoryReset(context, null), up(1_000), [session]);
	expect(ran.outcome).toMatchObject({ status: "succeeded", result });
	expect(ran.left[0]).toMatchObject({ waitSeconds: 900 });
});

describe("a factory reset is shown by settings that are gone (quirks 19, 121)", () => {
	/** Reads its settings back; those that are not given are refused. */
	function holding(settings: Readonly<Record<string, string>>, uptime = 1_000): Device {
		const boots = up(uptime);
		return (request, nth) => {
			if (request.rpc !== "GetParameterValues" || request.body.paths[0]?.endsWith(".UpTime"))
				return boots(request, nth);
			const held = request.body.paths.map((path) => [path, settings[path.split(".").at(-1) as string]] as const);
			if (held.some(([, value]) => value === undefined)) return fault(9005);
			return response("GetParameterValues", {
				parameters: held.map(([path, value]) => ({ path, value: value as string, type: "xsd:string" })),
			});
		};
	}
	const SET = { ParameterKey: "pk1", ConnectionRequestUsername: "u1", PeriodicInformInterval: "300" };
	const FACTORY = { ParameterKey: "", ConnectionRequestUsername: "admin", PeriodicInformInterval: "86400" };

	test.each<[string, Device, Later, object]>([
		[
			"all of them, without any event",
			holding(SET),
			{ afterSeconds: 90, device: holding(FACTORY, 1_090) },
			{ status: "succeeded", result: { boot: false, bootstrap: false, settingsLost: true } },
		],
		[
			"one of them",
			holding(SET),
			{ afterSeconds: 90, device: holding({ ...SET, ConnectionRequestUsername: "admin" }, 1_090) },
			{ status: "succeeded", result: { settingsLost: true } },
		],
		[
			"none of them, and no event: nothing shows it",
			holding(SET),
			{ afterSeconds: 90, device: holding(SET, 1_090) },
			{ status: "failed", result: { accepted: true, sessionsWithoutBoot: 1, settingsLost: false } },
		],
		[
			"none of them, but 1 BOOT: a restart",
			holding(SET),
			{ afterSeconds: 90, events: ["1 BOOT"], device: holding(SET, 3) },
			{ status: "succeeded", result: { boot: true, settingsLost: false } },
		],
		[
			"quirk 55: the ParameterKey alone, which a restart may take: nothing shows it",
			holding(SET),
			{ afterSeconds: 90, device: holding({ ...SET, ParameterKey: "" }, 1_090) },
			{ status: "failed", result: { settingsLost: false } },
		],
		[
			"the ParameterKey, where it is all that can be read",
			holding({ ParameterKey: "pk1" }),
			{ afterSeconds: 90, device: holding({ ParameterKey: "" }, 1_090) },
			{ status: "succeeded", result: { settingsLost: true } },
		],
		[
			"what can't be read says nothing",
			holding({}),
			{ afterSeconds: 90, device: holding({}, 1_090) },
			{ status: "failed", result: { settingsLost: null } },
		],
	])("%s", (_title, before, session, outcome) => {
		const { context, run } = bench();
		expect(run(factoryReset(context, null), before, [session]).outcome).toMatchObject(outcome);
	});

	test("they are compared with what stood before, after a crash too", () => {
		const { context, run } = bench();
		const first = run(factoryReset(context, null), holding(SET));
		expect(first.phases[0]).toMatchObject({ settings: { "Device.ManagementServer.ParameterKey": "pk1" } });
		const again = bench();
		const ran = again.run(factoryReset(again.context, first.phases[0]), holding(FACTORY, 1_500), [
			{ afterSeconds: 90 },
		]);
		expect(ran.outcome).toMatchObject({ status: "succeeded", result: { settingsLost: true } });
		expect(countOf(ran, "FactoryReset")).toBe(0);
	});
});

test("an uptime that the model refuses is not asked for again", () => {
	const { context, run } = bench();
	const ran = run(reboot(context, null), up(null), [{ afterSeconds: 30, events: ["1 BOOT"] }]);
	expect(countOf(ran, "GetParameterValues")).toBe(1);
	expect(context.hints.poison).toEqual(new Set(["Device.DeviceInfo.UpTime"]));
});
