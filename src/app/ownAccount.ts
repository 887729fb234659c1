import { CertusError } from "../lib/errors.ts";
import { endSessionsOfUser } from "../store/consoleSessions.ts";
import { clearAttempts } from "../store/signInAttempts.ts";
import { lockCredentials, patchUser } from "../store/users.ts";
import type { Command, CommandDependencies } from "./command.ts";
import type { Passwords } from "./passwords.ts";
import type { Principal } from "./principal.ts";
import { attemptsKey, countAttemptAs } from "./signInGuard.ts";

/** A token has neither a password nor a second factor. */
export function requireSelf(principal: Principal): void {
	if (principal.kind === "user") return;
	throw new CertusError(403, "notAUser", "this is for users who signed in with email and password; a token is none");
}

/** A guess with a stolen session counts like one at the sign-in. */
export async function countOwnAttempt(deps: CommandDependencies, principal: Principal): Promise<void> {
	requireSelf(principal);
	const locked = await countAttemptAs(deps.database, principal.name, deps.clock());
	if (locked) throw locked;
}

/** What a change of one's own password is made of, compared and hashed before the transaction. */
export interface PasswordChange {
	/** The hash that the current password was compared with. */
	readonly before: string;
	readonly after: string;
}

export async function preparePasswordChange(
	deps: CommandDependencies & { readonly passwords: Passwords },
	principal: Principal,
	given: { readonly currentPassword: string; readonly password: string },
): Promise<PasswordChange> {
	await countOwnAttempt(deps, principal);
	const stored = await deps.database.transaction((tx) => lockCredentials(tx, principal.id));
	if (!stored || !(await deps.passwords.matches(stored.password, given.currentPassword))) throw wrongPassword();
	return { before: stored.password, after: await deps.passwords.hash(given.password) };
}

/** Ends all of the user's sessions, this one too. */
export async function changeOwnPassword(command: Command, { before, after }: PasswordChange): Promise<void> {
	const { tx, actor } = command;
	const still = await lockCredentials(tx, actor.id);
	if (still?.password !== before) throw wrongPassword();
	await patchUser(tx, actor.id, { password: after });
	await clearAttempts(tx, attemptsKey(actor.name));
	await endSessionsOfUser(tx, actor.id);
	await command.audit("password.changed", {});
}

function wrongPassword(): CertusError {
	const detail = "is not your password";
	return new CertusError(422, "wrongPassword", "the current password is wrong", {
		errors: [{ pointer: "/currentPassword", detail }],
	});
}
