import type { RolloutReport } from "../../shared/rollouts.ts";
import type { ChangeRow } from "../../store/changes.ts";
import type { Scope } from "../../store/db.ts";
import {
	type ReportLine,
	readFailureGroups,
	readReportLines,
	readVersionSteps,
	readWaveTallies,
	type WaveTally,
} from "../../store/rolloutReport.ts";
import { findRollout, type RolloutRow, readRecent } from "../../store/rollouts.ts";

/** Devices that a reason names. */
const SHOWN_DEVICES = 100;
const SHOWN_REASONS = 200;
const SHOWN_VERSIONS = 200;

/** What became of a change, by wave; one that goes in none is one. */
export async function reportOf(scope: Scope, change: ChangeRow): Promise<RolloutReport> {
	const rollout = await findRollout(scope, change.id);
	const begins = beginsOf(rollout);
	const tallies = await readWaveTallies(scope, change.id, begins);
	const total = tallies.find(({ wave }) => wave === null) as WaveTally;
	const recent = rollout && (await readRecent(scope, change.id, rollout.resumedAt, rollout.plan.stop.of));
	const startedAt = rollout ? rollout.startedAt[0] : change.appliedAt;
	return {
		changeId: change.id,
		state: change.state,
		startedAt: startedAt?.toISOString() ?? null,
		finishedAt: change.finishedAt?.toISOString() ?? null,
		total: countsOf(total),
		recent: recent && { ended: recent.length, failed: recent.filter(Boolean).length },
		waves: begins.flatMap((_place, index) => {
			const tally = tallies.find(({ wave }) => wave === index + 1);
			const began = rollout ? rollout.startedAt[index] : change.appliedAt;
			const ended = rollout ? rollout.endedAt[index] : change.finishedAt;
			return tally
				? {
						wave: index + 1,
						startedAt: began?.toISOString() ?? null,
						finishedAt: ended?.toISOString() ?? null,
						...countsOf(tally),
						durations: durationsOf(tally),
					}
				: [];
		}),
		durations: durationsOf(total),
		failures: await readFailureGroups(scope, change.id, SHOWN_DEVICES, SHOWN_REASONS),
		versions: await readVersionSteps(scope, change.id, SHOWN_VERSIONS),
	};
}

/** A line for every device. */
export async function reportLinesOf(scope: Scope, change: ChangeRow): Promise<ReportLine[]> {
	return readReportLines(scope, change.id, beginsOf(await findRollout(scope, change.id)));
}

/** The first place of each wave. */
function beginsOf(rollout: RolloutRow | null): number[] {
	let place = 0;
	return (rollout?.plan.sizes ?? [1]).map((size) => {
		const begin = place;
		place += size;
		return begin;
	});
}

function countsOf({ devices, waiting, running, applied, failed, rolledBack, skipped }: WaveTally) {
	return { devices, waiting, running, applied, failed, rolledBack, skipped };
}

function durationsOf({ medianSeconds, p95Seconds, maxSeconds }: WaveTally): RolloutReport["durations"] {
	if (medianSeconds === null || p95Seconds === null || maxSeconds === null) return null;
	return { medianSeconds, p95Seconds, maxSeconds };
}
