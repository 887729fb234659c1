/** Preloaded into the server that is measured: tells its memory after a collection, and how long its loop stood still. */
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface ProbeAnswer {
	readonly memory: NodeJS.MemoryUsage;
	/** The longest time since `watch` that the event loop stood still. */
	readonly longestBlockMs: number;
}

/** `heap`: memory as it is; `collect`: after a full collection; `watch` and `blocked` begin and end the other. */
export type ProbeQuestion = "heap" | "collect" | "watch" | "blocked";

const delay = monitorEventLoopDelay({ resolution: 1 });

process.on("message", (question: ProbeQuestion) => {
	if (question === "watch") {
		delay.enable();
		delay.reset();
	}
	if (question === "collect") {
		globalThis.gc?.();
		globalThis.gc?.();
	}
	const answer: ProbeAnswer = { memory: process.memoryUsage(), longestBlockMs: delay.max / 1e6 };
	if (question === "blocked") delay.disable();
	process.send?.(answer);
});
// Who measures is gone: nobody else would stop it.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
