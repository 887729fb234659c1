import { nextStep, type WaveFacts } from "../../gate/waves.ts";
import { isOpen } from "../../gate/window.ts";
import type { Clock } from "../../lib/edges.ts";
import type { AuditAction } from "../../shared/auditActions.ts";
import type { Failure } from "../../shared/changes.ts";
import type { ChangeRow } from "../../store/changes.ts";
import type { Database, Db, Scope, TenantId } from "../../store/db.ts";
import { publish } from "../../store/effects.ts";
import { findFile } from "../../store/files.ts";
import {
	type BegunDevice,
	beginDevice,
	countAlreadyThere,
	endWave,
	findBegun,
	pauseRollout,
	type RolloutRow,
	readRecent,
	readRelying,
	readTally,
	readWaveDevices,
	returnDevice,
	skipWave,
	startWave,
	type WaveDevice,
} from "../../store/rollouts.ts";
import { deviceKey, type LiveSession } from "../liveSession.ts";
import type { LoweredOn } from "../ports.ts";
import type { DeviceOutcome } from "./steps.ts";

/** What a device's turn came to; `waiting`: nothing was sent, and it waits for its next Inform again. */
export type Through = DeviceOutcome["state"] | "skipped" | "waiting";

export interface RolloutEnding {
	/** Devices that had the version before. */
	readonly alreadyThere: number;
}

export interface RolloutDependencies {
	readonly database: Database;
	readonly clock: Clock;
	/** Sends a device one connection request, and resolves when a session came, or none did in time. */
	readonly knock: (tenant: TenantId, device: string, timeoutMs: number) => Promise<unknown>;
	readonly audit: (
		tx: Db,
		tenant: TenantId,
		action: AuditAction,
		outcome: string,
		entry: Readonly<Record<string, unknown>>,
	) => Promise<void>;
	readonly conclude: (tenant: TenantId, id: string, ending: RolloutEnding) => Promise<void>;
	/** Has a change read and gone on with anew. */
	readonly reload: (id: string) => void;
	readonly isUnderWay: (change: string, key: string) => boolean;
	/** Whether nothing else is, or waits to be, under way on a device. */
	readonly isFree: (key: string) => boolean;
	readonly launch: (
		change: ChangeRow,
		tenant: TenantId,
		device: string,
		begin: () => Promise<BegunDevice | null>,
	) => void;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

interface Rolling {
	readonly tenant: TenantId;
	readonly change: ChangeRow;
	readonly plan: RolloutRow["plan"];
	/** The version that devices may have already; `null` where it is no firmware. */
	readonly version: string | null;
	readonly resumedAt: Date | null;
	readonly stopped: boolean;
	paused: boolean;
	wave: number;
	startedAt: Date | null;
	endedAt: Date | null;
	/** By device of the wave, its subscriber's time zone and its own. */
	readonly zones: Map<string, WaveDevice["zones"]>;
	readonly waiting: Set<string>;
	readonly running: Set<string>;
	/** Running, as a process that is gone has left them. */
	readonly left: Set<string>;
	applied: number;
	failed: number;
	appliedBefore: number;
	recent: readonly boolean[];
	/** Whom nobody has called in this wave, and who came when there was no room. */
	readonly uncalled: Set<string>;
	calling: number;
	stepping: boolean;
	again: boolean;
}

/** A device that goes away so often after it was begun is not tried again. */
const MAX_ATTEMPTS = 3;
/** Connection requests that a rollout has out at the same time; each device gets one a wave. */
const MAX_CALLS = 8;
const CALL_MS = 5_000;
/** Devices whose window is looked at for that at one time. */
const MAX_LOOKS = 32;

export type Rollouts = ReturnType<typeof createRollouts>;

/**
 * Takes changes over their devices in waves. What is kept here is what the store says, read at the start and after each
 * word of a person; `nextStep` alone says how it goes on.
 */
export function createRollouts(deps: RolloutDependencies) {
	const { database, clock } = deps;
	const rolling = new Map<string, Rolling>();
	/** To be read anew at the next tick. */
	const stale = new Set<string>();
	let stopping = false;

	/** Reads where a rollout stands, and goes on from there. */
	async function load(tenant: TenantId, change: ChangeRow, row: RolloutRow): Promise<void> {
		rolling.delete(change.id);
		const scope = database.scope(tenant);
		const { fileId } = change.input;
		const file = change.kind === "download" && typeof fileId === "string" ? await findFile(scope, fileId) : null;
		const wave = Math.max(0, row.startedAt.length - 1);
		const one: Rolling = {
			...{ tenant, change, plan: row.plan, version: file?.kind === "firmware" ? file.version : null },
			...{ resumedAt: row.resumedAt, stopped: row.stoppedAt !== null, paused: row.paused !== null, wave },
			startedAt: row.startedAt[wave] ?? null,
			endedAt: row.endedAt[wave] ?? null,
			...{ zones: new Map(), waiting: new Set(), running: new Set(), left: new Set(), uncalled: new Set(), calling: 0 },
			...{ applied: 0, failed: 0, appliedBefore: 0, stepping: false, again: false },
			recent: await readRecent(scope, change.id, row.resumedAt, row.plan.stop.of),
		};
		await readWave(one);
		if (stopping) return;
		rolling.set(change.id, one);
		step(one);
	}

	async function readWave(one: Rolling): Promise<void> {
		const { tenant, change } = one;
		const scope = database.scope(tenant);
		const { from, to } = placesOf(one);
		const devices = one.startedAt === null ? [] : await readWaveDevices(scope, change.id, from, to);
		Object.assign(one, await readTally(scope, change.id, from, to));
		for (const list of [one.zones, one.waiting, one.running, one.left, one.uncalled]) list.clear();
		for (const { device, state, zones } of devices) {
			one.zones.set(device, zones);
			const isUnderWay = deps.isUnderWay(change.id, deviceKey(tenant, device));
			if (state === "waiting" && !isUnderWay) one.waiting.add(device);
			else one.running.add(device);
			if (state === "running" && !isUnderWay) one.left.add(device);
		}
		for (const device of one.waiting) one.uncalled.add(device);
	}

	function factsOf(one: Rolling): WaveFacts {
		const { paused, stopped, resumedAt, wave, startedAt, endedAt, applied, failed, appliedBefore, recent } = one;
		return {
			...{ now: clock(), paused, stopped, resumedAt, wave, startedAt, endedAt, applied, failed, appliedBefore, recent },
			...{ waiting: one.waiting.size, running: one.running.size },
		};
	}

	/** Does what is to be done now; one thing after the other. */
	function step(one: Rolling): void {
		if (one.stepping) {
			one.again = true;
			return;
		}
		one.stepping = true;
		walk(one)
			.catch((error) => {
				deps.onError(error, { change: one.change.id });
				stale.add(one.change.id);
			})
			.finally(() => {
				one.stepping = false;
				if (!one.again) return;
				one.again = false;
				step(one);
			});
	}

	async function walk(one: Rolling): Promise<void> {
		while (!stopping && rolling.get(one.change.id) === one) {
			takeUp(one);
			const next = nextStep(one.plan, factsOf(one));
			switch (next.do) {
				case "wait":
					return;
				case "begin":
					call(one, next.room);
					return;
				case "startWave":
					await begin(one, next.wave);
					break;
				case "endWave":
					await skip(one, { code: "gone", detail: "the device was removed" }, null);
					one.endedAt = clock();
					await endWave(database.scope(one.tenant), one.change.id, one.wave, one.endedAt);
					await tell(database, one, { wave: one.wave + 1, waveEnded: true });
					break;
				case "skipAway": {
					const detail = `the device was away for ${one.plan.deadlineHours} h`;
					await skip(one, { code: "away", detail }, null);
					break;
				}
				case "pause":
					await pause(one, next.reason);
					break;
				case "end":
					await end(one);
					return;
			}
		}
	}

	/** What a process that is gone was at goes on. */
	function takeUp({ tenant, change, left }: Rolling): void {
		for (const device of left) {
			if (!deps.isFree(deviceKey(tenant, device))) continue;
			left.delete(device);
			deps.launch(change, tenant, device, () => findBegun(database.scope(tenant), change.id, device));
		}
	}

	async function begin(one: Rolling, wave: number): Promise<void> {
		const at = clock();
		if (!(await startWave(database.scope(one.tenant), one.change.id, wave, at))) return void reread(one);
		Object.assign(one, { wave, startedAt: at, endedAt: null });
		await tell(database, one, { wave: wave + 1, waveBegan: true });
		await readWave(one);
		if (one.version !== null) await skip(one, alreadyThere(one.version), one.version);
	}

	/** Those of the wave that wait, or with a version those that have it. */
	async function skip(one: Rolling, failure: Failure, version: string | null): Promise<void> {
		const { tenant, change } = one;
		const skipped = await skipWave(database.scope(tenant), change.id, placesOf(one), failure, clock(), version);
		for (const device of skipped) one.waiting.delete(device);
		if (version === null) one.waiting.clear();
		if (skipped.length > 0) await tell(database, one, { skipped: skipped.length, code: failure.code });
	}

	async function pause(one: Rolling, reason: Failure): Promise<void> {
		one.paused = true;
		await database.transaction(async (tx) => {
			if (!(await pauseRollout(tx.scope(one.tenant), one.change.id, reason))) return;
			const detail = { changeId: one.change.id, wave: one.wave + 1, reason };
			await deps.audit(tx, one.tenant, "change.pause", reason.code, { detail });
			await tell(tx, one, { paused: true, pausedReason: reason });
		});
	}

	async function end(one: Rolling): Promise<void> {
		rolling.delete(one.change.id);
		await deps.conclude(one.tenant, one.change.id, {
			alreadyThere: await countAlreadyThere(database.scope(one.tenant), one.change.id),
		});
	}

	/** Asks a few devices to come, of those that may begin; the others come by themselves. */
	function call(one: Rolling, room: number): void {
		const { tenant, change, uncalled } = one;
		let places = Math.min(room, MAX_CALLS) - one.calling;
		let looks = MAX_LOOKS;
		for (const device of uncalled) {
			if (places <= 0 || looks-- === 0) break;
			uncalled.delete(device);
			if (!one.waiting.has(device)) continue;
			if (!isOpenFor(one, device)) {
				uncalled.add(device);
				continue;
			}
			places--;
			one.calling++;
			deps
				.knock(tenant, device, CALL_MS)
				.catch((error) => deps.onError(error, { change: change.id, device }))
				.finally(() => {
					one.calling--;
					step(one);
				});
		}
	}

	function isOpenFor({ plan, zones }: Rolling, device: string): boolean {
		return plan.window === null || isOpen(plan.window, zones.get(device) ?? [], clock());
	}

	/** The device is here: it begins if it may, in this very session. */
	function sessionBegun(session: LiveSession): void {
		const { tenant, id: device, softwareVersion, timeZone } = session.device;
		const key = deviceKey(tenant, device);
		for (const one of rolling.values()) {
			const { change, version } = one;
			if (one.tenant !== tenant || !one.waiting.has(device)) continue;
			// It may have told another one since its wave began.
			one.zones.set(device, [one.zones.get(device)?.[0] ?? null, timeZone]);
			if (!isOpenFor(one, device)) continue;
			if (change.appliedAt !== null && session.startedAt <= change.appliedAt) continue;
			if (!deps.isFree(key) || nextStep(one.plan, factsOf(one)).do !== "begin") {
				one.uncalled.add(device);
				continue;
			}
			if (version !== null && softwareVersion === version) {
				// Its row says so too by now.
				skip(one, alreadyThere(version), version).then(
					() => step(one),
					(error) => deps.onError(error, { change: change.id, device }),
				);
				continue;
			}
			one.waiting.delete(device);
			one.running.add(device);
			deps.launch(change, tenant, device, () => beginDevice(database.scope(tenant), change.id, device, clock()));
			return;
		}
	}

	/** Whether a device that was begun waits again: it went away, or was held up, before anything was sent. */
	async function returned(
		scope: Scope,
		{ id }: ChangeRow,
		device: string,
		{ attempts }: Pick<BegunDevice, "attempts">,
		{ state, failure, sent }: DeviceOutcome,
	): Promise<boolean> {
		if (state !== "failed" || sent || attempts >= MAX_ATTEMPTS) return false;
		const isHeldUp = failure?.code === "cancelled" && rolling.get(id)?.paused !== false;
		if (failure?.code !== "expired" && !isHeldUp) return false;
		return await returnDevice(scope, id, device);
	}

	/** A device's turn is over; false where the change is no rollout. */
	function through(id: string, device: string, end: Through | null): boolean {
		const one = rolling.get(id);
		if (!one) return false;
		if (end === null) {
			reread(one);
			return true;
		}
		// It was counted as the rollout was read.
		if (!one.running.delete(device)) return true;
		if (end === "waiting") one.waiting.add(device);
		else if (end !== "skipped") {
			if (end === "applied") one.applied++;
			else one.failed++;
			one.recent = [...one.recent, end !== "applied"].slice(-one.plan.stop.of);
		}
		step(one);
		return true;
	}

	function reread({ change }: Rolling): void {
		rolling.delete(change.id);
		stale.add(change.id);
	}

	/** A cell went down: rollouts that rely on it are held until somebody has looked. */
	async function lowered(
		tenant: TenantId,
		{ workflow, pairs, reason, ...name }: LoweredOn,
		kinds: readonly string[],
	): Promise<void> {
		for (const id of await readRelying(database.scope(tenant), name, pairs, workflow, kinds)) {
			const why = { code: "cellLowered", detail: reason };
			const one = rolling.get(id);
			if (one) await pause(one, why);
			else if (await pauseRollout(database.scope(tenant), id, why)) deps.reload(id);
		}
	}

	async function tell(db: Db, { tenant, change }: Rolling, data: Readonly<Record<string, unknown>>): Promise<void> {
		const told = { changeId: change.id, state: "applying", ...data };
		await publish(db, [{ tenant, events: [{ type: "change.changed", changeId: change.id, data: told }] }]);
	}

	return {
		load,
		sessionBegun,
		returned,
		through,
		lowered,
		forget: (id: string): void => void rolling.delete(id),
		/** Time has passed: pauses, deadlines and windows. */
		tick(): void {
			for (const id of stale) deps.reload(id);
			stale.clear();
			for (const one of rolling.values()) step(one);
		},
		stop(): void {
			stopping = true;
		},
	};
}

function placesOf({ plan, wave }: Pick<Rolling, "plan" | "wave">): { readonly from: number; readonly to: number } {
	const from = plan.sizes.slice(0, wave).reduce((sum, size) => sum + size, 0);
	return { from, to: from + (plan.sizes[wave] ?? 0) };
}

function alreadyThere(version: string): Failure {
	return { code: "alreadyThere", detail: `the device has ${version} already` };
}
