/** Devices that are known already, put into the store as sessions would have left them. */
import type { ParameterValue } from "../src/cwmp/messages.ts";
import { packTranscript } from "../src/cwmp/transcript.ts";
import { identify } from "../src/device/identity.ts";
import { countTree, mergeValues, packTree, type Tree } from "../src/device/tree.ts";
import { IDENTITY, INFORM_PARAMETERS, informOf, MODEL, PERIODIC, ROOT, serialOf } from "./messages.ts";
import type { Certus } from "./system.ts";

const CHUNK = 10_000;
/** A device keeps its last five sessions. */
const SLOTS = 5;

const DEVICES = `insert into device (tenant, id, oui, product_class, serial_number, vendor, model, hardware_version,
		software_version, parameter_root, cwmp_namespace, session_count, last_inform_at, last_inform_events,
		inform_interval_seconds, inform_parameters, inform_parameters_at, connection_request_url,
		connection_request_username, connection_request_password, parameter_key, setup, session, session_slot,
		session_address, created_at)
	select $1, id, $4, $5, serial, $6, $7, $8, $9, 'InternetGatewayDevice.', 'urn:dslforum-org:cwmp-1-0', $10, now(),
		'{"2 PERIODIC"}', 300, $11, now(), 'http://127.0.0.1:9/cr', left(id::text, 20), right(id::text, 20),
		left(replace(id::text, '-', ''), 16), '{"settings": "done", "identity": "done"}', gen_random_uuid(),
		$10 - 1, '127.0.0.1', now()
	from unnest($2::uuid[], $3::text[]) as d(id, serial)`;

const ALIASES = `insert into device_alias (tenant, kind, value, device)
	select $1, kind, case kind when 'ouiSerial' then $4 || '-' || serial else $4 || '-' || $5 || '-' || serial end, id
	from unnest($2::uuid[], $3::text[]) as d(id, serial), unnest('{ouiSerial,genieacs}'::text[]) as kind`;

const SESSIONS = `insert into cwmp_session (tenant, device, slot, id, started_at, ended_at, outcome, events, remote_address, transcript)
	select $1, id, slot, gen_random_uuid(), now(), now(), 'done', '{"2 PERIODIC"}', '127.0.0.1', $3
	from unnest($2::uuid[]) as d(id), generate_series(0, $4::integer - 1) as slot`;

/** Devices 0 to `count` - 1, with their aliases and last sessions. */
export async function seedDevices({ database, tenant }: Certus, count: number): Promise<void> {
	const parameters = JSON.stringify(informParameters().map(({ path, value, type }) => [path, value, type]));
	const transcript = transcriptOf();
	const { manufacturer, oui, productClass } = IDENTITY;
	for (let from = 0; from < count; from += CHUNK) {
		const serials = Array.from({ length: Math.min(CHUNK, count - from) }, (_, i) => serialOf(from + i));
		const ids = serials.map((serialNumber) => identify(tenant, { ...IDENTITY, serialNumber }, []).id);
		await database.query(DEVICES, [
			...[tenant, ids, serials, oui, productClass, manufacturer, MODEL.name, MODEL.hardware, MODEL.software],
			...[SLOTS, parameters],
		]);
		await database.query(ALIASES, [tenant, ids, serials, oui, productClass]);
		await database.query(SESSIONS, [tenant, ids, transcript, SLOTS]);
	}
	await settle({ database });
}

/** A tree of so many values for every device that is known. */
export async function seedTrees({ database, tenant }: Certus, values: number): Promise<void> {
	const tree: Tree = new Map();
	const now = Date.now();
	mergeValues(tree, informParameters(), now);
	for (let i = 1; tree.size < values; i++) {
		const host = `${ROOT}LANDevice.1.Hosts.Host.${i}.`;
		tree.set(host, { value: null, type: "object", writable: false, readAt: now });
		const leaves = {
			HostName: `client-${i}`,
			IPAddress: `192.168.${i >> 8}.${i & 255}`,
			LeaseTimeRemaining: `${i * 7}`,
		};
		for (const [name, value] of Object.entries(leaves)) {
			tree.set(host + name, { value, type: "xsd:string", writable: false, readAt: now });
		}
	}
	const { parameters, objects } = countTree(tree);
	await database.query(
		`insert into device_tree (tenant, device, document, parameters, objects, updated_at)
		select tenant, id, $2, $3, $4, now() from device where tenant = $1
		on conflict (tenant, device) do update set document = excluded.document, parameters = excluded.parameters,
			objects = excluded.objects`,
		[tenant, packTree(tree), parameters, objects],
	);
	await settle({ database });
}

/** So that neither autovacuum nor a checkpoint of what was put in falls into a measurement. */
export async function settle({ database }: Pick<Certus, "database">): Promise<void> {
	await database.query("vacuum analyze");
	await database.query("checkpoint");
}

function informParameters(): ParameterValue[] {
	return INFORM_PARAMETERS.map(({ path, value, type }) => ({ path, value, type: `xsd:${type}` }));
}

function transcriptOf(): Uint8Array {
	const message = { at: Date.now(), httpStatus: null, warnings: [] };
	return packTranscript([
		{ ...message, direction: "fromDevice", name: "Inform", body: Buffer.from(informOf(PERIODIC)(0)) },
		{ ...message, direction: "toDevice", name: "InformResponse", body: Buffer.alloc(600, "x") },
		{ ...message, direction: "fromDevice", name: "empty", body: Buffer.alloc(0) },
		{ ...message, direction: "toDevice", name: "empty", body: Buffer.alloc(0) },
	]);
}
