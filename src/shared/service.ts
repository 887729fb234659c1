import { z } from "zod";
import { Slug, Time } from "./common.ts";
import { eachPathOnce, KeptValue, Override, Path, ValueToSet } from "./operations.ts";

const Wish = ValueToSet.extend({
	path: Path.describe(
		"A parameter's path; one with `{i}`, which stands for every instance that the device has; or a normalised fact, found on each device by its model's profile: `wan.internet.enabled` and `wan.internet.dnsServers` (of the connection that carries the subscriber's traffic), `wifi.enabled` (of every SSID), `voice.enabled` (of every line). Paths of the root that a device has not are not meant for it.",
	),
});

/** How a tenant suspends; a restore puts back what that changed. */
export const ServiceProfile = z.object({
	suspend: z.array(KeptValue),
	/** A suspend by this profile needs nobody's agreement. */
	preApproved: z.boolean(),
	updatedAt: Time,
});
export type ServiceProfile = z.infer<typeof ServiceProfile>;

export const NewServiceProfile = z.strictObject({
	tenant: Slug.optional(),
	suspend: z.array(Wish).min(1).max(100).superRefine(eachPathOnce),
	preApproved: z.boolean().default(false),
});
export type NewServiceProfile = z.infer<typeof NewServiceProfile>;

const Reason = z.string().trim().min(1).max(1_000);

export const SuspendSubscriber = z.strictObject({
	tenant: Slug.optional(),
	reason: Reason,
	override: Override.optional(),
	/** How long a device that is away may take to come. */
	presenceTimeoutSeconds: z.int().min(1).max(86_400).default(86_400),
});
export type SuspendSubscriber = z.infer<typeof SuspendSubscriber>;

export const RestoreSubscriber = z.strictObject({ tenant: Slug.optional(), reason: Reason });
