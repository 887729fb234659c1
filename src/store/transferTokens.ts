import { type Db, type Scope, statement, type TenantId } from "./db.ts";

export interface TransferGrant {
	readonly tenant: TenantId;
	readonly device: string;
	readonly operation: string;
	readonly direction: "download" | "upload";
	readonly name: string;
	/** Of the file that may be fetched. */
	readonly fileDigest: string | null;
	readonly sizeBytes: number | null;
}

const INSERT = statement(
	"transferTokens.insert",
	`insert into transfer_token (tenant, digest, device, operation, direction, file, name, expires_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** `digest` is the SHA-256 of the token: the token itself is not kept. */
export async function insertTransferToken(
	scope: Scope,
	token: {
		readonly digest: string;
		readonly device: string;
		readonly operation: string;
		readonly direction: "download" | "upload";
		readonly file: string | null;
		readonly name: string;
		readonly expiresAt: Date;
	},
): Promise<void> {
	const { digest, device, operation, direction, file, name, expiresAt } = token;
	await scope.query(INSERT, [digest, device, operation, direction, file, name, expiresAt]);
}

const FIND = statement(
	"transferTokens.find",
	`select t.tenant, t.device, t.operation, t.direction, t.name, f.digest as "fileDigest", f.size_bytes as "sizeBytes"
	from transfer_token t left join file f on f.tenant = t.tenant and f.id = t.file
	where t.digest = $1 and t.expires_at > $2`,
);

/** The CPE names only its token; what tenant it is of, the token says. */
export async function findTransferGrant(db: Db, digest: string, now: Date): Promise<TransferGrant | null> {
	return (await db.query<TransferGrant>(FIND, [digest, now]))[0] ?? null;
}

const USED = statement(
	"transferTokens.used",
	`update transfer_token set used_at = $3, received_digest = coalesce($4, received_digest) where tenant = $1 and digest = $2`,
);

export async function markTransferUsed(scope: Scope, digest: string, at: Date, received: string | null): Promise<void> {
	await scope.query(USED, [digest, at, received]);
}

const FILE = statement(
	"transferTokens.file",
	`select id, kind, name, version, file_type as "fileType", size_bytes as "sizeBytes", digest from file
	where tenant = $1 and id = $2`,
);

export interface TransferFile {
	readonly id: string;
	readonly kind: "firmware" | "config";
	readonly name: string;
	readonly version: string;
	readonly fileType: string;
	readonly sizeBytes: number;
	readonly digest: string;
}

export async function findTransferFile(scope: Scope, id: string): Promise<TransferFile | null> {
	return (await scope.query<TransferFile>(FILE, [id]))[0] ?? null;
}
