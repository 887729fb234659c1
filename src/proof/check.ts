import type { Tree } from "../device/tree.ts";
import type { OperationKind } from "../shared/operations.ts";
import type { Blame, CheckOutcome, Limitation, ProofInputs } from "../shared/proof.ts";

/** What a check asks for: an operation, through the same queue that users have, or the tree as it stands now. */
export type ProofStep =
	| {
			readonly ask: "operation";
			readonly kind: OperationKind;
			readonly input: Readonly<Record<string, unknown>>;
			/** How long to wait for what follows; the kind's own time where absent. */
			readonly waitSeconds?: number;
	  }
	| { readonly ask: "tree" };

/** How an operation ended. */
export interface OperationEnd {
	readonly status: "succeeded" | "failed" | "unknown" | "expired" | "cancelled";
	readonly result: Readonly<Record<string, unknown>> | null;
	readonly fault: { readonly code: number; readonly message: string } | null;
	readonly reason: string | null;
	readonly sessionId: string | null;
}

export type ProofAnswer =
	| { readonly got: "operation"; readonly end: OperationEnd }
	| { readonly got: "tree"; readonly tree: Tree };

export interface CheckResult {
	readonly outcome: CheckOutcome;
	readonly detail: string;
	readonly limitations: readonly Omit<Limitation, "workflow">[];
	/** What a failure says of the whole workflow, where that is more than `failed`. */
	readonly blame?: Blame;
	/** For later checks, for the row, and as evidence; JSON. */
	readonly values: Readonly<Record<string, unknown>>;
}

/** What a check knows when it begins: the run's subject and inputs, and what earlier checks of the same workflow found. */
export interface CheckContext {
	readonly inputs: ProofInputs;
	readonly root: "Device." | "InternetGatewayDevice." | "both" | null;
	readonly identity: { readonly oui: string; readonly serialNumber: string; readonly productClass: string };
	readonly runStartedAt: Date;
	/** By check id. */
	readonly earlier: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type CheckRun = Generator<ProofStep, CheckResult, ProofAnswer>;

export interface CheckDefinition {
	/** For ever the same (design, rules of proof, 3). */
	readonly id: string;
	/** Goes into the evidence; raised when the check comes to mean something else. */
	readonly version: number;
	readonly title: string;
	readonly essential: boolean;
	readonly run: (context: CheckContext) => CheckRun;
}

export interface WorkflowDefinition {
	readonly id: string;
	readonly kind: "workflow" | "trait";
	/** What its checks ask for: the gate says on which devices that may be. */
	readonly operations: readonly OperationKind[];
	/** Destructive ones come last (design, rules of proof, 6). */
	readonly order: number;
	readonly checks: readonly CheckDefinition[];
}

/** Asks for one operation and hands back its end. */
export function* operate(
	kind: OperationKind,
	input: Readonly<Record<string, unknown>>,
	waitSeconds?: number,
): Generator<ProofStep, OperationEnd, ProofAnswer> {
	const answer = yield { ask: "operation", kind, input, ...(waitSeconds !== undefined && { waitSeconds }) };
	if (answer.got !== "operation") throw new Error("an operation was asked for");
	return answer.end;
}

export function* currentTree(): Generator<ProofStep, Tree, ProofAnswer> {
	const answer = yield { ask: "tree" };
	if (answer.got !== "tree") throw new Error("the tree was asked for");
	return answer.tree;
}

export function pass(
	detail: string,
	values: CheckResult["values"] = {},
	limitations: CheckResult["limitations"] = [],
): CheckResult {
	return { outcome: "pass", detail, values, limitations };
}

export function fail(
	detail: string,
	limitations: CheckResult["limitations"] = [],
	values: CheckResult["values"] = {},
	blame?: CheckResult["blame"],
): CheckResult {
	return { outcome: "fail", detail, limitations, values, ...(blame && { blame }) };
}

export function inconclusive(detail: string, values: CheckResult["values"] = {}): CheckResult {
	return { outcome: "inconclusive", detail, limitations: [], values };
}

/** Whether an operation ended without saying anything of the device: it never came, or somebody stopped it. */
export function notCarriedOut(end: OperationEnd): boolean {
	return end.status === "expired" || end.status === "cancelled";
}
