import { sealInput } from "../device/sealedInput.ts";
import type { EnginePort } from "../engine/ports.ts";
import type { OperationKind } from "../shared/operations.ts";
import { insertQueued } from "../store/queue.ts";
import { admit } from "./admission.ts";
import { addStep, refuseSkipping, requireCertification, requireOwnDevice } from "./certifications.ts";
import type { Command } from "./command.ts";

/** How long the device may take to come. */
const PRESENCE_MS = 15 * 60_000;
const ASKED: readonly (readonly [kind: OperationKind, input: Readonly<Record<string, unknown>>])[] = [
	["getRpcMethods", {}],
	["discover", { path: "" }],
];

/** Walks a device whole and asks for its methods, under the authority of a run: it counts for no statistics. */
export async function startDiscovery(
	command: Command,
	engine: EnginePort,
	id: string,
	deviceId: string,
): Promise<void> {
	const { scope, now, random, actor, tenant } = command;
	const certification = await requireCertification(command, id);
	refuseSkipping("discovery", certification.facts);
	const device = await requireOwnDevice(command, certification.row, deviceId);
	await admit(
		command,
		device,
		ASKED.map(([kind]) => kind),
		{ authority: "run", held: null },
	);
	const operations: string[] = [];
	for (const [kind, input] of ASKED) {
		const operation = random.uuid();
		operations.push(operation);
		await insertQueued(scope, {
			id: operation,
			device: device.id,
			kind,
			input: sealInput(command.vault, tenant.tenant, input),
			authority: "run",
			request: id,
			requestedBy: actor.name,
			createdAt: now,
			acceptedAt: now,
			expiresAt: new Date(now.getTime() + PRESENCE_MS),
			waitSeconds: null,
		});
	}
	const { softwareVersion } = device;
	await addStep(command, engine, certification, "discovery", { deviceId, softwareVersion, operations }, device);
	command.afterCommit(() => engine.operationQueued(tenant.tenant, device.id));
}
