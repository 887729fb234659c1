import { type Scope, statement } from "./db.ts";

export interface ModelRow {
	readonly id: string;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	readonly devices: number;
	readonly firstSeenAt: Date;
	readonly matrixRowId: string | null;
}

const SELECT = `select m.id, m.vendor, m.model, m.product_class as "productClass", m.hardware_version as "hardwareVersion",
	m.software_version as "softwareVersion", m.first_seen_at as "firstSeenAt", c.row_id as "matrixRowId",
	(select count(*) from device d where d.tenant = m.tenant and d.vendor = m.vendor and d.model = m.model
		and d.product_class = m.product_class and coalesce(d.hardware_version, '') = m.hardware_version
		and coalesce(d.software_version, '') = m.software_version) as devices
	from model_version m left join matrix_cover c on (c.tenant, c.vendor, c.model, c.product_class, c.hardware_version,
		c.software_version) = (m.tenant, m.vendor, m.model, m.product_class, m.hardware_version, m.software_version)`;

const LIST = statement(
	"models.list",
	`${SELECT} where m.tenant = $1 and ($2::uuid is null or
		(m.vendor, m.model, m.product_class, m.hardware_version, m.software_version) >
		(select vendor, model, product_class, hardware_version, software_version
			from model_version where tenant = $1 and id = $2))
	order by m.vendor, m.model, m.product_class, m.hardware_version, m.software_version limit $3`,
);

/** Every model, hardware and software version seen, by name. */
export function listModels(
	scope: Scope,
	page: { readonly after: string | null; readonly limit: number },
): Promise<ModelRow[]> {
	return scope.query(LIST, [page.after, page.limit]);
}

const ONE = statement("models.one", `${SELECT} where m.tenant = $1 and m.id = $2`);

export async function findModel(scope: Scope, id: string): Promise<ModelRow | null> {
	return (await scope.query<ModelRow>(ONE, [id]))[0] ?? null;
}
