import { CertusError } from "../lib/errors.ts";
import { findDevice, type KnownDevice, patchDevice as patch } from "../store/devices.ts";
import { requireDevice } from "./admission.ts";
import type { Command } from "./command.ts";

export interface DeviceChanges {
	readonly siteId?: string | null | undefined;
	readonly tags?: readonly string[] | undefined;
	/** `null`: as its tenant says. */
	readonly lab?: boolean | null | undefined;
}

/** Changes what people keep about a device. */
export async function patchDevice(command: Command, id: string, changes: DeviceChanges): Promise<KnownDevice> {
	const { scope, actor } = command;
	if (changes.lab !== undefined && !actor.held.has("certify")) {
		throw new CertusError(403, "forbidden", "`lab` needs the permission certify");
	}
	const device = await requireDevice(command, id);
	if (typeof changes.siteId === "string" && changes.siteId !== device.siteId) {
		throw new CertusError(422, "siteNotFound", "there is no such site", {
			errors: [{ pointer: "/siteId", detail: "there is no such site" }],
		});
	}
	const siteId = changes.siteId === undefined ? device.siteId : changes.siteId;
	if (changes.lab === true && siteId !== null) {
		throw new CertusError(409, "linkedToSite", "a device that is linked to a site can't be a lab device");
	}
	await patch(scope, id, changes);
	await command.audit("device.patch", { device, detail: { ...changes } });
	await command.publish({ type: "device.changed", deviceId: id, data: {} });
	return (await findDevice(scope, id)) ?? device;
}
