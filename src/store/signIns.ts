import type { SignIn } from "./consoleSessions.ts";
import { type Scope, statement } from "./db.ts";

const INSERT = statement(
	"signIns.insert",
	`insert into sign_in (tenant, about, at, session, actor, method)
	select $1, about, $3, $4, $5, $6 from unnest($2::uuid[]) as about on conflict do nothing`,
);

/** Who acts on these devices and subscribers had signed in: kept once for each and the session. */
export async function insertSignIn(
	scope: Scope,
	about: readonly string[],
	actor: string,
	{ session, at, method }: SignIn,
): Promise<void> {
	if (about.length > 0) await scope.query(INSERT, [about, at, session, actor, method]);
}

const INSERT_OF_CHANGE = statement(
	"signIns.insertOfChange",
	`insert into sign_in (tenant, about, at, session, actor, method)
	select $1, c.device, $3, $4, $5, $6 from change_device c join device d on d.tenant = $1 and d.id = c.device
	where c.tenant = $1 and c.change = $2 on conflict do nothing`,
);

/** The same of all devices of a change. */
export async function insertSignInOfChange(
	scope: Scope,
	change: string,
	actor: string,
	{ session, at, method }: SignIn,
): Promise<void> {
	await scope.query(INSERT_OF_CHANGE, [change, at, session, actor, method]);
}

const DELETE = statement("signIns.delete", `delete from sign_in where tenant = $1 and about = $2`);

export async function forgetSignIns(scope: Scope, about: string): Promise<void> {
	await scope.query(DELETE, [about]);
}
