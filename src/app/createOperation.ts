import { isSecretName, REDACTED } from "../cwmp/redact.ts";
import { refuseMarks, sealInput } from "../device/sealedInput.ts";
import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { invalid } from "../lib/invalid.ts";
import { type OperationKind, operationInputs } from "../shared/operations.ts";
import { findFile } from "../store/files.ts";
import { findOperation, type Json, type OperationRow } from "../store/operations.ts";
import { insertQueued } from "../store/queue.ts";
import { admit, requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";

/** Above this many open operations a device takes no more. */
const MAX_OPEN_OPERATIONS = 100;

export interface WantedOperation {
	readonly deviceId: string;
	readonly kind: OperationKind;
	readonly input: Json;
	readonly presenceTimeoutSeconds: number;
}

/** Puts an operation that a person asked for into the device's queue. */
export async function createOperation(
	command: Command,
	engine: EnginePort,
	{ deviceId, kind, input: given, presenceTimeoutSeconds }: WantedOperation,
): Promise<OperationRow> {
	const { scope, actor, now, random, tenant } = command;
	const device = await requireDevice(command, deviceId);
	const parsed = operationInputs[kind].safeParse(given);
	if (!parsed.success) throw invalid(422, "invalidBody", `the input of ${kind} is not right`, parsed.error, "/input");
	const input: Json = parsed.data;
	refuseMarks(input);
	if (typeof input.fileId === "string") await requireFile(command, input.fileId, "/input/fileId");

	const { open } = await admit(command, device, [kind], { authority: "user", held: actor.held });
	if (open >= MAX_OPEN_OPERATIONS) {
		throw new CertusError(409, "queueFull", `the device has ${open} open operations already`);
	}

	const id = random.uuid();
	await insertQueued(scope, {
		id,
		device: device.id,
		kind,
		input: sealInput(command.vault, tenant.tenant, input),
		authority: "user",
		request: id,
		requestedBy: actor.name,
		createdAt: now,
		acceptedAt: now,
		expiresAt: new Date(now.getTime() + presenceTimeoutSeconds * 1000),
		waitSeconds: null,
	});
	await command.audit("operation.create", {
		outcome: "queued",
		device,
		detail: { operationId: id, kind, input: withoutSecrets(input) },
	});
	await command.publish({
		type: "operation.changed",
		deviceId: device.id,
		data: { operationId: id, kind, status: "queued" },
	});
	command.afterCommit(() => engine.operationQueued(tenant.tenant, device.id));
	return (await findOperation(scope, id)) as OperationRow;
}

export async function requireFile(command: Command, id: string, pointer: string): Promise<void> {
	if (await findFile(command.scope, id)) return;
	throw new CertusError(422, "fileNotFound", "there is no such file", {
		errors: [{ pointer, detail: "there is no such file" }],
	});
}

/** An operation's input without the values of parameters that are secrets: for the trail, and for whoever reads along. */
export function withoutSecrets(input: Json): Json {
	if (!Array.isArray(input.values)) return input;
	return {
		...input,
		values: input.values.map((entry: { path?: unknown }) =>
			typeof entry?.path === "string" && isSecretName(entry.path) ? { ...entry, value: REDACTED } : entry,
		),
	};
}
