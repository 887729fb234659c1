import { permissionsOf } from "../gate/permissions.ts";
import { sha256 } from "../lib/hash.ts";
import { type Permission, Role } from "../shared/common.ts";
import type { Db, TenantId } from "../store/db.ts";
import { type ApiToken, findSessionToken, findToken } from "../store/tokens.ts";

/** Who asks, and what they may do in which tenants. */
export interface Principal {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	readonly held: ReadonlySet<Permission>;
	/** `null`: every tenant. */
	readonly tenant: TenantId | null;
}

export async function principalOfToken(db: Db, secret: string, now: Date): Promise<Principal | null> {
	return toPrincipal(await findToken(db, sha256(secret), now));
}

export async function principalOfSession(db: Db, secret: string, now: Date): Promise<Principal | null> {
	return toPrincipal(await findSessionToken(db, sha256(secret), now));
}

function toPrincipal(token: ApiToken | null): Principal | null {
	if (!token) return null;
	const role = Role.parse(token.role);
	return { id: token.id, name: token.name, role, held: permissionsOf(role), tenant: token.tenant };
}
