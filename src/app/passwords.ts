import { hash, type Options, verify } from "@node-rs/argon2";
import { CertusError } from "../lib/errors.ts";

/** OWASP's password storage cheat sheet: Argon2id (the package's default) with 19 MiB, 2 passes, 1 lane. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes a core and 19 MiB for some 20 ms: sessions of CPEs go on beside them. */
const AT_ONCE = 2;
const MAX_WAITING = 64;

/** The hash of a password that nobody has, at the same cost: an unknown email takes as long as a wrong password. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$lupnWqndsagtY/V6OX7lhw$XYJ4AdE3HZvT0U9SwC4jaZ4iqfmrgsQEgfyXhqF4yF0";

export interface Passwords {
	/** As a PHC string, with a salt of its own. */
	hash(password: string): Promise<string>;
	/** `null`: there is no such user, and never a match. */
	matches(stored: string | null, password: string): Promise<boolean>;
}

export function openPasswords(): Passwords {
	let running = 0;
	const waiting: (() => void)[] = [];
	const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
		if (running < AT_ONCE) running++;
		else {
			if (waiting.length >= MAX_WAITING) {
				const retry = { retryAfterSeconds: 1 };
				throw new CertusError(503, "busy", "too many sign in at this moment; try again", retry);
			}
			// Who ends hands its place over, so that nobody overtakes.
			await new Promise<void>((resolve) => waiting.push(resolve));
		}
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running--;
		}
	};
	return {
		hash: (password) => inTurn(() => hash(bytesOf(password), COST)),
		matches: (stored, password) =>
			inTurn(async () => (await verify(stored ?? NOBODY, bytesOf(password))) && stored !== null),
	};
}

/** However a keyboard composes it (NIST SP 800-63B, 5.1.1.2). */
function bytesOf(password: string): Uint8Array {
	return Buffer.from(password.normalize("NFKC"), "utf8");
}
