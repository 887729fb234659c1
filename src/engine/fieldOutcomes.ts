import type { Tree } from "../device/tree.ts";
import type { Clock, Random } from "../lib/edges.ts";
import { newestOf } from "../proof/cells.ts";
import {
	FIELD_WINDOW,
	fieldFinding,
	fieldRecordsOf,
	isFieldCode,
	kindsOf,
	type OperationSetting,
} from "../proof/field.ts";
import type { CellChange } from "../proof/matrixHistory.ts";
import type { MatrixRow, Subject, Workflow } from "../shared/proof.ts";
import { appendAudit } from "../store/audit.ts";
import { type ModelName, setBackOn } from "../store/certifications.ts";
import { insertLowering, readClearances, readLowerings } from "../store/clearances.ts";
import type { Database, Db, Scope, TenantId } from "../store/db.ts";
import { findDevice, type KnownDevice } from "../store/devices.ts";
import { type LiveEvent, publish } from "../store/effects.ts";
import { type FieldOutcomeRecord, readFieldOutcomes } from "../store/fieldOutcomes.ts";
import { findFile } from "../store/files.ts";
import { findMatrixRow, findRowOfPair, readRowsOfDevices } from "../store/matrix.ts";
import { findBeginning, type Json } from "../store/operations.ts";
import type { QueuedOperation } from "../store/queue.ts";
import { stopRollouts } from "../store/rollouts.ts";
import type { Tenant } from "../store/tenants.ts";
import type { createCanaries } from "./canaries.ts";
import { createOneAtATime } from "./oneAtATime.ts";
import type { Outcome } from "./operations/program.ts";
import type { LoweredOn } from "./ports.ts";
import { subjectOf } from "./proofEvidence.ts";

export interface FieldDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	readonly canaries: ReturnType<typeof createCanaries>;
	readonly derive: (tenant: TenantId, model: ModelName) => Promise<unknown>;
	/** Holds the rollouts that rely on a cell which went down. */
	readonly holdRollouts: (tenant: TenantId, lowered: LoweredOn, kinds: readonly string[]) => Promise<void>;
	/** What a rollout had yet to do was cancelled. */
	readonly operationStopped: (tenant: TenantId, id: string) => void;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

const ACTOR = "certus";
/** Faults that may mean that something is gone which the device had. */
const INVALID_NAME = 9005;
const NOT_WRITABLE = 9008;

export type FieldOutcomes = ReturnType<typeof createFieldOutcomes>;

/** Every production operation counts towards its row's cells, and its canary (contract, section 5). */
export function createFieldOutcomes(deps: FieldDependencies) {
	const { database, clock, canaries } = deps;
	const judging = createOneAtATime();
	/** Between an operation's end and its being durable. */
	const told = new WeakMap<QueuedOperation, readonly FieldOutcomeRecord[]>();

	/** What a production operation is begun on, and the canary that it counts for. */
	async function begin(
		operation: QueuedOperation,
		device: KnownDevice,
	): Promise<{ readonly subject?: Subject; readonly canary?: string }> {
		if (!isProduction(operation)) return {};
		const subject = subjectOf(device);
		const canary = await canaries.join(operation, device, subject);
		return { subject, ...(canary !== null && { canary }) };
	}

	/** What an operation's end says, to be made durable with it. */
	async function outcomesOf(
		operation: QueuedOperation,
		outcome: Outcome,
		sent: boolean,
	): Promise<{ readonly field?: readonly FieldOutcomeRecord[] }> {
		if (!isProduction(operation)) return {};
		const { status } = outcome;
		const fault = (status === "failed" && outcome.fault) || null;
		const differs = status === "succeeded" && outcome.differing !== undefined;
		const ended = { ...operation, status, fault, result: outcome.result ?? null, sent, differs };
		const setting = await settingOf(operation, outcome);
		const field = fieldRecordsOf(ended, setting).map((record) => ({
			...record,
			operation: operation.id,
			status,
			at: clock().toISOString(),
		}));
		told.set(operation, field);
		return { field };
	}

	async function settingOf(operation: QueuedOperation, outcome: Outcome): Promise<OperationSetting> {
		const scope = database.scope(operation.tenant);
		const { fileId } = operation.input;
		const file = operation.kind === "download" && typeof fileId === "string" ? await findFile(scope, fileId) : null;
		const fault = outcome.status === "failed" ? outcome.fault : undefined;
		const codes = fault ? [fault.code, ...fault.parameters.map(({ code }) => code)] : [];
		const missing = (outcome.result?.missing ?? []) as readonly unknown[];
		const device = await (codes.includes(INVALID_NAME) || missing.length > 0
			? findDevice(scope, operation.device)
			: null);
		const tree = device ? await deps.treeOf(device) : null;
		return {
			had: (path) => {
				const node = tree?.get(path);
				return node !== undefined && (node.type === "object" || node.value !== null);
			},
			proven: new Set(codes.includes(NOT_WRITABLE) ? await provenPaths(scope, operation.device) : []),
			fileKind: file?.kind ?? null,
		};
	}

	async function provenPaths(scope: Scope, device: string): Promise<readonly string[]> {
		const row = (await readRowsOfDevices(scope, [device])).get(device);
		const body = row === undefined ? null : await findMatrixRow(scope, row);
		return (body as unknown as MatrixRow | null)?.workflows.config.provenPaths ?? [];
	}

	/** An operation's end is durable: its cells are looked at, and its canary. */
	async function finished(operation: QueuedOperation): Promise<void> {
		const records = told.get(operation) ?? [];
		if (records.length === 0) return;
		const { tenant } = operation;
		const begun = await findBeginning(database.scope(tenant), operation.id);
		if (!begun?.subject) return;
		const subject = begun.subject as Subject;
		if (begun.canary !== null) await canaries.judge(begun.canary);
		for (const { workflow } of records) {
			const key = JSON.stringify([tenant, subject, workflow]);
			await judging(key, () => judge(tenant, subject, workflow as Workflow));
		}
	}

	/** Lowers a cell where the fleet's outcomes ask for it. */
	async function judge(tenant: TenantId, subject: Subject, workflow: Workflow): Promise<void> {
		const settings = deps.tenantOf(tenant);
		const { vendor, model, productClass } = subject;
		const name = { vendor, model, productClass };
		const scope = database.scope(tenant);
		const row = (await findRowOfPair(scope, subject)) as unknown as MatrixRow | null;
		if (!settings || !row) return;
		const since = await raisedAt(scope, name, row, workflow);
		const outcomes = await readFieldOutcomes(scope, name, workflow, row.covers, since, FIELD_WINDOW);
		const finding = fieldFinding(workflow, outcomes, settings.fieldSuccessFloor);
		if (!finding) return;
		const now = clock();
		// It is lowered already, and nothing has raised it since: then it is only kept from being cleared.
		const isLowered = row.limitations.some((one) => one.workflow === workflow && isFieldCode(one.code));
		const lowering = { id: deps.random.uuid(), workflow, to: "yellow", cause: "field", ...finding } as const;
		await database.transaction(async (tx) => {
			const own = tx.scope(tenant);
			const detail = { workflow, to: lowering.to, ...finding };
			if (!isLowered) {
				await insertLowering(own, name, { ...lowering, by: ACTOR, at: now }, row.covers);
				await appendAudit(own, {
					at: now,
					tenant: settings.slug,
					actor: ACTOR,
					actorId: null,
					action: "matrix.lower",
					outcome: lowering.to,
					matrixRowId: row.id,
					detail: { ...name, pairs: row.covers, ...detail },
				});
			}
			await setBack(tx, tenant, { ...name, workflow, pairs: row.covers, reason: finding.reason }, detail);
		});
		await lowered(tenant, { ...name, workflow, pairs: row.covers, reason: finding.reason });
	}

	/** Since when a cell's outcomes count: it was cleared then, or went up again after it had been lowered. */
	async function raisedAt(
		scope: Scope,
		name: ModelName,
		{ covers, workflows }: MatrixRow,
		workflow: Workflow,
	): Promise<Date | null> {
		const isOwn = (fact: { workflow: string; hardwareVersion: string; softwareVersion: string }): boolean =>
			fact.workflow === workflow &&
			covers.some(
				(pair) => pair.hardwareVersion === fact.hardwareVersion && pair.softwareVersion === fact.softwareVersion,
			);
		const newest = (facts: readonly { readonly at: Date }[]): string =>
			newestOf(facts.map(({ at }) => ({ at: at.toISOString() })))?.at ?? "";
		const cleared = newest((await readClearances(scope, name)).filter(isOwn));
		const lowered = newest((await readLowerings(scope, name)).filter(isOwn));
		const { provenAt } = workflows[workflow];
		// What was lowered and is so no more went up by a clearance or a proof run.
		const proven = lowered !== "" && provenAt !== null ? provenAt : "";
		const since = [cleared, lowered, proven].sort().at(-1);
		return since ? new Date(since) : null;
	}

	/** Certifications that have cleared the cell, or are about to, go back to verification. */
	async function setBack(
		tx: Db,
		tenant: TenantId,
		{ workflow, pairs, ...name }: LoweredOn,
		detail: Json,
	): Promise<void> {
		const step = { at: clock(), actor: ACTOR, actorId: null, detail };
		const ids = await setBackOn(tx.scope(tenant), name, workflow, pairs, step);
		const events = ids.map((certificationId): LiveEvent => {
			const data = { certificationId, stage: "verification", action: "setback", ...detail };
			return { type: "certification.changed", certificationId, data };
		});
		if (events.length > 0) await publish(tx, [{ tenant, events }]);
	}

	/** Rows were derived: what a proof run has made red is as good as lowered. */
	async function derived(tenant: TenantId, name: ModelName, changes: readonly CellChange[]): Promise<void> {
		for (const { workflow, pairs, before, after, cause, reason } of changes) {
			if (after.status !== "red" || before?.status === "red" || cause.type !== "proofRun") continue;
			const fallen = { ...name, workflow, pairs, reason };
			const detail = { workflow, to: "red", reason, proofRunId: cause.proofRunId };
			await database.transaction((tx) => setBack(tx, tenant, fallen, detail));
			await lowered(tenant, fallen);
		}
	}

	/** A cell went down: the rows follow, and canaries and rollouts that relied on it stop. */
	async function lowered(tenant: TenantId, { workflow, pairs, reason, ...name }: LoweredOn): Promise<void> {
		await deps.derive(tenant, name);
		await canaries.stopOn(tenant, name, pairs, workflow, reason);
		const scope = database.scope(tenant);
		await deps.holdRollouts(tenant, { ...name, workflow, pairs, reason }, kindsOf(workflow));
		const stopped = await stopRollouts(scope, name, pairs, kindsOf(workflow), clock(), reason);
		for (const { id } of stopped) deps.operationStopped(tenant, id);
		const events = stopped.map(({ id, device, kind }): LiveEvent => {
			return { type: "operation.changed", deviceId: device, data: { operationId: id, kind, status: "cancelled" } };
		});
		if (events.length > 0) await publish(database, [{ tenant, events }]);
	}

	return {
		begin,
		outcomesOf,
		finished: (operation: QueuedOperation): Promise<void> =>
			finished(operation).catch((error) => deps.onError(error, { operation: operation.id })),
		lowered,
		derived,
	};
}

/** Proof runs and the engine's own settings are no production. */
function isProduction({ authority }: QueuedOperation): boolean {
	return authority === "user" || authority === "rollout" || authority === "provisioning";
}
