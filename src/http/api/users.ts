import { z } from "zod";
import type { Passwords } from "../../app/passwords.ts";
import { idleSince, type Principal } from "../../app/principal.ts";
import type { TenantDirectory } from "../../app/tenants.ts";
import {
	createUser,
	deleteUser,
	endSessions,
	patchUser,
	requireUser,
	resetTotp,
	rolesSeenBy,
} from "../../app/users.ts";
import { page, pageQuery, Slug } from "../../shared/common.ts";
import { NewUser, User, UserPatch, UserSession } from "../../shared/users.ts";
import { listSessionsOfUser, type UserSession as SessionRow } from "../../store/consoleSessions.ts";
import { listUsers, type User as UserRow } from "../../store/users.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addSlowWrite, addWrite, type Kit } from "./route.ts";

const tag = "users";
/** What all routes of one user have in common: a user may be known by any tenant in which one manages users. */
const oneUser = {
	tag,
	permission: "manageUsers",
	anyTenant: true,
	params: ById,
	query: z.strictObject({ tenant: Slug.optional() }),
} as const;

export function addUserRoutes(kit: Kit, passwords: Passwords): void {
	const { tenants, database } = kit.deps;

	addSlowWrite(kit, {
		method: "POST",
		url: "/users",
		summary: "Make a user, with a role in each tenant that is named",
		tag,
		permission: "manageUsers",
		body: NewUser,
		takesSecret: true,
		tenantOfBody: firstTenant,
		status: 201,
		answer: User,
		act: ({ body }) => passwords.hash(body.password),
		handle: async (command, password, { body, principal }) =>
			presentUser(await createUser(command, tenants, { ...body, password }), principal, tenants),
	});

	addRead(kit, {
		url: "/users",
		summary: "A tenant's users, by email",
		tag,
		permission: "manageUsers",
		query: z.strictObject(pageQuery),
		answer: page(User),
		async handle({ query, scope, principal }) {
			const after = readCursor(z.string(), query.cursor);
			const found = await listUsers(scope, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ email }) => email);
			return { items: rows.map((row) => presentUser(row, principal, tenants)), nextCursor };
		},
	});

	addRead(kit, {
		...oneUser,
		url: "/users/:id",
		summary: "One user, with the roles in the tenants where one manages users",
		answer: User,
		handle: async ({ params, query, principal }) =>
			presentUser(
				await requireUser(database, { principal, tenants, named: query.tenant }, params.id),
				principal,
				tenants,
			),
	});

	addSlowWrite(kit, {
		...oneUser,
		method: "PATCH",
		url: "/users/:id",
		summary: "Change a user's name, password or roles; a new password or a lost role ends their sessions",
		body: UserPatch,
		takesSecret: true,
		status: 200,
		answer: User,
		act: async ({ body }) => (body.password === undefined ? undefined : await passwords.hash(body.password)),
		async handle(command, password, { params, query, body: { tenant, name, roles }, principal }) {
			const target = { id: params.id, tenants, named: query.tenant ?? tenant };
			return presentUser(await patchUser(command, target, { name, password, roles }), principal, tenants);
		},
	});

	addWrite(kit, {
		...oneUser,
		method: "DELETE",
		url: "/users/:id",
		summary: "Take a user out of the tenants where one manages users; with the last role the user goes",
		status: 204,
		answer: z.undefined(),
		handle: (command, { params, query }) =>
			deleteUser(command, { id: params.id, tenants, named: query.tenant }) as Promise<undefined>,
	});

	addWrite(kit, {
		...oneUser,
		method: "DELETE",
		url: "/users/:id/totp",
		summary: "Take a user's second factor away",
		status: 204,
		answer: z.undefined(),
		handle: (command, { params, query }) =>
			resetTotp(command, { id: params.id, tenants, named: query.tenant }) as Promise<undefined>,
	});

	addUserSessionRoutes(kit);
}

function addUserSessionRoutes(kit: Kit): void {
	const { tenants, database, clock } = kit.deps;

	addRead(kit, {
		...oneUser,
		url: "/users/:id/sessions",
		summary: "A user's console sessions, the latest first",
		query: z.strictObject(pageQuery),
		answer: page(UserSession),
		async handle({ params, query, principal }) {
			// The latest are one page: no cursor was ever given out.
			readCursor(z.never(), query.cursor);
			const user = await requireUser(database, { principal, tenants, named: query.tenant }, params.id);
			const now = clock();
			const place = { now, idleSince: idleSince(now), limit: query.limit };
			const found = await listSessionsOfUser(database, user.id, place);
			return { items: found.map(presentSession), nextCursor: null };
		},
	});

	addWrite(kit, {
		...oneUser,
		method: "DELETE",
		url: "/users/:id/sessions",
		summary: "End all of a user's console sessions at once",
		status: 204,
		answer: z.undefined(),
		handle: (command, { params, query }) =>
			endSessions(command, { id: params.id, tenants, named: query.tenant }) as Promise<undefined>,
	});
}

/** Of a body that may be anything yet. */
function firstTenant(body: unknown): string | undefined {
	const roles = (body as { readonly roles?: unknown } | null)?.roles;
	const first = Array.isArray(roles) ? (roles[0] as { readonly tenant?: unknown } | null)?.tenant : undefined;
	return typeof first === "string" ? first : undefined;
}

function presentUser(row: UserRow, principal: Principal, tenants: TenantDirectory): User {
	const { id, email, name, totp, createdAt } = row;
	const roles = [...rolesSeenBy(principal, tenants, row)]
		.map(([{ slug }, role]) => ({ tenant: slug, role }))
		.sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
	return { id, email, name, totp, roles, createdAt: createdAt.toISOString() };
}

function presentSession({ id, startedAt, seenAt, expiresAt, address }: SessionRow): UserSession {
	return {
		id,
		startedAt: startedAt.toISOString(),
		lastUsedAt: seenAt.toISOString(),
		expiresAt: expiresAt.toISOString(),
		address,
	};
}
