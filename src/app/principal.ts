import { permissionsOfRole } from "../gate/permissions.ts";
import { sha256 } from "../lib/hash.ts";
import type { Permission } from "../shared/common.ts";
import { findConsoleSession, type SignIn, touchConsoleSession } from "../store/consoleSessions.ts";
import type { Db, TenantId } from "../store/db.ts";
import { type ApiToken, findToken, findTokenById } from "../store/tokens.ts";
import { findUser, type User } from "../store/users.ts";

/** A role, and what it allows. */
export interface Grant {
	readonly role: string;
	readonly held: ReadonlySet<Permission>;
}

/** Who asks, and what they may do in which tenants. */
export interface Principal {
	readonly kind: "token" | "user";
	readonly id: string;
	/** A token's name, a user's email. */
	readonly name: string;
	/** The user who acts, also by a token that he made; `null` where none does. */
	readonly account: string | null;
	/** Who that is where two people are asked for: the user, also where he was deleted and made again; else the token. */
	readonly person: string;
	/** The tokens that this one was made with, where it is no user's: who holds those may hold this one too. */
	readonly makers: readonly string[];
	/** What is granted in every tenant, those to come included: to the installation's own token. */
	readonly everywhere: Grant | null;
	readonly grants: ReadonlyMap<TenantId, Grant>;
	/** The console session that they act by; `null`: none. */
	readonly signIn: SignIn | null;
}

/** Somebody in the tenant that a command is about. */
export interface Actor extends Principal {
	readonly held: ReadonlySet<Permission>;
}

const NOTHING: ReadonlySet<Permission> = new Set();

/** `null`: the tenant is none of theirs. */
export function grantIn(principal: Principal, tenant: TenantId): Grant | null {
	return principal.everywhere ?? principal.grants.get(tenant) ?? null;
}

export function actorIn(principal: Principal, tenant: TenantId): Actor {
	return { ...principal, held: grantIn(principal, tenant)?.held ?? NOTHING };
}

/** All that is held anywhere. */
export function heldSomewhere({ everywhere, grants }: Principal): ReadonlySet<Permission> {
	return everywhere?.held ?? new Set([...grants.values()].flatMap(({ held }) => [...held]));
}

/** A session that nobody uses ends after this. */
const IDLE_MS = 2 * 3600_000;
/** How exactly it is known when a session was last used. */
const TOUCH_MS = 60_000;

/** Sessions that were not used since then are over. */
export function idleSince(now: Date): Date {
	return new Date(now.getTime() - IDLE_MS);
}

export async function principalOfToken(db: Db, secret: string, now: Date): Promise<Principal | null> {
	const token = await findToken(db, sha256(secret), now);
	return token && principalOf(token);
}

/** `isUse`: whether this keeps the session from becoming idle. */
export async function principalOfSession(db: Db, secret: string, now: Date, isUse = true): Promise<Principal | null> {
	const session = await findConsoleSession(db, sha256(secret), now, idleSince(now));
	if (!session) return null;
	if (isUse && now.getTime() - session.seenAt.getTime() > TOUCH_MS) await touchConsoleSession(db, session.id, now);
	const signIn = { session: session.id, at: session.startedAt, method: session.method };
	if (session.token !== null) {
		const token = await findTokenById(db, session.token, now);
		return token && { ...principalOf(token), signIn };
	}
	const user = await findUser(db, session.account as string);
	return user && { ...principalOfUser(user), signIn };
}

export function principalOfUser({ id, person, email, roles }: User): Principal {
	const grants = new Map(
		roles.map(({ tenant, role, permissions }) => [tenant, { role, held: permissionsOfRole(role, permissions) }]),
	);
	return { kind: "user", id, name: email, account: id, person, makers: [], everywhere: null, grants, signIn: null };
}

function principalOf({ id, name, role, permissions, tenant, madeBy, person, makers, maker }: ApiToken): Principal {
	const own = permissionsOfRole(role, permissions);
	// What its maker lost, or as he went, it has no more.
	const his = maker && (maker.role === null ? new Set<Permission>() : permissionsOfRole(maker.role, maker.permissions));
	const grant = { role, held: his ? new Set([...own].filter((permission) => his.has(permission))) : own };
	return {
		kind: "token",
		id,
		name,
		account: madeBy,
		person: person ?? id,
		makers,
		everywhere: tenant === null ? grant : null,
		grants: new Map(tenant === null ? [] : [[tenant, grant]]),
		signIn: null,
	};
}
