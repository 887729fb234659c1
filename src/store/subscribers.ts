import type { SealedVariables } from "../lib/vault.ts";
import { type Scope, statement } from "./db.ts";
import { subscribersByDevice } from "./deviceList.ts";
import { asMac, containing } from "./search.ts";

export interface SubscriberRow {
	readonly id: string;
	readonly externalId: string;
	readonly name: string;
	readonly plan: string | null;
	/** The values of secret ones are sealed. */
	readonly variables: SealedVariables;
	readonly createdAt: Date;
	/** Since when one of its devices stands suspended (RFC 3339), and by which change. */
	readonly suspended: { readonly since: string; readonly changeId: string } | null;
}

/** As somebody gives it. */
export type NewSubscriberRow = Omit<SubscriberRow, "suspended">;

const COLUMNS = `s.id, s.external_id as "externalId", s.name, s.plan, s.variables, s.created_at as "createdAt",
	(select json_build_object('since', x.at, 'changeId', x.change) from suspension x
		where x.tenant = s.tenant and x.subscriber = s.id order by x.at, x.device limit 1) as suspended`;

const INSERT = statement(
	"subscribers.insert",
	`insert into subscriber (tenant, id, external_id, name, plan, variables, created_at)
	values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant, external_id) do nothing returning id`,
);

/** Whether it was added: not where another one has its external id. */
export async function insertSubscriber(scope: Scope, row: NewSubscriberRow): Promise<boolean> {
	const { id, externalId, name, plan, variables, createdAt } = row;
	const values = [id, externalId, name, plan, JSON.stringify(variables), createdAt];
	return (await scope.query(INSERT, values)).length > 0;
}

const ONE = statement("subscribers.one", `select ${COLUMNS} from subscriber s where s.tenant = $1 and s.id = $2`);

export async function findSubscriber(scope: Scope, id: string): Promise<SubscriberRow | null> {
	return (await scope.query<SubscriberRow>(ONE, [id]))[0] ?? null;
}

const HOLD = statement("subscribers.hold", `select id from subscriber where tenant = $1 and id = $2 for key share`);

/** Whether it is there, and stays until the transaction's end. */
export async function holdSubscriber(scope: Scope, id: string): Promise<boolean> {
	return (await scope.query(HOLD, [id])).length > 0;
}

const LOCK = statement("subscribers.lock", `select id from subscriber where tenant = $1 and id = $2 for update`);

/** Whether it is there; whoever else would hold or lock it waits until the transaction's end. */
export async function lockSubscriber(scope: Scope, id: string): Promise<boolean> {
	return (await scope.query(LOCK, [id])).length > 0;
}

const LIST = statement(
	"subscribers.list",
	`select ${COLUMNS} from subscriber s where s.tenant = $1 and s.external_id > $2 order by s.external_id limit $3`,
);

const BY_EXTERNAL_ID = statement(
	"subscribers.byExternalId",
	`select ${COLUMNS} from subscriber s where s.tenant = $1 and s.external_id = $4 and s.external_id > $2 limit $3`,
);

const SEARCH = statement(
	"subscribers.search",
	`with hit as materialized (
		select id from subscriber where tenant = $1 and (external_id || E'\\n' || name) ilike $4
		union
		${subscribersByDevice("$4", "$5")}
	)
	select ${COLUMNS} from hit join subscriber s on s.tenant = $1 and s.id = hit.id
	where s.external_id > $2 and ($6::text is null or s.external_id = $6) order by s.external_id limit $3`,
);

export interface SubscriberFilter {
	readonly externalId?: string | undefined;
	/** A part of the name or external id, or of what tells one of its devices. */
	readonly q?: string | undefined;
}

/** By external id. */
export function listSubscribers(
	scope: Scope,
	{ externalId, q }: SubscriberFilter,
	page: { readonly after: string | null; readonly limit: number },
): Promise<SubscriberRow[]> {
	const place = [page.after ?? "", page.limit];
	if (q !== undefined) return scope.query(SEARCH, [...place, containing(q), containing(asMac(q)), externalId ?? null]);
	return externalId === undefined ? scope.query(LIST, place) : scope.query(BY_EXTERNAL_ID, [...place, externalId]);
}

const UPDATE = statement(
	"subscribers.update",
	`update subscriber set external_id = coalesce($3, external_id), name = coalesce($4, name),
		plan = case when $5 then $6 else plan end, variables = coalesce($7, variables)
	where tenant = $1 and id = $2`,
);

export interface SubscriberChanges {
	readonly externalId?: string | undefined;
	readonly name?: string | undefined;
	readonly plan?: string | null | undefined;
	readonly variables?: SealedVariables | undefined;
}

/** Fails with SQLSTATE 23505 where another subscriber has the external id. */
export async function updateSubscriber(scope: Scope, id: string, changes: SubscriberChanges): Promise<void> {
	const { externalId, name, plan, variables } = changes;
	const values = [id, externalId ?? null, name ?? null, plan !== undefined, plan ?? null];
	await scope.query(UPDATE, [...values, variables === undefined ? null : JSON.stringify(variables)]);
}

const DELETE = statement("subscribers.delete", `delete from subscriber where tenant = $1 and id = $2`);

export async function removeSubscriber(scope: Scope, id: string): Promise<void> {
	await scope.query(DELETE, [id]);
}
