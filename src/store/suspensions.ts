import { type ChangeRow, findChange } from "./changes.ts";
import { type Scope, statement } from "./db.ts";

/** What a suspend changed at one path. */
export interface SuspendedValue {
	readonly path: string;
	readonly before: string;
	readonly after: string;
	readonly type: string | null;
}

export interface SuspensionRow {
	readonly device: string;
	readonly subscriber: string;
	readonly change: string;
	readonly changed: readonly SuspendedValue[];
	readonly at: Date;
}

const COLUMNS = "device, subscriber, change, changed, at";

const INSERT = statement(
	"suspensions.insert",
	`insert into suspension (tenant, device, subscriber, change, changed, at) values ($1, $2, $3, $4, $5, $6)
	on conflict (tenant, device) do nothing`,
);

/** What the first suspend found is what a restore puts back, however often it is suspended. */
export async function insertSuspension(scope: Scope, row: SuspensionRow): Promise<void> {
	await scope.query(INSERT, [row.device, row.subscriber, row.change, JSON.stringify(row.changed), row.at]);
}

const DELETE = statement("suspensions.delete", `delete from suspension where tenant = $1 and device = $2`);

export async function removeSuspension(scope: Scope, device: string): Promise<void> {
	await scope.query(DELETE, [device]);
}

const ONE = statement("suspensions.one", `select ${COLUMNS} from suspension where tenant = $1 and device = $2`);

export async function findSuspension(scope: Scope, device: string): Promise<SuspensionRow | null> {
	return (await scope.query<SuspensionRow>(ONE, [device]))[0] ?? null;
}

const OF_SUBSCRIBER = statement(
	"suspensions.ofSubscriber",
	`select ${COLUMNS} from suspension where tenant = $1 and subscriber = $2 order by at, device`,
);

/** The first one first. */
export function readSuspensions(scope: Scope, subscriber: string): Promise<SuspensionRow[]> {
	return scope.query(OF_SUBSCRIBER, [subscriber]);
}

const NEWEST = statement(
	"suspensions.newestChange",
	`select id from change where tenant = $1 and subscriber = $2 and action = $3
		and ($4::text[] is null or state = any($4)) order by seq desc limit 1`,
);

/** The newest suspend or restore of a subscriber, in one of these states if any are given. */
export async function findNewestOf(
	scope: Scope,
	subscriber: string,
	action: "suspend" | "restore",
	states: readonly string[] | null,
): Promise<ChangeRow | null> {
	const [found] = await scope.query<{ id: string }>(NEWEST, [subscriber, action, states]);
	return found ? await findChange(scope, found.id) : null;
}

const STANDING = statement(
	"suspensions.standing",
	`select id from device where tenant = $1 and subscriber_id = $2 and site_id is not null order by id`,
);

/** The devices that stand at a subscriber's sites. */
export async function readStandingDevices(scope: Scope, subscriber: string): Promise<string[]> {
	return (await scope.query<{ id: string }>(STANDING, [subscriber])).map(({ id }) => id);
}

const OPEN_DEVICES = statement(
	"suspensions.openDevices",
	`select device from change_device where tenant = $1 and change = $2 and state in ('waiting', 'running') order by place`,
);

/** The devices of a change that are not through yet. */
export async function readOpenDevices(scope: Scope, change: string): Promise<string[]> {
	return (await scope.query<{ device: string }>(OPEN_DEVICES, [change])).map(({ device }) => device);
}

/** What was done lately about a device's service. */
export interface ServiceLately {
	/** A suspend or restore of it is asked for, or under way. */
	readonly isOpen: boolean;
	/** Suspends by that author within a day. */
	readonly resuspends: number;
	readonly lastAt: Date | null;
}

const LATELY = statement(
	"suspensions.lately",
	`select coalesce(bool_or(c.state in ('pendingApproval', 'approved')
			or c.state = 'applying' and d.state in ('waiting', 'running')), false) as "isOpen",
		count(*) filter (where c.action = 'suspend' and c.author_person = $3
			and c.created_at > $4::timestamptz - interval '1 day') as resuspends,
		max(c.created_at) filter (where c.action = 'suspend' and c.author_person = $3) as "lastAt"
	from change_device d join change c on c.tenant = d.tenant and c.id = d.change
	where d.tenant = $1 and d.device = $2 and c.action in ('suspend', 'restore')`,
);

export async function readServiceLately(
	scope: Scope,
	device: string,
	author: string,
	now: Date,
): Promise<ServiceLately> {
	return (await scope.query<ServiceLately>(LATELY, [device, author, now]))[0] as ServiceLately;
}
