import type { BroughtBack, ChangeAction, ChangeItem, ChangeState, Failure, ItemState } from "../shared/changes.ts";
import type { CellStatus } from "../shared/proof.ts";
import { type Scope, statement } from "./db.ts";
import type { Json } from "./operations.ts";

export interface ChangeDeviceRow {
	readonly change: string;
	readonly device: string;
	readonly place: number;
	readonly state: ItemState;
	readonly live: boolean;
	readonly cell: CellStatus | null;
	readonly items: readonly Omit<ChangeItem, "deviceId">[];
	/** What is asked of this device, where it follows from what the device is; else the change's own. */
	readonly input: Json | null;
	readonly backup: string | null;
	readonly pendingReboot: boolean;
	readonly unverified: readonly string[];
	/** What was not put back: others have changed it since, or nobody knows what it was. */
	readonly leftAlone: readonly string[];
	/** Objects that were made anew for those that are gone. */
	readonly broughtBack: readonly BroughtBack[];
	readonly failure: Failure | null;
	readonly sent: boolean;
	/** How often a rollout began it. */
	readonly attempts: number;
	readonly startedAt: Date | null;
	readonly finishedAt: Date | null;
	readonly versionBefore: string | null;
	readonly versionAfter: string | null;
	/** `null` where the device was removed. */
	readonly serialNumber: string | null;
}

const DEVICE_COLUMNS = `change, device, place, state, live, cell, items, input, backup, pending_reboot as "pendingReboot",
	unverified, left_alone as "leftAlone", brought_back as "broughtBack", failure, sent, attempts, started_at as "startedAt",
	finished_at as "finishedAt", version_before as "versionBefore", version_after as "versionAfter",
	(select v.serial_number from device v where v.tenant = $1 and v.id = change_device.device) as "serialNumber"`;

const INSERT_DEVICES = statement(
	"changes.insertDevices",
	`insert into change_device (tenant, change, device, place, state, live, cell, items, left_alone)
	select $1, $2, r.device, r.place, 'waiting', r.live, r.cell, r.items, coalesce(r."leftAlone", '{}')
	from json_to_recordset($3::json) as r(device uuid, place integer, live boolean, cell text, items jsonb,
		"leftAlone" text[])`,
);

export type NewChangeDevice = Pick<ChangeDeviceRow, "device" | "place" | "live" | "cell" | "items"> &
	Partial<Pick<ChangeDeviceRow, "leftAlone">>;

export async function insertChangeDevices(
	scope: Scope,
	change: string,
	devices: readonly NewChangeDevice[],
): Promise<void> {
	await scope.query(INSERT_DEVICES, [change, JSON.stringify(devices)]);
}

const DEVICES = statement(
	"changes.devices",
	`select ${DEVICE_COLUMNS} from change_device where tenant = $1 and change = $2 and place > $3
		and ($5::text is null or state = $5) order by place limit $4`,
);

/** Those of one change after a place, in order. */
export function readChangeDevices(
	scope: Scope,
	change: string,
	page: { readonly after: number; readonly limit: number; readonly state?: ItemState | undefined },
): Promise<ChangeDeviceRow[]> {
	return scope.query(DEVICES, [change, page.after, page.limit, page.state ?? null]);
}

const FIRST = statement(
	"changes.firstDevices",
	`select ${DEVICE_COLUMNS} from change_device where tenant = $1 and change = any($2::uuid[]) and place < $3
	order by change, place`,
);

/** The first so many of each change. */
export function readFirstDevices(scope: Scope, changes: readonly string[], count: number): Promise<ChangeDeviceRow[]> {
	return scope.query(FIRST, [changes, count]);
}

const DEVICE = statement(
	"changes.device",
	`select ${DEVICE_COLUMNS} from change_device where tenant = $1 and change = $2 and device = $3`,
);

export async function findChangeDevice(scope: Scope, change: string, device: string): Promise<ChangeDeviceRow | null> {
	return (await scope.query<ChangeDeviceRow>(DEVICE, [change, device]))[0] ?? null;
}

const COUNTS = statement(
	"changes.counts",
	`select change, state, count(*) as devices from change_device where tenant = $1 and change = any($2::uuid[])
	group by change, state`,
);

/** How many devices of each change are in each state. */
export async function countChangeDevices(
	scope: Scope,
	changes: readonly string[],
): Promise<Map<string, Partial<Record<ItemState, number>>>> {
	const counts = new Map<string, Partial<Record<ItemState, number>>>();
	for (const { change, state, devices } of await scope.query<{ change: string; state: ItemState; devices: number }>(
		COUNTS,
		[changes],
	)) {
		counts.set(change, { ...counts.get(change), [state]: devices });
	}
	return counts;
}

const MOVE_DEVICE = statement(
	"changes.moveDevice",
	`update change_device set state = $4, backup = coalesce($5, backup), pending_reboot = coalesce($6, pending_reboot),
		unverified = coalesce($7, unverified), failure = $8, sent = sent or $9, finished_at = $10,
		left_alone = coalesce($11, left_alone), brought_back = coalesce($12, brought_back), version_after = case when $10::timestamptz is not null then
			(select d.software_version from device d where d.tenant = $1 and d.id = $3) end
	where tenant = $1 and change = $2 and device = $3`,
);

export interface DeviceMove {
	readonly backup?: string | null;
	readonly pendingReboot?: boolean;
	readonly unverified?: readonly string[];
	readonly leftAlone?: readonly string[];
	readonly broughtBack?: readonly BroughtBack[];
	readonly failure?: Failure | null;
	readonly sent?: boolean;
	readonly finishedAt?: Date | null;
}

export async function moveChangeDevice(
	scope: Scope,
	change: string,
	device: string,
	state: ItemState,
	move: DeviceMove,
): Promise<void> {
	await scope.query(MOVE_DEVICE, [
		...[change, device, state, move.backup ?? null, move.pendingReboot ?? null, move.unverified ?? null],
		...[move.failure ?? null, move.sent ?? false, move.finishedAt ?? null, move.leftAlone ?? null],
		move.broughtBack ? JSON.stringify(move.broughtBack) : null,
	]);
}

const KEEP_BACKUP = statement(
	"changes.keepDeviceBackup",
	`update change_device set backup = $4 where tenant = $1 and change = $2 and device = $3`,
);

/** What a device was before it is changed. */
export async function keepDeviceBackup(scope: Scope, change: string, device: string, backup: string): Promise<void> {
	await scope.query(KEEP_BACKUP, [change, device, backup]);
}

const KEEP_INPUT = statement(
	"changes.keepDeviceInput",
	`update change_device set input = $4, items = $5 where tenant = $1 and change = $2 and device = $3`,
);

/** What a change asks of this very device, with what that changes there; a resumed change asks the same. */
export async function keepDeviceInput(
	scope: Scope,
	change: string,
	device: string,
	input: Json,
	items: ChangeDeviceRow["items"],
): Promise<void> {
	await scope.query(KEEP_INPUT, [change, device, JSON.stringify(input), JSON.stringify(items)]);
}

const SKIP_WAITING = statement(
	"changes.skipWaiting",
	`update change_device set state = 'skipped', failure = $3, finished_at = $4
	where tenant = $1 and change = $2 and state = 'waiting'`,
);

/** What was not begun is not begun any more. */
export async function skipWaitingDevices(scope: Scope, change: string, failure: Failure, at: Date): Promise<void> {
	await scope.query(SKIP_WAITING, [change, failure, at]);
}

const UNSENT = statement(
	"changes.unsent",
	`select device from change_device d where tenant = $1 and change = $2 and (state = 'waiting' or state = 'running'
		and not sent and not exists (select from operation o where o.tenant = $1 and o.device = d.device
			and o.change = d.change and o.sent_at is not null)) limit 1`,
);

/** Whether there is a device that nothing was sent to yet which could change it. */
export async function hasUnsentDevices(scope: Scope, change: string): Promise<boolean> {
	return (await scope.query(UNSENT, [change])).length > 0;
}

const SKIP_REMOVED = statement(
	"changes.skipRemoved",
	`update change_device d set state = 'skipped', failure = $3, finished_at = $4 from change c
	where d.tenant = $1 and d.device = $2 and d.state in ('waiting', 'running') and c.tenant = $1 and c.id = d.change
	returning c.id, c.state, c.devices`,
);

/** A device is removed: what was still to come to it does not. Gives the changes. */
export function skipRemovedDevice(
	scope: Scope,
	device: string,
	failure: Failure,
	at: Date,
): Promise<{ readonly id: string; readonly state: ChangeState; readonly devices: number }[]> {
	return scope.query(SKIP_REMOVED, [device, failure, at]);
}

const SKIP_SERVICE = statement(
	"changes.skipService",
	`update change_device d set state = 'skipped', failure = $3, finished_at = $4 from change c
	where d.tenant = $1 and d.device = $2 and d.state in ('waiting', 'running') and not d.sent and c.tenant = $1
		and c.id = d.change and c.state = 'applying' and c.action in ('suspend', 'restore')
	returning c.id, c.action`,
);

/** A suspend or restore that is under way is not to come to this device any more. Gives those changes. */
export function skipService(
	scope: Scope,
	device: string,
	failure: Failure,
	at: Date,
): Promise<{ readonly id: string; readonly action: ChangeAction }[]> {
	return scope.query(SKIP_SERVICE, [device, failure, at]);
}

const REOPEN = statement(
	"changes.reopen",
	`update change_device set state = case when sent then 'waiting' else 'skipped' end,
		failure = case when sent then null else failure end, finished_at = case when sent then null else finished_at end
	where tenant = $1 and change = $2 and state in ('applied', 'failed')`,
);

/** Everything that was sent waits to be taken back. */
export async function reopenSentDevices(scope: Scope, change: string): Promise<void> {
	await scope.query(REOPEN, [change]);
}

const REOPEN_RUNNING = statement(
	"changes.reopenRunning",
	`update change_device set state = 'waiting' where tenant = $1 and change = $2 and state = 'running'
		and not exists (select from rollout r join change c on c.tenant = r.tenant and c.id = r.change
			where r.tenant = $1 and r.change = $2 and not c.rolling_back)`,
);

/** What a process that is gone was at is taken up again; a rollout knows what it had begun. */
export async function reopenRunningDevices(scope: Scope, change: string): Promise<void> {
	await scope.query(REOPEN_RUNNING, [change]);
}

const SENT = statement(
	"changes.sent",
	`select device from change_device where tenant = $1 and change = $2 and sent limit 1`,
);

/** Whether any device was changed by it. */
export async function wasSent(scope: Scope, change: string): Promise<boolean> {
	return (await scope.query(SENT, [change])).length > 0;
}
