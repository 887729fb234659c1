import { type Db, statement } from "./db.ts";
import { BEFORE_ALL } from "./sealedTexts.ts";

/** A device's tree or a session's messages as they are stored; `slot` is 0 for a tree. */
export interface StoredDocument {
	readonly tenant: string;
	readonly device: string;
	readonly slot: number;
	readonly document: Uint8Array;
}

const KINDS = {
	tree: {
		read: statement(
			"documents.trees",
			`select tenant, device, 0 as slot, document from device_tree
			where (tenant, device, 0) > ($1::uuid, $2::uuid, $3::integer) order by tenant, device limit $4 for update`,
		),
		write: statement(
			"documents.putTree",
			`update device_tree set document = $4 where tenant = $1 and device = $2 and $3 = 0`,
		),
	},
	transcript: {
		read: statement(
			"documents.transcripts",
			`select tenant, device, slot, transcript as document from cwmp_session
			where (tenant, device, slot) > ($1::uuid, $2::uuid, $3::integer) and transcript is not null
			order by tenant, device, slot limit $4 for update`,
		),
		write: statement(
			"documents.putTranscript",
			`update cwmp_session set transcript = $4 where tenant = $1 and device = $2 and slot = $3`,
		),
	},
} as const;

export type DocumentKind = keyof typeof KINDS;

/** The next ones of all tenants, held until the transaction's end. */
export function readDocuments(
	tx: Db,
	kind: DocumentKind,
	after: StoredDocument | null,
	limit: number,
): Promise<StoredDocument[]> {
	return tx.query(KINDS[kind].read, [
		after?.tenant ?? BEFORE_ALL,
		after?.device ?? BEFORE_ALL,
		after?.slot ?? 0,
		limit,
	]);
}

export async function writeDocument(tx: Db, kind: DocumentKind, document: StoredDocument): Promise<void> {
	await tx.query(KINDS[kind].write, [document.tenant, document.device, document.slot, document.document]);
}
