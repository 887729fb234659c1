import { describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import type { OperationEnd } from "../../src/proof/check.ts";
import { DEFINITIONS } from "../../src/proof/workflows/all.ts";
import { inventory } from "../../src/proof/workflows/inventory.ts";
import { prove, STARTED } from "./prove.ts";

const done = (result: Record<string, unknown> = {}): Partial<OperationEnd> => ({ result });
const faulted = (code: number): Partial<OperationEnd> => ({
	status: "failed",
	fault: { code, message: "no" },
	reason: `the device answered fault ${code}: no`,
});
const expired: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };
const cancelled: Partial<OperationEnd> = { status: "cancelled", reason: "cancelled" };

describe("every definition", () => {
	test("has ids and titles of its own, and the destructive come last", () => {
		// A frame's two ends share its id, as a workflow and its last look do, and the checks have ids of their own.
		const checks = DEFINITIONS.flatMap(({ id, checks: of }) => of.map((check) => `${id}.${check.id}`));
		expect(new Set(checks).size).toBe(checks.length);
		const taken = DEFINITIONS.filter(({ kind }) => kind !== "frame").map(({ id }) => id);
		const last = ["reboot", "factoryReset", "provisioning", "firmware"].filter((id) => taken.includes(id));
		expect(taken.slice(-last.length)).toEqual(last);
	});

	test.each(DEFINITIONS)("$id asks for no operation but those that it names", (workflow) => {
		const { asked } = prove(workflow, {
			ends: Array.from({ length: 5 }, () => done({ accepted: true, values: [], missing: [] })),
		});
		for (const [kind] of asked) expect(workflow.operations).toContain(kind);
	});

	test.each(DEFINITIONS)("$id is inconclusive where the device never comes", (workflow) => {
		for (const end of [expired, cancelled])
			expect(prove(workflow, { ends: Array.from({ length: 5 }, () => end) }).verdict).toBe("inconclusive");
	});
});

describe("inventory", () => {
	const fresh = STARTED.getTime() + 1_000;
	const node = (value: string | null, type: string | null = "xsd:string", readAt: number | null = fresh): TreeNode => ({
		value,
		type,
		writable: false,
		readAt,
	});
	const IDENTITY = {
		Manufacturer: "Acme",
		ManufacturerOUI: "00D09E",
		ModelName: "AC-1",
		SerialNumber: "S1",
		HardwareVersion: "1.0",
		SoftwareVersion: "1.0.0",
	};

	/** A tree that passes, with changes: `null` takes a name away. */
	function tree(changes: Readonly<Record<string, TreeNode | null>> = {}, root = "Device."): Tree {
		const made: Tree = new Map([
			[`${root}DeviceInfo.`, node(null, "object")],
			...Object.entries(IDENTITY).map(([name, value]) => [`${root}DeviceInfo.${name}`, node(value)] as const),
			[`${root}ManagementServer.PeriodicInformInterval`, node("300", "xsd:unsignedInt")],
			[`${root}ManagementServer.URL`, node("http://acs/")],
		]);
		for (const [path, changed] of Object.entries(changes)) {
			if (changed) made.set(path, changed);
			else made.delete(path);
		}
		return made;
	}

	const walked = done({ parameters: 8, missing: [] });
	const unread = done({
		missing: [
			{ path: "Device.X.A", code: 9005 },
			{ path: "Device.Y.", code: 9005 },
		],
	});
	const refusing = (...paths: string[]) => done({ missing: [], refused: paths.map((path) => ({ path, code: 9002 })) });
	const onlyInfo = new Map([...tree()].filter(([path]) => !path.includes("ManagementServer")));
	const both = new Map([...tree(), ...tree({}, "InternetGatewayDevice.")]);
	const P = "pass";

	describe("quirk 65: a device that restarts while its tree is walked", () => {
		const boot = (minute: number) => ({ at: `2026-03-01T12:0${minute}:00.000Z`, events: ["1 BOOT"] });
		const known = [boot(0), { at: "2026-03-01T12:00:30.000Z", events: ["2 PERIODIC"] }];
		test.each([
			["again and again can't be read without harm", [boot(1), boot(2)], "failed", ["inventory.readFault"]],
			["once may have come with it", [boot(1)], "proven", []],
			["never", [], "proven", []],
		])("%s", (_title, boots, verdict, codes) => {
			let asked = 0;
			const proof = prove(inventory, {
				ends: [walked],
				tree: tree(),
				answer: ({ ask }) =>
					ask === "pastInforms" ? { got: "pastInforms", informs: asked++ === 0 ? known : [...known, ...boots] } : null,
			});
			expect([proof.verdict, proof.codes]).toEqual([verdict, codes]);
		});
	});

	test.each<[string, { path: string; code: number }[], string, string[]]>([
		["with a fault", [{ path: "Device.WiFi.", code: 9002 }], "partial", ["inventory.readFault"]],
		["with silence", [{ path: "Device.WiFi.", code: 0 }], "partial", ["inventory.readFault"]],
		["as not there after all", [{ path: "Device.WiFi.", code: 9005 }], "proven", []],
		["of no expected subtree", [{ path: "Device.X_ACME.", code: 9002 }], "proven", []],
		["of a root that it need not have", [{ path: "InternetGatewayDevice.", code: 9002 }], "proven", []],
	])("names that are refused %s", (_title, refused, verdict, codes) => {
		const proof = prove(inventory, { ends: [done({ missing: [], refused })], tree: tree() });
		expect([proof.verdict, proof.codes]).toEqual([verdict, codes]);
	});

	test.each([
		["quirk 104: as text, where the Inform has it in hexadecimal", "4E42454C1A2b3C4D", "NBEL1A2B3C4D", "proven"],
		["in hexadecimal, where the Inform has it as text", "NBEL1A2B3C4D", "4e42454c1a2b3c4d", "proven"],
		["of another unit", "4E42454C1A2B3C4D", "NBEL1A2B3C4E", "partial"],
		["of another maker", "4E42454C1A2B3C4D", "HWTC1A2B3C4D", "partial"],
		["in other letters, and none of PON's", "ab1", "AB1", "partial"],
		["of other digits", "1234567812345678", "1234567812345679", "partial"],
	])("a serial number %s", (_title, serialNumber, read, verdict) => {
		const context = { identity: { oui: "00D09E", serialNumber, productClass: "HG" } };
		const known = tree({ "Device.DeviceInfo.SerialNumber": node(read) });
		expect(prove(inventory, { ends: [walked], tree: known, context }).verdict).toBe(verdict);
	});

	test("a model that was known by its product class alone may have a name of its own", () => {
		const context = { model: "HG", identity: { oui: "00D09E", serialNumber: "S1", productClass: "HG " } };
		expect(prove(inventory, { ends: [walked], tree: tree(), context }).verdict).toBe("proven");
	});

	test.each<[string, ReturnType<typeof done>, boolean]>([
		["refused nothing", done({ parameters: 8, missing: [], refused: [] }), true],
		["refused a branch", done({ parameters: 8, missing: [], refused: [{ path: "Device.X.", code: 9002 }] }), false],
		["that does not say", done({ parameters: 8, missing: [] }), false],
	])("a walk %s: whether it has all names", (_title, end, all) => {
		const { results } = prove(inventory, { ends: [end], tree: tree() });
		expect(results.rootResolved?.values.hasAllNames).toBe(all);
	});

	test.each<[string, Partial<OperationEnd>, Tree, string[], string[], string]>([
		["a whole tree", walked, tree(), [P, P, P, P], [], "proven"],
		["a whole tree under the other root", walked, tree({}, "InternetGatewayDevice."), [P, P, P, P], [], "proven"],
		["both roots", walked, both, [P, P, P, P], ["inventory.bothRoots"], "proven"],
		["a listed parameter that can't be read", unread, tree(), [P, "fail", P, P], ["inventory.readFault"], "partial"],
		[
			"a required subtree that is not there",
			walked,
			onlyInfo,
			[P, "fail", P, P],
			["inventory.subtreeMissing"],
			"failed",
		],
		[
			"a wrong type",
			walked,
			tree({ "Device.ManagementServer.PeriodicInformInterval": node("300", "xsd:string") }),
			[P, P, P, "fail"],
			["inventory.typeMismatch"],
			"partial",
		],
		[
			"a value that is none of its type",
			walked,
			tree({ "Device.ManagementServer.PeriodicInformInterval": node("often", "xsd:unsignedInt") }),
			[P, P, P, "fail"],
			["inventory.typeMismatch"],
			"partial",
		],
		[
			"another version than the Inform's",
			walked,
			tree({ "Device.DeviceInfo.SoftwareVersion": node("9.9") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		[
			"another hardware version than the Inform's",
			walked,
			tree({ "Device.DeviceInfo.HardwareVersion": node("9.9") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		[
			"a version with a blank at its end",
			walked,
			tree({ "Device.DeviceInfo.SoftwareVersion": node("1.0.0 ") }),
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"another serial than the Inform's",
			walked,
			tree({ "Device.DeviceInfo.SerialNumber": node("S2") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		[
			"another model's name than the run's",
			walked,
			tree({ "Device.DeviceInfo.ModelName": node("AC-2") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		["no model's name", walked, tree({ "Device.DeviceInfo.ModelName": null }), [P, P, "fail", P], [], "partial"],
		[
			"an empty model's name",
			walked,
			tree({ "Device.DeviceInfo.ModelName": node(" ") }),
			[P, P, "fail", P],
			[],
			"partial",
		],
		[
			"the unknown time is a valid one",
			walked,
			tree({ "Device.DeviceInfo.FirstUseDate": node("0001-01-01T00:00:00Z", "xsd:dateTime") }),
			[P, P, P, P],
			[],
			"proven",
		],
		[
			"nothing could be read",
			walked,
			new Map(),
			["fail", "fail", "fail", "skipped"],
			["inventory.subtreeMissing"],
			"failed",
		],
		[
			"what was read before the run counts for nothing",
			walked,
			new Map([...tree()].map(([path, one]) => [path, { ...one, readAt: STARTED.getTime() - 1 }])),
			["fail", "fail", "fail", "skipped"],
			["inventory.subtreeMissing"],
			"failed",
		],
		[
			"the device lacks GetParameterNames and GetParameterValues",
			faulted(9000),
			new Map(),
			["fail", "fail", "fail", "skipped"],
			[],
			"unsupported",
		],
		[
			"the walk fails, which says nothing of what is there",
			faulted(9002),
			new Map(),
			["fail", "fail", "fail", "skipped"],
			[],
			"failed",
		],
		[
			"a required subtree whose names are refused",
			refusing("Device.ManagementServer."),
			onlyInfo,
			[P, "fail", P, P],
			["inventory.readFault"],
			"failed",
		],
		[
			"a root whose names are refused",
			refusing("", "Device."),
			new Map(),
			["fail", "fail", "fail", "skipped"],
			["inventory.readFault"],
			"failed",
		],
		[
			"a required subtree that is not there, beside one whose names are refused",
			refusing("", "Device.WiFi.", "Device.DeviceInfo."),
			new Map([["Device.Time.Enable", node("1", "xsd:boolean")]]),
			[P, "fail", "fail", P],
			["inventory.subtreeMissing", "inventory.readFault"],
			"failed",
		],
		[
			"a wrong type in the voice service",
			walked,
			tree({ "Device.Services.VoiceService.1.VoiceProfile.1.Line.1.Enable": node("1", "xsd:boolean") }),
			[P, P, P, "fail"],
			["inventory.typeMismatch"],
			"partial",
		],
	])("%s", (_title, end, known, outcomes, codes, verdict) => {
		const proof = prove(inventory, { ends: [end], tree: known });
		expect([Object.values(proof.outcomes), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test("coverage is what could be read of what is named, by subtree; a subtree that is not there has none", () => {
		const known = tree({
			"Device.WiFi.SSID.1.SSID": node("home"),
			"Device.WiFi.SSID.1.Enable": node(null, null, null),
			"Device.WiFi.SSID.2.SSID": node(null, null, null),
		});
		expect(prove(inventory, { ends: [walked], tree: known }).results.subtreesReadable?.values).toMatchObject({
			coverage: { deviceInfo: 100, managementServer: 100, wifi: 33.3, hosts: null, optical: null },
		});
	});

	test("wrong types are counted by kind, not by instance", () => {
		const known = tree({
			"Device.WiFi.SSID.1.Enable": node("1", "xsd:string"),
			"Device.WiFi.SSID.2.Enable": node("1", "xsd:string"),
		});
		expect(prove(inventory, { ends: [walked], tree: known }).results.typesValid?.values).toMatchObject({
			wrong: 1,
			examples: [{ path: "Device.WiFi.SSID.{i}.Enable" }],
		});
	});
});
