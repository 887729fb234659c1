import { z } from "zod";
import { Id, RoleName, Slug, Time } from "./common.ts";

const Name = z.string().trim().min(1).max(128);
const UnknownDevices = z.enum(["accept", "quarantine", "reject"]);
const InformInterval = z.int().min(10).max(2_592_000);

export const Tenant = z.object({
	slug: Slug,
	name: z.string(),
	lab: z.boolean(),
	simulated: z.boolean(),
	unknownDevices: UnknownDevices,
	informIntervalSeconds: z.int(),
	deviceAuthentication: z.enum(["auto", "none", "basic", "digest", "tls"]),
	transcriptSessions: z.int(),
	evidenceMaxAgeDays: z.int(),
	fieldSuccessFloor: z.number(),
	/** `null`: for ever. */
	auditRetentionDays: z.int().nullable(),
	createdAt: Time,
});
export type Tenant = z.infer<typeof Tenant>;

export const NewTenant = z.strictObject({
	tenant: Slug.optional(),
	slug: Slug,
	name: Name,
	lab: z.boolean().default(false),
	simulated: z.boolean().default(false),
	unknownDevices: UnknownDevices.default("accept"),
	informIntervalSeconds: InformInterval.default(300),
});

export const TenantPatch = z.strictObject({
	tenant: Slug.optional(),
	name: Name.optional(),
	lab: z.boolean().optional(),
	unknownDevices: UnknownDevices.optional(),
	informIntervalSeconds: InformInterval.optional(),
	deviceAuthentication: z.enum(["auto", "none", "basic", "digest", "tls"]).optional(),
	transcriptSessions: z.int().min(0).max(100).optional(),
	evidenceMaxAgeDays: z.int().min(1).max(3_650).optional(),
	fieldSuccessFloor: z.number().min(0).max(1).optional(),
	auditRetentionDays: z.int().min(1).max(36_500).nullable().optional(),
});

/** Answered once. */
export const CpeCredentials = z.object({ username: z.string(), password: z.string() });

export const Token = z.object({
	id: Id,
	name: z.string(),
	tenant: Slug,
	role: RoleName,
	expiresAt: Time.nullable(),
	createdAt: Time,
});
export type Token = z.infer<typeof Token>;

export const NewToken = z.strictObject({
	name: Name,
	tenant: Slug,
	role: RoleName,
	expiresAt: z.iso.datetime({ offset: true }).optional(),
});

export const TokenPatch = z.strictObject({
	tenant: Slug.optional(),
	name: Name.optional(),
	/** `null`: it never ends. */
	expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
});

/** Shown once. */
export const CreatedToken = z.object({ id: Id, token: z.string() });
