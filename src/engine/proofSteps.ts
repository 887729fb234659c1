import canonicalize from "canonicalize";
import { v5 } from "uuid";
import { unpackTranscript } from "../cwmp/transcript.ts";
import { placeholder } from "../device/identity.ts";
import { sealInput } from "../device/sealedInput.ts";
import { unpackTree } from "../device/tree.ts";
import { isIntrusive } from "../gate/gate.ts";
import type { FirstContactSeen, InformSeen, OperationEnd, ProofAnswer, ProofStep, Woken } from "../proof/check.ts";
import type { CheckEvidence, ProofInputs } from "../shared/proof.ts";
import { readNamesakes } from "../store/deviceLinks.ts";
import { findOperation } from "../store/operations.ts";
import { insertQueued } from "../store/queue.ts";
import { findSession, readInformsSince } from "../store/sessions.ts";
import { readNewestEntries } from "../store/timeline.ts";
import { readTransfersOf } from "../store/transferTokens.ts";
import { readTreeDocument } from "../store/trees.ts";
import type { FinishedOperation, OperationMessage } from "./activeProgram.ts";
import { backUpDevice } from "./changes/backUpDevice.ts";
import type { LiveSession } from "./liveSession.ts";
import { endOf } from "./operationEnd.ts";
import { acceptedAt, changesConfiguration, readProofActs } from "./proofAgreement.ts";
import { withoutSecrets } from "./proofEvidence.ts";
import type { Execution, ProofRunDependencies } from "./proofExecution.ts";

/** How long a device may take to come for a step, where the run's inputs say nothing. */
const PRESENCE_SECONDS = 300;
const MAX_PAST_INFORMS = 200;
const MAX_NAMESAKES = 5;
/** A first contact is tried three times, then left alone. */
const MAX_FIRST_CONTACTS = 4;

/**
 * How long the device may take to come for a step. A read has nothing to wait for once it is sent: its time, such as that
 * of a return from a reboot, is for the coming.
 */
export function presenceSeconds(
	{ kind, waitSeconds = 0 }: Pick<Ask<"operation">, "kind" | "waitSeconds">,
	{ timeoutSeconds = PRESENCE_SECONDS }: Pick<ProofInputs, "timeoutSeconds">,
): number {
	return kind === "read" ? Math.max(waitSeconds, timeoutSeconds) : timeoutSeconds;
}

type Ask<K extends ProofStep["ask"]> = Extract<ProofStep, { ask: K }>;

/** What the steps of a check leave for its evidence. */
export interface StepRecord {
	readonly operations: CheckEvidence["operations"];
	readonly messages: OperationMessage[];
}

export type ProofSteps = ReturnType<typeof createProofSteps>;

const NOT_AGREED = notSent("on a field device nobody has agreed to this");

function notSent(reason: string): OperationEnd {
	return { status: "failed", result: null, fault: null, sessionId: null, reason };
}

const CANCELLED: OperationEnd = { ...notSent("the run was cancelled"), status: "cancelled" };

/** Carries out what checks ask for. */
export function createProofSteps(
	deps: ProofRunDependencies,
	/** Tells a session that is being held that there is work; false where none is held. */
	release: (execution: Execution, hasWork: boolean) => boolean,
) {
	const waiting = new Map<string, (end: FinishedOperation) => void>();
	const begunAt = deps.clock();

	async function answer(
		execution: Execution,
		place: string,
		step: ProofStep,
		record: StepRecord,
		/** Whether what it asks for is among what was agreed to. */
		isAgreed: boolean,
	): Promise<ProofAnswer> {
		switch (step.ask) {
			case "operation": {
				const end = isAgreed ? await keptAndOperate(execution, place, step, record.messages) : NOT_AGREED;
				const { kind, input } = step;
				const { status, result, reason } = end;
				record.operations.push({ kind, input: { ...input }, status, result: withoutSecrets(result), reason });
				return { got: "operation", end };
			}
			case "tree": {
				const document = await readTreeDocument(execution.scope, execution.run.device);
				return { got: "tree", tree: document ? unpackTree(document) : new Map() };
			}
			case "transfers": {
				const id = execution.lastOperation;
				const seen = id === null ? [] : await readTransfersOf(execution.scope, id);
				const transfers = seen.map(({ firstRequestAt, completedAt, ...rest }) => ({
					...rest,
					firstRequestAt: firstRequestAt?.toISOString() ?? null,
					completedAt: completedAt?.toISOString() ?? null,
				}));
				return { got: "transfers", transfers };
			}
			case "firstContact":
				return { got: "firstContact", contact: await firstContact(execution, record) };
			case "namesakes": {
				const found = await readNamesakes(
					execution.scope,
					execution.run.device,
					acceptedAt(execution.run),
					MAX_NAMESAKES,
				);
				const devices = found.flatMap(({ id, oui, productClass, serialNumber, lastInformAt }) =>
					lastInformAt === null || placeholder(serialNumber)
						? []
						: [{ id, oui, productClass, lastInformAt: lastInformAt.toISOString() }],
				);
				return { got: "namesakes", devices };
			}
			case "pastInforms": {
				const informs = await readInformsSince(execution.scope, execution.run.device, step.unchanged, MAX_PAST_INFORMS);
				return { got: "pastInforms", informs: informs.map(({ at, events }) => ({ at: at.toISOString(), events })) };
			}
			case "wake":
				return { got: "wake", woken: await knock(execution, step, record) };
			case "informs":
				return { got: "informs", informs: await informs(execution, step, record) };
		}
	}

	/** On a field device its writable configuration is kept before the first step that changes it; else nothing is sent. */
	async function keptAndOperate(
		execution: Execution,
		place: string,
		step: Ask<"operation">,
		messages: OperationMessage[],
	): Promise<OperationEnd> {
		const { run, scope, tenant } = execution;
		const { change } = run;
		if (change !== null && isIntrusive(step.kind) && changesConfiguration(await readProofActs(scope, run))) {
			const backing = {
				...{ tenant: tenant.tenant, scope, change, device: run.device },
				...{ paths: [], touchedOnly: false, withFile: false },
			};
			const why = await backUpDevice(deps, backing, async (at, kind, input) =>
				execution.cancelled
					? CANCELLED
					: await operate(execution, `${place}.${at}`, { ask: "operation", kind, input }, []),
			);
			if (why) return notSent(`what the device is now could not be kept, so nothing was sent to it: ${why.detail}`);
		}
		return await operate(execution, place, step, messages);
	}

	/**
	 * One operation of a run. Its id follows from its place in the run and what it asks, so that a resumed run never asks
	 * twice, and never takes one thing's answer for another's.
	 */
	async function operate(
		execution: Execution,
		place: string,
		step: Ask<"operation">,
		messages: OperationMessage[],
	): Promise<OperationEnd> {
		const { run, scope, tenant } = execution;
		const { kind, input, waitSeconds } = step;
		const id = v5(canonicalize([place, kind, input]) as string, run.id);
		const ended = new Promise<FinishedOperation>((resolve) => waiting.set(id, resolve));
		execution.operation = id;
		execution.isQueued = false;
		execution.lastOperation = id;
		try {
			const known = await findOperation(scope, id);
			const settled = known && endOf(known);
			const isOver = known?.finishedAt != null && known.finishedAt < begunAt;
			const interrupted = known !== null && known.createdAt < begunAt && !isOver;
			if (settled) return { ...settled, interrupted };
			if (!known) {
				const now = deps.clock();
				await insertQueued(scope, {
					...{ id, device: run.device, kind, authority: "run", request: run.id, requestedBy: run.requestedBy },
					input: sealInput(deps.vault, tenant.tenant, input),
					createdAt: now,
					acceptedAt: acceptedAt(run),
					...(run.change !== null && { change: run.change }),
					expiresAt: new Date(now.getTime() + presenceSeconds(step, run.inputs as unknown as ProofInputs) * 1000),
					waitSeconds: waitSeconds ?? null,
				});
			}
			execution.isQueued = true;
			if (!release(execution, true)) deps.wake(tenant.tenant, run.device);
			const end = await ended;
			messages.push(...end.messages);
			return { ...end, interrupted };
		} finally {
			waiting.delete(id);
			if (execution.operation === id) execution.operation = null;
		}
	}

	/** The first contact that stands in the timeline, with what is kept of its session. */
	async function firstContact({ scope, run }: Execution, record: StepRecord): Promise<FirstContactSeen | null> {
		const [entry, ...older] = await readNewestEntries(scope, run.device, "firstContact", MAX_FIRST_CONTACTS);
		if (!entry || typeof entry.detail.sessionId !== "string") return null;
		const detail = entry.detail as unknown as Omit<FirstContactSeen, "at" | "sessionOutcome">;
		const session = await findSession(scope, run.device, detail.sessionId);
		const messages = session?.transcript ? unpackTranscript(session.transcript) : [];
		record.messages.push(...messages.map((message) => ({ ...message, sessionId: detail.sessionId })));
		const { sessionId, softwareVersion, events, set, refused } = detail;
		const at = entry.at.toISOString();
		let lost = 0;
		// The tries right before it, of which nothing came; what the ACS ended by itself is no loss of the device's.
		for (const { detail: before } of older) {
			if (before.settings !== "lost" || before.softwareVersion !== softwareVersion) break;
			const outcome = (await findSession(scope, run.device, before.sessionId as string))?.outcome ?? null;
			if (outcome !== null && outcome !== "cut" && outcome !== "shutdown") lost++;
		}
		return { at, sessionId, softwareVersion, events, set, refused, lost, sessionOutcome: session?.outcome ?? null };
	}

	/** Sessions that begin while `until` is awaited: none of them is given work. */
	async function standBack<T>(execution: Execution, until: (seen: LiveSession[]) => Promise<T>): Promise<T> {
		const seen: LiveSession[] = [];
		execution.standsBack = true;
		execution.onSession = (session) => seen.push(session);
		release(execution, false);
		try {
			return await until(seen);
		} finally {
			execution.standsBack = false;
			execution.onSession = null;
			execution.cut = null;
			execution.interrupt = null;
		}
	}

	async function knock(execution: Execution, { waitSeconds }: Ask<"wake">, record: StepRecord): Promise<Woken> {
		const { tenant, run } = execution;
		return await standBack(execution, async (seen) => {
			await deps.sessionEnded(tenant.tenant, run.device);
			seen.length = 0;
			const woken = await deps.knock(tenant.tenant, run.device, waitSeconds * 1000);
			await deps.sessionEnded(tenant.tenant, run.device);
			keepMessages(seen, record);
			return { ...woken, events: seen.flatMap(({ events }) => events.map(({ code }) => code)) };
		});
	}

	async function informs(execution: Execution, step: Ask<"informs">, record: StepRecord): Promise<InformSeen[]> {
		const { tenant, run } = execution;
		return await standBack(execution, async (seen) => {
			await deps.sessionEnded(tenant.tenant, run.device);
			seen.length = 0;
			execution.cut = step.cut ?? null;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, step.waitSeconds * 1000);
				const stop = () => {
					clearTimeout(timer);
					resolve();
				};
				execution.interrupt = stop;
				execution.onSession = (session) => {
					if (seen.push(session) >= step.count) stop();
				};
			});
			// The last one comes to its own end, unless its connection was cut.
			if (step.cut === undefined && seen.length >= step.count) {
				await deps.sessionEnded(tenant.tenant, run.device);
			}
			keepMessages(seen, record);
			return seen.map(({ startedAt, events, retryCount }) => ({
				at: startedAt.toISOString(),
				events: events.map(({ code }) => code),
				commandKeys: events.map(({ commandKey }) => commandKey).filter((key) => key !== ""),
				retryCount,
			}));
		});
	}

	function keepMessages(sessions: readonly LiveSession[], { messages }: StepRecord): void {
		for (const { id, transcript } of sessions) {
			messages.push(...transcript.map((message) => ({ ...message, sessionId: id })));
		}
	}

	/** Ends what a step waits for. */
	function cancel(execution: Execution, reason: string): void {
		execution.interrupt?.();
		const end = execution.operation && waiting.get(execution.operation);
		if (end) {
			end({ status: "cancelled", result: null, fault: null, reason, sessionId: null, messages: [] });
		}
	}

	return {
		answer,
		operate,
		cancel,
		operationFinished: (id: string, end: FinishedOperation) => waiting.get(id)?.(end),
	};
}
