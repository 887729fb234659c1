import { sealInput } from "../../device/sealedInput.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { canonicalJson } from "../../lib/canonicalJson.ts";
import { digestOf } from "../../lib/hash.ts";
import { insertChangeDevices, skipService } from "../../store/changeDevices.ts";
import { insertChange } from "../../store/changes.ts";
import type { KnownDevice } from "../../store/devices.ts";
import { findServiceProfile } from "../../store/serviceProfiles.ts";
import { lockSubscriber } from "../../store/subscribers.ts";
import { findSuspension, removeSuspension } from "../../store/suspensions.ts";
import { insertTimeline } from "../../store/timeline.ts";
import type { Command } from "../command.ts";

/** How long the unit that takes a device's place may take to come. */
const ARRIVAL_SECONDS = 30 * 86_400;

/**
 * A suspended subscriber's device was replaced: what stands on record is the old unit's, and is his no more; the new one
 * is suspended as it comes, as was agreed to for the old one, unless he is being restored. Gives the change that does it.
 */
export async function suspendSuccessor(
	command: Command,
	engine: EnginePort,
	{ id: old, subscriberId: subscriber }: KnownDevice,
	successor: string,
): Promise<string | null> {
	const { scope, now, random, tenant, actor } = command;
	if (subscriber === null || !(await lockSubscriber(scope, subscriber))) return null;
	const failure = { code: "deviceReplaced", detail: "another unit took the device's place" };
	const skipped = await skipService(scope, old, failure, now);
	for (const one of skipped) command.afterCommit(() => engine.changeBegun(tenant.tenant, one.id));
	const suspension = await findSuspension(scope, old);
	if (suspension) {
		await removeSuspension(scope, old);
		const detail = { changeId: suspension.change, reason: failure.detail };
		await insertTimeline(scope, old, { at: now, type: "suspensionForgotten", detail });
	}
	const isRestoring = skipped.some(({ action }) => action === "restore");
	const isSuspending = skipped.some(({ action }) => action === "suspend");
	const stood = suspension?.subscriber === subscriber ? suspension.changed : [];
	if (isRestoring || (stood.length === 0 && !isSuspending)) return null;

	const own = stood.map(({ path, after, type }) => ({ path, value: after, ...(type && { type }) }));
	const values = (await findServiceProfile(scope))?.suspend ?? own;
	if (values.length === 0) return null;
	const items = values.map(({ path, value, type }) => ({
		...{ path, before: null, after: value, type: type ?? null, risks: [] },
	}));
	const id = random.uuid();
	await insertChange(scope, {
		...{ id, state: "applying", action: "suspend", kind: "set", risks: [] },
		...{ reason: "it took the place of a device of a suspended subscriber", subscriber },
		input: sealInput(command.vault, tenant.tenant, { values }),
		...{ author: actor.name, authorPerson: actor.person, authorMakers: actor.makers, override: null },
		previewDigest: digestOf(canonicalJson({ kind: "set", devices: [items] })),
		...{ approvalsNeeded: 0, presenceTimeoutSeconds: ARRIVAL_SECONDS, devices: 1, undoes: null },
		...{ operation: null, createdAt: now, submittedAt: now, approvedAt: now, appliedAt: now },
		expiresAt: new Date(now.getTime() + ARRIVAL_SECONDS * 1000),
	});
	await insertChangeDevices(scope, id, [{ device: successor, place: 0, live: false, cell: null, items }]);
	const data = { changeId: id, state: "applying", action: "suspend" };
	await command.publish({ type: "change.changed", changeId: id, deviceId: successor, data });
	command.afterCommit(() => engine.changeBegun(tenant.tenant, id));
	return id;
}
