import type { Failure, ItemState } from "../shared/changes.ts";
import type { Rollout } from "../shared/rollouts.ts";
import type { ModelName } from "./certifications.ts";
import { type Scope, statement } from "./db.ts";

export interface RolloutRow {
	readonly change: string;
	readonly plan: Rollout;
	/** Of each wave that began, or ended. */
	readonly startedAt: readonly Date[];
	readonly endedAt: readonly Date[];
	readonly paused: Failure | null;
	readonly resumedAt: Date | null;
	readonly stoppedAt: Date | null;
}

const COLUMNS = `change, plan, started_at as "startedAt", ended_at as "endedAt", paused, resumed_at as "resumedAt",
	stopped_at as "stoppedAt"`;

const INSERT = statement("rollouts.insert", `insert into rollout (tenant, change, plan) values ($1, $2, $3)`);

export async function insertRollout(scope: Scope, change: string, plan: Rollout): Promise<void> {
	await scope.query(INSERT, [change, JSON.stringify(plan)]);
}

const SOME = statement(
	"rollouts.some",
	`select ${COLUMNS} from rollout where tenant = $1 and change = any($2::uuid[])`,
);

/** Those of the changes that go in waves. */
export function readRollouts(scope: Scope, changes: readonly string[]): Promise<RolloutRow[]> {
	return scope.query(SOME, [changes]);
}

export async function findRollout(scope: Scope, change: string): Promise<RolloutRow | null> {
	return (await readRollouts(scope, [change]))[0] ?? null;
}

const START_WAVE = statement(
	"rollouts.startWave",
	`update rollout set started_at = started_at || $4::timestamptz
	where tenant = $1 and change = $2 and cardinality(started_at) = $3 and paused is null and stopped_at is null
	returning change`,
);

/** False where it was paused or stopped meanwhile. */
export async function startWave(scope: Scope, change: string, wave: number, at: Date): Promise<boolean> {
	return (await scope.query(START_WAVE, [change, wave, at])).length === 1;
}

const END_WAVE = statement(
	"rollouts.endWave",
	`update rollout set ended_at = ended_at || $4::timestamptz
	where tenant = $1 and change = $2 and cardinality(ended_at) = $3`,
);

export async function endWave(scope: Scope, change: string, wave: number, at: Date): Promise<void> {
	await scope.query(END_WAVE, [change, wave, at]);
}

const PAUSE = statement(
	"rollouts.pause",
	`update rollout set paused = $3 where tenant = $1 and change = $2 and paused is null and stopped_at is null
	returning change`,
);

/** False where it was paused or stopped already. */
export async function pauseRollout(scope: Scope, change: string, reason: Failure): Promise<boolean> {
	return (await scope.query(PAUSE, [change, reason])).length === 1;
}

const RESUME = statement(
	"rollouts.resume",
	`update rollout set paused = null, resumed_at = $3 where tenant = $1 and change = $2`,
);

export async function resumeRollout(scope: Scope, change: string, at: Date): Promise<void> {
	await scope.query(RESUME, [change, at]);
}

const END = statement(
	"rollouts.end",
	`update rollout set paused = null, stopped_at = $3 where tenant = $1 and change = $2`,
);

/** Somebody has ended it. */
export async function stopRollout(scope: Scope, change: string, at: Date): Promise<void> {
	await scope.query(END, [change, at]);
}

export interface WaveDevice {
	readonly device: string;
	readonly state: ItemState;
	/** The variable `timeZone` of its subscriber, and its own. */
	readonly zones: readonly [string | null, string | null];
}

const DEVICES = statement(
	"rollouts.devices",
	`select c.device, c.state, jsonb_build_array(s.variables->>'timeZone', d.time_zone) as zones
	from change_device c join device d on d.tenant = c.tenant and d.id = c.device
		left join subscriber s on s.tenant = d.tenant and s.id = d.subscriber_id
	where c.tenant = $1 and c.change = $2 and c.place >= $3 and c.place < $4 and c.state in ('waiting', 'running')
	order by c.place`,
);

/** Those of a wave that are not through, in their order. */
export function readWaveDevices(scope: Scope, change: string, from: number, to: number): Promise<WaveDevice[]> {
	return scope.query(DEVICES, [change, from, to]);
}

const TALLY = statement(
	"rollouts.tally",
	`select count(*) filter (where place >= $3 and state = 'applied') as applied,
		count(*) filter (where place >= $3 and state in ('failed', 'rolledBack')) as failed,
		count(*) filter (where place < $3 and state = 'applied') as "appliedBefore"
	from change_device where tenant = $1 and change = $2 and place < $4`,
);

/** How a wave's devices ended, and those before. */
export async function readTally(
	scope: Scope,
	change: string,
	from: number,
	to: number,
): Promise<{ readonly applied: number; readonly failed: number; readonly appliedBefore: number }> {
	const [found] = await scope.query<{ applied: number; failed: number; appliedBefore: number }>(TALLY, [
		...[change, from, to],
	]);
	return found ?? { applied: 0, failed: 0, appliedBefore: 0 };
}

const RECENT = statement(
	"rollouts.recent",
	`select state <> 'applied' as failed from change_device
	where tenant = $1 and change = $2 and state in ('applied', 'failed', 'rolledBack')
		and ($3::timestamptz is null or finished_at > $3)
	order by finished_at desc limit $4`,
);

/** Whether each that ended since has failed, in their order; the last so many. */
export async function readRecent(scope: Scope, change: string, since: Date | null, limit: number): Promise<boolean[]> {
	const found = await scope.query<{ failed: boolean }>(RECENT, [change, since, limit]);
	return found.map(({ failed }) => failed).reverse();
}

/** What a device that begins is told by. */
export interface BegunDevice {
	readonly attempts: number;
	readonly startedAt: Date;
}

const BEGIN = statement(
	"rollouts.begin",
	`update change_device c set state = 'running', attempts = attempts + 1, started_at = $4,
		version_before = (select d.software_version from device d where d.tenant = $1 and d.id = $3)
	where c.tenant = $1 and c.change = $2 and c.device = $3 and c.state = 'waiting' and exists (select from rollout r
		where r.tenant = $1 and r.change = $2 and r.paused is null and r.stopped_at is null)
	returning attempts, started_at as "startedAt"`,
);

/** \`null\` where it is through, or the rollout was paused or stopped meanwhile. */
export async function beginDevice(scope: Scope, change: string, device: string, at: Date): Promise<BegunDevice | null> {
	return (await scope.query<BegunDevice>(BEGIN, [change, device, at]))[0] ?? null;
}

const BEGUN = statement(
	"rollouts.begun",
	`select attempts, started_at as "startedAt" from change_device
	where tenant = $1 and change = $2 and device = $3 and state = 'running'`,
);

/** As it was begun by a process that is gone. */
export async function findBegun(scope: Scope, change: string, device: string): Promise<BegunDevice | null> {
	return (await scope.query<BegunDevice>(BEGUN, [change, device]))[0] ?? null;
}

const RETURN = statement(
	"rollouts.return",
	`update change_device set state = 'waiting', started_at = null
	where tenant = $1 and change = $2 and device = $3 and state = 'running' and not sent
		and exists (select from rollout r where r.tenant = $1 and r.change = $2 and r.stopped_at is null)
	returning device`,
);

/** It went away before anything was sent: it waits for its next Inform again. False where all was stopped meanwhile. */
export async function returnDevice(scope: Scope, change: string, device: string): Promise<boolean> {
	return (await scope.query(RETURN, [change, device])).length === 1;
}

const SKIP = statement(
	"rollouts.skip",
	`update change_device set state = 'skipped', failure = $5, finished_at = $6
	where tenant = $1 and change = $2 and place >= $3 and place < $4 and state = 'waiting'
		and ($7::text is null or exists (select from device d where d.tenant = $1 and d.id = change_device.device
			and d.software_version = $7))
	returning device`,
);

/** Those of a wave that were not begun, and with a version those that have it; their ids. */
export async function skipWave(
	scope: Scope,
	change: string,
	places: { readonly from: number; readonly to: number },
	failure: Failure,
	at: Date,
	version: string | null = null,
): Promise<string[]> {
	const found = await scope.query<{ device: string }>(SKIP, [change, places.from, places.to, failure, at, version]);
	return found.map(({ device }) => device);
}

const THERE = statement(
	"rollouts.alreadyThere",
	`select count(*) as devices from change_device
	where tenant = $1 and change = $2 and state = 'skipped' and failure->>'code' = 'alreadyThere'`,
);

export async function countAlreadyThere(scope: Scope, change: string): Promise<number> {
	return (await scope.query<{ devices: number }>(THERE, [change]))[0]?.devices ?? 0;
}

const WAITING = statement(
	"rollouts.waiting",
	`select device from change_device where tenant = $1 and change = $2 and state = 'waiting' order by place`,
);

/** All that did not begin. */
export async function readWaiting(scope: Scope, change: string): Promise<string[]> {
	return (await scope.query<{ device: string }>(WAITING, [change])).map(({ device }) => device);
}

const RELIES = statement(
	"rollouts.relying",
	`select c.id from change c join rollout r on r.tenant = c.tenant and r.change = c.id
	where c.tenant = $1 and c.state = 'applying' and not c.rolling_back and r.paused is null and r.stopped_at is null
		and c.kind = any($2) and exists (select from change_device x
			join device d on d.tenant = x.tenant and d.id = x.device and d.vendor = $3 and d.model = $4 and d.product_class = $5
			join unnest($6::text[], $7::text[]) as p(hardware_version, software_version)
				on p.hardware_version = coalesce(d.hardware_version, '')
				and p.software_version = coalesce(d.software_version, '')
			left join matrix_cover v on (v.tenant, v.vendor, v.model, v.product_class, v.hardware_version, v.software_version) =
				(d.tenant, d.vendor, d.model, d.product_class, p.hardware_version, p.software_version)
			left join matrix_row m on m.tenant = v.tenant and m.id = v.row_id
			where x.tenant = $1 and x.change = c.id and x.state in ('waiting', 'running')
				-- Whoever took upon himself that it is not proven did not know that it fails.
				and (c.override is null or m.cells->>$8 = 'red'))`,
);

/** Rollouts under way that a cell holds up, which went down on devices of these versions. */
export async function readRelying(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	pairs: Pairs,
	workflow: string,
	kinds: readonly string[],
): Promise<string[]> {
	const found = await scope.query<{ id: string }>(RELIES, [
		...[kinds, vendor, model, productClass],
		pairs.map(({ hardwareVersion }) => hardwareVersion),
		pairs.map(({ softwareVersion }) => softwareVersion),
		workflow,
	]);
	return found.map(({ id }) => id);
}

type Pairs = readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[];

const STOP = statement(
	"rollouts.stop",
	`update operation o set status = 'cancelled', finished_at = $2, input = certus_without_sealed(o.input), reason = $3
	from device d join unnest($8::text[], $9::text[]) as p(hardware_version, software_version)
		on p.hardware_version = coalesce(d.hardware_version, '') and p.software_version = coalesce(d.software_version, '')
	where o.tenant = $1 and o.authority = 'rollout' and o.status in ('pendingApproval', 'queued') and o.kind = any($7)
		and d.tenant = $1 and d.id = o.device and d.vendor = $4 and d.model = $5 and d.product_class = $6
		and not o.inverse
		-- Of changes those that were paused for it.
		and (o.change is null or exists (select 1 from rollout r where r.tenant = $1 and r.change = o.change
			and r.paused is not null))
		-- What a canary gives back is no rollout.
		and not exists (select 1 from canary k where k.tenant = $1 and k.id = o.request)
	returning o.id, o.device, o.kind`,
);

/** Cancels what rollouts have yet to do of these kinds on devices of these versions. */
export function stopRollouts(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	pairs: Pairs,
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
