import { describe, expect, test } from "vitest";
import type { CheckResult, InformSeen, OperationEnd, TransferObserved } from "../../src/proof/check.ts";
import { firmware } from "../../src/proof/workflows/firmware.ts";
import { PROFILE, prove } from "./prove.ts";

const THERE = { fileId: "file-2", version: "2.0" };
const BACK = { fileId: "file-1", version: "1.0.0" };
const ONE_WAY = { images: { there: THERE, back: null } };
const BOTH_WAYS = { images: { there: THERE, back: BACK } };

const observed = (changes: Partial<TransferObserved> = {}): TransferObserved[] => [
	{
		...{ direction: "download", content: "file", requests: 1, firstRequestAt: "2026-03-01T12:00:01.000Z" },
		...{ completedAt: "2026-03-01T12:00:05.000Z", lastStatus: 200, bytes: 1_000, ...changes },
	},
];
const FETCHED = observed();
const BEGUN = observed({ completedAt: null, bytes: 0 });
const UNASKED = observed({ requests: 0, firstRequestAt: null, completedAt: null, lastStatus: null, bytes: 0 });
const NOT_FOUND = observed({ content: "absent", completedAt: null, lastStatus: 404, bytes: 0 });
const NOT_TRIED = observed({ content: "absent", requests: 0, completedAt: null, lastStatus: null, bytes: 0 });

const COMPLETE = { commandKey: "k", faultCode: 0, faultMessage: "", startTime: "", completeTime: "" };
const FOUND = {
	accepted: true,
	status: 1,
	transferComplete: COMPLETE,
	matchedBy: "commandKey",
	versionBefore: "1.0.0",
	version: "2.0",
	sessions: 1,
	afterSeconds: 95,
};
type Changes = Partial<Record<keyof typeof FOUND, unknown>>;
const flashed = (changes: Changes = {}): Partial<OperationEnd> => ({ result: { ...FOUND, ...changes } });
const returned = flashed({ version: "1.0.0", versionBefore: "2.0" });
const reportedFault = (code: number, changes: Changes = {}): Partial<OperationEnd> => ({
	status: "failed",
	fault: { code, message: "no" },
	result: { ...FOUND, version: null, transferComplete: { ...COMPLETE, faultCode: code }, ...changes },
});
const refused = (code: number): Partial<OperationEnd> => ({ status: "failed", fault: { code, message: "no" } });
const stalled = (changes: Changes = {}): Partial<OperationEnd> => ({
	status: "unknown",
	reason: "nothing",
	result: { ...FOUND, transferComplete: null, matchedBy: null, version: "1.0.0", ...changes },
});
const falseSuccess: Partial<OperationEnd> = { status: "failed", result: { ...FOUND, version: "1.0.0" } };
const running = (version: string): Partial<OperationEnd> => ({
	result: { values: [{ path: "Device.DeviceInfo.SoftwareVersion", value: version, type: "xsd:string" }] },
});
const restarted: Partial<OperationEnd> = { result: { accepted: true, boot: true } };
const notRestarted: Partial<OperationEnd> = { status: "failed", result: { accepted: true, sessionsWithoutBoot: 0 } };
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const silent: Partial<OperationEnd> = { status: "failed", reason: "the device answered none of the reads" };
const bad = reportedFault(9016);

type Case = [
	title: string,
	ends: Partial<OperationEnd>[],
	transfers: TransferObserved[][],
	outcomes: string[],
	codes: string[],
	verdict: string,
];

test.each<Case>([
	[
		"a clean upgrade",
		[flashed(), running("2.0"), bad, running("2.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"quirk 95: its report has no CommandKey",
		[flashed({ matchedBy: "single" }), running("2.0"), bad, running("2.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"Status 0 reports the transfer",
		[flashed({ status: 0, matchedBy: "status" }), running("2.0"), refused(9016), running("2.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"quirk 98: the first try fails, the second works",
		[reportedFault(9010), flashed(), running("2.0"), bad, running("2.0")],
		[UNASKED, FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"quirk 96: silence, and the new version",
		[flashed({ transferComplete: null, matchedBy: null }), running("2.0"), bad, running("2.0")],
		[FETCHED, NOT_FOUND],
		["pass", "fail", "pass", "pass", "pass"],
		["firmware.noTransferComplete"],
		"partial",
	],
	[
		"quirk 97: a false success",
		[falseSuccess, running("1.0.0"), bad, running("1.0.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "fail", "pass", "pass"],
		["firmware.versionUnchanged"],
		"failed",
	],
	[
		"a success that is claimed without the image",
		[falseSuccess, running("1.0.0"), bad, running("1.0.0")],
		[UNASKED, NOT_FOUND],
		["fail", "pass", "fail", "pass", "pass"],
		["firmware.notFetched", "firmware.versionUnchanged"],
		"failed",
	],
	[
		"a stall before the image",
		[stalled(), restarted, running("1.0.0"), bad, running("1.0.0")],
		[UNASKED, NOT_FOUND],
		["fail", "fail", "fail", "pass", "pass"],
		["firmware.notFetched", "firmware.stalled"],
		"failed",
	],
	[
		"a stall in the middle of the image",
		[stalled(), restarted, running("1.0.0"), bad, running("1.0.0")],
		[BEGUN, NOT_FOUND],
		["fail", "fail", "fail", "pass", "pass"],
		["firmware.notFetched", "firmware.stalled"],
		"failed",
	],
	[
		"a stall after the image, and no boot shown: nothing more is sent but reads",
		[stalled(), notRestarted, running("1.0.0")],
		[FETCHED],
		["pass", "fail", "fail", "skipped", "pass"],
		["firmware.stalled"],
		"failed",
	],
	[
		"no answer to Download",
		[stalled({ accepted: false, status: null }), restarted, running("1.0.0"), bad, running("1.0.0")],
		[UNASKED, NOT_FOUND],
		["fail", "fail", "fail", "pass", "pass"],
		["firmware.notFetched", "firmware.stalled"],
		"failed",
	],
	[
		"a refusal",
		[refused(9001), running("1.0.0")],
		[UNASKED],
		["fail", "skipped", "skipped", "skipped", "pass"],
		["firmware.notFetched"],
		"failed",
	],
	[
		"fault 9000: the device lacks Download",
		[refused(9000), running("1.0.0")],
		[UNASKED],
		["fail", "skipped", "skipped", "skipped", "pass"],
		["firmware.notFetched"],
		"unsupported",
	],
	[
		"a refusal at every try",
		[refused(9010), refused(9010), running("1.0.0")],
		[UNASKED, UNASKED],
		["fail", "skipped", "skipped", "skipped", "pass"],
		["firmware.notFetched"],
		"failed",
	],
	[
		"an image that the device finds corrupted",
		[reportedFault(9018), running("1.0.0"), bad, running("1.0.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "fail", "pass", "pass"],
		["firmware.versionUnchanged"],
		"failed",
	],
	[
		"an image that the device can't reach, twice",
		[reportedFault(9015), reportedFault(9015), running("1.0.0"), bad, running("1.0.0")],
		[UNASKED, UNASKED, NOT_FOUND],
		["fail", "pass", "fail", "pass", "pass"],
		["firmware.notFetched"],
		"failed",
	],
	[
		"another version than the image's",
		[
			{ status: "failed", result: { ...FOUND, version: "1.9", transferComplete: null } },
			running("1.9"),
			bad,
			running("1.9"),
		],
		[FETCHED, NOT_FOUND],
		["pass", "fail", "fail", "pass", "pass"],
		["firmware.noTransferComplete"],
		"failed",
	],
	[
		"a failure that is not reported",
		[flashed(), running("2.0"), stalled({ version: null }), running("2.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "fail", "pass"],
		["firmware.failureNotReported"],
		"partial",
	],
	[
		"a success that is reported for what is not there",
		[flashed(), running("2.0"), flashed({ version: null }), running("2.0")],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "fail", "pass"],
		["firmware.failureNotReported"],
		"partial",
	],
	[
		"a second Download that is refused untried, also when it is asked for again",
		[flashed(), running("2.0"), refused(9004), refused(9004), running("2.0")],
		[FETCHED, NOT_TRIED, NOT_TRIED],
		["pass", "pass", "pass", "fail", "pass"],
		["firmware.failureNotReported"],
		"partial",
	],
	[
		"a second Download that is refused while the device is busy, and taken in a later session",
		[flashed(), running("2.0"), refused(9004), bad, running("2.0")],
		[FETCHED, NOT_TRIED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"a second Download whose arguments are refused, though they are as before",
		[flashed(), running("2.0"), refused(9003), running("2.0")],
		[FETCHED, NOT_TRIED],
		["pass", "pass", "pass", "fail", "pass"],
		["firmware.failureNotReported"],
		"partial",
	],
	[
		"no return",
		[stalled({ sessions: 0, version: null, afterSeconds: null }), expired],
		[FETCHED],
		["pass", "fail", "fail", "skipped", "fail"],
		["firmware.stalled"],
		"unsafe",
	],
	[
		"a device that can't be read any more",
		[flashed(), running("2.0"), bad, silent],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "fail"],
		[],
		"unsafe",
	],
	[
		"a device that came with the new version and does not come again",
		[flashed(), running("2.0"), bad, expired],
		[FETCHED, NOT_FOUND],
		["pass", "pass", "pass", "pass", "inconclusive"],
		[],
		"inconclusive",
	],
	[
		"a device that is not there",
		[expired],
		[UNASKED],
		["inconclusive", "skipped", "skipped", "skipped", "skipped"],
		[],
		"inconclusive",
	],
	[
		"what could not be sent",
		[{ status: "failed", reason: "the file is no longer there" }],
		[[]],
		["inconclusive", "skipped", "skipped", "skipped", "skipped"],
		[],
		"inconclusive",
	],
])("%s", (_title, ends, transfers, outcomes, codes, verdict) => {
	const proof = prove(firmware, { ends, transfers, context: ONE_WAY });
	expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
});

test.each<[string, readonly Partial<InformSeen>[], string]>([
	["that is told in the session after", [{ events: ["7 TRANSFER COMPLETE", "M Download"] }], "pass"],
	["that is told in the session after that", [{ events: ["2 PERIODIC"] }, { events: ["7 TRANSFER COMPLETE"] }], "pass"],
	["whose event alone is told", [{ events: ["2 PERIODIC", "M Download"] }], "pass"],
	["that is not told in two sessions", [{ events: ["2 PERIODIC"] }, { events: ["4 VALUE CHANGE"] }], "fail"],
	["after which no session comes", [], "fail"],
])("a transfer %s", (_title, informs, outcome) => {
	const proof = prove(firmware, {
		ends: [flashed({ transferComplete: null, matchedBy: null }), running("2.0"), bad, running("2.0")],
		transfers: [FETCHED, NOT_FOUND],
		informs: informs.map((inform) => [inform]),
		context: ONE_WAY,
	});
	expect(proof.outcomes.transferReported).toBe(outcome);
});

test("without an image every check is skipped, and the cell stays", () => {
	const proof = prove(firmware, { ends: [] });
	expect([Object.values(proof.outcomes), proof.asked, proof.verdict]).toEqual([
		Array(5).fill("skipped"),
		[],
		"inconclusive",
	]);
});

test("an image of the version that runs proves nothing, and is not sent", () => {
	const images = { there: { fileId: "file-1", version: "1.0.0" }, back: null };
	const proof = prove(firmware, { ends: [], context: { images } });
	expect([proof.asked, proof.verdict]).toEqual([[], "inconclusive"]);
});

test("the file that is not there is offered at an address that answers 404, and is not proof of validation", () => {
	const { asked } = prove(firmware, {
		ends: [flashed(), running("2.0"), bad, running("2.0")],
		transfers: [FETCHED, NOT_FOUND],
		context: ONE_WAY,
	});
	expect(asked.map(([kind, input]) => [kind, input])).toEqual([
		["download", { fileId: "file-2" }],
		["read", { paths: ["Device.DeviceInfo.SoftwareVersion"] }],
		["download", { absentFile: true }],
		["read", { paths: ["Device.DeviceInfo.SoftwareVersion"] }],
	]);
	const title = firmware.checks.find(({ id }) => id === "badImageReported")?.title;
	expect(title).toContain("does not prove that images are validated");
});

test("after a stall no Download is sent before the device has shown a boot", () => {
	const proof = (second: Partial<OperationEnd>) =>
		prove(firmware, {
			ends: [stalled(), second, running("1.0.0")],
			transfers: [FETCHED],
			context: BOTH_WAYS,
		}).asked.map(([kind]) => kind);
	expect(proof(restarted)).toEqual(["download", "reboot", "read", "download", "read"]);
	expect(proof(notRestarted)).toEqual(["download", "reboot", "read"]);
	expect(proof(expired)).toEqual(["download", "reboot", "read"]);
});

test.each<[string, TransferObserved[][], string]>([
	["begun, says nothing of the device", [BEGUN, NOT_FOUND], "inconclusive"],
	["noted whole, stands", [FETCHED, NOT_FOUND], "pass"],
])("while Certus was down for a while, an image that was %s", (_title, transfers, outcome) => {
	const ends = [{ ...flashed(), interrupted: true }, running("2.0"), bad, running("2.0")];
	expect(prove(firmware, { context: ONE_WAY, ends, transfers }).results.imageFetched).toMatchObject({ outcome });
});

test.each<[string, Partial<OperationEnd>, TransferObserved[], string, string]>([
	["after it asked for it", reportedFault(9010), NOT_FOUND, "pass", "reported fault 9010"],
	["and can't have known of it", reportedFault(9010), NOT_TRIED, "inconclusive", "never asked for the file"],
	["as it did not reach the server", reportedFault(9015), NOT_TRIED, "pass", "did not ask for the file"],
	["at once, of the transfer", refused(9010), NOT_TRIED, "pass", "was not seen to ask for the file"],
	["at once, that it can't be had", refused(9016), NOT_TRIED, "pass", "was not seen to ask for the file"],
	["at once, after it asked for it", refused(9004), NOT_FOUND, "pass", "reported fault 9004"],
	["at once, of arguments", refused(9003), NOT_TRIED, "fail", "untried"],
	["at once, that it lacks the method, which it has", refused(9000), NOT_TRIED, "fail", "untried"],
	["at once, of what comes after transfers", refused(9020), NOT_TRIED, "fail", "untried"],
])("a fault for the file that is not there: %s", (_title, end, transfers, outcome, detail) => {
	const ends = [flashed(), running("2.0"), end, running("2.0")];
	const { results } = prove(firmware, { ends, transfers: [FETCHED, transfers], context: ONE_WAY });
	expect(results.badImageReported).toMatchObject({ outcome, detail: expect.stringContaining(detail) });
});

describe("the way back", () => {
	function legs(ends: readonly Partial<OperationEnd>[], back: TransferObserved[] = FETCHED) {
		const transfers = [FETCHED, NOT_FOUND, back];
		const proof = prove(firmware, { ends: [flashed(), ...ends], transfers, context: BOTH_WAYS });
		const values: CheckResult["values"] = proof.results.recovers?.values ?? {};
		return { ...proof, back: values.returned as Record<string, unknown> | undefined };
	}

	test("counts for the version that it starts from, and does not judge the way there", () => {
		const clean = legs([running("2.0"), bad, running("2.0"), returned, running("1.0.0")]);
		expect(clean.back).toMatchObject({ softwareVersion: "2.0", verdict: "proven", limitations: [] });
		expect(clean.asked.map(([kind, input]) => [kind, input]).slice(4)).toEqual([
			["download", { fileId: "file-1" }],
			["read", { paths: ["Device.DeviceInfo.SoftwareVersion"] }],
		]);
		const refusing = legs([running("2.0"), bad, running("2.0"), refused(9001), running("2.0")], UNASKED);
		expect(refusing.back).toMatchObject({
			softwareVersion: "2.0",
			verdict: "failed",
			limitations: [{ code: "firmware.notFetched" }],
		});
		expect(refusing.verdict).toBe("proven");
	});

	test("is of a version that reported no failure, too", () => {
		const proof = legs([
			running("2.0"),
			stalled({ version: null }),
			running("2.0"),
			restarted,
			returned,
			running("1.0.0"),
		]);
		expect(proof.back).toMatchObject({
			verdict: "partial",
			limitations: [{ code: "firmware.failureNotReported" }],
		});
		expect(proof.asked.map(([kind]) => kind)).toEqual([
			...["download", "read", "download", "read", "reboot", "download", "read"],
		]);
	});

	test("that leaves the device silent is unsafe for where it began", () => {
		const proof = legs(
			[running("2.0"), bad, running("2.0"), stalled({ sessions: 0, version: null }), expired],
			FETCHED,
		);
		expect(proof.back).toMatchObject({ softwareVersion: "2.0", verdict: "unsafe" });
		expect(proof.verdict).toBe("proven");
	});

	test.each<[string, Partial<OperationEnd>[]]>([
		["is not gone from a version that is that already", [running("1.0.0"), bad, running("1.0.0")]],
		[
			"is not gone while the file that is not there is unresolved",
			[running("2.0"), stalled(), running("2.0"), notRestarted],
		],
		["is no leg where the device does not come for it", [running("2.0"), bad, running("2.0"), expired]],
	])("%s", (_title, ends) => {
		expect(legs(ends).back).toBeUndefined();
	});
});

test.each([
	["half an hour", {}, undefined, 1_800],
	["as long as the model's profile says", { firmwareSeconds: 3_600 }, undefined, 3_600],
	["as long as the run's input says, before all", { firmwareSeconds: 3_600 }, 42, 42],
])("the activation is waited for %s", (_title, timeouts, timeoutSeconds, seconds) => {
	const inputs = { allowFactoryReset: false, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
	const context = { ...ONE_WAY, inputs, profile: { ...PROFILE, timeouts } };
	expect(prove(firmware, { ends: [expired], context }).asked[0]?.[2]).toBe(seconds);
});

describe("what the device shows outweighs what it reports", () => {
	const there = (first: Partial<OperationEnd>, ...ends: Partial<OperationEnd>[]) =>
		prove(firmware, { ends: [first, ...ends], transfers: [FETCHED, NOT_FOUND], context: ONE_WAY });

	test("a fault for an image that runs: active, wrongly reported, and no limitation that is not true", () => {
		const { outcomes, codes, verdict } = there(
			reportedFault(9018, { version: "2.0" }),
			running("2.0"),
			bad,
			running("2.0"),
		);
		expect([outcomes.versionActive, outcomes.transferReported, codes, verdict]).toEqual([
			"pass",
			"fail",
			[],
			"partial",
		]);
	});

	test("a fault that may pass is not followed by another Download where the image runs", () => {
		const { asked } = there(reportedFault(9010, { version: "2.0" }), running("2.0"), bad, running("2.0"));
		expect(asked.map(([kind]) => kind)).toEqual(["download", "read", "download", "read"]);
	});

	test("an Inform with the new version, and the old one when it is read: failed", () => {
		const { codes, verdict } = there(flashed(), running("1.0.0"), bad, running("1.0.0"));
		expect([codes, verdict]).toEqual([["firmware.versionUnchanged"], "failed"]);
	});

	test("a device that is gone for good after a file that it can't fetch: unsafe", () => {
		const { outcomes, verdict } = there(flashed(), running("2.0"), stalled({ sessions: 0 }), expired);
		expect([outcomes.recovers, verdict]).toEqual(["fail", "unsafe"]);
		// One that was here since, and comes only for its period, may come later.
		const here = [flashed(), running("2.0"), stalled({ sessions: 2 }), expired] as const;
		expect(there(...here).outcomes.recovers).toBe("inconclusive");
		const past = [{ at: "2026-03-01T12:00:01.000Z", events: ["6 CONNECTION REQUEST"] }];
		const asked = prove(firmware, { ends: here, transfers: [FETCHED, NOT_FOUND], context: ONE_WAY, past });
		expect([asked.outcomes.recovers, asked.verdict]).toEqual(["fail", "unsafe"]);
	});

	test("another version after a file that can't be fetched: unsafe", () => {
		const { codes, verdict } = there(flashed(), running("2.0"), bad, running("recovery"));
		expect([codes, verdict]).toEqual([[], "unsafe"]);
	});

	test("settings that the transfer changed: unsafe; a version has names of its own, and what it refuses to read is open", () => {
		const path = "Device.WiFi.SSID.1.SSID";
		const tree = new Map([[path, { value: "home", type: "xsd:string", writable: true, readAt: 1 }]]);
		const stands = (value: string) => ({ result: { values: [{ path, value, type: "xsd:string" }] } });
		const after = (...last: Partial<OperationEnd>[]) =>
			prove(firmware, {
				ends: [stands("home"), flashed(), running("2.0"), bad, running("2.0"), ...last],
				...{ transfers: [FETCHED, NOT_FOUND], tree, context: ONE_WAY },
			}).verdict;
		const missing = (code: number) => ({
			result: { values: [], missing: [path], faults: [{ path, code, message: "no" }] },
		});
		expect([stands("factory"), stands("home"), missing(9005), missing(9002)].map((end) => after(end))).toEqual([
			...["unsafe", "proven", "proven", "inconclusive"],
		]);
	});
});

test("quirk 106: one that may call under another name since its firmware is not lost", () => {
	const other = { id: "b", oui: "02BBBB", productClass: "HG", lastInformAt: "2026-03-01T12:02:00.000Z" };
	const proof = (namesakes: (typeof other)[]) =>
		prove(firmware, {
			ends: [stalled({ sessions: 0, version: null }), expired],
			transfers: [FETCHED],
			context: ONE_WAY,
			namesakes,
		});
	expect(proof([]).verdict).toBe("unsafe");
	const { verdict, codes, outcomes } = proof([other]);
	expect([verdict, codes]).toEqual(["inconclusive", []]);
	expect(outcomes).toMatchObject({ imageFetched: "pass", versionActive: "inconclusive", recovers: "inconclusive" });
});
