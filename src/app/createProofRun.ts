import { isSecretName } from "../cwmp/redact.ts";
import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { DEFINITIONS } from "../proof/workflows/all.ts";
import type { ProofInputs, Workflow } from "../shared/proof.ts";
import { countOpenProofRuns, insertProofRun, type ProofRunRow } from "../store/proofRuns.ts";
import { admit, requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";
import { requireFile } from "./operationInput.ts";

/** What proving each workflow does to the device. */
const OPERATIONS = new Map(DEFINITIONS.map(({ id, operations }) => [id, operations] as const));

/** Above this many open runs a device takes no more. */
const MAX_OPEN_RUNS = 20;

export interface WantedProofRun {
	readonly deviceId: string;
	readonly workflows: readonly Workflow[];
	readonly inputs: ProofInputs;
}

/** Queues a proof run; a device has one that runs at a time. */
export async function createProofRun(
	command: Command,
	engine: EnginePort,
	wanted: WantedProofRun,
): Promise<ProofRunRow> {
	const { scope, actor, now, random, tenant } = command;
	const workflows = [...new Set(wanted.workflows)];
	const device = await requireDevice(command, wanted.deviceId);
	for (const name of ["firmwareFileId", "returnFirmwareFileId"] as const) {
		const file = wanted.inputs[name];
		if (file !== undefined) await requireFile(command, file, `/inputs/${name}`);
	}
	const secret = wanted.inputs.configValues?.findIndex(({ path }) => isSecretName(path)) ?? -1;
	if (secret >= 0) {
		const detail = "a proof never sets a secret: its evidence could not show it";
		const pointer = `/inputs/configValues/${secret}/path`;
		throw new CertusError(422, "invalidBody", detail, { errors: [{ pointer, detail }] });
	}
	const kinds = new Set(workflows.flatMap((workflow) => OPERATIONS.get(workflow) ?? []));
	await admit(command, device, [...kinds], { authority: "run", held: null });
	if ((await countOpenProofRuns(scope, device.id)) >= MAX_OPEN_RUNS) {
		throw new CertusError(409, "queueFull", `the device has ${MAX_OPEN_RUNS} open proof runs already`);
	}

	const run = await insertProofRun(scope, {
		id: random.uuid(),
		device: device.id,
		workflows,
		inputs: wanted.inputs,
		requestedBy: actor.name,
		createdAt: now,
	});
	await command.audit("proofRun.create", {
		outcome: "queued",
		device,
		detail: { proofRunId: run.id, workflows, inputs: wanted.inputs },
	});
	await command.publish({
		type: "proofRun.changed",
		deviceId: device.id,
		proofRunId: run.id,
		data: { proofRunId: run.id, status: "queued" },
	});
	command.afterCommit(() => engine.proofRunChanged(tenant.tenant, run.id));
	return run;
}
