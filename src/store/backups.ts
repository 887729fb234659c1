import { type Scope, statement } from "./db.ts";

export interface BackupRow {
	readonly id: string;
	readonly seq: number;
	readonly device: string;
	readonly change: string | null;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	/** Whether the device's names were known whole when it was taken. */
	readonly complete: boolean;
	readonly parameters: number;
	readonly createdAt: Date;
	/** What the device uploaded as its configuration. */
	readonly file: { readonly id: string; readonly sizeBytes: number; readonly digest: string } | null;
}

const COLUMNS = `b.id, b.seq, b.device, b.change, b.hardware_version as "hardwareVersion",
	b.software_version as "softwareVersion", b.complete, b.parameters, b.created_at as "createdAt",
	case when f.id is not null then json_build_object('id', f.id, 'sizeBytes', f.size_bytes, 'digest', f.digest) end as file`;
const FROM = `from backup b left join file f on f.tenant = b.tenant and f.id = b.file`;

const INSERT = statement(
	"backups.insert",
	`insert into backup (tenant, id, device, change, hardware_version, software_version, complete, parameters, document,
		created_at, file)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (select id from file where tenant = $1 and id = $11))
	on conflict do nothing`,
);

export async function insertBackup(
	scope: Scope,
	backup: Omit<BackupRow, "seq" | "file"> & {
		readonly document: Uint8Array;
		/** The id of its file, where one came. */
		readonly file: string | null;
	},
): Promise<void> {
	await scope.query(INSERT, [
		...[backup.id, backup.device, backup.change, backup.hardwareVersion, backup.softwareVersion, backup.complete],
		...[backup.parameters, backup.document, backup.createdAt, backup.file],
	]);
}

const ONE = statement("backups.one", `select ${COLUMNS}, b.document ${FROM} where b.tenant = $1 and b.id = $2`);

export async function findBackup(
	scope: Scope,
	id: string,
): Promise<(BackupRow & { readonly document: Uint8Array }) | null> {
	return (await scope.query<BackupRow & { document: Uint8Array }>(ONE, [id]))[0] ?? null;
}

const LIST = statement(
	"backups.list",
	`select ${COLUMNS} ${FROM} where b.tenant = $1 and ($2::bigint is null or b.seq < $2)
		and ($4::uuid is null or b.device = $4) and ($5::uuid is null or b.change = $5)
	order by b.seq desc limit $3`,
);

/** Newest first. */
export function listBackups(
	scope: Scope,
	filter: { readonly deviceId?: string | undefined; readonly changeId?: string | undefined },
	page: { readonly before: number | null; readonly limit: number },
): Promise<BackupRow[]> {
	return scope.query(LIST, [page.before, page.limit, filter.deviceId ?? null, filter.changeId ?? null]);
}
