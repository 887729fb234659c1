import { isIntrusive } from "../gate/gate.ts";
import type { CheckDefinition, ProofStep, WorkflowDefinition } from "../proof/check.ts";
import { isAgreedTo } from "../proof/fieldActs.ts";
import type { ProofAct } from "../shared/changes.ts";
import { appendAudit } from "../store/audit.ts";
import { moveChangeDevice } from "../store/changeDevices.ts";
import { findChange, lockChange, moveChange } from "../store/changes.ts";
import type { Db, Scope } from "../store/db.ts";
import { publish } from "../store/effects.ts";
import type { ProofRunRow } from "../store/proofRuns.ts";
import type { Execution } from "./proofExecution.ts";

const ACTOR = "certus";

/** Sessions from before get nothing of a run. */
export function acceptedAt({ acceptedAt: at, createdAt }: ProofRunRow): Date {
	return at ?? createdAt;
}

/** What others have agreed that a run may do to a field device. */
export async function readProofActs(scope: Scope, { change }: ProofRunRow): Promise<readonly ProofAct[]> {
	const row = change === null ? null : await findChange(scope, change);
	return (row?.input.checks as readonly ProofAct[] | undefined) ?? [];
}

/** Whether there is something to be kept before it; a reboot alone leaves a device as it is. */
export function changesConfiguration(acts: readonly ProofAct[]): boolean {
	return acts.some(({ kinds }) => kinds.some((kind) => kind !== "reboot"));
}

/** Whether a check may ask for it: on a field device one that writes or restarts it only where it was named. */
export function mayAsk(
	step: ProofStep,
	{ id: workflow }: Pick<WorkflowDefinition, "id">,
	{ id: check }: Pick<CheckDefinition, "id">,
	{ lab, acts }: { readonly lab: boolean; readonly acts: readonly ProofAct[] },
): boolean {
	if (lab || step.ask !== "operation" || !isIntrusive(step.kind)) return true;
	return isAgreedTo(acts, workflow, check, step.kind);
}

/** The run is over: so is what was agreed to. */
export async function endProofChange(tx: Db, { tenant, run }: Execution, at: Date): Promise<void> {
	const scope = tx.scope(tenant.tenant);
	const change = run.change === null ? null : await lockChange(scope, run.change);
	if (change?.state !== "applying") return;
	await moveChange(scope, change.id, "applied", { finishedAt: at });
	await moveChangeDevice(scope, change.id, run.device, "applied", { sent: true, finishedAt: at });
	const detail = { changeId: change.id, proofRunId: run.id };
	await appendAudit(scope, {
		...{ at, tenant: tenant.slug, actor: ACTOR, actorId: null, action: "change.end", outcome: "applied", detail },
		deviceId: run.device,
	});
	const data = { changeId: change.id, state: "applied", action: change.action };
	const event = { type: "change.changed", changeId: change.id, deviceId: run.device, data };
	await publish(tx, [{ tenant: tenant.tenant, events: [event] }]);
}
