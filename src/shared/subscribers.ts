import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";
import { TimelineEntry } from "./devices.ts";

/** One line of text that the store and a page can hold: no control characters, no halves of characters. */
const Line = z
	.string()
	.trim()
	.regex(/^[^\p{Cc}\p{Cs}\ufffe\uffff]*$/u, "is one line of text, without control characters");
export const ExternalId = Line.min(1).max(128);
export const SubscriberName = Line.min(1).max(256);
export const Plan = Line.min(1).max(128);
export const SiteName = Line.min(1).max(128);
export const Address = Line.min(1).max(512);
export const VariableName = z
	.string()
	.regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, "is a letter, then up to 63 letters, digits, `_`, `.` or `-`");
export const VariableValue = Line.max(1024);

export const MAX_VARIABLES = 64;

/** What provisioning may fill in for this subscriber; of those whose names say so, the values are secret. */
const Variables = z
	.record(VariableName, VariableValue)
	.refine((variables) => Object.keys(variables).length <= MAX_VARIABLES, `has at most ${MAX_VARIABLES} variables`);

export const Subscriber = z.object({
	id: Id,
	externalId: z.string(),
	name: z.string(),
	plan: z.string().nullable(),
	/** `[redacted]` stands for a secret: sent back, it stays as it is. */
	variables: z.record(z.string(), z.string()),
	/** Since when one of its devices stands suspended, and by which change. */
	suspended: z.object({ since: Time, changeId: Id }).nullable(),
	createdAt: Time,
});
export type Subscriber = z.infer<typeof Subscriber>;

export const NewSubscriber = z.strictObject({
	tenant: Slug.optional(),
	externalId: ExternalId,
	name: SubscriberName,
	plan: Plan.optional(),
	variables: Variables.default({}),
});

export const SubscriberPatch = z.strictObject({
	tenant: Slug.optional(),
	externalId: ExternalId.optional(),
	name: SubscriberName.optional(),
	plan: Plan.nullable().optional(),
	/** The whole map: what is not in it goes. */
	variables: Variables.optional(),
});

export const Site = z.object({
	id: Id,
	subscriberId: Id,
	name: z.string(),
	address: z.string().nullable(),
	createdAt: Time,
});
export type Site = z.infer<typeof Site>;

export const NewSite = z.strictObject({
	tenant: Slug.optional(),
	subscriberId: Id,
	name: SiteName,
	address: Address.optional(),
});

/** A site stays its subscriber's. */
export const SitePatch = z.strictObject({
	tenant: Slug.optional(),
	name: SiteName.optional(),
	address: Address.nullable().optional(),
});

/** What happened to a subscriber, or to one of its devices: `deviceId` is `null` of what is of no single one. */
export const SubscriberTimelineEntry = TimelineEntry.extend({ deviceId: Id.nullable() });

/** What an import comes to: all of it, or nothing. */
export const SubscriberImport = z.object({
	dryRun: z.boolean(),
	/** Lines with a subscriber. */
	rows: z.int(),
	subscribers: z.object({ created: z.int(), updated: z.int(), unchanged: z.int() }),
	sites: z.object({ created: z.int(), updated: z.int(), unchanged: z.int() }),
	devices: z.object({ linked: z.int(), unchanged: z.int() }),
});
export type SubscriberImport = z.infer<typeof SubscriberImport>;
