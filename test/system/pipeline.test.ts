/** The walk of one firmware from intake to certified, and back down by what the fleet shows, over the API alone. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { made } from "../../lab/models/define.ts";
import { tree181 } from "../../lab/trees/tr181.ts";
import type { Certification } from "../../src/shared/certification.ts";
import type { MatrixChange, MatrixRow, ProofRun } from "../../src/shared/proof.ts";
import { Api, type Device, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const WORKFLOWS = ["inventory", "reboot"] as const;
/** One to prove on, and those that serve subscribers. */
const DEVICES = 4;
const VERSION = "1.0.0";

const identity = made("acme", "WG-1", VERSION);

/** As it leaves the factory, and as a later build of the same version makes it: Reboot is gone. */
const model: LabModel = {
	...cleanTr181Gateway,
	name: "walked-gateway",
	identity,
	tree: () => tree181({ identity }),
	behaviour: deviating({ reboot: { delaySeconds: 1 } }),
};
const crippled: LabModel = {
	...model,
	name: "crippled-gateway",
	behaviour: deviating({ rpcs: { unknown: ["Reboot"], answer: "fault" } }),
};

let certus: TestSystem;
let lab: Lab;
let engineer: Api;
let approver: Api;
const devices: Device[] = [];
const cpes: Cpe[] = [];

beforeAll(async () => {
	certus = await openSystem();
	const token = async (role: string, name: string): Promise<Api> =>
		new Api(
			certus.api.url,
			(await certus.api.must<{ token: string }>("POST", "/tokens", { tenant: TENANT, name, role })).token,
		);
	engineer = await token("engineer", "lab engineer");
	approver = await token("approver", "head of network");
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
	for (let i = 0; i < DEVICES; i++) cpes.push(lab.add(model));
	for (const cpe of cpes) {
		await cpe.powerOn();
		devices.push(await certus.api.device(TENANT, cpe.serialNumber));
	}
}, 60_000);

afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

async function rowNow(): Promise<MatrixRow> {
	const { items } = await engineer.get<{ items: MatrixRow[] }>(`/matrix?model=WG-1`);
	expect(items).toHaveLength(1);
	return items[0] as MatrixRow;
}

const cells = ({ workflows, stage }: MatrixRow) => ({
	stage,
	inventory: workflows.inventory.status,
	reboot: workflows.reboot.status,
});

function certificationNow(id: string): Promise<Certification> {
	return engineer.get<Certification>(`/certifications/${id}`);
}

test("from intake to certified, and back down when the fleet loses a capability", async () => {
	const [bench, ...fleet] = devices as [Device, ...Device[]];
	const intake = await engineer.must<Certification>("POST", "/certifications", {
		vendor: model.identity.manufacturer,
		model: "WG-1",
		productClass: "WG-1",
		hardwareVersion: "1.0",
		firmwareRange: { from: "1.0.0", to: "1.9" },
		transport: "http",
		workflows: WORKFLOWS,
	});
	const url = `/certifications/${intake.id}`;
	expect(intake).toMatchObject({ stage: "intake", firmwareRange: { versions: [VERSION] } });
	expect(cells(await rowNow())).toEqual({ stage: "intake", inventory: "unproven", reboot: "unproven" });

	const skipped = await engineer.ask<{ code: string; detail: string }>("POST", `${url}/verification`, {
		deviceId: bench.id,
	});
	expect(skipped.status).toBe(409);
	expect(skipped.body.detail).toContain("the discovery of a device");

	await engineer.must("POST", `${url}/discovery`, { deviceId: bench.id });
	const discovery = await until("the discovery", async () => {
		const found = await engineer.get<{ status: string; report: { root: string; parameters: number } | null }>(
			`${url}/discovery`,
		);
		return found.status === "running" ? null : found;
	});
	expect(discovery).toMatchObject({ status: "succeeded", report: { root: "Device." } });
	expect(discovery.report?.parameters).toBeGreaterThan(100);

	const { proofRunId } = await certus.api.must<{ proofRunId: string }>("POST", `${url}/verification?tenant=${TENANT}`, {
		deviceId: bench.id,
		inputs: { timeoutSeconds: 10 },
	});
	const canary = {
		tenant: TENANT,
		model: "WG-1",
		firmwareRange: { versions: [VERSION] },
		maxDevices: 3,
		durationMinutes: 60,
		successFloor: 0.9,
		rollbackOwner: "lab engineer",
		minOperations: 6,
		minDevices: 3,
	};
	const early = await engineer.ask<{ detail: string }>("POST", `${url}/canary`, canary);
	expect(early.status).toBe(409);
	await until(
		"the proof run",
		async () => (await engineer.get<ProofRun>(`/proof-runs/${proofRunId}`)).status === "finished",
		60_000,
	);
	await until("the row", async () => (await rowNow()).workflows.reboot.status === "yellow");
	expect(cells(await rowNow())).toEqual({ stage: "verification", inventory: "yellow", reboot: "yellow" });

	const begun = await engineer.must<Certification>("POST", `${url}/canary`, canary);
	expect(begun).toMatchObject({
		stage: "canary",
		canary: { status: "running", rollbackOwner: "lab engineer", maxDevices: 3, joined: [] },
	});
	expect(begun.canary?.irreversible.join()).toContain("reboot");
	const before = await approver.ask<{ detail: string }>("POST", `${url}/approve`, { comment: "fine" });
	expect(before).toMatchObject({ status: 409, body: { detail: expect.stringContaining("the end of the canary") } });

	// Every device of the fleet, and the bench's own, which is one too many.
	for (let round = 0; round < 2; round++) {
		for (const { id } of [...fleet, bench]) {
			expect(await certus.api.done(TENANT, id, "reboot")).toMatchObject({ status: "succeeded" });
		}
	}
	for (let round = 0; round < 2; round++) {
		for (const { id } of fleet) {
			await certus.api.done(TENANT, id, "read", { paths: ["Device.DeviceInfo.SoftwareVersion"] });
		}
	}
	const passed = await until("the canary to pass", async () => {
		const found = await certificationNow(intake.id);
		return found.canary?.status === "passed" ? found : null;
	});
	expect(new Set(passed.canary?.joined)).toEqual(new Set(fleet.map(({ id }) => id)));
	expect(passed.canary?.cells).toMatchObject([
		{ workflow: "inventory", successes: 6, failures: 0, devices: 3, outcome: "passes" },
		{ workflow: "reboot", successes: 6, failures: 0, devices: 3, outcome: "passes" },
	]);

	expect(await engineer.ask("POST", `${url}/approve`, { comment: "mine" })).toMatchObject({
		status: 403,
		body: { code: "forbidden" },
	});
	expect(await certus.api.ask("POST", `${url}/approve?tenant=${TENANT}`, { comment: "my own" })).toMatchObject({
		status: 403,
		body: { code: "sameApprover" },
	});
	await approver.must("POST", `${url}/approve`, { comment: "seen in production" });
	const certified = await certificationNow(intake.id);
	expect(certified).toMatchObject({ stage: "certified", missing: [] });
	expect(certified.history.map(({ action, by }) => [action, by])).toEqual([
		["intake", "lab engineer"],
		["discovery", "lab engineer"],
		["verification", "admin"],
		["canary", "lab engineer"],
		["canaryPassed", "certus"],
		["approval", "head of network"],
	]);
	const green = await rowNow();
	expect(cells(green)).toEqual({ stage: "certified", inventory: "green", reboot: "green" });
	expect(green.status).toBe("green");
	expect(green.workflows.reboot.cleared?.certificationId).toBe(intake.id);

	// The fleet loses Reboot; the devices call themselves what they were.
	for (const cpe of cpes.slice(1)) {
		cpe.powerOff();
		const again = lab.add(crippled, { serialNumber: cpe.serialNumber });
		await again.powerOn();
	}
	for (const [index, { id }] of fleet.entries()) {
		expect(await certus.api.done(TENANT, id, "reboot")).toMatchObject({ status: "failed", fault: { code: 9000 } });
		if (index < 2) expect((await rowNow()).workflows.reboot.status).toBe("green");
	}
	const fallen = await until("the cell to fall", async () => {
		const row = await rowNow();
		return row.workflows.reboot.status === "yellow" ? row : null;
	});
	expect(fallen.limitations).toMatchObject([
		{
			code: "fieldUnsupportedFault",
			workflow: "reboot",
			text: expect.stringContaining("3 devices answered fault 9000"),
		},
	]);
	expect(cells(fallen)).toEqual({ stage: "verification", inventory: "green", reboot: "yellow" });
	expect(await certificationNow(intake.id)).toMatchObject({
		stage: "verification",
		missing: [expect.stringContaining("since the setback")],
	});
	const { items } = await engineer.get<{ items: MatrixChange[] }>(`/matrix/${fallen.id}/history`);
	expect(
		items
			.slice(0, 3)
			.map(({ workflow, before: from, after, cause }) => [workflow, from?.status, after.status, cause.type]),
	).toEqual([
		["reboot", "green", "yellow", "field"],
		["reboot", "yellow", "green", "certification"],
		["inventory", "yellow", "green", "certification"],
	]);
	expect(await approver.get(`/certifications?stage=verification`)).toMatchObject({ items: [{ id: intake.id }] });
}, 120_000);
