import type { Selector } from "../shared/changes.ts";
import type { CellStatus, Workflow } from "../shared/proof.ts";
import { type Scope, statement } from "./db.ts";
import type { StoredFile } from "./files.ts";

const ROW_OF = `left join matrix_cover v on (v.tenant, v.vendor, v.model, v.product_class, v.hardware_version,
		v.software_version) = (d.tenant, d.vendor, d.model, d.product_class, coalesce(d.hardware_version, ''),
		coalesce(d.software_version, ''))
	left join matrix_row r on r.tenant = v.tenant and r.id = v.row_id`;
const ROW_COLUMNS = `r.cells, coalesce(r.proven_paths, '[]'::jsonb) as "provenPaths"`;

export interface SendFacts {
	/** `null` where the device's versions have no row. */
	readonly cells: Readonly<Partial<Record<Workflow, CellStatus>>> | null;
	readonly provenPaths: readonly string[];
	/** The file that would be sent. */
	readonly file: Pick<
		StoredFile,
		"kind" | "fileType" | "vendor" | "model" | "hardwareVersions" | "fromVersions" | "device"
	> | null;
	/** Of the change that the operation is a step of; `null` where it is of none. */
	readonly change: {
		readonly state: string;
		readonly action: string;
		readonly devices: number;
		readonly overridden: boolean;
		readonly undoes: string | null;
		readonly approvalsNeeded: number;
		readonly approvals: number;
		readonly backup: string | null;
		/** Of a proof run's: the kinds of operations that it names; else `null`. */
		readonly runKinds: readonly string[] | null;
	} | null;
}

const SEND = statement(
	"gateFacts.send",
	`select ${ROW_COLUMNS}, (select json_build_object('kind', f.kind, 'fileType', f.file_type, 'vendor', f.vendor, 'model', f.model,
			'hardwareVersions', f.hardware_versions, 'fromVersions', f.from_versions, 'device', f.device)
			from file f where f.tenant = $1 and f.id = $4) as file,
		case when c.id is null then null else json_build_object('state', c.state, 'action', c.action,
			'devices', c.devices, 'overridden', c.override is not null, 'undoes', c.undoes,
			'approvalsNeeded', c.approvals_needed, 'backup', cd.backup, 'runKinds', c.input->'kinds',
			'approvals', (select count(*) from change_decision x where x.tenant = $1 and x.change = c.id
				and x.decision = 'approve')) end as change
	from device d ${ROW_OF}
		left join change c on c.tenant = d.tenant and c.id = $3
		left join change_device cd on cd.tenant = d.tenant and cd.change = c.id and cd.device = d.id
	where d.tenant = $1 and d.id = $2`,
);

/** What the gate asks of the store before something is sent to a device. */
export async function readSendFacts(
	scope: Scope,
	device: string,
	change: string | null,
	file: string | null,
): Promise<SendFacts | null> {
	return (await scope.query<SendFacts>(SEND, [device, change, file]))[0] ?? null;
}

const CONFIGURATION_FILE = statement(
	"gateFacts.configurationFile",
	`select r.configuration_file as "fileType" from device d ${ROW_OF}
	where d.tenant = $1 and d.id = $2`,
);

/** The file type by which such a device was proven to upload its configuration; `null` where it was not. */
export async function provenConfigurationFile(scope: Scope, device: string): Promise<string | null> {
	return (await scope.query<{ fileType: string | null }>(CONFIGURATION_FILE, [device]))[0]?.fileType ?? null;
}

/** A device that somebody would act on. */
export interface Target {
	readonly id: string;
	/** `null` where its versions have no row. */
	readonly matrixRowId: string | null;
	readonly quarantined: boolean;
	readonly subscriberId: string | null;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string | null;
	readonly softwareVersion: string | null;
	readonly cells: SendFacts["cells"];
	readonly provenPaths: readonly string[];
	/** The file type by which such a device was proven to upload its configuration; `null` where it was not. */
	readonly configurationFile: string | null;
	/** A canary that runs on its version for this workflow, and how many more devices that takes. */
	readonly canary: { readonly id: string; readonly joined: boolean; readonly room: number } | null;
}

const CANARY = `(select json_build_object('id', k.id, 'room', k.max_devices - (select count(*) from canary_device j
			where j.tenant = k.tenant and j.canary = k.id), 'joined', exists (select from canary_device j
			where j.tenant = k.tenant and j.canary = k.id and j.device = d.id))
		from canary k join certification t on t.tenant = k.tenant and t.id = k.certification
		where k.tenant = $1 and k.status = 'running' and $2 = any(t.workflows)
			and (t.vendor, t.model, t.product_class) = (d.vendor, d.model, d.product_class)
			and t.hardware_version = coalesce(d.hardware_version, '')
			and coalesce(d.software_version, '') = any(k.versions)
			and (k.device_ids is null or d.id = any(k.device_ids)) limit 1) as canary`;

const TARGETS = `select d.id, v.row_id as "matrixRowId", d.quarantined, d.subscriber_id as "subscriberId", d.vendor, d.model,
		d.product_class as "productClass", d.hardware_version as "hardwareVersion", d.software_version as "softwareVersion", ${ROW_COLUMNS}, r.configuration_file as "configurationFile", ${CANARY}
	from device d ${ROW_OF}`;

const BY_IDS = statement(
	"gateFacts.byIds",
	`${TARGETS} where d.tenant = $1 and d.id = any($3::uuid[]) order by array_position($3::uuid[], d.id)`,
);

/** Those of the devices that there are, in the order given. */
export function readTargets(scope: Scope, workflow: Workflow, ids: readonly string[]): Promise<Target[]> {
	return scope.query(BY_IDS, [workflow, ids]);
}

const BY_SELECTOR = statement(
	"gateFacts.bySelector",
	`${TARGETS} left join subscriber s on s.tenant = d.tenant and s.id = d.subscriber_id
	where d.tenant = $1 and ($4::text is null or d.vendor = $4) and ($5::text is null or d.model = $5)
		and ($6::text is null or d.product_class = $6) and ($7::text is null or d.hardware_version = $7)
		and ($8::text is null or d.software_version = $8) and ($9::text is null or $9 = any(d.tags))
		and ($10::text is null or s.plan = $10) and ($11::uuid is null or d.subscriber_id = $11)
		and ($12::uuid is null or d.site_id = $12)
	-- Who was heard of lately comes first: the first waves wait for nobody who is away.
	order by d.last_inform_at desc nulls last, d.id limit $3`,
);

/** The devices that a selector means, up to `limit`; those that were heard of last come first. */
export function selectTargets(scope: Scope, workflow: Workflow, selector: Selector, limit: number): Promise<Target[]> {
	const { vendor, model, productClass, hardwareVersion, softwareVersion, tag, plan, subscriberId, siteId } = selector;
	return scope.query(BY_SELECTOR, [
		...[workflow, limit, vendor ?? null, model ?? null, productClass ?? null, hardwareVersion ?? null],
		...[softwareVersion ?? null, tag ?? null, plan ?? null, subscriberId ?? null, siteId ?? null],
	]);
}
