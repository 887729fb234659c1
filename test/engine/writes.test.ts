import { describe, expect, test } from "vitest";
import type { AcsRequest } from "../../src/cwmp/messages.ts";
import { addObject, deleteObject, set, setAttributes } from "../../src/engine/operations/writes.ts";
import { bench, countOf, type Device, fault, goodDevice, mute, response, silence, treeOf } from "./scripted.ts";

const VALUES = [
	["Device.A", "old", "xsd:string"],
	["Device.B", "0", "xsd:boolean"],
	["Device.C", "5", "xsd:unsignedInt"],
	["Device.Password", "", "xsd:string"],
] as const;
const untyped = () => null;
const SENT = { sent: true };

function setOf(...values: readonly (readonly [path: string, value: string, type?: string])[]) {
	return { values: values.map(([path, value, type]) => ({ path, value, ...(type && { type }) })) };
}

function parametersOf(sent: readonly AcsRequest[]) {
	return sent.flatMap((request) => (request.rpc === "SetParameterValues" ? [request.body] : []));
}

describe("set", () => {
	test("is one SetParameterValues with the types that the device gave, and the current ParameterKey", () => {
		const { context, run } = bench();
		const input = setOf(["Device.A", "new"], ["Device.B", "1"]);
		const types: Record<string, string> = { "Device.A": "xsd:string", "Device.B": "xsd:boolean" };
		const ran = run(
			set(input, context, (path) => types[path] ?? null, null),
			goodDevice(treeOf(VALUES)),
		);
		expect(ran.outcome).toEqual({ status: "succeeded", result: { status: 0 } });
		expect(ran.effects).toEqual(["SetParameterValues"]);
		expect(parametersOf(ran.sent)).toEqual([
			{
				parameters: [
					{ path: "Device.A", value: "new", type: "xsd:string" },
					{ path: "Device.B", value: "1", type: "xsd:boolean" },
				],
				parameterKey: "pk1",
			},
		]);
	});

	test("reads a type that nobody knows first; a name that can't be read goes as a string", () => {
		const { context, run } = bench();
		const ran = run(
			set(setOf(["Device.C", "6"], ["Device.No", "x"]), context, untyped, null),
			goodDevice(treeOf(VALUES)),
		);
		expect(parametersOf(ran.sent)[0]?.parameters.map(({ type }) => type)).toEqual(["xsd:unsignedInt", "xsd:string"]);
		expect(ran.outcome).toMatchObject({
			status: "failed",
			fault: { code: 9003, parameters: [{ path: "Device.No", code: 9005 }] },
		});
	});

	test("goes with the type that was asked for", () => {
		const { context, run } = bench();
		const ran = run(set(setOf(["Device.C", "6", "xsd:string"]), context, untyped, null), goodDevice(treeOf(VALUES)));
		expect(ran.sent.map(({ rpc }) => rpc)).toEqual(["SetParameterValues"]);
		expect(parametersOf(ran.sent)[0]?.parameters[0]?.type).toBe("xsd:string");
	});

	describe("that is read back names what differs", () => {
		const inert: Device = (request, ...rest) =>
			request.rpc === "SetParameterValues"
				? response("SetParameterValues", { status: 0 })
				: goodDevice(treeOf(VALUES))(request, ...rest);

		test.each<[string, (readonly [string, string])[], Device, Record<string, unknown>]>([
			["where the values stand", [["Device.A", "new"]], goodDevice(treeOf(VALUES)), {}],
			["by type", [["Device.B", "false"]], inert, {}],
			[
				"where a device acknowledges and does nothing",
				[
					["Device.A", "new"],
					["Device.C", "5"],
				],
				inert,
				{ differing: ["Device.A"] },
			],
			["but not where the device hides them", [["Device.Password", "new"]], inert, {}],
		])("%s", (_title, values, device, differing) => {
			const { context, run } = bench();
			const ran = run(set(setOf(...values), context, untyped, null, true), device);
			expect(ran.outcome).toEqual({ status: "succeeded", result: { status: 0 }, ...differing });
			expect(ran.effects).toEqual(["SetParameterValues"]);
		});

		test("begun again after its answer it is not sent again", () => {
			const { context, run } = bench();
			const ran = run(set(setOf(["Device.A", "new"]), context, untyped, { status: 0 }, true), inert);
			expect(ran.outcome).toEqual({ status: "succeeded", result: { status: 0 } });
			expect(ran.sent).toEqual([]);
		});
	});

	test.each([
		["quirk 46: a missing Status is taken as 0", null, 0],
		["Status 1 is kept: it takes effect after a reboot", 1, 1],
	])("%s", (_title, answered, status) => {
		const { context, run } = bench();
		const device: Device = () => response("SetParameterValues", { status: answered });
		const ran = run(set(setOf(["Device.A", "x", "xsd:string"]), context, untyped, null), device);
		expect(ran.outcome).toEqual({ status: "succeeded", result: { status } });
	});
});

/** What stands on the device when it is read back, after a set that was not answered. */
describe("a set without an answer is settled by reading back, and never sent again", () => {
	const all = setOf(
		["Device.A", "new", "xsd:string"],
		["Device.B", "1", "xsd:boolean"],
		["Device.C", "6", "xsd:unsignedInt"],
	);
	const noneLater = goodDevice(treeOf(VALUES));
	const standing = (a: string, b: string, c: string) =>
		goodDevice(
			treeOf([
				["Device.A", a, "xsd:string"],
				["Device.B", b, "xsd:boolean"],
				["Device.C", c, "xsd:unsignedInt"],
				["Device.Password", "", "xsd:string"],
			]),
		);

	test.each<[string, object, Device, object]>([
		[
			"all of it stands",
			all,
			standing("new", "1", "6"),
			{ status: "succeeded", result: { status: 0, settledByReadBack: true } },
		],
		["all of it, in another spelling (quirk 49)", all, standing("new", "true", "006"), { status: "succeeded" }],
		["none of it stands", all, noneLater, { status: "failed" }],
		["a part of it stands", all, standing("new", "0", "5"), { status: "unknown" }],
		["the read is not answered either", all, () => silence, { status: "unknown" }],
		["the read is refused", all, () => fault(9002), { status: "unknown" }],
		[
			"quirk 52: a password that reads back empty tells nothing",
			setOf(["Device.Password", "pw", "xsd:string"]),
			noneLater,
			{ status: "unknown" },
		],
		[
			"quirk 52: beside a value that stands it leaves the whole unknown",
			setOf(["Device.A", "old", "xsd:string"], ["Device.Password", "pw", "xsd:string"]),
			noneLater,
			{ status: "unknown" },
		],
		[
			"a password that was cleared reads back as it was set",
			setOf(["Device.Password", "", "xsd:string"]),
			noneLater,
			{ status: "succeeded" },
		],
	])("%s", (_title, input, later, outcome) => {
		const { context, run } = bench();
		const ran = run(set(input as ReturnType<typeof setOf>, context, untyped, null), () => silence, [
			{ afterSeconds: 30, device: later },
		]);
		expect(ran.outcome).toMatchObject(outcome);
		expect(countOf(ran, "SetParameterValues")).toBe(1);
		expect(ran.left).toMatchObject([{ unknown: true, phase: SENT }]);

		// After a crash it begins again from its phase.
		const again = bench();
		const resumed = again.run(set(input as ReturnType<typeof setOf>, again.context, untyped, SENT), later, [
			{ afterSeconds: 60 },
		]);
		expect(resumed.outcome).toEqual(ran.outcome);
		expect(countOf(resumed, "SetParameterValues")).toBe(0);
	});

	test("begun again after a crash it compares by the device's own type where no other is known", () => {
		const { context, run } = bench();
		const ran = run(set(setOf(["Device.B", "1"]), context, untyped, SENT), standing("old", "true", "5"), [
			{ afterSeconds: 1 },
		]);
		expect(ran.outcome).toMatchObject({ status: "succeeded" });
	});

	test("a device that does not come again leaves it unknown", () => {
		const { context, run } = bench();
		const ran = run(set(all, context, untyped, null), () => silence);
		expect(ran.outcome).toEqual({ status: "unknown", reason: "SetParameterValues was sent, and no answer came" });
	});
});

const TABLE = [
	["Device.T.1.X", "1"],
	["Device.T.4.X", "2"],
] as const;
const inTable = () => treeOf([["Device.T."], ...TABLE]);

describe("addObject", () => {
	test("answers the instance that the device made", () => {
		const { context, run } = bench();
		const ran = run(addObject({ path: "Device.T." }, context, null), goodDevice(inTable()));
		expect(ran.outcome).toEqual({
			status: "succeeded",
			result: { instanceNumber: 5, path: "Device.T.5.", status: 0 },
		});
		expect([ran.effects, ran.phases]).toEqual([["AddObject"], [{ instances: [1, 4] }]]);
	});

	test.each([
		["quirk 117: InstanceNumber 0 with Status 9005, a success by form", 0, 9005],
		["InstanceNumber 0 with Status 0", 0, 0],
		["a negative InstanceNumber", -1, 0],
		["a number with Status 9004", 7, 9004],
	])("%s is a failure", (_title, instanceNumber, status) => {
		const { context, run } = bench();
		const good = goodDevice(inTable());
		const device: Device = (request, nth) =>
			request.rpc === "AddObject" ? response("AddObject", { instanceNumber, status }) : good(request, nth);
		expect(run(addObject({ path: "Device.T." }, context, null), device).outcome).toMatchObject({
			status: "failed",
			reason: `the device answered instance ${instanceNumber}, status ${status}`,
		});
	});

	/** Answers with another number than that of the row that it makes, or makes none. */
	const saying = (instanceNumber: number, makes: boolean): Device => {
		const good = goodDevice(inTable());
		return (request, nth) => {
			if (request.rpc !== "AddObject") return good(request, nth);
			if (makes) good(request, nth);
			return response("AddObject", { instanceNumber, status: 0 });
		};
	};

	test.each<[string, number, boolean, object]>([
		[
			"one that was there before, and makes none: a failure, as a rollback would delete somebody's own",
			...([4, false] as const),
			{ status: "failed", reason: expect.stringContaining("was there before") },
		],
		["one that was there before, and makes another: that one", 4, true, { result: { instanceNumber: 5 } }],
		["one that it does not list, and makes another: that one", 9, true, { result: { instanceNumber: 5 } }],
		["one that it does not list yet", 9, false, { status: "succeeded", result: { instanceNumber: 9 } }],
	])("an answer with %s", (_title, instanceNumber, makes, outcome) => {
		const { context, run } = bench();
		const ran = run(addObject({ path: "Device.T." }, context, null), saying(instanceNumber, makes));
		expect(ran.outcome).toMatchObject(outcome);
	});

	test("that is refused fails with its fault", () => {
		const { context, run } = bench();
		const ran = run(addObject({ path: "Device.No." }, context, null), goodDevice(inTable()));
		expect(ran.outcome).toMatchObject({ status: "failed", fault: { code: 9005 } });
	});

	/** What the device did with an AddObject that it did not answer, and what it says of its rows later. */
	test.each<[string, Device, Device, object]>([
		[
			"one row is new",
			...onOne((tree) => mute(goodDevice(tree), "AddObject")),
			{ status: "succeeded", result: { instanceNumber: 5, path: "Device.T.5." } },
		],
		["no row is new", mute(() => silence), goodDevice(inTable()), { status: "unknown" }],
		[
			"no row is new, and the rows were known",
			deafTo("AddObject", goodDevice(inTable())),
			goodDevice(inTable()),
			{ status: "failed" },
		],
		[
			"two rows are new",
			deafTo("AddObject", goodDevice(inTable())),
			goodDevice(treeOf([...TABLE, ["Device.T.5.X"], ["Device.T.6.X"]])),
			{ status: "unknown" },
		],
		["the rows can't be had later", deafTo("AddObject", goodDevice(inTable())), () => silence, { status: "unknown" }],
		[
			"the table was not known to be there, and has one row",
			deafTo("AddObject", goodDevice(treeOf([["Device.Z"]]))),
			goodDevice(treeOf([["Device.T.1.X"]])),
			{ status: "succeeded" },
		],
	])("without an answer is settled by its instances: %s", (_title, first, later, outcome) => {
		const { context, run } = bench();
		const ran = run(addObject({ path: "Device.T." }, context, null), first, [{ afterSeconds: 20, device: later }]);
		expect(ran.outcome).toMatchObject(outcome);
		expect(countOf(ran, "AddObject")).toBe(1);

		const again = bench();
		const resumed = again.run(addObject({ path: "Device.T." }, again.context, ran.phases[0]), later, [
			{ afterSeconds: 60 },
		]);
		expect(resumed.outcome).toEqual(ran.outcome);
		expect(countOf(resumed, "AddObject")).toBe(0);
	});
});

/** The same tree, before and after. */
function onOne(before: (tree: ReturnType<typeof inTable>) => Device): [Device, Device] {
	const tree = inTable();
	return [before(tree), goodDevice(tree)];
}

/** Neither does nor answers one RPC. */
function deafTo(rpc: string, device: Device): Device {
	return (request, nth) => (request.rpc === rpc ? silence : device(request, nth));
}

describe("deleteObject", () => {
	test("answers with its instance", () => {
		const { context, run } = bench();
		const ran = run(deleteObject({ path: "Device.T.4." }, context, null), goodDevice(inTable()));
		expect(ran.outcome).toEqual({ status: "succeeded", result: { instanceNumber: 4, path: "Device.T.4.", status: 0 } });
	});

	test.each<[string, Device, object]>([
		["still there", goodDevice(inTable()), { status: "failed", reason: expect.stringContaining("still there") }],
		["gone with the session", goodDevice(treeOf([["Device.T."], ["Device.T.1.X", "1"]])), { status: "succeeded" }],
		["not told of any more", () => silence, { status: "succeeded" }],
	])("that is answered Status 0 and listed on is looked for in another session: %s", (_title, later, outcome) => {
		const { context, run } = bench();
		const good = goodDevice(inTable());
		const first: Device = (request, nth) =>
			request.rpc === "DeleteObject" ? response("DeleteObject", { status: 0 }) : good(request, nth);
		const ran = run(deleteObject({ path: "Device.T.4." }, context, null), first, [{ afterSeconds: 20, device: later }]);
		expect(ran.outcome).toMatchObject(outcome);
		const again = bench();
		const resumed = again.run(deleteObject({ path: "Device.T.4." }, again.context, ran.phases[0]), later, [
			{ afterSeconds: 60 },
		]);
		expect([resumed.outcome, countOf(resumed, "DeleteObject")]).toEqual([ran.outcome, 0]);
	});

	test("that is answered Status 1 goes with a reboot", () => {
		const { context, run } = bench();
		const good = goodDevice(inTable());
		const device: Device = (request, nth) =>
			request.rpc === "DeleteObject" ? response("DeleteObject", { status: 1 }) : good(request, nth);
		expect(run(deleteObject({ path: "Device.T.4." }, context, null), device).outcome).toMatchObject({
			status: "succeeded",
			result: { status: 1 },
		});
	});

	test.each<[string, Device, Device, string]>([
		["it is gone", ...onOne((tree) => mute(goodDevice(tree), "DeleteObject")), "succeeded"],
		["it is still there", deafTo("DeleteObject", goodDevice(inTable())), goodDevice(inTable()), "failed"],
		["the rows can't be had", deafTo("DeleteObject", goodDevice(inTable())), () => silence, "unknown"],
		["the rows are refused", deafTo("DeleteObject", goodDevice(inTable())), () => fault(9002), "unknown"],
		[
			"the device says that there is no such table",
			deafTo("DeleteObject", goodDevice(inTable())),
			() => fault(9005),
			"succeeded",
		],
	])("without an answer is settled by whether it is listed: %s", (_title, first, later, status) => {
		const { context, run } = bench();
		const ran = run(deleteObject({ path: "Device.T.4." }, context, null), first, [{ afterSeconds: 20, device: later }]);
		expect([ran.outcome.status, countOf(ran, "DeleteObject")]).toEqual([status, 1]);

		const again = bench();
		const resumed = again.run(deleteObject({ path: "Device.T.4." }, again.context, SENT), later, [
			{ afterSeconds: 60 },
		]);
		expect([resumed.outcome, countOf(resumed, "DeleteObject")]).toEqual([ran.outcome, 0]);
	});
});

describe("setAttributes", () => {
	const input = { attributes: [{ path: "Device.A", notification: 2, accessList: ["Subscriber"] }] };

	/** Says that these attributes stand. */
	const attributes =
		(notification: number, accessList: readonly string[]): Device =>
		() =>
			response("GetParameterAttributes", { parameters: [{ path: "Device.A", notification, accessList }] });

	test.each<[string, Device, string]>([
		["they are as they were to be", attributes(2, ["Subscriber"]), "succeeded"],
		["the notification is another", attributes(0, ["Subscriber"]), "failed"],
		["the access list is another", attributes(2, []), "failed"],
		["they can't be read", () => fault(9000), "unknown"],
		["silence", () => silence, "unknown"],
	])("without an answer are settled by reading them: %s", (_title, later, status) => {
		const { context, run } = bench();
		const ran = run(setAttributes(input, context, null), () => silence, [{ afterSeconds: 5, device: later }]);
		expect([ran.outcome.status, countOf(ran, "SetParameterAttributes")]).toEqual([status, 1]);
	});
});
