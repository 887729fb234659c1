import { type Scope, statement } from "./db.ts";

export interface SessionRow {
	readonly id: string;
	readonly startedAt: Date;
	readonly endedAt: Date | null;
	readonly outcome: string | null;
	readonly events: readonly string[];
	readonly remoteAddress: string;
	readonly rpcs: number;
	/** As `cwmp/transcript` packs it. */
	readonly transcript: Uint8Array | null;
}

const LIST = statement(
	"sessions.list",
	`select id, started_at as "startedAt", ended_at as "endedAt", outcome, events, remote_address as "remoteAddress", rpcs,
		transcript
	from device_session where tenant = $1 and device = $2
		and ($3::timestamptz is null or (started_at, id) < ($3, $4::uuid))
	order by started_at desc, id desc limit $5`,
);

/** A device's sessions, newest first. */
export function listSessions(
	scope: Scope,
	device: string,
	page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<SessionRow[]> {
	return scope.query(LIST, [device, page.before?.at ?? null, page.before?.id ?? null, page.limit]);
}
