import { z } from "zod";
import { Digest, Id, pageQuery, Time } from "./common.ts";

/** One entry of a tenant's trail; `hash` is SHA-256 over its RFC 8785 form without `hash`. */
export const AuditEntry = z.object({
	seq: z.int(),
	at: Time,
	tenant: z.string(),
	actor: z.string(),
	/** Of the token or user, whose name may be given again; `null`: Certus itself. */
	actorId: z.string().nullable(),
	action: z.string(),
	outcome: z.string(),
	deviceId: z.string().nullable(),
	subscriberId: z.string().nullable(),
	hardwareVersion: z.string().nullable(),
	softwareVersion: z.string().nullable(),
	matrixRowId: z.string().nullable(),
	detail: z.record(z.string(), z.unknown()),
	previousHash: Digest,
	hash: Digest,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = z.strictObject({
	...pageQuery,
	deviceId: Id.optional(),
	subscriberId: Id.optional(),
	actor: z.string().min(1).max(256).optional(),
	action: z.string().min(1).max(128).optional(),
	since: z.iso.datetime({ offset: true }).optional(),
});

export const AuditVerdict = z.discriminatedUnion("ok", [
	z.object({
		ok: z.literal(true),
		entries: z.int(),
		/** Hash of the entry before the first one: zeros, or that of the last one that retention has cut. */
		from: Digest,
		/** Hash of the last entry. */
		head: Digest,
	}),
	z.object({
		ok: z.literal(false),
		entries: z.int(),
		/** The first place that is not as it was written. */
		seq: z.int(),
		tampering: z.enum(["changed", "removed", "reordered", "inserted"]),
		detail: z.string(),
	}),
]);
