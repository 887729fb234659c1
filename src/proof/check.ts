import type { ModelProfile } from "../device/profiles/profile.ts";
import type { Tree } from "../device/tree.ts";
import type { ChangeKind } from "../shared/changes.ts";
import type { OperationKind } from "../shared/operations.ts";
import type { Blame, CheckOutcome, Limitation, ProofInputs, Workflow } from "../shared/proof.ts";

/** Where a session's TCP connection is cut, once, instead of answering: one that nothing but its period began. */
export type Cut = "beforeInformResponse" | "afterInformResponse";

/** What a check asks for: an operation, through the same queue that users have, or something to be looked at. */
export type ProofStep =
	| {
			readonly ask: "operation";
			readonly kind: OperationKind;
			readonly input: Readonly<Record<string, unknown>>;
			/** How long to wait for what follows; the kind's own time where absent. */
			readonly waitSeconds?: number;
	  }
	/** The tree as it stands now. */
	| { readonly ask: "tree" }
	/** What the device fetched from, or brought to, the addresses that the last operation gave it. */
	| { readonly ask: "transfers" }
	/** The first contact, or the one after a reset, that was recorded last. */
	| { readonly ask: "firstContact" }
	/** Other devices of its serial number that were heard since the run was asked for. */
	| { readonly ask: "namesakes" }
	/** The sessions on record since first contact, and since any of these parameters was last seen to change. */
	| { readonly ask: "pastInforms"; readonly unchanged: readonly string[] }
	/** A connection request while no session is open. */
	| { readonly ask: "wake"; readonly waitSeconds: number }
	/** Sessions that the device opens by itself: nothing is asked of it meanwhile, and it is not woken. */
	| { readonly ask: "informs"; readonly count: number; readonly waitSeconds: number; readonly cut?: Cut };

/** How an operation ended. */
export interface OperationEnd {
	readonly status: "succeeded" | "failed" | "unknown" | "expired" | "cancelled";
	readonly result: Readonly<Record<string, unknown>> | null;
	readonly fault: {
		readonly code: number;
		readonly message: string;
		/** Those that a set was refused for (A.3.2.1). */
		readonly parameters?: readonly { readonly path: string; readonly code: number }[];
	} | null;
	readonly reason: string | null;
	readonly sessionId: string | null;
	/** Certus was down while it was under way: what the device found at Certus's own addresses says nothing of the device. */
	readonly interrupted?: boolean;
}

/** One address that an operation gave the device, and what was seen there. */
export interface TransferObserved {
	readonly direction: "download" | "upload";
	/** What stands there: a file, nothing (404), or Certus's own test pattern. */
	readonly content: "file" | "absent" | "testPattern" | "counted" | "configuration";
	readonly requests: number;
	readonly firstRequestAt: string | null;
	/** When a whole body had been sent or received. */
	readonly completedAt: string | null;
	readonly lastStatus: number | null;
	/** The size of the largest whole body. */
	readonly bytes: number;
}

/** What a first contact set, in which session, and how that session ended. */
export interface FirstContactSeen {
	readonly at: string;
	readonly sessionId: string;
	readonly softwareVersion: string | null;
	readonly events: readonly string[];
	/** Secrets are left out. */
	readonly set: readonly { readonly path: string; readonly value: string }[];
	readonly refused: readonly { readonly path: string; readonly code: number | null }[];
	/** How many sessions were lost over it right before this one. */
	readonly lost: number;
	/** As `SessionState` ends; `null` while it is open. */
	readonly sessionOutcome: string | null;
}

/** A device that has the serial number of the one that the run is about, and no other MAC as far as is known. JSON. */
export interface Namesake {
	readonly id: string;
	readonly oui: string;
	readonly productClass: string;
	readonly lastInformAt: string;
}

export interface InformSeen {
	readonly at: string;
	readonly events: readonly string[];
	/** That came with them, the empty ones left out. */
	readonly commandKeys?: readonly string[];
	readonly retryCount: number;
}

export type PastInform = Pick<InformSeen, "at" | "events">;

export interface Woken {
	readonly reachable: boolean;
	readonly method: string;
	readonly elapsedMs: number;
	readonly reason: string | null;
	/** The events of the session that followed. */
	readonly events: readonly string[];
}

export type ProofAnswer =
	| { readonly got: "operation"; readonly end: OperationEnd }
	| { readonly got: "tree"; readonly tree: Tree }
	| { readonly got: "transfers"; readonly transfers: readonly TransferObserved[] }
	| { readonly got: "firstContact"; readonly contact: FirstContactSeen | null }
	| { readonly got: "namesakes"; readonly devices: readonly Namesake[] }
	/** Oldest first. */
	| { readonly got: "pastInforms"; readonly informs: readonly PastInform[] }
	| { readonly got: "wake"; readonly woken: Woken }
	| { readonly got: "informs"; readonly informs: readonly InformSeen[] };

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
	/** As the run's subject has it: by ModelName, where the device gives one. */
	readonly model: string;
	/** The device as it is known when the check begins. */
	readonly device: {
		readonly hardwareVersion: string | null;
		readonly softwareVersion: string | null;
		readonly informIntervalSeconds: number | null;
		readonly hasConnectionRequestUrl: boolean;
	};
	readonly profile: ModelProfile;
	/** Whether the device is one of the lab's: on others the traits' writing checks are skipped. */
	readonly lab: boolean;
	/** What the run was asked to prove. */
	readonly workflows: readonly Workflow[];
	/** The images of `inputs.firmwareFileId` and `inputs.returnFirmwareFileId`. */
	readonly images: { readonly there: Image | null; readonly back: Image | null };
	readonly runStartedAt: Date;
	/** What this run's checks have written so far; objects, ending in a full stop, stand for all below them. */
	readonly written: readonly string[];
	/** The tree of this run has every name: it was walked from the top, on this firmware, and nothing was refused. */
	readonly hasAllNames: boolean;
	/** By check id. */
	readonly earlier: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Image {
	readonly fileId: string;
	readonly version: string;
}

/**
 * A check is a generator of steps. What it changes it puts back in a `finally`: that is run, and may ask for further
 * steps, when the run is cancelled as well.
 */
export type CheckRun = Generator<ProofStep, CheckResult, ProofAnswer>;

export interface CheckDefinition {
	/** For ever the same (design, rules of proof, 3). */
	readonly id: string;
	/** Goes into the evidence; raised when the check comes to mean something else. */
	readonly version: number;
	readonly title: string;
	readonly essential: boolean;
	/**
	 * What it may ask for that changes a field device or takes it away for a while, or judges after an earlier check of its
	 * workflow has asked for it; all others only look there.
	 */
	readonly acts?: readonly ChangeKind[];
	/** The check of its workflow, some way before it, that leaves something to it: it follows also where a run is cancelled. */
	readonly undoes?: string;
	readonly run: (context: CheckContext) => CheckRun;
}

export interface WorkflowDefinition {
	readonly id: string;
	/** A `frame` stands around the others: what the device was like before, and is like after. */
	readonly kind: "workflow" | "trait" | "frame";
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

/** Whether a walk from the top was refused nothing: what it did not show is not there. */
export function hasAllNames({ status, result }: Pick<OperationEnd, "status" | "result">): boolean {
	const refused = result?.refused;
	return status === "succeeded" && Array.isArray(refused) && refused.length === 0;
}

export function* transfersOfLast(): Generator<ProofStep, readonly TransferObserved[], ProofAnswer> {
	const answer = yield { ask: "transfers" };
	if (answer.got !== "transfers") throw new Error("the transfers were asked for");
	return answer.transfers;
}

export function* lastFirstContact(): Generator<ProofStep, FirstContactSeen | null, ProofAnswer> {
	const answer = yield { ask: "firstContact" };
	if (answer.got !== "firstContact") throw new Error("the first contact was asked for");
	return answer.contact;
}

export function* namesakes(): Generator<ProofStep, readonly Namesake[], ProofAnswer> {
	const answer = yield { ask: "namesakes" };
	if (answer.got !== "namesakes") throw new Error("the namesakes were asked for");
	return answer.devices;
}

export function* pastInforms(unchanged: readonly string[]): Generator<ProofStep, readonly PastInform[], ProofAnswer> {
	const answer = yield { ask: "pastInforms", unchanged };
	if (answer.got !== "pastInforms") throw new Error("past Informs were asked for");
	return answer.informs;
}

export function* wake(waitSeconds: number): Generator<ProofStep, Woken, ProofAnswer> {
	const answer = yield { ask: "wake", waitSeconds };
	if (answer.got !== "wake") throw new Error("a connection request was asked for");
	return answer.woken;
}

/** Waits for so many sessions that the device opens by itself; fewer where the time runs out. */
export function* informs(
	count: number,
	waitSeconds: number,
	cut?: Cut,
): Generator<ProofStep, readonly InformSeen[], ProofAnswer> {
	const answer = yield { ask: "informs", count, waitSeconds, ...(cut && { cut }) };
	if (answer.got !== "informs") throw new Error("Informs were waited for");
	return answer.informs;
}

/** How long an event may come after the session that it belongs to; and how many sessions may come meanwhile. */
const LATE_SECONDS = 10;
const LATE_SESSIONS = 2;

/** The sessions right after a return, up to the one that shows what the first of them lacked; that it is there. */
export function* comesLate(isShown: (inform: InformSeen) => boolean): Generator<ProofStep, boolean, ProofAnswer> {
	for (let left = LATE_SESSIONS; left > 0; left--) {
		const [inform] = yield* informs(1, LATE_SECONDS);
		if (!inform) return false;
		if (isShown(inform)) return true;
	}
	return false;
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

export function skipped(detail: string): CheckResult {
	return { outcome: "skipped", detail, limitations: [], values: {} };
}

export function inconclusive(detail: string, values: CheckResult["values"] = {}): CheckResult {
	return { outcome: "inconclusive", detail, limitations: [], values };
}

/** Whether an operation ended without saying anything of the device: it never came, or somebody stopped it. */
export function notCarriedOut(end: Pick<OperationEnd, "status">): boolean {
	return end.status === "expired" || end.status === "cancelled";
}
