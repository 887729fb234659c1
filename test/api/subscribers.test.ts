import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openVariables } from "../../src/device/sealedProvisioning.ts";
import { readAudit } from "../../src/store/audit.ts";
import { findSubscriber, type SubscriberRow } from "../../src/store/subscribers.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { testVault } from "../support/vault.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const ABSENT = "00000000-0000-4000-8000-00000000dead";
let count = 0;

async function addSubscriber(changes: object = {}): Promise<string> {
	const body = { externalId: `C-${++count}`, name: "Ada", ...changes };
	const answer = await api.ask("POST", "/subscribers", { body });
	expect(answer.statusCode).toBe(201);
	return answer.json().id;
}

async function addSite(subscriberId: string, name = "home"): Promise<string> {
	const answer = await api.ask("POST", "/sites", { body: { subscriberId, name } });
	expect(answer.statusCode).toBe(201);
	return answer.json().id;
}

describe("a subscriber", () => {
	test("is added, read, changed and removed, and each is in the trail", async () => {
		const wanted = { externalId: "K 17/é", name: "Łucja", plan: "gold", variables: { vlan: "7", note: "=1+1" } };
		const made = await api.ask("POST", "/subscribers", { body: wanted });
		expect(made.statusCode).toBe(201);
		const { id } = made.json();
		expect(made.json()).toEqual({ id, ...wanted, suspended: null, createdAt: "2026-03-01T12:00:00.000Z" });
		expect((await api.ask("GET", `/subscribers/${id}`)).json()).toEqual(made.json());
		const changed = await api.ask("PATCH", `/subscribers/${id}`, { body: { plan: null, variables: { vlan: "8" } } });
		expect(changed.json()).toEqual({ ...made.json(), plan: null, variables: { vlan: "8" } });
		expect((await api.ask("DELETE", `/subscribers/${id}`)).statusCode).toBe(204);
		expect((await api.ask("GET", `/subscribers/${id}`)).statusCode).toBe(404);
		const trail = (await readAudit(api.scope("default"), { after: 0, limit: 500 })).filter(
			({ entry }) => entry.subscriberId === id,
		);
		expect(trail.map(({ entry }) => entry.action)).toEqual([
			"subscriber.create",
			"subscriber.patch",
			"subscriber.delete",
		]);
	});

	test("has secrets among its variables, that are sealed, not shown, and kept where the mark is sent back", async () => {
		const secret = { pppPassword: "hunter2", wifi_psk: "hunter3", "voice.key2": "hunter4" };
		const marks = { pppPassword: "[redacted]", wifi_psk: "[redacted]", "voice.key2": "[redacted]" };
		const body = { externalId: "S-1", name: "S", variables: { ...secret, vlan: "7", pin: "" } };
		const made = await api.ask("POST", "/subscribers", { body });
		expect(made.json().variables).toEqual({ ...marks, vlan: "7", pin: "" });
		const { id } = made.json();
		const stored = async () => {
			const row = (await findSubscriber(api.scope("default"), id)) as SubscriberRow;
			expect(JSON.stringify(row)).not.toContain("hunter");
			return openVariables(testVault, api.tenant.default.tenant, row.variables);
		};
		const patch = { ...marks, wifi_psk: "hunter5", vlan: "8" };
		expect((await api.ask("PATCH", `/subscribers/${id}`, { body: { variables: patch } })).json().variables).toEqual({
			...{ ...marks, vlan: "8" },
		});
		expect(await stored()).toEqual({ ...secret, wifi_psk: "hunter5", vlan: "8" });
		await api.ask("PATCH", `/subscribers/${id}`, { body: { name: "T" } });
		expect(await stored()).toEqual({ ...secret, wifi_psk: "hunter5", vlan: "8" });
		const unknown = { variables: { ...marks, adminPassword: "[redacted]" } };
		expect((await api.ask("PATCH", `/subscribers/${id}`, { body: unknown })).json()).toMatchObject({
			...{ status: 422, code: "redactedValue", errors: [{ pointer: "/variables/adminPassword" }] },
		});
		const { items } = (await api.ask("GET", "/subscribers?externalId=S-1")).json();
		const trail = await readAudit(api.scope("default"), { after: 0, limit: 500 });
		expect(JSON.stringify([items, trail])).not.toContain("hunter");
	});

	test("shares its external id with nobody in its tenant, but may elsewhere", async () => {
		await addSubscriber({ externalId: "twice" });
		const body = { externalId: "twice", name: "Eve" };
		const refused = await api.ask("POST", "/subscribers", { body });
		expect(refused.json()).toMatchObject({
			status: 409,
			code: "externalIdTaken",
			errors: [{ pointer: "/externalId" }],
		});
		expect((await api.ask("POST", "/subscribers?tenant=other", { body })).statusCode).toBe(201);
		const other = await addSubscriber();
		const patched = await api.ask("PATCH", `/subscribers/${other}`, { body: { externalId: "twice" } });
		expect(patched.json()).toMatchObject({
			status: 409,
			code: "externalIdTaken",
			errors: [{ pointer: "/externalId" }],
		});
	});

	test.each<[string, object, string]>([
		["without a name", { externalId: "x" }, "/name"],
		["an empty external id", { externalId: "  ", name: "x" }, "/externalId"],
		["a NUL in the name", { externalId: "x", name: "a\0b" }, "/name"],
		["half a character in the name", { externalId: "x", name: "a\ud800" }, "/name"],
		["a line end in a variable", { externalId: "x", name: "x", variables: { a: "1\n2" } }, "/variables/a"],
		["a variable that is no string", { externalId: "x", name: "x", variables: { a: 1 } }, "/variables/a"],
		["a nested variable", { externalId: "x", name: "x", variables: { a: { b: "1" } } }, "/variables/a"],
		["a variable's name with a space", { externalId: "x", name: "x", variables: { "a b": "1" } }, "/variables/a b"],
		["a variable that is too long", { externalId: "x", name: "x", variables: { a: "1".repeat(1025) } }, "/variables/a"],
		[
			"too many variables",
			{
				externalId: "x",
				name: "x",
				variables: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`v${i}`, ""])),
			},
			"/variables",
		],
		["a secret, which has no place yet", { externalId: "x", name: "x", secrets: {} }, "/secrets"],
	])("is refused, and pointed at: %s", async (_title, body, pointer) => {
		const answer = await api.ask("POST", "/subscribers", { body });
		expect([answer.statusCode, answer.json().errors?.[0]?.pointer]).toEqual([422, pointer]);
	});

	test("is found by external id, and by any part of it or of the name", async () => {
		const tenant = "tenant=lab";
		for (const [externalId, name] of [
			["A-1", "Ada Lovelace"],
			["A-2", "Grace 100%"],
			["B-1", "Edsger"],
		]) {
			await api.ask("POST", `/subscribers?${tenant}`, { body: { externalId, name } });
		}
		const found = async (query: string) =>
			(await api.ask("GET", `/subscribers?${tenant}&${query}`))
				.json()
				.items.map((item: { externalId: string }) => item.externalId);
		expect(await found("externalId=A-2")).toEqual(["A-2"]);
		expect(await found("externalId=A-")).toEqual([]);
		expect(await found("q=LOVE")).toEqual(["A-1"]);
		expect(await found("q=-1")).toEqual(["A-1", "B-1"]);
		expect(await found("q=0%25")).toEqual(["A-2"]);
		expect(await found("q=1%250")).toEqual([]);
		expect(await found("externalId=A-1&q=grace")).toEqual([]);
		const first = (await api.ask("GET", `/subscribers?${tenant}&limit=2`)).json();
		expect(await found(`limit=2&cursor=${first.nextCursor}`)).toEqual(["B-1"]);
	});
});

describe("a site", () => {
	test("is added to a subscriber, listed with it, changed and removed", async () => {
		const subscriberId = await addSubscriber();
		const other = await addSubscriber();
		await addSite(other);
		const made = await api.ask("POST", "/sites", { body: { subscriberId, name: "shop", address: "Main St 1" } });
		const { id } = made.json();
		expect(made.json()).toEqual({
			id,
			subscriberId,
			name: "shop",
			address: "Main St 1",
			createdAt: "2026-03-01T12:00:00.000Z",
		});
		expect((await api.ask("GET", `/sites?subscriberId=${subscriberId}`)).json().items).toEqual([made.json()]);
		const changed = await api.ask("PATCH", `/sites/${id}`, { body: { address: null } });
		expect(changed.json()).toEqual({ ...made.json(), address: null });
		expect((await api.ask("DELETE", `/sites/${id}`)).statusCode).toBe(204);
		expect((await api.ask("GET", `/sites/${id}`)).statusCode).toBe(404);
	});

	test("needs a subscriber of its tenant, and a name of its own there", async () => {
		const subscriberId = await addSubscriber();
		await addSite(subscriberId, "home");
		const office = await addSite(subscriberId, "office");
		const nobody = await api.ask("POST", "/sites", { body: { subscriberId: ABSENT, name: "x" } });
		expect(nobody.json()).toMatchObject({ status: 422, code: "subscriberNotFound" });
		const elsewhere = await api.ask("POST", "/sites?tenant=other", { body: { subscriberId, name: "x" } });
		expect(elsewhere.json()).toMatchObject({ status: 422, code: "subscriberNotFound" });
		const twice = await api.ask("POST", "/sites", { body: { subscriberId, name: "home" } });
		expect(twice.json()).toMatchObject({ status: 409, code: "nameTaken", errors: [{ pointer: "/name" }] });
		const renamed = await api.ask("PATCH", `/sites/${office}`, { body: { name: "home" } });
		expect(renamed.json()).toMatchObject({ status: 409, code: "nameTaken" });
	});
});

test("what others hang on is not removed, and it is said what hangs there", async () => {
	const subscriberId = await addSubscriber();
	const siteId = await addSite(subscriberId);
	const device = await addDevice(api.database, api.tenant.default.tenant);
	await api.scope("default").query(
		{
			name: "test.link",
			text: "update device set site_id = $3, subscriber_id = $4 where tenant = $1 and id = $2",
		},
		[device, siteId, subscriberId],
	);
	expect((await api.ask("DELETE", `/sites/${siteId}`)).json()).toMatchObject({
		status: 409,
		code: "siteInUse",
		detail: "this site still has 1 device: remove them first",
	});
	expect((await api.ask("DELETE", `/subscribers/${subscriberId}`)).json()).toMatchObject({
		status: 409,
		code: "subscriberInUse",
		detail: "this subscriber still has 1 site and 1 device: remove them first",
	});
	expect((await api.ask("GET", `/sites/${siteId}`)).statusCode).toBe(200);
	expect((await api.ask("GET", `/subscribers/${subscriberId}`)).statusCode).toBe(200);
});

test("reading asks for `read`, writing for `config`, before the body is looked at", async () => {
	const viewer = await api.token("viewer");
	const id = await addSubscriber();
	expect((await api.ask("GET", `/subscribers/${id}`, { token: viewer })).statusCode).toBe(200);
	const options = { token: viewer, body: "{ not json", headers: { "content-type": "application/json" } };
	for (const [method, path] of [
		["POST", "/subscribers"],
		["PATCH", `/subscribers/${id}`],
		["DELETE", `/subscribers/${ABSENT}`],
		["POST", "/sites"],
		["PATCH", `/sites/${ABSENT}`],
		["DELETE", `/sites/${ABSENT}`],
	] as const) {
		expect([method, path, (await api.ask(method, path, options)).statusCode]).toEqual([method, path, 403]);
	}
	const noc = await api.token("noc");
	expect((await api.ask("PATCH", `/subscribers/${id}`, { token: noc, body: { name: "Eva" } })).statusCode).toBe(200);
});

test("another tenant's are not there", async () => {
	const subscriberId = await addSubscriber();
	const siteId = await addSite(subscriberId);
	for (const path of [`/subscribers/${subscriberId}`, `/sites/${siteId}`]) {
		for (const method of ["GET", "PATCH", "DELETE"] as const) {
			const body = method === "PATCH" ? { body: { name: "mine" } } : {};
			expect([path, (await api.ask(method, `${path}?tenant=other`, body)).statusCode]).toEqual([path, 404]);
		}
	}
});

test("a subscriber that is asked for twice with one key is added once", async () => {
	const request = { body: { externalId: "once", name: "x" }, headers: { "idempotency-key": "k1" } };
	const first = await api.ask("POST", "/subscribers", request);
	const second = await api.ask("POST", "/subscribers", request);
	expect([second.statusCode, second.json().id]).toEqual([201, first.json().id]);
});
