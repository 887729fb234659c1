import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openParameters } from "../../src/device/sealedProvisioning.ts";
import { treeRecord } from "../../src/device/treeRecord.ts";
import { readAudit } from "../../src/store/audit.ts";
import { findProvisioningProfile, type ProvisioningProfileRow } from "../../src/store/provisioningProfiles.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";
import { testVault } from "../support/vault.ts";

const CODE = "Device.DeviceInfo.ProvisioningCode";
const NTP = "Device.Time.NTPServer1";

let api: TestApi;
let count = 0;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const wanted = (changes: object = {}) => ({
	name: `profile ${++count}`,
	selector: { model: "PV-1" },
	parameters: [{ path: CODE, value: "{{subscriber.externalId}}" }],
	...changes,
});
const add = (changes: object = {}) => api.ask("POST", "/provisioning-profiles", { body: wanted(changes) });

describe("a provisioning profile", () => {
	test("is added, read, changed, listed and removed", async () => {
		const made = await add({ priority: 7, onDrift: true, name: "all of it" });
		expect(made.statusCode).toBe(201);
		const { id, ...profile } = made.json();
		expect(profile).toMatchObject({ priority: 7, enabled: true, onDrift: true, stoppedDevices: 0 });
		expect((await api.ask("GET", `/provisioning-profiles/${id}`)).json()).toEqual(made.json());
		const patched = await api.ask("PATCH", `/provisioning-profiles/${id}`, { body: { enabled: false } });
		expect(patched.json()).toMatchObject({ ...profile, enabled: false, updatedAt: expect.any(String) });
		expect((await api.ask("GET", "/provisioning-profiles")).json().items).toEqual([patched.json()]);
		expect((await add({ name: "all of it" })).json()).toMatchObject({ status: 409, code: "nameTaken" });
		expect((await api.ask("DELETE", `/provisioning-profiles/${id}`)).statusCode).toBe(204);
		expect((await api.ask("GET", `/provisioning-profiles/${id}`)).statusCode).toBe(404);
		expect(api.engine.calls.filter(([name]) => name === "provisioningChanged").length).toBe(3);
	});

	test("may be YAML, in which what is no number stays as it was written", async () => {
		const body = [
			"name: in yaml",
			"priority: 3",
			"onDrift: true",
			"selector: { softwareVersion: 1.10 }",
			"parameters:",
			`  - { path: ${NTP}, value: 010 }`,
			`  - path: ${CODE}`,
			"    value: '{{device.serialNumber}}'",
		].join("\n");
		const headers = { "content-type": "application/yaml" };
		const answer = await api.ask("POST", "/provisioning-profiles", { body, headers });
		expect(answer.json()).toMatchObject({
			...{ name: "in yaml", priority: 3, onDrift: true, selector: { softwareVersion: "1.10" } },
			parameters: [
				{ path: NTP, value: "010" },
				{ path: CODE, value: "{{device.serialNumber}}" },
			],
		});
		for (const broken of ["a: [", "a: *b", "- &a [x]\n- &b [*a,*a]"]) {
			const refused = await api.ask("POST", "/provisioning-profiles", { body: broken, headers });
			expect([broken, refused.statusCode]).toEqual([broken, expect.toSatisfy((n) => n === 400 || n === 422)]);
		}
		const elsewhere = await api.ask("POST", "/subscribers", { body: "name: x", headers });
		expect(elsewhere.json()).toMatchObject({ status: 415 });
	});

	test("shows no secret, keeps it sealed, and keeps it where what was shown is sent back", async () => {
		const [path, other] = ["Device.PPP.Interface.1.Password", "Device.PPP.Interface.2.Password"];
		const from = { path: other, value: "{{subscriber.variables.pppPassword}}" };
		const made = await add({ parameters: [{ path, value: "hunter2" }, from] });
		expect(made.json().parameters).toEqual([{ path, value: "[redacted]" }, from]);
		const url = `/provisioning-profiles/${made.json().id}`;
		const stored = async () => {
			const row = (await findProvisioningProfile(api.scope("default"), made.json().id)) as ProvisioningProfileRow;
			expect(JSON.stringify(row)).not.toMatch(/hunter|{{.*}}.+{{/);
			return openParameters(testVault, api.tenant.default.tenant, row.parameters);
		};
		const shown = [{ path: CODE, value: "x" }, ...made.json().parameters];
		const patched = await api.ask("PATCH", url, { body: { parameters: shown } });
		expect([patched.statusCode, patched.json().parameters]).toEqual([200, shown]);
		expect((await stored()).map(({ value }) => value)).toEqual(["x", "hunter2", from.value]);
		await api.ask("PATCH", url, { body: { parameters: [{ path, value: "hunter3-{{device.mac}}" }] } });
		expect((await stored())[0]?.value).toBe("hunter3-{{device.mac}}");
		const body = { parameters: [{ path: other, value: "[redacted]" }] };
		expect((await api.ask("PATCH", url, { body })).statusCode).toBe(422);
		const ordinary = { parameters: [{ path: CODE, value: "[redacted]" }] };
		expect((await api.ask("PATCH", url, { body: ordinary })).statusCode).toBe(422);
		expect((await stored())[0]?.value).toBe("hunter3-{{device.mac}}");
		await api.ask("DELETE", url);
		const trail = await readAudit(api.scope("default"), { after: 0, limit: 500 });
		expect(JSON.stringify(trail)).not.toContain("hunter");
	});

	test.each<[string, object, string]>([
		["a name that there is not", { parameters: [{ path: CODE, value: "{{subscriber.iban}}" }] }, "/parameters/0/value"],
		["a brace that is not closed", { parameters: [{ path: CODE, value: "{{site.name" }] }, "/parameters/0/value"],
		["an object's path", { parameters: [{ path: "Device.Time.", value: "" }] }, "/parameters/0/path"],
		[
			"a secret where everybody sees it",
			{ parameters: [{ path: CODE, value: "{{subscriber.variables.wifi_psk}}" }] },
			"/parameters/0/path",
		],
		[
			"a mark that stands for nothing",
			{ parameters: [{ path: "Device.X.Password", value: "[redacted]" }] },
			"/parameters/0/path",
		],
		[
			"a mark in the place of what is no secret",
			{ parameters: [{ path: CODE, value: "[redacted]" }] },
			"/parameters/0/path",
		],
		["instances", { parameters: [{ path: "Device.WiFi.SSID.{i}.SSID", value: "x" }] }, "/parameters/0/path"],
		["an action", { parameters: [{ path: "Device.PPP.Interface.1.Reset", value: "1" }] }, "/parameters/0/path"],
		["the way to its ACS", { parameters: [{ path: "Device.ManagementServer.URL", value: "x" }] }, "/parameters/0/path"],
		["an empty selector", { selector: {} }, "/selector"],
		["a selector of its own", { selector: { colour: "red" } }, "/selector/colour"],
		["a priority that is none", { priority: 1.5 }, "/priority"],
	])("does not take %s", async (_title, changes, pointer) => {
		const answer = await add(changes);
		expect([answer.statusCode, answer.json().errors?.[0].pointer]).toEqual([422, pointer]);
	});
});

describe("a preview", () => {
	async function device(code: string | null, subscriberId?: string, ntp?: string): Promise<string> {
		const { tenant } = api.tenant.default;
		const id = await addDevice(api.database, tenant, {
			model: "PV-1",
			...(code !== null && { parameters: [[CODE, code, "xsd:string"]] }),
		});
		if (ntp !== undefined) {
			const node = { value: ntp, type: "xsd:string", writable: true, readAt: 1 };
			const tree = treeRecord(new Map([[NTP, node]]), [], api.now);
			await keepEffects(api.database, [{ tenant, device: id, tree }]);
		}
		if (subscriberId !== undefined) {
			const site = await api.ask("POST", "/sites", { body: { subscriberId, name: `home ${++count}` } });
			await api.ask("PATCH", `/devices/${id}`, { body: { siteId: site.json().id } });
		}
		return id;
	}

	test("tells of each device that is meant what would happen, and counts them", async () => {
		const person = { externalId: "K-1", name: "Ada" };
		const subscriberId = (await api.ask("POST", "/subscribers", { body: person })).json().id;
		const ids = {
			changes: await device("old", subscriberId, "ntp.example.net"),
			stands: await device("K-1", subscriberId, "ntp.example.net"),
			unknown: await device("K-1", subscriberId),
			lacking: await device("old"),
		};
		await addDevice(api.database, api.tenant.default.tenant, { model: "other" });
		await addDevice(api.database, api.tenant.other.tenant, { model: "PV-1" });
		const parameters = [
			{ path: CODE, value: "{{subscriber.externalId}}" },
			{ path: NTP, value: "ntp.example.net" },
		];
		const { id } = (await add({ parameters })).json();
		const answer = (await api.ask("GET", `/provisioning-profiles/${id}/preview`)).json();
		expect(answer.counts).toEqual({ total: 4, changes: 1, stands: 1, unknown: 1, lacking: 1 });
		const by = new Map(answer.items.map((item: { deviceId: string }) => [item.deviceId, item]));
		expect(by.get(ids.changes)).toMatchObject({
			parameters: [
				{ path: CODE, before: "old", after: "K-1", outcome: "changes" },
				{ path: NTP, before: "ntp.example.net", after: "ntp.example.net", outcome: "stands" },
			],
		});
		expect(by.get(ids.stands)).toMatchObject({ outcome: "stands" });
		expect(by.get(ids.unknown)).toMatchObject({ outcome: "unknown", parameters: [{}, { before: null }] });
		expect(by.get(ids.lacking)).toMatchObject({ outcome: "lacking", missing: "subscriber.externalId", parameters: [] });

		const seen: string[] = [];
		for (let cursor = ""; ; ) {
			const page = (await api.ask("GET", `/provisioning-profiles/${id}/preview?limit=3${cursor}`)).json();
			expect(page.counts === null).toBe(cursor !== "");
			seen.push(...page.items.map((item: { deviceId: string }) => item.deviceId));
			if (page.nextCursor === null) break;
			cursor = `&cursor=${page.nextCursor}`;
		}
		expect(seen).toEqual(answer.items.map((item: { deviceId: string }) => item.deviceId));
		const same = wanted({ parameters, priority: -5 });
		const unstored = (await api.ask("POST", "/provisioning-profiles/preview", { body: same })).json();
		expect(unstored.counts).toEqual({ total: 4, overruled: 3, lacking: 1 });
		const overruled = unstored.items.find((item: { outcome: string }) => item.outcome === "overruled");
		expect(overruled.parameters[0]).toMatchObject({ outcome: "overruled", by: { id } });
	});
});
