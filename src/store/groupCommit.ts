import type pg from "pg";
import { type Database, type Db, over, type Statement } from "./db.ts";

/** How long the first effect of a group waits for others, in milliseconds. */
const GATHER_MS = 4;
const RECONNECT_MS = 200;
const MAX_GROUP = 500;
/** Above this many waiting effects the listener turns new sessions away with 503. */
export const MAX_WAITING = 20_000;

interface Waiting<Effect> {
	readonly effect: Effect;
	readonly done: () => void;
	readonly failed: (error: unknown) => void;
}

export interface GroupCommit<Effect> {
	/** Resolves when the effect is durable; rejects when its transaction failed and nothing of it remains. */
	commit(effect: Effect): Promise<void>;
	readonly waiting: number;
	/** Commits what waits, then ends. */
	close(): Promise<void>;
}

/**
 * Gathers the effects of all sessions of the same few milliseconds into one transaction on a connection of its own.
 * While one group is being committed the next gathers. A group that fails is tried again one effect at a time,
 * so that one bad effect costs only its own session.
 */
export async function openGroupCommit<Effect>(
	database: Database,
	write: (db: Db, effects: readonly Effect[]) => Promise<void>,
	/** A group that one statement can write needs no transaction around it. */
	single: (effects: readonly Effect[]) => { readonly use: Statement; readonly values: readonly unknown[] } | null,
	isConnectionLoss: (error: unknown) => boolean,
): Promise<GroupCommit<Effect>> {
	let client: pg.Client = await database.dedicated();
	let queue: Waiting<Effect>[] = [];
	let running: Promise<void> | null = null;
	let closed = false;

	const attempt = async (effects: readonly Effect[]): Promise<void> => {
		const one = single(effects);
		if (one) {
			await over((config) => client.query(config)).query(one.use, one.values);
			return;
		}
		await client.query("begin");
		try {
			await write(
				over((config) => client.query(config)),
				effects,
			);
			await client.query("commit");
		} catch (error) {
			await client.query("rollback").catch(() => undefined);
			throw error;
		}
	};
	const commitGroup = async (group: readonly Waiting<Effect>[]): Promise<void> => {
		try {
			await attempt(group.map(({ effect }) => effect));
			for (const { done } of group) done();
		} catch (error) {
			if (isConnectionLoss(error)) {
				client = await reconnect(client);
				for (const { failed } of group) failed(error);
			} else if (group.length === 1) group[0]?.failed(error);
			else for (const one of group) await commitGroup([one]);
		}
	};
	const reconnect = async (broken: pg.Client): Promise<pg.Client> => {
		await broken.end().catch(() => undefined);
		while (!closed) {
			try {
				return await database.dedicated();
			} catch {
				await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
			}
		}
		return broken;
	};
	const drain = async (): Promise<void> => {
		await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
		while (queue.length > 0) {
			const group = queue.slice(0, MAX_GROUP);
			queue = queue.slice(MAX_GROUP);
			await commitGroup(group);
		}
		running = null;
	};

	return {
		commit: (effect) =>
			new Promise<void>((done, failed) => {
				if (closed) return failed(new Error("the store is closing"));
				queue.push({ effect, done, failed });
				running ??= drain();
			}),
		get waiting() {
			return queue.length;
		},
		async close() {
			while (running !== null) await running;
			closed = true;
			await client.end();
		},
	};
}
