import type { ModelName } from "./certifications.ts";
import { type Db, type Scope, statement, type TenantId } from "./db.ts";
import type { MatrixBody } from "./matrix.ts";

const PAIRS = statement(
	"matrixRows.pairs",
	`select hardware_version as "hardwareVersion", software_version as "softwareVersion", first_seen_at as "firstSeenAt"
	from model_version where tenant = $1 and vendor = $2 and model = $3 and product_class = $4 order by first_seen_at`,
);

export interface SeenPair {
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	readonly firstSeenAt: Date;
}

/** The versions of a model that were ever seen. */
export function readSeenPairs(scope: Scope, vendor: string, model: string, productClass: string): Promise<SeenPair[]> {
	return scope.query(PAIRS, [vendor, model, productClass]);
}

const OUIS = statement(
	"matrixRows.ouis",
	`select distinct oui from device where tenant = $1 and vendor = $2 and model = $3 and product_class = $4 order by oui limit 100`,
);

export async function readOuis(scope: Scope, vendor: string, model: string, productClass: string): Promise<string[]> {
	return (await scope.query<{ oui: string }>(OUIS, [vendor, model, productClass])).map(({ oui }) => oui);
}

const OF_MODEL = statement(
	"matrixRows.ofModel",
	`select body from matrix_row where tenant = $1 and vendor = $2 and model = $3 and product_class = $4`,
);

/** A model's rows as they stand. */
export async function readModelRows(
	scope: Scope,
	vendor: string,
	model: string,
	productClass: string,
): Promise<MatrixBody[]> {
	return (await scope.query<{ body: MatrixBody }>(OF_MODEL, [vendor, model, productClass])).map(({ body }) => body);
}

const CLEAR = statement(
	"matrixRows.clear",
	`with rows as (delete from matrix_row where tenant = $1 and vendor = $2 and model = $3 and product_class = $4)
	delete from matrix_cover where tenant = $1 and vendor = $2 and model = $3 and product_class = $4`,
);

const INSERT = statement(
	"matrixRows.insert",
	`insert into matrix_row (tenant, id, vendor, model, product_class, status, body, updated_at, cells, oldest_green)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

const COVER = statement(
	"matrixRows.cover",
	`insert into matrix_cover (tenant, vendor, model, product_class, hardware_version, software_version, row_id)
	select $1, $2, $3, $4, c.hardware_version, c.software_version, $7
	from unnest($5::text[], $6::text[]) as c(hardware_version, software_version)`,
);

export interface DerivedRow {
	readonly id: string;
	readonly status: string;
	readonly workflows: Readonly<Record<string, { readonly status: string }>>;
	readonly covers: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[];
}

/** Puts a model's rows in the place of those before, inside the caller's transaction. */
export async function replaceRows(
	scope: Scope,
	vendor: string,
	model: string,
	productClass: string,
	rows: readonly DerivedRow[],
	at: Date,
	/** When the oldest evidence was made that one of their cells is green by. */
	oldestGreen: string | null,
): Promise<void> {
	const sent: Promise<unknown>[] = [scope.query(CLEAR, [vendor, model, productClass])];
	for (const row of rows) {
		const cells = Object.fromEntries(Object.entries(row.workflows).map(([workflow, { status }]) => [workflow, status]));
		const inserted = scope.query(INSERT, [
			...[row.id, vendor, model, productClass, row.status, JSON.stringify(row), at],
			...[JSON.stringify(cells), oldestGreen],
		]);
		const covered = scope.query(COVER, [
			vendor,
			model,
			productClass,
			row.covers.map(({ hardwareVersion }) => hardwareVersion),
			row.covers.map(({ softwareVersion }) => softwareVersion),
			row.id,
		]);
		sent.push(inserted, covered);
	}
	await Promise.all(sent);
}

const LOCK = statement("matrixRows.lock", `select pg_advisory_xact_lock(hashtextextended($1::text || $2, 0))`);

/** One recomputation of a model at a time. */
export async function lockModel(scope: Scope, vendor: string, model: string, productClass: string): Promise<void> {
	await scope.query(LOCK, [JSON.stringify([vendor, model, productClass])]);
}

const AGED = statement(
	"matrixRows.aged",
	`select distinct r.tenant, r.vendor, r.model, r.product_class as "productClass"
	from matrix_row r join tenant t using (tenant)
	where r.oldest_green < $1::timestamptz - make_interval(days => t.evidence_max_age_days) limit 500`,
);

/** The models of all tenants with a green cell whose evidence has become too old. */
export function readAgedModels(db: Db, now: Date): Promise<(ModelName & { readonly tenant: TenantId })[]> {
	return db.query(AGED, [now]);
}
