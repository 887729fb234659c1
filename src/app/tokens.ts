import { CertusError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import {
	type ApiToken,
	findTenantToken,
	insertToken,
	patchToken as patch,
	deleteToken as remove,
} from "../store/tokens.ts";
import { notFound } from "./admission.ts";
import { newToken } from "./bootstrap.ts";
import type { Command } from "./command.ts";
import { requireGrantable } from "./roles.ts";

export interface WantedToken {
	readonly name: string;
	readonly role: string;
	readonly expiresAt: Date | null;
}

/** A new token of the command's tenant; its secret is told once and kept only as a digest. */
export async function createToken(
	command: Command,
	wanted: WantedToken,
): Promise<{ readonly id: string; readonly token: string }> {
	const { scope, now, random, actor } = command;
	await requireGrantable(command, command.tenant, wanted.role, "/role");
	requireAhead(wanted.expiresAt, now);
	const [id, token] = [random.uuid(), newToken(random)];
	const { account: madeBy } = actor;
	const behind =
		madeBy === null ? { person: null, makers: [...actor.makers, actor.id] } : { person: actor.person, makers: [] };
	await insertToken(scope, { ...wanted, ...behind, id, digest: sha256(token), madeBy, createdAt: now });
	await command.audit("token.create", {
		detail: { tokenId: id, name: wanted.name, role: wanted.role, expiresAt: wanted.expiresAt?.toISOString() ?? null },
	});
	return { id, token };
}

/** Another name, or another end: for who could make such a token anew. */
export async function patchToken(
	command: Command,
	id: string,
	changes: { readonly name?: string | undefined; readonly expiresAt?: Date | null | undefined },
): Promise<ApiToken> {
	const token = await findTenantToken(command.scope, id);
	if (!token) throw notFound("token");
	await requireGrantable(command, command.tenant, token.role, "/role");
	requireAhead(changes.expiresAt ?? null, command.now);
	const { name = token.name, expiresAt = token.expiresAt } = changes;
	await patch(command.scope, { id, name, expiresAt });
	await command.audit("token.patch", {
		detail: { tokenId: id, name, before: token.name, expiresAt: expiresAt?.toISOString() ?? null },
	});
	return { ...token, name, expiresAt };
}

function requireAhead(expiresAt: Date | null, now: Date): void {
	if (!expiresAt || expiresAt > now) return;
	throw new CertusError(422, "invalidBody", "expiresAt lies in the past", {
		errors: [{ pointer: "/expiresAt", detail: "lies in the past" }],
	});
}

/** Ends a token at once, with its console sessions. */
export async function deleteToken(command: Command, id: string): Promise<void> {
	const name = await remove(command.scope, id);
	if (name === null) throw notFound("token");
	await command.audit("token.delete", { detail: { tokenId: id, name } });
}
