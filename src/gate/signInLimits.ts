/** Attempts to sign in as one user since the last that succeeded. */
export interface Attempts {
	readonly attempts: number;
	readonly lastAt: Date;
	readonly lockedUntil: Date | null;
}

/** Mistakes that anybody may make. */
const FREE_ATTEMPTS = 5;
const FIRST_LOCK_MS = 30_000;
/** A lock is a nuisance to its owner too: it never grows beyond this. */
const LONGEST_LOCK_MS = 15 * 60_000;
const FORGET_MS = 24 * 3600_000;

export type Counted =
	| { readonly allowed: true; readonly next: Attempts }
	| { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * Counts an attempt before it is judged, so that many at once are as many: after the fifth each costs a pause, which
 * doubles. Success clears the count.
 */
export function countAttempt(known: Attempts | null, now: Date): Counted {
	const at = now.getTime();
	const lockedFor = (known?.lockedUntil?.getTime() ?? at) - at;
	if (lockedFor > 0) return { allowed: false, retryAfterSeconds: Math.ceil(lockedFor / 1000) };
	const attempts = (known && known.lastAt > forgottenSince(now) ? known.attempts : 0) + 1;
	const beyond = attempts - FREE_ATTEMPTS;
	// The exponent is bounded, so that the pause stays a number.
	const pauseMs = Math.min(FIRST_LOCK_MS * 2 ** Math.min(beyond, 20), LONGEST_LOCK_MS);
	return {
		allowed: true,
		next: { attempts, lastAt: now, lockedUntil: beyond < 0 ? null : new Date(at + pauseMs) },
	};
}

/** Attempts from before count no more. */
export function forgottenSince(now: Date): Date {
	return new Date(now.getTime() - FORGET_MS);
}

/** What one address has left. */
export interface Allowance {
	readonly left: number;
	readonly at: Date;
	/** Whether its refusal was told since it last had something left. */
	readonly told: boolean;
}

/** An office behind one address signs in; nobody needs more at once. */
const BURST = 30;
const REFILL_MS = 10_000;

export type Spent =
	| { readonly allowed: true; readonly next: Allowance }
	| {
			readonly allowed: false;
			readonly next: Allowance;
			readonly retryAfterSeconds: number;
			/** The first of a row of refusals. */
			readonly first: boolean;
	  };

/** A token bucket: an attempt takes one, each ten seconds give one back. */
export function spendAttempt(known: Allowance | null, now: Date): Spent {
	const left = leftOf(known, now);
	if (left >= 1) return { allowed: true, next: { left: left - 1, at: now, told: false } };
	return {
		allowed: false,
		next: { left, at: now, told: true },
		retryAfterSeconds: Math.ceil(((1 - left) * REFILL_MS) / 1000),
		first: !known?.told,
	};
}

/** An attempt that succeeded costs nothing. */
export function giveBack(known: Allowance, now: Date): Allowance {
	return { left: Math.min(leftOf(known, now) + 1, BURST), at: now, told: known.told };
}

function leftOf(known: Allowance | null, now: Date): number {
	if (!known) return BURST;
	const refilled = Math.max(0, now.getTime() - known.at.getTime()) / REFILL_MS;
	return Math.min(known.left + refilled, BURST);
}
