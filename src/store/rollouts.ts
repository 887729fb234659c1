import type { ModelName } from "./certifications.ts";
import { type Scope, statement } from "./db.ts";

const STOP = statement(
	"rollouts.stop",
	`update operation o set status = 'cancelled', finished_at = $2, input = certus_without_sealed(o.input), reason = $3
	from device d join unnest($8::text[], $9::text[]) as p(hardware_version, software_version)
		on p.hardware_version = coalesce(d.hardware_version, '') and p.software_version = coalesce(d.software_version, '')
	where o.tenant = $1 and o.authority = 'rollout' and o.status in ('pendingApproval', 'queued') and o.kind = any($7)
		and d.tenant = $1 and d.id = o.device and d.vendor = $4 and d.model = $5 and d.product_class = $6
		-- What a canary gives back is no rollout.
		and not exists (select 1 from canary k where k.tenant = $1 and k.id = o.request)
	returning o.id, o.device, o.kind`,
);

/** Cancels what rollouts have yet to do of these kinds on devices of these versions. */
export function stopRollouts(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	pairs: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[],
	kinds: readonly string[],
	at: Date,
	reason: string,
): Promise<{ id: string; device: string; kind: string }[]> {
	return scope.query(STOP, [
		...[at, reason, vendor, model, productClass, kinds],
		pairs.map(({ hardwareVersion }) => hardwareVersion),
		pairs.map(({ softwareVersion }) => softwareVersion),
	]);
}
