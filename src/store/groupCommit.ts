import type pg from "pg";
import { type Database, type Ordered, onOne, type Statement } from "./db.ts";

/** How long a group waits for others, in milliseconds: also after the last one, whose sessions are about to go on. */
const GATHER_MS = 4;
const RECONNECT_MS = 200;
const MAX_GROUP = 500;
/** Above this many waiting effects the listener turns new sessions away with 503. */
export const MAX_WAITING = 20_000;

interface Waiting<Effect, Result> {
	readonly effect: Effect;
	readonly done: (result: Result) => void;
	readonly failed: (error: unknown) => void;
}

/** What writes a whole group, with the result for all of it. */
export interface SingleStatement<Result> {
	readonly use: Statement;
	readonly values: readonly unknown[];
	readonly resultOf: (rows: readonly object[]) => Result;
}

export interface GroupCommit<Effect, Result> {
	/**
	 * Resolves with its group's result when the effect is durable; rejects when its transaction failed and nothing of it
	 * remains.
	 */
	commit(effect: Effect): Promise<Result>;
	readonly waiting: number;
	/** Commits what waits, then ends. */
	close(): Promise<void>;
}

/**
 * Gathers the effects of all sessions of the same few milliseconds into one transaction on a connection of its own.
 * While one group is being committed the next gathers. A group that fails is tried again one effect at a time,
 * so that one bad effect costs only its own session.
 */
export async function openGroupCommit<Effect, Result>(
	database: Database,
	write: (db: Ordered, effects: readonly Effect[]) => Promise<Result>,
	/** A group that one statement can write needs no transaction around it. */
	single: (effects: readonly Effect[]) => SingleStatement<Result> | null,
	isConnectionLoss: (error: unknown) => boolean,
	/** Which effects an error names as those that it is about: the rest of the group goes on without them. */
	refusedWith: (error: unknown) => ((effect: Effect) => boolean) | null = () => null,
): Promise<GroupCommit<Effect, Result>> {
	let client: pg.Client = await database.dedicated();
	let queue: Waiting<Effect, Result>[] = [];
	let running: Promise<void> | null = null;
	let closed = false;

	const attempt = async (effects: readonly Effect[]): Promise<Result> => {
		const one = single(effects);
		if (one) {
			return one.resultOf(await onOne(client).query(one.use, one.values));
		}
		try {
			const begun = client.query("begin");
			const [, result] = await Promise.all([begun, write(onOne(client), effects)]);
			await client.query("commit");
			return result;
		} catch (error) {
			await client.query("rollback").catch(() => undefined);
			throw error;
		}
	};
	const commitGroup = async (group: readonly Waiting<Effect, Result>[]): Promise<void> => {
		try {
			const result = await attempt(group.map(({ effect }) => effect));
			for (const { done } of group) done(result);
		} catch (error) {
			const isRefused = refusedWith(error);
			const rest = isRefused && group.filter(({ effect }) => !isRefused(effect));
			if (rest && rest.length < group.length) {
				for (const { effect, failed } of group) if (isRefused(effect)) failed(error);
				if (rest.length > 0) await commitGroup(rest);
				return;
			}
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
		while (queue.length > 0) {
			await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
			const group = queue.slice(0, MAX_GROUP);
			queue = queue.slice(MAX_GROUP);
			await commitGroup(group);
		}
		running = null;
	};

	return {
		commit: (effect) =>
			new Promise<Result>((done, failed) => {
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
