import type { QueuedOperation } from "../store/queue.ts";

/** Firmware transfers of a queue that were sent and whose end is not known, but for one. */
export function countOpenTransfers(queue: readonly QueuedOperation[], except: string | null): number {
	return queue.filter(
		({ id, kind, status, sentAt }) => id !== except && kind === "download" && status !== "queued" && sentAt !== null,
	).length;
}
