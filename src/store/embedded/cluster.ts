import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { CertusError } from "../../lib/errors.ts";
import { findPlace, giveTo, type Place } from "./place.ts";
import { databaseUser, type UnprivilegedUser } from "./user.ts";

const OWNER_LOCK = 7_547_001;
const START_DEADLINE_MS = 60_000;
/** How long a Certus that was killed may hold its lock while its sockets are being closed. */
const OWNER_DEADLINE_MS = 5_000;
const RESTARTS_PER_MINUTE = 5;
const SUPERUSER = "certus";
/** Short: a socket's whole path has 107 bytes. */
const SOCKET_PREFIX = "/tmp/certus-pg-";

/** An eighth of the machine's memory for pages, within these bounds in MiB: a large fleet's devices are to stay in it. */
const SHARED_BUFFERS = { share: 1 / 8, least: 128, most: 1_024 } as const;

/** The rest is as PostgreSQL ships it, with every durability setting on. */
const SERVER_OPTIONS = {
	listen_addresses: "",
	max_connections: "40",
	max_wal_size: "2GB",
	checkpoint_timeout: "15min",
	jit: "off",
	io_method: "sync",
	log_checkpoints: "off",
	// A statement that a constraint refused is the caller's matter, not the server log's.
	log_min_error_statement: "panic",
	autovacuum_naptime: "20s",
};

function sharedBuffers(): string {
	const { share, least, most } = SHARED_BUFFERS;
	// A container's bound, where there is one.
	const memory = Math.min(totalmem(), process.constrainedMemory() || totalmem()) / 1024 ** 2;
	return `${Math.round(Math.min(most, Math.max(least, memory * share)))}MB`;
}

export interface EmbeddedDatabase {
	readonly url: string;
	readonly moved: readonly string[];
	/** Process id of the server, for its memory and CPU figures. */
	readonly pid: number;
	/** Ends the server; nothing that was committed is lost. */
	stop(): Promise<void>;
}

interface Runtime {
	readonly socketDir: string;
}

/** Starts the private PostgreSQL of a data directory, or adopts the one that a killed Certus left running. */
export async function startEmbedded(
	dataDir: string,
	onFailure: (error: Error) => void,
	database = "certus",
	/** In place of the server's own; of a server whose data may be lost. */
	options: Readonly<Record<string, string>> = {},
): Promise<EmbeddedDatabase> {
	mkdirSync(dataDir, { recursive: true });
	const user = databaseUser();
	const place = await findPlace(dataDir, user);
	const runtimeFile = join(dataDir, "postgres.json");
	if (!existsSync(join(place.cluster, "PG_VERSION"))) await initialise(place, user);

	let socketDir = existsSync(runtimeFile) ? (JSON.parse(readFileSync(runtimeFile, "utf8")) as Runtime).socketDir : null;
	let owner = socketDir && existsSync(socketDir) ? await connect(socketDir).catch(() => null) : null;
	let stopping = false;
	const restarts: number[] = [];

	const launch = async (directory: string): Promise<pg.Client> => {
		const child = spawnServer(place, directory, user, join(dataDir, "postgres.log"), options);
		const client = await waitForServer(child, directory, place);
		child.once("exit", () => void revive(directory));
		return client;
	};
	/** The server died under us: it recovers by itself on a new start, unless it keeps dying. */
	const revive = async (directory: string): Promise<void> => {
		if (stopping) return;
		const now = Date.now();
		restarts.push(now);
		if (restarts.filter((at) => now - at < 60_000).length > RESTARTS_PER_MINUTE) {
			onFailure(new CertusError(500, "database.died", "the embedded database keeps dying"));
			return;
		}
		try {
			owner = await own(await launch(directory), dataDir);
		} catch (error) {
			onFailure(error as Error);
		}
	};

	if (!owner) {
		if (socketDir?.startsWith(SOCKET_PREFIX)) rmSync(socketDir, { recursive: true, force: true });
		socketDir = mkdtempSync(SOCKET_PREFIX);
		giveTo(socketDir, user);
		writeFileSync(runtimeFile, JSON.stringify({ socketDir } satisfies Runtime));
		owner = await launch(socketDir);
	}
	owner = await own(owner, dataDir);
	const directory = socketDir as string;
	if (!(await owner.query("select 1 from pg_database where datname = $1", [database])).rowCount) {
		await owner.query(`create database ${database} template template0 encoding 'UTF8' locale 'C'`);
	}

	return {
		url: urlOf(directory, database),
		moved: place.moved,
		get pid() {
			return postmasterPid(place);
		},
		async stop() {
			stopping = true;
			const pid = postmasterPid(place);
			await owner?.end().catch(() => undefined);
			// SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is checkpointed.
			if (alive(pid)) process.kill(pid, "SIGINT");
			while (alive(pid)) await delay(20);
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

/** Made under another name first, so that a start which was killed over it leaves nothing that looks whole. */
async function initialise(place: Place, user: UnprivilegedUser | null): Promise<void> {
	const draft = `${place.cluster}.${process.pid}-${Date.now().toString(36)}`;
	removeDrafts(place);
	mkdirSync(draft, { recursive: true, mode: 0o700 });
	giveTo(draft, user);
	const options = ["-D", draft, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"];
	try {
		await promisify(execFile)(join(place.binaries, "initdb"), options, { cwd: "/", ...user });
		renameSync(draft, place.cluster);
	} catch (cause) {
		rmSync(draft, { recursive: true, force: true });
		throw new CertusError(
			500,
			"database.init",
			`the embedded database could not be made in ${place.cluster}`,
			{},
			cause,
		);
	}
}

function removeDrafts({ cluster }: Place): void {
	const home = dirname(cluster);
	mkdirSync(home, { recursive: true });
	for (const name of readdirSync(home)) {
		if (name.startsWith(`${basename(cluster)}.`) && !name.includes(".json") && !name.endsWith(".log")) {
			rmSync(join(home, name), { recursive: true, force: true });
		}
	}
}

function spawnServer(
	place: Place,
	socketDir: string,
	user: UnprivilegedUser | null,
	logFile: string,
	changed: Readonly<Record<string, string>>,
): ChildProcess {
	const log = openSync(logFile, "w", 0o600);
	const settings = {
		...SERVER_OPTIONS,
		shared_buffers: sharedBuffers(),
		...changed,
		unix_socket_directories: socketDir,
	};
	const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
	// In a process group of its own, so that an interrupt from the terminal reaches Certus first, which then stops it.
	const child = spawn(join(place.binaries, "postgres"), ["-D", place.cluster, ...options], {
		cwd: "/",
		stdio: ["ignore", log, log],
		detached: true,
		...user,
	});
	closeSync(log);
	return child;
}

async function waitForServer(child: ChildProcess, socketDir: string, place: Place): Promise<pg.Client> {
	const deadline = Date.now() + START_DEADLINE_MS;
	for (;;) {
		const client = await connect(socketDir).catch(() => null);
		if (client) return client;
		if (child.exitCode !== null || child.signalCode !== null) {
			throw new CertusError(500, "database.start", `the embedded database in ${place.cluster} ended at its start`);
		}
		if (Date.now() > deadline)
			throw new CertusError(500, "database.start", "the embedded database did not start in time");
		await delay(15);
	}
}

async function connect(socketDir: string): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: urlOf(socketDir, "postgres"), connectionTimeoutMillis: 2_000 });
	client.on("error", () => undefined);
	await client.connect();
	return client;
}

/** Holds the lock that says which Certus owns this database, on a connection of its own. */
async function own(client: pg.Client, dataDir: string): Promise<pg.Client> {
	const deadline = Date.now() + OWNER_DEADLINE_MS;
	for (;;) {
		const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [OWNER_LOCK]);
		if (rows[0].mine) return client;
		if (Date.now() > deadline) {
			await client.end();
			throw new CertusError(409, "database.owned", `another Certus is running on the data directory ${dataDir}`);
		}
		await delay(50);
	}
}

function urlOf(socketDir: string, database: string): string {
	return `postgres://${SUPERUSER}@/${database}?host=${encodeURIComponent(socketDir)}`;
}

function postmasterPid(place: Place): number {
	const file = join(place.cluster, "postmaster.pid");
	return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
}

function alive(pid: number): boolean {
	if (!pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
