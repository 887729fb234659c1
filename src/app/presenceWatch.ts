import type { Clock } from "../lib/edges.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import { type LiveEvent, publish } from "../store/effects.ts";
import { noteHeard, noteSilent, type SilentDevice, type WalkedPage } from "../store/silences.ts";
import { readListening } from "../store/webhooks.ts";

/** Devices that are looked at in one statement: it takes some 4 ms. */
const PAGE = 1_000;
/** Pages of each walk that one look takes. */
const PAGES = 5;
/** How often a walk over a tenant's devices begins at most; what it looks for takes minutes. */
const FLEET_MS = 30_000;
/** The same for the devices that are silent: how soon a return is told. */
const SILENT_MS = 5_000;
const FIRST = "00000000-0000-0000-0000-000000000000";

interface Walk {
	/** The device after which it goes on; `null`: it is over. */
	after: string | null;
	begunAt: number;
}

/**
 * Makes events of what is otherwise only seen when somebody looks: that a device has missed two Informs, and that it is
 * heard again. Informs pay nothing for it: the devices of tenants that want to be told are walked over in pages. Silence
 * is counted from when this process began to listen: what it could not hear was not silent.
 */
export function createPresenceWatch({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
	const listeningSince = clock();
	const walks = new Map<TenantId, { readonly fleet: Walk; readonly silent: Walk }>();

	async function look(): Promise<void> {
		const listening = (await readListening(database)).filter(({ events }) => events.includes("device.presenceChanged"));
		const tenants = new Set(listening.map(({ tenant }) => tenant));
		for (const tenant of walks.keys()) if (!tenants.has(tenant)) walks.delete(tenant);
		for (const tenant of tenants) {
			const own = walks.get(tenant) ?? { fleet: { after: null, begunAt: 0 }, silent: { after: null, begunAt: 0 } };
			walks.set(tenant, own);
			await walk(tenant, own.silent, SILENT_MS, "recent", (scope, after) => noteHeard(scope, after, PAGE));
			await walk(tenant, own.fleet, FLEET_MS, "silent", (scope, after) =>
				noteSilent(scope, after, PAGE, clock(), listeningSince),
			);
		}
	}

	/** Some more pages of a walk; each with its events in one transaction. */
	async function walk(
		tenant: TenantId,
		place: Walk,
		everyMs: number,
		presence: "silent" | "recent",
		note: (scope: Scope, after: string) => Promise<WalkedPage<SilentDevice>>,
	): Promise<void> {
		const now = clock().getTime();
		if (place.after === null) {
			if (now - place.begunAt < everyMs) return;
			place.after = FIRST;
			place.begunAt = now;
		}
		for (let page = 0; page < PAGES && place.after !== null; page++) {
			const { after } = place as { after: string };
			place.after = await database.transaction(async (tx) => {
				const { found, last } = await note(tx.scope(tenant), after);
				const events = found.map(({ device, lastInformAt }): LiveEvent => {
					const data = { presence, lastInformAt: lastInformAt.toISOString() };
					return { type: "device.presenceChanged", deviceId: device, data };
				});
				if (events.length > 0) await publish(tx, [{ tenant, events }]);
				return last;
			});
		}
	}

	return { look };
}
