/** A device's answers to `hostsWifi`, from a lab tree: what it reads, names and refuses. */
import { expect } from "vitest";
import { type BaseTree, Tree as DeviceTree } from "../../lab/tree.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";
import { text098 } from "../../lab/trees/tr098.ts";
import { TREE_DEFAULTS, text181 } from "../../lab/trees/tr181.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import type { ProfileRoot, ProfileSubject } from "../../src/device/profiles/profile.ts";
import { mergeNames, type Tree } from "../../src/device/tree.ts";
import { loadProfiles } from "../../src/modelProfiles.ts";
import type { CheckContext, CheckResult, OperationEnd, ProofAnswer, ProofStep } from "../../src/proof/check.ts";
import { verdictOf } from "../../src/proof/verdict.ts";
import { hostsWifi } from "../../src/proof/workflows/hostsWifi.ts";
import type { ProofInputs } from "../../src/shared/proof.ts";
import { DEFAULTS, endOf, STARTED } from "./prove.ts";

export const PROFILES = loadProfiles();
export const IDENTITY = {
	manufacturer: "Acme",
	oui: "02AC3E",
	productClass: "HG",
	modelName: "HG-1",
	hardwareVersion: "1",
	softwareVersion: "1",
	serialPattern: "S#",
};
type Options = Partial<Parameters<typeof text181>[0]>;
export type Roots = ProfileRoot | "both";

export interface Device {
	readonly tree: BaseTree;
	readonly root?: Roots;
	readonly subject?: Omit<ProfileSubject, "root">;
	/** Refuses these, with the code: paths that begin so. */
	readonly refuses?: Readonly<Record<string, number>>;
	/** What it refuses it does not name either. */
	readonly refusesNames?: boolean;
	/** Names what begins so, and has it in none of its answers, by partial path or by name. */
	readonly leavesOut?: string;
	/** Gives no values below a partial path. */
	readonly leavesOnly?: boolean;
	/** Does not come for this kind of operation. */
	readonly absentFor?: "read" | "discover";
	/** Its names were walked earlier in the same run. */
	readonly walked?: boolean;
}

/** `more`: text of further objects. */
export function device181(options: Options = {}, more = ""): BaseTree {
	const text = text181({ ...TREE_DEFAULTS, identity: IDENTITY, ...options }) + more;
	return buildTree(parseTree(text), { addsCountersUnder: "Device." });
}

export function device098(options: Options = {}): BaseTree {
	return buildTree(parseTree(text098({ ...TREE_DEFAULTS, identity: IDENTITY, ...options })));
}

/** The checks one after the other, as a run takes them. */
export function proveHostsWifi(device: Device, inputs: Partial<ProofInputs> = {}) {
	const { root = "Device.", refuses = {}, absentFor, walked, leavesOnly, leavesOut, refusesNames } = device;
	const own = new DeviceTree(device.tree, () => undefined);
	const known: Tree = new Map();
	if (walked) mergeNames(known, own.names("", false) ?? [], STARTED.getTime() + 1);
	const acme = { vendor: "Acme", oui: "02AC3E", productClass: "HG", model: "HG-1", softwareVersion: "1" };
	const subject = { ...(device.subject ?? acme), root };
	const asked: [kind: string, input: unknown][] = [];
	const refusal = (path: string) => Object.entries(refuses).find(([prefix]) => path.startsWith(prefix))?.[1];

	const operate = (kind: string, input: { paths?: string[]; path?: string }): Partial<OperationEnd> => {
		if (absentFor === kind) return { status: "expired", reason: "the device opened no session in time" };
		if (kind === "discover") {
			const names = own.names(input.path as string, false);
			if (names === null || (refusesNames && refusal(input.path as string) !== undefined))
				return { status: "failed", fault: { code: 9005, message: "no" }, reason: "no" };
			mergeNames(known, names, STARTED.getTime() + 1);
			return { result: { parameters: names.length } };
		}
		const values: { path: string; value: string }[] = [];
		const faults: { path: string; code: number }[] = [];
		for (const path of input.paths ?? []) {
			const code = leavesOnly && path.endsWith(".") ? 9005 : refusal(path);
			const found = code === undefined ? own.values(path) : null;
			if (found === null) faults.push({ path, code: code ?? 9005 });
			for (const value of found ?? []) {
				const refused = refusal(value.path);
				if (refused === undefined) values.push(value);
				else faults.push({ path: value.path, code: refused });
			}
		}
		// As the read operation tells it: by the names below a partial path that yields nothing.
		const isLeftOut = ({ path }: { path: string }) => leavesOut !== undefined && path.startsWith(leavesOut);
		const missing = [...faults, ...values.filter(isLeftOut)].map(({ path }) => path);
		const unanswered = faults.filter(({ code }) => code === 0).map(({ path }) => path);
		if (values.length === 0 && unanswered.length > 0) return { status: "failed", reason: "none answered" };
		return {
			result: {
				values: values.filter((value) => !isLeftOut(value)),
				missing,
				faults: faults.filter((f) => f.code),
				unanswered,
			},
		};
	};
	const answer = (step: ProofStep): ProofAnswer => {
		if (step.ask !== "operation") return { got: "tree", tree: known };
		asked.push([step.kind, step.input]);
		return { got: "operation", end: endOf(operate(step.kind, step.input as { paths?: string[] })) };
	};

	const profile = profileFor(PROFILES, subject);
	const earlier: Record<string, CheckResult["values"]> = {};
	const results: Record<string, CheckResult> = {};
	for (const check of hostsWifi.checks) {
		const context: CheckContext = {
			...DEFAULTS,
			root,
			profile,
			inputs: { allowFactoryReset: false, ...inputs },
			earlier,
		};
		const steps = check.run(context);
		let turn = steps.next();
		while (!turn.done) turn = steps.next(answer(turn.value));
		results[check.id] = turn.value;
		expect(JSON.parse(JSON.stringify(turn.value.values))).toEqual(turn.value.values);
		earlier[check.id] = turn.value.values;
	}
	const outcomes = hostsWifi.checks.map(({ id }) => results[id]?.outcome);
	const codes = Object.values(results).flatMap(({ limitations }) => limitations.map(({ code }) => code));
	const verdict = verdictOf(
		hostsWifi.checks.map(({ id, essential }) => ({ id, essential, ...(results[id] as CheckResult) })),
	);
	return { results, outcomes, codes, verdict, asked };
}
