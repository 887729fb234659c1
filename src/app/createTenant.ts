import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { isClosedSlug } from "../store/closedTenants.ts";
import { insertTenant, type Tenant } from "../store/tenants.ts";
import { sealedCpeCredentials } from "./bootstrap.ts";
import type { Command } from "./command.ts";
import type { TenantDirectory } from "./tenants.ts";

export interface WantedTenant {
	readonly slug: string;
	readonly name: string;
	readonly lab: boolean;
	readonly simulated: boolean;
	readonly unknownDevices: Tenant["unknownDevices"];
	readonly informIntervalSeconds: number;
}

/** Makes a tenant; for those who are at home in all of them. Its first CPE credentials are asked for by rotating. */
export async function createTenant(
	command: Command,
	{ engine, tenants }: { readonly engine: EnginePort; readonly tenants: TenantDirectory },
	wanted: WantedTenant,
): Promise<WantedTenant> {
	if (command.actor.everywhere === null) {
		throw new CertusError(403, "forbidden", "a new tenant needs a token that is good for every tenant");
	}
	const id = command.random.uuid();
	const credentials = sealedCpeCredentials(command.random, command.vault, id);
	if (!(await insertTenant(command.tx, { ...wanted, id, ...credentials }))) {
		const detail = (await isClosedSlug(command.tx, wanted.slug))
			? `there was a tenant ${wanted.slug}: the slug of one that was deleted is not given again`
			: `there is a tenant ${wanted.slug} already`;
		throw new CertusError(409, "slugTaken", detail);
	}
	await command.audit("tenant.create", { detail: { ...wanted } });
	command.afterCommit(() => tenantsChanged(engine, tenants));
	return wanted;
}

export async function tenantsChanged(engine: EnginePort, tenants: TenantDirectory): Promise<void> {
	await tenants.reload();
	await engine.tenantsChanged();
}
