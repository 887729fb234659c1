import { describe, expect, test } from "vitest";
import type { Tree } from "../../src/device/tree.ts";
import { type DiscoveryFacts, reportOf } from "../../src/proof/discoveryReport.ts";
import { type DeviationKind, DiscoveryReport } from "../../src/shared/discoveryReport.ts";

const READ_AT = 1_000;

/** `path: [value, type, writable]`; objects with `[]`. */
type Entries = Readonly<Record<string, readonly [value?: string | null, type?: string, writable?: boolean | null]>>;

function treeOf(entries: Entries): Tree {
	return new Map(
		Object.entries(entries).map(([path, [value = null, type = "string", writable = false]]) => [
			path,
			path.endsWith(".")
				? { value: null, type: "object", writable, readAt: READ_AT }
				: { value, type: `xsd:${type}`, writable, readAt: value === null ? null : READ_AT },
		]),
	);
}

const WALKED = { status: "succeeded", result: { refused: [], missing: [] }, rpcs: 20, durationSeconds: 9 } as const;

function report(entries: Entries, facts: Partial<DiscoveryFacts> = {}): DiscoveryReport {
	const made = reportOf({ tree: treeOf(entries), since: READ_AT, walk: WALKED, methods: null, seen: [], ...facts });
	return DiscoveryReport.parse(made);
}

const objectOf = ({ objects }: DiscoveryReport, path: string) => objects.find((object) => object.path === path);

const ROUTER: Entries = {
	"Device.": [],
	"Device.DeviceInfo.": [],
	"Device.DeviceInfo.Manufacturer": ["Acme"],
	"Device.DeviceInfo.ProvisioningCode": ["", "string", true],
	"Device.DeviceInfo.X_ACME-COM_Colour": ["red", "string", true],
	"Device.Hosts.": [],
	"Device.Hosts.HostNumberOfEntries": ["2", "unsignedInt"],
	"Device.Hosts.Host.": [],
	"Device.Hosts.Host.1.": [],
	"Device.Hosts.Host.1.Active": ["1", "boolean"],
	"Device.Hosts.Host.4.": [],
	"Device.Hosts.Host.4.Active": ["0", "boolean", null],
	"Device.NAT.": [],
	"Device.NAT.PortMapping.": [null, "object", true],
};

describe("what a device's discovery shows", () => {
	test("root, counts and the share that is writable", () => {
		expect(report(ROUTER)).toMatchObject({
			root: "Device.",
			parameters: 6,
			objectCount: 8,
			writable: { parameters: 6, writable: 2, percent: 40 },
			names: { standard: 5, vendor: 1, unknown: 0, undetermined: 0 },
			walk: { complete: true, unread: 0, rpcs: 20, durationSeconds: 9, withinBudget: true },
		});
	});

	test("an object that is there, with its instances and what the device says they are", () => {
		expect(objectOf(report(ROUTER), "Device.Hosts.Host.{i}.")).toEqual({
			path: "Device.Hosts.Host.{i}.",
			subtrees: ["hosts"],
			supported: true,
			instances: 2,
			reported: 2,
			present: 1,
			defined: 18,
			writable: { parameters: 2, writable: 0, percent: 0 },
		});
		expect(objectOf(report(ROUTER), "Device.DeviceInfo.")).toMatchObject({
			supported: true,
			instances: null,
			reported: null,
			present: 2,
			writable: { parameters: 2, writable: 1, percent: 50 },
		});
	});

	test("a table without instances is there; what its instances would have nobody knows", () => {
		expect(objectOf(report(ROUTER), "Device.NAT.PortMapping.{i}.")).toMatchObject({
			supported: true,
			instances: 0,
			reported: null,
			present: null,
			writable: { parameters: 0, writable: null, percent: null },
		});
		expect(objectOf(report({ "Device.NAT.": [] }), "Device.NAT.PortTrigger.{i}.")).toMatchObject({
			supported: false,
			instances: 0,
			present: 0,
		});
		// Without a trigger, nothing shows whether triggers have rules.
		expect(objectOf(report(ROUTER), "Device.NAT.PortTrigger.{i}.Rule.{i}.")).toMatchObject({
			supported: null,
			instances: null,
		});
	});

	test("an expected object that the walk did not find is not there", () => {
		expect(objectOf(report(ROUTER), "Device.Time.")).toMatchObject({ supported: false, present: 0 });
	});

	test("what is expected of the other root is not reported", () => {
		expect(objectOf(report(ROUTER), "InternetGatewayDevice.Time.")).toBeUndefined();
		const both = report({ ...ROUTER, "InternetGatewayDevice.": [] });
		expect(both.root).toBe("both");
		expect(objectOf(both, "InternetGatewayDevice.Time.")?.supported).toBe(false);
	});

	test.each<[string, DiscoveryFacts["walk"], boolean | null]>([
		["nobody walked it", null, null],
		["the walk failed", { ...WALKED, status: "failed", result: null }, false],
		["the device did not come", { ...WALKED, status: "expired", result: null }, false],
		["its branch was refused", { ...WALKED, result: { refused: [{ path: "Device.WiFi.", code: 9002 }] } }, false],
	])("an object is not known to be missing where %s", (_title, walk, complete) => {
		const made = report(ROUTER, { walk });
		expect(made.walk.complete).toBe(complete);
		expect(objectOf(made, "Device.WiFi.Radio.{i}.")).toMatchObject({ supported: null, instances: null, present: null });
		expect(objectOf(made, "Device.Hosts.Host.{i}.")).toMatchObject({ supported: true, instances: 2 });
	});

	test("what was refused is named with its fault, but not that the roots were not listed together", () => {
		const refused = [
			{ path: "", code: 9005 },
			{ path: "Device.WiFi.Radio.1.", code: 9002 },
			{ path: "Device.IP.", code: 0 },
		];
		const made = report(ROUTER, { walk: { ...WALKED, result: { refused } } });
		expect(made.walk.refused).toEqual([
			{ path: "Device.WiFi.Radio.1.", fault: 9002 },
			{ path: "Device.IP.", fault: null },
		]);
		expect(objectOf(made, "Device.Time.")?.supported).toBe(false);
		expect(
			objectOf(
				report(ROUTER, { walk: { ...WALKED, result: { refused: [{ path: "", code: 9005 }] } } }),
				"Device.WiFi.",
			),
		).toMatchObject({ supported: false });
	});

	test("what a device reports of its tables is summed over all of them, and unknown where one could not be read", () => {
		const bridges = (second: string | null): Entries => ({
			"Device.Bridging.Bridge.": [],
			"Device.Bridging.Bridge.1.": [],
			"Device.Bridging.Bridge.1.PortNumberOfEntries": ["2", "unsignedInt"],
			"Device.Bridging.Bridge.1.Port.": [],
			"Device.Bridging.Bridge.1.Port.1.": [],
			"Device.Bridging.Bridge.2.": [],
			"Device.Bridging.Bridge.2.PortNumberOfEntries": [second, "unsignedInt"],
		});
		const ports = (second: string | null) => objectOf(report(bridges(second)), "Device.Bridging.Bridge.{i}.Port.{i}.");
		expect(ports("3")).toMatchObject({ instances: 1, reported: 5 });
		expect(ports(null)).toMatchObject({ instances: 1, reported: null });
		expect(ports("many")).toMatchObject({ instances: 1, reported: null });
	});

	test("nothing is known of a device that showed nothing", () => {
		expect(report({}, { walk: null })).toMatchObject({
			root: null,
			objects: [],
			writable: { parameters: 0, writable: null, percent: null },
			walk: { complete: null, rpcs: null, durationSeconds: null, withinBudget: null },
		});
	});

	test("values from before the walk count as unread", () => {
		const entries: Entries = { "Device.ManagementServer.PeriodicInformInterval": ["no number", "unsignedInt", true] };
		expect(report(entries).deviations).toMatchObject([{ kind: "badForm" }]);
		const later = report(entries, { since: READ_AT + 1 });
		expect(later.deviations).toEqual([]);
		expect(later.walk.unread).toBe(1);
	});

	test.each<[string, number, number, number, boolean]>([
		["300 RPCs and ten minutes for 2,000 parameters", 2_000, 300, 600, true],
		["one RPC more", 2_000, 301, 600, false],
		["one second more", 2_000, 300, 601, false],
		["twice as many for one parameter more", 2_001, 600, 1_200, true],
		["no fewer for a small one", 1, 300, 600, true],
	])("a walk may take %s", (_title, parameters, rpcs, durationSeconds, withinBudget) => {
		const entries = Object.fromEntries(Array.from({ length: parameters }, (_, at) => [`Device.X_ACME_${at}`, ["x"]]));
		const made = report(entries as unknown as Entries, { walk: { ...WALKED, rpcs, durationSeconds } });
		expect(made.walk.withinBudget).toBe(withinBudget);
	});

	test("a vendor's own names, by its prefix", () => {
		const made = report({
			"Device.X_ACME-COM_Light.": [],
			"Device.X_ACME-COM_Light.1.Colour": ["red"],
			"Device.WiFi.SSID.1.X_ACME-COM_Rate": ["1"],
			"Device.X_00E0FC_Light.X_ACME-COM_Thing": ["1"],
			"Device.X_Plain.Thing": ["1"],
		});
		expect(made.vendorExtensions).toEqual([
			{ prefix: "X_ACME-COM_", parameters: 2, objects: 1, example: "Device.X_ACME-COM_Light." },
			{ prefix: "X_00E0FC_", parameters: 1, objects: 0, example: "Device.X_00E0FC_Light.X_ACME-COM_Thing" },
			{ prefix: "X_Plain", parameters: 1, objects: 0, example: "Device.X_Plain.Thing" },
		]);
		expect(made.deviations).toEqual([
			{
				kind: "malformedVendorName",
				path: "Device.X_Plain",
				standard: "X_<identifier>_",
				occurrences: 1,
				example: { path: "Device.X_Plain.Thing", given: "X_Plain" },
			},
		]);
	});
});

describe("a deviation from the standard", () => {
	const SSID = "Device.WiFi.SSID.1.";
	test.each<[string, string, Entries[string], [DeviationKind, string | null, string][]]>([
		["none", `${SSID}SSID`, ["home", "string", true], []],
		["another type", `${SSID}Enable`, ["1", "string", true], [["wrongType", "boolean", "string"]]],
		["a value that is none of the type", `${SSID}Enable`, ["up", "boolean", true], [["badForm", "boolean", "up"]]],
		["a counter of an earlier version", `${SSID}Stats.BytesSent`, ["7", "unsignedInt"], []],
		["a list, which is a string", "Device.WiFi.Radio.1.PossibleChannels", ["1,6,11", "string"], []],
		[
			"a value that the enumeration has not",
			`${SSID}Status`,
			["up"],
			[["notInEnumeration", "Up, Down, Unknown, Dormant, NotPresent, LowerLayerDown, Error", "up"]],
		],
		["a vendor's value in an enumeration", `${SSID}Status`, ["X_ACME_Up"], []],
		[
			"an item of a list that the enumeration has not",
			"Device.WiFi.Radio.1.SupportedStandards",
			["a, zz"],
			[["notInEnumeration", "a, b, g, n, ac, ax, be", "zz"]],
		],
		[
			"a number out of its range",
			"Device.WiFi.Radio.1.Channel",
			["0", "unsignedInt", true],
			[["outOfRange", "1:255", "0"]],
		],
		[
			"a text that is too long",
			`${SSID}SSID`,
			["x".repeat(33), "string", true],
			[["badLength", ":32 characters", "33"]],
		],
		["an empty value", `${SSID}Status`, [""], []],
		["a value that was not read", "Device.WiFi.Radio.1.Channel", [null, "string", true], []],
		["read-only where the standard says writable", `${SSID}SSID`, ["home"], [["readOnly", "readWrite", "readOnly"]]],
		[
			"writable where the standard says read-only",
			`${SSID}BSSID`,
			["", "string", true],
			[["writable", "readOnly", "readWrite"]],
		],
		["an alias that the ACS can't set", `${SSID}Alias`, ["cpe-1"], []],
		["an alias that it can", `${SSID}Alias`, ["cpe-1", "string", true], []],
		["writability that the device did not tell", `${SSID}SSID`, ["home", "string", null], []],
		["a name that is not the standard's", `${SSID}Colour`, ["red"], [["unknownName", null, "Colour"]]],
		["a name in other capitals", `${SSID}Ssid`, ["home"], [["unknownName", "SSID", "Ssid"]]],
		["a vendor's name", `${SSID}X_ACME_Colour`, ["red"], []],
		["a name where the table does not reach", "Device.MoCA.Interface.1.Colour", ["red"], []],
		[
			"a name in other capitals where more may be than is known",
			"Device.Services.VoiceService.1.Capabilities.maxLineCount",
			["2"],
			[["unknownName", "MaxLineCount", "maxLineCount"]],
		],
		[
			"more than one at once",
			"Device.WiFi.Radio.1.Channel",
			["0", "string"],
			[
				["readOnly", "readWrite", "readOnly"],
				["wrongType", "unsignedInt", "string"],
				["outOfRange", "1:255", "0"],
			],
		],
		[
			"a secret, whose value is not shown",
			"Device.Users.User.1.Password",
			["x".repeat(65), "string", true],
			[["badLength", ":64 characters", "65"]],
		],
		[
			"a secret of another form",
			"Device.WiFi.AccessPoint.1.Security.PreSharedKey",
			["open sesame", "hexBinary", true],
			[["badForm", "hexBinary", "[redacted]"]],
		],
	])("%s", (_title, path, entry, expected) => {
		const { deviations } = report({ [path]: entry });
		expect(deviations.map(({ kind, standard, example }) => [kind, standard, example.given])).toEqual(expected);
		for (const { example } of deviations) expect(example.path).toBe(path);
	});

	test("counts once for all instances, the commonest first, with one of them as example", () => {
		const made = report({
			"Device.WiFi.SSID.1.Ratio": ["1"],
			"Device.WiFi.SSID.1.Status": ["on"],
			"Device.WiFi.SSID.[guest].Status": ["off"],
		});
		expect(made.deviations).toMatchObject([
			{
				kind: "notInEnumeration",
				path: "Device.WiFi.SSID.{i}.Status",
				occurrences: 2,
				example: { path: "Device.WiFi.SSID.1.Status", given: "on" },
			},
			{ kind: "unknownName", path: "Device.WiFi.SSID.{i}.Ratio", occurrences: 1 },
		]);
		expect(made.deviationCounts).toMatchObject({
			notInEnumeration: { kinds: 1, occurrences: 2 },
			unknownName: { kinds: 1, occurrences: 1 },
			wrongType: { kinds: 0, occurrences: 0 },
		});
	});

	test("is bounded in what is listed, not in what is counted", () => {
		const entries = Object.fromEntries(
			Array.from({ length: 700 }, (_, at) => [`Device.Time.N${at}`, ["x".repeat(400)]]),
		);
		const made = report({ ...(entries as unknown as Entries), "Device.WiFi.SSID.1.Status": ["y".repeat(400)] });
		expect(made.deviations.length).toBe(500);
		expect(made.deviationCounts.unknownName).toEqual({ kinds: 700, occurrences: 700 });
		const [long] = report({ "Device.WiFi.SSID.1.Status": ["y".repeat(400)] }).deviations;
		expect(long?.example.given.length).toBe(121);
	});
});
