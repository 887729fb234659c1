import { z } from "zod";
import { Id, Permission, RoleName, Slug, Time } from "./common.ts";

/** Compared in lower case. */
const Email = z.string().trim().max(254).toLowerCase().pipe(z.email());
const Name = z.string().trim().min(1).max(128);
/** Long, and bounded for the sake of who hashes it; what is in it is its owner's affair (NIST SP 800-63B). */
const NewPassword = z.string().min(12).max(128);
const GivenPassword = z.string().min(1).max(128);
const Code = z.string().regex(/^[0-9]{6}$/, "has six digits");
const UserRole = z.strictObject({ tenant: Slug, role: RoleName });
const MAX_ROLES = 100;

export const User = z.object({
	id: Id,
	email: z.string(),
	name: z.string(),
	/** Whether a second factor is asked for. */
	totp: z.boolean(),
	/** Those in the tenants where the reader manages users. */
	roles: z.array(UserRole),
	createdAt: Time,
});
export type User = z.infer<typeof User>;

export const NewUser = z.strictObject({
	email: Email,
	name: Name,
	password: NewPassword,
	roles: z.array(UserRole).min(1).max(MAX_ROLES),
});

export const UserPatch = z.strictObject({
	tenant: Slug.optional(),
	name: Name.optional(),
	password: NewPassword.optional(),
	/** All of the user's roles in the tenants where the writer manages users. */
	roles: z.array(UserRole).min(1).max(MAX_ROLES).optional(),
});

export const UserSession = z.object({
	id: Id,
	startedAt: Time,
	lastUsedAt: Time,
	expiresAt: Time,
	address: z.string().nullable(),
});
export type UserSession = z.infer<typeof UserSession>;

export const SignIn = z.union([
	z.strictObject({ token: z.string().min(1).max(512) }),
	z.strictObject({ email: Email, password: GivenPassword, totp: Code.optional() }),
]);
export type SignIn = z.infer<typeof SignIn>;

/** Shown once. */
export const EnrolledTotp = z.object({ secret: z.string(), uri: z.string() });
export const TotpCode = z.strictObject({ tenant: Slug.optional(), code: Code });

export const PasswordChange = z.strictObject({
	tenant: Slug.optional(),
	currentPassword: GivenPassword,
	password: NewPassword,
});

export const RoleView = z.object({
	name: RoleName,
	builtIn: z.boolean(),
	permissions: z.array(Permission),
});
export type RoleView = z.infer<typeof RoleView>;

const Permissions = z.array(Permission).min(1).max(Permission.options.length);
export const NewRole = z.strictObject({ tenant: Slug.optional(), name: RoleName, permissions: Permissions });
export const RolePatch = z.strictObject({ tenant: Slug.optional(), permissions: Permissions });

/** What the sign-in page must know before anybody is there. */
export const SignInWays = z.object({ singleSignOn: z.boolean() });
export type SignInWays = z.infer<typeof SignInWays>;
