import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";

/** What may be told to a webhook: the `type` of its CloudEvents. */
const WebhookEvent = z.enum([
	"device.seen",
	"device.presenceChanged",
	"operation.ended",
	"matrix.rowChanged",
	"canary.stopped",
	"approval.wanted",
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

const MAX_URL = 2048;

const Url = z
	.url({ protocol: /^https?$/, message: "is an absolute http or https URL" })
	.max(MAX_URL)
	.refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
		message: "takes no username and no password: deliveries are signed",
	});
const Events = z
	.array(WebhookEvent)
	.min(1)
	.refine((events) => new Set(events).size === events.length, "names each event once");
const Description = z.string().trim().min(1).max(256);

export const Webhook = z.object({
	id: Id,
	url: z.string(),
	events: z.array(WebhookEvent),
	description: z.string().nullable(),
	enabled: z.boolean(),
	/** Why Certus has disabled it; `null` where it did not. */
	disabledReason: z.string().nullable(),
	/** Until when the secret before the current one signs too. */
	previousSecretUntil: Time.nullable(),
	createdAt: Time,
});
export type Webhook = z.infer<typeof Webhook>;

export const NewWebhook = z.strictObject({
	tenant: Slug.optional(),
	url: Url,
	events: Events,
	description: Description.optional(),
	enabled: z.boolean().default(true),
});

export const WebhookPatch = z.strictObject({
	tenant: Slug.optional(),
	url: Url.optional(),
	events: Events.optional(),
	description: Description.nullable().optional(),
	enabled: z.boolean().optional(),
});

/** `whsec_` and base64, as Standard Webhooks has it. */
export const WebhookSecret = z.object({ secret: z.string() });
export const CreatedWebhook = Webhook.extend(WebhookSecret.shape);

export const DeliveryStatus = z.enum(["pending", "delivered", "dead"]);

export const WebhookDelivery = z.object({
	/** The event's id: `id` of the CloudEvent, and `webhook-id` of each attempt. */
	id: Id,
	/** An event's type, or `webhook.test`. */
	type: z.string(),
	status: DeliveryStatus,
	createdAt: Time,
	/** `null` where no attempt will follow. */
	nextAttemptAt: Time.nullable(),
	attempts: z.array(
		z.object({
			at: Time,
			/** Of the answer; `null` where none came. */
			status: z.int().nullable(),
			/** Why none came. */
			error: z.string().nullable(),
			elapsedMs: z.int(),
		}),
	),
	/** The first KiB of what the last attempt was answered. */
	answer: z.string().nullable(),
	/** The CloudEvent that is sent. */
	event: z.record(z.string(), z.unknown()),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
