/** What happened to a device, as sentences. */
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/shared/changes.ts";
import type { Operation } from "../../src/shared/operations.ts";
import { type Linked, openSentence, sentenceOf } from "../../web/features/devices/timelineWords.ts";

const AT = "2026-11-23T10:00:00.000Z";
const NONE: Linked = { changes: new Map(), operations: new Map() };

const change = {
	...{ id: "c1", author: "ann", kind: "set", action: "config", undoes: null, reason: "Ticket 4711", approvals: [] },
	items: [
		{ deviceId: "d", path: "Device.X", after: "secret" },
		{ deviceId: "e", path: "Device.X", after: "secret" },
	],
} as unknown as Change;
const operation = {
	...{ id: "o1", requestedBy: "bob", input: { paths: ["Device.A.", "Device.B."] }, fault: null, reason: null },
} as unknown as Operation;
const LINKED: Linked = { changes: new Map([["c1", change]]), operations: new Map([["o1", operation]]) };

const told = (type: string, detail: Record<string, unknown>, linked = LINKED) =>
	sentenceOf({ at: AT, type, detail }, linked);

describe("an entry of a timeline", () => {
	test("about a change says who, what, why and where, and no value", () => {
		const sentence = told("change", { changeId: "c1", kind: "set", state: "applied" });
		expect(sentence).toEqual({
			text: "ann's change: set parameters",
			paths: ["Device.X"],
			outcome: "applied",
			isBad: false,
			reason: "Ticket 4711",
			behind: { to: "change", id: "c1" },
		});
		expect(JSON.stringify(sentence)).not.toContain("secret");
	});

	test("about a change that failed says why", () => {
		const failure = { code: "readBackDiffers", detail: "it reads otherwise" };
		const { reason, isBad } = told("change", { changeId: "c1", kind: "set", state: "failed", failure });
		expect({ reason, isBad }).toEqual({ reason: "Ticket 4711 · it reads otherwise", isBad: true });
	});

	test("about an operation says who asked, and for what", () => {
		const detail = { operationId: "o1", kind: "read", status: "succeeded" };
		expect(told("operation", detail)).toMatchObject({
			text: "bob asked for a read of",
			paths: ["Device.A.", "Device.B."],
			outcome: "succeeded",
			behind: { to: "operations", id: "o1" },
		});
	});

	test("tells by itself what is too old to be at hand", () => {
		expect(told("operation", { operationId: "o9", kind: "read", status: "failed" }, NONE)).toMatchObject({
			text: "It was asked for a read of some parameters",
			isBad: true,
		});
		expect(told("change", { changeId: "c9", kind: "set", state: "applied" }, NONE)).toMatchObject({
			text: "A change was carried out (set)",
			behind: { to: "change", id: "c9" },
		});
	});

	test.each([
		[
			"session",
			{ sessionId: "s1", events: ["2 PERIODIC"], outcome: "done" },
			"The device opened a session (2 PERIODIC)",
		],
		["softwareVersion", { before: "1.0", after: "1.1" }, "Its firmware went from 1.0 to 1.1"],
		["transferComplete", { fault: { code: 9010, message: "no" } }, "The device reported the end of a transfer"],
		["act", { actor: "ann", action: "device.patch", outcome: "done" }, "ann changed its site, tags or settings"],
		["act", { actor: "ann", action: "device.shelve", outcome: "done" }, "ann did: device shelve"],
		["signIn", { actor: "bob", method: "oidc" }, "bob signed in to the console with single sign-on"],
		["somethingNew", { count: 3 }, "Something new"],
		["toString", {}, "To string"],
	])("of the type %s is a sentence", (type, detail, text) => {
		expect(told(type, detail).text).toBe(text);
	});

	test("whose detail is not as it should be is told all the same", () => {
		for (const type of ["session", "change", "operation", "proofRun", "firstContact", "transferComplete"])
			expect(told(type, { events: 3, set: "x", verdicts: null, fault: "y" }).text).not.toBe("");
	});
});

test("a change that is not over yet says what it waits for; one that is over says nothing", () => {
	expect(openSentence({ ...change, state: "pendingApproval" })?.outcome).toBe("waits for approval");
	const approvals = [{ decision: "approve", by: "eve", comment: "", at: AT }] as const;
	expect(openSentence({ ...change, state: "approved", approvals: [...approvals] })?.outcome).toBe(
		"approved by eve, waits to be applied",
	);
	expect(openSentence({ ...change, state: "applied" })).toBeNull();
	expect(openSentence({ ...change, state: "previewed" })).toBeNull();
});
