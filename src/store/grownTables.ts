import type { Database } from "./db.ts";
import { statement } from "./db.ts";

/** Below so many rows any plan is as good as another; above, autovacuum sees to it by itself. */
const FEWEST = 100;
const MOST = 100_000;
/** Between two looks; PostgreSQL tells of rows about a second late. */
const EVERY_MS = 2_000;

const GROWN = statement(
	"grownTables.find",
	`select relname as name from (
		select relname, reltuples, pg_stat_get_live_tuples(oid) as live from pg_class
		where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples < ${MOST}
	) s where live > ${FEWEST} and live > 2 * greatest(reltuples, 0) order by 1`,
);

/** Gathers the statistics of tables that are twice as large as when that was last done; their names. */
export async function analyseGrown(database: Database): Promise<string[]> {
	const names = (await database.query<{ name: string }>(GROWN)).map(({ name }) => name);
	for (const name of names) await database.query(statement(`grownTables.${name}`, `analyze (skip_locked) "${name}"`));
	return names;
}

/**
 * Statements are planned once (`db.ts`), and a plan that was made for an empty table reads all of it: until the tables of a
 * young installation have statistics, which autovacuum sees to after a minute, a fleet that enrols would cost the square of
 * its size.
 */
export function startAnalysing(
	database: Database,
	onError: (error: unknown) => void,
): { readonly stop: () => Promise<void> } {
	let running: Promise<unknown> | null = null;
	const timer = setInterval(() => {
		running ??= analyseGrown(database)
			.catch(onError)
			.finally(() => {
				running = null;
			});
	}, EVERY_MS);
	timer.unref();
	return {
		async stop() {
			clearInterval(timer);
			await running;
		},
	};
}
