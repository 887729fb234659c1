import type { ModelProfile } from "../device/profiles/profile.ts";
import { sealInput } from "../device/sealedInput.ts";
import type { Clock, Random } from "../lib/edges.ts";
import { REACHABLE_MS } from "../lib/presence.ts";
import type { Vault } from "../lib/vault.ts";
import type { Presence } from "../shared/devices.ts";
import type { Blobs } from "../store/blobs.ts";
import { findCertification, type ModelName } from "../store/certifications.ts";
import { readClearedModels } from "../store/clearances.ts";
import type { Database, TenantId } from "../store/db.ts";
import { findDevice, type KnownDevice } from "../store/devices.ts";
import { isOutdated, type ModelVersionSeen, type SessionEffect, sessionGroup, writeEffects } from "../store/effects.ts";
import { type GroupCommit, openGroupCommit } from "../store/groupCommit.ts";
import { readAgedModels } from "../store/matrixRows.ts";
import { claimSample, insertQueued, readAwaitedDevices, readQueue } from "../store/queue.ts";
import type { Tenant } from "../store/tenants.ts";
import { createAdmits } from "./admits.ts";
import { createCanaries } from "./canaries.ts";
import { createChanges } from "./changes/changes.ts";
import { createFieldOutcomes } from "./fieldOutcomes.ts";
import { createKnownDevices } from "./knownDevices.ts";
import type { CwmpPost, HttpReply, LiveSession } from "./liveSession.ts";
import { createDeviceLoader } from "./loader.ts";
import { createMatrixRows } from "./matrixRows.ts";
import { createObserver, modelVersionId } from "./observations.ts";
import type { EnginePort } from "./ports.ts";
import { createProofRuns } from "./proofRuns.ts";
import { createProvisioning } from "./provisioning.ts";
import { createResuspend } from "./resuspend.ts";
import { createSessions, type SessionBounds } from "./sessions.ts";
import { createSessionTable } from "./sessionTable.ts";
import { createWaker, httpWake } from "./wake/wake.ts";
import { createWork } from "./work.ts";

export interface EngineDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly vault: Vault;
	readonly blobs: Blobs;
	readonly bounds: SessionBounds;
	readonly filesUrl: () => string;
	readonly uploadsUrl: () => string;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
	readonly reloadTenants: () => Promise<void>;
	/** What is known of a device's family. */
	readonly profileOf: (device: KnownDevice) => ModelProfile;
	/** Whether its model's profile asks for an XML declaration before each message. */
	readonly wantsDeclaration: (device: KnownDevice) => boolean;
	readonly onError: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}

export interface Engine extends EnginePort {
	receive(post: CwmpPost): Promise<HttpReply>;
	readonly openSessions: number;
	readonly waitingEffects: number;
	/** Wakes what was awaited when the last process ended, and starts the clockwork. */
	start(): Promise<void>;
	/** Ends the sessions in flight and commits. */
	stop(): Promise<void>;
}

const SWEEP_MS = 500;
/** How often it is looked at what has become too old; its bounds are days. */
const AGES_MS = 600_000;
/** Devices that are walked whole by themselves at the same time. */
const CONCURRENT_SAMPLES = 4;
const SAMPLE_DAYS = 1;
const MAX_KNOWN_SAMPLES = 50_000;
const MAX_SEEN_VERSIONS = 50_000;
const LARGE_VALUES = 500;
const LARGE_BYTES = 64 * 1024;

export async function openEngine(deps: EngineDependencies): Promise<Engine> {
	const { database, clock, random, vault } = deps;
	const openGroup = (): Promise<GroupCommit<SessionEffect, string>> =>
		openGroupCommit(database, writeEffects, sessionGroup, isConnectionLoss, isOutdated);
	const group = await openGroup();
	// What takes PostgreSQL long to take in does not keep the others waiting.
	const large = await openGroup();
	const known = createKnownDevices(createDeviceLoader(database));
	/** Gives the version that the device's row has then. */
	const commit = async (effect: SessionEffect): Promise<string> => {
		const { tenant, device, modelVersion } = effect;
		if (effect.facts) known.forget(tenant, device);
		const version = await (isLarge(effect) ? large : group).commit(effect);
		if (effect.facts) known.forget(tenant, device);
		if (modelVersion) versionSeen(tenant, modelVersion);
		return version;
	};
	const table = createSessionTable();
	const observer = createObserver(database, clock, vault, commit);
	const sampled = new Set<string>();
	const sampling = new Set<string>();

	const waker = createWaker({
		database,
		clock,
		table,
		methods: [httpWake(vault)],
		onConfirmed: (device) => {
			if (device.previousConnectionRequest === null) return;
			const facts = { previousConnectionRequest: null };
			commit({ tenant: device.tenant, device: device.id, facts }).catch((error) =>
				deps.onError(error, { device: device.id }),
			);
		},
		stillAwaited: async (tenant, device) => (await readQueue(database.scope(tenant), device)).length > 0,
		onError: (error) => deps.onError(error, { while: "waking" }),
	});

	const { tenantOf, onError } = deps;
	const shared = { database, clock, random, vault, tenantOf, treeOf: observer.treeOf, onError };
	const rows = createMatrixRows({ database, clock, tenantOf: deps.tenantOf });
	const canaries = createCanaries({ ...shared, derive: rows, wake: waker.campaign });
	const field = createFieldOutcomes({
		...{ ...shared, derive: rows, canaries },
		holdRollouts: (tenant, lowered, kinds) => changes.lowered(tenant, lowered, kinds),
		operationStopped: (tenant, id) => void changes.operationCancelled(tenant, id),
	});
	const derive = async (tenant: TenantId, { vendor, model, productClass }: ModelName): Promise<void> => {
		const name = { vendor, model, productClass };
		await field.derived(tenant, name, await rows(tenant, name));
	};

	const seenVersions = new Set<string>();
	/** A version that was not seen before is a row of its own, unproven; the next device of it changes nothing there. */
	const versionSeen = (tenant: TenantId, version: ModelVersionSeen): void => {
		const key = `${tenant} ${version.id} ${version.oui ?? ""}`;
		if (seenVersions.has(key)) return;
		if (seenVersions.size >= MAX_SEEN_VERSIONS) seenVersions.clear();
		seenVersions.add(key);
		derive(tenant, version).catch((error) => {
			seenVersions.delete(key);
			deps.onError(error, { model: version.model });
		});
	};

	const work = createWork({
		database,
		clock,
		random,
		vault,
		commit,
		observer,
		filesUrl: deps.filesUrl,
		uploadsUrl: deps.uploadsUrl,
		admits: createAdmits({ database, clock, inCanary: canaries.covers }),
		begin: field.begin,
		outcomesOf: field.outcomesOf,
		onFinished(operation, end) {
			sampling.delete(operation.id);
			void field.finished(operation);
			runs.operationFinished(operation.id, end);
			changes.operationFinished(operation.id, end);
		},
		wake: waker.campaign,
		async hold(session) {
			const ended = () => table.ended(session.tenant.tenant, session.device.id);
			return (await runs.hold(session, ended)) || (await changes.hold(session, ended));
		},
		sample: async (session) =>
			(await provisioning.offer(session)) || (await resuspend.offer(session)) || (await sample(session)),
	});

	const sessions = createSessions({
		database,
		clock,
		random,
		bounds: deps.bounds,
		table,
		known,
		commit,
		waitingEffects: () => group.waiting,
		work,
		wantsDeclaration: deps.wantsDeclaration,
		observer,
		onBegun(session) {
			waker.sessionBegun(session);
			session.cut = runs.takeCut(session);
			runs.sessionBegun(session);
			changes.sessionBegun(session);
			if (session.device.setup.awaitedRun) settleReturn(session, session.device.setup.awaitedRun);
		},
		onError: (error, session) => deps.onError(error, { session: session.id, device: session.device.id }),
	});

	const runs = createProofRuns({
		database,
		clock,
		blobs: deps.blobs,
		vault,
		tenantOf: deps.tenantOf,
		treeOf: observer.treeOf,
		profileOf: deps.profileOf,
		wake: waker.campaign,
		knock: waker.wake,
		sessionEnded: table.ended,
		onFinished: derive,
		awaitReturn: async (tenant, id, awaitedRun) => {
			const device = await findDevice(database.scope(tenant), id);
			if (device) await commit({ tenant, device: id, facts: { setup: { ...device.setup, awaitedRun } } });
		},
		onError: deps.onError,
	});

	const changes = createChanges({
		...shared,
		profileOf: deps.profileOf,
		wake: waker.campaign,
		knock: waker.wake,
	});

	const provisioning = createProvisioning({ ...shared, begin: changes.begin });
	const resuspend = createResuspend({ ...shared, begin: changes.begin });

	/** A whole walk for one device of each version (contract, section 3), a few at a time. */
	async function sample(session: LiveSession): Promise<boolean> {
		const { device } = session;
		if (device.quarantined || device.softwareVersion === null || device.setup.identity === undefined) return false;
		const { tenant, vendor, model, productClass, hardwareVersion, softwareVersion } = device;
		const key = [tenant, vendor, model, productClass, hardwareVersion, softwareVersion].join("\0");
		if (sampled.has(key) || sampling.size >= CONCURRENT_SAMPLES) return false;
		if (sampled.size >= MAX_KNOWN_SAMPLES) sampled.clear();
		sampled.add(key);
		const version = modelVersionId(device);
		const now = clock();
		const scope = database.scope(device.tenant);
		if (!(await claimSample(scope, version, device.id, now))) return false;
		const id = random.uuid();
		sampling.add(id);
		await insertQueued(scope, {
			id,
			device: device.id,
			kind: "discover",
			input: sealInput(vault, device.tenant, { path: "" }),
			authority: "system",
			request: id,
			requestedBy: "certus",
			createdAt: now,
			// It is this very session's own.
			acceptedAt: new Date(session.startedAt.getTime() - 1),
			expiresAt: new Date(now.getTime() + SAMPLE_DAYS * 86_400_000),
			waitSeconds: null,
		});
		return true;
	}

	function settleReturn(session: LiveSession, run: string): void {
		const { awaitedRun: _, ...setup } = session.device.setup;
		session.device = { ...session.device, setup };
		runs
			.lateReturn(session, run)
			.then(() =>
				commit({ tenant: session.tenant.tenant, device: session.device.id, facts: { setup: session.device.setup } }),
			)
			.catch((error) => deps.onError(error, { proofRun: run }));
	}

	let agesSweptAt = 0;
	/** Evidence grows old by itself. */
	async function sweepAges(): Promise<void> {
		const now = clock();
		if (now.getTime() - agesSweptAt < AGES_MS) return;
		agesSweptAt = now.getTime();
		for (const model of await readAgedModels(database, now)) await derive(model.tenant, model);
	}

	let sweeping: Promise<void> | null = null;
	const timer = setInterval(() => {
		sweeping ??= (async () => {
			await sessions.sweep();
			await work.sweep();
			await canaries.sweep();
			await changes.sweep();
			await sweepAges();
		})()
			.catch((error) => deps.onError(error, { while: "sweeping" }))
			.finally(() => {
				sweeping = null;
			});
	}, SWEEP_MS);

	const presenceOf = (device: KnownDevice, tenant: Tenant): Presence => {
		if (table.ofDevice(device.tenant, device.id)) return "reachable";
		if (device.lastInformAt === null) return "unknown";
		const age = clock().getTime() - device.lastInformAt.getTime();
		if (age <= REACHABLE_MS) return "reachable";
		const interval = device.informIntervalSeconds ?? tenant.informIntervalSeconds;
		return age <= 2 * interval * 1000 ? "recent" : "silent";
	};

	return {
		receive: sessions.receive,
		get openSessions() {
			return table.size;
		},
		get waitingEffects() {
			return group.waiting;
		},
		presenceOf,
		devicesInSession: (tenant) =>
			[...table.all()].filter((session) => session.tenant.tenant === tenant).map((session) => session.device.id),
		wake: waker.wake,
		operationQueued(tenant, device) {
			known.forget(tenant, device);
			waker.campaign(tenant, device);
		},
		operationCancelled(tenant, id) {
			runs.operationFinished(id, {
				status: "cancelled",
				result: null,
				fault: null,
				reason: "the operation was cancelled",
				sessionId: null,
				messages: [],
			});
			changes.operationCancelled(tenant, id).catch((error) => deps.onError(error, { operation: id }));
		},
		previewChange: changes.preview,
		changeBegun(tenant, id) {
			void changes.begin(tenant, id);
		},
		changeChecked: changes.checked,
		changeWithdrawn(tenant, id, why) {
			changes.withdrawn(tenant, id, why).catch((error) => deps.onError(error, { change: id }));
		},
		proofRunChanged: (tenant, id) => runs.changed(tenant, id),
		async certificationChanged(tenant, id) {
			await canaries.load();
			const certification = await findCertification(database.scope(tenant), id);
			if (certification) await derive(tenant, certification);
		},
		cellLowered: field.lowered,
		async matrixPolicyChanged(tenant) {
			for (const model of await readClearedModels(database.scope(tenant))) await derive(tenant, model);
		},
		provisioningChanged: provisioning.load,
		tenantsChanged: deps.reloadTenants,
		deviceRemoved(tenant, device) {
			known.forget(tenant, device);
			work.forget(tenant, device);
			changes.deviceRemoved(tenant, device).catch((error) => deps.onError(error, { device }));
			const session = table.ofDevice(tenant, device);
			if (session) sessions.end(session, "superseded").catch((error) => deps.onError(error, { device }));
		},
		async start() {
			for (const { tenant, device } of await readAwaitedDevices(database, clock())) waker.campaign(tenant, device);
			await provisioning.load();
			await canaries.resume();
			await runs.resume();
			await changes.resume();
		},
		async stop() {
			clearInterval(timer);
			waker.close();
			await sweeping;
			runs.stop();
			changes.stop();
			await sessions.shutdown();
			await group.close();
			await large.close();
		},
	};
}

/** By what is long in it: an operation's result, a tree, a session's messages. */
function isLarge({ operation, tree, sessionEnd }: SessionEffect): boolean {
	const values = (operation?.result as { values?: readonly unknown[] } | undefined)?.values;
	const bytes = Math.max(tree?.document.length ?? 0, sessionEnd?.transcript?.length ?? 0);
	return (values?.length ?? 0) > LARGE_VALUES || bytes > LARGE_BYTES;
}

/** SQLSTATE class 08 and 57P: the server or the way to it is gone; so is anything without a SQLSTATE. */
function isConnectionLoss(error: unknown): boolean {
	const code = (error as { code?: unknown }).code;
	return typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code) || code.startsWith("08") || code.startsWith("57P");
}
