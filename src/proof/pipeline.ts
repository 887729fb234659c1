import type { Verdict, Workflow } from "../shared/proof.ts";
import { isGood, keyOfPair, type Pair } from "./cells.ts";

/** How far a certification has come (contract, section 6); none is skipped. */
export type Stage = "intake" | "discovery" | "verification" | "canary" | "certified";

/** What somebody, or the canary by itself, did to a certification. Times are RFC 3339. */
export interface Step {
	readonly action: StepAction;
	readonly at: string;
}

export type StepAction =
	| "intake"
	| "discovery"
	| "verification"
	| "canary"
	/** Undecided when its time was over: somebody is asked. */
	| "canaryPaused"
	| "canaryPassed"
	| "approval"
	/** A canary failed, or something that was cleared has been lowered: back to verification. */
	| "setback";

const STAGE_AFTER: Readonly<Record<StepAction, Stage>> = {
	intake: "intake",
	discovery: "discovery",
	verification: "verification",
	canary: "canary",
	canaryPaused: "canary",
	canaryPassed: "canary",
	approval: "certified",
	setback: "verification",
};

export function stageOf(steps: readonly Step[]): Stage {
	const last = steps.at(-1);
	return last ? STAGE_AFTER[last.action] : "intake";
}

/** One verification run of a certification. */
export interface Verification {
	readonly startedAt: string;
	readonly status: "queued" | "running" | "finished" | "cancelled";
	/** What it says of each pair of versions; empty until it is finished. */
	readonly told: readonly (Pair & { readonly verdicts: Readonly<Partial<Record<Workflow, Verdict>>> })[];
}

export interface CertificationFacts {
	readonly hardwareVersion: string;
	readonly versions: readonly string[];
	readonly workflows: readonly Workflow[];
	/** Oldest first. */
	readonly steps: readonly Step[];
	/** Of the newest discovery; `null` where there is none. */
	readonly discovery: "running" | "succeeded" | "failed" | null;
	/** Oldest first. */
	readonly verifications: readonly Verification[];
	/** The newest; `null` where there is none. */
	readonly canary: {
		readonly status: "running" | "paused" | "passed" | "stopped";
		readonly versions: readonly string[];
		/** What it has exercised enough. */
		readonly passed: readonly CanaryPass[];
	} | null;
	/** What an approval has cleared, ever. */
	readonly cleared: readonly CanaryPass[];
}

export interface CanaryPass {
	readonly workflow: Workflow;
	readonly softwareVersion: string;
}

/** What stands between a certification and a step, in words; empty where nothing does. */
export function missingFor(
	step: "discovery" | "verification" | "canary" | "approval",
	facts: CertificationFacts,
	/** Of a canary: the versions that it is to run on. */
	versions: readonly string[] = facts.versions,
): string[] {
	const stage = stageOf(facts.steps);
	if (step === "discovery") return stage === "intake" || stage === "discovery" ? [] : [`its stage is ${stage} already`];
	if (stage === "certified") return ["it is certified already: a new certification renews it"];
	if (step === "verification") return missingForVerification(facts, stage);
	if (step === "canary") return missingForCanary(facts, stage, versions);
	return missingForApproval(facts, stage);
}

function missingForVerification({ discovery, canary }: CertificationFacts, stage: Stage): string[] {
	if (stage === "canary" && canary?.status === "running") return ["the canary is running: it has to come to its end"];
	if (stage === "intake" || discovery === null) return ["the discovery of a device"];
	if (stage !== "discovery") return [];
	if (discovery === "running") return ["the end of the discovery that is under way"];
	return discovery === "failed" ? ["a discovery that succeeded: the last one failed"] : [];
}

function missingForCanary(facts: CertificationFacts, stage: Stage, versions: readonly string[]): string[] {
	if (stage === "intake" || stage === "discovery") {
		return [...missingForVerification(facts, stage), "the verification of every workflow in scope"];
	}
	if (stage === "canary" && facts.canary?.status !== "paused") {
		return [
			facts.canary?.status === "running" ? "the canary is running already" : "the approval: the canary has passed",
		];
	}
	return versions.flatMap((version) => missingOn(facts, version));
}

/** What a version's verification still lacks, since the last setback. */
function missingOn(facts: CertificationFacts, softwareVersion: string): string[] {
	const { hardwareVersion, workflows, verifications, steps } = facts;
	const since = steps.findLast(({ action }) => action === "setback")?.at ?? "";
	const key = keyOfPair({ hardwareVersion, softwareVersion });
	const counted = verifications.filter(({ startedAt }) => startedAt > since);
	const open = counted.some(({ status }) => status === "queued" || status === "running");
	const told = counted.flatMap((run) => run.told).filter((one) => keyOfPair(one) === key);
	if (told.length === 0) {
		if (open) return [`the end of the verification that is under way, for ${softwareVersion}`];
		return [`a verification on ${softwareVersion}${since === "" ? "" : " since the setback"}`];
	}
	return workflows.flatMap((workflow) => {
		const verdict = told.findLast(({ verdicts }) => verdicts[workflow] !== undefined)?.verdicts[workflow];
		if (verdict !== undefined && isGood(verdict)) return [];
		return [`${workflow} proven on ${softwareVersion}: it is ${verdict ?? "not verified"}`];
	});
}

function missingForApproval(facts: CertificationFacts, stage: Stage): string[] {
	if (stage !== "canary" || !facts.canary) return [...missingForCanary(facts, stage, facts.versions), "a canary"];
	const { status, passed } = facts.canary;
	if (status === "running") return ["the end of the canary"];
	if (status === "stopped") return ["a canary that did not fail"];
	return passed.length === 0 ? ["a workflow that the canary exercised often enough on enough devices"] : [];
}

/** Where a certification has brought one pair of versions. */
export interface PairProgress extends Pair {
	readonly stage: Stage;
	/** The certification's scope. */
	readonly workflows: readonly Workflow[];
}

/** A version is no further than what was done on it itself. */
export function progressOf(facts: CertificationFacts): PairProgress[] {
	const { hardwareVersion, versions, workflows, steps, canary, cleared } = facts;
	const stage = stageOf(steps);
	return versions.map((softwareVersion) => {
		const own = { hardwareVersion, softwareVersion };
		const reached = (): Stage => {
			if (stage === "intake" || stage === "discovery") return stage;
			if (stage === "certified" && cleared.some((one) => one.softwareVersion === softwareVersion)) return stage;
			if (stage === "canary" && canary?.versions.includes(softwareVersion)) return stage;
			return facts.verifications.some(({ told }) => told.some((one) => keyOfPair(one) === keyOfPair(own)))
				? "verification"
				: "discovery";
		};
		return { ...own, stage: reached(), workflows };
	});
}
