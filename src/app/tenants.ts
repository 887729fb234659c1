import type { Db, TenantId } from "../store/db.ts";
import { readTenants, type Tenant } from "../store/tenants.ts";

/** Every tenant, in memory: they are few, and each request asks for one. */
export interface TenantDirectory {
	all(): readonly Tenant[];
	bySlug(slug: string): Tenant | null;
	byId(id: TenantId): Tenant | null;
	reload(): Promise<void>;
}

export async function openTenantDirectory(db: Db): Promise<TenantDirectory> {
	let tenants: readonly Tenant[] = [];
	let slugs = new Map<string, Tenant>();
	let ids = new Map<TenantId, Tenant>();
	const directory: TenantDirectory = {
		all: () => tenants,
		bySlug: (slug) => slugs.get(slug) ?? null,
		byId: (id) => ids.get(id) ?? null,
		async reload() {
			tenants = await readTenants(db);
			slugs = new Map(tenants.map((tenant) => [tenant.slug, tenant]));
			ids = new Map(tenants.map((tenant) => [tenant.tenant, tenant]));
		},
	};
	await directory.reload();
	return directory;
}
