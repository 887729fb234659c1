import {
	DIAGNOSTICS,
	type DiagnosticState,
	type Limitation,
	type RunEvidence,
	type Subject,
	type Workflow,
} from "../shared/proof.ts";
import { type JudgedCheck, LATE_RETURN, verdictOf } from "./verdict.ts";

/** Checks that stand around a run's others: they show what the device was like before and after, and judge nothing. */
export const FRAMES: readonly string[] = ["condition"];

/** What a check concluded, as its evidence has it. */
export interface ConcludedCheck extends JudgedCheck {
	readonly workflow: string;
	readonly limitations: readonly Omit<Limitation, "workflow">[];
	readonly values: Readonly<Record<string, unknown>>;
	readonly finishedAt: string;
	/** As its evidence has it. */
	readonly lastBootAt: string | null | undefined;
}

type Summary = Pick<
	RunEvidence,
	| "verdicts"
	| "traits"
	| "limitations"
	| "coverage"
	| "diagnostics"
	| "provenPaths"
	| "configurationFile"
	| "firmwareReturn"
	| "boots"
>;

/** What a run comes to, from its checks alone: anyone who has their evidence comes to the same. */
export function summarise(
	checks: readonly ConcludedCheck[],
	subject: Subject,
	workflows: readonly Workflow[],
): Summary {
	const of = (workflow: string) => checks.filter((check) => check.workflow === workflow);
	const valuesOf = (workflow: string, id: string): ConcludedCheck["values"] =>
		of(workflow).find((check) => check.id === id)?.values ?? {};
	const diagnostics = DIAGNOSTICS.flatMap((name) => {
		const { state } = valuesOf("diagnostics", name);
		return state === undefined ? [] : [[name, state as DiagnosticState] as const];
	});
	const { provenPaths } = valuesOf("config", "rolledBack");
	const { fileType } = valuesOf("config", "configurationFile");
	const { returned } = valuesOf("firmware", "recovers");
	const boots = workflows.flatMap((workflow) => {
		const found = bootsOf(of(workflow));
		return found === null ? [] : [[workflow, found] as const];
	});
	return {
		verdicts: Object.fromEntries(workflows.map((workflow) => [workflow, verdictOf(of(workflow))])),
		traits: {
			faultBehaviour:
				of("faultBehaviour").length === 0
					? null
					: {
							verdict: verdictOf(of("faultBehaviour")),
							unknownParameterFault: numberOf(valuesOf("faultBehaviour", "unknownParameterFault").code),
							sessionSurvives: booleanOf(valuesOf("faultBehaviour", "sessionSurvivesFault").survives),
						},
			sessionReliability:
				of("sessionReliability").length === 0
					? null
					: {
							verdict: verdictOf(of("sessionReliability")),
							cadenceSeconds: numberOf(valuesOf("sessionReliability", "cadence").cadenceSeconds),
							connectionRequestReachable: booleanOf(valuesOf("sessionReliability", "connectionRequest").reachable),
							recovers: booleanOf(valuesOf("sessionReliability", "recoversDroppedSession").recovers),
						},
		},
		limitations: checks.flatMap(({ workflow, limitations }) => {
			const cameLate = of(workflow).some(({ id, outcome }) => id === LATE_RETURN && outcome === "pass");
			return limitations.map(({ code, text }) => ({
				...{ code, workflow },
				text: cameLate && code.endsWith(".noReturn") ? "The device came back only after it had been given up." : text,
			}));
		}),
		coverage: (valuesOf("inventory", "subtreesReadable").coverage ?? {}) as RunEvidence["coverage"],
		...(diagnostics.length > 0 && { diagnostics: Object.fromEntries(diagnostics) }),
		...(Array.isArray(provenPaths) && { provenPaths: provenPaths as string[] }),
		...(typeof fileType === "string" && { configurationFile: fileType }),
		...(returned !== undefined && { firmwareReturn: returnLeg(returned as ReturnLeg, subject) }),
		...(boots.length > 0 && { boots: Object.fromEntries(boots) }),
	};
}

/** `null` where that was not recorded. */
function bootsOf([first, ...others]: readonly ConcludedCheck[]) {
	if (first?.lastBootAt === undefined) return null;
	const failed = [first, ...others].filter(({ outcome }) => outcome === "fail").map(({ finishedAt }) => finishedAt);
	return { lastBootAt: first.lastBootAt, failedAt: failed.sort().at(-1) ?? null };
}

/** What the way back of a firmware proof showed: it counts for the version that it started from. */
export interface ReturnLeg {
	readonly softwareVersion: string;
	readonly verdict: NonNullable<RunEvidence["firmwareReturn"]>["verdict"];
	readonly limitations: readonly Omit<Limitation, "workflow">[];
}

function returnLeg({ softwareVersion, verdict, limitations }: ReturnLeg, subject: Subject) {
	return {
		subject: { ...subject, softwareVersion },
		verdict,
		limitations: limitations.map(({ code, text }) => ({ code, text, workflow: "firmware" })),
	};
}

function numberOf(value: unknown): number | null {
	return typeof value === "number" ? value : null;
}

function booleanOf(value: unknown): boolean | null {
	return typeof value === "boolean" ? value : null;
}
