import { CertusError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { appendAudit } from "../store/audit.ts";
import {
	deleteConsoleSession,
	insertConsoleSession,
	type SessionOwner,
	type SignInMethod,
} from "../store/consoleSessions.ts";
import type { Db } from "../store/db.ts";
import { clearAttempts } from "../store/signInAttempts.ts";
import type { Tenant } from "../store/tenants.ts";
import {
	findCredentials,
	findUser,
	findUserOf,
	linkUser,
	lockCredentials,
	type ProviderIdentity,
} from "../store/users.ts";
import { type CommandDependencies, runCommand } from "./command.ts";
import type { Passwords } from "./passwords.ts";
import { type Principal, principalOfSession, principalOfToken, principalOfUser } from "./principal.ts";
import { type AddressGuard, attemptsKey, countAttemptAs, type Origin } from "./signInGuard.ts";
import { DEFAULT_SLUG, homeOf, type TenantDirectory } from "./tenants.ts";
import { takeCode, wrongCode } from "./totp.ts";

/** A working day; then the console asks again. */
const SESSION_SECONDS = 12 * 3600;
/** Looked for where an email is nobody's, so that both cost the same. */
const NOBODY = "00000000-0000-4000-8000-000000000000";

export interface SignInDependencies extends CommandDependencies {
	readonly tenants: TenantDirectory;
	readonly passwords: Passwords;
	readonly addresses: AddressGuard;
}

export interface SignedIn {
	readonly principal: Principal;
	/** What the cookie holds. */
	readonly secret: string;
	readonly maxAgeSeconds: number;
}

/** A console session in exchange for an API token. */
export async function signInByToken(deps: SignInDependencies, token: string, from: Origin): Promise<SignedIn> {
	await passAddress(deps, from);
	const principal = await principalOfToken(deps.database, token, deps.clock());
	if (!principal) {
		throw await refused(deps, null, from, new CertusError(401, "wrongToken", "the token is unknown or has expired"));
	}
	return open(deps, principal, { token: principal.id }, from, "token", async () => undefined);
}

/** A console session for a user; what is refused takes as long and reads the same for a user that there isn't. */
export async function signInByPassword(
	deps: SignInDependencies,
	given: { readonly email: string; readonly password: string; readonly totp?: string | undefined },
	from: Origin,
): Promise<SignedIn> {
	const { database, clock, vault } = deps;
	await passAddress(deps, from);
	const known = await findCredentials(database, given.email);
	const user = await findUser(database, known?.id ?? NOBODY);
	const principal = user && principalOfUser(user);
	const locked = await countAttemptAs(database, given.email, clock());
	if (locked) throw await refused(deps, principal, from, locked);
	const matches = await deps.passwords.matches(known?.password ?? null, given.password);
	if (!matches || !known || !principal) throw await refused(deps, principal, from, wrongCredentials());
	if (known.totp !== null && given.totp === undefined) {
		const asked = "the password is right, and this user has a second factor: send its code as `totp` too";
		throw await refused(deps, principal, from, new CertusError(401, "totpRequired", asked));
	}
	try {
		return await open(deps, principal, { account: principal.id }, from, "password", async (tx, now) => {
			// The password may have been changed, or a second factor confirmed, while it was compared.
			const still = await lockCredentials(tx, principal.id);
			if (still?.password !== known.password || (still.totp !== null && given.totp === undefined)) {
				throw wrongCredentials();
			}
			if (still.totp !== null && !(await takeCode(tx, still, vault, given.totp as string, now))) throw wrongCode();
			await clearAttempts(tx, attemptsKey(given.email));
		});
	} catch (error) {
		if (error instanceof CertusError && error.status === 401) throw await refused(deps, principal, from, error);
		throw error;
	}
}

function wrongCredentials(): CertusError {
	return new CertusError(401, "wrongCredentials", "no user has this email and password");
}

/** Ends a console session; one that is unknown or over is none. */
export async function signOut(deps: SignInDependencies, secret: string): Promise<void> {
	const { database, clock, tenants } = deps;
	const principal = await principalOfSession(database, secret, clock());
	const tenant = principal && homeOf(tenants, principal);
	if (!tenant) return;
	await runCommand(deps, { tenant, actor: principal, idempotency: null }, 204, async (command) => {
		await deleteConsoleSession(command.tx, sha256(secret));
		await command.audit("session.closed", {});
	});
}

/** Whom an identity provider has shown to be there. */
export interface ProviderUser extends ProviderIdentity {
	/** `null` where it tells none that it has verified. */
	readonly verifiedEmail: string | null;
}

/**
 * A console session for the user who is linked to somebody at the identity provider; at first, who has that verified
 * email. Nobody is made; second factors are the provider's matter.
 */
export async function signInByProvider(
	deps: SignInDependencies,
	identify: () => Promise<ProviderUser>,
	from: Origin,
): Promise<SignedIn> {
	const { database } = deps;
	await passAddress(deps, from);
	const who = await identify().catch(async (error: unknown) => {
		throw error instanceof CertusError ? await refused(deps, null, from, error) : error;
	});
	const linked = await findUserOf(database, who);
	const email = who.verifiedEmail?.toLowerCase();
	const known = linked || email === undefined ? null : await findCredentials(database, email);
	const user = linked ?? (known && (await findUser(database, known.id)));
	if (!user) {
		const error =
			email === undefined
				? new CertusError(403, "emailUnverified", "the identity provider tells no email that it has verified")
				: new CertusError(403, "userUnknown", `there is no user ${email} here`);
		throw await refused(deps, null, from, error);
	}
	const principal = principalOfUser(user);
	try {
		return await open(deps, principal, { account: user.id }, from, "oidc", async (tx) => {
			if (await linkUser(tx, user.id, who)) return;
			throw new CertusError(403, "linkedElsewhere", `${user.email} is linked to another account there`);
		});
	} catch (error) {
		if (error instanceof CertusError && error.status === 403) throw await refused(deps, principal, from, error);
		throw error;
	}
}

/** Coming and going stands in the trail of the tenant that somebody is at home in. */
async function open(
	deps: SignInDependencies,
	principal: Principal,
	owner: SessionOwner,
	from: Origin,
	method: SignInMethod,
	before: (tx: Db, now: Date) => Promise<void>,
): Promise<SignedIn> {
	const tenant = homeOf(deps.tenants, principal);
	if (!tenant) throw wrongCredentials();
	const secret = deps.random.alphanumeric(43);
	await runCommand(deps, { tenant, actor: principal, idempotency: null }, 200, async (command) => {
		const { tx, now, random } = command;
		await before(tx, now);
		await insertConsoleSession(tx, {
			id: random.uuid(),
			digest: sha256(secret),
			owner,
			method,
			startedAt: now,
			expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
			address: from.address,
		});
		await command.audit("session.opened", { detail: { address: from.address, method } });
	});
	deps.addresses.giveBack(from.network, deps.clock());
	return { principal, secret, maxAgeSeconds: SESSION_SECONDS };
}

/** Of an address that goes on trying the trail has the first refusal, so that nobody can fill it. */
async function passAddress(deps: SignInDependencies, from: Origin): Promise<void> {
	const refusal = deps.addresses.spend(from.network, deps.clock());
	if (!refusal) return;
	throw refusal.first ? await refused(deps, null, from, refusal.error) : refusal.error;
}

/** Tells the trail of a refusal: of its reason and address, not of what was typed. */
async function refused(
	{ database, clock, tenants }: SignInDependencies,
	principal: Principal | null,
	{ address }: Origin,
	error: CertusError,
): Promise<CertusError> {
	const tenant: Tenant | null = (principal && homeOf(tenants, principal)) ?? tenants.bySlug(DEFAULT_SLUG);
	if (!tenant) return error;
	await database.transaction((tx) =>
		appendAudit(tx.scope(tenant.tenant), {
			at: clock(),
			tenant: tenant.slug,
			actor: principal?.name ?? "unknown",
			actorId: principal?.id ?? null,
			action: "session.refused",
			outcome: "refused",
			detail: { reason: error.code, address },
		}),
	);
	return error;
}
