import { z } from "zod";
import { isLab, notFound } from "../../app/admission.ts";
import { deleteDevice } from "../../app/deleteDevice.ts";
import { patchDevice } from "../../app/patchDevice.ts";
import { replaceDevice } from "../../app/replaceDevice.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { Id, page, pageQuery, Slug } from "../../shared/common.ts";
import { Device, Presence, Wake } from "../../shared/devices.ts";
import type { Scope } from "../../store/db.ts";
import { listDevices } from "../../store/deviceList.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { readRowsOfDevices } from "../../store/matrix.ts";
import type { Tenant } from "../../store/tenants.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addSlowWrite, addWrite, type Kit } from "./route.ts";

const tag = "devices";
const Text = z.string().max(256);

const ListQuery = z.strictObject({
	...pageQuery,
	serialNumber: Text.optional(),
	oui: Text.optional(),
	productClass: Text.optional(),
	model: Text.optional(),
	softwareVersion: Text.optional(),
	subscriberId: Id.optional(),
	siteId: Id.optional(),
	tag: Text.optional(),
	presence: Presence.optional(),
	q: Text.optional(),
});

const Patch = z.strictObject({
	tenant: Slug.optional(),
	siteId: Id.nullable().optional(),
	tags: z.array(z.string().trim().min(1).max(64)).max(64).optional(),
	lab: z.boolean().nullable().optional(),
	/** Only people let out; what a device shows puts it in. */
	quarantined: z.literal(false).optional(),
});

const Replace = z.strictObject({
	tenant: Slug.optional(),
	serialNumber: z.string().trim().min(1).max(64),
	oui: z
		.string()
		.regex(/^[0-9A-Fa-f]{6}$/, "an OUI is six hexadecimal digits")
		.optional(),
});

/** How long a caller waits for the session that a connection request asks for. */
const WAKE_TIMEOUT_MS = 30_000;

export function addDeviceRoutes(kit: Kit): void {
	const { deps } = kit;
	const { engine } = deps;

	addRead(kit, {
		url: "/devices",
		summary: "The devices of a tenant",
		tag,
		permission: "read",
		query: ListQuery,
		answer: page(Device),
		async handle({ query, scope, tenant }) {
			const after = readCursor(z.uuid(), query.cursor);
			const { presence, limit, tenant: _slug, cursor: _cursor, ...filter } = query;
			const bySql = presence ? { presence, inSession: engine.devicesInSession(tenant.tenant) } : {};
			const found = await listDevices(scope, { ...filter, ...bySql }, { after, limit: limit + 1 }, deps.clock());
			const { rows, nextCursor } = pageOf(found, limit, ({ id }) => id);
			const items = await presentDevices(engine, scope, tenant, rows);
			// A device that is reachable now is no longer merely recent.
			return { items: presence ? items.filter((item) => item.presence === presence) : items, nextCursor };
		},
	});

	addRead(kit, {
		url: "/devices/:id",
		summary: "One device",
		tag,
		permission: "read",
		params: ById,
		answer: Device,
		async handle({ params, scope, tenant }) {
			const device = await findDevice(scope, params.id);
			if (!device) throw notFound("device");
			return presentDevice(engine, scope, tenant, device);
		},
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/devices/:id",
		summary: "Change tags, site, whether it is a lab device (needs `certify`), or end its quarantine (needs `config`)",
		tag,
		permission: ["operate", "certify"],
		permissionOf: (body) => permissionOfPatch(body),
		params: ById,
		body: Patch,
		status: 200,
		answer: Device,
		async handle(command, { params, body: { tenant: _slug, ...changes } }) {
			const device = await patchDevice(command, params.id, changes);
			return presentDevice(engine, command.scope, command.tenant, device);
		},
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/devices/:id",
		summary: "Forget a device",
		tag,
		permission: "config",
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: async (command, { params }) => deleteDevice(command, engine, params.id) as Promise<undefined>,
	});

	addWrite(kit, {
		method: "POST",
		url: "/devices/:id/replace",
		summary: "Another unit takes a device's place",
		tag,
		permission: "operate",
		params: ById,
		body: Replace,
		status: 200,
		answer: Device,
		async handle(command, { params, body }) {
			const device = await replaceDevice(command, engine, params.id, body);
			return presentDevice(engine, command.scope, command.tenant, device);
		},
	});

	addSlowWrite(kit, {
		method: "POST",
		url: "/devices/:id/wake",
		summary: "Ask the device to connect, and see whether a session follows",
		tag,
		permission: "operate",
		params: ById,
		status: 200,
		answer: Wake,
		async act({ scope, tenant, params }) {
			const device = await findDevice(scope, params.id);
			if (!device) throw notFound("device");
			return { device, wake: await engine.wake(tenant.tenant, device.id, WAKE_TIMEOUT_MS) };
		},
		async handle(command, { device, wake }) {
			const outcome = wake.reachable ? "reachable" : "unreachable";
			await command.audit("device.wake", { device, outcome, detail: { ...wake } });
			return wake;
		},
	});
}

/** `lab` is the certifiers' business, the rest the operators'; the command asks for what stands together. */
function permissionOfPatch(body: unknown): "certify" | "config" | "operate" | null {
	if (typeof body !== "object" || body === null) return null;
	if ("lab" in body) return "certify";
	return "quarantined" in body ? "config" : "operate";
}

async function presentDevices(
	engine: EnginePort,
	scope: Scope,
	tenant: Tenant,
	devices: readonly KnownDevice[],
): Promise<Device[]> {
	if (devices.length === 0) return [];
	const matrixRows = await readRowsOfDevices(
		scope,
		devices.map(({ id }) => id),
	);
	return devices.map((device) => ({
		id: device.id,
		tenant: tenant.slug,
		oui: device.oui,
		productClass: device.productClass,
		serialNumber: device.serialNumber,
		vendor: device.vendor,
		model: device.model,
		hardwareVersion: device.hardwareVersion,
		softwareVersion: device.softwareVersion,
		parameterRoot: device.parameterRoot,
		cwmpVersion: cwmpVersion(device.namespace),
		presence: engine.presenceOf(device, tenant),
		lastInformAt: device.lastInformAt?.toISOString() ?? null,
		lastInformEvents: [...device.lastInformEvents],
		lastBootAt: device.lastBootAt?.toISOString() ?? null,
		subscriberId: device.subscriberId,
		siteId: device.siteId,
		tags: [...device.tags],
		lab: isLab(device, tenant),
		quarantined: device.quarantined,
		matrixRowId: matrixRows.get(device.id) ?? null,
		createdAt: device.createdAt.toISOString(),
	}));
}

export async function presentDevice(
	engine: EnginePort,
	scope: Scope,
	tenant: Tenant,
	device: KnownDevice,
): Promise<Device> {
	const [presented] = await presentDevices(engine, scope, tenant, [device]);
	return presented as Device;
}

/** `urn:dslforum-org:cwmp-1-2` speaks of 1.2; a device that was never heard has none. */
function cwmpVersion(namespace: string): string | null {
	const [, major, minor] = /cwmp-(\d+)-(\d+)$/.exec(namespace) ?? [];
	return major && minor ? `${major}.${minor}` : null;
}
