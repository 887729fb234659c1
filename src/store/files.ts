import { type Db, type Scope, statement } from "./db.ts";

export interface StoredFile {
	readonly id: string;
	readonly kind: "firmware" | "config";
	readonly name: string;
	readonly vendor: string;
	readonly model: string;
	/** `*` stands for any. */
	readonly hardwareVersions: readonly string[];
	readonly version: string;
	/** `null`: from any. */
	readonly fromVersions: readonly string[] | null;
	readonly fileType: string;
	readonly sizeBytes: number;
	readonly digest: string;
	readonly createdAt: Date;
	/** Of a backup's: the one that it is of, and goes back to. It is kept sealed, and `digest` is over what that had sent. */
	readonly device: string | null;
}

const COLUMNS = `id, kind, name, vendor, model, hardware_versions as "hardwareVersions", version,
	from_versions as "fromVersions", file_type as "fileType", size_bytes as "sizeBytes", digest, created_at as "createdAt", device`;

const INSERT = statement(
	"files.insert",
	`insert into file (tenant, id, kind, name, vendor, model, hardware_versions, version, from_versions, file_type,
		size_bytes, digest, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);

export async function insertFile(scope: Scope, file: Omit<StoredFile, "device">): Promise<void> {
	await scope.query(INSERT, [
		file.id,
		file.kind,
		file.name,
		file.vendor,
		file.model,
		file.hardwareVersions,
		file.version,
		file.fromVersions,
		file.fileType,
		file.sizeBytes,
		file.digest,
		file.createdAt,
	]);
}

const ONE = statement("files.one", `select ${COLUMNS} from file where tenant = $1 and id = $2`);

export async function findFile(scope: Scope, id: string): Promise<StoredFile | null> {
	return (await scope.query<StoredFile>(ONE, [id]))[0] ?? null;
}

const LIST = statement(
	"files.list",
	`select ${COLUMNS} from file where tenant = $1 and device is null and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
	order by created_at desc, id desc limit $4`,
);

/** Newest first; without those of backups. */
export function listFiles(
	scope: Scope,
	page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<StoredFile[]> {
	return scope.query(LIST, [page.before?.at ?? null, page.before?.id ?? null, page.limit]);
}

const IN_USE = statement(
	"files.inUse",
	`select exists (select 1 from operation where tenant = $1 and kind = 'download' and input->>'fileId' = $2::text
		and status in ('pendingApproval', 'queued', 'running', 'unknown') and finished_at is null)
	or exists (select 1 from change where tenant = $1 and kind = 'download' and input->>'fileId' = $2::text
		and state in ('pendingApproval', 'approved', 'applying'))
	or exists (select 1 from proof_run where tenant = $1 and status in ('queued', 'running')
		and $2::text in (inputs->>'firmwareFileId', inputs->>'returnFirmwareFileId')) as used`,
);

/** Whether something that is not at its end will want the file. */
export async function isFileInUse(scope: Scope, id: string): Promise<boolean> {
	return (await scope.query<{ used: boolean }>(IN_USE, [id]))[0]?.used ?? false;
}

const DELETE = statement("files.delete", `delete from file where tenant = $1 and id = $2`);

export async function deleteFile(scope: Scope, id: string): Promise<void> {
	await scope.query(DELETE, [id]);
}

const REFERENCED = statement(
	"files.referenced",
	`select exists (select 1 from file where digest = $1) or exists (select 1 from evidence where digest = $1)
		or exists (select 1 from transfer_token where received_digest = $1) as referenced`,
);

/** Whether any tenant still has something under this digest: the bytes are shared. */
export async function isDigestReferenced(db: Db, digest: string): Promise<boolean> {
	return (await db.query<{ referenced: boolean }>(REFERENCED, [digest]))[0]?.referenced ?? false;
}
