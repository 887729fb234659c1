import type { EnginePort } from "../../engine/ports.ts";
import type { Failure } from "../../shared/changes.ts";
import { skipWaitingDevices } from "../../store/changeDevices.ts";
import { type ChangeRow, moveChange } from "../../store/changes.ts";
import { cancelOperation } from "../../store/operations.ts";
import { stopRollout } from "../../store/rollouts.ts";
import type { Command } from "../command.ts";

/**
 * Withdraws a change that is under way: devices that were not begun are skipped now, of others what was not sent is taken
 * back, and what was sent goes to its end. The reason stands with the change from now on, also for the next process.
 */
export async function withdrawChange(
	{ scope, now, tenant, afterCommit }: Command,
	engine: EnginePort,
	{ id, operation }: ChangeRow,
	why: Failure,
): Promise<void> {
	await stopRollout(scope, id, now);
	await skipWaitingDevices(scope, id, why, now);
	if (operation !== null) await cancelOperation(scope, operation, now);
	await moveChange(scope, id, "applying", { failure: why });
	afterCommit(() => engine.changeWithdrawn(tenant.tenant, id, why));
}
