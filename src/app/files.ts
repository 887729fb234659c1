import { CertusError } from "../lib/errors.ts";
import type { Blobs } from "../store/blobs.ts";
import {
	findFile,
	insertFile,
	isDigestReferenced,
	isFileInUse,
	deleteFile as remove,
	type StoredFile,
} from "../store/files.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";

/** Takes in a file whose bytes are on disk already. */
export async function addFile(
	command: Command,
	given: Omit<StoredFile, "id" | "createdAt" | "device">,
): Promise<StoredFile> {
	const file = { ...given, id: command.random.uuid(), createdAt: command.now, device: null };
	await insertFile(command.scope, file);
	const { id, kind, name, vendor, model, version, sizeBytes, digest } = file;
	await command.audit("file.create", {
		detail: { fileId: id, kind, name, vendor, model, version, sizeBytes, digest },
	});
	return file;
}

/** Removes a file, unless something will still want it; its bytes go when nobody else has them. */
export async function deleteFile(command: Command, blobs: Blobs, id: string): Promise<void> {
	const { scope, tx, now } = command;
	const file = await findFile(scope, id);
	// A backup's goes with its device.
	if (!file || file.device !== null) throw notFound("file");
	if (await isFileInUse(scope, id)) {
		throw new CertusError(409, "fileInUse", "an open operation or proof run needs the file");
	}
	await remove(scope, id);
	await command.audit("file.delete", { detail: { fileId: id, name: file.name, digest: file.digest } });
	if (!(await isDigestReferenced(tx, file.digest))) command.afterCommit(() => blobs.remove(file.digest, now));
}
