/** One device's change as a program, against devices that are functions: what is sent, and what it comes to. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyTo, undo } from "../../src/engine/changes/program.ts";
import type { ChangeAnswer, ChangeStep, DeviceOutcome, DevicePlan } from "../../src/engine/changes/steps.ts";
import type { OperationEnd } from "../../src/proof/check.ts";

const A = "Device.A";
const B = "Device.B";
const SECRET = "Device.PPP.Interface.1.Password";
const ENDED: OperationEnd = { status: "succeeded", result: null, fault: null, reason: null, sessionId: null };
const FAULT: OperationEnd = { ...ENDED, status: "failed", fault: { code: 9003, message: "no" }, reason: "fault 9003" };

/** How a device behaves; it holds its values itself. */
interface Device {
	readonly values: Map<string, string>;
	readonly onSet?: (values: readonly { path: string; value: string }[], nth: number, device: Device) => OperationEnd;
	readonly onRead?: (nth: number) => OperationEnd | null;
	readonly hides?: readonly string[];
	/** Hidden values that Certus knows to have stood there. */
	readonly held?: Readonly<Record<string, string>>;
	/** The login names that stood beside them. */
	readonly names?: Readonly<Record<string, string>>;
}

interface Ran {
	readonly outcome: DeviceOutcome;
	/** What was set, in order. */
	readonly sets: readonly Readonly<Record<string, string>>[];
	readonly asked: readonly string[];
}

function take(values: readonly { path: string; value: string }[], device: Device): OperationEnd {
	for (const { path, value } of values) device.values.set(path, value);
	return { ...ENDED, result: { status: 0 } };
}

function run(program: Generator<ChangeStep, DeviceOutcome, ChangeAnswer>, device: Device): Ran {
	const sets: Record<string, string>[] = [];
	const asked: string[] = [];
	let reads = 0;
	const seen = () =>
		new Map(
			[...device.values].map(([path, value]) => [
				path,
				{ value: device.hides?.includes(path) ? "" : value, type: "xsd:string" },
			]),
		);
	// What Certus keeps: no secrets.
	const kept = new Map([...seen()].filter(([path, { value }]) => path !== SECRET && value !== "********"));
	let turn = program.next();
	for (let step = 0; !turn.done; step++) {
		if (step > 50) throw new Error("it does not come to an end");
		const ask = turn.value;
		const how = ask.ask === "operation" ? `${ask.late ? " late" : ""}${ask.apart ? " apart" : ""}` : "";
		asked.push(ask.ask === "operation" ? `${ask.place} ${ask.kind}${how}` : ask.ask);
		let answer: ChangeAnswer = { got: "checked" };
		const held = new Map(
			Object.entries(device.held ?? {}).map(([path, value]) => [
				path,
				{ value, type: null, names: device.names ?? {} },
			]),
		);
		if (ask.ask === "backup" || ask.ask === "kept") answer = { got: "backup", kept, held };
		if (ask.ask === "operation") {
			let end: OperationEnd = ENDED;
			if (ask.kind === "set") {
				const values = ask.input.values as readonly { path: string; value: string }[];
				sets.push(Object.fromEntries(values.map(({ path, value }) => [path, value])));
				end = device.onSet?.(values, sets.length, device) ?? take(values, device);
			} else if (ask.kind === "read") {
				const paths = ask.input.paths as readonly string[];
				const values = [...seen()].filter(([path]) => paths.includes(path));
				const read = values.map(([path, { value, type }]) => ({ path, value, type }));
				end = device.onRead?.(++reads) ?? { ...ENDED, result: { values: read } };
			}
			answer = { got: "operation", end };
		}
		turn = program.next(answer);
	}
	return { outcome: turn.value, sets, asked };
}

function planOf(set: Readonly<Record<string, string>>, before: Readonly<Record<string, string | null>>): DevicePlan {
	const values = Object.entries(set).map(([path, value]) => ({ path, value }));
	const items = values.map(({ path, value }) => {
		return { path, before: before[path] ?? null, after: value, type: "xsd:string", risks: [] };
	});
	return { kind: "set", input: { values }, items, compares: true, live: true, mayCutOff: false };
}
const holding = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));

describe("applying", () => {
	test("keeps, sends once, reads back", () => {
		const device: Device = { values: holding({ [A]: "1" }) };
		const { outcome, sets, asked } = run(applyTo(planOf({ [A]: "2" }, { [A]: "1" })), device);
		expect(outcome).toMatchObject({ state: "applied", failure: null, sent: true });
		expect(sets).toEqual([{ [A]: "2" }]);
		expect(asked).toEqual(["backup", "checked", "apply set", "readBack read"]);
	});

	test("nothing is sent where a value stands otherwise than it was shown", () => {
		const { outcome, sets } = run(applyTo(planOf({ [A]: "2" }, { [A]: "0" })), { values: holding({ [A]: "1" }) });
		expect([outcome.state, outcome.failure?.code, outcome.sent, sets]).toEqual([
			"failed",
			"previewOutdated",
			false,
			[],
		]);
	});

	describe("what may cut the device off", () => {
		const plan = { ...planOf({ [A]: "2" }, { [A]: "1" }), mayCutOff: true };
		const away: OperationEnd = { ...ENDED, status: "expired", reason: "it did not come" };

		test("is done once the device has come back", () => {
			const { outcome, sets, asked } = run(applyTo(plan), { values: holding({ [A]: "1" }) });
			expect([outcome.state, sets]).toEqual(["applied", [{ [A]: "2" }]]);
			expect(asked.slice(-2)).toEqual(["readBack read", "return read apart"]);
		});

		test("is taken back, whenever the device comes, where it does not", () => {
			const device = { values: holding({ [A]: "1" }), onRead: (nth: number) => (nth === 2 ? away : null) };
			const { outcome, asked } = run(applyTo(plan), device);
			expect([outcome.state, outcome.failure?.code]).toEqual(["rolledBack", "notSeenAgain"]);
			expect(asked.slice(-2)).toEqual(["undo set late", "undoReadBack read late"]);
			expect(device.values.get(A)).toBe("1");
		});

		test("and is done where it comes back and can't be read", () => {
			const faulted: OperationEnd = { ...ENDED, status: "failed", reason: "9002" };
			const device = { values: holding({ [A]: "1" }), onRead: (nth: number) => (nth === 2 ? faulted : null) };
			expect(run(applyTo(plan), device).outcome.state).toBe("applied");
		});

		test("waits for nothing where it takes effect after a reboot", () => {
			const onSet: Device["onSet"] = (values, _nth, own) => ({ ...take(values, own), result: { status: 1 } });
			const { outcome, asked } = run(applyTo(plan), { values: holding({ [A]: "1" }), onSet });
			expect([outcome.pendingReboot, asked.at(-1)]).toEqual([true, "readBack read"]);
		});
	});

	test("a spelling is no difference", () => {
		const plan = planOf({ [A]: "0" }, { [A]: "true" });
		const items = plan.items.map((item) => ({ ...item, type: "xsd:boolean" }));
		expect(run(applyTo({ ...plan, items }), { values: holding({ [A]: "1" }) }).outcome.state).toBe("applied");
	});

	test("a device that takes something else is put back", () => {
		const onSet: Device["onSet"] = (values, nth, own) =>
			take(nth === 1 ? values.map((value) => ({ ...value, value: "odd" })) : values, own);
		const device = { values: holding({ [A]: "1", [B]: "1" }), onSet };
		const { outcome, sets, asked } = run(applyTo(planOf({ [A]: "2" }, { [A]: "1" })), device);
		expect([outcome.state, outcome.failure?.code]).toEqual(["rolledBack", "readBackDiffers"]);
		expect(sets).toEqual([{ [A]: "2" }, { [A]: "1" }]);
		expect(asked.slice(-2)).toEqual(["undo set late", "undoReadBack read late"]);
		expect(device.values.get(A)).toBe("1");
	});

	test("one that refuses, and takes some of it all the same, is put back", () => {
		const onSet: Device["onSet"] = (values, nth, own) => {
			if (nth > 1) return take(values, own);
			take(values.slice(0, 1), own);
			return FAULT;
		};
		const device = { values: holding({ [A]: "1", [B]: "1" }), onSet };
		const { outcome } = run(applyTo(planOf({ [A]: "2", [B]: "2" }, { [A]: "1", [B]: "1" })), device);
		expect([outcome.state, outcome.failure?.code]).toEqual(["rolledBack", "notAtomic"]);
		expect([...device.values.values()]).toEqual(["1", "1"]);
	});

	test("one that refuses and stays as it is has only failed", () => {
		const { outcome, sets } = run(applyTo(planOf({ [A]: "2" }, { [A]: "1" })), {
			values: holding({ [A]: "1" }),
			onSet: () => FAULT,
		});
		expect([outcome.state, outcome.sent, sets.length]).toEqual(["failed", false, 1]);
	});

	test("one that is not seen again is put back when it comes", () => {
		const gone: OperationEnd = { ...ENDED, status: "expired", reason: "it did not come" };
		const device: Device = { values: holding({ [A]: "1" }), onRead: (nth) => (nth === 1 ? gone : null) };
		const { outcome } = run(applyTo(planOf({ [A]: "2" }, { [A]: "1" })), device);
		expect([outcome.state, outcome.failure?.code]).toEqual(["rolledBack", "notSeenAgain"]);
		expect(device.values.get(A)).toBe("1");
	});

	test("what was never sent in time changes nothing, and nothing is put back", () => {
		const late: OperationEnd = { ...ENDED, status: "expired", reason: "it did not come" };
		const { outcome, sets } = run(applyTo(planOf({ [A]: "2" }, { [A]: "1" })), {
			values: holding({ [A]: "1" }),
			onSet: () => late,
		});
		expect([outcome.state, outcome.failure?.code, sets.length]).toEqual(["failed", "expired", 1]);
	});

	test("Status 1 that takes effect later waits for a reboot", () => {
		const { outcome } = run(applyTo(planOf({ [A]: "2" }, { [A]: "1" })), {
			values: holding({ [A]: "1" }),
			onSet: () => ({ ...ENDED, result: { status: 1 } }),
		});
		expect(outcome).toMatchObject({ state: "applied", pendingReboot: true });
	});

	test("a secret that reads back empty is unverified, no failure", () => {
		const device = { values: holding({ [SECRET]: "old", [A]: "1" }), hides: [SECRET] };
		const { outcome } = run(applyTo(planOf({ [SECRET]: "new", [A]: "2" }, { [A]: "1" })), device);
		expect(outcome).toMatchObject({ state: "applied", unverified: [SECRET] });
	});

	const UNANSWERED: OperationEnd = { ...ENDED, status: "unknown", reason: "no answer came" };
	test.each<[string, Readonly<Record<string, string>>, boolean, readonly unknown[]]>([
		["the device hides all of it", { [SECRET]: "new" }, false, ["failed", "unknown", 1]],
		["the rest stood so before", { [SECRET]: "new", [B]: "1" }, false, ["failed", "unknown", 1]],
		["the rest can't be read", { [SECRET]: "new", "Device.C": "1" }, false, ["failed", "unknown", 1]],
		["the rest has changed as wished", { [SECRET]: "new", [A]: "2" }, true, ["applied", undefined, 1]],
		["the rest has not", { [SECRET]: "new", [A]: "2" }, false, ["rolledBack", "readBackDiffers", 2]],
	])("a secret of a set that was never answered, where %s", (_title, set, takes, expected) => {
		const onSet: Device["onSet"] = (values, nth, own) =>
			nth === 1 ? { ...(takes ? take(values, own) : ENDED), ...UNANSWERED } : take(values, own);
		const values = holding({ [SECRET]: "old", [A]: "1", [B]: "1" });
		const device: Device = { values, hides: [SECRET], onSet, held: { [SECRET]: "old" } };
		const { outcome, sets } = run(applyTo(planOf(set, { [A]: "1", [B]: "1" })), device);
		expect([outcome.state, outcome.failure?.code, sets.length]).toEqual(expected);
		if (expected[1] === "unknown") {
			expect(outcome).toMatchObject({ sent: true, failure: { detail: expect.stringContaining("not known") } });
		}
	});

	test("without a backup nothing is sent", () => {
		const program = applyTo(planOf({ [A]: "2" }, { [A]: "1" }));
		expect(program.next().value).toMatchObject({ ask: "backup", paths: [A] });
		const { value } = program.next({ got: "backup", kept: null, code: "noBackup", reason: "it can't be read" });
		expect(value).toMatchObject({ state: "failed", failure: { code: "noBackup" }, sent: false });
	});
});

describe("taking back", () => {
	test("writes what was touched, as it was, and nothing else", () => {
		const device = { values: holding({ [A]: "1", [B]: "1" }) };
		const plan = planOf({ [A]: "2" }, { [A]: "1" });
		run(applyTo(plan), device);
		const before = new Map([...device.values].map(([path]) => [path, { value: "1", type: "xsd:string" }]));
		const program = undo(plan);
		program.next();
		expect(program.next({ got: "backup", kept: before }).value).toMatchObject({ place: "undoLook", kind: "read" });
		const stands = { ...ENDED, result: { values: [{ path: A, value: "2", type: "xsd:string" }] } };
		const { value } = program.next({ got: "operation", end: stands });
		expect(value).toMatchObject({
			place: "undo",
			kind: "set",
			inverse: true,
			input: { values: [{ path: A, value: "1" }] },
		});
	});

	test("what others have set since is left as it stands, and told", () => {
		const plan = planOf({ [A]: "2", [B]: "2" }, { [A]: "1", [B]: "1" });
		const program = undo(plan);
		program.next();
		const before = new Map([A, B].map((path) => [path, { value: "1", type: "xsd:string" }]));
		program.next({ got: "backup", kept: before });
		const values = [
			{ path: A, value: "somebody's", type: "xsd:string" },
			{ path: B, value: "2", type: "xsd:string" },
		];
		const { value } = program.next({ got: "operation", end: { ...ENDED, result: { values } } });
		expect(value).toMatchObject({ place: "undo", input: { values: [{ path: B, value: "1" }] } });
		program.next({ got: "operation", end: ENDED });
		const back = { ...ENDED, result: { values: [{ path: B, value: "1", type: "xsd:string" }] } };
		const { value: outcome } = program.next({ got: "operation", end: back });
		expect(outcome).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining(A) } });
	});

	test("what a device masks is hidden, whatever its name, and a name stays with its password", () => {
		const [name, key] = ["Device.PPP.Interface.1.Username", "Device.PPP.Interface.1.X_Access"];
		const onSet: Device["onSet"] = (values, nth, own) =>
			take(nth === 1 ? values.map((one) => (one.path === A ? { ...one, value: "odd" } : one)) : values, own);
		const device: Device = { values: holding({ [name]: "old", [key]: "********", [A]: "1" }), onSet };
		const { sets, outcome } = run(
			applyTo(planOf({ [name]: "new", [key]: "guessed", [A]: "2" }, { [name]: "old", [A]: "1" })),
			device,
		);
		expect(sets[1]).toEqual({ [A]: "1" });
		expect(outcome).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining(key) } });
	});

	test("a held password goes back with its name, unverified, and never beside what others have set", () => {
		const name = "Device.PPP.Interface.1.Username";
		const plan = planOf({ [name]: "new", [SECRET]: "new" }, { [name]: "old" });
		const held = { [SECRET]: "old" };
		const onSet: Device["onSet"] = (values, nth, own) =>
			take(nth === 1 ? values.map((one) => (one.path === name ? { ...one, value: "odd" } : one)) : values, own);
		const device: Device = { values: holding({ [name]: "old", [SECRET]: "old" }), hides: [SECRET], held, onSet };
		const { outcome, sets, asked } = run(applyTo(plan), device);
		expect(sets[1]).toEqual({ [name]: "old", [SECRET]: "old" });
		expect(outcome).toMatchObject({ state: "rolledBack", unverified: [SECRET] });
		// The device is there as it is asked what may go back.
		expect(asked.slice(-5)).toEqual([
			...["kept", "takeBackLook read late", "kept", "undo set late", "undoReadBack read late"],
		]);

		const program = undo(plan);
		program.next();
		const kept = new Map([[name, { value: "old", type: null }]]);
		const known = new Map([[SECRET, { value: "old", type: null, names: {} }]]);
		program.next({ got: "backup", kept, held: known });
		const values = [{ path: name, value: "somebody's", type: null }];
		const look = { ...ENDED, result: { values } };
		expect(program.next({ got: "operation", end: look }).value).toEqual({ ask: "kept" });
		expect(program.next({ got: "backup", kept, held: known }).value).toMatchObject({ place: "undoLook" });
		expect(program.next({ got: "operation", end: look }).value).toEqual({ ask: "kept" });
		const { value } = program.next({ got: "backup", kept, held: known });
		expect(value).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining(SECRET) } });
	});

	test.each([
		["goes back beside the name that it was set beside", "me", [SECRET]],
		["stays beside another name, that the change did not touch", "somebody's", []],
	])("a held password by itself %s", (_title, nameNow, expected) => {
		const name = "Device.PPP.Interface.1.Username";
		const device: Device = {
			...{ values: holding({ [name]: nameNow, [SECRET]: "new" }), hides: [SECRET] },
			...{ held: { [SECRET]: "old" }, names: { [name]: "me" } },
		};
		const { sets, outcome } = run(undo(planOf({ [SECRET]: "new" }, {})), device);
		expect(sets.flatMap(Object.keys)).toEqual(expected);
		expect(outcome.state).toBe(expected.length > 0 ? "rolledBack" : "failed");
	});

	test("whether a held password is back is not known where no answer came", () => {
		const onSet: Device["onSet"] = (values, nth, own) =>
			nth === 1 ? take([{ path: A, value: "odd" }], own) : { ...take(values, own), status: "unknown" };
		const device: Device = {
			...{ values: holding({ [A]: "1", [SECRET]: "old" }), hides: [SECRET], held: { [SECRET]: "old" }, onSet },
		};
		const { outcome } = run(applyTo(planOf({ [A]: "2", [SECRET]: "new" }, { [A]: "1" })), device);
		expect(outcome).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining("not known") } });
	});

	test("a password that the device shows is not kept, and its failure does not say that the device hides it", () => {
		const device: Device = { values: holding({ [SECRET]: "new" }) };
		const { sets, outcome } = run(undo(planOf({ [SECRET]: "new" }, {})), device);
		expect([sets, outcome.state]).toEqual([[], "failed"]);
		expect(outcome.failure?.detail).toContain("a secret or hidden");
	});

	test("an action is never written back", () => {
		const plan = planOf({ "Device.X.Reset": "1" }, { "Device.X.Reset": "0" });
		const { sets, outcome } = run(undo(plan), { values: holding({ "Device.X.Reset": "0" }) });
		expect([sets, outcome.state]).toEqual([[], "failed"]);
	});

	test("an added object is removed by the number that it was given", () => {
		const program = undo({
			kind: "addObject",
			input: { path: "Device.T." },
			items: [],
			compares: false,
			live: false,
			mayCutOff: false,
		});
		expect(program.next().value).toMatchObject({ place: "apply", kind: "addObject" });
		const end = { ...ENDED, result: { path: "Device.T.4.", instanceNumber: 4, status: 0 } };
		expect(program.next({ got: "operation", end }).value).toMatchObject({
			...{ place: "undo", kind: "deleteObject", input: { path: "Device.T.4." }, inverse: true },
		});
	});
});

test("whatever a device does with its sets: it ends, secrets are never written back, and applied means that it stands", () => {
	const behaviour = fc.constantFrom("takes", "ignores", "refuses", "half", "silent", "odd", "later");
	fc.assert(
		fc.property(fc.array(behaviour, { maxLength: 4 }), fc.boolean(), (behaviours, unread) => {
			const onSet: Device["onSet"] = (values, nth, own) => {
				switch (behaviours[nth - 1] ?? "takes") {
					case "takes":
						return take(values, own);
					case "ignores":
						return { ...ENDED, result: { status: 0 } };
					case "refuses":
						return FAULT;
					case "half":
						take(values.slice(0, 1), own);
						return FAULT;
					case "silent":
						return { ...ENDED, status: "unknown", reason: "no answer came" };
					case "odd":
						return take(
							values.map((value) => ({ ...value, value: "odd" })),
							own,
						);
					default:
						return { ...ENDED, result: { status: 1 } };
				}
			};
			const gone: OperationEnd = { ...ENDED, status: "expired", reason: "it did not come" };
			const before = { [A]: "1", [B]: "1", [SECRET]: "old" };
			const device: Device = {
				values: holding(before),
				hides: [SECRET],
				onSet,
				onRead: (nth) => (unread && nth === 1 ? gone : null),
			};
			const plan = planOf({ [A]: "2", [SECRET]: "new", [B]: "2" }, { [A]: "1", [B]: "1" });
			const { outcome, sets } = run(applyTo(plan), device);
			for (const set of sets.slice(1)) expect(Object.keys(set)).not.toContain(SECRET);
			if (outcome.state === "applied" && !outcome.pendingReboot) {
				expect([device.values.get(A), device.values.get(B)]).toEqual(["2", "2"]);
			}
			if (outcome.state === "rolledBack") expect([device.values.get(A), device.values.get(B)]).toEqual(["1", "1"]);
			if (!outcome.sent && outcome.state === "failed") {
				expect([device.values.get(A), device.values.get(B)]).toEqual(["1", "1"]);
			}
		}),
		{ numRuns: 1_000 },
	);
});
