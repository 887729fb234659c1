import type { EnginePort } from "../engine/ports.ts";
import { deleteDevice as remove } from "../store/devices.ts";
import { requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";

/** Forgets a device. Proof runs and evidence stay; should it come again, it is a new one. */
export async function deleteDevice(command: Command, engine: EnginePort, id: string): Promise<void> {
	const { scope, tenant } = command;
	const device = await requireDevice(command, id);
	await command.audit("device.delete", {
		device,
		detail: { oui: device.oui, productClass: device.productClass, serialNumber: device.serialNumber },
	});
	await remove(scope, id);
	await command.publish({ type: "device.changed", deviceId: id, data: { removed: true } });
	command.afterCommit(() => engine.deviceRemoved(tenant.tenant, id));
}
