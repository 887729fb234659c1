import { type Scope, statement } from "./db.ts";

interface Pair {
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
}

export interface MatrixChange {
	readonly workflow: string;
	readonly pairs: readonly Pair[];
	readonly before: object | null;
	readonly after: object;
	readonly cause: object;
	readonly reason: string;
}

const INSERT = statement(
	"matrixHistory.insert",
	`insert into matrix_history (tenant, vendor, model, product_class, at, workflow, pairs, before, after, cause, reason)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

/** Adds what changed in a model's rows, inside the caller's transaction. Never changed, never removed. */
export async function insertMatrixChanges(
	scope: Scope,
	vendor: string,
	model: string,
	productClass: string,
	changes: readonly MatrixChange[],
	at: Date,
): Promise<void> {
	for (const { workflow, pairs, before, after, cause, reason } of changes) {
		await scope.query(INSERT, [
			vendor,
			model,
			productClass,
			at,
			workflow,
			pairs.map(keyOf),
			before && JSON.stringify(before),
			JSON.stringify(after),
			JSON.stringify(cause),
			reason,
		]);
	}
}

const LIST = statement(
	"matrixHistory.list",
	`select seq, at, workflow, pairs, before, after, cause, reason from matrix_history
	where tenant = $1 and vendor = $2 and model = $3 and product_class = $4 and pairs && $5::text[]
		and ($6::bigint is null or seq < $6)
	order by seq desc limit $7`,
);

export interface MatrixChangeRow extends MatrixChange {
	readonly seq: number;
	readonly at: Date;
}

/** The changes of those pairs of versions, newest first. */
export async function listMatrixChanges(
	scope: Scope,
	{ vendor, model, productClass, covers }: MatrixPlace,
	page: { readonly before: number | null; readonly limit: number },
): Promise<MatrixChangeRow[]> {
	const values = [vendor, model, productClass, covers.map(keyOf), page.before, page.limit];
	const rows = await scope.query<Omit<MatrixChangeRow, "pairs"> & { pairs: string[] }>(LIST, values);
	return rows.map((row) => ({ ...row, pairs: row.pairs.map(pairOf) }));
}

interface MatrixPlace {
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly covers: readonly Pair[];
}

/** A pair as one text, so that an array of them can be searched. */
function keyOf({ hardwareVersion, softwareVersion }: Pair): string {
	return JSON.stringify([hardwareVersion, softwareVersion]);
}

function pairOf(key: string): Pair {
	const [hardwareVersion, softwareVersion] = JSON.parse(key) as [string, string];
	return { hardwareVersion, softwareVersion };
}
