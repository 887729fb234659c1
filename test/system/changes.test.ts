/** Changes on live devices: previewed, agreed to, kept, read back, taken back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { made } from "../../lab/models/define.ts";
import { tree181 } from "../../lab/trees/tr181.ts";
import type { Backup, BackupDetail, Change, ChangeDevice } from "../../src/shared/changes.ts";
import { type Api, type Operation, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const BOOTSTRAP = { code: "0 BOOTSTRAP", commandKey: "" };
const CODE = "Device.DeviceInfo.ProvisioningCode";

let certus: TestSystem;
let lab: Lab;
let approver: Api;
let count = 0;

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.004, timeoutMs: 5_000 });
	approver = await certus.api.withRole(TENANT, "approver");
}, 60_000);
afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});
/** As shipped: everything but one device's reboot has to be agreed to. */
beforeEach(async () => {
	const config = { waivedForOneDevice: false };
	await certus.api.must("PATCH", `/tenants/${TENANT}/approval-policy`, { config, firmware: config });
});

async function known(model: LabModel = cleanTr181Gateway): Promise<{ cpe: Cpe; id: string }> {
	const cpe = lab.add(model, { serialNumber: `CHANGE${++count}` });
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	return { cpe, id };
}

const ask = <T = Change>(path: string, body: object = {}, api = certus.api) =>
	api.ask<T & { code: string; detail: string }>("POST", `/changes${path}`, { tenant: TENANT, ...body });
const must = async (path: string, body: object = {}, api = certus.api): Promise<Change> => {
	const { status, body: answer } = await ask(path, body, api);
	if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
	return answer;
};
const preview = (id: string, values: readonly (readonly [string, string])[], more: object = {}) =>
	ask("", { deviceIds: [id], set: values.map(([path, value]) => ({ path, value })), reason: "a test", ...more });
const found = (id: string) => certus.api.get<Change>(`/changes/${id}?tenant=${TENANT}`);
const over = (id: string) =>
	until("the change's end", async () => {
		const change = await found(id);
		return ["applied", "failed", "rolledBack"].includes(change.state) ? change : null;
	});
async function agreed(id: string, body: object = {}): Promise<Change> {
	await must(`/${id}/submit`, body);
	return must(`/${id}/approve`, { comment: "seen" }, approver);
}
async function applied(id: string): Promise<Change> {
	const { previewDigest } = await agreed(id);
	await must(`/${id}/apply`, { previewDigest });
	return over(id);
}

describe("a change of parameters", () => {
	test("is previewed from the live device, agreed to by another, applied, read back, and taken back", async () => {
		const { cpe, id } = await known();
		const before = cpe.tree.value(CODE) as string;
		const { status, body: change } = await preview(id, [[CODE, "new"]]);
		expect(status).toBe(201);
		expect(change).toMatchObject({
			...{ state: "previewed", action: "config", approvalsNeeded: 1, devices: { total: 1, waiting: 1 } },
			items: [{ deviceId: id, path: CODE, before, after: "new", type: "xsd:string", risks: ["notProven"] }],
		});
		expect(cpe.tree.value(CODE)).toBe(before);
		expect((await ask(`/${change.id}/apply`, { previewDigest: change.previewDigest })).body.code).toBe("notApproved");
		expect((await must(`/${change.id}/submit`)).state).toBe("pendingApproval");
		expect(await ask(`/${change.id}/approve`, { comment: "mine" })).toMatchObject({
			...{ status: 403, body: { code: "sameApprover" } },
		});
		expect((await must(`/${change.id}/approve`, { comment: "seen" }, approver)).state).toBe("approved");
		expect(cpe.tree.value(CODE)).toBe(before);

		const wrong = `sha256:${"0".repeat(64)}`;
		expect((await ask(`/${change.id}/apply`, { previewDigest: wrong })).body.code).toBe("previewChanged");
		expect((await must(`/${change.id}/apply`, { previewDigest: change.previewDigest })).state).toMatch(/^appl/);
		const done = await over(change.id);
		expect(done).toMatchObject({ state: "applied", failure: null, unverified: [], pendingReboot: false });
		expect(cpe.tree.value(CODE)).toBe("new");
		expect((await ask(`/${change.id}/apply`, { previewDigest: change.previewDigest })).body.code).toBe("wrongState");

		const backup = await certus.api.get<BackupDetail>(`/backups/${done.backupId}?tenant=${TENANT}`);
		expect(backup).toMatchObject({ deviceId: id, changeId: change.id, complete: true });
		expect(backup.values.find(({ path }) => path === CODE)).toMatchObject({ value: before, unreadable: false });
		// The whole writable configuration, not just what was touched.
		expect(backup.values.length).toBeGreaterThan(10);

		expect(await must(`/${change.id}/rollback`)).toMatchObject({ state: "applying", rollingBack: true });
		expect(await over(change.id)).toMatchObject({ state: "rolledBack", rollingBack: false, failure: null });
		expect(cpe.tree.value(CODE)).toBe(before);
	});

	test("stops where the device no longer stands as it was previewed, and sends nothing", async () => {
		const { cpe, id } = await known();
		const { body: change } = await preview(id, [[CODE, "new"]]);
		const { previewDigest } = await agreed(change.id);
		cpe.tree.set(CODE, "somebody was here");
		expect(await ask(`/${change.id}/apply`, { previewDigest })).toMatchObject({
			...{ status: 409, body: { code: "previewOutdated", detail: expect.stringContaining(CODE) } },
		});
		expect(await over(change.id)).toMatchObject({ state: "failed", failure: { code: "previewOutdated" } });
		expect(cpe.tree.value(CODE)).toBe("somebody was here");
	});

	test("is put back where the device answers well and takes something else", async () => {
		const liar = { ...cleanTr181Gateway, name: "liar", behaviour: deviating({ set: { ignored: [CODE] } }) };
		const { cpe, id } = await known(liar);
		const before = cpe.tree.value(CODE);
		const change = await applied((await preview(id, [[CODE, "new"]])).body.id);
		expect(change).toMatchObject({ state: "rolledBack", failure: { code: "readBackDiffers" } });
		expect(cpe.tree.value(CODE)).toBe(before);
	});

	test("that the device refuses fails, and nothing has changed", async () => {
		const model = { ...cleanTr181Gateway, name: "stubborn", behaviour: deviating({ set: { rejected: [CODE] } }) };
		const { id } = await known(model);
		const change = await applied((await preview(id, [[CODE, "new"]])).body.id);
		expect(change).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining("9003") } });
		expect((await ask(`/${change.id}/rollback`)).body.code).toBe("wrongState");
	});

	test("a PPPoE device is not stranded: the password that it hides is never written back", async () => {
		const user = "Device.PPP.Interface.1.Username";
		const { cpe, id } = await known();
		const password = "Device.PPP.Interface.1.Password";
		expect(cpe.tree.value(password)).toBeDefined();
		const { body: change } = await preview(id, [
			[user, "somebody@else"],
			[password, "guessed"],
		]);
		expect(change.items.map(({ path, before, after }) => [path, before === null, after])).toEqual([
			[user, false, "somebody@else"],
			[password, true, "[redacted]"],
		]);
		expect(change.items[1]?.risks).toContain("notReversible");
		expect(change.risks).toContain("losesConnectivity");
		const done = await applied(change.id);
		expect(done).toMatchObject({ state: "applied", unverified: [password] });
		const wrote: string[] = [];
		const write = cpe.tree.set.bind(cpe.tree);
		cpe.tree.set = (path, value) => {
			wrote.push(path);
			return write(path, value);
		};
		await must(`/${change.id}/rollback`);
		const back = await over(change.id);
		expect(back).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining(password) } });
		// The name by itself would strand it as surely.
		expect(wrote).toEqual([]);
	});

	describe("of a PPPoE device whose password Certus has set", () => {
		const [user, password] = ["Device.PPP.Interface.1.Username", "Device.PPP.Interface.1.Password"];
		const [OLD, NEW] = ["Before-The-Change-1", "After-The-Change-2"];
		const signIn = (cpe: Cpe) => [cpe.tree.value(user), cpe.tree.value(password)];
		const setting = (id: string, name: string, word: string) =>
			preview(id, [
				[user, name],
				[password, word],
			]);
		/** Certus has set one login, then another. */
		async function changedTwice(): Promise<{ cpe: Cpe; id: string; change: Change }> {
			const { cpe, id } = await known();
			await applied((await setting(id, "old@isp", OLD)).body.id);
			const { body } = await setting(id, "new@isp", NEW);
			expect(body.items.map(({ risks }) => risks.includes("notReversible"))).toEqual([false, false]);
			const change = await applied(body.id);
			expect(signIn(cpe)).toEqual(["new@isp", NEW]);
			return { cpe, id, change };
		}
		async function rolledBack(id: string): Promise<Change> {
			await must(`/${id}/rollback`);
			return over(id);
		}

		test("a rollback puts name and password back", async () => {
			const { cpe, id, change } = await changedTwice();
			const values = await certus.api.get<BackupDetail>(`/backups/${change.backupId}?tenant=${TENANT}`);
			expect(values.values.find(({ path }) => path === password)).toMatchObject({
				...{ value: null, unreadable: true, held: true },
			});
			expect(await rolledBack(change.id)).toMatchObject({ state: "rolledBack", failure: null, unverified: [password] });
			expect(signIn(cpe)).toEqual(["old@isp", OLD]);
			// What stands there now is known again: one change after the other goes back.
			const { body } = await setting(id, "third@isp", "Third-3");
			expect(body.risks).not.toContain("notReversible");
			const third = await applied(body.id);
			const fourth = await applied((await setting(id, "fourth@isp", "Fourth-4")).body.id);
			expect((await rolledBack(fourth.id)).state).toBe("rolledBack");
			expect(signIn(cpe)).toEqual(["third@isp", "Third-3"]);
			expect((await rolledBack(third.id)).state).toBe("rolledBack");
			expect(signIn(cpe)).toEqual(["old@isp", OLD]);
		});

		test("neither goes back once the device was reset, or somebody else has set another", async () => {
			const reset = await changedTwice();
			await reset.cpe.inform([BOOTSTRAP]);
			const told = await changedTwice();
			told.cpe.tree.set(user, "by-hand@isp");
			told.cpe.tree.set(password, "By-Hand-4");
			for (const { cpe, change } of [reset, told]) {
				const before = signIn(cpe);
				expect(await rolledBack(change.id)).toMatchObject({
					...{ state: "failed", failure: { detail: expect.stringContaining(password) } },
				});
				expect(signIn(cpe)).toEqual(before);
			}
		});

		test("its backup brings both back, also after a reset, and the name never alone", async () => {
			const { cpe, id, change } = await changedTwice();
			const restore = { deviceIds: [id], restoreBackupId: change.backupId, reason: "back" };
			cpe.tree.set(user, "factory");
			cpe.tree.set(password, "factory");
			await cpe.inform([BOOTSTRAP]);
			const back = await must("", restore);
			expect(back.items.map(({ path, after }) => [path, after])).toEqual([
				[user, "old@isp"],
				[password, "[redacted]"],
			]);
			expect(await applied(back.id)).toMatchObject({ state: "applied" });
			expect(signIn(cpe)).toEqual(["old@isp", OLD]);
			expect((await ask("", restore)).body.code).toBe("nothingToRestore");

			const other = await known();
			const { backupId } = await applied((await preview(other.id, [[CODE, "x"]])).body.id);
			other.cpe.tree.set(user, "by-hand@isp");
			const { status, body } = await ask("", { ...restore, deviceIds: [other.id], restoreBackupId: backupId });
			expect(status).toBe(201);
			expect(body.items.map(({ path }) => path)).toEqual([CODE]);
			const left = await certus.api.get<{ items: ChangeDevice[] }>(`/changes/${body.id}/devices?tenant=${TENANT}`);
			expect(left.items[0]?.leftAlone).toEqual(expect.arrayContaining([user, password]));
		});
	});

	test("what may cut a device off from its ACS needs somebody who says why", async () => {
		const { id } = await known();
		const { body: change } = await preview(id, [["Device.ManagementServer.URL", "http://127.0.0.1:1/"]]);
		expect(change.risks).toContain("losesManagement");
		expect(change.warnings.join()).toContain("irreversible");
		expect((await ask(`/${change.id}/submit`)).body.code).toBe("overrideNeeded");
		const noc = await certus.api.withRole(TENANT, "noc");
		const override = { reason: "the ACS moves" };
		expect((await ask(`/${change.id}/submit`, { override }, noc)).status).toBe(403);
		expect((await must(`/${change.id}/submit`, { override })).state).toBe("pendingApproval");
		expect((await must(`/${change.id}/reject`, { comment: "no" }, approver)).state).toBe("rejected");
	});
});

test("what may cut a device off is applied once the device has come back in another session", async () => {
	const path = "Device.IP.Interface.1.MaxMTUSize";
	const { cpe, id } = await known();
	const { body: change } = await preview(id, [[path, "1400"]]);
	expect(change.risks).toContain("losesConnectivity");
	expect(await applied(change.id)).toMatchObject({ state: "applied", failure: null });
	expect(cpe.tree.value(path)).toBe("1400");
	const { items } = await certus.api.get<{ items: (Operation & { kind: string; sessionId: string })[] }>(
		`/operations?tenant=${TENANT}&deviceId=${id}`,
	);
	const own = items.filter(({ changeId }) => changeId === change.id);
	const set = own.find(({ kind }) => kind === "set");
	expect(own[0]).toMatchObject({ kind: "read", status: "succeeded" });
	expect(own[0]?.sessionId).not.toBe(set?.sessionId);
});

describe("an operation that changes a device", () => {
	test("waits for another person, and is begun as soon as he agrees", async () => {
		const { cpe, id } = await known();
		const { body: operation } = await certus.api.operate(TENANT, id, "set", { values: [{ path: CODE, value: "x" }] });
		expect(operation).toMatchObject({ status: "pendingApproval", changeId: expect.any(String) });
		expect(await found(operation.changeId as string)).toMatchObject({
			state: "pendingApproval",
			operationId: operation.id,
		});
		await must(`/${operation.changeId}/approve`, {}, approver);
		expect(await certus.api.reaches(TENANT, operation.id, "succeeded")).toMatchObject({ result: { status: 0 } });
		expect(await over(operation.changeId as string)).toMatchObject({ state: "applied", backupId: expect.any(String) });
		expect(cpe.tree.value(CODE)).toBe("x");
	});

	test("that is refused is cancelled, and so is the change of one that is cancelled", async () => {
		const { cpe, id } = await known();
		const ask = async () =>
			(await certus.api.operate(TENANT, id, "set", { values: [{ path: CODE, value: "never" }] })).body;
		const [refused, cancelled] = [await ask(), await ask()];
		await must(`/${refused.changeId}/reject`, { comment: "no" }, approver);
		expect((await certus.api.operation(TENANT, refused.id)).status).toBe("cancelled");
		await certus.api.must("POST", `/operations/${cancelled.id}/cancel`, { tenant: TENANT });
		expect((await found(cancelled.changeId as string)).state).toBe("cancelled");
		expect(cpe.tree.value(CODE)).not.toBe("never");
	});

	test("that is under way and waits for its device is cancelled, and never sent", async () => {
		const { cpe, id } = await known();
		const before = cpe.tree.value(CODE);
		const { body: change } = await preview(id, [[CODE, "late"]]);
		const { previewDigest } = await agreed(change.id);
		await cpe.powerOff();
		const apply = must(`/${change.id}/apply`, { previewDigest });
		await until("its beginning", async () => (await found(change.id)).state === "applying");
		await must(`/${change.id}/cancel`);
		await apply;
		const over = await until("its end", async () => {
			const one = await found(change.id);
			return one.state === "applying" ? null : one;
		});
		expect(over).toMatchObject({
			...{ state: "cancelled", devices: { total: 1, skipped: 1 } },
			failure: { code: "cancelled", detail: expect.stringContaining("cancelled by admin") },
		});
		expect((await ask(`/${change.id}/cancel`)).body.code).toBe("wrongState");
		await cpe.powerOn();
		expect(cpe.tree.value(CODE)).toBe(before);
	});

	test("of a device that is removed meanwhile ends with a word, whether it waits, is under way or is asked for", async () => {
		const { cpe, id } = await known();
		const { body: open } = await preview(id, [[CODE, "open"]]);
		const { body: away } = await preview(id, [[CODE, "away"]]);
		const { body: next } = await preview(id, [[CODE, "next"]]);
		await cpe.powerOff();
		for (const change of [away, next]) {
			await agreed(change.id);
			void must(`/${change.id}/apply`, { previewDigest: change.previewDigest });
			await until("its beginning", async () => (await found(change.id)).state === "applying");
		}
		await certus.api.must("DELETE", `/devices/${id}?tenant=${TENANT}`);
		for (const [change, state] of [
			[open, "cancelled"],
			[away, "failed"],
			[next, "failed"],
		] as const) {
			const over = await until("its end", async () => {
				const one = await found(change.id);
				return one.finishedAt === null ? null : one;
			});
			expect(over).toMatchObject({ state, failure: { code: "deviceRemoved" }, devices: { total: 1, skipped: 1 } });
		}
		const [told] = (await certus.api.get<{ items: ChangeDevice[] }>(`/changes/${away.id}/devices?tenant=${TENANT}`))
			.items;
		expect(told).toMatchObject({ deviceId: id, serialNumber: null, state: "skipped" });
	});

	test("one device's reboot needs nobody, its factory reset always somebody", async () => {
		const { id } = await known();
		const reboot = await certus.api.operate(TENANT, id, "reboot");
		expect(reboot).toMatchObject({ status: 202, body: { status: "queued", changeId: null } });
		await certus.api.reaches(TENANT, reboot.body.id, "succeeded");
		const reset = await certus.api.operate(TENANT, id, "factoryReset");
		expect(reset.body).toMatchObject({ status: "pendingApproval" });
		const waive = { factoryReset: { waivedForOneDevice: true } };
		const answer = await certus.api.ask<{ code: string }>("PATCH", `/tenants/${TENANT}/approval-policy`, waive);
		expect(answer).toMatchObject({ status: 422, body: { code: "policyForbidden" } });
	});
});

test("what is not green is not changed on two devices at once", async () => {
	const [one, other] = [await known(), await known()];
	const set = [{ path: CODE, value: "both" }];
	const answer = await ask("", { deviceIds: [one.id, other.id], set, reason: "both" });
	expect(answer).toMatchObject({ status: 409, body: { code: "notProven" } });
	const override = { reason: "the lab is ours" };
	const change = await must("", { deviceIds: [one.id, other.id], set, reason: "both", override });
	expect(await applied(change.id)).toMatchObject({ state: "applied", devices: { total: 2, applied: 2 } });
	expect([one, other].map(({ cpe }) => cpe.tree.value(CODE))).toEqual(["both", "both"]);
	const devices = await certus.api.get<{ items: ChangeDevice[] }>(`/changes/${change.id}/devices?tenant=${TENANT}`);
	expect(devices.items.map(({ state }) => state)).toEqual(["applied", "applied"]);
	const backups = await certus.api.get<{ items: Backup[] }>(`/backups?tenant=${TENANT}&changeId=${change.id}`);
	expect(backups.items.map(({ deviceId }) => deviceId).sort()).toEqual([one.id, other.id].sort());
});

test("what turned red after it was agreed to is not sent, and says so at once", async () => {
	const identity = made("acme", "RED-1", "1.0.0");
	const { cpe, id } = await known({
		...cleanTr181Gateway,
		name: "to-be-red",
		identity,
		tree: () => tree181({ identity }),
	});
	const change = await agreed((await preview(id, [[CODE, "never"]])).body.id);
	const { matrixRowId } = await certus.api.get<{ matrixRowId: string }>(`/devices/${id}?tenant=${TENANT}`);
	const lowering = { tenant: TENANT, workflow: "config", to: "red", reason: "it breaks" };
	await certus.api.must("POST", `/matrix/${matrixRowId}/lower`, lowering);
	await must(`/${change.id}/apply`, { previewDigest: change.previewDigest });
	expect(await over(change.id)).toMatchObject({
		...{ state: "failed", failure: { detail: expect.stringContaining("not supported") } },
	});
	expect(cpe.tree.value(CODE)).not.toBe("never");
	expect((await ask("", { deviceIds: [id], set: [{ path: CODE, value: "x" }], reason: "r" })).body.code).toBe(
		"notSupported",
	);
});

test("a backup goes back to its device as a change like any other", async () => {
	const { cpe, id } = await known();
	const before = cpe.tree.value(CODE);
	const { backupId } = await applied((await preview(id, [[CODE, "new"]])).body.id);
	const change = await must("", { deviceIds: [id], restoreBackupId: backupId, reason: "back to before" });
	expect(change.items.map(({ path }) => path)).toEqual([CODE]);
	expect(await applied(change.id)).toMatchObject({ state: "applied" });
	expect(cpe.tree.value(CODE)).toBe(before);
});

describe("a removed object", () => {
	const table = "Device.NAT.PortMapping.";
	/** What stands there and can be set. */
	const settings = (cpe: Cpe, object: string) =>
		Object.fromEntries(
			(cpe.tree.names(object, false) ?? [])
				.filter(({ path, writable }) => writable && !path.endsWith("."))
				.map(({ path }) => [path.slice(object.length), cpe.tree.value(path)]),
		);
	const removal = (id: string, path: string) =>
		ask("", { deviceIds: [id], operation: { kind: "deleteObject", input: { path } }, reason: "a test" });
	const deviceOf = async (id: string) =>
		(await certus.api.get<{ items: ChangeDevice[] }>(`/changes/${id}/devices?tenant=${TENANT}`)).items[0];

	test("is rolled back under its new number, also where Certus stops on the way, and its backup adds it no second time", async () => {
		const { cpe, id } = await known();
		// Its tree is known whole from here on.
		await applied((await preview(id, [[CODE, "walked"]])).body.id);
		const [number] = cpe.tree.instances(table);
		const object = `${table}${number}.`;
		const before = settings(cpe, object);
		const { body } = await removal(id, object);
		expect(body.risks).not.toContain("notReversible");
		const change = await applied(body.id);
		expect(cpe.tree.names(object, false)).toBeNull();
		const others = cpe.tree.instances(table);
		const add = cpe.tree.add.bind(cpe.tree);
		let stopped: Promise<void> | null = null;
		cpe.tree.add = (path, force) => {
			stopped ??= certus.restart();
			return add(path, force);
		};
		await must(`/${change.id}/rollback`);
		await until("the restart", () => stopped !== null);
		await stopped;
		await cpe.inform([{ code: "2 PERIODIC", commandKey: "" }]);
		expect(await over(change.id)).toMatchObject({ state: "rolledBack", failure: null });
		const added = cpe.tree.instances(table).filter((one) => !others.includes(one));
		expect(added).toHaveLength(1);
		const now = `${table}${added[0]}.`;
		expect(settings(cpe, now)).toEqual(before);
		expect((await deviceOf(change.id))?.broughtBack).toEqual([{ path: object, now }]);
		const again = { deviceIds: [id], restoreBackupId: change.backupId, reason: "once more" };
		expect((await ask("", again)).body.code).toBe("nothingToRestore");
	});

	test("goes back with its backup, as the preview shows it, and goes again as that is rolled back", async () => {
		const { cpe, id } = await known();
		await applied((await preview(id, [[CODE, "walked"]])).body.id);
		const object = `${table}${cpe.tree.instances(table)[0]}.`;
		const before = settings(cpe, object);
		const { backupId } = await applied((await removal(id, object)).body.id);
		const others = cpe.tree.instances(table);
		const change = await must("", { deviceIds: [id], restoreBackupId: backupId, reason: "back" });
		expect(change.items.find(({ path }) => path === object)).toMatchObject({ before: null, after: "a new instance" });
		expect(change.items.every(({ path, before: stood }) => path.startsWith(object) && stood === null)).toBe(true);
		expect(change.risks).toEqual(["notProven"]);
		expect(change.rpcs).toContain("AddObject");
		expect(await applied(change.id)).toMatchObject({ state: "applied", failure: null });
		const [back] = (await deviceOf(change.id))?.broughtBack ?? [];
		expect(settings(cpe, back?.now as string)).toEqual(before);
		await must(`/${change.id}/rollback`);
		expect(await over(change.id)).toMatchObject({ state: "rolledBack", failure: null });
		expect(cpe.tree.instances(table)).toEqual(others);
	});

	test("gets back the key that Certus had set, unverified", async () => {
		const { cpe, id } = await known();
		const object = "Device.WiFi.AccessPoint.1.";
		await applied((await preview(id, [[CODE, "walked"]])).body.id);
		const secrets = (cpe.tree.names(object, false) ?? []).filter(
			({ path, writable }) => writable && cpe.tree.leaf(path)?.secret,
		);
		const set = secrets.map(({ path }, index) => [path, `c0ffee0badc0de0${index}`] as const);
		await applied((await preview(id, set)).body.id);
		const before = settings(cpe, object);
		const { body } = await removal(id, object);
		expect(body.risks).not.toContain("notReversible");
		const change = await applied(body.id);
		await must(`/${change.id}/rollback`);
		expect(await over(change.id)).toMatchObject({ state: "rolledBack", failure: null });
		const device = await deviceOf(change.id);
		const now = device?.broughtBack[0]?.now as string;
		const hidden = secrets.map(({ path }) => now + path.slice(object.length));
		expect(device?.unverified.toSorted()).toEqual(hidden.toSorted());
		expect(settings(cpe, now)).toEqual(before);
		const trail = JSON.stringify(await certus.api.get(`/operations?tenant=${TENANT}&deviceId=${id}&limit=500`));
		expect(trail).not.toContain("c0ffee0badc0de");
	});

	test("of a table that says it takes no more is not rolled back, and the refusal names it", async () => {
		const { cpe, id } = await known();
		await applied((await preview(id, [[CODE, "walked"]])).body.id);
		const change = await applied((await removal(id, `${table}${cpe.tree.instances(table)[0]}.`)).body.id);
		const names = cpe.tree.names.bind(cpe.tree);
		cpe.tree.names = (path, nextLevel) =>
			names(path, nextLevel)?.map((one) => (one.path === table ? { ...one, writable: false } : one)) ?? null;
		await certus.api.done(TENANT, id, "discover", { path: "Device.NAT." });
		expect(await ask(`/${change.id}/rollback`)).toMatchObject({
			...{ status: 409, body: { code: "notReversible", detail: expect.stringContaining(table) } },
		});
		expect((await found(change.id)).state).toBe("applied");
	});

	test("that hides a key which Certus does not hold comes back without it, and says so", async () => {
		const { cpe, id } = await known();
		await applied((await preview(id, [[CODE, "walked"]])).body.id);
		const object = "Device.WiFi.AccessPoint.1.";
		const { body } = await removal(id, object);
		expect(body.risks).toContain("notReversible");
		expect(body.warnings.join()).toContain("hides");
		const change = await applied(body.id);
		await must(`/${change.id}/rollback`);
		expect(await over(change.id)).toMatchObject({
			...{ state: "failed", failure: { detail: expect.stringContaining(`${object}Security.KeyPassphrase`) } },
		});
		const [back] = (await deviceOf(change.id))?.broughtBack ?? [];
		expect(cpe.tree.names(back?.now as string, false)).not.toBeNull();
	});
});

test("every step is on record", async () => {
	const { id } = await known();
	const change = await applied((await preview(id, [[CODE, "kept"]])).body.id);
	const audit = await certus.api.get<{ items: { action: string; detail: { changeId?: string } }[] }>(
		`/audit?tenant=${TENANT}&deviceId=${id}&limit=500`,
	);
	const actions = audit.items.filter(({ detail }) => detail.changeId === change.id).map(({ action }) => action);
	expect(new Set(actions)).toEqual(
		new Set(["change.preview", "change.submit", "change.approve", "change.apply", "change.carriedOut"]),
	);
	const { items: timeline } = await certus.api.get<{ items: { type: string; detail: object }[] }>(
		`/devices/${id}/timeline?tenant=${TENANT}`,
	);
	expect(timeline.find(({ type }) => type === "change")?.detail).toMatchObject({
		changeId: change.id,
		state: "applied",
	});
	const { items } = await certus.api.get<{ items: Operation[] }>(`/operations?tenant=${TENANT}&deviceId=${id}`);
	expect(items.every(({ changeId }) => changeId === null || changeId === change.id)).toBe(true);
});
