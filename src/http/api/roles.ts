import { z } from "zod";
import { createRole, deleteRole, patchRole } from "../../app/roles.ts";
import { permissionsOfRole, ROLE_PERMISSIONS } from "../../gate/permissions.ts";
import { page, pageQuery, Role } from "../../shared/common.ts";
import { NewRole, RolePatch, RoleView } from "../../shared/users.ts";
import { type CustomRole, listRoles } from "../../store/roles.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const common = { tag: "roles", permission: "manageUsers" } as const;
const Place = z.tuple([z.int().min(0), z.string()]);
const ByName = z.object({ name: z.string() });

export function addRoleRoutes(kit: Kit): void {
	addRead(kit, {
		...common,
		url: "/roles",
		summary: "A tenant's roles, the built-in ones first",
		query: z.strictObject(pageQuery),
		answer: page(RoleView),
		async handle({ query, scope }) {
			const after = readCursor(Place, query.cursor);
			const builtIn = Role.options.map((name) => ({ name, builtIn: true, permissions: [...ROLE_PERMISSIONS[name]] }));
			const all = [...builtIn, ...(await listRoles(scope)).map(presentRole)];
			// Where the last one is gone meanwhile, the next one has its place.
			const last = after === null ? -1 : all.findIndex(({ name }) => name === after[1]);
			const from = after !== null && last < 0 ? after[0] : last + 1;
			const { rows, nextCursor } = pageOf(all.slice(from), query.limit, (role) => [all.indexOf(role), role.name]);
			return { items: [...rows], nextCursor };
		},
	});

	addWrite(kit, {
		...common,
		method: "POST",
		url: "/roles",
		summary: "Make a role of the tenant's own, out of permissions that one holds",
		body: NewRole,
		status: 201,
		answer: RoleView,
		handle: async (command, { body: { name, permissions } }) =>
			presentRole(await createRole(command, { name, permissions })),
	});

	addWrite(kit, {
		...common,
		method: "PATCH",
		url: "/roles/:name",
		summary: "Change what a role of the tenant's own allows, at once for all who have it",
		params: ByName,
		body: RolePatch,
		status: 200,
		answer: RoleView,
		handle: async (command, { params, body }) => presentRole(await patchRole(command, params.name, body.permissions)),
	});

	addWrite(kit, {
		...common,
		method: "DELETE",
		url: "/roles/:name",
		summary: "Remove a role of the tenant's own that nobody has",
		params: ByName,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteRole(command, params.name) as Promise<undefined>,
	});
}

function presentRole({ name, permissions }: CustomRole): RoleView {
	return { name, builtIn: false, permissions: [...permissionsOfRole(name, permissions)] };
}
