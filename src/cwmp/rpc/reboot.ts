import { nothing, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const reboot = defineRpc({
	name: "Reboot",
	clause: "A.3.2.9",
	request: struct({ commandKey: text("CommandKey") }),
	response: nothing,
});
