import { isSecretName, REDACTED } from "../../cwmp/redact.ts";
import { unpackBackup } from "../../device/backup.ts";
import { type GoingBack, goingBack } from "../../device/goingBack.ts";
import { refuseMarks } from "../../device/sealedInput.ts";
import { gatingWorkflow } from "../../gate/cell.ts";
import { isImage } from "../../gate/image.ts";
import { OPERATION_PERMISSION } from "../../gate/permissions.ts";
import { actionOf } from "../../gate/policy.ts";
import { CertusError } from "../../lib/errors.ts";
import { invalid } from "../../lib/invalid.ts";
import { secretContext, type Vault } from "../../lib/vault.ts";
import { CHANGE_KINDS, type ChangeAction, type ChangeKind, type NewChange } from "../../shared/changes.ts";
import type { Permission } from "../../shared/common.ts";
import { type OperationKind, operationInputs } from "../../shared/operations.ts";
import type { Workflow } from "../../shared/proof.ts";
import { findBackup } from "../../store/backups.ts";
import type { Scope } from "../../store/db.ts";
import { findFile, type StoredFile } from "../../store/files.ts";
import { readBackupSecrets, readHeldSecrets } from "../../store/heldSecrets.ts";
import type { Json } from "../../store/operations.ts";
import { notFound } from "../admission.ts";

/** What is to be done on each device, judged by its shape. */
export interface WantedAction {
	readonly kind: ChangeKind;
	readonly input: Json;
	readonly action: ChangeAction;
	readonly workflow: Workflow;
	readonly file: StoredFile | null;
	/** Of a backup that goes back. */
	readonly back?: GoingBack;
}

export function isChangeKind(kind: OperationKind): kind is ChangeKind {
	return (CHANGE_KINDS as readonly string[]).includes(kind);
}

/** Judges an operation as a change. */
export async function actionWanted(
	scope: Scope,
	kind: ChangeKind,
	given: Json,
	pointer: string,
): Promise<WantedAction> {
	const parsed = operationInputs[kind].safeParse(given);
	if (!parsed.success) throw invalid(422, "invalidBody", `the input of ${kind} is not right`, parsed.error, pointer);
	const input: Json = parsed.data;
	const found = typeof input.fileId === "string" ? await findFile(scope, input.fileId) : null;
	if (kind === "download" && !found) {
		throw new CertusError(422, "fileNotFound", "there is no such file", {
			errors: [{ pointer: `${pointer}/fileId`, detail: "there is no such file" }],
		});
	}
	// By what the device is told, not by what it is kept as.
	const fileKind = found && isImage(found) ? "firmware" : (found?.kind ?? null);
	return { kind, input, file: found, action: actionOf(kind, fileKind), workflow: gatingWorkflow(kind, fileKind) };
}

/** The one thing that a new change asks for. */
export async function wantedOf({ scope, vault }: Opener, body: NewChange): Promise<WantedAction> {
	const { set, operation, restoreBackupId } = body;
	if ([set, operation, restoreBackupId].filter((one) => one !== undefined).length !== 1) {
		throw shape("give one of set, operation and restoreBackupId", "/set");
	}
	if ((body.deviceIds === undefined) === (body.selector === undefined)) {
		throw shape("give one of deviceIds and selector", "/deviceIds");
	}
	if (set) refuseMarks({ values: set });
	if (set) return await actionWanted(scope, "set", { values: set }, "/set");
	if (restoreBackupId !== undefined) return await restoring({ scope, vault }, body, restoreBackupId);
	const { kind, input } = operation as NonNullable<typeof operation>;
	if (!isChangeKind(kind)) throw shape(`${kind} changes nothing: ask for it as an operation`, "/operation/kind");
	return await actionWanted(scope, kind, input, "/operation/input");
}

export interface Opener {
	readonly scope: Scope;
	readonly vault: Vault;
}

async function restoring({ scope, vault }: Opener, body: NewChange, id: string): Promise<WantedAction> {
	const backup = await findBackup(scope, id);
	if (!backup) throw notFound("backup");
	if (body.deviceIds?.length !== 1 || body.deviceIds[0] !== backup.device) {
		throw shape("a backup goes back to the device that it is of", "/deviceIds");
	}
	const context = secretContext(scope.tenant, "device.secret");
	const opened = <One extends { readonly value: string }>(one: One): One => ({
		...one,
		value: vault.open(one.value, context),
	});
	const kept = (await readBackupSecrets(scope, id)).map(opened);
	const held = (await readHeldSecrets(scope, backup.device)).map(opened);
	const back = goingBack(unpackBackup(backup.document), kept, held);
	return { ...(await actionWanted(scope, "set", { values: back.values }, "/restoreBackupId")), back };
}

/** What somebody must hold to ask for it; looked at before the rest of the body is. */
export function permissionOfChange(body: unknown): Permission | null {
	const { set, restoreBackupId, operation } = (body ?? {}) as Readonly<Record<string, unknown>>;
	if (set !== undefined || restoreBackupId !== undefined) return "config";
	const kind = (operation as { kind?: unknown } | null | undefined)?.kind;
	return typeof kind === "string" && Object.hasOwn(OPERATION_PERMISSION, kind)
		? OPERATION_PERMISSION[kind as OperationKind]
		: null;
}

/** A value as people are shown it. */
export function shown(path: string, value: string | null): string | null {
	return value !== null && isSecretName(path) ? REDACTED : value;
}

function shape(detail: string, pointer: string): CertusError {
	return new CertusError(422, "invalidBody", detail, { errors: [{ pointer, detail }] });
}
