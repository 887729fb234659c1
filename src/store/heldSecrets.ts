import { type Db, type Scope, statement, type TenantId } from "./db.ts";

/** Secrets of one device: all under a prefix; or these, and those in these objects, in what they are in and what is in them. */
export type SecretsMeant =
	| { readonly under: string }
	| { readonly paths: readonly string[]; readonly objects: readonly string[] };

/** What becomes of the secrets that are held of a device, with what a session does. */
export type SecretWord =
	/** It is being sent, and may replace them. */
	| { readonly word: "sent"; readonly operation: string; readonly meant: SecretsMeant }
	/** It has not touched them. */
	| { readonly word: "untouched"; readonly operation: string }
	/** Whether it has replaced what it may have, and was not told of as set, is not known. */
	| { readonly word: "unsure"; readonly operation: string; readonly why: string }
	/** These stand there now. */
	| {
			readonly word: "set";
			readonly request: string;
			/** As they were before that change: they count as set by who had set them then. */
			readonly inverse: boolean;
			readonly at: string;
			readonly secrets: readonly NewSecret[];
	  }
	/** Names of an object are others now, by Certus itself. */
	| { readonly word: "named"; readonly names: readonly ObjectNames[] }
	/** Somebody else may have replaced them. */
	| { readonly word: "doubted"; readonly why: string; readonly meant: SecretsMeant }
	| { readonly word: "forgotten"; readonly meant: SecretsMeant };

export interface NewSecret {
	readonly path: string;
	/** Sealed. */
	readonly value: string;
	readonly object: string;
	readonly names: Readonly<Record<string, string>>;
}

export interface ObjectNames {
	readonly object: string;
	readonly names: Readonly<Record<string, string>>;
}

const MEANT = `(path = any($3::text[]) or starts_with(path, $4)
	or exists (select from unnest($5::text[]) as o(object) where starts_with(h.object, o.object) or starts_with(o.object, h.object)))`;

const SENT = statement(
	"heldSecrets.sent",
	`update held_secret h set sending = $6,
		doubt = case when sending is not null and sending <> $6 then coalesce(doubt, 'several') else doubt end
	where tenant = $1 and device = $2 and ${MEANT}`,
);
const UNTOUCHED = statement(
	"heldSecrets.untouched",
	`update held_secret set sending = null where tenant = $1 and device = $2 and sending = $3`,
);
const UNSURE = statement(
	"heldSecrets.unsure",
	`update held_secret set sending = null, doubt = case when doubt is null or doubt = $4 then $4 else 'several' end
	where tenant = $1 and device = $2 and sending = $3`,
);
const SET = statement(
	"heldSecrets.set",
	`insert into held_secret (tenant, device, path, object, names, value, set_by, set_at)
	select $1, $2, r.path, r.object, r.names, r.value,
		coalesce((select b.set_by from change_device d
			join backup_secret b on b.tenant = $1 and b.backup = d.backup and b.path = r.path
			where $6 and d.tenant = $1 and d.change = $3 and d.device = $2), $3), $4
	from json_to_recordset($5::json) as r(path text, object text, names jsonb, value text)
	on conflict (tenant, device, path) do update set object = excluded.object, names = excluded.names,
		value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at, sending = null, doubt = null`,
);
const NAMED = statement(
	"heldSecrets.named",
	`update held_secret h set names = h.names || r.names from json_to_recordset($3::json) as r(object text, names jsonb)
	where h.tenant = $1 and h.device = $2 and h.object = r.object`,
);
const DOUBTED = statement(
	"heldSecrets.doubted",
	`update held_secret h set doubt = $6 where tenant = $1 and device = $2 and ${MEANT}`,
);
const FORGOTTEN = statement(
	"heldSecrets.forgotten",
	`delete from held_secret h where tenant = $1 and device = $2 and ${MEANT}`,
);

/** In the caller's transaction, in their order. */
export async function writeSecretWords(
	db: Db,
	{ tenant, device, secrets }: { tenant: TenantId; device: string; secrets: readonly SecretWord[] },
): Promise<void> {
	const scope = db.scope(tenant);
	const meantOf = (meant: SecretsMeant) => [
		...("under" in meant ? [[], meant.under, []] : [meant.paths, null, meant.objects]),
	];
	for (const one of secrets) {
		if (one.word === "sent") await scope.query(SENT, [device, ...meantOf(one.meant), one.operation]);
		else if (one.word === "untouched") await scope.query(UNTOUCHED, [device, one.operation]);
		else if (one.word === "unsure") await scope.query(UNSURE, [device, one.operation, one.why]);
		else if (one.word === "set") {
			await scope.query(SET, [device, one.request, one.at, JSON.stringify(one.secrets), one.inverse]);
		} else if (one.word === "named") await scope.query(NAMED, [device, JSON.stringify(one.names)]);
		else if (one.word === "doubted") await scope.query(DOUBTED, [device, ...meantOf(one.meant), one.why]);
		else await scope.query(FORGOTTEN, [device, ...meantOf(one.meant)]);
	}
}

export interface HeldSecretRow {
	readonly path: string;
	readonly names: Readonly<Record<string, string>>;
	/** Sealed. */
	readonly value: string;
	readonly setBy: string;
	/** Nothing speaks against its standing on the device now. */
	readonly sure: boolean;
}

const OF_DEVICE = statement(
	"heldSecrets.ofDevice",
	`select path, names, value, set_by as "setBy", sending is null and doubt is null as sure from held_secret
	where tenant = $1 and device = $2 order by path`,
);

export function readHeldSecrets(scope: Scope, device: string): Promise<HeldSecretRow[]> {
	return scope.query(OF_DEVICE, [device]);
}

const KEEP = statement(
	"heldSecrets.keep",
	`insert into backup_secret (tenant, backup, path, device, value, set_by)
	select tenant, $2, path, device, value, set_by from held_secret
	where tenant = $1 and device = $3 and path = any($4) and sending is null and doubt is null
	on conflict do nothing`,
);

/** Puts by, with a backup, what stands at these paths as far as that is sure. */
export async function keepSecretsWith(
	scope: Scope,
	backup: string,
	device: string,
	paths: readonly string[],
): Promise<void> {
	await scope.query(KEEP, [backup, device, paths]);
}

export interface BackupSecretRow {
	readonly path: string;
	/** Sealed. */
	readonly value: string;
}

const OF_BACKUP = statement(
	"heldSecrets.ofBackup",
	`select path, value from backup_secret where tenant = $1 and backup = $2 order by path`,
);

export function readBackupSecrets(scope: Scope, backup: string): Promise<BackupSecretRow[]> {
	return scope.query(OF_BACKUP, [backup]);
}

const RETURNABLE = statement(
	"heldSecrets.returnable",
	`select b.path, b.value, h.names from backup_secret b
		join held_secret h on h.tenant = b.tenant and h.device = b.device and h.path = b.path
	where b.tenant = $1 and b.backup = $2 and h.set_by in ($3::uuid, b.set_by) and (h.doubt is null or h.doubt = $3::text)
		and (h.sending is null or exists (select from operation o where o.tenant = $1 and o.id = h.sending and o.request = $3))
	order by b.path`,
);

/**
 * Of a change's own backup: the secrets of which nobody but that change may have set another one since. A device that was
 * reset, and what was doubted for anything else, is none of them.
 */
export function readReturnableSecrets(
	scope: Scope,
	backup: string,
	change: string,
): Promise<(BackupSecretRow & Pick<HeldSecretRow, "names">)[]> {
	return scope.query(RETURNABLE, [backup, change]);
}
