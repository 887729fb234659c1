import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { createToken, deleteToken, patchToken } from "../../app/tokens.ts";
import { page, pageQuery, Slug } from "../../shared/common.ts";
import { CreatedToken, NewToken, Token, TokenPatch } from "../../shared/tenancy.ts";
import { type ApiToken, findTenantToken, listTokens } from "../../store/tokens.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "tokens";

export function addTokenRoutes(kit: Kit): void {
	addWrite(kit, {
		method: "POST",
		url: "/tokens",
		summary: "Make an API token; it is shown once",
		tag,
		permission: "manageUsers",
		body: NewToken,
		shownOnce: true,
		status: 201,
		answer: CreatedToken,
		handle: (command, { body: { name, role, expiresAt } }) =>
			createToken(command, { name, role, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) }),
	});

	addRead(kit, {
		url: "/tokens",
		summary: "A tenant's API tokens, without their secrets",
		tag,
		permission: "manageUsers",
		query: z.strictObject(pageQuery),
		answer: page(Token),
		async handle({ query, scope, tenant }) {
			const after = readCursor(z.uuid(), query.cursor);
			const found = await listTokens(scope, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ id }) => id);
			return { items: rows.map((row) => presentToken(row, tenant.slug)), nextCursor };
		},
	});

	addRead(kit, {
		url: "/tokens/:id",
		summary: "One API token, without its secret",
		tag,
		permission: "manageUsers",
		params: ById,
		query: z.strictObject({ tenant: Slug.optional() }),
		answer: Token,
		async handle({ params, scope, tenant }) {
			const token = await findTenantToken(scope, params.id);
			if (!token) throw notFound("token");
			return presentToken(token, tenant.slug);
		},
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/tokens/:id",
		summary: "Rename a token, or give it another end",
		tag,
		permission: "manageUsers",
		params: ById,
		body: TokenPatch,
		status: 200,
		answer: Token,
		async handle(command, { params, body: { name, expiresAt } }) {
			const end = expiresAt == null ? expiresAt : new Date(expiresAt);
			return presentToken(await patchToken(command, params.id, { name, expiresAt: end }), command.tenant.slug);
		},
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/tokens/:id",
		summary: "End a token at once",
		tag,
		permission: "manageUsers",
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteToken(command, params.id) as Promise<undefined>,
	});
}

function presentToken({ id, name, role, expiresAt, createdAt }: ApiToken, tenant: string): Token {
	return {
		id,
		name,
		tenant,
		role,
		expiresAt: expiresAt?.toISOString() ?? null,
		createdAt: createdAt.toISOString(),
	};
}
