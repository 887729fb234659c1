import { describe, expect, test } from "vitest";
import { commandKeysOf, eventName, isVendorEvent } from "../../src/cwmp/events.ts";
import { faultName, faultParty, isAcsFault, isCpeFault, isVendorFault } from "../../src/cwmp/faults.ts";
import { isCwmpNamespace, namespaceFor, negotiateVersion, versionOf } from "../../src/cwmp/versions.ts";

describe("versions", () => {
	test("the highest that both sides know is taken", () => {
		expect(negotiateVersion(["1.0", "1.1", "1.2"], "urn:dslforum-org:cwmp-1-0")).toBe("1.2");
		expect(negotiateVersion(["1.4", "1.0", "1.9"], "urn:dslforum-org:cwmp-1-2")).toBe("1.4");
	});

	test("without a list, or with one of unknown versions, the namespace decides", () => {
		expect(negotiateVersion(null, "urn:dslforum-org:cwmp-1-1")).toBe("1.1");
		expect(negotiateVersion(["2.0"], "urn:dslforum-org:cwmp-1-2")).toBe("1.2");
	});

	test("quirk 42: 1.3 and 1.4 keep the namespace of 1.2, but those of devices are known", () => {
		expect([namespaceFor("1.0"), namespaceFor("1.4")]).toEqual([
			"urn:dslforum-org:cwmp-1-0",
			"urn:dslforum-org:cwmp-1-2",
		]);
		expect(["1-0", "1-3", "1-9", "x"].map((end) => versionOf(`urn:dslforum-org:cwmp-${end}`))).toEqual([
			"1.0",
			"1.3",
			"1.4",
			"1.0",
		]);
		expect(isCwmpNamespace("urn:dslforum-org:cwmp-1-12")).toBe(true);
		expect(isCwmpNamespace("urn:dslforum-org:cwmp-2-0")).toBe(false);
		expect(isCwmpNamespace("urn:dslforum-org:cwmp-1-0 ")).toBe(false);
	});
});

describe("faults", () => {
	test("every code of the standard has a name of its own side", () => {
		for (let code = 8000; code <= 8006; code++) expect(faultName(code)).not.toMatch(/fault$/);
		for (let code = 9000; code <= 9032; code++) expect(faultName(code)).not.toMatch(/fault$/);
		expect([8800, 8899, 9800, 9899].map(faultName)).toEqual(Array(4).fill("Vendor-defined fault"));
		expect([0, 7999, 8007, 9033, 9900, Number.NaN].map(faultName)).toEqual(Array(6).fill("Unknown fault"));
	});

	test("the caller is to blame for wrong arguments alone", () => {
		expect([8003, 9003, 9005, 9008].map(faultParty)).toEqual(Array(4).fill("Client"));
		expect([8000, 8005, 9000, 9002, 9010, 9800].map(faultParty)).toEqual(Array(6).fill("Server"));
	});

	test("the ranges are told apart", () => {
		expect([8000, 8899, 9000, 7999].map(isAcsFault)).toEqual([true, true, false, false]);
		expect([9000, 9899, 8899, 9900].map(isCpeFault)).toEqual([true, true, false, false]);
		expect([8800, 9850, 9799, 8006].map(isVendorFault)).toEqual([true, true, false, false]);
	});
});

describe("events", () => {
	test("codes are known in any case and spacing, a vendor's are none of the standard", () => {
		expect(eventName(" 7  transfer complete")).toBe("transferComplete");
		expect(eventName("m reboot")).toBe("reboot");
		expect(eventName("X 00D09E Own")).toBeNull();
		expect(["X 00D09E Own", "M X_00D09E_Do", "M Reboot"].map(isVendorEvent)).toEqual([true, true, false]);
	});

	test("the command keys of an event are found", () => {
		const events = [
			{ code: "M Download", commandKey: "a" },
			{ code: "1 BOOT", commandKey: "" },
			{ code: "M Download", commandKey: "b" },
		];
		expect(commandKeysOf(events, "download")).toEqual(["a", "b"]);
	});
});
