import type { EnginePort } from "../engine/ports.ts";
import type { ChangeState } from "../shared/changes.ts";
import { skipRemovedDevice } from "../store/changeDevices.ts";
import { lockChange, moveChange } from "../store/changes.ts";
import { deleteDevice as remove } from "../store/devices.ts";
import { requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";
import { endRun } from "./proofApproval.ts";

const OPEN: readonly ChangeState[] = ["previewed", "pendingApproval", "approved"];

/** Forgets a device. Proof runs and evidence stay; should it come again, it is a new one. */
export async function deleteDevice(command: Command, engine: EnginePort, id: string): Promise<void> {
	const { scope, tenant } = command;
	const device = await requireDevice(command, id);
	const changes = await endChangesOf(command, engine, id);
	const { oui, productClass, serialNumber } = device;
	await command.audit("device.delete", { device, detail: { oui, productClass, serialNumber, changes } });
	await remove(scope, id);
	await command.publish({ type: "device.changed", deviceId: id, data: { removed: true } });
	command.afterCommit(() => engine.deviceRemoved(tenant.tenant, id));
}

/** What was still to come to the device does not; a change that is under way on others goes on there. Gives all of them. */
async function endChangesOf(command: Command, engine: EnginePort, device: string): Promise<string[]> {
	const { scope, now, tenant } = command;
	const failure = { code: "deviceRemoved", detail: "the device was removed" };
	const skipped = await skipRemovedDevice(scope, device, failure, now);
	for (const { id, state, devices } of skipped) {
		const row = await lockChange(scope, id);
		const proofRun = row?.proofRun ?? null;
		if (proofRun !== null) {
			await endRun(command, proofRun, id);
			command.afterCommit(() => engine.proofRunChanged(tenant.tenant, proofRun));
		}
		if (devices === 1 && (OPEN.includes(state) || proofRun !== null)) {
			await moveChange(scope, id, "cancelled", { finishedAt: now, failure });
			await command.publish({ type: "change.changed", changeId: id, data: { changeId: id, state: "cancelled" } });
		} else if (state === "applying") command.afterCommit(() => engine.changeBegun(tenant.tenant, id));
	}
	return skipped.map(({ id }) => id);
}
