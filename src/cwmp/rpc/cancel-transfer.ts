import { nothing, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const cancelTransfer = defineRpc({
	name: "CancelTransfer",
	clause: "A.4.1.9",
	request: struct({ commandKey: text("CommandKey") }),
	response: nothing,
});
