import { unpackBackup } from "../../device/backup.ts";
import type { ModelProfile } from "../../device/profiles/profile.ts";
import { openInput, sealInput } from "../../device/sealedInput.ts";
import { type Tree, withCarried } from "../../device/tree.ts";
import { resolveWishes, type Wish } from "../../device/wishes.ts";
import type { Vault } from "../../lib/vault.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { ItemState } from "../../shared/changes.ts";
import type { OperationInput } from "../../shared/operations.ts";
import { findBackup } from "../../store/backups.ts";
import { type ChangeDeviceRow, findChangeDevice, keepDeviceInput } from "../../store/changeDevices.ts";
import type { ChangeRow } from "../../store/changes.ts";
import type { Scope } from "../../store/db.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { insertSuspension, removeSuspension } from "../../store/suspensions.ts";
import type { Execution } from "./deviceSteps.ts";
import { type DeviceOutcome, failed, reasonOf } from "./steps.ts";

export interface ResolveDependencies {
	readonly vault: Vault;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	readonly profileOf: (device: KnownDevice) => ModelProfile;
	/** A device's names, where they were never asked for; `null`: they were. */
	readonly walk: (execution: Execution) => Promise<OperationEnd | null>;
}

/** What a service profile means on this device, once and for all; the outcome where it means nothing there. */
export async function resolveSuspend(
	deps: ResolveDependencies,
	execution: Execution,
	row: ChangeDeviceRow,
): Promise<Pick<ChangeDeviceRow, "input" | "items"> | DeviceOutcome> {
	const { scope, change } = execution;
	if (row.input !== null) return { input: row.input, items: row.items };
	const end = await deps.walk(execution);
	if (end?.status === "expired" || end?.status === "cancelled") return failed(end.status, reasonOf(end));
	const device = await findDevice(scope, execution.device);
	if (!device) return failed("noBackup", "the device is gone");
	const tree = withCarried(await deps.treeOf(device), device.informParameters, device.informParametersAt);
	const { tenant } = execution;
	const wishes = openInput(deps.vault, { tenant, input: change.input }).values as readonly Wish[];
	const found = resolveWishes(wishes, tree, deps.profileOf(device), device.connectionRequestUrl);
	if (found.unresolved.length > 0 || found.values.length === 0) {
		const what = found.unresolved.join(", ") || "any of it";
		return failed("notResolved", `where the device has ${what} is not known: nothing was sent`);
	}
	if (found.cutsOff.length > 0 && !change.risks.includes("losesManagement")) {
		const detail = `${found.cutsOff.join(", ")} is of the connection that the ACS reaches the device by`;
		return failed("losesManagement", `${detail}: nothing was sent`);
	}
	const input = sealInput(deps.vault, tenant, { values: found.values });
	const items = found.values.map(({ path, value, type }) => {
		const node = tree.get(path);
		const risks = row.items.find((item) => item.path === path)?.risks ?? [];
		return { path, before: node?.value ?? null, after: value, type: type ?? node?.type ?? null, risks };
	});
	await keepDeviceInput(scope, change.id, execution.device, input, items);
	return { input, items };
}

/** In the transaction that ends a device's part: what stands suspended now, and what does no more. */
export async function recordService(
	scope: Scope,
	{ id, action, subscriber }: ChangeRow,
	device: string,
	outcome: Pick<DeviceOutcome, "sent"> & { readonly state: ItemState },
	at: Date,
): Promise<void> {
	if (action === "restore" && outcome.state === "applied") await removeSuspension(scope, device);
	if (action !== "suspend" || !outcome.sent || subscriber === null) return;
	const row = await findChangeDevice(scope, id, device);
	const backup = row?.backup ? await findBackup(scope, row.backup) : null;
	if (!row?.input || !backup) return;
	const before = new Map(unpackBackup(backup.document).map((one) => [one.path, one]));
	const changed = (row.input as OperationInput<"set">).values.flatMap(({ path, value, type }) => {
		const was = before.get(path);
		if (!was || was.value === null) return [];
		return [{ path, before: was.value, after: value, type: type ?? was.type }];
	});
	await insertSuspension(scope, { device, subscriber, change: id, changed, at });
}
