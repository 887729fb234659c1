import type { AuditFacts } from "../store/audit.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { SessionEffect } from "../store/effects.ts";
import type { Tenant } from "../store/tenants.ts";

/** `sharedSerial`: another unit has its serial number; `twoAddresses`: its serial number lives at two. */
type Reason = "sharedSerial" | "twoAddresses";

/** A device that is quarantined by what it shows, as the trail tells it. */
export function quarantineAudit(tenant: Tenant, device: KnownDevice, reason: Reason, at: Date): AuditFacts {
	return {
		at,
		tenant: tenant.slug,
		actor: "certus",
		actorId: null,
		action: "device.quarantine",
		outcome: "done",
		deviceId: device.id,
		subscriberId: device.subscriberId,
		hardwareVersion: device.hardwareVersion,
		softwareVersion: device.softwareVersion,
		detail: { authority: "system", reason },
	};
}

/** The quarantine of a device whose serial number another one has too. */
export function sharedSerial(tenant: Tenant, device: KnownDevice, otherDeviceId: string, at: Date): SessionEffect {
	const detail = { reason: "sharedSerial", otherDeviceId };
	return {
		tenant: tenant.tenant,
		device: device.id,
		facts: { quarantined: true },
		timeline: [{ at: at.toISOString(), type: "quarantined", detail }],
		audit: quarantineAudit(tenant, device, "sharedSerial", at),
		events: [{ type: "device.changed", deviceId: device.id, data: {} }],
	};
}
