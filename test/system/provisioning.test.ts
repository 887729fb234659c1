/** Devices that are brought to what their tenant's provisioning profiles wish: as they begin, and where they drift. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { tree181 } from "../../lab/trees/tr181.ts";
import type { Change } from "../../src/shared/changes.ts";
import type { ProvisioningProfile } from "../../src/shared/provisioning.ts";
import { type Operation, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "homes";
const CODE = "Device.DeviceInfo.ProvisioningCode";
const NTP = "Device.Time.NTPServer1";

let certus: TestSystem;
let lab: Lab;
let count = 0;

beforeAll(async () => {
	certus = await openSystem();
	await certus.api.must("POST", "/tenants", { slug: TENANT, name: "Homes", simulated: true });
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.004, timeoutMs: 5_000 });
}, 60_000);
afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

/** Of a model of its own, so that profiles mean it and no other test's. */
function cpeOf(modelName: string): Cpe {
	const identity = { ...cleanTr181Gateway.identity, modelName };
	const model: LabModel = { ...cleanTr181Gateway, name: modelName, identity, tree: () => tree181({ identity }) };
	const cpe = lab.add(model, { serialNumber: `PROVISION${++count}` });
	writesOf(cpe);
	return cpe;
}
/** What is set on it from now on. */
const written = new WeakMap<Cpe, string[]>();
function writesOf(cpe: Cpe): string[] {
	const known = written.get(cpe);
	if (known) return known;
	const writes: string[] = [];
	const write = cpe.tree.set.bind(cpe.tree);
	cpe.tree.set = (path, value) => {
		if (path === CODE || path === NTP) writes.push(`${path}=${value}`);
		return write(path, value);
	};
	written.set(cpe, writes);
	return writes;
}

const profile = (model: string, values: Record<string, string>, more: object = {}) =>
	certus.api.must<ProvisioningProfile>("POST", "/provisioning-profiles", {
		...{ tenant: TENANT, name: `profile ${++count}`, selector: { model } },
		parameters: Object.entries(values).map(([path, value]) => ({ path, value })),
		...more,
	});
const changesOf = async (device: string) =>
	(await certus.api.get<{ items: Change[] }>(`/changes?tenant=${TENANT}&deviceId=${device}`)).items;
const provisioned = (device: string, number = 1) =>
	until("the provisioning's end", async () => {
		const changes = (await changesOf(device)).filter(({ author }) => author === "certus");
		return changes.length >= number && changes.every(({ finishedAt }) => finishedAt !== null) ? changes : null;
	});
const timeline = async (device: string, type: string) =>
	(
		await certus.api.get<{ items: { type: string; detail: Record<string, unknown> }[] }>(
			`/devices/${device}/timeline?tenant=${TENANT}&limit=500`,
		)
	).items.filter((entry) => entry.type === type);
/** A whole session that tells of nothing but time. */
const sessionOf = async (cpe: Cpe, device: string) => {
	await cpe.inform();
	await certus.api.endedSession(TENANT, device);
};
const bootstrap = (cpe: Cpe) => cpe.inform([{ code: "0 BOOTSTRAP", commandKey: "" }]);

test("a device is brought to what is wished as it begins, in the same session, and only where it differs", async () => {
	const low = await profile("PV-BOOT", { [CODE]: "low", [NTP]: "{{device.serialNumber}}.example.net" });
	const high = await profile("PV-BOOT", { [CODE]: "high" }, { priority: 5 });
	const cpe = cpeOf("PV-BOOT");
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	const [change] = (await provisioned(id)) as [Change];
	expect(change).toMatchObject({
		state: "applied",
		action: "config",
		backupId: expect.any(String),
		approvalsNeeded: 0,
	});
	const ntp = `${cpe.serialNumber}.example.net`;
	expect([cpe.tree.value(CODE), cpe.tree.value(NTP)]).toEqual(["high", ntp]);
	const [told] = await timeline(id, "provisioning");
	expect(told?.detail).toMatchObject({ changeId: change.id, trigger: "bootstrap" });
	expect(new Set(told?.detail.profiles as string[])).toEqual(new Set([low.name, high.name]));
	const { items } = await certus.api.get<{ items: (Operation & { kind: string; authority: string })[] }>(
		`/operations?tenant=${TENANT}&deviceId=${id}&kind=set`,
	);
	expect(items).toMatchObject([{ authority: "provisioning", changeId: change.id, status: "succeeded" }]);
	const sessions = await certus.api.sessions(TENANT, id);
	expect(sessions.find(({ id: session }) => session === items[0]?.sessionId)?.events).toContain("0 BOOTSTRAP");

	writesOf(cpe).length = 0;
	await bootstrap(cpe);
	await provisioned(id, 2);
	expect(writesOf(cpe)).toEqual([]);
});

test("what a profile lacks a value for it does not touch, and says why", async () => {
	await profile("PV-LACK", { [CODE]: "{{subscriber.externalId}}" });
	const cpe = cpeOf("PV-LACK");
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	const [told] = await until("the word on it", async () => {
		const entries = await timeline(id, "provisioningSkipped");
		return entries.length > 0 && entries;
	});
	expect(told?.detail).toMatchObject({ missing: "subscriber.externalId" });
	expect(await changesOf(id)).toEqual([]);
});

test("red refuses, and that is told", async () => {
	const cpe = cpeOf("PV-RED");
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	const { matrixRowId } = await until("its row", async () => {
		const found = await certus.api.get<{ matrixRowId: string | null }>(`/devices/${id}?tenant=${TENANT}`);
		return found.matrixRowId === null ? null : found;
	});
	const lower = { tenant: TENANT, workflow: "provisioning", to: "red", reason: "seen to fail" };
	await certus.api.must("POST", `/matrix/${matrixRowId}/lower`, lower);
	await profile("PV-RED", { [CODE]: "never" });
	await bootstrap(cpe);
	const [told] = await until("the refusal", async () => {
		const entries = await timeline(id, "provisioningRefused");
		return entries.length > 0 && entries;
	});
	expect(told?.detail.reason).toContain("not supported");
	expect(writesOf(cpe)).toEqual([]);
});

const policy = (config: object) => certus.api.must("PATCH", `/tenants/${TENANT}/approval-policy`, { config });

test("a correction of drift waits for another person's word, and begins with it", async () => {
	const cpe = cpeOf("PV-ASK");
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	await profile("PV-ASK", { [CODE]: "wished" }, { onDrift: true });
	await sessionOf(cpe, id);
	await sessionOf(cpe, id);
	const [asked, ...more] = (await changesOf(id)) as [Change];
	expect(asked).toMatchObject({ state: "pendingApproval", author: "certus", approvalsNeeded: 1 });
	expect(more).toEqual([]);
	expect(writesOf(cpe)).toEqual([]);
	const word = { tenant: TENANT, comment: "mine" };
	// Who has set the profile is its author.
	expect(await certus.api.ask("POST", `/changes/${asked.id}/approve`, word)).toMatchObject({ status: 403 });
	const approver = await certus.api.withRole(TENANT, "approver");
	await approver.must("POST", `/changes/${asked.id}/approve`, { tenant: TENANT, comment: "seen" });
	await cpe.inform();
	expect(await provisioned(id)).toMatchObject([{ id: asked.id, state: "applied" }]);
	expect(cpe.tree.value(CODE)).toBe("wished");
});

test("drift that is seen is corrected where that is asked for, and not at once again", async () => {
	await policy({ waivedForOneDevice: true });
	const cpe = cpeOf("PV-DRIFT");
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	const { id: quiet } = await profile("PV-DRIFT", { [CODE]: "wished" });
	await sessionOf(cpe, id);
	expect(await changesOf(id)).toEqual([]);
	await certus.api.must("PATCH", `/provisioning-profiles/${quiet}`, { tenant: TENANT, onDrift: true });
	await sessionOf(cpe, id);
	expect((await provisioned(id)).map(({ state }) => state)).toEqual(["applied"]);
	expect(cpe.tree.value(CODE)).toBe("wished");

	cpe.tree.set(CODE, "theirs");
	await sessionOf(cpe, id);
	expect(cpe.tree.value(CODE)).toBe("theirs");
	expect(await changesOf(id)).toHaveLength(1);
});
