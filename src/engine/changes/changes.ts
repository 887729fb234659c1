import type { ModelProfile } from "../../device/profiles/profile.ts";
import { endingOf } from "../../gate/changeStates.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { AuditAction } from "../../shared/auditActions.ts";
import type { Failure, ItemState } from "../../shared/changes.ts";
import { appendAudit } from "../../store/audit.ts";
import {
	type ChangeDeviceRow,
	countChangeDevices,
	findChangeDevice,
	moveChangeDevice,
	readChangeDevices,
	reopenRunningDevices,
	skipWaitingDevices,
} from "../../store/changeDevices.ts";
import {
	type ChangeRow,
	findChange,
	lockChange,
	moveChange,
	readApplyingChanges,
	readExpiredChanges,
} from "../../store/changes.ts";
import type { Db, Scope, TenantId } from "../../store/db.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { publish } from "../../store/effects.ts";
import { cancelOperation, endUnsent, findOperation } from "../../store/operations.ts";
import { cancelProofRun } from "../../store/proofRuns.ts";
import { type BegunDevice, findRollout } from "../../store/rollouts.ts";
import type { Tenant } from "../../store/tenants.ts";
import { insertTimeline } from "../../store/timeline.ts";
import { createHolds } from "../holds.ts";
import { deviceKey, type LiveSession } from "../liveSession.ts";
import { endOf } from "../operationEnd.ts";
import { programFor } from "./devicePrograms.ts";
import { createDeviceSteps, type DeviceStepDependencies, type Execution } from "./deviceSteps.ts";
import { createLines } from "./lines.ts";
import { createPreviews } from "./previews.ts";
import { createRollouts, type RolloutDependencies, type RolloutEnding, type Through } from "./rollouts.ts";
import type { ChangeAnswer, DeviceOutcome } from "./steps.ts";
import { recordService } from "./suspends.ts";
import { createWaiters } from "./waiters.ts";

export interface ChangeDependencies extends DeviceStepDependencies, Pick<RolloutDependencies, "knock"> {
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly profileOf: (device: KnownDevice) => ModelProfile;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

type Begun = BegunDevice | { readonly attempts: number; readonly startedAt: null };

interface Active {
	readonly tenant: TenantId;
	running: number;
	pumping: boolean;
	again: boolean;
	/** A device of it stands as it was previewed, or is through. */
	checked: boolean;
}

const ACTOR = "certus";
/** Devices that changes are under way on at the same time. */
const MAX_EXECUTIONS = 2_000;
const PAGE = 200;

export type Changes = ReturnType<typeof createChanges>;

/** Walks devices through their changes, one change a device at a time; each step is durable, so that a crash goes on. */
export function createChanges(deps: ChangeDependencies) {
	const { database, clock } = deps;
	const holds = createHolds();
	const steps = createDeviceSteps(deps, holds);
	/** By device. */
	const executions = new Map<string, Execution>();
	const lines = createLines();
	/** By device: the beginning of the next in its line. */
	const passing = new Map<string, Promise<unknown>>();
	const active = new Map<string, Active>();
	/** How many of the executions are restores. */
	let urgent = 0;
	/** Changes that are to send nothing more that they have not sent, and why. */
	const withdrawals = new Map<string, Failure>();
	/** Those that found no room. */
	const crowded: string[] = [];
	/** Told once a change's device stands as it was previewed, or is through. */
	const checks = createWaiters();
	const previews = createPreviews(deps);
	const rollouts = createRollouts({
		...{ database, clock, knock: deps.knock, onError: deps.onError },
		audit,
		conclude,
		reload: pump,
		isUnderWay: (id, key) => executions.get(key)?.change.id === id,
		isFree: (key) => !executions.has(key) && !lines.has(key) && executions.size < MAX_EXECUTIONS,
		launch(change, tenant, device, begin) {
			const key = deviceKey(tenant, device);
			lines.begin(key, { id: change.id, seq: change.seq, urgent: false });
			launch(change, tenant, device, begin);
		},
	});
	let stopping = false;

	/** A change is to be applied, or taken back, and that is committed; resolves once its devices are begun with. */
	function begin(tenant: TenantId, id: string): Promise<void> {
		if (!active.has(id)) active.set(id, { tenant, running: 0, pumping: false, again: false, checked: false });
		return pump(id);
	}

	async function pump(id: string): Promise<void> {
		const one = active.get(id);
		if (!one || stopping) return;
		if (one.pumping) {
			one.again = true;
			return;
		}
		one.pumping = true;
		await pumpOnce(id, one.tenant)
			.catch((error) => deps.onError(error, { change: id }))
			.finally(() => {
				one.pumping = false;
				if (one.again) {
					one.again = false;
					void pump(id);
				}
			});
	}

	async function pumpOnce(id: string, tenant: TenantId): Promise<void> {
		const scope = database.scope(tenant);
		const change = await findChange(scope, id);
		if (change?.state !== "applying") {
			rollouts.forget(id);
			return void active.delete(id);
		}
		const one = active.get(id);
		if (!one) return;
		if (change.failure !== null) {
			// What came back from where it was under way is not begun again.
			await skipWaitingDevices(scope, id, change.failure, clock());
			await withdraw(id, change.failure);
		}
		const rollout = change.rollingBack ? null : await findRollout(scope, id);
		if (rollout) {
			settleCheck(id);
			return await rollouts.load(tenant, change, rollout);
		}
		let after = -1;
		let waits = 0;
		for (;;) {
			const rows = await readChangeDevices(scope, id, { after, limit: PAGE, state: "waiting" });
			for (const row of rows) {
				after = row.place;
				if (isFull(change) || !isNext(change, deviceKey(tenant, row.device))) waits++;
				else launch(change, tenant, row.device, () => beginNow(scope, row));
			}
			if (isFull(change)) crowded.push(id);
			if (rows.length < PAGE || isFull(change)) break;
		}
		if (waits === 0 && one.running === 0) await conclude(tenant, id);
	}

	/** What a change has not begun, or not sent, it is not to do any more; what was sent goes to its end. */
	async function withdraw(id: string, why: Failure): Promise<void> {
		withdrawals.set(id, why);
		const own = [...executions.values()].filter(({ change }) => change.id === id);
		for (const execution of own) await steps.withdraw(execution, why);
	}

	/** Restores find room always, and take none from others: they may wait for devices that are away for months. */
	function isFull(change: ChangeRow): boolean {
		return !isUrgent(change) && executions.size - urgent >= MAX_EXECUTIONS;
	}

	/** Whether a device is free for a change: they follow one another as they were asked for, restores before all. */
	function isNext(change: ChangeRow, key: string): boolean {
		const { id, seq } = change;
		if (!lines.join(key, { id, seq, urgent: isUrgent(change) })) return false;
		const other = executions.get(key);
		if (other && isUrgent(change) && !isUrgent(other.change)) {
			steps.makeWay(other).catch((error) => deps.onError(error, { change: other.change.id }));
		}
		return !other;
	}

	function leaveLine(id: string, key: string): void {
		const first = lines.leave(key, id);
		if (first === undefined) return;
		const next = pump(first).finally(() => passing.get(key) === next && passing.delete(key));
		passing.set(key, next);
	}

	/** `begin` makes it durable that the device begins; `null` where it does not. */
	function launch(change: ChangeRow, tenant: TenantId, device: string, begin: () => Promise<Begun | null>): void {
		const key = deviceKey(tenant, device);
		const execution: Execution = {
			...{ tenant, scope: database.scope(tenant), change, device, attempt: 0, begunAt: null },
			...{ stopped: false, isUrged: false, isEarly: false, isGone: false },
			withdrawal: withdrawals.get(change.id) ?? null,
			...{ place: null, operation: null, isQueued: false, holder: null },
		};
		const one = active.get(change.id);
		if (!one) return;
		one.running++;
		executions.set(key, execution);
		urgent += Number(isUrgent(change));
		let through: Through | null = null;
		walk(execution, begin)
			.then((end) => {
				through = end;
			})
			.catch((error) => deps.onError(error, { change: change.id, device }))
			.finally(() => {
				one.running--;
				executions.delete(key);
				urgent -= Number(isUrgent(change));
				holds.release(execution, false);
				if (execution.stopped) void pump(lines.first(key) ?? change.id);
				else leaveLine(change.id, key);
				if (!rollouts.through(change.id, device, through)) void pump(change.id);
				for (const id of crowded.splice(0)) void pump(id);
			});
	}

	async function beginNow(scope: Scope, row: ChangeDeviceRow): Promise<Begun> {
		await moveChangeDevice(scope, row.change, row.device, "running", {});
		return { attempts: row.attempts, startedAt: null };
	}

	/** What its device came to; `null` where nothing is known, or it did not begin. */
	async function walk(execution: Execution, begin: () => Promise<Begun | null>): Promise<Through | null> {
		const { change, scope, device } = execution;
		const begun = await begin();
		const row = begun && (await findChangeDevice(scope, change.id, device));
		if (!row) return null;
		execution.attempt = begun.attempts;
		execution.begunAt = begun.startedAt;
		const program = await programFor({ ...deps, walk: steps.walk }, execution, row);
		if (stopping) return null;
		if (execution.stopped) return await makeWay(execution);
		if ("state" in program) return await through(execution, begun, program);
		let turn = program.next();
		while (!turn.done) {
			if (turn.value.ask === "checked") settleCheck(change.id);
			const answer: ChangeAnswer = await steps.answer(execution, turn.value);
			// What is under way goes on at the next start.
			if (stopping) return null;
			if (execution.stopped) break;
			turn = program.next(answer);
		}
		return turn.done ? await through(execution, begun, turn.value) : await makeWay(execution);
	}

	/** For a restore; it begins anew after that. */
	async function makeWay({ change, scope, device }: Execution): Promise<Through> {
		await moveChangeDevice(scope, change.id, device, "waiting", {});
		return "waiting";
	}

	async function through(execution: Execution, begun: Begun, outcome: DeviceOutcome): Promise<Through> {
		const { change, scope, device } = execution;
		const { failure, sent } = outcome;
		if (execution.withdrawal !== null && !sent && failure?.code === "cancelled") {
			await keep(execution, { ...outcome, state: "skipped", failure: execution.withdrawal });
			return "skipped";
		}
		if (begun.startedAt !== null && (await rollouts.returned(scope, change, device, begun, outcome))) return "waiting";
		await keep(execution, outcome);
		return outcome.state;
	}

	async function keep(
		{ tenant, change, device }: Execution,
		outcome: Omit<DeviceOutcome, "state"> & { readonly state: ItemState },
	): Promise<void> {
		const { state, failure, pendingReboot, unverified, sent, leftAlone, broughtBack } = outcome;
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			const left = leftAlone.length > 0 ? { leftAlone } : {};
			const move = { failure, pendingReboot, unverified, sent, ...left, broughtBack, finishedAt: clock() };
			const back = broughtBack.length > 0 ? { broughtBack } : {};
			await moveChangeDevice(scope, change.id, device, state, move);
			const known = await findDevice(scope, device);
			if (known) await recordService(scope, change, device, outcome, clock());
			// It was never sent, and will not be.
			if (change.operation !== null) await endUnsent(scope, change.operation, failure, clock());
			const detail = { changeId: change.id, kind: change.kind, state, ...(failure && { failure }), ...back };
			if (known) await insertTimeline(scope, device, { at: clock(), type: "change", detail });
			await audit(tx, tenant, `change.${change.rollingBack ? "takenBack" : "carriedOut"}`, state, {
				...{ deviceId: device, subscriberId: known?.subscriberId ?? null },
				...{ hardwareVersion: known?.hardwareVersion ?? null, softwareVersion: known?.softwareVersion ?? null },
				detail: {
					changeId: change.id,
					kind: change.kind,
					...(failure && { failure }),
					...left,
					...back,
				},
			});
			await publish(tx, [{ tenant, events: [eventOf(change.id, { deviceId: device, deviceState: state }, device)] }]);
		});
	}

	/** All devices are through. A rollout may know more. */
	async function conclude(tenant: TenantId, id: string, ending?: RolloutEnding): Promise<void> {
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			const change = await lockChange(scope, id);
			if (change?.state !== "applying") return;
			const counts = (await countChangeDevices(scope, [id])).get(id) ?? {};
			const skipped = (counts.skipped ?? 0) - (ending?.alreadyThere ?? 0);
			const why = change.failure ?? withdrawals.get(id) ?? null;
			const { state, failure } = endingOf({ ...counts, skipped }, change.rollingBack, why);
			const only = change.devices === 1 ? await firstFailure(scope, id) : null;
			await moveChange(scope, id, state, { finishedAt: clock(), failure: only ?? failure });
			await audit(tx, tenant, "change.end", state, { detail: { changeId: id, devices: counts } });
			await publish(tx, [{ tenant, events: [eventOf(id, { state })] }]);
		});
		active.delete(id);
		withdrawals.delete(id);
		settleCheck(id);
	}

	async function firstFailure(scope: Scope, id: string): Promise<Failure | null> {
		return (await readChangeDevices(scope, id, { after: -1, limit: 1 }))[0]?.failure ?? null;
	}

	async function audit(
		tx: Db,
		tenant: TenantId,
		action: AuditAction,
		outcome: string,
		entry: Readonly<Record<string, unknown>>,
	): Promise<void> {
		const slug = deps.tenantOf(tenant)?.slug ?? "";
		await appendAudit(tx.scope(tenant), {
			...{ at: clock(), tenant: slug, actor: ACTOR, actorId: null, action, outcome },
			...entry,
		});
	}

	function settleCheck(id: string): void {
		const one = active.get(id);
		if (one) one.checked = true;
		checks.settle(id);
	}

	/** Resolves once the change's one device stands as it was previewed or is through, or the time is over. */
	async function checked(id: string, timeoutMs: number): Promise<void> {
		if (active.get(id)?.checked !== false) return;
		await checks.wait(id, timeoutMs);
	}

	/** Keeps a session open while its device's change decides on its next step. */
	async function hold(session: LiveSession, ended: () => Promise<void>): Promise<boolean> {
		const key = deviceKey(session.tenant.tenant, session.device.id);
		for (let before: Execution | null = null; ; ) {
			// As one ends the next in line begins.
			await passing.get(key);
			const execution = executions.get(key);
			if (!execution || execution === before || stopping) return false;
			if (session.startedAt <= (execution.change.appliedAt ?? session.startedAt)) return false;
			if (await holds.hold(execution, session, ended)) return true;
			before = execution;
		}
	}

	/** Time has passed: what nobody submitted, agreed to or applied in time is over. */
	async function sweep(): Promise<void> {
		const now = clock();
		rollouts.tick();
		for (const { tenant, id } of await readExpiredChanges(database, now)) {
			await database.transaction(async (tx) => {
				const scope = tx.scope(tenant);
				const change = await lockChange(scope, id);
				if (!change || !["previewed", "pendingApproval", "approved"].includes(change.state)) return;
				await moveChange(scope, id, "expired", { finishedAt: now });
				if (change.operation !== null) await cancelOperation(scope, change.operation, now);
				if (change.proofRun !== null) await cancelProofRun(scope, change.proofRun, now);
				await audit(tx, tenant, "change.end", "expired", { detail: { changeId: id } });
				await publish(tx, [{ tenant, events: [eventOf(id, { state: "expired" })] }]);
			});
		}
	}

	return {
		begin,
		checked,
		preview: previews.read,
		hold,
		sweep,
		/** A device has opened a session: one of its rollouts may begin on it. */
		sessionBegun: rollouts.sessionBegun,
		lowered: rollouts.lowered,
		operationFinished(id: string, end: OperationEnd): void {
			previews.operationFinished(id, end);
			steps.operationFinished(id, end);
		},
		/** An operation of a change was cancelled before it was sent. */
		async operationCancelled(tenant: TenantId, id: string): Promise<void> {
			const row = await findOperation(database.scope(tenant), id);
			const end = row && endOf(row);
			if (end) steps.operationFinished(id, end);
			const execution = row && executions.get(deviceKey(tenant, row.device));
			if (execution?.change.operation === id) {
				await withdraw(execution.change.id, { code: "cancelled", detail: "the operation was cancelled" });
			}
		},
		/** A device was removed or replaced, and that is committed. */
		async deviceRemoved(tenant: TenantId, device: string): Promise<void> {
			const execution = executions.get(deviceKey(tenant, device));
			if (!execution) return;
			if ((await findDevice(execution.scope, device)) === null) return steps.gone(execution);
			const row = await findChangeDevice(execution.scope, execution.change.id, device);
			if (row?.state === "skipped" && row.failure) await steps.withdraw(execution, row.failure);
		},
		/** A change is withdrawn while it is under way, and that is committed. */
		async withdrawn(tenant: TenantId, id: string, why: Failure): Promise<void> {
			await withdraw(id, why);
			await begin(tenant, id);
		},
		/** Takes up the changes that the last process left behind. */
		async resume(): Promise<void> {
			for (const { tenant, id } of await readApplyingChanges(database)) {
				await reopenRunningDevices(database.scope(tenant), id);
				void begin(tenant, id);
			}
		},
		/** Lets go of every change; the next start goes on with it. */
		stop(): void {
			stopping = true;
			rollouts.stop();
			for (const execution of executions.values()) {
				holds.release(execution, false);
				steps.cancel(execution, "Certus is stopping");
			}
		},
	};
}

/** What gives a subscriber his service back goes before all else. */
function isUrgent({ action }: ChangeRow): boolean {
	return action === "restore";
}

function eventOf(changeId: string, data: Readonly<Record<string, unknown>>, deviceId?: string) {
	return { type: "change.changed" as const, changeId, ...(deviceId && { deviceId }), data: { changeId, ...data } };
}
