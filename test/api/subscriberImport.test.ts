import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openVariables } from "../../src/device/sealedProvisioning.ts";
import { readAudit } from "../../src/store/audit.ts";
import { findDevice } from "../../src/store/devices.ts";
import { findSubscriber, type SubscriberRow } from "../../src/store/subscribers.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { testVault } from "../support/vault.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

function load(csv: string, query = "", headers: Record<string, string> = {}) {
	return api.ask("POST", `/subscribers/import${query}`, {
		body: csv,
		headers: { "content-type": "text/csv", ...headers },
	});
}

async function subscribers(q: string) {
	return (await api.ask("GET", `/subscribers?q=${q}`)).json().items as { id: string; externalId: string }[];
}

const NOTHING = { created: 0, updated: 0, unchanged: 0 };

test("an import adds, changes and links; a second time nothing changes; the dry run says the same before", async () => {
	const { tenant } = api.tenant.default;
	const device = await addDevice(api.database, tenant, { serialNumber: "IMP-1" });
	await load("externalId,name,plan,variables.vlan,variables.old\nI-0,Old,gold,1,x\n");
	const csv = [
		"externalId,name,plan,siteName,address,serialNumber,oui,variables.vlan",
		"I-0,Old,,,,,,2",
		"I-1,=cmd()|'calc',silver,home,Main St 1,IMP-1,00d09e,",
		"I-1,=cmd()|'calc',silver,shop,,,,",
	].join("\r\n");
	const report = {
		rows: 3,
		subscribers: { created: 1, updated: 1, unchanged: 0 },
		sites: { created: 2, updated: 0, unchanged: 0 },
		devices: { linked: 1, unchanged: 0 },
	};
	const tried = await load(csv, "?dryRun=true");
	expect([tried.statusCode, tried.json()]).toEqual([200, { ...report, dryRun: true }]);
	expect(await subscribers("I-1")).toEqual([]);
	const done = await load(csv);
	expect([done.statusCode, done.json()]).toEqual([200, { ...report, dryRun: false }]);
	const [one] = await subscribers("I-1");
	expect(one).toMatchObject({ name: "=cmd()|'calc'", plan: "silver", variables: {} });
	expect(await subscribers("I-0")).toMatchObject([{ plan: null, variables: { vlan: "2", old: "x" } }]);
	const { items: sites } = (await api.ask("GET", `/sites?subscriberId=${one?.id}`)).json();
	const home = sites.find(({ name }: { name: string }) => name === "home");
	expect(home.address).toBe("Main St 1");
	expect(await findDevice(api.scope("default"), device)).toMatchObject({ subscriberId: one?.id, siteId: home.id });

	const again = await load(csv);
	expect(again.json()).toEqual({
		...{ dryRun: false, rows: 3 },
		subscribers: { ...NOTHING, unchanged: 2 },
		sites: { ...NOTHING, unchanged: 2 },
		devices: { linked: 0, unchanged: 1 },
	});
	const trail = await readAudit(api.scope("default"), { after: 0, limit: 500 });
	const imports = trail.filter(({ entry }) => entry.action === "subscriber.import");
	expect(imports.map(({ entry }) => (entry.detail as { subscribers: object }).subscribers)).toEqual([
		{ created: 1, updated: 0, unchanged: 0 },
		report.subscribers,
		{ created: 0, updated: 0, unchanged: 2 },
	]);
	// Each subscriber's own, by which his timeline finds it.
	const own = trail.filter(({ entry }) => entry.subscriberId === one?.id);
	expect(own.map(({ entry }) => [entry.action, entry.detail])).toEqual([
		["subscriber.create", expect.objectContaining({ externalId: "I-1", plan: "silver", devices: [device] })],
	]);
	const timeline = (await api.ask("GET", `/subscribers/${one?.id}/timeline`)).json();
	expect(timeline.items.map(({ detail }: { detail: { action?: string } }) => detail.action)).toContain(
		"subscriber.create",
	);
	const [changed] = await subscribers("I-0");
	const actions = trail.filter(({ entry }) => entry.subscriberId === changed?.id).map(({ entry }) => entry.action);
	expect(actions).toEqual(["subscriber.create", "subscriber.patch"]);
});

test("with any error nothing is imported, and the dry run refuses it alike", async () => {
	const { tenant } = api.tenant.default;
	await addDevice(api.database, tenant, { serialNumber: "TWICE-1", id: crypto.randomUUID() });
	await addDevice(api.database, tenant, { serialNumber: "TWICE-1", id: crypto.randomUUID() });
	const theirs = await addDevice(api.database, tenant, { serialNumber: "THEIRS-1" });
	const lab = await addDevice(api.database, tenant, { serialNumber: "LAB-1" });
	await addDevice(api.database, tenant, { serialNumber: "FREE-1" });
	await addDevice(api.database, tenant, { serialNumber: "FREE-2" });
	await addDevice(api.database, api.tenant.other.tenant, { serialNumber: "ELSEWHERE-1" });
	await api.ask("PATCH", `/devices/${lab}`, { body: { lab: true } });
	await load("externalId,name,siteName,serialNumber\nE-0,Owner,home,THEIRS-1\n");
	const csv = [
		"externalId,name,siteName,address,serialNumber,oui",
		"E-1,Ada,home,,FREE-1,",
		"E-2,,,,,",
		"E-3,Eve,home,,THEIRS-1,",
		"E-4,Eve,home,,LAB-1,",
		"E-5,Eve,home,,ABSENT-1,",
		"E-6,Eve,home,,TWICE-1,",
		"E-7,Eve,home,,ELSEWHERE-1,",
		"E-8,Eve,home,,FREE-2,AAAAAA",
		"E-1,Eva,home,,,",
		"E-1,Ada,home,Main St,,",
		"E-9,Eve,home,,FREE-1,",
		"E-10,Eve",
	].join("\n");
	const answers = [await load(csv, "?dryRun=true"), await load(csv)];
	for (const answer of answers) {
		expect(answer.json()).toMatchObject({
			status: 422,
			code: "importRefused",
			detail: "there are 11 errors: nothing is imported",
		});
		expect(answer.json().errors).toEqual(
			[
				["3/name", "line 3, name: is needed for a subscriber that is new"],
				["4/serialNumber", "line 4, serialNumber: the device is another subscriber's"],
				["5/serialNumber", "line 5, serialNumber: a lab device can't be linked to a site"],
				["6/serialNumber", "line 6, serialNumber: there is no such device yet"],
				["7/serialNumber", "line 7, serialNumber: several devices have it: give oui or mac too"],
				["8/serialNumber", "line 8, serialNumber: there is no such device yet"],
				["9/oui", "line 9, oui: the device has another one"],
				["10/name", "line 10, name: differs from line 2"],
				["11/address", "line 11, address: differs from line 2"],
				["12/serialNumber", "line 12, serialNumber: the device stands in line 2 already"],
				["13/", "line 13: has 2 fields, the first line has 6"],
			].map(([pointer, detail]) => ({ pointer: `/${pointer}`, detail })),
		);
	}
	expect(await subscribers("E-1")).toEqual([]);
	expect((await findDevice(api.scope("default"), theirs))?.subscriberId).toBe((await subscribers("E-0"))[0]?.id);
});

test("a device is found by its MAC alone, too", async () => {
	const device = await addDevice(api.database, api.tenant.default.tenant);
	const setMac = { name: "test.mac", text: "update device set mac = $3 where tenant = $1 and id = $2" };
	await api.scope("default").query(setMac, [device, "0200000000AA"]);
	const done = await load("externalId,name,siteName,mac\nM-1,Ada,home,02:00:00:00:00:aa\n");
	expect(done.json()).toMatchObject({ devices: { linked: 1 } });
	expect((await findDevice(api.scope("default"), device))?.siteId).not.toBeNull();
});

test("a form is taken as well as the table itself", async () => {
	const body =
		'--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nexternalId,name\nF-1,Ada\n\r\n--b--\r\n';
	const headers = { "content-type": "multipart/form-data; boundary=b" };
	const done = await api.ask("POST", "/subscribers/import", { body, headers });
	expect([done.statusCode, done.json().subscribers]).toEqual([200, { ...NOTHING, created: 1 }]);
	const other = await api.ask("POST", "/subscribers/import", { body: body.replace('"file"', '"table"'), headers });
	expect(other.json()).toMatchObject({ status: 422, errors: [{ pointer: "/file" }] });
	const json = await api.ask("POST", "/subscribers/import", { body: {} });
	expect(json.json()).toMatchObject({ status: 415, code: "unsupportedMediaType" });
	const elsewhere = await api.ask("POST", "/sites", { body: "a,b", headers: { "content-type": "text/csv" } });
	expect(elsewhere.statusCode).toBe(415);
});

test("an import that is asked for twice with one key is done once, and another table with that key is refused", async () => {
	const headers = { "idempotency-key": "import-1" };
	const first = await load("externalId,name\nK-1,Ada\n", "", headers);
	const second = await load("externalId,name\nK-1,Ada\n", "", headers);
	expect(second.json()).toEqual(first.json());
	expect(first.json().subscribers.created).toBe(1);
	expect((await load("externalId,name\nK-2,Ada\n", "", headers)).json().code).toBe("idempotencyKeyReused");
});

describe("an import belongs to its tenant", () => {
	test("and leaves another one's subscribers alone", async () => {
		await load("externalId,name\nT-1,Ours\n");
		const done = await load("externalId,name\nT-1,Theirs\n", "?tenant=other");
		expect(done.json().subscribers).toEqual({ ...NOTHING, created: 1 });
		expect(await subscribers("T-1")).toMatchObject([{ name: "Ours" }]);
	});

	test("and needs `config` in it", async () => {
		const answer = await api.ask("POST", "/subscribers/import", {
			body: "nonsense",
			headers: { "content-type": "text/csv" },
			token: await api.token("support"),
		});
		expect(answer.statusCode).toBe(403);
	});
});

test("two imports of the same table at once: one adds, the other finds it there", async () => {
	const csv = `externalId,name,siteName\n${Array.from({ length: 200 }, (_, i) => `P-${i},Ada,home\n`).join("")}`;
	const created = (await Promise.all([load(csv), load(csv)])).map((answer) => answer.json().subscribers.created);
	expect(created.sort()).toEqual([0, 200]);
});

test("secret variables are sealed, stay where the mark is sent back, and are the same where they are told again", async () => {
	const csv = (word: string, key: string) =>
		`externalId,name,variables.password,variables.wifiKey\nSEC-1,S,${word},${key}\n`;
	await load(csv("hunter2", "hunter3"));
	expect((await load(csv("hunter2", "[redacted]"))).json().subscribers).toEqual({ ...NOTHING, unchanged: 1 });
	expect((await load(csv("hunter4", "[redacted]"))).json().subscribers).toEqual({ ...NOTHING, updated: 1 });
	const { items } = (await api.ask("GET", "/subscribers?externalId=SEC-1")).json();
	expect(items[0].variables).toEqual({ password: "[redacted]", wifiKey: "[redacted]" });
	const row = (await findSubscriber(api.scope("default"), items[0].id)) as SubscriberRow;
	expect(JSON.stringify(row)).not.toContain("hunter");
	expect(openVariables(testVault, api.tenant.default.tenant, row.variables)).toEqual({
		...{ password: "hunter4", wifiKey: "hunter3" },
	});
	const refused = await load("externalId,name,variables.password\nSEC-2,S,[redacted]\n");
	expect([refused.statusCode, refused.json().errors[0].pointer]).toEqual([422, "/2/variables.password"]);
});
