import { type Db, type Scope, statement, type TenantId } from "./db.ts";

/**
 * What stands at an address: a file, nothing at all (404), or the pattern that diagnostics measure with. Of what comes to it
 * a file is kept, and a device's `configuration` sealed; the rest, and what is only `counted`, is not.
 */
export type TransferContent = "file" | "absent" | "testPattern" | "counted" | "configuration";

export interface TransferGrant {
	readonly tenant: TenantId;
	readonly device: string;
	readonly operation: string;
	readonly direction: "download" | "upload";
	readonly content: TransferContent;
	readonly name: string;
	/** The file that may be fetched, or that a configuration becomes. */
	readonly file: string | null;
	/** Of the file that may be fetched. */
	readonly fileDigest: string | null;
	/** Whether that is kept sealed. */
	readonly sealed: boolean;
	readonly sizeBytes: number | null;
}

const INSERT = statement(
	"transferTokens.insert",
	`insert into transfer_token (tenant, digest, device, operation, direction, file, name, expires_at, content)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
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
		readonly content: TransferContent;
	},
): Promise<void> {
	const { digest, device, operation, direction, file, name, expiresAt, content } = token;
	await scope.query(INSERT, [digest, device, operation, direction, file, name, expiresAt, content]);
}

const FIND = statement(
	"transferTokens.find",
	`select t.tenant, t.device, t.operation, t.direction, t.content, t.name, t.file, f.digest as "fileDigest",
		f.size_bytes as "sizeBytes", f.device is not null as sealed
	from transfer_token t left join file f on f.tenant = t.tenant and f.id = t.file
	where t.digest = $1 and t.expires_at > $2`,
);

/** The CPE names only its token; what tenant it is of, the token says. */
export async function findTransferGrant(db: Db, digest: string, now: Date): Promise<TransferGrant | null> {
	return (await db.query<TransferGrant>(FIND, [digest, now]))[0] ?? null;
}

const REQUESTED = statement(
	"transferTokens.requested",
	`update transfer_token set requests = requests + 1, first_request_at = coalesce(first_request_at, $3), last_status = $4
	where tenant = $1 and digest = $2`,
);

/** A request came for an address, and what it is being answered. */
export async function noteRequest(scope: Scope, digest: string, at: Date, status: number): Promise<void> {
	await scope.query(REQUESTED, [digest, at, status]);
}

const TRANSFERRED = statement(
	"transferTokens.transferred",
	`update transfer_token set used_at = $3, bytes = greatest(bytes, $4), received_digest = coalesce($5, received_digest)
	where tenant = $1 and digest = $2`,
);

/** A whole body went over; `received` is the digest of what was kept of it. */
export async function noteTransferred(
	scope: Scope,
	digest: string,
	at: Date,
	bytes: number,
	received: string | null,
): Promise<void> {
	await scope.query(TRANSFERRED, [digest, at, bytes, received]);
}

const OF_OPERATION = statement(
	"transferTokens.ofOperation",
	`select direction, content, requests, first_request_at as "firstRequestAt", used_at as "completedAt",
		last_status as "lastStatus", bytes
	from transfer_token where tenant = $1 and operation = $2 order by name`,
);

export interface ObservedTransfer {
	readonly direction: "download" | "upload";
	readonly content: TransferContent;
	readonly requests: number;
	readonly firstRequestAt: Date | null;
	readonly completedAt: Date | null;
	readonly lastStatus: number | null;
	readonly bytes: number;
}

/** What a device fetched and brought for an operation. */
export function readTransfersOf(scope: Scope, operation: string): Promise<ObservedTransfer[]> {
	return scope.query(OF_OPERATION, [operation]);
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
