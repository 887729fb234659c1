import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { CertusError } from "../lib/errors.ts";
import { EXIT } from "../settings.ts";
import type { Device } from "../shared/devices.ts";
import type { ProofRun } from "../shared/proof.ts";
import { type Client, CONNECTION_HELP, CONNECTION_OPTIONS, connect } from "./client.ts";
import { junitOf } from "./junit.ts";
import { followRuns } from "./proofProgress.ts";

export const help = `certus prove: proves workflows on a device, and exits 0 only if each is proven

  --serial S          the device's serial number; it is waited for
  --workflows LIST    comma-separated (inventory,reboot)
  --timeout SECONDS   for every waiting step of the run
  --wait SECONDS      for the device to appear (300)
  --junit FILE        writes the checks as JUnit XML
  --bundle FILE       writes the signed evidence, for certus evidence verify
${CONNECTION_HELP}`;

const POLL_MS = 1_000;

export async function run(argv: readonly string[]): Promise<void> {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			...CONNECTION_OPTIONS,
			serial: { type: "string" },
			workflows: { type: "string" },
			timeout: { type: "string" },
			wait: { type: "string" },
			junit: { type: "string" },
			bundle: { type: "string" },
		},
	});
	if (values.serial === undefined)
		throw new CertusError(EXIT.usage, "usage", "certus prove needs --serial: the device to prove on");
	// Rather now than after the run.
	for (const path of [values.junit, values.bundle]) if (path !== undefined) requireDirectory(path);
	const client = connect(values);
	const tenant = values.tenant ?? "default";
	const device = await waitForDevice(client, tenant, values.serial, seconds(values.wait, "--wait") ?? 300);
	const timeoutSeconds = seconds(values.timeout, "--timeout");
	const { id } = await client.send<ProofRun>("POST", "/proof-runs", {
		tenant,
		deviceId: device.id,
		workflows: (values.workflows ?? "inventory,reboot").split(",").map((name) => name.trim()),
		inputs: timeoutSeconds === undefined ? {} : { timeoutSeconds },
	});
	const [finished] = await followRuns(
		client,
		[{ id, name: `${device.vendor} ${device.model}` }],
		tenant,
		console.log,
		console.log,
	);
	for (const { code, text } of finished?.limitations ?? []) console.log(`  ${code}: ${text}`);
	console.log(finished?.url ?? "");
	if (finished && values.junit !== undefined) save(values.junit, junitOf(finished));
	if (finished?.status === "finished" && values.bundle !== undefined) {
		save(values.bundle, await client.getText(`/proof-runs/${id}/bundle?tenant=${tenant}`));
	}
	const proven = finished?.status === "finished" && finished.workflows.every(({ verdict }) => verdict === "proven");
	process.exitCode = proven ? 0 : 1;
}

function requireDirectory(path: string): void {
	const directory = dirname(path);
	if (!existsSync(directory)) throw new CertusError(EXIT.usage, "usage", `there is no directory ${directory}`);
}

function save(path: string, text: string): void {
	try {
		writeFileSync(path, text);
	} catch (cause) {
		throw new CertusError(1, "cli.file", `${path} can't be written: ${(cause as Error).message}`, {}, cause);
	}
	console.log(`written: ${path}`);
}

async function waitForDevice(client: Client, tenant: string, serial: string, waitSeconds: number): Promise<Device> {
	const deadline = Date.now() + waitSeconds * 1000;
	for (;;) {
		const { items } = await client.get<{ items: Device[] }>(
			`/devices?tenant=${tenant}&serialNumber=${encodeURIComponent(serial)}`,
		);
		if (items[0]) return items[0];
		if (Date.now() > deadline) {
			throw new CertusError(
				1,
				"prove.noDevice",
				`no device ${serial} came to the tenant ${tenant} within ${waitSeconds} s`,
			);
		}
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}

function seconds(text: string | undefined, option: string): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d{1,5}$/.test(text)) throw new CertusError(EXIT.usage, "usage", `${option} takes whole seconds`);
	return Number(text);
}
