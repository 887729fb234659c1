import type { TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { deviceKey } from "./liveSession.ts";
import type { DeviceLoader } from "./loader.ts";

/** Beyond it those are forgotten that have not been here for the longest; each takes some 2 KiB. */
const MAX_DEVICES = 100_000;

/** Where a device is remembered; another one after it was forgotten. */
interface Place {
	device: KnownDevice | null;
}

export type KnownDevices = ReturnType<typeof createKnownDevices>;

/**
 * Devices as their last Informs left them, so that the next ones need not be read. What is remembered is never trusted:
 * the commit that builds on it is refused where the device's row has another version by now, or where something stands
 * in its queue (`certus_session_group`).
 */
export function createKnownDevices(load: DeviceLoader) {
	const places = new Map<string, Place>();

	function put(key: string, place: Place): void {
		places.delete(key);
		places.set(key, place);
		if (places.size > MAX_DEVICES) places.delete(places.keys().next().value as string);
	}

	return {
		/** `place` is for `keep`. */
		async find(tenant: TenantId, id: string): Promise<{ device: KnownDevice; place: Place } | null> {
			const key = deviceKey(tenant, id);
			const found = places.get(key);
			if (found?.device) return { device: found.device, place: found };
			const place = { device: null };
			put(key, place);
			const device = await load(tenant, id);
			if (!device && places.get(key) === place) places.delete(key);
			return device && { device, place };
		},
		/** After a commit that gave its row this version, unless something else was changed meanwhile. */
		keep(place: Place, device: KnownDevice, version: string): void {
			const key = deviceKey(device.tenant, device.id);
			if (places.get(key) !== place) return;
			place.device = { ...device, version };
			put(key, place);
		},
		/** Before and after anything but an Inform changes the device: the two may share a transaction, and so a version. */
		forget(tenant: TenantId, id: string): void {
			places.delete(deviceKey(tenant, id));
		},
	};
}
