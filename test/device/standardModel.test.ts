import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bounds, isNumeric, type StandardEntry } from "../../src/device/standard/model.ts";
import { formatTable, parseTable } from "../../src/device/standard/table.ts";
import {
	accessOf,
	BUILT_IN,
	standardEntry,
	standardObject,
	standingOf,
	type ValueDeviation,
	validateValue,
	valueDeviation,
} from "../../src/device/standardModel.ts";

const ENTRIES = [...BUILT_IN.values()].flatMap(({ parameters }) => [...parameters.values()]);

describe("the compact table", () => {
	const table = `.… u:ToyNumberOfEntries
Toy.{i}.+@2.1 s:Name!(:32),State![None!|On|Off it is!|],Refs!*{:100#1:4}(:20),Mode[|a]@2.3~d u:Level!(1:4|9:9),Count h:Id?(3:3) f:Ratio(-0.5:1.5)
Toy.{i}.Old.@2.1~o l:Big~x`;

	test("says what its marks mean", () => {
		const model = parseTable("Device.", table);
		expect(model.get("Device.")).toMatchObject({ complete: false, creatable: false, since: null });
		expect(model.get("Device.Toy.{i}.")).toMatchObject({ complete: true, creatable: true, since: "2.1" });
		expect(model.get("Device.Toy.{i}.Old.")).toMatchObject({ creatable: false, status: "obsoleted" });
		const entry = (path: string) => standardEntry(path, model);
		expect(entry("Device.Toy.7.Name")).toEqual({
			path: "Device.Toy.{i}.Name",
			type: "string",
			access: "readWrite",
			list: null,
			range: [],
			length: [{ min: null, max: 32 }],
			enumeration: null,
			since: "2.1",
			status: "current",
		});
		expect(entry("Device.Toy.7.State")?.enumeration).toEqual([
			{ value: "None", settable: false },
			{ value: "On", settable: true },
			{ value: "Off it is", settable: false },
			{ value: "", settable: true },
		]);
		expect(entry("Device.Toy.7.Refs")).toMatchObject({
			list: { length: [{ min: null, max: 100 }], items: [{ min: 1, max: 4 }] },
			length: [{ min: null, max: 20 }],
		});
		expect(entry("Device.Toy.7.Mode")).toMatchObject({ since: "2.3", status: "deprecated" });
		expect(entry("Device.Toy.7.Level")).toMatchObject({
			range: [
				{ min: 1, max: 4 },
				{ min: 9, max: 9 },
			],
			length: [],
		});
		expect(entry("Device.Toy.7.Ratio")).toMatchObject({ type: "decimal", range: [{ min: -0.5, max: 1.5 }] });
		expect(entry("Device.Toy.7.Id")).toMatchObject({ type: "hexBinary", access: "writeOnceReadOnly" });
		expect(entry("Device.Toy.7.Old.Big")).toMatchObject({ type: "long", status: "deleted" });
	});

	test("is written as it was read", () => {
		expect(formatTable("Device.", parseTable("Device.", table))).toBe(table);
	});

	test.each(["Toy", "Toy. q:Name", "Toy. Name", "Toy. s:Name,", "Toy. s:Name b", "Toy. s:A s:B[x", "Toy.+* s:A", ""])(
		"is not read past %j",
		(line) => {
			expect(() => parseTable("Device.", `Good. s:A\n${line}\nGood2.`)).toThrow("can't be read");
		},
	);
});

describe("what the standard says of a path", () => {
	test.each<[string, string | null, string | null]>([
		["Device.ManagementServer.PeriodicInformInterval", "readWrite", "unsignedInt"],
		["Device.WiFi.SSID.17.SSID", "readWrite", "string"],
		["Device.WiFi.SSID.[home].SSID", "readWrite", "string"],
		["Device.WiFi.SSID.{i}.BSSID", "readOnly", "string"],
		["Device.WiFi.SSID.1.Alias", "writeOnceReadOnly", "string"],
		["InternetGatewayDevice.LANDevice.1.Hosts.Host.12.Active", "readOnly", "boolean"],
		["InternetGatewayDevice.Services.VoiceService.1.VoiceProfile.1.Line.2.SIP.URI", "readWrite", "string"],
		["Device.Services.VoiceService.1.VoiceProfile.1.Line.2.SIP.URI", "readWrite", "string"],
		["Device.WiFi.SSID.1.", null, null],
		["Device.WiFi.SSID.1.ssid", null, null],
		["InternetGatewayDevice.WiFi.SSID.1.SSID", null, null],
		["Device", null, null],
		["", null, null],
	])("%s is %s, %s", (path, access, type) => {
		expect(accessOf(path)).toBe(access);
		expect(standardEntry(path)?.type ?? null).toBe(type);
	});

	test("its version, and whether instances can be added", () => {
		expect(standardEntry("Device.WiFi.Radio.1.OperatingFrequencyBand")?.since).toBe("2.0");
		expect(standardEntry("Device.DeviceInfo.HostName")?.since).toBe("2.16");
		expect(standardObject("Device.NAT.PortMapping.3.")?.creatable).toBe(true);
		expect(standardObject("Device.WiFi.Radio.3.")?.creatable).toBe(false);
	});

	test.each<[string, ReturnType<typeof standingOf>]>([
		["Device.WiFi.SSID.1.SSID", "standard"],
		["Device.WiFi.SSID.1.", "standard"],
		["Device.WiFi.SSID.", "standard"],
		["Device.WiFi.", "standard"],
		["Device.WiFi.SSID.1.Colour", "unknown"],
		["Device.WiFi.SSID.1.Colours.1.Red", "unknown"],
		["Device.Colour", "unknown"],
		["Device.IPPingDiagnostics.Host", "unknown"],
		["Device.WiFi.X_ACME_Colour", "vendor"],
		["Device.X_ACME.WiFi.SSID.1.SSID", "vendor"],
		["Device.WiFi.SSIDX_1", "unknown"],
		// What the table leaves open is not judged.
		["Device.MoCA.Interface.1.Enable", null],
		["Device.Services.ToyService.1.Enable", null],
		["Device.Services.VoiceService.1.POTS.FXS.1.Enable", null],
		["InternetGatewayDevice.Services.VoiceService.1.VoiceProfile.1.Colour", "unknown"],
	])("the name of %s is %s", (path, standing) => {
		expect(standingOf(path)).toBe(standing);
	});
});

describe("a value that is to be set", () => {
	test.each<[string, string, ValueDeviation["kind"] | null]>([
		["Device.ManagementServer.PeriodicInformInterval", "300", null],
		["Device.ManagementServer.PeriodicInformInterval", " 300 ", null],
		["Device.ManagementServer.PeriodicInformInterval", "0", "outOfRange"],
		["Device.ManagementServer.PeriodicInformInterval", "-1", "badForm"],
		["Device.ManagementServer.PeriodicInformInterval", "4294967295", null],
		["Device.ManagementServer.PeriodicInformInterval", "4294967296", "badForm"],
		["Device.ManagementServer.PeriodicInformInterval", "", "badForm"],
		["Device.ManagementServer.PeriodicInformInterval", "1".repeat(1_000), "badForm"],
		["Device.DHCPv4.Server.Pool.1.LeaseTime", "-1", null],
		["Device.DHCPv4.Server.Pool.1.LeaseTime", "-2", "outOfRange"],
		["Device.ManagementServer.PeriodicInformEnable", "true", null],
		["Device.ManagementServer.PeriodicInformEnable", "1", null],
		["Device.ManagementServer.PeriodicInformEnable", "yes", "badForm"],
		["Device.ManagementServer.PeriodicInformTime", "0001-01-01T00:00:00Z", null],
		["Device.ManagementServer.PeriodicInformTime", "noon", "badForm"],
		["Device.WiFi.SSID.1.SSID", "é".repeat(32), null],
		["Device.WiFi.SSID.1.SSID", "x".repeat(33), "badLength"],
		["Device.WiFi.SSID.1.SSID", "", null],
		["Device.IP.Diagnostics.IPPing.DiagnosticsState", "Requested", null],
		["Device.IP.Diagnostics.IPPing.DiagnosticsState", "Complete", "notSettable"],
		["Device.IP.Diagnostics.IPPing.DiagnosticsState", "requested", "notInEnumeration"],
		["Device.IP.Diagnostics.IPPing.DiagnosticsState", "X_ACME_Twice", null],
		["Device.IP.Diagnostics.IPPing.DiagnosticsState", "", "notInEnumeration"],
		["Device.DHCPv4.Server.Pool.1.DNSServers", "192.0.2.1, 192.0.2.2", null],
		["Device.DHCPv4.Server.Pool.1.DNSServers", "192.0.2.1,a name that is no address", "badLength"],
		["Device.DHCPv4.Server.Pool.1.DNSServers", "", null],
		["Device.DHCPv4.Server.Pool.1.Option.1.Value", "0a0B", null],
		["Device.DHCPv4.Server.Pool.1.Option.1.Value", "0a0", "badForm"],
		["InternetGatewayDevice.LANDevice.1.LANHostConfigManagement.DHCPOption.1.Value", "QUJD", null],
		["InternetGatewayDevice.LANDevice.1.LANHostConfigManagement.DHCPOption.1.Value", "Q?", "badForm"],
		["InternetGatewayDevice.IPPingDiagnostics.DataBlockSize", "0", "outOfRange"],
		["Device.X_ACME.Colour", "any", null],
		["Device.WiFi.SSID.1.Colour", "any", null],
	])("%s = %j: %s", (path, value, kind) => {
		expect(validateValue(path, value)?.kind ?? null).toBe(kind);
	});

	test("is told with what the standard has", () => {
		expect(validateValue("Device.WiFi.SSID.1.SSID", "x".repeat(40))).toEqual({
			kind: "badLength",
			standard: ":32 characters",
			given: "40",
		});
		expect(validateValue("InternetGatewayDevice.IPPingDiagnostics.Timeout", "0")).toEqual({
			kind: "outOfRange",
			standard: "1:",
			given: "0",
		});
	});
});

const WHOLE: Readonly<Record<string, readonly [bigint, bigint]>> = {
	unsignedInt: [0n, 2n ** 32n - 1n],
	int: [-(2n ** 31n), 2n ** 31n - 1n],
	unsignedLong: [0n, 2n ** 64n - 1n],
	long: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** A value as the entry has it: its item alone where it is a list. */
function fitting({ type, range, length, enumeration }: StandardEntry): fc.Arbitrary<string> {
	if (enumeration) return fc.constantFrom(...enumeration).map(({ value }) => value);
	if (type === "boolean") return fc.constantFrom("0", "1", "true", "false");
	if (type === "dateTime")
		return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString());
	const bounds: readonly Bounds[] = isNumeric(type) ? range : length;
	return fc.constantFrom(...(bounds.length > 0 ? bounds : [{ min: null, max: null }])).chain(({ min, max }) => {
		if (type === "decimal")
			return fc.double({ min: min ?? -9, max: max ?? 9, noNaN: true }).map((number) => number.toFixed(20));
		const [least, most] = WHOLE[type] ?? [0n, 0n];
		if (isNumeric(type))
			return fc.bigInt({ min: min === null ? least : BigInt(min), max: max === null ? most : BigInt(max) }).map(String);
		const size = { minLength: min ?? 0, maxLength: Math.min(max ?? 300, (min ?? 0) + 300) };
		if (type === "string") return fc.string({ ...size, unit: fc.constantFrom("a", "Z", "0", "-", "é", "𝄞") });
		return fc.uint8Array(size).map((bytes) => Buffer.from(bytes).toString(type === "base64" ? "base64" : "hex"));
	});
}

const isText = ({ type }: StandardEntry) => type === "string" || type === "base64" || type === "hexBinary";

test("any value that fits what the table says is accepted, whatever the parameter", () => {
	const item = fc.constantFrom(...ENTRIES).chain((entry) => fitting(entry).map((value) => ({ entry, value })));
	fc.assert(
		fc.property(item, ({ entry, value }) => {
			fc.pre(entry.list === null || entry.list.items.length === 0);
			expect(valueDeviation(entry, value)).toBeNull();
		}),
		{ numRuns: 2_000 },
	);
});

test("a number outside of every range is refused", () => {
	const bounded = ENTRIES.filter(({ range, list }) => range.length > 0 && list === null);
	expect(bounded.length).toBeGreaterThan(100);
	for (const entry of bounded) {
		const beyond = Math.max(...entry.range.map(({ max }) => max ?? Number.POSITIVE_INFINITY)) + 1;
		const below = Math.min(...entry.range.map(({ min }) => min ?? Number.NEGATIVE_INFINITY)) - 1;
		for (const outside of [beyond, below].filter(Number.isFinite)) {
			const kind = valueDeviation(entry, String(outside))?.kind;
			expect(kind === "outOfRange" || kind === "badForm", `${entry.path} = ${outside}`).toBe(true);
		}
	}
});

test("a text longer than every length, or in no enumeration, is refused", () => {
	const texts = ENTRIES.filter(
		(entry) => isText(entry) && entry.list === null && (entry.length.length > 0 || entry.enumeration),
	);
	expect(texts.length).toBeGreaterThan(300);
	for (const entry of texts) {
		const longest = Math.max(0, ...entry.length.map(({ max }) => max ?? Number.POSITIVE_INFINITY));
		if (!entry.enumeration && longest > 100_000) continue;
		const value = entry.enumeration
			? "no such value"
			: entry.type === "string"
				? "x".repeat(longest + 1)
				: Buffer.alloc(longest + 1).toString(entry.type === "base64" ? "base64" : "hex");
		expect(valueDeviation(entry, value)?.kind, entry.path).toBe(entry.enumeration ? "notInEnumeration" : "badLength");
	}
});

test("no value, however long or odd, is more than refused", () => {
	fc.assert(
		fc.property(fc.constantFrom(...ENTRIES), fc.string({ unit: "binary", maxLength: 5_000 }), (entry, value) => {
			expect(() => validateValue(entry.path, value)).not.toThrow();
		}),
	);
});
