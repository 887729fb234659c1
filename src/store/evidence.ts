import { type Scope, statement } from "./db.ts";

export interface EvidenceFacts {
	readonly digest: string;
	readonly mediaType: string;
	readonly sizeBytes: number;
	readonly run: string | null;
	readonly createdAt: Date;
}

const INSERT = statement(
	"evidence.insert",
	`insert into evidence (tenant, digest, media_type, size_bytes, run, created_at) values ($1, $2, $3, $4, $5, $6)
	on conflict (tenant, digest) do nothing`,
);

/** Says that a tenant has the evidence; its bytes are put first. Never changed, never removed. */
export async function insertEvidence(scope: Scope, facts: EvidenceFacts): Promise<void> {
	const { digest, mediaType, sizeBytes, run, createdAt } = facts;
	await scope.query(INSERT, [digest, mediaType, sizeBytes, run, createdAt]);
}

const ONE = statement(
	"evidence.one",
	`select digest, media_type as "mediaType", size_bytes as "sizeBytes", run, created_at as "createdAt"
	from evidence where tenant = $1 and digest = $2`,
);

export async function findEvidence(scope: Scope, digest: string): Promise<EvidenceFacts | null> {
	return (await scope.query<EvidenceFacts>(ONE, [digest]))[0] ?? null;
}

const OF_RUN = statement(
	"evidence.ofRun",
	`select digest, media_type as "mediaType", size_bytes as "sizeBytes", run, created_at as "createdAt"
	from evidence where tenant = $1 and run = $2 order by created_at, digest`,
);

/** A run's documents, in the order in which they came. */
export function readRunEvidence(scope: Scope, run: string): Promise<EvidenceFacts[]> {
	return scope.query(OF_RUN, [run]);
}
