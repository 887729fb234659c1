import { describe, expect, test } from "vitest";
import {
	type EndedOperation,
	FIELD_WINDOW,
	type FieldOutcome,
	fieldFinding,
	fieldRecordsOf,
	kindsOf,
	type OperationSetting,
} from "../../src/proof/field.ts";

const SERIAL = "Device.DeviceInfo.SerialNumber";
const SSID = "Device.WiFi.SSID.1.SSID";

const operation = (changes: Partial<EndedOperation> = {}): EndedOperation => ({
	kind: "reboot",
	authority: "user",
	input: {},
	status: "succeeded",
	sent: true,
	differs: false,
	result: {},
	fault: null,
	...changes,
});
const setting = (changes: Partial<OperationSetting> = {}): OperationSetting => ({
	had: () => false,
	proven: new Set(),
	fileKind: null,
	...changes,
});
const told = (changes: Partial<EndedOperation>, facts: Partial<OperationSetting> = {}) =>
	fieldRecordsOf(operation(changes), setting(facts)).map(({ workflow, outcome }) => `${workflow} ${outcome}`);

const fault = (code: number, ...parameters: (readonly [path: string, code: number])[]) => ({
	status: "failed" as const,
	fault: { code, parameters: parameters.map(([path, own]) => ({ path, code: own })) },
});
const values = (...paths: string[]) => ({ values: paths.map((path) => ({ path, value: "x" })) });

type Case = [string, Partial<EndedOperation>, Partial<OperationSetting>, string[]];

const RESETS = (
	[
		[{ bootstrap: true, settingsLost: null }, "factoryReset success"],
		[{ bootstrap: false, settingsLost: true }, "factoryReset success"],
		[{ bootstrap: false, settingsLost: false, boot: true }, "factoryReset failure"],
		[{ bootstrap: false, settingsLost: null, boot: true }],
	] as const
).map(
	([result, ...records]): Case => [
		`a factory reset that shows ${JSON.stringify(result)}`,
		{ kind: "factoryReset", result },
		{},
		[...records],
	],
);

const RESTARTS = (
	[
		[1_001, 20, "success"],
		[1_001, 1_040, "failure"],
		[1_001, 1_001, "success"],
		[null, 1_040, "success"],
	] as const
).map(
	([uptimeBeforeSeconds, uptimeAfterSeconds, outcome]): Case => [
		`a reboot with 1 BOOT, its uptime ${uptimeBeforeSeconds} before and ${uptimeAfterSeconds} after`,
		{ result: { boot: true, uptimeReadAfterSeconds: 40, uptimeBeforeSeconds, uptimeAfterSeconds } },
		{},
		[`reboot ${outcome}`],
	],
);

describe("what an operation counts for", () => {
	test.each<Case>([
		["a reboot", {}, {}, ["reboot success"]],
		...RESETS,
		...RESTARTS,
		["a read", { kind: "read", input: { paths: [SERIAL] } }, {}, ["inventory success"]],
		["a read of Wi-Fi", { kind: "read", input: { paths: [SSID] } }, {}, ["inventory success", "hostsWifi success"]],
		["a discovery", { kind: "discover", input: { path: "" } }, {}, ["inventory success"]],
		["a set", { kind: "set", input: values(SSID) }, {}, ["config success"]],
		["a set by provisioning", { kind: "set", authority: "provisioning" }, {}, ["provisioning success"]],
		["a set by a rollout", { kind: "set", authority: "rollout" }, {}, ["config success"]],
		["a set that did nothing", { kind: "set", differs: true }, {}, ["config failure"]],
		["a diagnostic", { kind: "diagnostic", input: { diagnostic: "ipPing" } }, {}, ["diagnostics success"]],
		["an image", { kind: "download" }, { fileKind: "firmware" }, ["firmware success"]],
		["a configuration file", { kind: "download" }, { fileKind: "config" }, ["config success"]],
		["a file that is gone", { kind: "download" }, {}, []],
		["an upload", { kind: "upload" }, {}, []],
		["a question for methods", { kind: "getRpcMethods" }, {}, []],
		["a step of a proof run", { authority: "run" }, {}, []],
		["a setting of first contact", { kind: "set", authority: "system" }, {}, []],
	])("%s", (_title, changes, facts, expected) => {
		expect(told(changes, facts)).toEqual(expected);
	});
});

describe("what counts against a cell", () => {
	const had = (...paths: string[]): Partial<OperationSetting> => ({ had: (path) => paths.includes(path) });
	const read = (missing: string[], ...paths: string[]): Partial<EndedOperation> => ({
		kind: "read",
		sent: false,
		input: { paths },
		result: { values: [], missing, unanswered: [] },
	});
	test.each<[string, Partial<EndedOperation>, Partial<OperationSetting>, string[]]>([
		["a device that never came", { status: "expired" }, {}, []],
		["somebody who cancelled", { status: "cancelled" }, {}, []],
		["a refusal by the gate", { status: "failed", sent: false, result: null }, {}, []],
		["a device that stays away", { status: "failed" }, {}, ["reboot failure"]],
		["an answer that never came", { status: "unknown" }, {}, ["reboot failure"]],
		["a method that it lacks", fault(9000), {}, ["reboot unsupported"]],
		["a refusal by the device", fault(9001), {}, ["reboot failure"]],
		["an internal error", fault(9002), {}, ["reboot failure"]],
		["a name that never was", { kind: "set", input: values("Device.X"), ...fault(9005) }, {}, []],
		["a name that was", { kind: "set", input: values(SERIAL), ...fault(9005) }, had(SERIAL), ["config unsupported"]],
		["a row that is gone", { kind: "set", input: values(SSID), ...fault(9005) }, had(SSID), []],
		["a wrong value", { kind: "set", input: values(SSID), ...fault(9003, [SSID, 9007]) }, {}, []],
		[
			"a type that was asked for",
			{ kind: "set", input: { values: [{ path: SSID, value: "x", type: "xsd:int" }] }, ...fault(9006) },
			{},
			[],
		],
		[
			"a type that was ours",
			{ kind: "set", input: values(SSID), ...fault(9003, [SSID, 9006]) },
			{},
			["config failure"],
		],
		["a name that can't be written", { kind: "set", input: values(SSID), ...fault(9003, [SSID, 9008]) }, {}, []],
		[
			"a name that was proven to be written",
			{ kind: "set", input: values(SSID), ...fault(9003, [SSID, 9008]) },
			{ proven: new Set(["Device.WiFi.SSID.{i}.SSID"]) },
			["config unsupported"],
		],
		[
			"a wrong value beside a refusal",
			{ kind: "set", input: values(SSID, SERIAL), ...fault(9003, [SSID, 9007], [SERIAL, 9002]) },
			{},
			["config failure"],
		],
		[
			"an image that could not be fetched",
			{ kind: "download", ...fault(9015) },
			{ fileKind: "firmware" },
			["firmware failure"],
		],
		["a read of what never was", read(["Device.X"], "Device.X"), {}, []],
		["a read of which some is there", read(["Device.X"], "Device.X", SERIAL), {}, ["inventory success"]],
		["a read of what was", read([SERIAL], SERIAL, "Device.DeviceInfo.UpTime"), had(SERIAL), ["inventory unsupported"]],
		[
			"a read that was not answered",
			{ kind: "read", sent: false, status: "failed", input: { paths: [SERIAL] } },
			{},
			["inventory failure"],
		],
		[
			"a read of a method that it lacks",
			{ kind: "read", sent: false, input: { paths: [SERIAL] }, ...fault(9000) },
			{},
			["inventory unsupported"],
		],
		[
			"a diagnostic that it lacks",
			{ kind: "diagnostic", input: { diagnostic: "ipPing" }, ...fault(9003, ["x", 9005]) },
			{},
			["diagnostics unsupported"],
		],
		[
			"a target that does not answer",
			{ kind: "diagnostic", status: "failed", result: { state: "Error_CannotResolveHostName" } },
			{},
			[],
		],
		[
			"a diagnostic that breaks",
			{ kind: "diagnostic", status: "failed", result: { state: "Error_Internal" } },
			{},
			["diagnostics failure"],
		],
		[
			"a diagnostic that never ends",
			{ kind: "diagnostic", status: "failed", result: null },
			{},
			["diagnostics failure"],
		],
	])("%s", (_title, changes, facts, expected) => {
		expect(told(changes, facts)).toEqual(expected);
	});

	test("an unsupported fault says what it is about", () => {
		const about = (changes: Partial<EndedOperation>, facts: Partial<OperationSetting> = {}) =>
			fieldRecordsOf(operation(changes), setting(facts)).map((record) => [record.faultCode, record.about]);
		expect(about(fault(9000))).toEqual([[9000, "reboot"]]);
		expect(about({ kind: "diagnostic", input: { diagnostic: "traceRoute" }, ...fault(9005) })).toEqual([
			[9005, "traceRoute"],
		]);
		expect(
			about(
				{ kind: "set", input: values(SSID), ...fault(9003, [SSID, 9008]) },
				{ proven: new Set(["Device.WiFi.SSID.{i}.SSID"]) },
			),
		).toEqual([[9008, "Device.WiFi.SSID.{i}.SSID"]]);
	});
});

describe("the fleet lowers a cell", () => {
	const of = (device: number, outcome: FieldOutcome["outcome"] = "success", about = "reboot"): FieldOutcome => ({
		deviceId: `d${device}`,
		outcome,
		faultCode: outcome === "unsupported" ? 9000 : null,
		about: outcome === "unsupported" ? about : null,
	});
	const many = (count: number, devices: number, outcome: FieldOutcome["outcome"] = "success") =>
		Array.from({ length: count }, (_, i) => of(i % devices, outcome));
	const codeOf = (outcomes: readonly FieldOutcome[], floor = 0.95) =>
		fieldFinding("reboot", outcomes, floor)?.code ?? null;

	test.each<[string, readonly FieldOutcome[], string | null]>([
		["not where all is well", many(100, 10), null],
		["not for one device's fault", many(9, 1, "unsupported"), null],
		["not for two devices' fault", many(9, 2, "unsupported"), null],
		["for the same fault from three", many(3, 3, "unsupported"), "fieldUnsupportedFault"],
		["for it among many successes too", [...many(150, 50), ...many(3, 3, "unsupported")], "fieldUnsupportedFault"],
		[
			"not for three faults about different things",
			[of(1, "unsupported", "a"), of(2, "unsupported", "b"), of(3, "unsupported", "c")],
			null,
		],
		["not below 20 operations", [...many(14, 5), ...many(5, 5, "failure")], null],
		["not below 5 devices", [...many(16, 4), ...many(4, 4, "failure")], null],
		["for a rate below its floor", [...many(18, 5), ...many(2, 5, "failure")], "fieldSuccessBelowFloor"],
		["not at its floor", [...many(19, 5), ...many(1, 5, "failure")], null],
	])("%s", (_title, outcomes, code) => {
		expect(codeOf(outcomes)).toBe(code);
	});

	test("by the tenant's own floor, and says why", () => {
		const outcomes = [...many(18, 5), ...many(2, 5, "failure")];
		expect(codeOf(outcomes, 0.9)).toBeNull();
		expect(fieldFinding("reboot", outcomes, 0.95)?.reason).toBe(
			"18 of the last 20 reboot operations on 5 devices succeeded: 90 %, below the floor of 95 %.",
		);
		expect(fieldFinding("reboot", many(3, 3, "unsupported"), 0.95)?.reason).toBe(
			"3 devices answered fault 9000 to reboot: the firmware lacks it.",
		);
		expect(FIELD_WINDOW).toBeGreaterThan(20);
	});

	test("what would go on there is stopped; reads are not", () => {
		expect(kindsOf("reboot")).toEqual(["reboot"]);
		expect(kindsOf("firmware")).toEqual(["download"]);
		expect(kindsOf("config")).toContain("set");
		expect([kindsOf("inventory"), kindsOf("hostsWifi")]).toEqual([[], []]);
	});
});
