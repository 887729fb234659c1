import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comparePaths } from "../../src/app/parameters.ts";
import { packTranscript } from "../../src/cwmp/transcript.ts";
import { treeRecord } from "../../src/device/treeRecord.ts";
import { readAudit } from "../../src/store/audit.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const ids = async (query: string): Promise<string[]> =>
	(await api.ask("GET", `/devices?tenant=other&${query}`)).json().items.map((item: { id: string }) => item.id);

describe("the list", () => {
	let first: string;
	let second: string;
	let silent: string;
	let unheard: string;

	beforeAll(async () => {
		const { tenant } = api.tenant.other;
		first = await addDevice(api.database, tenant, { serialNumber: "A100%", model: "Fritz" });
		second = await addDevice(api.database, tenant, { serialNumber: "B200", softwareVersion: "2.0" });
		silent = await addDevice(api.database, tenant, { lastInformAt: new Date("2026-03-01T11:00:00Z") });
		unheard = await addDevice(api.database, tenant, { lastInformAt: null });
		await api.ask("PATCH", `/devices/${second}?tenant=other`, { body: { tags: ["vip", "west"] } });
	});

	test("takes every filter", async () => {
		expect(await ids("serialNumber=B200")).toEqual([second]);
		expect(await ids("model=Fritz")).toEqual([first]);
		expect(await ids("softwareVersion=2.0")).toEqual([second]);
		expect(await ids("oui=FFFFFF")).toEqual([]);
		expect(await ids("productClass=HomeGateway")).toHaveLength(4);
		expect(await ids("tag=vip")).toEqual([second]);
		expect(await ids("q=fRiTz")).toEqual([first]);
		expect(await ids("q=100%25")).toEqual([first]);
		expect(await ids("q=1%250")).toEqual([]);
		expect(await ids(`subscriberId=${crypto.randomUUID()}`)).toEqual([]);
	});

	test("knows who is there: reachable now, recent, silent, unknown", async () => {
		expect((await ids("presence=recent")).sort()).toEqual([first, second].sort());
		expect(await ids("presence=silent")).toEqual([]);
		expect(await ids("presence=unknown")).toEqual([unheard]);
		api.engine.reachable = [first];
		expect(await ids("presence=reachable")).toEqual([first]);
		expect(await ids("presence=recent")).toEqual([second]);
		api.engine.reachable = [];
		expect(silent).toBeDefined();
	});
});

describe("a device", () => {
	test("is shown whole", async () => {
		const id = await addDevice(api.database, api.tenant.lab.tenant, { serialNumber: "L1" });
		expect((await api.ask("GET", `/devices/${id}?tenant=lab`)).json()).toEqual({
			id,
			tenant: "lab",
			oui: "00D09E",
			productClass: "HomeGateway",
			serialNumber: "L1",
			vendor: "Acme",
			model: "AC-1",
			hardwareVersion: "HW1",
			softwareVersion: "1.0.0",
			parameterRoot: null,
			cwmpVersion: "1.2",
			presence: "recent",
			lastInformAt: "2026-03-01T11:59:00.000Z",
			lastInformEvents: ["2 PERIODIC"],
			lastBootAt: null,
			subscriberId: null,
			siteId: null,
			tags: [],
			lab: true,
			quarantined: false,
			matrixRowId: null,
			createdAt: "2026-03-01T11:59:00.000Z",
		});
	});

	test("`lab` follows its tenant until somebody with certify says otherwise", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const path = `/devices/${id}`;
		expect((await api.ask("GET", path)).json().lab).toBe(false);
		const support = await api.token("support");
		expect((await api.ask("PATCH", path, { token: support, body: { tags: ["x"] } })).json().tags).toEqual(["x"]);
		expect((await api.ask("PATCH", path, { token: support, body: { lab: true } })).statusCode).toBe(403);
		expect((await api.ask("PATCH", path, { token: support, body: { lab: "?" } })).statusCode).toBe(403);
		const engineer = await api.token("engineer");
		expect((await api.ask("PATCH", path, { token: engineer, body: { lab: true } })).json().lab).toBe(true);
		expect((await api.ask("PATCH", path, { body: { lab: null } })).json().lab).toBe(false);
	});

	test("is no lab device while it is linked to a site", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const site = crypto.randomUUID();
		await api
			.scope("default")
			.query({ name: "test.site", text: "update device set site_id = $3 where tenant = $1 and id = $2" }, [id, site]);
		expect((await api.ask("PATCH", `/devices/${id}`, { body: { lab: true } })).json().code).toBe("linkedToSite");
		expect((await api.ask("PATCH", `/devices/${id}`, { body: { lab: true, siteId: null } })).json()).toMatchObject({
			lab: true,
			siteId: null,
		});
		expect((await api.ask("PATCH", `/devices/${id}`, { body: { siteId: site } })).json().code).toBe("siteNotFound");
	});

	test("what people change is in the trail, and goes out as an event", async () => {
		const id = await addDevice(api.database, api.tenant.lab.tenant);
		await api.ask("PATCH", `/devices/${id}?tenant=lab`, { body: { tags: ["new"] } });
		const last = (await readAudit(api.scope("lab"), { after: 0, limit: 500 })).at(-1);
		expect(last?.entry).toMatchObject({
			action: "device.patch",
			actor: "admin",
			deviceId: id,
			hardwareVersion: "HW1",
			softwareVersion: "1.0.0",
			detail: { tags: ["new"] },
		});
	});

	test("can be forgotten", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		await api.ask("POST", `/devices/${id}/operations`, { body: { kind: "reboot" } });
		expect((await api.ask("DELETE", `/devices/${id}`)).statusCode).toBe(204);
		expect((await api.ask("GET", `/devices/${id}`)).statusCode).toBe(404);
		expect((await api.ask("GET", `/operations?deviceId=${id}`)).json().items).toEqual([]);
		expect(api.engine.calls.at(-1)).toEqual(["deviceRemoved", api.tenant.default.tenant, id]);
	});

	test("hands subscriber, site and tags on to the unit that takes its place", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant, { serialNumber: "OLD1" });
		const [subscriber, site] = [crypto.randomUUID(), crypto.randomUUID()];
		await api.scope("default").query(
			{
				name: "test.owner",
				text: "update device set site_id = $3, subscriber_id = $4, tags = '{a}' where tenant = $1 and id = $2",
			},
			[id, site, subscriber],
		);
		const answer = await api.ask("POST", `/devices/${id}/replace`, { body: { serialNumber: "NEW1" } });
		expect(answer.json()).toMatchObject({
			oui: "00D09E",
			serialNumber: "NEW1",
			subscriberId: subscriber,
			siteId: site,
			tags: ["a"],
			presence: "unknown",
			cwmpVersion: null,
		});
		expect((await api.ask("GET", `/devices/${id}`)).json()).toMatchObject({ subscriberId: null, siteId: null });
		const again = await api.ask("POST", `/devices/${id}/replace`, { body: { serialNumber: "NEW1" } });
		expect(again.json().code).toBe("successorInUse");
		const wrong = await api.ask("POST", `/devices/${id}/replace`, { body: { serialNumber: "NEW2", oui: "12345" } });
		expect(wrong.statusCode).toBe(422);
	});

	test("is woken, and says what came of it", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const token = await api.token("support");
		api.engine.wakeAnswer = { reachable: false, method: "http", elapsedMs: 30_000, reason: "no session followed" };
		const answer = await api.ask("POST", `/devices/${id}/wake`, { token });
		expect(answer.json()).toEqual(api.engine.wakeAnswer);
		expect(api.engine.calls.at(-1)?.slice(0, 3)).toEqual(["wake", api.tenant.default.tenant, id]);
		const last = (await readAudit(api.scope("default"), { after: 0, limit: 500 })).at(-1);
		expect(last?.entry).toMatchObject({ action: "device.wake", outcome: "unreachable", actor: "support of default" });
		expect((await api.ask("POST", `/devices/${crypto.randomUUID()}/wake`)).statusCode).toBe(404);
	});
});

describe("parameters", () => {
	test("what an Inform carried is there at once, over what was read before", async () => {
		const id = await addDevice(api.database, api.tenant.lab.tenant, {
			parameters: [
				["Device.DeviceInfo.SoftwareVersion", "1.0.0", "xsd:string"],
				["Device.Hosts.Host.2.Alias", "two", "xsd:string"],
			],
		});
		const path = `/devices/${id}/parameters?tenant=lab`;
		expect((await api.ask("GET", path)).json().items).toEqual([
			{
				path: "Device.DeviceInfo.SoftwareVersion",
				value: "1.0.0",
				type: "xsd:string",
				writable: null,
				readAt: "2026-03-01T11:59:00.000Z",
			},
			{
				path: "Device.Hosts.Host.2.Alias",
				value: "two",
				type: "xsd:string",
				writable: null,
				readAt: "2026-03-01T11:59:00.000Z",
			},
		]);
		const [before, after] = [Date.UTC(2026, 2, 1, 10), Date.UTC(2026, 2, 1, 13)];
		const tree = new Map([
			["Device.", { value: null, type: "object", writable: false, readAt: before }],
			["Device.DeviceInfo.SoftwareVersion", { value: "0.9", type: "xsd:string", writable: false, readAt: before }],
			["Device.Hosts.Host.10.Alias", { value: "ten", type: "xsd:string", writable: true, readAt: before }],
			["Device.Hosts.Host.2.Alias", { value: "later", type: "xsd:string", writable: true, readAt: after }],
			["Device.Hosts.Host.2.Unread", { value: null, type: null, writable: true, readAt: null }],
		]);
		const record = treeRecord(tree, [], new Date("2026-03-01T13:00:00Z"));
		await keepEffects(api.database, [{ tenant: api.tenant.lab.tenant, device: id, tree: record }]);
		const { items } = (await api.ask("GET", path)).json();
		expect(items.map((item: { path: string; value: string }) => [item.path, item.value])).toEqual([
			["Device.", null],
			["Device.DeviceInfo.SoftwareVersion", "1.0.0"],
			["Device.Hosts.Host.2.Alias", "later"],
			["Device.Hosts.Host.2.Unread", null],
			["Device.Hosts.Host.10.Alias", "ten"],
		]);
		expect(items[1].writable).toBe(false);
		const page = (await api.ask("GET", `${path}&prefix=Device.Hosts.&limit=2`)).json();
		expect(page.items).toHaveLength(2);
		const next = (await api.ask("GET", `${path}&prefix=Device.Hosts.&limit=2&cursor=${page.nextCursor}`)).json();
		expect([next.items[0].path, next.nextCursor]).toEqual(["Device.Hosts.Host.10.Alias", null]);
		expect((await api.ask("GET", `${path}&limit=501`)).statusCode).toBe(400);
	});

	test("paths are in the order of their instances", () => {
		const sorted = ["A.", "A.B", "A.B.", "A.B.1.", "A.B.1.C", "A.B.2.", "A.B.10.", "A.B.x", "A.C"];
		expect([...sorted].reverse().sort(comparePaths)).toEqual(sorted);
	});
});

describe("history", () => {
	const message = (at: number, body: string) => ({
		at,
		direction: "fromDevice" as const,
		name: "Inform",
		httpStatus: null,
		body: Buffer.from(body),
		warnings: [],
	});

	test("sessions are shown with their messages, newest first, without secrets", async () => {
		const id = await addDevice(api.database, api.tenant.lab.tenant);
		const secret =
			"<Name>Device.ManagementServer.Password</Name><Value>hunter2</Value><Name>Device.X</Name><Value>ärger</Value>";
		const { tenant } = api.tenant.lab;
		for (let slot = 0; slot < 25; slot++) {
			const at = new Date(Date.UTC(2026, 1, 1, 0, slot)).toISOString();
			const base = { slot, id: crypto.randomUUID(), remoteAddress: "10.0.0.1" };
			const events = ["2 PERIODIC"];
			const inform = { at, events, count: slot, parameters: null, session: { ...base, afterUnended: true } };
			await keepEffects(api.database, [{ tenant, device: id, inform }]);
			if (slot === 24) continue;
			const transcript = packTranscript([message(Date.parse(at), secret)]);
			const ended = { outcome: "done", rpcs: slot, transcript, startedAt: at, endedAt: at, events };
			await keepEffects(api.database, [{ tenant, device: id, sessionEnd: { ...base, ...ended } }]);
		}
		const path = `/devices/${id}/sessions?tenant=lab&limit=12`;
		const first = (await api.ask("GET", path)).json();
		expect(first.items).toHaveLength(12);
		expect(first.items[0]).toMatchObject({ endedAt: null, outcome: null, messages: [], remoteAddress: "10.0.0.1" });
		const [{ body }] = first.items[1].messages;
		expect(body).toContain("[redacted]");
		expect(body).not.toContain("hunter2");
		expect(body).toContain("ärger");
		const second = (await api.ask("GET", `${path}&cursor=${first.nextCursor}`)).json();
		const third = (await api.ask("GET", `${path}&cursor=${second.nextCursor}`)).json();
		expect([second.items.length, third.items.length, third.nextCursor]).toEqual([12, 1, null]);
		const all = [...first.items, ...second.items, ...third.items].map(({ startedAt }) => startedAt);
		expect(all).toEqual([...all].sort().reverse());
	});

	test("the timeline is what happened and the sessions, in one order", async () => {
		const id = await addDevice(api.database, api.tenant.lab.tenant);
		const minute = (n: number): string => new Date(Date.UTC(2026, 1, 2, 0, n)).toISOString();
		await keepEffects(api.database, [
			{
				tenant: api.tenant.lab.tenant,
				device: id,
				inform: {
					at: minute(2),
					events: ["1 BOOT"],
					count: 1,
					parameters: null,
					session: { id: crypto.randomUUID(), slot: 0, remoteAddress: "::1", afterUnended: false },
				},
				timeline: [
					{ at: minute(1), type: "device.created", detail: {} },
					{ at: minute(3), type: "versionChanged", detail: { from: "1", to: "2" } },
					{ at: minute(3), type: "second", detail: {} },
				],
			},
		]);
		const seen: string[] = [];
		let cursor = "";
		for (let i = 0; i < 4; i++) {
			const page = (await api.ask("GET", `/devices/${id}/timeline?tenant=lab&limit=1${cursor}`)).json();
			seen.push(page.items[0].type);
			cursor = `&cursor=${page.nextCursor}`;
		}
		expect(seen).toEqual(["second", "versionChanged", "session", "device.created"]);
		expect(cursor).toBe("&cursor=null");
	});
});
