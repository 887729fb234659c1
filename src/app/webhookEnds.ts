import { appendAudit } from "../store/audit.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import type { Tenant } from "../store/tenants.ts";
import { disableWebhook } from "../store/webhooks.ts";

export interface WebhookDependencies {
	readonly database: Database;
	readonly tenantOf: (tenant: TenantId) => Tenant | null;
}

/** Certus disables a webhook by itself, and says so in the trail; in the caller's transaction. */
export async function disable(
	{ tenantOf }: WebhookDependencies,
	scope: Scope,
	webhook: string,
	reason: string,
	at: Date,
): Promise<void> {
	if (!(await disableWebhook(scope, webhook, reason))) return;
	await appendAudit(scope, {
		at,
		tenant: tenantOf(scope.tenant)?.slug ?? "",
		actor: "certus",
		actorId: null,
		action: "webhook.disable",
		outcome: "done",
		detail: { webhookId: webhook, reason },
	});
}
