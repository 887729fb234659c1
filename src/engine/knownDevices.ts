import type { TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { deviceKey } from "./liveSession.ts";
import type { DeviceLoader } from "./loader.ts";

/** Beyond it those are forgotten that have not been here for the longest; each takes some 2 KiB. */
const MAX_DEVICES = 10_000;

/** So many different texts are held once for all devices that say them. */
const MAX_SHARED = 20_000;

/** Where a device is remembered; another one after it was forgotten. */
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
	const texts = new Map<string, string>();

	function share<Text extends string | null>(text: Text): Text {
		if (text === null) return text;
		const first = texts.get(text);
		if (first !== undefined) return first as Text;
		if (texts.size >= MAX_SHARED) texts.clear();
		texts.set(text, text);
		return text;
	}

	/** Half of what is known of a device are names and types that others of its model have too. */
	function compact(device: KnownDevice): KnownDevice {
		return {
			...device,
			tenant: share(device.tenant),
			oui: share(device.oui),
			productClass: share(device.productClass),
			vendor: share(device.vendor),
			model: share(device.model),
			hardwareVersion: share(device.hardwareVersion),
			softwareVersion: share(device.softwareVersion),
			namespace: share(device.namespace),
			lastInformEvents: device.lastInformEvents.map(share),
			informParameters: device.informParameters.map(([path, value, type]) => [share(path), value, share(type)]),
		};
	}

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
			const place: Place = { device: null, openSession: "unknown" };
			put(key, place);
			const device = await load(tenant, id);
			if (!device && places.get(key) === place) places.delete(key);
			return device && { device: compact(device), place };
		},
		/** After the commit of a session's Inform that gave the row this version, unless anything else was changed meanwhile. */
		keep(place: Place, device: KnownDevice, version: string, session: string): void {
			const key = deviceKey(device.tenant, device.id);
			if (places.get(key) !== place) return;
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
			places.delete(deviceKey(tenant, id));
		},
	};
}
