/** Nobody agrees to his own change, nor makes his own way to it by a policy, a token or a user made again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApprovalPolicyPatch, Change } from "../../src/shared/changes.ts";
import type { Role } from "../../src/shared/common.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { PASSWORD, signInAs, trailOf } from "../support/people.ts";

let api: TestApi;
let device: string;
let ada: string;
let bob: string;
const tenant = "default";
const DAY_MS = 86_400_000;

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
	// What was loosened in another test is long past.
	api.now = new Date(api.now.getTime() + 3 * DAY_MS);
	ada = await api.token("admin");
	bob = await api.token("admin");
	await loosen({ config: { approvals: 1, waivedForOneDevice: false, approverRoles: null } }, bob);
	api.now = new Date(api.now.getTime() + 3 * DAY_MS);
});

const loosen = async (policy: Omit<ApprovalPolicyPatch, "tenant">, token: string) => {
	const answer = await api.ask("PATCH", `/tenants/${tenant}/approval-policy`, { body: policy, token });
	expect(answer.statusCode, answer.body).toBe(200);
};
const WAIVED = { config: { waivedForOneDevice: true } };

async function propose(token: string): Promise<Change> {
	const set = [{ path: "Device.DeviceInfo.ProvisioningCode", value: "x" }];
	const body = { deviceIds: [device], set, reason: "a test" };
	const answer = await api.ask("POST", "/changes", { body, token });
	expect(answer.statusCode, answer.body).toBe(201);
	return (await api.ask("POST", `/changes/${answer.json().id}/submit`, { token })).json();
}
const approve = (id: string, token: string) =>
	api.ask("POST", `/changes/${id}/approve`, { body: { comment: "seen" }, token });
async function mint(by: string, role: Role = "admin"): Promise<string> {
	const body = { tenant, name: `minted ${crypto.randomUUID()}`, role };
	const answer = await api.ask("POST", "/tokens", { body, token: by });
	expect(answer.statusCode, answer.body).toBe(201);
	return answer.json().token;
}

describe("who loosens the approval policy", () => {
	test("has it as it was for a day, and everybody else as it is at once", async () => {
		await loosen(WAIVED, ada);
		expect((await propose(bob)).state).toBe("approved");
		expect(await propose(ada)).toMatchObject({ state: "pendingApproval", approvalsNeeded: 1 });
		api.now = new Date(api.now.getTime() + DAY_MS - 1000);
		expect((await propose(ada)).state).toBe("pendingApproval");
		api.now = new Date(api.now.getTime() + 2000);
		expect((await propose(ada)).state).toBe("approved");
		const loosened = (await trailOf(api, tenant)).filter(({ action }) => action === "tenant.approvalPolicy");
		expect(loosened.at(-1)).toMatchObject({ detail: { config: { waivedForOneDevice: true }, loosened: true } });
	});

	test("gets nothing of it for what he has proposed already", async () => {
		await loosen({ config: { approverRoles: ["approver"] } }, bob);
		const { id } = await propose(ada);
		await loosen({ config: { approverRoles: null } }, ada);
		expect((await approve(id, bob)).json().code).toBe("wrongApprover");
		expect((await approve(id, await api.token("approver"))).json().state).toBe("approved");
	});

	test("has the strictest of all that he has loosened since, whatever the order", async () => {
		await loosen({ config: { approvals: 3 } }, bob);
		await loosen({ config: { approvals: 2 } }, ada);
		await loosen({ config: { approvals: 1, waivedForOneDevice: true } }, ada);
		expect(await propose(ada)).toMatchObject({ state: "pendingApproval", approvalsNeeded: 3 });
	});

	test("may make it stricter, which holds at once", async () => {
		await loosen({ config: { approvals: 2 } }, ada);
		expect((await propose(ada)).approvalsNeeded).toBe(2);
		expect((await propose(bob)).approvalsNeeded).toBe(2);
	});

	test("does so by a token that he minted as well", async () => {
		await loosen(WAIVED, await mint(ada));
		expect((await propose(ada)).state).toBe("pendingApproval");
	});
});

describe("a token", () => {
	test("that the author minted does not agree for him, nor one that this one has minted", async () => {
		const { id } = await propose(api.adminToken);
		const minted = await mint(api.adminToken);
		for (const token of [minted, await mint(minted)]) {
			expect((await approve(id, token)).json()).toMatchObject({ status: 403, code: "sameApprover" });
		}
		expect((await approve(id, bob)).json().state).toBe("approved");
	});

	test("proposes nothing that who minted it could agree to", async () => {
		const { id } = await propose(await mint(api.adminToken));
		expect((await approve(id, api.adminToken)).json().code).toBe("sameApprover");
		expect((await approve(id, bob)).json().state).toBe("approved");
	});
});

describe("a user", () => {
	async function make(email: string): Promise<{ id: string; cookie: string }> {
		const roles = [{ tenant, role: "admin" }];
		const answer = await api.ask("POST", "/users", { body: { email, name: "Eve", password: PASSWORD, roles } });
		expect(answer.statusCode, answer.body).toBe(201);
		return { id: answer.json().id, cookie: await signInAs(api, email) };
	}
	const as = (cookie: string) => ({ token: null, headers: { cookie, origin: "http://certus.test:8080" } });

	test("who was deleted and made again under the same email is who he was", async () => {
		const eve = await make("eve@example.org");
		const body = { tenant, name: "Eve's", role: "admin" };
		const { token } = (await api.ask("POST", "/tokens", { ...as(eve.cookie), body })).json();
		const { id } = await propose(token);
		expect((await api.ask("DELETE", `/users/${eve.id}`)).statusCode).toBe(204);
		const again = await make("eve@example.org");
		expect(again.id).not.toBe(eve.id);
		const own = await api.ask("POST", `/changes/${id}/approve`, { ...as(again.cookie), body: { comment: "me" } });
		expect(own.json()).toMatchObject({ status: 403, code: "sameApprover" });
		const mallory = await make("mallory@example.org");
		const other = await api.ask("POST", `/changes/${id}/approve`, { ...as(mallory.cookie), body: { comment: "ok" } });
		expect(other.json().state).toBe("approved");
	});

	test("whose email somebody had before has none of that one's tokens", async () => {
		const eve = await make("eva@example.org");
		const body = { tenant, name: "Eva's", role: "admin" };
		const { token } = (await api.ask("POST", "/tokens", { ...as(eve.cookie), body })).json();
		await api.ask("DELETE", `/users/${eve.id}`);
		await make("eva@example.org");
		expect((await api.ask("GET", "/devices", { token })).statusCode).toBe(403);
	});
});
