import type { SecretKind } from "../lib/vault.ts";
import { type Db, type Statement, statement } from "./db.ts";

/** A column whose texts are sealed; read and written a batch at a time, in the order of its keys. */
export interface SealedPlace {
	readonly kind: SecretKind;
	/** The next rows after `(owner, id)`, held until the transaction's end. */
	readonly read: Statement;
	readonly write: Statement;
	/** At most so many at once, where each may take megabytes. */
	readonly batch?: number;
}

export interface SealedRow {
	/** The tenant, or the account. */
	readonly owner: string;
	readonly id: string;
	readonly text: string;
}

/** What comes before every id. */
export const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

function place(name: string, kind: SecretKind, read: string, write: string): SealedPlace {
	const limited = `${read} order by 1, 2 limit $3 for update`;
	return { kind, read: statement(`sealed.read.${name}`, limited), write: statement(`sealed.write.${name}`, write) };
}

export const SEALED_PLACES: readonly SealedPlace[] = [
	place(
		"tenant",
		"tenant.cpePassword",
		`select tenant as owner, tenant as id, cpe_password as text from tenant where (tenant, tenant) > ($1::uuid, $2::uuid)`,
		`update tenant set cpe_password = $3 where tenant = $1 and tenant = $2`,
	),
	place(
		"connectionRequest",
		"device.connectionRequestPassword",
		`select tenant as owner, id, connection_request_password as text from device
		where (tenant, id) > ($1::uuid, $2::uuid) and connection_request_password is not null`,
		`update device set connection_request_password = $3 where tenant = $1 and id = $2`,
	),
	place(
		"previousConnectionRequest",
		"device.connectionRequestPassword",
		`select tenant as owner, id, previous_connection_request->>'password' as text from device
		where (tenant, id) > ($1::uuid, $2::uuid) and previous_connection_request->>'password' is not null`,
		`update device set previous_connection_request = previous_connection_request || jsonb_build_object('password', $3::text)
		where tenant = $1 and id = $2`,
	),
	place(
		"device",
		"device.password",
		`select tenant as owner, id, password as text from device
		where (tenant, id) > ($1::uuid, $2::uuid) and password is not null`,
		`update device set password = $3 where tenant = $1 and id = $2`,
	),
	// The text is the whole input; in what is over nothing is sealed.
	place(
		"operation",
		"operation.value",
		`select tenant as owner, id, input::text as text from operation
		where (tenant, id) > ($1::uuid, $2::uuid) and kind = 'set' and finished_at is null`,
		`update operation set input = $3::jsonb where tenant = $1 and id = $2`,
	),
	place(
		"change",
		"operation.value",
		`select tenant as owner, id, input::text as text from change
		where (tenant, id) > ($1::uuid, $2::uuid) and kind = 'set' and finished_at is null`,
		`update change set input = $3::jsonb where tenant = $1 and id = $2`,
	),
	place(
		"heldSecret",
		"device.secret",
		`select tenant as owner, id, value as text from held_secret where (tenant, id) > ($1::uuid, $2::uuid)`,
		`update held_secret set value = $3 where tenant = $1 and id = $2`,
	),
	place(
		"backupSecret",
		"device.secret",
		`select tenant as owner, id, value as text from backup_secret where (tenant, id) > ($1::uuid, $2::uuid)`,
		`update backup_secret set value = $3 where tenant = $1 and id = $2`,
	),
	{
		...place(
			"configurationFile",
			"device.configuration",
			`select tenant as owner, id, content as text from sealed_file where (tenant, id) > ($1::uuid, $2::uuid)`,
			`update sealed_file set content = $3 where tenant = $1 and id = $2`,
		),
		batch: 10,
	},
	// The text is the whole map, or list, in which only the secrets are sealed.
	place(
		"subscriber",
		"subscriber.variable",
		`select tenant as owner, id, variables::text as text from subscriber
		where (tenant, id) > ($1::uuid, $2::uuid) and variables <> '{}'`,
		`update subscriber set variables = $3::jsonb where tenant = $1 and id = $2`,
	),
	place(
		"provisioningProfile",
		"provisioning.value",
		`select tenant as owner, id, parameters::text as text from provisioning_profile
		where (tenant, id) > ($1::uuid, $2::uuid)`,
		`update provisioning_profile set parameters = $3::jsonb where tenant = $1 and id = $2`,
	),
	place(
		"webhook",
		"webhook.secret",
		`select tenant as owner, id, secret as text from webhook where (tenant, id) > ($1::uuid, $2::uuid)`,
		`update webhook set secret = $3 where tenant = $1 and id = $2`,
	),
	place(
		"previousWebhook",
		"webhook.secret",
		`select tenant as owner, id, previous_secret as text from webhook
		where (tenant, id) > ($1::uuid, $2::uuid) and previous_secret is not null`,
		`update webhook set previous_secret = $3 where tenant = $1 and id = $2`,
	),
	// The text is JSON: a sealed text, or what earlier versions sealed as an object.
	place(
		"totp",
		"account.totp",
		`select id as owner, id, totp::text as text from account where (id, id) > ($1::uuid, $2::uuid) and totp is not null`,
		`update account set totp = $3::jsonb where id = $1 and id = $2`,
	),
];

export function readSealed(tx: Db, at: SealedPlace, after: SealedRow | null, limit: number): Promise<SealedRow[]> {
	return tx.query(at.read, [after?.owner ?? BEFORE_ALL, after?.id ?? BEFORE_ALL, limit]);
}

export async function writeSealed(tx: Db, at: SealedPlace, row: SealedRow, text: string): Promise<void> {
	await tx.query(at.write, [row.owner, row.id, text]);
}

const STATE = statement(
	"sealed.state",
	`select sealed_at is not null as texts, documents_at is not null as documents from secrets_state`,
);

export interface SealedState {
	readonly texts: boolean;
	readonly documents: boolean;
}

/** Whether all that earlier versions stored in clear is sealed, or gone out of trees and transcripts. */
export async function readSealedState(db: Db): Promise<SealedState> {
	return (await db.query<SealedState>(STATE))[0] ?? { texts: false, documents: false };
}

const TEXTS_DONE = statement("sealed.textsDone", `update secrets_state set sealed_at = $1`);
const DOCUMENTS_DONE = statement("sealed.documentsDone", `update secrets_state set documents_at = $1`);

export async function markSealed(db: Db, what: keyof SealedState, at: Date): Promise<void> {
	await db.query(what === "texts" ? TEXTS_DONE : DOCUMENTS_DONE, [at]);
}
