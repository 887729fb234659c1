import { afterAll, beforeAll, expect, test } from "vitest";
import { newSecret } from "../../src/app/secretsKey.ts";
import { systemRandom } from "../../src/systemEdges.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { namesIn, openSystem, type TestSystem, until } from "./support.ts";

const NAME = "Device.DeviceInfo.ModelName";

/** Two processes on one database: what one does is unknown to the other but for the store. */
let database: TestDatabase;
let here: TestSystem;
let there: TestSystem;
beforeAll(async () => {
	database = await openTestDatabase();
	const shared = { CERTUS_DATABASE_URL: database.url, CERTUS_SECRETS_KEY: newSecret(systemRandom) };
	here = await openSystem(shared);
	there = await openSystem(shared);
});
afterAll(async () => {
	await here?.[Symbol.asyncDispose]();
	await there?.[Symbol.asyncDispose]();
	await database?.[Symbol.asyncDispose]();
});

test("an operation that one takes is sent in the next session of a device that the other remembers", async () => {
	const cpe = await here.knownCpe();
	for (let i = 0; i < 2; i++) expect(await cpe.session()).toEqual([]);
	const id = await there.api.queue("lab", cpe.deviceId, "read", { paths: [NAME] });
	expect((await cpe.session()).flatMap(namesIn)).toEqual([NAME]);
	await there.api.reaches("lab", id, "succeeded");
	expect(await cpe.session()).toEqual([]);
	expect(await here.api.sessions("lab", cpe.deviceId)).toHaveLength(5);
});

test("a device that one removes is a new one to the other that remembers it", async () => {
	const cpe = await here.knownCpe();
	await cpe.session();
	await there.api.must("DELETE", `/devices/${cpe.deviceId}?tenant=lab`);
	expect((await cpe.session()).length).toBeGreaterThan(0);
	expect(await here.api.sessions("lab", cpe.deviceId)).toHaveLength(1);
});

test("a device that goes to and fro has all its sessions, each once", async () => {
	const cpe = await here.knownCpe();
	const away = there.cpe({ serialNumber: cpe.serialNumber });
	for (const one of [cpe, away, cpe, cpe, away, cpe]) expect(await one.session()).toEqual([]);
	const sessions = await there.api.sessions("lab", cpe.deviceId);
	expect(sessions.map(({ outcome }) => outcome)).toEqual(Array(7).fill("done"));
});

test("what one is told of policies and provisioning the other knows without a restart", async () => {
	const config = { approvals: 3 };
	await there.api.must("PATCH", "/tenants/default/approval-policy", { config });
	const policy = () => here.api.get<{ config: { approvals: number } }>("/tenants/default/approval-policy");
	await until("the policy", async () => (await policy()).config.approvals === 3);

	const path = "Device.DeviceInfo.ProvisioningCode";
	const known = await here.knownCpe();
	const parameters = [{ path, value: "theirs" }];
	const selector = { productClass: known.options.productClass };
	await there.api.must("POST", "/provisioning-profiles", { tenant: "lab", name: "code", selector, parameters });
	await until("the wish", async () => {
		const fresh = here.cpe();
		await fresh.session(["0 BOOTSTRAP", "1 BOOT"]);
		const { id } = await here.api.device("lab", fresh.serialNumber);
		const query = `/changes?tenant=lab&deviceId=${id}`;
		return (await here.api.get<{ items: unknown[] }>(query)).items.length > 0;
	});
});

test("of a tenant that one deletes the other takes no device any more, as of one that there never was", async () => {
	await there.api.must("POST", "/tenants", { slug: "brief", name: "Brief", simulated: true });
	const post = async (slug: string) => (await fetch(here.cwmpUrl(slug), { method: "POST", body: "<a/>" })).status;
	const unknown = await post("never");
	await until("the tenant", async () => (await post("brief")) !== unknown);
	const cpe = here.cpe({ tenant: "brief" });
	await cpe.session(["0 BOOTSTRAP", "1 BOOT"]);
	const { id } = await here.api.device("brief", cpe.serialNumber);
	await there.api.must("DELETE", `/devices/${id}?tenant=brief`);
	await there.api.must("DELETE", "/tenants/brief");
	await until("the end", async () => (await post("brief")) === unknown);
	expect(unknown).toBe(404);
	expect(await post("default")).not.toBe(404);
});
