import { isSecretName } from "../cwmp/redact.ts";
import type { EnginePort } from "../engine/ports.ts";
import { isIntrusive } from "../gate/gate.ts";
import { CertusError } from "../lib/errors.ts";
import { actsInField } from "../proof/fieldActs.ts";
import { isForbidden } from "../proof/harmless.ts";
import { DEFINITIONS } from "../proof/workflows/all.ts";
import type { ProofInputs, RequestApproval, Workflow } from "../shared/proof.ts";
import { countOpenProofRuns, insertProofRun, type ProofRunRow } from "../store/proofRuns.ts";
import { admit, isLab, requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";
import { requireFile } from "./operationInput.ts";
import { proposeRun, requireActsOf } from "./proofApproval.ts";

/** What proving each workflow does to the device. */
const OPERATIONS = new Map(DEFINITIONS.map(({ id, operations }) => [id, operations] as const));

/** Above this many open runs a device takes no more. */
const MAX_OPEN_RUNS = 20;

export interface WantedProofRun {
	readonly deviceId: string;
	readonly workflows: readonly Workflow[];
	readonly inputs: ProofInputs;
	readonly requestApproval?: RequestApproval | undefined;
}

/**
 * Queues a proof run; a device has one that runs at a time. One that would write to a field device, or restart it, waits
 * until others have agreed to the checks that do.
 */
export async function createProofRun(
	command: Command,
	engine: EnginePort,
	wanted: WantedProofRun,
): Promise<ProofRunRow> {
	const { scope, actor, now, random, tenant } = command;
	const { inputs, requestApproval } = wanted;
	const workflows = [...new Set(wanted.workflows)];
	const device = await requireDevice(command, wanted.deviceId);
	for (const name of ["firmwareFileId", "returnFirmwareFileId"] as const) {
		const file = inputs[name];
		if (file !== undefined) await requireFile(command, file, `/inputs/${name}`);
	}
	refuseForbidden(inputs);
	const acts = isLab(device, tenant) ? null : actsInField(workflows, inputs);
	if (acts) requireActsOf(command, acts);
	const kinds = workflows.flatMap((workflow) => OPERATIONS.get(workflow) ?? []);
	// On a field device only what is named acts.
	const asked = acts ? [...kinds.filter((kind) => !isIntrusive(kind)), ...acts.flatMap((act) => act.kinds)] : kinds;
	const checks = acts?.map(({ workflow, check }) => `${workflow}.${check}`) ?? [];
	const fieldRun = acts && { isAgreed: requestApproval !== undefined, checks };
	await admit(command, device, [...new Set(asked)], { authority: "run", held: null, fieldRun });
	if ((await countOpenProofRuns(scope, device.id)) >= MAX_OPEN_RUNS) {
		throw new CertusError(409, "queueFull", `the device has ${MAX_OPEN_RUNS} open proof runs already`);
	}

	const id = random.uuid();
	const change =
		acts && acts.length > 0 && requestApproval
			? await proposeRun(command, device, { id, acts, inputs, reason: requestApproval.reason })
			: null;
	const run = await insertProofRun(scope, {
		...{ id, device: device.id, workflows, inputs, requestedBy: actor.name, createdAt: now, change },
	});
	await command.audit("proofRun.create", {
		outcome: run.status,
		device,
		detail: { proofRunId: run.id, workflows, inputs, ...(change !== null && { changeId: change }) },
	});
	await command.publish({
		type: "proofRun.changed",
		deviceId: device.id,
		proofRunId: run.id,
		data: { proofRunId: run.id, status: run.status },
	});
	if (change === null) command.afterCommit(() => engine.proofRunChanged(tenant.tenant, run.id));
	return run;
}

/** What a proof never sets, it does not take as an input: nobody is to agree to what would not be sent. */
function refuseForbidden({ configValues = [] }: ProofInputs): void {
	const errors = configValues.flatMap(({ path }, place) => {
		const detail = isSecretName(path)
			? "a proof never sets a secret: its evidence could not show it"
			: isForbidden(path) && "a proof never sets what holds the device to its ACS: it could not be put back";
		return detail ? [{ pointer: `/inputs/configValues/${place}/path`, detail }] : [];
	});
	if (errors[0]) throw new CertusError(422, "invalidBody", errors[0].detail, { errors });
}
