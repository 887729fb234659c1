import { isSecretName } from "../cwmp/redact.ts";
import { sealInput } from "../device/sealedInput.ts";
import type { Tree } from "../device/tree.ts";
import type { Clock, Random } from "../lib/edges.ts";
import type { Vault } from "../lib/vault.ts";
import {
	type CanaryJudgement,
	coversDevice,
	judgeCanary,
	type RunningCanary,
	runningCanary,
	type Tally,
} from "../proof/canary.ts";
import { cellsOf } from "../proof/certification.ts";
import { workflowsOf } from "../proof/field.ts";
import { type StepAction, stageOf } from "../proof/pipeline.ts";
import type { Subject, Workflow } from "../shared/proof.ts";
import { appendAudit } from "../store/audit.ts";
import {
	type CanaryRow,
	countDevicesOf,
	insertCanaryWrite,
	joinCanary,
	keepJudgement,
	readCanaryWrites,
	readRunningCanaries,
	type ValueBefore,
} from "../store/canaries.ts";
import { insertStep, lockCertification, type ModelName } from "../store/certifications.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { publish } from "../store/effects.ts";
import { readTallies } from "../store/fieldOutcomes.ts";
import { findFile } from "../store/files.ts";
import { insertQueued, type QueuedOperation } from "../store/queue.ts";
import type { Tenant } from "../store/tenants.ts";
import type { LiveSession } from "./liveSession.ts";
import { createOneAtATime } from "./oneAtATime.ts";

export interface CanaryDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly vault: Vault;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	readonly wake: (tenant: TenantId, device: string) => void;
	/** The rows of a model follow. */
	readonly derive: (tenant: TenantId, model: ModelName) => Promise<unknown>;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

type Canary = CanaryRow & { readonly tenant: TenantId; readonly scope: RunningCanary };

/** How long a device may take to come for its rollback. */
const ROLLBACK_MS = 24 * 3_600_000;
const ACTOR = "certus";

/** The canaries that run: which devices they act on, what their operations come to, and how they end. */
export function createCanaries(deps: CanaryDependencies) {
	const { database, clock } = deps;
	let running: readonly Canary[] = [];
	const judging = createOneAtATime();

	/** Whether one that runs covers the session's device for a workflow: then it may be one of several. */
	function covers({ device }: LiveSession, workflow: Workflow): boolean {
		const { tenant, id, vendor, model, productClass } = device;
		const versions = { hardwareVersion: device.hardwareVersion ?? "", softwareVersion: device.softwareVersion ?? "" };
		const seen = { tenant, id, vendor, model, productClass, ...versions };
		return running.some(({ scope, workflows }) => workflows.includes(workflow) && coversDevice(scope, seen));
	}

	/** Reads again what runs; the store has the last word. */
	async function load(): Promise<void> {
		const rows = await readRunningCanaries(database);
		running = rows.map((row) => ({ ...row, scope: runningCanary(row) }));
	}

	/** Takes up what the last process left: its operations may have ended unjudged. */
	async function resume(): Promise<void> {
		await load();
		for (const { id } of running) await judge(id);
	}

	/** An operation is about to begin: the canary that it counts for, which takes the device in while there is room. */
	async function join(operation: QueuedOperation, device: KnownDevice, subject: Subject): Promise<string | null> {
		const { tenant } = operation;
		const seen = { ...subject, tenant, id: device.id };
		const canary = running.find(({ scope }) => coversDevice(scope, seen));
		if (!canary) return null;
		const scope = database.scope(tenant);
		const { fileId } = operation.input;
		const file = operation.kind === "download" && typeof fileId === "string" ? await findFile(scope, fileId) : null;
		const workflows = workflowsOf(operation, { fileKind: file?.kind ?? null });
		if (!workflows.some((workflow) => canary.workflows.includes(workflow))) return null;
		const isIn = await database.transaction((tx) => joinCanary(tx.scope(tenant), canary.id, device.id, clock()));
		// Another process has filled it, or ended it.
		if (!isIn) {
			await load();
			return null;
		}
		(canary.scope.joined as Set<string>).add(device.id);
		if (operation.kind === "set") await keepBefore(scope, canary, operation, device);
		return canary.id;
	}

	async function keepBefore(
		scope: Scope,
		canary: Canary,
		operation: QueuedOperation,
		device: KnownDevice,
	): Promise<void> {
		const tree = await deps.treeOf(device);
		const informed = new Map(device.informParameters.map(([path, value, type]) => [path, { value, type }]));
		const informedAt = device.informParametersAt?.getTime() ?? 0;
		const paths = (operation.input.values as readonly { readonly path: string }[]).map(({ path }) => path);
		const before = paths.flatMap((path): ValueBefore[] => {
			const node = tree.get(path);
			const newest = (node?.readAt ?? 0) <= informedAt ? (informed.get(path) ?? node) : node;
			// A device hides what is secret: what was read of it is not what it was.
			return newest?.value == null || isSecretName(path) ? [] : [{ path, value: newest.value, type: newest.type }];
		});
		const known = new Set(before.map(({ path }) => path));
		const unknown = paths.filter((path) => !known.has(path));
		await insertCanaryWrite(scope, { canary: canary.id, operation: operation.id, device: device.id, before, unknown });
	}

	/** One of its operations has come to its end, or time has passed. */
	function judge(id: string): Promise<void> {
		return judging(id, async () => {
			const canary = running.find((one) => one.id === id);
			if (!canary) return;
			const scope = database.scope(canary.tenant);
			const devices = await countDevicesOf(scope, canary, canary.hardwareVersion, canary.versions);
			const judgement = judgeCanary(
				{
					workflows: canary.workflows as Workflow[],
					versions: canary.versions,
					successFloor: canary.successFloor,
					minOperations: canary.minOperations,
					minDevices: canary.minDevices,
					endsAt: canary.endsAt.toISOString(),
				},
				(await readTallies(scope, id)) as Tally[],
				(version) => devices.get(version) ?? 0,
				clock().toISOString(),
			);
			if (judgement.status === "running") await keepJudgement(scope, id, judgement, "running", null);
			else await end(canary, judgement);
		});
	}

	/** The fleet or a person has shown that it must not go on. */
	async function stopOn(
		tenant: TenantId,
		{ vendor, model, productClass }: ModelName,
		pairs: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[],
		workflow: string,
		reason: string,
	): Promise<void> {
		const concerned = running.filter(
			(canary) =>
				canary.tenant === tenant &&
				[canary.vendor, canary.model, canary.productClass].join("\0") === [vendor, model, productClass].join("\0") &&
				canary.workflows.includes(workflow) &&
				pairs.some(
					(pair) => pair.hardwareVersion === canary.hardwareVersion && canary.versions.includes(pair.softwareVersion),
				),
		);
		for (const canary of concerned) {
			await end(canary, { status: "stopped", cells: cellsOf(canary), reason });
		}
	}

	async function end(canary: Canary, judgement: CanaryJudgement): Promise<void> {
		const { tenant, id, certification } = canary;
		const now = clock();
		const woken: string[] = [];
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			if (!(await lockCertification(scope, certification))) return;
			if (!(await keepJudgement(scope, id, judgement, judgement.status, now))) return;
			const undone = judgement.status === "stopped" ? await rollBack(scope, canary, now) : null;
			woken.push(...(undone?.devices ?? []));
			const action = ACTION[judgement.status];
			const stage = stageOf([{ action, at: now.toISOString() }]);
			const detail = {
				canaryId: id,
				reason: judgement.reason,
				rollbackOwner: canary.rollbackOwner,
				...(undone && { rolledBack: undone.devices, notRolledBack: undone.unknown }),
			};
			await insertStep(scope, { certification, at: now, action, actor: ACTOR, actorId: null, detail }, stage);
			await appendAudit(scope, {
				at: now,
				tenant: deps.tenantOf(tenant)?.slug ?? "",
				actor: ACTOR,
				actorId: null,
				action: `certification.${action}`,
				outcome: stage,
				detail: { certificationId: certification, ...detail },
			});
			const data = { certificationId: certification, stage, action, ...detail };
			await publish(tx, [
				{ tenant, events: [{ type: "certification.changed", certificationId: certification, data }] },
			]);
		});
		await load();
		for (const device of woken) deps.wake(tenant, device);
		await deps.derive(tenant, canary);
	}

	/** Queues what gives back the values that it overwrote: each as it was before the first of its operations. */
	async function rollBack(scope: Scope, canary: Canary, now: Date): Promise<{ devices: string[]; unknown: string[] }> {
		const first = new Map<string, Map<string, ValueBefore>>();
		const unknown: string[] = [];
		for (const write of await readCanaryWrites(scope, canary.id)) {
			const values = first.get(write.device) ?? new Map<string, ValueBefore>();
			first.set(write.device, values);
			for (const value of write.before) if (!values.has(value.path)) values.set(value.path, value);
			unknown.push(...write.unknown.filter((path) => !values.has(path)).map((path) => `${write.device} ${path}`));
		}
		const devices = [...first].filter(([, values]) => values.size > 0);
		for (const [device, values] of devices) {
			const restored = [...values.values()].map(({ path, value, type }) => ({ path, value, ...(type && { type }) }));
			await insertQueued(scope, {
				id: deps.random.uuid(),
				device,
				kind: "set",
				input: sealInput(deps.vault, scope.tenant, { values: restored }),
				authority: "rollout",
				request: canary.id,
				requestedBy: ACTOR,
				createdAt: now,
				acceptedAt: now,
				expiresAt: new Date(now.getTime() + ROLLBACK_MS),
				waitSeconds: null,
			});
		}
		return { devices: devices.map(([device]) => device), unknown: [...new Set(unknown)] };
	}

	/** Time has passed. */
	async function sweep(): Promise<void> {
		const now = clock();
		for (const { id, endsAt } of running) {
			if (endsAt <= now) await judge(id).catch((error) => deps.onError(error, { canary: id }));
		}
	}

	return { covers, load, resume, join, judge, stopOn, sweep };
}

const ACTION: Readonly<Record<CanaryJudgement["status"], StepAction>> = {
	running: "canary",
	paused: "canaryPaused",
	passed: "canaryPassed",
	stopped: "setback",
};
