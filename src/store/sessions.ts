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

const ONE = statement(
	"sessions.one",
	`select id, started_at as "startedAt", ended_at as "endedAt", outcome, events, remote_address as "remoteAddress", rpcs,
		transcript
	from cwmp_session where tenant = $1 and device = $2 and id = $3`,
);

/** `null` where it is no longer kept. */
export async function findSession(scope: Scope, device: string, id: string): Promise<SessionRow | null> {
	return (await scope.query<SessionRow>(ONE, [device, id]))[0] ?? null;
}

/** A device's sessions, newest first. */
export function listSessions(
	scope: Scope,
	device: string,
	page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<SessionRow[]> {
	return scope.query(LIST, [device, page.before?.at ?? null, page.before?.id ?? null, page.limit]);
}

const INFORMS = statement(
	"sessions.informs",
	`select at, events from (
		select started_at as at, events from device_session
		where tenant = $1 and device = $2 and started_at > coalesce((
			select max(at) from (
				select at from parameter_change where tenant = $1 and device = $2 and path = any($3)
				union all
				select at from timeline where tenant = $1 and device = $2 and type = 'firstContact'
			) as change), '-infinity')
		order by started_at desc limit $4
	) as newest order by at`,
);

/** The newest sessions since first contact and since the last change of these parameters; oldest first. */
export function readInformsSince(
	scope: Scope,
	device: string,
	unchanged: readonly string[],
	limit: number,
): Promise<{ at: Date; events: readonly string[] }[]> {
	return scope.query(INFORMS, [device, unchanged, limit]);
}
