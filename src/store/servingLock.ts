import { CertusError } from "../lib/errors.ts";
import type { Database } from "./db.ts";

const SERVING_LOCK = 7_547_003;
/** EX_UNAVAILABLE of sysexits(3). */
const EXIT_UNAVAILABLE = 69;

/** Holds, with others that serve on this database, what a change of all its secrets needs for itself. */
export function holdServing(database: Database): Promise<() => Promise<void>> {
	return hold(
		database,
		"pg_try_advisory_lock_shared",
		"the database's secrets are being rotated: start when that is done",
	);
}

/** Holds the database for a change that nobody may serve beside. */
export function holdAlone(database: Database): Promise<() => Promise<void>> {
	return hold(database, "pg_try_advisory_lock", "a Certus serves on this database: stop it first");
}

/** A lock of a connection's own, so that it goes with the process. */
async function hold(database: Database, lock: string, refusal: string): Promise<() => Promise<void>> {
	const client = await database.dedicated();
	const { rows } = await client.query<{ held: boolean }>(`select ${lock}($1) as held`, [SERVING_LOCK]);
	if (rows[0]?.held) return () => client.end();
	await client.end();
	throw new CertusError(EXIT_UNAVAILABLE, "databaseHeld", refusal);
}
