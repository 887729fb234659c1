import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSystem } from "../compose.ts";
import { CertusError } from "../lib/errors.ts";
import { readSettings } from "../settings.ts";
import type { Device } from "../shared/devices.ts";
import { type ProofRun, WORKFLOWS } from "../shared/proof.ts";
import { type Client, clientOf, listAll } from "./client.ts";
import { addImages, certify } from "./demoWalk.ts";
import { simulatedTenantUrl } from "./lab.ts";
import { printMatrix } from "./matrix.ts";
import { followRuns } from "./proofProgress.ts";
import { stopOnSignal } from "./serve.ts";

export const help = `certus demo: a start on scratch data, the virtual lab's fleet, and proof runs over every lab model

One of the models goes the whole way: discovery, verification, a canary, and the approval of somebody else.

  --exit              ends after the matrix is printed

Settings are those of certus serve, from the environment.`;

const LAB = fileURLToPath(new URL("../../lab/main.ts", import.meta.url));
const TENANT = "lab";
/** Short enough that a device which can't be woken comes by itself within the demo. */
const INFORM_INTERVAL_SECONDS = 10;
/** For every waiting step: the lab's minutes are seconds. */
const INPUTS = { allowFactoryReset: true, timeoutSeconds: 15 };
/** Taken the whole way, with so many devices for its canary. */
const CERTIFIED = "clean-tr181-gateway";
const CANARY_DEVICES = 5;
const FLEET_DEADLINE_MS = 60_000;
const POLL_MS = 500;

export async function run(argv: readonly string[]): Promise<void> {
	const exits = argv.includes("--exit");
	const dataDir = mkdtempSync(join(tmpdir(), "certus-demo-"));
	// The embedded database runs as another user when this one is root: it must be able to walk in.
	chmodSync(dataDir, 0o711);
	const settings = {
		// What the broken models have refused is theirs to show.
		...readSettings(
			{ CERTUS_LOG_LEVEL: "error", ...process.env },
			argv.filter((word) => word !== "--exit"),
		),
		dataDir,
	};
	const system = await startSystem(settings, (error) => {
		console.error(`certus: ${error.message}`);
		process.exit(70);
	});
	let lab: ChildProcess | null = null;
	const clean = async (): Promise<void> => {
		await endLab(lab);
	};
	stopOnSignal(system, clean);
	process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));

	console.log(`Certus runs on scratch data in ${dataDir}: console at ${system.apiUrl}`);
	const token = settings.adminToken ?? readFileSync(join(dataDir, "admin-token"), "utf8").trim();
	const client = clientOf(`http://127.0.0.1:${system.ports.api}`, token, `http://127.0.0.1:${system.ports.cwmp}`);
	await client.send("PATCH", `/tenants/${TENANT}`, { informIntervalSeconds: INFORM_INTERVAL_SECONDS });
	const models = await labModels();
	console.log(`Putting ${models.length} virtual models on it, in the tenant ${TENANT}…`);
	const acs = await simulatedTenantUrl(client, TENANT);
	const wanted = models.map((model) => (model === CERTIFIED ? `${model}:${CANARY_DEVICES}` : model));
	lab = spawn(process.execPath, [LAB, "--acs", acs, ...wanted.flatMap((model) => ["--model", model]), "--json"], {
		stdio: ["ignore", "ignore", "inherit"],
	});
	const devices = await fleet(client, models.length + CANARY_DEVICES - 1);
	console.log(`${devices.length} devices have registered. Proving every workflow on each model…`);
	const byModel = [...Map.groupBy(devices, ({ vendor, productClass }) => `${vendor} ${productClass}`)];
	const certified = byModel.find(([, { length }]) => length === CANARY_DEVICES);
	const runs = [];
	for (const [name, [device]] of byModel) {
		if (!device || name === certified?.[0]) continue;
		const { id } = await client.send<ProofRun>("POST", "/proof-runs", {
			tenant: TENANT,
			deviceId: device.id,
			workflows: WORKFLOWS,
			inputs: { ...INPUTS, ...(await addImages(client, TENANT, device)) },
		});
		runs.push({ id, name });
	}
	await Promise.all([
		followRuns(client, runs, TENANT, console.log),
		certify(client, TENANT, certified?.[1] ?? [], INPUTS, console.log),
	]);
	await printMatrix(client, TENANT);
	console.log(
		`\nConsole: ${system.apiUrl}/?tenant=${TENANT}\nSign in with the token in ${join(dataDir, "admin-token")}: ${token}`,
	);
	if (!exits) {
		console.log("Serving until interrupted (Ctrl-C).");
		return;
	}
	await clean();
	await system.stop();
	process.exit(0);
}

/** The names of the lab's built-in models, as the lab lists them. */
async function labModels(): Promise<string[]> {
	const child = spawn(process.execPath, [LAB, "--list", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
	let text = "";
	for await (const chunk of child.stdout) text += chunk;
	return text
		.trim()
		.split("\n")
		.map((line) => line.trim().split(/\s+/)[0] as string);
}

/** Every model's device, once it has registered. */
async function fleet(client: Client, count: number): Promise<Device[]> {
	const deadline = Date.now() + FLEET_DEADLINE_MS;
	for (;;) {
		const devices = await listAll<Device>(client, `/devices?tenant=${TENANT}`);
		if (devices.length >= count) return devices;
		if (Date.now() > deadline) {
			throw new CertusError(1, "demo.fleet", `only ${devices.length} of ${count} virtual CPEs registered`);
		}
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}

async function endLab(lab: ChildProcess | null): Promise<void> {
	if (!lab || lab.exitCode !== null) return;
	const ended = new Promise((resolve) => lab.once("exit", resolve));
	lab.kill("SIGTERM");
	await ended;
}
