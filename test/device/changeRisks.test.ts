import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { risksOfObject, risksOfValue } from "../../src/device/changeRisks.ts";

const ROOTS = ["Device.", "InternetGatewayDevice."] as const;
const losesManagement = (path: string, value: string) =>
	risksOfValue(path, value, undefined, undefined).includes("losesManagement");

describe.each(ROOTS)("below %s", (root) => {
	test.each<[string, string, boolean]>([
		["PeriodicInformInterval", "0", true],
		["PeriodicInformInterval", "-1", true],
		["PeriodicInformInterval", "", true],
		["PeriodicInformInterval", "often", true],
		["PeriodicInformInterval", "86401", true],
		["PeriodicInformInterval", "4294967295", true],
		["PeriodicInformInterval", "86400", false],
		["PeriodicInformInterval", "1", false],
		["PeriodicInformInterval", " 300 ", false],
		["PeriodicInformEnable", "false", true],
		["PeriodicInformEnable", "0", true],
		["PeriodicInformEnable", "perhaps", true],
		["PeriodicInformEnable", "true", false],
		["PeriodicInformEnable", "1", false],
		["EnableCWMP", "0", true],
		["EnableCWMP", "1", false],
		["ConnectionRequestUsername", "somebody", true],
		["ConnectionRequestPassword", "secret", true],
		["ConnectionRequestURL", "http://192.0.2.1:7547/", true],
		["URL", "http://acs.example.net/", true],
		["PeriodicInformTime", "2026-01-01T00:00:00Z", false],
		["DefaultActiveNotificationThrottle", "0", false],
	])("a device that is set %s to %j may be lost to its ACS: %s", (name, value, expected) => {
		expect(losesManagement(`${root}ManagementServer.${name}`, value)).toBe(expected);
	});
});

test("an interval is taken where it is between a second and a day, and nowhere else", () => {
	fc.assert(
		fc.property(fc.integer(), (seconds) => {
			const isLost = losesManagement("Device.ManagementServer.PeriodicInformInterval", String(seconds));
			expect(isLost).toBe(seconds < 1 || seconds > 86_400);
		}),
	);
});

test("what an interval's notification is does not touch its value", () => {
	expect(risksOfObject("Device.ManagementServer.PeriodicInformInterval", true, false)).toEqual([]);
	expect(risksOfObject("Device.ManagementServer.URL", true, false)).toEqual(["losesManagement"]);
});
