import { CertusError } from "../lib/errors.ts";
import { type DeliveryRow, findDelivery, insertDeliveries, requeueDelivery } from "../store/webhookDeliveries.ts";
import {
	countWebhooks,
	insertWebhook,
	lockWebhook,
	removeWebhook,
	rotateSecret,
	updateWebhook,
	type WebhookChanges,
	type WebhookRow,
} from "../store/webhooks.ts";
import { notFound } from "./admission.ts";
import { cloudEvent, sourceOf } from "./cloudEvents.ts";
import type { Command } from "./command.ts";
import { refusalOf } from "./outwardPost.ts";
import { newSecret, sealSecret } from "./webhookSecrets.ts";

export interface WebhookRules {
	/** Whether http and private addresses are taken too. */
	readonly allowPrivate: boolean;
}

export interface WantedWebhook {
	readonly url: string;
	readonly events: readonly string[];
	readonly description?: string | undefined;
	readonly enabled: boolean;
}

const MAX_WEBHOOKS = 50;
/** How long the secret before signs too. */
const BOTH_SIGN_MS = 24 * 3_600_000;

/** A new webhook and its secret, which is told once. */
export async function createWebhook(
	command: Command,
	{ allowPrivate }: WebhookRules,
	wanted: WantedWebhook,
): Promise<{ readonly webhook: WebhookRow; readonly secret: string }> {
	const { scope, random, now } = command;
	requirePostable(wanted.url, allowPrivate);
	const secret = newSecret(random);
	const webhook: WebhookRow = {
		...wanted,
		id: random.uuid(),
		description: wanted.description ?? null,
		disabledReason: null,
		secret: sealSecret(command.vault, command.tenant.tenant, secret),
		previousSecret: null,
		previousUntil: null,
		createdAt: now,
	};
	await command.audit("webhook.create", { detail: { webhookId: webhook.id, ...told(wanted) } });
	// Counted after the trail is held: of two at once one sees the other.
	if ((await countWebhooks(scope)) >= MAX_WEBHOOKS) {
		throw new CertusError(409, "tooManyWebhooks", `a tenant has at most ${MAX_WEBHOOKS} webhooks`);
	}
	await insertWebhook(scope, webhook);
	return { webhook, secret };
}

export async function patchWebhook(
	command: Command,
	{ allowPrivate }: WebhookRules,
	id: string,
	changes: WebhookChanges,
): Promise<WebhookRow> {
	await requireWebhook(command, id);
	if (changes.url !== undefined) requirePostable(changes.url, allowPrivate);
	await updateWebhook(command.scope, id, changes);
	await command.audit("webhook.patch", { detail: { webhookId: id, ...told(changes) } });
	return requireWebhook(command, id);
}

/** With all that waits for it. */
export async function deleteWebhook(command: Command, id: string): Promise<void> {
	const { url } = await requireWebhook(command, id);
	await removeWebhook(command.scope, id);
	await command.audit("webhook.delete", { detail: { webhookId: id, ...told({ url }) } });
}

/** A new secret; for a day both sign, so that the receiver can change over. */
export async function rotateWebhookSecret(command: Command, id: string): Promise<{ readonly secret: string }> {
	const { scope, random, now } = command;
	await requireWebhook(command, id);
	const secret = newSecret(random);
	const sealed = sealSecret(command.vault, command.tenant.tenant, secret);
	await rotateSecret(scope, id, sealed, new Date(now.getTime() + BOTH_SIGN_MS));
	await command.audit("webhook.secret", { detail: { webhookId: id } });
	return { secret };
}

/** Sends a delivery once more, whatever became of it. */
export async function resendDelivery(command: Command, id: string, deliveryId: string): Promise<DeliveryRow> {
	requireEnabled(await requireWebhook(command, id));
	const delivery = await requireDelivery(command, id, deliveryId);
	await requeueDelivery(command.scope, id, deliveryId, command.now);
	await command.audit("webhook.resend", { detail: { webhookId: id, deliveryId, type: delivery.type } });
	return requireDelivery(command, id, deliveryId);
}

/** Sends an event that means nothing, signed and retried as any other. */
export async function testWebhook(command: Command, publicApiUrl: string, id: string): Promise<DeliveryRow> {
	const { tx, tenant, random, now } = command;
	requireEnabled(await requireWebhook(command, id));
	const event = { id: random.uuid(), type: "webhook.test", subject: id, data: { webhookId: id } };
	const body = cloudEvent(sourceOf(publicApiUrl, tenant.slug), event, now);
	const at = now.toISOString();
	await insertDeliveries(tx, [{ tenant: tenant.tenant, webhook: id, id: event.id, type: event.type, body, at }]);
	await command.audit("webhook.test", { detail: { webhookId: id, deliveryId: event.id } });
	return requireDelivery(command, id, event.id);
}

async function requireWebhook({ scope }: Command, id: string): Promise<WebhookRow> {
	const webhook = await lockWebhook(scope, id);
	if (!webhook) throw notFound("webhook");
	return webhook;
}

async function requireDelivery({ scope }: Command, id: string, deliveryId: string): Promise<DeliveryRow> {
	const delivery = await findDelivery(scope, id, deliveryId);
	if (!delivery) throw notFound("delivery");
	return delivery;
}

function requireEnabled({ enabled }: WebhookRow): void {
	if (!enabled) throw new CertusError(409, "webhookDisabled", "the webhook is disabled: enable it first");
}

function requirePostable(url: string, allowPrivate: boolean): void {
	const detail = refusalOf(new URL(url), allowPrivate);
	if (detail === null) return;
	throw new CertusError(422, "webhookUrl", detail, { errors: [{ pointer: "/url", detail }] });
}

/** For the trail, which is kept for ever: of an address only the host, as paths of webhooks are often secret. */
function told({ url, ...rest }: { readonly url?: string | undefined } & object): Readonly<Record<string, unknown>> {
	return { ...rest, ...(url !== undefined && { host: new URL(url).host }) };
}
