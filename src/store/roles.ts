import { type Scope, statement } from "./db.ts";

/** A role of a tenant's own making. */
export interface CustomRole {
	readonly name: string;
	readonly permissions: readonly string[];
	readonly createdAt: Date;
}

const COLUMNS = `name, permissions, created_at as "createdAt"`;

const LIST = statement("roles.list", `select ${COLUMNS} from custom_role where tenant = $1 order by name`);

/** All of a tenant's: their number is bounded where they are made. */
export function listRoles(scope: Scope): Promise<CustomRole[]> {
	return scope.query(LIST);
}

const SHARE = statement("roles.share", `select ${COLUMNS} from custom_role where tenant = $1 and name = $2 for share`);

/** A role that is about to be given to somebody: it can't go until that is done. */
export async function shareRole(scope: Scope, name: string): Promise<CustomRole | null> {
	return (await scope.query<CustomRole>(SHARE, [name]))[0] ?? null;
}

const LOCK = statement("roles.lock", `select ${COLUMNS} from custom_role where tenant = $1 and name = $2 for update`);

export async function lockRole(scope: Scope, name: string): Promise<CustomRole | null> {
	return (await scope.query<CustomRole>(LOCK, [name]))[0] ?? null;
}

const INSERT = statement(
	"roles.insert",
	`insert into custom_role (tenant, name, permissions, created_at) values ($1, $2, $3, $4)
	on conflict do nothing returning name`,
);

/** False where the name is taken. */
export async function insertRole(scope: Scope, { name, permissions, createdAt }: CustomRole): Promise<boolean> {
	return (await scope.query(INSERT, [name, permissions, createdAt])).length === 1;
}

const PATCH = statement("roles.patch", `update custom_role set permissions = $3 where tenant = $1 and name = $2`);

export async function setRolePermissions(scope: Scope, name: string, permissions: readonly string[]): Promise<void> {
	await scope.query(PATCH, [name, permissions]);
}

const DELETE = statement("roles.delete", `delete from custom_role where tenant = $1 and name = $2`);

export async function deleteRole(scope: Scope, name: string): Promise<void> {
	await scope.query(DELETE, [name]);
}

const USES = statement(
	"roles.uses",
	`select (select count(*) from user_role where tenant = $1 and role = $2) as users,
		(select count(*) from api_token where tenant = $1 and role = $2) as tokens`,
);

/** How many hold a role. */
export async function countHolders(
	scope: Scope,
	name: string,
): Promise<{ readonly users: number; readonly tokens: number }> {
	const [counted] = await scope.query<{ users: number; tokens: number }>(USES, [name]);
	return counted ?? { users: 0, tokens: 0 };
}
