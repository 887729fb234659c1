import type { EnginePort } from "../engine/ports.ts";
import type { FirmwareRange } from "../shared/certification.ts";
import type { Workflow } from "../shared/proof.ts";
import { type CertificationRow, findCertification, insertCertification } from "../store/certifications.ts";
import { readSeenPairs } from "../store/matrixRows.ts";
import { addStep, resolveRange } from "./certifications.ts";
import type { Command } from "./command.ts";

export interface WantedCertification {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string;
	readonly firmwareRange: FirmwareRange;
	readonly parameterRoot?: string | undefined;
	readonly cwmpVersion?: string | undefined;
	readonly transport: "http" | "https";
	readonly workflows: readonly Workflow[];
}

/** Takes a model in: its range is resolved now, and stays as it is. */
export async function createCertification(
	command: Command,
	engine: EnginePort,
	wanted: WantedCertification,
): Promise<CertificationRow> {
	const { scope, now, random } = command;
	const { vendor, model, productClass, hardwareVersion, firmwareRange } = wanted;
	const seen = await readSeenPairs(scope, vendor, model, productClass);
	const versions = resolveRange(
		firmwareRange,
		seen.filter((pair) => pair.hardwareVersion === hardwareVersion).map(({ softwareVersion }) => softwareVersion),
	);
	const id = random.uuid();
	await insertCertification(scope, {
		id,
		vendor,
		model,
		productClass,
		hardwareVersion,
		versions,
		parameterRoot: wanted.parameterRoot ?? null,
		cwmpVersion: wanted.cwmpVersion ?? null,
		transport: wanted.transport,
		workflows: [...new Set(wanted.workflows)],
		createdAt: now,
	});
	const row = (await findCertification(scope, id)) as CertificationRow;
	await addStep(command, engine, { row, facts: { steps: [] } }, "intake", {
		...{ vendor, model, productClass, hardwareVersion, versions },
		workflows: row.workflows,
	});
	return row;
}
