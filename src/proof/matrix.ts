import type { Cell, CellStatus, MatrixRow, RunEvidence, Traits, Verdict, Workflow } from "../shared/proof.ts";
import { WORKFLOWS } from "../shared/proof.ts";

export interface Run {
	readonly summary: RunEvidence;
	/** Of the summary's own bytes. */
	readonly digest: string;
}

export interface Pair {
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
}

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
}

const GOOD: ReadonlySet<Verdict> = new Set(["proven", "partial"]);
/** Of all but the factory reset, unless a certification says otherwise (contract, section 5). */
const SCOPE: readonly Workflow[] = WORKFLOWS.filter((workflow) => workflow !== "factoryReset");
const WORST: readonly CellStatus[] = ["red", "unproven", "yellow", "green"];

/** The rows of one model from its evidence alone; pure, and the same however often it is computed. */
export function rowsOf(evidence: ModelEvidence, rowId: (seed: string) => string, now: string): MatrixRow[] {
	const pairs = new Map<string, Pair>();
	for (const pair of [...evidence.seen, ...evidence.runs.map(({ summary }) => summary.subject)]) {
		const { hardwareVersion, softwareVersion } = pair;
		pairs.set(JSON.stringify([hardwareVersion, softwareVersion]), { hardwareVersion, softwareVersion });
	}
	const groups = new Map<string, { pairs: Pair[]; runs: Run[] }>();
	for (const [key, pair] of pairs) {
		const runs = evidence.runs.filter(
			({ summary: { subject } }) => JSON.stringify([subject.hardwareVersion, subject.softwareVersion]) === key,
		);
		// Pairs share a row only by the same verdicts and limitations; one without evidence stands alone.
		const signature = runs.length > 0 ? signatureOf(runs) : `unproven ${key}`;
		const group = groups.get(signature);
		if (group) {
			group.pairs.push(pair);
			group.runs.push(...runs);
		} else groups.set(signature, { pairs: [pair], runs: [...runs] });
	}
	return [...groups.values()].map((group) => rowOf(evidence, group.pairs, group.runs, rowId, now));
}

function signatureOf(runs: readonly Run[]): string {
	const cells = WORKFLOWS.map((workflow) => {
		const state = judge(workflow, runs);
		return [state.verdict, state.conflicting];
	});
	const { traits, limitations, root } = latest(runs);
	return JSON.stringify([cells, traits, limitations.map(({ code, workflow }) => `${workflow} ${code}`).sort(), root]);
}

function rowOf(
	evidence: ModelEvidence,
	pairs: readonly Pair[],
	runs: readonly Run[],
	rowId: (seed: string) => string,
	now: string,
): MatrixRow {
	const { vendor, model, productClass } = evidence;
	const versions = [...new Set(pairs.map(({ softwareVersion }) => softwareVersion))];
	const cells = Object.fromEntries(WORKFLOWS.map((workflow) => [workflow, cellOf(workflow, runs)])) as Record<
		Workflow,
		Cell
	>;
	const state = latest(runs);
	const conflicts = WORKFLOWS.filter((workflow) => judge(workflow, runs).conflicting).map((workflow) => ({
		code: "conflictingEvidence",
		workflow,
		text: `A later run contradicts the ${workflow} evidence; a second device or a repeat will decide.`,
	}));
	// The row keeps its id for as long as the pair that it began with stands in it.
	const id = rowId(
		JSON.stringify(["cwmp", vendor, model, productClass, pairs[0]?.hardwareVersion, pairs[0]?.softwareVersion]),
	);
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
		parameterRoot: state.root,
		cwmpVersion: state.cwmpVersion,
		workflows: cells,
		diagnostics: { ipPing: "unproven", traceRoute: "unproven", download: "unproven", upload: "unproven" },
		coverage: { ...state.coverage },
		traits: state.traits,
		limitations: [...state.limitations, ...conflicts],
		stage: "seen",
		status: worst(SCOPE.map((workflow) => cells[workflow].status)),
		evidenceUrl: `/matrix/${id}`,
		simulated: evidence.simulated,
		updatedAt: now,
	};
}

interface Judgement {
	readonly verdict: Verdict | null;
	readonly conflicting: boolean;
	readonly deciding: readonly Run[];
}

/**
 * What a workflow's evidence comes to. The newest run counts; one that contradicts earlier good ones makes a conflict,
 * until a second device or a repeat confirms it. `unsafe` counts at once.
 */
function judge(workflow: Workflow, runs: readonly Run[]): Judgement {
	const told = runs.filter(({ summary }) => {
		const verdict = summary.verdicts[workflow];
		return verdict !== undefined && verdict !== "inconclusive";
	});
	const newest = told.at(-1);
	if (!newest) return { verdict: null, conflicting: false, deciding: [] };
	const verdict = newest.summary.verdicts[workflow] as Verdict;
	const lastGood = told.findLastIndex(({ summary }) => GOOD.has(summary.verdicts[workflow] as Verdict));
	const against = told.slice(lastGood + 1);
	if (GOOD.has(verdict) || verdict === "unsafe" || lastGood < 0 || against.length >= 2) {
		return { verdict, conflicting: false, deciding: [newest] };
	}
	return { verdict, conflicting: true, deciding: [told[lastGood] as Run, newest] };
}

function cellOf(workflow: Workflow, runs: readonly Run[]): Cell {
	const { verdict, conflicting, deciding } = judge(workflow, runs);
	const newest = deciding.at(-1);
	if (verdict === null || !newest)
		return { status: "unproven", verdict: null, provenOn: [], provenAt: null, evidence: [] };
	const good = GOOD.has(verdict);
	const shown = runs.filter(({ summary }) => {
		const other = summary.verdicts[workflow];
		return (
			other !== undefined &&
			other !== "inconclusive" &&
			(GOOD.has(other) === good || deciding.some((run) => run.summary === summary))
		);
	});
	return {
		status: good || conflicting ? "yellow" : "red",
		verdict,
		provenOn: good ? [...new Set(shown.map(({ summary }) => summary.subject.softwareVersion))] : [],
		// The runs stand pair by pair: the newest of all pairs counts.
		provenAt: shown
			.filter(({ summary }) => summary.verdicts[workflow] === verdict)
			.map(({ summary }) => summary.finishedAt)
			.sort()
			.at(-1) as string,
		evidence: shown.map(({ summary, digest }) => ({
			proofRunId: summary.proofRunId,
			digest,
			url: `/evidence/${digest}`,
		})),
	};
}

/** What the newest runs say beside the cells: each part from the newest run that says anything of it. */
function latest(runs: readonly Run[]) {
	const newestFirst = [...runs].reverse().map(({ summary }) => summary);
	const traits: Traits = {
		faultBehaviour: newestFirst.find((summary) => summary.traits.faultBehaviour)?.traits.faultBehaviour ?? null,
	};
	const limitations = [...WORKFLOWS, "faultBehaviour", "sessionReliability"].flatMap((workflow) => {
		const told = newestFirst.find(({ checks }) =>
			checks.some((check) => check.workflow === workflow && check.outcome !== "skipped"),
		);
		return told?.limitations.filter((limitation) => limitation.workflow === workflow) ?? [];
	});
	const inventory = newestFirst.find(
		({ verdicts }) => verdicts.inventory !== undefined && verdicts.inventory !== "inconclusive",
	);
	return {
		traits,
		limitations,
		coverage: inventory?.coverage ?? {},
		root: newestFirst.find(({ parameterRoot }) => parameterRoot !== null)?.parameterRoot ?? null,
		cwmpVersion: newestFirst.find(({ cwmpVersion }) => cwmpVersion !== null)?.cwmpVersion ?? null,
	};
}

function worst(statuses: readonly CellStatus[]): CellStatus {
	return WORST.find((status) => statuses.includes(status)) ?? "unproven";
}
