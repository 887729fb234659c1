import type { LiveSession } from "./liveSession.ts";

/** How long a session is kept open for a next step. */
const HOLD_MS = 5_000;

/** Something that asks one operation after another of a device, and would have them in one session. */
export interface Holding {
	/** The operation that its current step waits for. */
	operation: string | null;
	/** That operation stands in the queue, so that a session may look for it. */
	isQueued: boolean;
	/** Told when there is a next step, or it is over. */
	holder: ((hasWork: boolean) => void) | null;
}

export type Holds = ReturnType<typeof createHolds>;

/** Keeps sessions open while the next step is decided on. */
export function createHolds() {
	const offered = new WeakMap<LiveSession, string>();
	return {
		/** Tells a session that is being held that there is work, or none any more; false where none is held. */
		release(holding: Holding, hasWork: boolean): boolean {
			const { holder } = holding;
			holding.holder = null;
			holder?.(hasWork);
			return holder !== null;
		},
		/** Whether the session is to look at its queue again; waits for it. */
		async hold(holding: Holding, session: LiveSession, ended: () => Promise<void>): Promise<boolean> {
			if (holding.operation !== null && holding.isQueued) {
				// It was looked at already, and is not for this session.
				if (offered.get(session) === holding.operation) return false;
				offered.set(session, holding.operation);
				return true;
			}
			const hasWork = await new Promise<boolean>((resolve) => {
				const timer = setTimeout(() => resolve(false), HOLD_MS);
				holding.holder = (result) => {
					clearTimeout(timer);
					resolve(result);
				};
				void ended().then(() => holding.holder?.(false));
			});
			holding.holder = null;
			if (hasWork && holding.operation !== null) offered.set(session, holding.operation);
			return hasWork;
		},
	};
}
