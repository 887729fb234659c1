import type { ActiveProgram } from "./activeProgram.ts";
import { deviceKey, type LiveSession } from "./liveSession.ts";

/** Programs between two sessions of their device. */
export function createParked() {
	const byDevice = new Map<string, ActiveProgram[]>();
	const keyOf = (active: ActiveProgram): string => deviceKey(active.tenant, active.deviceId);

	function remove(active: ActiveProgram): void {
		const left = (byDevice.get(keyOf(active)) ?? []).filter((other) => other !== active);
		if (left.length > 0) byDevice.set(keyOf(active), left);
		else byDevice.delete(keyOf(active));
	}

	return {
		add(active: ActiveProgram): void {
			const list = byDevice.get(keyOf(active));
			if (list) list.push(active);
			else byDevice.set(keyOf(active), [active]);
		},
		remove,
		all: (): ActiveProgram[] => [...byDevice.values()].flat(),
		ofDevice: (tenant: string, device: string): readonly ActiveProgram[] =>
			byDevice.get(deviceKey(tenant, device)) ?? [],
		/** The next one of the session's device that this session has not been shown to. */
		take(session: LiveSession): ActiveProgram | null {
			const list = byDevice.get(deviceKey(session.tenant.tenant, session.device.id));
			const active = list?.find((candidate) => !session.resumed.has(candidate)) ?? null;
			if (active) {
				remove(active);
				session.resumed.add(active);
			}
			return active;
		},
	};
}
