/** A device's own configuration file: proven to be uploaded, kept sealed with each backup, sent back to that device alone. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import type { Backup, BackupDetail, Change } from "../../src/shared/changes.ts";
import type { MatrixRow, ProofRun } from "../../src/shared/proof.ts";
import { type Api, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const RUN_MS = 25_000;
const WHOLE = "1 Vendor Configuration File";
const CODE = "Device.DeviceInfo.ProvisioningCode";
const SSID = "Device.WiFi.SSID.1.SSID";

let certus: TestSystem;
let lab: Lab;
let approver: Api;
let cpe: Cpe;
let id: string;
let count = 0;
/** Of the one device whose firmware comes to refuse what it did. */
const model = { ...cleanTr181Gateway } as { -readonly [K in keyof LabModel]: LabModel[K] };

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT), timeScale: 0.004, timeoutMs: 5_000 });
	approver = await certus.api.withRole(TENANT, "approver");
	({ cpe, id } = await known(model));
}, 60_000);
afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

async function known(of: LabModel = cleanTr181Gateway) {
	const added = lab.add(of, { serialNumber: `FILE${++count}` });
	await added.powerOn();
	return { cpe: added, id: (await certus.api.device(TENANT, added.serialNumber)).id };
}

/** The config cell of a device's row after a proof of it, and the check of the file. */
async function prove(deviceId: string) {
	const asked = { tenant: TENANT, deviceId, workflows: ["config"], inputs: { timeoutSeconds: 3 } };
	const { id: run } = await certus.api.must<ProofRun>("POST", "/proof-runs", asked);
	const done = await until(
		"the run's end",
		async () => {
			const now = await certus.api.get<ProofRun>(`/proof-runs/${run}?tenant=${TENANT}`);
			return now.status === "finished" ? now : null;
		},
		RUN_MS,
	);
	const { matrixRowId } = await certus.api.get<{ matrixRowId: string }>(`/devices/${deviceId}?tenant=${TENANT}`);
	const row = await certus.api.get<MatrixRow>(`/matrix/${matrixRowId}?tenant=${TENANT}`);
	const [config] = done.workflows;
	return { verdict: config?.verdict, check: config?.checks.find((one) => one.id === "configurationFile"), row };
}

async function applied(body: object): Promise<Change> {
	const whole = { tenant: TENANT, deviceIds: [id], reason: "a test", ...body };
	const change = await certus.api.must<Change>("POST", "/changes", whole);
	const submitted = await certus.api.must<Change>("POST", `/changes/${change.id}/submit`, { tenant: TENANT });
	if (submitted.state === "pendingApproval") {
		await approver.must("POST", `/changes/${change.id}/approve`, { tenant: TENANT, comment: "seen" });
	}
	const { previewDigest } = change;
	await certus.api.must("POST", `/changes/${change.id}/apply`, { tenant: TENANT, previewDigest });
	return until("the change's end", async () => {
		const now = await certus.api.get<Change>(`/changes/${change.id}?tenant=${TENANT}`);
		return ["applied", "failed", "rolledBack"].includes(now.state) ? now : null;
	});
}

const backupOf = (change: Change) => certus.api.get<BackupDetail>(`/backups/${change.backupId}?tenant=${TENANT}`);

test("before it is proven, no backup asks for it", async () => {
	const change = await applied({ set: [{ path: CODE, value: "unproven" }] });
	expect(change).toMatchObject({
		state: "applied",
		rpcs: ["GetParameterNames", "GetParameterValues", "SetParameterValues", "GetParameterValues"],
	});
	expect((await backupOf(change)).file).toBeNull();
});

test("a proof of config finds out whether the device gives it, and the cell says by which file type", async () => {
	const { verdict, check, row } = await prove(id);
	expect([verdict, check?.outcome, row.workflows.config.configurationFile]).toEqual(["proven", "pass", WHOLE]);
	expect(check?.detail).toMatch(/^the device uploaded "1 Vendor Configuration File", \d{3,} bytes$/);
});

test("then a backup has it, sealed; it goes back as a change, and brings back what stood there", async () => {
	const before = cpe.tree.value(SSID) as string;
	const change = await applied({ set: [{ path: SSID, value: "changed" }] });
	expect(change).toMatchObject({ state: "applied", failure: null });
	expect(change.rpcs).toEqual([
		"GetParameterNames",
		"Upload",
		"GetParameterValues",
		"SetParameterValues",
		"GetParameterValues",
	]);
	const { file } = await backupOf(change);
	expect(file).toMatchObject({ digest: expect.stringMatching(/^sha256:/), sizeBytes: expect.any(Number) });
	const { items } = await certus.api.get<{ items: Backup[] }>(
		`/backups?tenant=${TENANT}&deviceId=${id}&changeId=${change.id}`,
	);
	expect(items.map((one) => one.file)).toEqual([file]);

	// It is nobody's file but this backup's.
	const files = await certus.api.get<{ items: { id: string }[] }>(`/files?tenant=${TENANT}`);
	expect(files.items.map((one) => one.id)).not.toContain(file?.id);
	expect((await certus.api.ask("DELETE", `/files/${file?.id}?tenant=${TENANT}`)).status).toBe(404);
	const other = await known();
	const operation = { kind: "download", input: { fileId: file?.id } };
	const elsewhere = { tenant: TENANT, deviceIds: [other.id], operation, reason: "a test" };
	expect(await certus.api.ask("POST", "/changes", elsewhere)).toMatchObject({
		...{ status: 409, body: { code: "wrongImage", detail: expect.stringContaining("another device's backup") } },
	});

	cpe.tree.set(CODE, "afterwards");
	const back = await applied({ operation });
	expect(back).toMatchObject({ state: "applied", failure: null, action: "config" });
	expect(back.items).toMatchObject([
		{ before: null, risks: expect.arrayContaining(["losesConnectivity", "notReversible"]) },
	]);
	expect([cpe.tree.value(SSID), cpe.tree.value(CODE)]).toEqual([before, "unproven"]);
	// Before it went back, what stood there was kept as well.
	expect((await backupOf(back)).file?.id).not.toBe(file?.id);
});

test("a device that gives it no more is changed all the same, and its backup has its values alone", async () => {
	const { behaviour } = cleanTr181Gateway;
	model.behaviour = deviating({ rpcs: { unknown: ["Upload"] } });
	const change = await applied({ set: [{ path: CODE, value: "without" }] });
	model.behaviour = behaviour;
	expect(change).toMatchObject({ state: "applied", failure: null });
	const backup = await backupOf(change);
	expect(backup).toMatchObject({ file: null, complete: true });
	expect(backup.values.length).toBeGreaterThan(10);
});

test.each<[string, LabModel["behaviour"], RegExp]>([
	["does not name Upload", deviating({ rpcs: { unknown: ["Upload"] } }), /does not name Upload/],
	["never reports it", deviating({ download: { transferComplete: false } }), /no TransferComplete/],
])("a device that %s is proven without it", async (name, behaviour, detail) => {
	const { identity } = cleanTr181Gateway;
	const other = await known({
		...cleanTr181Gateway,
		name,
		behaviour,
		identity: { ...identity, modelName: `Of ${name}` },
	});
	const { verdict, check, row } = await prove(other.id);
	expect([verdict, check?.outcome]).toEqual(["proven", "skipped"]);
	expect(check?.detail).toMatch(detail);
	expect(row.workflows.config).not.toHaveProperty("configurationFile");
	expect(row.limitations).toEqual([]);
});

test("with its device it goes", async () => {
	const { items } = await certus.api.get<{ items: Backup[] }>(`/backups?tenant=${TENANT}&deviceId=${id}`);
	const kept = items.find(({ file }) => file !== null);
	cpe.powerOff();
	await certus.api.must("DELETE", `/devices/${id}?tenant=${TENANT}`);
	expect((await certus.api.get<BackupDetail>(`/backups/${kept?.id}?tenant=${TENANT}`)).file).toBeNull();
});
