import { Secret, TOTP } from "otpauth";
import { CertusError } from "../lib/errors.ts";
import { secretContext, type Vault } from "../lib/vault.ts";
import type { Db } from "../store/db.ts";
import { clearAttempts } from "../store/signInAttempts.ts";
import { clearTotp, confirmTotp, putTotp, readTotp, takeTotpStep } from "../store/totp.ts";
import type { Command } from "./command.ts";
import { attemptsKey } from "./signInGuard.ts";

/** RFC 6238 as authenticators take it: SHA-1, six digits, 30 seconds. */
const KIND = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** RFC 4226, section 4: 160 bits. */
const SECRET_BYTES = 20;
/** Clocks differ: a step before and after (RFC 6238, 5.2). */
const WINDOW = 1;

export function wrongCode(): CertusError {
	return new CertusError(401, "wrongCode", "the code is wrong, is over, or was used: wait for the next one");
}

/** A secret for the actor's authenticator, answered once; it counts when a code has confirmed it. */
export async function enrolTotp(command: Command): Promise<{ readonly secret: string; readonly uri: string }> {
	const { tx, actor, random, vault } = command;
	const secret = new Secret({ buffer: Uint8Array.from(random.bytes(SECRET_BYTES)).buffer });
	const sealed = vault.seal(secret.base32, secretContext(actor.id, "account.totp"));
	if (!(await putTotp(tx, actor.id, sealed))) {
		throw new CertusError(409, "totpEnrolled", "there is a second factor: it has to be taken away first");
	}
	await command.audit("totp.enrolled", {});
	return { secret: secret.base32, uri: new TOTP({ ...KIND, issuer: "Certus", label: actor.name, secret }).toString() };
}

/** From now on a code is asked for. */
export async function confirmOwnTotp(command: Command, code: string): Promise<void> {
	const { tx, actor, now, vault } = command;
	const stored = await readTotp(tx, actor.id);
	if (stored?.confirmed) throw new CertusError(409, "totpEnrolled", "the second factor is confirmed already");
	if (!stored?.totp) throw new CertusError(409, "totpMissing", "no second factor was enrolled: begin with that");
	if (!(await takeCode(tx, { id: actor.id, totp: stored.totp }, vault, code, now))) {
		throw new CertusError(422, "wrongCode", "the code does not fit the secret: is the authenticator's clock right?");
	}
	await confirmTotp(tx, actor.id, now);
	await command.audit("totp.confirmed", {});
}

/** Takes the actor's own second factor away, by a code of it. */
export async function disableOwnTotp(command: Command, code: string): Promise<void> {
	const { tx, actor, now, vault } = command;
	const stored = await readTotp(tx, actor.id);
	if (!stored?.totp) throw new CertusError(409, "totpMissing", "there is no second factor");
	if (!(await takeCode(tx, { id: actor.id, totp: stored.totp }, vault, code, now))) {
		throw new CertusError(422, "wrongCode", "the code is wrong, is over, or was used: wait for the next one");
	}
	await clearTotp(tx, actor.id);
	await clearAttempts(tx, attemptsKey(actor.name));
	await command.audit("totp.disabled", {});
}

/** Uses a code up; false where it is wrong or was used. */
export async function takeCode(
	db: Db,
	{ id, totp }: { readonly id: string; readonly totp: unknown },
	vault: Vault,
	code: string,
	now: Date,
): Promise<boolean> {
	const secret = opened(id, totp, vault);
	const timestamp = now.getTime();
	const delta = TOTP.validate({ ...KIND, token: code, secret, timestamp, window: WINDOW });
	if (delta === null) return false;
	return takeTotpStep(db, id, TOTP.counter({ period: KIND.period, timestamp }) + delta);
}

/** What another installation's key sealed can't be read here: a database without its secrets key. */
function opened(id: string, totp: unknown, vault: Vault): Secret {
	try {
		return Secret.fromBase32(vault.open(totp as string, secretContext(id, "account.totp")));
	} catch (cause) {
		const message =
			"the second factor can't be read with this installation's secrets key: who manages users takes it away";
		throw new CertusError(409, "totpUnreadable", message, {}, cause);
	}
}
