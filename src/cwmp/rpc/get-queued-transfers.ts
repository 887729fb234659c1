import { array, integer, nothing, struct, text } from "../fields.ts";
import type { QueuedTransfer } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

/** Superseded by GetAllQueuedTransfers, which also names what the ACS did not ask for. */
export const getQueuedTransfers = defineRpc({
	name: "GetQueuedTransfers",
	clause: "A.4.1.1",
	request: nothing,
	response: struct({
		transfers: array(
			"TransferList",
			"QueuedTransferStruct",
			struct<QueuedTransfer>({ commandKey: text("CommandKey"), state: integer("State") }),
		),
	}),
});
