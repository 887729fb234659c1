import { z } from "zod";
import { Selector } from "./changes.ts";
import { Id, Slug, Time } from "./common.ts";
import { eachPathOnce, KeptValue, ValueToSet } from "./operations.ts";

const Name = z.string().trim().min(1).max(128);
const Priority = z.int().min(-1_000).max(1_000).describe("Of two profiles with the same path the higher one counts.");
const Parameters = z
	.array(ValueToSet)
	.min(1)
	.max(500)
	.superRefine(eachPathOnce)
	.describe(
		"Values may have `{{subscriber.externalId}}`, `{{subscriber.name}}`, `{{subscriber.plan}}`, `{{subscriber.variables.x}}`, `{{site.name}}`, `{{site.address}}`, and of `{{device.…}}` serialNumber, oui, vendor, model, productClass, hardwareVersion, softwareVersion, mac. A profile does not apply to a device that lacks one of its values.",
	);

const wanted = {
	name: Name,
	priority: Priority.default(0),
	enabled: z.boolean().default(true),
	selector: Selector,
	parameters: Parameters,
	/** Devices that are seen to hold something else are corrected; else only after a bootstrap. */
	onDrift: z.boolean().default(false),
};

export const NewProvisioningProfile = z.strictObject({ tenant: Slug.optional(), ...wanted });
export type NewProvisioningProfile = z.infer<typeof NewProvisioningProfile>;

export const ProvisioningProfilePatch = z.strictObject({
	tenant: Slug.optional(),
	name: Name.optional(),
	priority: Priority.optional(),
	enabled: z.boolean().optional(),
	selector: Selector.optional(),
	parameters: Parameters.optional(),
	onDrift: z.boolean().optional(),
});
export type ProvisioningProfilePatch = z.infer<typeof ProvisioningProfilePatch>;

export const ProvisioningProfile = z.object({
	id: Id,
	name: z.string(),
	priority: z.int(),
	enabled: z.boolean(),
	selector: Selector,
	parameters: z.array(KeptValue),
	onDrift: z.boolean(),
	/** Devices that it corrects no more: somebody changed them back again and again. */
	stoppedDevices: z.int(),
	createdAt: Time,
	updatedAt: Time,
});
export type ProvisioningProfile = z.infer<typeof ProvisioningProfile>;

/**
 * `changes`: it would be set. `stands`: it is so already. `unknown`: what it is now was never read. `overruled`: another
 * profile of higher priority has the path. `lacking`: a value for the device is missing.
 */
const Outcome = z.enum(["changes", "stands", "unknown", "overruled", "lacking"]);
export type ProvisioningOutcome = z.infer<typeof Outcome>;

export const ProvisioningPreview = z.object({
	/** Devices that the profile means, by what would happen there; only with the first page. */
	counts: z.object({ total: z.int() }).catchall(z.int()).nullable(),
	items: z.array(
		z.object({
			deviceId: Id,
			serialNumber: z.string(),
			/** What would happen to its parameters, the first of these that does to any. */
			outcome: Outcome,
			/** The name that has no value for this device. */
			missing: z.string().nullable(),
			parameters: z.array(
				z.object({
					path: z.string(),
					before: z.string().nullable(),
					after: z.string(),
					outcome: Outcome,
					/** Of what is overruled: by which profile. */
					by: z.object({ id: Id, name: z.string() }).nullable(),
				}),
			),
		}),
	),
	nextCursor: z.string().nullable(),
});
export type ProvisioningPreview = z.infer<typeof ProvisioningPreview>;
