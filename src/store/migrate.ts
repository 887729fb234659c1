import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { CertusError } from "../lib/errors.ts";

const DIRECTORY = fileURLToPath(new URL("./migrations/", import.meta.url));
const MIGRATION_LOCK = 7_547_002;

interface Migration {
	readonly number: number;
	readonly name: string;
}

/** Brings the schema to this program's version: forward only, each number inserted first, one starter at a time. */
export async function migrate(url: string): Promise<void> {
	const known = migrations();
	const newest = known.at(-1)?.number ?? 0;
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
		await client.query(
			`create table if not exists schema_migration (
				number integer primary key, name text not null, applied_at timestamptz not null default now())`,
		);
		const { rows } = await client.query<{ number: number }>("select number from schema_migration order by number");
		const applied = rows.at(-1)?.number ?? 0;
		if (applied > newest) {
			throw new CertusError(
				500,
				"database.newer",
				`the database is at schema ${applied}, this program knows ${newest}: start the newer Certus`,
			);
		}
		for (const migration of known.filter(({ number }) => number > applied)) await apply(client, migration);
	} finally {
		await client.end();
	}
}

async function apply(client: pg.Client, { number, name }: Migration): Promise<void> {
	await client.query("begin");
	try {
		await client.query("insert into schema_migration (number, name) values ($1, $2)", [number, name]);
		await client.query(readFileSync(join(DIRECTORY, name), "utf8"));
		await client.query("commit");
	} catch (error) {
		await client.query("rollback");
		throw error;
	}
}

function migrations(): Migration[] {
	return readdirSync(DIRECTORY)
		.filter((name) => name.endsWith(".sql"))
		.sort()
		.map((name) => ({ number: Number(name.slice(0, 6)), name }));
}
