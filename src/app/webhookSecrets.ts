import type { Random } from "../lib/edges.ts";
import { secretContext, type Vault } from "../lib/vault.ts";

/** Standard Webhooks takes 24 to 64. */
const SECRET_BYTES = 32;

/** As Standard Webhooks writes it. */
export function newSecret(random: Random): string {
	return `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString("base64")}`;
}

export function sealSecret(vault: Vault, tenant: string, secret: string): string {
	return vault.seal(secret, secretContext(tenant, "webhook.secret"));
}

export function openSecret(vault: Vault, tenant: string, sealed: string): string {
	return vault.open(sealed, secretContext(tenant, "webhook.secret"));
}
