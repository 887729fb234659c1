import type { ModelName } from "./certifications.ts";
import { type Scope, statement } from "./db.ts";

export interface ClearanceRow {
	readonly certificationId: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	readonly workflow: string;
	readonly at: Date;
}

const INSERT = statement(
	"clearances.insert",
	`insert into clearance (tenant, vendor, model, product_class, certification, hardware_version, at, software_version, workflow)
	select $1, $2, $3, $4, $5, $6, $7, c.software_version, c.workflow
	from unnest($8::text[], $9::text[]) as c(software_version, workflow)`,
);

/** What an approval cleared; only ever added to. */
export async function insertClearances(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	clearance: { readonly certificationId: string; readonly hardwareVersion: string; readonly at: Date },
	cells: readonly { readonly softwareVersion: string; readonly workflow: string }[],
): Promise<void> {
	await scope.query(INSERT, [
		...[vendor, model, productClass],
		...[clearance.certificationId, clearance.hardwareVersion, clearance.at],
		cells.map(({ softwareVersion }) => softwareVersion),
		cells.map(({ workflow }) => workflow),
	]);
}

const OF_MODEL = statement(
	"clearances.ofModel",
	`select certification as "certificationId", hardware_version as "hardwareVersion",
		software_version as "softwareVersion", workflow, at
	from clearance where tenant = $1 and vendor = $2 and model = $3 and product_class = $4 order by at`,
);

/** Oldest first. */
export function readClearances(scope: Scope, { vendor, model, productClass }: ModelName): Promise<ClearanceRow[]> {
	return scope.query(OF_MODEL, [vendor, model, productClass]);
}

const OF_CERTIFICATIONS = statement(
	"clearances.ofCertifications",
	`select l.certification as "certificationId", l.hardware_version as "hardwareVersion",
		l.software_version as "softwareVersion", l.workflow, l.at
	from clearance l join certification c on (c.tenant, c.id, c.vendor, c.model, c.product_class) =
		(l.tenant, l.certification, l.vendor, l.model, l.product_class)
	where c.tenant = $1 and c.id = any($2::uuid[]) order by l.at`,
);

export function readClearancesBy(scope: Scope, certifications: readonly string[]): Promise<ClearanceRow[]> {
	return scope.query(OF_CERTIFICATIONS, [certifications]);
}

const CLEARED_MODELS = statement(
	"clearances.models",
	`select distinct vendor, model, product_class as "productClass" from clearance where tenant = $1`,
);

/** The models that something was ever cleared on: age counts for no other. */
export function readClearedModels(scope: Scope): Promise<ModelName[]> {
	return scope.query(CLEARED_MODELS);
}

export interface LoweringRow {
	readonly id: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	readonly workflow: string;
	readonly to: "yellow" | "red";
	readonly cause: "person" | "field";
	readonly code: string;
	readonly reason: string;
	readonly by: string;
	readonly at: Date;
}

const LOWER = statement(
	"clearances.lower",
	`insert into cell_lowering (tenant, vendor, model, product_class, id, workflow, to_status, cause, code, reason, by_name,
		at, hardware_version, software_version)
	select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, p.hardware_version, p.software_version
	from unnest($13::text[], $14::text[]) as p(hardware_version, software_version)`,
);

/** What takes a cell down on some pairs of versions; only ever added to. */
export async function insertLowering(
	scope: Scope,
	{ vendor, model, productClass }: ModelName,
	lowering: Omit<LoweringRow, "hardwareVersion" | "softwareVersion">,
	pairs: readonly { readonly hardwareVersion: string; readonly softwareVersion: string }[],
): Promise<void> {
	const { id, workflow, to, cause, code, reason, by, at } = lowering;
	await scope.query(LOWER, [
		...[vendor, model, productClass],
		...[id, workflow, to, cause, code, reason, by, at],
		pairs.map(({ hardwareVersion }) => hardwareVersion),
		pairs.map(({ softwareVersion }) => softwareVersion),
	]);
}

const LOWERINGS = statement(
	"clearances.lowerings",
	`select id, hardware_version as "hardwareVersion", software_version as "softwareVersion", workflow, to_status as "to",
		cause, code, reason, by_name as by, at
	from cell_lowering where tenant = $1 and vendor = $2 and model = $3 and product_class = $4 order by at`,
);

/** Oldest first. */
export function readLowerings(scope: Scope, { vendor, model, productClass }: ModelName): Promise<LoweringRow[]> {
	return scope.query(LOWERINGS, [vendor, model, productClass]);
}
