import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { lockChange } from "../store/changes.ts";
import { findDevice } from "../store/devices.ts";
import { cancelOperationsOf } from "../store/operations.ts";
import { cancelProofRun as cancel, findProofRun, type ProofRunRow } from "../store/proofRuns.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";
import { endChangeOf } from "./proofApproval.ts";

/** Ends a proof run with what it has; its steps that were not sent yet are cancelled with it. */
export async function cancelProofRun(command: Command, engine: EnginePort, id: string): Promise<ProofRunRow> {
	const { scope, now, tenant } = command;
	const run = await findProofRun(scope, id);
	if (!run) throw notFound("proof run");
	if (run.status === "cancelled") return run;
	// Of somebody who agrees meanwhile one is first.
	if (run.change !== null) await lockChange(scope, run.change);
	const cancelled = await cancel(scope, id, now);
	if (!cancelled) throw new CertusError(409, "proofRunFinished", "the proof run is finished");
	const operations = await cancelOperationsOf(scope, id, now);
	await endChangeOf(command, run);

	const device = await findDevice(scope, run.device);
	await command.audit("proofRun.cancel", { ...(device && { device }), detail: { proofRunId: id, operations } });
	await command.publish({
		type: "proofRun.changed",
		deviceId: run.device,
		proofRunId: id,
		data: { proofRunId: id, status: "cancelled" },
	});
	command.afterCommit(() => {
		for (const operation of operations) engine.operationCancelled(tenant.tenant, operation);
		engine.proofRunChanged(tenant.tenant, id);
	});
	return cancelled;
}
