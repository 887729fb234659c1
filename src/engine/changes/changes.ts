import { v5 } from "uuid";
import type { ModelProfile } from "../../device/profiles/profile.ts";
import { endingOf } from "../../gate/changeStates.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { Failure } from "../../shared/changes.ts";
import { appendAudit } from "../../store/audit.ts";
import {
	type ChangeDeviceRow,
	type ChangeRow,
	countChangeDevices,
	findChange,
	lockChange,
	moveChange,
	moveChangeDevice,
	readApplyingChanges,
	readChangeDevices,
	readExpiredChanges,
	reopenRunningDevices,
	skipWaitingDevices,
} from "../../store/changes.ts";
import type { Db, TenantId } from "../../store/db.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { publish } from "../../store/effects.ts";
import { cancelOperation, endUnsent, findOperation } from "../../store/operations.ts";
import { insertQueued } from "../../store/queue.ts";
import type { Tenant } from "../../store/tenants.ts";
import { createHolds } from "../holds.ts";
import { deviceKey, type LiveSession } from "../liveSession.ts";
import { endOf } from "../operationEnd.ts";
import type { PreviewAsk } from "../ports.ts";
import { programFor } from "./devicePrograms.ts";
import { createDeviceSteps, type DeviceStepDependencies, type Execution } from "./deviceSteps.ts";
import type { ChangeAnswer, DeviceOutcome, Kept } from "./program.ts";
import { recordService } from "./suspends.ts";

export interface ChangeDependencies extends DeviceStepDependencies {
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly profileOf: (device: KnownDevice) => ModelProfile;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

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
	const lines = new Map<string, { readonly id: string; readonly seq: number; readonly urgent: boolean }[]>();
	const active = new Map<string, Active>();
	/** How many of the executions are restores. */
	let urgent = 0;
	/** Changes that are to send nothing more. */
	const withdrawn = new Set<string>();
	/** Those that found no room. */
	const crowded: string[] = [];
	/** Told once a change's device stands as it was previewed, or is through. */
	const checks = new Map<string, (() => void)[]>();
	const previews = new Map<string, (end: OperationEnd) => void>();
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
		if (change?.state !== "applying") return void active.delete(id);
		const one = active.get(id);
		if (!one) return;
		// It was withdrawn while it was under way: what came back from there is not begun again.
		if (change.failure !== null) await skipWaitingDevices(scope, id, change.failure, clock());
		let after = -1;
		let waits = 0;
		for (;;) {
			const rows = await readChangeDevices(scope, id, { after, limit: PAGE, state: "waiting" });
			for (const row of rows) {
				after = row.place;
				if (isFull(change) || !isNext(change, deviceKey(tenant, row.device))) waits++;
				else launch(change, tenant, row);
			}
			if (isFull(change)) crowded.push(id);
			if (rows.length < PAGE || isFull(change)) break;
		}
		if (waits === 0 && one.running === 0) await conclude(tenant, id);
	}

	/** Restores find room always, and take none from others: they may wait for devices that are away for months. */
	function isFull(change: ChangeRow): boolean {
		return !isUrgent(change) && executions.size - urgent >= MAX_EXECUTIONS;
	}

	/** Whether a device is free for a change: they follow one another as they were asked for, restores before all. */
	function isNext(change: ChangeRow, key: string): boolean {
		const { id, seq } = change;
		const line = lines.get(key) ?? [];
		if (!line.some((one) => one.id === id)) line.push({ id, seq, urgent: isUrgent(change) });
		line.sort((left, right) => Number(right.urgent) - Number(left.urgent) || left.seq - right.seq);
		lines.set(key, line);
		if (line[0]?.id !== id) return false;
		const other = executions.get(key);
		if (other && isUrgent(change) && !isUrgent(other.change)) {
			steps.makeWay(other).catch((error) => deps.onError(error, { change: other.change.id }));
		}
		return !other;
	}

	function leaveLine(id: string, key: string): void {
		const line = (lines.get(key) ?? []).filter((one) => one.id !== id);
		if (line.length > 0) lines.set(key, line);
		else lines.delete(key);
		if (line[0]) void pump(line[0].id);
	}

	function launch(change: ChangeRow, tenant: TenantId, row: ChangeDeviceRow): void {
		const key = deviceKey(tenant, row.device);
		const execution: Execution = {
			...{ tenant, scope: database.scope(tenant), change, device: row.device, stopped: false, isEarly: false },
			isWithdrawn: withdrawn.has(change.id),
			...{ operation: null, isQueued: false, holder: null },
		};
		const one = active.get(change.id);
		if (!one) return;
		one.running++;
		executions.set(key, execution);
		urgent += Number(isUrgent(change));
		walk(execution, row)
			.catch((error) => deps.onError(error, { change: change.id, device: row.device }))
			.finally(() => {
				one.running--;
				executions.delete(key);
				urgent -= Number(isUrgent(change));
				holds.release(execution, false);
				if (execution.stopped) void pump(lines.get(key)?.[0]?.id ?? change.id);
				else leaveLine(change.id, key);
				void pump(change.id);
				for (const id of crowded.splice(0)) void pump(id);
			});
	}

	async function walk(execution: Execution, row: ChangeDeviceRow): Promise<void> {
		const { change, scope, device } = execution;
		await moveChangeDevice(scope, change.id, device, "running", {});
		const program = await programFor({ ...deps, walk: steps.walk }, execution, row);
		if (stopping) return;
		if (execution.stopped) return await moveChangeDevice(scope, change.id, device, "waiting", {});
		if ("state" in program) return await keep(execution, program);
		let turn = program.next();
		while (!turn.done) {
			if (turn.value.ask === "checked") settleCheck(change.id);
			const answer: ChangeAnswer = await steps.answer(execution, turn.value);
			// What is under way goes on at the next start.
			if (stopping) return;
			if (execution.stopped) break;
			turn = program.next(answer);
		}
		if (turn.done) await keep(execution, turn.value);
		else await moveChangeDevice(scope, change.id, device, "waiting", {});
	}

	async function keep({ tenant, change, device }: Execution, outcome: DeviceOutcome): Promise<void> {
		const { state, failure, pendingReboot, unverified, sent, leftAlone } = outcome;
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			const move = { failure, pendingReboot, unverified, sent, leftAlone, finishedAt: clock() };
			await moveChangeDevice(scope, change.id, device, state, move);
			await recordService(scope, change, device, outcome, clock());
			// It was never sent, and will not be.
			if (change.operation !== null) await endUnsent(scope, change.operation, failure, clock());
			const known = await findDevice(scope, device);
			await audit(tx, tenant, `change.${change.rollingBack ? "takenBack" : "carriedOut"}`, state, {
				...{ deviceId: device, subscriberId: known?.subscriberId ?? null },
				...{ hardwareVersion: known?.hardwareVersion ?? null, softwareVersion: known?.softwareVersion ?? null },
				detail: {
					changeId: change.id,
					kind: change.kind,
					...(failure && { failure }),
					...(leftAlone.length > 0 && { leftAlone }),
				},
			});
			await publish(tx, [{ tenant, events: [eventOf(change.id, { deviceId: device, deviceState: state }, device)] }]);
		});
	}

	/** All devices are through. */
	async function conclude(tenant: TenantId, id: string): Promise<void> {
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			const change = await lockChange(scope, id);
			if (change?.state !== "applying") return;
			const counts = (await countChangeDevices(scope, [id])).get(id) ?? {};
			const { state, failure } = endingOf(counts, change.rollingBack);
			const only = change.devices === 1 ? await firstFailure(scope, id) : null;
			await moveChange(scope, id, state, { finishedAt: clock(), failure: only ?? failure });
			await audit(tx, tenant, "change.end", state, { detail: { changeId: id, devices: counts } });
			await publish(tx, [{ tenant, events: [eventOf(id, { state })] }]);
		});
		active.delete(id);
		withdrawn.delete(id);
		settleCheck(id);
	}

	async function firstFailure(scope: Parameters<typeof readChangeDevices>[0], id: string): Promise<Failure | null> {
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
		/** What a change has not begun, or not sent, it is not to do any more, and that is committed. */
		async withdrawn(id: string): Promise<void> {
			withdrawn.add(id);
			const own = [...executions.values()].filter(({ change }) => change.id === id);
			for (const execution of own) {
				execution.isWithdrawn = true;
				await steps.cancelled(execution);
			}
			void pump(id);
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
