import canonicalize from "canonicalize";
import { v5 } from "uuid";
import { unpackBackup } from "../../device/backup.ts";
import { isBelow } from "../../device/madeAnew.ts";
import { parentOf } from "../../device/profiles/paths.ts";
import { sealInput, withoutSecretsOf } from "../../device/sealedInput.ts";
import type { Tree } from "../../device/tree.ts";
import type { Clock } from "../../lib/edges.ts";
import { secretContext, type Vault } from "../../lib/vault.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { Failure } from "../../shared/changes.ts";
import type { OperationKind } from "../../shared/operations.ts";
import { findBackup } from "../../store/backups.ts";
import { findChangeDevice } from "../../store/changeDevices.ts";
import type { ChangeRow } from "../../store/changes.ts";
import type { Database, Scope, TenantId } from "../../store/db.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { readBackupSecrets, readReturnableSecrets } from "../../store/heldSecrets.ts";
import { cancelOperation, findOperation, removeUnsent, wasWalked } from "../../store/operations.ts";
import { insertQueued } from "../../store/queue.ts";
import type { Holding, Holds } from "../holds.ts";
import { endOf } from "../operationEnd.ts";
import { backUpDevice } from "./backUpDevice.ts";
import type { ChangeAnswer, ChangeStep, Held, Kept, Lost } from "./steps.ts";

/** How long what takes a change back waits for its device: its next contact may be days away. */
const LATE_MS = 7 * 86_400_000;
/** A restore waits for its device as long as that takes. */
const RESTORE_MS = 3_650 * 86_400_000;
/** Of a device that may have cut itself off: what the presence of any device is judged by, and some time to boot. */
const MISSED_INFORMS = 2;
const RETURN_SLACK_SECONDS = 120;
const BEFORE_SENDING: readonly string[] = ["walk", "file", "backup", "attributes", "apply"];
/** Those that look, and nothing else. */
const EARLY: readonly string[] = ["walk", "file", "backup"];
/** Of the request's time a configuration file may take so much: the rest is for the change. */
const FILE_SHARE = 4;

/** A device's change that is under way in this process. */
export interface Execution extends Holding {
	readonly tenant: TenantId;
	readonly scope: Scope;
	readonly change: ChangeRow;
	readonly device: string;
	/** How often a rollout has begun it; each time asks anew. */
	attempt: number;
	/** When a rollout began it, in a session of the device; `null` where it is none's. */
	begunAt: Date | null;
	/** A restore waits for its device: it makes way as soon as it can. */
	isUrged: boolean;
	/** It made way for another: it begins anew after that. */
	stopped: boolean;
	/** Why what was not sent is not sent any more; `null` while it is. */
	withdrawal: Failure | null;
	/** What it waits for is nothing but a read, before anything is sent. */
	isEarly: boolean;
	/** Its device was removed: nothing can come of it any more. */
	isGone: boolean;
	/** Of the step that is under way. */
	place: string | null;
}

export interface DeviceStepDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly vault: Vault;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	/** Wakes a device for what stands in its queue. */
	readonly wake: (tenant: TenantId, device: string) => void;
}

/** Carries out what a device's change asks for. */
export function createDeviceSteps(deps: DeviceStepDependencies, holds: Holds) {
	const waiting = new Map<string, (end: OperationEnd) => void>();

	async function answer(execution: Execution, step: ChangeStep): Promise<ChangeAnswer> {
		switch (step.ask) {
			case "operation":
				return { got: "operation", end: await operate(execution, step.place, step.kind, step.input, step) };
			case "backup":
				return await backUp(execution, step.paths, step.touchedOnly ?? false);
			case "kept":
				return await keptOf(execution);
			case "lost":
				return { got: "lost", lost: await lostOf(execution, step.object) };
			case "checked":
				return { got: "checked" };
		}
	}

	/**
	 * One operation of a change. Its id follows from its place and what it asks, so that a resumed change never sends
	 * twice.
	 */
	async function operate(
		execution: Execution,
		place: string,
		kind: OperationKind,
		input: Readonly<Record<string, unknown>>,
		how: { readonly late?: boolean; readonly inverse?: boolean; readonly apart?: boolean } = {},
	): Promise<OperationEnd> {
		const { change, scope, tenant, device } = execution;
		if (execution.isGone) return withdrawn(GONE);
		const own = place === "apply" ? change.operation : null;
		const { attempt, begunAt } = execution;
		// An id that followed from a secret would be a way to guess it.
		const named = [place, kind, withoutSecretsOf(input), ...(attempt > 1 ? [attempt] : [])];
		const id = own ?? v5(canonicalize(named) as string, v5(device, change.id));
		const ended = new Promise<OperationEnd>((resolve) => waiting.set(id, resolve));
		execution.operation = id;
		execution.isQueued = false;
		execution.isEarly = EARLY.includes(place);
		execution.place = place;
		try {
			const known = await findOperation(scope, id);
			const settled = known && endOf(known);
			if (settled) return settled;
			if (!known && execution.withdrawal && BEFORE_SENDING.includes(place)) return withdrawn(execution.withdrawal);
			if (!known) {
				const now = deps.clock();
				const presenceMs = change.presenceTimeoutSeconds * 1000;
				// Until something was sent all steps share the request's own time.
				const since = BEFORE_SENDING.includes(place) ? (begunAt ?? change.appliedAt ?? now) : now;
				await insertQueued(scope, {
					input: sealInput(deps.vault, tenant, input),
					...{ id, device, kind, request: change.id, requestedBy: change.author },
					authority: change.isProvisioning ? "provisioning" : begunAt === null ? "user" : "rollout",
					createdAt: now,
					acceptedAt: how.apart ? now : (change.appliedAt ?? now),
					expiresAt: how.apart
						? new Date(now.getTime() + Math.max(presenceMs, await returnMs(execution)))
						: new Date(how.late ? now.getTime() + lateMs(change) : since.getTime() + presenceMs),
					waitSeconds: place === "file" ? Math.ceil(change.presenceTimeoutSeconds / FILE_SHARE) : null,
					change: change.id,
					inverse: how.inverse ?? false,
				});
			}
			execution.isQueued = true;
			// It may have been withdrawn while this was put into the queue.
			if (execution.withdrawal) await withdraw(execution, execution.withdrawal);
			else if (execution.isUrged) await makeWay(execution);
			// A device that leaves a rollout before anything was sent is heard of again by itself.
			const isAwaited = begunAt !== null && BEFORE_SENDING.includes(place);
			// The session that is held ends where the step is for another one.
			const goesOn = holds.release(execution, !how.apart) && !how.apart;
			if (!goesOn && !isAwaited) deps.wake(tenant, device);
			return await ended;
		} finally {
			waiting.delete(id);
			if (execution.operation === id) execution.operation = null;
		}
	}

	/** By when a device comes by itself, where it is still there: a device that misses two Informs is silent. */
	async function returnMs({ scope, device }: Execution): Promise<number> {
		const interval = (await findDevice(scope, device))?.informIntervalSeconds ?? 0;
		return (MISSED_INFORMS * interval + RETURN_SLACK_SECONDS) * 1000;
	}

	/** A device's names, where they were never asked for; `null`: they were. */
	async function walk(execution: Execution): Promise<OperationEnd | null> {
		if (await wasWalked(execution.scope, execution.device)) return null;
		return await operate(execution, "walk", "discover", { path: "" });
	}

	async function backUp(execution: Execution, paths: readonly string[], touchedOnly: boolean): Promise<ChangeAnswer> {
		const { scope, change, tenant, device } = execution;
		const isRestore = change.action === "restore";
		const withFile = change.withFile && !touchedOnly;
		const backing = { tenant, scope, change: change.id, device, paths, touchedOnly, withFile };
		const why = await backUpDevice(deps, backing, (place, kind, input) =>
			operate(execution, place, kind, input, place === "backup" ? { late: isRestore, inverse: isRestore } : {}),
		);
		return why ? { got: "backup", kept: null, code: why.code, reason: why.detail } : await keptOf(execution);
	}

	/** The backup as it is kept: after a crash it is the same. */
	async function keptOf({ tenant, scope, change, device }: Execution): Promise<ChangeAnswer> {
		const row = await findChangeDevice(scope, change.id, device);
		const backup = row?.backup ? await findBackup(scope, row.backup) : null;
		if (!backup) return { got: "backup", kept: null, code: "noBackup", reason: "its backup is not there" };
		const values = unpackBackup(backup.document);
		const kept: Kept = new Map(
			values.flatMap(({ path, value, type }) => (value === null ? [] : [[path, { value, type }]])),
		);
		const context = secretContext(tenant, "device.secret");
		const types = new Map(values.map(({ path, type }) => [path, type]));
		const held: Held = new Map(
			(await readReturnableSecrets(scope, backup.id, change.id)).map(({ path, value, names }) => [
				path,
				{ value: deps.vault.open(value, context), type: types.get(path) ?? null, names },
			]),
		);
		return { got: "backup", kept, held };
	}

	/** What the backup holds of an object that the change has removed: it is what that was, whatever came after. */
	async function lostOf({ tenant, scope, change, device }: Execution, object: string): Promise<Lost | null> {
		const row = await findChangeDevice(scope, change.id, device);
		const backup = row?.backup ? await findBackup(scope, row.backup) : null;
		const known = await findDevice(scope, device);
		if (!backup || !known) return null;
		const values = unpackBackup(backup.document).filter(({ readOnly }) => !readOnly);
		const types = new Map(values.map(({ path, type }) => [path, type]));
		const context = secretContext(tenant, "device.secret");
		const secrets = (await readBackupSecrets(scope, backup.id))
			.filter(({ path }) => isBelow(path, object))
			.map(
				({ path, value }) => [path, { value: deps.vault.open(value, context), type: types.get(path) ?? null }] as const,
			);
		const held = new Set(secrets.map(([path]) => path));
		return {
			kept: new Map(values.flatMap(({ path, value, type }) => (value === null ? [] : [[path, { value, type }]]))),
			secrets: new Map(secrets),
			hidden: values.flatMap(({ path, value }) =>
				value === null && isBelow(path, object) && !held.has(path) ? [path] : [],
			),
			takesNew: (await deps.treeOf(known)).get(parentOf(object))?.writable ?? null,
		};
	}

	/** Takes out of the queue what an execution waits for, where it has come to nothing yet; whether it makes way. */
	async function makeWay(execution: Execution): Promise<boolean> {
		const { operation, scope } = execution;
		execution.isUrged = true;
		if (operation === null || !execution.isEarly || !execution.isQueued) return false;
		const tell = waiting.get(operation);
		if (!tell || !(await removeUnsent(scope, operation))) return false;
		execution.stopped = true;
		const reason = "it makes way for a restore";
		tell({ status: "cancelled", result: null, fault: null, reason, sessionId: null });
		return true;
	}

	/**
	 * What was not sent is not sent any more: an operation that stands in the queue before the change itself, or is that, is
	 * taken out of it. What was sent is followed to its end, and what takes it back still goes out.
	 */
	async function withdraw(execution: Execution, why: Failure): Promise<void> {
		execution.withdrawal = why;
		const { scope, operation, place } = execution;
		if (operation === null || place === null || !BEFORE_SENDING.includes(place)) return;
		if (await cancelOperation(scope, operation, deps.clock())) waiting.get(operation)?.(withdrawn(why));
	}

	/** Its device was removed, with its queue. */
	function gone(execution: Execution): void {
		execution.isGone = true;
		execution.withdrawal = GONE;
		if (execution.operation !== null) waiting.get(execution.operation)?.(withdrawn(GONE));
	}

	return {
		answer,
		gone,
		walk,
		makeWay,
		withdraw,
		operationFinished: (id: string, end: OperationEnd) => waiting.get(id)?.(end),
		/** Ends what an execution waits for, as Certus stops. */
		cancel(execution: Execution, reason: string): void {
			const end = execution.operation && waiting.get(execution.operation);
			if (end) end({ status: "cancelled", result: null, fault: null, reason, sessionId: null });
		},
	};
}

const GONE: Failure = { code: "deviceRemoved", detail: "the device was removed" };

function lateMs({ action }: ChangeRow): number {
	return action === "restore" ? RESTORE_MS : LATE_MS;
}

function withdrawn({ detail: reason }: Failure): OperationEnd {
	return { status: "cancelled", result: null, fault: null, sessionId: null, reason };
}
