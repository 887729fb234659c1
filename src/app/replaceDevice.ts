import { idOfSerial, placeholder } from "../device/identity.ts";
import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { findDevice, type KnownDevice, replaceDevice as replace } from "../store/devices.ts";
import { requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";
import { suspendSuccessor } from "./service/suspendSuccessor.ts";

export interface Successor {
	readonly serialNumber: string;
	/** As the old device's where it is not given. */
	readonly oui?: string | undefined;
}

/** Another unit takes a device's place: subscriber, site and tags go over to it, known or not yet seen; it is suspended if that was. */
export async function replaceDevice(
	command: Command,
	engine: EnginePort,
	id: string,
	successor: Successor,
): Promise<KnownDevice> {
	const { scope, now, tenant } = command;
	const device = await requireDevice(command, id);
	if (placeholder(successor.serialNumber.trim())) {
		const detail = "many units have this serial number: it names none of them";
		throw new CertusError(422, "placeholderSerial", detail, { errors: [{ pointer: "/serialNumber", detail }] });
	}
	const oui = (successor.oui ?? device.oui).toUpperCase();
	const newId = idOfSerial(scope.tenant, oui, successor.serialNumber);
	if (newId === id) throw new CertusError(409, "sameDevice", "a device can't take its own place");
	const known = await findDevice(scope, newId);
	if (known && (known.subscriberId !== null || known.siteId !== null)) {
		throw new CertusError(409, "successorInUse", "the successor belongs to a subscriber or a site already");
	}
	if (device.siteId !== null && (known?.lab ?? tenant.lab)) {
		throw new CertusError(409, "linkedToSite", "a lab device can't take the place of one that is linked to a site");
	}
	await replace(scope, id, { id: newId, oui, serialNumber: successor.serialNumber.trim(), at: now });
	const suspend = await suspendSuccessor(command, engine, device, newId);
	await command.audit("device.replace", {
		device,
		detail: {
			...{ successorId: newId, oui, serialNumber: successor.serialNumber },
			...(suspend !== null && { suspendChangeId: suspend }),
		},
	});
	await command.publish(
		{ type: "device.changed", deviceId: id, data: { replacedBy: newId } },
		{ type: "device.changed", deviceId: newId, data: {} },
	);
	command.afterCommit(() => engine.deviceRemoved(tenant.tenant, id));
	return (await findDevice(scope, newId)) as KnownDevice;
}
