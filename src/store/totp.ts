import { type Db, statement } from "./db.ts";

/** A user's second factor as it lies in the store. */
export interface StoredTotp {
	/** The sealed secret; `null` where there is none. */
	readonly totp: unknown;
	readonly confirmed: boolean;
}

const READ = statement(
	"totp.read",
	`select totp, totp_confirmed_at is not null as confirmed from account where id = $1`,
);

export async function readTotp(db: Db, account: string): Promise<StoredTotp | null> {
	return (await db.query<StoredTotp>(READ, [account]))[0] ?? null;
}

const ENROL = statement(
	"totp.enrol",
	`update account set totp = $2, totp_step = null where id = $1 and totp_confirmed_at is null returning id`,
);

/** False where a second factor is confirmed already. */
export async function putTotp(db: Db, account: string, sealed: unknown): Promise<boolean> {
	return (await db.query(ENROL, [account, JSON.stringify(sealed)])).length === 1;
}

const CONFIRM = statement("totp.confirm", `update account set totp_confirmed_at = $2 where id = $1`);

export async function confirmTotp(db: Db, account: string, now: Date): Promise<void> {
	await db.query(CONFIRM, [account, now]);
}

const TAKE = statement(
	"totp.take",
	`update account set totp_step = $2 where id = $1 and totp is not null and coalesce(totp_step, -1) < $2 returning id`,
);

/** Uses up the code of a time step, and all before it; false where it was used. */
export async function takeTotpStep(db: Db, account: string, step: number): Promise<boolean> {
	return (await db.query(TAKE, [account, step])).length === 1;
}

const CLEAR = statement(
	"totp.clear",
	`update account set totp = null, totp_confirmed_at = null, totp_step = null where id = $1 and totp is not null returning id`,
);

/** False where there was none. */
export async function clearTotp(db: Db, account: string): Promise<boolean> {
	return (await db.query(CLEAR, [account])).length === 1;
}
