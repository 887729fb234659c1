import type { TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { deviceKey } from "./liveSession.ts";
import type { DeviceLoader } from "./loader.ts";
import { createDevicePacker, type PackedDevice } from "./packedDevice.ts";
import { createPackedTexts } from "./packedTexts.ts";

/** Beyond it those that have not been here for the longest are packed; each takes some 2 KiB. */
const MAX_UNPACKED = 4_000;
/** As much is held packed: some 180,000 devices. */
const MAX_PACKED_BYTES = 128 * 1024 * 1024;
/** A device whose Inform has more characters is read each time: nobody's memory is filled by what few devices send. */
const MAX_INFORM_LENGTH = 256 * 1024;

/** Where a device is remembered; another one after it was forgotten or packed. */
interface Place {
	device: KnownDevice | null;
	/** The session whose end is not known to be durable; `unknown` where nothing is known of the last one. */
	openSession: string | null;
}

export type KnownDevices = ReturnType<typeof createKnownDevices>;

/**
 * Devices as their last Informs left them, so that the next ones need not be read. What is remembered is never trusted:
 * the commit that builds on it is refused where the device's row has another version by now, or where something stands
 * in its queue (`certus_session_group`).
 */
export function createKnownDevices(load: DeviceLoader) {
	const places = new Map<string, Place>();
	/** Of those whose last session has ended, durably. */
	const packed = createPackedTexts<PackedDevice>(MAX_PACKED_BYTES);
	const { pack, unpack } = createDevicePacker();

	function put(key: string, place: Place): void {
		places.delete(key);
		places.set(key, place);
		if (places.size <= MAX_UNPACKED) return;
		const [oldest, { device, openSession }] = places.entries().next().value as [string, Place];
		places.delete(oldest);
		if (device && openSession === null) packed.put(oldest, pack(device));
	}

	return {
		/** `place` is for `keep`. */
		async find(tenant: TenantId, id: string): Promise<{ device: KnownDevice; place: Place } | null> {
			const key = deviceKey(tenant, id);
			const found = places.get(key);
			if (found?.device) return { device: found.device, place: found };
			const text = packed.take(key);
			const place: Place = { device: text && unpack(text), openSession: text === null ? "unknown" : null };
			put(key, place);
			if (place.device) return { device: place.device, place };
			const device = await load(tenant, id);
			if ((!device || isVast(device)) && places.get(key) === place) places.delete(key);
			if (device && isVast(device)) return { device, place };
			// Packed and unpacked it holds the texts that are shared, not its own.
			return device && { device: unpack(pack(device)), place };
		},
		/** After the commit of a session's Inform that gave the row this version, unless anything else was changed meanwhile. */
		keep(place: Place, device: KnownDevice, version: string, session: string): void {
			const key = deviceKey(device.tenant, device.id);
			if (places.get(key) !== place) return;
			if (isVast(device)) {
				places.delete(key);
				return;
			}
			place.device = { ...device, version };
			place.openSession = session;
			put(key, place);
		},
		/** The end of a session is durable. */
		ended(tenant: TenantId, id: string, session: string): void {
			const place = places.get(deviceKey(tenant, id));
			if (place?.openSession === session) place.openSession = null;
		},
		/** Before and after anything but an Inform changes the device: the two may share a transaction, and so a version. */
		forget(tenant: TenantId, id: string): void {
			const key = deviceKey(tenant, id);
			places.delete(key);
			packed.take(key);
		},
	};
}

function isVast({ informParameters }: KnownDevice): boolean {
	let length = 0;
	for (const [path, value] of informParameters) length += path.length + value.length;
	return length > MAX_INFORM_LENGTH;
}
