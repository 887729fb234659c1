import { Webhook } from "standardwebhooks";
import type { Clock, Random } from "../lib/edges.ts";
import type { Vault } from "../lib/vault.ts";
import type { TenantId } from "../store/db.ts";
import { type ClaimedDelivery, claimDeliveries, readDueWebhooks, settleDelivery } from "../store/webhookDeliveries.ts";
import { countDead, findWebhook, resetDead, type WebhookRow } from "../store/webhooks.ts";
import { type Posted, postOutward } from "./outwardPost.ts";
import { disable, type WebhookDependencies } from "./webhookEnds.ts";
import { nextAttempt } from "./webhookRetries.ts";
import { openSecret } from "./webhookSecrets.ts";

/** How many posts are under way at once, and how many of them to one webhook: a slow one delays nobody else's. */
const AT_ONCE = 64;
const AT_ONCE_EACH = 4;
const TIMEOUT_MS = 10_000;
/** What a process took and did not settle is taken again after this. */
const LEASE_MS = 60_000;
/** So many deliveries that died in a row disable their webhook. */
const DEAD_IN_A_ROW = 20;
const GONE = 410;

export interface SenderDependencies extends WebhookDependencies {
	readonly clock: Clock;
	readonly random: Random;
	readonly vault: Vault;
	readonly allowPrivate: boolean;
	readonly onError: (error: unknown) => void;
}

/** Sends what is due, each delivery at least once. */
export function createWebhookSender(deps: SenderDependencies) {
	const { database, clock } = deps;
	const flights = new Set<Promise<void>>();
	const underWay = new Map<string, number>();
	let pumping: Promise<void> | null = null;
	let again = false;
	const stopping = new AbortController();
	const { signal } = stopping;

	const count = (webhook: string, by: number): void => {
		const left = (underWay.get(webhook) ?? 0) + by;
		if (left > 0) underWay.set(webhook, left);
		else underWay.delete(webhook);
	};

	/** Begins what is due and there is room for; the rest follows as room comes. */
	function send(): Promise<void> {
		again = true;
		pumping ??= (async () => {
			while (again && !signal.aborted) {
				again = false;
				for (const { tenant, id } of await readDueWebhooks(database, clock())) await fill(tenant, id);
			}
		})().finally(() => {
			pumping = null;
		});
		return pumping;
	}

	async function fill(tenant: TenantId, id: string): Promise<void> {
		const limit = Math.min(AT_ONCE_EACH - (underWay.get(id) ?? 0), AT_ONCE - flights.size);
		if (limit <= 0) return;
		const scope = database.scope(tenant);
		const webhook = await findWebhook(scope, id);
		if (!webhook?.enabled) return;
		const now = clock();
		const until = new Date(now.getTime() + LEASE_MS);
		for (const delivery of await claimDeliveries(scope, id, { now, until, limit })) {
			count(id, 1);
			const flight = attempt(tenant, webhook, delivery)
				.catch(deps.onError)
				.finally(() => {
					count(id, -1);
					flights.delete(flight);
					if (!signal.aborted) send().catch(deps.onError);
				});
			flights.add(flight);
		}
	}

	async function attempt(tenant: TenantId, webhook: WebhookRow, delivery: ClaimedDelivery): Promise<void> {
		const at = clock();
		const posted = await post(tenant, webhook, delivery, at);
		// Broken off by us: it was no attempt, and is taken up again.
		if (signal.aborted && posted.status === null) return;
		await settle(tenant, webhook.id, delivery, at, posted);
	}

	async function post(tenant: TenantId, webhook: WebhookRow, delivery: ClaimedDelivery, at: Date): Promise<Posted> {
		let signature: string;
		try {
			signature = signatures(tenant, webhook, delivery, at);
		} catch (error) {
			deps.onError(error);
			// As where it was sealed by a key that is not here.
			return { status: null, error: "the webhook's secret can't be read: give it a new one", text: "" };
		}
		const headers = {
			"content-type": "application/cloudevents+json; charset=utf-8",
			"user-agent": "Certus",
			"webhook-id": delivery.id,
			"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
			"webhook-signature": signature,
		};
		const options = { allowPrivate: deps.allowPrivate, timeoutMs: TIMEOUT_MS, signal };
		return postOutward(webhook.url, headers, delivery.body, options);
	}

	/** For a day after a rotation the secret before signs too. */
	function signatures(
		tenant: TenantId,
		{ secret, previousSecret, previousUntil }: WebhookRow,
		{ id, body }: ClaimedDelivery,
		at: Date,
	): string {
		const secrets = previousSecret && previousUntil && at < previousUntil ? [secret, previousSecret] : [secret];
		return secrets.map((sealed) => new Webhook(openSecret(deps.vault, tenant, sealed)).sign(id, at, body)).join(" ");
	}

	async function settle(
		tenant: TenantId,
		webhook: string,
		{ id, queuedAt, attempts }: ClaimedDelivery,
		at: Date,
		{ status, error, text }: Posted,
	): Promise<void> {
		const now = clock();
		const isDelivered = status !== null && status >= 200 && status < 300;
		// Those before it was sent anew by hand don't count.
		const failed = attempts.filter((one) => Date.parse(one.at) >= queuedAt.getTime()).length + 1;
		const next = isDelivered || status === GONE ? null : nextAttempt(failed, queuedAt, now, deps.random);
		const outcome = isDelivered ? "delivered" : next ? "pending" : "dead";
		await database.transaction(async (tx) => {
			const scope = tx.scope(tenant);
			const isSettled = await settleDelivery(scope, webhook, id, {
				status: outcome,
				nextAttemptAt: next,
				attempt: { at: at.toISOString(), status, error, elapsedMs: now.getTime() - at.getTime() },
				answer: status === null ? null : text,
			});
			if (!isSettled) return;
			if (isDelivered) return await resetDead(scope, webhook);
			if (status === GONE) return await disable(deps, scope, webhook, "the endpoint answered 410 Gone", now);
			if (outcome === "dead" && (await countDead(scope, webhook)) >= DEAD_IN_A_ROW) {
				const reason = `${DEAD_IN_A_ROW} deliveries in a row were not taken within a day each`;
				await disable(deps, scope, webhook, reason, now);
			}
		});
	}

	return {
		send,
		/** Resolves when nothing is due and nothing is under way. */
		async idle(): Promise<void> {
			while (pumping || flights.size > 0) await Promise.all([pumping, ...flights]);
		},
		/** Breaks off what is under way: it is taken up again by whoever comes next. */
		async stop(): Promise<void> {
			stopping.abort();
			await pumping;
			await Promise.all(flights);
		},
	};
}
