/** The whole system with lab CPEs, some of them proven, and a browser that is signed in. */
import type { Page } from "playwright-core";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { rebootNoMReboot } from "../../lab/models/reboot-no-m-reboot.ts";
import { rebootRejected } from "../../lab/models/reboot-rejected.ts";
import type { Certification, Discovery } from "../../src/shared/certification.ts";
import type { Device as DeviceView } from "../../src/shared/devices.ts";
import type { ProofRun, Workflow } from "../../src/shared/proof.ts";
import { ADMIN_TOKEN, type Device, openSystem, type TestSystem, until } from "../system/support.ts";
import { builtConsole, type Console, openConsole, signIn } from "./browser.ts";
import { HOSTILE, hostile } from "./hostile.ts";

export const TENANT = "lab";
/** Informs are awaited at a fifth of it. */
const STEP_SECONDS = 10;
/** A run measures how often a device calls by itself, and whether it does after a session was dropped. */
const RUN_MS = 75_000;
const WORKFLOWS = ["inventory", "reboot"] as const;

export interface Stage extends AsyncDisposable {
	readonly certus: TestSystem;
	readonly lab: Lab;
	readonly browser: Console;
	/** Powers it on, and waits for its first Inform. */
	readonly arrive: (cpe: Cpe) => Promise<Device>;
	readonly deviceOf: (model: LabModel) => Device;
	readonly prove: (device: Device, workflows: readonly Workflow[]) => Promise<ProofRun>;
	/** One that is verified, and one of the hostile device that is only discovered. */
	readonly certifications: { readonly verified: string; readonly hostile: string };
	readonly matrixRowOf: (device: Device) => Promise<string>;
	/** A page of its own, signed in, given back at the end. */
	readonly open: (path: string) => Promise<Page & AsyncDisposable>;
}

export async function openStage(): Promise<Stage> {
	await builtConsole();
	// Whatever fails on the way: what was opened is closed.
	await using opened = new AsyncDisposableStack();
	const certus = opened.use(await openSystem());
	const { api } = certus;
	await api.must("PATCH", `/tenants/${TENANT}`, { informIntervalSeconds: 10 });
	const lab = opened.adopt(await createLab({ acsUrl: certus.cwmpUrl(TENANT) }), (one) => one.close());
	const devices = new Map<LabModel, Device>();

	async function arrive(cpe: Cpe): Promise<Device> {
		void cpe.powerOn();
		const device = await api.device(TENANT, cpe.serialNumber);
		devices.set(cpe.model, device);
		return device;
	}

	function finished(id: string): Promise<ProofRun> {
		const look = async (): Promise<ProofRun | null> => {
			const run = await api.get<ProofRun>(`/proof-runs/${id}?tenant=${TENANT}`);
			return run.status === "finished" ? run : null;
		};
		return until("the run's end", look, RUN_MS);
	}

	async function prove(device: Device, workflows: readonly Workflow[]): Promise<ProofRun> {
		const { id } = await api.must<ProofRun>("POST", "/proof-runs", {
			...{ tenant: TENANT, deviceId: device.id, workflows },
			inputs: { timeoutSeconds: STEP_SECONDS },
		});
		return finished(id);
	}

	/** Taken in and discovered. */
	async function discover(device: Device): Promise<string> {
		const view = await api.get<DeviceView>(`/devices/${device.id}?tenant=${TENANT}`);
		const { vendor, model, productClass, hardwareVersion, softwareVersion } = view;
		const { id } = await api.must<Certification>("POST", "/certifications", {
			...{ tenant: TENANT, vendor, model, productClass, hardwareVersion, transport: "http", workflows: WORKFLOWS },
			firmwareRange: { versions: [softwareVersion] },
		});
		await api.must("POST", `/certifications/${id}/discovery`, { tenant: TENANT, deviceId: device.id });
		await until("the discovery", async () => {
			const { status } = await api.get<Discovery>(`/certifications/${id}/discovery?tenant=${TENANT}`);
			return status !== "running";
		});
		return id;
	}

	/** Its run is the one that proves the device. */
	async function verify(device: Device): Promise<string> {
		const id = await discover(device);
		const { proofRunId } = await api.must<{ proofRunId: string }>("POST", `/certifications/${id}/verification`, {
			...{ tenant: TENANT, deviceId: device.id, inputs: { timeoutSeconds: STEP_SECONDS } },
		});
		await finished(proofRunId);
		return id;
	}

	const proven = [rebootRejected, rebootNoMReboot].map((model) => arrive(lab.add(model)));
	const clean = arrive(lab.add(cleanTr181Gateway));
	const alone = arrive(lab.add(hostile, { serialNumber: HOSTILE.serialNumber }));
	const [verified, ofHostile] = await Promise.all([
		clean.then(verify),
		alone.then(discover),
		alone.then((device) => prove(device, WORKFLOWS)),
		...proven.map(async (device) => prove(await device, WORKFLOWS)),
	]);
	const browser = opened.use(await openConsole(certus.system.apiUrl));
	await browser.page.goto("/");
	await signIn(browser.page, ADMIN_TOKEN);

	const all = opened.move();
	return {
		certus,
		lab,
		browser,
		arrive,
		deviceOf: (model) => devices.get(model) as Device,
		prove,
		certifications: { verified, hostile: ofHostile },
		async matrixRowOf({ id }) {
			const look = async () => (await api.get<DeviceView>(`/devices/${id}?tenant=${TENANT}`)).matrixRowId;
			return until("the device's row", look);
		},
		open: (path) => openPage(browser, path),
		[Symbol.asyncDispose]: () => all.disposeAsync(),
	};
}

export async function openPage({ newPage }: Console, path: string): Promise<Page & AsyncDisposable> {
	const page = await newPage();
	await page.goto(`${path}${path.includes("?") ? "&" : "?"}tenant=${TENANT}`);
	await page.getByRole("heading", { level: 1 }).waitFor();
	return page;
}
