/** Preloaded into the server that is measured: tells its memory after a collection, and how long its loop stood still. */
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface ProbeAnswer {
	/** Of the heap and of buffers, after a full collection. */
	readonly retainedBytes: number;
	/** The longest time since the last question that the event loop was blocked. */
	readonly longestBlockMs: number;
}

const delay = monitorEventLoopDelay({ resolution: 1 });

process.on("message", (question: "memory" | "watch" | "blocked") => {
	if (question === "watch") {
		delay.enable();
		delay.reset();
	}
	if (question === "memory") {
		globalThis.gc?.();
		globalThis.gc?.();
	}
	const { heapUsed, external } = process.memoryUsage();
	const answer: ProbeAnswer = { retainedBytes: heapUsed + external, longestBlockMs: delay.max / 1e6 };
	if (question === "blocked") delay.disable();
	process.send?.(answer);
});
process.channel?.unref();
