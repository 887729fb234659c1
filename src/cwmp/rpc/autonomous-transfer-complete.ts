import { boolean, dateTime, integer, nested, nothing, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";
import { transferFault } from "../transfer-fault.ts";

export const autonomousTransferComplete = defineRpc({
	name: "AutonomousTransferComplete",
	clause: "A.3.3.3",
	request: struct({
		announceUrl: text("AnnounceURL"),
		transferUrl: text("TransferURL"),
		isDownload: boolean("IsDownload"),
		fileType: text("FileType"),
		fileSizeBytes: integer("FileSize"),
		targetFileName: text("TargetFileName"),
		fault: nested("FaultStruct", transferFault),
		startTime: dateTime("StartTime"),
		completeTime: dateTime("CompleteTime"),
	}),
	response: nothing,
});
