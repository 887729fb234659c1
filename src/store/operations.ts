import { type Scope, statement } from "./db.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface OperationRow {
	readonly id: string;
	readonly seq: number;
	readonly device: string;
	readonly kind: string;
	readonly input: Json;
	readonly authority: "user" | "run" | "rollout" | "provisioning" | "system";
	readonly requestedBy: string;
	readonly status: string;
	readonly result: Json | null;
	readonly fault: Json | null;
	readonly reason: string | null;
	readonly session: string | null;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly sentAt: Date | null;
	readonly finishedAt: Date | null;
	readonly change: string | null;
}

const COLUMNS = `id, seq, device, kind, input, authority, requested_by as "requestedBy", status, result, fault, reason,
	session, created_at as "createdAt", expires_at as "expiresAt", sent_at as "sentAt", finished_at as "finishedAt",
	change`;

const ONE = statement("operations.one", `select ${COLUMNS} from operation where tenant = $1 and id = $2`);

export async function findOperation(scope: Scope, id: string): Promise<OperationRow | null> {
	return (await scope.query<OperationRow>(ONE, [id]))[0] ?? null;
}

const SOME = statement(
	"operations.some",
	`select ${COLUMNS} from operation where tenant = $1 and id = any($2::uuid[]) order by seq`,
);

/** Those of them that there are; with a device its operations go. */
export function readOperations(scope: Scope, ids: readonly string[]): Promise<OperationRow[]> {
	return scope.query(SOME, [ids]);
}

const BEGINNING = statement(
	"operations.beginning",
	`select subject, canary from operation where tenant = $1 and id = $2`,
);

/** What the device was when an operation began, and the canary that it counts for. */
export async function findBeginning(
	scope: Scope,
	id: string,
): Promise<{ readonly subject: Json | null; readonly canary: string | null } | null> {
	return (await scope.query<{ subject: Json | null; canary: string | null }>(BEGINNING, [id]))[0] ?? null;
}

const LIST = statement(
	"operations.list",
	`select ${COLUMNS} from operation where tenant = $1 and ($2::bigint is null or seq < $2)
		and ($4::uuid is null or device = $4) and ($5::text is null or status = $5) and ($6::text is null or kind = $6)
	order by seq desc limit $3`,
);

export interface OperationFilter {
	readonly deviceId?: string | undefined;
	readonly status?: string | undefined;
	readonly kind?: string | undefined;
}

/** Newest first. */
export function listOperations(
	scope: Scope,
	filter: OperationFilter,
	page: { readonly before: number | null; readonly limit: number },
): Promise<OperationRow[]> {
	const { deviceId, status, kind } = filter;
	return scope.query(LIST, [page.before, page.limit, deviceId ?? null, status ?? null, kind ?? null]);
}

const CANCEL = statement(
	"operations.cancel",
	`update operation set status = 'cancelled', finished_at = $3, input = certus_without_sealed(input)
	where tenant = $1 and id = $2 and status in ('pendingApproval', 'queued') returning ${COLUMNS}`,
);

/** Cancels what was not sent yet; `null` where it was. */
export async function cancelOperation(scope: Scope, id: string, now: Date): Promise<OperationRow | null> {
	return (await scope.query<OperationRow>(CANCEL, [id, now]))[0] ?? null;
}

const CANCEL_REQUEST = statement(
	"operations.cancelRequest",
	`update operation set status = 'cancelled', finished_at = $3, input = certus_without_sealed(input)
	where tenant = $1 and request = $2 and status in ('pendingApproval', 'queued') returning id`,
);

/** Cancels what belongs to one request and was not sent yet; their ids. */
export async function cancelOperationsOf(scope: Scope, request: string, now: Date): Promise<string[]> {
	return (await scope.query<{ id: string }>(CANCEL_REQUEST, [request, now])).map(({ id }) => id);
}

const QUEUE = statement(
	"operations.queue",
	`select count(*) as open, coalesce(bool_or(o.kind = 'download' and o.status in ('running', 'unknown') and exists (
			select 1 from file f where f.tenant = $1 and f.id::text = o.input->>'fileId' and (f.kind = 'firmware' or f.file_type !~ '^ *0*[2345]( |$)')
		)), false) as "transferUnresolved",
		exists (select 1 from operation p join file f on f.tenant = $1 and f.id::text = p.input->>'fileId'
			where p.tenant = $1 and p.device = $2 and p.kind = 'download' and p.status = 'unknown'
				and p.finished_at is not null and (f.kind = 'firmware' or f.file_type !~ '^ *0*[2345]( |$)') and p.sent_at > coalesce(
					(select d.last_boot_at from device d where d.tenant = $1 and d.id = $2), '-infinity')
		) as "transferUndecided"
	from operation o where o.tenant = $1 and o.device = $2 and o.status in ('queued', 'running', 'unknown')
		and o.finished_at is null`,
);

const NOTHING_OPEN: QueueFacts = { open: 0, transferUnresolved: false, transferUndecided: false };

export interface QueueFacts {
	readonly open: number;
	/** A firmware image was sent to the device, and how that ended is not known yet. */
	readonly transferUnresolved: boolean;
	/** One was given up at its deadline, and the device has not restarted since: it may still be at it. */
	readonly transferUndecided: boolean;
}

export async function readQueueFacts(scope: Scope, device: string): Promise<QueueFacts> {
	return (await scope.query<QueueFacts>(QUEUE, [device]))[0] ?? NOTHING_OPEN;
}

const WALKED = statement(
	"operations.walked",
	`select id from operation where tenant = $1 and device = $2 and kind = 'discover' and status = 'succeeded'
		and input->>'path' = '' limit 1`,
);

/** Whether the device's names were ever asked for from the top. */
export async function wasWalked(scope: Scope, device: string): Promise<boolean> {
	return (await scope.query(WALKED, [device])).length > 0;
}

const RELEASE = statement(
	"operations.release",
	`update operation set status = 'queued', accepted_at = $3, expires_at = $4
	where tenant = $1 and id = $2 and status = 'pendingApproval' returning id`,
);

/** What waited for agreement is queued, as if it were asked for now. */
export async function releaseOperation(scope: Scope, id: string, acceptedAt: Date, expiresAt: Date): Promise<boolean> {
	return (await scope.query(RELEASE, [id, acceptedAt, expiresAt])).length === 1;
}

const WAIVED = statement(
	"operations.waived",
	`with lately as (
		select created_at, status, sent_at from operation
		where tenant = $1 and kind = $2 and created_at > $4::timestamptz - interval '1 day'
			and waived_for = (select certus_firmware_of(d) from device d where d.tenant = $1 and d.id = $3))
	select count(*) filter (where created_at > $4::timestamptz - interval '1 hour') as "lastHour",
		count(*) filter (where status in ('failed', 'unknown') and sent_at is not null and created_at > coalesce(
			(select max(created_at) from lately where status = 'succeeded'), '-infinity')) as "failedInARow"
	from lately`,
);

export interface WaivedLately {
	readonly lastHour: number;
	readonly failedInARow: number;
}

/** What was done lately without anybody's agreement on devices of the same model and firmware. */
export async function readWaivedLately(scope: Scope, kind: string, device: string, now: Date): Promise<WaivedLately> {
	const [found] = await scope.query<WaivedLately>(WAIVED, [kind, device, now]);
	return found ?? { lastHour: 0, failedInARow: 0 };
}

const REMOVE_UNSENT = statement(
	"operations.removeUnsent",
	`delete from operation where tenant = $1 and id = $2 and status = 'queued' returning id`,
);

/** Takes out of the queue what will be asked for again; false where it has begun. */
export async function removeUnsent(scope: Scope, id: string): Promise<boolean> {
	return (await scope.query(REMOVE_UNSENT, [id])).length > 0;
}

const END_UNSENT = statement(
	"operations.endUnsent",
	`update operation set status = $3, reason = $4, finished_at = $5, input = certus_without_sealed(input)
	where tenant = $1 and id = $2 and status in ('pendingApproval', 'queued')`,
);

/** Ends what will never be sent; nothing where it was sent, or has ended. */
export async function endUnsent(
	scope: Scope,
	id: string,
	failure: { readonly code: string; readonly detail: string } | null,
	at: Date,
): Promise<void> {
	const code = failure?.code;
	const status = code === "expired" || code === "cancelled" ? code : "failed";
	await scope.query(END_UNSENT, [id, status, failure?.detail ?? null, at]);
}
