import { type Db, type Scope, statement, type TenantId } from "./db.ts";

/** What a user is in one tenant. */
export interface UserRole {
	readonly tenant: TenantId;
	readonly role: string;
	/** Those of a custom role; `null` where the role is built in. */
	readonly permissions: readonly string[] | null;
}

/** A person who signs in; of the installation, with a role a tenant. */
export interface User {
	readonly id: string;
	/** The same for whoever had this email before. */
	readonly person: string;
	/** In lower case. */
	readonly email: string;
	readonly name: string;
	/** Whether a second factor is asked for. */
	readonly totp: boolean;
	readonly createdAt: Date;
	readonly roles: readonly UserRole[];
}

const COLUMNS = `u.id, coalesce(u.person, u.id) as person, u.email, u.name, u.totp_confirmed_at is not null as totp, u.created_at as "createdAt",
	coalesce((
		select json_agg(json_build_object('tenant', r.tenant, 'role', r.role, 'permissions', c.permissions) order by r.tenant)
		from user_role r left join custom_role c on c.tenant = r.tenant and c.name = r.role where r.account = u.id
	), '[]') as roles`;

const BY_ID = statement("users.byId", `select ${COLUMNS} from account u where u.id = $1`);

export async function findUser(db: Db, id: string): Promise<User | null> {
	return (await db.query<User>(BY_ID, [id]))[0] ?? null;
}

const LOCK = statement("users.lock", `select id from account where id = $1 for update`);

/** A user whom nobody else changes until the transaction ends. */
export async function lockUser(db: Db, id: string): Promise<User | null> {
	await db.query(LOCK, [id]);
	return findUser(db, id);
}

const LIST = statement(
	"users.list",
	`select ${COLUMNS} from account u
	where exists (select 1 from user_role m where m.tenant = $1 and m.account = u.id) and ($2::text is null or u.email > $2)
	order by u.email limit $3`,
);

/** The users of a tenant, by email. */
export function listUsers(scope: Scope, page: { after: string | null; limit: number }): Promise<User[]> {
	return scope.query(LIST, [page.after, page.limit]);
}

const INSERT = statement(
	"users.insert",
	`insert into account (id, email, name, password, created_at, person)
	values ($1, $2, $3, $4, $5, (select f.person from former_person f where f.email = $2))
	on conflict (email) do nothing returning id`,
);

export interface NewUser {
	readonly id: string;
	readonly email: string;
	readonly name: string;
	/** As a PHC string. */
	readonly password: string;
	readonly createdAt: Date;
}

/** False where the email is taken. */
export async function insertUser(db: Db, { id, email, name, password, createdAt }: NewUser): Promise<boolean> {
	return (await db.query(INSERT, [id, email, name, password, createdAt])).length === 1;
}

const PATCH = statement(
	"users.patch",
	`update account set name = coalesce($2, name), password = coalesce($3, password) where id = $1`,
);

export async function patchUser(
	db: Db,
	id: string,
	{ name, password }: { readonly name?: string | undefined; readonly password?: string | undefined },
): Promise<void> {
	await db.query(PATCH, [id, name ?? null, password ?? null]);
}

const DELETE = statement(
	"users.delete",
	`with gone as (delete from account where id = $1 returning email, coalesce(person, id) as person)
	insert into former_person (email, person) select email, person from gone
	on conflict (email) do update set person = excluded.person`,
);

/** Should somebody be made under this email again, it is the same person. */
export async function deleteUser(db: Db, id: string): Promise<void> {
	await db.query(DELETE, [id]);
}

const PUT_ROLE = statement(
	"users.putRole",
	`insert into user_role (tenant, account, role) values ($1, $2, $3)
	on conflict (tenant, account) do update set role = excluded.role`,
);

export async function putUserRole(scope: Scope, account: string, role: string): Promise<void> {
	await scope.query(PUT_ROLE, [account, role]);
}

const DELETE_ROLE = statement("users.deleteRole", `delete from user_role where tenant = $1 and account = $2`);

export async function deleteUserRole(scope: Scope, account: string): Promise<void> {
	await scope.query(DELETE_ROLE, [account]);
}

const ADMINS = statement(
	"users.admins",
	`select account from user_role where tenant = $1 and role = 'admin' order by account for update`,
);

/** A tenant's administrators; they stay so until the transaction ends. */
export async function lockAdministrators(scope: Scope): Promise<readonly string[]> {
	return (await scope.query<{ account: string }>(ADMINS)).map(({ account }) => account);
}

const CREDENTIALS = statement(
	"users.credentials",
	`select id, password, case when totp_confirmed_at is not null then totp end as totp from account where email = $1`,
);

export interface Credentials {
	readonly id: string;
	/** As a PHC string. */
	readonly password: string;
	/** The sealed secret, once confirmed. */
	readonly totp: unknown;
}

/** What a sign-in is compared with. */
export async function findCredentials(db: Db, email: string): Promise<Credentials | null> {
	return (await db.query<Credentials>(CREDENTIALS, [email]))[0] ?? null;
}

const LOCK_CREDENTIALS = statement(
	"users.lockCredentials",
	`select id, password, case when totp_confirmed_at is not null then totp end as totp from account
	where id = $1 for update`,
);

/** The same, unchanged until the transaction ends. */
export async function lockCredentials(db: Db, id: string): Promise<Credentials | null> {
	return (await db.query<Credentials>(LOCK_CREDENTIALS, [id]))[0] ?? null;
}

/** Who somebody is at an identity provider (OpenID Connect Core 1.0, 5.7). */
export interface ProviderIdentity {
	readonly issuer: string;
	readonly subject: string;
}

const OF_SUBJECT = statement("users.ofSubject", `select id from account where oidc_issuer = $1 and oidc_subject = $2`);

/** The user whom an earlier single sign-on linked to somebody there. */
export async function findUserOf(db: Db, { issuer, subject }: ProviderIdentity): Promise<User | null> {
	const [found] = await db.query<{ id: string }>(OF_SUBJECT, [issuer, subject]);
	return found ? findUser(db, found.id) : null;
}

const LINK = statement(
	"users.link",
	`update account set oidc_issuer = $2, oidc_subject = $3
	where id = $1 and (oidc_issuer is distinct from $2 or oidc_subject = $3) returning id`,
);

/** False where the user is linked to somebody else at the same provider. */
export async function linkUser(db: Db, id: string, { issuer, subject }: ProviderIdentity): Promise<boolean> {
	return (await db.query(LINK, [id, issuer, subject])).length === 1;
}
