import type { Database, TenantId } from "../store/db.ts";
import type { LiveEvent } from "../store/effects.ts";
import { listenTo } from "../store/listen.ts";
import {
	hasBeyond,
	type OutboxPosition,
	type OutboxRow,
	outboxHorizon,
	placeOf,
	readOutbox,
	readTenantOutbox,
} from "../store/outbox.ts";

/** One event with its id: the number of its row and its place in it. */
export interface HubEvent {
	readonly id: string;
	readonly at: Date;
	readonly event: LiveEvent;
}

export interface Subscription {
	/** What the tenant had since an event, that one left out; then what comes. Batches of one subscription never overlap. */
	readonly events: AsyncIterable<readonly HubEvent[]>;
	close(): void;
}

export interface EventHub {
	subscribe(tenant: TenantId, lastEventId: string | null): Promise<Subscription>;
	close(): Promise<void>;
}

const PAGE = 500;
/** So many events may wait for one subscriber; then it is cut off, and may resume. */
const MAX_WAITING = 10_000;
const PAUSE_MS = 20;
/** How long rows behind an open transaction wait before they are looked at again. */
const UNSETTLED_MS = 50;
const RETRY_MS = 1_000;

interface Subscriber {
	readonly tenant: TenantId;
	readonly push: (events: readonly HubEvent[]) => void;
	readonly close: () => void;
}

/** Reads the outbox once for all who listen; nothing is read while nobody does. */
export function openEventHub(database: Database, onError: (error: unknown) => void): EventHub {
	const subscribers = new Set<Subscriber>();
	let position: OutboxPosition = { xact: 0, seq: 0 };
	let listening: Promise<{ close: () => Promise<void> }> | null = null;
	let draining = false;
	let again = false;
	let timer: NodeJS.Timeout | undefined;

	const later = (ms: number): void => {
		clearTimeout(timer);
		timer = setTimeout(() => void drain(), ms);
	};
	const drain = async (): Promise<void> => {
		if (draining || subscribers.size === 0) {
			again = true;
			return;
		}
		draining = true;
		again = false;
		const round = listening;
		try {
			const horizon = await outboxHorizon(database);
			const rows = await readOutbox(database, position, horizon, PAGE);
			// Those it was read for may all have left; who came since has a position of their own.
			if (round !== listening) again = true;
			else for (const row of rows) dispatch(row);
			if (rows.length === PAGE || again) later(PAUSE_MS);
			else if (await hasBeyond(database, horizon)) later(UNSETTLED_MS);
		} catch (error) {
			onError(error);
			later(RETRY_MS);
		} finally {
			draining = false;
			if (again) later(PAUSE_MS);
		}
	};
	const dispatch = (row: OutboxRow): void => {
		position = { xact: row.xact, seq: row.seq };
		const events = eventsOf(row, -1);
		for (const subscriber of subscribers) if (subscriber.tenant === row.tenant) subscriber.push(events);
	};
	const listen = async (): Promise<{ close: () => Promise<void> }> => {
		const listener = await listenTo(database, "certus_outbox", () => void drain());
		position = await outboxHorizon(database);
		return listener;
	};
	const leave = (subscriber: Subscriber): void => {
		subscribers.delete(subscriber);
		if (subscribers.size > 0) return;
		clearTimeout(timer);
		const ended = listening;
		listening = null;
		ended?.then((listener) => listener.close()).catch(onError);
	};

	return {
		async subscribe(tenant, lastEventId) {
			const scope = database.scope(tenant);
			const resume = parseEventId(lastEventId);
			const queue = new EventQueue(() => leave(queue.subscriber));
			queue.subscriber = { tenant, push: (events) => queue.push(events), close: () => queue.close() };
			for (;;) {
				listening ??= listen();
				const mine: Promise<unknown> = listening;
				await mine.catch((error: unknown) => {
					listening = null;
					throw error;
				});
				// The last subscriber may have left while this one waited: then the listening begins anew.
				if (mine === listening) break;
			}
			subscribers.add(queue.subscriber);
			const upTo = position;
			later(0);
			const backlog = async function* (): AsyncIterable<readonly HubEvent[]> {
				let from = resume && { ...(await placeOf(scope, resume.seq)), index: resume.index };
				while (from) {
					const { index, ...place } = from;
					const rows = await readTenantOutbox(scope, place, upTo, PAGE);
					for (const row of rows) {
						const known = row.xact === place.xact && row.seq === place.seq;
						yield eventsOf(row, known ? index : -1);
					}
					const last = rows.at(-1);
					from =
						last && rows.length === PAGE ? { xact: last.xact, seq: last.seq, index: Number.MAX_SAFE_INTEGER } : null;
				}
				yield* queue.batches();
			};
			return { events: backlog(), close: () => queue.close() };
		},
		async close() {
			for (const subscriber of [...subscribers]) subscriber.close();
			clearTimeout(timer);
			await (await listening)?.close();
		},
	};
}

/** Holds what one subscriber has not taken yet. */
class EventQueue {
	subscriber!: Subscriber;
	readonly #onClose: () => void;
	#waiting: HubEvent[] = [];
	#closed = false;
	#wake: () => void = () => undefined;

	constructor(onClose: () => void) {
		this.#onClose = onClose;
	}

	push(events: readonly HubEvent[]): void {
		if (this.#closed) return;
		this.#waiting.push(...events);
		if (this.#waiting.length > MAX_WAITING) this.close();
		this.#wake();
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#waiting = [];
		this.#wake();
		this.#onClose();
	}

	async *batches(): AsyncIterable<readonly HubEvent[]> {
		while (!this.#closed) {
			if (this.#waiting.length === 0) {
				await new Promise<void>((resolve) => {
					this.#wake = resolve;
				});
			}
			const batch = this.#waiting;
			this.#waiting = [];
			if (batch.length > 0) yield batch;
		}
	}
}

function eventsOf({ seq, at, events }: OutboxRow, after: number): HubEvent[] {
	return events.flatMap((event, index) => (index > after ? [{ id: `${seq}.${index}`, at, event }] : []));
}

/** Anything that we did not send is as good as none. */
function parseEventId(id: string | null): { readonly seq: number; readonly index: number } | null {
	const [, seq, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(id ?? "") ?? [];
	return seq === undefined || index === undefined ? null : { seq: Number(seq), index: Number(index) };
}
