import type { Clock, Random } from "../lib/edges.ts";
import { CertusError } from "../lib/errors.ts";
import type { Vault } from "../lib/vault.ts";
import type { AuditAction } from "../shared/auditActions.ts";
import { appendAudit } from "../store/audit.ts";
import type { Database, Db, Scope } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { type LiveEvent, publish } from "../store/effects.ts";
import { claimKey, readAnswer, releaseKey, storeAnswer } from "../store/idempotency.ts";
import { readRowsOfDevices } from "../store/matrix.ts";
import { insertSignIn, insertSignInOfChange } from "../store/signIns.ts";
import type { Tenant } from "../store/tenants.ts";
import { type Actor, actorIn, type Principal } from "./principal.ts";
import { type SealedBody, seal, unseal } from "./seal.ts";

/** What a command works with: one transaction of one tenant, by somebody, at a time. */
export interface Command {
	readonly tx: Db;
	readonly scope: Scope;
	readonly tenant: Tenant;
	readonly actor: Actor;
	readonly now: Date;
	readonly random: Random;
	readonly vault: Vault;
	/** Every command writes one entry, in its transaction. */
	audit(action: AuditAction, entry: AuditNote): Promise<void>;
	/** The same of many subscribers at once, each with an entry of its own. */
	auditSubscribers(notes: readonly SubscriberNote[]): Promise<void>;
	/** The same for what concerns several tenants: one entry in the trail of each. */
	auditIn(
		tenants: readonly Tenant[],
		action: AuditAction,
		detailOf: (tenant: Tenant) => AuditNote["detail"],
	): Promise<void>;
	publish(...events: readonly LiveEvent[]): Promise<void>;
	/** Runs once the transaction is durable; not when an answer is replayed. */
	afterCommit(act: () => unknown): void;
}

export interface AuditNote {
	readonly outcome?: string;
	readonly device?: KnownDevice;
	/** The device's, where it was read already. */
	readonly matrixRowId?: string | null;
	/** Where it is not the device's. */
	readonly subscriberId?: string;
	/** Devices that are acted on though none alone is what it is about: they have the sign-in on their timelines. */
	readonly devices?: readonly string[];
	/** The same of all devices of a change. */
	readonly devicesOf?: string;
	readonly detail?: Readonly<Record<string, unknown>>;
}

export interface SubscriberNote {
	readonly action: AuditAction;
	readonly subscriberId: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

export interface CommandDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	/** Seals what must be read again and is nobody else's to read. */
	readonly vault: Vault;
}

/** A request that may come twice, and must act once. */
export interface Idempotency {
	readonly key: string;
	/** Digest of all that makes the request what it is. */
	readonly fingerprint: string;
	/** Answers that are shown once are kept sealed with what only the caller knows. */
	readonly sealWith: string | null;
}

export interface Request {
	readonly tenant: Tenant;
	readonly actor: Principal;
	readonly idempotency: Idempotency | null;
}

export interface Answer {
	readonly status: number;
	readonly body: unknown;
	readonly replayed: boolean;
}

/** A claim without an answer that is older than this is that of a process that died. */
const ABANDONED_MS = 10 * 60_000;

/**
 * Runs a command in one transaction, with its audit entry and its answer for the idempotency key. A duplicate that comes
 * meanwhile waits on the key's row until the first is durable. A failure keeps nothing: it may be tried again.
 */
export async function runCommand(
	dependencies: CommandDependencies,
	request: Request,
	status: number,
	work: (command: Command) => Promise<unknown>,
): Promise<Answer> {
	const afterwards: (() => unknown)[] = [];
	const answer = await dependencies.database.transaction(async (tx): Promise<Answer> => {
		const command = commandOf(dependencies, request, tx, afterwards);
		const replay = await claim(command.scope, request, command.now);
		if (replay) return replay;
		const body = await work(command);
		await keep(command.scope, request, { status, body });
		return { status, body, replayed: false };
	});
	for (const act of afterwards) await act();
	return answer;
}

/** Like `runCommand`, for what takes longer than a transaction may: `act` runs between claiming and answering. */
export async function runSlowly<Result>(
	dependencies: CommandDependencies,
	request: Request,
	status: number,
	act: () => Promise<Result>,
	settle: (command: Command, result: Result) => Promise<unknown>,
): Promise<Answer> {
	const { database, clock } = dependencies;
	const scope = database.scope(request.tenant.tenant);
	const replay = await database.transaction((tx) => claim(tx.scope(request.tenant.tenant), request, clock()));
	if (replay) return replay;
	try {
		const result = await act();
		return await runCommand(dependencies, { ...request, idempotency: null }, status, async (command) => {
			const body = await settle(command, result);
			await keep(command.scope, request, { status, body });
			return body;
		});
	} catch (error) {
		if (request.idempotency) await releaseKey(scope, request.actor.id, request.idempotency.key);
		throw error;
	}
}

function commandOf(
	{ clock, random, vault }: CommandDependencies,
	{ tenant, actor }: Request,
	tx: Db,
	afterwards: (() => unknown)[],
): Command {
	const scope = tx.scope(tenant.tenant);
	const now = clock();
	const author = { at: now, actor: actor.name, actorId: actor.id };
	return {
		tx,
		scope,
		tenant,
		actor: actorIn(actor, tenant.tenant),
		now,
		random,
		vault,
		async audit(action, { outcome = "done", device, matrixRowId, subscriberId, devices = [], devicesOf, detail = {} }) {
			const about = { deviceId: device?.id ?? null, subscriberId: subscriberId ?? device?.subscriberId ?? null };
			const entryWith = (row: string | null) => ({
				...author,
				tenant: tenant.slug,
				action,
				outcome,
				detail,
				...about,
				hardwareVersion: device?.hardwareVersion ?? null,
				softwareVersion: device?.softwareVersion ?? null,
				matrixRowId: row,
			});
			const isUnread = device !== undefined && matrixRowId === undefined;
			const entry = isUnread
				? readRowsOfDevices(scope, [device.id]).then((rows) => entryWith(rows.get(device.id) ?? null))
				: entryWith(matrixRowId ?? null);
			const appended = appendAudit(scope, entry);
			if (actor.signIn === null) return await appended;
			// After the trail is held: so no two commands of one session wait for each other.
			const touched = [...Object.values(about), ...devices].filter((id) => id !== null);
			await Promise.all([
				appended,
				insertSignIn(scope, touched, actor.name, actor.signIn),
				devicesOf === undefined ? null : insertSignInOfChange(scope, devicesOf, actor.name, actor.signIn),
			]);
		},
		async auditSubscribers(notes) {
			const entries = notes.map((note) => ({ ...author, tenant: tenant.slug, outcome: "done", ...note }));
			await appendAudit(scope, ...entries);
			if (actor.signIn === null) return;
			const ids = notes.map(({ subscriberId }) => subscriberId);
			await insertSignIn(scope, ids, actor.name, actor.signIn);
		},
		async auditIn(tenants, action, detailOf) {
			// In one order, so that no two commands wait for each other's trails.
			for (const one of tenants.toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1))) {
				const detail = detailOf(one) ?? {};
				await appendAudit(tx.scope(one.tenant), { ...author, tenant: one.slug, action, outcome: "done", detail });
			}
		},
		publish: (...events) => publish(tx, [{ tenant: tenant.tenant, events }]),
		afterCommit: (act) => {
			afterwards.push(act);
		},
	};
}

/** The stored answer of an earlier request with the same key; `null` where this is the first. */
async function claim(scope: Scope, { actor, idempotency }: Request, now: Date): Promise<Answer | null> {
	if (!idempotency) return null;
	const { key, fingerprint, sealWith } = idempotency;
	const abandonedBefore = new Date(now.getTime() - ABANDONED_MS);
	if (await claimKey(scope, { actor: actor.id, key, fingerprint, now, abandonedBefore })) return null;
	const stored = await readAnswer(scope, actor.id, key);
	if (stored && stored.fingerprint !== fingerprint) {
		throw new CertusError(409, "idempotencyKeyReused", "this Idempotency-Key was used for another request");
	}
	if (!stored || stored.status === null) {
		throw new CertusError(
			409,
			"idempotencyKeyInProgress",
			"the first request with this Idempotency-Key is not done yet",
		);
	}
	const body = sealWith === null ? stored.body : opened(stored.body as SealedBody, sealWith);
	return { status: stored.status, body: body ?? undefined, replayed: true };
}

const SEALED_ANSWER = "certus idempotency";

function opened(body: SealedBody, secret: string): unknown {
	try {
		return unseal(body, secret, SEALED_ANSWER);
	} catch (cause) {
		const message = "this answer is shown only to the credential that asked for it";
		throw new CertusError(409, "idempotencyKeyReused", message, {}, cause);
	}
}

async function keep(
	scope: Scope,
	{ actor, idempotency }: Request,
	{ status, body }: { status: number; body: unknown },
): Promise<void> {
	if (!idempotency) return;
	const { key, sealWith } = idempotency;
	await storeAnswer(scope, actor.id, key, {
		status,
		body: sealWith === null ? body : seal(body, sealWith, SEALED_ANSWER),
	});
}
