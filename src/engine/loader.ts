import type { Database, TenantId } from "../store/db.ts";
import { type KnownDevice, readKnownDevices } from "../store/devices.ts";

const MAX_BATCH = 500;
/** How long the first of a batch waits for others, in milliseconds. */
const GATHER_MS = 3;

interface Waiting {
	readonly tenant: TenantId;
	readonly id: string;
	readonly resolve: (device: KnownDevice | null) => void;
	readonly reject: (error: unknown) => void;
}

export type DeviceLoader = (tenant: TenantId, id: string) => Promise<KnownDevice | null>;

/** Reads the devices of all sessions that begin at the same time in one query; while one runs the next gathers. */
export function createDeviceLoader(database: Database): DeviceLoader {
	let waiting: Waiting[] = [];
	let running = false;

	const run = async (): Promise<void> => {
		running = true;
		while (waiting.length > 0) {
			const batch = waiting.slice(0, MAX_BATCH);
			waiting = waiting.slice(MAX_BATCH);
			try {
				const found = new Map<string, KnownDevice>();
				for (const device of await readKnownDevices(database, batch)) found.set(device.tenant + device.id, device);
				for (const { tenant, id, resolve } of batch) resolve(found.get(tenant + id) ?? null);
			} catch (error) {
				for (const { reject } of batch) reject(error);
			}
		}
		running = false;
	};

	return (tenant, id) =>
		new Promise((resolve, reject) => {
			waiting.push({ tenant, id, resolve, reject });
			if (!running) {
				running = true;
				setTimeout(() => void run(), GATHER_MS);
			}
		});
}
