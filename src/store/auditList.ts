import type { AuditRow } from "./audit.ts";
import { type Scope, type Statement, statement } from "./db.ts";

export interface AuditFilter {
	readonly deviceId?: string | undefined;
	readonly subscriberId?: string | undefined;
	readonly actor?: string | undefined;
	readonly action?: string | undefined;
	/** Of entries whose time is not before it. */
	readonly since?: Date | undefined;
}

/** Each by an index that ends in `seq`. */
const CONDITIONS: Readonly<Record<keyof AuditFilter, (value: string) => string>> = {
	deviceId: (value) => `entry->>'deviceId' = ${value}`,
	subscriberId: (value) => `entry->>'subscriberId' = ${value}`,
	actor: (value) => `entry->>'actor' = ${value}`,
	action: (value) => `entry->>'action' = ${value}`,
	// No entry before the first that reached this time can be as late: so the list ends there, however long the chain is.
	since: (value) => `(entry->>'at')::timestamptz >= ${value} and seq >= (
		select seq from audit where tenant = $1 and latest_at >= ${value} order by latest_at, seq limit 1)`,
};
const FILTERS = Object.keys(CONDITIONS) as (keyof AuditFilter)[];

/**
 * A statement for each set of filters: plans are made once, for any values, and one that left filters open could use no
 * index of theirs.
 */
const statements = new Map<string, Statement>();

function listing(given: readonly (keyof AuditFilter)[]): Statement {
	const name = ["audit.list", ...given].join(".");
	const known = statements.get(name);
	if (known) return known;
	const conditions = given.map((filter, i) => ` and ${CONDITIONS[filter](`$${i + 4}`)}`);
	const text = `select seq, entry, hash from audit where tenant = $1 and seq < $2${conditions.join("")}
		order by seq desc limit $3`;
	const made = statement(name, text);
	statements.set(name, made);
	return made;
}

/** Newest first. */
export function listAudit(
	scope: Scope,
	filter: AuditFilter,
	page: { readonly before: number | null; readonly limit: number },
): Promise<AuditRow[]> {
	const given = FILTERS.filter((name) => filter[name] !== undefined);
	const values = given.map((name) => filter[name]);
	return scope.query(listing(given), [page.before ?? Number.MAX_SAFE_INTEGER, page.limit, ...values]);
}
