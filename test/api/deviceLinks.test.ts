import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit } from "../../src/store/audit.ts";
import { findByAlias, findDevice } from "../../src/store/devices.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const BEFORE = new Date("2026-03-01T10:00:00.000Z");
const AFTER = new Date("2026-03-01T11:00:00.000Z");
let serial = 0;

async function addAs(
	oui: string,
	serialNumber: string,
	mac: string,
	lastInformAt: Date,
	slug: "default" | "other" = "default",
) {
	const id = await addDevice(api.database, api.tenant[slug].tenant, {
		serialNumber,
		lastInformAt,
		softwareVersion: oui,
	});
	const values = { name: "test.identity", text: "update device set oui = $3, mac = $4 where tenant = $1 and id = $2" };
	await api.scope(slug).query(values, [id, oui, mac]);
	const alias = {
		name: "test.alias",
		text: "insert into device_alias (tenant, kind, value, device) values ($1, 'ouiSerial', $2, $3)",
	};
	await api.scope(slug).query(alias, [`${oui}-${serialNumber}`, id]);
	return id;
}

/** One device before its firmware and after it. */
async function addPair(mac = `02000000${String(++serial).padStart(4, "0")}`) {
	const serialNumber = `LINK-${++serial}`;
	const older = await addAs("001122", serialNumber, mac, BEFORE);
	const newer = await addAs("334455", serialNumber, mac, AFTER);
	return { older, newer, serialNumber, mac };
}

const links = async (id: string) => (await api.ask("GET", `/devices/${id}/links`)).json().items;
const link = (id: string, deviceId: string) => api.ask("POST", `/devices/${id}/links`, { body: { deviceId } });

test("a device that went on under another OUI is offered from both sides, with what speaks for it", async () => {
	const { older, newer, serialNumber, mac } = await addPair();
	const evidence = { serialNumber, mac, silentSince: BEFORE.toISOString(), appearedAt: AFTER.toISOString() };
	expect(await links(newer)).toEqual([
		{
			deviceId: older,
			isOlder: true,
			...{ oui: "001122", productClass: "HomeGateway", softwareVersion: "001122" },
			...{ subscriberId: null, siteId: null, evidence },
		},
	]);
	expect(await links(older)).toMatchObject([{ deviceId: newer, isOlder: false, oui: "334455", evidence }]);
});

test("confirmed, the older one keeps its id, subscriber, site, tags and history, and is what the newer one is", async () => {
	const { older, newer, serialNumber } = await addPair();
	const { tenant } = api.tenant.default;
	const subscriber = await api.ask("POST", "/subscribers", { body: { externalId: "L-1", name: "Ada" } });
	const subscriberId = subscriber.json().id;
	const site = await api.ask("POST", "/sites", { body: { subscriberId, name: "home" } });
	await api.ask("PATCH", `/devices/${older}`, { body: { siteId: site.json().id, tags: ["vip"] } });
	const entry = (device: string, type: string) => ({
		tenant,
		device,
		timeline: [{ at: BEFORE.toISOString(), type, detail: {} }],
	});
	await keepEffects(api.database, [entry(older, "boot"), entry(newer, "bootstrap")]);
	const made = await link(newer, older);
	expect(made.statusCode).toBe(200);
	expect(made.json()).toMatchObject({
		...{ id: older, oui: "334455", serialNumber, softwareVersion: "334455", tags: ["vip"], subscriberId },
		lastInformAt: AFTER.toISOString(),
	});
	expect(await findDevice(api.scope("default"), newer)).toBeNull();
	for (const oui of ["001122", "334455"]) {
		const aliases = [{ kind: "ouiSerial", value: `${oui}-${serialNumber}` }];
		expect(await findByAlias(api.scope("default"), aliases)).toBe(older);
	}
	const { items } = (await api.ask("GET", `/devices/${older}/timeline`)).json();
	expect(items.map(({ type }: { type: string }) => type).sort()).toEqual(["act", "act", "boot", "bootstrap"]);
	expect(api.engine.calls).toContainEqual(["deviceRemoved", tenant, newer]);
	const trail = await readAudit(api.scope("default"), { after: 0, limit: 500 });
	expect(trail.at(-1)?.entry).toMatchObject({
		action: "device.link",
		...{ deviceId: older, subscriberId },
		detail: { linkedDeviceId: newer, before: { oui: "001122" }, after: { oui: "334455" } },
	});
	expect(await links(older)).toEqual([]);
});

test("confirmed, the last sessions of both are the last sessions of the one", async () => {
	const { older, newer } = await addPair();
	const { tenant } = api.tenant.default;
	// Of five that are kept: the older has had 7, in the slots 3, 4, 0, 1, 2; the newer 2, in 1 and 2.
	const session = async (device: string, count: number, minute: number) => {
		const at = new Date(Date.UTC(2026, 1, 1, 0, minute)).toISOString();
		const end = { startedAt: at, endedAt: at, outcome: "done", events: [`${minute}`], remoteAddress: "192.0.2.1" };
		const sessionEnd = { ...end, slot: count % 5, id: crypto.randomUUID(), rpcs: 1, transcript: null };
		await keepEffects(api.database, [{ tenant, device, sessionEnd }]);
	};
	for (const count of [3, 4, 5, 6, 7]) await session(older, count, count);
	for (const count of [1, 2]) await session(newer, count, 10 + count);
	const counted = { name: "test.counted", text: "update device set session_count = $3 where tenant = $1 and id = $2" };
	await api.scope("default").query(counted, [older, 7]);
	await api.scope("default").query(counted, [newer, 2]);
	expect((await link(older, newer)).statusCode).toBe(200);
	const { items } = (await api.ask("GET", `/devices/${older}/sessions`)).json();
	expect(items.map(({ events }: { events: string[] }) => events[0])).toEqual(["12", "11", "7", "6", "5"]);
});

test("rejected, they are not offered again, and can't be confirmed", async () => {
	const { older, newer } = await addPair();
	expect((await api.ask("DELETE", `/devices/${older}/links/${newer}`)).statusCode).toBe(204);
	expect([await links(older), await links(newer)]).toEqual([[], []]);
	expect((await link(newer, older)).json()).toMatchObject({ status: 409, code: "notLinkable" });
});

test("a MAC that a third device of another serial has too tells nothing", async () => {
	const { older, newer, mac } = await addPair();
	expect(await links(newer)).toHaveLength(1);
	await addAs("334455", "ANOTHER-1", mac, AFTER);
	expect([await links(older), await links(newer)]).toEqual([[], []]);
	expect((await link(newer, older)).json().code).toBe("notLinkable");
});

test("an older one that was heard since is not offered, nor what belongs to another tenant", async () => {
	const { older, newer, serialNumber, mac } = await addPair();
	await addDevice(api.database, api.tenant.default.tenant, { id: older, serialNumber, lastInformAt: AFTER });
	expect(await links(newer)).toEqual([]);
	const theirs = await addAs("667788", serialNumber, mac, AFTER, "other");
	expect(await links(older)).toEqual([]);
	expect((await link(older, theirs)).json().code).toBe("notLinkable");
	expect((await api.ask("GET", `/devices/${theirs}/links`)).statusCode).toBe(404);
});

test("what is under way on the newer one, or whose it is, stands against it", async () => {
	const busy = await addPair();
	await api.ask("POST", `/devices/${busy.newer}/operations`, { body: { kind: "read", input: { paths: ["Device."] } } });
	expect((await link(busy.newer, busy.older)).json()).toMatchObject({ status: 409, code: "deviceBusy" });
	const taken = await addPair();
	const subscriber = await api.ask("POST", "/subscribers", { body: { externalId: "L-2", name: "Eve" } });
	const site = await api.ask("POST", "/sites", { body: { subscriberId: subscriber.json().id, name: "home" } });
	await api.ask("PATCH", `/devices/${taken.newer}`, { body: { siteId: site.json().id } });
	expect((await link(taken.newer, taken.older)).json()).toMatchObject({ status: 409, code: "successorInUse" });
	expect(await findDevice(api.scope("default"), taken.newer)).not.toBeNull();
});

test("of two who confirm at once one does, and the other finds nothing left", async () => {
	const { older, newer } = await addPair();
	const statuses = (await Promise.all([link(newer, older), link(older, newer)])).map(({ statusCode }) => statusCode);
	expect(statuses.sort()).toEqual([200, expect.toSatisfy((status) => status === 404 || status === 409)]);
	expect(await findDevice(api.scope("default"), older)).not.toBeNull();
});
