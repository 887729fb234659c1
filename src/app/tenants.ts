import { secretContext, type Vault } from "../lib/vault.ts";
import type { Db, TenantId } from "../store/db.ts";
import { readTenants, type Tenant } from "../store/tenants.ts";
import { grantIn, type Principal } from "./principal.ts";

/** Every tenant that is not closed, in memory: they are few, and each request asks for one. */
export interface TenantDirectory {
	all(): readonly Tenant[];
	bySlug(slug: string): Tenant | null;
	byId(id: TenantId): Tenant | null;
	reload(): Promise<void>;
}

/** Their CPE passwords are opened once here, not at each request. */
export async function openTenantDirectory(db: Db, vault: Vault): Promise<TenantDirectory> {
	let tenants: readonly Tenant[] = [];
	let slugs = new Map<string, Tenant>();
	let ids = new Map<TenantId, Tenant>();
	const directory: TenantDirectory = {
		all: () => tenants,
		bySlug: (slug) => slugs.get(slug) ?? null,
		byId: (id) => ids.get(id) ?? null,
		async reload() {
			tenants = (await readTenants(db)).map((tenant) => ({
				...tenant,
				cpePassword: vault.read(tenant.cpePassword, secretContext(tenant.tenant, "tenant.cpePassword")),
			}));
			slugs = new Map(tenants.map((tenant) => [tenant.slug, tenant]));
			ids = new Map(tenants.map((tenant) => [tenant.tenant, tenant]));
		},
	};
	await directory.reload();
	return directory;
}

export const DEFAULT_SLUG = "default";

export function mayEnter(principal: Principal, tenant: Tenant): boolean {
	return grantIn(principal, tenant.tenant) !== null;
}

/** Those that somebody may enter, by slug. */
export function tenantsOf(tenants: TenantDirectory, principal: Principal): readonly Tenant[] {
	return tenants.all().filter((tenant) => mayEnter(principal, tenant));
}

/** Where what somebody does for themselves is told: in `default` if that is one of these, else in the first. */
export function homeOf(
	tenants: TenantDirectory,
	principal: Principal,
	which: (tenant: Tenant) => boolean = () => true,
): Tenant | null {
	const own = tenantsOf(tenants, principal).filter(which);
	return own.find(({ slug }) => slug === DEFAULT_SLUG) ?? own[0] ?? null;
}
