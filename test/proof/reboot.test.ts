import { describe, expect, test } from "vitest";
import type { InformSeen, OperationEnd, PastInform } from "../../src/proof/check.ts";
import { reboot } from "../../src/proof/workflows/reboot.ts";
import { PROFILE, prove } from "./prove.ts";

const VERSION = { path: "Device.DeviceInfo.SoftwareVersion", value: "1.0.0", type: "xsd:string" };
const done = (result: Record<string, unknown> = { values: [VERSION] }): Partial<OperationEnd> => ({ result });
const faulted = (code: number): Partial<OperationEnd> => ({
	status: "failed",
	fault: { code, message: "no" },
	reason: `the device answered fault ${code}: no`,
});
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const FULL = {
	status: "succeeded",
	accepted: true,
	boot: true,
	mReboot: true,
	commandKeyReturned: true,
	events: ["1 BOOT", "M Reboot"],
	awaySeconds: 110,
	uptimeBeforeSeconds: 1_000,
	uptimeAfterSeconds: 20,
	bootedAt: "2026-03-01T12:01:50.000Z",
} as const;
const failed = (result: Record<string, unknown> | null): Partial<OperationEnd> => ({
	status: "failed",
	result,
	reason: "why",
});
const unknown = (result: Record<string, unknown> | null): Partial<OperationEnd> => ({
	status: "unknown",
	result,
	reason: "why",
});

/** It came back, and shows no restart. */
const ranOn = (changes: Record<string, unknown>): Partial<OperationEnd> =>
	failed({
		...{ accepted: true, sessionsWithoutBoot: 1, lastSeenAfterSeconds: 110 },
		...{ uptimeBeforeSeconds: 1_000, uptimeAfterSeconds: 1_110, ...changes },
	});

describe("M Reboot after the session of 1 BOOT", () => {
	const bare = done({ ...FULL, mReboot: false, commandKeyReturned: false, commandKey: "ours" });
	const told = (key: string) => [{ events: ["M Reboot"], commandKeys: key === "" ? [] : [key] }];
	test.each<[string, Partial<InformSeen>[][], string]>([
		["in the next one", [told("ours")], "pass"],
		["in the one after a periodic Inform", [[{}], told("ours")], "pass"],
		["with another key", [told("theirs")], "fail"],
		["without a key", [told("")], "fail"],
		["in none that follows", [[{}], [{}], told("ours")], "fail"],
		["as a key alone, with another event", [[{ events: ["M Download"], commandKeys: ["ours"] }]], "fail"],
	])("%s", (_title, informs, outcome) => {
		const proof = prove(reboot, { ends: [bare, done()], informs });
		expect([proof.results.commandKeyReturned?.outcome, proof.verdict]).toEqual([
			outcome,
			outcome === "pass" ? "proven" : "partial",
		]);
	});

	test("is not waited for where it came with another key", () => {
		const { other } = prove(reboot, { ends: [done({ ...FULL, commandKeyReturned: false }), done()] });
		expect(other.filter(({ ask }) => ask === "informs")).toEqual([]);
	});
});

describe("reboot", () => {
	test.each<[string, Partial<OperationEnd>[], string[], string[], string]>([
		["a clean restart", [done(FULL), done()], ["pass", "pass", "pass", "pass"], [], "proven"],
		[
			"a restart without M Reboot",
			[done({ ...FULL, mReboot: false, commandKeyReturned: false }), done()],
			["pass", "pass", "fail", "pass"],
			["reboot.noMReboot"],
			"partial",
		],
		[
			"M Reboot alone, and an uptime that went on",
			[done({ ...FULL, boot: false, events: ["M Reboot"], uptimeAfterSeconds: 1_111 }), done()],
			["pass", "fail", "pass", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"M Reboot alone, and an uptime that stands still",
			[done({ ...FULL, boot: false, events: ["M Reboot"], uptimeAfterSeconds: 1_000 }), done()],
			["pass", "fail", "pass", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"1 BOOT, and an uptime that went on",
			[done({ ...FULL, uptimeAfterSeconds: 1_111 }), done()],
			["pass", "inconclusive", "pass", "pass"],
			[],
			"inconclusive",
		],
		[
			"1 BOOT, and an uptime that never counts",
			[done({ ...FULL, uptimeAfterSeconds: 1_000 }), done()],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"1 BOOT, and an uptime that has jumped forward, as of a clock that was set",
			[done({ ...FULL, uptimeAfterSeconds: 900_000 }), done()],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"M Reboot alone, and an uptime that has jumped forward",
			[done({ ...FULL, boot: false, uptimeAfterSeconds: 900_000 }), done()],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"0 BOOTSTRAP alone, and an uptime that has jumped forward",
			[done({ ...FULL, boot: false, bootstrap: true, events: ["0 BOOTSTRAP"], uptimeAfterSeconds: 900_000 }), done()],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"M Reboot alone, and an uptime in milliseconds that went on",
			[done({ ...FULL, boot: false, uptimeBeforeSeconds: 1_000_000, uptimeAfterSeconds: 1_111_000 }), done()],
			["pass", "fail", "pass", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"M Reboot alone, and an uptime that went on and was read late",
			[done({ ...FULL, boot: false, uptimeAfterSeconds: 1_150, uptimeReadAfterSeconds: 150 }), done()],
			["pass", "fail", "pass", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"M Reboot alone, and an uptime that may be that of a restart, and was read late",
			[
				done({ ...FULL, boot: false, uptimeBeforeSeconds: 50, uptimeAfterSeconds: 130, uptimeReadAfterSeconds: 150 }),
				done(),
			],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"1 BOOT, and an uptime in milliseconds that began anew",
			[done({ ...FULL, uptimeBeforeSeconds: 1_000_000, uptimeAfterSeconds: 21_000 }), done()],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"sessions without a restart, and an uptime that has jumped forward",
			[ranOn({ uptimeAfterSeconds: 900_000 }), done()],
			["pass", "inconclusive", "skipped", "pass"],
			[],
			"inconclusive",
		],
		[
			"sessions without a restart, and an uptime that fell to more than the time since",
			[ranOn({ uptimeBeforeSeconds: 100_000, uptimeAfterSeconds: 50_000 }), done()],
			["pass", "inconclusive", "skipped", "pass"],
			[],
			"inconclusive",
		],
		[
			"M Reboot alone, soon after the boot before",
			[done({ ...FULL, boot: false, uptimeBeforeSeconds: 5, uptimeAfterSeconds: 20 }), done()],
			["pass", "pass", "pass", "pass"],
			[],
			"proven",
		],
		[
			"M Reboot with another key",
			[done({ ...FULL, commandKeyReturned: false }), done()],
			["pass", "pass", "fail", "pass"],
			["reboot.noMReboot"],
			"partial",
		],
		[
			"fault 9000: the device lacks it",
			[faulted(9000)],
			["fail", "skipped", "skipped", "skipped"],
			["reboot.rejected"],
			"unsupported",
		],
		["another fault", [faulted(9001)], ["fail", "skipped", "skipped", "skipped"], ["reboot.rejected"], "failed"],
		[
			"no return",
			[failed({ accepted: true, sessionsWithoutBoot: 0 })],
			["pass", "fail", "skipped", "fail"],
			["reboot.noReturn"],
			"unsafe",
		],
		[
			"sessions with an uptime that goes on",
			[ranOn({ sessionsWithoutBoot: 2 }), done()],
			["pass", "fail", "skipped", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"sessions without a restart, and no uptime to tell it by",
			[ranOn({ uptimeBeforeSeconds: null, uptimeAfterSeconds: null }), done()],
			["pass", "inconclusive", "skipped", "pass"],
			[],
			"inconclusive",
		],
		[
			"an uptime before alone",
			[ranOn({ uptimeAfterSeconds: null }), done()],
			["pass", "inconclusive", "skipped", "pass"],
			[],
			"inconclusive",
		],
		[
			"an uptime afterwards alone",
			[ranOn({ uptimeBeforeSeconds: null }), done()],
			["pass", "inconclusive", "skipped", "pass"],
			[],
			"inconclusive",
		],
		[
			"an uptime that did not fall, and may be that of a restart since",
			[ranOn({ uptimeBeforeSeconds: 20, uptimeAfterSeconds: 60 }), done()],
			["pass", "inconclusive", "skipped", "pass"],
			[],
			"inconclusive",
		],
		[
			"no answer, and no return",
			[unknown({ accepted: false, sessionsWithoutBoot: 0 })],
			["fail", "fail", "skipped", "fail"],
			["reboot.noReturn"],
			"unsafe",
		],
		[
			"no answer, and sessions without a restart",
			[{ ...ranOn({ accepted: false }), status: "unknown" }, done()],
			["fail", "fail", "skipped", "pass"],
			["reboot.notRebooted"],
			"failed",
		],
		[
			"a return after which it can't be read",
			[done(FULL), failed(null), failed(null)],
			["pass", "pass", "pass", "fail"],
			[],
			"unsafe",
		],
		[
			"a return after which it does not come again",
			[done(FULL), expired],
			["pass", "pass", "pass", "inconclusive"],
			[],
			"inconclusive",
		],
	])("%s", (_title, ends, outcomes, codes, verdict) => {
		const proof = prove(reboot, { ends });
		expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test.each([
		["what was refused before it was sent", failed(null)],
		["what nobody followed to its end", unknown(null)],
	])("%s is inconclusive, and nothing follows from it", (_title, end) => {
		const proof = prove(reboot, { ends: [end] });
		expect(proof.verdict).toBe("inconclusive");
		expect(Object.values(proof.outcomes)).toEqual(["inconclusive", "skipped", "skipped", "skipped"]);
	});

	test("waits as long as the run's input says, else as the model's profile does, else ten minutes", () => {
		expect(prove(reboot, { ends: [done(FULL), done()] }).asked[0]).toEqual(["reboot", {}, 600]);
		const context = { inputs: { allowFactoryReset: false, timeoutSeconds: 42 } };
		expect(prove(reboot, { ends: [done(FULL), done()], context }).asked[0]?.[2]).toBe(42);
		const profile = { ...PROFILE, timeouts: { rebootSeconds: 300 } };
		expect(prove(reboot, { ends: [done(FULL), done()], context: { profile } }).asked[0]?.[2]).toBe(300);
		expect(prove(reboot, { ends: [done(FULL), done()], context: { ...context, profile } }).asked[0]?.[2]).toBe(42);
	});
});

describe("a device that answers connection requests", () => {
	const past = [{ at: "2026-03-01T12:00:01.000Z", events: ["6 CONNECTION REQUEST"] }];
	const unshown = { status: "failed", reason: "no restart", result: { ...FULL, sessionsWithoutBoot: 1 } } as const;

	test("and comes once without a restart, and never again, has not come back", () => {
		const gone = prove(reboot, { ends: [unshown, expired], past });
		expect([gone.outcomes.reRegisters, gone.codes.includes("reboot.noReturn"), gone.verdict]).toEqual([
			...["fail", true, "unsafe"],
		]);
		// Of one that comes only for its period, silence says nothing.
		expect(prove(reboot, { ends: [unshown, expired] }).outcomes.reRegisters).toBe("inconclusive");
	});

	test("a session that is lost after the boot is asked for again", () => {
		const { verdict } = prove(reboot, { ends: [done(FULL), failed(null), done()] });
		expect(verdict).toBe("proven");
	});
});

describe("quirk 102: a device of its serial number has come, and it has not", () => {
	const other = { id: "b", oui: "FFFFFF", productClass: "HG", lastInformAt: "2026-03-01T12:02:00.000Z" };
	const past = [{ at: "2026-03-01T12:00:01.000Z", events: ["6 CONNECTION REQUEST"] }];
	const gone = failed({ accepted: true, sessionsWithoutBoot: 0 });

	test.each<[string, Partial<OperationEnd>[], PastInform[]]>([
		["since the Reboot", [gone], []],
		["after one session that showed no restart", [ranOn({}), expired], past],
		["after the session of 1 BOOT", [done(FULL), done(), expired], past],
	])("%s: it may be the same, which is not unsafe", (_title, ends, before) => {
		const proof = (namesakes: (typeof other)[]) => prove(reboot, { ends, past: before, namesakes });
		const { verdict, codes, results } = proof([other]);
		expect([verdict === "unsafe", codes.includes("reboot.noReturn")]).toEqual([false, false]);
		expect(results.reRegisters).toMatchObject({ outcome: "inconclusive", values: { namesake: other } });
		expect(results.reRegisters?.detail).toContain("FFFFFF-HG");
		expect(proof([]).verdict).toBe("unsafe");
	});
});

test("1 BOOT at an uptime that ran before, and does not fall, is contradicted", () => {
	const at = { ...FULL, uptimeBeforeSeconds: 5_000, uptimeAfterSeconds: 5_000 };
	const node = (value: string) => ({ value, type: "xsd:unsignedInt", writable: false, readAt: 1 });
	const outcome = (earlier: string) =>
		prove(reboot, { ends: [done(at), done()], tree: new Map([["Device.DeviceInfo.UpTime", node(earlier)]]) }).outcomes
			.bootReported;
	expect([outcome("4000"), outcome("5000")]).toEqual(["inconclusive", "pass"]);
});

describe("settings that nobody asked to change", () => {
	test.each<[string, string, string]>([
		["Device.WiFi.Radio.1.Enable", "1", "0"],
		["Device.IP.Interface.2.Enable", "true", "false"],
		["InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.Enable", "1", "0"],
		["Device.ManagementServer.PeriodicInformInterval", "300", "86400"],
		["Device.ManagementServer.PeriodicInformEnable", "1", "0"],
		["Device.ManagementServer.URL", "http://acs.example/", "http://other.example/"],
		["Device.ManagementServer.Username", "box", "other"],
		["Device.WiFi.AccessPoint.1.Security.ModeEnabled", "WPA2-Personal", "None"],
		["InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.BeaconType", "11i", "None"],
		["Device.UserInterface.PasswordRequired", "1", "0"],
		["Device.Time.LocalTimeZone", "UTC", "XYZ"],
	])("%s makes the reboot unsafe", (path, before, after) => {
		const tree = new Map([[path, { value: before, type: "xsd:string", writable: true, readAt: 1 }]]);
		const reads = (value: string) => done({ values: [{ path, value, type: "xsd:string" }] });
		expect(prove(reboot, { ends: [reads(before), done(FULL), done(), reads(after)], tree }).verdict).toBe("unsafe");
		expect(prove(reboot, { ends: [reads(before), done(FULL), done(), reads(before)], tree }).verdict).toBe("proven");
	});
});

describe("settings after a reboot", () => {
	const MODE = "Device.WiFi.AccessPoint.1.Security.ModeEnabled";
	const ZONE = "Device.Time.LocalTimeZone";
	const node = { value: "was", type: "xsd:string", writable: true, readAt: 1 };
	const tree = new Map([
		[MODE, node],
		[ZONE, node],
	]);
	const value = (path: string, is = "was") => ({ path, value: is, type: "xsd:string" });
	const read = (values: unknown[], missing: string[] = [], code = 9005) => {
		const faults = missing.map((path) => ({ path, code, message: "no" }));
		return done({ values, missing, faults, unanswered: [] });
	};
	const BEFORE = read([value(MODE), value(ZONE)]);
	const after = (...reads: Partial<OperationEnd>[]) =>
		prove(reboot, { ends: [BEFORE, done(FULL), done(), ...reads], tree }).verdict;

	test("that are gone, also when they are looked at again: unsafe", () => {
		expect(after(read([value(ZONE)], [MODE]), read([], [MODE]))).toBe("unsafe");
		expect(after(read([value(ZONE)], [MODE]))).toBe("unsafe");
	});

	test("that are back a little later were never gone", () => {
		expect(after(read([value(ZONE)], [MODE]), read([value(MODE)]))).toBe("proven");
		expect(after(read([value(ZONE), value(MODE, "")]), read([value(MODE)]))).toBe("proven");
	});

	test.each([9001, 9002, 9004])("that can't be read any more, with fault %i: inconclusive", (code) => {
		expect(after(read([value(ZONE)], [MODE], code), read([], [MODE], code))).toBe("inconclusive");
	});

	test("that were not answered, or not read for want of a session: inconclusive", () => {
		expect(after(failed(null), failed(null))).toBe("inconclusive");
		expect(after(expired, expired)).toBe("inconclusive");
	});

	test("that have changed by themselves before it are not looked at", () => {
		const moved = read([value(MODE), value(ZONE, "moved")]);
		const ends = [moved, done(FULL), done(), read([value(MODE), value(ZONE, "other")])];
		expect(prove(reboot, { ends, tree }).verdict).toBe("proven");
	});

	test("that first contact has set anew meanwhile are its own", () => {
		const path = "Device.ManagementServer.ConnectionRequestUsername";
		const seen = (isMade: boolean) => {
			let asked = 0;
			const contact = { softwareVersion: null, events: [], set: [], refused: [], lost: 0, sessionOutcome: "done" };
			return prove(reboot, {
				ends: [read([value(path)]), done(FULL), done(), read([value(path, "new")])],
				tree: new Map([[path, node]]),
				answer: ({ ask }) =>
					ask === "firstContact" && isMade
						? { got: "firstContact", contact: { ...contact, at: String(asked++), sessionId: "s" } }
						: null,
			}).verdict;
		};
		expect([seen(true), seen(false)]).toEqual(["proven", "unsafe"]);
	});

	test("no read at all is no return that can be read", () => {
		const refused = read([], ["Device.DeviceInfo.SoftwareVersion"], 9002);
		expect(prove(reboot, { ends: [done(FULL), refused] }).verdict).toBe("inconclusive");
	});
});

describe("a device that is back for one session", () => {
	const at = (seconds: number) => new Date(Date.parse("2026-03-01T11:00:00.000Z") + seconds * 1000).toISOString();
	const periodic = (seconds: number) => ({ at: at(seconds), events: ["2 PERIODIC"] });
	const REGULAR = [0, 300, 600].map(periodic);
	const back = (past: readonly PastInform[], ...ends: Partial<OperationEnd>[]) =>
		prove(reboot, { ends: [done(FULL), done(), ...ends], past });

	test("and comes again by its period is proven; and never again, unsafe", () => {
		expect(back(REGULAR, done()).verdict).toBe("proven");
		const gone = back(REGULAR, expired);
		expect([gone.verdict, gone.codes]).toEqual(["unsafe", ["reboot.noReturn"]]);
	});

	test("and comes for no connection request any more, as it did before: unsafe", () => {
		const past = [{ at: "2026-03-01T12:00:01.000Z", events: ["6 CONNECTION REQUEST"] }];
		expect([back(past, done(), done()).verdict, back(past, expired).verdict]).toEqual(["proven", "unsafe"]);
		// The first may have been asked for while it was here.
		expect(back(past, done(), expired).verdict).toBe("unsafe");
	});

	test.each<[string, PastInform[]]>([
		["it has not come by itself before", []],
		["it comes too seldom", [0, 86_400, 172_800].map(periodic)],
		["one of its pauses was too long", [0, 300, 900].map(periodic)],
		["it came for something else each time", REGULAR.map((one) => ({ ...one, events: ["4 VALUE CHANGE"] }))],
	])("is not waited for again where %s", (_title, past) => {
		const { verdict, asked } = back(past, expired);
		expect([verdict, asked.filter(([kind]) => kind === "read").length]).toEqual(["proven", 1]);
	});
});

describe("a reboot that comes back with 0 BOOTSTRAP", () => {
	const SSID = "Device.WiFi.SSID.1.SSID";
	const tree = new Map([[SSID, { value: "home", type: "xsd:string", writable: true, readAt: 1 }]]);
	const reads = (value: string) => done({ values: [{ path: SSID, value, type: "xsd:string" }] });
	const proveReset = (value: string) =>
		prove(reboot, { ends: [reads("home"), done({ ...FULL, bootstrap: true }), done(), reads(value)], tree });

	test("has reset the device where its settings are others: that is unsafe", () => {
		const { outcomes, verdict } = proveReset("factory");
		expect([outcomes.reRegisters, verdict]).toEqual(["fail", "unsafe"]);
	});

	test("has reset nothing where they stand", () => {
		expect(proveReset("home").verdict).toBe("proven");
	});
});
