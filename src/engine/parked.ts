import type { ActiveProgram } from "./activeProgram.ts";
import { deviceKey, type LiveSession } from "./liveSession.ts";
import type { SessionSeen } from "./operations/program.ts";

/** A device that loses every session tells the same each time. */
const MAX_UNHEARD = 20;

/** What a session told before it was lost. */
export type Unheard = Pick<SessionSeen, "events" | "transfers">;

/** Programs between two sessions of their device. */
export function createParked() {
	const byDevice = new Map<string, ActiveProgram[]>();
	const untold = new WeakMap<ActiveProgram, Unheard[]>();
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
		/** A session was lost before its turn: what it told was acknowledged, and will not be told again. */
		missed(session: LiveSession): void {
			for (const active of byDevice.get(deviceKey(session.tenant.tenant, session.device.id)) ?? []) {
				if (!session.resumed.has(active)) {
					const { events, transfers } = session;
					untold.set(active, [...(untold.get(active) ?? []), { events, transfers }].slice(-MAX_UNHEARD));
				}
			}
		},
		/** What such sessions told since a program was parked, oldest first. */
		heard(active: ActiveProgram): readonly Unheard[] {
			const told = untold.get(active) ?? [];
			untold.delete(active);
			return told;
		},
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
