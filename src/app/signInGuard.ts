import { type Allowance, countAttempt, giveBack, spendAttempt } from "../gate/signInLimits.ts";
import { CertusError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import type { Database } from "../store/db.ts";
import { lockAttempts, putAttempts } from "../store/signInAttempts.ts";

/** From where somebody signs in. */
export interface Origin {
	readonly address: string;
	/** What one holder of addresses is given. */
	readonly network: string;
}

/** A refusal, and whether the trail has it already. */
interface Refusal {
	readonly error: CertusError;
	readonly first: boolean;
}

/** How often one address may try, in this process's memory. */
export interface AddressGuard {
	/** `null`: go on. */
	spend(network: string, now: Date): Refusal | null;
	giveBack(network: string, now: Date): void;
}

/** Beyond these the one that tried longest ago is forgotten. */
const MAX_ADDRESSES = 10_000;

export function openAddressGuard(): AddressGuard {
	const known = new Map<string, Allowance>();
	const put = (network: string, allowance: Allowance): void => {
		known.delete(network);
		known.set(network, allowance);
		if (known.size > MAX_ADDRESSES) known.delete(known.keys().next().value as string);
	};
	return {
		spend(network, now) {
			const spent = spendAttempt(known.get(network) ?? null, now);
			put(network, spent.next);
			if (spent.allowed) return null;
			const message = "too many attempts to sign in from this address: wait";
			return { error: tooMany("tooManyAttempts", message, spent.retryAfterSeconds), first: spent.first };
		},
		giveBack(network, now) {
			const allowance = known.get(network);
			if (allowance) put(network, giveBack(allowance, now));
		},
	};
}

/** Counts an attempt as one user, known or not, before it is judged; `null`: go on. */
export async function countAttemptAs(database: Database, email: string, now: Date): Promise<CertusError | null> {
	const key = attemptsKey(email);
	return database.transaction(async (tx) => {
		const counted = countAttempt(await lockAttempts(tx, key, now), now);
		if (counted.allowed) {
			await putAttempts(tx, key, counted.next);
			return null;
		}
		const message = "too many wrong attempts for this user: wait";
		return tooMany("lockedOut", message, counted.retryAfterSeconds);
	});
}

/** What attempts are counted by: the digest, as what is typed there may be anything. */
export function attemptsKey(email: string): string {
	return sha256(email);
}

function tooMany(code: string, message: string, retryAfterSeconds: number): CertusError {
	return new CertusError(429, code, `${message} ${retryAfterSeconds} seconds`, { retryAfterSeconds });
}
