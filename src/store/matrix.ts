import { type Scope, statement } from "./db.ts";

/** A row's whole content, as `proof` computed it; its URLs are paths. */
export type MatrixBody = Readonly<Record<string, unknown>>;

export interface MatrixFilter {
	readonly vendor?: string | undefined;
	readonly model?: string | undefined;
	/** Of the row; with `workflow`, of that workflow's cell. */
	readonly status?: string | undefined;
	/** Rows in which this workflow was proven or tried. */
	readonly workflow?: string | undefined;
}

const LIST = statement(
	"matrix.list",
	`select id, body from matrix_row r where tenant = $1
		and ($2::uuid is null or (vendor, model, product_class, id) >
			(select vendor, model, product_class, id from matrix_row where tenant = $1 and id = $2))
		and ($4::text is null or vendor = $4) and ($5::text is null or model = $5)
		and ($6::text is null or $6 = coalesce(cells->>$7::text, status))
		and ($7::text is null or $6::text is not null or cells->>$7 <> 'unproven')
	order by vendor, model, product_class, id limit $3`,
);

export async function listMatrixRows(
	scope: Scope,
	filter: MatrixFilter,
	page: { readonly after: string | null; readonly limit: number },
): Promise<{ id: string; body: MatrixBody }[]> {
	const { vendor, model, status, workflow } = filter;
	const values = [page.after, page.limit, vendor ?? null, model ?? null, status ?? null, workflow ?? null];
	return scope.query(LIST, values);
}

const ONE = statement("matrix.one", `select body from matrix_row where tenant = $1 and id = $2`);

export async function findMatrixRow(scope: Scope, id: string): Promise<MatrixBody | null> {
	return (await scope.query<{ body: MatrixBody }>(ONE, [id]))[0]?.body ?? null;
}

const OF_PAIR = statement(
	"matrix.ofPair",
	`select r.body from matrix_cover c join matrix_row r on r.tenant = c.tenant and r.id = c.row_id
	where c.tenant = $1 and c.vendor = $2 and c.model = $3 and c.product_class = $4 and c.hardware_version = $5
		and c.software_version = $6`,
);

/** The row that covers a pair of versions of a model. */
export async function findRowOfPair(
	scope: Scope,
	pair: {
		readonly vendor: string;
		readonly model: string;
		readonly productClass: string;
		readonly hardwareVersion: string;
		readonly softwareVersion: string;
	},
): Promise<MatrixBody | null> {
	const values = [pair.vendor, pair.model, pair.productClass, pair.hardwareVersion, pair.softwareVersion];
	return (await scope.query<{ body: MatrixBody }>(OF_PAIR, values))[0]?.body ?? null;
}

const OF_DEVICES = statement(
	"matrix.ofDevices",
	`select d.id as device, c.row_id as row from device d join matrix_cover c on (c.tenant, c.vendor, c.model,
		c.product_class, c.hardware_version, c.software_version) = (d.tenant, d.vendor, d.model, d.product_class,
		coalesce(d.hardware_version, ''), coalesce(d.software_version, ''))
	where d.tenant = $1 and d.id = any($2::uuid[])`,
);

/** The row that each device's versions belong to, by device; those without one are left out. */
export async function readRowsOfDevices(scope: Scope, devices: readonly string[]): Promise<Map<string, string>> {
	const found = await scope.query<{ device: string; row: string }>(OF_DEVICES, [devices]);
	return new Map(found.map(({ device, row }) => [device, row]));
}
