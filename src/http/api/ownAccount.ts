import { z } from "zod";
import { changeOwnPassword, countOwnAttempt, preparePasswordChange, requireSelf } from "../../app/ownAccount.ts";
import type { Passwords } from "../../app/passwords.ts";
import { confirmOwnTotp, disableOwnTotp, enrolTotp } from "../../app/totp.ts";
import { EnrolledTotp, PasswordChange, TotpCode } from "../../shared/users.ts";
import { addSlowWrite, addWrite, type Kit } from "./route.ts";

const own = { tag: "session", permission: null, anyTenant: true, answer: z.undefined(), status: 204 } as const;

/** What users change of their own: password and second factor. */
export function addOwnAccountRoutes(kit: Kit, passwords: Passwords): void {
	const { deps } = kit;

	addSlowWrite(kit, {
		...own,
		method: "POST",
		url: "/me/password",
		summary: "Change one's own password; ends all of one's sessions",
		body: PasswordChange,
		takesSecret: true,
		act: ({ principal, body }) => preparePasswordChange({ ...deps, passwords }, principal, body),
		handle: (command, change) => changeOwnPassword(command, change) as Promise<undefined>,
	});

	addWrite(kit, {
		...own,
		method: "POST",
		url: "/me/totp",
		summary: "A secret for one's authenticator (RFC 6238), answered once; it counts when a code has confirmed it",
		shownOnce: true,
		status: 201,
		answer: EnrolledTotp,
		handle: (command) => {
			requireSelf(command.actor);
			return enrolTotp(command);
		},
	});

	addWrite(kit, {
		...own,
		method: "POST",
		url: "/me/totp/confirm",
		summary: "Confirm one's second factor by a code; from now on it is asked for",
		body: TotpCode,
		handle: (command, { body }) => {
			requireSelf(command.actor);
			return confirmOwnTotp(command, body.code) as Promise<undefined>;
		},
	});

	addSlowWrite(kit, {
		...own,
		method: "DELETE",
		url: "/me/totp",
		summary: "Take one's own second factor away, by a code of it",
		body: TotpCode,
		act: ({ principal }) => countOwnAttempt(deps, principal),
		handle: (command, _counted, { body }) => disableOwnTotp(command, body.code) as Promise<undefined>,
	});
}
