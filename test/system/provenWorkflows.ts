/** What is proven on whole lab models: against their declared truth, and again on replays of the evidence. */
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import type { ProofRun, Workflow } from "../../src/shared/proof.ts";
import { type Device, type TestSystem, until } from "./support.ts";

type Api = TestSystem["api"];

export const PROVEN: readonly Workflow[] = [
	"provisioning",
	"inventory",
	"hostsWifi",
	"diagnostics",
	"firmware",
	"reboot",
	"factoryReset",
	"config",
];
export const TRAITS: readonly string[] = ["faultBehaviour", "sessionReliability"];

/** Short, so that a device which can't be woken comes by itself. */
const INFORM_INTERVAL_SECONDS = 10;
/** For how long each side bears with one that does not answer (quirk 112). */
export const SILENCE_SECONDS = 15;
/** For every waiting step: the lab's minutes are seconds. */
const STEP_SECONDS = 15;
const CONTACT_MS = 30_000;
const RUN_MS = 270_000;
/** Runs take long: to look for the end of one more often is more work than the run is. */
const POLL_MS = 1_000;
/** Of the image that every model is given. */
export const NEW_VERSION = "9.0.0";

export interface Proven {
	readonly device: Device;
	readonly run: ProofRun;
}

export interface Prover {
	readonly lab: Lab;
	/** Proves a model whole, on one CPE that is there as long. `asks`: whose inputs the run has. */
	readonly prove: (model: LabModel, asks: LabModel) => Promise<Proven>;
}

/** A lab whose CPEs are of one tenant. */
export async function openProver({ api, cwmpUrl }: TestSystem, tenant: string): Promise<Prover> {
	await api.must("PATCH", `/tenants/${tenant}`, { informIntervalSeconds: INFORM_INTERVAL_SECONDS });
	const lab = await createLab({ acsUrl: cwmpUrl(tenant), timeoutMs: SILENCE_SECONDS * 1000 });
	return {
		lab,
		async prove(model, asks) {
			const cpe = lab.add(model);
			void cpe.powerOn();
			const { serialNumber } = cpe;
			const contact = async () => (await api.devices(tenant, serialNumber))[0];
			const device = await until(`the first contact of ${asks.name} in ${tenant}`, contact, CONTACT_MS);
			const inputs = await inputsOf(api, tenant, asks);
			const body = { tenant, deviceId: device.id, workflows: PROVEN, inputs };
			const { id } = await api.must<ProofRun>("POST", "/proof-runs", body);
			const end = async () => {
				const run = await api.get<ProofRun>(`/proof-runs/${id}?tenant=${tenant}`);
				return run.status === "finished" ? run : null;
			};
			const run = await until(`the run on ${asks.name} in ${tenant}`, end, RUN_MS, POLL_MS);
			cpe.powerOff();
			return { device, run };
		},
	};
}

/** What a run on this model has to be told in this tenant; files that it needs are put there first. */
export async function inputsOf(api: Api, tenant: string, model: LabModel): Promise<object> {
	const { softwareVersion } = model.identity;
	return {
		timeoutSeconds: STEP_SECONDS,
		...model.inputs,
		allowFactoryReset: PROVEN.includes("factoryReset"),
		...(PROVEN.includes("firmware") && {
			firmwareFileId: await addImage(api, tenant, model, NEW_VERSION),
			returnFirmwareFileId: await addImage(api, tenant, model, softwareVersion),
		}),
	};
}

async function addImage(api: Api, tenant: string, { identity }: LabModel, version: string): Promise<string> {
	const form = new FormData();
	const { manufacturer: vendor, modelName: model } = identity;
	const fields = { tenant, kind: "firmware", vendor, model, hardwareVersions: "*", version };
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	form.append("file", new Blob([`version=${version}\n${"firmware ".repeat(100)}`]), `image-${version}.bin`);
	return (await api.must<{ id: string }>("POST", "/files", form)).id;
}
