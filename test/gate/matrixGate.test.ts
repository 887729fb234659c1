import { describe, expect, test } from "vitest";
import { cellOf, nameOfCell } from "../../src/gate/cell.ts";
import { askGate, type GateFacts } from "../../src/gate/gate.ts";
import { type ApprovalAsk, approvalsNeeded, policyFault, policyWith, SHIPPED_POLICY } from "../../src/gate/policy.ts";

const OF = nameOfCell("firmware", { vendor: "Acme", model: "AC-1", softwareVersion: "2.0" });
const one = { of: OF, cell: "green", devices: 1, inCanary: false, overridden: false, isInverse: false } as const;
const ordinary: GateFacts = {
	...{ kind: "set", authority: "user", held: null, deviceKnown: true, quarantined: false, fieldRun: null, lab: false },
	restoresSuspend: false,
	...{ transferUnresolved: false, transferUndecided: false, wrongImage: null, matrix: one },
	...{ approval: null, presence: null, backup: null },
};

describe("the gate", () => {
	test("a refusal for a path that was not proven names it", () => {
		const row = { cells: { config: "green" as const }, provenPaths: ["Device.A"] };
		const device = { vendor: "Acme", model: "AC-1", softwareVersion: "2.0" };
		expect(nameOfCell("config", device, row, ["Device.A", "Device.B"])).toContain("config of Device.B on Acme AC-1");
		expect(nameOfCell("config", device, row, ["Device.A"])).toContain("config on Acme");
		expect(nameOfCell("config", device, { ...row, cells: { config: "red" } }, ["Device.B"])).not.toContain("Device.B");
	});

	test.each<[string, Partial<GateFacts["matrix"]>, RegExp]>([
		["not supported", { cell: "red" }, /override/],
		["not proven", { cell: "yellow", devices: 2 }, /one device at a time.*canary/],
	])("a refusal of what is %s names the workflow, the row and what lifts it", (_title, changes, lifts) => {
		const answer = askGate({ ...ordinary, matrix: { ...one, ...changes } });
		const detail = answer.allowed ? "" : answer.detail;
		for (const word of ["firmware", "Acme AC-1", "2.0", changes?.cell as string]) expect(detail).toContain(word);
		expect(detail).toMatch(lifts);
	});

	test.each<[string, Partial<GateFacts>, string | true]>([
		["green passes", {}, true],
		["red is refused", { matrix: { ...one, cell: "red" } }, "notSupported"],
		["red is refused in a canary too", { matrix: { ...one, cell: "red", inCanary: true } }, "notSupported"],
		["somebody may take red upon himself", { matrix: { ...one, cell: "red", overridden: true } }, true],
		["what takes a change back is not held up", { matrix: { ...one, cell: "red", isInverse: true } }, true],
		["yellow passes for one device", { matrix: { ...one, cell: "yellow" } }, true],
		["unproven passes for one device", { matrix: { ...one, cell: "unproven" } }, true],
		["yellow does not for two", { matrix: { ...one, cell: "yellow", devices: 2 } }, "notProven"],
		["unproven does not for two", { matrix: { ...one, cell: "unproven", devices: 2 } }, "notProven"],
		["a canary that covers them lets them", { matrix: { ...one, cell: "yellow", devices: 9, inCanary: true } }, true],
		["green passes for many", { matrix: { ...one, devices: 100_000 } }, true],
		["without its approvals nothing passes", { approval: { needed: 2, given: 1 } }, "notApproved"],
		["with them it does", { approval: { needed: 2, given: 2 } }, true],
		["without a way back nothing passes", { backup: false }, "noBackup"],
		["with one it does", { backup: true }, true],
		[
			"the matrix is asked before the approval",
			{ matrix: { ...one, cell: "red" }, approval: { needed: 1, given: 0 } },
			"notSupported",
		],
		["the approval before the backup", { approval: { needed: 1, given: 0 }, backup: false }, "notApproved"],
	])("%s", (_title, changes, expected) => {
		const answer = askGate({ ...ordinary, ...changes });
		expect(answer.allowed ? true : answer.code).toBe(expected);
	});
});

describe("the cell", () => {
	const row = { cells: { config: "green", reboot: "yellow" }, provenPaths: ["Device.A.{i}.B"] } as const;

	test.each([
		["a path that was proven to be set has its cell's colour", row, "config", ["Device.A.{i}.B"], "green"],
		["one that was not is unproven", row, "config", ["Device.A.{i}.B", "Device.C"], "unproven"],
		["a red cell is red for every path", { ...row, cells: { config: "red" } }, "config", ["Device.A.{i}.B"], "red"],
		["other workflows go by their cell", row, "reboot", [], "yellow"],
		["a workflow that nobody has tried is unproven", row, "firmware", [], "unproven"],
		["so is a version without a row", null, "config", [], "unproven"],
	] as const)("%s", (_title, facts, workflow, paths, expected) => {
		expect(cellOf(facts, workflow, paths)).toBe(expected);
	});
});

describe("the policy", () => {
	const ask = {
		action: "reboot" as const,
		...{ devices: 1, losesManagement: false, overridden: false, restoresSuspend: false },
		waivedLately: { lastHour: 0, failedInARow: 0 },
	} as const satisfies ApprovalAsk;
	const loose = policyWith({ config: { waivedForOneDevice: true } });

	test.each([
		["the reboot of one device needs nobody", SHIPPED_POLICY, ask, 0],
		["of two it does", SHIPPED_POLICY, { ...ask, devices: 2 }, 1],
		["a change needs somebody", SHIPPED_POLICY, { ...ask, action: "config" }, 1],
		["a tenant may waive that", loose, { ...ask, action: "config" }, 0],
		["but not where it may cut the device off", loose, { ...ask, action: "config", losesManagement: true }, 1],
		["nor what is overridden", loose, { ...ask, action: "config", overridden: true }, 1],
		[
			"never a factory reset",
			policyWith({ factoryReset: { waivedForOneDevice: true } }),
			{ ...ask, action: "factoryReset" },
			1,
		],
		[
			"too many in an hour need somebody",
			SHIPPED_POLICY,
			{ ...ask, waivedLately: { lastHour: 100, failedInARow: 0 } },
			1,
		],
		["so do too many failures", SHIPPED_POLICY, { ...ask, waivedLately: { lastHour: 9, failedInARow: 5 } }, 1],
		[
			"what takes a suspend back waits for nobody",
			SHIPPED_POLICY,
			{ ...ask, action: "restore", restoresSuspend: true },
			0,
		],
	] as const)("%s", (_title, policy, asked, expected) => {
		expect(approvalsNeeded(policy, asked)).toBe(expected);
	});

	test("what is not given stays as it was, and a reset's waiver is no policy", () => {
		const two = policyWith({ config: { approvals: 2 } });
		expect(policyWith({ config: { waivedForOneDevice: true } }, two).config).toMatchObject({
			approvals: 2,
			waivedForOneDevice: true,
		});
		expect(policyFault(two)).toBeNull();
		expect(policyFault(policyWith({ factoryReset: { waivedForOneDevice: true } }))).toContain("factory reset");
	});
});
