import { v5 } from "uuid";
import { backedUp, packBackup, readOnlyIn, writablePaths } from "../../device/backup.ts";
import { standsBeside } from "../../device/heldSecrets.ts";
import type { Tree } from "../../device/tree.ts";
import type { Clock } from "../../lib/edges.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { Failure } from "../../shared/changes.ts";
import { insertBackup } from "../../store/backups.ts";
import { findChangeDevice, keepDeviceBackup } from "../../store/changeDevices.ts";
import type { Database, Scope, TenantId } from "../../store/db.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { provenConfigurationFile } from "../../store/gateFacts.ts";
import { keepSecretsWith, readHeldSecrets } from "../../store/heldSecrets.ts";
import { wasWalked } from "../../store/operations.ts";
import { configurationFileId } from "../programs.ts";

/** Above this a backup leaves out what comes last. */
const MAX_BACKUP_PATHS = 10_000;

interface BackUpDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
}

/** Whose configuration is kept, and for which change. */
interface Backing {
	readonly tenant: TenantId;
	readonly scope: Scope;
	readonly change: string;
	readonly device: string;
	/** What the change touches. */
	readonly paths: readonly string[];
	/** Nothing else is kept. */
	readonly touchedOnly: boolean;
	/** The device's own configuration file as well, where its model was proven to give it. */
	readonly withFile: boolean;
}

/** Reads of the device, as operations of the change. */
type AskForBackup = (
	place: "walk" | "file" | "backup",
	kind: "discover" | "upload" | "read",
	input: Readonly<Record<string, unknown>>,
) => Promise<OperationEnd>;

/** Keeps a device's writable configuration before a change touches it, once; `null`, or why it could not be kept. */
export async function backUpDevice(
	{ database, clock, treeOf }: BackUpDependencies,
	{ tenant, scope, change, device: id, paths, touchedOnly, withFile }: Backing,
	ask: AskForBackup,
): Promise<Failure | null> {
	const row = await findChangeDevice(scope, change, id);
	if (row && row.backup !== null) return null;
	// A device whose names were never asked for has more to keep than is known of it.
	const isKnown = touchedOnly || (await wasWalked(scope, id));
	const walked = isKnown ? null : await ask("walk", "discover", { path: "" });
	if (walked && isOver(walked)) return notKept(walked);
	const device = await findDevice(scope, id);
	if (!device) return { code: "noBackup", detail: "the device is gone" };
	// Before the values are read: a device that sends a file ends its session for that. Without it there are still those.
	const fileType = withFile ? await provenConfigurationFile(scope, id) : null;
	if (fileType !== null) await ask("file", "upload", { fileType });
	const tree = touchedOnly ? null : await treeOf(device);
	const writable = tree ? writablePaths(tree) : [];
	const secrets = await readHeldSecrets(scope, id);
	// What was set beside them tells whether somebody else has set them since.
	const names = secrets.flatMap((secret) => (paths.includes(secret.path) ? Object.keys(secret.names) : []));
	const all = [...new Set([...paths, ...names, ...writable])].slice(0, MAX_BACKUP_PATHS);
	const end = all.length === 0 ? null : await ask("backup", "read", { paths: all });
	if (end && end.status !== "succeeded") return notKept(end);
	const values = (end?.result?.values ?? []) as readonly { path: string; value: string; type: string }[];
	const read = new Map(values.map(({ path, value, type }) => [path, { value, type }]));
	const kept = backedUp(all, read, tree ? readOnlyIn(tree) : undefined);
	const standing = secrets.filter((secret) => standsBeside(secret.names, (path) => read.get(path)?.value));
	const backup = v5("backup", v5(id, change));
	await database.transaction(async (tx) => {
		const own = tx.scope(tenant);
		await insertBackup(own, {
			...{ id: backup, device: id, change, parameters: kept.length },
			complete: !touchedOnly && walked?.status !== "failed",
			hardwareVersion: device.hardwareVersion ?? "",
			softwareVersion: device.softwareVersion ?? "",
			document: packBackup(kept),
			createdAt: clock(),
			file: fileType === null ? null : configurationFileId({ change, device: id }),
		});
		const standingPaths = standing.flatMap(({ path }) => (read.has(path) ? [path] : []));
		await keepSecretsWith(own, backup, id, standingPaths);
		await keepDeviceBackup(own, change, id, backup);
	});
	return null;
}

function isOver({ status }: OperationEnd): boolean {
	return status === "expired" || status === "cancelled";
}

function notKept(end: OperationEnd): Failure {
	return {
		code: isOver(end) ? end.status : "noBackup",
		detail: `the device could not be read: ${end.reason ?? end.status}`,
	};
}
