/** Suspending a subscriber's devices and giving him his service back, over devices that answer, refuse and are away. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr098Gateway } from "../../lab/models/clean-tr098-gateway.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { tree098 } from "../../lab/trees/tr098.ts";
import { tree181 } from "../../lab/trees/tr181.ts";
import type { BackupDetail, Change, ChangeDevice } from "../../src/shared/changes.ts";
import type { Subscriber } from "../../src/shared/subscribers.ts";
import { type Api, openSystem, type TestSystem, until } from "./support.ts";

/** Of virtual CPEs that stand at subscribers' sites, as no lab device does. */
const TENANT = "homes";
/** Where the two models have the connection that carries their traffic. */
const WAN_181 = "Device.IP.Interface.1.Enable";
const WAN_098 = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.Enable";
const CODE = "Device.DeviceInfo.ProvisioningCode";

let certus: TestSystem;
let lab: Lab;
let approver: Api;
let count = 0;

beforeAll(async () => {
	certus = await openSystem();
	await certus.api.must("POST", "/tenants", { slug: TENANT, name: "Homes", simulated: true });
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.004, timeoutMs: 5_000 });
	approver = await certus.api.withRole(TENANT, "approver");
	await suspendBy([{ path: "wan.internet.enabled", value: "0" }]);
}, 60_000);
afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

const suspendBy = (suspend: readonly object[], preApproved = true) =>
	certus.api.must("PUT", `/tenants/${TENANT}/service-profile`, { suspend, preApproved });

async function subscriberWith(...models: readonly LabModel[]): Promise<{ id: string; cpes: Cpe[]; devices: string[] }> {
	const number = ++count;
	const person = { tenant: TENANT, externalId: `C-${number}`, name: "Ada" };
	const { id } = await certus.api.must<{ id: string }>("POST", "/subscribers", person);
	const home = { tenant: TENANT, subscriberId: id, name: "home" };
	const site = await certus.api.must<{ id: string }>("POST", "/sites", home);
	const cpes: Cpe[] = [];
	const devices: string[] = [];
	for (const [index, model] of models.entries()) {
		const cpe = lab.add(model, { serialNumber: `SUSPEND${number}-${index}` });
		await cpe.powerOn();
		const device = await certus.api.device(TENANT, cpe.serialNumber);
		await certus.api.must("PATCH", `/devices/${device.id}`, { tenant: TENANT, siteId: site.id });
		cpes.push(cpe);
		devices.push(device.id);
	}
	return { id, cpes, devices };
}

const ask = (id: string, what: "suspend" | "restore", body: object = {}, api = certus.api) =>
	api.ask<Change & { code: string }>("POST", `/subscribers/${id}/${what}`, {
		tenant: TENANT,
		reason: "unpaid",
		...body,
	});
const found = (id: string) => certus.api.get<Change>(`/changes/${id}?tenant=${TENANT}`);
const devicesOf = async (id: string) =>
	(await certus.api.get<{ items: ChangeDevice[] }>(`/changes/${id}/devices?tenant=${TENANT}`)).items;
const subscriber = (id: string) => certus.api.get<Subscriber>(`/subscribers/${id}?tenant=${TENANT}`);
const over = (id: string) =>
	until("the change's end", async () => {
		const change = await found(id);
		return ["applied", "failed", "rolledBack", "cancelled"].includes(change.state) ? change : null;
	});
async function did(id: string, what: "suspend" | "restore", body: object = {}): Promise<Change> {
	const { status, body: change } = await ask(id, what, body);
	expect([status, change.code]).toEqual([200, undefined]);
	return over(change.id);
}
const lowered = async (device: string) => {
	const { matrixRowId } = await certus.api.get<{ matrixRowId: string }>(`/devices/${device}?tenant=${TENANT}`);
	const body = { tenant: TENANT, workflow: "config", to: "red", reason: "sets were seen to fail" };
	await certus.api.must("POST", `/matrix/${matrixRowId}/lower`, body);
};
/** A model of its own, so that what happens to its row is no other test's. */
function own(model: LabModel, modelName: string, behaviour?: Parameters<typeof deviating>[0]): LabModel {
	const identity = { ...model.identity, modelName };
	const tree = () => (model.root === "Device." ? tree181({ identity }) : tree098({ identity }));
	return { ...model, name: modelName, identity, tree, ...(behaviour && { behaviour: deviating(behaviour) }) };
}

describe.each([
	["TR-181", cleanTr181Gateway, WAN_181],
	["TR-098", cleanTr098Gateway, WAN_098],
] as const)("a subscriber with a device of %s", (_name, model, wan) => {
	test("is suspended where his traffic goes, and restored to exactly what stood there", async () => {
		const { id, cpes, devices } = await subscriberWith(model);
		const [cpe] = cpes as [Cpe];
		const before = cpe.tree.value(wan);
		const suspended = await did(id, "suspend");
		expect(suspended).toMatchObject({
			...{ state: "applied", action: "suspend", subscriberId: id, approvalsNeeded: 0, undoes: null, failure: null },
			...{ reason: "unpaid", backupId: expect.any(String), devices: { total: 1, applied: 1 } },
			items: [{ deviceId: devices[0], path: wan, before, after: "0" }],
		});
		expect(cpe.tree.value(wan)).toBe("0");
		const backup = await certus.api.get<BackupDetail>(`/backups/${suspended.backupId}?tenant=${TENANT}`);
		expect(backup).toMatchObject({ complete: true });
		expect(backup.values.find(({ path }) => path === wan)?.value).toBe(before);
		const since = { since: expect.any(String), changeId: suspended.id };
		expect((await subscriber(id)).suspended).toEqual(since);
		const again = await ask(id, "suspend");
		expect(again).toMatchObject({ status: 200, body: { id: suspended.id } });

		const restored = await did(id, "restore");
		expect(restored).toMatchObject({
			...{ state: "applied", action: "restore", undoes: suspended.id, approvalsNeeded: 0, subscriberId: id },
			items: [{ deviceId: devices[0], path: wan, before: "0", after: before }],
			backupId: expect.any(String),
		});
		expect(cpe.tree.value(wan)).toBe(before);
		expect((await subscriber(id)).suspended).toBeNull();
		expect(await ask(id, "restore")).toMatchObject({ status: 200, body: { id: restored.id } });
		const audit = await certus.api.get<{ items: { action: string; outcome: string }[] }>(
			`/audit?tenant=${TENANT}&subscriberId=${id}&limit=500`,
		);
		expect(audit.items.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
			expect.arrayContaining([
				"subscriber.suspend applying",
				"change.carriedOut applied",
				"subscriber.restore applying",
			]),
		);
	});
});

describe("a suspended subscriber who presses the reset button", () => {
	test("stays suspended, on record, and is restored to what stood before the suspend", async () => {
		const { id, cpes, devices } = await subscriberWith(cleanTr181Gateway);
		const [cpe] = cpes as [Cpe];
		const before = cpe.tree.value(WAN_181);
		const first = await did(id, "suspend");
		cpe.factoryReset();
		await until("the suspend", () => cpe.tree.value(WAN_181) === "0");
		const list = () =>
			certus.api.get<{ items: Change[] }>(`/changes?tenant=${TENANT}&action=suspend&subscriberId=${id}`);
		const again = await until("its end", async () => {
			const [newest] = (await list()).items;
			return newest && newest.id !== first.id && newest.state !== "applying" ? newest : null;
		});
		expect(again).toMatchObject({ state: "applied", author: "certus", reason: expect.stringContaining("reset") });
		expect((await subscriber(id)).suspended).toMatchObject({ changeId: first.id });
		const audit = await certus.api.get<{ items: { action: string }[] }>(
			`/audit?tenant=${TENANT}&deviceId=${devices[0]}&limit=500`,
		);
		expect(audit.items.map(({ action }) => action)).toContain("device.suspendedAgain");
		await cpe.inform();
		expect((await list()).items).toHaveLength(2);

		expect(await did(id, "restore")).toMatchObject({ state: "applied" });
		expect(cpe.tree.value(WAN_181)).toBe(before);
		cpe.factoryReset();
		await until("the device", async () => {
			const { lastInformEvents } = await certus.api.device(TENANT, cpe.serialNumber);
			return lastInformEvents.some((event) => event.includes("BOOTSTRAP"));
		});
		await certus.api.endedSession(TENANT, devices[0] as string);
		expect(cpe.tree.value(WAN_181)).toBe(before);
		expect((await list()).items).toHaveLength(2);
	});

	test("has his values back by another way for no longer than until they are read", async () => {
		const { id, cpes, devices } = await subscriberWith(cleanTr181Gateway);
		const [cpe] = cpes as [Cpe];
		const before = cpe.tree.value(WAN_181) as string;
		await did(id, "suspend");
		cpe.tree.set(WAN_181, before);
		await certus.api.done(TENANT, devices[0] as string, "read", { paths: [WAN_181] });
		await until("the suspend", () => cpe.tree.value(WAN_181) === "0");
	});
});

describe("a subscriber whose device is replaced", () => {
	const replaced = async (device: string, serialNumber: string) =>
		(await certus.api.must<{ id: string }>("POST", `/devices/${device}/replace`, { tenant: TENANT, serialNumber })).id;

	test("is suspended on the new unit as it comes, and restored there, however long the old one is away", async () => {
		const { id, cpes, devices } = await subscriberWith(cleanTr181Gateway);
		await did(id, "suspend");
		await (cpes[0] as Cpe).powerOff();
		const serialNumber = `SUCCESSOR${++count}`;
		const successor = await replaced(devices[0] as string, serialNumber);
		expect((await subscriber(id)).suspended).toBeNull();
		const cpe = lab.add(cleanTr181Gateway, { serialNumber });
		const before = cpe.tree.value(WAN_181);
		await cpe.powerOn();
		const { items } = await certus.api.get<{ items: Change[] }>(
			`/changes?tenant=${TENANT}&deviceId=${successor}&action=suspend`,
		);
		expect(items).toHaveLength(1);
		expect(await over(items[0]?.id as string)).toMatchObject({ state: "applied", subscriberId: id });
		expect(cpe.tree.value(WAN_181)).toBe("0");
		expect((await subscriber(id)).suspended).toMatchObject({ changeId: items[0]?.id });
		expect(await did(id, "restore")).toMatchObject({ state: "applied", devices: { total: 1 } });
		expect(cpe.tree.value(WAN_181)).toBe(before);
		expect((await subscriber(id)).suspended).toBeNull();
	});

	test("and who is being restored is not suspended on it, nor does the restore wait for the old one", async () => {
		const { id, cpes, devices } = await subscriberWith(cleanTr181Gateway);
		await did(id, "suspend");
		await (cpes[0] as Cpe).powerOff();
		const { body: restore } = await ask(id, "restore");
		expect(restore.state).toBe("applying");
		const successor = await replaced(devices[0] as string, `SUCCESSOR${++count}`);
		expect(await over(restore.id)).toMatchObject({ failure: { code: "deviceReplaced" } });
		expect((await subscriber(id)).suspended).toBeNull();
		const none = await certus.api.get<{ items: Change[] }>(`/changes?tenant=${TENANT}&deviceId=${successor}`);
		expect(none.items).toEqual([]);
		const open = `/operations?tenant=${TENANT}&deviceId=${devices[0]}&status=queued`;
		expect((await certus.api.get<{ items: object[] }>(open)).items).toEqual([]);
	});
});

test("a profile that wishes the service does not lift a suspend, nor does what it asked for before that", async () => {
	const { id, cpes, devices } = await subscriberWith(own(cleanTr181Gateway, "WISHED-181"));
	const [cpe, device] = [cpes[0] as Cpe, devices[0] as string];
	const wished = { selector: { model: "WISHED-181" }, parameters: [{ path: WAN_181, value: "1" }], onDrift: true };
	await certus.api.must("POST", "/provisioning-profiles", { tenant: TENANT, name: "wished", ...wished });
	const seen = () => certus.api.done(TENANT, device, "read", { paths: [WAN_181] });
	const changes = async () =>
		(await certus.api.get<{ items: Change[] }>(`/changes?tenant=${TENANT}&deviceId=${device}&action=config`)).items;
	cpe.tree.set(WAN_181, "0");
	await seen();
	const [asked] = (await until("the question", async () => ((await changes()).length > 0 ? changes() : null))) as [
		Change,
	];
	expect(asked).toMatchObject({ state: "pendingApproval", risks: ["losesConnectivity", "notProven"] });
	cpe.tree.set(WAN_181, "1");
	expect(await did(id, "suspend")).toMatchObject({ state: "applied" });
	await approver.must("POST", `/changes/${asked.id}/approve`, { tenant: TENANT, comment: "seen" });
	expect(await over(asked.id)).toMatchObject({ state: "applied" });
	expect(await devicesOf(asked.id)).toMatchObject([{ state: "applied", leftAlone: [WAN_181] }]);
	await seen();
	await certus.api.endedSession(TENANT, device);
	expect(cpe.tree.value(WAN_181)).toBe("0");
	expect(await changes()).toHaveLength(1);
	expect(await did(id, "restore")).toMatchObject({ state: "applied" });
	expect(cpe.tree.value(WAN_181)).toBe("1");
});

test("what others have changed meanwhile is left, and told; the rest goes back", async () => {
	await suspendBy([
		{ path: "wan.internet.enabled", value: "0" },
		{ path: CODE, value: "walled" },
	]);
	const { id, cpes } = await subscriberWith(cleanTr181Gateway);
	const [cpe] = cpes as [Cpe];
	await did(id, "suspend");
	expect(cpe.tree.value(CODE)).toBe("walled");
	cpe.tree.set(CODE, "somebody was here");
	const { id: change, state } = await did(id, "restore");
	expect(state).toBe("applied");
	expect((await devicesOf(change))[0]?.leftAlone).toEqual([CODE]);
	expect([cpe.tree.value(CODE), cpe.tree.value(WAN_181)]).toEqual(["somebody was here", "1"]);
	await suspendBy([{ path: "wan.internet.enabled", value: "0" }]);
});

test("red refuses to suspend, and never to restore", async () => {
	const model = own(cleanTr181Gateway, "RED-181");
	const { id, cpes, devices } = await subscriberWith(model);
	const refused = await subscriberWith(model);
	await did(id, "suspend");
	await lowered(devices[0] as string);
	expect(await ask(refused.id, "suspend")).toMatchObject({ status: 409, body: { code: "notSupported" } });
	const overridden = await ask(refused.id, "suspend", { override: { reason: "the lab is ours" } });
	expect(overridden.body).toMatchObject({ state: "pendingApproval", approvalsNeeded: 1 });
	const noc = await certus.api.withRole(TENANT, "noc");
	expect((await ask(refused.id, "suspend", { override: { reason: "no" } }, noc)).status).toBe(403);

	const restored = await did(id, "restore");
	expect(restored).toMatchObject({ state: "applied", approvalsNeeded: 0 });
	expect((cpes[0] as Cpe).tree.value(WAN_181)).toBe("1");
});

test("a device that is away is restored whenever it comes, before what else waits for it", async () => {
	const { id, cpes, devices } = await subscriberWith(cleanTr181Gateway);
	const [cpe] = cpes as [Cpe];
	const [device] = devices as [string];
	await did(id, "suspend");
	await cpe.powerOff();
	const values = [{ path: CODE, value: "queued" }];
	const queued = await certus.api.queue(TENANT, device, "set", { values }, 86_400);
	const { body: first } = await ask(id, "restore");
	expect(first).toMatchObject({ state: "applying", action: "restore" });
	const { body: second } = await ask(id, "restore");
	expect(second.id).toBe(first.id);
	const waits = await until("the restore's first step", async () => {
		const open = `/operations?tenant=${TENANT}&deviceId=${device}&status=queued`;
		const { items } = await certus.api.get<{ items: { expiresAt: string; changeId: string }[] }>(open);
		return items.find(({ changeId }) => changeId === first.id)?.expiresAt;
	});
	expect(Date.parse(waits)).toBeGreaterThan(Date.now() + 365 * 86_400_000);
	const wrote: string[] = [];
	const write = cpe.tree.set.bind(cpe.tree);
	cpe.tree.set = (path, value) => {
		if (path === WAN_181 || path === CODE) wrote.push(path);
		return write(path, value);
	};
	await cpe.powerOn();
	expect(await over(first.id)).toMatchObject({ state: "applied" });
	await certus.api.reaches(TENANT, queued, "succeeded");
	expect(wrote).toEqual([WAN_181, CODE]);
});

test("a suspend that waits for its device goes no further once the subscriber is restored", async () => {
	const { id, cpes } = await subscriberWith(cleanTr181Gateway);
	const [cpe] = cpes as [Cpe];
	await cpe.powerOff();
	const { body: suspend } = await ask(id, "suspend");
	expect(suspend.state).toBe("applying");
	const { body: restore } = await ask(id, "restore");
	expect(restore).toMatchObject({ action: "restore", undoes: suspend.id });
	expect(await over(suspend.id)).toMatchObject({ state: "failed" });
	expect(await over(restore.id)).toMatchObject({ state: "applied" });
	await cpe.powerOn();
	expect(cpe.tree.value(WAN_181)).toBe("1");
	expect((await subscriber(id)).suspended).toBeNull();
});

test("of two devices the one that refuses is told, and the other is restored", async () => {
	const set = { rejected: [WAN_098] };
	const stubborn = own(cleanTr098Gateway, "STUBBORN-98", { set });
	const { id, cpes, devices } = await subscriberWith(cleanTr181Gateway, stubborn);
	expect(await ask(id, "suspend")).toMatchObject({ status: 409, body: { code: "notProven" } });
	const { body: asked } = await ask(id, "suspend", { override: { reason: "the lab is ours" } });
	expect((await ask(id, "suspend")).body.id).toBe(asked.id);
	await approver.must("POST", `/changes/${asked.id}/approve`, { tenant: TENANT, comment: "seen" });
	expect(await over(asked.id)).toMatchObject({ state: "failed", devices: { total: 2, applied: 1, failed: 1 } });
	const told = await devicesOf(asked.id);
	expect(told.find(({ deviceId }) => deviceId === devices[1])).toMatchObject({
		...{ state: "failed", failure: { code: "failed", detail: expect.stringContaining("9003") } },
	});
	expect((await subscriber(id)).suspended).toMatchObject({ changeId: asked.id });
	const restored = await did(id, "restore");
	expect(restored).toMatchObject({ state: "applied", devices: { total: 1 } });
	expect([cpes[0]?.tree.value(WAN_181), cpes[1]?.tree.value(WAN_098)]).toEqual(["1", "1"]);
});

test("a device that answers well and does not is not taken for suspended", async () => {
	const liar = own(cleanTr181Gateway, "LIAR-181", { set: { ignored: [WAN_181] } });
	const { id } = await subscriberWith(liar);
	expect(await did(id, "suspend")).toMatchObject({ state: "rolledBack", failure: { code: "readBackDiffers" } });
	expect((await subscriber(id)).suspended).toBeNull();
});

test("without pre-approval a suspend waits for another person, and begins as soon as he agrees", async () => {
	await suspendBy([{ path: WAN_181, value: "0" }], false);
	const { id, cpes } = await subscriberWith(cleanTr181Gateway);
	const [one, other] = await Promise.all([ask(id, "suspend"), ask(id, "suspend")]);
	expect(one.body).toMatchObject({ state: "pendingApproval", approvalsNeeded: 1 });
	expect(other.body.id).toBe(one.body.id);
	expect((await ask(id, "restore")).body).toMatchObject({ id: one.body.id, state: "cancelled" });
	const { body: asked } = await ask(id, "suspend");
	await approver.must("POST", `/changes/${asked.id}/approve`, { tenant: TENANT, comment: "seen" });
	expect(await over(asked.id)).toMatchObject({ state: "applied" });
	expect((cpes[0] as Cpe).tree.value(WAN_181)).toBe("0");
	const back = await certus.api.ask<{ code: string }>("POST", `/changes/${asked.id}/rollback`, { tenant: TENANT });
	expect(back).toMatchObject({ status: 409, body: { code: "wrongState" } });
	expect(await did(id, "restore")).toMatchObject({ state: "applied" });
});
