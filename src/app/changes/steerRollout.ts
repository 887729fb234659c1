import type { EnginePort } from "../../engine/ports.ts";
import { CertusError } from "../../lib/errors.ts";
import type { Override } from "../../shared/operations.ts";
import { type ChangeRow, moveChange } from "../../store/changes.ts";
import { readTargets } from "../../store/gateFacts.ts";
import { findRollout, pauseRollout, type RolloutRow, readWaiting, resumeRollout } from "../../store/rollouts.ts";
import type { Command } from "../command.ts";
import { lockedWith, requireActionOf } from "./decideChange.ts";
import { admitAll } from "./rules.ts";
import { actionWanted } from "./wanted.ts";
import { withdrawChange } from "./withdrawChange.ts";

/** No device begins any more until somebody lets it go on; those under way come to their end. */
export async function pauseChange(command: Command, engine: EnginePort, id: string, comment: string): Promise<void> {
	const { change, rollout } = await underWay(command, id, "paused");
	if (rollout.paused) throw wrongState("the change is paused already");
	await pauseRollout(command.scope, id, { code: "byPerson", detail: comment || `paused by ${command.actor.name}` });
	await told(command, engine, change, "pause", { paused: true, comment });
}

/** Goes on with what is left. What held it up is looked at again: where the matrix still refuses it, it stays paused. */
export async function resumeChange(
	command: Command,
	engine: EnginePort,
	id: string,
	{ comment, override }: { readonly comment: string; readonly override?: Override | undefined },
): Promise<void> {
	const { scope, now } = command;
	const { change, rollout } = await underWay(command, id, "resumed");
	if (!rollout.paused) throw wrongState("the change is not paused");
	// Who took it upon himself did not know then that a cell would go down.
	if (override || change.override === null || rollout.paused.code === "cellLowered") {
		await admitRest(command, change, override);
	}
	await resumeRollout(scope, id, now);
	if (override) await moveChange(scope, id, "applying", { override });
	const detail = { reason: rollout.paused, comment, ...(override && { override }) };
	await told(command, engine, change, "resume", detail);
}

/** Of what is left; each device's own state is asked before it is sent something. */
async function admitRest(command: Command, change: ChangeRow, override: Override | undefined): Promise<void> {
	const { scope } = command;
	const wanted = await actionWanted(scope, change.kind, change.input, "/input");
	const left = await readTargets(scope, wanted.workflow, await readWaiting(scope, change.id));
	const targets = left.filter(({ quarantined }) => !quarantined);
	// One device that is left of many is still one of many.
	await admitAll(command, { ...wanted, file: null }, targets, override, change.devices);
}

/** What was not begun never begins; the change ends as failed once those under way are through. */
export async function stopChange(command: Command, engine: EnginePort, id: string, comment: string): Promise<void> {
	const { change, rollout } = await underWay(command, id, "stopped");
	if (rollout.stoppedAt !== null) throw wrongState("the change is stopped already");
	await withdrawChange(command, engine, change, {
		code: "stopped",
		detail: comment || `stopped by ${command.actor.name} in wave ${Math.max(1, rollout.startedAt.length)}`,
	});
	await told(command, engine, change, "stop", { stopped: true, comment });
}

/** The change, held until the transaction ends; fails where it is none that goes on in waves. */
async function underWay(
	command: Command,
	id: string,
	word: string,
): Promise<{ readonly change: ChangeRow; readonly rollout: RolloutRow }> {
	const { row } = await lockedWith(command, id);
	requireActionOf(command, row);
	const rollout = await findRollout(command.scope, id);
	if (!rollout) throw wrongState(`the change goes in no waves: it can't be ${word}`);
	const isOn = row.state === "applying" && !row.rollingBack;
	if (!isOn || (rollout.stoppedAt !== null && word !== "stopped")) {
		const now = row.rollingBack ? "being rolled back" : rollout.stoppedAt !== null ? "stopped" : row.state;
		throw wrongState(`the change is ${now}: it can't be ${word}`);
	}
	return { change: row, rollout };
}

async function told(
	command: Command,
	engine: EnginePort,
	{ id, kind, action, devices }: ChangeRow,
	done: "pause" | "resume" | "stop",
	detail: Readonly<Record<string, unknown>>,
): Promise<void> {
	const { tenant } = command;
	await command.audit(`change.${done}`, { outcome: "applying", detail: { changeId: id, kind, devices, ...detail } });
	const data = { changeId: id, state: "applying", action, paused: done === "pause", stopped: done === "stop" };
	await command.publish({ type: "change.changed", changeId: id, data });
	command.afterCommit(() => engine.changeBegun(tenant.tenant, id));
}

function wrongState(detail: string): CertusError {
	return new CertusError(409, "wrongState", detail);
}
