import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import type { FirmwareRange } from "../shared/certification.ts";
import { irreversibleEffects } from "../shared/irreversible.ts";
import type { Workflow } from "../shared/proof.ts";
import { countStrays, insertCanary, readCanariesOn } from "../store/canaries.ts";
import { findOwner } from "../store/certifications.ts";
import { addStep, refuseSkipping, requireCertification, resolveRange, unfit } from "./certifications.ts";
import type { Command } from "./command.ts";

export interface WantedCanary {
	readonly model: string;
	readonly firmwareRange: FirmwareRange;
	readonly deviceIds?: readonly string[] | undefined;
	readonly maxDevices?: number | undefined;
	readonly durationMinutes: number;
	readonly successFloor: number;
	readonly rollbackOwner: string;
	readonly minOperations: number;
	readonly minDevices: number;
}

/** Lets production operations on a few devices count: as many as the scope says, and no more. */
export async function startCanary(
	command: Command,
	engine: EnginePort,
	id: string,
	wanted: WantedCanary,
): Promise<void> {
	const { scope, now, random } = command;
	const certification = await requireCertification(command, id);
	const { row, facts } = certification;
	const versions = resolveRange(wanted.firmwareRange, row.versions);
	const foreign = versions.find((version) => !row.versions.includes(version));
	if (wanted.model !== row.model) throw unfit("wrongModel", "/model", `the certification is about ${row.model}`);
	if (foreign !== undefined) {
		throw unfit("wrongVersion", "/firmwareRange", `${foreign} is none of the certification's versions`);
	}
	refuseSkipping("canary", facts, versions);
	const rollbackOwner = await findOwner(scope, wanted.rollbackOwner, now);
	if (rollbackOwner === null) {
		throw unfit("ownerNotFound", "/rollbackOwner", `there is no user and no token ${wanted.rollbackOwner}`);
	}
	const deviceIds = wanted.deviceIds && [...new Set(wanted.deviceIds)];
	if (deviceIds && (await countStrays(scope, deviceIds, row, row.hardwareVersion, versions)) > 0) {
		throw unfit("wrongDevice", "/deviceIds", "some of the devices are not of this model and firmware range");
	}
	const [other] = await readCanariesOn(scope, row, row.hardwareVersion, versions);
	if (other) {
		const detail = `a canary of the certification ${other.certification} runs on ${other.versions.join(", ")}`;
		throw new CertusError(409, "canaryRunning", detail);
	}
	const canary = {
		id: random.uuid(),
		certification: id,
		versions,
		deviceIds: deviceIds ?? null,
		maxDevices: deviceIds?.length ?? (wanted.maxDevices as number),
		successFloor: wanted.successFloor,
		minOperations: wanted.minOperations,
		minDevices: wanted.minDevices,
		rollbackOwner,
		irreversible: irreversibleEffects(row.workflows as Workflow[]),
		startedAt: now,
		endsAt: new Date(now.getTime() + wanted.durationMinutes * 60_000),
	};
	await insertCanary(scope, canary);
	const { maxDevices, successFloor, irreversible } = canary;
	await addStep(command, engine, certification, "canary", {
		canaryId: canary.id,
		...{ versions, deviceIds: canary.deviceIds, maxDevices, successFloor, rollbackOwner, irreversible },
		endsAt: canary.endsAt.toISOString(),
	});
}
