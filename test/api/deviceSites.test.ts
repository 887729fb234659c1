import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mergeValues, type Tree } from "../../src/device/tree.ts";
import { treeRecord } from "../../src/device/treeRecord.ts";
import { readAudit } from "../../src/store/audit.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

type Slug = "default" | "lab" | "other";
let count = 0;

/** A subscriber with one site. */
async function household(name = "Ada", tenant: Slug = "default"): Promise<{ subscriberId: string; siteId: string }> {
	const subscriber = { tenant, externalId: `H-${++count}`, name };
	const subscriberId = (await api.ask("POST", "/subscribers", { body: subscriber })).json().id;
	const siteId = (await api.ask("POST", "/sites", { body: { tenant, subscriberId, name: "home" } })).json().id;
	return { subscriberId, siteId };
}

async function deviceAt(siteId: string, changes: Parameters<typeof addDevice>[2] = {}): Promise<string> {
	const id = await addDevice(api.database, api.tenant.default.tenant, changes);
	expect((await api.ask("PATCH", `/devices/${id}`, { body: { siteId } })).statusCode).toBe(200);
	return id;
}

describe("a device at a site", () => {
	test("is its subscriber's, is listed with it, and its acts are in the trail under both", async () => {
		const { subscriberId, siteId } = await household();
		const id = await deviceAt(siteId);
		expect((await api.ask("GET", `/devices/${id}`)).json()).toMatchObject({ subscriberId, siteId });
		for (const query of [`subscriberId=${subscriberId}`, `siteId=${siteId}`]) {
			const { items } = (await api.ask("GET", `/devices?${query}`)).json();
			expect(items.map((item: { id: string }) => item.id)).toEqual([id]);
		}
		await api.ask("PATCH", `/devices/${id}`, { body: { tags: ["x"] } });
		await api.ask("PATCH", `/devices/${id}`, { body: { siteId: null } });
		expect((await api.ask("GET", `/devices/${id}`)).json()).toMatchObject({ subscriberId: null, siteId: null });
		const trail = (await readAudit(api.scope("default"), { after: 0, limit: 500 })).filter(
			({ entry }) => entry.deviceId === id,
		);
		expect(trail.map(({ entry }) => entry.subscriberId)).toEqual([subscriberId, subscriberId, subscriberId]);
	});

	test("has its changes listed with its subscriber, unless others' devices are in them", async () => {
		const [one, other] = [await household(), await household("Eve")];
		const [first, second, others] = [
			await deviceAt(one.siteId),
			await deviceAt(one.siteId),
			await deviceAt(other.siteId),
		];
		const loose = await addDevice(api.database, api.tenant.default.tenant);
		const change = async (...deviceIds: string[]) => {
			const set = [{ path: "Device.DeviceInfo.ProvisioningCode", value: "x" }];
			const body = { deviceIds, set, reason: "r", override: { reason: "a test" } };
			return (await api.ask("POST", "/changes", { body })).json();
		};
		const own = [await change(first), await change(first, second)];
		expect(own.map(({ subscriberId }) => subscriberId)).toEqual([one.subscriberId, one.subscriberId]);
		for (const mixed of [await change(first, others), await change(first, loose), await change(loose)]) {
			expect(mixed.subscriberId).toBeNull();
		}
		const { items } = (await api.ask("GET", `/changes?subscriberId=${one.subscriberId}`)).json();
		expect(items.map(({ id }: { id: string }) => id).toSorted()).toEqual(own.map(({ id }) => id).toSorted());
	});

	test("stands at none that is not its tenant's", async () => {
		const { siteId } = await household("Eve", "other");
		const id = await addDevice(api.database, api.tenant.default.tenant);
		for (const wanted of [siteId, crypto.randomUUID()]) {
			const answer = await api.ask("PATCH", `/devices/${id}`, { body: { siteId: wanted } });
			expect(answer.json()).toMatchObject({ status: 422, code: "siteNotFound", errors: [{ pointer: "/siteId" }] });
		}
	});

	test("is no lab device, and a lab device is linked to no site", async () => {
		const { siteId } = await household();
		const linked = await deviceAt(siteId);
		const lab = await addDevice(api.database, api.tenant.default.tenant);
		await api.ask("PATCH", `/devices/${lab}`, { body: { lab: true } });
		const ofLab = await household("Lab", "lab");
		const tenantsLab = await addDevice(api.database, api.tenant.lab.tenant);
		for (const [path, body] of [
			[linked, { lab: true }],
			[lab, { siteId }],
			[`${tenantsLab}?tenant=lab`, { siteId: ofLab.siteId }],
		] as const) {
			const answer = await api.ask("PATCH", `/devices/${path}`, { body });
			expect(answer.json()).toMatchObject({ status: 409, code: "linkedToSite" });
		}
		expect((await api.ask("GET", `/devices/${linked}`)).json()).toMatchObject({ lab: false, siteId });
		expect((await api.ask("GET", `/devices/${lab}`)).json()).toMatchObject({ lab: true, siteId: null });
	});

	test("keeps its site from being removed", async () => {
		const { subscriberId, siteId } = await household();
		const id = await deviceAt(siteId);
		expect((await api.ask("DELETE", `/sites/${siteId}`)).json().code).toBe("siteInUse");
		await api.ask("PATCH", `/devices/${id}`, { body: { siteId: null } });
		expect((await api.ask("DELETE", `/sites/${siteId}`)).statusCode).toBe(204);
		expect((await api.ask("DELETE", `/subscribers/${subscriberId}`)).statusCode).toBe(204);
	});

	test("hands subscriber, site and tags on to the unit that takes its place", async () => {
		const { subscriberId, siteId } = await household();
		const id = await deviceAt(siteId);
		await api.ask("PATCH", `/devices/${id}`, { body: { tags: ["vip"] } });
		const swapped = await api.ask("POST", `/devices/${id}/replace`, { body: { serialNumber: "SWAP-1" } });
		expect(swapped.json()).toMatchObject({ serialNumber: "SWAP-1", subscriberId, siteId, tags: ["vip"] });
		expect((await api.ask("GET", `/devices/${id}`)).json()).toMatchObject({ subscriberId: null, siteId: null });
	});

	test("is replaced neither by a lab device nor by a serial that many units have", async () => {
		const { siteId } = await household();
		const id = await deviceAt(siteId);
		const named = await api.ask("POST", `/devices/${id}/replace`, { body: { serialNumber: "00:11:22:33:44:55" } });
		expect(named.json()).toMatchObject({ status: 422, code: "placeholderSerial" });
		const successor = await api.ask(
			"POST",
			`/devices/${await addDevice(api.database, api.tenant.default.tenant)}/replace`,
			{
				body: { serialNumber: "LAB-1" },
			},
		);
		await api.ask("PATCH", `/devices/${successor.json().id}`, { body: { lab: true } });
		const refused = await api.ask("POST", `/devices/${id}/replace`, { body: { serialNumber: "LAB-1" } });
		expect(refused.json()).toMatchObject({ status: 409, code: "linkedToSite" });
	});
});

describe("the search", () => {
	test("finds a device by its subscriber, serial, MAC, address and username", async () => {
		const { siteId, subscriberId } = await household("Zuzana Nováková");
		const { externalId } = (await api.ask("GET", `/subscribers/${subscriberId}`)).json();
		const id = await deviceAt(siteId, { serialNumber: "ZQ-77" });
		const { tenant } = api.tenant.default;
		const session = { id: crypto.randomUUID(), slot: 0, remoteAddress: "203.0.113.77", afterUnended: false };
		const inform = { at: api.now.toISOString(), events: [], count: 2, parameters: null, session };
		const facts = { mac: "AABBCC7788DD", wanUsername: "zuzana@isp.example" };
		await keepEffects(api.database, [{ tenant, device: id, inform, facts }]);
		for (const q of [
			...["zuzana nov", "Nováková", externalId, "zq-7", "203.0.113.77", "zuzana@isp", "AABBCC7788DD"],
			...["aa:bb:cc:77:88:dd", "BB-CC-77", "cc:77"],
		]) {
			const { items } = (await api.ask("GET", `/devices?q=${encodeURIComponent(q)}`)).json();
			expect([q, items.map((item: { id: string }) => item.id)]).toEqual([q, [id]]);
			const elsewhere = (await api.ask("GET", `/devices?tenant=other&q=${encodeURIComponent(q)}`)).json();
			expect(elsewhere.items).toEqual([]);
		}
		for (const q of ["Nováková", "zq-77", "203.0.113.77", "zuzana@isp", "AA-BB-CC-77-88-DD"]) {
			const { items } = (await api.ask("GET", `/subscribers?q=${encodeURIComponent(q)}`)).json();
			expect([q, items.map((item: { id: string }) => item.id)]).toEqual([q, [subscriberId]]);
			const exactly = (other: string) => `/subscribers?q=${encodeURIComponent(q)}&externalId=${other}`;
			expect((await api.ask("GET", exactly(externalId))).json().items).toHaveLength(1);
			expect((await api.ask("GET", exactly("another"))).json().items).toEqual([]);
		}
		// What its devices are is no subscriber's.
		expect((await api.ask("GET", "/subscribers?q=AC-1")).json().items).toEqual([]);
		const both = (await api.ask("GET", `/devices?q=zuzana&subscriberId=${crypto.randomUUID()}`)).json();
		expect(both.items).toEqual([]);
	});
});

describe("the search by what a device tells of itself", () => {
	test("finds it by the addresses and MACs that its Informs and its tree have, and by those it has now", async () => {
		const { siteId, subscriberId } = await household("Igor");
		const id = await deviceAt(siteId, { parameters: [] });
		const { tenant } = api.tenant.default;
		const tree: Tree = new Map();
		const read = [
			["Device.Ethernet.Interface.4.MACAddress", "02:AA:BB:00:00:04"],
			["Device.Hosts.Host.1.MACAddress", "02:AA:BB:00:00:99"],
			["Device.IP.Interface.2.IPv4Address.1.IPAddress", "198.51.100.22"],
			["Device.IP.Interface.1.IPv4Address.1.IPAddress", "198.51.100.99"],
		];
		mergeValues(
			tree,
			read.map(([path, value]) => ({ path: path as string, value: value as string, type: "xsd:string" })),
			1,
		);
		const carried: [string, string, string][] = [["Device.IP.Interface.1.IPv4Address.1.IPAddress", "x", "xsd:string"]];
		const facts = { addresses: "198.51.100.21\n02AABB000001" };
		await keepEffects(api.database, [{ tenant, device: id, facts, tree: treeRecord(tree, carried, api.now) }]);
		const found = async (list: string, q: string) =>
			(await api.ask("GET", `/${list}?q=${encodeURIComponent(q)}`)).json().items.map((item: { id: string }) => item.id);
		for (const q of ["198.51.100.21", "198.51.100.22", "02:aa:bb:00:00:04", "02aabb000001"]) {
			expect([q, await found("devices", q), await found("subscribers", q)]).toEqual([q, [id], [subscriberId]]);
		}
		for (const q of ["198.51.100.99", "02:aa:bb:00:00:99"]) expect(await found("devices", q)).toEqual([]);
		await keepEffects(api.database, [{ tenant, device: id, facts: { addresses: "198.51.100.31" } }]);
		expect([await found("devices", "198.51.100.21"), await found("devices", "198.51.100.31")]).toEqual([[], [id]]);
	});
});

describe("a subscriber's timeline", () => {
	test("tells of all its devices, newest first, page by page, and of nobody else's", async () => {
		const { subscriberId, siteId } = await household();
		const [first, second, stranger] = [
			await deviceAt(siteId),
			await deviceAt(siteId),
			await addDevice(api.database, api.tenant.default.tenant),
		] as const;
		const at = (minute: number): string => `2026-03-01T10:0${minute}:00.000Z`;
		const happened = (device: string, ...minutes: number[]) => ({
			tenant: api.tenant.default.tenant,
			device,
			timeline: minutes.map((minute) => ({ at: at(minute), type: "boot", detail: { minute } })),
		});
		const end = { slot: 0, id: crypto.randomUUID(), startedAt: at(4), endedAt: at(4), outcome: "done", rpcs: 0 };
		await keepEffects(api.database, [
			happened(first, 1, 5),
			happened(second, 2, 3, 5),
			happened(stranger, 6),
			{ ...happened(first), sessionEnd: { ...end, events: [], remoteAddress: "192.0.2.1", transcript: null } },
		]);
		const seen: [string, string, string][] = [];
		let cursor: string | null = "";
		while (cursor !== null) {
			const path: string = `/subscribers/${subscriberId}/timeline?limit=2${cursor && `&cursor=${cursor}`}`;
			const page = (await api.ask("GET", path)).json();
			for (const { at, type, deviceId } of page.items) if (type !== "act") seen.push([at, type, deviceId]);
			cursor = page.nextCursor;
		}
		expect(seen).toEqual([
			[at(5), "boot", second],
			[at(5), "boot", first],
			[at(4), "session", first],
			[at(3), "boot", second],
			[at(2), "boot", second],
			[at(1), "boot", first],
		]);
	});

	test("is not there in another tenant", async () => {
		const { subscriberId } = await household();
		expect((await api.ask("GET", `/subscribers/${subscriberId}/timeline?tenant=other`)).statusCode).toBe(404);
	});
});

test("a quarantine is ended by somebody with `config`, and begun by nobody", async () => {
	const id = await addDevice(api.database, api.tenant.default.tenant, { quarantined: true });
	const patch = async (role: "support" | "noc", body: object) =>
		api.ask("PATCH", `/devices/${id}`, { token: await api.token(role), body });
	expect((await patch("support", { quarantined: false })).statusCode).toBe(403);
	expect((await patch("noc", { quarantined: true })).statusCode).toBe(422);
	expect((await patch("support", { tags: ["x"] })).json().quarantined).toBe(true);
	expect((await patch("noc", { quarantined: false })).json().quarantined).toBe(false);
});
