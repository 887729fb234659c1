import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/cwmp/session.ts";
import { type ModelHints, newHints } from "../../src/engine/operations/program.ts";
import { readValues } from "../../src/engine/operations/readValues.ts";
import { read } from "../../src/engine/operations/writes.ts";
import { bench, type Device, fault, goodDevice, type Ran, response, silence, treeOf } from "./scripted.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `Device.X.P${i}`);

interface Manner {
	/** Names that can't be read. */
	readonly poison?: ReadonlySet<string>;
	/** What it answers where one of them is asked for. */
	readonly atPoison?: (guilty: readonly string[]) => Answer;
	readonly maxNames?: number;
	readonly atTooMany?: Answer;
}

/** Knows every name, but for its manners. */
function device({ poison = new Set(), atPoison = () => fault(9005), maxNames, atTooMany }: Manner): Device {
	return (request) => {
		if (request.rpc !== "GetParameterValues") return fault(9000);
		const { paths } = request.body;
		if (maxNames !== undefined && paths.length > maxNames) return atTooMany ?? fault(9004);
		const guilty = paths.filter((path) => poison.has(path));
		if (guilty.length > 0) return atPoison(guilty);
		return response("GetParameterValues", {
			parameters: paths.map((path) => ({ path, value: `of ${path}`, type: "xsd:string" })),
		});
	};
}

function readAll(paths: readonly string[], from: Device, hints: ModelHints = newHints()) {
	const ran = bench().run(readValues(paths, hints), from);
	return { ...ran, read: ran.outcome.values.map(({ path }) => path), hints };
}

function sizes(ran: Ran<unknown>): number[] {
	return ran.sent.map((request) => (request.rpc === "GetParameterValues" ? request.body.paths.length : 0));
}

describe("batches", () => {
	test("begin at 64 names, double while that goes well, up to 256, and the model remembers", () => {
		const hints = newHints();
		expect(sizes(readAll(names(1_000), device({}), hints))).toEqual([64, 128, 256, 256, 256, 40]);
		expect(sizes(readAll(names(300), device({}), hints))).toEqual([256, 44]);
	});

	test("a name that is asked for twice is asked for once", () => {
		expect(sizes(readAll(["Device.A", "Device.A"], device({})))).toEqual([1]);
	});

	test("quirk 64: 9004 halves the batch until it fits, and the device is not tried with more again", () => {
		const ran = readAll(names(200), device({ maxNames: 16 }));
		expect(ran.read).toHaveLength(200);
		expect(ran.outcome.missing).toEqual([]);
		expect(sizes(ran).filter((size) => size > 16)).toEqual([64, 32]);
	});

	test("quirk 63: 9002 to many names is a matter of how many, too", () => {
		const ran = readAll(names(200), device({ maxNames: 31, atTooMany: fault(9002) }));
		expect([ran.read.length, ran.outcome.missing]).toEqual([200, []]);
		expect(sizes(ran).filter((size) => size > 31)).toEqual([64, 32]);
	});

	test("a device that is silent to many names costs as many lost sessions as there are halves, and no more", () => {
		const ran = readAll(names(400), device({ maxNames: 10, atTooMany: silence }));
		expect([ran.read.length, ran.outcome.missing]).toEqual([400, []]);
		expect(sizes(ran).filter((size) => size > 10)).toEqual([64, 32, 16]);
	});

	test("a silence that one name was the cause of makes batches large again", () => {
		const paths = names(300);
		const ran = readAll(paths, device({ poison: new Set([paths[5] as string]), atPoison: () => silence }));
		expect(ran.read).toHaveLength(299);
		expect(Math.max(...sizes(ran).slice(-3))).toBeGreaterThanOrEqual(64);
	});

	test("a single name that is too much for it is missing with that fault", () => {
		const ran = readAll(["Device.Huge"], device({ maxNames: 0 }));
		expect(ran.outcome.missing).toEqual([{ path: "Device.Huge", code: 9004, message: "fault 9004" }]);
	});
});

describe("names that can't be read", () => {
	const paths = names(40);
	const poison = new Set([paths[3] as string, paths[38] as string]);

	test.each<[string, Manner["atPoison"], number]>([
		["quirk 62: one bad name without being named is isolated by halves", () => fault(9005), 9005],
		[
			"a fault that names the names costs no search",
			(bad) =>
				fault(
					9003,
					bad.map((path) => ({ path, code: 9005, message: "" })),
				),
			9003,
		],
		["quirk 113: silence is searched like a fault", () => silence, 0],
		["any other fault isolates as well", () => fault(9002), 9002],
		[
			"a fault that names names which were not asked for is searched all the same",
			() => fault(9005, [{ path: "Device.Other", code: 9005, message: "" }]),
			9005,
		],
	])("%s", (_title, atPoison, code) => {
		const ran = readAll(paths, device({ poison, atPoison: atPoison as () => Answer }));
		expect(new Set(ran.read)).toEqual(new Set(paths.filter((path) => !poison.has(path))));
		expect(ran.outcome.missing.map((one) => [one.path, one.code])).toEqual([...poison].map((path) => [path, code]));
		expect(ran.outcome.refused).toBeNull();
	});

	test("a fault that names them is met with three requests: the rest, and each by itself", () => {
		const named: Manner["atPoison"] = (bad) =>
			fault(
				9003,
				bad.map((path) => ({ path, code: 9005, message: "" })),
			);
		expect(sizes(readAll(paths, device({ poison, atPoison: named })))).toEqual([40, 38, 1, 1]);
	});

	test("the model remembers them: they harm no batch a second time", () => {
		const hints = newHints();
		readAll(paths, device({ poison }), hints);
		expect(hints.poison).toEqual(poison);
		expect(sizes(readAll(paths, device({ poison }), hints))).toEqual([38, 1, 1]);
	});

	test("silence to one name is asked once more, then it is missing as unanswered", () => {
		const ran = readAll(["Device.A"], () => silence);
		expect(sizes(ran)).toEqual([1, 1]);
		expect(ran.outcome.missing).toEqual([{ path: "Device.A", code: 0, message: "no answer" }]);
	});

	test("silence that was the network's is answered at the second time", () => {
		const ran = readAll(["Device.A"], (request, nth) => (nth === 1 ? silence : device({})(request, nth)));
		expect([ran.read, ran.outcome.missing, ran.hints.poison.size]).toEqual([["Device.A"], [], 0]);
	});

	test("quirk 118: a name that is left out of the answer is missing, not empty", () => {
		const known = new Set(["Device.A"]);
		const leavesOut: Device = (request) =>
			response("GetParameterValues", {
				parameters: (request.rpc === "GetParameterValues" ? request.body.paths : [])
					.filter((path) => known.has(path))
					.map((path) => ({ path, value: "", type: "xsd:string" })),
			});
		const { outcome } = readAll(["Device.A", "Device.B", "Device.C."], leavesOut);
		expect(outcome.values).toEqual([{ path: "Device.A", value: "", type: "xsd:string" }]);
		expect(outcome.missing).toEqual(
			["Device.B", "Device.C."].map((path) => ({ path, code: 0, message: "not in the device's answer" })),
		);
	});

	test("a device that does not know GetParameterValues refuses once", () => {
		const ran = readAll(names(100), () => fault(9000));
		expect(ran.outcome.refused?.code).toBe(9000);
		expect(ran.sent).toHaveLength(1);
	});
});

test("quirk 61: a partial path that is refused is read by the names below it", () => {
	const tree = treeOf([
		["Device.W.A", "1"],
		["Device.W.T.1.B", "2"],
		["Device.Other", "3"],
	]);
	const good = goodDevice(tree);
	const leavesOnly: Device = (request, nth) =>
		request.rpc === "GetParameterValues" && request.body.paths.some((path) => path.endsWith("."))
			? fault(9005)
			: good(request, nth);
	const { outcome, hints } = readAll(["Device.W.", "Device.Other"], leavesOnly);
	expect(outcome.values.map(({ path, value }) => [path, value]).sort()).toEqual([
		["Device.Other", "3"],
		["Device.W.A", "1"],
		["Device.W.T.1.B", "2"],
	]);
	expect([outcome.missing, hints.poison.size]).toEqual([[], 0]);
});

describe("a partial path that yields nothing is read by the names below it", () => {
	const tree = treeOf([
		["Device.W.A", "1"],
		["Device.W.T.1.B", "2"],
		["Device.Other", "3"],
	]);
	const good = goodDevice(tree);
	/** Partial paths are answered so, leaves as they should be. */
	const partly =
		(answer: (paths: readonly string[]) => Answer): Device =>
		(request, nth) =>
			request.rpc === "GetParameterValues" && request.body.paths.some((path) => path.endsWith("."))
				? answer(request.body.paths)
				: good(request, nth);
	const list = (...paths: string[]) =>
		response("GetParameterValues", { parameters: paths.map((path) => ({ path, value: "", type: "" })) });
	const oneLevel =
		(device: Device): Device =>
		(request, nth) =>
			device(
				request.rpc === "GetParameterNames" ? { ...request, body: { ...request.body, nextLevel: true } } : request,
				nth,
			);
	const byLevelAlone =
		(device: Device): Device =>
		(request, nth) =>
			request.rpc === "GetParameterNames" && !request.body.nextLevel ? fault(9003) : device(request, nth);

	test.each<[string, Device]>([
		["the object itself, empty", partly((paths) => list(...paths))],
		["an empty list", partly(() => list())],
		["what stands elsewhere", partly(() => list("Device.DeviceInfo.Manufacturer"))],
		["a fault, its names one level at a time", byLevelAlone(partly(() => fault(9005)))],
		["an empty list, its names one level whatever is asked", oneLevel(partly(() => list()))],
	])("answered: %s", (_title, from) => {
		const { outcome } = readAll(["Device.W."], from);
		const below = outcome.values.filter(({ path }) => path.startsWith("Device.W."));
		expect(below.map(({ path, value }) => [path, value]).sort()).toEqual([
			["Device.W.A", "1"],
			["Device.W.T.1.B", "2"],
		]);
		expect(outcome.missing).toEqual([]);
	});

	test("and is missing where it names nothing either: an empty table is asked for twice, not more", () => {
		const empty = treeOf([["Device.W.T."]]);
		const { outcome, sent } = readAll(["Device.W.T."], goodDevice(empty));
		expect(outcome.missing).toEqual([{ path: "Device.W.T.", code: 0, message: "not in the device's answer" }]);
		expect(sent.map(({ rpc }) => rpc)).toEqual(["GetParameterValues", "GetParameterNames"]);
	});

	test("names that it gives no values of are missing, one by one", () => {
		const { outcome } = readAll(["Device.W."], (request, nth) =>
			request.rpc === "GetParameterValues" ? list() : good(request, nth),
		);
		expect(outcome.missing.map(({ path }) => path)).toEqual(["Device.W.A", "Device.W.T.1.B"]);
	});
});

test("a partial path that has neither values nor names is missing", () => {
	const { outcome, sent } = readAll(["Device.Gone."], () => fault(9005));
	expect(outcome.missing).toEqual([{ path: "Device.Gone.", code: 9005, message: "fault 9005" }]);
	expect(sent.map(({ rpc }) => rpc)).toEqual(["GetParameterValues", "GetParameterNames"]);
});

test("whatever names are poison and however few fit: the readable are read, the poison is missing, in few requests", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 500 }),
			fc.uniqueArray(fc.integer({ min: 0, max: 499 }), { maxLength: 12 }),
			fc.integer({ min: 1, max: 300 }),
			fc.integer({ min: 1, max: 256 }),
			fc.constantFrom<Answer>(fault(9005), fault(9002), fault(9004), fault(9003), silence),
			fc.constantFrom<Answer>(fault(9004), fault(9002), silence),
			(count, bad, maxNames, batch, atPoison, atTooMany) => {
				const paths = names(count);
				const poison = new Set(bad.filter((index) => index < count).map((index) => `Device.X.P${index}`));
				const manners = { poison, atPoison: () => atPoison, maxNames, atTooMany };
				const ran = readAll(paths, device(manners), { ...newHints(), batch });
				expect(new Set(ran.read)).toEqual(new Set(paths.filter((path) => !poison.has(path))));
				expect(new Set(ran.outcome.missing.map(({ path }) => path))).toEqual(poison);
				// The batches that fit, halving down to them, and for each poison the search and growing again.
				const fitting = 2 * Math.ceil(count / Math.max(1, maxNames / 2)) + Math.ceil(count / Math.max(1, batch / 2));
				expect(ran.sent.length).toBeLessThanOrEqual(fitting + 20 + poison.size * 60);
			},
		),
		{ numRuns: 400 },
	);
});

describe("the operation read", () => {
	const tree = treeOf([
		["Device.A", "1", "xsd:boolean"],
		["Device.B", "2"],
	]);

	test("gives values with their types, and says what is missing and why", () => {
		const { outcome } = bench().run(read({ paths: ["Device.A", "Device.No"] }, newHints()), goodDevice(tree));
		expect(outcome).toEqual({
			status: "succeeded",
			result: {
				values: [{ path: "Device.A", value: "1", type: "xsd:boolean" }],
				missing: ["Device.No"],
				faults: [{ path: "Device.No", code: 9005, message: "fault 9005" }],
				unanswered: [],
			},
		});
	});

	test("of a device that answers nothing has failed", () => {
		const { outcome } = bench().run(read({ paths: ["Device.A", "Device.B"] }, newHints()), () => silence);
		expect(outcome).toMatchObject({ status: "failed", reason: "the device answered none of the reads" });
	});

	test("of a device that does not know the method has failed with its fault", () => {
		const { outcome } = bench().run(read({ paths: ["Device.A"] }, newHints()), () => fault(9000));
		expect(outcome).toMatchObject({ status: "failed", fault: { code: 9000 } });
	});

	test("of names that are all unknown succeeds, and all of them are missing", () => {
		const { outcome } = bench().run(read({ paths: ["Device.No", "Device.Non"] }, newHints()), goodDevice(tree));
		expect(outcome).toMatchObject({
			status: "succeeded",
			result: { values: [], missing: ["Device.No", "Device.Non"] },
		});
	});
});
