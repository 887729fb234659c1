import type { Cell, CellStatus, RunEvidence, Verdict, Workflow } from "../shared/proof.ts";
import { standingOf } from "./standing.ts";

export interface Run {
	readonly summary: RunEvidence;
	/** Of the summary's own bytes. */
	readonly digest: string;
}

export interface Pair {
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
}

/** A workflow that a canary exercised enough on a pair of versions, as it was approved. Times are RFC 3339. */
export interface Clearance extends Pair {
	readonly certificationId: string;
	readonly workflow: Workflow;
	readonly at: string;
}

/** Something that took a cell down beside proof runs: a person, or what the fleet showed. */
export interface Lowering extends Pair, NonNullable<Cell["lowered"]> {
	readonly workflow: Workflow;
}

/** What is known of one workflow on one pair of versions. */
export interface CellFacts {
	/** Oldest first. */
	readonly runs: readonly Run[];
	readonly clearances: readonly Clearance[];
	readonly lowerings: readonly Lowering[];
	/** Evidence that is older counts no more for green. */
	readonly notBefore: string;
}

export interface JudgedCell {
	readonly status: CellStatus;
	readonly verdict: Verdict | null;
	readonly conflicting: boolean;
	/** The runs that speak for what it is now. */
	readonly shown: readonly Run[];
	/** When the newest of those with its verdict ended. */
	readonly provenAt: string | null;
	/** The clearance that holds; `null` also where a lowering or a red verdict took it away. */
	readonly clearance: Clearance | null;
	/** Those in force, the one that weighs most first. */
	readonly lowerings: readonly Lowering[];
	/** It would be green, were its evidence younger. */
	readonly aged: boolean;
}

const GOOD: ReadonlySet<Verdict> = new Set(["proven", "partial"]);

export function isGood(verdict: Verdict): boolean {
	return GOOD.has(verdict);
}

/** One cell of one pair of versions; pure, and the same however often it is computed. */
export function judgeCell(workflow: Workflow, facts: CellFacts): JudgedCell {
	const told = facts.runs.filter(({ summary }) => tells(summary.verdicts[workflow]));
	const { verdict, conflicting, deciding } = judge(workflow, told, facts.notBefore);
	const shown = verdict === null ? [] : shownOf(workflow, told, verdict, deciding);
	const provenAt =
		shown
			.filter(({ summary }) => summary.verdicts[workflow] === verdict)
			.map(({ summary }) => summary.finishedAt)
			.sort()
			.at(-1) ?? null;
	const clearance = clearanceOf(workflow, facts, told);
	const lowerings = loweringsInForce(workflow, facts, told);
	const cleared = verdict === "proven" && !conflicting && clearance !== null;
	const aged = cleared && provenAt !== null && provenAt < facts.notBefore;
	const proven: CellStatus =
		verdict === null ? "unproven" : !isGood(verdict) && !conflicting ? "red" : cleared && !aged ? "green" : "yellow";
	return {
		status: lowerings.some(({ to }) => to === "red") ? "red" : proven,
		verdict,
		conflicting,
		shown,
		provenAt,
		clearance,
		lowerings,
		aged,
	};
}

interface Judgement {
	readonly verdict: Verdict | null;
	readonly conflicting: boolean;
	readonly deciding: readonly Run[];
}

/**
 * What a workflow's evidence comes to: what its devices show last, of what is usable the least. What is not, against what
 * is, makes a conflict, whichever came first, until a second device or a repeat after a boot confirms it, or the device
 * itself shows otherwise. `unsafe` counts at once.
 */
function judge(workflow: Workflow, told: readonly Run[], notBefore: string): Judgement {
	const verdictOf = ({ summary }: Run): Verdict => summary.verdicts[workflow] as Verdict;
	const standing = standingOf(told, notBefore);
	const newest = standing.at(-1);
	if (!newest) return { verdict: null, conflicting: false, deciding: [] };
	const against = standing.findLast((run) => !isGood(verdictOf(run)));
	if (!against) {
		const verdict = standing.every((run) => verdictOf(run) === "proven") ? "proven" : "partial";
		return { verdict, conflicting: false, deciding: standing };
	}
	const verdict = verdictOf(against);
	const lastGood = told.findLastIndex((run) => isGood(verdictOf(run)));
	const isConfirmed = told.slice(lastGood + 1).some((run) => confirms(workflow, against, run));
	if (newest === against && (verdict === "unsafe" || lastGood < 0 || isConfirmed)) {
		return { verdict, conflicting: false, deciding: [newest] };
	}
	return { verdict, conflicting: true, deciding: [told[lastGood] as Run, ...standing] };
}

/**
 * Whether a run that found a workflow bad bears out an earlier one that did: it was on another device, or this one had
 * started anew since. Evidence from before boots were recorded counts as it did then.
 */
function confirms(workflow: Workflow, { summary: run }: Run, { summary: earlier }: Run): boolean {
	if (run.proofRunId === earlier.proofRunId) return false;
	const [failed, again] = [earlier.boots?.[workflow], run.boots?.[workflow]];
	if (run.deviceId !== earlier.deviceId || !failed || !again) return true;
	return again.lastBootAt !== null && again.lastBootAt > (failed.failedAt ?? earlier.finishedAt);
}

function shownOf(workflow: Workflow, told: readonly Run[], verdict: Verdict, deciding: readonly Run[]): Run[] {
	const good = isGood(verdict);
	return told.filter((run) => isGood(run.summary.verdicts[workflow] as Verdict) === good || deciding.includes(run));
}

/** The newest clearance, unless something took it away after it was given. */
function clearanceOf(workflow: Workflow, facts: CellFacts, told: readonly Run[]): Clearance | null {
	const newest = newestOf(facts.clearances);
	if (!newest || facts.lowerings.some(({ at }) => at >= newest.at)) return null;
	const wentRed = told.some((run, index) => {
		if (run.summary.finishedAt <= newest.at) return false;
		const { verdict, conflicting } = judge(workflow, told.slice(0, index + 1), facts.notBefore);
		return verdict !== null && !isGood(verdict) && !conflicting;
	});
	return wentRed ? null : newest;
}

/**
 * A lowering holds until something newer raises the cell: a clearance, or, where it took none away, a good run. A good
 * run lifts `red` in any case: to yellow, and no further.
 */
function loweringsInForce(workflow: Workflow, facts: CellFacts, told: readonly Run[]): Lowering[] {
	const lastGood =
		told.findLast(({ summary }) => isGood(summary.verdicts[workflow] as Verdict))?.summary.finishedAt ?? "";
	const weight = ({ to, at }: Lowering): string => `${to === "red" ? 1 : 0} ${at}`;
	return facts.lowerings
		.flatMap((lowering): Lowering[] => {
			const { at } = lowering;
			if (facts.clearances.some((clearance) => clearance.at > at)) return [];
			if (lastGood <= at) return [lowering];
			return facts.clearances.some((clearance) => clearance.at <= at) ? [{ ...lowering, to: "yellow" }] : [];
		})
		.sort((left, right) => (weight(left) < weight(right) ? 1 : -1));
}

function tells(verdict: Verdict | undefined): boolean {
	return verdict !== undefined && verdict !== "inconclusive";
}

export function newestOf<Thing extends { readonly at: string }>(things: readonly Thing[]): Thing | null {
	return things.reduce<Thing | null>((newest, thing) => (newest && newest.at > thing.at ? newest : thing), null);
}

/** A pair as one text, for maps. */
export function keyOfPair({ hardwareVersion, softwareVersion }: Pair): string {
	return JSON.stringify([hardwareVersion, softwareVersion]);
}
