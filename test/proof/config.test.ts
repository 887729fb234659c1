import { describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import {
	type CheckContext,
	inconclusive,
	type OperationEnd,
	type ProofAnswer,
	type ProofStep,
} from "../../src/proof/check.ts";
import { harmlessParameter } from "../../src/proof/harmless.ts";
import { config, configLater, configStanding } from "../../src/proof/workflows/config.ts";
import { DEFAULTS, endOf, PROFILE, prove } from "./prove.ts";

const CODE = "Device.DeviceInfo.ProvisioningCode";
const NTP = "Device.Time.NTPServer5";
const BAD = "Device.DeviceInfo.X_CERTUS_NoSuchParameter";

function node(value: string | null, writable: boolean | null = true, type = "xsd:string"): TreeNode {
	return { value, type, writable, readAt: 1 };
}

/** How a device takes sets; the way it is wrong. */
interface Manner {
	readonly refuses?: number;
	readonly ignores?: boolean;
	readonly takesPart?: boolean;
	readonly acceptsBad?: boolean;
	readonly status?: 0 | 1;
	/** Of Status 1: when it takes effect. */
	readonly effect?: "atOnce" | "nextSession" | "reboot" | "never";
	readonly returns?: boolean;
	readonly sticks?: boolean;
	/** Nothing comes back from the n-th operation on. */
	readonly goneFrom?: number;
	readonly silent?: boolean;
	/** Every set changes this one too. */
	readonly meddlesWith?: string;
	/** Until its own way back. */
	readonly meddlesFor?: "good" | "theSet";
	/** Every set takes this one away. */
	readonly removes?: string;
	/** Every read of this one is answered with that fault, from the first set on. */
	readonly hides?: readonly [path: string, code: number];
	/** What was set is lost by a reboot. */
	readonly forgets?: boolean;
	/** What stands there of its own accord when the run has gone on (`null`: what stood there): it is looked at once more. */
	readonly later?: string | null;
	/** Before that. */
	readonly restartsMeanwhile?: boolean;
}

/** A device of a few values, that answers what the checks ask for. */
function device(manner: Manner, values: Record<string, string>, types: Readonly<Record<string, string>> = {}) {
	let pending: Record<string, string> = {};
	const found = { ...values };
	let asked = 0;
	let hidden: Manner["hides"];
	const changed = new Set<string>();
	const take = (path: string, value: string) => {
		if (manner.ignores || (manner.sticks && changed.has(path))) return;
		changed.add(path);
		values[path] = value;
	};
	const set = (wanted: readonly { path: string; value: string }[]): Partial<OperationEnd> => {
		const unknown = wanted.filter(({ path }) => values[path] === undefined);
		const isRefused = manner.refuses !== undefined || (unknown.length > 0 && !manner.acceptsBad);
		if (isRefused) {
			if (manner.takesPart) for (const { path, value } of wanted) if (values[path] !== undefined) take(path, value);
			const code = manner.refuses ?? 9003;
			const parameters = unknown.map(({ path }) => ({ path, code: 9005 }));
			return { status: "failed", fault: { code, message: "no", parameters }, reason: `fault ${code}` };
		}
		const { status = 0, effect = status === 1 ? "reboot" : "atOnce" } = manner;
		for (const { path, value } of wanted) {
			if (values[path] === undefined) continue;
			if (effect === "atOnce") take(path, value);
			else pending[path] = value;
		}
		if (manner.meddlesWith !== undefined) {
			const isBack = manner.meddlesFor === "theSet" && wanted.every(({ path, value }) => found[path] === value);
			values[manner.meddlesWith] = isBack ? (found[manner.meddlesWith] as string) : "meddled";
		}
		if (manner.removes !== undefined) delete values[manner.removes];
		hidden = manner.hides;
		if (manner.silent) return { status: "failed", reason: "no answer came", result: { settledByReadBack: true } };
		return { result: { status } };
	};
	const come = (when: "nextSession" | "reboot") => {
		if (manner.effect === "never" || (when === "nextSession" && manner.effect !== when)) return;
		for (const [path, value] of Object.entries(pending)) take(path, value);
		pending = {};
	};
	return (step: ProofStep): Partial<OperationEnd> | null => {
		if (step.ask === "wake") come("nextSession");
		if (step.ask !== "operation") return null;
		if (++asked > (manner.goneFrom ?? Number.POSITIVE_INFINITY)) return {};
		switch (step.kind) {
			case "read": {
				const paths = step.input.paths as string[];
				const told = paths.filter((path) => values[path] !== undefined && path !== hidden?.[0]);
				const missing = paths.filter((path) => !told.includes(path));
				const faults = missing.map((path) => ({ path, code: path === hidden?.[0] ? hidden[1] : 9005, message: "no" }));
				const read = told.map((path) => ({ path, value: values[path], type: types[path] ?? "xsd:string" }));
				return { result: { values: read, missing, faults, unanswered: [] } };
			}
			case "set":
				return set(step.input.values as { path: string; value: string }[]);
			case "reboot":
				if (manner.returns === false)
					return {
						status: "failed",
						reason: "it did not come back",
						result: { accepted: true, sessionsWithoutBoot: 0 },
					};
				come("reboot");
				if (manner.forgets) Object.assign(values, found);
				return { result: { accepted: true } };
			default:
				return { result: {} };
		}
	};
}

const GONE: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" };

function proving(manner: Manner, context: Partial<CheckContext> = {}, tree: Tree = new Map([[CODE, node("")]])) {
	const values: Record<string, string> = Object.fromEntries([...tree].map(([path, { value }]) => [path, value ?? ""]));
	const types = Object.fromEntries([...tree].map(([path, { type }]) => [path, type ?? "xsd:string"]));
	const answers = device(manner, values, types);
	let hasRestarted = false;
	const looks = configLater.checks.map((check) => ({
		...check,
		*run(context: CheckContext) {
			if (manner.later != null) values[CODE] = manner.later;
			hasRestarted = manner.restartsMeanwhile === true;
			return yield* check.run(context);
		},
	}));
	const checks = [...config.checks, ...(manner.later === undefined ? [] : [...configStanding.checks, ...looks])];
	const proof = prove(
		{ ...config, checks },
		{
			ends: [],
			tree,
			context,
			answer: (step) => {
				if (step.ask === "pastInforms" && hasRestarted)
					return { got: "pastInforms", informs: [{ at: "2026-03-01T12:30:00.000Z", events: ["1 BOOT"] }] };
				const end = answers(step);
				return end === null ? null : { got: "operation", end: endOf(Object.keys(end).length === 0 ? GONE : end) };
			},
		},
	);
	return { ...proof, values, sets: proof.asked.filter(([kind]) => kind === "set").map(([, input]) => input.values) };
}

const P = "pass";
const S = "skipped";
const F = "fail";
const I = "inconclusive";

test("sets a harmless parameter, probes with a bad name, and puts it back", () => {
	const { sets, verdict, codes, results, values } = proving({});
	const type = "xsd:string";
	expect(sets).toEqual([
		[{ path: CODE, value: "Certus.Proof.One", type }],
		[
			{ path: CODE, value: "", type },
			{ path: BAD, value: "0", type },
		],
		[{ path: CODE, value: "", type }],
	]);
	expect([verdict, codes, values[CODE]]).toEqual(["proven", [], ""]);
	expect(results.rolledBack?.values).toMatchObject({ provenPaths: [CODE] });
});

describe("what stands while the run goes on", () => {
	test("is set once more on a lab device, and goes back at its end", () => {
		const { verdict, codes, outcomes, sets, values } = proving({ later: null });
		expect([verdict, codes, outcomes.setAgain, outcomes.lasts]).toEqual(["proven", [], "pass", "pass"]);
		expect(sets.slice(3).map((set) => (set as { value: string }[]).map(({ value }) => value))).toEqual([
			["Certus.Proof.One"],
			[""],
		]);
		expect(values[CODE]).toBe("");
	});

	test.each<[string, string, boolean, string, string]>([
		["and is taken back by the device itself is not applied", "", true, "config.notApplied", `${CODE} is ""`],
		["and becomes something else is not applied", "other", true, "config.notApplied", `${CODE} is "other"`],
		["of the backup, and is none of it later, was not put back", "other", false, "config.rollbackFailed", "its own"],
	])("%s", (_title, later, lab, code, detail) => {
		const { verdict, codes, outcomes, results, values } = proving({ later }, { lab });
		expect([verdict, codes, outcomes.rolledBack, outcomes.lasts]).toEqual(["failed", [code], "pass", "fail"]);
		expect(results.lasts?.detail).toContain(detail);
		expect(values[CODE]).toBe(lab ? "" : later);
	});

	test("on a field device is what was put back: nothing is set once more", () => {
		const { verdict, outcomes, sets } = proving({ later: null }, { lab: false });
		expect([verdict, outcomes.setAgain, outcomes.lasts, sets.length]).toEqual(["proven", "skipped", "pass", 3]);
	});

	test("is gone after a restart meanwhile, which says nothing of it", () => {
		const { verdict, outcomes } = proving({ later: "", restartsMeanwhile: true });
		expect([verdict, outcomes.lasts]).toEqual(["proven", "skipped"]);
	});

	test("is none where the change itself did not stand, or takes a reboot", () => {
		for (const manner of [{ refuses: 9001 }, { status: 1 }, { ignores: true }] as const) {
			const { outcomes, sets } = proving({ later: null, ...manner });
			const before = proving(manner).sets;
			expect([outcomes.setAgain, outcomes.lasts, sets.length]).toEqual([
				"skipped",
				"status" in manner ? "pass" : "skipped",
				before.length,
			]);
		}
	});

	test("goes back where the run is cancelled before it is on record that it was left", () => {
		const [look] = configLater.checks as [(typeof configLater.checks)[number]];
		const earlier = { applied: proving({}).results.applied?.values ?? {} };
		const steps = look.run({ ...DEFAULTS, earlier });
		expect(steps.next().value).toMatchObject({ kind: "read" });
		const turn = steps.return(inconclusive("the run was cancelled"));
		expect(turn.value).toMatchObject({ kind: "set", input: { values: [{ path: CODE, value: "" }] } });
	});
});

test("all values of the inputs go out in one set, under the device's own types; instances count once", () => {
	const [one, two] = ["Device.WiFi.SSID.1.Alias", "Device.WiFi.SSID.2.Alias"] as const;
	const flag = "Device.Time.Enable";
	const tree = new Map([
		[one, node("a")],
		[two, node("b")],
		[flag, node("true", true, "xsd:boolean")],
	]);
	const configValues = [
		{ path: one, value: "x" },
		{ path: two, value: "y" },
		{ path: flag, value: "0" },
	];
	const { sets, results, verdict } = proving({}, { inputs: { allowFactoryReset: false, configValues } }, tree);
	expect(sets[0]).toEqual([
		{ path: one, value: "x", type: "xsd:string" },
		{ path: two, value: "y", type: "xsd:string" },
		{ path: flag, value: "0", type: "xsd:boolean" },
	]);
	expect(verdict).toBe("proven");
	expect(results.rolledBack?.values.provenPaths).toEqual(["Device.WiFi.SSID.{i}.Alias", flag]);
});

describe("what a set does not name", () => {
	const ssid = "Device.WiFi.SSID.1.SSID";
	const mode = "Device.WiFi.AccessPoint.1.Security.ModeEnabled";
	const user = "Device.ManagementServer.Username";
	const tree = new Map([[CODE, node("")], ...[ssid, mode, user].map((path) => [path, node("was")] as const)]);

	test.each<[string, Manner, string]>([
		["stands", {}, "proven"],
		["is changed for good", { meddlesWith: ssid }, "unsafe"],
		["is changed for good: Wi-Fi's security", { meddlesWith: mode }, "unsafe"],
		["is changed for good: what the server knows it by", { meddlesWith: user }, "unsafe"],
		["is changed as long as the set stands", { meddlesWith: ssid, meddlesFor: "theSet" }, "unsafe"],
		["is gone", { removes: mode }, "unsafe"],
		["can't be read any more: 9002", { hides: [mode, 9002] }, "inconclusive"],
	])("%s", (_title, manner, verdict) => {
		const proof = proving(manner, {}, tree);
		expect([proof.verdict, proof.codes]).toEqual([verdict, verdict === "unsafe" ? ["config.rollbackFailed"] : []]);
	});

	test("follows it where it is its twin under the other root, or of the same object", () => {
		const [twin, sibling] = ["InternetGatewayDevice.DeviceInfo.ProvisioningCode", "Device.DeviceInfo.FriendlyName"];
		for (const meddlesWith of [twin, sibling]) {
			const both = new Map([...[CODE, twin, sibling].map((path) => [path, node("")] as const)]);
			expect(proving({ meddlesWith, meddlesFor: "theSet" }, {}, both).verdict).toBe("proven");
		}
	});
});

test.each([9003, 9006, 9007])("fault %i to a value that a person gave says nothing of the device", (refuses) => {
	const configValues = [{ path: CODE, value: "x" }];
	const given = proving({ refuses }, { inputs: { allowFactoryReset: false, configValues } });
	expect([given.outcomes.applied, given.codes, given.verdict]).toEqual(["inconclusive", [], "inconclusive"]);
	expect(proving({ refuses }).verdict).toBe("failed");
});

describe("how it is judged", () => {
	/** previewed, backedUp, applied, readBack, takesEffect, atomic, rolledBack */
	test.each<[string, Manner, string[], string[], string]>([
		["a device that does it all", {}, [P, P, P, P, P, P, P], [], "proven"],
		["fault 9000", { refuses: 9000 }, [P, P, F, S, S, S, S], ["config.notApplied"], "unsupported"],
		["a refusal", { refuses: 9001 }, [P, P, F, S, S, S, S], ["config.notApplied"], "failed"],
		[
			"Status 0, and nothing is taken",
			{ ignores: true },
			[P, P, F, F, S, S, S],
			["config.notApplied", "config.notApplied"],
			"failed",
		],
		["no answer, and it is taken", { silent: true }, [P, P, P, P, P, P, P], [], "proven"],
		[
			"no answer, and nothing is taken",
			{ silent: true, ignores: true },
			[P, P, F, F, S, S, S],
			["config.notApplied", "config.notApplied"],
			"failed",
		],
		[
			"Status 1, and it stands at once: that may be an echo",
			{ status: 1, effect: "atOnce" },
			[P, P, P, P, F, I, P],
			["config.needsReboot"],
			"partial",
		],
		[
			"Status 1, and the reboot takes it away",
			{ status: 1, effect: "atOnce", forgets: true },
			[P, P, F, F, S, S, S],
			["config.notApplied", "config.notApplied"],
			"failed",
		],
		[
			"Status 1, and it stands in the next session",
			{ status: 1, effect: "nextSession" },
			[P, P, P, P, P, P, P],
			[],
			"proven",
		],
		[
			"Status 1, and it takes a reboot",
			{ status: 1, effect: "reboot" },
			[P, P, P, P, F, I, P],
			["config.needsReboot"],
			"partial",
		],
		[
			"Status 1, and it never stands",
			{ status: 1, effect: "never" },
			[P, P, F, F, S, S, S],
			["config.notApplied", "config.notApplied"],
			"failed",
		],
		[
			"no return from the reboot",
			{ status: 1, returns: false },
			[P, P, F, I, S, S, F],
			["config.rollbackFailed"],
			"unsafe",
		],
		[
			"quirk 57: a part of a refused set is taken",
			{ takesPart: true },
			[P, P, P, P, P, F, P],
			["config.notAtomic"],
			"partial",
		],
		[
			"a bad name is accepted, and the rest taken",
			{ acceptsBad: true },
			[P, P, P, P, P, F, P],
			["config.notAtomic"],
			"partial",
		],
		["its own value is not taken back", { sticks: true }, [P, P, P, P, P, P, F], ["config.rollbackFailed"], "unsafe"],
		["it never comes", { goneFrom: 0 }, [I, S, S, S, S, S, S], [], "inconclusive"],
		["it does not come to be set", { goneFrom: 3 }, [P, P, I, S, S, S, S], [], "inconclusive"],
		["it does not come after the set", { goneFrom: 4 }, [P, P, I, I, S, S, I], [], "inconclusive"],
		["it does not come to be put back", { goneFrom: 7 }, [P, P, P, P, P, P, I], [], "inconclusive"],
	])("%s", (_title, manner, outcomes, codes, verdict) => {
		const proof = proving(manner);
		const { configurationFile, ...judged } = proof.outcomes;
		expect(configurationFile).toBe("skipped");
		expect([Object.values(judged), proof.codes, proof.verdict]).toEqual([outcomes, codes, verdict]);
	});

	test("a device that has taken a refused set in part is put back as well", () => {
		const { values, verdict, outcomes } = proving({ refuses: 9001, takesPart: true });
		expect([values[CODE], verdict, outcomes.applied, outcomes.rolledBack]).toEqual(["", "failed", "fail", "pass"]);
	});

	test("quirk 16: it waits after a reboot for as long as the model takes to settle", () => {
		const { other } = proving({ status: 1 }, { profile: { ...PROFILE, settleSeconds: 90 } });
		expect(other.filter(({ ask }) => ask === "informs")).toEqual([
			{ ask: "informs", count: 1_000, waitSeconds: 90 },
			{ ask: "informs", count: 1_000, waitSeconds: 90 },
		]);
	});
});

describe("a device that comes for a connection request is looked at in another session", () => {
	const CAME = { at: "2026-03-01T12:00:01.000Z", events: ["6 CONNECTION REQUEST"] };
	const BOOTED = { at: "2026-03-01T12:00:09.000Z", events: ["1 BOOT"] };
	type Answer = (step: ProofStep) => ProofAnswer | null;

	/** A device that takes all; `between` happens to its values whenever a session has ended. */
	function lasting(between: (values: Record<string, string>) => void, events = [[CAME]]) {
		const values = { [CODE]: "" };
		const answers = device({}, values);
		const past = [...events];
		const answer: Answer = (step) => {
			if (step.ask === "pastInforms")
				return { got: "pastInforms", informs: (past.length > 1 ? past.shift() : past[0]) ?? [] };
			if (step.ask === "informs") between(values);
			const end = answers(step);
			return end === null ? null : { got: "operation", end: endOf(end) };
		};
		return { ...prove(config, { ends: [], tree: new Map([[CODE, node("")]]), answer }), values };
	}

	test("what lasts is proven", () => {
		const { verdict, results } = lasting(() => undefined);
		expect([verdict, results.readBack?.detail]).toEqual([
			"proven",
			expect.stringContaining("in a later session as well"),
		]);
	});

	test("what is gone with its session was not applied, and proves no path", () => {
		const { verdict, codes, results } = lasting((values) => Object.assign(values, { [CODE]: "" }));
		expect([verdict, codes]).toEqual(["failed", ["config.notApplied"]]);
		expect(results.rolledBack?.values).not.toHaveProperty("provenPaths");
	});

	test("a way back that is gone with its session is none", () => {
		const { verdict, codes } = lasting((values) => Object.assign(values, { [CODE]: "Certus.Proof.One" }));
		expect([verdict, codes]).toEqual(["unsafe", ["config.rollbackFailed"]]);
	});

	test("a part of a refused set that is taken when its session is over makes it not atomic", () => {
		let ended = 0;
		const { outcomes, codes, verdict } = lasting((values) => {
			if (++ended === 2) values[CODE] = "";
		});
		expect([outcomes.atomic, codes, verdict]).toEqual(["fail", ["config.notAtomic"], "partial"]);
	});

	test("one that restarts when it is set needs a reboot for that (quirk 91)", () => {
		const { verdict, codes } = lasting(() => undefined, [[CAME], [CAME], [CAME, BOOTED]]);
		expect([verdict, codes]).toEqual(["partial", ["config.needsReboot"]]);
	});
});

describe("what was chosen wrongly says nothing of the device", () => {
	test.each<[string, Tree, { path: string; value: string }[] | undefined]>([
		["nothing harmless is known", new Map([["Device.DeviceInfo.UpTime", node("1", false)]]), undefined],
		["it can't be written", new Map([[NTP, node("", false)]]), [{ path: NTP, value: "x" }]],
		["it is not there", new Map([[CODE, node("")]]), [{ path: NTP, value: "x" }]],
		["it has that value already", new Map([[NTP, node("x")]]), [{ path: NTP, value: "x" }]],
		["it is a secret", new Map([["Device.X.Password", node("")]]), [{ path: "Device.X.Password", value: "x" }]],
		[
			"it holds the device to its server",
			new Map([["Device.ManagementServer.URL", node("")]]),
			[{ path: "Device.ManagementServer.URL", value: "x" }],
		],
	])("%s", (_title, tree, configValues) => {
		const inputs = { allowFactoryReset: false, ...(configValues && { configValues }) };
		const { verdict, sets, codes } = proving({}, { inputs }, tree);
		expect([verdict, sets, codes]).toEqual(["inconclusive", [], []]);
	});

	test("a refusal of what the device has not said to be writable", () => {
		const inputs = { allowFactoryReset: false, configValues: [{ path: NTP, value: "x" }] };
		const tree = new Map([[NTP, node("", null)]]);
		expect(proving({ refuses: 9008 }, { inputs }, tree).verdict).toBe("inconclusive");
	});
});

test("cancelled after the set, it puts back what it set", () => {
	const steps = config.checks
		.find(({ id }) => id === "applied")
		?.run({
			...DEFAULTS,
			earlier: { backedUp: { items: [{ path: CODE, type: "xsd:string", before: "old", after: "new" }] } },
		});
	if (!steps) throw new Error("there is no such check");
	const none = { got: "pastInforms", informs: [] } as const;
	for (let turn = steps.next(); turn.value && "ask" in turn.value && turn.value.ask !== "operation"; )
		turn = steps.next(none);
	expect(steps.next({ got: "operation", end: endOf({ result: { status: 0 } }) }).value).toMatchObject({ kind: "read" });
	const leaving = steps.return({ outcome: "inconclusive", detail: "cancelled", limitations: [], values: {} });
	expect(leaving).toMatchObject({
		done: false,
		value: { kind: "set", input: { values: [{ path: CODE, value: "old", type: "xsd:string" }] } },
	});
});

describe("a harmless parameter", () => {
	const choice = (tree: Tree, context: Partial<CheckContext> = {}) =>
		harmlessParameter(tree, { ...DEFAULTS, ...context })?.path ?? null;
	const own = "Device.X_ACME.Note";

	test.each<[string, Tree, string | null, string | null]>([
		[
			"the profile's own before any other",
			new Map([
				[CODE, node("")],
				[own, node("1", true, "xsd:unsignedInt")],
			]),
			own,
			own,
		],
		["a row of the profile's", new Map([["Device.X.3.Note", node("")]]), "Device.X.{i}.Note", "Device.X.3.Note"],
		[
			"not the profile's where it can't be written",
			new Map([
				[CODE, node("")],
				[own, node("", false)],
			]),
			own,
			CODE,
		],
		["the provisioning code", new Map([[CODE, node("x")]]), null, CODE],
		["a last server of time where there is none", new Map([[NTP, node("")]]), null, NTP],
		["but none that is in use", new Map([[NTP, node("ntp.example")]]), null, null],
		["nothing whose writability is not known", new Map([[CODE, node("", null)]]), null, null],
		[
			"nothing under ManagementServer",
			new Map([["Device.ManagementServer.Note", node("")]]),
			"Device.ManagementServer.Note",
			null,
		],
	])("%s", (_title, tree, harmless, path) => {
		expect(choice(tree, { profile: { ...PROFILE, harmlessParameter: harmless } })).toBe(path);
	});

	test("never the value that it has", () => {
		expect(harmlessParameter(new Map([[CODE, node("Certus.Proof.One")]]), DEFAULTS)?.values).toEqual([
			"Certus.Proof.Two",
		]);
	});
});
