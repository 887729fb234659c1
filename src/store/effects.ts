import { type AuditFacts, appendAudit } from "./audit.ts";
import { type Db, type Ordered, statement, type TenantId } from "./db.ts";
import { type FieldOutcomeRecord, insertFieldOutcomes } from "./fieldOutcomes.ts";
import type { SingleStatement } from "./groupCommit.ts";
import { type SecretWord, writeSecretWords } from "./heldSecrets.ts";
import { SESSION_GROUP, sessionGroupOf } from "./sessionGroup.ts";

/** What a session does to the store: the parts of one effect become durable together. Times are RFC 3339. */
export interface SessionEffect {
	readonly tenant: TenantId;
	readonly device: string;
	readonly created?: CreatedDevice;
	readonly inform?: InformRecord;
	readonly sessionEnd?: SessionEnd;
	readonly facts?: DeviceFacts;
	readonly operation?: OperationProgress;
	/** What the operation's end says of its row's cells. */
	readonly field?: readonly FieldOutcomeRecord[];
	readonly tree?: TreeRecord;
	/** What becomes of the secrets that are held of the device. */
	readonly secrets?: readonly SecretWord[];
	readonly changes?: readonly ParameterChange[];
	readonly timeline?: readonly TimelineEntry[];
	readonly modelVersion?: ModelVersionSeen;
	readonly events?: readonly LiveEvent[];
	/** What the engine did by itself, under the authority `system`. */
	readonly audit?: AuditFacts;
}

export interface CreatedDevice {
	readonly oui: string;
	readonly productClass: string;
	readonly serialNumber: string;
	readonly vendor: string;
	readonly model: string;
	readonly quarantined: boolean;
	readonly aliases: readonly { readonly kind: "ouiSerial" | "mac" | "genieacs"; readonly value: string }[];
	readonly at: string;
}

/** What every Inform changes. */
export interface InformRecord {
	readonly at: string;
	readonly events: readonly string[];
	/** How many sessions it has had, this one included. */
	readonly count: number;
	/** Of the device's row, where it must still be that one, and nothing may stand in the queue: else the effect is refused. */
	readonly version?: string;
	/** `null` where they are as they were stored. */
	readonly parameters: readonly (readonly [path: string, value: string, type: string])[] | null;
	/** The session that it begins. */
	readonly session: SessionStart | null;
}

/** What changes seldom; absent means as it was. */
export interface DeviceFacts {
	readonly vendor?: string;
	readonly model?: string;
	readonly hardwareVersion?: string;
	readonly softwareVersion?: string;
	readonly parameterRoot?: string;
	readonly namespace?: string;
	readonly supportedVersions?: readonly string[];
	readonly lastBootAt?: string;
	readonly informIntervalSeconds?: number;
	readonly connectionRequestUrl?: string;
	readonly connectionRequestUsername?: string;
	readonly connectionRequestPassword?: string;
	readonly previousConnectionRequest?: { readonly username: string; readonly password: string } | null;
	readonly parameterKey?: string;
	readonly setup?: DeviceSetup;
	readonly quarantined?: boolean;
	readonly mac?: string;
	readonly wanUsername?: string;
	readonly timeZone?: string;
	/** Its own IP addresses and MACs as the last Inform carries them, in lines. */
	readonly addresses?: string;
	readonly otherPlace?: OtherPlace;
}

export interface OtherPlace {
	/** Host and port of its connection request URL. */
	readonly place: string;
	/** When it was last heard there; RFC 3339. */
	readonly at: string;
	/** Whether it was announced where it went from there. */
	readonly told?: boolean;
}

/** How far first contact has come (contract, section 3). */
export interface DeviceSetup {
	readonly settings?: "done" | "refused";
	readonly identity?: "done" | "refused";
	/** How often a session was lost over it. */
	readonly lost?: number;
	/** It was refused for a reason that passes (`times` until now): from when on it is tried once more, RFC 3339. */
	readonly again?: { readonly times: number; readonly at: string };
	/** A proof run after which it did not come back: its return revises the verdict. */
	readonly awaitedRun?: string;
	/** Notification attributes that were set, by path: a BOOTSTRAP loses them. */
	readonly attributes?: Readonly<Record<string, number>>;
}

export interface SessionStart {
	readonly id: string;
	readonly slot: number;
	readonly remoteAddress: string;
	/** Whether the session before it may have no row of its own yet: it never ended, or its end was not durable. */
	readonly afterUnended: boolean;
}

export interface SessionEnd {
	readonly slot: number;
	readonly id: string;
	readonly startedAt: string;
	readonly endedAt: string;
	readonly outcome: string;
	readonly events: readonly string[];
	readonly remoteAddress: string;
	readonly rpcs: number;
	readonly transcript: Uint8Array | null;
}

export interface OperationProgress {
	readonly id: string;
	readonly status: string;
	readonly phase?: unknown;
	readonly result?: unknown;
	readonly fault?: unknown;
	readonly reason?: string;
	readonly session?: string;
	readonly sentAt?: string;
	readonly deadlineAt?: string;
	readonly finishedAt?: string;
	/** What the device is as the operation begins. */
	readonly subject?: object;
	/** The canary that it counts for. */
	readonly canary?: string;
}

export interface TreeRecord {
	readonly document: Uint8Array;
	readonly parameters: number;
	readonly objects: number;
	/** The device's own among its values, in lines. */
	readonly addresses: string;
	readonly at: string;
}

export interface ParameterChange {
	readonly path: string;
	readonly before: string | null;
	readonly after: string | null;
	readonly at: string;
}

export interface TimelineEntry {
	readonly at: string;
	readonly type: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

export interface ModelVersionSeen {
	readonly id: string;
	/** Of the device that it was seen on: a row names those of its model. */
	readonly oui?: string;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	readonly at: string;
}

export interface LiveEvent {
	readonly type: string;
	readonly deviceId?: string;
	readonly proofRunId?: string;
	readonly certificationId?: string;
	readonly changeId?: string;
	readonly data: Readonly<Record<string, unknown>>;
}

const CREATE = statement(
	"effects.create",
	`insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, quarantined, created_at)
	select tenant, device, oui, "productClass", "serialNumber", vendor, model, '', quarantined, at
	from json_to_recordset($1::json) as r(tenant uuid, device uuid, oui text, "productClass" text, "serialNumber" text,
		vendor text, model text, quarantined boolean, at timestamptz)
	on conflict (tenant, id) do nothing`,
);

const ALIASES = statement(
	"effects.aliases",
	`insert into device_alias (tenant, kind, value, device)
	select * from json_to_recordset($1::json) as r(tenant uuid, kind text, value text, device uuid)
	on conflict (tenant, kind, value) do nothing`,
);

const FACTS = statement(
	"effects.facts",
	`update device d set
		vendor = coalesce(r.vendor, d.vendor), model = coalesce(r.model, d.model),
		hardware_version = coalesce(r."hardwareVersion", d.hardware_version),
		software_version = coalesce(r."softwareVersion", d.software_version),
		parameter_root = coalesce(r."parameterRoot", d.parameter_root),
		cwmp_namespace = coalesce(r.namespace, d.cwmp_namespace),
		supported_versions = coalesce(r."supportedVersions", d.supported_versions),
		last_boot_at = coalesce(r."lastBootAt", d.last_boot_at),
		inform_interval_seconds = coalesce(r."informIntervalSeconds", d.inform_interval_seconds),
		connection_request_url = coalesce(r."connectionRequestUrl", d.connection_request_url),
		connection_request_username = coalesce(r."connectionRequestUsername", d.connection_request_username),
		connection_request_password = coalesce(r."connectionRequestPassword", d.connection_request_password),
		previous_connection_request = case when r."setsPrevious" then r."previousConnectionRequest" else d.previous_connection_request end,
		parameter_key = coalesce(r."parameterKey", d.parameter_key),
		setup = coalesce(r.setup, d.setup), quarantined = coalesce(r.quarantined, d.quarantined),
		mac = coalesce(r.mac, d.mac), wan_username = coalesce(r."wanUsername", d.wan_username),
		time_zone = coalesce(r."timeZone", d.time_zone),
		other_place = coalesce(r."otherPlace", d.other_place), addresses = coalesce(r.addresses, d.addresses)
	from json_to_recordset($1::json) as r(tenant uuid, device uuid, vendor text, model text, "hardwareVersion" text,
		"softwareVersion" text, "parameterRoot" text, namespace text, "supportedVersions" text[], "lastBootAt" timestamptz,
		"informIntervalSeconds" integer, "connectionRequestUrl" text, "connectionRequestUsername" text,
		"connectionRequestPassword" text, "setsPrevious" boolean, "previousConnectionRequest" jsonb, "parameterKey" text,
		setup jsonb, quarantined boolean, mac text, "wanUsername" text, "timeZone" text,
		"otherPlace" jsonb, addresses text)
	where d.tenant = r.tenant and d.id = r.device`,
);

const OPERATION = statement(
	"effects.operation",
	`update operation o set status = r.status, phase = coalesce(r.phase, o.phase), result = coalesce(r.result, o.result),
		fault = coalesce(r.fault, o.fault), reason = coalesce(r.reason, o.reason), session = coalesce(r.session, o.session),
		sent_at = coalesce(r."sentAt", o.sent_at), deadline_at = coalesce(r."deadlineAt", o.deadline_at),
		finished_at = coalesce(r."finishedAt", o.finished_at), subject = coalesce(o.subject, r.subject),
		canary = coalesce(o.canary, r.canary),
		input = case when r."finishedAt" is null then o.input else certus_without_sealed(o.input) end
	from json_to_recordset($1::json) as r(tenant uuid, id uuid, status text, phase jsonb, result jsonb, fault jsonb,
		reason text, session uuid, "sentAt" timestamptz, "deadlineAt" timestamptz, "finishedAt" timestamptz, subject jsonb,
		canary uuid)
	-- A cancel that was committed before stands.
	where o.tenant = r.tenant and o.id = r.id and o.finished_at is null`,
);

const TREE = statement(
	"effects.tree",
	`insert into device_tree (tenant, device, document, parameters, objects, addresses, updated_at)
	select tenant, device, decode(document, 'base64'), parameters, objects, addresses, at
	from json_to_recordset($1::json) as r(tenant uuid, device uuid, document text, parameters integer, objects integer,
		addresses text, at timestamptz)
	on conflict (tenant, device) do update set document = excluded.document, parameters = excluded.parameters,
		objects = excluded.objects, addresses = excluded.addresses, updated_at = excluded.updated_at`,
);

const CHANGES = statement(
	"effects.changes",
	`insert into parameter_change (tenant, device, at, path, before, after)
	select * from json_to_recordset($1::json) as r(tenant uuid, device uuid, at timestamptz, path text, before text, after text)
	on conflict do nothing`,
);

const TIMELINE = statement(
	"effects.timeline",
	`insert into timeline (tenant, device, at, type, detail)
	select * from json_to_recordset($1::json) as r(tenant uuid, device uuid, at timestamptz, type text, detail jsonb)`,
);

const MODEL_VERSION = statement(
	"effects.modelVersion",
	`insert into model_version (tenant, id, vendor, model, product_class, hardware_version, software_version, first_seen_at)
	select tenant, id, vendor, model, "productClass", "hardwareVersion", "softwareVersion", at
	from json_to_recordset($1::json) as r(tenant uuid, id uuid, vendor text, model text, "productClass" text,
		"hardwareVersion" text, "softwareVersion" text, at timestamptz)
	on conflict do nothing`,
);

const OUTBOX = statement(
	"effects.outbox",
	`with kept as (
		insert into outbox (tenant, at, events)
		select tenant, now(), events from json_to_recordset($1::json) as r(tenant uuid, events jsonb)
	)
	-- Says only that there is something: listeners read the outbox.
	select pg_notify('certus_outbox', '')`,
);

/**
 * Writes a group of effects with one set-based statement a kind, inside the caller's transaction. Gives the version that
 * rows of devices have in it.
 */
export async function writeEffects(db: Ordered, effects: readonly SessionEffect[]): Promise<string> {
	// All go out at once and are carried out in this order: none is written from what another answered.
	const sent: Promise<unknown>[] = [];
	const write = (use: typeof CREATE, rows: readonly object[]): void => {
		if (rows.length > 0) sent.push(db.query(use, [JSON.stringify(rows)]));
	};
	const rows = <Part extends object>(pick: (effect: SessionEffect) => Part | undefined): object[] =>
		effects.flatMap((effect) => {
			const part = pick(effect);
			return part ? [{ tenant: effect.tenant, device: effect.device, ...part }] : [];
		});
	const many = <Part extends object>(pick: (effect: SessionEffect) => readonly Part[] | undefined): object[] =>
		effects.flatMap((effect) =>
			(pick(effect) ?? []).map((part) => ({ tenant: effect.tenant, device: effect.device, ...part })),
		);

	write(
		CREATE,
		rows((effect) => effect.created),
	);
	write(
		ALIASES,
		many((effect) => effect.created?.aliases),
	);
	const grouped = db.query(SESSION_GROUP, sessionGroupOf(effects));
	// Facts are merged per column, so that two sets of one device in a group don't fall to the update's choice.
	for (const facts of rounds(
		rows(
			(effect) =>
				effect.facts && {
					...effect.facts,
					setsPrevious: effect.facts.previousConnectionRequest !== undefined,
				},
		),
	)) {
		write(FACTS, facts);
	}
	for (const progress of rounds(
		rows((effect) => effect.operation),
		"id",
	))
		write(OPERATION, progress);
	const outcomes = effects.flatMap(({ tenant, field = [] }) => field.map((record) => ({ tenant, ...record })));
	sent.push(insertFieldOutcomes(db, outcomes));
	write(TREE, lastOf(rows((effect) => effect.tree && { ...effect.tree, document: base64(effect.tree.document) })));
	write(
		CHANGES,
		many((effect) => effect.changes),
	);
	write(
		TIMELINE,
		many((effect) => effect.timeline),
	);
	write(
		MODEL_VERSION,
		rows((effect) => effect.modelVersion),
	);
	const [answered] = await Promise.all([grouped, writeSecrets(db, effects), writeAudit(db, effects), ...sent]);
	return versionOf(answered);
}

async function writeSecrets(db: Db, effects: readonly SessionEffect[]): Promise<void> {
	for (const { tenant, device, secrets } of effects)
		if (secrets?.length) await writeSecretWords(db, { tenant, device, secrets });
}

async function writeAudit(db: Db, effects: readonly SessionEffect[]): Promise<void> {
	const byTenant = Map.groupBy(
		effects.flatMap(({ tenant, audit }) => (audit ? [{ tenant, audit }] : [])),
		({ tenant }) => tenant,
	);
	// In one order everywhere: each tenant's chain is held until the end.
	for (const [tenant, entries] of [...byTenant].sort(([a], [b]) => (a < b ? -1 : 1)))
		await appendAudit(db.scope(tenant), ...entries.map(({ audit }) => audit));
}

/** The whole of a group that holds nothing but sessions as they begin and end: one statement, its own transaction. */
export function sessionGroup(effects: readonly SessionEffect[]): SingleStatement<string> | null {
	if (!effects.every(isOfSessionsOnly)) return null;
	return { use: SESSION_GROUP, values: sessionGroupOf(effects), resultOf: versionOf };
}

function versionOf(rows: readonly object[]): string {
	return (rows[0] as { version: string }).version;
}

/** SQLSTATE of `certus_session_group`. */
const OUTDATED = "CK001";

/** Which effects of a group were refused with this error, by themselves: those whose device is not as it was known. */
export function isOutdated(error: unknown): ((effect: SessionEffect) => boolean) | null {
	const { code, detail } = error as { code?: unknown; detail?: unknown };
	if (code !== OUTDATED || typeof detail !== "string") return null;
	const devices = new Set(JSON.parse(detail) as string[]);
	return ({ device, inform }) => inform?.version !== undefined && devices.has(device);
}

function isOfSessionsOnly(effect: SessionEffect): boolean {
	const { created, facts, operation, tree, secrets, changes, timeline, modelVersion, audit } = effect;
	if (created || facts || operation || tree || secrets?.length || modelVersion || audit) return false;
	return !changes?.length && !timeline?.length;
}

/** Adds live events to the outbox, in the caller's transaction. */
export async function publish(
	db: Db,
	rows: readonly { readonly tenant: TenantId; readonly events: readonly LiveEvent[] }[],
): Promise<void> {
	await db.query(OUTBOX, [JSON.stringify(rows)]);
}

function base64(bytes: Uint8Array | null): string | null {
	return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The last row of each device: of several in one group the newest counts. */
function lastOf(list: readonly object[]): object[] {
	const last = new Map<unknown, object>();
	for (const row of list) last.set((row as { device: string }).device, row);
	return last.size === list.length ? [...list] : [...last.values()];
}

/** Splits rows into rounds in which no key comes twice, in order. */
function rounds(list: readonly object[], key: "device" | "id" = "device"): object[][] {
	const result: object[][] = [];
	const counts = new Map<unknown, number>();
	for (const row of list) {
		const id = (row as Record<string, unknown>)[key];
		const round = counts.get(id) ?? 0;
		counts.set(id, round + 1);
		if (result[round]) result[round].push(row);
		else result[round] = [row];
	}
	return result;
}
