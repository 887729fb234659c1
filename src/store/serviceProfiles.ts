import { type Scope, statement } from "./db.ts";

export interface ServiceProfileRow {
	readonly suspend: readonly { readonly path: string; readonly value: string; readonly type?: string | undefined }[];
	readonly preApproved: boolean;
	readonly updatedAt: Date;
}

const ONE = statement(
	"serviceProfiles.one",
	`select suspend, pre_approved as "preApproved", updated_at as "updatedAt" from service_profile where tenant = $1`,
);

/** A tenant has one, or none. */
export async function findServiceProfile(scope: Scope): Promise<ServiceProfileRow | null> {
	return (await scope.query<ServiceProfileRow>(ONE))[0] ?? null;
}

const PUT = statement(
	"serviceProfiles.put",
	`insert into service_profile (tenant, suspend, pre_approved, updated_at) values ($1, $2, $3, $4)
	on conflict (tenant) do update set suspend = excluded.suspend, pre_approved = excluded.pre_approved,
		updated_at = excluded.updated_at`,
);

export async function putServiceProfile(scope: Scope, row: ServiceProfileRow): Promise<void> {
	await scope.query(PUT, [JSON.stringify(row.suspend), row.preApproved, row.updatedAt]);
}

const DELETE = statement("serviceProfiles.delete", `delete from service_profile where tenant = $1 returning tenant`);

/** Whether there was one. */
export async function removeServiceProfile(scope: Scope): Promise<boolean> {
	return (await scope.query(DELETE)).length > 0;
}
