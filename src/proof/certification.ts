import type { RunEvidence, Workflow } from "../shared/proof.ts";
import type { CanaryCell } from "./canary.ts";
import { testimoniesOf } from "./matrix.ts";
import type { CertificationFacts, Step, Verification } from "./pipeline.ts";

/** A certification as it is kept. */
interface KeptCertification {
	readonly row: {
		readonly hardwareVersion: string;
		readonly versions: readonly string[];
		readonly workflows: readonly string[];
	};
	readonly steps: readonly { readonly action: string; readonly at: Date }[];
	readonly runs: readonly {
		readonly status: Verification["status"];
		readonly result: Readonly<Record<string, unknown>> | null;
		readonly createdAt: Date;
	}[];
	readonly operations: readonly { readonly kind: string; readonly status: string; readonly finishedAt: Date | null }[];
	readonly canary: {
		readonly status: NonNullable<CertificationFacts["canary"]>["status"];
		readonly versions: readonly string[];
		readonly judgement: Readonly<Record<string, unknown>> | null;
	} | null;
	readonly clearances: readonly { readonly workflow: string; readonly softwareVersion: string }[];
}

/** What a certification's stage, and what it lacks, follow from. */
export function factsOf(kept: KeptCertification): CertificationFacts {
	const { row, canary } = kept;
	const passed = canary?.status === "paused" || canary?.status === "passed" ? cellsOf(canary) : [];
	return {
		hardwareVersion: row.hardwareVersion,
		versions: row.versions,
		workflows: row.workflows as Workflow[],
		steps: kept.steps.map(({ action, at }) => ({ action: action as Step["action"], at: at.toISOString() })),
		discovery: kept.steps.some(({ action }) => action === "discovery") ? discoveryOf(kept.operations) : null,
		verifications: kept.runs.map(({ status, result, createdAt }) => ({
			startedAt: createdAt.toISOString(),
			status,
			told: status === "finished" && result !== null ? toldBy(result) : [],
		})),
		canary: canary && {
			status: canary.status,
			versions: canary.versions,
			passed: passed.filter(({ outcome }) => outcome === "passes"),
		},
		cleared: kept.clearances.map(({ workflow, softwareVersion }) => ({
			workflow: workflow as Workflow,
			softwareVersion,
		})),
	};
}

/** A canary's cells as it was last judged. */
export function cellsOf({ judgement }: Pick<NonNullable<KeptCertification["canary"]>, "judgement">): CanaryCell[] {
	return (judgement?.cells ?? []) as CanaryCell[];
}

/** A device that does not know GetRPCMethods was discovered all the same: its tree is what counts. */
function discoveryOf(operations: KeptCertification["operations"]): "running" | "succeeded" | "failed" {
	const walk = operations.find(({ kind }) => kind === "discover");
	// With its device, its operations went.
	if (!walk) return "failed";
	if (operations.some(({ finishedAt }) => finishedAt === null)) return "running";
	return walk.status === "succeeded" ? "succeeded" : "failed";
}

function toldBy(result: Readonly<Record<string, unknown>>): Verification["told"] {
	const { digest, ...summary } = result as unknown as RunEvidence & { digest: string };
	return testimoniesOf({ summary, digest }).map(({ summary: { subject, verdicts } }) => ({
		hardwareVersion: subject.hardwareVersion,
		softwareVersion: subject.softwareVersion,
		verdicts,
	}));
}
