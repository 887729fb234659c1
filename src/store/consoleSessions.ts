import { type Db, statement } from "./db.ts";

/** Whose session: a token's or a user's. */
export type SessionOwner = { readonly token: string } | { readonly account: string };

/** How somebody showed who they are: by an API token, a password, or at the identity provider. */
export type SignInMethod = "token" | "password" | "oidc";

/** When and how a console session was opened. */
export interface SignIn {
	readonly session: string;
	readonly at: Date;
	readonly method: SignInMethod;
}

export interface NewConsoleSession {
	readonly id: string;
	readonly digest: string;
	readonly owner: SessionOwner;
	readonly method: SignInMethod;
	readonly startedAt: Date;
	readonly expiresAt: Date;
	readonly address: string;
}

const INSERT = statement(
	"consoleSessions.insert",
	`insert into console_session (digest, id, token, account, started_at, seen_at, expires_at, address, method)
	values ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
);

export async function insertConsoleSession(db: Db, session: NewConsoleSession): Promise<void> {
	const { id, digest, owner, startedAt, expiresAt, address, method } = session;
	const [token, account] = "token" in owner ? [owner.token, null] : [null, owner.account];
	await db.query(INSERT, [digest, id, token, account, startedAt, expiresAt, address, method]);
}

const FIND = statement(
	"consoleSessions.find",
	`select id, token, account, method, started_at as "startedAt", seen_at as "seenAt" from console_session
	where digest = $1 and expires_at > $2 and seen_at > $3`,
);

interface FoundSession {
	readonly id: string;
	readonly token: string | null;
	readonly account: string | null;
	readonly method: SignInMethod;
	readonly startedAt: Date;
	readonly seenAt: Date;
}

/** The session of a cookie, unless it is unknown, over, or was not used since `idleSince`. */
export async function findConsoleSession(
	db: Db,
	digest: string,
	now: Date,
	idleSince: Date,
): Promise<FoundSession | null> {
	return (await db.query<FoundSession>(FIND, [digest, now, idleSince]))[0] ?? null;
}

const TOUCH = statement("consoleSessions.touch", `update console_session set seen_at = $2 where id = $1`);

export async function touchConsoleSession(db: Db, id: string, now: Date): Promise<void> {
	await db.query(TOUCH, [id, now]);
}

const DELETE = statement("consoleSessions.delete", `delete from console_session where digest = $1`);

export async function deleteConsoleSession(db: Db, digest: string): Promise<void> {
	await db.query(DELETE, [digest]);
}

const END_OF_USER = statement(
	"consoleSessions.endOfUser",
	`delete from console_session where account = $1 returning id`,
);

/** Ends a user's sessions; how many there were. */
export async function endSessionsOfUser(db: Db, account: string): Promise<number> {
	return (await db.query(END_OF_USER, [account])).length;
}

const OF_USER = statement(
	"consoleSessions.ofUser",
	`select id, started_at as "startedAt", seen_at as "seenAt", expires_at as "expiresAt", address
	from console_session where account = $1 and expires_at > $2 and seen_at > $3 order by started_at desc, id limit $4`,
);

export interface UserSession {
	readonly id: string;
	readonly startedAt: Date;
	readonly seenAt: Date;
	readonly expiresAt: Date;
	readonly address: string | null;
}

export function listSessionsOfUser(
	db: Db,
	account: string,
	{ now, idleSince, limit }: { readonly now: Date; readonly idleSince: Date; readonly limit: number },
): Promise<UserSession[]> {
	return db.query(OF_USER, [account, now, idleSince, limit]);
}

const PURGE = statement("consoleSessions.purge", `delete from console_session where expires_at <= $1 or seen_at <= $2`);

export async function purgeConsoleSessions(db: Db, now: Date, idleSince: Date): Promise<void> {
	await db.query(PURGE, [now, idleSince]);
}
