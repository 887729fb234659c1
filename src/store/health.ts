import { type Db, statement } from "./db.ts";

const PING = statement("health.ping", `select 1 as one`);

/** Fails where the database can't be reached. */
export async function ping(db: Db): Promise<void> {
	await db.query(PING);
}
