import type { EnginePort } from "../engine/ports.ts";
import type { ProofInputs, RequestApproval, Workflow } from "../shared/proof.ts";
import { addStep, refuseSkipping, requireCertification, requireOwnDevice } from "./certifications.ts";
import type { Command } from "./command.ts";
import { createProofRun } from "./createProofRun.ts";

/** Proves every workflow in scope on a device of the certification; one run a version. Answers the run's id. */
export async function startVerification(
	command: Command,
	engine: EnginePort,
	id: string,
	{
		deviceId,
		inputs,
		requestApproval,
	}: {
		readonly deviceId: string;
		readonly inputs: ProofInputs;
		readonly requestApproval?: RequestApproval | undefined;
	},
): Promise<string> {
	const certification = await requireCertification(command, id);
	refuseSkipping("verification", certification.facts);
	const device = await requireOwnDevice(command, certification.row, deviceId);
	const workflows = certification.row.workflows as Workflow[];
	const run = await createProofRun(command, engine, { deviceId, workflows, inputs, requestApproval });
	const { softwareVersion } = device;
	await addStep(
		command,
		engine,
		certification,
		"verification",
		{ deviceId, softwareVersion, proofRunId: run.id },
		device,
	);
	return run.id;
}
