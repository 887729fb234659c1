import type { FastifyRequest } from "fastify";
import { type Principal, principalOfSession, principalOfToken } from "../../app/principal.ts";
import { CertusError } from "../../lib/errors.ts";
import type { Permission } from "../../shared/common.ts";
import type { ApiDependencies } from "./dependencies.ts";

export const SESSION_COOKIE = "certus_session";

/** Who asks, with the secret that showed it. */
export interface Authenticated {
	readonly principal: Principal;
	readonly secret: string;
	readonly by: "bearer" | "cookie";
}

/** A bearer outweighs a cookie; `null` where neither is good. */
export async function authenticate(
	{ database, clock }: ApiDependencies,
	request: FastifyRequest,
): Promise<Authenticated | null> {
	const { authorization } = request.headers;
	if (authorization !== undefined) {
		const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
		const principal = secret === undefined ? null : await principalOfToken(database, secret, clock());
		return principal && secret !== undefined ? { principal, secret, by: "bearer" } : null;
	}
	const secret = request.cookies[SESSION_COOKIE];
	const principal = secret ? await principalOfSession(database, secret, clock()) : null;
	return principal && secret ? { principal, secret, by: "cookie" } : null;
}

export function unauthorized(): CertusError {
	return new CertusError(401, "unauthorized", "sign in, or send `Authorization: Bearer <token>`");
}

/** Fails unless one of the permissions is held; `null` asks only for somebody. */
export function requirePermission(principal: Principal, wanted: Permission | readonly Permission[] | null): void {
	if (wanted === null) return;
	const list = typeof wanted === "string" ? [wanted] : wanted;
	if (list.some((permission) => principal.held.has(permission))) return;
	throw new CertusError(403, "forbidden", `this needs the permission ${list.join(" or ")}`);
}

/** A browser sends the cookie whoever made it ask: so a write must come from our own pages. */
export function requireSameOrigin(request: FastifyRequest, publicApiUrl: string): void {
	const { origin } = request.headers;
	const own = [new URL(publicApiUrl).origin, `${request.protocol}://${request.host}`];
	if (origin !== undefined && own.includes(origin)) return;
	throw new CertusError(403, "originMismatch", "writes by cookie need the Origin of this server");
}
