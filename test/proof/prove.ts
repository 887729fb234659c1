import { expect } from "vitest";
import { FACTS } from "../../src/device/profiles/fields.ts";
import type { FactSources, ModelProfile } from "../../src/device/profiles/profile.ts";
import type { Tree } from "../../src/device/tree.ts";
import type {
	CheckContext,
	CheckResult,
	FirstContactSeen,
	InformSeen,
	Namesake,
	OperationEnd,
	PastInform,
	ProofAnswer,
	ProofStep,
	TransferObserved,
	Woken,
	WorkflowDefinition,
} from "../../src/proof/check.ts";
import { verdictOf } from "../../src/proof/verdict.ts";
import type { OperationKind } from "../../src/shared/operations.ts";

export const STARTED = new Date("2026-03-01T12:00:00.000Z");

/** What a device without a family of its own has. */
export const PROFILE: ModelProfile = {
	id: "generic",
	title: "any device",
	generic: true,
	root: "Device.",
	match: { vendors: [], ouis: [], productClasses: [], models: [], firmware: null },
	facts: Object.fromEntries(FACTS.map((fact) => [fact, []])) as unknown as FactSources,
	radioMap: [],
	interfaceAliases: [],
	activeFlag: "unknown",
	writes: {},
	settleSeconds: 0,
	timeouts: {},
	xmlDeclaration: false,
	harmlessParameter: null,
	deviations: [],
	variants: [],
};

/** What each step is answered with, in order of its kind; an operation beyond the last expires. */
export interface Seen {
	/** How each operation that is asked for ends, in order. */
	readonly ends: readonly Partial<OperationEnd>[];
	readonly tree?: Tree;
	readonly transfers?: readonly (readonly TransferObserved[])[];
	/** Several: each question is answered with the next, the last one for good. */
	readonly contact?: FirstContactSeen | null | readonly FirstContactSeen[];
	readonly past?: readonly PastInform[];
	readonly namesakes?: readonly Namesake[];
	readonly woken?: readonly Partial<Woken>[];
	readonly informs?: readonly (readonly Partial<InformSeen>[])[];
	readonly context?: Partial<CheckContext>;
	/** Asked before all of these: a device that answers by what was asked. */
	readonly answer?: (step: ProofStep) => ProofAnswer | null;
}

export const DEFAULTS: CheckContext = {
	inputs: { allowFactoryReset: false },
	root: "Device.",
	identity: { oui: "00D09E", serialNumber: "S1", productClass: "HG" },
	model: "AC-1",
	device: {
		hardwareVersion: "1.0",
		softwareVersion: "1.0.0",
		informIntervalSeconds: 300,
		hasConnectionRequestUrl: true,
	},
	profile: PROFILE,
	lab: true,
	workflows: [],
	images: { there: null, back: null },
	runStartedAt: STARTED,
	written: [],
	hasAllNames: false,
	earlier: {},
};

/** A workflow's checks one after the other, as a run takes them. */
export function prove(workflow: WorkflowDefinition, seen: Seen) {
	const { tree = new Map(), context = {} } = seen;
	const left = {
		ends: [...seen.ends],
		transfers: [...(seen.transfers ?? [])],
		woken: [...(seen.woken ?? [])],
		informs: [...(seen.informs ?? [])],
		contacts: [seen.contact ?? null].flat(),
	};
	const other: ProofStep[] = [];
	const answerOf = (step: ProofStep): ProofAnswer => {
		if (step.ask !== "operation" && step.ask !== "tree") other.push(step);
		if (step.ask === "operation") asked.push([step.kind, step.input, step.waitSeconds]);
		const own = seen.answer?.(step) ?? null;
		if (own !== null) return own;
		switch (step.ask) {
			case "operation":
				return { got: "operation", end: endOf(left.ends.shift()) };
			case "tree":
				return { got: "tree", tree };
			case "transfers":
				return { got: "transfers", transfers: left.transfers.shift() ?? [] };
			case "firstContact":
				return {
					got: "firstContact",
					contact: (left.contacts.length > 1 ? left.contacts.shift() : left.contacts[0]) ?? null,
				};
			case "namesakes":
				return { got: "namesakes", devices: seen.namesakes ?? [] };
			case "pastInforms":
				return { got: "pastInforms", informs: seen.past ?? [] };
			case "wake": {
				const woken = { reachable: false, method: "http", elapsedMs: 10, reason: "nobody answers", events: [] };
				return { got: "wake", woken: { ...woken, ...left.woken.shift() } };
			}
			case "informs": {
				const inform = { at: STARTED.toISOString(), events: ["2 PERIODIC"], retryCount: 0 };
				return { got: "informs", informs: (left.informs.shift() ?? []).map((one) => ({ ...inform, ...one })) };
			}
		}
	};
	const asked: [OperationKind, Readonly<Record<string, unknown>>, number | undefined][] = [];
	const earlier: Record<string, CheckResult["values"]> = {};
	const results: Record<string, CheckResult> = {};
	for (const check of workflow.checks) {
		const steps = check.run({ ...DEFAULTS, ...context, earlier });
		let turn = steps.next();
		while (!turn.done) {
			turn = steps.next(answerOf(turn.value));
		}
		results[check.id] = turn.value;
		// Values are evidence: they are JSON.
		expect(JSON.parse(JSON.stringify(turn.value.values))).toEqual(turn.value.values);
		earlier[check.id] = turn.value.values;
	}
	const outcomes = Object.fromEntries(Object.entries(results).map(([id, { outcome }]) => [id, outcome]));
	const codes = Object.values(results).flatMap(({ limitations }) => limitations.map(({ code }) => code));
	const verdict = verdictOf(
		workflow.checks.map(({ id, essential }) => {
			const { outcome, blame } = results[id] as CheckResult;
			return { id, essential, outcome, blame };
		}),
	);
	return { results, outcomes, codes, verdict, asked, other };
}

export function endOf(
	end: Partial<OperationEnd> = { status: "expired", reason: "the device opened no session in time" },
): OperationEnd {
	return { status: "succeeded", result: null, fault: null, reason: null, sessionId: "session-1", ...end };
}
