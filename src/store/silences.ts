import { type Scope, statement } from "./db.ts";

export interface SilentDevice {
	readonly device: string;
	readonly lastInformAt: Date;
}

export interface WalkedPage<Row> {
	readonly found: readonly Row[];
	/** The last device that was looked at; `null` where there were none. */
	readonly last: string | null;
}

// In pages by primary key: an index by the last Inform would have to be written with each of them.
const FALLEN = statement(
	"silences.fallen",
	`with page as materialized (
		select d.id, d.last_inform_at, make_interval(secs => 2 * coalesce(d.inform_interval_seconds, t.inform_interval_seconds)) as patience
		from device d join tenant t using (tenant) where d.tenant = $1 and d.id > $2 order by d.id limit $3
	), fallen as (
		insert into device_silence (tenant, device, heard_at)
		select $1, id, last_inform_at from page
		where last_inform_at is not null and greatest(last_inform_at, $5::timestamptz) < $4::timestamptz - patience
		on conflict (tenant, device) do nothing returning device, heard_at
	)
	select p.id as device, f.heard_at as "lastInformAt" from page p left join fallen f on f.device = p.id
	where f.device is not null or p.id = (select id from page order by id desc limit 1) order by p.id`,
);

/**
 * Notes those of the next devices that have missed two Informs and were not noted before. Who listens only since
 * `listeningSince` has missed none before.
 */
export async function noteSilent(
	scope: Scope,
	after: string,
	limit: number,
	now: Date,
	listeningSince: Date,
): Promise<WalkedPage<SilentDevice>> {
	const rows = await scope.query<{ device: string; lastInformAt: Date | null }>(FALLEN, [
		after,
		limit,
		now,
		listeningSince,
	]);
	return {
		found: rows.filter((row): row is SilentDevice => row.lastInformAt !== null),
		last: rows.at(-1)?.device ?? null,
	};
}

const RETURNED = statement(
	"silences.returned",
	`with page as materialized (
		select s.device, s.heard_at, d.last_inform_at from device_silence s left join device d on d.tenant = s.tenant and d.id = s.device
		where s.tenant = $1 and s.device > $2 order by s.device limit $3
	), returned as (
		delete from device_silence s using page p
		where s.tenant = $1 and s.device = p.device and p.last_inform_at > p.heard_at returning s.device, p.last_inform_at
	)
	select p.device, r.last_inform_at as "lastInformAt" from page p left join returned r using (device)
	where r.device is not null or p.device = (select device from page order by device desc limit 1) order by p.device`,
);

/** Forgets the silence of those of the next silent devices that were heard again. */
export async function noteHeard(scope: Scope, after: string, limit: number): Promise<WalkedPage<SilentDevice>> {
	const rows = await scope.query<{ device: string; lastInformAt: Date | null }>(RETURNED, [after, limit]);
	return {
		found: rows.filter((row): row is SilentDevice => row.lastInformAt !== null),
		last: rows.at(-1)?.device ?? null,
	};
}
