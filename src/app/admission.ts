import { askGate, type GateFacts } from "../gate/gate.ts";
import { CertusError } from "../lib/errors.ts";
import type { OperationKind } from "../shared/operations.ts";
import { findDevice, type KnownDevice } from "../store/devices.ts";
import { type QueueFacts, readQueueFacts } from "../store/operations.ts";
import type { Tenant } from "../store/tenants.ts";
import type { Command } from "./command.ts";

export async function requireDevice(command: Command, id: string): Promise<KnownDevice> {
	const device = await findDevice(command.scope, id);
	if (!device) throw notFound("device");
	return device;
}

export function notFound(what: string): CertusError {
	return new CertusError(404, "notFound", `there is no such ${what}`);
}

/** The device's own setting, else its tenant's. */
export function isLab(device: KnownDevice, tenant: Tenant): boolean {
	return device.lab ?? tenant.lab;
}

/** Asks the gate with the facts of the request, and fails with its answer. */
export async function admit(
	command: Command,
	device: KnownDevice,
	kinds: readonly OperationKind[],
	asks: Pick<GateFacts, "authority" | "held"> & Partial<Pick<GateFacts, "fieldRun">>,
): Promise<QueueFacts> {
	const queue = await readQueueFacts(command.scope, device.id);
	for (const kind of kinds) {
		const answer = askGate({
			fieldRun: null,
			...asks,
			kind,
			deviceKnown: true,
			quarantined: device.quarantined,
			restoresSuspend: false,
			lab: isLab(device, command.tenant),
			transferUnresolved: queue.transferUnresolved,
			transferUndecided: queue.transferUndecided,
			wrongImage: null,
			matrix: null,
			approval: null,
			presence: null,
			backup: null,
		});
		if (!answer.allowed) throw new CertusError(answer.status, answer.code, answer.detail);
	}
	return queue;
}
