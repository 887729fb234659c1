import { v5 } from "uuid";
import { isImage } from "../gate/image.ts";
import type { Random } from "../lib/edges.ts";
import { sha256 } from "../lib/hash.ts";
import type { OperationInput } from "../shared/operations.ts";
import type { Scope } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { QueuedOperation } from "../store/queue.ts";
import { findTransferFile, insertTransferToken, type TransferContent } from "../store/transferTokens.ts";
import { askHarmless, getAttributes, getRpcMethods, type HarmlessRpc, scheduleInform } from "./operations/asks.ts";
import { factoryReset, reboot } from "./operations/boots.ts";
import { diagnostic } from "./operations/diagnostic.ts";
import { discover, type Walk } from "./operations/discover.ts";
import type { Program, ProgramContext } from "./operations/program.ts";
import { download, type PreparedTransfer, upload } from "./operations/transfers.ts";
import { addObject, deleteObject, read, set, setAttributes } from "./operations/writes.ts";

/** What a device uploads as its configuration: all of it, or one of several (TR-069, A.4.1.5). */
const CONFIGURATION = /^0*[13]\s/;
const TOKEN_LENGTH = 32;
/** A slow line fetches for hours; a token outlives its operation by no more than this. */
const TOKEN_HOURS = 24;
const FIRMWARE_IMAGE = "1 Firmware Upgrade Image";
/** Some devices refuse a Download of no size before they try it. */
const ABSENT_FILE_BYTES = 1024 * 1024;
const TEST_FILE = "test.bin";

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
			return discover(input as OperationInput<"discover">, context, edges.onWalk);
		case "getRpcMethods":
			return unclaimedRpc(operation) ?? getRpcMethods();
		case "getAttributes":
			return getAttributes(input as OperationInput<"getAttributes">);
		case "setAttributes":
			return setAttributes(input as OperationInput<"setAttributes">, context, phase);
		case "diagnostic":
			return diagnostic(await withAddresses(operation, context, edges), context, phase);
		case "scheduleInform":
			return scheduleInform(input as OperationInput<"scheduleInform">, context, phase);
		case "set":
			return set(input as OperationInput<"set">, context, edges.typeOf, phase, countsForTheField(operation));
		case "addObject":
			return addObject(input as OperationInput<"addObject">, context, phase);
		case "deleteObject":
			return deleteObject(input as OperationInput<"deleteObject">, context, phase);
		case "reboot":
			return reboot(context, phase);
		case "factoryReset":
			return factoryReset(context, phase);
		case "download": {
			const prepare = isAbsentFile(operation) ? prepareAbsent : prepareDownload;
			const transfer = phase === null ? await prepare(operation, device, context, edges) : null;
			if (phase === null && transfer === null) return failure("the file is no longer there");
			return download(context, () => transfer as PreparedTransfer, phase);
		}
		case "upload": {
			const name = `${operation.id}.bin`;
			const { fileType } = input as OperationInput<"upload">;
			// Its passwords stand in it in clear: kept for a backup, sealed, and else not at all.
			const isBackup = operation.authority !== "run" && operation.change !== null;
			const content = CONFIGURATION.test(fileType) ? (isBackup ? "configuration" : "counted") : "file";
			const file = content === "configuration" ? configurationFileId(operation) : null;
			const wanted = { direction: "upload", content, file, name } as const;
			const token = phase === null ? await grant(operation, wanted, context, edges) : "";
			return upload(
				input as OperationInput<"upload">,
				context,
				() => ({ url: `${edges.uploadsUrl}/${token}/${name}` }),
				phase,
			);
		}
	}
}

/** Of the one that a backup of a change takes: after a crash it is the same. */
export function configurationFileId({ change, device }: Pick<QueuedOperation, "change" | "device">): string {
	return v5("configuration", v5(device, change as string));
}

/** What a canary and the fleet's success are judged by: an answer alone does not show that a value stands. */
function countsForTheField({ authority }: QueuedOperation): boolean {
	return authority !== "run" && authority !== "system";
}

/** What a proof run asks for to see how a device answers an RPC that it does not claim. */
function unclaimedRpc({ authority, input }: QueuedOperation): Program | null {
	const { unclaimed } = input as { unclaimed?: HarmlessRpc };
	return authority === "run" && unclaimed !== undefined ? askHarmless(unclaimed) : null;
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
	const wanted = { direction: "download", content: "file", file: file.id, name } as const;
	const token = await grant(operation, wanted, context, edges);
	return {
		url: `${edges.filesUrl}/${token}/${name}`,
		fileType: file.fileType,
		fileSizeBytes: file.sizeBytes,
		targetFileName: targetFileName ?? "",
		expectedVersion: isImage(file) ? file.version : null,
		versionBefore: device.softwareVersion,
	};
}

/** What a proof run asks for to see whether a failed transfer is reported: an address that answers 404. */
function isAbsentFile({ authority, input }: QueuedOperation): boolean {
	return authority === "run" && (input as { absentFile?: unknown }).absentFile === true;
}

async function prepareAbsent(
	operation: QueuedOperation,
	device: KnownDevice,
	context: ProgramContext,
	edges: ProgramEdges,
): Promise<PreparedTransfer> {
	const wanted = { direction: "download", content: "absent", file: null, name: "absent.bin" } as const;
	const token = await grant(operation, wanted, context, edges);
	return {
		url: `${edges.filesUrl}/${token}/absent.bin`,
		fileType: FIRMWARE_IMAGE,
		fileSizeBytes: ABSENT_FILE_BYTES,
		targetFileName: "",
		expectedVersion: null,
		versionBefore: device.softwareVersion,
	};
}

/** A diagnostic without a host or an address of its own uses the ACS's: the device is known to reach that. */
async function withAddresses(
	operation: QueuedOperation,
	context: ProgramContext,
	edges: ProgramEdges,
): Promise<OperationInput<"diagnostic">> {
	const input = operation.input as OperationInput<"diagnostic">;
	if (operation.phase !== null) return input;
	const wanted = { content: "testPattern", file: null, name: TEST_FILE } as const;
	// An IPv6 address stands without its brackets.
	const host = new URL(edges.filesUrl).hostname.replace(/^\[|\]$/g, "");
	const addresses: Readonly<Record<typeof input.diagnostic, () => Promise<Record<string, string>>>> = {
		ipPing: async () => ({ Host: host }),
		traceRoute: async () => ({ Host: host }),
		download: async () => {
			const token = await grant(operation, { ...wanted, direction: "download" }, context, edges);
			return { DownloadURL: `${edges.filesUrl}/${token}/${TEST_FILE}` };
		},
		upload: async () => {
			const token = await grant(operation, { ...wanted, direction: "upload" }, context, edges);
			return { UploadURL: `${edges.uploadsUrl}/${token}/${TEST_FILE}` };
		},
	};
	const own = { ipPing: "Host", traceRoute: "Host", download: "DownloadURL", upload: "UploadURL" }[input.diagnostic];
	if (own in input.parameters) return input;
	return { ...input, parameters: { ...(await addresses[input.diagnostic]()), ...input.parameters } };
}

async function grant(
	operation: QueuedOperation,
	wanted: {
		readonly direction: "download" | "upload";
		readonly content: TransferContent;
		readonly file: string | null;
		readonly name: string;
	},
	context: ProgramContext,
	{ scope, random }: ProgramEdges,
): Promise<string> {
	const token = random.alphanumeric(TOKEN_LENGTH);
	await insertTransferToken(scope, {
		digest: sha256(token),
		device: operation.device,
		operation: operation.id,
		...wanted,
		expiresAt: new Date(context.now().getTime() + TOKEN_HOURS * 3_600_000),
	});
	return token;
}
