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
}

const COLUMNS = `id, seq, device, change, hardware_version as "hardwareVersion", software_version as "softwareVersion",
	complete, parameters, created_at as "createdAt"`;

const INSERT = statement(
	"backups.insert",
	`insert into backup (tenant, id, device, change, hardware_version, software_version, complete, parameters, document,
		created_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
);

export async function insertBackup(
	scope: Scope,
	backup: Omit<BackupRow, "seq"> & { readonly document: Uint8Array },
): Promise<void> {
	await scope.query(INSERT, [
		...[backup.id, backup.device, backup.change, backup.hardwareVersion, backup.softwareVersion, backup.complete],
		...[backup.parameters, backup.document, backup.createdAt],
	]);
}

const ONE = statement("backups.one", `select ${COLUMNS}, document from backup where tenant = $1 and id = $2`);

export async function findBackup(
	scope: Scope,
	id: string,
): Promise<(BackupRow & { readonly document: Uint8Array }) | null> {
	return (await scope.query<BackupRow & { document: Uint8Array }>(ONE, [id]))[0] ?? null;
}

const LIST = statement(
	"backups.list",
	`select ${COLUMNS} from backup where tenant = $1 and ($2::bigint is null or seq < $2)
		and ($4::uuid is null or device = $4) and ($5::uuid is null or change = $5)
	order by seq desc limit $3`,
);

/** Newest first. */
export function listBackups(
	scope: Scope,
	filter: { readonly deviceId?: string | undefined; readonly changeId?: string | undefined },
	page: { readonly before: number | null; readonly limit: number },
): Promise<BackupRow[]> {
	return scope.query(LIST, [page.before, page.limit, filter.deviceId ?? null, filter.changeId ?? null]);
}
