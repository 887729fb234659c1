import { describe, expect, test } from "vitest";
import type { Tree } from "../../src/device/tree.ts";
import type { FirstContactSeen, InformSeen, OperationEnd, ProofAnswer, ProofStep } from "../../src/proof/check.ts";
import { factoryReset } from "../../src/proof/workflows/factoryReset.ts";
import { PROFILE, prove, STARTED } from "./prove.ts";

const ALLOWED = { inputs: { allowFactoryReset: true } };
const INTERVAL = "Device.ManagementServer.PeriodicInformInterval";
const ENABLE = "Device.ManagementServer.PeriodicInformEnable";
const TIME = "Device.ManagementServer.PeriodicInformTime";

const CONTACT: FirstContactSeen = {
	at: "2026-03-01T11:00:00.000Z",
	sessionId: "session-0",
	softwareVersion: "1.0.0",
	events: ["0 BOOTSTRAP", "1 BOOT"],
	set: [
		{ path: ENABLE, value: "1" },
		{ path: INTERVAL, value: "300" },
		{ path: TIME, value: "2020-01-01T00:00:07Z" },
	],
	refused: [],
	lost: 0,
	sessionOutcome: "done",
};

const settings = (values: Readonly<Record<string, string>> = {}): Partial<OperationEnd> => ({
	result: {
		values: Object.entries({ [ENABLE]: "1", [INTERVAL]: "300", [TIME]: "2020-01-01T00:00:07Z", ...values }).map(
			([path, value]) => ({ path, value, type: "xsd:string" }),
		),
	},
});
const BACK = {
	accepted: true,
	bootstrap: true,
	settingsLost: true,
	events: ["0 BOOTSTRAP", "1 BOOT"],
	awaySeconds: 90,
	bootedAt: "2026-03-01T12:02:00.000Z",
};
const back = (changes: Partial<Record<keyof typeof BACK, unknown>> = {}): Partial<OperationEnd> => ({
	result: { ...BACK, ...changes },
});
const stayed = (status: "failed" | "unknown", result: Record<string, unknown> | null): Partial<OperationEnd> => ({
	status,
	result,
	reason: "why",
});
const faulted = (code: number): Partial<OperationEnd> => ({ status: "failed", fault: { code, message: "no" } });
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const silent: Partial<OperationEnd> = { status: "failed", reason: "the device answered none of the reads" };

test.each<[string, Partial<OperationEnd>[], string[], string[], string]>([
	["a clean reset", [settings(), back(), settings()], ["pass", "pass", "pass"], [], "proven"],
	[
		"what first contact set may be spelt otherwise",
		[settings(), back(), settings({ [ENABLE]: "true", [TIME]: "2020-01-01T00:00:07.000+00:00" })],
		["pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"quirk 121: no 0 BOOTSTRAP, but the settings are gone",
		[settings(), back({ bootstrap: false }), settings()],
		["pass", "fail", "pass"],
		["factoryReset.noBootstrap"],
		"partial",
	],
	[
		"a restart that resets nothing",
		[settings(), back({ bootstrap: false, settingsLost: false }), settings()],
		["pass", "fail", "pass"],
		["factoryReset.noBootstrap"],
		"failed",
	],
	[
		"a restart that nothing shows to be a reset",
		[settings(), back({ bootstrap: false, settingsLost: null }), settings()],
		["pass", "fail", "pass"],
		["factoryReset.noBootstrap"],
		"failed",
	],
	[
		"sessions without any sign",
		[settings(), stayed("failed", { accepted: true, sessionsWithoutBoot: 3, settingsLost: false }), settings()],
		["pass", "fail", "pass"],
		["factoryReset.noBootstrap"],
		"failed",
	],
	[
		"0 BOOTSTRAP counts whatever a device keeps",
		[settings(), back({ settingsLost: false }), settings()],
		["pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"no return",
		[settings(), stayed("failed", { accepted: true, sessionsWithoutBoot: 0 })],
		["pass", "fail", "fail"],
		["factoryReset.noReturn"],
		"unsafe",
	],
	[
		"no answer, and no return",
		[settings(), stayed("unknown", { accepted: false, sessionsWithoutBoot: 0 })],
		["fail", "fail", "fail"],
		["factoryReset.noReturn"],
		"unsafe",
	],
	[
		"fault 9000: the device lacks it",
		[settings(), faulted(9000)],
		["fail", "skipped", "skipped"],
		["factoryReset.rejected"],
		"unsupported",
	],
	["another fault", [settings(), faulted(9001)], ["fail", "skipped", "skipped"], ["factoryReset.rejected"], "failed"],
	[
		"the settings do not stand again",
		[settings(), back(), settings({ [INTERVAL]: "86400" })],
		["pass", "pass", "fail"],
		[],
		"failed",
	],
	[
		"what did not stand before is not missed",
		[settings({ [INTERVAL]: "86400" }), back(), settings({ [INTERVAL]: "86400" })],
		["pass", "pass", "pass"],
		[],
		"proven",
	],
	["it can't be read any more", [settings(), back(), silent], ["pass", "pass", "fail"], [], "unsafe"],
	["it does not come again", [settings(), back(), expired], ["pass", "pass", "inconclusive"], [], "inconclusive"],
	["the device is not there before", [expired], ["inconclusive", "skipped", "skipped"], [], "inconclusive"],
	[
		"what was refused before it was sent",
		[settings(), stayed("failed", null)],
		["inconclusive", "skipped", "skipped"],
		[],
		"inconclusive",
	],
])("%s", (_title, ends, outcomes, codes, verdict) => {
	const proof = prove(factoryReset, { ends, contact: CONTACT, context: ALLOWED });
	const { settingsReset: _, ...others } = proof.outcomes;
	expect([Object.values(others), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
});

test("a device that was set up once more meanwhile is compared with what was set last", () => {
	const later = { ...CONTACT, at: "2026-03-01T12:09:00.000Z", set: [{ path: INTERVAL, value: "600" }] };
	const again = settings({ [INTERVAL]: "600" });
	const proof = prove(factoryReset, {
		...{ ends: [settings(), back(), again, again], contact: [CONTACT, CONTACT, later], context: ALLOWED },
	});
	expect([proof.outcomes.reRegisters, proof.verdict]).toEqual(["pass", "proven"]);
});

test("a device with both roots is compared below the one that it was set by last", () => {
	const igd = (path: string) => path.replace("Device.", "InternetGatewayDevice.");
	const before = { ...CONTACT, set: CONTACT.set.map(({ path, value }) => ({ path: igd(path), value })) };
	const values = before.set.map((one) => ({ ...one, type: "xsd:string" }));
	const after = { ...CONTACT, set: [...CONTACT.set.slice(0, 1), { path: INTERVAL, value: "600" }] };
	const both = CONTACT.set.flatMap(({ path, value }) => {
		const now = path === INTERVAL ? "600" : value;
		return [path, igd(path)].map((one) => ({ path: one, value: now, type: "xsd:string" }));
	});
	const stands = { result: { values: both } };
	const proof = prove(factoryReset, {
		...{ ends: [{ result: { values } }, back(), stands], contact: [before, after], context: ALLOWED },
	});
	expect([proof.outcomes.reRegisters, proof.verdict]).toEqual(["pass", "proven"]);
});

test.each([
	["comes again is proven", settings(), "proven", []],
	["stays away is unsafe", expired, "unsafe", ["factoryReset.noReturn"]],
])("a device that came for connection requests, is back after the reset and %s", (_title, last, verdict, codes) => {
	const came = [{ at: "2026-03-01T12:00:01.000Z", events: ["6 CONNECTION REQUEST"] }];
	const ends = [settings(), back(), settings(), settings(), last];
	// With the bootstrap the record begins anew.
	let isReset = false;
	const answer = (step: ProofStep): ProofAnswer | null => {
		if (step.ask === "operation" && step.kind === "factoryReset") isReset = true;
		return step.ask === "pastInforms" ? { got: "pastInforms", informs: isReset ? [] : came } : null;
	};
	const proof = prove(factoryReset, { ends, contact: CONTACT, context: { ...ALLOWED, lab: false }, answer });
	expect([proof.verdict, proof.codes]).toEqual([verdict, codes]);
});

describe("a value that was set before the reset", () => {
	const CODE = "Device.DeviceInfo.ProvisioningCode";
	const tree = new Map([[CODE, { value: "", type: "xsd:string", writable: true, readAt: STARTED.getTime() }]]);
	const reads = (value: string): Partial<OperationEnd> => ({
		result: { values: [{ path: CODE, value, type: "xsd:string" }] },
	});
	const marked = [settings(), {}, reads("Certus.Proof.One"), back()] as const;
	const proveMarked = (...ends: readonly Partial<OperationEnd>[]) =>
		prove(factoryReset, { ends: [...marked, ...ends, settings()], tree, contact: CONTACT, context: ALLOWED });

	test("is gone: the reset is seen", () => {
		const { outcomes, verdict } = proveMarked(reads(""));
		expect([outcomes.settingsReset, verdict]).toEqual(["pass", "proven"]);
	});

	test("still stands: 0 BOOTSTRAP is claimed, and proves nothing", () => {
		const { outcomes, verdict } = proveMarked(reads("Certus.Proof.One"));
		expect([outcomes.settingsReset, verdict]).toEqual(["inconclusive", "inconclusive"]);
	});

	const SSID = "Device.WiFi.SSID.1.SSID";
	const NTP = "Device.Time.NTPServer1";
	const more: Tree = new Map(tree);
	for (const [path, value] of [
		[SSID, "Home"],
		["Device.WiFi.SSID.2.SSID", "Guests"],
		[NTP, "pool.ntp.org"],
		["Device.DHCPv4.Server.Pool.1.DomainName", ""],
	] as const)
		more.set(path, { value, type: "xsd:string", writable: true, readAt: STARTED.getTime() });
	const answers = (values: Readonly<Record<string, string>>): Partial<OperationEnd> => ({
		result: { values: Object.entries(values).map(([path, value]) => ({ path, value, type: "xsd:string" })) },
	});
	const MARKS: Readonly<Record<string, string>> = {
		[CODE]: "Certus.Proof.One",
		[SSID]: "Certus.Proof.One",
		[NTP]: "ntp.certus.invalid",
	};

	test.each([
		["nothing of them", { [CODE]: "", [SSID]: "ACME-1234", [NTP]: "" }, "pass", "proven", []],
		["Wi-Fi alone", { ...MARKS, [CODE]: "", [NTP]: "" }, "fail", "partial", ["factoryReset.settingsKept"]],
		["all of them", MARKS, "inconclusive", "inconclusive", []],
	])("one of each part of the device, of which the reset leaves %s", (_title, left, outcome, verdict, codes) => {
		const ends = [settings(), {}, answers(MARKS), back(), answers(left)];
		const kept = codes.length > 0 || outcome === "inconclusive" ? [{}] : [];
		const proof = prove(factoryReset, {
			...{ ends: [...ends, ...kept, settings()], tree: more, contact: CONTACT, context: ALLOWED },
		});
		expect([proof.outcomes.settingsReset, proof.verdict, proof.codes]).toEqual([outcome, verdict, codes]);
		const sets = proof.asked.filter(([kind]) => kind === "set").map(([, input]) => input);
		expect(sets[0]).toEqual({ values: Object.entries(MARKS).map(([path, value]) => ({ path, value })) });
		// What it has kept stands again as it stood before.
		const before: Record<string, string> = { [CODE]: "", [SSID]: "Home", [NTP]: "pool.ntp.org" };
		const wrong = Object.entries(left).filter(([path, value]) => MARKS[path] === value);
		expect(sets.slice(1)).toEqual(
			wrong.length === 0 ? [] : [{ values: wrong.map(([path]) => ({ path, value: before[path] })) }],
		);
	});

	test("a device that refuses them together keeps the harmless one", () => {
		const refused: Partial<OperationEnd> = { status: "failed", fault: { code: 9007, message: "no", parameters: [] } };
		const proof = prove(factoryReset, {
			ends: [settings(), refused, {}, reads("Certus.Proof.One"), back(), reads(""), settings()],
			...{ tree: more, contact: CONTACT, context: ALLOWED },
		});
		expect([proof.outcomes.settingsReset, proof.verdict]).toEqual(["pass", "proven"]);
	});

	test("is not left on a field device", () => {
		const { asked } = prove(factoryReset, {
			...{ ends: [settings(), back(), settings()], tree, contact: CONTACT },
			context: { ...ALLOWED, lab: false },
		});
		expect(asked.map(([kind]) => kind)).not.toContain("set");
	});
});

test("without permission nothing is asked, and every check says so", () => {
	const proof = prove(factoryReset, { ends: [] });
	expect(proof.asked).toEqual([]);
	expect(Object.values(proof.results).map(({ outcome, detail }) => [outcome, detail])).toEqual([
		["skipped", expect.stringContaining("allowFactoryReset")],
		["skipped", expect.stringContaining("not allowed")],
		["skipped", expect.stringContaining("not allowed")],
		["skipped", expect.stringContaining("not allowed")],
	]);
	expect(proof.verdict).toBe("inconclusive");
});

test("the device that is read is read again in a session of its own", () => {
	const { other } = prove(factoryReset, { ends: [settings(), back(), settings()], contact: CONTACT, context: ALLOWED });
	expect(other.filter(({ ask }) => ask === "informs")).toEqual([{ ask: "informs", count: 0, waitSeconds: 0 }]);
});

describe("waits", () => {
	const profile = { factoryResetSeconds: 400 };
	test.each([
		["a quarter of an hour", {}, undefined, 900],
		["as long as the model's profile says", profile, undefined, 400],
		["as long as the run's input says, before all", profile, 42, 42],
	])("%s", (_title, timeouts, timeoutSeconds, seconds) => {
		const inputs = { allowFactoryReset: true, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
		const { asked } = prove(factoryReset, {
			ends: [settings(), back(), settings()],
			contact: CONTACT,
			context: { inputs, profile: { ...PROFILE, timeouts } },
		});
		expect(asked[1]).toEqual(["factoryReset", {}, seconds]);
	});
});

test("a device that answers connection requests, comes once without a reset and never again, has not come back", () => {
	const lingering = stayed("failed", { accepted: true, sessionsWithoutBoot: 1, settingsLost: false });
	const past = [{ at: STARTED.toISOString(), events: ["6 CONNECTION REQUEST"] }];
	const context = { ...ALLOWED, profile: { ...PROFILE, timeouts: { factoryResetSeconds: 1_200 } } };
	const ends = [settings(), lingering, expired];
	const gone = prove(factoryReset, { ends, contact: CONTACT, past, context });
	expect([gone.codes.includes("factoryReset.noReturn"), gone.verdict]).toEqual([true, "unsafe"]);
	// For as long as the model may take.
	expect(gone.asked.at(-1)?.[2]).toBe(1_200);
	// Of one that comes only for its period, silence says nothing.
	expect(prove(factoryReset, { ends, contact: CONTACT, context }).outcomes.reRegisters).toBe("inconclusive");
});

test.each<[string, Partial<InformSeen>[][], string]>([
	["in the session after", [[{ events: ["0 BOOTSTRAP", "1 BOOT"] }]], "pass"],
	["after one that came for its period", [[{}], [{ events: ["0 BOOTSTRAP"] }]], "pass"],
	["never", [[{ events: ["1 BOOT"] }], []], "fail"],
])("a reset that only lost settings show at first, and 0 BOOTSTRAP: %s", (_title, informs, outcome) => {
	const proof = prove(factoryReset, {
		...{ ends: [settings(), back({ bootstrap: false }), settings()], informs },
		...{ contact: CONTACT, context: ALLOWED },
	});
	expect([proof.results.bootstrapReported?.outcome, proof.verdict]).toEqual([
		outcome,
		outcome === "pass" ? "proven" : "partial",
	]);
});

test("quirk 102: one that may have come back under another name is not lost", () => {
	const other = { id: "b", oui: "FFFFFF", productClass: "", lastInformAt: "2026-03-01T12:02:00.000Z" };
	const ends = [settings(), stayed("failed", { accepted: true, sessionsWithoutBoot: 0 })];
	const proof = (namesakes: (typeof other)[]) =>
		prove(factoryReset, { ends, contact: CONTACT, context: ALLOWED, namesakes });
	expect([proof([]).verdict, proof([]).codes]).toEqual(["unsafe", ["factoryReset.noReturn"]]);
	const { verdict, codes, results } = proof([other]);
	expect([verdict, codes]).toEqual(["inconclusive", []]);
	expect(results.reRegisters?.detail).toContain("FFFFFF has come with its serial number");
});
