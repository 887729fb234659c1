/** A rollout over devices that exist in the store alone, and processes that end in its middle. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelProfile } from "../../src/device/profiles/profile.ts";
import { sealInput } from "../../src/device/sealedInput.ts";
import { createChanges } from "../../src/engine/changes/changes.ts";
import type { LiveSession } from "../../src/engine/liveSession.ts";
import { waveOf } from "../../src/gate/waves.ts";
import { loadProfiles } from "../../src/modelProfiles.ts";
import type { NewRollout } from "../../src/shared/rollouts.ts";
import { insertChangeDevices, readChangeDevices } from "../../src/store/changeDevices.ts";
import { findChange, insertChange, moveChange } from "../../src/store/changes.ts";
import type { Scope } from "../../src/store/db.ts";
import { type QueuedOperation, readQueue } from "../../src/store/queue.ts";
import { findRollout, insertRollout, resumeRollout, stopRollout } from "../../src/store/rollouts.ts";
import type { Tenant } from "../../src/store/tenants.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, keepEffects, openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

const PROFILES = loadProfiles();

let database: TestDatabase;
let tenant: Tenant;
let scope: Scope;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => {
	database = await openTestDatabase();
	tenant = await addTenant(database, { slug: "rollouts" });
	scope = database.scope(tenant.tenant);
});
afterAll(() => database[Symbol.asyncDispose]());

/** No two things happen at the same moment. */
function clock(): Date {
	now += 10;
	return new Date(now);
}

/** Mulberry32: the same moments for the same seed. */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

type Process = ReturnType<typeof createChanges>;

function start(): Process {
	return createChanges({
		...{ database, clock, treeOf: async () => new Map(), wake: () => {}, knock: async () => {} },
		vault: testVault,
		profileOf: () => PROFILES[0] as ModelProfile,
		tenantOf: () => tenant,
		// What a process that is about to go has begun may stand in the way of the next one's first try.
		onError: () => {},
	});
}

const SIZES = [1, 3, 8];
const DEVICES = 12;
const CONCURRENCY = 3;

/** A reboot of so many devices, agreed to and to be begun. */
async function rollout(more: Partial<NewRollout> = {}): Promise<{ id: string; devices: string[] }> {
	const devices: string[] = [];
	for (let i = 0; i < DEVICES; i++) devices.push(await addDevice(database, tenant.tenant));
	const id = crypto.randomUUID();
	const at = clock();
	await insertChange(scope, {
		...{ id, state: "applying", action: "reboot", kind: "reboot", reason: "a test", risks: [] },
		input: sealInput(testVault, tenant.tenant, {}),
		...{ author: "somebody", authorPerson: "somebody", override: null, previewDigest: "", approvalsNeeded: 0 },
		...{ presenceTimeoutSeconds: 300, devices: DEVICES, undoes: null, subscriber: null, operation: null },
		...{ createdAt: at, submittedAt: at, approvedAt: at, appliedAt: at, expiresAt: at },
	});
	await insertChangeDevices(
		scope,
		id,
		devices.map((device, place) => ({ device, place, live: false, cell: "green", items: [] })),
	);
	const stop = { failures: DEVICES, of: DEVICES };
	await insertRollout(scope, id, {
		...{ waves: [1, 3, "100%"], sizes: SIZES, pauseMinutes: 0, deadlineHours: 1, stop, concurrency: CONCURRENCY },
		...{ window: null, ...more },
	} as Parameters<typeof insertRollout>[2]);
	return { id, devices };
}

/** A device calls; what stands in its queue then, held for it or left from before. */
async function inform(process: Process, id: string): Promise<QueuedOperation | null> {
	const device = { tenant: tenant.tenant, id, softwareVersion: "1.0.0" };
	const session = { tenant, device, startedAt: clock() } as unknown as LiveSession;
	process.sessionBegun(session);
	const [before] = await readQueue(scope, id);
	if (before) return before;
	const hasWork = await process.hold(session, () => new Promise(() => {}));
	return hasWork ? ((await readQueue(scope, id))[0] ?? null) : null;
}

async function progress({ id, device }: QueuedOperation, change: object): Promise<void> {
	await keepEffects(database, [{ tenant: tenant.tenant, device, operation: { id, ...change } as never }]);
}

async function finish(process: Process, operation: QueuedOperation, status: "succeeded" | "failed"): Promise<void> {
	await progress(operation, { status, finishedAt: clock().toISOString(), reason: "as it is" });
	const end = { status, result: null, fault: null, reason: "as it is", sessionId: null };
	process.operationFinished(operation.id, end);
}

const isOver = async (id: string) => (await findChange(scope, id))?.state !== "applying";

test.each([11, 22, 33])("a process may end at any moment, and the next one goes on (seed %i)", async (seed) => {
	const random = randomOf(seed);
	const { id, devices } = await rollout();
	let process = start();
	void process.begin(tenant.tenant, id);
	const sent: string[] = [];
	const open = new Map<string, QueuedOperation>();
	for (let steps = 0; !(await isOver(id)); steps++) {
		if (steps > 3_000) throw new Error("it does not come to its end");
		const dice = random();
		if (dice < 0.08) {
			process.stop();
			process = start();
			await process.resume();
		} else if (dice < 0.4 && open.size > 0) {
			const [[device, operation]] = [...open] as [[string, QueuedOperation]];
			open.delete(device);
			await finish(process, operation, "succeeded");
		} else {
			const device = devices[Math.floor(random() * DEVICES)] as string;
			// It is on its way, and must not be told again.
			const operation = open.has(device) ? null : await inform(process, device);
			if (operation?.status === "queued") {
				sent.push(device);
				open.set(device, operation);
				await progress(operation, { status: "running", sentAt: clock().toISOString() });
			}
		}
		expect(open.size).toBeLessThanOrEqual(CONCURRENCY);
		await process.sweep();
	}
	expect(await findChange(scope, id)).toMatchObject({ state: "applied", failure: null });
	expect([...sent].sort()).toEqual([...devices].sort());
	const waves = sent.map((device) => waveOf(SIZES, devices.indexOf(device)));
	expect(waves).toEqual([...waves].sort());
	process.stop();
});

test.each(["stopped", "cancelled"])(
	"what is %s is taken back where it was not sent, and says which is which",
	async (code) => {
		const { id, devices } = await rollout({ ...{ sizes: [12] } } as never);
		const process = start();
		void process.begin(tenant.tenant, id);
		const begun: QueuedOperation[] = [];
		for (let at = 0; begun.length < 2; at++) {
			const operation = await inform(process, devices[at % DEVICES] as string);
			if (operation && !begun.some((one) => one.id === operation.id)) begun.push(operation);
		}
		const [first, second] = begun as [QueuedOperation, QueuedOperation];
		await progress(first, { status: "running", sentAt: clock().toISOString() });
		const why = { code, detail: "the weather" };
		await stopRollout(scope, id, clock());
		await moveChange(scope, id, "applying", { failure: why });
		await process.withdrawn(tenant.tenant, id, why);
		await expect.poll(async () => (await readQueue(scope, second.device)).length).toBe(0);
		expect(await isOver(id)).toBe(false);
		await finish(process, first, "succeeded");
		await expect.poll(() => isOver(id)).toBe(true);
		const rows = await readChangeDevices(scope, id, { after: -1, limit: DEVICES });
		const stateOf = (device: string) => rows.find((row) => row.device === device);
		expect(stateOf(first.device)).toMatchObject({ state: "applied" });
		expect(stateOf(second.device)).toMatchObject({ state: "skipped", failure: why });
		expect(await findChange(scope, id)).toMatchObject({ state: "failed", failure: { code } });
		process.stop();
	},
);

test("failures hold it, and count no more once somebody lets it go on", async () => {
	const { id, devices } = await rollout({ sizes: [12], stop: { failures: 2, of: 5 } } as never);
	const process = start();
	void process.begin(tenant.tenant, id);
	const failed = new Set<string>();
	const paused = async () => (await findRollout(scope, id))?.paused ?? null;
	const failTwo = async () => {
		for (let at = 0; (await paused()) === null; at++) {
			if (at > 1_000) throw new Error("nothing holds it");
			const device = devices[at % DEVICES] as string;
			const operation = failed.has(device) ? null : await inform(process, device);
			if (!operation) continue;
			failed.add(device);
			await finish(process, operation, "failed");
		}
	};
	await failTwo();
	expect(await paused()).toMatchObject({ code: "stopRule" });
	const before = failed.size;
	for (const device of devices.filter((one) => !failed.has(one))) expect(await inform(process, device)).toBeNull();
	await resumeRollout(scope, id, clock());
	void process.begin(tenant.tenant, id);
	await failTwo();
	expect(failed.size).toBeGreaterThanOrEqual(before + 2);
	process.stop();
});
