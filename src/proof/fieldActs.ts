import type { ChangeKind, ProofAct } from "../shared/changes.ts";
import type { ProofInputs, Workflow } from "../shared/proof.ts";
import { DEFINITIONS } from "./workflows/all.ts";

/**
 * The checks of a run that would write to a field device or restart it, with what they may ask for: what has to be
 * agreed to. What the inputs leave out is not done.
 */
export function actsInField(workflows: readonly Workflow[], inputs: ProofInputs): ProofAct[] {
	return DEFINITIONS.filter(({ id, kind }) => kind === "workflow" && (workflows as readonly string[]).includes(id))
		.filter(({ id }) => id !== "firmware" || inputs.firmwareFileId !== undefined)
		.filter(({ id }) => id !== "factoryReset" || inputs.allowFactoryReset)
		.flatMap(({ id, checks }) =>
			checks.flatMap(({ id: check, title, acts }) =>
				acts ? [{ workflow: id as Workflow, check, title, kinds: [...acts] }] : [],
			),
		);
}

/** From the gravest to the least: what a run is agreed to as. */
const BY_GRAVITY = ["factoryReset", "download", "set", "reboot"] as const satisfies readonly ChangeKind[];

export function gravestOf(acts: readonly ProofAct[]): (typeof BY_GRAVITY)[number] | null {
	return BY_GRAVITY.find((kind) => acts.some(({ kinds }) => kinds.includes(kind))) ?? null;
}

/** Whether what a check asks for is among what was agreed to. */
export function isAgreedTo(acts: readonly ProofAct[], workflow: string, check: string, kind: string): boolean {
	return acts.some((act) => act.workflow === workflow && act.check === check && act.kinds.some((one) => one === kind));
}
