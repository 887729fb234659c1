import { v5 } from "uuid";
import { endingOf } from "../../gate/changeStates.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { Failure, ItemState } from "../../shared/changes.ts";
import { appendAudit } from "../../store/audit.ts";
import {
	type ChangeDeviceRow,
	type ChangeRow,
	countChangeDevices,
	findChange,
	findChangeDevice,
	lockChange,
	moveChange,
	moveChangeDevice,
	readApplyingChanges,
	readChangeDevices,
	readExpiredChanges,
	reopenRunningDevices,
} from "../../store/changes.ts";
import type { Db, Scope, TenantId } from "../../store/db.ts";
import { findDevice } from "../../store/devices.ts";
import { publish } from "../../store/effects.ts";
import { cancelOperation, endUnsent, findOperation } from "../../store/operations.ts";
import { insertQueued } from "../../store/queue.ts";
import { type BegunDevice, findRollout } from "../../store/rollouts.ts";
import type { Tenant } from "../../store/tenants.ts";
import { createHolds } from "../holds.ts";
import { deviceKey, type LiveSession } from "../liveSession.ts";
import { endOf } from "../operationEnd.ts";
import type { PreviewAsk } from "../ports.ts";
import { createDeviceSteps, type DeviceStepDependencies, type Execution } from "./deviceSteps.ts";
import { applyTo, type ChangeAnswer, type DeviceOutcome, type Kept, undo } from "./program.ts";
import { createRollouts, type RolloutDependencies, type RolloutEnding, type Through } from "./rollouts.ts";

export interface ChangeDependencies extends DeviceStepDependencies, Pick<RolloutDependencies, "knock"> {
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
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
	/** The changes that wait for each device, the one under way first. */
	const lines = new Map<string, { readonly id: string; readonly seq: number }[]>();
	const active = new Map<string, Active>();
	/** Those that found no room. */
	const crowded: string[] = [];
	/** Told once a change's device stands as it was previewed, or is through. */
	const checks = new Map<string, (() => void)[]>();
	const previews = new Map<string, (end: OperationEnd) => void>();
	const rollouts = createRollouts({
		...{ database, clock, knock: deps.knock, onError: deps.onError },
		audit,
		conclude,
		reload: pump,
		isUnderWay: (id, key) => executions.get(key)?.change.id === id,
		isFree: (key) => !executions.has(key) && !lines.has(key) && executions.size < MAX_EXECUTIONS,
		withdraw(id) {
			for (const execution of executions.values()) {
				if (execution.change.id !== id) continue;
				steps.withdraw(execution).catch((error) => deps.onError(error, { change: id, device: execution.device }));
			}
		},
		launch(change, tenant, device, begin) {
			const key = deviceKey(tenant, device);
			lines.set(key, [{ id: change.id, seq: change.seq }]);
			launch(change, tenant, device, begin);
		},
	});
	let stopping = false;

	/** A change is to be applied, or taken back, and that is committed. */
	function begin(tenant: TenantId, id: string): void {
		if (!active.has(id)) active.set(id, { tenant, running: 0, pumping: false, again: false, checked: false });
		pump(id);
	}

	function pump(id: string): void {
		const one = active.get(id);
		if (!one || stopping) return;
		if (one.pumping) {
			one.again = true;
			return;
		}
		one.pumping = true;
		pumpOnce(id, one.tenant)
			.catch((error) => deps.onError(error, { change: id }))
			.finally(() => {
				one.pumping = false;
				if (one.again) {
					one.again = false;
					pump(id);
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
				const isFull = executions.size >= MAX_EXECUTIONS;
				if (isFull || !isNext(change, deviceKey(tenant, row.device))) waits++;
				else launch(change, tenant, row.device, () => beginNow(scope, row));
			}
			if (executions.size >= MAX_EXECUTIONS) crowded.push(id);
			if (rows.length < PAGE || executions.size >= MAX_EXECUTIONS) break;
		}
		if (waits === 0 && one.running === 0) await conclude(tenant, id);
	}

	/** Whether a device is free for a change: they follow one another as they were asked for. */
	function isNext({ id, seq }: ChangeRow, key: string): boolean {
		const line = lines.get(key) ?? [];
		if (!line.some((one) => one.id === id)) line.push({ id, seq });
		line.sort((left, right) => left.seq - right.seq);
		lines.set(key, line);
		return !executions.has(key) && line[0]?.id === id;
	}

	function leaveLine(id: string, key: string): void {
		const line = (lines.get(key) ?? []).filter((one) => one.id !== id);
		if (line.length > 0) lines.set(key, line);
		else lines.delete(key);
		if (line[0]) pump(line[0].id);
	}

	/** `begin` makes it durable that the device begins; `null` where it does not. */
	function launch(change: ChangeRow, tenant: TenantId, device: string, begin: () => Promise<Begun | null>): void {
		const key = deviceKey(tenant, device);
		const execution: Execution = {
			...{ tenant, scope: database.scope(tenant), change, device, attempt: 0, begunAt: null, withdrawn: false },
			...{ place: null, operation: null, isQueued: false, holder: null },
		};
		const one = active.get(change.id);
		if (!one) return;
		one.running++;
		executions.set(key, execution);
		let through: Through | null = null;
		walk(execution, begin)
			.then((end) => {
				through = end;
			})
			.catch((error) => deps.onError(error, { change: change.id, device }))
			.finally(() => {
				one.running--;
				executions.delete(key);
				holds.release(execution, false);
				leaveLine(change.id, key);
				if (!rollouts.through(change.id, device, through)) pump(change.id);
				for (const id of crowded.splice(0)) pump(id);
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
		// What somebody only asked for, and nobody had to look at, is compared with nothing.
		const compares = change.operation === null || change.approvalsNeeded > 0;
		const plan = { kind: change.kind, input: change.input, items: row.items, compares, live: row.live };
		const program = change.rollingBack ? undo(plan) : applyTo(plan);
		let turn = program.next();
		while (!turn.done) {
			if (turn.value.ask === "checked") settleCheck(change.id);
			const answer: ChangeAnswer = await steps.answer(execution, turn.value);
			// What is under way goes on at the next start.
			if (stopping) return null;
			turn = program.next(answer);
		}
		if (begun.startedAt !== null && (await rollouts.returned(scope, change, device, begun, turn.value)))
			return "waiting";
		const { failure, sent } = turn.value;
		const isWithdrawn = execution.withdrawn && !sent && failure?.code === "cancelled";
		const state = isWithdrawn ? "skipped" : turn.value.state;
		await keep(execution, { ...turn.value, state, failure: isWithdrawn ? { ...failure, code: "stopped" } : failure });
		return state;
	}

	async function keep(
		{ tenant, change, device }: Execution,
		outcome: Omit<DeviceOutcome, "state"> & { readonly state: ItemState },
	): Promise<void> {
		const { state, failure, pendingReboot, unverified, sent } = outcome;
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			const move = { failure, pendingReboot, unverified, sent, finishedAt: clock() };
			await moveChangeDevice(scope, change.id, device, state, move);
			// It was never sent, and will not be.
			if (change.operation !== null) await endUnsent(scope, change.operation, failure, clock());
			const known = await findDevice(scope, device);
			await audit(tx, tenant, `change.${change.rollingBack ? "takenBack" : "carriedOut"}`, state, {
				...{ deviceId: device, subscriberId: known?.subscriberId ?? null },
				...{ hardwareVersion: known?.hardwareVersion ?? null, softwareVersion: known?.softwareVersion ?? null },
				detail: { changeId: change.id, kind: change.kind, ...(failure && { failure }) },
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
			const { state, failure } = ending?.stopped ?? endingOf({ ...counts, skipped }, change.rollingBack);
			const only = change.devices === 1 ? await firstFailure(scope, id) : null;
			await moveChange(scope, id, state, { finishedAt: clock(), failure: only ?? failure });
			await audit(tx, tenant, "change.end", state, { detail: { changeId: id, devices: counts } });
			await publish(tx, [{ tenant, events: [eventOf(id, { state })] }]);
		});
		active.delete(id);
		settleCheck(id);
	}

	async function firstFailure(scope: Scope, id: string): Promise<Failure | null> {
		return (await readChangeDevices(scope, id, { after: -1, limit: 1 }))[0]?.failure ?? null;
	}

	async function audit(
		tx: Db,
		tenant: TenantId,
		action: string,
		outcome: string,
		entry: Readonly<Record<string, unknown>>,
	): Promise<void> {
		const slug = deps.tenantOf(tenant)?.slug ?? "";
		await appendAudit(tx.scope(tenant), {
			at: clock(),
			tenant: slug,
			actor: ACTOR,
			actorId: null,
			action,
			outcome,
			...entry,
		});
	}

	function settleCheck(id: string): void {
		const one = active.get(id);
		if (one) one.checked = true;
		for (const tell of checks.get(id) ?? []) tell();
		checks.delete(id);
	}

	/** Resolves once the change's one device stands as it was previewed or is through, or the time is over. */
	async function checked(id: string, timeoutMs: number): Promise<void> {
		if (active.get(id)?.checked !== false) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, timeoutMs);
			const tell = () => {
				clearTimeout(timer);
				resolve();
			};
			checks.set(id, [...(checks.get(id) ?? []), tell]);
		});
	}

	/** What devices hold now, as far as they come in time; nothing but reads is sent. */
	async function preview(
		tenant: TenantId,
		id: string,
		asks: readonly PreviewAsk[],
		requestedBy: string,
		timeoutMs: number,
	): Promise<ReadonlyMap<string, Kept>> {
		const scope = database.scope(tenant);
		const found = new Map<string, Kept>();
		await Promise.all(
			asks.map(async ({ device, paths }) => {
				const operation = v5("preview", v5(device, id));
				const now = clock();
				const ended = new Promise<OperationEnd | null>((resolve) => {
					const timer = setTimeout(() => resolve(null), timeoutMs);
					previews.set(operation, (end) => {
						clearTimeout(timer);
						resolve(end);
					});
				});
				await insertQueued(scope, {
					...{ id: operation, device, kind: "read", input: { paths }, authority: "user", request: id, requestedBy },
					...{ createdAt: now, acceptedAt: now, expiresAt: new Date(now.getTime() + timeoutMs), waitSeconds: null },
					change: id,
				});
				deps.wake(tenant, device);
				const end = await ended;
				previews.delete(operation);
				if (end === null) await cancelOperation(scope, operation, clock());
				const values = (end?.result?.values ?? null) as readonly { path: string; value: string; type: string }[] | null;
				if (end?.status === "succeeded" && values) {
					found.set(device, new Map(values.map(({ path, value, type }) => [path, { value, type }])));
				}
			}),
		);
		return found;
	}

	/** Keeps a session open while its device's change decides on its next step. */
	async function hold(session: LiveSession, ended: () => Promise<void>): Promise<boolean> {
		const execution = executions.get(deviceKey(session.tenant.tenant, session.device.id));
		if (!execution || stopping || session.startedAt <= (execution.change.appliedAt ?? session.startedAt)) return false;
		return await holds.hold(execution, session, ended);
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
				await audit(tx, tenant, "change.end", "expired", { detail: { changeId: id } });
				await publish(tx, [{ tenant, events: [eventOf(id, { state: "expired" })] }]);
			});
		}
	}

	return {
		begin,
		checked,
		preview,
		hold,
		sweep,
		/** A device has opened a session: one of its rollouts may begin on it. */
		sessionBegun: rollouts.sessionBegun,
		lowered: rollouts.lowered,
		operationFinished(id: string, end: OperationEnd): void {
			previews.get(id)?.(end);
			steps.operationFinished(id, end);
		},
		/** An operation of a change was cancelled before it was sent. */
		async operationCancelled(tenant: TenantId, id: string): Promise<void> {
			const row = await findOperation(database.scope(tenant), id);
			const end = row && endOf(row);
			if (end) steps.operationFinished(id, end);
			const execution = row && executions.get(deviceKey(tenant, row.device));
			if (execution?.change.operation === id) await steps.cancelled(execution);
		},
		/** Takes up the changes that the last process left behind. */
		async resume(): Promise<void> {
			for (const { tenant, id } of await readApplyingChanges(database)) {
				await reopenRunningDevices(database.scope(tenant), id);
				begin(tenant, id);
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

function eventOf(changeId: string, data: Readonly<Record<string, unknown>>, deviceId?: string) {
	return { type: "change.changed" as const, changeId, ...(deviceId && { deviceId }), data: { changeId, ...data } };
}
