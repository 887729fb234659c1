import { array, boolean, integer, nothing, struct, text } from "../fields.ts";
import type { AnyQueuedTransfer } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

export const getAllQueuedTransfers = defineRpc({
	name: "GetAllQueuedTransfers",
	clause: "A.4.1.7",
	request: nothing,
	response: struct({
		transfers: array(
			"TransferList",
			"AllQueuedTransferStruct",
			struct<AnyQueuedTransfer>({
				commandKey: text("CommandKey"),
				state: integer("State"),
				isDownload: boolean("IsDownload"),
				fileType: text("FileType"),
				fileSizeBytes: integer("FileSize"),
				targetFileName: text("TargetFileName"),
			}),
		),
	}),
});
