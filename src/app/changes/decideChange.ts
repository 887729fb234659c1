import { parentOf } from "../../device/profiles/paths.ts";
import { unpackTree } from "../../device/tree.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { type ChangeEvent, type ChangeFacts, transition } from "../../gate/changeStates.ts";
import { CertusError } from "../../lib/errors.ts";
import type { ChangeAction, ChangeState } from "../../shared/changes.ts";
import type { Permission } from "../../shared/common.ts";
import type { Override } from "../../shared/operations.ts";
import { hasUnsentDevices, readFirstDevices, reopenSentDevices, wasSent } from "../../store/changeDevices.ts";
import {
	type ChangeMove,
	type ChangeRow,
	type DecisionRow,
	findChange,
	insertDecision,
	lockChange,
	moveChange,
	readDecisions,
} from "../../store/changes.ts";
import { findDevice } from "../../store/devices.ts";
import { cancelOperation, releaseOperation } from "../../store/operations.ts";
import { readTreeDocument } from "../../store/trees.ts";
import { notFound } from "../admission.ts";
import type { Command } from "../command.ts";
import { endRun, releaseRun } from "../proofApproval.ts";
import { policyFor } from "./policyFor.ts";
import { refuseCutOff } from "./rules.ts";
import { withdrawChange } from "./withdrawChange.ts";

/** What there is a way back from. */
const REVERSIBLE: readonly string[] = ["set", "addObject", "deleteObject", "setAttributes"];
/** How long what was agreed to may wait to be applied. */
const APPROVED_MS = 7 * 86_400_000;

export async function requireChange(command: Pick<Command, "scope">, id: string): Promise<ChangeRow> {
	const change = await findChange(command.scope, id);
	if (!change) throw notFound("change");
	return change;
}

/** Done proposing: others may agree. */
export async function submitChange(
	command: Command,
	engine: EnginePort,
	id: string,
	override: Override | undefined,
): Promise<void> {
	const { actor, now } = command;
	const held = await lockedWith(command, id);
	const given = override ?? held.row.override;
	requireActionOf(command, held.row);
	if (override && !actor.held.has("override")) throw forbidden("override");
	refuseCutOff(held.row.risks, held.row.devices, given);
	const state = next(held, { do: "submit" }, now);
	const approved = state === "approved" ? { approvedAt: now, expiresAt: later(now) } : {};
	await move(command, held, state, { submittedAt: now, ...approved, ...(override && { override }) }, "submit", {});
	if (state === "approved" && beginsByItself(held.row)) await beginAgreed(command, engine, held.row);
}

/** Another person's word on it. */
export async function decideChange(
	command: Command,
	engine: EnginePort,
	id: string,
	decision: "approve" | "reject",
	comment: string,
): Promise<void> {
	const { scope, actor, now, tenant } = command;
	const held = await lockedWith(command, id);
	const { authorPerson, authorMakers, createdAt } = held.row;
	const policy = await policyFor(command, [authorPerson, ...authorMakers], createdAt);
	const role = actor.everywhere?.role ?? actor.grants.get(tenant.tenant)?.role;
	const state = next(held, { do: decision, person: actor.person, makers: actor.makers }, now);
	for (const action of actionsOf(held.row)) {
		const { approverRoles } = policy[action];
		if (approverRoles === null || (role !== undefined && approverRoles.includes(role))) continue;
		throw new CertusError(403, "wrongApprover", `agreeing to this (${action}) is for ${approverRoles.join(", ")}`);
	}
	await insertDecision(scope, id, { person: actor.person, name: actor.name, decision, comment, at: now });
	const approved = state === "approved" ? { approvedAt: now, expiresAt: later(now) } : {};
	const over = state === "rejected" ? { finishedAt: now } : {};
	await move(command, held, state, { ...approved, ...over }, decision, { comment });
	if (state === "rejected") await endWhatWaits(command, engine, held.row);
	if (state === "approved" && beginsByItself(held.row)) await beginAgreed(command, engine, held.row);
}

/** What was asked for as an operation, a proof run, a suspend or by a profile was asked for at once. */
function beginsByItself({ operation, action, isProvisioning, proofRun }: ChangeRow): boolean {
	return operation !== null || action === "suspend" || isProvisioning || proofRun !== null;
}

/** All that somebody agrees to; of a proof run each thing that it does. */
function actionsOf({ proofRun, input, action }: ChangeRow): readonly ChangeAction[] {
	return proofRun === null ? [action] : (input.actions as readonly ChangeAction[]);
}

/** What waited for its agreement is over with it. */
async function endWhatWaits(
	command: Command,
	engine: EnginePort,
	{ id, operation, proofRun }: ChangeRow,
): Promise<void> {
	if (operation !== null) await cancelOperation(command.scope, operation, command.now);
	if (proofRun === null) return;
	const ended = await endRun(command, proofRun, id);
	const { tenant } = command.tenant;
	command.afterCommit(() => {
		for (const one of ended) engine.operationCancelled(tenant, one);
		engine.proofRunChanged(tenant, proofRun);
	});
}

/** Begins what need not be applied by anybody, as soon as it is agreed to. */
async function beginAgreed(command: Command, engine: EnginePort, row: ChangeRow): Promise<void> {
	const { scope, now, tenant } = command;
	const held = await lockedWith(command, row.id);
	const state = next(held, { do: "apply", previewDigest: row.previewDigest }, now);
	const expiresAt = new Date(now.getTime() + row.presenceTimeoutSeconds * 1000);
	if (row.operation !== null) await releaseOperation(scope, row.operation, now, expiresAt);
	await move(command, held, state, { appliedAt: now }, "apply", {});
	const { proofRun } = row;
	if (proofRun === null) return command.afterCommit(() => engine.changeBegun(tenant.tenant, row.id));
	await releaseRun(command, proofRun, row.id);
	command.afterCommit(() => engine.proofRunChanged(tenant.tenant, proofRun));
}

export async function applyChange(
	command: Command,
	engine: EnginePort,
	id: string,
	previewDigest: string,
): Promise<void> {
	const { now, tenant } = command;
	const held = await lockedWith(command, id);
	requireActionOf(command, held.row);
	const state = next(held, { do: "apply", previewDigest }, now);
	await move(command, held, state, { appliedAt: now }, "apply", { previewDigest });
	command.afterCommit(() => engine.changeBegun(tenant.tenant, id));
}

/** Takes back what it did on every device. */
export async function rollBackChange(command: Command, engine: EnginePort, id: string): Promise<void> {
	const { scope, now, tenant } = command;
	const held = await lockedWith(command, id);
	requireActionOf(command, held.row);
	refuseServiceRollback(held.row);
	if (held.row.proofRun !== null) {
		throw new CertusError(409, "notReversible", "a proof run puts back what it changed by itself, as it ends");
	}
	if (!REVERSIBLE.includes(held.row.kind)) {
		const detail = `a ${held.row.kind} can't be taken back; its backup can be restored as a change`;
		throw new CertusError(409, "notReversible", detail);
	}
	const state = next(held, { do: "rollback" }, now);
	await refuseClosedTable(command, held.row);
	await reopenSentDevices(scope, id);
	await move(command, held, state, { appliedAt: now, rollingBack: true }, "rollback", {});
	command.afterCommit(() => engine.changeBegun(tenant.tenant, id));
}

export async function cancelChange(command: Command, engine: EnginePort, id: string): Promise<void> {
	const { now } = command;
	const held = await lockedWith(command, id);
	requireActionOf(command, held.row);
	const state = next(held, { do: "cancel" }, now);
	if (state === "applying" && held.row.proofRun === null) return await withdraw(command, engine, held);
	await move(command, held, "cancelled", { finishedAt: now }, "cancel", {});
	await endWhatWaits(command, engine, held.row);
}

/** Of a change that is under way: what was not begun never begins, and what was sent goes to its end, which is said. */
async function withdraw(command: Command, engine: EnginePort, held: Held): Promise<void> {
	const failure = { code: "cancelled", detail: `cancelled by ${command.actor.name}` };
	await move(command, held, "applying", { failure }, "cancel", {
		told: "what is under way goes to its end",
	});
	await withdrawChange(command, engine, held.row, failure);
}

/** Why nothing is left of a change that is under way that could be withdrawn; `null` where something is. */
async function withdrawalFaultOf({ scope }: Command, row: ChangeRow): Promise<string | null> {
	if (row.state !== "applying") return null;
	if (row.rollingBack) return "the change is being rolled back: it goes to its end";
	if (row.action === "restore") return "a restore is not cancelled: suspend the subscriber again instead";
	if (row.failure !== null) return "the change is being withdrawn already: what is under way goes to its end";
	if (row.proofRun !== null || (await hasUnsentDevices(scope, row.id))) return null;
	return "it was sent to each of its devices: it goes to its end, and can be rolled back then";
}

export interface Held {
	readonly row: ChangeRow;
	readonly decisions: readonly DecisionRow[];
	readonly facts: ChangeFacts;
}

/** The change as it stands, held until the transaction ends. */
export async function lockedWith(command: Command, id: string): Promise<Held> {
	const { scope } = command;
	const row = await lockChange(scope, id);
	if (!row) throw notFound("change");
	const decisions = await readDecisions(scope, [id]);
	const facts = {
		...{
			state: row.state,
			author: row.authorPerson,
			authorMakers: row.authorMakers,
			approvalsNeeded: row.approvalsNeeded,
		},
		approvedBy: decisions.filter(({ decision }) => decision === "approve").map(({ person }) => person),
		...{ previewDigest: row.previewDigest, expiresAt: row.expiresAt },
		changedSomething: await wasSent(scope, id),
		withdrawalFault: await withdrawalFaultOf(command, row),
	};
	return { row, decisions, facts };
}

function next({ facts }: Held, event: ChangeEvent, now: Date): ChangeState {
	const answer = transition(facts, event, now);
	if (!answer.ok) throw new CertusError(answer.status, answer.code, answer.detail);
	return answer.state;
}

async function move(
	command: Command,
	{ row }: Held,
	state: ChangeState,
	change: ChangeMove,
	action: "submit" | "approve" | "reject" | "apply" | "rollback" | "cancel",
	detail: Readonly<Record<string, unknown>>,
): Promise<void> {
	await moveChange(command.scope, row.id, state, { override: row.override, ...change });
	const [first] = row.devices === 1 ? await readFirstDevices(command.scope, [row.id], 1) : [];
	const device = first ? await findDevice(command.scope, first.device) : null;
	await command.audit(`change.${action}`, {
		outcome: state,
		...(device ? { device } : { devicesOf: row.id }),
		detail: {
			...{ changeId: row.id, kind: row.kind, devices: row.devices, ...detail },
			...(change.override && { override: change.override }),
		},
	});
	const data = { changeId: row.id, state, action: row.action };
	await command.publish({ type: "change.changed", changeId: row.id, data });
}

/** Where the one device says that its table takes no new object, what was removed can't be added again. */
async function refuseClosedTable({ scope }: Command, { id, kind, devices, input }: ChangeRow): Promise<void> {
	if (kind !== "deleteObject" || devices !== 1) return;
	const [first] = await readFirstDevices(scope, [id], 1);
	const document = first ? await readTreeDocument(scope, first.device) : null;
	const table = parentOf((input as { path: string }).path);
	if (!document || unpackTree(document).get(table)?.writable !== false) return;
	const detail = `the device says that nothing can be added to ${table}: its backup tells what was there`;
	throw new CertusError(409, "notReversible", detail);
}

/** A suspend is restored, and a restored subscriber suspended: each as the subscriber stands, and in its own right. */
function refuseServiceRollback({ action }: ChangeRow): void {
	if (action !== "suspend" && action !== "restore") return;
	const way = action === "suspend" ? "restore" : "suspend";
	throw new CertusError(409, "wrongState", `a ${action} is not rolled back: ${way} the subscriber instead`);
}

export function requireActionOf({ actor }: Command, { action, kind, proofRun }: ChangeRow): void {
	const needed: Permission = proofRun !== null ? "certify" : kind === "download" ? "firmware" : action;
	if (!actor.held.has(needed)) throw forbidden(needed);
}

function forbidden(permission: Permission): CertusError {
	return new CertusError(403, "forbidden", `this needs the permission ${permission}`);
}

function later(now: Date): Date {
	return new Date(now.getTime() + APPROVED_MS);
}
