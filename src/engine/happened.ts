import type { AuditAction } from "../shared/auditActions.ts";
import type { SessionEffect } from "../store/effects.ts";
import type { LiveSession } from "./liveSession.ts";

/** Who acts where no person does. */
export const CERTUS = "certus";

export interface Happening {
	/** As the timeline calls it. */
	readonly type: string;
	/** As the trail calls it. */
	readonly action: AuditAction;
	readonly outcome: string;
	readonly detail: Readonly<Record<string, unknown>>;
	/** What only the trail tells. */
	readonly authority?: string;
}

/** What Certus did by itself in a session, on the device's timeline and in the tenant's trail. */
export function happened(
	{ device, tenant }: LiveSession,
	{ type, action, outcome, detail, authority }: Happening,
	now: Date,
): SessionEffect {
	const { id, subscriberId, hardwareVersion, softwareVersion } = device;
	return {
		...{ tenant: device.tenant, device: id, timeline: [{ at: now.toISOString(), type, detail }] },
		audit: {
			...{ at: now, tenant: tenant.slug, actor: CERTUS, actorId: null, action, outcome },
			...{ deviceId: id, subscriberId, hardwareVersion, softwareVersion },
			detail: authority === undefined ? detail : { authority, ...detail },
		},
	};
}
