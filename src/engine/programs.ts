import type { Random } from "../lib/edges.ts";
import { sha256 } from "../lib/hash.ts";
import type { OperationInput } from "../shared/operations.ts";
import type { Scope } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { QueuedOperation } from "../store/queue.ts";
import { findTransferFile, insertTransferToken } from "../store/transferTokens.ts";
import { getAttributes, getRpcMethods, scheduleInform } from "./operations/asks.ts";
import { factoryReset, reboot } from "./operations/boots.ts";
import { diagnostic } from "./operations/diagnostic.ts";
import { discover, type Walk } from "./operations/discover.ts";
import type { Program, ProgramContext } from "./operations/program.ts";
import { download, type PreparedTransfer, upload } from "./operations/transfers.ts";
import { addObject, deleteObject, read, set, setAttributes } from "./operations/writes.ts";

const TOKEN_LENGTH = 32;
/** A slow line fetches for hours; a token outlives its operation by no more than this. */
const TOKEN_HOURS = 24;

export interface ProgramEdges {
	readonly scope: Scope;
	readonly random: Random;
	readonly filesUrl: string;
	readonly uploadsUrl: string;
	readonly onWalk: (walk: Walk) => void;
	/** The type that the device gave a parameter when it was last read. */
	readonly typeOf: (path: string) => string | null;
}

/** The program of an operation, at its beginning or, after a crash, at its last phase. */
export async function programOf(
	operation: QueuedOperation,
	device: KnownDevice,
	context: ProgramContext,
	edges: ProgramEdges,
): Promise<Program> {
	const { kind, input, phase } = operation;
	switch (kind) {
		case "read":
			return read(input as OperationInput<"read">, context.hints);
		case "discover":
			return discover((input as OperationInput<"discover">).path, context, edges.onWalk);
		case "getRpcMethods":
			return getRpcMethods();
		case "getAttributes":
			return getAttributes(input as OperationInput<"getAttributes">);
		case "setAttributes":
			return setAttributes(input as OperationInput<"setAttributes">, context, phase);
		case "diagnostic":
			return diagnostic(input as OperationInput<"diagnostic">, context, phase);
		case "scheduleInform":
			return scheduleInform(input as OperationInput<"scheduleInform">, context, phase);
		case "set":
			return set(input as OperationInput<"set">, context, edges.typeOf, phase);
		case "addObject":
			return addObject(input as OperationInput<"addObject">, context, phase);
		case "deleteObject":
			return deleteObject(input as OperationInput<"deleteObject">, context, phase);
		case "reboot":
			return reboot(context, phase);
		case "factoryReset":
			return factoryReset(context, phase);
		case "download": {
			const transfer = phase === null ? await prepareDownload(operation, device, context, edges) : null;
			if (phase === null && transfer === null) return failure("the file is no longer there");
			return download(context, () => transfer as PreparedTransfer, phase);
		}
		case "upload": {
			const name = `${operation.id}.bin`;
			const token = phase === null ? await grant(operation, null, name, context, edges) : "";
			return upload(
				input as OperationInput<"upload">,
				context,
				() => ({ url: `${edges.uploadsUrl}/${token}/${name}` }),
				phase,
			);
		}
	}
}

// biome-ignore lint/correctness/useYield: a program that has nothing to ask
function* failure(reason: string): Program {
	return { status: "failed", reason };
}

async function prepareDownload(
	operation: QueuedOperation,
	device: KnownDevice,
	context: ProgramContext,
	edges: ProgramEdges,
): Promise<PreparedTransfer | null> {
	const { fileId, targetFileName } = operation.input as OperationInput<"download">;
	const file = await findTransferFile(edges.scope, fileId);
	if (!file) return null;
	// A name with anything but these would need escaping in an address that devices parse sloppily.
	const name = file.name.replace(/[^A-Za-z0-9._-]/g, "_").slice(-64);
	const token = await grant(operation, file.id, name, context, edges);
	return {
		url: `${edges.filesUrl}/${token}/${name}`,
		fileType: file.fileType,
		fileSizeBytes: file.sizeBytes,
		targetFileName: targetFileName ?? "",
		expectedVersion: file.kind === "firmware" ? file.version : null,
		versionBefore: device.softwareVersion,
	};
}

async function grant(
	operation: QueuedOperation,
	file: string | null,
	name: string,
	context: ProgramContext,
	{ scope, random }: ProgramEdges,
): Promise<string> {
	const token = random.alphanumeric(TOKEN_LENGTH);
	await insertTransferToken(scope, {
		digest: sha256(token),
		device: operation.device,
		operation: operation.id,
		direction: file === null ? "upload" : "download",
		file,
		name,
		expiresAt: new Date(context.now().getTime() + TOKEN_HOURS * 3_600_000),
	});
	return token;
}
