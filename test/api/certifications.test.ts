import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMatrixRows } from "../../src/engine/matrixRows.ts";
import type { Certification } from "../../src/shared/certification.ts";
import type { Role } from "../../src/shared/common.ts";
import type { MatrixChange, MatrixRow } from "../../src/shared/proof.ts";
import { keepJudgement } from "../../src/store/canaries.ts";
import { insertStep } from "../../src/store/certifications.ts";
import { finish, type Results } from "../proof-bundle/finishedRun.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";
import { PASSWORD, signInAs } from "../support/people.ts";

let api: TestApi;
let derive: ReturnType<typeof createMatrixRows>;
let engineer: string;
let approver: string;
let model: string;
let device: string;
let serial = 0;

beforeAll(async () => {
	api = await openTestApi();
	derive = createMatrixRows({ database: api.database, clock: () => api.now, tenantOf: api.tenants.byId });
	engineer = await api.token("engineer", "lab");
	approver = await api.token("approver", "lab");
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
	model = `AC-${++serial}`;
	device = await seen("1.0.0");
});

const KEY = { vendor: "Acme", productClass: "HomeGateway" };

/** A device of a version of the model, as its first contact leaves it. */
async function seen(softwareVersion: string): Promise<string> {
	const id = await addDevice(api.database, api.tenant.lab.tenant, { model, softwareVersion });
	const version = { ...KEY, model, hardwareVersion: "HW1", softwareVersion, at: api.now.toISOString() };
	await keepEffects(api.database, [
		{ tenant: api.tenant.lab.tenant, device: id, modelVersion: { ...version, id: crypto.randomUUID() } },
	]);
	await derive(api.tenant.lab.tenant, { ...KEY, model });
	return id;
}

const post = (path: string, body: object, token = engineer) => api.ask("POST", path, { body, token });
const intakeOf = (changes: object = {}) => ({
	...KEY,
	model,
	hardwareVersion: "HW1",
	firmwareRange: { versions: ["1.0.0"] },
	transport: "http",
	workflows: ["inventory", "reboot"],
	...changes,
});
const canaryOf = (changes: object = {}) => ({
	tenant: "lab",
	model,
	firmwareRange: { versions: ["1.0.0"] },
	maxDevices: 2,
	durationMinutes: 60,
	successFloor: 0.95,
	rollbackOwner: "engineer of lab",
	...changes,
});

async function intake(changes: object = {}): Promise<Certification> {
	const answer = await post("/certifications", intakeOf(changes));
	expect(answer.statusCode, answer.body).toBe(201);
	return answer.json();
}

/** A second passes with every step: what comes later is later. */
function later(): void {
	api.now = new Date(api.now.getTime() + 1000);
}

async function discover(id: string, succeeds = true): Promise<void> {
	later();
	expect((await post(`/certifications/${id}/discovery`, { deviceId: device })).statusCode).toBe(202);
	await api.scope("lab").query(
		{
			name: `test.ended.${succeeds}`,
			text: `update operation set status = '${succeeds ? "succeeded" : "failed"}', finished_at = $3, result = '{}',
				reason = 'silent' where tenant = $1 and request = $2`,
		},
		[id, api.now],
	);
}

async function verify(id: string, results: Results = {}, on = device): Promise<string> {
	later();
	const answer = await post(`/certifications/${id}/verification`, { deviceId: on });
	expect(answer.statusCode, answer.body).toBe(202);
	const { proofRunId } = answer.json();
	later();
	await finish({ database: api.database, blobs: api.blobs, tenant: api.tenant.lab }, proofRunId, results, api.now);
	await derive(api.tenant.lab.tenant, { ...KEY, model });
	return proofRunId;
}

/** Ends the canary as the engine does. */
async function endCanary(
	id: string,
	status: "passed" | "paused" | "stopped",
	passing: readonly string[],
): Promise<void> {
	later();
	const { canary } = await get(id);
	const cells = ["inventory", "reboot"].map((workflow) => ({
		...{ workflow, softwareVersion: "1.0.0", successes: 20, failures: 0, devices: 2, detail: "" },
		outcome: passing.includes(workflow) ? "passes" : "inconclusive",
	}));
	const scope = api.scope("lab");
	await keepJudgement(scope, canary?.id ?? "", { cells, reason: "as it was" }, status, api.now);
	const action = { passed: "canaryPassed", paused: "canaryPaused", stopped: "setback" }[status];
	const step = { certification: id, at: api.now, action, actor: "certus", actorId: null, detail: {} };
	await insertStep(scope, step, status === "stopped" ? "verification" : "canary");
	later();
}

async function get(id: string): Promise<Certification> {
	return (await api.ask("GET", `/certifications/${id}`, { token: engineer })).json();
}

async function row(): Promise<MatrixRow> {
	return (await api.ask("GET", `/matrix?tenant=lab&model=${model}`)).json().items[0];
}

/** From intake to a canary that runs. */
async function toCanary(changes: object = {}): Promise<string> {
	const { id } = await intake();
	await discover(id);
	await verify(id);
	later();
	const answer = await post(`/certifications/${id}/canary`, canaryOf(changes));
	expect(answer.statusCode, answer.body).toBe(202);
	return id;
}

describe("intake", () => {
	test("takes a model in, tells the engine, and leaves one audit entry", async () => {
		const made = await intake({ parameterRoot: "Device.", cwmpVersion: "1.2", workflows: ["reboot", "reboot"] });
		expect(made).toMatchObject({
			tenant: "lab",
			...KEY,
			model,
			firmwareRange: { from: "1.0.0", to: "1.0.0", versions: ["1.0.0"] },
			workflows: ["reboot"],
			stage: "intake",
			missing: [],
			canary: null,
			cleared: [],
			createdBy: "engineer of lab",
			url: `${PUBLIC_URL}/certifications/${made.id}?tenant=lab`,
			history: [{ action: "intake", by: "engineer of lab", at: api.now.toISOString() }],
		});
		expect(await get(made.id)).toEqual(made);
		expect(api.engine.calls.at(-1)).toEqual(["certificationChanged", api.tenant.lab.tenant, made.id]);
		const entries = await api.scope("lab").query(
			{
				name: "test.audit",
				text: "select entry from audit where tenant = $1 and entry->'detail'->>'certificationId' = $2",
			},
			[made.id],
		);
		expect(entries).toMatchObject([{ entry: { action: "certification.intake", actor: "engineer of lab" } }]);
	});

	test("resolves a range to the versions seen, and keeps it", async () => {
		for (const version of ["1.10.0", "1.2.0", "2.0.0"]) await seen(version);
		const made = await intake({ firmwareRange: { from: "1.1", to: "1.99" } });
		expect(made.firmwareRange.versions).toEqual(["1.2.0", "1.10.0"]);
		await seen("1.3.0");
		expect((await get(made.id)).firmwareRange.versions).toEqual(["1.2.0", "1.10.0"]);
	});

	test.each<[string, object, string]>([
		["a range that nothing lies in", { firmwareRange: { from: "7", to: "8" } }, "noVersion"],
		["no version", { firmwareRange: { versions: [] } }, "invalidBody"],
		["half a range", { firmwareRange: { from: "1" } }, "invalidBody"],
		["no workflow", { workflows: [] }, "invalidBody"],
		["an unknown workflow", { workflows: ["flying"] }, "invalidBody"],
		["another transport", { transport: "pigeon" }, "invalidBody"],
		["something unknown", { colour: "green" }, "invalidBody"],
	])("refuses %s", async (_title, changes, code) => {
		const answer = await post("/certifications", intakeOf(changes));
		expect([answer.statusCode, answer.json().code]).toEqual([422, code]);
	});

	test("acts once for an Idempotency-Key", async () => {
		const headers = { "idempotency-key": `intake-${model}` };
		const [first, second] = [
			await api.ask("POST", "/certifications", { body: intakeOf(), token: engineer, headers }),
			await api.ask("POST", "/certifications", { body: intakeOf(), token: engineer, headers }),
		];
		expect(second.json()).toEqual(first.json());
	});
});

describe("no stage is skipped", () => {
	const refused = async (path: string, body: object, ...words: string[]) => {
		const answer = await post(path, body);
		expect([answer.statusCode, answer.json().code]).toEqual([409, "stageMissing"]);
		for (const word of words) expect(answer.json().detail).toContain(word);
	};

	test("each step asks for the one before it, in words", async () => {
		const { id } = await intake();
		const url = `/certifications/${id}`;
		await refused(`${url}/verification`, { deviceId: device }, "the discovery of a device");
		await refused(`${url}/canary`, canaryOf(), "the discovery of a device", "the verification");
		expect((await api.ask("GET", `${url}/discovery`, { token: engineer })).statusCode).toBe(404);
		await discover(id, false);
		await refused(`${url}/verification`, { deviceId: device }, "the last one failed");
		expect((await api.ask("GET", `${url}/discovery`, { token: engineer })).json()).toMatchObject({
			status: "failed",
			reason: "silent",
			deviceId: device,
			report: null,
		});
		await discover(id);
		await refused(`${url}/canary`, canaryOf(), "the verification of every workflow");
		await verify(id, { "reboot/accepted": { outcome: "fail", detail: "9002" } });
		await refused(`${url}/canary`, canaryOf(), "reboot proven on 1.0.0: it is failed");
		expect((await get(id)).missing).toEqual(["reboot proven on 1.0.0: it is failed"]);
		await verify(id);
		const early = await post(`${url}/approve`, { comment: "now" }, approver);
		expect([early.statusCode, early.json().detail]).toEqual([409, "for the approval there is missing: a canary"]);
		expect((await get(id)).stage).toBe("verification");
	});

	test("a verification on a field device waits for the approval of what it would do there", async () => {
		const { id } = await intake();
		await discover(id);
		later();
		await api.ask("PATCH", `/devices/${device}?tenant=lab`, { body: { lab: false } });
		const url = `/certifications/${id}/verification`;
		expect((await post(url, { deviceId: device })).json().code).toBe("notLab");
		const answer = await post(url, { deviceId: device, requestApproval: { reason: "no lab has one" } });
		expect(answer.statusCode, answer.body).toBe(202);
		const run = (await api.ask("GET", `/proof-runs/${answer.json().proofRunId}?tenant=lab`)).json();
		expect(run.status).toBe("pendingApproval");
		expect((await get(id)).verifications).toMatchObject([{ proofRunId: run.id, status: "pendingApproval" }]);
		const listed = await api.ask("GET", `/certifications?tenant=lab&model=${model}`);
		expect(listed.json().items).toMatchObject([{ id, verifications: [{ status: "pendingApproval" }] }]);
		const agreed = await post(`/changes/${run.changeId}/approve`, { tenant: "lab", comment: "" }, approver);
		expect(agreed.json()).toMatchObject({ state: "applying", checks: [{ workflow: "reboot", check: "accepted" }] });
	});

	test("a device of another model or version proves nothing here", async () => {
		const { id } = await intake();
		const other = await addDevice(api.database, api.tenant.lab.tenant, { model: "Else", softwareVersion: "1.0.0" });
		const newer = await seen("1.0.1");
		for (const deviceId of [other, newer]) {
			const answer = await post(`/certifications/${id}/discovery`, { deviceId });
			expect([answer.statusCode, answer.json().code, answer.json().errors[0].pointer]).toEqual([
				422,
				"wrongDevice",
				"/deviceId",
			]);
		}
		expect((await post(`/certifications/${id}/discovery`, { deviceId: crypto.randomUUID() })).statusCode).toBe(404);
	});

	test("a discovery asks for methods and walks the device, as no person's operation", async () => {
		const { id } = await intake();
		await post(`/certifications/${id}/discovery`, { deviceId: device });
		const { items } = (await api.ask("GET", `/operations?tenant=lab&deviceId=${device}`)).json();
		expect(items.map((one: { kind: string; authority: string }) => [one.kind, one.authority])).toEqual([
			["discover", "run"],
			["getRpcMethods", "run"],
		]);
		expect(api.engine.calls).toContainEqual(["operationQueued", api.tenant.lab.tenant, device]);
		expect((await api.ask("GET", `/certifications/${id}/discovery`, { token: engineer })).json()).toMatchObject({
			status: "running",
			finishedAt: null,
			report: null,
		});
	});
});

describe("a canary", () => {
	test("says at the start on whom it acts, who takes it back, and what can't be", async () => {
		const id = await toCanary();
		expect(await get(id)).toMatchObject({
			stage: "canary",
			missing: ["the end of the canary"],
			canary: {
				...{ status: "running", tenant: "lab", model, firmwareRange: { versions: ["1.0.0"] } },
				...{ deviceIds: null, maxDevices: 2, joined: [], minOperations: 20, minDevices: 5 },
				...{ rollbackOwner: "engineer of lab", successFloor: 0.95, endedAt: null },
				irreversible: [expect.stringContaining("reboot")],
				endsAt: new Date(api.now.getTime() + 3_600_000).toISOString(),
			},
		});
		expect((await row()).stage).toBe("verification");
		await derive(api.tenant.lab.tenant, { ...KEY, model });
		expect((await row()).stage).toBe("canary");
	});

	test("is taken back by a user too, by email or id, who has a role in the tenant", async () => {
		const make = async (email: string, tenant: string) => {
			const body = { email, name: "n", password: PASSWORD, roles: [{ tenant, role: "noc" }] };
			return (await api.ask("POST", "/users", { body })).json().id;
		};
		const grace = await make("grace@example.org", "lab");
		await make("stranger@example.org", "other");
		const byEmail = await toCanary({ rollbackOwner: "Grace@example.org" });
		expect((await get(byEmail)).canary?.rollbackOwner).toBe("grace@example.org");
		await endCanary(byEmail, "stopped", []);
		await verify(byEmail);
		later();
		const again = (rollbackOwner: string) => post(`/certifications/${byEmail}/canary`, canaryOf({ rollbackOwner }));
		expect((await again("stranger@example.org")).json().code).toBe("ownerNotFound");
		expect((await again(grace)).statusCode).toBe(202);
		expect((await get(byEmail)).canary?.rollbackOwner).toBe("grace@example.org");
	});

	test.each<[string, object]>([
		["no rollback owner", { rollbackOwner: undefined }],
		["an empty rollback owner", { rollbackOwner: " " }],
		["no tenant", { tenant: undefined }],
		["no model", { model: undefined }],
		["no firmware range", { firmwareRange: undefined }],
		["no duration", { durationMinutes: undefined }],
		["no floor", { successFloor: undefined }],
		["a floor of 0", { successFloor: 0 }],
		["neither devices nor a number of them", { maxDevices: undefined }],
		["both devices and a number of them", { deviceIds: [crypto.randomUUID()] }],
		["no device", { maxDevices: undefined, deviceIds: [] }],
	])("needs each of its fields: %s is refused", async (_title, changes) => {
		const { id } = await intake();
		const answer = await post(`/certifications/${id}/canary`, canaryOf(changes));
		expect([answer.statusCode, answer.json().code]).toEqual([422, "invalidBody"]);
	});

	test.each<[string, () => object, string]>([
		["an owner whom nobody knows", () => ({ rollbackOwner: "nobody" }), "ownerNotFound"],
		["an owner of another tenant", () => ({ rollbackOwner: "engineer of other" }), "ownerNotFound"],
		["another model", () => ({ model: "AC-0" }), "wrongModel"],
		["another version", () => ({ firmwareRange: { versions: ["1.0.0", "9"] } }), "wrongVersion"],
		["a device that there is not", () => ({ maxDevices: undefined, deviceIds: [crypto.randomUUID()] }), "wrongDevice"],
	])("refuses %s", async (_title, changes, code) => {
		await api.token("engineer", "other");
		const { id } = await intake();
		await discover(id);
		await verify(id);
		const answer = await post(`/certifications/${id}/canary`, canaryOf(changes()));
		expect([answer.statusCode, answer.json().code]).toEqual([422, code]);
	});

	test("runs alone on its versions", async () => {
		const id = await toCanary({ maxDevices: undefined, deviceIds: [device, device] });
		expect((await get(id)).canary).toMatchObject({ deviceIds: [device], maxDevices: 1 });
		const again = await post(`/certifications/${id}/canary`, canaryOf());
		expect(again.json()).toMatchObject({ status: 409, detail: expect.stringContaining("running already") });
		const { id: other } = await intake();
		await discover(other);
		await verify(other);
		const beside = await post(`/certifications/${other}/canary`, canaryOf());
		expect(beside.json()).toMatchObject({ status: 409, code: "canaryRunning" });
	});

	test("that is paused asks: another may follow, or what it saw enough of is approved", async () => {
		const id = await toCanary();
		await endCanary(id, "paused", ["reboot"]);
		expect(await get(id)).toMatchObject({ stage: "canary", missing: [] });
		await post(`/certifications/${id}/canary`, canaryOf());
		expect((await get(id)).canary?.status).toBe("running");
		await endCanary(id, "paused", ["reboot"]);
		expect((await post(`/certifications/${id}/approve`, { comment: "so far" }, approver)).statusCode).toBe(200);
		await derive(api.tenant.lab.tenant, { ...KEY, model });
		const { workflows, status } = await row();
		expect([workflows.reboot.status, workflows.inventory.status, status]).toEqual(["green", "yellow", "yellow"]);
	});

	test("that was stopped leads back to verification", async () => {
		const id = await toCanary();
		await endCanary(id, "stopped", []);
		expect(await get(id)).toMatchObject({
			stage: "verification",
			missing: ["a verification on 1.0.0 since the setback"],
		});
		const refused = await post(`/certifications/${id}/approve`, { comment: "anyway" }, approver);
		expect(refused.statusCode).toBe(409);
		await verify(id);
		later();
		expect((await post(`/certifications/${id}/canary`, canaryOf())).statusCode).toBe(202);
	});
});

describe("an approval", () => {
	test("tells users apart, and a user's token from nobody but its user", async () => {
		const roles = [{ tenant: "lab", role: "admin" }];
		const session = async (email: string) => {
			await api.ask("POST", "/users", { body: { email, name: "n", password: PASSWORD, roles } });
			return { cookie: await signInAs(api, email), origin: PUBLIC_URL };
		};
		const [ada, ben] = [await session("ada@example.org"), await session("ben@example.org")];
		const ask = (headers: Record<string, string>, path: string, body: object) =>
			api.ask("POST", path, { token: null, headers, body });
		const made = await ask(ada, "/tokens", { name: "ada's", tenant: "lab", role: "admin" });
		const { id } = await intake();
		await discover(id);
		const started = await ask(ada, `/certifications/${id}/verification`, { deviceId: device });
		expect(started.statusCode).toBe(202);
		const approve = `/certifications/${id}/approve`;
		expect((await ask(ada, approve, { comment: "mine" })).json().code).toBe("sameApprover");
		expect((await post(approve, { comment: "mine" }, made.json().token)).json().code).toBe("sameApprover");
		// Another is refused for what is missing, no more for who asks.
		expect((await ask(ben, approve, { comment: "theirs" })).json().code).toBe("stageMissing");
	});

	test("comes from another person than the verification", async () => {
		const id = await toCanary();
		await endCanary(id, "passed", ["inventory", "reboot"]);
		later();
		const admin = await api.token("admin", "lab");
		const mine = await intake();
		await discover(mine.id);
		const started = await post(`/certifications/${mine.id}/verification`, { deviceId: device }, admin);
		expect(started.statusCode).toBe(202);
		const own = await post(`/certifications/${mine.id}/approve`, { comment: "mine" }, admin);
		expect([own.statusCode, own.json().code]).toEqual([403, "sameApprover"]);
		expect((await post(`/certifications/${id}/approve`, { comment: "yours" }, admin)).statusCode).toBe(200);
		expect(await get(id)).toMatchObject({
			stage: "certified",
			missing: [],
			cleared: [
				{ workflow: "inventory", softwareVersion: "1.0.0" },
				{ workflow: "reboot", softwareVersion: "1.0.0" },
			],
		});
		const twice = await post(`/certifications/${id}/approve`, { comment: "again" }, admin);
		expect(twice.json().detail).toContain("certified already");
	});

	test("needs a comment", async () => {
		const { id } = await intake();
		for (const body of [{}, { comment: "  " }]) {
			expect((await post(`/certifications/${id}/approve`, body, approver)).statusCode).toBe(422);
		}
	});
});

describe("who may", () => {
	const ALL: readonly (readonly [what: string, path: string])[] = [
		["certify", "/certifications"],
		["certify", "/certifications/:id/discovery"],
		["certify", "/certifications/:id/verification"],
		["canary", "/certifications/:id/canary"],
		["approve", "/certifications/:id/approve"],
		["certify", "/matrix/:id/lower"],
	];
	const HOLDERS: Readonly<Record<string, readonly Role[]>> = {
		certify: ["engineer", "admin"],
		canary: ["engineer", "admin"],
		approve: ["approver", "admin"],
	};
	test.each(ALL)("%s: %s", async (permission, path) => {
		const url = path.replace(":id", crypto.randomUUID());
		for (const role of ["viewer", "support", "noc", "engineer", "approver", "admin"] as const) {
			const answer = await post(url, {}, await api.token(role, "lab"));
			const may = HOLDERS[permission]?.includes(role);
			// Before the body is looked at.
			expect(answer.statusCode, role).toBe(may ? 422 : 403);
		}
		expect((await api.ask("POST", url, { body: {}, token: null })).statusCode).toBe(401);
	});

	test("another tenant's certification is none", async () => {
		const { id } = await intake();
		const stranger = await api.token("engineer", "other");
		for (const path of [`/certifications/${id}`, `/certifications/${id}/discovery`]) {
			expect((await api.ask("GET", path, { token: stranger })).statusCode).toBe(404);
		}
		expect((await post(`/certifications/${id}/discovery`, { deviceId: device }, stranger)).statusCode).toBe(404);
	});
});

test("certifications are listed newest first, by stage and model, in pages", async () => {
	const first = await intake();
	later();
	const second = await intake();
	await discover(second.id);
	const ids = async (query: string): Promise<string[]> =>
		(await api.ask("GET", `/certifications?${query}`, { token: engineer }))
			.json()
			.items.map(({ id }: { id: string }) => id);
	expect(await ids(`model=${model}`)).toEqual([second.id, first.id]);
	expect(await ids(`model=${model}&stage=discovery`)).toEqual([second.id]);
	const page = (await api.ask("GET", `/certifications?model=${model}&limit=1`, { token: engineer })).json();
	expect(await ids(`model=${model}&limit=1&cursor=${page.nextCursor}`)).toEqual([first.id]);
	expect((await api.ask("GET", "/certifications?stage=flying", { token: engineer })).statusCode).toBe(400);
});

describe("a person lowers a cell", () => {
	test("with a reason that is kept, and a certification goes back with it", async () => {
		const id = await toCanary();
		await endCanary(id, "passed", ["inventory", "reboot"]);
		await post(`/certifications/${id}/approve`, { comment: "good" }, approver);
		await derive(api.tenant.lab.tenant, { ...KEY, model });
		const green = await row();
		expect(green.status).toBe("green");
		later();
		const answer = await post(`/matrix/${green.id}/lower`, { workflow: "reboot", to: "red", reason: "it burns" });
		expect(answer.json()).toEqual({
			rowId: green.id,
			...{ workflow: "reboot", from: "green", to: "red", reason: "it burns", by: "engineer of lab" },
			at: api.now.toISOString(),
		});
		const [name, tenant, told] = api.engine.calls.at(-1) ?? [];
		expect([name, tenant]).toEqual(["cellLowered", api.tenant.lab.tenant]);
		expect(told).toMatchObject({ model, workflow: "reboot", pairs: green.covers, reason: "it burns" });
		await derive(api.tenant.lab.tenant, { ...KEY, model });
		const red = await row();
		expect(red).toMatchObject({ status: "red", stage: "verification" });
		expect(red.workflows.reboot).toMatchObject({
			status: "red",
			verdict: "proven",
			lowered: { cause: "person", by: "engineer of lab" },
		});
		expect(red.limitations).toEqual([{ code: "loweredByPerson", workflow: "reboot", text: "it burns" }]);
		const { items }: { items: MatrixChange[] } = (await api.ask("GET", `/matrix/${red.id}/history?tenant=lab`)).json();
		expect(items[0]).toMatchObject({
			before: { status: "green" },
			after: { status: "red" },
			cause: { type: "person", by: "engineer of lab" },
			reason: "it burns",
		});
		expect(await get(id)).toMatchObject({ stage: "verification" });
		expect((await get(id)).history.at(-1)).toMatchObject({
			action: "setback",
			by: "engineer of lab",
			detail: { reason: "it burns" },
		});
	});

	test("and never raises one", async () => {
		const { id, workflows } = await row();
		expect(workflows.reboot.status).toBe("unproven");
		const up = await post(`/matrix/${id}/lower`, { workflow: "reboot", to: "yellow", reason: "looks fine" });
		expect([up.statusCode, up.json().code]).toEqual([409, "notLower"]);
		const green = await post(`/matrix/${id}/lower`, { workflow: "reboot", to: "green", reason: "looks fine" });
		expect(green.statusCode).toBe(422);
		const silent = await post(`/matrix/${id}/lower`, { workflow: "reboot", to: "red", reason: "" });
		expect(silent.statusCode).toBe(422);
		expect(
			(await post(`/matrix/${crypto.randomUUID()}/lower`, { workflow: "reboot", to: "red", reason: "x" })).statusCode,
		).toBe(404);
	});
});

test("a version that was not proven says what is near it, as no proof", async () => {
	const { id } = await intake();
	await discover(id);
	await verify(id);
	await seen("1.0.1");
	const { items } = (await api.ask("GET", `/matrix?tenant=lab&model=${model}`)).json() as { items: MatrixRow[] };
	const unproven = items.find(({ firmwareRange }) => firmwareRange.from === "1.0.1");
	const proven = items.find(({ firmwareRange }) => firmwareRange.from === "1.0.0");
	expect(unproven).toMatchObject({
		status: "unproven",
		workflows: { reboot: { status: "unproven", verdict: null, provenOn: [], evidence: [] } },
		suggestion: {
			rowId: proven?.id,
			softwareVersion: "1.0.0",
			nearest: { reboot: { status: "yellow", verdict: "proven" } },
		},
	});
	expect(proven).not.toHaveProperty("suggestion");
	expect(
		(await api.ask("GET", "/matrix?tenant=lab&workflow=reboot&status=yellow&limit=500")).json().items,
	).not.toContainEqual(expect.objectContaining({ id: unproven?.id }));
});

test("a check that fails on every model is suspect itself", async () => {
	const fails = (...checks: string[]): Results =>
		Object.fromEntries(checks.map((check) => [check, { outcome: "fail", detail: "no" }]));
	for (let i = 0; i < 3; i++) {
		model = `SUSPECT-${i}`;
		device = await seen("1.0.0");
		const { id } = await intake();
		await discover(id);
		await verify(id, fails("reboot/commandKeyReturned", ...(i > 0 ? ["reboot/reRegisters"] : [])));
	}
	// Elsewhere in this file commandKeyReturned passes: only these three models count here.
	const scope = api.scope("lab");
	await scope.query({
		name: "test.forget",
		text: "delete from proof_check c where tenant = $1 and not exists (select 1 from proof_run r where r.tenant = $1 and r.id = c.run and r.subject->>'model' like 'SUSPECT%')",
	});
	const { items } = (await api.ask("GET", "/matrix/suspects?tenant=lab")).json();
	expect(items).toEqual([
		{
			workflow: "reboot",
			check: "commandKeyReturned",
			models: 3,
			runs: 3,
			text: expect.stringContaining("all 3 models"),
		},
	]);
	expect((await api.ask("GET", "/matrix/suspects")).json().items).toEqual([]);
});

test("a tenant says how old evidence may be, and how often the fleet must succeed", async () => {
	const tenant = async () => (await api.ask("GET", "/tenants/lab")).json();
	expect(await tenant()).toMatchObject({ evidenceMaxAgeDays: 365, fieldSuccessFloor: 0.95 });
	const change = (body: object) => api.ask("PATCH", "/tenants/lab", { body });
	expect((await change({ evidenceMaxAgeDays: 90, fieldSuccessFloor: 0.9 })).json()).toMatchObject({
		evidenceMaxAgeDays: 90,
	});
	expect(await tenant()).toMatchObject({ evidenceMaxAgeDays: 90, fieldSuccessFloor: 0.9 });
	expect(api.engine.calls.at(-1)).toEqual(["matrixPolicyChanged", api.tenant.lab.tenant]);
	for (const body of [{ evidenceMaxAgeDays: 0 }, { fieldSuccessFloor: 1.1 }])
		expect((await change(body)).statusCode).toBe(422);
});
