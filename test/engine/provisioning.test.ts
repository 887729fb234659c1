import { afterAll, beforeAll, expect, test } from "vitest";
import { sealParameters } from "../../src/device/sealedProvisioning.ts";
import type { LiveSession } from "../../src/engine/liveSession.ts";
import { createProvisioning } from "../../src/engine/provisioning.ts";
import { type ChangeRow, findChange, listChanges, moveChange } from "../../src/store/changes.ts";
import { findDevice, type KnownDevice } from "../../src/store/devices.ts";
import { insertProvisioningProfile } from "../../src/store/provisioningProfiles.ts";
import { listTimeline } from "../../src/store/timeline.ts";
import { systemRandom } from "../../src/systemEdges.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

const CODE = "Device.DeviceInfo.ProvisioningCode";
const MINUTE = 60_000;

let database: TestDatabase;
let now = new Date("2026-03-01T12:00:00Z");

beforeAll(async () => {
	database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A tenant with one profile, whose changes end as they are begun. */
async function provisioning(
	slug: string,
	endsAs: "applied" | "failed" = "applied",
	waivedForOneDevice = false,
	path = CODE,
) {
	const approvalPolicy = waivedForOneDevice ? { config: { waivedForOneDevice } } : {};
	const tenant = { ...(await addTenant(database, { slug })), approvalPolicy };
	const scope = database.scope(tenant.tenant);
	const parameters = [{ path, value: path === CODE ? "wished" : "0" }];
	const profile = {
		id: crypto.randomUUID(),
		name: "p",
		priority: 0,
		enabled: true,
		selector: { vendor: "Acme" },
		parameters,
	};
	const sealed = sealParameters(testVault, scope.tenant, parameters);
	await insertProvisioningProfile(scope, {
		...profile,
		parameters: sealed,
		onDrift: true,
		createdAt: now,
		updatedAt: now,
	});
	const engine = createProvisioning({
		vault: testVault,
		...{ database, clock: () => now, random: systemRandom, treeOf: async () => new Map() },
		async begin(_tenant, id) {
			await moveChange(scope, id, endsAs, { finishedAt: now });
			const text = "update change_device set state = $2 where change = $1";
			await database.query({ name: "test.end", text }, [id, endsAs]);
		},
	});
	await engine.load();
	const device = () =>
		addDevice(database, tenant.tenant, { parameters: [[CODE, "theirs", "xsd:string"]], lastInformAt: now });
	const session = async (id: string, firstContactTried = false): Promise<LiveSession> => {
		const known = (await findDevice(scope, id)) as KnownDevice;
		const settled = { ...known, setup: { settings: "done" as const } };
		return { ...{ device: settled, tenant, firstContactTried, rpcs: 0, startedAt: now } } as LiveSession;
	};
	const changes = (): Promise<ChangeRow[]> => listChanges(scope, {}, { before: null, limit: 500 });
	return { engine, scope, device, session, changes };
}

test("a device that is changed back each time is corrected three times, and then no more", async () => {
	const { engine, scope, device, session, changes } = await provisioning("drift", "applied", true);
	const id = await device();
	const offers: boolean[] = [];
	for (let i = 0; i < 8; i++) {
		offers.push(await engine.offer(await session(id)));
		now = new Date(now.getTime() + 6 * MINUTE);
	}
	expect(offers).toEqual([true, false, true, false, true, false, false, false]);
	expect(await changes()).toHaveLength(3);
	now = new Date(now.getTime() + 48 * 60 * MINUTE);
	expect(await engine.offer(await session(id))).toBe(false);
	const told = await listTimeline(scope, id, { before: null, limit: 100 });
	expect(told.filter(({ type }) => type === "provisioningStopped")).toHaveLength(1);
	// It begins anew: so does the profile.
	expect(await engine.offer(await session(id, true))).toBe(true);
	now = new Date(now.getTime() + 11 * MINUTE);
	expect(await engine.offer(await session(id))).toBe(true);
});

test("as shipped a correction of drift waits for another person, once a device", async () => {
	const { engine, scope, device, session, changes } = await provisioning("asked");
	const id = await device();
	for (let i = 0; i < 5; i++) {
		expect(await engine.offer(await session(id))).toBe(false);
		now = new Date(now.getTime() + 11 * MINUTE);
	}
	const [asked, ...more] = await changes();
	expect(more).toEqual([]);
	expect(asked).toMatchObject({
		...{ state: "pendingApproval", approvalsNeeded: 1, author: "certus", isProvisioning: true },
		...{ appliedAt: null, risks: ["notProven"] },
	});
	// A bootstrap waits for nobody, and brings all that is wished.
	expect(await engine.offer(await session(id, true))).toBe(true);
	expect(await findChange(scope, asked?.id as string)).toMatchObject({
		...{ state: "cancelled", failure: { code: "superseded" } },
	});
	expect((await changes()).map(({ state }) => state)).toEqual(["applied", "cancelled"]);
});

test("what may cut a device off from the internet says so to who agrees to its correction", async () => {
	const path = "Device.PPP.Interface.1.Enable";
	const { engine, session, changes, scope } = await provisioning("cut", "applied", false, path);
	const id = await addDevice(database, scope.tenant, { parameters: [[path, "1", "xsd:boolean"]], lastInformAt: now });
	expect(await engine.offer(await session(id))).toBe(false);
	expect((await changes())[0]).toMatchObject({ state: "pendingApproval", risks: ["losesConnectivity", "notProven"] });
});

test("one session is asked about once", async () => {
	const { engine, device, session } = await provisioning("once", "applied", true);
	const one = await session(await device());
	expect([await engine.offer(one), await engine.offer(one)]).toEqual([true, false]);
});

test("after as many failures in a row as the policy has it somebody has to agree", async () => {
	const { engine, scope, device, session, changes } = await provisioning("failing", "failed");
	for (let i = 0; i < 6; i++) await engine.offer(await session(await device(), true));
	const states = (await changes()).map(({ state, approvalsNeeded }) => [state, approvalsNeeded]);
	expect(states).toEqual([["pendingApproval", 1], ...Array.from({ length: 5 }, () => ["failed", 0])]);
	const [waiting] = await changes();
	expect(await findChange(scope, waiting?.id as string)).toMatchObject({ isProvisioning: true, author: "certus" });
});

test("a device in quarantine, or of a tenant without profiles, is left alone", async () => {
	const { engine, device, session } = await provisioning("quiet");
	const one = await session(await device());
	expect(await engine.offer({ ...one, device: { ...one.device, quarantined: true } })).toBe(false);
	const other = await addTenant(database, { slug: "none" });
	expect(await engine.offer({ ...one, tenant: other })).toBe(false);
});

test("what would cut a device off from its ACS is never a profile's to do: it says so, once", async () => {
	const path = "Device.IP.Interface.1.Enable";
	const { engine, session, changes, scope } = await provisioning("way", "applied", true, path);
	const id = await addDevice(database, scope.tenant, {
		connectionRequestUrl: "http://100.64.1.2:7547/",
		parameters: [
			[path, "1", "xsd:boolean"],
			["Device.IP.Interface.1.IPv4Address.1.IPAddress", "100.64.1.2", "xsd:string"],
		],
		lastInformAt: now,
	});
	expect(await engine.offer(await session(id, true))).toBe(false);
	for (let i = 0; i < 2; i++) expect(await engine.offer(await session(id))).toBe(false);
	expect(await changes()).toEqual([]);
	const told = (await listTimeline(scope, id, { before: null, limit: 100 })).filter(({ type }) => /^prov/.test(type));
	expect(told.map(({ type }) => type).toSorted()).toEqual(["provisioningRefused", "provisioningStopped"]);
	expect(told[0]?.detail).toMatchObject({ reason: expect.stringContaining("with override") });
});
