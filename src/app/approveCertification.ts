import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { insertClearances } from "../store/clearances.ts";
import { addStep, refuseSkipping, requireCertification } from "./certifications.ts";
import type { Command } from "./command.ts";

/** Certifies what was proven, and clears what the canary exercised enough; by another person than the verification's. */
export async function approveCertification(
	command: Command,
	engine: EnginePort,
	id: string,
	comment: string,
): Promise<void> {
	const { scope, actor, now } = command;
	const certification = await requireCertification(command, id);
	const { row, facts, steps } = certification;
	if (steps.some(({ action, actorId }) => action === "verification" && actorId === actor.person)) {
		throw new CertusError(
			403,
			"sameApprover",
			"who starts a verification can't give the approval: another person does",
		);
	}
	refuseSkipping("approval", facts);
	const cleared = (facts.canary?.passed ?? []).map(({ workflow, softwareVersion }) => ({ workflow, softwareVersion }));
	await insertClearances(scope, row, { certificationId: id, hardwareVersion: row.hardwareVersion, at: now }, cleared);
	await addStep(command, engine, certification, "approval", { comment, cleared });
}
