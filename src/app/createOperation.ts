import { sealInput } from "../device/sealedInput.ts";
import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { invalid } from "../lib/invalid.ts";
import { type OperationKind, type Override, operationInputs } from "../shared/operations.ts";
import { findOperation, type Json, type OperationRow } from "../store/operations.ts";
import { insertQueued } from "../store/queue.ts";
import { admit, requireDevice } from "./admission.ts";
import { changeByOperation, MAX_OPEN_OPERATIONS } from "./changes/operationChange.ts";
import { isChangeKind } from "./changes/wanted.ts";
import type { Command } from "./command.ts";

export interface WantedOperation {
	readonly deviceId: string;
	readonly kind: OperationKind;
	readonly input: Json;
	readonly presenceTimeoutSeconds: number;
	readonly reason?: string | undefined;
	readonly override?: Override | undefined;
}

/** Puts an operation that a person asked for into the device's queue; one that changes the device, once it is agreed to. */
export async function createOperation(
	command: Command,
	engine: EnginePort,
	{ deviceId, kind, input: given, presenceTimeoutSeconds, reason, override }: WantedOperation,
): Promise<OperationRow> {
	const { scope, actor, now, random, tenant } = command;
	const device = await requireDevice(command, deviceId);
	const id = random.uuid();
	let status: "pendingApproval" | "queued" = "queued";
	if (isChangeKind(kind)) {
		const asked = { id, kind, input: given, presenceTimeoutSeconds, reason, override };
		status = await changeByOperation(command, engine, device, asked);
	} else {
		const parsed = operationInputs[kind].safeParse(given);
		if (!parsed.success) throw invalid(422, "invalidBody", `the input of ${kind} is not right`, parsed.error, "/input");
		const { open } = await admit(command, device, [kind], { authority: "user", held: actor.held });
		if (open >= MAX_OPEN_OPERATIONS) {
			throw new CertusError(409, "queueFull", `the device has ${open} open operations already`);
		}
		const inserted = insertQueued(scope, {
			...{ id, device: device.id, kind, authority: "user", request: id },
			input: sealInput(command.vault, tenant.tenant, parsed.data),
			...{ requestedBy: actor.name, createdAt: now, acceptedAt: now, waitSeconds: null },
			expiresAt: new Date(now.getTime() + presenceTimeoutSeconds * 1000),
		});
		const detail = { operationId: id, kind, input: parsed.data };
		await Promise.all([inserted, command.audit("operation.create", { outcome: "queued", device, detail })]);
	}
	if (status === "queued") command.afterCommit(() => engine.operationQueued(tenant.tenant, device.id));
	const data = { operationId: id, kind, status };
	const [row] = await Promise.all([
		findOperation(scope, id),
		command.publish({ type: "operation.changed", deviceId: device.id, data }),
	]);
	return row as OperationRow;
}
