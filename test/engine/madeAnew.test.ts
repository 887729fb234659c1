/** What a change has removed comes back, on trees of the lab: added once, set in one call, read back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Tree } from "../../lab/tree.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";
import { isHiddenValue, isSecretName } from "../../src/cwmp/redact.ts";
import { isBelow } from "../../src/device/madeAnew.ts";
import { applyTo, undo } from "../../src/engine/changes/program.ts";
import type { ChangeAnswer, ChangeStep, DeviceOutcome, DevicePlan, Kept } from "../../src/engine/changes/steps.ts";
import type { OperationEnd } from "../../src/proof/check.ts";

const TEXT = `
Device.
Device.NAT.
Device.NAT.PortMapping. +
Device.NAT.PortMapping.1.
Enable* b 1
Status s Enabled
ExternalPort* u 8001
Description* s first
Device.NAT.PortMapping.2.
Enable* b 1
Status s Enabled
ExternalPort* u 8002
Description* s second
Device.NAT.PortMapping.{i}.
Enable* b 0
Status s Disabled
ExternalPort* u 0
Description* s
Device.PPP.
Device.PPP.Interface. +
Device.PPP.Interface.1.
Enable* b 1
Status s Up
Username* s me@isp
Password* s secret
MaxMRUSize* u 1492
Device.PPP.Interface.{i}.
Enable* b 0
Status s Down
Username* s
Password* s
MaxMRUSize* u 1500
Device.IP.
Device.IP.Interface.1.
LowerLayers* s Device.PPP.Interface.1
Description* s wan
Device.Routing.
Interface* s Device.IP.Interface.1,Device.PPP.Interface.1.
Device.DHCP.
Device.DHCP.Pool. +
Device.DHCP.Pool.1.
Enable* b 1
DNS* s 192.0.2.1
Device.DHCP.Pool.1.Static. +
Device.DHCP.Pool.1.Static.1.
Chaddr* s 02:00:00:00:00:01
Device.DHCP.Pool.1.Static.2.
Chaddr* s 02:00:00:00:00:02
Device.DHCP.Pool.1.Option. #
Device.DHCP.Pool.1.Option.1.
Value* s 03
Device.DHCP.Pool.{i}.
Enable* b 0
DNS* s
Device.DHCP.Pool.{i}.Static.{i}.
Chaddr* s
Device.DHCP.Pool.{i}.Option.{i}.
Value* s
Device.Fixed.
Device.Fixed.Row. #
Device.Fixed.Row.1.
Value* s here
`;

const ENDED: OperationEnd = { status: "succeeded", result: null, fault: null, reason: null, sessionId: null };
const fault = (code: number): OperationEnd => ({
	...{ ...ENDED, status: "failed", fault: { code, message: "no" }, reason: `fault ${code}` },
});
const SILENT: OperationEnd = { ...ENDED, status: "unknown", reason: "no answer came" };

type Act = "addObject" | "set" | "deleteObject" | "discover" | "read";

interface Device {
	readonly tree: Tree;
	/** What it does instead of what it is asked, the nth time. */
	readonly instead?: (act: Act, nth: number, input: Readonly<Record<string, unknown>>) => OperationEnd | null;
	/** What it makes by itself as an object is added. */
	readonly makes?: (added: string, device: Device) => void;
	/** It empties what names an object that goes. */
	readonly tidies?: boolean;
}

function deviceOf(more: Partial<Device> = {}, reusesNumbers = false): Device {
	return { tree: new Tree(buildTree(parseTree(TEXT)), () => undefined, reusesNumbers), ...more };
}

interface Backup {
	readonly kept: Kept;
	readonly hidden: readonly string[];
	readonly held: Readonly<Record<string, string>>;
}

/** What is kept of a device: of secrets only what Certus holds. */
function backupOf({ tree }: Device, held: Readonly<Record<string, string>> = {}): Backup {
	const all = (tree.values("Device.") ?? []).filter(({ path }) => tree.leaf(path)?.writable);
	const isHidden = (path: string, value: string) => isSecretName(path) || isHiddenValue(path, value);
	return {
		kept: new Map(all.flatMap(({ path, value, type }) => (isHidden(path, value) ? [] : [[path, { value, type }]]))),
		hidden: all.flatMap(({ path, value }) => (isHidden(path, value) && !(path in held) ? [path] : [])),
		held,
	};
}

/** A change's operations, as they are kept: a resumed change is handed what they ended with. */
interface Walk {
	readonly device: Device;
	readonly backup: Backup;
	readonly ended: Map<string, OperationEnd>;
	readonly sent: string[];
}

function walkOf(device: Device, backup: Backup): Walk {
	return { device, backup, ended: new Map(), sent: [] };
}

type Program = Generator<ChangeStep, DeviceOutcome, ChangeAnswer>;

/** To its end, or until so many operations were sent by it: then the process is gone. */
function run(make: () => Program, walk: Walk, dieAfter = Number.POSITIVE_INFINITY): DeviceOutcome | null {
	const program = make();
	let turn = program.next();
	let sent = 0;
	for (let step = 0; !turn.done; step++) {
		if (step > 2_000) throw new Error("it does not come to an end");
		const ask = turn.value;
		if (ask.ask !== "operation") {
			turn = program.next(answerTo(ask, walk));
			continue;
		}
		const id = JSON.stringify([ask.place, ask.kind, ask.input]);
		let end = walk.ended.get(id);
		if (end === undefined) {
			end = carriedOut(ask.kind as Act, ask.input, walk);
			walk.ended.set(id, end);
			walk.sent.push(`${ask.kind} ${String(ask.input.path ?? "")}`.trim());
			if (++sent >= dieAfter) return null;
		}
		turn = program.next({ got: "operation", end });
	}
	return turn.value;
}

function answerTo(ask: ChangeStep, { device: { tree }, backup }: Walk): ChangeAnswer {
	switch (ask.ask) {
		case "lost":
			return {
				got: "lost",
				lost: {
					kept: backup.kept,
					secrets: new Map(
						Object.entries(backup.held)
							.filter(([path]) => isBelow(path, ask.object))
							.map(([path, value]) => [path, { value, type: "xsd:string" }]),
					),
					hidden: backup.hidden.filter((path) => isBelow(path, ask.object)),
					takesNew: tree.branch(ask.object.replace(/\d+\.$/, ""))?.writable ?? null,
				},
			};
		case "checked":
			return { got: "checked" };
		default: {
			const now = (tree.values("Device.") ?? []).filter(({ path }) => !isSecretName(path));
			return { got: "backup", kept: new Map(now.map(({ path, value, type }) => [path, { value, type }])) };
		}
	}
}

function carriedOut(act: Act, input: Readonly<Record<string, unknown>>, { device, sent }: Walk): OperationEnd {
	const nth = sent.filter((one) => one.startsWith(act)).length + 1;
	return device.instead?.(act, nth, input) ?? done(act, input, device);
}

function done(act: Act, input: Readonly<Record<string, unknown>>, device: Device): OperationEnd {
	const { tree } = device;
	const path = input.path as string;
	switch (act) {
		case "addObject": {
			const instanceNumber = tree.add(path);
			if (instanceNumber === null) return fault(9005);
			const added = `${path}${instanceNumber}.`;
			device.makes?.(added, device);
			return { ...ENDED, result: { path: added, instanceNumber, status: 0 } };
		}
		case "deleteObject":
			if (!tree.delete(path)) return fault(9005);
			if (device.tidies) {
				for (const { path: at, value } of tree.values("Device.") ?? []) {
					const left = value.split(",").filter((part) => !isBelow(part.endsWith(".") ? part : `${part}.`, path));
					if (left.join() !== value) tree.set(at, left.join());
				}
			}
			return { ...ENDED, result: { path, status: 0 } };
		case "set":
			for (const one of input.values as { path: string; value: string }[]) {
				if (tree.leaf(one.path)?.writable !== true) return fault(9003);
			}
			for (const one of input.values as { path: string; value: string }[]) tree.set(one.path, one.value);
			return { ...ENDED, result: { status: 0 } };
		case "read": {
			const values = (input.paths as string[]).flatMap((one) => tree.values(one) ?? []);
			return { ...ENDED, result: { values } };
		}
		case "discover":
			return tree.branch(path) ? { ...ENDED, result: { names: namesTold(path, tree) } } : fault(9005);
	}
}

function namesTold(path: string, tree: Tree) {
	return (tree.names(path, false) ?? []).map(({ path: name, writable }) => {
		const leaf = tree.leaf(name);
		return { path: name, writable, value: leaf ? (leaf.secret ? "" : leaf.value) : null, type: leaf?.type ?? null };
	});
}

function removal(path: string): DevicePlan {
	const items = [{ path, before: "there", after: null, type: "object", risks: [] }];
	return { kind: "deleteObject", input: { path }, items, compares: true, live: true, mayCutOff: false };
}

/** Of an object, relative to it: what can be set there, as the device knows it. */
function settings({ tree }: Device, object: string): Readonly<Record<string, string>> {
	const names = tree.names(object, false) ?? [];
	return Object.fromEntries(
		names.flatMap(({ path }) => {
			const leaf = tree.leaf(path);
			return leaf?.writable ? [[path.slice(object.length), leaf.value]] : [];
		}),
	);
}

/** Removed, and rolled back. */
function takenBack(path: string, device: Device, held: Readonly<Record<string, string>> = {}) {
	const before = settings(device, path);
	const walk = walkOf(device, backupOf(device, held));
	expect(run(() => applyTo(removal(path)), walk)).toMatchObject({ state: "applied" });
	walk.sent.length = 0;
	const outcome = run(() => undo(removal(path)), walk) as DeviceOutcome;
	return { outcome, before, sent: walk.sent, walk };
}

describe("a removed object", () => {
	test("is added again, set in one call and read back; what the device gives it by itself is not set", () => {
		const device = deviceOf();
		const { outcome, before, sent } = takenBack("Device.NAT.PortMapping.2.", device);
		const now = "Device.NAT.PortMapping.3.";
		expect(outcome).toEqual({
			...{ state: "rolledBack", failure: null, sent: false, pendingReboot: false, unverified: [], leftAlone: [] },
			broughtBack: [{ path: "Device.NAT.PortMapping.2.", now }],
		});
		expect(settings(device, now)).toEqual(before);
		expect(sent).toEqual(["read", "addObject Device.NAT.PortMapping.", `discover ${now}`, "set", "read"]);
	});

	test("comes back with its rows: those that the device makes are taken for them, the rest is added", () => {
		const makes = (added: string, { tree }: Device) => {
			if (!/Pool\.\d+\.$/.test(added)) return;
			tree.add(`${added}Static.`, true);
			tree.add(`${added}Option.`, true);
		};
		const base = buildTree(parseTree(TEXT.replace("Device.DHCP.Pool.{i}.\n", "Device.DHCP.Pool.{i}.\n")));
		const template = [
			...(base.templates.get("Device.DHCP.Pool.") ?? []),
			{ name: "Static.", leaf: null, writable: true },
			{ name: "Option.", leaf: null, writable: false },
		];
		const templates = new Map([...base.templates, ["Device.DHCP.Pool.", template]]);
		const device: Device = { tree: new Tree({ ...base, templates }, () => undefined), makes };
		const { outcome, before, sent } = takenBack("Device.DHCP.Pool.1.", device);
		expect(outcome).toMatchObject({ state: "rolledBack", leftAlone: [] });
		expect(outcome.broughtBack).toEqual([{ path: "Device.DHCP.Pool.1.", now: "Device.DHCP.Pool.2." }]);
		expect(settings(device, "Device.DHCP.Pool.2.")).toEqual(before);
		expect(sent.filter((one) => one.startsWith("addObject"))).toEqual([
			"addObject Device.DHCP.Pool.",
			"addObject Device.DHCP.Pool.2.Static.",
		]);
	});

	test("says which of its rows the device lets nobody add", () => {
		const base = buildTree(parseTree(TEXT));
		const template = [
			...(base.templates.get("Device.DHCP.Pool.") ?? []),
			{ name: "Static.", leaf: null, writable: true },
			{ name: "Option.", leaf: null, writable: false },
		];
		const templates = new Map([...base.templates, ["Device.DHCP.Pool.", template]]);
		const device: Device = { tree: new Tree({ ...base, templates }, () => undefined) };
		const { outcome } = takenBack("Device.DHCP.Pool.1.", device);
		expect(outcome).toMatchObject({ state: "failed", leftAlone: ["Device.DHCP.Pool.1.Option.1."] });
		expect(outcome.failure?.detail).toContain("Option.1.");
		expect(device.tree.value("Device.DHCP.Pool.2.Static.2.Chaddr")).toBe("02:00:00:00:00:02");
	});

	describe("that hides a password", () => {
		const path = "Device.PPP.Interface.1.";
		const password = `${path}Password`;

		test("gets it back with its name where Certus holds it, unverified", () => {
			const device = deviceOf();
			const { outcome, before } = takenBack(path, device, { [password]: "secret" });
			expect(outcome).toMatchObject({ state: "rolledBack", unverified: ["Device.PPP.Interface.2.Password"] });
			expect(settings(device, "Device.PPP.Interface.2.")).toEqual(before);
		});

		test("gets neither where it does not, and all else", () => {
			const device = deviceOf();
			const { outcome } = takenBack(path, device);
			expect(outcome).toMatchObject({ state: "failed", leftAlone: [password, `${path}Username`] });
			expect(outcome.failure?.detail).toContain(password);
			expect(settings(device, "Device.PPP.Interface.2.")).toEqual({
				...{ Enable: "1", MaxMRUSize: "1492", Username: "", Password: "" },
			});
		});
	});

	test.each([
		["still show the path that it had", false],
		["were emptied by the device", true],
	])("is named again by what named it: those that %s", (_title, tidies) => {
		const device = deviceOf({ tidies });
		const { outcome } = takenBack("Device.PPP.Interface.1.", device, { "Device.PPP.Interface.1.Password": "secret" });
		expect(outcome.state).toBe("rolledBack");
		expect(device.tree.value("Device.IP.Interface.1.LowerLayers")).toBe("Device.PPP.Interface.2");
		expect(device.tree.value("Device.Routing.Interface")).toBe("Device.IP.Interface.1,Device.PPP.Interface.2.");
	});

	test("leaves alone what others have made of a reference since", () => {
		const device = deviceOf();
		const walk = walkOf(device, backupOf(device, { "Device.PPP.Interface.1.Password": "secret" }));
		run(() => applyTo(removal("Device.PPP.Interface.1.")), walk);
		device.tree.set("Device.IP.Interface.1.LowerLayers", "Device.Ethernet.Link.1");
		run(() => undo(removal("Device.PPP.Interface.1.")), walk);
		expect(device.tree.value("Device.IP.Interface.1.LowerLayers")).toBe("Device.Ethernet.Link.1");
	});

	test("gets the number that it had where the device gives that again, and what named it is set again", () => {
		const device = deviceOf({ tidies: true }, true);
		const { outcome } = takenBack("Device.PPP.Interface.1.", device, { "Device.PPP.Interface.1.Password": "secret" });
		expect(outcome).toMatchObject({ state: "rolledBack", broughtBack: [{ now: "Device.PPP.Interface.1." }] });
		expect(device.tree.value("Device.IP.Interface.1.LowerLayers")).toBe("Device.PPP.Interface.1");
	});

	test("is not added where it stands again: as it was it is back, otherwise it is somebody else's", () => {
		for (const [port, state] of [
			["8002", "rolledBack"],
			["9999", "failed"],
		] as const) {
			const device = deviceOf({}, true);
			const walk = walkOf(device, backupOf(device));
			run(() => applyTo(removal("Device.NAT.PortMapping.2.")), walk);
			expect(device.tree.add("Device.NAT.PortMapping.")).toBe(2);
			for (const [name, value] of [
				["Enable", "1"],
				["ExternalPort", port],
				["Description", "second"],
			]) {
				device.tree.set(`Device.NAT.PortMapping.2.${name}`, value as string);
			}
			walk.sent.length = 0;
			const outcome = run(() => undo(removal("Device.NAT.PortMapping.2.")), walk);
			expect([outcome?.state, walk.sent]).toEqual([state, ["read"]]);
		}
	});

	test("nor where somebody has made its like under another number", () => {
		const device = deviceOf();
		const walk = walkOf(device, backupOf(device));
		run(() => applyTo(removal("Device.NAT.PortMapping.2.")), walk);
		const number = device.tree.add("Device.NAT.PortMapping.");
		const now = `Device.NAT.PortMapping.${number}.`;
		for (const [name, value] of [
			["Enable", "1"],
			["ExternalPort", "8002"],
			["Description", "second"],
		]) {
			device.tree.set(now + name, value as string);
		}
		walk.sent.length = 0;
		expect(run(() => undo(removal("Device.NAT.PortMapping.2.")), walk)).toMatchObject({
			...{ state: "rolledBack", broughtBack: [{ path: "Device.NAT.PortMapping.2.", now }] },
		});
		expect(walk.sent).toEqual(["read"]);
	});

	test.each([
		["a table that takes nothing", "Device.Fixed.Row.1.", "nobody add to Device.Fixed.Row."],
		["an instance that an alias names", "Device.NAT.PortMapping.[web].", "which instance"],
	])("of %s is told, and nothing is sent", (_title, path, words) => {
		const device = deviceOf();
		const walk = walkOf(device, backupOf(device));
		const outcome = run(() => undo(removal(path)), walk);
		expect(outcome).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining(words) } });
		expect(walk.sent).toEqual([]);
	});

	test.each<[string, Act, number, OperationEnd, readonly string[]]>([
		["refuses to add", "addObject", 1, fault(9004), []],
		["refuses what is set", "set", 1, fault(9001), []],
		["can't be read after it was added", "discover", 1, fault(9002), []],
	])("that the device half brings back is removed again: it %s", (_title, act, nth, end, left) => {
		const device = deviceOf({ instead: (one, count) => (one === act && count === nth ? end : null) });
		const before = device.tree.instances("Device.NAT.PortMapping.");
		const { outcome } = takenBack("Device.NAT.PortMapping.2.", device);
		expect(outcome).toMatchObject({ state: "failed", failure: { code: "rollbackFailed" }, broughtBack: left });
		expect(outcome.failure?.detail).toContain(end.reason);
		expect(device.tree.instances("Device.NAT.PortMapping.")).toEqual(before.filter((number) => number !== 2));
	});

	test("that can't be removed again is told", () => {
		const device = deviceOf({
			instead: (act, nth) => (act === "set" || (act === "deleteObject" && nth === 1) ? fault(9001) : null),
		});
		const walk = walkOf(device, backupOf(device));
		device.tree.delete("Device.NAT.PortMapping.2.");
		const outcome = run(() => undo(removal("Device.NAT.PortMapping.2.")), walk);
		expect(outcome).toMatchObject({
			...{ state: "failed", broughtBack: [{ now: "Device.NAT.PortMapping.3." }] },
			failure: { detail: expect.stringContaining("could not be removed again") },
		});
	});

	test("that may or may not have been added is not added twice, and told", () => {
		const device = deviceOf({ instead: (act) => (act === "addObject" ? SILENT : null) });
		const { outcome, sent } = takenBack("Device.NAT.PortMapping.2.", device);
		expect(outcome.failure?.detail).toContain("not known whether");
		expect(sent.filter((one) => one.startsWith("addObject"))).toHaveLength(1);
	});
});

/** A backup's values as a change, with an object that is gone. */
function restoreOf(device: Device, gone: string, { kept, held }: Backup): DevicePlan {
	const all = [...kept, ...Object.entries(held).map(([path, value]) => [path, { value, type: "xsd:string" }] as const)];
	const values = all
		.filter(
			([path, { value }]) =>
				isBelow(path, gone) || value !== device.tree.value(path) || value.includes(gone.slice(0, -1)),
		)
		.map(([path, { value, type }]) => ({ path, value, ...(type && { type }) }));
	const items = values.map(({ path, value }) => {
		const before = isBelow(path, gone) ? null : (device.tree.value(path) ?? null);
		return { path, before, after: value, type: "xsd:string", risks: [] };
	});
	return {
		...{ kind: "set", input: { values, gone: [gone] }, items, compares: true, live: true, mayCutOff: false },
		goesBack: { gone: [gone], leaves: [], broughtBack: [] },
	};
}

describe("a backup that holds an object which is gone", () => {
	const gone = "Device.PPP.Interface.1.";
	const held = { [`${gone}Password`]: "secret" };

	test("adds it, sets all in one call, and goes back in its turn", () => {
		const device = deviceOf({ tidies: true });
		const backup = backupOf(device, held);
		const before = settings(device, gone);
		done("deleteObject", { path: gone }, device);
		device.tree.set("Device.IP.Interface.1.Description", "changed");
		const without = device.tree.values("Device.");
		const plan = restoreOf(device, gone, backup);
		const walk = walkOf(device, backup);
		const outcome = run(() => applyTo(plan), walk) as DeviceOutcome;
		const [now] = outcome.broughtBack;
		expect(outcome).toMatchObject({ state: "applied", unverified: [`${now?.now}Password`] });
		expect(settings(device, now?.now as string)).toEqual(before);
		expect(device.tree.value("Device.IP.Interface.1.LowerLayers")).toBe("Device.PPP.Interface.2");
		expect(device.tree.value("Device.IP.Interface.1.Description")).toBe("wan");
		expect(walk.sent.filter((one) => one === "set")).toHaveLength(1);

		// What it had kept itself.
		const kept = new Map(without?.map(({ path, value, type }) => [path, { value, type }]));
		const back = { ...plan, goesBack: { gone: [gone], leaves: [], broughtBack: outcome.broughtBack } };
		const undone = run(() => {
			const program = undo(back);
			return withKept(program, kept);
		}, walk);
		expect(undone).toMatchObject({ state: "rolledBack", broughtBack: [] });
		expect(device.tree.values("Device.")).toEqual(without);
	});

	test("is not applied where the object is back by then", () => {
		const device = deviceOf({}, true);
		const backup = backupOf(device, held);
		done("deleteObject", { path: gone }, device);
		const plan = restoreOf(device, gone, backup);
		device.tree.add("Device.PPP.Interface.");
		const walk = walkOf(device, backup);
		expect(run(() => applyTo(plan), walk)).toMatchObject({ state: "failed", failure: { code: "previewOutdated" } });
		expect(walk.sent).toEqual([]);
	});

	test("leaves nothing behind where the device refuses what is set", () => {
		const device = deviceOf({ instead: (act) => (act === "set" ? fault(9001) : null) });
		const backup = backupOf(device, held);
		done("deleteObject", { path: gone }, device);
		const plan = restoreOf(device, gone, backup);
		const before = device.tree.values("Device.");
		expect(run(() => applyTo(plan), walkOf(device, backup))).toMatchObject({ state: "failed", broughtBack: [] });
		expect(device.tree.values("Device.")).toEqual(before);
	});

	test("puts back what it has set where the device takes something else", () => {
		const device = deviceOf();
		const backup = backupOf(device, held);
		done("deleteObject", { path: gone }, device);
		device.tree.set("Device.IP.Interface.1.Description", "changed");
		const plan = restoreOf(device, gone, backup);
		const before = device.tree.values("Device.");
		const set = device.tree.set.bind(device.tree);
		device.tree.set = (path, value) => set(path, path.endsWith("MaxMRUSize") ? "1" : value);
		const outcome = run(
			() => {
				const kept = new Map(before?.map(({ path, value, type }) => [path, { value, type }]));
				return withKept(applyTo(plan), kept);
			},
			walkOf(device, backup),
		);
		expect(outcome).toMatchObject({ state: "rolledBack", failure: { code: "readBackDiffers" }, broughtBack: [] });
		expect(device.tree.values("Device.")).toEqual(before);
	});
});

/** The backup that the change has taken is what stood there as it began. */
function* withKept(program: Program, kept: Kept): Program {
	let turn = program.next();
	while (!turn.done) {
		const isKept = turn.value.ask === "kept" || turn.value.ask === "backup";
		turn = program.next(isKept ? { got: "backup", kept } : yield turn.value);
	}
	return turn.value;
}

test("every removal that was applied has a backup that restores it: whatever the device does, and wherever Certus dies, nothing is made twice and what is not back is told", () => {
	const objects = [
		"Device.NAT.PortMapping.1.",
		"Device.NAT.PortMapping.2.",
		"Device.PPP.Interface.1.",
		"Device.DHCP.Pool.1.",
	];
	const behaviour = fc.constantFrom("well", "well", "well", "refuses", "silent", "unheard", "ignores");
	fc.assert(
		fc.property(
			fc.constantFrom(...objects),
			fc.boolean(),
			fc.boolean(),
			fc.boolean(),
			fc.array(behaviour, { maxLength: 10 }),
			fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
			(path, holdsSecret, tidies, reuses, behaviours, deaths) => {
				const calls = [...behaviours];
				let isOff = true;
				let inner: Device | null = null;
				const instead: Device["instead"] = (act, _nth, input) => {
					if (isOff || act === "read" || inner === null) return null;
					const does = calls.shift();
					// It did what it was asked, and nobody heard of it.
					if (does === "unheard") done(act, input, inner);
					if (does === "refuses") return fault(9001);
					if (does === "ignores" && act === "set") return { ...ENDED, result: { status: 0 } };
					return does === "silent" || does === "unheard" ? SILENT : null;
				};
				const device = deviceOf({ tidies, instead }, reuses);
				inner = device;
				const held: Record<string, string> = holdsSecret ? { "Device.PPP.Interface.1.Password": "secret" } : {};
				const walk = walkOf(device, backupOf(device, held));
				const before = settings(device, path);
				const table = path.replace(/\d+\.$/, "");
				expect(run(() => applyTo(removal(path)), walk)).toMatchObject({ state: "applied" });
				const without = device.tree.instances(table);
				isOff = false;
				walk.sent.length = 0;
				let outcome: DeviceOutcome | null = null;
				for (const after of deaths) outcome ??= run(() => undo(removal(path)), walk, after);
				outcome ??= run(() => undo(removal(path)), walk) as DeviceOutcome;
				const added = device.tree.instances(table).filter((number) => !without.includes(number));
				expect(added.length).toBeLessThanOrEqual(1);
				expect(walk.sent.filter((one) => one === `addObject ${table}`).length).toBeLessThanOrEqual(1);
				const now = added.map((number) => `${table}${number}.`);
				if (outcome.state === "rolledBack") {
					expect(outcome.broughtBack.map((one) => one.now)).toContain(now[0]);
					expect(settings(device, now[0] as string)).toEqual(before);
				} else {
					expect(outcome.failure?.detail).toBeTruthy();
					const { leftAlone, unverified, failure } = outcome;
					const told = `${[...leftAlone, ...unverified].join()} ${failure?.detail}`;
					const stays = now.filter((one) => !told.includes(`added to ${table}`) || told.includes(one));
					// What stays of it is told, and what of it is not as it was.
					const named = outcome.broughtBack.filter((one) => one.path === path).map((one) => one.now);
					// Nobody may have heard of its removal.
					expect(
						told.includes("could not be removed again") ? named.filter((one) => stays.includes(one)) : named,
					).toEqual(stays);
					const [there] = stays;
					const isHalf = told.includes("could not be brought back");
					for (const [name, value] of Object.entries(there === undefined || isHalf ? {} : before)) {
						const row = name.replace(/[^.]*$/, "");
						const names = [there + name, path + name, ...(row === "" ? [] : [path + row])];
						if (device.tree.value(there + name) !== value) expect(names.some((one) => told.includes(one))).toBe(true);
					}
				}
				// A name never goes without its password.
				const [user, password] = ["Username", "Password"].map((name) => device.tree.value(`${now[0]}${name}`));
				if (path.includes("PPP") && now[0] !== undefined) expect(Boolean(user)).toBe(Boolean(password));
			},
		),
		{ numRuns: 1_500 },
	);
});
