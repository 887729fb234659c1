import { z } from "zod";

/** RFC 3339, UTC. */
export const Time = z.iso.datetime();
export const Id = z.uuid();
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** RFC 9457. */
export const Problem = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	code: z.string(),
	errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const pageQuery = {
	tenant: Slug.optional(),
	limit: z.coerce.number().int().min(1).max(500).default(50),
	cursor: z.string().max(512).optional(),
};

export function page<Item extends z.ZodType>(item: Item) {
	return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const PERMISSIONS = [
	"read",
	"operate",
	"config",
	"firmware",
	"reboot",
	"factoryReset",
	"suspend",
	"restore",
	"approve",
	"certify",
	"canary",
	"override",
	"manageUsers",
	"manageTenant",
	"audit",
] as const;
export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

/** The roles that every tenant has. */
export const Role = z.enum(["viewer", "support", "noc", "engineer", "approver", "admin"]);
export type Role = z.infer<typeof Role>;

/** A built-in role's, or that of a role of the tenant's own. */
export const RoleName = z.string().regex(/^[a-z][A-Za-z0-9-]{0,62}$/);

export const Me = z.object({
	id: z.string(),
	name: z.string(),
	kind: z.enum(["token", "user"]),
	tenants: z.array(z.object({ slug: Slug, role: RoleName, permissions: z.array(Permission) })),
	/** Those held in any of the tenants. */
	permissions: z.array(Permission),
});
export type Me = z.infer<typeof Me>;
