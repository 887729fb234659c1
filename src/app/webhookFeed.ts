import type { Clock } from "../lib/edges.ts";
import type { TenantId } from "../store/db.ts";
import { type DeviceName, readDeviceNames } from "../store/devices.ts";
import {
	advanceOutboxCursor,
	type OutboxPosition,
	type OutboxRow,
	outboxHorizon,
	readOutboxCursor,
	readOutboxOf,
} from "../store/outbox.ts";
import { countWaiting, insertDeliveries, type NewDelivery } from "../store/webhookDeliveries.ts";
import { type Listening, readListening } from "../store/webhooks.ts";
import { cloudEvent, sourceOf, type Told, toldOf } from "./cloudEvents.ts";
import { disable, type WebhookDependencies } from "./webhookEnds.ts";

/** Rows of the outbox that are read at once. */
const PAGE = 100;
/** Deliveries that one statement inserts; a row may hold a thousand events. */
const INSERTED = 1_000;
/** How far the cursor may be behind what was read: so much is read again after a crash. */
const PERSIST_MS = 30_000;
/** More than this wait for nobody: the webhook is disabled. */
const MAX_WAITING = 100_000;

/**
 * Makes deliveries of what the outbox holds. An event may be read twice, after a crash or by two processes: its id says
 * so, and a webhook has it once. What is read lies before the outbox's horizon, so that nothing can appear behind it.
 */
export function createWebhookFeed(
	deps: WebhookDependencies & { readonly publicApiUrl: () => string; readonly clock: Clock },
) {
	const { database, clock } = deps;
	let position: OutboxPosition | null = null;
	let persistedAt = 0;

	/** All that has been published; in pages, each one transaction. */
	async function feed(): Promise<void> {
		while (await feedPage());
	}

	/** Whether there may be more. */
	async function feedPage(): Promise<boolean> {
		if ((await readListening(database)).length === 0) return false;
		position ??= (await readOutboxCursor(database)) ?? { xact: 0, seq: 0 };
		// In this order: who is enabled before the horizon is among those who listen.
		const horizon = await outboxHorizon(database);
		const listening = await readListening(database);
		if (listening.length === 0) return false;
		const from = later(position, { xact: Math.min(...listening.map(({ since }) => since)), seq: 0 });
		const byTenant = Map.groupBy(listening, ({ tenant }) => tenant);
		const rows = await readOutboxOf(database, [...byTenant.keys()], from, horizon, PAGE);
		const deliveries = await deliveriesOf(rows, byTenant);
		const last = rows.at(-1);
		const isWhole = rows.length < PAGE || !last;
		const to = isWhole ? later(from, horizon) : { xact: last.xact, seq: last.seq };
		const now = clock().getTime();
		if (deliveries.length > 0 || now - persistedAt >= PERSIST_MS) {
			await database.transaction(async (tx) => {
				for (let at = 0; at < deliveries.length; at += INSERTED) {
					await insertDeliveries(tx, deliveries.slice(at, at + INSERTED));
				}
				await advanceOutboxCursor(tx, to);
			});
			persistedAt = now;
			await boundQueues(deliveries);
		}
		position = to;
		return !isWhole;
	}

	async function deliveriesOf(
		rows: readonly OutboxRow[],
		byTenant: ReadonlyMap<TenantId, readonly Listening[]>,
	): Promise<NewDelivery[]> {
		const deliveries: NewDelivery[] = [];
		for (const [tenant, own] of Map.groupBy(rows, (row) => row.tenant)) {
			const listening = byTenant.get(tenant) ?? [];
			const slug = deps.tenantOf(tenant)?.slug;
			if (slug === undefined) continue;
			const source = sourceOf(deps.publicApiUrl(), slug);
			const names = await namesOf(tenant, own);
			for (const row of own) {
				for (const told of allOf(row, names)) {
					const wanting = listening.filter(({ since, events }) => since <= row.xact && events.includes(told.type));
					if (wanting.length === 0) continue;
					const body = cloudEvent(source, told, row.at);
					const at = clock().toISOString();
					deliveries.push(
						...wanting.map(({ id }) => ({ tenant, webhook: id, id: told.id, type: told.type, body, at })),
					);
				}
			}
		}
		return deliveries;
	}

	/** The names of the devices of which anything will be told. */
	async function namesOf(tenant: TenantId, rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, DeviceName>> {
		const nameless = new Map<string, DeviceName>();
		const ids = new Set(
			rows.flatMap(({ events, ...row }) =>
				events.flatMap((event) =>
					event.deviceId && allOf({ ...row, events: [event] }, nameless).length > 0 ? [event.deviceId] : [],
				),
			),
		);
		if (ids.size === 0) return nameless;
		return new Map((await readDeviceNames(database.scope(tenant), [...ids])).map((name) => [name.id, name]));
	}

	/** An endpoint that is away may not fill the disk. */
	async function boundQueues(deliveries: readonly NewDelivery[]): Promise<void> {
		const webhooks = new Map(deliveries.map(({ tenant, webhook }) => [webhook, tenant]));
		for (const [webhook, tenant] of webhooks) {
			if ((await countWaiting(database.scope(tenant), webhook, MAX_WAITING)) < MAX_WAITING) continue;
			const reason = `${MAX_WAITING} deliveries wait`;
			await database.transaction((tx) => disable(deps, tx.scope(tenant), webhook, reason, clock()));
		}
	}

	return { feed };
}

function allOf({ tenant, seq, at, events }: OutboxRow, names: ReadonlyMap<string, DeviceName>): Told[] {
	return events.flatMap((event, index) => toldOf(tenant, event, `${seq}.${index}`, at, (id) => names.get(id)));
}

function later(a: OutboxPosition, b: OutboxPosition): OutboxPosition {
	return a.xact > b.xact || (a.xact === b.xact && a.seq >= b.seq) ? a : b;
}
