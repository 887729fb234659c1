import type { Act } from "../../../src/shared/auditActions.ts";
import type { Change } from "../../../src/shared/changes.ts";
import type { TimelineEntry } from "../../../src/shared/devices.ts";
import type { Operation, OperationKind } from "../../../src/shared/operations.ts";
import { changeName } from "../../components/changeVocabulary.ts";
import { detailText } from "../../components/detail.ts";
import { humanise, VERDICTS, workflowName } from "../../components/vocabulary.ts";
import { DIAGNOSTICS, diagnosticOf } from "./diagnosticWords.ts";

/** What stands behind an entry: a page of its own, or a tab of its device's page. */
export type Behind =
	| { readonly to: "change" | "proofRun"; readonly id: string }
	| { readonly to: "operations" | "sessions"; readonly id: string };

/** One thing that happened: `<who> <did> <what>: <outcome>`, with what it leads to. */
export interface Sentence {
	/** A device's, a person's: inert. */
	readonly text: string;
	readonly paths: readonly string[];
	readonly outcome: string;
	readonly isBad: boolean;
	readonly reason: string;
	readonly behind: Behind | null;
}

/** What is known of a device's changes and operations, by their ids. */
export interface Linked {
	readonly changes: ReadonlyMap<string, Change>;
	readonly operations: ReadonlyMap<string, Operation>;
}

type Detail = TimelineEntry["detail"];

const NOTHING: Omit<Sentence, "text"> = { paths: [], outcome: "", isBad: false, reason: "", behind: null };

/** Whatever the console does not know is told as it stands. */
export function sentenceOf({ type, detail }: TimelineEntry, linked: Linked): Sentence {
	const words = Object.hasOwn(SENTENCES, type) ? SENTENCES[type] : undefined;
	return words === undefined
		? { ...NOTHING, text: humanise(type), reason: detailText(detail) }
		: { ...NOTHING, ...words(detail, linked) };
}

const SENTENCES: Readonly<
	Record<string, (detail: Detail, linked: Linked) => Pick<Sentence, "text"> & Partial<Sentence>>
> = {
	session: (detail) => ({
		text: `The device opened a session${inBrackets(list(detail.events))}`,
		outcome: detail.outcome === null ? "" : (SESSION_OUTCOMES[text(detail.outcome)] ?? humanise(text(detail.outcome))),
		behind: behindOf(detail.sessionId, "sessions"),
	}),
	boot: (detail) => ({ text: `The device started${inBrackets(list(detail.events))}` }),
	bootstrap: (detail) => ({
		text: `The device came for the first time, or after a factory reset${inBrackets(list(detail.events))}`,
	}),
	softwareVersion: (detail) => ({ text: `Its firmware went from ${text(detail.before)} to ${text(detail.after)}` }),
	firstContact: (detail) => ({
		text:
			detail.settings === "lost"
				? "The session of its first setup broke off"
				: "Certus set it up at its first contact:",
		paths: pathsOf(detail.set),
		isBad: detail.settings === "lost",
		behind: behindOf(detail.sessionId, "sessions"),
	}),
	quarantined: (detail) => ({
		text: "Certus put it in quarantine",
		reason: QUARANTINES[text(detail.reason)] ?? text(detail.reason),
		isBad: true,
	}),
	operation: operationSentence,
	change: changeSentence,
	proofRun: (detail) => ({
		text: "A proof run ended",
		outcome: verdictsOf(detail.verdicts),
		behind: behindOf(detail.proofRunId, "proofRun"),
	}),
	transferComplete: (detail) => ({
		text: "The device reported the end of a transfer",
		...transferOutcome(detail.fault),
	}),
	autonomousTransferComplete: (detail) => ({
		text: `The device reported a transfer of its own: ${text(detail.targetFileName) || text(detail.fileType)}`,
		...transferOutcome(detail.fault),
	}),
	provisioning: (detail) => ({
		text: `Provisioning asked for its settings${inBrackets(list(detail.profiles))}`,
		paths: texts(detail.paths),
		behind: behindOf(detail.changeId, "change"),
	}),
	provisioningStopped: (detail) => ({
		text: `Provisioning gave it up${inBrackets(list(detail.profiles))}`,
		paths: texts(detail.paths),
		reason: text(detail.reason),
		isBad: true,
	}),
	provisioningSkipped: (detail) => ({
		text: `Provisioning left a profile out${inBrackets(list(detail.profiles))}`,
		reason: detail.missing === undefined ? "" : `missing: ${list(detail.missing) || text(detail.missing)}`,
		isBad: true,
	}),
	suspendedAgain: (detail) => ({
		text: "Certus suspended it again",
		reason: text(detail.reason),
		behind: behindOf(detail.changeId, "change"),
	}),
	act: actSentence,
	signIn: (detail) => ({
		text: [text(detail.actor), "signed in to the console", METHODS[text(detail.method)]].filter(Boolean).join(" "),
	}),
	suspensionForgotten: (detail) => ({
		text: "It is no longer held suspended",
		reason: text(detail.reason),
		behind: behindOf(detail.changeId, "change"),
	}),
};

const METHODS: Readonly<Record<string, string>> = {
	token: "with an API token",
	password: "with a password",
	oidc: "with single sign-on",
};

/** After who did it. */
const ACTS: Readonly<Record<Act, string>> = {
	"change.approve": "agreed to a change",
	"change.cancel": "cancelled a change",
	"change.reject": "rejected a change",
	"change.rollback": "asked for a change to be taken back",
	"device.delete": "removed the device",
	"device.keepApart": "said that it and another device are not one",
	"device.link": "linked it with its newer name",
	"device.patch": "changed its site, tags or settings",
	"device.replace": "put another unit in its place",
	"device.wake": "woke it",
	"operation.cancel": "cancelled an operation",
	"proofRun.cancel": "cancelled a proof run",
	"site.create": "added a site",
	"site.delete": "removed a site",
	"site.patch": "changed a site",
	"subscriber.create": "added the subscriber",
	"subscriber.delete": "removed the subscriber",
	"subscriber.patch": "changed the subscriber",
};

/** An act that went as asked needs no outcome. */
const PLAIN_OUTCOMES: readonly string[] = ["done", "approved", "rejected", "cancelled", "applying", "pendingApproval"];

function actSentence(detail: Detail): Pick<Sentence, "text"> & Partial<Sentence> {
	const action = text(detail.action);
	const outcome = text(detail.outcome);
	const did = Object.hasOwn(ACTS, action) ? ACTS[action as Act] : `did: ${humanise(action).toLowerCase()}`;
	return {
		text: `${text(detail.actor)} ${did}`,
		outcome: PLAIN_OUTCOMES.includes(outcome) ? "" : humanise(outcome).toLowerCase(),
	};
}

const SESSION_OUTCOMES: Readonly<Record<string, string>> = {
	done: "done",
	superseded: "broken off by the next one",
	idle: "broken off: the device fell silent",
	tooLong: "broken off: it took too long",
	refused: "refused",
	shutdown: "broken off: Certus was stopped",
};

const QUARANTINES: Readonly<Record<string, string>> = {
	twoAddresses: "its serial number calls from two addresses",
	sharedSerial: "another unit has its serial number",
};

const OPERATIONS: Record<OperationKind, string> = {
	read: "a read of",
	discover: "a discovery of its tree",
	getRpcMethods: "a list of its RPCs",
	getAttributes: "the attributes of",
	setAttributes: "other attributes of",
	diagnostic: "a diagnostic",
	upload: "an upload",
	scheduleInform: "a later Inform",
	set: "other values of",
	addObject: "a new object below",
	deleteObject: "the removal of",
	download: "a file to be installed",
	reboot: "a reboot",
	factoryReset: "a factory reset",
};

const OPERATION_ENDS: Readonly<Record<string, string>> = {
	succeeded: "succeeded",
	failed: "failed",
	unknown: "nobody knows what came of it",
	expired: "the device did not come in time",
	cancelled: "cancelled",
};

function operationSentence(detail: Detail, { operations }: Linked): Pick<Sentence, "text"> & Partial<Sentence> {
	const operation = operations.get(text(detail.operationId));
	const kind = text(detail.kind);
	const status = text(detail.status);
	const diagnostic = kind === "diagnostic" && operation !== undefined ? diagnosticOf(operation) : null;
	const what =
		diagnostic?.kind != null
			? `a ${DIAGNOSTICS[diagnostic.kind].name.toLowerCase()} of ${diagnostic.target}`
			: Object.hasOwn(OPERATIONS, kind)
				? OPERATIONS[kind as OperationKind]
				: humanise(kind).toLowerCase();
	const who = operation === undefined ? null : operation.requestedBy;
	const paths = operation === undefined ? [] : inputPaths(operation.input);
	// Older than what is at hand: the entry knows no more than the kind.
	const whole = paths.length === 0 && / (of|below)$/.test(what) ? `${what} some parameters` : what;
	return {
		text: who === null ? `It was asked for ${whole}` : `${who} asked for ${whole}`,
		paths,
		outcome: OPERATION_ENDS[status] ?? status,
		isBad: status === "failed" || status === "unknown",
		reason:
			operation?.fault != null ? `fault ${operation.fault.code} ${operation.fault.message}` : (operation?.reason ?? ""),
		behind: behindOf(detail.operationId, "operations"),
	};
}

const CHANGE_ENDS: Readonly<Record<string, string>> = {
	applied: "applied",
	failed: "failed",
	rolledBack: "put back as it was before",
	skipped: "not begun",
};

function changeSentence(detail: Detail, { changes }: Linked): Pick<Sentence, "text"> & Partial<Sentence> {
	const id = text(detail.changeId);
	const change = changes.get(id);
	const state = text(detail.state);
	const failure = detail.failure as { readonly detail?: unknown } | undefined;
	const kind = humanise(text(detail.kind)).toLowerCase();
	return {
		text: change === undefined ? `A change was carried out (${kind})` : `${change.author}'s change: ${nameOf(change)}`,
		paths: pathsOfChange(change),
		outcome: CHANGE_ENDS[state] ?? state,
		isBad: state === "failed",
		reason: [change?.reason, text(failure?.detail)].filter(Boolean).join(" · "),
		behind: behindOf(id, "change"),
	};
}

const OPEN: Readonly<Record<string, string>> = {
	pendingApproval: "waits for approval",
	approved: "approved, and waits to be applied",
	applying: "is being applied",
};

/** A change that is not over yet; `null`: it is, or was never asked for. */
export function openSentence(change: Change): Sentence | null {
	const outcome = OPEN[change.state];
	if (outcome === undefined) return null;
	const agreed = change.approvals.filter(({ decision }) => decision === "approve").map(({ by }) => by);
	return {
		text: `${change.author}'s change: ${nameOf(change)}`,
		paths: pathsOfChange(change),
		outcome:
			change.state === "approved" && agreed.length > 0
				? `approved by ${agreed.join(", ")}, waits to be applied`
				: outcome,
		isBad: false,
		reason: change.reason,
		behind: { to: "change", id: change.id },
	};
}

function nameOf(change: Change): string {
	const name = changeName(change).toLowerCase();
	return change.undoes === null || change.action === "restore" ? name : `${name}, which takes another back`;
}

/** Names, never values. */
function pathsOfChange(change: Change | undefined): readonly string[] {
	return [...new Set(change?.items.map(({ path }) => path))].filter((path) => path !== "");
}

/** What an operation was about: names, never values. */
function inputPaths({ paths, path, values, attributes }: Operation["input"]): readonly string[] {
	if (Array.isArray(paths)) return texts(paths);
	if (typeof path === "string") return path === "" ? [] : [path];
	return [...pathsOf(values), ...pathsOf(attributes)];
}

function pathsOf(items: unknown): readonly string[] {
	return Array.isArray(items) ? items.flatMap((item) => (typeof item?.path === "string" ? [item.path] : [])) : [];
}

function verdictsOf(verdicts: unknown): string {
	if (typeof verdicts !== "object" || verdicts === null) return "";
	return Object.entries(verdicts)
		.map(([workflow, verdict]) => {
			const name = typeof verdict === "string" ? verdict : text(Object(verdict).verdict);
			return `${workflowName(workflow)} ${(VERDICTS as Readonly<Record<string, { name: string }>>)[name]?.name ?? name}`;
		})
		.join(", ");
}

function transferOutcome(fault: unknown): Pick<Sentence, "outcome" | "isBad"> {
	const { code, message } = Object(fault) as { readonly code?: unknown; readonly message?: unknown };
	const isBad = typeof code === "number" && code !== 0;
	return { outcome: isBad ? `fault ${code} ${text(message)}`.trim() : "succeeded", isBad };
}

function behindOf(id: unknown, to: Behind["to"]): Behind | null {
	return typeof id === "string" ? { to, id } : null;
}

function list(value: unknown): string {
	return texts(value).join(", ");
}

function texts(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.map(String) : [];
}

function inBrackets(words: string): string {
	return words === "" ? "" : ` (${words})`;
}

function text(value: unknown): string {
	return value === null || value === undefined ? "" : String(value);
}
