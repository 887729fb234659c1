/** Proof runs of many lab devices at once beside one alone. */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { figure, note } from "./report.ts";
import { type Certus, spawnChild, startCertus } from "./system.ts";

const LAB = fileURLToPath(new URL("../lab/main.ts", import.meta.url));
const MODEL = "clean-tr181-gateway";
const DEVICES = 50;
/** Each alone, one after the other: the slowest of them is what the others are measured by. */
const ALONE = 3;
const WORKFLOWS = ["provisioning", "inventory", "hostsWifi", "diagnostics", "config", "reboot", "factoryReset"];
const INPUTS = { allowFactoryReset: true, timeoutSeconds: 10 };
const POLL_MS = 50;

export async function benchProofs(): Promise<void> {
	const certus = await startCertus();
	const api = apiOf(certus);
	await api("PATCH", "/tenants/lab", { informIntervalSeconds: 10 });
	const acs = `http://127.0.0.1:${certus.port}/cwmp/lab`;
	const lab = spawnChild([LAB, "--acs", acs, "--model", `${MODEL}:${DEVICES + ALONE}`, "--json"]);
	const devices = await registered(api, DEVICES + ALONE);
	// What the whole code costs the first time counts for neither.
	await prove(api, devices.slice(0, 1));
	const alone: number[] = [];
	for (const device of devices.slice(0, ALONE)) alone.push(await prove(api, [device]));
	const together = await prove(api, devices.slice(ALONE));
	const slowest = Math.max(...alone);

	const part = "proofs";
	note(`  ${DEVICES} virtual CPEs, ${WORKFLOWS.length} workflows each`);
	figure({ part, name: "one run alone, the slowest of three", value: slowest, unit: "s", digits: 1 });
	figure({ part, name: `${DEVICES} runs at once, until the last has ended`, value: together, unit: "s", digits: 1 });
	figure({ part, name: "at once beside alone", value: together / slowest, unit: "×", atMost: 1.3 });
	const exited = once(lab, "exit");
	lab.kill("SIGTERM");
	await exited;
	await certus.stop();
}

type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;

function apiOf({ apiPort, adminToken }: Certus): Ask {
	return async <T>(method: string, path: string, body?: object) => {
		const response = await fetch(`http://127.0.0.1:${apiPort}/api/v1${path}`, {
			method,
			headers: {
				Authorization: `Bearer ${adminToken}`,
				...(body && { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }),
			},
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return (await response.json()) as T;
	};
}

async function registered(api: Ask, count: number): Promise<string[]> {
	for (;;) {
		const { items } = await api<{ items: { id: string; softwareVersion: string | null }[] }>(
			"GET",
			"/devices?tenant=lab&limit=500",
		);
		const known = items.filter(({ softwareVersion }) => softwareVersion !== null);
		if (known.length >= count) return known.map(({ id }) => id);
		await pause();
	}
}

/** Seconds until the last of these devices' runs has ended, every verdict as it should be. */
async function prove(api: Ask, devices: readonly string[]): Promise<number> {
	const begun = performance.now();
	const open = new Map<string, string>();
	for (const deviceId of devices) {
		const { id } = await api<{ id: string }>("POST", "/proof-runs", {
			...{ tenant: "lab", deviceId, workflows: WORKFLOWS, inputs: INPUTS },
		});
		open.set(id, deviceId);
	}
	while (open.size > 0) {
		await pause();
		for (const id of open.keys()) {
			const run = await api<{ status: string; workflows: { workflow: string; verdict: string }[] }>(
				"GET",
				`/proof-runs/${id}?tenant=lab`,
			);
			if (run.status !== "finished") break;
			const short = run.workflows.filter(({ verdict }) => verdict !== "proven");
			if (short.length > 0)
				throw new Error(
					`a clean device came out as ${JSON.stringify(short.map(({ workflow, verdict }) => [workflow, verdict]))}`,
				);
			open.delete(id);
		}
	}
	return (performance.now() - begun) / 1000;
}

function pause(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
