/** Runs and what else rows are computed from, as literals of one model. */

import { digestOf } from "../../src/lib/hash.ts";
import type { Pair, Run } from "../../src/proof/cells.ts";
import type { ModelEvidence } from "../../src/proof/matrix.ts";
import type { RunEvidence } from "../../src/shared/proof.ts";

export const NOW = "2026-03-01T12:00:00.000Z";

/** A moment of the first days of that year. */
export const dayOf = (day: number): string => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();

/** A name-based id, as the engine's is. */
export const rowId = (seed: string): string => {
	const hex = digestOf(seed).slice(7);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const pair = (softwareVersion: string, hardwareVersion = "HW1"): Pair => ({ hardwareVersion, softwareVersion });

let runs = 0;

export function runOf(
	day: number,
	softwareVersion: string,
	verdicts: RunEvidence["verdicts"],
	changes: Partial<RunEvidence> = {},
): Run {
	const summary: RunEvidence = {
		format: "certus.evidence.run/1",
		proofRunId: rowId(`run ${++runs}`),
		deviceId: rowId("device 1"),
		oui: "00D09E",
		subject: { vendor: "Acme", model: "AC-1", productClass: "HG", hardwareVersion: "HW1", softwareVersion },
		parameterRoot: "Device.",
		cwmpVersion: "1.4",
		simulated: false,
		lab: true,
		verdicts,
		traits: { faultBehaviour: null, sessionReliability: null },
		limitations: [],
		coverage: {},
		checks: Object.keys(verdicts).map((workflow) => ({
			workflow,
			id: "check",
			version: 1,
			outcome: "pass" as const,
			evidence: [],
		})),
		startedAt: dayOf(day),
		finishedAt: dayOf(day),
		...changes,
	};
	return { summary, digest: digestOf(JSON.stringify(summary)) };
}

export function evidenceOf(changes: Partial<ModelEvidence>): ModelEvidence {
	return {
		vendor: "Acme",
		model: "AC-1",
		productClass: "HG",
		ouis: ["00D09E"],
		seen: [],
		runs: [],
		simulated: false,
		progress: [],
		clearances: [],
		lowerings: [],
		evidenceMaxAgeDays: 365,
		...changes,
	};
}
