import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DEVIATION_CODES, DEVIATIONS } from "../../src/device/profiles/deviations.ts";
import { compareVersions, inRange } from "../../src/device/profiles/firmware.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import {
	expressionOf,
	fixedPartOf,
	instanceOf,
	outermost,
	parentOf,
	tableOf,
} from "../../src/device/profiles/paths.ts";
import { deviates, type ModelProfile, type ProfileSubject } from "../../src/device/profiles/profile.ts";
import { writesOf } from "../../src/device/profiles/recipes.ts";
import { resolveProfiles } from "../../src/device/profiles/resolve.ts";
import { ProfileFile, profileJsonSchema } from "../../src/device/profiles/schema.ts";
import { STANDARD_UNIT, UNITS, type Unit } from "../../src/device/profiles/units.ts";
import { loadProfiles, MODELS_FOLDER, readProfiles } from "../../src/modelProfiles.ts";

const GENERICS = readProfiles(MODELS_FOLDER)
	.map(({ content }) => content as ProfileFile)
	.filter((content) => "generic" in content);

const SUBJECT: ProfileSubject = {
	vendor: "Acme Networks",
	oui: "02AC3E",
	productClass: "HG",
	model: "HG-1",
	softwareVersion: "1.0",
	root: "Device.",
};

/** A family of a made-up maker, with what it says. */
function family(profile: string, says: object, root: "tr181" | "tr098" = "tr181"): ProfileFile {
	return ProfileFile.parse({
		profile,
		title: profile,
		extends: `generic-${root}`,
		source: "made up",
		match: { vendors: ["acme*"], productClasses: ["HG"] },
		examples: [{ vendor: "Acme", oui: "", productClass: "HG", model: "HG-1", softwareVersion: "1.0" }],
		...says,
	});
}

function resolved(...files: ProfileFile[]): ModelProfile[] {
	return resolveProfiles([...GENERICS, ...files]);
}

describe("units", () => {
	test.each<[Unit, string, unknown]>([
		["dBm", "-60", -60],
		["dBm", "-60dBm", -60],
		["dBm", "-18.5 dBm", -18.5],
		["dBm", "weak", null],
		["dBm", "-60 mW", null],
		["dBm", "", null],
		["negatedDbm", "55", -55],
		["negatedDbm", "-55", -55],
		["halfMinus110", "140", -40],
		["halfMinus110", "100", -60],
		["milliDbm", "-18500", -18.5],
		["tenthMicrowatt", "10000", 0],
		["tenthMicrowatt", "100", -20],
		["tenthMicrowatt", "0", null],
		["bps", "100000000", 100_000],
		["kbps", "28000", 28_000],
		["Mbps", "433", 433_000],
		["Mbps", "150Mbps", 150_000],
		["Mbps", "Auto", null],
		["boolean", "1", true],
		["boolean", "Disabled", false],
		["boolean", "maybe", null],
		["invertedBoolean", "1", false],
		["invertedBoolean", "", null],
		["mac", "5c-f9-38-09-d9-f0", "5C:F9:38:09:D9:F0"],
		["mac", "5cf93809d9f0", "5C:F9:38:09:D9:F0"],
		["mac", "00:00:00:00:00:00", null],
		["mac", "ff:ff:ff:ff:ff:ff", null],
		["mac", "no address", null],
		["band", "2.4GHz", "2.4GHz"],
		["band", "5 G", "5GHz"],
		["band", "2.45GHz", null],
		["wireOrWifi", "1", "802.11"],
		["wireOrWifi", "7", null],
		["celsius", "45 °C", 45],
		["celsius256th", "11520", 45],
		["millivolt", "3300mV", 3300],
		["tenthMillivolt", "33000", 3300],
		["milliampere", "12", 12],
		["twoMicroampere", "6000", 12],
		["list", "b, g,n", ["b", "g", "n"]],
		["list", "  ", null],
		["reference", "Device.WiFi.Radio.1.", "Device.WiFi.Radio.1"],
		["count", "12", 12],
		["count", "-1", null],
		["seconds", "1e3", null],
		["text", "", null],
	])("%s reads %j as %j", (unit, text, value) => {
		expect(UNITS[unit].read(text)).toEqual(value);
	});

	test("no text makes a number that is none", () => {
		fc.assert(
			fc.property(fc.constantFrom(...(Object.keys(UNITS) as Unit[])), fc.string(), (unit, text) => {
				const value = UNITS[unit].read(text);
				return typeof value !== "number" || Number.isFinite(value);
			}),
		);
	});

	test("every dimension's own unit reads what it says", () => {
		for (const [dimension, unit] of Object.entries(STANDARD_UNIT)) expect(UNITS[unit].of).toBe(dimension);
	});

	test("optical power in 0.1 µW and back is the same, within a hundredth of a dB", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 100_000 }), (power) => {
				const dbm = UNITS.tenthMicrowatt.read(String(power)) as number;
				return Math.abs(10 * Math.log10(power / 10_000) - dbm) <= 0.005;
			}),
		);
	});
});

describe("firmware versions", () => {
	test.each([
		["1.9", "1.10"],
		["638.112.100.1435", "638.112.100.1460"],
		["V2.3.5", "V2.3.7"],
		["BaiStation_V100R001C00B110SPC002", "BaiStation_V100R001C00B110SPC003"],
		["1.0", "1.0.1"],
		["1.0a", "1.0b"],
	])("%s comes before %s", (left, right) => {
		expect(compareVersions(left, right)).toBeLessThan(0);
		expect(compareVersions(right, left)).toBeGreaterThan(0);
		expect(compareVersions(left, left)).toBe(0);
	});

	test("the order is total", () => {
		const version = fc.array(fc.oneof(fc.nat(20).map(String), fc.constantFrom("a", "V", "Rel")), { maxLength: 4 });
		const text = version.map((parts) => parts.join("."));
		fc.assert(
			fc.property(text, text, text, (a, b, c) => {
				if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) return compareVersions(a, c) <= 0;
				return Math.sign(compareVersions(a, b)) === -Math.sign(compareVersions(b, a));
			}),
		);
	});

	test.each<[string, Parameters<typeof inRange>[1], boolean]>([
		["1.5", { from: "1.5", to: "1.9" }, true],
		["1.9", { from: "1.5", to: "1.9" }, true],
		["2.0", { from: "1.5", to: "1.9" }, false],
		["1.4", { from: "1.5" }, false],
		["7.0", { from: "1.5" }, true],
		["7.0", { versions: ["7.0"] }, true],
		["7.00", { versions: ["7.0"] }, false],
		["7.0", { to: "1.0", versions: ["7.0"] }, true],
		["", { to: "1.0" }, false],
	])("%s within %j: %s", (version, range, is) => {
		expect(inRange(version, range)).toBe(is);
	});
});

describe("paths", () => {
	test("a template names tables, rows and what holds them", () => {
		const row = "InternetGatewayDevice.LANDevice.{i}.Hosts.Host.{i}.";
		expect(tableOf(row)).toBe("InternetGatewayDevice.LANDevice.{i}.Hosts.Host.");
		expect(tableOf("Device.DeviceInfo.")).toBeNull();
		expect(parentOf("Device.Hosts.Host.")).toBe("Device.Hosts.");
		expect(fixedPartOf(row)).toBe("InternetGatewayDevice.LANDevice.");
		expect(instanceOf("Device.Hosts.Host.12.")).toBe(12);
		expect(instanceOf("Device.Hosts.Host.[a].")).toBeNull();
		expect(outermost(["Device.WiFi.Radio.", "Device.WiFi.", "Device.Hosts.", "Device.WiFi."])).toEqual([
			"Device.WiFi.",
			"Device.Hosts.",
		]);
	});

	test.each([
		["Device.Hosts.Host.3.MACAddress", "Device.Hosts.Host.3."],
		["Device.Hosts.Host.[printer].MACAddress", "Device.Hosts.Host.[printer]."],
		["Device.Hosts.HostNumberOfEntries", undefined],
		["XDevice.Hosts.Host.3.MACAddress", undefined],
	])("in %s the row is %s", (path, row) => {
		expect(expressionOf("Device.Hosts.Host.{i}.").exec(path)?.[1]).toBe(row);
	});
});

describe("which profile a device has", () => {
	test("the family that matches, else its root's generic one; without a root, both standards at once", () => {
		const profiles = resolved(family("acme-hg", {}));
		expect(profileFor(profiles, SUBJECT).id).toBe("acme-hg");
		expect(profileFor(profiles, { ...SUBJECT, productClass: "AP" }).id).toBe("generic-tr181");
		expect(profileFor(profiles, { ...SUBJECT, root: "InternetGatewayDevice." }).id).toBe("generic-tr098");
		const both = profileFor(profiles, { ...SUBJECT, productClass: "AP", root: "both" });
		expect(both.facts.hosts.map(({ row }) => row)).toEqual([
			"Device.Hosts.Host.{i}.",
			"InternetGatewayDevice.LANDevice.{i}.Hosts.Host.{i}.",
		]);
		expect(profileFor(profiles, { ...SUBJECT, productClass: "AP", root: null }).facts.hosts).toHaveLength(2);
	});

	test("a maker is known by its name or its OUI, a pattern and a case do not matter", () => {
		const profiles = resolved(family("acme-hg", { match: { vendors: ["ACME*"], ouis: ["02AC3E"], models: ["hg-*"] } }));
		expect(profileFor(profiles, SUBJECT).id).toBe("acme-hg");
		expect(profileFor(profiles, { ...SUBJECT, vendor: "who?" }).id).toBe("acme-hg");
		expect(profileFor(profiles, { ...SUBJECT, vendor: "who?", oui: "FFFFFF" }).id).toBe("generic-tr181");
		expect(profileFor(profiles, { ...SUBJECT, model: "XX-1" }).id).toBe("generic-tr181");
	});

	test("a product class that models share does not identify one (103): the more exact match has it", () => {
		const profiles = resolved(
			family("acme-any", {}),
			family("acme-hg-1", { match: { vendors: ["acme*"], productClasses: ["HG"], models: ["HG-1"] } }),
		);
		expect(profileFor(profiles, SUBJECT).id).toBe("acme-hg-1");
		expect(profileFor(profiles, { ...SUBJECT, model: "HG-2" }).id).toBe("acme-any");
	});

	test("a family of some firmware only is not another firmware's", () => {
		const profiles = resolved(family("acme-hg", { match: { vendors: ["acme*"], firmware: { from: "2.0" } } }));
		expect(profileFor(profiles, SUBJECT).id).toBe("generic-tr181");
		expect(profileFor(profiles, { ...SUBJECT, softwareVersion: "2.1" }).id).toBe("acme-hg");
	});
});

describe("a family over its generic profile", () => {
	const HOSTS = "Device.Hosts.Host.{i}.";

	test("a source of the same row inherits what it does not name, null hides, another row replaces", () => {
		const [, , profile] = resolved(
			family("acme-hg", {
				facts: {
					hosts: [{ row: HOSTS, fields: { leaseSeconds: null, hostName: "X_Name" } }],
					associatedDevices: [
						{
							row: "Device.X_Wifi.{i}.",
							fields: { macAddress: "Mac", signal: { path: "Rssi", unit: "halfMinus110" } },
						},
					],
				},
			}),
		);
		const [hosts] = profile?.facts.hosts ?? [];
		expect(hosts?.counter).toBe("HostNumberOfEntries");
		expect(hosts?.fields.macAddress).toEqual({ path: "PhysAddress", unit: "mac" });
		expect(hosts?.fields.hostName).toEqual({ path: "X_Name", unit: "text" });
		expect(hosts?.fields.leaseSeconds).toBeUndefined();
		expect(profile?.facts.associatedDevices).toEqual([
			{
				row: "Device.X_Wifi.{i}.",
				counter: null,
				fields: { macAddress: { path: "Mac", unit: "mac" }, signal: { path: "Rssi", unit: "halfMinus110" } },
			},
		]);
		expect(profile?.facts.radios).toEqual(profile && resolved()[1]?.facts.radios);
	});

	test("what is unknown is the generic profile's", () => {
		const says = { facts: { hosts: "unknown", optical: "unknown" }, radioMap: "unknown", settleSeconds: "unknown" };
		const [, generic, profile] = resolved(family("acme-hg", { ...says, harmlessParameter: "unknown" }));
		expect(profile?.facts).toEqual(generic?.facts);
		expect([profile?.radioMap, profile?.settleSeconds]).toEqual([[], 0]);
		expect(profile?.harmlessParameter).toBe("Device.DeviceInfo.ProvisioningCode");
		expect(resolved(family("acme-hg", { harmlessParameter: null }))[2]?.harmlessParameter).toBeNull();
	});

	test("what changes with the firmware changes only there, and deviations with it (54, 94)", () => {
		const profiles = resolved(
			family("acme-hg", {
				settleSeconds: 10,
				deviations: [
					{ code: "hostGhostRows", text: "always" },
					{
						code: "bootUnconfigurable",
						text: "before 2",
						firmware: { to: "1.9" },
						change: { settleSeconds: 600, facts: { hosts: [{ row: HOSTS, fields: { hostName: null } }] } },
					},
					{ code: "siteSurveyMissing", text: "one release", firmware: { versions: ["2.4"] } },
				],
			}),
		);
		const of = (softwareVersion: string) => profileFor(profiles, { ...SUBJECT, softwareVersion });
		expect([of("1.0").settleSeconds, of("2.0").settleSeconds]).toEqual([600, 10]);
		expect(of("1.0").facts.hosts[0]?.fields.hostName).toBeUndefined();
		expect(of("1.0").facts.hosts[0]?.fields.macAddress).toBeDefined();
		expect(of("2.0").facts.hosts[0]?.fields.hostName).toBeDefined();
		expect(of("1.0").facts.radios).toEqual(of("2.0").facts.radios);
		expect(deviates(of("1.0"), "bootUnconfigurable")).toBe(true);
		expect(deviates(of("2.0"), "bootUnconfigurable")).toBe(false);
		expect(of("2.4").deviations.map(({ code }) => code)).toEqual(["hostGhostRows", "siteSurveyMissing"]);
	});
});

describe("write recipes", () => {
	const [, , profile] = resolved(
		family("acme-hg", {
			writes: {
				// The passphrase goes with the SSID (88), after Wi-Fi is up (90).
				wifiSsid: {
					inputs: ["ssid", "passphrase"],
					steps: [
						{ set: [{ path: "{ssids}Enable", value: "1" }], waitSeconds: 10 },
						{
							set: [
								{ path: "{ssids}SSID", value: "{ssid}" },
								{ path: "{accessPoints}Security.KeyPassphrase", value: "{passphrase}" },
							],
						},
					],
					effects: ["wifiRestarts"],
				},
			},
		}),
	) as [ModelProfile, ModelProfile, ModelProfile];
	const rows = { ssids: "Device.WiFi.SSID.7.", accessPoints: "Device.WiFi.AccessPoint.7." };

	test("become ordered sets on the rows that were found by their keys", () => {
		expect(writesOf(profile, "wifiSsid", { ssid: "home", passphrase: "{ssid}" }, rows)).toEqual({
			steps: [
				{ set: [{ path: "Device.WiFi.SSID.7.Enable", value: "1" }], waitSeconds: 10 },
				{
					set: [
						{ path: "Device.WiFi.SSID.7.SSID", value: "home" },
						{ path: "Device.WiFi.AccessPoint.7.Security.KeyPassphrase", value: "{ssid}" },
					],
					waitSeconds: 0,
				},
			],
			effects: ["wifiRestarts"],
		});
	});

	test("say what is lacking, and are null where the family has none", () => {
		expect(writesOf(profile, "wifiSsid", { ssid: "home" }, { ssids: rows.ssids })).toEqual({
			lacking: ["passphrase", "accessPoints"],
		});
		expect(writesOf(profile, "lanAddress", {}, {})).toBeNull();
	});
});

describe("the published schema", () => {
	const published = JSON.parse(readFileSync(`${MODELS_FOLDER}schema.json`, "utf8"));

	test("is up to date: certus models schema > models/schema.json", () => {
		expect(published).toEqual(profileJsonSchema());
	});

	test("takes every profile of Certus, and refuses what the code refuses", () => {
		const schema = z.fromJSONSchema(published);
		for (const { name, content } of readProfiles(MODELS_FOLDER)) {
			expect([name, schema.safeParse(content).success]).toEqual([name, true]);
		}
		const sound = family("acme-hg", {});
		for (const wrong of [
			{ ...sound, what: "else" },
			{ ...sound, facts: { hosts: [{ row: "Device.Hosts.Host" }] } },
			{ ...sound, facts: { hosts: [{ row: "Device.Hosts.Host.{i}.", fields: { signal: "Rssi" } }] } },
			{ ...sound, deviations: [{ code: "whatever", text: "x" }] },
		]) {
			expect(schema.safeParse(wrong).success).toBe(false);
			expect(ProfileFile.safeParse(wrong).success).toBe(false);
		}
		expect(schema.safeParse(sound).success).toBe(true);
	});
});

test("every deviation says which quirk, or where, it was seen", () => {
	for (const code of DEVIATION_CODES) expect(DEVIATIONS[code]).toMatch(/\((\d+|how often: .*|README of the dumps)\)$/);
});

test("the profiles of Certus load, the generic ones first to last", () => {
	expect(
		loadProfiles()
			.filter(({ generic }) => generic)
			.map(({ root }) => root),
	).toEqual(["InternetGatewayDevice.", "Device."]);
});
