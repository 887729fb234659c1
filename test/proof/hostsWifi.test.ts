import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { modelFromDump } from "../../lab/csv.ts";
import type { BaseTree } from "../../lab/tree.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";
import { renumbered, saying, without } from "../../lab/trees/edit.ts";
import { clientMac } from "../../lab/trees/parts.ts";
import { text098 } from "../../lab/trees/tr098.ts";
import { TREE_DEFAULTS, text181 } from "../../lab/trees/tr181.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import { hostsWifi } from "../../src/proof/workflows/hostsWifi.ts";
import type { ProofInputs } from "../../src/shared/proof.ts";
import {
	type Device,
	device098,
	device181,
	IDENTITY,
	PROFILES,
	proveHostsWifi,
	type Roots,
} from "./hostsWifiDevice.ts";
import { DEFAULTS, endOf } from "./prove.ts";

const TR098: Roots = "InternetGatewayDevice.";
const LAN = "InternetGatewayDevice.LANDevice.1.";
const [P, F, S, I] = ["pass", "fail", "skipped", "inconclusive"];
const macs = (...numbers: number[]) => numbers.map(clientMac);
/** A client that no table has. */
const STRANGER = "02:C0:FF:EE:99:99";

describe("hostsWifi", () => {
	test.each<[string, Device, Partial<ProofInputs>, (string | undefined)[], string[], string]>([
		["a clean gateway, TR-181", { tree: device181() }, {}, [P, P, P, P], [], "proven"],
		["a clean gateway, TR-098", { tree: device098(), root: TR098 }, {}, [P, P, P, P], [], "proven"],
		[
			"its clients are the expected ones, however their addresses are written",
			{ tree: device181() },
			{
				expectedHosts: macs(1, 2, 3, 4).map((mac) => mac.toLowerCase().replaceAll(":", "-")),
				expectedWifiClients: macs(1, 2).map((mac) => mac.replaceAll(":", "")),
			},
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"as many as expected",
			{ tree: device098(), root: TR098 },
			{ expectedHosts: 4, expectedWifiClients: 2 },
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"an expected host is not in the table",
			{ tree: device181() },
			{ expectedHosts: [...macs(1), STRANGER] },
			[P, F, P, P],
			["hosts.clientMissing"],
			"partial",
		],
		[
			"an expected Wi-Fi client is not associated",
			{ tree: device098(), root: TR098 },
			{ expectedWifiClients: [STRANGER] },
			[P, P, P, F],
			["wifi.clientMissing"],
			"partial",
		],
		[
			"fewer hosts and clients than are connected",
			{ tree: device181() },
			{ expectedHosts: 5, expectedWifiClients: 3 },
			[P, F, P, F],
			["hosts.clientMissing", "wifi.clientMissing"],
			"partial",
		],
		[
			"empty tables where clients are connected",
			{ tree: device098({ hosts: 0, wifiClients: 0 }), root: TR098 },
			{ expectedHosts: 2, expectedWifiClients: 1 },
			[P, F, P, F],
			["hosts.tableEmpty", "wifi.associatedEmpty"],
			"partial",
		],
		[
			"empty tables where named clients are connected: they are missing, too",
			{ tree: device181({ hosts: 0, wifiClients: 0 }) },
			{ expectedHosts: [STRANGER], expectedWifiClients: [STRANGER] },
			[P, F, P, F],
			["hosts.tableEmpty", "hosts.clientMissing", "wifi.associatedEmpty", "wifi.clientMissing"],
			"partial",
		],
		[
			"empty tables, and nobody said who is connected",
			{ tree: device181({ hosts: 0, wifiClients: 0 }) },
			{},
			[P, I, P, I],
			[],
			"inconclusive",
		],
		[
			"empty tables, as they should be",
			{ tree: device098({ hosts: 0, wifiClients: 0 }), root: TR098 },
			{ expectedHosts: 0, expectedWifiClients: [] },
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"the host counter says another number than there are rows",
			{ tree: saying(device181(), { "Device.Hosts.HostNumberOfEntries": "7" }) },
			{},
			[F, P, P, P],
			["hosts.countMismatch"],
			"partial",
		],
		[
			"the device counts a Wi-Fi client and shows none",
			{
				tree: saying(device098({ wifiClients: 0 }), { [`${LAN}WLANConfiguration.1.TotalAssociations`]: "1" }),
				root: TR098,
			},
			{},
			[P, P, P, F],
			["wifi.associatedEmpty"],
			"partial",
		],
		[
			"a row without an address is counted, and is nobody",
			{ tree: saying(device098(), { [`${LAN}Hosts.Host.4.MACAddress`]: "" }), root: TR098 },
			{ expectedHosts: 4 },
			[P, F, P, P],
			["hosts.clientMissing"],
			"partial",
		],
		[
			"no host table",
			{ tree: without(device181(), "Device.Hosts.") },
			{},
			[F, S, P, P],
			["hosts.objectMissing"],
			"partial",
		],
		[
			"no host table, TR-098",
			{ tree: without(device098(), `${LAN}Hosts.`), root: TR098 },
			{},
			[F, S, P, P],
			["hosts.objectMissing"],
			"partial",
		],
		[
			"no table of associated devices",
			{ tree: without(device181(), ...[1, 2].map((n) => `Device.WiFi.AccessPoint.${n}.AssociatedDevice`)) },
			{},
			[P, P, P, F],
			["wifi.objectMissing"],
			"partial",
		],
		[
			"no table of associated devices, TR-098",
			{
				tree: without(device098(), ...[1, 2].map((n) => `${LAN}WLANConfiguration.${n}.AssociatedDevice.`)),
				root: TR098,
			},
			{ expectedWifiClients: 2 },
			[P, P, P, F],
			["wifi.objectMissing"],
			"partial",
		],
		[
			"no Wi-Fi, and nobody said so",
			{ tree: device181({ hasWifi: false }) },
			{},
			[P, P, F, S],
			["wifi.objectMissing"],
			"partial",
		],
		[
			"no Wi-Fi, and no client expected",
			{ tree: device181({ hasWifi: false }) },
			{ expectedWifiClients: 0 },
			[P, P, S, S],
			["wifi.objectMissing"],
			"proven",
		],
		[
			"no Wi-Fi, TR-098, and no client expected",
			{ tree: device098({ hasWifi: false }), root: TR098 },
			{ expectedWifiClients: [] },
			[P, P, S, S],
			["wifi.objectMissing"],
			"proven",
		],
		[
			"no Wi-Fi, none expected, and hosts that are wrong",
			{ tree: device181({ hasWifi: false, hosts: 0 }) },
			{ expectedHosts: 1, expectedWifiClients: 0 },
			[P, F, S, S],
			["hosts.tableEmpty", "wifi.objectMissing"],
			"partial",
		],
		[
			"neither hosts nor Wi-Fi",
			{ tree: without(device181({ hasWifi: false }), "Device.Hosts.") },
			{},
			[F, S, F, S],
			["hosts.objectMissing", "wifi.objectMissing"],
			"unsupported",
		],
		[
			"neither hosts nor Wi-Fi, and no client expected",
			{ tree: without(device181({ hasWifi: false }), "Device.Hosts.") },
			{ expectedWifiClients: 0 },
			[F, S, S, S],
			["hosts.objectMissing", "wifi.objectMissing"],
			"unsupported",
		],
		[
			"hosts that can't be read are not missing",
			{ tree: device181(), refuses: { "Device.Hosts.": 9002 } },
			{},
			[F, S, P, P],
			[],
			"partial",
		],
		[
			"nor are those that it does not name either",
			{ tree: device181(), refuses: { "Device.Hosts.": 9002 }, refusesNames: true },
			{},
			[F, S, P, P],
			[],
			"partial",
		],
		[
			"but what it says it has not, and does not name, is",
			{ tree: device181(), refuses: { "Device.Hosts.": 9005 }, refusesNames: true },
			{},
			[F, S, P, P],
			["hosts.objectMissing"],
			"partial",
		],
		[
			"rows that can't be read are no empty table",
			{ tree: device181(), refuses: { "Device.Hosts.Host.": 9002 } },
			{ expectedHosts: 4 },
			[F, S, P, P],
			[],
			"partial",
		],
		[
			"Wi-Fi that is silent is not missing",
			{ tree: device181(), refuses: { "Device.WiFi.": 0 } },
			{ expectedWifiClients: 0 },
			[P, P, F, S],
			[],
			"partial",
		],
		[
			"an empty table that is refused when read is there by its name (quirk 61)",
			{
				tree: without(device181({ hosts: 0 }), "Device.Hosts.HostNumberOfEntries"),
				refuses: { "Device.Hosts.": 9005 },
			},
			{ expectedHosts: 0 },
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"values that are only given by name (61)",
			{ tree: device181(), leavesOnly: true },
			{},
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"values that are only given by name, TR-098",
			{ tree: device098(), root: TR098, leavesOnly: true },
			{},
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"Wi-Fi that is named and refused is not missing",
			{ tree: device181(), refuses: { "Device.WiFi.": 9005 } },
			{ expectedWifiClients: 0 },
			[P, P, F, S],
			[],
			"partial",
		],
		[
			"Wi-Fi that it names and leaves out of every answer",
			{ tree: device181(), leavesOut: "Device.WiFi." },
			{},
			[P, P, F, S],
			[],
			"partial",
		],
		[
			"all that it names, left out of every answer",
			{ tree: device181(), leavesOut: "Device." },
			{},
			[F, S, F, S],
			[],
			"failed",
		],
		["silence to all of it", { tree: device181(), refuses: { "Device.": 0 } }, {}, [F, S, S, S], [], "failed"],
		["a device that does not come", { tree: device181(), absentFor: "read" }, {}, [I, S, S, S], [], "inconclusive"],
		[
			"a device that does not come to tell whether a table is there",
			{ tree: without(device181(), "Device.Hosts."), absentFor: "discover" },
			{},
			[I, S, P, P],
			[],
			"inconclusive",
		],
		[
			"both roots",
			{
				tree: buildTree(
					parseTree(
						text181({ ...TREE_DEFAULTS, identity: IDENTITY }) + text098({ ...TREE_DEFAULTS, identity: IDENTITY }),
					),
					{ addsCountersUnder: "Device." },
				),
				root: "both",
			},
			{ expectedHosts: macs(1, 2, 3, 4), expectedWifiClients: macs(1, 2) },
			[P, P, P, P],
			[],
			"proven",
		],
	])("%s", (_title, device, inputs, outcomes, codes, verdict) => {
		const proof = proveHostsWifi(device, inputs);
		expect([proof.outcomes, proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test.each<[Roots, string[]]>([
		["Device.", ["Device.Hosts.", "Device.WiFi.Radio.", "Device.WiFi.SSID.", "Device.WiFi.AccessPoint."]],
		["InternetGatewayDevice.", ["InternetGatewayDevice.LANDevice."]],
	])("under %s all tables are asked for at once, whatever their instances are numbered", (root, paths) => {
		const { asked } = proveHostsWifi({ tree: root === "Device." ? device181() : device098(), root });
		expect(asked).toEqual([["read", { paths }]]);
	});

	test("what GetParameterValues is refused with as a method means that the device lacks it", () => {
		const steps = (hostsWifi.checks[0] as (typeof hostsWifi.checks)[0]).run({
			...DEFAULTS,
			profile: profileFor(PROFILES, {
				vendor: "",
				oui: "",
				productClass: "",
				model: "",
				softwareVersion: "",
				root: "Device.",
			}),
		});
		steps.next();
		const fault = { code: 9000, message: "no such method" };
		const end = endOf({ status: "failed", fault, reason: "the device answered fault 9000" });
		expect(steps.next({ got: "operation", end }).value).toMatchObject({ outcome: "fail", blame: "unsupported" });
	});

	test("where partial paths are refused all is read once more, by name, in one go", () => {
		const { asked } = proveHostsWifi({ tree: device181(), leavesOnly: true });
		expect(asked.map(([kind]) => kind)).toEqual(["read", ...Array.from({ length: 4 }, () => "discover"), "read"]);
		const paths = (asked.at(-1)?.[1] as { paths: string[] } | undefined)?.paths ?? [];
		expect(paths.filter((path) => path.endsWith("."))).toEqual([]);
		expect(paths).toEqual(expect.arrayContaining(["Device.Hosts.HostNumberOfEntries", "Device.WiFi.SSID.1.SSID"]));
		expect(proveHostsWifi({ tree: device181(), leavesOnly: true, walked: true }).asked.map(([kind]) => kind)).toEqual([
			"read",
			"read",
		]);
	});

	test("names are walked only where no row was read, and not again in the same run", () => {
		const counter = (point: number) => `Device.WiFi.AccessPoint.${point}.AssociatedDeviceNumberOfEntries`;
		const counted = device181({ hosts: 0, wifiClients: 0 });
		const empty = [1, 2, 3, 4].reduce((tree, point) => without(tree, counter(point)), counted);
		expect(proveHostsWifi({ tree: empty }).asked.map(([kind]) => kind)).toEqual(["read", "discover"]);
		expect(proveHostsWifi({ tree: empty, walked: true }).asked.map(([kind]) => kind)).toEqual(["read"]);
	});

	test("a counter that says 0 shows an empty table, which need not be named", () => {
		const { outcomes, codes } = proveHostsWifi(
			{ tree: device181({ hosts: 0, wifiClients: 0 }) },
			{ expectedHosts: 0, expectedWifiClients: 0 },
		);
		expect([outcomes[3], codes]).toEqual(["pass", []]);
	});

	describe("a client that the device itself says is not there", () => {
		const own = clientMac(1);
		const [point, radio] = ["Device.WiFi.AccessPoint.1.", "Device.WiFi.Radio.1."];
		const one = () => device181({ hosts: 1, wifiClients: 1 });
		const associated = `${point}AssociatedDevice.1.Active`;
		const wlan = device098({ hosts: 1, wifiClients: 1 });
		test.each<[string, Device, (string | undefined)[]]>([
			["inactive on its access point", { tree: saying(one(), { [associated]: "0" }) }, [P, F]],
			["on an access point that is off", { tree: saying(one(), { [`${point}Enable`]: "false" }) }, [P, F]],
			["on an SSID that is off", { tree: saying(one(), { "Device.WiFi.SSID.1.Enable": "0" }) }, [P, F]],
			["on a radio that is off", { tree: saying(one(), { [`${radio}Enable`]: "0" }) }, [P, F]],
			["inactive among the hosts", { tree: saying(one(), { "Device.Hosts.Host.1.Active": "0" }) }, [F, P]],
			["without a word of its being active", { tree: without(one(), associated) }, [P, P]],
			[
				"in one table whose radio is off",
				{ tree: saying(wlan, { [`${LAN}WLANConfiguration.1.RadioEnabled`]: "0" }), root: TR098 },
				[P, F],
			],
		])("is not the expected one: %s", (_title, device, outcomes) => {
			for (const expected of [1, [own]]) {
				const { results } = proveHostsWifi(device, { expectedHosts: expected, expectedWifiClients: expected });
				expect([results.hostsPopulated?.outcome, results.associatedDevices?.outcome]).toEqual(outcomes);
			}
		});

		test("is none where none was expected, and a row of the table where nobody said", () => {
			const tree = saying(one(), { [associated]: "0", "Device.Hosts.Host.1.Active": "0" });
			const none = proveHostsWifi({ tree }, { expectedHosts: 0, expectedWifiClients: 0 });
			expect([none.outcomes, proveHostsWifi({ tree }).outcomes]).toEqual([
				[P, P, P, P],
				[P, P, P, P],
			]);
		});

		test("is told of in the limitation", () => {
			const { results } = proveHostsWifi(
				{ tree: saying(one(), { [associated]: "0" }) },
				{ expectedWifiClients: [own] },
			);
			expect(results.associatedDevices?.limitations).toEqual([
				{
					code: "wifi.associatedEmpty",
					text: expect.stringContaining("reports it as inactive, or on an access point that is off"),
				},
				{ code: "wifi.clientMissing", text: expect.stringContaining(own) },
			]);
		});
	});

	test("a client where none was expected decides nothing", () => {
		const { outcomes } = proveHostsWifi({ tree: device181({ hosts: 2, wifiClients: 1 }) }, { expectedWifiClients: 0 });
		expect(outcomes[3]).toBe("inconclusive");
	});

	test("more than were counted decide nothing, as one of the two is wrong; more than were named do", () => {
		const tree = device181({ hosts: 3, wifiClients: 3 });
		const counted = proveHostsWifi({ tree }, { expectedHosts: 1, expectedWifiClients: 2 });
		expect([counted.outcomes[1], counted.outcomes[3], counted.verdict]).toEqual([I, I, "inconclusive"]);
		const named = proveHostsWifi({ tree }, { expectedHosts: macs(1), expectedWifiClients: macs(1) });
		expect([named.outcomes[1], named.outcomes[3]]).toEqual([P, P]);
	});

	test("clients that are not as many as their own counter says are a limitation, as hosts are", () => {
		const tree = without(device181({ wifiClients: 3 }), "Device.WiFi.AccessPoint.1.AssociatedDevice.2.");
		const proof = proveHostsWifi({ tree });
		expect([proof.outcomes[3], proof.codes, proof.verdict]).toEqual([F, ["wifi.countMismatch"], "partial"]);
	});

	test("rows are found by their keys, though instances are numbered otherwise after a reboot (67, 68)", () => {
		const was = proveHostsWifi({ tree: device098(), root: TR098 }, { expectedHosts: macs(1, 2, 3, 4) });
		const sparse = renumbered(device098(), `${LAN}Hosts.Host.`, (number) => 100 - number * 7);
		const lan = renumbered(sparse, "InternetGatewayDevice.LANDevice.", () => 3);
		const is = proveHostsWifi(
			{ tree: lan, root: TR098 },
			{ expectedHosts: macs(1, 2, 3, 4), expectedWifiClients: macs(1, 2) },
		);
		expect([is.outcomes, is.codes]).toEqual([was.outcomes, was.codes]);
	});

	test("an Active flag that access points contradict makes hosts seen, not online (quirk 73)", () => {
		const tree = without(device181(), "Device.WiFi.AccessPoint.1.AssociatedDevice.2.");
		const counted = saying(tree, { "Device.WiFi.AccessPoint.1.AssociatedDeviceNumberOfEntries": "1" });
		const { results, codes, verdict } = proveHostsWifi({ tree: counted });
		expect([codes, verdict]).toEqual([[], "proven"]);
		expect(results.hostsPopulated?.values).toEqual({
			activeFlag: "contradicted",
			contradicting: macs(2),
			presence: { online: 1, seen: 3, offline: 0 },
		});
		expect(results.hostsPopulated?.detail).toContain("seen, not online");
	});

	test("a list of clients that is shorter than its own counter contradicts nothing", () => {
		const tree = without(device181(), "Device.WiFi.AccessPoint.1.AssociatedDevice.2.");
		expect(proveHostsWifi({ tree }).results.hostsPopulated?.values).toMatchObject({
			activeFlag: "unknown",
			contradicting: [],
		});
	});
});

/** Of truth.json, what is compared here. */
interface Known {
	readonly file: string;
	readonly hosts: { readonly instances: number; readonly reported: readonly number[] };
	readonly wifiClients: { readonly reportedTotal: number; readonly instances: number };
	readonly matrix: Readonly<Record<"hosts" | "wifi" | "wifiClients", "yes" | "empty" | "broken" | "no">>;
}

const dumps = new URL("../../../shared/devices/", import.meta.url);
const hasDumps = existsSync(dumps);
const truth: readonly Known[] = hasDumps ? JSON.parse(readFileSync(new URL("truth.json", dumps), "utf8")) : [];

/** What truth.json's words mean for the checks, where nobody said who is connected. */
function expectedOf({ hosts, matrix }: Known) {
	const isMiscounted = hosts.reported.length > 0 && hosts.reported[0] !== hosts.instances;
	const checks = {
		hostsTable: matrix.hosts === "no" || isMiscounted ? F : P,
		hostsPopulated: { yes: P, empty: I, broken: F, no: S }[matrix.hosts],
		accessPoints: matrix.wifi === "no" ? F : P,
		associatedDevices: { yes: P, empty: I, broken: F, no: S }[matrix.wifiClients],
	};
	const codes = [
		...(matrix.hosts === "no" ? ["hosts.objectMissing"] : []),
		...(isMiscounted ? ["hosts.countMismatch"] : []),
		...(matrix.wifi === "no" ? ["wifi.objectMissing"] : []),
		...(matrix.wifiClients === "broken" ? ["wifi.associatedEmpty"] : []),
	];
	return [Object.values(checks), codes];
}

describe.skipIf(!hasDumps)("the dumps of ../shared/devices", () => {
	test.each(truth.map((known) => [known.file, known] as const))(
		"%s is judged as truth.json knows it",
		(file, known) => {
			const model = modelFromDump(file, readFileSync(new URL(file, dumps), "utf8"));
			const { manufacturer: vendor, oui, productClass, modelName, softwareVersion } = model.identity;
			const subject = { vendor, oui, productClass, model: modelName, softwareVersion };
			const { outcomes, codes } = proveHostsWifi({ tree: model.tree(), root: model.root, subject });
			expect([outcomes, codes]).toEqual(expectedOf(known));
		},
	);
});

describe("Wi-Fi 7 clients on several links", () => {
	const MLD = "Device.WiFi.DataElements.Network.Device.1.APMLD.1.";
	const NET = "02:00:00:7A:00:0";
	const [MLO, LINK_24, LINK_5] = [1, 2, 3].map((digit) => NET + digit) as [string, string, string];
	const multiLink = (client = MLO, links = [LINK_24, LINK_5]) => `
Device.WiFi.DataElements.
Device.WiFi.DataElements.Network.
Device.WiFi.DataElements.Network.Device. #
Device.WiFi.DataElements.Network.Device.1.
ID s 02:00:00:00:00:01
Device.WiFi.DataElements.Network.Device.1.APMLD. #
${MLD}
MLDMACAddress s 02:00:00:00:00:02
${MLD}STAMLD. #
${MLD}STAMLD.1.
MLDMACAddress s ${client}
Hostname s laptop
${MLD}STAMLD.1.AffiliatedSTA. #
${links.map((mac, index) => `${MLD}STAMLD.1.AffiliatedSTA.${index + 1}.\nMACAddress s ${mac}\n`).join("")}`;
	const row = (point: number, number: number, mac: string) => `
Device.WiFi.AccessPoint.${point}.AssociatedDevice.${number}.
MACAddress s ${mac}
Active b 1
`;
	const only = device181({ hosts: 0, wifiClients: 0 }, multiLink());
	const bothLinks = row(1, 1, LINK_24) + row(2, 1, LINK_5);
	const beside = device181({ hosts: 0, wifiClients: 0 }, bothLinks + multiLink());

	test.each<[string, BaseTree, ProofInputs["expectedWifiClients"], string]>([
		["that stand in no table of an access point are found", only, 1, P],
		["are found by their own address", only, [MLO], P],
		["are one where each link has a row of its own", beside, 1, P],
		["are not two for it", beside, 2, F],
		["are the one that is expected by the address of a link", beside, [LINK_5.toLowerCase()], P],
		["are the one that is expected by its own address", beside, [MLO], P],
		["are counted beside those on one link", device181({ wifiClients: 2 }, multiLink()), 3, P],
		[
			"are not counted beside their row under their own address",
			device181({ wifiClients: 2 }, multiLink(macs(1)[0])),
			2,
			P,
		],
		[
			"are one where both access points have their own address",
			device181({ wifiClients: 1 }, row(2, 1, macs(1)[0] as string)),
			2,
			F,
		],
	])("%s", (_title, tree, expectedWifiClients, outcome) => {
		for (const walked of [false, true]) {
			const proof = proveHostsWifi({ tree, walked }, { expectedWifiClients });
			expect([proof.outcomes[3], proof.codes.includes("wifi.clientMissing")]).toEqual([outcome, outcome === F]);
		}
	});

	test("a device that has none is not asked for them, and its names are asked for where a client is missing", () => {
		const tree = device181();
		const paths = (asked: [string, unknown][]) => JSON.stringify(asked);
		const complete = proveHostsWifi({ tree }, { expectedWifiClients: 2 });
		expect(complete.asked.map(([kind]) => kind)).toEqual(["read"]);
		const lacking = proveHostsWifi({ tree }, { expectedWifiClients: 3 });
		expect(lacking.asked.map(([kind]) => kind)).toEqual(["read", "discover"]);
		expect(paths([...complete.asked, ...lacking.asked])).not.toContain("DataElements");
	});

	test("a host under its own address is there by them", () => {
		const hosts = device181({ hosts: 1, wifiClients: 0 }, multiLink(macs(1)[0]));
		const { results } = proveHostsWifi({ tree: hosts, walked: true }, { expectedHosts: macs(1) });
		expect(results.hostsPopulated?.values.presence).toEqual({ online: 1, seen: 0, offline: 0 });
	});
});
