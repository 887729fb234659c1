import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import {
	createWebhook,
	deleteWebhook,
	patchWebhook,
	resendDelivery,
	rotateWebhookSecret,
	testWebhook,
} from "../../app/webhooks.ts";
import { page, pageQuery } from "../../shared/common.ts";
import {
	CreatedWebhook,
	DeliveryStatus,
	NewWebhook,
	Webhook,
	WebhookDelivery,
	WebhookPatch,
	WebhookSecret,
} from "../../shared/webhooks.ts";
import { type DeliveryRow, listDeliveries } from "../../store/webhookDeliveries.ts";
import { findWebhook, listWebhooks, type WebhookRow } from "../../store/webhooks.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "webhooks";
const permission = "manageTenant";
const ByDelivery = ById.extend({ deliveryId: z.uuid() });

export function addWebhookRoutes(kit: Kit): void {
	const { settings } = kit.deps;
	const rules = { allowPrivate: settings.allowPrivateWebhooks ?? false };

	addRead(kit, {
		url: "/webhooks",
		summary: "Where a tenant's events are told to",
		tag,
		permission,
		query: z.strictObject(pageQuery),
		answer: page(Webhook),
		async handle({ query, scope }) {
			const after = readCursor(z.uuid(), query.cursor);
			const found = await listWebhooks(scope, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ id }) => id);
			return { items: rows.map(presentWebhook), nextCursor };
		},
	});

	addRead(kit, {
		url: "/webhooks/:id",
		summary: "One webhook",
		tag,
		permission,
		params: ById,
		answer: Webhook,
		async handle({ params, scope }) {
			const webhook = await findWebhook(scope, params.id);
			if (!webhook) throw notFound("webhook");
			return presentWebhook(webhook);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/webhooks",
		summary: "Tell events to an address, as CloudEvents signed by Standard Webhooks; its secret is shown once",
		tag,
		permission,
		body: NewWebhook,
		shownOnce: true,
		status: 201,
		answer: CreatedWebhook,
		async handle(command, { body: { tenant: _slug, ...wanted } }) {
			const { webhook, secret } = await createWebhook(command, rules, wanted);
			return { ...presentWebhook(webhook), secret };
		},
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/webhooks/:id",
		summary: "Change a webhook; enabled again, it is told what happens from then on",
		tag,
		permission,
		params: ById,
		body: WebhookPatch,
		status: 200,
		answer: Webhook,
		handle: async (command, { params, body: { tenant: _slug, ...changes } }) =>
			presentWebhook(await patchWebhook(command, rules, params.id, changes)),
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/webhooks/:id",
		summary: "Remove a webhook, with its deliveries",
		tag,
		permission,
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteWebhook(command, params.id) as Promise<undefined>,
	});

	addWrite(kit, {
		method: "POST",
		url: "/webhooks/:id/secret",
		summary: "A new secret, shown once; the one before signs too for a day",
		tag,
		permission,
		params: ById,
		shownOnce: true,
		status: 200,
		answer: WebhookSecret,
		handle: (command, { params }) => rotateWebhookSecret(command, params.id),
	});

	addWrite(kit, {
		method: "POST",
		url: "/webhooks/:id/test",
		summary: "Send the event `webhook.test`",
		tag,
		permission,
		params: ById,
		status: 202,
		answer: WebhookDelivery,
		handle: async (command, { params }) =>
			presentDelivery(await testWebhook(command, settings.publicApiUrl(), params.id)),
	});

	addRead(kit, {
		url: "/webhooks/:id/deliveries",
		summary: "What was sent to a webhook, and what is `pending` or `dead`; newest first",
		tag,
		permission,
		params: ById,
		query: z.strictObject({ ...pageQuery, status: DeliveryStatus.optional() }),
		answer: page(WebhookDelivery),
		async handle({ params, query, scope }) {
			const before = readCursor(z.int().positive(), query.cursor);
			if (!(await findWebhook(scope, params.id))) throw notFound("webhook");
			const found = await listDeliveries(scope, params.id, query.status, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ seq }) => seq);
			return { items: rows.map(presentDelivery), nextCursor };
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/webhooks/:id/deliveries/:deliveryId/resend",
		summary: "Send a delivery once more, dead or not",
		tag,
		permission,
		params: ByDelivery,
		status: 202,
		answer: WebhookDelivery,
		handle: async (command, { params }) => presentDelivery(await resendDelivery(command, params.id, params.deliveryId)),
	});
}

function presentWebhook(row: WebhookRow): Webhook {
	const { id, url, events, description, enabled, disabledReason, previousUntil, createdAt } = row;
	return {
		...{ id, url, description, enabled, disabledReason },
		events: [...events] as Webhook["events"],
		previousSecretUntil: previousUntil?.toISOString() ?? null,
		createdAt: createdAt.toISOString(),
	};
}

function presentDelivery({
	id,
	type,
	status,
	createdAt,
	nextAttemptAt,
	attempts,
	answer,
	body,
}: DeliveryRow): WebhookDelivery {
	return {
		...{ id, type, status, answer },
		createdAt: createdAt.toISOString(),
		nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
		attempts: [...attempts],
		event: JSON.parse(body),
	};
}
