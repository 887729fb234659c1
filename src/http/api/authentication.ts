import type { FastifyRequest } from "fastify";
import { grantIn, heldSomewhere, type Principal, principalOfSession, principalOfToken } from "../../app/principal.ts";
import { CertusError } from "../../lib/errors.ts";
import type { Permission } from "../../shared/common.ts";
import type { Tenant } from "../../store/tenants.ts";
import type { ApiDependencies } from "./dependencies.ts";

export const SESSION_COOKIE = "certus_session";

/** Who asks, with the secret that showed it. */
export interface Authenticated {
	readonly principal: Principal;
	readonly secret: string;
	readonly by: "bearer" | "cookie";
}

/** A bearer outweighs a cookie; `null` where neither is good. A page that is only open does not use its session. */
export async function authenticate(
	{ database, clock }: ApiDependencies,
	request: FastifyRequest,
	isUse = true,
): Promise<Authenticated | null> {
	const { authorization } = request.headers;
	if (authorization !== undefined) {
		const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
		const principal = secret === undefined ? null : await principalOfToken(database, secret, clock());
		return principal && secret !== undefined ? { principal, secret, by: "bearer" } : null;
	}
	const secret = request.cookies[SESSION_COOKIE];
	const principal = secret ? await principalOfSession(database, secret, clock(), isUse) : null;
	return principal && secret ? { principal, secret, by: "cookie" } : null;
}

export function unauthorized(): CertusError {
	return new CertusError(401, "unauthorized", "sign in, or send `Authorization: Bearer <token>`");
}

/** One of these must be held; `null`: anybody who is signed in. */
export type Wanted = Permission | readonly Permission[] | null;

/** Fails where none of the permissions is held in any tenant. */
export function requirePermission(principal: Principal, wanted: Wanted): void {
	refuseUnless(heldSomewhere(principal), wanted, "");
}

/** Fails where none of the permissions is held in the tenant. */
export function requirePermissionIn(principal: Principal, tenant: Tenant, wanted: Wanted): void {
	const grant = grantIn(principal, tenant.tenant);
	refuseUnless(grant?.held ?? new Set(), wanted, ` in the tenant ${tenant.slug}`, grant?.role);
}

function refuseUnless(held: ReadonlySet<Permission>, wanted: Wanted, where: string, role?: string): void {
	if (wanted === null) return;
	const list = typeof wanted === "string" ? [wanted] : wanted;
	if (list.some((permission) => held.has(permission))) return;
	const who = role === undefined ? "" : `; the role ${role} lacks it`;
	throw new CertusError(403, "forbidden", `this needs the permission ${list.join(" or ")}${where}${who}`);
}

/** A browser sends the cookie whoever made it ask: so a write must come from our own pages. */
export function requireSameOrigin(request: FastifyRequest, publicApiUrl: string): void {
	const { origin } = request.headers;
	const own = [new URL(publicApiUrl).origin, `${request.protocol}://${request.host}`];
	if (origin !== undefined && own.includes(origin)) return;
	throw new CertusError(403, "originMismatch", "writes by cookie need the Origin of this server");
}
