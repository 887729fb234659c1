import { grantIn, type Principal } from "../../app/principal.ts";
import { DEFAULT_SLUG, homeOf, mayEnter, type TenantDirectory } from "../../app/tenants.ts";
import { CertusError } from "../../lib/errors.ts";
import type { Tenant } from "../../store/tenants.ts";
import type { Wanted } from "./authentication.ts";

/** The tenant a request is for: the one that path, query or body name, else the only one of who asks, else `default`. */
export function tenantOf(
	tenants: TenantDirectory,
	principal: Principal,
	named: readonly (string | undefined)[],
): Tenant {
	const slugs = [...new Set(named.filter((slug) => slug !== undefined))];
	if (slugs.length > 1) {
		throw new CertusError(422, "tenantConflict", `the request names more than one tenant: ${slugs.join(", ")}`);
	}
	const [only] = principal.grants.size === 1 ? principal.grants.keys() : [];
	const slug = slugs[0] ?? (only === undefined ? DEFAULT_SLUG : tenants.byId(only)?.slug);
	const tenant = slug === undefined ? null : tenants.bySlug(slug);
	if (!tenant || !mayEnter(principal, tenant)) throw noTenant(principal, slug);
	return tenant;
}

/** Where what is about people is done: in their home if they may do it there, else where they may. */
export function homeTenant(tenants: TenantDirectory, principal: Principal, wanted: Wanted): Tenant {
	const list = typeof wanted === "string" ? [wanted] : wanted;
	const may = ({ tenant }: Tenant) =>
		list === null || list.some((permission) => grantIn(principal, tenant)?.held.has(permission));
	const home = homeOf(tenants, principal, may) ?? homeOf(tenants, principal);
	if (!home) throw noTenant(principal, undefined);
	return home;
}

function noTenant({ kind }: Principal, slug: string | undefined): CertusError {
	return new CertusError(404, "tenantNotFound", `there is no tenant ${slug ?? ""} for this ${kind}`);
}
