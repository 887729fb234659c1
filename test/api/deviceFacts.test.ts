import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientMac } from "../../lab/trees/parts.ts";
import { tree098 } from "../../lab/trees/tr098.ts";
import type { Tree } from "../../src/device/tree.ts";
import { treeRecord } from "../../src/device/treeRecord.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";
import { treeOf } from "../support/labTree.ts";

const IDENTITY = {
	manufacturer: "Acme",
	oui: "02AC3E",
	productClass: "HG",
	modelName: "HG-1",
	hardwareVersion: "1",
	softwareVersion: "1",
	serialPattern: "S#",
};
const READ_AT = "2026-03-01T11:00:00.000Z";
const LATER = "2026-03-01T11:30:00.000Z";
const LAN = "InternetGatewayDevice.LANDevice.1.";

let api: TestApi;
let id: string;

beforeAll(async () => {
	api = await openTestApi();
	id = await addDevice(api.database, api.tenant.lab.tenant);
	const tree = treeOf(tree098({ identity: IDENTITY }), Date.parse(READ_AT));
	const counter = tree.get(`${LAN}Hosts.HostNumberOfEntries`);
	if (counter) tree.set(`${LAN}Hosts.HostNumberOfEntries`, { ...counter, readAt: Date.parse(LATER) });
	await store(id, tree);
});
afterAll(() => api[Symbol.asyncDispose]());

async function store(device: string, tree: Tree): Promise<void> {
	const record = treeRecord(tree, [], new Date(READ_AT));
	await keepEffects(api.database, [{ tenant: api.tenant.lab.tenant, device, tree: record }]);
}

const get = async (path: string) => (await api.ask("GET", path)).json();

describe("hosts", () => {
	test("are listed in order of their addresses, with the time of the newest reading", async () => {
		const answer = await get(`/devices/${id}/hosts?tenant=lab`);
		expect(answer).toMatchObject({
			nextCursor: null,
			readAt: LATER,
			activeFlag: "unknown",
			ghostRows: 0,
			tables: [{ table: `${LAN}Hosts.Host.`, rows: 4, counter: 4 }],
		});
		expect(answer.items.map((host: { macAddress: string }) => host.macAddress)).toEqual([1, 2, 3, 4].map(clientMac));
		expect(answer.items[0]).toEqual({
			macAddress: clientMac(1),
			ipAddress: "192.168.1.100",
			hostName: "host-1",
			connection: "wifi",
			interface: `${LAN}WLANConfiguration.1`,
			addressSource: "DHCP",
			leaseSeconds: 43_200,
			active: true,
			presence: "online",
			path: `${LAN}Hosts.Host.1.`,
		});
		expect(answer.items[3]).toMatchObject({ connection: "ethernet", active: true, presence: "seen" });
	});

	test("come page by page, each once", async () => {
		const seen: string[] = [];
		for (let cursor = ""; ; ) {
			const page = await get(`/devices/${id}/hosts?tenant=lab&limit=3${cursor}`);
			seen.push(...page.items.map((host: { macAddress: string }) => host.macAddress));
			if (page.nextCursor === null) break;
			cursor = `&cursor=${page.nextCursor}`;
		}
		expect(seen).toEqual([1, 2, 3, 4].map(clientMac));
	});

	test("of a device that was never read are none, read never", async () => {
		const unread = await addDevice(api.database, api.tenant.lab.tenant);
		expect(await get(`/devices/${unread}/hosts?tenant=lab`)).toMatchObject({ items: [], readAt: null, tables: [] });
		expect(await get(`/devices/${unread}/wifi?tenant=lab`)).toMatchObject({ radios: [], readAt: null });
	});
});

test("Wi-Fi is told in radios, SSIDs, access points and associated devices, whatever the data model", async () => {
	const wifi = await get(`/devices/${id}/wifi?tenant=lab`);
	expect(wifi.readAt).toBe(READ_AT);
	expect(wifi.radios.map(({ band, channel }: { band: string; channel: number }) => [band, channel])).toEqual([
		["2.4GHz", 6],
		["5GHz", 36],
	]);
	expect(wifi.ssids.map(({ ssid, band }: { ssid: string; band: string }) => [ssid, band])).toEqual([
		["home-24", "2.4GHz"],
		["home-5", "5GHz"],
	]);
	expect(wifi.accessPoints[0]).toMatchObject({ ssid: "home-24", clients: 2, countedClients: 2, security: "11i" });
	expect(wifi.associatedDevices).toHaveLength(2);
	expect(wifi.associatedDevices[0]).toMatchObject({
		macAddress: clientMac(1),
		ssid: "home-24",
		band: "2.4GHz",
		downlinkKbps: 286_000,
	});
});

test.each(["hosts", "wifi"])(
	"%s: another tenant's device is not found, a stranger is asked for a token",
	async (kind) => {
		expect((await api.ask("GET", `/devices/${id}/${kind}?tenant=other`)).statusCode).toBe(404);
		expect((await api.ask("GET", `/devices/${crypto.randomUUID()}/${kind}?tenant=lab`)).statusCode).toBe(404);
		expect((await api.ask("GET", `/devices/${id}/${kind}?tenant=lab`, { token: null })).statusCode).toBe(401);
		expect((await api.ask("GET", `/devices/${id}/${kind}?tenant=lab&what=else`)).statusCode).toBe(400);
	},
);
