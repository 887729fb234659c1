import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Database } from "./db.ts";

const RELISTEN_MS = 500;

/** What transactions tell as they commit: something was added to the outbox; settings kept in memory have changed. */
export type Channel = "certus_outbox" | "certus_settings";

/** Calls whenever something is told, and when the connection was lost and is back; until it is closed. */
export async function listenTo(
	database: Database,
	channel: Channel,
	onChange: () => void,
): Promise<{ readonly close: () => Promise<void> }> {
	let closed = false;
	let client: pg.Client;
	const listen = async (): Promise<void> => {
		client = await database.dedicated();
		client.on("notification", onChange);
		client.once("end", () => void relisten());
		await client.query(`listen ${channel}`);
	};
	const relisten = async (): Promise<void> => {
		while (!closed) {
			await delay(RELISTEN_MS);
			try {
				if (!closed) await listen();
				onChange();
				return;
			} catch {
				// The database is away; it is asked again until it is back.
			}
		}
	};
	await listen();
	return {
		async close() {
			closed = true;
			await client.end().catch(() => undefined);
		},
	};
}
