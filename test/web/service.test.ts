/** How a subscriber stands, and where in a provisioning profile something is wrong. */
import { describe, expect, test } from "vitest";
import { parseYaml } from "../../src/http/api/yaml.ts";
import type { Change } from "../../src/shared/changes.ts";
import type { ProvisioningProfile } from "../../src/shared/provisioning.ts";
import { lineIn, lineOf, NEW_PROFILE, yamlOf } from "../../web/features/provisioning/yaml.ts";
import { serviceOf, stepsFor } from "../../web/features/service/standing.ts";

const SINCE = { since: "2026-11-23T12:00:00.000Z", changeId: "0190d4b2-0000-7000-8000-000000000001" };

describe("a subscriber", () => {
	test.each<[string, typeof SINCE | null, Pick<Change, "action" | "state"> | null, string]>([
		["has service whom nobody ever suspended", null, null, "served"],
		["has service again once restored", null, { action: "restore", state: "applied" }, "served"],
		["has service while others have to agree", null, { action: "suspend", state: "pendingApproval" }, "asked"],
		["is on the way to none", null, { action: "suspend", state: "applying" }, "suspending"],
		["has none", SINCE, { action: "suspend", state: "applied" }, "suspended"],
		["has none on one device of two", SINCE, { action: "suspend", state: "failed" }, "suspended"],
		["is on the way back", SINCE, { action: "restore", state: "applying" }, "restoring"],
		["has none where the way back failed", SINCE, { action: "restore", state: "failed" }, "suspended"],
	])("%s", (_name, suspended, last, service) => {
		expect(serviceOf({ suspended }, last)).toBe(service);
	});

	test("is suspended and restored by whoever may, and by nobody else", () => {
		expect(stepsFor("served", ["suspend", "restore"])).toEqual(["suspend"]);
		expect(stepsFor("suspended", ["suspend"])).toEqual([]);
		expect(stepsFor("asked", ["restore"])).toEqual(["withdraw"]);
		expect(stepsFor("restoring", ["suspend"])).toEqual(["suspend"]);
		expect(stepsFor("suspended", ["read", "config"])).toEqual([]);
	});
});

describe("a provisioning profile in YAML", () => {
	const profile: ProvisioningProfile = {
		...{ id: SINCE.changeId, name: "1.10", priority: 5, enabled: true, onDrift: false, stoppedDevices: 0 },
		...{ createdAt: SINCE.since, updatedAt: SINCE.since, selector: { model: "on", softwareVersion: "2.0" } },
		parameters: [
			{ path: "Device.A", value: "0755" },
			{ path: "Device.B", value: "[redacted]", type: "xsd:string" },
			{ path: "Device.C", value: "{{subscriber.plan}}: # two\nlines" },
		],
	};

	test("is read by the server as it was", () => {
		const { name, priority, enabled, onDrift, selector, parameters } = profile;
		expect(parseYaml(yamlOf(profile), ["priority", "enabled", "onDrift"])).toEqual({
			...{ name, priority, enabled, onDrift, selector, parameters },
		});
	});

	test.each([
		["/parameters/1/value", 12],
		["/parameters/0", 9],
		// What is not there is shown at what should hold it.
		["/parameters/0/type", 9],
		["/selector/tag", 6],
		["/nothing", null],
		["", null],
	])("shows what is wrong at %s in line %s", (pointer, line) => {
		expect(lineOf(yamlOf(profile), pointer)).toBe(line);
	});

	test("that can't be read still shows a line, where there is one", () => {
		expect(lineOf("a: [", "/a/0")).toBe(1);
		expect(lineIn("the body is not YAML: x at line 7, column 1:")).toBe(7);
		expect(lineIn("the name is taken")).toBeNull();
	});

	test("begins as one that the server can read", () => {
		expect(parseYaml(NEW_PROFILE, ["priority", "enabled", "onDrift"])).toMatchObject({ enabled: false, priority: 0 });
	});
});
