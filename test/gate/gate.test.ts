import { describe, expect, test } from "vitest";
import { askGate, type GateFacts } from "../../src/gate/gate.ts";
import { OPERATION_PERMISSION, permissionsOf, ROLE_PERMISSIONS } from "../../src/gate/permissions.ts";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

const ordinary: GateFacts = {
	kind: "set",
	authority: "user",
	held: permissionsOf("admin"),
	deviceKnown: true,
	quarantined: false,
	restoresSuspend: false,
	fieldRun: null,
	lab: false,
	transferUnresolved: false,
	transferUndecided: false,
	wrongImage: null,
	matrix: null,
	approval: null,
	presence: null,
	backup: null,
};
const live = { now: at(20), acceptedAt: at(0), expiresAt: at(300), sessionOpenedAt: at(10) };

test.each<[string, Partial<GateFacts>, string | true]>([
	["what is permitted on an ordinary device passes", {}, true],
	["a missing permission is refused", { held: permissionsOf("support") }, "forbidden"],
	["a permission is not asked for again where no person asks", { held: null }, true],
	["another tenant's device is none", { deviceKnown: false }, "notFound"],
	["a permission is judged before the device", { deviceKnown: false, held: permissionsOf("viewer") }, "forbidden"],
	["a quarantined device is not written to", { quarantined: true }, "quarantined"],
	["a quarantined device may be read", { quarantined: true, kind: "read" }, true],
	["a suspend is taken back on a quarantined device too", { quarantined: true, restoresSuspend: true }, true],
	["nobody writes to a quarantined device", { quarantined: true, authority: "system", held: null }, "quarantined"],
	["nothing is written while a transfer is unresolved", { transferUnresolved: true }, "transferInProgress"],
	[
		"no diagnostic while a transfer is unresolved",
		{ transferUnresolved: true, kind: "diagnostic" },
		"transferInProgress",
	],
	["a transfer that was given up bars another", { transferUndecided: true, kind: "download" }, "transferInProgress"],
	["a transfer that was given up bars no reboot", { transferUndecided: true, kind: "reboot" }, true],
	["reads go on while a transfer is unresolved", { transferUnresolved: true, kind: "discover" }, true],
	["a run does not write to a field device", { authority: "run", held: null }, "notLab"],
	["a run does not reboot a field device", { authority: "run", held: null, kind: "reboot" }, "notLab"],
	["a run reads a field device", { authority: "run", held: null, kind: "read" }, true],
	[
		"a run does on a field device what others are asked for, or have agreed to",
		{ authority: "run", held: null, fieldRun: { isAgreed: true, checks: [] } },
		true,
	],
	[
		"and nothing else",
		{ authority: "run", held: null, fieldRun: { isAgreed: false, checks: ["reboot.accepted"] } },
		"notLab",
	],
	[
		"nor before enough of them have",
		{
			...{ authority: "run", held: null, fieldRun: { isAgreed: true, checks: [] } },
			approval: { needed: 2, given: 1 },
		},
		"notApproved",
	],
	["a run writes to a lab device", { authority: "run", held: null, lab: true }, true],
	["first-contact settings may be written", { authority: "system", held: null }, true],
	["the system does not reboot", { authority: "system", held: null, kind: "reboot" }, "authorityForbidden"],
	["provisioning does not flash", { authority: "provisioning", held: null, kind: "download" }, "authorityForbidden"],
	["a rollout flashes", { authority: "rollout", held: null, kind: "download" }, true],
	["a rollout does not reset", { authority: "rollout", held: null, kind: "factoryReset" }, "authorityForbidden"],
	["a wrong image is not sent", { kind: "download", wrongImage: "model: …" }, "wrongImage"],
	["a session that was opened after the request serves it", { presence: live }, true],
	["the last moment still counts", { presence: { ...live, now: at(300) } }, true],
	["after that it has expired", { presence: { ...live, now: at(301) } }, "expired"],
	["an older session does not serve it", { presence: { ...live, sessionOpenedAt: at(-1) } }, "sessionTooOld"],
	["nor one of the same moment", { presence: { ...live, sessionOpenedAt: at(0) } }, "sessionTooOld"],
])("%s", (_title, changes, expected) => {
	const answer = askGate({ ...ordinary, ...changes });
	expect(answer.allowed ? true : answer.code).toBe(expected);
});

describe("roles", () => {
	test("a viewer only reads, an admin may all", () => {
		expect(ROLE_PERMISSIONS.viewer).toEqual(["read"]);
		expect(ROLE_PERMISSIONS.admin).toHaveLength(15);
	});

	test.each([
		["support", ["read", "operate", "reboot"]],
		["noc", ["read", "operate", "reboot", "config", "firmware", "suspend", "restore", "audit"]],
		["approver", ["read", "approve", "audit"]],
	] as const)("%s holds what the contract says", (role, expected) => {
		expect(new Set(ROLE_PERMISSIONS[role])).toEqual(new Set(expected));
	});

	test("an engineer has no approval, override or management", () => {
		const held = permissionsOf("engineer");
		for (const missing of ["approve", "override", "manageUsers", "manageTenant"] as const)
			expect(held.has(missing)).toBe(false);
		for (const kind of Object.values(OPERATION_PERMISSION)) expect(held.has(kind)).toBe(true);
	});
});
