/** The processes that take part: Certus as it is served, the bare server, the load generator. All end with this one. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { parentOf, postgresCpu, processCpu } from "./cpu.ts";
import type { LoadReport, Order } from "./load.ts";
import type { ProbeAnswer, ProbeQuestion } from "./probe.ts";

const START_MS = 60_000;
const SOURCE = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface Cpu {
	readonly server: number;
	readonly database: number;
}

/** Something that takes Informs, and whose CPU is counted. */
export interface Server {
	readonly port: number;
	/** CPU-seconds since it began. */
	cpu(): Cpu;
	stop(): Promise<void>;
}

export interface Certus extends Server {
	readonly pid: number;
	readonly apiPort: number;
	readonly adminToken: string;
	readonly database: pg.Client;
	readonly databaseUrl: string;
	/** The tenant `default`. */
	readonly tenant: string;
	ask(question: ProbeQuestion): Promise<ProbeAnswer>;
}

export interface Load {
	run(order: Order): Promise<LoadReport>;
	stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
const directories = new Set<string>();

/** `certus serve` on a data directory of its own that goes when it stops; `flags` are Node's. */
export async function startCertus(flags: readonly string[] = []): Promise<Certus> {
	const dataDir = mkdtempSync(join(tmpdir(), "certus-bench-"));
	directories.add(dataDir);
	// As root, the database runs as another user, who has to get in.
	chmodSync(dataDir, 0o711);
	const child = spawn(
		process.execPath,
		[
			"--max-semi-space-size=8",
			"--heap-growing-percent=200",
			"--disable-warning=ExperimentalWarning",
			"--expose-gc",
			"--import",
			here("probe.ts"),
			...flags,
			SOURCE,
			"serve",
		],
		{
			stdio: ["ignore", "inherit", "inherit", "ipc"],
			env: {
				...process.env,
				CERTUS_DATA_DIR: dataDir,
				CERTUS_CWMP_PORT: "0",
				CERTUS_CWMP_HOST: "127.0.0.1",
				CERTUS_API_PORT: "0",
				CERTUS_LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? "silent",
			},
		},
	);
	children.add(child);
	const portsFile = join(dataDir, "ports.json");
	const deadline = Date.now() + START_MS;
	while (!existsSync(portsFile) || readFileSync(portsFile, "utf8") === "") {
		if (child.exitCode !== null) throw new Error(`certus serve ended with ${child.exitCode}`);
		if (Date.now() > deadline) throw new Error("certus serve did not start in time");
		await delay(50);
	}
	const ports = JSON.parse(readFileSync(portsFile, "utf8")) as { cwmp: number; api: number };
	const { socketDir } = JSON.parse(readFileSync(join(dataDir, "postgres.json"), "utf8")) as { socketDir: string };
	const databaseUrl = `postgres://certus@/certus?host=${encodeURIComponent(socketDir)}`;
	const database = new pg.Client({ connectionString: databaseUrl });
	database.on("error", () => undefined);
	await database.connect();
	const backend = (await database.query("select pg_backend_pid() as pid")).rows[0].pid as number;
	const postmaster = parentOf(backend);
	const pid = child.pid as number;
	return {
		pid,
		port: ports.cwmp,
		apiPort: ports.api,
		adminToken: readFileSync(join(dataDir, "admin-token"), "utf8").trim(),
		database,
		databaseUrl,
		tenant: (await database.query("select tenant from tenant where slug = 'default'")).rows[0].tenant as string,
		cpu: () => ({ server: processCpu(pid), database: postgresCpu(postmaster) }),
		async ask(question) {
			const answer = once(child, "message");
			child.send(question);
			return (await answer)[0] as ProbeAnswer;
		},
		async stop() {
			await database.end();
			await end(child);
			rmSync(dataDir, { recursive: true, force: true });
			directories.delete(dataDir);
		},
	};
}

/** One of the project's programs, ended with everything else should a part fail. */
export function spawnChild(args: readonly string[]): ChildProcess {
	const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
	children.add(child);
	return child;
}

export async function startBare(): Promise<Server> {
	const child = fork(here("bare.ts"));
	children.add(child);
	const [{ port }] = (await once(child, "message")) as [{ port: number }];
	const pid = child.pid as number;
	return {
		port,
		cpu: () => ({ server: processCpu(pid), database: 0 }),
		stop: () => end(child),
	};
}

export function startLoad(): Load {
	const child = fork(here("load.ts"));
	children.add(child);
	const waiting = new Map<number, { resolve: (report: LoadReport) => void; reject: (error: Error) => void }>();
	let last = 0;
	child.on("message", ({ id, report, error }: { id: number; report?: LoadReport; error?: string }) => {
		const one = waiting.get(id);
		waiting.delete(id);
		if (report) one?.resolve(report);
		else one?.reject(new Error(`load: ${error}`));
	});
	child.once("exit", () => {
		for (const { reject } of waiting.values()) reject(new Error("the load generator ended"));
	});
	return {
		run: (order) =>
			new Promise((resolve, reject) => {
				const id = ++last;
				waiting.set(id, { resolve, reject });
				child.send({ id, order });
			}),
		stop: () => end(child),
	};
}

/** Whatever was left running when a part failed. */
export async function stopEverything(): Promise<void> {
	await Promise.all([...children].map(end));
	for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const ended = once(child, "exit");
		child.kill("SIGTERM");
		await ended;
	}
	children.delete(child);
}
