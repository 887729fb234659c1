import { v5 } from "uuid";
import type { WebhookEvent } from "../shared/webhooks.ts";
import type { TenantId } from "../store/db.ts";
import type { DeviceName } from "../store/devices.ts";
import type { LiveEvent } from "../store/effects.ts";

/** What is told to webhooks, before it has an envelope. */
export interface Told {
	/** The same for the same event, however often it is read. */
	readonly id: string;
	readonly type: WebhookEvent;
	/** The id of what it is about. */
	readonly subject: string;
	readonly data: Readonly<Record<string, unknown>>;
}

type Data = LiveEvent["data"];

const ENDED: ReadonlySet<unknown> = new Set(["succeeded", "failed", "expired", "cancelled"]);

/** What one live event means to webhooks: nothing, mostly. `place` is its row's number and its own in it. */
export function toldOf(
	tenant: TenantId,
	event: LiveEvent,
	place: string,
	at: Date,
	deviceOf: (id: string) => DeviceName | undefined,
): Told[] {
	const told = (type: WebhookEvent, subject: string, data: Data): Told => ({
		// With the time: the numbers of a database that was restored come again.
		id: v5(`${place} ${at.toISOString()} ${subject}`, tenant),
		type,
		subject,
		data,
	});
	const { data, deviceId } = event;
	const device = deviceId === undefined ? {} : describe(deviceId, deviceOf(deviceId));
	switch (event.type) {
		case "device.seen":
			return deviceId === undefined ? [] : [told("device.seen", deviceId, device)];
		case "device.presenceChanged":
			return deviceId === undefined ? [] : [told("device.presenceChanged", deviceId, { ...device, ...data })];
		case "operation.changed": {
			// `unknown` is an end too, where nothing will settle it any more.
			if (!ENDED.has(data.status) && data.finishedAt === undefined) return [];
			const { operationId, kind, status } = data;
			return [told("operation.ended", String(operationId), { operationId, kind, status, ...device })];
		}
		case "matrix.changed": {
			const { vendor, model, productClass } = data;
			const changed = new Set((data.changed ?? []) as string[]);
			return ((data.rows ?? []) as { id: string; status: string }[])
				.filter(({ id }) => changed.has(id))
				.map(({ id, status }) =>
					told("matrix.rowChanged", id, { matrixRowId: id, vendor, model, productClass, status }),
				);
		}
		case "certification.changed": {
			const { certificationId, canaryId, action, reason, rollbackOwner, rolledBack, notRolledBack } = data;
			if (canaryId === undefined) return [];
			const canary = { certificationId, canaryId };
			if (action === "canaryPassed") return [told("approval.wanted", String(certificationId), canary)];
			if (action !== "setback") return [];
			const end = { reason, rollbackOwner, rolledBack, notRolledBack };
			return [told("canary.stopped", String(canaryId), { ...canary, ...end })];
		}
		case "change.changed": {
			const { changeId, state } = data;
			return state === "pendingApproval" ? [told("approval.wanted", String(changeId), { changeId })] : [];
		}
		default:
			return [];
	}
}

/** A device that is gone by now has only its id. */
function describe(deviceId: string, name: DeviceName | undefined): Data {
	if (!name) return { deviceId };
	const { oui, productClass, serialNumber } = name;
	return { deviceId, oui, productClass, serialNumber };
}

/** CloudEvents 1.0, structured mode: the very text that is sent, and signed, at each attempt. */
export function cloudEvent(
	source: string,
	{ id, type, subject, data }: Omit<Told, "type"> & { readonly type: string },
	at: Date,
): string {
	return JSON.stringify({
		specversion: "1.0",
		id,
		source,
		type,
		subject,
		time: at.toISOString(),
		datacontenttype: "application/json",
		data,
	});
}

/** Who tells it: this installation, of one of its tenants. */
export function sourceOf(publicApiUrl: string, slug: string): string {
	return `${publicApiUrl}/api/v1/tenants/${slug}`;
}
