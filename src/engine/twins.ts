import { hasEvent } from "../cwmp/events.ts";
import { type Identification, twinOf } from "../device/identity.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { Inform } from "./informs.ts";
import type { KnownDevices } from "./knownDevices.ts";

/** A unit that says the serial number of another one. */
interface Twin {
	readonly identity: Identification;
	/** `null` at its first Inform. */
	readonly found: Awaited<ReturnType<KnownDevices["find"]>>;
}

/**
 * The unit that calls under a known device's serial number, where it is not that device. A change that is announced, by a
 * boot or a changed value, is the device's own: a subscriber may give its WAN another MAC.
 */
export async function findTwin(
	known: KnownDevices,
	device: KnownDevice,
	{ events, parameters }: Inform,
): Promise<Twin | null> {
	const identity = twinOf(device.tenant, device, parameters);
	if (!identity) return null;
	const found = await known.find(device.tenant, identity.id);
	const isAnnounced = (["boot", "bootstrap", "valueChange"] as const).some((name) => hasEvent(events, name));
	return found || !isAnnounced ? { identity, found } : null;
}
