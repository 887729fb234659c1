import type { Logger } from "pino";
import type { Counter } from "prom-client";

const WINDOW_MS = 60_000;
const LOGGED_PER_WINDOW = 10;
const MAX_ADDRESSES = 10_000;

export interface Refusals {
	/** Counts a refusal, and logs it with the address and the reason, so many a minute and address. */
	refuse(address: string, code: string, detail: string): void;
}

/** A hostile address fills neither the log nor the memory. */
export function createRefusals(log: Logger, counter: Counter<"reason">, now: () => number): Refusals {
	let windowEnds = 0;
	let counts = new Map<string, number>();
	return {
		refuse(address, code, detail) {
			counter.inc({ reason: code });
			if (now() >= windowEnds) {
				for (const [silenced, count] of counts) {
					if (count > LOGGED_PER_WINDOW)
						log.warn({ address: silenced, count }, "refusals of the last minute, not all logged");
				}
				counts = new Map();
				windowEnds = now() + WINDOW_MS;
			}
			const count = (counts.get(address) ?? 0) + 1;
			if (counts.size < MAX_ADDRESSES || counts.has(address)) counts.set(address, count);
			if (count <= LOGGED_PER_WINDOW) log.warn({ address, code, detail: detail.slice(0, 500) }, "refused");
		},
	};
}
