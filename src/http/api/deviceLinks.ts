import { z } from "zod";
import { type LinkCandidate, linkCandidates, linkDevices, rejectLink } from "../../app/linkDevices.ts";
import { Id, page, Slug } from "../../shared/common.ts";
import { Device, DeviceLink } from "../../shared/devices.ts";
import { presentDevice } from "./devices.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "devices";

export function addDeviceLinkRoutes(kit: Kit): void {
	const { engine } = kit.deps;

	addRead(kit, {
		url: "/devices/:id/links",
		summary:
			"Devices that may be this one, whose OUI or product class changed with a firmware; nobody merges them unasked",
		tag,
		permission: "read",
		params: ById,
		answer: page(DeviceLink),
		handle: async ({ params, scope }) => ({
			items: (await linkCandidates(scope, params.id)).map(presentLink),
			nextCursor: null,
		}),
	});

	addWrite(kit, {
		method: "POST",
		url: "/devices/:id/links",
		summary: "Say that two are one: the older one's id, subscriber, site, tags and history stay, the newer one goes",
		tag,
		permission: "operate",
		params: ById,
		body: z.strictObject({ tenant: Slug.optional(), deviceId: Id }),
		status: 200,
		answer: Device,
		async handle(command, { params, body }) {
			const device = await linkDevices(command, engine, params.id, body.deviceId);
			return presentDevice(engine, command.scope, command.tenant, device);
		},
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/devices/:id/links/:deviceId",
		summary: "Say that two are not one: they are not offered to each other again",
		tag,
		permission: "operate",
		params: ById.extend({ deviceId: z.uuid() }),
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => rejectLink(command, params.id, params.deviceId) as Promise<undefined>,
	});
}

function presentLink({ device, isOlder, silentSince, appearedAt }: LinkCandidate): DeviceLink {
	const { id, oui, productClass, serialNumber, softwareVersion, subscriberId, siteId, mac } = device;
	return {
		deviceId: id,
		isOlder,
		...{ oui, productClass, softwareVersion, subscriberId, siteId },
		evidence: {
			serialNumber,
			mac: mac as string,
			silentSince: silentSince.toISOString(),
			appearedAt: appearedAt.toISOString(),
		},
	};
}
