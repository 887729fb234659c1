import { describe, expect, test } from "vitest";
import { readingsOf, rootOf, rootsOf, timeZoneOf } from "../../src/device/facts.ts";
import { typeDeviation } from "../../src/device/standardTypes.ts";

const readings = (...values: (readonly [string, string])[]) =>
	readingsOf(values.map(([path, value]) => ({ path, value, type: "xsd:string" })));

describe("what single parameters say", () => {
	test("is the same under either root", () => {
		const of = (root: string) =>
			readings(
				[`${root}DeviceInfo.ModelName`, " AC-1 "],
				[`${root}DeviceInfo.HardwareVersion`, "HW1"],
				[`${root}DeviceInfo.SoftwareVersion`, "1.0"],
				[`${root}ManagementServer.ConnectionRequestURL`, "http://192.0.2.1:7547/x"],
				[`${root}ManagementServer.ParameterKey`, ""],
				[`${root}ManagementServer.PeriodicInformInterval`, "300"],
			);
		expect(of("Device.")).toEqual({
			modelName: "AC-1",
			hardwareVersion: "HW1",
			softwareVersion: "1.0",
			connectionRequestUrl: "http://192.0.2.1:7547/x",
			parameterKey: "",
			informIntervalSeconds: 300,
		});
		expect(of("InternetGatewayDevice.")).toEqual(of("Device."));
	});

	test.each<[string, string, string]>([
		["an empty model name", "DeviceInfo.ModelName", ""],
		["its own name as the model's", "DeviceInfo.ModelName", "ModelName"],
		["empty versions", "DeviceInfo.SoftwareVersion", " "],
		["an address that is none", "ManagementServer.ConnectionRequestURL", "192.0.2.1:7547"],
		["an address that is for nobody to fetch", "ManagementServer.ConnectionRequestURL", "file:///etc/passwd"],
		["an interval of nothing", "ManagementServer.PeriodicInformInterval", "0"],
		["an interval that is no number", "ManagementServer.PeriodicInformInterval", "-5"],
		["an interval beyond all bounds", "ManagementServer.PeriodicInformInterval", "99999999999"],
		["a name of another place", "X_ACME.DeviceInfo.ModelName", "AC-1"],
	])("says nothing: %s", (_title, name, value) => {
		expect(readings([`Device.${name}`, value])).toEqual({});
	});
});

describe("the parameter root", () => {
	test.each([
		[["Device.A"], "Device."],
		[["InternetGatewayDevice.A"], "InternetGatewayDevice."],
		[["InternetGatewayDevice.A", "Device.B"], "both"],
		[["Devices.A", "X.Device.B"], null],
		[[], null],
	] as const)("of %j is %s", (paths, root) => {
		expect(rootOf(paths)).toBe(root);
	});

	test.each([
		["Device.", ["Device."]],
		["InternetGatewayDevice.", ["InternetGatewayDevice."]],
		["both", ["Device.", "InternetGatewayDevice."]],
		[null, ["Device.", "InternetGatewayDevice."]],
	] as const)("%s means to ask under %j", (root, roots) => {
		expect(rootsOf(root)).toEqual(roots);
	});
});

describe("the time zone", () => {
	const TIME = "InternetGatewayDevice.Time.";
	const WORDS = "(GMT+01:00) Amsterdam, Berlin, Vienna";
	const VIENNA = "CET-1CEST,M3.5.0,M10.5.0/3";
	test.each<[string, Readonly<Record<string, string>>, string | null, string | null]>([
		["is a TZ string", { "Device.Time.LocalTimeZone": ` ${VIENNA} ` }, null, VIENNA],
		["or a name", { "Device.Time.LocalTimeZone": "Europe/Vienna" }, VIENNA, "Europe/Vienna"],
		["below the older root", { [`${TIME}LocalTimeZoneName`]: VIENNA }, null, VIENNA],
		["before an offset", { [`${TIME}LocalTimeZone`]: "+02:00", [`${TIME}LocalTimeZoneName`]: VIENNA }, null, VIENNA],
		[
			"an offset before words",
			{ [`${TIME}LocalTimeZone`]: "+01:00", [`${TIME}LocalTimeZoneName`]: WORDS },
			VIENNA,
			"+01:00",
		],
		["an offset where there is no more", { [`${TIME}LocalTimeZone`]: "+02:00" }, "+01:00", "+02:00"],
		["an offset where nothing was known", { [`${TIME}LocalTimeZone`]: "+02:00" }, null, "+02:00"],
		["an offset after words", { [`${TIME}LocalTimeZone`]: "+02:00" }, WORDS, "+02:00"],
		["an offset says less than what is known", { [`${TIME}LocalTimeZone`]: "+02:00" }, VIENNA, null],
		["words are kept as they came", { [`${TIME}LocalTimeZoneName`]: WORDS }, null, WORDS],
		[
			"the newer root first",
			{ [`${TIME}LocalTimeZoneName`]: "UTC0", "Device.Time.LocalTimeZone": VIENNA },
			null,
			VIENNA,
		],
		["where it says one", { [`${TIME}LocalTimeZoneName`]: "UTC0", "Device.Time.LocalTimeZone": "" }, null, "UTC0"],
		["none any more", { "Device.Time.LocalTimeZone": "" }, VIENNA, ""],
		["what is too long is none", { "Device.Time.LocalTimeZone": "x".repeat(129) }, VIENNA, ""],
		["nor an offset that is too long", { [`${TIME}LocalTimeZone`]: "1".repeat(129) }, null, ""],
		["other values don't tell it", { "Device.X_A.Time.LocalTimeZone": "UTC0", "Device.Time.Enable": "1" }, null, null],
	])("%s", (_title, told, known, expected) => {
		const values = Object.entries(told).map(([path, value]) => ({ path, value, type: "xsd:string" }));
		expect(timeZoneOf(values, known)).toBe(expected);
	});
});

describe("a type beside the standard model", () => {
	test.each<[string, string, string, string, "right" | "wrong" | "unknown"]>([
		["as the model has it", "Device.ManagementServer.PeriodicInformInterval", "xsd:unsignedInt", "300", "right"],
		["another type", "Device.ManagementServer.PeriodicInformInterval", "xsd:string", "300", "wrong"],
		["no type", "Device.ManagementServer.PeriodicInformInterval", "", "300", "wrong"],
		[
			"a value that is none of the type",
			"Device.ManagementServer.PeriodicInformInterval",
			"xsd:unsignedInt",
			"-1",
			"wrong",
		],
		["an empty number", "Device.ManagementServer.PeriodicInformInterval", "xsd:unsignedInt", "", "wrong"],
		["an empty signed number", "Device.WiFi.Radio.1.TransmitPower", "xsd:int", "", "wrong"],
		["an empty boolean", "Device.ManagementServer.EnableCWMP", "xsd:boolean", "", "wrong"],
		["an empty time, as devices give unknown ones", "Device.DeviceInfo.FirstUseDate", "xsd:dateTime", "", "right"],
		["an empty text", "Device.DeviceInfo.ProvisioningCode", "xsd:string", "", "right"],
		["an empty address", "Device.IP.Interface.1.IPv4Address.1.IPAddress", "xsd:string", "", "right"],
		[
			"quirk 52: a secret number that is hidden",
			"InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.WPS.DevicePassword",
			"xsd:unsignedInt",
			"",
			"right",
		],
		["any prefix", "Device.ManagementServer.EnableCWMP", "x:boolean", "1", "right"],
		["any case of the type", "Device.ManagementServer.EnableCWMP", "xsd:Boolean", "TRUE", "right"],
		["booleans in words", "Device.ManagementServer.EnableCWMP", "xsd:boolean", "true", "right"],
		["a boolean that is none", "Device.ManagementServer.EnableCWMP", "xsd:boolean", "yes", "wrong"],
		["the unknown time", "Device.DeviceInfo.FirstUseDate", "xsd:dateTime", "0001-01-01T00:00:00Z", "right"],
		["quirk 51: a time without zone", "Device.DeviceInfo.FirstUseDate", "xsd:dateTime", "2011-01-01T00:00:00", "right"],
		["a time that is none", "Device.DeviceInfo.FirstUseDate", "xsd:dateTime", "yesterday", "wrong"],
		["any instance", "Device.WiFi.SSID.17.Enable", "xsd:boolean", "0", "right"],
		["a counter of an earlier version", "Device.IP.Interface.1.Stats.BytesSent", "xsd:unsignedInt", "7", "right"],
		["the other root", "InternetGatewayDevice.ManagementServer.PeriodicInformInterval", "xsd:string", "300", "wrong"],
		["a vendor's own", "Device.X_ACME.Thing", "xsd:anything", "?", "unknown"],
		["a name of the other model", "InternetGatewayDevice.WiFi.SSID.1.Enable", "xsd:string", "0", "unknown"],
	])("%s", (_title, path, type, value, verdict) => {
		const deviation = typeDeviation(path, type, value);
		expect(deviation === undefined ? "unknown" : deviation === null ? "right" : "wrong").toBe(verdict);
	});
});
