import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { factsOf } from "../proof/certification.ts";
import { type CertificationFacts, missingFor, type StepAction, stageOf } from "../proof/pipeline.ts";
import { versionsBetween } from "../proof/versions.ts";
import type { FirmwareRange } from "../shared/certification.ts";
import { type CertificationParts, readCertificationParts } from "../store/certificationParts.ts";
import { type CertificationRow, insertStep, lockCertification } from "../store/certifications.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { Json } from "../store/operations.ts";
import { notFound, requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";

/** A certification as a command finds it; nobody else changes it until that is done. */
export interface OpenCertification extends CertificationParts {
	readonly facts: CertificationFacts;
}

export async function requireCertification(command: Command, id: string): Promise<OpenCertification> {
	const row = await lockCertification(command.scope, id);
	if (!row) throw notFound("certification");
	const [parts] = await readCertificationParts(command.scope, [row]);
	return { ...(parts as CertificationParts), facts: factsOf(parts as CertificationParts) };
}

/** A stage can't be skipped: fails with what is missing, in words. */
export function refuseSkipping(
	step: "discovery" | "verification" | "canary" | "approval",
	facts: CertificationFacts,
	versions?: readonly string[],
): void {
	const missing = missingFor(step, facts, versions);
	if (missing.length === 0) return;
	throw new CertusError(409, "stageMissing", `for the ${step} there is missing: ${missing.join("; ")}`);
}

/** The device, which has to be one of those that the certification is about. */
export async function requireOwnDevice(
	command: Command,
	row: CertificationRow,
	deviceId: string,
): Promise<KnownDevice> {
	const device = await requireDevice(command, deviceId);
	const { vendor, model, productClass, hardwareVersion, versions } = row;
	const wanted = [vendor, model, productClass, hardwareVersion];
	const own = [device.vendor, device.model, device.productClass, device.hardwareVersion ?? ""];
	const softwareVersion = device.softwareVersion ?? "";
	if (own.join("\0") === wanted.join("\0") && versions.includes(softwareVersion)) return device;
	const detail = `the device is a ${[...own, softwareVersion].join(" ")}, the certification is about ${[...wanted, versions.join(" or ")].join(" ")}`;
	throw unfit("wrongDevice", "/deviceId", detail);
}

/** The versions that a range means, of those there are; fails where it means none. */
export function resolveRange(range: FirmwareRange, known: readonly string[]): string[] {
	if ("versions" in range) return [...new Set(range.versions)];
	const versions = versionsBetween(known, range.from, range.to);
	if (versions.length > 0) return versions;
	throw unfit("noVersion", "/firmwareRange", `no version from ${range.from} to ${range.to} was seen`);
}

export function unfit(code: string, pointer: string, detail: string): CertusError {
	return new CertusError(422, code, detail, { errors: [{ pointer, detail }] });
}

/** Adds a step with its audit entry, and tells whoever follows the certification. */
export async function addStep(
	command: Command,
	engine: EnginePort,
	{ row, facts }: { readonly row: CertificationRow; readonly facts: Pick<CertificationFacts, "steps"> },
	action: StepAction,
	detail: Json,
	device?: KnownDevice,
): Promise<void> {
	const { scope, actor, now, tenant } = command;
	const stage = stageOf([...facts.steps, { action, at: now.toISOString() }]);
	await insertStep(
		scope,
		{ certification: row.id, at: now, action, actor: actor.name, actorId: actor.person, detail },
		stage,
	);
	await command.audit(`certification.${action}`, {
		outcome: stage,
		...(device && { device }),
		detail: { certificationId: row.id, ...detail },
	});
	await command.publish({
		type: "certification.changed",
		certificationId: row.id,
		...(device && { deviceId: device.id }),
		data: { certificationId: row.id, stage, action },
	});
	command.afterCommit(() => engine.certificationChanged(tenant.tenant, row.id));
}
