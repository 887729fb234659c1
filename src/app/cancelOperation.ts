import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { lockChange, moveChange } from "../store/changes.ts";
import { findDevice } from "../store/devices.ts";
import { cancelOperation as cancel, findOperation, type OperationRow } from "../store/operations.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";

/** Cancels an operation that was not sent yet; one that is cancelled already stays so. */
export async function cancelOperation(command: Command, engine: EnginePort, id: string): Promise<OperationRow> {
	const { scope, now, tenant } = command;
	const change = (await findOperation(scope, id))?.change ?? null;
	// Of somebody who agrees meanwhile one is first.
	if (change !== null) await lockChange(scope, change);
	const operation = await findOperation(scope, id);
	if (!operation) throw notFound("operation");
	if (operation.status === "cancelled") return operation;
	const cancelled = await cancel(scope, id, now);
	if (!cancelled) throw refusal((await findOperation(scope, id))?.status ?? operation.status);

	if (operation.status === "pendingApproval" && operation.change !== null) {
		await moveChange(scope, operation.change, "cancelled", { finishedAt: now });
		const data = { changeId: operation.change, state: "cancelled" };
		await command.publish({ type: "change.changed", changeId: operation.change, deviceId: operation.device, data });
	}
	const device = await findDevice(scope, operation.device);
	await command.audit("operation.cancel", {
		...(device && { device }),
		detail: { operationId: id, kind: operation.kind },
	});
	await command.publish({
		type: "operation.changed",
		deviceId: operation.device,
		data: { operationId: id, kind: operation.kind, status: "cancelled" },
	});
	command.afterCommit(() => engine.operationCancelled(tenant.tenant, id));
	return cancelled;
}

function refusal(status: string): CertusError {
	return status === "running" || status === "unknown"
		? new CertusError(409, "operationSent", "the operation was sent to the device and can't be taken back")
		: new CertusError(409, "operationFinished", `the operation is at its end: ${status}`);
}
