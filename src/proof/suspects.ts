/** How one check of a workflow or trait fared over models: those it told something on, and those it passed on. */
export interface CheckFare {
	readonly workflow: string;
	readonly check: string;
	readonly models: number;
	readonly passedOn: number;
	readonly runs: number;
}

export interface SuspectCheck {
	readonly workflow: string;
	readonly check: string;
	readonly models: number;
	readonly runs: number;
	readonly text: string;
}

/** On fewer models a failure is theirs as likely as the check's. */
const MIN_MODELS = 3;

/** Checks that fail on every model that they were tried on (design, rules of proof, 8). */
export function suspectsOf(fares: readonly CheckFare[]): SuspectCheck[] {
	return fares
		.filter(({ models, passedOn }) => models >= MIN_MODELS && passedOn === 0)
		.map(({ workflow, check, models, runs }) => ({
			workflow,
			check,
			models,
			runs,
			text: `It fails on all ${models} models that it was tried on: look at the check before the models.`,
		}));
}
