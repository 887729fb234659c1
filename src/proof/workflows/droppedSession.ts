import { isPlainPeriodic } from "../../cwmp/events.ts";
import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	type Cut,
	fail,
	type InformSeen,
	inconclusive,
	informs,
	notCarriedOut,
	type ProofAnswer,
	type ProofStep,
	pass,
	skipped,
} from "../check.ts";
import { atShortInterval, readPeriod, shortInterval } from "./periodicInterval.ts";

const DEFAULT_SECONDS = 120;
/** A session that has something to tell is let be. */
const MAX_SESSIONS_LET_BE = 3;
const CUTS: readonly Cut[] = ["beforeInformResponse", "afterInformResponse"];

/**
 * Drops a session before the InformResponse and another after it; the device has to call again by itself, by its retries
 * or its period. It is not woken in between.
 */
export function* recoversDroppedSession(context: CheckContext): CheckRun {
	if (!context.lab) return skipped("sessions are dropped on lab devices only");
	const seconds = context.inputs.timeoutSeconds ?? DEFAULT_SECONDS;
	const period = yield* readPeriod(context);
	const { end, interval } = period;
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	if (interval === null) return judge(yield* dropEach(seconds), null);
	if (interval <= seconds / 2) return judge(yield* dropEach(seconds), interval);
	const { seen, refused, restored } = yield* atShortInterval(context, { ...period, interval }, seconds, () =>
		dropEach(seconds),
	);
	if (!seen) return skipped(`the device calls too seldom to be dropped: ${refused}`);
	const result = judge(seen, shortInterval(seconds));
	const values = { ...result.values, interval, restored };
	if (restored === false)
		return fail(`the interval could not be put back; ${result.detail}`, result.limitations, values, "unsafe");
	return { ...result, values };
}

interface Drop {
	readonly cut: Cut;
	/** `null` where no session came that could be dropped. */
	readonly dropped: InformSeen | null;
	/** The session that came next; `null` where none came. */
	readonly next: InformSeen | null;
}

function* dropEach(seconds: number): Generator<ProofStep, readonly Drop[], ProofAnswer> {
	const drops: Drop[] = [];
	for (const cut of CUTS) {
		const dropped = yield* dropOne(cut, seconds);
		const [next = null] = dropped ? yield* informs(1, seconds) : [];
		drops.push({ cut, dropped, next });
		if (!next) break;
	}
	return drops;
}

function* dropOne(cut: Cut, seconds: number): Generator<ProofStep, InformSeen | null, ProofAnswer> {
	for (let letBe = 0; letBe <= MAX_SESSIONS_LET_BE; letBe++) {
		const [came] = yield* informs(1, seconds, cut);
		if (!came) return null;
		if (isPlainPeriodic(came.events.map((code) => ({ code, commandKey: "" })))) return came;
	}
	return null;
}

function judge(drops: readonly Drop[], interval: number | null): CheckResult {
	const values = { drops };
	const last = drops.at(-1);
	if (!last?.dropped) return inconclusive("the device opened no plain periodic session in time to be dropped", values);
	if (!last.next) {
		const where = last.cut === "beforeInformResponse" ? "before the InformResponse" : "after the InformResponse";
		const text = `The device did not call again by itself after a session that was dropped ${where}.`;
		// Without its interval it is not known when it should have.
		if (interval === null) return inconclusive(text, values);
		return fail(text, [{ code: "session.noRecovery", text }], { ...values, recovers: false });
	}
	const after = drops.map(({ dropped, next }) => {
		const seconds = (Date.parse(next?.at ?? "") - Date.parse(dropped?.at ?? "")) / 1000;
		return `${Math.round(seconds)} s`;
	});
	return pass(`after each dropped session the device called again by itself: ${after.join(" and ")} later`, {
		...values,
		recovers: true,
	});
}
