import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { MODELS } from "../../lab/models/index.ts";
import { modelFromBundle } from "../../lab/replay/model.ts";
import type { AcsRequest, Message } from "../../src/cwmp/messages.ts";
import { answersOf, ask, type Bench, bodyOf, codesOf, converse, openBench, sessionWith } from "./harness.ts";
import {
	bundleFrom,
	DEVICE,
	faulted,
	namesOf,
	type RecordingOptions,
	recorded,
	recording,
	type Said,
	valuesOf,
} from "./recording.ts";

const read = (...paths: string[]): AcsRequest => ask("GetParameterValues", { paths });
const names = (path: string, nextLevel = true): AcsRequest => ask("GetParameterNames", { path, nextLevel });
const set = (...values: readonly (readonly [path: string, value: string, type?: string])[]): AcsRequest =>
	ask("SetParameterValues", {
		parameters: values.map(([path, value, type = "xsd:string"]) => ({ path, value, type })),
		parameterKey: "",
	});
const accepted = (status = 0): Message => ({ kind: "response", rpc: "SetParameterValues", body: { status } });

const VERSION = "Device.DeviceInfo.SoftwareVersion";
const CODE = "Device.DeviceInfo.ProvisioningCode";
/** A walk of a small device: what most recordings begin with. */
const WALK: readonly Said[] = [
	{ asked: names(""), answered: namesOf("Device.") },
	{ asked: names("Device."), answered: namesOf("Device.DeviceInfo.", "Device.ManagementServer.") },
	{
		asked: names("Device.DeviceInfo.", false),
		answered: namesOf(VERSION, `${CODE}*`, "Device.DeviceInfo.SerialNumber", "Device.DeviceInfo.X_KeyPassphrase*"),
	},
	{
		asked: names("Device.ManagementServer.", false),
		answered: namesOf("Device.ManagementServer.PeriodicInformInterval*", "Device.ManagementServer.ParameterKey"),
	},
	{
		asked: read(VERSION, CODE, "Device.DeviceInfo.SerialNumber", "Device.DeviceInfo.X_KeyPassphrase"),
		answered: valuesOf(
			[VERSION, DEVICE.softwareVersion],
			[CODE, "old"],
			["Device.DeviceInfo.SerialNumber", DEVICE.serialNumber],
			["Device.DeviceInfo.X_KeyPassphrase", "hush"],
		),
	},
];

interface Replay extends Bench {
	readonly cpe: Cpe;
	readonly says: (...requests: AcsRequest[]) => Promise<Message[]>;
}

/** The CPE that a recording makes, past its first session. */
async function replayOf(bundle: Uint8Array, options: Parameters<typeof openBench>[0] = {}): Promise<Replay> {
	const bench = await openBench(options);
	const cpe = bench.lab.add(modelFromBundle(bundle));
	await cpe.powerOn();
	return { ...bench, cpe, says: (...requests) => converse(bench.acs, cpe, ...requests) };
}

const replayed = (said: readonly Said[], options: RecordingOptions = {}) => replayOf(recorded(said, options));

describe("a bundle that is none is refused with one line", () => {
	test.each<[string, Uint8Array, RegExp]>([
		["no JSON", Buffer.from("hello"), /the file is not JSON/],
		["no envelope", Buffer.from("{}"), /no DSSE envelope/],
		["of another type", Buffer.from(JSON.stringify({ payload: "", payloadType: "text/plain" })), /no DSSE envelope/],
		[
			"a payload of rubbish",
			Buffer.from(JSON.stringify({ payload: "%%%", payloadType: "application/vnd.in-toto+json" })),
			/payload is not JSON/,
		],
		["without documents", bundleFrom([]), /not a statement of a proof run/],
		["without a check", bundleFrom([{ format: "certus.evidence.run/1" }]), /no check's evidence/],
		["without messages", bundleFrom([recording([])]), /no message of the device/],
		[
			"a check without its device",
			bundleFrom([{ ...recording(WALK), device: undefined }]),
			/0\.json is not the evidence of a check: device/,
		],
	])("%s", (_title, bytes, message) => {
		expect(() => modelFromBundle(bytes)).toThrow(message);
	});
});

describe("a replay", () => {
	test("is the device's model, and not the device: its serial number is marked", async () => {
		const { cpe, says } = await replayed(WALK);
		expect(cpe.identity).toEqual({
			...{ manufacturer: DEVICE.vendor, oui: DEVICE.oui, productClass: DEVICE.productClass },
			serialNumber: "SN0001-replay",
		});
		const [answer] = await says(read(VERSION, "Device.DeviceInfo.SerialNumber"));
		expect(bodyOf(answer, "GetParameterValues").parameters.map(({ value }) => value)).toEqual([
			DEVICE.softwareVersion,
			"SN0001-replay",
		]);
	});

	test("contradicts its own Inform where the device did", async () => {
		const wrong: Said = {
			asked: read("Device.DeviceInfo.SerialNumber"),
			answered: valuesOf(["Device.DeviceInfo.SerialNumber", "0000"]),
		};
		const { says } = await replayed([wrong]);
		const [answer] = await says(wrong.asked);
		expect(answer).toMatchObject({ body: { parameters: [{ value: "0000" }] } });
	});

	test("has no secret that the evidence does not have, and a value of the type where no word fits", async () => {
		const pin = "Device.WiFi.X_WPSPin";
		const { says } = await replayed([
			...WALK,
			{ asked: read(pin), answered: valuesOf([pin, "12345670", "xsd:unsignedInt"]) },
		]);
		const [answer] = await says(read("Device.DeviceInfo.X_KeyPassphrase", pin));
		expect(answer).toMatchObject({ body: { parameters: [{ value: "[redacted]" }, { value: "0" }] } });
	});

	test("answers reads of any tree as they were answered", async () => {
		const part = fc.stringMatching(/^[A-Z][a-zA-Z]{0,7}$/);
		const tree = fc.uniqueArray(
			fc.record({
				path: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `Device.Z${parts.join(".Z")}`),
				value: fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
				type: fc.constantFrom("xsd:string", "xsd:boolean", "xsd:unsignedInt", "xsd:dateTime"),
				writable: fc.boolean(),
			}),
			{ selector: ({ path }) => path, minLength: 1, maxLength: 12 },
		);
		await fc.assert(
			fc.asyncProperty(tree, async (leaves) => {
				// A parameter is not an object, too.
				const paths = leaves.filter(({ path }) => !leaves.some((other) => other.path.startsWith(`${path}.`)));
				const said: { asked: AcsRequest; answered: Message }[] = [
					{
						asked: names("Device.", false),
						answered: namesOf(...paths.map((one) => one.path + (one.writable ? "*" : ""))),
					},
					...paths.map(({ path, value, type }) => ({ asked: read(path), answered: valuesOf([path, value, type]) })),
				];
				const { cpe, acs, lab } = await replayed(said);
				const answers = await converse(acs, cpe, ...said.map(({ asked }) => asked));
				for (const [index, answer] of answers.entries()) expect(answer).toEqual(said[index]?.answered);
				await lab.close();
			}),
			{ numRuns: 25 },
		);
	});

	test("takes what was asked only, and lets an engineer go on from there: sets, tables, reboots", async () => {
		const { says, cpe } = await replayed(WALK);
		const [answer, , after] = await says(set([CODE, "new"]), read(CODE), ask("Reboot", { commandKey: "k" }));
		expect(answer).toEqual(accepted());
		expect(after).toMatchObject({ kind: "response", rpc: "Reboot" });
		expect(cpe.tree.value(CODE)).toBe("new");
		expect(codesOf(await sessionWith(cpe, "M Reboot"))).toEqual(["1 BOOT", "M Reboot"]);
	});
});

describe("reads go wrong as they did", () => {
	test("a name that is listed and refused", async () => {
		const { says } = await replayed([...WALK, { asked: read(CODE), answered: faulted(9002, "not now") }]);
		const [alone, among] = await says(read(CODE), read(VERSION, CODE));
		for (const answer of [alone, among]) expect(answer).toMatchObject({ fault: { code: 9002, message: "not now" } });
	});

	test("more names than it takes", async () => {
		const { says } = await replayed([
			...WALK,
			{ asked: read(VERSION, CODE, VERSION, CODE, VERSION), answered: faulted(9002) },
		]);
		const [many, few] = await says(read(VERSION, CODE, VERSION, CODE, VERSION, CODE), read(VERSION, CODE));
		expect(many).toMatchObject({ fault: { code: 9002 } });
		expect(few).toMatchObject({ kind: "response" });
	});

	test("a name that is left out of the answer", async () => {
		const { says } = await replayed([
			{ asked: names("Device."), answered: namesOf(VERSION, CODE) },
			{ asked: read(VERSION, CODE), answered: valuesOf([VERSION, "1"]) },
		]);
		const [both, one] = await says(read(VERSION, CODE), read(CODE));
		expect(bodyOf(both, "GetParameterValues").parameters.map(({ path }) => path)).toEqual([VERSION]);
		expect(bodyOf(one, "GetParameterValues").parameters).toEqual([]);
	});

	test.each<[string, Message | null, unknown]>([
		["a fault of its own", faulted(9003), { fault: { code: 9003 } }],
		["an empty list", valuesOf(), { body: { parameters: [] } }],
	])("a name that it does not have: %s", async (_title, answered, expected) => {
		const { says } = await replayed([...WALK, { asked: read("Device.X_NoSuch"), answered }]);
		const [same, other] = await says(read("Device.X_NoSuch"), read("Device.DeviceInfo.X_Another"));
		for (const answer of [same, other]) expect(answer).toMatchObject(expected as object);
	});

	test("a branch whose names are refused, and one that gives only itself", async () => {
		const { says } = await replayed([
			...WALK,
			{ asked: names("Device.IP."), answered: faulted(9005) },
			{ asked: names("Device.DeviceInfo."), answered: namesOf("Device.DeviceInfo.X_Only") },
		]);
		const [refused, lone] = await says(names("Device.IP."), names("Device.DeviceInfo."));
		expect(refused).toMatchObject({ fault: { code: 9005 } });
		expect(lone).toEqual(namesOf("Device.DeviceInfo.X_Only"));
	});

	test("the root that is not given", async () => {
		const { says } = await replayed([{ asked: names(""), answered: faulted(9005) }, ...WALK.slice(1)]);
		const [refused, below] = await says(names(""), names("Device."));
		expect(refused).toMatchObject({ fault: { code: 9005 } });
		expect(below).toMatchObject({ kind: "response" });
	});

	test("a session that is dropped over a request, and one in which nothing comes any more", async () => {
		const dropped = await replayed([...WALK, { asked: read(CODE), answered: null }, { seconds: 5 }, ...WALK.slice(-1)]);
		dropped.acs.requests.push(read(CODE));
		expect((await dropped.cpe.inform()).error).toBe("the CPE dropped the connection");
		const silent = await replayOf(
			recorded([...WALK, { asked: read(CODE), answered: null }, { seconds: 60 }, ...WALK.slice(-1)]),
			{ timeoutMs: 50 },
		);
		silent.acs.requests.push(read(CODE));
		expect((await silent.cpe.inform()).error).toBe("the CPE does not answer");
	});

	test("a request that failed once of three times fails once of three times", async () => {
		const well = { asked: read(CODE), answered: valuesOf([CODE, "old"]) };
		const { says } = await replayed([...WALK, well, { asked: read(CODE), answered: faulted(9002) }, well]);
		const answers = await says(...Array.from({ length: 6 }, () => read(CODE)));
		expect(answers.map(({ kind }) => kind)).toEqual(["response", "fault", "response", "response", "fault", "response"]);
	});

	test("a session that ends at each fault is not taken for silence", async () => {
		const { acs, cpe, says } = await replayed([
			...WALK,
			{ asked: read("Device.X_NoSuch"), answered: faulted(9005) },
			{ asked: read(VERSION), answered: null },
			{ seconds: 2 },
			...WALK.slice(-1),
		]);
		acs.requests.push(read("Device.X_NoSuch"));
		expect((await cpe.inform()).error).toBe("the CPE ended the session after a fault");
		acs.requests.length = 0;
		expect(await says(read(VERSION))).toMatchObject([{ kind: "response" }]);
	});
});

describe("writes come to what they came to", () => {
	test("refused for a value: that value is refused again, and another of its kind, not one of another kind", async () => {
		const refusal = faulted(9003, "no", [[CODE, 9007]]);
		const { says, cpe } = await replayed([...WALK, { asked: set([CODE, "!bad!"]), answered: refusal }]);
		const [same, alike, number] = await says(set([CODE, "!bad!"]), set([CODE, "?worse?"]), set([CODE, "12"]));
		expect(same).toMatchObject({ fault: { code: 9003, parameters: [{ path: CODE, code: 9007 }] } });
		expect(alike).toMatchObject({ fault: { code: 9003 } });
		expect(number).toEqual(accepted());
		expect(cpe.tree.value(CODE)).toBe("12");
	});

	test("accepted without effect", async () => {
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: set([CODE, "new"]), answered: accepted() },
			{ asked: read(CODE), answered: valuesOf([CODE, "old"]) },
		]);
		expect(await says(set([CODE, "new"]), set([CODE, "newer"]))).toEqual([accepted(), accepted()]);
		expect(cpe.tree.value(CODE)).toBe("old");
	});

	test("accepted, and written the device's own way", async () => {
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: set([CODE, "new"]), answered: accepted() },
			{ asked: read(CODE), answered: valuesOf([CODE, "NEW"]) },
		]);
		await says(set([CODE, "new"]));
		expect(cpe.tree.value(CODE)).toBe("NEW");
	});

	test("with Status 1, and in force after a boot", async () => {
		const boot: Said = { informed: [{ code: "1 BOOT", commandKey: "" }] };
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: set([CODE, "new"]), answered: accepted(1) },
			{ asked: read(CODE), answered: valuesOf([CODE, "old"]) },
			{ seconds: 30 },
			boot,
			{ asked: read(CODE), answered: valuesOf([CODE, "new"]) },
		]);
		expect(await says(set([CODE, "new"]))).toEqual([accepted(1)]);
		expect(cpe.tree.value(CODE)).toBe("old");
		cpe.powerOff();
		await cpe.powerOn();
		expect(cpe.tree.value(CODE)).toBe("new");
	});

	test("refused as a whole, and taken in part", async () => {
		const both = set([CODE, "new"], ["Device.X_NoSuch", "1"]);
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: both, answered: faulted(9003, "no", [["Device.X_NoSuch", 9005]]) },
			{ asked: read(CODE), answered: valuesOf([CODE, "new"]) },
		]);
		expect(await says(both)).toMatchObject([{ fault: { code: 9003 } }]);
		expect(cpe.tree.value(CODE)).toBe("new");
	});

	test("the way there is open and the way back is not", async () => {
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: set([CODE, "new"]), answered: accepted() },
			{ asked: read(CODE), answered: valuesOf([CODE, "new"]) },
			{ asked: set([CODE, "old"]), answered: faulted(9001) },
		]);
		expect(await says(set([CODE, "new"]), set([CODE, "old"]))).toMatchObject([accepted(), { fault: { code: 9001 } }]);
		expect(cpe.tree.value(CODE)).toBe("new");
	});

	test("written though its names say that it can't be", async () => {
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: set([VERSION, "3"]), answered: accepted() },
			{ asked: read(VERSION), answered: valuesOf([VERSION, "3"]) },
		]);
		expect(await says(set([VERSION, "3"]))).toEqual([accepted()]);
		expect(cpe.tree.value(VERSION)).toBe("3");
	});

	test("rows: one that is added has the shape of the one that was, and a table refuses where it did", async () => {
		const table = "Device.NAT.PortMapping.";
		const add = ask("AddObject", { path: table, parameterKey: "" });
		const { says, cpe } = await replayed([
			...WALK.slice(0, 1),
			{ asked: names("Device.", false), answered: namesOf("Device.NAT.", `${table}*`, "Device.NAT.Rule.") },
			{ asked: add, answered: { kind: "response", rpc: "AddObject", body: { instanceNumber: 4, status: 0 } } },
			{
				asked: read(`${table}4.`),
				answered: valuesOf([`${table}4.Enable`, "0", "xsd:boolean"], [`${table}4.Description`, ""]),
			},
			{ asked: ask("AddObject", { path: "Device.NAT.Rule.", parameterKey: "" }), answered: faulted(9004) },
		]);
		const [added, , refused] = await says(
			add,
			names(table),
			ask("AddObject", { path: "Device.NAT.Rule.", parameterKey: "" }),
		);
		const { instanceNumber } = bodyOf(added, "AddObject");
		expect(cpe.tree.values(`${table}${instanceNumber}.`)?.map(({ path }) => path)).toEqual([
			`${table}${instanceNumber}.Enable`,
			`${table}${instanceNumber}.Description`,
		]);
		expect(refused).toMatchObject({ fault: { code: 9004 } });
	});
});

describe("the other RPCs", () => {
	test("that the device did not know, it does not know; those that it named, it names", async () => {
		const methods = { kind: "response", rpc: "GetRPCMethods", body: { methods: ["Inform", "X_Own"] } } as const;
		const { says } = await replayed([
			...WALK,
			{ asked: ask("GetRPCMethods", {}), answered: methods },
			{ asked: ask("FactoryReset", {}), answered: faulted(9000) },
		]);
		const [named, reset] = await says(ask("GetRPCMethods", {}), ask("FactoryReset", {}));
		expect(named).toEqual(methods);
		expect(reset).toMatchObject({ fault: { code: 9000 } });
	});

	test("Reboot: as late, and with as much of its cause, as it came back", async () => {
		const { says, cpe } = await replayed([
			...WALK,
			{ asked: ask("Reboot", { commandKey: "k1" }), answered: { kind: "response", rpc: "Reboot", body: {} } },
			{ seconds: 100 },
			{
				informed: [
					{ code: "1 BOOT", commandKey: "" },
					{ code: "M Reboot", commandKey: "" },
				],
			},
		]);
		expect(cpe.behaviour.reboot).toMatchObject({ outcome: "normal", returnsCommandKey: false });
		expect(Math.round(cpe.behaviour.reboot.delaySeconds)).toBe(100);
		await says(ask("Reboot", { commandKey: "k2" }));
		const record = await sessionWith(cpe, "M Reboot");
		expect(record.events).toContainEqual({ code: "M Reboot", commandKey: "" });
	});

	test.each<[string, readonly Said[], string]>([
		["never, where it calls without a sign of it", [{ informed: [{ code: "2 PERIODIC", commandKey: "" }] }], "never"],
		["for good, where it is not heard of again", [], "noReturn"],
	])("Reboot: %s", async (_title, after, outcome) => {
		const { cpe } = await replayed([
			...WALK,
			{ asked: ask("Reboot", { commandKey: "k1" }), answered: { kind: "response", rpc: "Reboot", body: {} } },
			{ seconds: 100 },
			...after,
		]);
		expect(cpe.behaviour.reboot.outcome).toBe(outcome);
	});

	const url = "http://192.0.2.1/files/token/blob";
	const body = {
		...{ commandKey: "d1", fileType: "1 Firmware Upgrade Image", url, username: "", password: "" },
		...{ fileSizeBytes: 4, targetFileName: "", delaySeconds: 0, successUrl: "", failureUrl: "" },
	};
	const times = { startTime: "0001-01-01T00:00:00Z", completeTime: "0001-01-01T00:00:00Z" };

	test("Download: what calls while it fetches an image, and is not heard of again, has not come back from it", () => {
		const fetched = recording([
			...WALK,
			{ asked: ask("Download", body), answered: { kind: "response", rpc: "Download", body: { status: 1, ...times } } },
			{ seconds: 1 },
			{ informed: [{ code: "2 PERIODIC", commandKey: "" }] },
		]);
		const outcomeWith = (values: RecordingOptions["values"]) => {
			const check = { workflow: "firmware", id: "recovers" };
			const recovers = recording([], { check, outcome: "fail", ...(values && { values }) });
			return modelFromBundle(bundleFrom([fetched, recovers])).behaviour.download.outcome;
		};
		expect(outcomeWith({ noReturn: true })).toBe("noReturn");
		expect(outcomeWith({})).toBe("stalled");
	});

	test("Download: an image makes the version that it made, whatever stands in it", async () => {
		const informed = [{ code: "7 TRANSFER COMPLETE", commandKey: "" }];
		const { acs, says, cpe } = await replayed([
			...WALK,
			{
				asked: ask("Download", body),
				answered: { kind: "response", rpc: "Download", body: { status: 1, ...times } },
			},
			{ seconds: 90 },
			{ informed, parameters: [{ path: VERSION, value: "V3-final", type: "xsd:string" }] },
			{ reported: { commandKey: "", fault: { code: 0, message: "" }, ...times } },
		]);
		acs.files.set("/files/other/blob", "\u0000binary");
		await says(ask("Download", { ...body, commandKey: "d2", url: `${acs.origin}/files/other/blob` }));
		await sessionWith(cpe, "7 TRANSFER COMPLETE");
		expect(cpe.softwareVersion).toBe("V3-final");
		expect(
			acs.received.findLast(({ envelope }) => "rpc" in envelope.message && envelope.message.rpc === "TransferComplete"),
		).toMatchObject({ envelope: { message: { body: { commandKey: "", fault: { code: 0 } } } } });
	});
});

describe("diagnostics", () => {
	const PING = "Device.IP.Diagnostics.IPPing.";
	const TRACE = "Device.IP.Diagnostics.TraceRoute.";
	const request = (object: string) => set([`${object}Host`, "192.0.2.9"], [`${object}DiagnosticsState`, "Requested"]);
	const ended: Said = { informed: [{ code: "8 DIAGNOSTICS COMPLETE", commandKey: "" }] };
	const before = (object: string): Said => ({
		asked: read(object),
		answered: valuesOf([`${object}DiagnosticsState`, "None"], [`${object}Host`, ""], [`${object}SuccessCount`, "0"]),
	});

	test("end as they ended, with the results that they had, for whatever was asked", async () => {
		const { says, cpe } = await replayed([
			before(PING),
			{ asked: request(PING), answered: accepted() },
			{ seconds: 4 },
			ended,
			{
				asked: read(PING),
				answered: valuesOf(
					[`${PING}DiagnosticsState`, "Complete\n"],
					[`${PING}Host`, "192.0.2.9"],
					[`${PING}SuccessCount`, "3"],
				),
			},
		]);
		const done = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
		expect(await says(set([`${PING}Host`, "192.0.2.77"], [`${PING}DiagnosticsState`, "Requested"]))).toEqual([
			accepted(),
		]);
		expect(cpe.tree.value(`${PING}SuccessCount`)).toBe("0");
		await done;
		expect(cpe.tree.values(PING)?.map(({ value }) => value)).toEqual(["Complete\n", "192.0.2.77", "3"]);
	});

	test("never end where they did not", async () => {
		const stalled = valuesOf([`${PING}DiagnosticsState`, "Requested"], [`${PING}SuccessCount`, "0"]);
		const { says, cpe } = await replayed([
			before(PING),
			{ asked: request(PING), answered: accepted() },
			{ seconds: 4 },
			{ asked: read(PING), answered: stalled },
		]);
		await says(request(PING));
		await says(read(PING));
		expect(cpe.tree.value(`${PING}DiagnosticsState`)).toBe("Requested");
	});

	test.each([
		["that was empty before", true],
		["that was not even named before", false],
	])("fill a table %s", async (_title, isNamed) => {
		const hops = `${TRACE}RouteHops.`;
		const { says, cpe } = await replayed([
			{
				asked: names("Device.", false),
				answered: namesOf("Device.IP.", `${TRACE}DiagnosticsState*`, `${TRACE}Host*`, ...(isNamed ? [hops] : [])),
			},
			{ asked: read(TRACE), answered: valuesOf([`${TRACE}DiagnosticsState`, "None"], [`${TRACE}Host`, ""]) },
			{ asked: request(TRACE), answered: accepted() },
			{ seconds: 4 },
			ended,
			{
				asked: read(TRACE),
				answered: valuesOf(
					[`${TRACE}DiagnosticsState`, "Complete"],
					[`${hops}7.Host`, "a"],
					[`${hops}7.RTTimes`, "1"],
					[`${hops}9.Host`, "b"],
					[`${hops}9.RTTimes`, "2"],
				),
			},
		]);
		expect(cpe.tree.instances(hops)).toEqual([]);
		for (const _again of [1, 2]) {
			const done = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
			await says(request(TRACE));
			await done;
			const rows = cpe.tree.instances(hops);
			expect(rows.map((row) => cpe.tree.value(`${hops}${row}.Host`))).toEqual(["a", "b"]);
		}
	});

	test("of a transfer make it again, and count what went over by today's clock", async () => {
		const object = "Device.IP.Diagnostics.DownloadDiagnostics.";
		const state = `${object}DiagnosticsState`;
		const times = ["BOMTime", "EOMTime"].map((name) => object + name);
		const result = valuesOf(
			[state, "Complete"],
			[`${object}TestBytesReceived`, "1000", "xsd:unsignedInt"],
			[times[0] ?? "", "2020-01-01T00:00:00.000000Z", "xsd:dateTime"],
			[times[1] ?? "", "2020-01-01T00:00:02.000000Z", "xsd:dateTime"],
		);
		const asked = (url: string) => set([`${object}DownloadURL`, url], [state, "Requested"]);
		const idle = valuesOf(
			[state, "None"],
			[`${object}DownloadURL`, ""],
			[`${object}TestBytesReceived`, "0", "xsd:unsignedInt"],
			...times.map((path) => [path, "0001-01-01T00:00:00Z", "xsd:dateTime"] as const),
		);
		const said: Said[] = [
			{ asked: read(object), answered: idle },
			{ asked: asked("http://192.0.2.1/test"), answered: accepted() },
			{ seconds: 4 },
			ended,
			{ asked: read(object), answered: result },
		];
		const observed = [{ requests: 1, bytes: 1000, completedAt: "2020-01-01T00:00:02.000Z" }];
		const { acs, says, cpe } = await replayed(said, {
			check: { workflow: "diagnostics", id: "download" },
			values: { observed },
		});
		acs.files.set("/test", "x".repeat(5000));
		const began = Date.now();
		const done = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
		await says(asked(`${acs.origin}/test`));
		await done;
		expect(cpe.tree.value(`${object}TestBytesReceived`)).toBe("5000");
		const [first = 0, last = 0] = times.map((path) => Date.parse(cpe.tree.value(path) ?? ""));
		expect(first).toBeGreaterThanOrEqual(began);
		expect(last - first).toBe(2000);
		const failed = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
		await says(asked(`${acs.origin}/nowhere`));
		await failed;
		expect(cpe.tree.value(state)).toBe("Error_TransferFailed");
	});
});

describe("the device's hand", () => {
	test("is the replay's: prefix, CDATA, no ID, no types, wrong counts", async () => {
		const written = (xml: string) =>
			xml
				.replaceAll("soapenv:", "SOAP:")
				.replaceAll("xmlns:soapenv", "xmlns:SOAP")
				.replace(/<cwmp:ID[^>]*>[^<]*<\/cwmp:ID>/, "")
				.replace(/<Value xsi:type="[^"]*">([^<]*)</g, "<Value><![CDATA[$1]]><")
				.replace(/\[(\d+)\]/g, "[0099]");
		const { cpe, acs } = await replayed(WALK, { written });
		acs.requests.push(read(CODE));
		const record = await cpe.inform();
		const text = record.messages.filter(({ by }) => by === "cpe").at(-1)?.text ?? "";
		expect(text).toContain("<SOAP:Envelope");
		expect(text).toContain("<Value><![CDATA[old]]></Value>");
		expect(text).not.toContain("cwmp:ID");
		expect(text).not.toContain("[1]");
	});
});

/** What a lab model is asked for its recording; nothing that changes it. */
function questionsFor(root: string, leaves: readonly string[]): AcsRequest[] {
	return [
		...[names(""), names(root), names(`${root}DeviceInfo.`, false), names(`${root}ManagementServer.`, false)],
		...[names(`${root}X_NoSuch.`), read(`${root}X_NoSuch`), read(`${root}DeviceInfo.`), read(...leaves.slice(0, 20))],
		...leaves.slice(0, 20).map((path) => read(path)),
		set([`${root}X_NoSuch`, "1"]),
		...[ask("GetRPCMethods", {}), ask("GetParameterAttributes", { paths: [`${root}X_NoSuch`] })],
		ask("AddObject", { path: `${root}DeviceInfo.`, parameterKey: "" }),
	];
}

/** Each in a session of its own, as a fault may end one; `null` where nothing came. */
async function interview({ acs }: Bench, cpe: Cpe, questions: readonly AcsRequest[]): Promise<(Message | null)[]> {
	const answers: (Message | null)[] = [];
	for (const question of questions) {
		acs.requests.length = 0;
		acs.requests.push(question);
		answers.push(answersOf(await cpe.inform())[0] ?? null);
	}
	return answers;
}

const LIVE =
	/UpTime|SerialNumber|ConnectionRequest|PeriodicInformTime|CurrentLocalTime|\.URL$|Password|Passphrase|Key$/;

describe("every lab model's replay answers as the model", () => {
	test.each(MODELS.map((model) => [model.name, model] as const))("%s", async (_name, model) => {
		const bench = await openBench({ timeoutMs: 200, retryScale: 1e6 });
		const original = bench.lab.add(model);
		await original.powerOn();
		const leaves = [...model.tree().leaves.keys()].filter(
			(path) => path.startsWith(model.root) && !LIVE.test(path) && !path.endsWith("SoftwareVersion"),
		);
		const questions = questionsFor(model.root, leaves);
		const answers = await interview(bench, original, questions);
		const said = questions.flatMap((asked, index): Said[] => [
			{ asked, answered: answers[index] ?? null },
			{ seconds: 60 },
		]);
		const replay = bench.lab.add(modelFromBundle(recorded(said)));
		await replay.powerOn();
		const again = await interview(bench, replay, questions);
		for (const [index, answer] of again.entries()) {
			expect(comparable(answer), JSON.stringify(questions[index])).toEqual(comparable(answers[index] ?? null));
		}
	});
});

/** Lists are sets; what each CPE fills in itself is left out. */
function comparable(message: Message | null): unknown {
	if (message === null || message.kind === "fault") return message?.fault.code ?? null;
	const { body } = message;
	if (!("parameters" in body)) return body;
	const parameters = body.parameters as readonly { path: string; value?: string }[];
	return new Map(parameters.map((one) => [one.path, LIVE.test(one.path) ? { ...one, value: "" } : one]));
}
