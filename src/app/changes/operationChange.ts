import { refuseMarks, sealInput } from "../../device/sealedInput.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { CertusError } from "../../lib/errors.ts";
import type { ChangeKind } from "../../shared/changes.ts";
import type { Override } from "../../shared/operations.ts";
import { insertChangeDevices } from "../../store/changeDevices.ts";
import { insertChange } from "../../store/changes.ts";
import type { KnownDevice } from "../../store/devices.ts";
import { readTargets, type Target } from "../../store/gateFacts.ts";
import { type Json, readQueueFacts } from "../../store/operations.ts";
import { insertQueued } from "../../store/queue.ts";
import type { Command } from "../command.ts";
import { withoutSecrets } from "../operationInput.ts";
import { OPEN_MS, previewOf } from "./createChange.ts";
import { previewDigest, risksOf, takesFiles } from "./previewItems.ts";
import { admitOne, agreementFor, approvalsFor, refuseCutOff, refuseOverride } from "./rules.ts";
import { actionWanted } from "./wanted.ts";

export interface AskedOperation {
	readonly id: string;
	readonly kind: ChangeKind;
	readonly input: Json;
	readonly presenceTimeoutSeconds: number;
	readonly reason: string | undefined;
	readonly override: Override | undefined;
}

/** Above this many open operations a device takes no more. */
export const MAX_OPEN_OPERATIONS = 100;

/**
 * An operation that changes the device is a change of one device: previewed from what was read last, agreed to where the
 * policy asks for it, kept and read back. It is begun as soon as it is agreed to. Gives the operation's status.
 */
export async function changeByOperation(
	command: Command,
	engine: EnginePort,
	device: KnownDevice,
	asked: AskedOperation,
): Promise<"pendingApproval" | "queued"> {
	const { scope, actor, now, random, tenant } = command;
	const { id, kind, presenceTimeoutSeconds, override } = asked;
	const wanted = await actionWanted(scope, kind, asked.input, "/input");
	refuseMarks(wanted.input);
	refuseOverride(actor, override);
	const [found, queue, agreement] = await Promise.all([
		readTargets(scope, wanted.workflow, [device.id]),
		readQueueFacts(scope, device.id),
		agreementFor(command, wanted, [device]),
	]);
	const [target] = found as [Target];
	admitOne(wanted, target, { targets: [target], devices: 1, held: actor.held, override, queue });
	if (queue.open >= MAX_OPEN_OPERATIONS) {
		throw new CertusError(409, "queueFull", `the device has ${queue.open} open operations already`);
	}
	const preview = await previewOf(scope, wanted, target, null, 0);
	const risks = risksOf([preview]);
	refuseCutOff(risks, 1, override);
	const needed = await approvalsFor(command, wanted, [target], risks, override, agreement);
	const isPending = needed > 0;
	const needsChange = isPending || kind !== "reboot";
	const changeId = random.uuid();
	const input = sealInput(command.vault, tenant.tenant, wanted.input);
	const expiresAt = new Date(now.getTime() + (isPending ? OPEN_MS : presenceTimeoutSeconds * 1000));
	if (needsChange) {
		await insertChange(scope, {
			...{ id: changeId, state: isPending ? "pendingApproval" : "applying", action: wanted.action },
			...{ kind, input, reason: asked.reason ?? "asked for as an operation", risks },
			...{ author: actor.name, authorPerson: actor.person, authorMakers: actor.makers, override: override ?? null },
			previewDigest: previewDigest(wanted, [preview]),
			...{ approvalsNeeded: needed, presenceTimeoutSeconds, devices: 1, undoes: null },
			withFile: takesFiles(wanted, [target]),
			...{ subscriber: device.subscriberId, operation: id, createdAt: now, submittedAt: now },
			approvedAt: isPending ? null : now,
			appliedAt: isPending ? null : now,
			expiresAt: new Date(now.getTime() + OPEN_MS),
		});
		await insertChangeDevices(scope, changeId, [preview]);
	}
	const inserted = insertQueued(scope, {
		...{ id, device: device.id, kind, input, authority: "user", requestedBy: actor.name },
		...{ request: needsChange ? changeId : id, createdAt: now, acceptedAt: now, expiresAt, waitSeconds: null },
		...(needsChange && { change: changeId }),
		waived: !isPending,
		pendingApproval: isPending,
	});
	const status = isPending ? "pendingApproval" : "queued";
	const audited = command.audit("operation.create", {
		outcome: status,
		device,
		matrixRowId: target.matrixRowId,
		detail: {
			...{ operationId: id, kind, input: withoutSecrets(wanted.input) },
			...(needsChange && { changeId, risks }),
			...(override && { override }),
		},
	});
	await Promise.all([inserted, audited]);
	if (needsChange) {
		const data = { changeId, state: isPending ? "pendingApproval" : "applying", action: wanted.action };
		await command.publish({ type: "change.changed", changeId, deviceId: device.id, data });
	}
	if (needsChange && !isPending) command.afterCommit(() => engine.changeBegun(tenant.tenant, changeId));
	return status;
}
