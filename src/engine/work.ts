import type { AcsRequest } from "../cwmp/messages.ts";
import type { Answer } from "../cwmp/session.ts";
import { rootsOf } from "../device/facts.ts";
import { openInput } from "../device/sealedInput.ts";
import type { TenantId } from "../store/db.ts";
import type { OperationProgress } from "../store/effects.ts";
import type { SecretWord } from "../store/heldSecrets.ts";
import { type QueuedOperation, readDueOperations, readQueue } from "../store/queue.ts";
import type { ActiveProgram, WorkDependencies } from "./activeProgram.ts";
import { type FirstContactResult, firstContact, isDueAgain } from "./firstContact.ts";
import { createHeldSecrets } from "./heldSecrets.ts";
import { createHints } from "./hints.ts";
import { afterReset } from "./informs.ts";
import type { LiveSession } from "./liveSession.ts";
import { observe } from "./observations.ts";
import { publicFault } from "./operationEnd.ts";
import type { Outcome, Program, ProgramContext, Step, StepResult } from "./operations/program.ts";
import { createParked } from "./parked.ts";
import { programOf } from "./programs.ts";
import { keepOpening, missedBy, NOTHING_MISSED, seen, showsReset, withAttributes } from "./resumption.ts";

export type Work = ReturnType<typeof createWork>;

/** A device that loses its session over first contact is left alone after so many times. */
const MAX_FIRST_CONTACTS_LOST = 3;

/** Decides what a device is asked next, and drives the programs that ask. */
export function createWork(deps: WorkDependencies) {
	const parked = createParked();
	/** Operations that a program of this process runs now, whether in a session or between two. */
	const underWay = new Set<string>();
	const hintsOf = createHints();
	const held = createHeldSecrets({ ...deps, treeOf: deps.observer.treeOf });

	/** The next request of a session in the ACS's turn; `null` ends it. */
	async function next(session: LiveSession, answer: Answer | null): Promise<AcsRequest | null> {
		let result: StepResult | null = answer;
		if (answer?.kind === "response") observe(session, answer.response);
		for (;;) {
			const active = session.active ?? (await pick(session));
			if (!active) return null;
			if (session.active !== active) {
				session.active = active;
				result = active.away ? seen(session, parked.heard(active)) : null;
				if (active.away) keepOpening(session, active);
				active.session = session.id;
				active.away = null;
				if (active.pending) {
					const request = await send(session, active, active.pending, active.pendingEffect);
					if (request) return request;
					result = null;
					continue;
				}
			}
			const turn = active.started && result ? active.program.next(result) : active.program.next({ kind: "kept" });
			active.started = true;
			result = null;
			if (turn.done) {
				session.active = null;
				await active.finish(turn.value, session);
				continue;
			}
			const step = turn.value;
			if (step.do === "keep") {
				active.phase = step.phase;
				result = { kind: "kept" };
			} else if (step.do === "leave") {
				if (await leave(session, active, step)) result = seen(session);
				else if (session.mustEnd) return null;
			} else {
				const request = await send(session, active, step.request, step.effect);
				if (request) return request;
			}
		}
	}

	/** Makes it durable that an effect is about to be sent, then hands the request out; `null` where the gate says no. */
	async function send(
		session: LiveSession,
		active: ActiveProgram,
		request: AcsRequest,
		effect: boolean,
	): Promise<AcsRequest | null> {
		const { operation } = active;
		active.pending = null;
		// Once sent it is followed to its end, what it puts back included (contract, *Presence*).
		const isUnderWay = active.effectIn !== null || operation?.sentAt != null;
		const refusal = effect ? await deps.admits(session, operation, isUnderWay) : null;
		if (refusal !== null) {
			session.active = null;
			active.program.return(undefined);
			if (operation) await active.finish({ status: "failed", reason: refusal.detail } satisfies Outcome, session);
			return null;
		}
		if (operation && effect) {
			const sentAt = deps.clock().toISOString();
			const secrets = await held.asSent(operation);
			await progress(operation, { status: "running", phase: active.phase, session: session.id, sentAt }, secrets);
		}
		if (effect) active.effectIn = session.id;
		session.rpcs++;
		return request;
	}

	/**
	 * A program waits for a later session. True where it was begun again after a crash and this very session is that one.
	 */
	async function leave(
		session: LiveSession | null,
		active: ActiveProgram,
		step: Extract<Step, { do: "leave" }>,
	): Promise<boolean> {
		const now = deps.clock().getTime();
		const { operation } = active;
		const resumedHere =
			session !== null && active.phase !== null && operation?.sentAt != null && !session.resumed.has(active);
		active.phase = step.phase;
		if (session) session.resumed.add(active);
		if (resumedHere && session && session.startedAt.getTime() > (operation?.sentAt?.getTime() ?? 0)) return true;
		const deadlineAt = now + step.waitSeconds * 1000;
		active.away = { deadlineAt, pollAt: step.pollSeconds === null ? null : now + step.pollSeconds * 1000 };
		parked.add(active);
		if (session) {
			session.active = null;
			// Only what was sent in this session ends it; others may be served beside one that waits.
			session.mustEnd ||= active.effectIn === session.id;
		}
		if (operation) {
			await progress(operation, {
				status: step.unknown ? "unknown" : "running",
				phase: step.phase,
				deadlineAt: new Date(deadlineAt).toISOString(),
			});
		}
		return false;
	}

	async function progress(
		operation: QueuedOperation,
		change: Omit<OperationProgress, "id">,
		secrets: readonly SecretWord[] = [],
	): Promise<void> {
		await deps.commit({
			tenant: operation.tenant,
			device: operation.device,
			operation: { id: operation.id, ...change },
			secrets,
			events: [
				{
					type: "operation.changed",
					deviceId: operation.device,
					data: { operationId: operation.id, kind: operation.kind, status: change.status },
				},
			],
		});
	}

	/** What the session turns to when nothing is under way in it. */
	async function pick(session: LiveSession): Promise<ActiveProgram | null> {
		for (;;) {
			if (session.mustEnd) return null;
			const resumable = parked.take(session);
			if (resumable) return resumable;
			if (dueForFirstContact(session)) {
				session.firstContactTried = true;
				return systemProgram(session);
			}
			if (session.queueDirty) {
				const found = await fromQueue(session);
				if (found) return found;
			}
			if (await deps.sample(session)) {
				session.queueDirty = true;
				continue;
			}
			if (!(await deps.hold(session))) return null;
			session.queueDirty = true;
		}
	}

	async function fromQueue(session: LiveSession): Promise<ActiveProgram | null> {
		const { tenant } = session.tenant;
		session.queueDirty = false;
		const open = await readQueue(deps.database.scope(tenant), session.device.id);
		session.queue = open;
		for (const operation of open) {
			if (underWay.has(operation.id)) continue;
			// Once sent it is followed to its end; before, it acts only where the gate lets it (contract, *Presence*).
			const refusal = operation.status === "queued" ? await deps.admits(session, operation) : null;
			if (refusal?.isFinal) await finish(operation, { status: "failed", reason: refusal.detail }, null, null);
			if (refusal) continue;
			session.queueDirty = true;
			return await programFor(session.device, operation, session);
		}
		return null;
	}

	async function programFor(
		device: LiveSession["device"],
		row: QueuedOperation,
		session: LiveSession,
	): Promise<ActiveProgram> {
		const types = new Map(session.observedValues.map(({ path, type }) => [path, type]));
		if (row.kind === "set") await deps.observer.typesInto(types, device);
		// Sent before a crash: its program begins where it settles what became of that.
		const phase = row.phase ?? (row.sentAt ? { sent: true } : null);
		const operation = { ...row, input: openInput(deps.vault, row), phase };
		const program: Program = await programOf(
			operation,
			device,
			contextOf(device, operation, await missedBy(deps.database, row)),
			{
				scope: deps.database.scope(operation.tenant),
				random: deps.random,
				filesUrl: deps.filesUrl(),
				uploadsUrl: deps.uploadsUrl(),
				onWalk: (walk) => session.wholePrefixes.push(...walk.prefixes),
				typeOf: (path) => types.get(path) ?? null,
			},
		);
		const begun = operation.status === "queued" ? await deps.begin(operation, device) : {};
		if (operation.status === "queued") await progress(operation, { status: "running", session: session.id, ...begun });
		underWay.add(operation.id);
		const active: ActiveProgram = {
			tenant: operation.tenant,
			deviceId: operation.device,
			operation,
			program,
			pending: null,
			pendingEffect: false,
			phase: operation.phase,
			started: false,
			messages: [],
			session: session.id,
			effectIn: null,
			away: null,
			finish: (outcome, at) => finish(operation, outcome as Outcome, at, active),
		};
		return active;
	}

	async function finish(
		operation: QueuedOperation,
		outcome: Outcome,
		session: LiveSession | null,
		active: ActiveProgram | null,
	): Promise<void> {
		underWay.delete(operation.id);
		const at = deps.clock().toISOString();
		const reset = session !== null && showsReset(session, operation, outcome);
		if (reset) session.device = { ...session.device, setup: afterReset(session.device.setup) };
		const learnt = session ? await deps.observer.flush(session, reset) : {};
		const attributes = session && outcome.status === "succeeded" ? withAttributes(session, operation) : null;
		const setup = attributes ?? (reset ? session.device.setup : null);
		const wasSent = operation.sentAt !== null || active?.effectIn != null;
		const secrets = wasSent ? await held.asEnded(operation, outcome, session?.device ?? null, at) : [];
		await deps.commit({
			tenant: operation.tenant,
			device: operation.device,
			...learnt,
			...(setup && { facts: { ...learnt.facts, setup } }),
			...(await deps.outcomesOf(operation, outcome, wasSent)),
			secrets: [...(learnt.secrets ?? []), ...secrets],
			operation: {
				id: operation.id,
				status: outcome.status,
				finishedAt: at,
				...(outcome.result && { result: outcome.result }),
				...(outcome.status !== "succeeded" && { reason: outcome.reason }),
				...(outcome.status === "failed" && outcome.fault && { fault: publicFault(outcome.fault) }),
			},
			timeline: [
				...(learnt.timeline ?? []),
				{ at, type: "operation", detail: { operationId: operation.id, kind: operation.kind, status: outcome.status } },
			],
			events: [
				...(learnt.events ?? []),
				{
					type: "operation.changed",
					deviceId: operation.device,
					data: { operationId: operation.id, kind: operation.kind, status: outcome.status, finishedAt: at },
				},
			],
		});
		deps.onFinished(operation, {
			status: outcome.status,
			result: outcome.result ?? null,
			fault: outcome.status === "failed" && outcome.fault ? outcome.fault : null,
			reason: outcome.status === "succeeded" ? null : outcome.reason,
			sessionId: active?.session ?? null,
			messages: active?.messages ?? [],
		});
	}

	/** Not with the quarantined, and once a session: what was refused is not asked again at every Inform. */
	function dueForFirstContact(session: LiveSession): boolean {
		const { device, firstContactTried } = session;
		const { settings, lost = 0 } = device.setup;
		if (firstContactTried || device.quarantined || lost >= MAX_FIRST_CONTACTS_LOST) return false;
		return settings === undefined || isDueAgain(device.setup, deps.clock());
	}

	function systemProgram(session: LiveSession): ActiveProgram {
		const { device, tenant } = session;
		const interval = tenant.informIntervalSeconds;
		const previous =
			device.connectionRequestUsername !== null && device.connectionRequestPassword !== null
				? { username: device.connectionRequestUsername, password: device.connectionRequestPassword }
				: null;
		const known = { id: device.id, informIntervalSeconds: interval, setup: device.setup, previous };
		return {
			tenant: tenant.tenant,
			deviceId: device.id,
			operation: null,
			program: firstContact(known, contextOf(device, null), deps.random),
			pending: null,
			pendingEffect: false,
			phase: null,
			started: false,
			messages: [],
			session: session.id,
			effectIn: null,
			away: null,
			finish: async (outcome, at) => {
				if (outcome === undefined) return;
				await deps.observer.firstContact(at ?? session, outcome as FirstContactResult);
			},
		};
	}

	function contextOf(
		device: LiveSession["device"],
		operation: QueuedOperation | null,
		missed: ProgramContext["missed"] = NOTHING_MISSED,
	): ProgramContext {
		return {
			commandKey: operation ? operation.id.replaceAll("-", "") : "",
			parameterKey: device.parameterKey,
			roots: rootsOf(device.parameterRoot),
			hints: hintsOf(device),
			waitSeconds: operation?.waitSeconds ?? null,
			now: deps.clock,
			missed,
		};
	}

	/** A session ended with a request unanswered: its program learns of it, and goes on in a later session. */
	async function lost(session: LiveSession): Promise<void> {
		const { active } = session;
		parked.missed(session);
		if (!active) return;
		session.active = null;
		if (active.operation === null) {
			active.program.return(undefined);
			await deps.observer.firstContactLost(session);
			return;
		}
		await outside(active, { kind: "none" }, session);
	}

	/** Feeds a program while its device has no session: what it asks for waits for the next one. */
	async function outside(active: ActiveProgram, result: StepResult, session: LiveSession | null): Promise<void> {
		let turn = active.program.next(result);
		while (!turn.done && turn.value.do === "keep") {
			active.phase = turn.value.phase;
			turn = active.program.next({ kind: "kept" });
		}
		if (turn.done) return await active.finish(turn.value, session);
		if (turn.value.do === "leave") {
			await leave(null, active, turn.value);
			return;
		}
		if (turn.value.do === "send") {
			active.pending = turn.value.request;
			active.pendingEffect = turn.value.effect;
			parked.add(active);
			deps.wake(active.tenant, active.deviceId);
		}
	}

	/** Time has passed: deadlines, polls, and what was never sent in time. */
	async function sweep(): Promise<void> {
		const now = deps.clock();
		for (const active of parked.all()) {
			if (active.away && active.away.deadlineAt <= now.getTime()) await conclude(active);
			else if (active.pending && active.operation && active.operation.expiresAt <= now) await abandon(active);
			else if (active.away?.pollAt && active.away.pollAt <= now.getTime()) {
				active.away.pollAt = null;
				deps.wake(active.tenant, active.deviceId);
			}
		}
		for (const operation of await readDueOperations(deps.database, now)) await overdue(operation);
	}

	async function conclude(active: ActiveProgram): Promise<void> {
		parked.remove(active);
		active.away = null;
		await outside(active, { kind: "deadline" }, null);
	}

	async function abandon(active: ActiveProgram): Promise<void> {
		parked.remove(active);
		active.program.return(undefined);
		const reason = "the session was lost, and the device did not come back in time";
		await active.finish({ status: "failed", reason } satisfies Outcome, null);
	}

	/** Due by the database: never sent in time, or left behind by a process that was killed. */
	async function overdue(operation: QueuedOperation): Promise<void> {
		if (operation.status === "queued") {
			const reason = "the device opened no session in time";
			await progress(operation, { status: "expired", reason, finishedAt: deps.clock().toISOString() });
			deps.onFinished(operation, {
				status: "expired",
				result: null,
				fault: null,
				reason,
				sessionId: null,
				messages: [],
			});
			return;
		}
		if (underWay.has(operation.id)) return;
		const reason = "sent, and nothing that followed says whether it took effect";
		await finish(operation, { status: "unknown", reason }, null, null);
	}

	/** What stands under a device's name is forgotten: it was removed. */
	function forget(tenant: TenantId, device: string): void {
		for (const active of [...parked.ofDevice(tenant, device)]) {
			if (active.operation) underWay.delete(active.operation.id);
			active.program.return(undefined);
			parked.remove(active);
		}
	}

	return { next, lost, sweep, forget };
}
