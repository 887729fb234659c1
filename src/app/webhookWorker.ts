import { createPresenceWatch } from "./presenceWatch.ts";
import { createWebhookFeed } from "./webhookFeed.ts";
import { createWebhookSender, type SenderDependencies } from "./webhookSender.ts";

/** How long an event may wait until it is looked for. */
const EVERY_MS = 1_000;

/** Tells events to webhooks until it is stopped: what is published becomes deliveries, and what is due is sent. */
export function startWebhooks(deps: SenderDependencies & { readonly publicApiUrl: () => string }): {
	readonly stop: () => Promise<void>;
} {
	const presence = createPresenceWatch(deps);
	const feed = createWebhookFeed(deps);
	const sender = createWebhookSender(deps);
	let round: Promise<void> | null = null;
	// Each by itself: one that fails holds up none of the others.
	const timer = setInterval(() => {
		round ??= (async () => {
			for (const part of [presence.look, feed.feed, sender.send]) await part().catch(deps.onError);
		})().finally(() => {
			round = null;
		});
	}, EVERY_MS);
	return {
		async stop() {
			clearInterval(timer);
			await round;
			await sender.stop();
		},
	};
}
