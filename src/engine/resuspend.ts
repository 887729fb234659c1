import { isSecretName, REDACTED } from "../cwmp/redact.ts";
import { sameValue } from "../device/sameValue.ts";
import { sealInput } from "../device/sealedInput.ts";
import { type Tree, withCarried } from "../device/tree.ts";
import { driftVerdict } from "../gate/drift.ts";
import { canonicalJson } from "../lib/canonicalJson.ts";
import type { Clock, Random } from "../lib/edges.ts";
import { digestOf } from "../lib/hash.ts";
import type { Vault } from "../lib/vault.ts";
import { insertChangeDevices } from "../store/changeDevices.ts";
import { insertChange } from "../store/changes.ts";
import type { Database, TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { publish, writeEffects } from "../store/effects.ts";
import { findSuspension, readServiceLately, removeSuspension, type SuspensionRow } from "../store/suspensions.ts";
import { CERTUS, happened } from "./happened.ts";
import type { LiveSession } from "./liveSession.ts";

export interface ResuspendDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly vault: Vault;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	/** A change is to be applied, and that is committed. */
	readonly begin: (tenant: TenantId, change: string) => Promise<void>;
}

/** How long one that was begun may wait for its device. */
const PRESENCE_SECONDS = 86_400;
const EXPIRES_MS = 7 * 86_400_000;

/**
 * Keeps suspended devices suspended: who presses the reset button, or has the values back by another way, has not paid.
 * What is set again is what the suspend on record had set; what a restore puts back stays what stood before that.
 */
export function createResuspend({ database, clock, random, vault, treeOf, begin }: ResuspendDependencies) {
	const offered = new WeakSet<LiveSession>();

	/** Whether a session that has nothing else to do is to suspend its device again; adds the change. */
	async function offer(session: LiveSession): Promise<boolean> {
		const { device } = session;
		const wasReset = session.firstContactTried;
		// A session that only says that all is well costs nothing.
		if (offered.has(session) || (!wasReset && session.rpcs === 0)) return false;
		if (device.quarantined || device.setup.settings === undefined) return false;
		offered.add(session);
		const scope = database.scope(device.tenant);
		const suspension = await findSuspension(scope, device.id);
		if (!suspension) return false;
		if (!wasReset && !(await standsAsBefore(session, suspension))) return false;
		const now = clock();
		const { isOpen, resuspends, lastAt } = await readServiceLately(scope, device.id, CERTUS, now);
		if (isOpen) return false;
		if (device.subscriberId !== suspension.subscriber) {
			if (wasReset) await forget(session, suspension, now);
			return false;
		}
		if (!wasReset && driftVerdict({ corrections: resuspends, lastAt, now }) !== "correct") return false;
		await suspendAgain(session, suspension, wasReset, now);
		return true;
	}

	/** All of it that was read in this session stands as it did before the suspend. */
	async function standsAsBefore(session: LiveSession, { changed }: SuspensionRow): Promise<boolean> {
		const { device, startedAt } = session;
		const tree = withCarried(await treeOf(device), device.informParameters, device.informParametersAt);
		const read = changed.filter(({ path }) => (tree.get(path)?.readAt ?? 0) >= startedAt.getTime());
		return (
			read.length > 0 &&
			read.every(({ path, before, after, type }) => {
				const value = tree.get(path)?.value ?? undefined;
				return sameValue(value, before, type) && !sameValue(value, after, type);
			})
		);
	}

	/** It is somebody else's by now: what it was suspended for is no more. */
	async function forget(session: LiveSession, { change }: SuspensionRow, now: Date): Promise<void> {
		await database.transaction(async (tx) => {
			await removeSuspension(tx.scope(session.device.tenant), session.device.id);
			const detail = { changeId: change, reason: "it was reset, and is no longer the subscriber's" };
			await writeEffects(tx, [
				happened(
					session,
					{ type: "suspensionForgotten", action: "device.suspensionForgotten", outcome: "done", detail },
					now,
				),
			]);
		});
	}

	async function suspendAgain(
		session: LiveSession,
		{ changed, change, subscriber }: SuspensionRow,
		wasReset: boolean,
		now: Date,
	): Promise<void> {
		const { device, tenant } = session;
		const values = changed.map(({ path, after, type }) => ({ path, value: after, ...(type && { type }) }));
		const items = changed.map(({ path, before, after, type }) => {
			const isSecret = isSecretName(path);
			return { path, before: isSecret ? null : before, after: isSecret ? REDACTED : after, type, risks: [] };
		});
		const id = random.uuid();
		const reason = wasReset
			? "the device was reset, and its subscriber stands suspended"
			: "the device has its values back, and its subscriber stands suspended";
		// It is this very session's own.
		const acceptedAt = new Date(session.startedAt.getTime() - 1);
		await database.transaction(async (tx) => {
			const own = tx.scope(device.tenant);
			await insertChange(own, {
				...{ id, state: "applying", action: "suspend", kind: "set", reason, risks: [] },
				input: sealInput(vault, device.tenant, { values }),
				...{ author: CERTUS, authorPerson: CERTUS, override: null },
				previewDigest: digestOf(canonicalJson({ kind: "set", devices: [items] })),
				...{ approvalsNeeded: 0, presenceTimeoutSeconds: PRESENCE_SECONDS, devices: 1, undoes: null, subscriber },
				...{ operation: null, createdAt: now, submittedAt: now, approvedAt: acceptedAt, appliedAt: acceptedAt },
				expiresAt: new Date(now.getTime() + EXPIRES_MS),
			});
			await insertChangeDevices(own, id, [{ device: device.id, place: 0, live: false, cell: null, items }]);
			const detail = { changeId: id, suspendedBy: change, reason };
			await writeEffects(tx, [
				happened(
					session,
					{ type: "suspendedAgain", action: "device.suspendedAgain", outcome: "applying", detail },
					now,
				),
			]);
			const data = { changeId: id, state: "applying", action: "suspend" };
			const event = { type: "change.changed", changeId: id, deviceId: device.id, data };
			await publish(tx, [{ tenant: tenant.tenant, events: [event] }]);
		});
		await begin(tenant.tenant, id);
	}

	return { offer };
}
