import { isSecretName } from "../../cwmp/redact.ts";
import { unpackBackup } from "../../device/backup.ts";
import { waveOf } from "../../gate/waves.ts";
import type { Backup, Change, ChangeDevice, ChangeItem, ProofAct } from "../../shared/changes.ts";
import type { BackupRow } from "../../store/backups.ts";
import { type ChangeDeviceRow, countChangeDevices, readFirstDevices } from "../../store/changeDevices.ts";
import { type ChangeRow, type DecisionRow, readDecisions } from "../../store/changes.ts";
import type { Scope } from "../../store/db.ts";
import { type RolloutRow, readRollouts } from "../../store/rollouts.ts";
import { goneOf, rpcsOf } from "./previewItems.ts";

/** A change shows the items of so many devices; the rest is asked for page by page. */
const SHOWN_DEVICES = 20;

/** Changes as they are answered, in the same order; `urlOf` makes a path one that opens anywhere. */
export async function presentChanges(
	scope: Scope,
	rows: readonly ChangeRow[],
	urlOf: (path: string) => string,
): Promise<Change[]> {
	const ids = rows.map(({ id }) => id);
	const decisions = Map.groupBy(await readDecisions(scope, ids), ({ change }) => change);
	const counts = await countChangeDevices(scope, ids);
	const rollouts = new Map((await readRollouts(scope, ids)).map((rollout) => [rollout.change, rollout]));
	const devices = Map.groupBy(await readFirstDevices(scope, ids, SHOWN_DEVICES), ({ change }) => change);
	return rows.map((row) => ({
		...partsOf(row, devices.get(row.id) ?? []),
		...rolloutParts(rollouts.get(row.id) ?? null),
		devices: { total: row.devices, ...counts.get(row.id) },
		approvals: (decisions.get(row.id) ?? []).map(presentDecision),
		url: urlOf(`/changes/${row.id}`),
	}));
}

function partsOf(
	row: ChangeRow,
	devices: readonly ChangeDeviceRow[],
): Omit<Change, "devices" | "approvals" | "url" | keyof RolloutParts> {
	const { id, state, action, kind, reason, author, override, risks, previewDigest, approvalsNeeded } = row;
	const only = row.devices === 1 ? devices[0] : undefined;
	return {
		...{ id, state, action, kind, reason, author, override, previewDigest, approvalsNeeded },
		rpcs: rpcsOfRow(row),
		items: devices.flatMap(itemsOf),
		risks: [...risks],
		rollingBack: row.rollingBack,
		warnings: warningsOf(row),
		backupId: only?.backup ?? null,
		pendingReboot: devices.some(({ pendingReboot }) => pendingReboot),
		unverified: [...(only?.unverified ?? [])],
		...{ failure: row.failure, undoes: row.undoes, subscriberId: row.subscriber, operationId: row.operation },
		proofRunId: row.proofRun,
		checks: checksOf(row),
		createdAt: row.createdAt.toISOString(),
		submittedAt: row.submittedAt?.toISOString() ?? null,
		expiresAt: row.expiresAt.toISOString(),
		finishedAt: row.finishedAt?.toISOString() ?? null,
	};
}

function checksOf({ proofRun, input }: ChangeRow): ProofAct[] | null {
	return proofRun === null ? null : [...(input.checks as readonly ProofAct[])];
}

/** Of a proof run those that write or reboot; it reads as well. */
function rpcsOfRow(row: ChangeRow): string[] {
	const kinds = checksOf(row)?.flatMap((check) => check.kinds);
	return kinds
		? [...new Set(kinds.flatMap((kind) => rpcsOf(kind)))]
		: rpcsOf(row.kind, row.withFile, goneOf(row.input).length > 0);
}

type RolloutParts = Pick<Change, "rollout" | "paused" | "pausedReason" | "wave" | "waves">;

function rolloutParts(row: RolloutRow | null): RolloutParts {
	return {
		rollout: row?.plan ?? null,
		paused: row !== null && row.paused !== null,
		pausedReason: row?.paused ?? null,
		wave: row === null || row.startedAt.length === 0 ? null : row.startedAt.length,
		waves: row?.plan.sizes.length ?? null,
	};
}

function itemsOf({ device, items }: ChangeDeviceRow): ChangeItem[] {
	return items.map((item) => ({ deviceId: device, ...item }));
}

function presentDecision({ decision, name, comment, at }: DecisionRow): Change["approvals"][number] {
	return { decision, by: name, comment, at: at.toISOString() };
}

/** What somebody should read before he agrees. */
function warningsOf({ risks, kind, action, devices }: ChangeRow): string[] {
	return [
		risks.includes("losesManagement")
			? "This may cut the device off from its ACS: then it can't be taken back from here. It may be irreversible."
			: null,
		risks.includes("losesConnectivity") ? "This may cut the subscriber off from the internet." : null,
		kind === "factoryReset" ? "A factory reset loses what the subscriber has set, and can't be taken back." : null,
		action === "firmware" ? "A firmware image can't be taken back: going back is another rollout." : null,
		kind === "download" && action !== "firmware"
			? "A configuration file sets whatever stands in it, and can't be taken back by itself."
			: null,
		risks.includes("notReversible") && kind === "set"
			? "The device hides some of these values: what they were can't be put back."
			: null,
		risks.includes("notReversible") && kind === "deleteObject"
			? "The device may not let this be added again, or hides some of what it holds: then that can't be put back."
			: null,
		risks.includes("notProven") && devices === 1 ? "This is not proven on this model and firmware." : null,
	].filter((text) => text !== null);
}

/** `sizes`: of its change's waves; `null` where it goes in none. */
export function presentDevice(row: ChangeDeviceRow, sizes: readonly number[] | null): ChangeDevice {
	const { device, serialNumber, state, live, cell, backup, pendingReboot, failure } = row;
	return {
		...{
			deviceId: device,
			serialNumber,
			state,
			live,
			cell,
			items: itemsOf(row),
			backupId: backup,
			pendingReboot,
			failure,
		},
		unverified: [...row.unverified],
		wave: sizes && waveOf(sizes, row.place) + 1,
		startedAt: row.startedAt?.toISOString() ?? null,
		leftAlone: [...row.leftAlone],
		broughtBack: [...row.broughtBack],
		finishedAt: row.finishedAt?.toISOString() ?? null,
	};
}

export function presentBackup(row: BackupRow, urlOf: (path: string) => string): Backup {
	const { id, device, change, hardwareVersion, softwareVersion, complete, parameters, file } = row;
	return {
		...{ id, deviceId: device, changeId: change, hardwareVersion, softwareVersion, complete, parameters, file },
		createdAt: row.createdAt.toISOString(),
		url: urlOf(`/api/v1/backups/${id}`),
	};
}

/** What a backup holds; of secrets only whether there is one to go back. */
export function valuesOfBackup(document: Uint8Array, secrets: readonly { readonly path: string }[]) {
	const held = new Set(secrets.map(({ path }) => path));
	return unpackBackup(document).map(({ path, value, type }) => ({
		...{ path, value, type },
		unreadable: value === null || isSecretName(path),
		held: held.has(path),
	}));
}
