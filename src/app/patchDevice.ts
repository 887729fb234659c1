import { CertusError } from "../lib/errors.ts";
import { findDevice, type KnownDevice, patchDevice as patch } from "../store/devices.ts";
import { holdSite } from "../store/sites.ts";
import { notFound, requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";

export interface DeviceChanges {
	readonly siteId?: string | null | undefined;
	readonly tags?: readonly string[] | undefined;
	/** `null`: as its tenant says. */
	readonly lab?: boolean | null | undefined;
	/** Somebody has looked: it is who it says. */
	readonly quarantined?: false | undefined;
}

/** Changes what people keep about a device. */
export async function patchDevice(command: Command, id: string, changes: DeviceChanges): Promise<KnownDevice> {
	const { scope, actor, tenant } = command;
	if (changes.lab !== undefined && !actor.held.has("certify")) {
		throw new CertusError(403, "forbidden", "`lab` needs the permission certify");
	}
	if (changes.quarantined !== undefined && !actor.held.has("config")) {
		throw new CertusError(403, "forbidden", "`quarantined` needs the permission config");
	}
	const device = await requireDevice(command, id);
	const { siteId, ...rest } = changes;
	const site = typeof siteId === "string" ? await holdSite(scope, siteId) : siteId;
	if (typeof siteId === "string" && !site) {
		throw new CertusError(422, "siteNotFound", "there is no such site", {
			errors: [{ pointer: "/siteId", detail: "there is no such site" }],
		});
	}
	const changed = await patch(scope, id, { ...rest, site });
	if (!changed) throw notFound("device");
	// Judged by what stands now: of two changes at the same moment neither saw the other before.
	if (changed.siteId !== null && (changed.lab ?? tenant.lab)) {
		throw new CertusError(409, "linkedToSite", "a device that is linked to a site can't be a lab device");
	}
	const after = (await findDevice(scope, id)) ?? device;
	const subscriberId = after.subscriberId ?? device.subscriberId;
	await command.audit("device.patch", { device: { ...device, subscriberId }, detail: { ...changes } });
	await command.publish({ type: "device.changed", deviceId: id, data: {} });
	return after;
}
