import { forgottenSince } from "../gate/signInLimits.ts";
import type { Clock } from "../lib/edges.ts";
import { purgeConsoleSessions } from "../store/consoleSessions.ts";
import type { Database } from "../store/db.ts";
import { purgeKeys } from "../store/idempotency.ts";
import { purgeOutbox } from "../store/outbox.ts";
import { purgeSignInAttempts } from "../store/signInAttempts.ts";
import { cutAuditTrails } from "./auditRetention.ts";
import { idleSince } from "./principal.ts";

const EVERY_MS = 5 * 60_000;
const OUTBOX_MS = 3_600_000;
const KEYS_MS = 24 * 3_600_000;

/**
 * Removes what has served its time: live events after an hour, idempotency keys after a day, console sessions at their end,
 * attempts to sign in when they count no more, entries of audit trails when their tenant keeps them no longer.
 */
export async function keepHouse(database: Database, now: Date): Promise<void> {
	await purgeOutbox(database, new Date(now.getTime() - OUTBOX_MS));
	await purgeKeys(database, new Date(now.getTime() - KEYS_MS));
	await purgeConsoleSessions(database, now, idleSince(now));
	await purgeSignInAttempts(database, forgottenSince(now));
	await cutAuditTrails(database, now);
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
