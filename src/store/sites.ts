import { type Scope, statement } from "./db.ts";

export interface SiteRow {
	readonly id: string;
	readonly subscriberId: string;
	readonly name: string;
	readonly address: string | null;
	readonly createdAt: Date;
}

const COLUMNS = `s.id, s.subscriber_id as "subscriberId", s.name, s.address, s.created_at as "createdAt"`;

const INSERT = statement(
	"sites.insert",
	`insert into site (tenant, id, subscriber_id, name, address, created_at) values ($1, $2, $3, $4, $5, $6)
	on conflict (tenant, subscriber_id, name) do nothing returning id`,
);

/** Whether it was added: not where its subscriber has a site of that name. */
export async function insertSite(scope: Scope, row: SiteRow): Promise<boolean> {
	const { id, subscriberId, name, address, createdAt } = row;
	return (await scope.query(INSERT, [id, subscriberId, name, address, createdAt])).length > 0;
}

const ONE = statement("sites.one", `select ${COLUMNS} from site s where s.tenant = $1 and s.id = $2`);

export async function findSite(scope: Scope, id: string): Promise<SiteRow | null> {
	return (await scope.query<SiteRow>(ONE, [id]))[0] ?? null;
}

const HOLD = statement("sites.hold", `select ${COLUMNS} from site s where s.tenant = $1 and s.id = $2 for key share`);

/** The site, which stays until the transaction's end; `null` where there is none. */
export async function holdSite(scope: Scope, id: string): Promise<SiteRow | null> {
	return (await scope.query<SiteRow>(HOLD, [id]))[0] ?? null;
}

const LIST = statement(
	"sites.list",
	`select ${COLUMNS} from site s where s.tenant = $1 and s.id > $2 order by s.id limit $3`,
);

const OF_SUBSCRIBER = statement(
	"sites.ofSubscriber",
	`select ${COLUMNS} from site s where s.tenant = $1 and s.subscriber_id = $4 and s.id > $2 order by s.id limit $3`,
);

const FIRST = "00000000-0000-0000-0000-000000000000";

export function listSites(
	scope: Scope,
	subscriberId: string | undefined,
	page: { readonly after: string | null; readonly limit: number },
): Promise<SiteRow[]> {
	const place = [page.after ?? FIRST, page.limit];
	return subscriberId === undefined ? scope.query(LIST, place) : scope.query(OF_SUBSCRIBER, [...place, subscriberId]);
}

const UPDATE = statement(
	"sites.update",
	`update site set name = coalesce($3, name), address = case when $4 then $5 else address end
	where tenant = $1 and id = $2`,
);

export interface SiteChanges {
	readonly name?: string | undefined;
	readonly address?: string | null | undefined;
}

/** Fails with SQLSTATE 23505 where its subscriber has another site of that name. */
export async function updateSite(scope: Scope, id: string, { name, address }: SiteChanges): Promise<void> {
	await scope.query(UPDATE, [id, name ?? null, address !== undefined, address ?? null]);
}

const DELETE = statement("sites.delete", `delete from site where tenant = $1 and id = $2`);

export async function removeSite(scope: Scope, id: string): Promise<void> {
	await scope.query(DELETE, [id]);
}

const DEPENDENTS = statement(
	"sites.dependents",
	`select (select count(*) from site where tenant = $1 and subscriber_id = $2) as sites,
		(select count(*) from device where tenant = $1 and (subscriber_id = $2 or site_id = $2)) as devices`,
);

/** How many sites and devices hang on a subscriber or a site. */
export async function countDependents(scope: Scope, id: string): Promise<{ sites: number; devices: number }> {
	const [found] = await scope.query<{ sites: number; devices: number }>(DEPENDENTS, [id]);
	return found as { sites: number; devices: number };
}
