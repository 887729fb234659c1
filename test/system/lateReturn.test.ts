/** A device that a run gave up, and that comes back after all. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { darkFirmware } from "../../lab/models/dark-firmware.ts";
import { rebootNoReturn } from "../../lab/models/reboot-no-return.ts";
import { resetNoReturn } from "../../lab/models/reset-no-return.ts";
import type { ProofRun, Workflow } from "../../src/shared/proof.ts";
import { inputsOf } from "./provenWorkflows.ts";
import { openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const RUN_MS = 120_000;
const STEP_SECONDS = 4;

let certus: TestSystem;
let lab: Lab;

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
});

afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

const verdictOf = (run: ProofRun, workflow: Workflow) => run.workflows.find((one) => one.workflow === workflow);

test.concurrent.each<[Workflow, LabModel]>([
	["reboot", rebootNoReturn],
	["factoryReset", resetNoReturn],
	["firmware", darkFirmware],
])(
	"%s: unsafe while the device is away, partial once it is back, with the time",
	async (workflow, model) => {
		const cpe = lab.add(model);
		await cpe.powerOn();
		const { id: deviceId } = await certus.api.device(TENANT, cpe.serialNumber);
		const inputs = { ...(await inputsOf(certus.api, TENANT, model)), timeoutSeconds: STEP_SECONDS };
		const body = { tenant: TENANT, deviceId, workflows: [workflow], inputs };
		const { id } = await certus.api.must<ProofRun>("POST", "/proof-runs", body);
		const look = () => certus.api.get<ProofRun>(`/proof-runs/${id}?tenant=${TENANT}`);
		const given = await until(
			"the run's end",
			async () => ((await look()).status === "finished" ? look() : null),
			RUN_MS,
		);
		expect(verdictOf(given, workflow)?.verdict).toBe("unsafe");

		cpe.powerOff();
		void cpe.powerOn();
		const revised = await until("the late return", async () => {
			const run = await look();
			return verdictOf(run, workflow)?.verdict === "unsafe" ? null : run;
		});
		expect(verdictOf(revised, workflow)?.verdict).toBe("partial");
		expect(verdictOf(revised, workflow)?.checks.at(-1)).toMatchObject({
			id: "lateReturn",
			outcome: "pass",
			detail: expect.stringMatching(/came back \d+ s after/),
		});
	},
	RUN_MS + 30_000,
);

test.concurrent(
	"a device that is back before the run is over is not left as unsafe",
	async () => {
		const cpe = lab.add(rebootNoReturn);
		await cpe.powerOn();
		const { id: deviceId } = await certus.api.device(TENANT, cpe.serialNumber);
		const inputs = { ...(await inputsOf(certus.api, TENANT, rebootNoReturn)), timeoutSeconds: 10 };
		const body = { tenant: TENANT, deviceId, workflows: ["reboot"], inputs };
		const { id } = await certus.api.must<ProofRun>("POST", "/proof-runs", body);
		const look = () => certus.api.get<ProofRun>(`/proof-runs/${id}?tenant=${TENANT}`);
		const given = async () => verdictOf(await look(), "reboot")?.checks.some((one) => one.id === "reRegisters");
		await until("the device to be given up", async () => ((await given()) ? true : null), RUN_MS);
		cpe.powerOff();
		void cpe.powerOn();
		const run = await until(
			"the run's end",
			async () => ((await look()).status === "finished" ? look() : null),
			RUN_MS,
		);
		expect(verdictOf(run, "reboot")).toMatchObject({ verdict: "partial" });
		const late = verdictOf(run, "reboot")?.checks.at(-1);
		expect(late).toMatchObject({
			id: "lateReturn",
			outcome: "pass",
			detail: expect.stringMatching(/while the run went on/),
		});
		// What it read then is the evidence.
		expect(late?.evidence.length).toBeGreaterThan(1);
	},
	RUN_MS + 30_000,
);
