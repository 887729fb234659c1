/** When a CPE calls: again after a session that failed, and periodically. And the timers that go with its power. */

/** Node's timers take no more. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const EARLY_MS = 50;
/** From here on the waits between retries no longer grow. */
const LAST_GROWING_RETRY = 10;

/** Seconds before retry n: from m·(k/1000)^(n−1) to m·(k/1000)^n (3.2.1.1); `share` picks between them. */
export function retryDelaySeconds(retry: number, minimumSeconds: number, multiplier: number, share: number): number {
	const power = Math.min(retry, LAST_GROWING_RETRY);
	const factor = multiplier / 1000;
	const [from, to] = [minimumSeconds * factor ** (power - 1), minimumSeconds * factor ** power];
	return from + share * (to - from);
}

/** Until the next periodic Inform: on the grid that PeriodicInformTime sets, or an interval from now without one. */
export function periodicWaitMs(now: Date, intervalSeconds: number, reference: string): number {
	const intervalMs = intervalSeconds * 1000;
	const phase = Date.parse(reference);
	if (!Number.isFinite(phase) || phase <= 0) return intervalMs;
	const waitMs = intervalMs - ((((now.getTime() - phase) % intervalMs) + intervalMs) % intervalMs);
	// A timer may fire a little early: the moment that it was set for is not waited for again.
	return waitMs < Math.min(EARLY_MS, intervalMs / 2) ? waitMs + intervalMs : waitMs;
}

export class Timers {
	#running: Set<NodeJS.Timeout> | null = null;

	/** Does something later, unless all is cleared before. Answers what takes it back. */
	later(delayMs: number, action: () => unknown): () => void {
		this.#running ??= new Set();
		const running = this.#running;
		const timer = setTimeout(
			() => {
				running.delete(timer);
				action();
			},
			Math.min(delayMs, MAX_TIMER_MS),
		);
		running.add(timer);
		return () => {
			clearTimeout(timer);
			running.delete(timer);
		};
	}

	clear(): void {
		for (const timer of this.#running ?? []) clearTimeout(timer);
		this.#running = null;
	}
}
