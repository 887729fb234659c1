/** What production operations come to: canaries and their bounds, the fleet's success, and age; over a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sealInput } from "../../src/device/sealedInput.ts";
import { createCanaries } from "../../src/engine/canaries.ts";
import { createFieldOutcomes } from "../../src/engine/fieldOutcomes.ts";
import { createMatrixRows } from "../../src/engine/matrixRows.ts";
import type { Outcome } from "../../src/engine/operations/program.ts";
import type { CellChange } from "../../src/proof/matrixHistory.ts";
import type { OperationKind } from "../../src/shared/operations.ts";
import type { MatrixRow, RunEvidence, Verdict } from "../../src/shared/proof.ts";
import { insertCanary, readNewestCanaries, readRunningCanaries } from "../../src/store/canaries.ts";
import { findCertification, insertCertification, insertStep, readSteps } from "../../src/store/certifications.ts";
import { insertClearances } from "../../src/store/clearances.ts";
import type { Scope } from "../../src/store/db.ts";
import { findDevice, type KnownDevice } from "../../src/store/devices.ts";
import { readTallies } from "../../src/store/fieldOutcomes.ts";
import { findRowOfPair } from "../../src/store/matrix.ts";
import { readAgedModels } from "../../src/store/matrixRows.ts";
import { findOperation } from "../../src/store/operations.ts";
import { finishRun, startRun } from "../../src/store/proofResults.ts";
import { insertProofRun } from "../../src/store/proofRuns.ts";
import { insertQueued, readQueue } from "../../src/store/queue.ts";
import type { Tenant } from "../../src/store/tenants.ts";
import { systemRandom } from "../../src/systemEdges.ts";
import { runOf } from "../proof/evidence.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, keepEffects, openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

let database: TestDatabase;
let tenant: Tenant;
let scope: Scope;
let model: string;
let now: Date;
let serial = 0;

beforeAll(async () => {
	database = await openTestDatabase();
	tenant = await addTenant(database, { slug: "default" });
	scope = database.scope(tenant.tenant);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => {
	model = `AC-${++serial}`;
	now = new Date("2026-03-01T12:00:00.000Z");
});

const key = () => ({ vendor: "Acme", model, productClass: "HomeGateway" });
const derive = (...args: Parameters<ReturnType<typeof createMatrixRows>>) =>
	createMatrixRows({ database, clock: () => now, tenantOf: () => tenant })(...args);

/** One process, as far as production operations go. */
function processOf() {
	const deps = {
		database,
		clock: () => now,
		random: systemRandom,
		vault: testVault,
		tenantOf: () => tenant,
		treeOf: async () => new Map(),
		wake: () => undefined,
		derive,
		onError: (error: unknown) => {
			throw error;
		},
	};
	const canaries = createCanaries(deps);
	return {
		canaries,
		field: createFieldOutcomes({ ...deps, canaries, holdRollouts: async () => {}, operationStopped: () => {} }),
	};
}

type Process = ReturnType<typeof processOf>;

async function devices(count: number, softwareVersion = "1.0"): Promise<KnownDevice[]> {
	const made: KnownDevice[] = [];
	for (let i = 0; i < count; i++) {
		const id = await addDevice(database, tenant.tenant, { model, softwareVersion });
		made.push((await findDevice(scope, id)) as KnownDevice);
	}
	return made;
}

const SUCCESS: Outcome = { status: "succeeded", result: {} };
const FAILURE: Outcome = { status: "failed", reason: "the device did not come back within 600 s" };
const UNSUPPORTED: Outcome = {
	status: "failed",
	reason: "fault 9000",
	fault: { code: 9000, message: "", parameters: [], soapCode: "Client" },
};

/** An operation as a session takes it from the queue to its end. */
async function operate(
	at: Process,
	device: KnownDevice,
	outcome: Outcome,
	kind: OperationKind = "reboot",
): Promise<string> {
	now = new Date(now.getTime() + 1000);
	const id = await queue(device, kind, "user");
	const operation = (await readQueue(scope, device.id)).find((one) => one.id === id);
	if (!operation) throw new Error("it is not in the queue");
	const begun = await at.field.begin(operation, device);
	const change = (progress: object) => ({
		tenant: tenant.tenant,
		device: device.id,
		operation: { id, ...progress } as never,
	});
	await keepEffects(database, [change({ status: "running", sentAt: now.toISOString(), ...begun })]);
	const said = await at.field.outcomesOf(operation, outcome, true);
	await keepEffects(database, [{ ...change({ status: outcome.status, finishedAt: now.toISOString() }), ...said }]);
	await at.field.finished(operation);
	return id;
}

async function queue(
	device: KnownDevice,
	kind: OperationKind,
	authority: "user" | "rollout",
	request?: string,
): Promise<string> {
	const id = systemRandom.uuid();
	await insertQueued(scope, {
		...{
			id,
			device: device.id,
			kind,
			input: sealInput(testVault, scope.tenant, {}),
			authority,
			request: request ?? id,
			requestedBy: "somebody",
		},
		...{ createdAt: now, acceptedAt: now, expiresAt: new Date(now.getTime() + 60_000), waitSeconds: null },
	});
	return id;
}

/** Reboot proven on some versions, and cleared where it is said. */
async function prove(
	versions: readonly string[],
	device: KnownDevice,
	verdict: Verdict = "proven",
): Promise<CellChange[]> {
	for (const version of versions) {
		const id = systemRandom.uuid();
		const { summary, digest } = runOf(0, version, { reboot: verdict }, { finishedAt: now.toISOString() });
		const subject = { ...key(), hardwareVersion: "HW1", softwareVersion: version };
		const told: RunEvidence = { ...summary, proofRunId: id, subject };
		const run = { id, device: device.id, workflows: ["reboot"], inputs: {}, requestedBy: "x", createdAt: now };
		await insertProofRun(scope, run);
		await startRun(scope, id, subject, now);
		await finishRun(scope, id, { ...told, digest }, now);
	}
	return derive(tenant.tenant, key());
}

async function certify(stage: "canary" | "certified", versions: readonly string[] = ["1.0"]): Promise<string> {
	const id = systemRandom.uuid();
	await insertCertification(scope, {
		...{ id, ...key(), hardwareVersion: "HW1", versions, parameterRoot: null, cwmpVersion: null },
		...{ transport: "http", workflows: ["reboot"], createdAt: now },
	});
	const step = { certification: id, at: now, actor: "x", actorId: null, detail: {} };
	await insertStep(scope, { ...step, action: stage === "canary" ? "canary" : "approval" }, stage);
	if (stage === "certified") {
		const cells = versions.map((softwareVersion) => ({ softwareVersion, workflow: "reboot" }));
		now = new Date(now.getTime() + 1000);
		await insertClearances(scope, key(), { certificationId: id, hardwareVersion: "HW1", at: now }, cells);
	}
	await derive(tenant.tenant, key());
	return id;
}

async function canaryOf(
	certification: string,
	changes: Partial<Parameters<typeof insertCanary>[1]> = {},
): Promise<string> {
	const id = systemRandom.uuid();
	await insertCanary(scope, {
		...{ id, certification, versions: ["1.0"], deviceIds: null, maxDevices: 5, successFloor: 0.9 },
		...{ minOperations: 10, minDevices: 3, rollbackOwner: "admin", irreversible: [] },
		...{ startedAt: now, endsAt: new Date(now.getTime() + 3_600_000) },
		...changes,
	});
	return id;
}

async function rowOf(softwareVersion = "1.0"): Promise<MatrixRow> {
	return (await findRowOfPair(scope, { ...key(), hardwareVersion: "HW1", softwareVersion })) as unknown as MatrixRow;
}
const cellNow = async (version?: string) => (await rowOf(version)).workflows.reboot;
const canaryNow = async (certification: string) => (await readNewestCanaries(scope, [certification]))[0];

describe("a canary", () => {
	test("acts on no more devices than its scope says, in however many processes and at however the same time", async () => {
		const fleet = await devices(30);
		await prove(["1.0"], fleet[0] as KnownDevice);
		const certification = await certify("canary");
		const id = await canaryOf(certification, { minOperations: 1_000 });
		const processes = [processOf(), processOf(), processOf()];
		for (const { canaries } of processes) await canaries.load();
		const ids = await Promise.all(fleet.map((device, i) => operate(processes[i % 3] as Process, device, SUCCESS)));
		const { joined = [] } = (await canaryNow(certification)) ?? {};
		expect(joined).toHaveLength(5);
		// What is beyond its scope does not count for it.
		expect(await readTallies(scope, id)).toMatchObject([{ successes: 5, failures: 0, devices: 5 }]);
		for (const device of fleet) await operate(processes[0] as Process, device, SUCCESS);
		expect((await canaryNow(certification))?.joined).toEqual(joined);
		expect(await readTallies(scope, id)).toMatchObject([{ successes: 10, devices: 5 }]);
		expect(ids).toHaveLength(30);
	});

	test("acts on those that it names, of its versions, with its workflows", async () => {
		const fleet = await devices(3);
		const [newer] = (await devices(1, "1.1")) as [KnownDevice];
		const [first, second] = fleet as [KnownDevice, KnownDevice];
		const certification = await certify("canary", ["1.0"]);
		await canaryOf(certification, { deviceIds: [second.id, newer.id], maxDevices: 2 });
		const one = processOf();
		await one.canaries.load();
		await operate(one, first, SUCCESS);
		await operate(one, newer, SUCCESS);
		await operate(one, second, SUCCESS, "getRpcMethods");
		expect((await canaryNow(certification))?.joined).toEqual([]);
		await operate(one, second, SUCCESS);
		expect((await canaryNow(certification))?.joined).toEqual([second.id]);
	});

	test("passes when it has seen enough, and stops when too much fails", async () => {
		const fleet = await devices(3);
		await prove(["1.0"], fleet[0] as KnownDevice);
		const one = processOf();
		for (const [outcome, status, action] of [
			[SUCCESS, "passed", "canaryPassed"],
			[FAILURE, "stopped", "setback"],
		] as const) {
			const certification = await certify("canary");
			await canaryOf(certification);
			await one.canaries.load();
			for (let i = 0; i < 10; i++) await operate(one, fleet[i % 3] as KnownDevice, outcome);
			expect(await canaryNow(certification)).toMatchObject({ status });
			expect((await readSteps(scope, [certification])).at(-1)).toMatchObject({
				action,
				actor: "certus",
				actorId: null,
			});
			expect((await rowOf()).stage === "canary").toBe(status === "passed");
		}
		expect((await readRunningCanaries(database)).filter((one) => one.model === model)).toEqual([]);
	});

	test("is paused when its time is over and it has seen too little", async () => {
		const [device] = (await devices(1)) as [KnownDevice];
		const certification = await certify("canary");
		await canaryOf(certification);
		const one = processOf();
		await one.canaries.load();
		await operate(one, device, SUCCESS);
		now = new Date(now.getTime() + 3_599_000);
		await one.canaries.sweep();
		expect((await canaryNow(certification))?.status).toBe("paused");
		expect(await canaryNow(certification)).toMatchObject({
			judgement: {
				reason: "reboot on 1.0: 1 of 1 operations succeeded; successes on 1 device: needed are 10 successes",
			},
		});
		expect((await readSteps(scope, [certification])).at(-1)).toMatchObject({
			action: "canaryPaused",
			detail: { rollbackOwner: "admin" },
		});
	});
});

describe("the fleet's outcomes", () => {
	test("lower a cell below the floor, on every version of its row, and its certification goes back", async () => {
		const fleet = [...(await devices(3, "1.0")), ...(await devices(3, "1.1"))];
		await prove(["1.0", "1.1"], fleet[0] as KnownDevice);
		const certification = await certify("certified", ["1.0", "1.1"]);
		expect((await rowOf()).firmwareRange.versions.toSorted()).toEqual(["1.0", "1.1"]);
		expect(await cellNow()).toMatchObject({ status: "green" });
		const one = processOf();
		for (let i = 0; i < 19; i++) await operate(one, fleet[i % 6] as KnownDevice, i === 3 ? FAILURE : SUCCESS);
		expect((await cellNow()).status).toBe("green");
		await operate(one, fleet[1] as KnownDevice, FAILURE);
		for (const version of ["1.0", "1.1"]) {
			expect(await cellNow(version)).toMatchObject({ status: "yellow", lowered: { cause: "field", by: "certus" } });
		}
		expect((await rowOf()).limitations).toEqual([
			{
				code: "fieldSuccessBelowFloor",
				workflow: "reboot",
				text: "18 of the last 20 reboot operations on 6 devices succeeded: 90 %, below the floor of 95 %.",
			},
		]);
		expect((await rowOf()).stage).not.toBe("certified");
		expect((await readSteps(scope, [certification])).at(-1)).toMatchObject({ action: "setback", actor: "certus" });
		// Once is enough: nothing has raised it since.
		for (let i = 0; i < 5; i++) await operate(one, fleet[i] as KnownDevice, FAILURE);
		expect((await rowOf()).limitations).toHaveLength(1);
	});

	test("count afresh after a new clearance", async () => {
		const fleet = await devices(5);
		await prove(["1.0"], fleet[0] as KnownDevice);
		await certify("certified");
		const one = processOf();
		for (const device of fleet.slice(0, 3)) await operate(one, device, UNSUPPORTED);
		expect((await cellNow()).status).toBe("yellow");
		now = new Date(now.getTime() + 60_000);
		await certify("certified");
		expect((await cellNow()).status).toBe("green");
		for (const device of fleet.slice(0, 2)) await operate(one, device, UNSUPPORTED);
		expect((await cellNow()).status).toBe("green");
		await operate(one, fleet[2] as KnownDevice, UNSUPPORTED);
		expect((await cellNow()).status).toBe("yellow");
	});

	test("of a version that was never proven are told beside it, and prove nothing", async () => {
		const fleet = await devices(3);
		await keepEffects(database, [
			{
				tenant: tenant.tenant,
				device: (fleet[0] as KnownDevice).id,
				modelVersion: {
					id: systemRandom.uuid(),
					...key(),
					hardwareVersion: "HW1",
					softwareVersion: "1.0",
					at: now.toISOString(),
				},
			},
		]);
		await derive(tenant.tenant, key());
		const one = processOf();
		for (let i = 0; i < 20; i++) await operate(one, fleet[i % 3] as KnownDevice, SUCCESS);
		expect(await cellNow()).toMatchObject({ status: "unproven", verdict: null, evidence: [] });
		for (const device of fleet) await operate(one, device, UNSUPPORTED);
		expect(await cellNow()).toMatchObject({ status: "unproven", lowered: { code: "fieldUnsupportedFault" } });
	});

	test("stop rollouts and canaries on that row, and nothing else", async () => {
		const fleet = await devices(4);
		const [elsewhere] = (await devices(1, "2.0")) as [KnownDevice];
		const fourth = fleet[3] as KnownDevice;
		await prove(["1.0", "2.0"], fourth);
		await certify("certified");
		const certification = await certify("canary");
		const canary = await canaryOf(certification, { maxDevices: 1 });
		const one = processOf();
		await one.canaries.load();
		const stopped = await queue(fourth, "reboot", "rollout");
		const kept = [
			await queue(fourth, "set", "rollout"),
			await queue(fourth, "reboot", "user"),
			await queue(fourth, "reboot", "rollout", canary),
			await queue(elsewhere, "reboot", "rollout"),
		];
		for (const device of fleet.slice(0, 3)) await operate(one, device, UNSUPPORTED);
		expect(await findOperation(scope, stopped)).toMatchObject({
			status: "cancelled",
			reason: "3 devices answered fault 9000 to reboot: the firmware lacks it.",
		});
		for (const id of kept) expect(await findOperation(scope, id)).toMatchObject({ status: "queued" });
		expect(await canaryNow(certification)).toMatchObject({ status: "stopped" });
		expect((await rowOf("2.0")).limitations).toEqual([]);
	});

	test("keep what a canary has just seen from being cleared, where they say otherwise before the approval", async () => {
		const fleet = await devices(4);
		await prove(["1.0"], fleet[0] as KnownDevice);
		const one = processOf();
		const stageOf = async (id: string) => (await findCertification(scope, id))?.stage;
		for (const again of [false, true]) {
			const certification = await certify("canary");
			await canaryOf(certification, { maxDevices: 1, minDevices: 1, minOperations: 2 });
			await one.canaries.load();
			for (let i = 0; i < 2; i++) await operate(one, fleet[3] as KnownDevice, SUCCESS);
			expect(await canaryNow(certification)).toMatchObject({ status: "passed" });
			expect(await stageOf(certification)).toBe("canary");
			for (const device of fleet.slice(0, 3)) await operate(one, device, UNSUPPORTED);
			expect(await stageOf(certification), `a second time: ${again}`).toBe("verification");
		}
		expect((await rowOf()).limitations).toHaveLength(1);
	});

	test("leave a certification alone whose canary is on another version", async () => {
		const fleet = await devices(3, "1.1");
		await prove(["1.0", "1.1"], fleet[0] as KnownDevice);
		const certification = await certify("canary", ["1.0", "1.1"]);
		await canaryOf(certification, { versions: ["1.0"] });
		const one = processOf();
		await one.canaries.load();
		await derive(tenant.tenant, key());
		for (const device of fleet) await operate(one, device, UNSUPPORTED);
		expect((await rowOf("1.1")).limitations).toHaveLength(1);
		expect((await canaryNow(certification))?.status).toBe("running");
		expect((await findCertification(scope, certification))?.stage).toBe("canary");
	});

	test("are no outcomes where a cancel was committed before", async () => {
		const [device] = (await devices(1)) as [KnownDevice];
		const id = await queue(device, "reboot", "user");
		const one = processOf();
		const operation = (await readQueue(scope, device.id))[0];
		if (!operation) throw new Error("it is not in the queue");
		const begun = await one.field.begin(operation, device);
		const effect = (progress: object) => ({
			tenant: tenant.tenant,
			device: device.id,
			operation: { id, ...progress } as never,
		});
		await keepEffects(database, [effect({ status: "running", ...begun })]);
		await keepEffects(database, [effect({ status: "cancelled", finishedAt: now.toISOString() })]);
		const said = await one.field.outcomesOf(operation, FAILURE, true);
		expect(said.field).toHaveLength(1);
		await keepEffects(database, [{ ...effect({ status: "failed", finishedAt: now.toISOString() }), ...said }]);
		const rows = await scope.query(
			{ name: "test.outcomes", text: "select 1 from field_outcome where tenant = $1 and operation = $2" },
			[id],
		);
		expect(rows).toEqual([]);
	});
});

test("a proof run that makes a cleared cell red takes its certification back, and stops what relied on it", async () => {
	const [device] = (await devices(1)) as [KnownDevice];
	await prove(["1.0"], device);
	const certified = await certify("certified");
	const inCanary = await certify("canary");
	await canaryOf(inCanary);
	const one = processOf();
	await one.canaries.load();
	now = new Date(now.getTime() + 1000);
	const changes = await prove(["1.0"], device, "unsafe");
	expect((await cellNow()).status).toBe("red");
	await one.field.derived(tenant.tenant, key(), changes);
	for (const id of [certified, inCanary]) {
		expect((await findCertification(scope, id))?.stage).toBe("verification");
		expect((await readSteps(scope, [id])).at(-1)).toMatchObject({ action: "setback" });
	}
	expect(await canaryNow(inCanary)).toMatchObject({ status: "stopped" });
	expect((await rowOf()).stage).not.toBe("certified");
});

test("a green cell whose evidence has become too old is found, and falls back", async () => {
	const [device] = (await devices(1)) as [KnownDevice];
	await prove(["1.0"], device);
	await certify("certified");
	expect((await cellNow()).status).toBe("green");
	const aged = async () => (await readAgedModels(database, now)).filter((one) => one.model === model);
	now = new Date("2027-03-01T12:00:00.000Z");
	expect(await aged()).toEqual([]);
	now = new Date("2027-03-01T12:00:03.000Z");
	expect(await aged()).toEqual([{ tenant: tenant.tenant, ...key() }]);
	await derive(tenant.tenant, key());
	expect((await cellNow()).status).toBe("yellow");
	expect((await rowOf()).limitations).toMatchObject([{ code: "evidenceExpired", workflow: "reboot" }]);
	// And is not found again.
	expect(await aged()).toEqual([]);
});
