import { integer, nothing, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const scheduleInform = defineRpc({
	name: "ScheduleInform",
	clause: "A.4.1.2",
	request: struct({ delaySeconds: integer("DelaySeconds"), commandKey: text("CommandKey") }),
	response: nothing,
});
