/** Firmware rollouts over live devices: in waves, held by their failures, let go, and told of at the end. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { type Deviations, deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";
import { deviceInfo, managementServer } from "../../lab/trees/parts.ts";
import type { Change } from "../../src/shared/changes.ts";
import type { NewRollout, RolloutReport } from "../../src/shared/rollouts.ts";
import { type Api, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const OLD = "1.0.0";
const NEW = "2.0.0";
const DEVICES = 500;
/** 5 %. */
const MISBEHAVING = 25;
const THERE = 4;
const AWAY = 3;

let certus: TestSystem;
let lab: Lab;
let approver: Api;
let serial = 0;

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.001, timeoutMs: 20_000 });
	approver = await certus.api.withRole(TENANT, "approver");
	const agreed = { waivedForOneDevice: false };
	await certus.api.must("PATCH", `/tenants/${TENANT}/approval-policy`, { config: agreed, firmware: agreed });
}, 60_000);
afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

/** One model with little in its tree; `name` keeps the tests' devices apart. */
function modelOf(name: string, behaviour: Deviations = {}, more = ""): LabModel {
	const identity = { ...cleanTr181Gateway.identity, modelName: name, productClass: name };
	const text = [
		"Device.\nRootDataModelVersion s 2.16\n",
		deviceInfo("Device.", identity),
		managementServer("Device.", 3600),
		more,
	].join("\n");
	const tree = buildTree(parseTree(text), { addsCountersUnder: "Device." });
	return { ...cleanTr181Gateway, name, identity, tree: () => tree, behaviour: deviating(behaviour) };
}

interface Known {
	readonly cpe: Cpe;
	readonly id: string;
}

/** Devices past their first contact, in the order of their models. */
async function known(models: readonly LabModel[]): Promise<Known[]> {
	const cpes = models.map((model) => lab.add(model, { serialNumber: `ROLL${String(++serial).padStart(5, "0")}` }));
	const left = [...cpes];
	const boot = async () => {
		for (let cpe = left.shift(); cpe; cpe = left.shift()) await cpe.powerOn();
	};
	await Promise.all(Array.from({ length: 16 }, boot));
	const ids = new Map<string, string>();
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: { items: { id: string; serialNumber: string }[]; nextCursor: string | null } = await certus.api.get(
			`/devices?tenant=${TENANT}&limit=500&model=${models[0]?.identity.modelName}${cursor && `&cursor=${cursor}`}`,
		);
		for (const { id, serialNumber } of page.items) ids.set(serialNumber, id);
		cursor = page.nextCursor;
	}
	return cpes.map((cpe) => ({ cpe, id: ids.get(cpe.serialNumber) as string }));
}

async function addImage(model: LabModel, version: string, more: Record<string, string> = {}): Promise<string> {
	const { manufacturer: vendor, modelName } = model.identity;
	const fields = { kind: "firmware", vendor, model: modelName, hardwareVersions: "1.0", version, fromVersions: OLD };
	const form = new FormData();
	for (const [name, value] of Object.entries({ tenant: TENANT, ...fields, ...more })) form.append(name, value);
	form.append("file", new Blob([`version=${version}\n`]), `image-${version}.bin`);
	return (await certus.api.must<{ id: string }>("POST", "/files", form)).id;
}

const ask = <T = Change>(path: string, body: object = {}, api = certus.api) =>
	api.ask<T & { code: string; detail: string }>("POST", `/changes${path}`, { tenant: TENANT, ...body });
const must = async (path: string, body: object = {}, api = certus.api): Promise<Change> => {
	const { status, body: answer } = await ask(path, body, api);
	if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
	return answer;
};
const found = (id: string) => certus.api.get<Change>(`/changes/${id}?tenant=${TENANT}`);
const reaches = (id: string, what: string, is: (change: Change) => boolean, deadlineMs = 20_000) =>
	until(
		what,
		async () => {
			const change = await found(id);
			return is(change) ? change : null;
		},
		deadlineMs,
		200,
	);
const isOver = ({ state }: Change) => state !== "applying";

const flash = (deviceIds: readonly string[], fileId: string, rollout?: NewRollout) => ({
	...{ deviceIds, operation: { kind: "download", input: { fileId } }, reason: "a test" },
	...{ override: { reason: "the lab is ours" }, ...(rollout && { rollout }) },
});

/** Previewed, agreed to by another, and begun; `meanwhile`: what happens after the preview. */
async function begun(body: object, meanwhile = () => {}): Promise<Change> {
	const { id, previewDigest } = await must("", body);
	meanwhile();
	await must(`/${id}/submit`);
	await must(`/${id}/approve`, { comment: "seen" }, approver);
	return must(`/${id}/apply`, { previewDigest });
}

test("500 devices, 5 % of which misbehave: waves, a stop, what was away, and a report", {
	timeout: 180_000,
}, async () => {
	const good = modelOf("ROLL-1");
	const refuses = modelOf("ROLL-1", { download: { outcome: "rejected" } });
	const corrupts = modelOf("ROLL-1", { download: { outcome: "invalid" } });
	// Three of those that misbehave are in the second wave, which the stop rule takes for too many.
	const isBad = (place: number) => [2, 3, 4].includes(place) || (place > 20 && place % 20 === 0 && place < 461);
	const models = Array.from({ length: DEVICES }, (_, place) => {
		if (!isBad(place)) return good;
		return place === 3 || place % 40 === 0 ? corrupts : refuses;
	});
	expect(models.filter((model) => model !== good)).toHaveLength(MISBEHAVING);
	const devices = await known(models);
	const there = devices.slice(-THERE);
	for (const { cpe } of there) {
		cpe.softwareVersion = NEW;
		await cpe.inform();
	}
	const away = devices.slice(100, 100 + AWAY);
	expect(away.every(({ cpe }) => cpe.model === good)).toBe(false);
	for (const { cpe } of away) cpe.powerOff();

	const image = await addImage(good, NEW);
	const ids = devices.map(({ id }) => id);
	const rollout: NewRollout = { waves: [1, 10, "10%", "100%"], concurrency: 16, stop: { failures: 3, of: 10 } };
	const change = await begun(flash(ids, image, rollout));
	expect(change).toMatchObject({ rollout: { sizes: [1, 10, 50, 439] }, waves: 4, devices: { total: DEVICES } });

	const held = await reaches(change.id, "the stop rule", ({ paused }) => paused, 60_000);
	expect(held).toMatchObject({ state: "applying", wave: 2, pausedReason: { code: "stopRule" } });
	const audit = await certus.api.get<{ items: object[] }>(`/audit?tenant=${TENANT}&action=change.pause`);
	const pausing = { actor: "certus", outcome: "stopRule", detail: { changeId: change.id, wave: 2 } };
	expect(audit.items).toMatchObject([pausing]);
	const still = await reaches(change.id, "those under way", ({ devices }) => !devices.running);
	const begunBy = DEVICES - (still.devices.waiting ?? 0);
	expect(begunBy).toBeLessThanOrEqual(11);
	expect(still.devices.failed).toBe(3);
	await Promise.all(devices.slice(200, 210).map(({ cpe }) => cpe.inform()));
	expect((await found(change.id)).devices.waiting).toBe(DEVICES - begunBy);

	let most = 0;
	await must(`/${change.id}/resume`, { comment: "three old ones, the rest goes on" });
	await reaches(
		change.id,
		"all that are there",
		({ id, paused, devices: { running = 0, waiting = 0 } }) => {
			most = Math.max(most, running);
			if (paused) void ask(`/${id}/resume`);
			return waiting === AWAY && running === 0;
		},
		120_000,
	);
	expect(most).toBeGreaterThan(1);
	expect(most).toBeLessThanOrEqual(16);
	expect(isOver(await found(change.id))).toBe(false);
	for (const { cpe } of away) await cpe.powerOn();
	const over = await reaches(change.id, "the end", isOver);
	const counts = { applied: DEVICES - MISBEHAVING - THERE, failed: MISBEHAVING, skipped: THERE };
	expect(over).toMatchObject({ state: "failed", failure: { code: "notAllApplied" }, devices: counts, paused: false });
	for (const { cpe } of devices) expect(cpe.softwareVersion).toBe(cpe.model === good ? NEW : OLD);

	const report = await certus.api.get<RolloutReport>(`/changes/${change.id}/report?tenant=${TENANT}`);
	expect(report).toMatchObject({ total: { devices: DEVICES, waiting: 0, running: 0, ...counts } });
	expect(report.waves.map(({ wave, devices, failed }) => [wave, devices, failed])).toEqual([
		[1, 1, 0],
		[2, 10, 3],
		[3, 50, 2],
		[4, 439, 20],
	]);
	expect(report.failures.map(({ outcome, devices }) => [outcome, devices])).toEqual([
		["failed", 13],
		["failed", 12],
		["skipped", THERE],
	]);
	expect(report.failures.map(({ detail }) => /9010|9018|already/.exec(detail)?.[0]).sort()).toEqual([
		"9010",
		"9018",
		"already",
	]);
	expect(report.versions).toEqual([
		{ before: OLD, after: NEW, devices: counts.applied },
		{ before: OLD, after: OLD, devices: MISBEHAVING },
	]);
	expect(report.durations?.maxSeconds).toBeGreaterThan(0);
});

const CODE = "Device.DeviceInfo.ProvisioningCode";

const writes = (deviceIds: readonly string[], value: string, rollout: NewRollout) => ({
	...{ deviceIds, set: [{ path: CODE, value }], reason: "a test", override: { reason: "the lab is ours" } },
	rollout: { waves: ["100%"], ...rollout } satisfies NewRollout,
});
const HOUR_MS = 3_600_000;
/** From one moment to another by the clock of a time zone. */
function windowAt(fromMs: number, toMs: number, timeZone = "UTC") {
	const clock = (ms: number) =>
		new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(Date.now() + ms);
	return { from: clock(fromMs), to: clock(toMs) };
}
const closed = () => windowAt(10 * HOUR_MS, 12 * HOUR_MS);

test("goes on after a restart in its middle, and sends nothing twice", { timeout: 60_000 }, async () => {
	const quick = modelOf("ROLL-2");
	const slow = modelOf("ROLL-2", { download: { installSeconds: 3_000 } });
	const devices = await known([quick, slow, quick]);
	const fetched: string[] = [];
	const stop = lab.on((event) => void (event.type === "fetched" && fetched.push(event.cpe.serialNumber)));
	const [, middle, last] = devices.map(({ cpe }) => cpe) as [Cpe, Cpe, Cpe];
	last.powerOff();
	const fetches = middle.waitFor((event) => event.type === "fetched", 20_000);
	const change = await begun(
		flash(
			devices.map(({ id }) => id),
			await addImage(quick, NEW),
			{ waves: [1, "100%"] },
		),
	);
	await fetches;
	await certus.restart();
	const then = await found(change.id);
	expect(then).toMatchObject({ state: "applying", wave: 2, devices: { total: 3, applied: 1, running: 1, waiting: 1 } });
	await last.powerOn();
	expect(await reaches(change.id, "the end", isOver)).toMatchObject({ state: "applied", devices: { applied: 3 } });
	stop();
	expect(fetched.sort()).toEqual(devices.map(({ cpe }) => cpe.serialNumber).sort());
});

test("touches nobody outside the window, is held and let go by people, and ends where they say so", async () => {
	const devices = await known([modelOf("ROLL-3"), modelOf("ROLL-3")]);
	const before = devices.map(({ cpe }) => cpe.tree.value(CODE));
	const { id } = await begun(
		writes(
			devices.map((one) => one.id),
			"never",
			{ window: closed() },
		),
	);
	const informed = () => Promise.all(devices.map(({ cpe }) => cpe.inform()));
	await reaches(id, "its wave", ({ wave }) => wave === 1);
	await informed();
	expect((await found(id)).devices).toEqual({ total: 2, waiting: 2 });

	const paused = await must(`/${id}/pause`, { comment: "the weather" });
	expect(paused).toMatchObject({ paused: true, pausedReason: { code: "byPerson", detail: "the weather" } });
	expect((await ask(`/${id}/pause`)).body.code).toBe("wrongState");
	expect(await must(`/${id}/resume`)).toMatchObject({ paused: false, pausedReason: null, state: "applying" });
	expect((await ask(`/${id}/resume`)).body.code).toBe("wrongState");
	await must(`/${id}/stop`, { comment: "not today" });
	const over = await reaches(id, "the end", isOver);
	expect(over).toMatchObject({ state: "failed", failure: { code: "stopped" }, devices: { total: 2, skipped: 2 } });
	for (const word of ["pause", "resume", "stop"]) expect((await ask(`/${id}/${word}`)).body.code).toBe("wrongState");
	await informed();
	expect(devices.map(({ cpe }) => cpe.tree.value(CODE))).toEqual(before);
	const audit = await certus.api.get<{ items: { action: string; detail: { changeId?: string } }[] }>(
		`/audit?tenant=${TENANT}&limit=100`,
	);
	const actions = audit.items.filter(({ detail }) => detail.changeId === id).map(({ action }) => action);
	expect(actions).toEqual(expect.arrayContaining(["change.pause", "change.resume", "change.stop", "change.end"]));
});

test("the window goes by the clock on the subscriber's wall", async () => {
	const [there, elsewhere] = (await known([modelOf("ROLL-4"), modelOf("ROLL-4")])) as [Known, Known];
	const timeZone = "Asia/Kolkata";
	const own = { tenant: TENANT, externalId: "ROLL-4", name: "n", variables: { timeZone } };
	const { id: subscriberId } = await certus.api.must<{ id: string }>("POST", "/subscribers", own);
	const site = await certus.api.must<{ id: string }>("POST", "/sites", { tenant: TENANT, subscriberId, name: "n" });
	await certus.api.must("PATCH", `/devices/${there.id}`, { tenant: TENANT, lab: false, siteId: site.id });
	const window = windowAt(-HOUR_MS, HOUR_MS, timeZone);
	const { id } = await begun(writes([there.id, elsewhere.id], "night", { window }));
	await reaches(id, "the one", ({ devices }) => devices.applied === 1);
	await elsewhere.cpe.inform();
	expect((await found(id)).devices).toEqual({ total: 2, applied: 1, waiting: 1 });
	expect(there.cpe.tree.value(CODE)).toBe("night");
	await must(`/${id}/stop`);
	await reaches(id, "the end", isOver);
});

test("else by the device's own clock, once its time zone was read or came with an Inform", async () => {
	const zone = "Device.Time.LocalTimeZone";
	const at = (value: string) => modelOf("ROLL-9", {}, `Device.Time.\nLocalTimeZone* s ${value}\n`);
	const vienna = "CET-1CEST,M3.5.0,M10.5.0/3";
	const devices = (await known([at(vienna), at("UTC0"), at("Mars/Olympus")])) as [Known, Known, Known];
	const [there, elsewhere, nowhere] = devices;
	for (const one of devices) {
		expect((await certus.api.done(TENANT, one.id, "read", { paths: [zone] })).status).toBe("succeeded");
	}
	const window = windowAt(-HOUR_MS / 2, HOUR_MS / 2, "Europe/Vienna");
	const ids = devices.map(({ id }) => id);
	const { id } = await begun(writes(ids, "night", { window }));
	await reaches(id, "the one", ({ devices }) => devices.applied === 1);
	for (const { cpe } of [elsewhere, nowhere]) await cpe.inform();
	expect((await found(id)).devices).toEqual({ total: 3, applied: 1, waiting: 2 });
	expect(there.cpe.tree.value(CODE)).toBe("night");
	// It has moved since its wave began, and says so.
	elsewhere.cpe.setNotification(zone, 1);
	elsewhere.cpe.change(zone, "Europe/Vienna");
	await elsewhere.cpe.inform();
	await reaches(id, "the one that moved", ({ devices }) => devices.applied === 2);
	expect((await found(id)).devices.waiting).toBe(1);
	await must(`/${id}/stop`);
	await reaches(id, "the end", isOver);
});

test("who stays away beyond the deadline is skipped, and never touched later", async () => {
	const [here, away] = (await known([modelOf("ROLL-5"), modelOf("ROLL-5")])) as [Known, Known];
	const body = writes([here.id, away.id], "late", { deadlineHours: 0.001 });
	const { id } = await begun(body, () => away.cpe.powerOff());
	const over = await reaches(id, "the end", isOver);
	expect(over.devices).toEqual({ total: 2, applied: 1, skipped: 1 });
	const { failures } = await certus.api.get<RolloutReport>(`/changes/${id}/report?tenant=${TENANT}`);
	expect(failures).toMatchObject([{ outcome: "skipped", code: "away", deviceIds: [away.id] }]);
	await away.cpe.powerOn();
	expect(away.cpe.tree.value(CODE)).not.toBe("late");
});

test("a cell that goes red holds it, and only somebody who takes that upon himself lets it go on", async () => {
	const devices = await known([modelOf("ROLL-6"), modelOf("ROLL-6")]);
	const { id } = await begun(
		writes(
			devices.map((one) => one.id),
			"red",
			{ window: closed() },
		),
	);
	await reaches(id, "its wave", ({ wave }) => wave === 1);
	const { items } = await certus.api.get<{ items: { id: string }[] }>(`/matrix?tenant=${TENANT}&model=ROLL-6`);
	const body = { tenant: TENANT, workflow: "config", to: "red", reason: "it bricks them" };
	await certus.api.must("POST", `/matrix/${items[0]?.id}/lower`, body);
	const held = await reaches(id, "the pause", ({ paused }) => paused);
	expect(held).toMatchObject({ state: "applying", pausedReason: { code: "cellLowered", detail: "it bricks them" } });
	expect(await ask(`/${id}/resume`)).toMatchObject({ status: 409, body: { code: "notSupported" } });
	expect(await must(`/${id}/resume`, { override: { reason: "it does not" } })).toMatchObject({ paused: false });
	await must(`/${id}/stop`);
	await reaches(id, "the end", isOver);
});

test("what it did on all devices is taken back as one", async () => {
	const devices = await known([modelOf("ROLL-8"), modelOf("ROLL-8"), modelOf("ROLL-8")]);
	const values = () => devices.map(({ cpe }) => cpe.tree.value(CODE));
	const before = values();
	const { id } = await begun(
		writes(
			devices.map((one) => one.id),
			"new",
			{ waves: [1, "100%"] },
		),
	);
	expect(await reaches(id, "the end", isOver)).toMatchObject({ state: "applied", wave: 2, devices: { applied: 3 } });
	expect(values()).toEqual(["new", "new", "new"]);
	const operations = await certus.api.get<{ items: { kind: string; authority: string }[] }>(
		`/operations?tenant=${TENANT}&deviceId=${devices[2]?.id}`,
	);
	expect(operations.items.filter(({ kind }) => kind === "set").map(({ authority }) => authority)).toEqual(["rollout"]);
	await must(`/${id}/rollback`);
	expect(await reaches(id, "the way back", isOver)).toMatchObject({ state: "rolledBack", devices: { rolledBack: 3 } });
	expect(values()).toEqual(before);
});

test("an image goes to nobody whom its metadata does not name, override or not", async () => {
	const model = modelOf("ROLL-7");
	const [one, other] = (await known([model, model])) as [Known, Known];
	const refused = async (fields: Record<string, string>, devices = [one.id, other.id]) =>
		(await ask("", flash(devices, await addImage(model, NEW, fields)))).body;
	expect(await refused({ model: "ROLL-8" })).toMatchObject({
		code: "wrongImage",
		detail: expect.stringMatching(/^model/),
	});
	expect((await refused({ hardwareVersions: "2.0" }, [one.id])).detail).toMatch(/^hardwareVersions.*device has 1\.0/);
	expect((await refused({ fromVersions: "0.9" })).detail).toContain(one.id);
	const fileId = await addImage(model, NEW, { vendor: "Somebody Else" });
	const operation = await certus.api.operate(TENANT, one.id, "download", { fileId });
	expect(operation).toMatchObject({ status: 409, body: { code: "wrongImage" } });
});
