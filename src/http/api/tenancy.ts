import type { Principal } from "../../app/principal.ts";
import type { TenantDirectory } from "../../app/tenants.ts";
import { CertusError } from "../../lib/errors.ts";
import type { Tenant } from "../../store/tenants.ts";

const DEFAULT_SLUG = "default";

/** The tenant a request is for: the one that path, query or body name, else the token's only one, else `default`. */
export function tenantOf(
	tenants: TenantDirectory,
	principal: Principal,
	named: readonly (string | undefined)[],
): Tenant {
	const slugs = [...new Set(named.filter((slug) => slug !== undefined))];
	if (slugs.length > 1) {
		throw new CertusError(422, "tenantConflict", `the request names more than one tenant: ${slugs.join(", ")}`);
	}
	const slug = slugs[0] ?? (principal.tenant === null ? DEFAULT_SLUG : tenants.byId(principal.tenant)?.slug);
	const tenant = slug === undefined ? null : tenants.bySlug(slug);
	if (!tenant || !mayEnter(principal, tenant)) {
		throw new CertusError(404, "tenantNotFound", `there is no tenant ${slug ?? ""} for this token`);
	}
	return tenant;
}

export function mayEnter(principal: Principal, tenant: Tenant): boolean {
	return principal.tenant === null || principal.tenant === tenant.tenant;
}
