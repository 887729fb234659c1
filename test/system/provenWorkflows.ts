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
const ALL_CONTACTS_MS = 30_000;
/** One model of each, all at once on two cores. */
const ALL_RUNS_MS = 270_000;
/** What proving a fleet may take. */
export const FLEET_MS = ALL_CONTACTS_MS + ALL_RUNS_MS + 30_000;
/** For every waiting step: the lab's minutes are seconds. */
const STEP_SECONDS = 15;
/** Of the image that every model is given. */
export const NEW_VERSION = "9.0.0";

/** What was proven on one CPE of each model; `Name` tells the models apart. */
export interface ProvenFleet<Name> {
	readonly lab: Lab;
	readonly devices: ReadonlyMap<Name, Device>;
	readonly runs: ReadonlyMap<Name, ProofRun>;
}

/** One CPE of each model in a tenant, proven whole. `asks`: whose inputs a run on it has. */
export async function proveFleet<Name>(
	{ api, cwmpUrl }: TestSystem,
	tenant: string,
	fleet: ReadonlyMap<Name, { readonly model: LabModel; readonly asks: LabModel }>,
): Promise<ProvenFleet<Name>> {
	await api.must("PATCH", `/tenants/${tenant}`, { informIntervalSeconds: INFORM_INTERVAL_SECONDS });
	const lab = await createLab({ acsUrl: cwmpUrl(tenant), timeoutMs: SILENCE_SECONDS * 1000 });
	const serials = new Map<Name, string>();
	for (const [name, { model }] of fleet) {
		const cpe = lab.add(model);
		serials.set(name, cpe.serialNumber);
		void cpe.powerOn();
	}
	const known = await until(
		`every first contact in ${tenant}`,
		async () => {
			const devices = await api.devices(tenant);
			return devices.length >= fleet.size ? new Map(devices.map((device) => [device.serialNumber, device])) : null;
		},
		ALL_CONTACTS_MS,
	);
	const devices = new Map<Name, Device>();
	const runs = new Map<Name, ProofRun>();
	for (const [name, { asks }] of fleet) {
		const device = known.get(serials.get(name) ?? "");
		if (!device) throw new Error(`${serials.get(name)} is not known in ${tenant}`);
		devices.set(name, device);
		const inputs = await inputsOf(api, tenant, asks);
		const body = { tenant, deviceId: device.id, workflows: PROVEN, inputs };
		runs.set(name, await api.must<ProofRun>("POST", "/proof-runs", body));
	}
	const open = () => [...runs].filter(([, { status }]) => status !== "finished");
	await until(
		`every run in ${tenant}`,
		async () => {
			for (const [name, { id }] of open()) {
				runs.set(name, await api.get<ProofRun>(`/proof-runs/${id}?tenant=${tenant}`));
			}
			return open().length === 0;
		},
		ALL_RUNS_MS,
	).catch((error: Error) => {
		throw new Error(`${error.message}: ${open().map(([name]) => fleet.get(name)?.asks.name)}`);
	});
	return { lab, devices, runs };
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
