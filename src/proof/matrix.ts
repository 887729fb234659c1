import {
	type Cell,
	type CellStatus,
	DIAGNOSTICS,
	type DiagnosticName,
	type DiagnosticState,
	type Limitation,
	type MatrixRow,
	type RunEvidence,
	type Traits,
	WORKFLOWS,
	type Workflow,
} from "../shared/proof.ts";
import {
	type Clearance,
	isGood,
	type JudgedCell,
	judgeCell,
	keyOfPair,
	type Lowering,
	type Pair,
	type Run,
} from "./cells.ts";
import { limitationsOf } from "./limitations.ts";
import { nearestOf, suggestionFrom } from "./nearest.ts";
import type { PairProgress } from "./pipeline.ts";
import { standingOf } from "./standing.ts";

/** Everything that the rows of one model are computed from. */
export interface ModelEvidence {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly ouis: readonly string[];
	/** Every pair that was ever seen, in the order of being seen. */
	readonly seen: readonly Pair[];
	/** Oldest first. */
	readonly runs: readonly Run[];
	readonly simulated: boolean;
	/** Where certifications have brought pairs, the oldest certification first. */
	readonly progress: readonly PairProgress[];
	readonly clearances: readonly Clearance[];
	readonly lowerings: readonly Lowering[];
	readonly evidenceMaxAgeDays: number;
}

/** What is known of one pair of versions. */
export interface PairState extends Pair {
	/** Oldest first. */
	readonly runs: readonly Run[];
	readonly cells: Readonly<Record<Workflow, JudgedCell>>;
	readonly facts: PairFacts;
	readonly scope: readonly Workflow[];
	readonly stage: MatrixRow["stage"];
}

/**
 * What the newest runs on a pair say beside the cells: limitations and diagnostics of the runs that stand, each other part
 * from the newest run that says anything of it.
 */
interface PairFacts {
	readonly traits: Traits;
	readonly limitations: readonly Limitation[];
	readonly coverage: RunEvidence["coverage"];
	readonly root: RunEvidence["parameterRoot"];
	readonly cwmpVersion: string | null;
	readonly diagnostics: Readonly<Record<DiagnosticName, DiagnosticState>>;
	readonly provenPaths: readonly string[];
	readonly configurationFile: string | null;
	/** When the newest of its runs ended; empty where there is none. */
	readonly newestAt: string;
}

/** Of all but the factory reset, unless a certification says otherwise (contract, section 5). */
const SCOPE: readonly Workflow[] = WORKFLOWS.filter((workflow) => workflow !== "factoryReset");
const WORST: readonly CellStatus[] = ["red", "unproven", "yellow", "green"];
/** Of two devices what the worse one shows. */
const WORST_DIAGNOSTIC: readonly DiagnosticState[] = ["failing", "unsupported", "supported"];
const DAY_MS = 86_400_000;

/** Whether a cell that is `from` would be worse as `to`. */
export function isLower(to: CellStatus, from: CellStatus): boolean {
	return WORST.indexOf(to) < WORST.indexOf(from);
}

/** The rows of one model from its evidence alone; pure, and the same however often it is computed. */
export function rowsOf(evidence: ModelEvidence, rowId: (seed: string) => string, now: string): MatrixRow[] {
	const pairs = judgeModel(evidence, now);
	const groups = [...Map.groupBy(pairs, signatureOf).values()] as [PairState, ...PairState[]][];
	// The row keeps its id for as long as the pair that it began with stands in it.
	const idOf = ([{ hardwareVersion, softwareVersion }]: readonly [PairState, ...PairState[]]): string =>
		rowId(
			JSON.stringify([
				"cwmp",
				...[evidence.vendor, evidence.model, evidence.productClass],
				...[hardwareVersion, softwareVersion],
			]),
		);
	const ids = new Map(groups.flatMap((group) => group.map((pair) => [keyOfPair(pair), idOf(group)] as const)));
	return groups.map((group) => {
		const [first] = group;
		const nearest = hasEvidence(first) ? null : nearestOf(first, pairs.filter(hasEvidence));
		return {
			...rowOf(evidence, group, idOf(group), now),
			...(nearest && { suggestion: suggestionFrom(nearest, ids.get(keyOfPair(nearest)) as string) }),
		};
	});
}

/** Each pair of a model's versions by itself, in the order of being seen. */
export function judgeModel(evidence: ModelEvidence, now: string): PairState[] {
	// A virtual CPE's evidence colours nothing but a simulated tenant's rows, however it came here (contract, section 5).
	const runs = evidence.runs.filter(({ summary }) => evidence.simulated || !summary.simulated).flatMap(testimoniesOf);
	const pairs = new Map<string, Pair>();
	for (const pair of [...evidence.seen, ...runs.map(({ summary }) => summary.subject)]) {
		const { hardwareVersion, softwareVersion } = pair;
		pairs.set(keyOfPair(pair), { hardwareVersion, softwareVersion });
	}
	const runsOf = Map.groupBy(runs, ({ summary }) => keyOfPair(summary.subject));
	const clearancesOf = Map.groupBy(evidence.clearances, keyOfPair);
	const loweringsOf = Map.groupBy(evidence.lowerings, keyOfPair);
	const notBefore = new Date(Date.parse(now) - evidence.evidenceMaxAgeDays * DAY_MS).toISOString();
	return [...pairs].map(([key, pair]) => {
		const own = runsOf.get(key) ?? [];
		const cell = (workflow: Workflow): JudgedCell =>
			judgeCell(workflow, {
				runs: own,
				clearances: (clearancesOf.get(key) ?? []).filter((clearance) => clearance.workflow === workflow),
				lowerings: (loweringsOf.get(key) ?? []).filter((lowering) => lowering.workflow === workflow),
				notBefore,
			});
		const cells = Object.fromEntries(WORKFLOWS.map((workflow) => [workflow, cell(workflow)])) as PairState["cells"];
		const progress = progressOf(evidence.progress.filter((one) => keyOfPair(one) === key));
		return {
			...pair,
			runs: own,
			cells,
			facts: factsOf(own, cells, notBefore),
			scope: progress?.workflows ?? SCOPE,
			stage: progress?.stage ?? "seen",
		};
	});
}

/** Whether anything was shown of a pair; what could not be carried out shows nothing. */
function hasEvidence({ cells }: PairState): boolean {
	return Object.values(cells).some(({ verdict }) => verdict !== null);
}

/** When the oldest evidence that some cell is green by was made: with it that cell will fall back. `null`: none is. */
export function oldestGreenOf(pairs: readonly PairState[]): string | null {
	const times = pairs.flatMap(({ cells }) =>
		Object.values(cells).flatMap(({ status, provenAt }) => (status === "green" && provenAt !== null ? [provenAt] : [])),
	);
	return times.sort()[0] ?? null;
}

/** A run as what it says of each pair of versions: a firmware that was gone back from was tried on its own. */
export function testimoniesOf(run: Run): Run[] {
	const { firmwareReturn, ...summary } = run.summary;
	if (!firmwareReturn) return [run];
	const { subject, verdict, limitations } = firmwareReturn;
	const leg: RunEvidence = {
		...summary,
		subject,
		parameterRoot: null,
		cwmpVersion: null,
		verdicts: { firmware: verdict },
		traits: { faultBehaviour: null, sessionReliability: null },
		limitations,
		coverage: {},
		checks: summary.checks.filter(({ workflow }) => workflow === "firmware"),
	};
	delete leg.diagnostics;
	delete leg.provenPaths;
	delete leg.configurationFile;
	return [run, { summary: leg, digest: run.digest }];
}

/** A certification that has come to its end counts before one that has begun; of each kind the newest. */
function progressOf(progress: readonly PairProgress[]): PairProgress | undefined {
	return progress.findLast(({ stage }) => stage === "certified") ?? progress.at(-1);
}

/** Pairs share a row only where this is the same; one without evidence stands alone. */
function signatureOf(pair: PairState): string {
	const { cells, facts, scope, stage } = pair;
	if (!hasEvidence(pair)) return `unproven ${keyOfPair(pair)}`;
	const { faultBehaviour, sessionReliability } = facts.traits;
	return JSON.stringify([
		WORKFLOWS.map((workflow) => {
			const { status, verdict, conflicting, clearance, lowerings, aged } = cells[workflow];
			return [status, verdict, conflicting, clearance?.certificationId, lowerings.map(({ id }) => id), aged];
		}),
		// How often it comes follows from its settings, and is measured a little differently each time.
		[faultBehaviour, sessionReliability && { ...sessionReliability, cadenceSeconds: null }],
		facts.limitations.map(({ code, workflow }) => `${workflow} ${code}`).sort(),
		[facts.root, facts.cwmpVersion, facts.diagnostics],
		[scope, stage],
	]);
}

function rowOf(
	evidence: ModelEvidence,
	pairs: readonly [PairState, ...PairState[]],
	id: string,
	now: string,
): MatrixRow {
	const { vendor, model, productClass } = evidence;
	const [first] = pairs;
	const versions = [...new Set(pairs.map(({ softwareVersion }) => softwareVersion))];
	const cells = Object.fromEntries(WORKFLOWS.map((workflow) => [workflow, cellOf(workflow, pairs)])) as Record<
		Workflow,
		Cell
	>;
	// What the signature holds they have in common; of what was measured the newest stands.
	const newest = pairs.reduce((one, other) => (other.facts.newestAt > one.facts.newestAt ? other : one)).facts;
	return {
		id,
		protocol: "cwmp",
		vendor,
		model,
		productClass,
		ouis: [...evidence.ouis],
		hardwareVersions: [...new Set(pairs.map(({ hardwareVersion }) => hardwareVersion))],
		firmwareRange: { from: versions[0] ?? "", to: versions.at(-1) ?? "", versions },
		covers: pairs.map(({ hardwareVersion, softwareVersion }) => ({ hardwareVersion, softwareVersion })),
		parameterRoot: newest.root,
		cwmpVersion: newest.cwmpVersion,
		workflows: cells,
		diagnostics: { ...newest.diagnostics },
		coverage: leastCoverage(pairs),
		traits: newest.traits,
		limitations: [...newest.limitations, ...limitationsOf(first, evidence.evidenceMaxAgeDays)],
		stage: first.stage,
		status: worst(first.scope.map((workflow) => cells[workflow].status)),
		evidenceUrl: `/matrix/${id}`,
		simulated: evidence.simulated,
		updatedAt: now,
	};
}

function cellOf(workflow: Workflow, pairs: readonly [PairState, ...PairState[]]): Cell {
	const judged = pairs.map(({ cells }) => cells[workflow]);
	const { status, verdict, clearance, lowerings } = pairs[0].cells[workflow];
	const shown = judged.flatMap((cell) => cell.shown);
	const [lowering] = lowerings;
	const configurationFile = workflow === "config" ? commonFile(pairs) : null;
	return {
		status,
		verdict,
		provenOn:
			verdict !== null && isGood(verdict)
				? [...new Set(shown.map(({ summary }) => summary.subject.softwareVersion))]
				: [],
		// A row is as old as the newest evidence of all its pairs.
		provenAt: judged.reduce<string | null>(
			(newest, { provenAt }) => (newest === null || (provenAt !== null && provenAt > newest) ? provenAt : newest),
			null,
		),
		evidence: shown.map(({ summary, digest }) => ({
			proofRunId: summary.proofRunId,
			digest,
			url: `/evidence/${digest}`,
		})),
		...(workflow === "config" && { provenPaths: commonPaths(pairs) }),
		...(configurationFile !== null && { configurationFile }),
		...(clearance && { cleared: { certificationId: clearance.certificationId, at: clearance.at } }),
		...(lowering && { lowered: loweredOf(lowering) }),
	};
}

function loweredOf({ id, cause, to, code, reason, by, at }: Lowering): NonNullable<Cell["lowered"]> {
	return { id, cause, to, code, reason, by, at };
}

/** What every pair of the row was proven to take. */
function commonPaths([first, ...others]: readonly [PairState, ...PairState[]]): string[] {
	return first.facts.provenPaths.filter((path) => others.every(({ facts }) => facts.provenPaths.includes(path)));
}

function commonFile([first, ...others]: readonly [PairState, ...PairState[]]): string | null {
	const { configurationFile } = first.facts;
	return others.every(({ facts }) => facts.configurationFile === configurationFile) ? configurationFile : null;
}

/** What every pair of the row gives at least; unknown where it is so of one. */
function leastCoverage(pairs: readonly PairState[]): RunEvidence["coverage"] {
	const all = pairs.map(({ facts }) => facts.coverage);
	const names = new Set(all.flatMap((coverage) => Object.keys(coverage)));
	return Object.fromEntries(
		[...names].map((name) => {
			const shares = all.map((coverage) => coverage[name] ?? null);
			return [name, shares.includes(null) ? null : Math.min(...(shares as number[]))];
		}),
	);
}

function factsOf(runs: readonly Run[], cells: PairState["cells"], notBefore: string): PairFacts {
	const newestFirst = [...runs].reverse().map(({ summary }) => summary);
	const firstOf = <T>(pick: (summary: RunEvidence) => T | null | undefined): T | null => {
		for (const summary of newestFirst) {
			const found = pick(summary);
			if (found !== null && found !== undefined) return found;
		}
		return null;
	};
	const limitations = [...WORKFLOWS, "faultBehaviour", "sessionReliability"].flatMap((workflow) => {
		const told = runs.filter(({ summary }) =>
			summary.checks.some((check) => check.workflow === workflow && check.outcome !== "skipped"),
		);
		const found = standingOf(told, notBefore)
			.reverse()
			.flatMap(({ summary }) => summary.limitations.filter((limitation) => limitation.workflow === workflow));
		return [...new Map(found.toReversed().map((limitation) => [limitation.code, limitation])).values()].reverse();
	});
	const { verdict } = cells.config;
	const configured = verdict !== null && isGood(verdict) ? cells.config.shown : [];
	return {
		traits: {
			faultBehaviour: firstOf(({ traits }) => traits.faultBehaviour),
			sessionReliability: firstOf(({ traits }) => traits.sessionReliability),
		},
		limitations,
		coverage:
			firstOf(({ verdicts, coverage }) =>
				verdicts.inventory !== undefined && verdicts.inventory !== "inconclusive" ? coverage : null,
			) ?? {},
		root: firstOf(({ parameterRoot }) => parameterRoot),
		cwmpVersion: firstOf(({ cwmpVersion }) => cwmpVersion),
		diagnostics: Object.fromEntries(
			DIAGNOSTICS.map((name) => {
				const told = runs.filter(({ summary }) => summary.diagnostics?.[name] !== undefined);
				const states = standingOf(told, notBefore).map(({ summary }) => summary.diagnostics?.[name]);
				return [name, WORST_DIAGNOSTIC.find((state) => states.includes(state)) ?? "unproven"];
			}),
		) as PairFacts["diagnostics"],
		provenPaths: [...new Set(configured.flatMap(({ summary }) => summary.provenPaths ?? []))].sort(),
		configurationFile: configured.at(-1)?.summary.configurationFile ?? null,
		newestAt: newestFirst[0]?.finishedAt ?? "",
	};
}

function worst(statuses: readonly CellStatus[]): CellStatus {
	return WORST.find((status) => statuses.includes(status)) ?? "unproven";
}
