import { linkOf } from "../device/identityLink.ts";
import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import type { Scope } from "../store/db.ts";
import { becomeOne, isBusy, keepApart, lockDevices, readAlike } from "../store/deviceLinks.ts";
import { findDevice, type KnownDevice, deleteDevice as remove } from "../store/devices.ts";
import { isLab, notFound, requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";

/** A device that may be this one, from before or after its name changed. */
export interface LinkCandidate {
	readonly device: KnownDevice;
	/** Whether it is the one that was known before. */
	readonly isOlder: boolean;
	/** When the older one was heard last, and the newer one first. */
	readonly silentSince: Date;
	readonly appearedAt: Date;
}

/** More of one serial and MAC are not one device. */
const MAX_CANDIDATES = 20;

export async function linkCandidates(scope: Scope, id: string): Promise<LinkCandidate[]> {
	const known = await findDevice(scope, id);
	if (!known) throw notFound("device");
	return (await readAlike(scope, id, MAX_CANDIDATES)).flatMap((device) => {
		const link = linkOf(known, device);
		if (!link) return [];
		const { older, newer } = link;
		return [
			{ device, isOlder: older === device, silentSince: older.lastInformAt as Date, appearedAt: newer.createdAt },
		];
	});
}

/**
 * Somebody says that two are one: the older device keeps its id, its subscriber, site, tags and history, and is what the newer
 * one is; the newer one's names lead to it, and its row goes.
 */
export async function linkDevices(
	command: Command,
	engine: EnginePort,
	id: string,
	otherId: string,
): Promise<KnownDevice> {
	const { scope, tenant } = command;
	const { older, newer, candidate } = await requireCandidate(command, id, otherId);
	if (newer.subscriberId !== null || newer.siteId !== null) {
		const detail = "the newer device belongs to a subscriber or a site already: take it from there first";
		throw new CertusError(409, "successorInUse", detail);
	}
	if (await isBusy(scope, newer.id)) {
		throw new CertusError(409, "deviceBusy", "operations or proof runs of the newer device have not ended yet");
	}
	await becomeOne(scope, older.id, newer.id, isLab(older, tenant) ? null : Math.max(1, tenant.transcriptSessions));
	await remove(scope, newer.id);
	const { oui, productClass, serialNumber, mac } = newer;
	await command.audit("device.link", {
		device: older,
		detail: {
			linkedDeviceId: newer.id,
			before: { oui: older.oui, productClass: older.productClass },
			after: { oui, productClass },
			evidence: { serialNumber, mac, silentSince: candidate.silentSince, appearedAt: candidate.appearedAt },
		},
	});
	await command.publish(
		{ type: "device.changed", deviceId: newer.id, data: { removed: true, linkedTo: older.id } },
		{ type: "device.changed", deviceId: older.id, data: {} },
	);
	// Its next Inform is the older one's.
	command.afterCommit(() => engine.deviceRemoved(tenant.tenant, newer.id));
	return requireDevice(command, older.id);
}

/** Somebody says that two are not one: it is not asked again. */
export async function rejectLink(command: Command, id: string, otherId: string): Promise<void> {
	const { older, newer } = await requireCandidate(command, id, otherId);
	await keepApart(command.scope, id, otherId);
	await command.audit("device.keepApart", { device: older, detail: { otherDeviceId: newer.id } });
}

/** Judged by what stands now: meanwhile the older one may have been heard. */
async function requireCandidate(command: Command, id: string, otherId: string) {
	const { scope } = command;
	await lockDevices(scope, [id, otherId]);
	const device = await requireDevice(command, id);
	const candidate = (await linkCandidates(scope, id)).find((one) => one.device.id === otherId);
	if (!candidate) {
		const detail = "nothing says that these are one device, or something speaks against it";
		throw new CertusError(409, "notLinkable", detail, { errors: [{ pointer: "/deviceId", detail }] });
	}
	const [older, newer] = candidate.isOlder ? [candidate.device, device] : [device, candidate.device];
	return { older, newer, candidate };
}
