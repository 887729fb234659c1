import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identify, idOfSerial } from "../../src/device/identity.ts";

const TENANT = "2f1c9c9e-6a53-4c1d-8a3e-8f1d2a7b9c10";
const OTHER = "0b3d5f70-1c2e-4d6a-9b8c-7e6f5a4d3c2b";
const device = { manufacturer: "Acme", oui: "00D09E", productClass: "HG", serialNumber: "SN1" };
const mac = (value: string, path = "Device.Ethernet.Interface.1.MACAddress") => [{ path, value, type: "xsd:string" }];

test("a device's id is a UUIDv5 that is the same for ever", () => {
	expect(identify(TENANT, device, []).id).toBe("95b778a9-6beb-5910-bbe4-1bcc0f92af02");
	expect(identify(TENANT, device, []).id).toMatch(
		/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
	);
});

test.each([
	["its product class", { productClass: "Another" }],
	["its maker's name", { manufacturer: "ACME Ltd." }],
	["the case of its OUI", { oui: "00d09e" }],
	["white space around its serial and OUI", { serialNumber: " SN1\n", oui: " 00D09E " }],
])("%s does not change its id", (_title, changes) => {
	expect(identify(TENANT, { ...device, ...changes }, []).id).toBe(identify(TENANT, device, []).id);
});

test.each([
	["another serial", { serialNumber: "SN2" }],
	["the serial in another case", { serialNumber: "sn1" }],
	["another OUI", { oui: "00D09F" }],
])("%s is another device", (_title, changes) => {
	expect(identify(TENANT, { ...device, ...changes }, []).id).not.toBe(identify(TENANT, device, []).id);
});

test("the same device in another tenant has another id", () => {
	expect(identify(OTHER, device, []).id).not.toBe(identify(TENANT, device, []).id);
});

test("a replacement names its successor by the id that it will have", () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[0-9A-F]{6}$/), fc.stringMatching(/^[A-Z]{3}[0-9]{4,10}$/), (oui, serialNumber) => {
			expect(idOfSerial(TENANT, oui, serialNumber)).toBe(identify(TENANT, { ...device, oui, serialNumber }, []).id);
		}),
	);
});

describe("quirk 101: a serial that makers left on many units is no evidence", () => {
	const PLACEHOLDERS = [
		"",
		"0",
		"000000000000",
		"999999999999999999",
		"FFFFFF",
		"xxxx",
		"None",
		"unknown",
		"default",
		"SerialNumber",
		"serial",
		"N/A",
		"1234567890",
		"123456789000",
		"001122334455",
		"00:11:22:33:44:55",
		"0000-0000",
	];

	test.each(PLACEHOLDERS)("%j: the MAC is taken instead", (serialNumber) => {
		const one = identify(TENANT, { ...device, serialNumber }, mac("aa:bb:cc:dd:ee:01"));
		const two = identify(TENANT, { ...device, serialNumber }, mac("aa:bb:cc:dd:ee:02"));
		expect([one.strong, two.strong, one.id === two.id]).toEqual([true, true, false]);
		expect(one.aliases.map(({ kind }) => kind)).toEqual(["mac"]);
	});

	test.each(["00:00:00:00:00:00", "FF-FF-FF-FF-FF-FF", "001122334455"])("%s is no MAC of its own", (value) => {
		expect(identify(TENANT, { ...device, serialNumber: "0" }, mac(value)).strong).toBe(false);
	});

	test("a client's MAC is not the device's", () => {
		const path = "Device.Hosts.Host.1.PhysAddress.MACAddress";
		expect(identify(TENANT, { ...device, serialNumber: "0" }, mac("aa:bb:cc:dd:ee:01", path)).strong).toBe(false);
	});

	test("units that only their addresses tell apart are not merged", () => {
		const unit = { ...device, serialNumber: "0" };
		const url = (value: string) => [
			{ path: "Device.ManagementServer.ConnectionRequestURL", value, type: "xsd:string" },
		];
		const ids = [
			identify(TENANT, unit, url("http://192.0.2.1:7547/a")).id,
			identify(TENANT, unit, url("http://192.0.2.2:7547/a")).id,
			identify(TENANT, unit, [], "192.0.2.3").id,
			identify(TENANT, unit, [], "192.0.2.4").id,
		];
		expect(new Set(ids).size).toBe(4);
		expect(identify(TENANT, unit, url("http://192.0.2.1:7547/b")).id).toBe(ids[0]);
	});

	test("without a MAC the evidence is weak", () => {
		expect(identify(TENANT, { ...device, serialNumber: "0000" }, []).strong).toBe(false);
	});

	test.each(["SN1", "12345", "0001", "FFFF01", "112233445566", "X1"])("%j is a serial of its own", (serialNumber) => {
		const { strong, aliases } = identify(TENANT, { ...device, serialNumber }, mac("aa:bb:cc:dd:ee:01"));
		expect([strong, aliases[0]]).toEqual([true, { kind: "ouiSerial", value: `00D09E-${serialNumber}` }]);
	});
});

test.each([
	["aa:bb:cc:dd:ee:ff", true],
	["AA-BB-CC-DD-EE-FF", true],
	["aabbccddeeff", true],
	[" aa:bb:cc:dd:ee:ff ", true],
	["aa:bb:cc:dd:ee", false],
	["not a mac", false],
	["", false],
])("a MAC that is written %j counts: %s", (written, counts) => {
	const { aliases } = identify(TENANT, { ...device, serialNumber: "0" }, mac(written));
	expect(aliases.some(({ kind, value }) => kind === "mac" && value === "AABBCCDDEEFF")).toBe(counts);
});

test.each([
	["quirk 105: no product class", { productClass: "" }, "00D09E-SN1"],
	["plain", {}, "00D09E-HG-SN1"],
	["quirk 105: spaces and slashes", { productClass: "Home Gateway/2" }, "00D09E-Home%20Gateway%2F2-SN1"],
	["dashes, and letters beyond ASCII", { serialNumber: "S-ü" }, "00D09E-HG-S%2D%C3%BC"],
])("other ACSs' ids lead to it: %s", (_title, changes, value) => {
	expect(identify(TENANT, { ...device, ...changes }, []).aliases.at(-1)).toEqual({ kind: "genieacs", value });
});
