import { forgottenSince } from "../gate/signInLimits.ts";
import type { Clock } from "../lib/edges.ts";
import { purgeConsoleSessions } from "../store/consoleSessions.ts";
import type { Database } from "../store/db.ts";
import { purgeKeys } from "../store/idempotency.ts";
import { purgeLoosenings } from "../store/loosenedPolicies.ts";
import { purgeOutbox } from "../store/outbox.ts";
import { purgeSignInAttempts } from "../store/signInAttempts.ts";
import { purgeDeliveries } from "../store/webhookDeliveries.ts";
import { cutAuditTrails } from "./auditRetention.ts";
import { idleSince } from "./principal.ts";

const EVERY_MS = 5 * 60_000;
const OUTBOX_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
const KEYS_MS = DAY_MS;
/** What webhooks were not told of yet stays for so long; it takes this process some seconds to tell. */
const UNTOLD_MS = DAY_MS;
const DELIVERED_MS = 7 * DAY_MS;
const DELIVERIES_MS = 30 * DAY_MS;
/** Longer than any change may be open. */
const LOOSENINGS_MS = 30 * DAY_MS;

/**
 * Removes what has served its time: live events after an hour, idempotency keys after a day, console sessions at their end,
 * attempts to sign in when they count no more, deliveries to webhooks after a week, those that did not arrive after a month,
 * policies that somebody loosened a month ago, entries of audit trails when their tenant keeps them no longer.
 */
export async function keepHouse(database: Database, now: Date): Promise<void> {
	const before = (ms: number): Date => new Date(now.getTime() - ms);
	const untold = await purgeOutbox(database, before(OUTBOX_MS), before(UNTOLD_MS));
	await purgeDeliveries(database, before(DELIVERED_MS), before(DELIVERIES_MS));
	await purgeKeys(database, new Date(now.getTime() - KEYS_MS));
	await purgeConsoleSessions(database, now, idleSince(now));
	await purgeSignInAttempts(database, forgottenSince(now));
	await purgeLoosenings(database, before(LOOSENINGS_MS));
	await cutAuditTrails(database, now);
	if (untold > 0) throw new Error(`${untold} rows of live events went that webhooks were never told of`);
}

export function startHousekeeping(
	database: Database,
	clock: Clock,
	onError: (error: unknown) => void,
): { readonly stop: () => void } {
	const timer = setInterval(() => void keepHouse(database, clock()).catch(onError), EVERY_MS);
	timer.unref();
	return { stop: () => clearInterval(timer) };
}
