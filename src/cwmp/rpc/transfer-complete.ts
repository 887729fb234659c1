import { dateTime, nested, nothing, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";
import { transferFault } from "../transfer-fault.ts";

export const transferComplete = defineRpc({
	name: "TransferComplete",
	clause: "A.3.3.2",
	request: struct({
		commandKey: text("CommandKey"),
		fault: nested("FaultStruct", transferFault),
		startTime: dateTime("StartTime"),
		completeTime: dateTime("CompleteTime"),
	}),
	response: nothing,
});
