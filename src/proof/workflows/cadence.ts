import { eventName } from "../../cwmp/events.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	fail,
	inconclusive,
	informs,
	notCarriedOut,
	type PastInform,
	type ProofAnswer,
	type ProofStep,
	pass,
	pastInforms,
	skipped,
} from "../check.ts";
import { atShortInterval, periodPaths, readPeriod } from "./periodicInterval.ts";

const DEFAULT_SECONDS = 120;
const LEAST_DISTANCES = 3;
const AWAITED_INFORMS = 4;
/** What the clocks of both sides and the way between them may take. */
const LEAST_TOLERANCE_SECONDS = 2;
const TOLERANCE = 0.1;

/** How well periodic Informs keep to PeriodicInformInterval: past ones, or some at a temporary interval. */
export function* cadence(context: CheckContext): CheckRun {
	const period = yield* readPeriod(context);
	const { end, interval, enabled } = period;
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	if (interval === null) return skipped("the device does not show its PeriodicInformInterval");
	if (!enabled) return skipped("the device's periodic Informs are switched off");
	const past = distancesOf(yield* pastInforms(periodPaths(context)));
	if (past.length >= LEAST_DISTANCES) {
		const judged = judge(past, interval, "on record");
		// An outage of the ACS or of the line may have brought them out of step: where that can be, they are measured.
		if (judged.outcome === "pass" || !context.lab) return judged;
	}
	if (!context.lab)
		return skipped("fewer than three distances are on record, and the interval is changed on lab devices only");
	const seconds = context.inputs.timeoutSeconds ?? DEFAULT_SECONDS;
	const { seen, refused, restored } = yield* atShortInterval(context, { ...period, interval }, seconds, (now) =>
		awaited(now, seconds),
	);
	const detail = refused ?? seen?.detail ?? "";
	const values = { ...seen?.values, interval, restored };
	if (restored === false) return fail(`the interval could not be put back; ${detail}`, [], values, "unsafe");
	if (restored === null)
		return inconclusive(`the device did not come for its interval to be put back; ${detail}`, values);
	return seen ? { ...seen, values } : skipped(detail);
}

/** Once more where it is not kept to: one that was late, or a session for another reason, is not the device's cadence. */
function* awaited(interval: number, seconds: number): Generator<ProofStep, CheckResult, ProofAnswer> {
	let result = judgeAwaited(yield* periodicInforms(seconds), interval, seconds);
	if (result.outcome === "pass") return result;
	const { distances: before } = result.values;
	result = judgeAwaited(yield* periodicInforms(seconds), interval, seconds);
	return { ...result, values: { ...result.values, before } };
}

/** Those for another reason, as somebody wakes the device meanwhile, are none of its cadence, and take nobody's place. */
function* periodicInforms(seconds: number): Generator<ProofStep, PastInform[], ProofAnswer> {
	const seen: PastInform[] = [];
	for (;;) {
		const left = AWAITED_INFORMS - seen.filter(isPeriodic).length;
		const [first, last] = [seen[0], seen.at(-1)];
		const isOver = first && last && Date.parse(last.at) - Date.parse(first.at) > seconds * 1000;
		if (left <= 0 || isOver) return seen;
		const more = yield* informs(left, seconds);
		seen.push(...more);
		if (more.length < left) return seen;
	}
}

function judgeAwaited(seen: readonly PastInform[], interval: number, seconds: number): CheckResult {
	const distances = beatOf(seen);
	if (distances.length >= AWAITED_INFORMS - 2 || isOff(distances, interval))
		return judge(distances, interval, "awaited");
	const count = seen.filter(isPeriodic).length;
	const text = `${count} periodic Informs came within ${seconds} s at an interval of ${interval} s.`;
	const values = { cadenceSeconds: null, distances, measuredAt: interval, informs: seen };
	return fail(text, [{ code: "session.cadenceOff", text }], values);
}

/** Without the first: an Inform that came due during the session before is held back until that is over. */
function beatOf(seen: readonly PastInform[]): number[] {
	return distancesOf(seen).slice(1);
}

function isPeriodic({ events }: PastInform): boolean {
	return events.some((code) => eventName(code) === "periodic");
}

/** Seconds between periodic Informs that follow one another, with no boot between them. */
function distancesOf(seen: readonly PastInform[]): number[] {
	const distances: number[] = [];
	let last: number | null = null;
	for (const inform of seen) {
		const at = Date.parse(inform.at);
		if (inform.events.some((code) => ["boot", "bootstrap"].includes(eventName(code) ?? ""))) last = null;
		if (!isPeriodic(inform)) continue;
		if (last !== null) distances.push((at - last) / 1000);
		last = at;
	}
	return distances;
}

function toleranceOf(interval: number): number {
	return Math.max(LEAST_TOLERANCE_SECONDS, interval * TOLERANCE);
}

function isOff(distances: readonly number[], interval: number): boolean {
	return distances.length > 0 && Math.abs(medianOf(distances) - interval) > toleranceOf(interval);
}

/** A single one that was lost does not make a cadence: the median counts, and how many kept to it is told. */
function judge(distances: readonly number[], interval: number, source: string): CheckResult {
	const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
	const kept = distances.filter((distance) => Math.abs(distance - interval) <= toleranceOf(interval)).length;
	const cadenceSeconds = Math.round(mean * 10) / 10;
	const values = { cadenceSeconds, distances, kept, measuredAt: interval, source };
	const text = `${kept} of ${distances.length} distances ${source} are those of an interval of ${interval} s; on average it is ${cadenceSeconds} s.`;
	return isOff(distances, interval) ? fail(text, [{ code: "session.cadenceOff", text }], values) : pass(text, values);
}

function medianOf(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((left, right) => left - right);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] as number;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
