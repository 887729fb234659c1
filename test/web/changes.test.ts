import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, ChangeState } from "../../src/shared/changes.ts";
import { PERMISSIONS } from "../../src/shared/common.ts";
import { keys, staleAfter } from "../../web/api/keys.ts";
import { agreementWords } from "../../web/features/changes/Agreement.tsx";
import { adviceForEnd } from "../../web/features/changes/advice.ts";
import { movesOf, stepsOf } from "../../web/features/changes/steps.ts";
import { chosenOf, isChanged, kindOf, matching, settable } from "../../web/features/changes/values.ts";
import { linesOfVariables, variablesOf } from "../../web/features/subscribers/variables.ts";

const AT = "2026-11-23T12:00:00.000Z";
const ID = "0190d4b2-0000-7000-8000-000000000001";

function changeWith(more: Partial<Change>): Change {
	return {
		...{ id: ID, state: "previewed", action: "config", kind: "set", reason: "a test", author: "ada", override: null },
		...{ rollout: null, rollingBack: false, paused: false, pausedReason: null, wave: null, waves: null },
		...{
			rpcs: [],
			items: [],
			risks: [],
			warnings: [],
			devices: { total: 1 },
			previewDigest: `sha256:${"0".repeat(64)}`,
		},
		...{ approvalsNeeded: 1, approvals: [], backupId: null, pendingReboot: false, unverified: [], failure: null },
		...{ undoes: null, subscriberId: null, operationId: null, createdAt: AT, submittedAt: null, expiresAt: AT },
		...{ proofRunId: null, checks: null, finishedAt: null, url: "" },
		...more,
	};
}
const agreed = { decision: "approve", by: "bob", comment: "", at: AT } as const;
const refused = { ...agreed, decision: "reject" } as const;
/** A firmware change that goes on. */
function inWaves(): Partial<Change> {
	const stop = { failures: 3, of: 20 };
	return {
		...{ state: "applying", action: "firmware", kind: "download", devices: { total: 9, waiting: 8, running: 1 } },
		rollout: { waves: [1, 8], sizes: [1, 8], pauseMinutes: 0, deadlineHours: 72, stop, concurrency: 20, window: null },
	};
}
const named = (change: Change) => stepsOf(change).map(({ state, place }) => `${state} ${place}`);

describe("the advice at a change's end", () => {
	const failure = { code: "notAllApplied", detail: "1 of 9" };
	test.each<[string, Partial<Change>, string, boolean]>([
		["of a set is to roll it back", {}, "can be rolled back", true],
		["of firmware is another rollout", inWaves(), "roll another image out", false],
		["of what can't be taken back is another change", { kind: "reboot" }, "by another change", false],
	])("%s", (_title, more, words, back) => {
		const advice = adviceForEnd(changeWith({ ...more, state: "failed", failure }));
		expect(advice).toContain(words);
		expect(advice?.includes("rolled back")).toBe(back);
	});

	test("is none where nothing went wrong", () => {
		expect(adviceForEnd(changeWith({ state: "applied" }))).toBeNull();
	});
});

describe("a change's steps", () => {
	test.each<[string, Partial<Change>, readonly string[]]>([
		[
			"a preview has everything ahead of it",
			{},
			["previewed current", "pendingApproval ahead", "approved ahead", "applying ahead", "applied ahead"],
		],
		[
			"without approvals nobody is waited for",
			{ approvalsNeeded: 0 },
			["previewed current", "approved ahead", "applying ahead", "applied ahead"],
		],
		[
			"one that is rejected was never approved",
			{ state: "rejected", submittedAt: AT, approvals: [refused] },
			["previewed done", "pendingApproval done", "rejected current"],
		],
		[
			"one that is cancelled as a preview was never submitted",
			{ state: "cancelled" },
			["previewed done", "cancelled current"],
		],
		[
			"one that expires before it is agreed to was submitted",
			{ state: "expired", submittedAt: AT },
			["previewed done", "pendingApproval done", "expired current"],
		],
		[
			"one that is cancelled after it was agreed to says so",
			{ state: "cancelled", submittedAt: AT, approvals: [agreed] },
			["previewed done", "pendingApproval done", "approved done", "cancelled current"],
		],
		[
			"one that fails was applied",
			{ state: "failed", submittedAt: AT, approvals: [agreed] },
			["previewed done", "pendingApproval done", "approved done", "applying done", "failed current"],
		],
	])("%s", (_name, more, steps) => {
		expect(named(changeWith(more))).toEqual(steps);
	});

	test.each(ChangeState.options)("stand at exactly one: %s", (state) => {
		const places = stepsOf(changeWith({ state })).map(({ place }) => place);
		expect(places.filter((place) => place === "current")).toHaveLength(1);
	});
});

describe("what may be done with a change", () => {
	test.each<[string, Partial<Change>, string, readonly string[], readonly string[]]>([
		["its author submits a preview", {}, "ada", ["config"], ["submit", "cancel"]],
		["another action needs another permission", { action: "reboot", kind: "reboot" }, "ada", ["config"], []],
		["a file needs the firmware's", { action: "config", kind: "download" }, "ada", ["firmware"], ["submit", "cancel"]],
		["another person agrees or refuses", { state: "pendingApproval" }, "bob", ["approve"], ["approve", "reject"]],
		["its author does not", { state: "pendingApproval" }, "ada", ["approve", "config"], ["cancel"]],
		["who only agrees does not apply", { state: "approved" }, "bob", ["approve"], []],
		["what was agreed to is applied", { state: "approved" }, "ada", ["config"], ["apply", "cancel"]],
		["what was applied is rolled back", { state: "applied" }, "ada", ["config"], ["rollback"]],
		["and so is a removal", { state: "applied", kind: "deleteObject" }, "ada", ["config"], ["rollback"]],
		["but no reboot", { state: "applied", action: "reboot", kind: "reboot" }, "ada", ["reboot"], []],
		["nor what failed before anything was kept", { state: "failed" }, "ada", ["config"], []],
		[
			"nor what was never sent",
			{ state: "failed", backupId: ID, failure: { code: "previewOutdated", detail: "" } },
			"ada",
			["config"],
			[],
		],
		["what failed on the way is", { state: "failed", backupId: ID }, "ada", ["config"], ["rollback"]],
		["a rollout is held or ended", inWaves(), "ada", ["firmware"], ["pause", "stop"]],
		["and let go where it is held", { ...inWaves(), paused: true }, "ada", ["firmware"], ["resume", "stop"]],
		["but not by who may not begin it", inWaves(), "ada", ["config"], []],
		["nor once all have begun", { ...inWaves(), devices: { total: 9, running: 1 } }, "ada", ["firmware"], []],
		["nor while it is taken back", { ...inWaves(), rollingBack: true }, "ada", ["firmware"], []],
		[
			"what goes in no waves is cancelled as far as it was not sent",
			{ ...inWaves(), rollout: null },
			"ada",
			["firmware"],
			["cancel"],
		],
		["a suspend is restored, not rolled back", { state: "applied", action: "suspend" }, "ada", ["suspend"], []],
		["nothing is done with what is over", { state: "rolledBack" }, "ada", [...PERMISSIONS], []],
	])("%s", (_name, more, person, held, moves) => {
		expect(movesOf(changeWith(more), held as (typeof PERMISSIONS)[number][], person)).toEqual(moves);
	});

	test.each(ChangeState.options)("who may only read does nothing: %s", (state) => {
		expect(movesOf(changeWith({ state, backupId: ID }), ["read", "audit"], "vera")).toEqual([]);
	});
});

const parameter = (
	path: string,
	type: string | null,
	value: string | null = null,
	writable: boolean | null = true,
) => ({
	...{ path, type, value, writable, readAt: null },
});

describe("a new value", () => {
	test.each([
		["Device.WiFi.Radio.1.Enable", "xsd:boolean", "boolean"],
		["Device.WiFi.Radio.1.Channel", "xsd:unsignedInt", "number"],
		["Device.WiFi.Radio.1.Channel", "long", "number"],
		["Device.Time.NTPServer1", "xsd:string", "text"],
		["Device.Time.NTPServer1", null, "text"],
		["Device.WiFi.AccessPoint.1.Security.KeyPassphrase", "xsd:string", "secret"],
	])("of %s (%s) is typed as %s", (path, type, kind) => {
		expect(kindOf(parameter(path, type))).toBe(kind);
	});

	test.each<[string, string | null, string | null, string, boolean]>([
		["a boolean by what it means, not by its spelling", "xsd:boolean", "1", "true", false],
		["a boolean that is turned", "xsd:boolean", "1", "false", true],
		["a boolean that was never read", "xsd:boolean", null, "false", true],
		["the same text", "xsd:string", "a", "a", false],
		["text that is emptied", "xsd:string", "a", "", true],
		["empty text that was never read", "xsd:string", null, "", false],
	])("differs or not: %s", (_name, type, before, value, differs) => {
		expect(isChanged({ parameter: parameter("Device.X", type, before), value })).toBe(differs);
	});

	test("is as it stands when it is chosen, and never a secret", () => {
		const all = fc.record({
			value: fc.option(fc.string()),
			type: fc.constantFrom("xsd:boolean", "xsd:string", "xsd:int"),
		});
		fc.assert(
			fc.property(all, ({ value, type }) => {
				const chosen = chosenOf(parameter("Device.X", type, value));
				expect(isChanged(chosen)).toBe(type === "xsd:boolean" && value === null);
			}),
		);
		expect(chosenOf(parameter("Device.Users.User.1.Password", "xsd:string", "hunter2")).value).toBe("");
	});

	test("can be given to leaves that can be written, or of which nothing is known", () => {
		const all = [
			parameter("Device.A.", "object"),
			parameter("Device.A.B", "xsd:string", "x"),
			parameter("Device.A.C", "xsd:string", "y", false),
			parameter("Device.A.D", "xsd:string", "z", null),
		];
		expect(settable(all).map(({ path }) => path)).toEqual(["Device.A.B", "Device.A.D"]);
		expect(matching(all, "a.b X").map(({ path }) => path)).toEqual(["Device.A.B"]);
	});
});

test("an event of a change makes it, the lists, its device's operations and timeline stale", () => {
	const event = { type: "change.changed", at: AT, tenant: "lab", deviceId: "d", changeId: "c", data: {} } as const;
	expect(staleAfter({ ...event, proofRunId: null, certificationId: null })).toEqual([
		keys.changes("lab"),
		keys.change("lab", "c"),
		keys.backups("lab"),
		["subscriber", "lab"],
		keys.operations("lab", "d"),
		keys.device("lab", "d", "timeline"),
	]);
});

test("a policy says what it takes before it is asked for", () => {
	const policy = {
		approvals: 2,
		approverRoles: ["noc"],
		waivedForOneDevice: false,
		waivedPerHour: 1,
		waiverFailures: 1,
	};
	expect(agreementWords(policy)).toBe(
		"It needs the agreement of 2 other people with the role noc before anything is sent.",
	);
	expect(agreementWords({ ...policy, waivedForOneDevice: true })).toMatch(/nobody's agreement for one device/);
});

test("variables are read back as they were written, values with `=` too", () => {
	const variables = { ssid: "home = sweet", vlan: "7" };
	expect(variablesOf(linesOfVariables(variables))).toEqual(variables);
	expect(variablesOf("\n  a=b  \n")).toEqual({ a: "b" });
});
