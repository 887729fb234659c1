/** A canary that fails in production: it stops by itself, gives back what it changed, and tells whoever has to know. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { made } from "../../lab/models/define.ts";
import { tree181 } from "../../lab/trees/tr181.ts";
import type { Certification } from "../../src/shared/certification.ts";
import type { MatrixRow, ProofRun } from "../../src/shared/proof.ts";
import { ADMIN_TOKEN, type Device, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const PATH = "Device.DeviceInfo.ProvisioningCode";
const identity = made("acme", "CG-1", "1.0.0");
const model: LabModel = {
	...cleanTr181Gateway,
	name: "canary-gateway",
	identity,
	tree: () => tree181({ identity }),
	behaviour: deviating({}),
};
/** The same in name, and it refuses what the others take. */
const stubborn: LabModel = { ...model, name: "stubborn-gateway", behaviour: deviating({ set: { rejected: [PATH] } }) };

let certus: TestSystem;
let lab: Lab;
const cpes: Cpe[] = [];
const devices: Device[] = [];

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
	for (let i = 0; i < 4; i++) cpes.push(lab.add(i === 3 ? stubborn : model, { serialNumber: `CANARY${i}` }));
	for (const cpe of cpes) {
		await cpe.powerOn();
		devices.push(await certus.api.device(TENANT, cpe.serialNumber));
	}
}, 60_000);

afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

async function toCanary(changes: object = {}): Promise<Certification> {
	const post = <T>(path: string, body: object) => certus.api.must<T>("POST", path, { tenant: TENANT, ...body });
	const { id } = await post<Certification>("/certifications", {
		...{ vendor: identity.manufacturer, model: "CG-1", productClass: "CG-1", hardwareVersion: "1.0" },
		...{ firmwareRange: { versions: ["1.0.0"] }, transport: "http", workflows: ["config"] },
	});
	const deviceId = devices[0]?.id;
	await post(`/certifications/${id}/discovery`, { deviceId });
	await until("the discovery", async () => {
		return (
			(await certus.api.get<{ status: string }>(`/certifications/${id}/discovery?tenant=${TENANT}`)).status ===
			"succeeded"
		);
	});
	const inputs = { timeoutSeconds: 10, configValues: [{ path: PATH, value: "proof" }] };
	const { proofRunId } = await post<{ proofRunId: string }>(`/certifications/${id}/verification`, { deviceId, inputs });
	await until(
		"the proof run",
		async () => (await certus.api.get<ProofRun>(`/proof-runs/${proofRunId}?tenant=${TENANT}`)).status === "finished",
		60_000,
	);
	return post<Certification>(`/certifications/${id}/canary`, {
		...{ model: "CG-1", firmwareRange: { versions: ["1.0.0"] }, maxDevices: 3, durationMinutes: 60 },
		...{ successFloor: 0.9, rollbackOwner: "admin", minOperations: 10, minDevices: 3, ...changes },
	});
}

const certificationOf = (id: string) => certus.api.get<Certification>(`/certifications/${id}?tenant=${TENANT}`);
const set = (device: Device | undefined, value: string) =>
	certus.api.done(TENANT, device?.id ?? "", "set", { values: [{ path: PATH, value }] });

/** The first live event of a certification whose text has a word in it. */
async function eventOf(id: string, word: string): Promise<Record<string, unknown>> {
	const response = await fetch(`${certus.api.url}/api/v1/events?tenant=${TENANT}&certificationId=${id}`, {
		headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
		signal: AbortSignal.timeout(30_000),
	});
	let text = "";
	for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
		text += Buffer.from(chunk).toString("utf8");
		const found = text.split("\n").find((line) => line.startsWith("data:") && line.includes(word));
		if (found) return JSON.parse(found.slice(5));
	}
	throw new Error(`no event with ${word}: ${text}`);
}

test("below its floor it stops, gives back what it set, and tells the rollback owner", async () => {
	const before = cpes.map((cpe) => cpe.tree.value(PATH));
	const { id, canary } = await toCanary();
	expect(canary?.irreversible.length).toBeGreaterThan(0);
	const told = eventOf(id, "setback");
	const [, second, third, fourth] = devices;
	for (const device of [second, third]) expect(await set(device, "canary")).toMatchObject({ status: "succeeded" });
	await set(second, "canary again");
	expect([cpes[1]?.tree.value(PATH), cpes[2]?.tree.value(PATH)]).toEqual(["canary again", "canary"]);
	const seen = await until("the outcomes", async () => {
		const { canary: running } = await certificationOf(id);
		return running?.cells[0]?.successes === 3 ? running : null;
	});
	expect(seen).toMatchObject({
		status: "running",
		joined: [second?.id, third?.id],
		cells: [{ failures: 0, devices: 2 }],
	});

	// What one device refuses again and again is enough.
	for (let i = 0; i < 6; i++) {
		if ((await certificationOf(id)).canary?.status === "stopped") break;
		expect(await set(fourth, "canary")).toMatchObject({ status: "failed", fault: { code: 9003 } });
	}
	const stopped = await until("the canary to stop", async () => {
		const found = await certificationOf(id);
		return found.canary?.status === "stopped" ? found : null;
	});
	expect(stopped).toMatchObject({
		stage: "verification",
		missing: ["a verification on 1.0.0 since the setback"],
		canary: { cells: [{ workflow: "config", outcome: "fails" }], reason: expect.stringContaining("below the floor") },
	});
	expect(await told).toMatchObject({
		type: "certification.changed",
		certificationId: id,
		data: { action: "setback", stage: "verification", rollbackOwner: "admin" },
	});
	expect(stopped.history.at(-1)).toMatchObject({
		by: "certus",
		action: "setback",
		detail: { rollbackOwner: "admin", notRolledBack: [] },
	});
	await until("the values to be given back", () => {
		return cpes.every((cpe, index) => cpe.tree.value(PATH) === before[index]);
	});
	const { items } = await certus.api.get<{ items: { authority: string; requestedBy: string; deviceId: string }[] }>(
		`/operations?tenant=${TENANT}&kind=set&limit=10`,
	);
	const givenBack = items.filter(({ authority }) => authority === "rollout");
	expect(givenBack.map(({ deviceId }) => deviceId).sort()).toEqual(
		[second, third, fourth].map((one) => one?.id).sort(),
	);
	// Nothing more counts for it.
	await set(second, "later");
	expect((await certificationOf(id)).canary).toMatchObject({
		cells: stopped.canary?.cells,
		joined: stopped.canary?.joined,
	});
}, 90_000);

test("a person who lowers the cell stops it too", async () => {
	const { id } = await toCanary();
	const [, second] = devices;
	await set(second, "again");
	const [row] = (await certus.api.get<{ items: MatrixRow[] }>(`/matrix?tenant=${TENANT}&model=CG-1`)).items;
	expect(row?.workflows.config.status).toBe("yellow");
	await certus.api.must("POST", `/matrix/${row?.id}/lower`, {
		tenant: TENANT,
		workflow: "config",
		to: "red",
		reason: "complaints",
	});
	// At once: it is answered when it is done.
	const [red] = (await certus.api.get<{ items: MatrixRow[] }>(`/matrix?tenant=${TENANT}&model=CG-1`)).items;
	expect(red?.workflows.config.status).toBe("red");
	expect(await certificationOf(id)).toMatchObject({
		stage: "verification",
		canary: { status: "stopped", reason: "complaints" },
	});
}, 90_000);
