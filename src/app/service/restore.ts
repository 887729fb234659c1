import { sealInput } from "../../device/sealedInput.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { canonicalJson } from "../../lib/canonicalJson.ts";
import { CertusError } from "../../lib/errors.ts";
import { digestOf } from "../../lib/hash.ts";
import type { ChangeItem } from "../../shared/changes.ts";
import { findChangeDevice, insertChangeDevices, type NewChangeDevice } from "../../store/changeDevices.ts";
import { type ChangeRow, insertChange, lockChange, moveChange } from "../../store/changes.ts";
import { lockSubscriber } from "../../store/subscribers.ts";
import { findNewestOf, readOpenDevices, readSuspensions, type SuspensionRow } from "../../store/suspensions.ts";
import { notFound } from "../admission.ts";
import { withdrawChange } from "../changes/withdrawChange.ts";
import type { Command } from "../command.ts";

/** A restore waits for its devices as long as that takes. */
const WAIT_MS = 3_650 * 86_400_000;

/**
 * Puts back what suspends have changed on a subscriber's devices, at once; gives the change that does it. A suspend that
 * is under way goes no further; one that has not begun is cancelled, and is the answer where there is nothing else. That
 * of a subscriber who was restored already is the last restore.
 */
export async function restoreSubscriber(
	command: Command,
	engine: EnginePort,
	subscriber: string,
	reason: string,
): Promise<string> {
	const { scope, now, random, tenant } = command;
	if (!(await lockSubscriber(scope, subscriber))) throw notFound("subscriber");
	const suspending = await lockedSuspend(command, subscriber);
	const rows = await readSuspensions(scope, subscriber);
	const last = await findNewestOf(scope, subscriber, "restore", null);
	const isBeginning = suspending?.state === "applying";
	if (last?.state === "applying" && !isBeginning) {
		const open = await readOpenDevices(scope, last.id);
		if (rows.every(({ device }) => open.includes(device))) return last.id;
	}
	const meant = isBeginning ? await readOpenDevices(scope, suspending.id) : [];
	if (suspending) await withdraw(command, engine, suspending, reason);
	const ids = [...new Set([...rows.map(({ device }) => device), ...meant])];
	if (ids.length === 0) {
		if (suspending) return suspending.id;
		if (last?.state === "applied") return last.id;
		throw new CertusError(409, "notSuspended", "this subscriber does not stand suspended");
	}

	const undoes = suspending?.id ?? (rows.at(-1) as SuspensionRow).change;
	const devices: NewChangeDevice[] = [];
	for (const [place, device] of ids.entries()) {
		const row = rows.find((one) => one.device === device);
		devices.push({ device, place, live: false, cell: null, items: await itemsOf(command, undoes, device, row) });
	}
	const id = random.uuid();
	const values = devices.flatMap(({ items }) => items.map(({ path, after }) => ({ path, value: after })));
	const input = sealInput(command.vault, tenant.tenant, { values });
	await insertChange(scope, {
		...{ id, state: "applying", action: "restore", kind: "set", input, reason, risks: [] },
		...{ author: command.actor.name, authorPerson: command.actor.person, override: null },
		previewDigest: digestOf(canonicalJson({ kind: "set", undoes, devices })),
		// It goes to a device whenever that comes.
		...{ approvalsNeeded: 0, presenceTimeoutSeconds: 86_400, devices: devices.length, undoes, subscriber },
		...{ operation: null, createdAt: now, submittedAt: now, approvedAt: now, appliedAt: now },
		expiresAt: new Date(now.getTime() + WAIT_MS),
	});
	await insertChangeDevices(scope, id, devices);
	await command.audit("subscriber.restore", {
		outcome: "applying",
		subscriberId: subscriber,
		devices: ids,
		detail: { changeId: id, undoes, reason, devices: ids },
	});
	const data = { changeId: id, state: "applying", action: "restore" };
	await command.publish({ type: "change.changed", changeId: id, data });
	command.afterCommit(() => engine.changeBegun(tenant.tenant, id));
	return id;
}

async function lockedSuspend({ scope }: Command, subscriber: string): Promise<ChangeRow | null> {
	const found = await findNewestOf(scope, subscriber, "suspend", ["pendingApproval", "approved", "applying"]);
	return found && (await lockChange(scope, found.id));
}

/** Whatever of a suspend was not begun is not begun any more. */
async function withdraw(command: Command, engine: EnginePort, suspend: ChangeRow, reason: string): Promise<void> {
	const { scope, now } = command;
	if (suspend.state === "applying") {
		const failure = { code: "restored", detail: "the subscriber was restored before it came to this device" };
		return await withdrawChange(command, engine, suspend, failure);
	}
	if (suspend.state !== "pendingApproval" && suspend.state !== "approved") return;
	await moveChange(scope, suspend.id, "cancelled", { finishedAt: now });
	await command.audit("change.cancel", {
		outcome: "cancelled",
		...(suspend.subscriber !== null && { subscriberId: suspend.subscriber }),
		detail: { changeId: suspend.id, reason },
	});
	const data = { changeId: suspend.id, state: "cancelled", action: "suspend" };
	await command.publish({ type: "change.changed", changeId: suspend.id, data });
}

type Item = Omit<ChangeItem, "deviceId">;

/** What is put back: as it was recorded, else, of a suspend that is under way, as it was previewed. */
async function itemsOf(
	{ scope }: Command,
	suspend: string,
	device: string,
	row: SuspensionRow | undefined,
): Promise<Item[]> {
	const recorded = row?.changed.map(({ path, before, after, type }) => ({ path, before: after, after: before, type }));
	const items = recorded ?? (await findChangeDevice(scope, suspend, device))?.items ?? [];
	const turned = recorded
		? items
		: items.map(({ path, before, after, type }) => ({ path, before: after, after: before, type }));
	return turned.map((item) => ({ ...item, risks: [] }));
}
