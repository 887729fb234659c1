import { type Db, statement } from "./db.ts";

export interface SignInAttempts {
	readonly attempts: number;
	readonly lastAt: Date;
	readonly lockedUntil: Date | null;
}

const BEGIN = statement(
	"signInAttempts.begin",
	`insert into sign_in_attempt (email_digest, attempts, last_at) values ($1, 0, $2) on conflict do nothing`,
);

const LOCK = statement(
	"signInAttempts.lock",
	`select attempts, last_at as "lastAt", locked_until as "lockedUntil" from sign_in_attempt
	where email_digest = $1 for update`,
);

/** What was counted for an email; others wait until the transaction ends. `null` for the first. */
export async function lockAttempts(db: Db, emailDigest: string, now: Date): Promise<SignInAttempts | null> {
	await db.query(BEGIN, [emailDigest, now]);
	const [found] = await db.query<SignInAttempts>(LOCK, [emailDigest]);
	return found ?? null;
}

const PUT = statement(
	"signInAttempts.put",
	`update sign_in_attempt set attempts = $2, last_at = $3, locked_until = $4 where email_digest = $1`,
);

export async function putAttempts(db: Db, emailDigest: string, counted: SignInAttempts): Promise<void> {
	await db.query(PUT, [emailDigest, counted.attempts, counted.lastAt, counted.lockedUntil]);
}

const CLEAR = statement("signInAttempts.clear", `delete from sign_in_attempt where email_digest = $1`);

export async function clearAttempts(db: Db, emailDigest: string): Promise<void> {
	await db.query(CLEAR, [emailDigest]);
}

const PURGE = statement("signInAttempts.purge", `delete from sign_in_attempt where last_at < $1`);

export async function purgeSignInAttempts(db: Db, before: Date): Promise<void> {
	await db.query(PURGE, [before]);
}
