import type { ItemState } from "../shared/changes.ts";
import { type Scope, statement } from "./db.ts";

/** Waves by their number from 1, as `width_bucket` counts the places at which they begin. */
const WAVE = `width_bucket(c.place, $3::integer[])`;
const SECONDS = `extract(epoch from c.finished_at - c.started_at)::float8`;
const DURATIONS = `percentile_cont(0.5) within group (order by ${SECONDS}) as "medianSeconds",
	percentile_cont(0.95) within group (order by ${SECONDS}) as "p95Seconds", max(${SECONDS}) as "maxSeconds"`;

export interface WaveTally {
	/** `null`: of all waves together. */
	readonly wave: number | null;
	readonly devices: number;
	readonly waiting: number;
	readonly running: number;
	readonly applied: number;
	readonly failed: number;
	readonly rolledBack: number;
	readonly skipped: number;
	/** Of those that began and are through; `null` where none is. */
	readonly medianSeconds: number | null;
	readonly p95Seconds: number | null;
	readonly maxSeconds: number | null;
}

const STATES: readonly ItemState[] = ["waiting", "running", "applied", "failed", "rolledBack", "skipped"];

const WAVES = statement(
	"rolloutReport.waves",
	`select ${WAVE} as wave, count(*) as devices,
		${STATES.map((state) => `count(*) filter (where c.state = '${state}') as "${state}"`).join(", ")}, ${DURATIONS}
	from change_device c where c.tenant = $1 and c.change = $2 group by rollup (1) order by 1`,
);

/** By wave; `begins`: the first place of each. */
export function readWaveTallies(scope: Scope, change: string, begins: readonly number[]): Promise<WaveTally[]> {
	return scope.query(WAVES, [change, begins]);
}

const FAILURES = statement(
	"rolloutReport.failures",
	`select c.state as outcome, coalesce(c.failure->>'code', c.state) as code,
		coalesce(c.failure->>'detail', '') as detail, count(*) as devices,
		(array_agg(c.device order by c.place))[1:$3::integer] as "deviceIds"
	from change_device c where c.tenant = $1 and c.change = $2 and c.state in ('failed', 'rolledBack', 'skipped')
	group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit $4`,
);

export interface FailureGroup {
	readonly outcome: "failed" | "rolledBack" | "skipped";
	readonly code: string;
	readonly detail: string;
	readonly devices: number;
	readonly deviceIds: string[];
}

/** By reason, the most frequent first; `shown`: devices of each, `groups`: reasons at most. */
export function readFailureGroups(
	scope: Scope,
	change: string,
	shown: number,
	groups: number,
): Promise<FailureGroup[]> {
	return scope.query(FAILURES, [change, shown, groups]);
}

const VERSIONS = statement(
	"rolloutReport.versions",
	`select version_before as before, version_after as after, count(*) as devices from change_device
	where tenant = $1 and change = $2 and started_at is not null and finished_at is not null
	group by 1, 2 order by 3 desc, 1, 2 limit $3`,
);

/** Of those that began and are through. */
export function readVersionSteps(
	scope: Scope,
	change: string,
	limit: number,
): Promise<{ before: string | null; after: string | null; devices: number }[]> {
	return scope.query(VERSIONS, [change, limit]);
}

export interface ReportLine {
	readonly deviceId: string;
	readonly serialNumber: string | null;
	readonly vendor: string | null;
	readonly model: string | null;
	readonly hardwareVersion: string | null;
	readonly wave: number;
	readonly state: ItemState;
	readonly code: string | null;
	readonly detail: string | null;
	readonly startedAt: Date | null;
	readonly finishedAt: Date | null;
	readonly durationSeconds: number | null;
	readonly versionBefore: string | null;
	readonly versionAfter: string | null;
}

const LINES = statement(
	"rolloutReport.lines",
	`select c.device as "deviceId", d.serial_number as "serialNumber", d.vendor, d.model,
		d.hardware_version as "hardwareVersion", ${WAVE} as wave, c.state, c.failure->>'code' as code,
		c.failure->>'detail' as detail, c.started_at as "startedAt", c.finished_at as "finishedAt",
		${SECONDS} as "durationSeconds", c.version_before as "versionBefore", c.version_after as "versionAfter"
	from change_device c left join device d on d.tenant = c.tenant and d.id = c.device
	where c.tenant = $1 and c.change = $2 order by c.place`,
);

/** Every device of a change, in its order. */
export function readReportLines(scope: Scope, change: string, begins: readonly number[]): Promise<ReportLine[]> {
	return scope.query(LINES, [change, begins]);
}
