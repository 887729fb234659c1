import { templatePath } from "../device/standard/model.ts";
import { cellOf, gatingWorkflow, nameOfCell } from "../gate/cell.ts";
import { askGate, type GateFacts } from "../gate/gate.ts";
import { imageFault, isImage } from "../gate/image.ts";
import type { Clock } from "../lib/edges.ts";
import { CHANGE_KINDS, type ChangeKind } from "../shared/changes.ts";
import type { OperationKind } from "../shared/operations.ts";
import type { Workflow } from "../shared/proof.ts";
import type { Database } from "../store/db.ts";
import { readSendFacts, type SendFacts } from "../store/gateFacts.ts";
import type { QueuedOperation } from "../store/queue.ts";
import type { LiveSession } from "./liveSession.ts";
import { countOpenTransfers } from "./transferState.ts";

export interface AdmitsDependencies {
	readonly database: Database;
	readonly clock: Clock;
	/** Whether a running canary covers the session's device for a workflow. */
	readonly inCanary: (session: LiveSession, workflow: Workflow) => boolean;
}

/** What the gate says to an operation. */
export interface Refusal {
	readonly detail: string;
	/** No later session changes that. */
	readonly isFinal: boolean;
}

const FINAL: readonly string[] = ["notSupported", "notProven", "wrongImage"];

/** Kinds after which a device may be another than before: what it was has to be kept. */
const NEEDS_BACKUP: readonly OperationKind[] = CHANGE_KINDS.filter((kind) => kind !== "reboot");

/**
 * Asks the gate with the facts of the moment before sending; the reason where it says no. No operation: first contact.
 * One that is under way has come in time, and is followed to its end.
 */
export function createAdmits({ database, clock, inCanary }: AdmitsDependencies) {
	return async function admits(
		session: LiveSession,
		operation: QueuedOperation | null,
		isUnderWay = false,
	): Promise<Refusal | null> {
		const { device, tenant } = session;
		const judged = operation && !isUnderWay ? await judge(session, operation) : NOTHING;
		const answer = askGate({
			kind: operation?.kind ?? "set",
			authority: operation?.authority ?? "system",
			held: null,
			deviceKnown: true,
			quarantined: device.quarantined,
			lab: device.lab ?? tenant.lab,
			transferUnresolved: countOpenTransfers(session.queue, operation?.id ?? null) > 0,
			transferUndecided: null,
			...judged,
			presence:
				operation && !isUnderWay
					? {
							now: clock(),
							acceptedAt: operation.acceptedAt,
							expiresAt: operation.expiresAt,
							sessionOpenedAt: session.startedAt,
						}
					: null,
		});
		return answer.allowed ? null : { detail: answer.detail, isFinal: FINAL.includes(answer.code) };
	};

	/** Of what changes a device, as people and rollouts ask for it; runs and first contact stand on their own authority. */
	async function judge(session: LiveSession, operation: QueuedOperation): Promise<Judged> {
		const { kind, authority, input, change: changeId, inverse } = operation;
		if (!isChange(kind) || authority === "system" || (authority === "run" && changeId === null)) return NOTHING;
		const { fileId } = input;
		const scope = database.scope(operation.tenant);
		const file = kind === "download" && typeof fileId === "string" ? fileId : null;
		const facts = await readSendFacts(scope, operation.device, changeId, file);
		if (authority === "run") return inField(session, kind, facts);
		const isWish = authority === "provisioning";
		const workflow = isWish
			? "provisioning"
			: gatingWorkflow(kind, facts?.file && isImage(facts.file) ? "firmware" : (facts?.file?.kind ?? null));
		const row = facts?.cells ? { cells: facts.cells, provenPaths: facts.provenPaths } : null;
		const change = facts?.change ?? null;
		const templates = pathsOf(input).map(templatePath);
		return {
			...NOTHING,
			wrongImage: wrongImageFor(session, facts),
			matrix: {
				of: nameOfCell(workflow, session.device, row, templates),
				cell: cellOf(row, workflow, templates),
				devices: change?.devices ?? 1,
				inCanary: inCanary(session, workflow),
				overridden: change?.overridden ?? false,
				isInverse: inverse || change?.undoes != null,
			},
			restoresSuspend: inverse && change?.action === "restore" && change.undoes !== null,
			approval: change && !inverse ? { needed: change.approvalsNeeded, given: change.approvals } : null,
			backup: change && !inverse && NEEDS_BACKUP.includes(kind) ? change.backup !== null : null,
		};
	}
}

type Judged = Pick<GateFacts, "wrongImage" | "matrix" | "approval" | "backup" | "restoresSuspend" | "fieldRun">;
const NOTHING: Judged = {
	...{ wrongImage: null, matrix: null, approval: null, backup: null, restoresSuspend: false, fieldRun: null },
};

/** Of one that was cancelled while it was under way only what puts the device back is still to come. */
const AGREED: readonly string[] = ["applying", "cancelled"];

/** A proof run does what was agreed to: what it is to find out no cell says before. */
function inField(session: LiveSession, kind: ChangeKind, facts: SendFacts | null): Judged {
	const change = facts?.change ?? null;
	const isAgreed = change !== null && AGREED.includes(change.state) && change.runKinds?.includes(kind) === true;
	return {
		...NOTHING,
		wrongImage: wrongImageFor(session, facts),
		fieldRun: { isAgreed, checks: [] },
		approval: change && { needed: change.approvalsNeeded, given: change.approvals },
		backup: change && NEEDS_BACKUP.includes(kind) ? change.backup !== null : null,
	};
}

function wrongImageFor({ device }: LiveSession, facts: SendFacts | null): string | null {
	return facts?.file ? imageFault(facts.file, device) : null;
}

function isChange(kind: OperationKind): kind is ChangeKind {
	return (CHANGE_KINDS as readonly string[]).includes(kind);
}

/** The parameters and objects that an operation is about. */
function pathsOf(input: Readonly<Record<string, unknown>>): string[] {
	if (typeof input.path === "string") return [input.path];
	const named = [input.values, input.attributes].find(Array.isArray) as readonly { path: string }[] | undefined;
	return named?.map(({ path }) => path) ?? [];
}
