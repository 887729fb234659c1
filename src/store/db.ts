import pg from "pg";
import { CertusError } from "../lib/errors.ts";

/** A tenant's uuid; made only from the tenant table, so that no query can be scoped by a stray string. */
export type TenantId = string & { readonly __tenant: unique symbol };

/** A named prepared statement; names are unique across the store. */
export interface Statement {
	readonly name: string;
	readonly text: string;
}

export function statement(name: string, text: string): Statement {
	return { name, text };
}

/** Runs statements that belong to no single tenant: start-up, workers that serve all tenants. */
export interface Db {
	query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
	/** The same queries for one tenant, whose id is `$1` of every statement. */
	scope(tenant: TenantId): Scope;
}

/** What runs on one connection: statements that are asked for together are carried out one after the other, as asked. */
export interface Ordered extends Db {
	readonly __ordered: unique symbol;
}

export interface Scope {
	readonly tenant: TenantId;
	/** `values` begin at `$2`. */
	query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Db {
	transaction<T>(work: (tx: Ordered) => Promise<T>): Promise<T>;
	/** A connection of one's own, for LISTEN or a long-lived lock. */
	dedicated(): Promise<pg.Client>;
	readonly url: string;
	close(): Promise<void>;
}

const POOL_SIZE = 10;
const OLDEST_SERVER = 150_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Statements that are asked for together go out together: each waits for its answer, none for another's. */
const PIPELINED = { pipeline: true };
/** Statements are prepared once and planned once: planning costs more than most of them. */
const PLANNING = "-c plan_cache_mode=force_generic_plan";

// Timestamps come back as Date, 64-bit integers as numbers: no count here comes near 2^53.
pg.types.setTypeParser(20, Number);

/** Connects to a PostgreSQL server, 15 or later. */
export async function openDatabase(url: string): Promise<Database> {
	const pool = new pg.Pool({
		connectionString: url,
		max: POOL_SIZE,
		statement_timeout: STATEMENT_TIMEOUT_MS,
		options: PLANNING,
		...PIPELINED,
	});
	// An idle connection that breaks is replaced at its next use.
	pool.on("error", () => undefined);
	try {
		const { rows } = await pool.query("select current_setting('server_version_num')::int as version");
		if (rows[0].version < OLDEST_SERVER) {
			throw new CertusError(500, "database.old", `PostgreSQL 15 or later is needed, the server is ${rows[0].version}`);
		}
	} catch (error) {
		await pool.end();
		throw error;
	}
	return {
		...over((config) => pool.query(config)),
		url,
		async transaction(work) {
			const client = await pool.connect();
			try {
				// What comes first in it goes out with the beginning.
				const [, result] = await Promise.all([client.query("begin"), work(onOne(client))]);
				await client.query("commit");
				client.release();
				return result;
			} catch (error) {
				// A connection that can't even roll back is thrown away with its transaction.
				await client.query("rollback").then(
					() => client.release(),
					(broken) => client.release(broken),
				);
				throw error;
			}
		},
		async dedicated() {
			const client = new pg.Client({ connectionString: url, options: PLANNING, ...PIPELINED });
			client.on("error", () => undefined);
			await client.connect();
			return client;
		},
		close: () => pool.end(),
	};
}

export function onOne(client: pg.ClientBase): Ordered {
	return over((config) => client.query(config)) as Ordered;
}

/** The query interface over anything that runs one prepared statement. */
function over(run: (config: pg.QueryConfig) => Promise<pg.QueryResult>): Db {
	const query = async <Row extends object>(use: Statement, values: readonly unknown[] = []): Promise<Row[]> =>
		(await run({ name: use.name, text: use.text, values: values as unknown[] })).rows as Row[];
	return {
		query,
		scope: (tenant) => ({ tenant, query: (use, values = []) => query(use, [tenant, ...values]) }),
	};
}
