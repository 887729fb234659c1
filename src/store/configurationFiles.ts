import { type Scope, statement } from "./db.ts";

/** What a configuration file is sent back to a device as (TR-069, A.3.2.8). */
const FILE_TYPE = "3 Vendor Configuration File";

const KEEP = statement(
	"configurationFiles.keep",
	`with given as (
		insert into file (tenant, id, kind, name, vendor, model, hardware_versions, version, from_versions, file_type,
			size_bytes, digest, created_at, device)
		select $1, $4, 'config', $5, d.vendor, d.model, array[coalesce(d.hardware_version, '')], coalesce(d.software_version, ''),
			array[coalesce(d.software_version, '')], '${FILE_TYPE}', $6, $7, $8, d.id
		from device d join operation o on o.tenant = d.tenant and o.device = d.id
		where d.tenant = $1 and d.id = $2 and o.id = $3 and o.finished_at is null
		on conflict do nothing returning tenant, id, device
	)
	insert into sealed_file (tenant, id, device, content) select tenant, id, device, $9 from given`,
);

/**
 * Keeps what a device uploaded as its configuration, while the operation that asked for it is open; the first that came
 * whole. It fits the versions that it was taken from.
 */
export async function keepConfigurationFile(
	scope: Scope,
	file: {
		readonly device: string;
		readonly operation: string;
		readonly id: string;
		readonly name: string;
		readonly sizeBytes: number;
		/** Over what the device sent. */
		readonly digest: string;
		readonly sealed: string;
		readonly at: Date;
	},
): Promise<void> {
	const { device, operation, id, name, sizeBytes, digest, sealed, at } = file;
	await scope.query(KEEP, [device, operation, id, name, sizeBytes, digest, at, sealed]);
}

const SEALED = statement("configurationFiles.sealed", `select content from sealed_file where tenant = $1 and id = $2`);

export async function readSealedFile(scope: Scope, id: string): Promise<string | null> {
	return (await scope.query<{ content: string }>(SEALED, [id]))[0]?.content ?? null;
}
