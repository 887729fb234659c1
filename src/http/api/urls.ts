import type { Tenant } from "../../store/tenants.ts";

/** A path of ours as one that opens anywhere; it names its tenant, so that it means the same to everybody. */
export function absolute(path: string, tenant: Tenant, publicApiUrl: string): string {
	return `${publicApiUrl.replace(/\/+$/, "")}${path}?tenant=${tenant.slug}`;
}
