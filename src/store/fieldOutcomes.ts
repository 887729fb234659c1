import type { ModelName } from "./certifications.ts";
import { type Db, type Scope, statement, type TenantId } from "./db.ts";

/** What one production operation said of one workflow, as it joins the effects of its end. */
export interface FieldOutcomeRecord {
	readonly operation: string;
	/** The operation's own end: an outcome counts only where that stands. */
	readonly status: string;
	readonly workflow: string;
	readonly outcome: "success" | "failure" | "unsupported";
	readonly faultCode: number | null;
	readonly about: string | null;
	readonly at: string;
}

const INSERT = statement(
	"fieldOutcomes.insert",
	`insert into field_outcome (tenant, operation, workflow, device, vendor, model, product_class, hardware_version,
		software_version, at, outcome, fault_code, about, canary)
	select o.tenant, o.id, r.workflow, o.device, o.subject->>'vendor', o.subject->>'model', o.subject->>'productClass',
		o.subject->>'hardwareVersion', o.subject->>'softwareVersion', r.at, r.outcome, r."faultCode", r.about, o.canary
	from json_to_recordset($1::json) as r(tenant uuid, operation uuid, status text, workflow text, outcome text,
		"faultCode" integer, about text, at timestamptz)
		join operation o on o.tenant = r.tenant and o.id = r.operation and o.status = r.status
	where o.subject is not null
	on conflict do nothing`,
);

/** In the transaction that ends the operations, after them. */
export async function insertFieldOutcomes(
	db: Db,
	records: readonly (FieldOutcomeRecord & { readonly tenant: TenantId })[],
): Promise<void> {
	if (records.length > 0) await db.query(INSERT, [JSON.stringify(records)]);
}

export interface FieldOutcomeRow {
	readonly deviceId: string;
	readonly outcome: FieldOutcomeRecord["outcome"];
	readonly faultCode: number | null;
	readonly about: string | null;
}

const NEWEST = statement(
	"fieldOutcomes.newest",
	`select device as "deviceId", outcome, fault_code as "faultCode", about from field_outcome f
		join unnest($6::text[], $7::text[]) as p(hardware_version, software_version) using (hardware_version, software_version)
	where f.tenant = $1 and f.vendor = $2 and f.model = $3 and f.product_class = $4 and f.workflow = $5
		and ($8::timestamptz is null or f.at > $8)
	order by f.seq desc limit $9`,
);

/** The newest outcomes of a workflow on some pairs of versions since a moment, newest first. */
export function readFieldOutcomes(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	workflow: string,
	pairs: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[],
	since: Date | null,
	limit: number,
): Promise<FieldOutcomeRow[]> {
	return scope.query(NEWEST, [
		...[vendor, model, productClass, workflow],
		pairs.map(({ hardwareVersion }) => hardwareVersion),
		pairs.map(({ softwareVersion }) => softwareVersion),
		since,
		limit,
	]);
}

const TALLIES = statement(
	"fieldOutcomes.tallies",
	`select workflow, software_version as "softwareVersion", count(*) filter (where outcome = 'success') as successes,
		count(*) filter (where outcome <> 'success') as failures,
		count(distinct device) filter (where outcome = 'success') as devices
	from field_outcome where tenant = $1 and canary = $2 group by workflow, software_version`,
);

export interface TallyRow {
	readonly workflow: string;
	readonly softwareVersion: string;
	readonly successes: number;
	readonly failures: number;
	readonly devices: number;
}

/** What a canary's operations have come to. */
export function readTallies(scope: Scope, canary: string): Promise<TallyRow[]> {
	return scope.query(TALLIES, [canary]);
}
