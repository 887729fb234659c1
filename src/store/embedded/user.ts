import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { CertusError } from "../../lib/errors.ts";

export interface UnprivilegedUser {
	readonly uid: number;
	readonly gid: number;
}

/** PostgreSQL refuses to run as root: then `postgres` runs it where that user exists, else `certus-db`, made here. */
export function databaseUser(): UnprivilegedUser | null {
	if (process.getuid?.() !== 0) return null;
	return find("postgres") ?? find("certus-db") ?? create("certus-db");
}

function find(name: string): UnprivilegedUser | null {
	const line = readFileSync("/etc/passwd", "utf8")
		.split("\n")
		.find((entry) => entry.startsWith(`${name}:`));
	const [, , uid, gid] = line?.split(":") ?? [];
	return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function create(name: string): UnprivilegedUser {
	try {
		execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name], {
			stdio: "pipe",
		});
	} catch (cause) {
		throw new CertusError(
			500,
			"database.user",
			"the embedded database can't run as root: run as another user",
			{},
			cause,
		);
	}
	const user = find(name);
	if (!user) throw new CertusError(500, "database.user", `the system user ${name} could not be made`);
	return user;
}
