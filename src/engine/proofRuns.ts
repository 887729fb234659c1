import { isPlainPeriodic } from "../cwmp/events.ts";
import {
	type CheckContext,
	type CheckDefinition,
	type CheckResult,
	type Cut,
	type Image,
	inconclusive,
	pass,
	type WorkflowDefinition,
} from "../proof/check.ts";
import { LATE_RETURN } from "../proof/verdict.ts";
import { DEFINITIONS } from "../proof/workflows/all.ts";
import type { Check, CheckEvidence, ProofInputs, RunEvidence, Subject, Workflow } from "../shared/proof.ts";
import type { TenantId } from "../store/db.ts";
import { findDevice, type KnownDevice } from "../store/devices.ts";
import { type LiveEvent, publish } from "../store/effects.ts";
import { insertEvidence } from "../store/evidence.ts";
import {
	type CheckRecord,
	finishRun,
	insertCheck,
	readCheckRecords,
	readOpenRuns,
	startRun,
} from "../store/proofResults.ts";
import { findProofRun, type ProofRunRow } from "../store/proofRuns.ts";
import { insertTimeline } from "../store/timeline.ts";
import { findTransferFile } from "../store/transferTokens.ts";
import type { FinishedOperation } from "./activeProgram.ts";
import { createHolds } from "./holds.ts";
import { deviceKey, type LiveSession } from "./liveSession.ts";
import { acceptedAt, endProofChange, mayAsk, readProofActs } from "./proofAgreement.ts";
import {
	bytesOf,
	type CheckFacts,
	type CheckSeen,
	checkEvidence,
	checkRecord,
	haveAllNames,
	isNoReturn,
	leftItsFirmware,
	otherVersions,
	restartIn,
	runEvidence,
	subjectOf,
} from "./proofEvidence.ts";
import { type Execution, executionOf, type ProofRunDependencies } from "./proofExecution.ts";
import { createProofSteps, type StepRecord } from "./proofSteps.ts";

const MAX_RUNS = 500;
const LATE_CHECK = { id: LATE_RETURN, version: 1, title: "The device came back after all", essential: false };
/** For a session in which a device that has restarted tells its version again. */
const SETTLING_SECONDS = 15;
const EVIDENCE_TYPE = "application/json";

export type ProofRuns = ReturnType<typeof createProofRuns>;

interface OrderedCheck {
	readonly definition: WorkflowDefinition;
	readonly check: CheckDefinition;
}

/** Where a check stands in its run. */
interface CheckPlace {
	readonly ordinal: number;
	/** Of the checks before it. */
	readonly before: readonly CheckRecord[];
	readonly images: CheckContext["images"];
	readonly subject: Subject;
	readonly runStartedAt: Date;
}

/**
 * Walks the checks of proof runs, one run a device at a time. A check asks for operations through the device's queue,
 * under the run's authority; after each check its outcome and evidence are durable, so that a crash resumes at the next.
 */
export function createProofRuns(deps: ProofRunDependencies) {
	const { clock } = deps;
	const executions = new Map<string, Execution>();
	const byDevice = new Map<string, Execution>();
	const waitingRuns: { tenant: TenantId; id: string; key: string }[] = [];
	const holds = createHolds();
	const steps = createProofSteps(deps, holds.release);
	let stopping = false;

	async function changed(tenant: TenantId, id: string): Promise<void> {
		const running = executions.get(id);
		const run = await findProofRun(deps.database.scope(tenant), id);
		if (running && run?.status === "cancelled") {
			running.cancelled = true;
			steps.cancel(running, "the run was cancelled");
			return;
		}
		if (!running && run && (run.status === "queued" || run.status === "running")) enqueue(tenant, run);
	}

	function enqueue(tenant: TenantId, run: ProofRunRow): void {
		const key = deviceKey(tenant, run.device);
		if (executions.has(run.id) || waitingRuns.some(({ id }) => id === run.id)) return;
		waitingRuns.push({ tenant, id: run.id, key });
		schedule();
	}

	function schedule(): void {
		for (let i = 0; i < waitingRuns.length && executions.size < MAX_RUNS && !stopping; ) {
			const next = waitingRuns[i] as (typeof waitingRuns)[0];
			if (byDevice.has(next.key)) {
				i++;
				continue;
			}
			waitingRuns.splice(i, 1);
			begin(next);
		}
	}

	function begin({ tenant, id, key }: { tenant: TenantId; id: string; key: string }): void {
		const known = deps.tenantOf(tenant);
		if (!known) return;
		const scope = deps.database.scope(tenant);
		const placeholder = { key } as Execution;
		byDevice.set(key, placeholder);
		void (async () => {
			const run = await findProofRun(scope, id);
			if (!run || (run.status !== "queued" && run.status !== "running")) return;
			const execution = executionOf(known, scope, run, key);
			executions.set(id, execution);
			byDevice.set(key, execution);
			await execute(execution);
		})()
			.catch((error) => deps.onError(error, { proofRun: id }))
			.finally(() => {
				const execution = executions.get(id);
				if (execution) holds.release(execution, false);
				executions.delete(id);
				byDevice.delete(key);
				schedule();
			});
	}

	async function execute(execution: Execution): Promise<void> {
		const { scope, run, tenant } = execution;
		const startedAt = run.startedAt ?? clock();
		if (!(await startRun(scope, run.id, run.subject, startedAt))) return;
		await announce(execution, { status: "running" });
		const device = await identified(execution);
		if (!device || execution.cancelled || stopping) return;
		// What it is about stays that, whatever the device has become when the run goes on after a crash.
		const subject = (run.subject as Subject | null) ?? subjectOf(device);
		await startRun(scope, run.id, subject, startedAt);

		const records = new Map((await readCheckRecords(scope, run.id)).map((record) => [record.ordinal, record]));
		const checks = DEFINITIONS.filter(({ id, kind }) => kind !== "workflow" || run.workflows.includes(id)).flatMap(
			(definition) => definition.checks.map((check) => ({ definition, check })),
		);
		const images = await imagesOf(execution);
		for (const [ordinal, { definition, check }] of checks.entries()) {
			const known = records.get(ordinal);
			const at = { ordinal, before: [...records.values()], images, subject, runStartedAt: startedAt };
			const record = known ?? (await perform(execution, definition, check, at));
			if (!record) {
				if (execution.cancelled) await takeBack(execution, checks, at);
				return;
			}
			records.set(ordinal, record);
		}
		const all = [...records.values()];
		const given = all.find(isNoReturn);
		const back =
			given && !all.some(({ checkId }) => checkId === LATE_RETURN) && (await returnedIn(execution, given, all));
		if (back) all.push(back);
		await summarise(execution, subject, all, startedAt);
		if (given && !all.some(({ checkId }) => checkId === LATE_RETURN))
			await deps.awaitReturn(tenant.tenant, run.device, run.id);
		await deps.onFinished(tenant.tenant, subject);
		await announce(execution, { status: "finished" });
	}

	/** A run that is cancelled takes back what its checks so far have left to later ones. */
	async function takeBack(execution: Execution, checks: readonly OrderedCheck[], at: CheckPlace): Promise<void> {
		const begun = checks.slice(0, at.ordinal + 1).map(({ definition, check }) => `${definition.id}.${check.id}`);
		for (const [ordinal, { definition, check }] of checks.entries()) {
			if (ordinal > at.ordinal && begun.includes(`${definition.id}.${check.undoes}`))
				await perform(execution, definition, check, { ...at, ordinal });
		}
	}

	/**
	 * The device once it was heard since the run was asked for, with its identity read, which first contact does: a run's
	 * subject must be right, and its firmware may be another than it was when it was heard last.
	 */
	async function identified(execution: Execution): Promise<KnownDevice | null> {
		const { scope, run } = execution;
		const device = await findDevice(scope, run.device);
		const isHeard = device?.lastInformAt != null && device.lastInformAt > acceptedAt(run);
		const isRead = device?.setup.identity !== undefined && device.softwareVersion !== null;
		if (!device || run.subject !== null || (isHeard && isRead)) return device;
		const root = device.parameterRoot === "InternetGatewayDevice." ? device.parameterRoot : "Device.";
		const paths = ["ModelName", "HardwareVersion", "SoftwareVersion"].map((name) => `${root}DeviceInfo.${name}`);
		await steps.operate(execution, "identity", { ask: "operation", kind: "read", input: { paths } }, []);
		return await findDevice(scope, run.device);
	}

	async function imagesOf({ scope, run }: Execution): Promise<CheckContext["images"]> {
		const { firmwareFileId, returnFirmwareFileId } = run.inputs as unknown as ProofInputs;
		const image = async (fileId: string | undefined): Promise<Image | null> => {
			const file = fileId === undefined ? null : await findTransferFile(scope, fileId);
			return file && { fileId: file.id, version: file.version };
		};
		return { there: await image(firmwareFileId), back: await image(returnFirmwareFileId) };
	}

	async function perform(
		execution: Execution,
		workflow: WorkflowDefinition,
		check: CheckDefinition,
		{ ordinal, before: records, images, subject, runStartedAt }: CheckPlace,
	): Promise<CheckRecord | null> {
		const { scope, run, tenant } = execution;
		const earlier = records.filter((record) => record.workflow === workflow.id);
		const device = await findDevice(scope, run.device);
		if (!device) return null;
		const lab = device.lab ?? tenant.lab;
		const acts = await readProofActs(scope, run);
		const startedAt = clock();
		const seen: StepRecord = { operations: [], messages: [] };
		const program = check.run({
			inputs: run.inputs as unknown as ProofInputs,
			root: device.parameterRoot,
			identity: device,
			model: subject.model,
			device: { ...device, hasConnectionRequestUrl: device.connectionRequestUrl !== null },
			profile: deps.profileOf(device),
			lab,
			workflows: run.workflows as readonly Workflow[],
			images,
			runStartedAt,
			written: [...new Set(records.flatMap(({ facts }) => (facts as CheckFacts).written))],
			hasAllNames: haveAllNames(records),
			earlier: Object.fromEntries(earlier.map(({ checkId, facts }) => [checkId, (facts as CheckFacts).values])),
		});
		let result: CheckResult;
		const isLeaving = workflow.id === "firmware";
		// After a crash it may stand on the image already.
		const hasBegun = earlier.length > 0 || (run.subject !== null && device.softwareVersion === images.there?.version);
		const isBound = workflow.kind !== "frame";
		const other = isBound && !(isLeaving && hasBegun) ? otherVersions(subject, device) : null;
		try {
			let turn = other === null ? program.next() : program.return(inconclusive(other));
			for (let step = 0, leaving = false; !turn.done; step++) {
				const isAgreed = mayAsk(turn.value, workflow, check, { lab, acts });
				const answer = await steps.answer(execution, `${ordinal}.${step}`, turn.value, seen, isAgreed);
				if (stopping) return null;
				if (execution.cancelled && !leaving) {
					// What the check has changed it puts back before it lets go.
					leaving = true;
					turn = program.return(inconclusive("the run was cancelled"));
				} else turn = program.next(answer);
			}
			result = turn.value;
		} catch (error) {
			// A check that fails by itself says nothing of the device.
			deps.onError(error, { proofRun: run.id, check: check.id });
			result = inconclusive(`the check itself failed: ${(error as Error).message}`);
		}
		if (execution.cancelled || stopping) return null;
		/** Some tell their version only once they are up: what they say in their next session counts. */
		async function afterRestart(kind: "reboot" | "factoryReset"): Promise<CheckResult> {
			const next = { ask: "informs", count: 1, waitSeconds: SETTLING_SECONDS } as const;
			await steps.answer(execution, `${ordinal}.settled`, next, seen, true);
			const now = await findDevice(scope, run.device);
			return now && otherVersions(subject, now) !== null ? leftItsFirmware(kind, subject, now) : result;
		}
		const after = isBound && !isLeaving ? await findDevice(scope, run.device) : null;
		const become = after && otherVersions(subject, after);
		if (become) {
			const restart = other === null && result.outcome === "pass" ? restartIn(workflow.id, seen) : null;
			result = restart === null ? inconclusive(become) : await afterRestart(restart);
		}
		// What it did not exchange itself it judged from the last check of its workflow that did.
		const source = earlier.map(({ body }) => (body as Check).evidence).findLast((digests) => digests.length === 1);
		const sources = source && seen.messages.length === 0 ? source : [];
		const facts = { device, startedAt, finishedAt: clock(), ...seen };
		return await keep(execution, workflow, check, ordinal, result, facts, sources);
	}

	/** Keeps a session open while a run decides on its next step. */
	async function hold(session: LiveSession, ended: () => Promise<void>): Promise<boolean> {
		const execution = byDevice.get(deviceKey(session.tenant.tenant, session.device.id));
		if (!execution?.run || stopping || execution.standsBack || session.startedAt <= acceptedAt(execution.run))
			return false;
		return await holds.hold(execution, session, ended);
	}

	async function keep(
		execution: Execution,
		workflow: WorkflowDefinition,
		check: Omit<CheckDefinition, "run">,
		ordinal: number,
		result: CheckResult,
		seen: CheckSeen,
		/** Evidence of an earlier check that this one judges: there the messages are. */
		sources: readonly string[],
	): Promise<CheckRecord> {
		const { run, tenant } = execution;
		const { finishedAt: createdAt } = seen;
		const { digest, sizeBytes } = await put(checkEvidence(run, tenant, workflow, check, result, seen));
		const record = checkRecord(run, workflow, check, ordinal, result, [digest, ...sources], seen);
		await deps.database.transaction(async (tx) => {
			const scope = tx.scope(tenant.tenant);
			await insertEvidence(scope, { digest, mediaType: EVIDENCE_TYPE, sizeBytes, run: run.id, createdAt });
			await insertCheck(scope, record);
			const data = { check: check.id, workflow: workflow.id, outcome: result.outcome };
			await publish(tx, [{ tenant: tenant.tenant, events: [changeOf(execution, data)] }]);
		});
		return record;
	}

	async function summarise(
		execution: Execution,
		subject: Subject,
		records: readonly CheckRecord[],
		startedAt: Date,
	): Promise<RunEvidence | null> {
		const { run, scope, tenant } = execution;
		const createdAt = clock();
		const device = await findDevice(scope, run.device);
		if (!device) return null;
		const summary = runEvidence(run, tenant, device, subject, records, startedAt, createdAt);
		const { digest, sizeBytes } = await put(summary);
		await deps.database.transaction(async (tx) => {
			const own = tx.scope(tenant.tenant);
			await insertEvidence(own, { digest, mediaType: EVIDENCE_TYPE, sizeBytes, run: run.id, createdAt });
			await finishRun(own, run.id, { ...summary, digest }, createdAt);
			await endProofChange(tx, execution, createdAt);
			const { verdicts } = summary;
			const entry = { at: createdAt, type: "proofRun", detail: { proofRunId: run.id, verdicts } };
			await insertTimeline(own, run.device, entry);
		});
		return summary;
	}

	/** A device that a run gave up has come back after all: the run's verdict says so from now on. */
	async function lateReturn(session: LiveSession, runId: string): Promise<void> {
		const { tenant, device } = session;
		const scope = deps.database.scope(tenant.tenant);
		const run = await findProofRun(scope, runId);
		const records = await readCheckRecords(scope, runId);
		const last = records.at(-1);
		if (!run?.finishedAt || !run.startedAt || !run.subject || !last) return;
		const workflow = DEFINITIONS.find(({ id }) =>
			records.some((record) => record.workflow === id && isNoReturn(record)),
		);
		if (!workflow || records.some(({ checkId }) => checkId === LATE_RETURN)) return;
		const execution = executionOf(tenant, scope, run, "");
		const awaySeconds = Math.round((session.startedAt.getTime() - run.finishedAt.getTime()) / 1000);
		const result = pass(`the device came back ${awaySeconds} s after the run had given it up`, { awaySeconds });
		const messages = session.transcript.map((message) => ({ ...message, sessionId: session.id }));
		const seen = { device, startedAt: session.startedAt, finishedAt: clock(), operations: [], messages };
		const record = await keep(execution, workflow, LATE_CHECK, last.ordinal + 1, result, seen, []);
		await summarise(execution, run.subject as Subject, [...records, record], run.startedAt);
		await deps.onFinished(tenant.tenant, run.subject as Subject);
	}

	/** The same where it came back while the run was still about its other checks: what they read shows it. */
	async function returnedIn(
		execution: Execution,
		given: CheckRecord,
		records: readonly CheckRecord[],
	): Promise<CheckRecord | null> {
		const device = await findDevice(execution.scope, execution.run.device);
		const gaveUpAt = new Date((given.body as Check).finishedAt);
		const { lastInformAt } = device ?? {};
		if (!device || !lastInformAt || lastInformAt <= gaveUpAt) return null;
		const workflow = DEFINITIONS.find(({ id }) => id === given.workflow) as WorkflowDefinition;
		const awaySeconds = Math.round((lastInformAt.getTime() - gaveUpAt.getTime()) / 1000);
		const result = pass("the device came back after it had been given up, while the run went on", { awaySeconds });
		const seen = { device, startedAt: lastInformAt, finishedAt: clock(), operations: [], messages: [] };
		const later = records
			.filter(({ ordinal }) => ordinal > given.ordinal)
			.flatMap(({ body }) => (body as Check).evidence);
		return await keep(execution, workflow, LATE_CHECK, records.length, result, seen, [...new Set(later)]);
	}

	async function put(document: CheckEvidence | RunEvidence): Promise<{ digest: string; sizeBytes: number }> {
		const bytes = bytesOf(document);
		return { digest: await deps.blobs.put(bytes), sizeBytes: bytes.length };
	}

	function changeOf({ run }: Execution, data: Readonly<Record<string, unknown>>): LiveEvent {
		return { type: "proofRun.changed", deviceId: run.device, proofRunId: run.id, data };
	}

	async function announce(execution: Execution, data: Readonly<Record<string, unknown>>): Promise<void> {
		await publish(deps.database, [{ tenant: execution.tenant.tenant, events: [changeOf(execution, data)] }]);
	}

	return {
		changed: (tenant: TenantId, id: string) =>
			void changed(tenant, id).catch((error) => deps.onError(error, { proofRun: id })),
		hold,
		lateReturn,
		operationFinished: (id: string, end: FinishedOperation) => steps.operationFinished(id, end),
		/** A session has begun: a step may be waiting for it. */
		sessionBegun(session: LiveSession): void {
			byDevice.get(deviceKey(session.tenant.tenant, session.device.id))?.onSession?.(session);
		},
		/** Where this session's connection is to be cut; asked once it has begun. One that has something to tell is not. */
		takeCut(session: LiveSession): Cut | null {
			const execution = byDevice.get(deviceKey(session.tenant.tenant, session.device.id));
			if (!execution?.cut || !isPlainPeriodic(session.events)) return null;
			const { cut } = execution;
			execution.cut = null;
			return cut;
		},
		/** Takes up the runs that the last process left behind. */
		async resume(): Promise<void> {
			for (const run of await readOpenRuns(deps.database)) enqueue(run.tenant, run);
		},
		/** Lets go of every run; the next start goes on at its next check. */
		stop(): void {
			stopping = true;
			for (const execution of executions.values()) {
				holds.release(execution, false);
				steps.cancel(execution, "Certus is stopping");
			}
		},
	};
}
