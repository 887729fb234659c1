import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createLab } from "../../lab/lab.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { ADMIN_TOKEN, Api, RawCpe, rpcOf, temporaryDirectory, until } from "./support.ts";

const ROUNDS = 20;
/** For every waiting step of a proof: the periodic Informs that one awaits follow each other by seconds. */
const STEP_SECONDS = 8;
const TENANT = "lab";
const PROGRAM = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const SEED = Number(process.env.CERTUS_TEST_SEED ?? Date.now() % 1_000_000_000);

/** Mulberry32: the same moments for the same seed. */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

interface Running {
	readonly child: ChildProcess;
	readonly api: Api;
	readonly cwmpPort: number;
	readonly kill: () => Promise<void>;
}

function launch(dataDir: string): { child: ChildProcess; errors: () => string } {
	rmSync(join(dataDir, "ports.json"), { force: true });
	const child = spawn(process.execPath, [PROGRAM, "serve"], {
		env: {
			...process.env,
			CERTUS_DATA_DIR: dataDir,
			CERTUS_CWMP_PORT: "0",
			CERTUS_CWMP_HOST: "127.0.0.1",
			CERTUS_API_PORT: "0",
			CERTUS_ADMIN_TOKEN: ADMIN_TOKEN,
			CERTUS_LOG_LEVEL: "error",
			CERTUS_DATABASE_URL: "",
		},
		stdio: ["ignore", "ignore", "pipe"],
	});
	let errors = "";
	child.stderr?.on("data", (chunk: Buffer) => {
		errors = (errors + chunk.toString()).slice(-4_000);
	});
	return { child, errors: () => errors };
}

/** The ports of the Certus that was started last, once it listens. */
function portsOf(dataDir: string): { cwmp: number; api: number } | null {
	const portsFile = join(dataDir, "ports.json");
	if (!existsSync(portsFile)) return null;
	const text = readFileSync(portsFile, "utf8");
	return text.endsWith("}") ? JSON.parse(text) : null;
}

/** Starts Certus on a data directory and waits until it is ready. */
async function serve(dataDir: string): Promise<Running> {
	const { child, errors } = launch(dataDir);
	const ready = async () => {
		if (child.exitCode !== null) throw new Error(`Certus ended at its start with ${child.exitCode}: ${errors()}`);
		const ports = portsOf(dataDir);
		if (!ports) return null;
		const answer = await fetch(`http://127.0.0.1:${ports.api}/ready`).catch(() => null);
		return answer?.ok ? ports : null;
	};
	const ports = await until("Certus to be ready", ready, 30_000);
	return {
		child,
		api: new Api(`http://127.0.0.1:${ports.api}`),
		cwmpPort: ports.cwmp,
		kill: () => kill(child),
	};
}

async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, "exit");
	child.kill("SIGKILL");
	await gone;
}

/** The database of a Certus that was killed lives on until the next one adopts it, or until this ends it. */
async function endDatabase(dataDir: string): Promise<void> {
	const file = join(dataDir, "postgres", "postmaster.pid");
	const pid = existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
	if (!pid) return;
	try {
		process.kill(pid, "SIGINT");
	} catch {
		return;
	}
	await until("the database's end", () => !existsSync(file), 20_000);
}

/** An address that stays the same for the lab's CPEs while Certus comes and goes. `loses`: what does not get through. */
async function openDoor(
	dataDir: string,
	loses: (answer: Buffer) => boolean = () => false,
): Promise<{ port: number; server: Server }> {
	const server = createServer((socket) => {
		const ports = portsOf(dataDir);
		if (!ports) {
			socket.destroy();
			return;
		}
		const onward = connect(ports.cwmp, "127.0.0.1");
		onward.on("data", (answer) => {
			if (loses(answer)) socket.destroy();
		});
		for (const [from, to] of [
			[socket, onward],
			[onward, socket],
		] as const) {
			from.on("error", () => to.destroy());
			from.on("close", () => to.destroy());
		}
		socket.pipe(onward);
		onward.pipe(socket);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return { port: (server.address() as { port: number }).port, server };
}

const directories: string[] = [];
afterAll(async () => {
	for (const directory of directories) {
		await endDatabase(directory);
		const runtime = join(directory, "postgres.json");
		if (existsSync(runtime)) {
			const { socketDir } = JSON.parse(readFileSync(runtime, "utf8")) as { socketDir: string };
			rmSync(socketDir, { recursive: true, force: true });
		}
		rmSync(directory, { recursive: true, force: true });
	}
});

function ownDirectory(): string {
	const directory = temporaryDirectory();
	directories.push(directory);
	return directory;
}

interface AnsweredInform {
	readonly serialNumber: string;
	readonly sentAt: number;
	readonly answeredAt: number;
}

test.concurrent(`nothing that was acknowledged is lost over ${ROUNDS} kills (CERTUS_TEST_SEED=${SEED})`, {
	timeout: 180_000,
}, async ({ onTestFinished }) => {
	console.log(`CERTUS_TEST_SEED=${SEED}`);
	const random = randomOf(SEED);
	const dataDir = ownDirectory();
	let running = await serve(dataDir);
	onTestFinished(() => running.kill());
	const door = await openDoor(dataDir);
	const acsUrl = `http://127.0.0.1:${door.port}/cwmp/${TENANT}`;
	const lab = await createLab({ acsUrl, timeScale: 0.002, retryScale: 0.002, timeoutMs: 5_000 });
	onTestFinished(async () => {
		await lab.close();
		door.server.close();
	});
	const subject = lab.add(cleanTr181Gateway);
	await subject.powerOn();
	const { id: subjectId } = await running.api.device(TENANT, subject.serialNumber);

	const informs: AnsweredInform[] = [];
	const accepted = new Set<string>();
	const digests = new Set<string>();
	const runs: string[] = [];
	const deviceIds = new Map<string, string>();
	let stopped = false;

	/** One CPE that informs again and again, and goes through with some of its sessions. */
	async function informing(serialNumber: string): Promise<void> {
		const cpe = new RawCpe({ port: running.cwmpPort, serialNumber });
		while (!stopped) {
			try {
				const sentAt = Date.now();
				cpe.cookie = null;
				const reply = await cpe.inform();
				if (rpcOf(reply.body) !== "InformResponse") continue;
				informs.push({ serialNumber, sentAt, answeredAt: Date.now() });
				if (random() < 0.7) await cpe.toTheEnd();
			} catch {
				if (running.child.exitCode === null && running.child.signalCode === null) await delay(5);
			} finally {
				cpe.hangUp();
			}
		}
	}

	async function operating(): Promise<void> {
		while (!stopped) {
			for (const deviceId of deviceIds.values()) {
				if (stopped) return;
				const values = [{ path: "Device.DeviceInfo.ProvisioningCode", value: "x", type: "xsd:string" }];
				const [kind, input] =
					random() < 0.5 ? ["read", { paths: ["Device.DeviceInfo.ModelName"] }] : ["set", { values }];
				const answer = await running.api.operate(TENANT, deviceId, kind as string, input as object).catch(() => null);
				if (answer?.status === 202) accepted.add(answer.body.id);
			}
			await delay(2);
		}
	}

	/** Keeps a proof run going, and notes each digest that one lists. */
	async function proving(): Promise<void> {
		while (!stopped) {
			await look().catch(() => undefined);
			await delay(5);
		}
	}

	async function look(): Promise<void> {
		const current = runs.at(-1);
		const run = current === undefined ? null : await proofRun(current);
		if (run && run.status !== "finished") return;
		const body = {
			tenant: TENANT,
			deviceId: subjectId,
			workflows: ["inventory", "reboot"],
			inputs: { timeoutSeconds: STEP_SECONDS },
		};
		const answer = await running.api.ask<{ id: string }>("POST", "/proof-runs", body);
		if (answer.status === 202) runs.push(answer.body.id);
	}

	async function proofRun(id: string): Promise<{ status: string }> {
		const run = await running.api.get<{ status: string }>(`/proof-runs/${id}?tenant=${TENANT}`);
		for (const [digest] of JSON.stringify(run).matchAll(/sha256:[0-9a-f]{64}/g)) digests.add(digest);
		return run;
	}

	async function checkAll(from: { readonly informs: number; readonly operations: number }): Promise<void> {
		const { api } = running;
		const devices = new Map((await api.devices(TENANT)).map((device) => [device.serialNumber, device]));
		for (const { id, serialNumber } of devices.values()) {
			if (serialNumber.startsWith("KILL")) deviceIds.set(serialNumber, id);
		}
		const starts = new Map<string, number[]>();
		for (const { serialNumber, sentAt, answeredAt } of informs.slice(from.informs)) {
			const device = devices.get(serialNumber);
			if (!device) throw new Error(`${serialNumber} was answered, and is not there`);
			expect(Date.parse(device.lastInformAt ?? "")).toBeGreaterThanOrEqual(sentAt);
			if (!starts.has(serialNumber)) {
				const { items } = await api.get<{ items: { startedAt: string }[] }>(
					`/devices/${device.id}/sessions?tenant=${TENANT}&limit=500`,
				);
				starts.set(
					serialNumber,
					items.map(({ startedAt }) => Date.parse(startedAt)),
				);
			}
			const known = starts.get(serialNumber)?.some((at) => at >= sentAt - 1 && at <= answeredAt + 1);
			if (!known) throw new Error(`${serialNumber}: no session for the Inform of ${new Date(sentAt).toISOString()}`);
		}
		for (const id of [...accepted].slice(from.operations)) {
			expect((await api.operation(TENANT, id)).id).toBe(id);
		}
		for (const digest of digests) {
			const response = await fetch(`${api.url}/api/v1/evidence/${digest}?tenant=${TENANT}`, {
				headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
			});
			expect([digest, response.status]).toEqual([digest, 200]);
			const bytes = Buffer.from(await response.arrayBuffer());
			expect(`sha256:${createHash("sha256").update(bytes).digest("hex")}`).toBe(digest);
		}
	}

	for (let round = 0; round < ROUNDS; round++) {
		const from = { informs: informs.length, operations: accepted.size };
		stopped = false;
		const load = [
			...["KILL1", "KILL2", "KILL3", "KILL4"].map((serial) => informing(`${serial}R${Math.floor(round / 5)}`)),
			operating(),
			proving(),
		];
		await delay(40 + random() * 500);
		// Where the machine is busy, not before there is something to lose.
		const isUnderWay = () => informs.length > from.informs && (deviceIds.size === 0 || accepted.size > from.operations);
		await until("something that was acknowledged", isUnderWay, 30_000);
		await running.kill();
		stopped = true;
		await Promise.all(load);
		// Some starts are killed as well.
		if (random() < 0.2) {
			const { child } = launch(dataDir);
			await delay(random() * 900);
			await kill(child);
		}
		running = await serve(dataDir);
		await checkAll(from);
	}
	await checkAll({ informs: 0, operations: 0 });
	for (const id of runs) {
		const run = await until(
			"the proof run's end",
			async () => {
				const found = await proofRun(id);
				return found.status === "finished" || found.status === "cancelled" ? found : null;
			},
			30_000,
		);
		expect(run.status).toBe("finished");
	}
	await checkAll({ informs: informs.length, operations: accepted.size });
	console.log(`${informs.length} Informs, ${accepted.size} operations, ${runs.length} runs, ${digests.size} digests`);
	// What was done stands in one chain with its entries, whenever the process died.
	const trail = await running.api.get<{ ok: boolean; entries: number }>(`/audit/verify?tenant=${TENANT}`);
	expect(trail).toMatchObject({ ok: true });
	expect(trail.entries).toBeGreaterThanOrEqual(accepted.size);
	expect(informs.length).toBeGreaterThan(ROUNDS);
	// The first round knows no device to ask for.
	expect(accepted.size).toBeGreaterThanOrEqual(ROUNDS - 1);
	expect(digests.size).toBeGreaterThan(3);

	const gone = once(running.child, "exit");
	running.child.kill("SIGTERM");
	expect(await gone).toEqual([0, null]);
	expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
});

test.concurrent("a run whose Reboot went down with Certus comes to its end, and does not blame the device", {
	timeout: 60_000,
}, async ({ onTestFinished }) => {
	const dataDir = ownDirectory();
	let running = await serve(dataDir);
	onTestFinished(() => running.kill());
	let reboots = 0;
	const door = await openDoor(dataDir, (answer) => {
		if (!answer.includes("<cwmp:Reboot>")) return false;
		reboots++;
		running.child.kill("SIGKILL");
		return true;
	});
	const acsUrl = `http://127.0.0.1:${door.port}/cwmp/${TENANT}`;
	const lab = await createLab({ acsUrl, timeScale: 0.002, retryScale: 0.002, timeoutMs: 5_000 });
	onTestFinished(async () => {
		await lab.close();
		door.server.close();
	});
	const subject = lab.add(cleanTr181Gateway);
	await subject.powerOn();
	const { id: deviceId } = await running.api.device(TENANT, subject.serialNumber);
	const died = once(running.child, "exit");
	const body = { tenant: TENANT, deviceId, workflows: ["reboot"], inputs: { timeoutSeconds: STEP_SECONDS } };
	const { id } = (await running.api.ask<{ id: string }>("POST", "/proof-runs", body)).body;
	await died;
	running = await serve(dataDir);
	const ended = await until(
		"the proof run's end",
		async () => {
			const run = await running.api.get<{
				status: string;
				workflows: { verdict: string; checks: { id: string; outcome: string }[] }[];
			}>(`/proof-runs/${id}?tenant=${TENANT}`);
			return run.status === "finished" ? run : null;
		},
		30_000,
	);
	expect(ended.workflows.map(({ verdict }) => verdict)).toEqual(["inconclusive"]);
	expect(ended.workflows[0]?.checks.map(({ id, outcome }) => [id, outcome])).toEqual([
		["accepted", "inconclusive"],
		["bootReported", "skipped"],
		["commandKeyReturned", "skipped"],
		["reRegisters", "skipped"],
	]);
	expect(reboots).toBe(1);
});

test.concurrent(`a first start that is killed at any moment leaves a data directory that starts (CERTUS_TEST_SEED=${SEED})`, {
	timeout: 90_000,
}, async ({ onTestFinished }) => {
	const random = randomOf(SEED + 1);
	for (let round = 0; round < 3; round++) {
		const dataDir = ownDirectory();
		const { child } = launch(dataDir);
		await delay(400 + random() * 1_600);
		await kill(child);
		const running = await serve(dataDir);
		onTestFinished(() => running.kill());
		expect((await running.api.get<{ name: string }>("/me")).name).toBeTruthy();
		const gone = once(running.child, "exit");
		running.child.kill("SIGTERM");
		await gone;
	}
});
