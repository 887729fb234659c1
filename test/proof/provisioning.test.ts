import { expect, test } from "vitest";
import type { FirstContactSeen, OperationEnd } from "../../src/proof/check.ts";
import { provisioning } from "../../src/proof/workflows/provisioning.ts";
import { prove } from "./prove.ts";

const SERVER = "Device.ManagementServer.";
const CONTACT: FirstContactSeen = {
	at: "2026-02-01T08:00:00.000Z",
	sessionId: "session-0",
	softwareVersion: "1.0.0",
	events: ["0 BOOTSTRAP", "1 BOOT"],
	set: [
		{ path: `${SERVER}ConnectionRequestUsername`, value: "abc" },
		{ path: `${SERVER}PeriodicInformEnable`, value: "1" },
		{ path: `${SERVER}PeriodicInformInterval`, value: "300" },
		{ path: `${SERVER}PeriodicInformTime`, value: "2020-01-01T00:00:07Z" },
	],
	refused: [],
	lost: 0,
	sessionOutcome: "done",
};

/** What is read back, with changes: `null` is not in the answer. */
const standing = (changes: Readonly<Record<string, string | null>> = {}): Partial<OperationEnd> => ({
	result: {
		values: CONTACT.set.flatMap(({ path, value }) => {
			const now = changes[path.slice(SERVER.length)];
			return now === null ? [] : [{ path, value: now ?? value, type: "xsd:string" }];
		}),
	},
});
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const silent: Partial<OperationEnd> = { status: "failed", reason: "the device answered none of the reads" };
const REFUSED = { refused: [{ path: `${SERVER}PeriodicInformInterval`, code: 9007 }], set: CONTACT.set.slice(0, 2) };
const LOST = { set: [], sessionOutcome: "superseded" };

type Case = [
	title: string,
	contact: Partial<FirstContactSeen> | null,
	ends: Partial<OperationEnd>[],
	outcomes: string[],
	codes: string[],
	verdict: string,
];

test.each<Case>([
	["a clean first contact", {}, [standing()], ["pass", "pass", "pass", "pass"], [], "proven"],
	[
		"quirk 121: without 0 BOOTSTRAP",
		{ events: ["1 BOOT"] },
		[standing()],
		["pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"values that the device spells otherwise",
		{},
		[standing({ PeriodicInformEnable: "true", PeriodicInformTime: "2020-01-01T00:00:07+00:00" })],
		["pass", "pass", "pass", "pass"],
		[],
		"proven",
	],
	[
		"a setting that was refused",
		REFUSED,
		[standing()],
		["pass", "fail", "pass", "pass"],
		["provisioning.setRejected"],
		"failed",
	],
	[
		"all settings refused",
		{ set: [], refused: [{ path: `${SERVER}PeriodicInformEnable`, code: null }] },
		[],
		["pass", "fail", "skipped", "pass"],
		["provisioning.setRejected"],
		"failed",
	],
	[
		"a session that was lost over the settings",
		LOST,
		[],
		["pass", "fail", "skipped", "fail"],
		["provisioning.sessionAborted"],
		"failed",
	],
	[
		"a session that the device left after the settings",
		{ sessionOutcome: "idle" },
		[standing()],
		["pass", "pass", "pass", "fail"],
		["provisioning.sessionAborted"],
		"partial",
	],
	[
		"a session that was lost over the settings before one that took them",
		{ lost: 1 },
		[standing()],
		["pass", "pass", "pass", "fail"],
		["provisioning.sessionAborted"],
		"partial",
	],
	[
		"a session that the ACS ended",
		{ sessionOutcome: "shutdown" },
		[standing()],
		["pass", "pass", "pass", "inconclusive"],
		[],
		"inconclusive",
	],
	[
		"a session whose end is not known",
		{ sessionOutcome: null },
		[standing()],
		["pass", "pass", "pass", "inconclusive"],
		[],
		"inconclusive",
	],
	[
		"a setting that was taken and does not stand",
		{},
		[standing({ PeriodicInformInterval: "86400" })],
		["pass", "pass", "fail", "pass"],
		[],
		"failed",
	],
	[
		"a setting that can't be read",
		{},
		[standing({ PeriodicInformTime: null })],
		["pass", "pass", "fail", "pass"],
		[],
		"failed",
	],
	["a device that answers no read", {}, [silent], ["pass", "pass", "fail", "pass"], [], "failed"],
	["a device that is not there", {}, [expired], ["pass", "pass", "inconclusive", "pass"], [], "inconclusive"],
	["no first contact on record", null, [], ["inconclusive", "skipped", "skipped", "skipped"], [], "inconclusive"],
	[
		"a first contact on other firmware",
		{ softwareVersion: "0.9" },
		[],
		["inconclusive", "skipped", "skipped", "skipped"],
		[],
		"inconclusive",
	],
	[
		"a first contact on unknown firmware",
		{ softwareVersion: null },
		[],
		["inconclusive", "skipped", "skipped", "skipped"],
		[],
		"inconclusive",
	],
])("%s", (_title, contact, ends, outcomes, codes, verdict) => {
	const proof = prove(provisioning, { ends, contact: contact && { ...CONTACT, ...contact } });
	expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
});

test("only reads, all settings in one session, after that of the first contact has ended", () => {
	const open = prove(provisioning, { ends: [standing()], contact: { ...CONTACT, sessionOutcome: null } });
	expect(open.asked.map(([kind, input]) => [kind, input])).toEqual([
		["read", { paths: [...CONTACT.set.map(({ path }) => path), "Device.DeviceInfo.SoftwareVersion"] }],
	]);
	expect(open.other.map(({ ask }) => ask)).toEqual(["firstContact", "informs", "informs", "firstContact"]);
	const ended = prove(provisioning, { ends: [standing()], contact: CONTACT });
	expect(ended.other.map(({ ask }) => ask)).toEqual(["firstContact", "firstContact"]);
});

test("a reset of this run is told apart from a first contact before", () => {
	const detailOf = (at: string) =>
		prove(provisioning, { ends: [standing()], contact: { ...CONTACT, at } }).results.firstInform?.detail;
	expect(detailOf("2026-03-01T12:05:00.000Z")).toContain("after the reset of this run");
	expect(detailOf("2026-02-01T08:00:00.000Z")).toContain("2026-02-01");
});
