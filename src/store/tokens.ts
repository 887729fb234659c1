import { type Db, type Scope, statement, type TenantId } from "./db.ts";

export interface ApiToken {
	readonly id: string;
	readonly name: string;
	readonly role: string;
	/** `null`: every tenant. */
	readonly tenant: TenantId | null;
	/** Those of a custom role; `null` where the role is built in. */
	readonly permissions: readonly string[] | null;
	/** The user who made it, or made the token that made it. */
	readonly madeBy: string | null;
	/** Of that user; `null` where it is none. */
	readonly person: string | null;
	/** The tokens that it was made with, one by the other, where it is no user's. */
	readonly makers: readonly string[];
	/** Of that user, where it is one, the role that he has there; `null` where he has none any more. */
	readonly maker: { readonly role: string | null; readonly permissions: readonly string[] | null } | null;
	readonly expiresAt: Date | null;
	readonly createdAt: Date;
}

const COLUMNS = `t.id, t.name, t.role, t.tenant, t.made_by as "madeBy", t.person, t.makers::text[], t.expires_at as "expiresAt",
	t.created_at as "createdAt",
	(select c.permissions from custom_role c where c.tenant = t.tenant and c.name = t.role) as permissions,
	case when t.made_by is null then null else json_build_object(
		'role', (select r.role from user_role r where r.tenant = t.tenant and r.account = t.made_by),
		'permissions', (select c.permissions from user_role r join custom_role c on c.tenant = r.tenant and c.name = r.role
			where r.tenant = t.tenant and r.account = t.made_by)) end as maker`;

const BY_DIGEST = statement(
	"tokens.byDigest",
	`select ${COLUMNS} from api_token t where t.digest = $1 and (t.expires_at is null or t.expires_at > $2)`,
);

/** The token that a bearer shows, unless it is unknown or has expired. */
export async function findToken(db: Db, digest: string, now: Date): Promise<ApiToken | null> {
	return (await db.query<ApiToken>(BY_DIGEST, [digest, now]))[0] ?? null;
}

const BY_ID = statement(
	"tokens.byId",
	`select ${COLUMNS} from api_token t where t.id = $1 and (t.expires_at is null or t.expires_at > $2)`,
);

/** The token that a console session was begun with, unless it has ended. */
export async function findTokenById(db: Db, id: string, now: Date): Promise<ApiToken | null> {
	return (await db.query<ApiToken>(BY_ID, [id, now]))[0] ?? null;
}

const INSERT = statement(
	"tokens.insert",
	`insert into api_token (tenant, id, name, digest, role, made_by, expires_at, created_at, person, makers)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export interface NewToken {
	readonly id: string;
	readonly name: string;
	readonly digest: string;
	readonly role: string;
	readonly madeBy: string | null;
	readonly person: string | null;
	readonly makers: readonly string[];
	readonly expiresAt: Date | null;
	readonly createdAt: Date;
}

export async function insertToken(scope: Scope, token: NewToken): Promise<void> {
	const { id, name, digest, role, madeBy, person, makers, expiresAt, createdAt } = token;
	await scope.query(INSERT, [id, name, digest, role, madeBy, expiresAt, createdAt, person, makers]);
}

const PUT_ADMIN = statement(
	"tokens.putAdmin",
	`with changed as (
		insert into api_token (id, name, digest, role, tenant, expires_at, created_at)
		values ($1, 'admin', $2, 'admin', null, null, $3)
		on conflict (id) do update set digest = excluded.digest where api_token.digest <> excluded.digest returning id
	) delete from console_session where token in (select id from changed)`,
);

/** The installation's own token, for every tenant: there is one, and a changed secret ends the old one and its sessions. */
export async function putAdminToken(db: Db, id: string, digest: string, now: Date): Promise<void> {
	await db.query(PUT_ADMIN, [id, digest, now]);
}

const LIST = statement(
	"tokens.list",
	`select ${COLUMNS} from api_token t where t.tenant = $1 and ($2::uuid is null or t.id > $2) order by t.id limit $3`,
);

export function listTokens(scope: Scope, page: { after: string | null; limit: number }): Promise<ApiToken[]> {
	return scope.query(LIST, [page.after, page.limit]);
}

const ONE = statement("tokens.one", `select ${COLUMNS} from api_token t where t.tenant = $1 and t.id = $2`);

/** One of the tenant's, expired or not. */
export async function findTenantToken(scope: Scope, id: string): Promise<ApiToken | null> {
	return (await scope.query<ApiToken>(ONE, [id]))[0] ?? null;
}

const PATCH = statement(
	"tokens.patch",
	`update api_token set name = $3, expires_at = $4 where tenant = $1 and id = $2`,
);

export async function patchToken(
	scope: Scope,
	{ id, name, expiresAt }: Pick<ApiToken, "id" | "name" | "expiresAt">,
): Promise<void> {
	await scope.query(PATCH, [id, name, expiresAt]);
}

const DELETE = statement(
	"tokens.delete",
	`with gone as (delete from api_token where tenant = $1 and id = $2 returning id, name),
		sessions as (delete from console_session where token in (select id from gone))
	select name from gone`,
);

/** Ends a token and its console sessions; its name, or `null` where there is none. */
export async function deleteToken(scope: Scope, id: string): Promise<string | null> {
	return (await scope.query<{ name: string }>(DELETE, [id]))[0]?.name ?? null;
}
