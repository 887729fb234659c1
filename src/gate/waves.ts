import type { Failure } from "../shared/changes.ts";
import type { NewRollout, Rollout, WaveSize } from "../shared/rollouts.ts";

/** As far as the arithmetic needs it. */
export type WavePlan = Omit<Rollout, "waves" | "window">;

/** Where a rollout stands. */
export interface WaveFacts {
	readonly now: Date;
	/** A person, a stop rule or the matrix holds it: nothing begins. */
	readonly paused: boolean;
	/** Somebody has ended it: what is under way comes to its end. */
	readonly stopped: boolean;
	/** The last time that somebody let it go on: failures before count no more, and deadlines begin anew. */
	readonly resumedAt: Date | null;
	/** Which of `sizes`. */
	readonly wave: number;
	/** `null`: it did not begin. */
	readonly startedAt: Date | null;
	/** `null`: its last device is not through. */
	readonly endedAt: Date | null;
	/** Devices of this wave. */
	readonly waiting: number;
	readonly running: number;
	readonly applied: number;
	readonly failed: number;
	/** Devices of the waves before. */
	readonly appliedBefore: number;
	/** Whether each that ended since it was last let go has failed, in their order; as many as the rule looks at. */
	readonly recent: readonly boolean[];
}

export type WaveStep =
	/** So many more may begin now, of those that are there. */
	| { readonly do: "begin"; readonly room: number }
	| { readonly do: "startWave"; readonly wave: number }
	| { readonly do: "endWave" }
	/** What waits in this wave has been away for too long. */
	| { readonly do: "skipAway" }
	| { readonly do: "pause"; readonly reason: Failure }
	| { readonly do: "wait" }
	/** All are through. */
	| { readonly do: "end" };

const WAIT: WaveStep = { do: "wait" };

/** The one place that says how a rollout goes on. Pure. */
export function nextStep(plan: WavePlan, facts: WaveFacts): WaveStep {
	const { now, wave, startedAt, endedAt, waiting, running, resumedAt } = facts;
	if (facts.stopped) return running === 0 ? { do: "end" } : WAIT;
	if (startedAt !== null && endedAt === null && waiting + running === 0) return { do: "endWave" };
	const isLast = wave === plan.sizes.length - 1;
	if (endedAt !== null && isLast) return { do: "end" };
	if (facts.paused) return WAIT;
	const reason = stopReason(plan, facts);
	if (reason) return { do: "pause", reason };
	if (startedAt === null) return { do: "startWave", wave };
	if (endedAt !== null) {
		return now.getTime() >= endedAt.getTime() + plan.pauseMinutes * 60_000 ? { do: "startWave", wave: wave + 1 } : WAIT;
	}
	const since = Math.max(startedAt.getTime(), resumedAt?.getTime() ?? 0);
	if (waiting > 0 && now.getTime() >= since + plan.deadlineHours * 3_600_000) return { do: "skipAway" };
	const room = Math.min(waiting, plan.concurrency - running);
	return room > 0 ? { do: "begin", room } : WAIT;
}

/** Why nobody should go on without looking; `null` where nothing speaks against it. */
function stopReason({ stop }: WavePlan, facts: WaveFacts): Failure | null {
	const { recent, wave, endedAt, applied, failed, resumedAt } = facts;
	const failures = recent.slice(-stop.of).filter(Boolean).length;
	if (failures >= stop.failures) {
		const detail = `${failures} of the last ${Math.min(recent.length, stop.of)} devices failed`;
		return { code: "stopRule", detail };
	}
	// Somebody has seen how that wave ended.
	if (endedAt === null || (resumedAt !== null && resumedAt >= endedAt)) return null;
	if (applied === 0 && failed > 0) return { code: "waveFailed", detail: `no device of wave ${wave + 1} took it` };
	if (applied + facts.appliedBefore === 0) {
		return { code: "nothingApplied", detail: "no device has taken it yet: nobody knows whether it does any good" };
	}
	return null;
}

const WAVES: readonly WaveSize[] = [1, 10, "10%", "100%"];
const DEADLINE_HOURS = 72;
/** A window of some days only comes once a week. */
const WEEK_HOURS = 168;

/** All that somebody left open, filled in. What may cut devices off goes to one of them first. */
export function planOf(asked: NewRollout, devices: number, mayCutOff: boolean): Rollout {
	const given = asked.waves ?? WAVES;
	const isOneFirst = sizesOf(given, devices)[0] === 1;
	const waves = mayCutOff && devices > 1 && !isOneFirst ? [1, ...given] : [...given];
	return {
		waves,
		sizes: sizesOf(waves, devices),
		pauseMinutes: asked.pauseMinutes ?? 0,
		deadlineHours: asked.deadlineHours ?? (asked.window?.days ? WEEK_HOURS : DEADLINE_HOURS),
		stop: asked.stop ?? { failures: 3, of: 20 },
		concurrency: asked.concurrency ?? 20,
		window: asked.window ?? null,
	};
}

/** The devices of each wave; the last one takes what is left, and waves that nothing is left for are none. */
export function sizesOf(waves: readonly WaveSize[], devices: number): number[] {
	const sizes: number[] = [];
	let left = devices;
	for (const [index, wave] of waves.entries()) {
		if (left === 0) break;
		const asked = typeof wave === "number" ? wave : Math.ceil((Number.parseFloat(wave) / 100) * devices);
		const size = index === waves.length - 1 ? left : Math.min(left, Math.max(1, asked));
		sizes.push(size);
		left -= size;
	}
	return sizes;
}

/** The wave of a device by its place, from 0. */
export function waveOf(sizes: readonly number[], place: number): number {
	let end = 0;
	for (const [wave, size] of sizes.entries()) {
		end += size;
		if (place < end) return wave;
	}
	return Math.max(0, sizes.length - 1);
}
