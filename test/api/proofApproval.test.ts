/** Proof runs on field devices: what would write or reboot waits until other people have agreed to exactly that. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Change } from "../../src/shared/changes.ts";
import type { ProofInputs, ProofRun, Workflow } from "../../src/shared/proof.ts";
import { insertFile } from "../../src/store/files.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { trailOf } from "../support/people.ts";

let api: TestApi;
let engineer: string;
let approver: string;
let other: string;
let field: string;

beforeAll(async () => {
	api = await openTestApi();
	engineer = await api.token("engineer");
	approver = await api.token("approver");
	other = await api.token("approver");
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
	field = await addDevice(api.database, api.tenant.default.tenant);
	const shipped = { approvals: 1, approverRoles: null };
	await api.ask("PATCH", "/tenants/default/approval-policy", { body: { config: shipped, reboot: shipped } });
});

const requestApproval = { reason: "ticket 4711" };
const create = (
	workflows: readonly Workflow[],
	inputs: Partial<ProofInputs> = {},
	more: object = { requestApproval },
) => api.ask("POST", "/proof-runs", { body: { deviceId: field, workflows, inputs, ...more }, token: engineer });
async function pending(workflows: readonly Workflow[], inputs: Partial<ProofInputs> = {}): Promise<ProofRun> {
	const answer = await create(workflows, inputs);
	expect(answer.statusCode, answer.body).toBe(202);
	return answer.json();
}
const run = async ({ id }: ProofRun): Promise<ProofRun> => (await api.ask("GET", `/proof-runs/${id}`)).json();
const change = async ({ changeId }: ProofRun): Promise<Change> => (await api.ask("GET", `/changes/${changeId}`)).json();
const decide = (one: ProofRun, decision: string, token = approver) =>
	api.ask("POST", `/changes/${one.changeId}/${decision}`, { body: { comment: "seen" }, token });
const told = (one: ProofRun) => api.engine.calls.filter(([name, , id]) => name === "proofRunChanged" && id === one.id);

async function addImage(changes: object = {}): Promise<string> {
	const id = crypto.randomUUID();
	await insertFile(api.scope("default"), {
		...{ id, kind: "firmware", name: "image.bin", vendor: "Acme", model: "AC-1", hardwareVersions: ["*"] },
		...{ version: "2.0.0", fromVersions: null, fileType: "1 Firmware Upgrade Image", sizeBytes: 1 },
		...{ digest: `sha256:${"0".repeat(64)}`, createdAt: api.now },
		...changes,
	} as Parameters<typeof insertFile>[1]);
	return id;
}

describe("asking for it", () => {
	test("without a request it is refused, and the refusal names the checks and what would lift it", async () => {
		const answer = await create(["inventory", "reboot", "config"], {}, {});
		expect(answer.json()).toMatchObject({ status: 409, code: "notLab" });
		for (const word of ["reboot.accepted", "config.applied", "lab", "requestApproval"]) {
			expect(answer.json().detail).toContain(word);
		}
	});

	test("the run waits, and its change lists exactly the checks that would write or reboot", async () => {
		const one = await pending(["inventory", "diagnostics", "reboot", "config"], {
			configValues: [{ path: "Device.DeviceInfo.ProvisioningCode", value: "B2B" }],
		});
		expect(one).toMatchObject({ status: "pendingApproval", changeId: expect.any(String) });
		expect(told(one)).toEqual([]);
		const asked = await change(one);
		expect(asked).toMatchObject({
			...{ state: "pendingApproval", action: "config", kind: "set", reason: "ticket 4711", approvalsNeeded: 1 },
			...{ proofRunId: one.id, devices: { total: 1, waiting: 1 }, risks: expect.arrayContaining(["notProven"]) },
			checks: [
				{ workflow: "config", check: "applied", kinds: ["set", "reboot"] },
				{ workflow: "config", check: "atomic", kinds: ["set"] },
				{ workflow: "config", check: "rolledBack", kinds: ["set", "reboot"] },
				{ workflow: "reboot", check: "accepted", kinds: ["reboot"] },
			],
		});
		expect(asked.items).toContainEqual(
			expect.objectContaining({ path: "Device.DeviceInfo.ProvisioningCode", after: "B2B" }),
		);
		expect(await trailOf(api, "default")).toContainEqual(
			expect.objectContaining({ action: "proofRun.create", outcome: "pendingApproval", deviceId: field }),
		);
		const waiting = (await api.ask("GET", "/proof-runs?status=pendingApproval")).json();
		expect(waiting.items.map(({ id }: ProofRun) => id)).toContain(one.id);
	});

	test.each<[string, readonly Workflow[], Partial<ProofInputs>]>([
		["one that only reads", ["inventory", "hostsWifi", "diagnostics"], {}],
		["a factory reset that the inputs do not allow", ["factoryReset"], {}],
		["firmware without an image", ["firmware"], {}],
	])("%s waits for nobody", async (_title, workflows, inputs) => {
		expect((await pending(workflows, inputs)).status).toBe("queued");
	});

	test("a factory reset is agreed to as what it is, and no policy waives that", async () => {
		const one = await pending(["factoryReset", "reboot"], { allowFactoryReset: true });
		expect(await change(one)).toMatchObject({
			...{ action: "factoryReset", kind: "factoryReset", approvalsNeeded: 1 },
			warnings: expect.arrayContaining([expect.stringContaining("factory reset")]),
		});
		const alone = await pending(["reboot"]);
		expect((await change(alone)).approvalsNeeded).toBe(1);
	});

	test("the strictest policy of all that it does holds", async () => {
		await api.ask("PATCH", "/tenants/default/approval-policy", {
			body: { reboot: { approvals: 2 }, config: { approverRoles: ["approver"] } },
		});
		const one = await pending(["config"]);
		expect((await change(one)).approvalsNeeded).toBe(2);
		const admin = await api.token("admin");
		expect((await decide(one, "approve", admin)).json().code).toBe("wrongApprover");
		expect((await decide(one, "approve")).json().state).toBe("pendingApproval");
		expect((await decide(one, "approve", other)).json().state).toBe("applying");
	});

	test("who lacks the permission of what it does can't ask for it", async () => {
		const permissions = ["read", "operate", "certify", "config"];
		const tenant = "default";
		await api.ask("POST", "/roles", { body: { tenant, name: "prover", permissions } });
		const made = await api.ask("POST", "/tokens", { body: { tenant, name: "prover", role: "prover" } });
		expect(made.statusCode, made.body).toBe(201);
		const { token } = made.json();
		const body = { deviceId: field, workflows: ["config"], requestApproval };
		const answer = await api.ask("POST", "/proof-runs", { body, token });
		expect(answer.json()).toMatchObject({ status: 403, code: "forbidden", detail: expect.stringContaining("reboot") });
	});

	test.each<[string, object, string]>([
		["of another model", { model: "AC-2" }, "model"],
		["of another hardware", { hardwareVersions: ["HW9"] }, "hardwareVersions"],
		["that goes on from another version", { fromVersions: ["0.9"] }, "fromVersions"],
	])("an image %s is refused", async (_title, changes, field_) => {
		const answer = await create(["firmware"], { firmwareFileId: await addImage(changes) });
		expect(answer.json()).toMatchObject({ status: 409, code: "wrongImage", detail: expect.stringContaining(field_) });
	});

	test("the way back goes on from what was flashed", async () => {
		const firmwareFileId = await addImage();
		const back = await addImage({ version: "1.0.0", fromVersions: ["2.0.0"] });
		expect((await pending(["firmware"], { firmwareFileId, returnFirmwareFileId: back })).status).toBe(
			"pendingApproval",
		);
		const both = await change(await pending(["firmware"], { firmwareFileId, returnFirmwareFileId: back }));
		const says = (after: string) => expect.objectContaining({ path: "", after: expect.stringContaining(after) });
		expect(both.items).toContainEqual(says("image.bin, version 2.0.0"));
		expect(both.items).toContainEqual(says("image.bin, version 1.0.0"));
		const oneWay = await change(await pending(["firmware"], { firmwareFileId }));
		expect(oneWay.items).toContainEqual(says("no way back"));
		const never = await addImage({ version: "1.0.0", fromVersions: ["1.0.0"] });
		const answer = await create(["firmware"], { firmwareFileId, returnFirmwareFileId: never });
		expect(answer.json()).toMatchObject({ code: "wrongImage", errors: [{ pointer: "/inputs/returnFirmwareFileId" }] });
	});
});

describe("agreeing to it", () => {
	test("its author can't; another person's word queues it, once", async () => {
		const one = await pending(["reboot"]);
		const admin = await api.token("admin");
		const own = await api.ask("POST", "/proof-runs", {
			body: { deviceId: field, workflows: ["reboot"], requestApproval },
			token: admin,
		});
		expect((await decide(own.json(), "approve", admin)).json().code).toBe("sameApprover");
		expect((await decide(one, "approve", engineer)).statusCode).toBe(403);
		expect((await decide(one, "approve")).json()).toMatchObject({ state: "applying", proofRunId: one.id });
		expect((await run(one)).status).toBe("queued");
		expect(told(one)).toHaveLength(1);
		expect((await decide(one, "approve", other)).json().code).toBe("wrongState");
		expect(told(one)).toHaveLength(1);
		const trail = (await trailOf(api, "default")).map(({ action }) => action);
		expect(trail).toEqual(expect.arrayContaining(["change.approve", "change.apply"]));
	});

	test("a refusal ends the run", async () => {
		const one = await pending(["reboot"]);
		expect((await decide(one, "reject")).json().state).toBe("rejected");
		expect((await run(one)).status).toBe("cancelled");
		expect((await decide(one, "approve", other)).json().code).toBe("wrongState");
	});

	test("too late is too late", async () => {
		const one = await pending(["reboot"]);
		const before = api.now;
		api.now = new Date(api.now.getTime() + 8 * 86_400_000);
		expect((await decide(one, "approve")).json().code).toBe("expired");
		api.now = before;
	});

	test("it can't be applied or taken back like values", async () => {
		const one = await pending(["config"]);
		const { previewDigest } = await change(one);
		const apply = await api.ask("POST", `/changes/${one.changeId}/apply`, { body: { previewDigest }, token: engineer });
		expect(apply.json().code).toBe("notApproved");
		await decide(one, "approve");
		const back = await api.ask("POST", `/changes/${one.changeId}/rollback`, { token: engineer });
		expect(back.json().code).toBe("notReversible");
	});
});

describe("withdrawing it", () => {
	test.each(["pendingApproval", "queued"])("a %s run that is cancelled takes its change along", async (status) => {
		const one = await pending(["reboot"]);
		if (status === "queued") await decide(one, "approve");
		const answer = await api.ask("POST", `/proof-runs/${one.id}/cancel`, { token: engineer });
		expect(answer.json().status).toBe("cancelled");
		expect(await change(one)).toMatchObject({ state: "cancelled", failure: { code: "cancelled" } });
		expect((await decide(one, "approve", other)).json().code).toBe("wrongState");
	});

	test("a change that is cancelled takes its run along", async () => {
		const one = await pending(["reboot"]);
		const answer = await api.ask("POST", `/changes/${one.changeId}/cancel`, { token: engineer });
		expect(answer.json().state).toBe("cancelled");
		expect((await run(one)).status).toBe("cancelled");
	});
});
